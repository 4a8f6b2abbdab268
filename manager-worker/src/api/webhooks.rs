//! Webhook endpoints.

use logicspike_shared::input::Patch;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /manager/webhooks`, `PUT /manager/webhooks/{id}`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "UpdateWebhook"))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WebhookBody {
    /// Where it is: an https address.
    #[cfg_attr(feature = "openapi", schemars(with = "String", url))]
    pub(crate) url: Option<String>,
    /// Types of events, or patterns such as `blog.*` that match at least one.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>", length(min = 1)))]
    pub(crate) events: Option<Vec<String>>,
    /// What a person says of it.
    #[serde(default)]
    pub(crate) description: Patch<String>,
    /// Whether it is called.
    #[cfg_attr(feature = "openapi", schemars(with = "bool"))]
    pub(crate) enabled: Option<bool>,
}

/// `POST /manager/webhooks/{id}/rotate-secret`.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "RotateWebhookSecret"))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RotateSecretBody {
    /// How long the old secret signs too, in seconds; a day without it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(range(min = 0, max = 2_592_000)))]
    pub(crate) overlap_seconds: Option<i64>,
}

/// An endpoint, without its secret.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
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
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["manual", "gone", "failing", null])))]
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
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ShownWebhookSecret"))]
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
