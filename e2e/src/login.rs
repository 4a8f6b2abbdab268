//! Signing in as a browser does: at the OpenID provider first, then at the platform.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, ensure};
use local_stack::{Checkout, StackFile};
use serde_json::json;
use tokio::process::Command;

use crate::Client;

/// What a sign-in gives.
#[derive(Debug, Clone)]
pub struct Session {
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: String,
    /// The personal tenant.
    pub tenant_id: String,
}

/// A name that no other test has.
pub fn unique(prefix: &str) -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}-{}-{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// Walks the provider's code flow with this e-mail address and trades the ID token for a session.
pub async fn sign_in(stack: &StackFile, email: &str) -> Result<Session> {
    let id_token = id_token(stack, email).await?;
    let answer =
        Client::new(&stack.gateway_url)?.post("/auth/google", &json!({ "id_token": id_token })).await?;
    ensure!(answer.status == 200, "sign-in answered {}: {}", answer.status, answer.text);
    Ok(Session {
        access_token: answer.at("/access_token").to_owned(),
        refresh_token: answer.at("/refresh_token").to_owned(),
        tenant_id: answer.at("/tenant_id").to_owned(),
    })
}

/// The ID token that the provider gives to someone with this e-mail address.
async fn id_token(stack: &StackFile, email: &str) -> Result<String> {
    let output = Command::new("node")
        .arg(Checkout::default().root().join("local-stack/node/login.mjs"))
        .args([
            "--issuer",
            &stack.google_issuer_url,
            "--client-id",
            &stack.google_client_id,
            "--email",
            email,
        ])
        .output()
        .await
        .context("node is needed to sign in")?;
    ensure!(output.status.success(), "the provider refused: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
