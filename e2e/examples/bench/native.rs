//! What needs no stack: the renderer and RS256, as native code.

use std::hint::black_box;

use anyhow::{Context as _, Result, ensure};
use local_stack::{Checkout, StackFile, TokenRequest, mint};
use logicspike_shared::jwt::{AccessPolicy, KeySet, NativeRs256};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use serde_json::{Value, json};
use tiptap_html::{Document, render};

use crate::series::{Series, print};

/// A post of ordinary length, and the largest that may be saved.
pub(crate) fn documents() -> Result<()> {
    let typical = Checkout::default().root().join("tiptap-html/fixtures/259-whole-post-twice.json");
    let typical = std::fs::read_to_string(&typical).with_context(|| typical.display().to_string())?;
    let text = "x".repeat(40);
    let paragraph = json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] });
    let large = json!({ "type": "doc", "content": vec![paragraph; 9_500] });
    let large: String = Value::to_string(&large);

    let mut small_times = Series::new("a typical post");
    let mut large_times = Series::new("19,000 nodes");
    for _ in 0..60 {
        let html = small_times.time_now(|| render_text(black_box(&typical)));
        ensure!(!html.is_empty(), "nothing was rendered");
        let html = large_times.time_now(|| render_text(black_box(&large)));
        ensure!(html.len() > 9_500 * 40, "something is missing");
    }
    print("Parse, render and sanitise a document (native code)", &[&small_times, &large_times]);
    for (name, bytes, times) in
        [("typical", typical.len(), &small_times), ("large", large.len(), &large_times)]
    {
        let bytes = f64::from(u32::try_from(bytes)?);
        println!("\n{name}: {bytes} bytes of JSON, {:.1} MB/s", bytes / 1000.0 / times.median());
    }
    Ok(())
}

fn render_text(json: &str) -> String {
    render(&Document::parse_lenient(json)).html
}

/// Verifying and signing; the Workers leave both to WebCrypto.
pub(crate) async fn tokens(stack: &StackFile) -> Result<()> {
    let tenant = stack.tenants.first().context("the stack has no tenants")?;
    let request = TokenRequest {
        tenant: tenant.id.clone(),
        user: tenant.owner_user_id.clone(),
        permissions: vec!["system:owner".to_owned()],
        role: None,
        ttl_seconds: 600,
        issuer: stack.jwt_issuer.clone(),
        audience: stack.jwt_audience.clone(),
    };
    let policy = AccessPolicy {
        issuer: stack.jwt_issuer.clone(),
        audience: stack.jwt_audience.clone(),
        keys: KeySet::from_pems(&std::fs::read_to_string(&stack.public_key_file)?)?,
    };
    let mut verify = Series::new("verify a token");
    let mut sign = Series::new("read the key, sign a token");
    for _ in 0..110 {
        let token = sign.time(mint(&request, &stack.private_key_file)).await?;
        let now = FixedRuntime::real_time().now();
        let verified = verify.time(policy.verify(black_box(&token), &NativeRs256, now)).await;
        ensure!(verified.is_ok(), "a token that was just made is refused");
    }
    print("RS256 by the crate `rsa` (native code; the Workers use WebCrypto)", &[&verify, &sign]);
    Ok(())
}
