//! The signing key leaked: `docs/operations.md`, step by step.

use std::time::Duration;

use e2e::{Client, sign_in, unique};
use local_stack::wrangler::{WranglerOptions, start_beside};
use local_stack::{Checkout, KeyPair, StackFile, TokenRequest, Worker, mint};
use serde_json::json;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::stack;

/// The steps that the page gives, and that this test takes.
const STEPS: [&str; 5] = [
    "1. `cargo xtask keygen` makes a new pair.",
    "2. Manager: set `JWT_PRIVATE_KEY` to the new private PEM, and leave `JWT_PUBLIC_KEY_EXTRA` out.",
    "3. Gateway: set `JWT_PUBLIC_KEY` to the new public PEM alone.",
    "4. `PLATFORM_SECRET=… cargo xtask revoke-sessions --gateway https://…`.",
    "5. Read the audit logs since the leak for what outlives a token:",
];

#[tokio::test]
async fn after_the_steps_for_a_leaked_signing_key_nothing_of_the_thiefs_works() {
    let page = std::fs::read_to_string(Checkout::default().root().join("docs/operations.md")).unwrap();
    for step in STEPS {
        assert!(page.contains(step), "docs/operations.md says: {step}");
    }
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let email = format!("{}@example.com", unique("leak"));
    let victim = sign_in(&stack, &email).await.unwrap();
    let me = gateway.bearer(&victim.access_token).get("/auth/me").await.unwrap();

    // The thief has the key: a token of an owner, whom they know by name.
    let forged = TokenRequest {
        tenant: victim.tenant_id.clone(),
        user: me.at("/user/id").to_owned(),
        permissions: vec!["system:owner".to_owned()],
        role: None,
        ttl_seconds: 3600,
        issuer: stack.jwt_issuer.clone(),
        audience: stack.jwt_audience.clone(),
    };
    let forged = mint(&forged, &stack.private_key_file).await.unwrap();
    let thief = gateway.bearer(&forged);
    assert_eq!(thief.get("/blog/admin/posts").await.unwrap().status, 200, "until the key is changed");
    let switch = json!({ "tenant_id": victim.tenant_id });
    let nothing_longer = thief.post("/auth/switch-tenant", &switch).await.unwrap();
    assert_eq!(nothing_longer.error(), (400, "Validation failed"), "no refresh token comes of it");
    let body = json!({ "name": "Backdoor", "scopes": ["blog"] });
    assert_eq!(thief.post("/manager/api-keys", &body).await.unwrap().status, 201);

    // Steps 1 to 3.
    let new = KeyPair::generate().unwrap();
    let options = WranglerOptions::new(Worker::Gateway)
        .with_var(Worker::Gateway, "JWT_PUBLIC_KEY", &new.public_pem)
        .with_var(Worker::Manager, "JWT_PRIVATE_KEY", &new.private_pem);
    let runtime = start_beside(&stack, &options).await.unwrap();
    let gateway = Client::new(&runtime.url).unwrap();
    for token in [&forged, &victim.access_token] {
        for door in ["/blog/admin/posts", "/manager/tenant", "/auth/me"] {
            let refused = gateway.bearer(token).get(door).await.unwrap();
            assert_eq!(refused.error(), (401, "Invalid token"), "{door}");
        }
    }
    // Somebody who refreshed in between has a token by the new key.
    let other = sign_in(&stack, &email).await.unwrap();
    let body = json!({ "refresh_token": other.refresh_token });
    let between = gateway.post("/auth/refresh", &body).await.unwrap();
    assert_eq!(between.status, 200, "{}", between.text);

    // Step 4.
    let revoke = Command::new(env!("CARGO"))
        .args(["xtask", "revoke-sessions", "--gateway", &runtime.url])
        .env("PLATFORM_SECRET", &stack.platform_secret)
        .current_dir(Checkout::default().root())
        .output()
        .await
        .unwrap();
    assert!(revoke.status.success(), "{}", String::from_utf8_lossy(&revoke.stderr));
    for token in [&victim.refresh_token, between.at("/refresh_token")] {
        let refused = gateway.post("/auth/refresh", &json!({ "refresh_token": token })).await.unwrap();
        assert_eq!(refused.error(), (401, "Invalid token"));
    }
    let began = Instant::now();
    loop {
        let answer = gateway.bearer(between.at("/access_token")).get("/blog/admin/posts").await.unwrap();
        if answer.error() == (401, "Invalid token") {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(31), "an ended session's token: {}", answer.text);
        sleep(Duration::from_millis(500)).await;
    }

    // Step 5, by somebody who has signed in again.
    let stack = StackFile { gateway_url: runtime.url.clone(), ..stack };
    let back = sign_in(&stack, &email).await.unwrap();
    let owner = gateway.bearer(&back.access_token);
    let log = owner.get("/manager/audit?limit=100").await.unwrap();
    let entry = log.body["data"].as_array().unwrap().iter().find(|entry| entry["action"] == "apikey.created");
    let key = entry.expect("what the thief left is in the log")["subject"].as_str().unwrap().to_owned();
    assert_eq!(owner.delete(&format!("/manager/api-keys/{key}")).await.unwrap().status, 204);
    runtime.stop().await.unwrap();
}
