//! Posts that a test needs to be there.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::Client;

/// A published post.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its path at the admin door.
    pub place: String,
    /// Its path at the public door.
    pub page: String,
}

/// Creates a post and publishes it.
pub async fn publish(owner: &Client, post: &Value) -> Result<Published> {
    let created = owner.post("/blog/admin/posts", post).await?;
    ensure!(created.status == 201, "{}: {}", created.status, created.text);
    let place = created.header("location").to_owned();
    let published = owner.post(&format!("{place}/publish"), &Value::Null).await?;
    ensure!(published.status == 200, "{}: {}", published.status, published.text);
    Ok(Published { place, page: format!("/blog/public/posts/{}", created.at("/slug")) })
}
