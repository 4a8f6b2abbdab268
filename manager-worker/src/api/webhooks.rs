//! Webhook endpoints.

use logicspike_shared::input::Patch;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /manager/webhooks`, `PUT /manager/webhooks/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WebhookBody {
    pub(crate) url: Option<String>,
    pub(crate) events: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) description: Patch<String>,
    pub(crate) enabled: Option<bool>,
}

/// `POST /manager/webhooks/{id}/rotate-secret`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RotateSecretBody {
    #[serde(default)]
    pub(crate) overlap_seconds: Option<i64>,
}

/// An endpoint, without its secret.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// `wh_…`.
    pub id: String,
    /// Where it is.
    pub url: String,
    /// What it wants to be told.
    pub events: Vec<String>,
    /// What a person says of it.
    pub description: Option<String>,
    /// Whether it is called.
    pub enabled: bool,
    /// Since when it is not.
    pub disabled_at: Option<Timestamp>,
    /// Why: `manual`, `gone` (it answered 410), `failing` (nothing succeeded for days).
    pub disabled_reason: Option<String>,
    /// Since when no try has succeeded.
    pub failing_since: Option<Timestamp>,
    /// Until when the secret before the last rotation signs too.
    pub previous_secret_expires_at: Option<Timestamp>,
    /// Who made it.
    pub created_by: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// The answer that shows a secret, once.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownSecret<'a> {
    /// `wh_…`.
    pub id: &'a str,
    /// The secret itself. It cannot be shown again.
    pub secret: &'a str,
    /// Until when the secret it replaces signs too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_secret_expires_at: Option<Timestamp>,
}
