//! A receiver of webhooks, and what its owner sees of it.

use logicspike_shared::runtime::Runtime as _;
use manager_worker::domain::webhook::{VerifyError, WebhookSecret, verify};
use serde_json::{Value, json};

use crate::outside::Sent;
use crate::webhooks::make;
use crate::world::{Session, World};

/// What most tests have happen.
pub(crate) const PUBLISHED: &str = "blog.post.published";

/// An endpoint that is told of everything.
pub(crate) async fn hook(world: &World, owner: &Session) -> (String, WebhookSecret) {
    make(world, owner, json!({ "url": "https://hooks.example.com/in" })).await
}

/// Its delivery log, newest first.
pub(crate) async fn log(world: &World, owner: &Session, target: &str) -> Vec<Value> {
    let list = world.call(owner, "GET", &format!("{target}/deliveries"), None).await.expect(200).body;
    list["data"].as_array().unwrap().clone()
}

/// One entry of it with all there is to know.
pub(crate) async fn detail(world: &World, owner: &Session, target: &str, entry: &Value) -> Value {
    let target = format!("{target}/deliveries/{}", entry["id"].as_str().unwrap());
    world.call(owner, "GET", &target, None).await.expect(200).body
}

/// The endpoint as its owner sees it.
pub(crate) async fn webhook(world: &World, owner: &Session, target: &str) -> Value {
    world.call(owner, "GET", target, None).await.expect(200).body
}

/// The id of a webhook that is rightly signed.
pub(crate) fn verified(world: &World, secret: &WebhookSecret, sent: &Sent) -> Result<String, VerifyError> {
    let secrets = std::slice::from_ref(secret);
    verify(secrets, &sent.headers, sent.body.as_bytes(), world.runtime.now()).map(|v| v.id.to_owned())
}

/// The owner again, after the clock has moved on.
pub(crate) async fn later(world: &World, owner: &Session, seconds: i64) -> Session {
    world.runtime.advance_millis(seconds * 1000);
    let tokens = world.refresh(&owner.refresh_token).await;
    world.session(&tokens).await
}
