//! The delivery log of a webhook endpoint.

use logicspike_shared::time::Timestamp;
use serde::Serialize;

/// One event on its way to one endpoint.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// `dlv_…`.
    pub id: String,
    /// The event; the header `webhook-id`.
    pub event_id: String,
    /// What happened.
    pub event_type: String,
    /// 0 for the delivery that the event caused, 1 for its first replay, and so on.
    pub replay: i32,
    /// `pending`, `delivered` or `failed`.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["pending", "delivered", "failed"])))]
    pub status: String,
    /// Tries so far.
    pub attempts: i32,
    /// When it was tried last.
    pub last_attempt_at: Option<Timestamp>,
    /// What the receiver answered then.
    pub last_status: Option<i32>,
    /// Why that try failed.
    pub last_error: Option<String>,
    /// When it is tried next.
    pub next_attempt_at: Option<Timestamp>,
    /// Since when it is to be delivered.
    pub created_at: Timestamp,
}

/// One event on its way, with all there is to know.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeliveryDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub delivery: Delivery,
    /// The body, exactly as it is sent; null for who may not read that family of events.
    pub body: Option<String>,
    /// Every try, the first one first.
    pub tries: Vec<Try>,
}

/// One try.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "DeliveryTry"))]
#[serde(rename_all = "camelCase")]
pub struct Try {
    /// From 1.
    pub number: i32,
    /// When.
    pub attempted_at: Timestamp,
    /// How long it took, in milliseconds.
    pub duration_ms: i32,
    /// What the receiver answered.
    pub status: Option<i32>,
    /// Why it failed.
    pub error: Option<String>,
    /// The beginning of the answer's text; null where the body is: it may repeat that.
    pub answer: Option<String>,
}

/// The answer to what asks for a delivery.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "QueuedDelivery"))]
#[serde(rename_all = "camelCase")]
pub struct Queued<'a> {
    /// `dlv_…`: where to see what becomes of it.
    pub id: &'a str,
    /// The event.
    pub event_id: &'a str,
}

/// The data of the event that tries an endpoint out.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "WebhookTestData"))]
#[serde(rename_all = "camelCase")]
pub struct TestData<'a> {
    /// The endpoint.
    pub webhook_id: &'a str,
}
