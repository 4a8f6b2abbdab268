//! `cargo xtask revoke-sessions [--gateway URL] [--key KID]`: everybody signs in again.

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use local_stack::StackFile;
use serde_json::{Value, json};

/// Holds the operators' key where a deployment is meant: on a command line it would be seen by others.
const PLATFORM_SECRET: &str = "PLATFORM_SECRET";

#[derive(Debug, Args)]
pub(crate) struct RevokeSessions {
    /// Where the gateway is, such as https://api.example.com, with PLATFORM_SECRET in the environment; the running
    /// stack when absent
    #[arg(long)]
    gateway: Option<String>,
    /// Only the sessions whose last access token this key signed, by its id (`kid`)
    #[arg(long)]
    key: Option<String>,
}

impl RevokeSessions {
    pub(crate) async fn run(self) -> Result<()> {
        let (gateway, secret) = if let Some(gateway) = self.gateway {
            let secret = std::env::var(PLATFORM_SECRET).ok();
            (gateway, secret.with_context(|| format!("{PLATFORM_SECRET} is not set"))?)
        } else {
            let stack = StackFile::load()?;
            (stack.gateway_url, stack.platform_secret)
        };
        let url = format!("{}/manager/platform/sessions/end", gateway.trim_end_matches('/'));
        let body = self.key.map_or_else(|| json!({}), |key| json!({ "keyId": key }));
        let request = reqwest::Client::new().post(&url).header("x-platform-key", secret);
        let request = request.header("content-type", "application/json").body(body.to_string());
        let answer = request.send().await.with_context(|| format!("{url} cannot be reached"))?;
        let status = answer.status();
        let text = answer.text().await.unwrap_or_default();
        ensure!(status.is_success(), "{url} answered {status}: {text}");
        let answer: Value = serde_json::from_str(&text).context("the answer is no JSON")?;
        let ended = answer.get("ended").and_then(Value::as_i64).context("the answer has no number")?;
        println!("{ended} sessions ended; their access tokens are refused within 30 seconds");
        Ok(())
    }
}
