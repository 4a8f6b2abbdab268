//! The tenant and its subscription.

use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `PUT /manager/tenant`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "RenameTenant"))]
#[serde(deny_unknown_fields)]
pub struct TenantBody {
    /// What it is to be called.
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1, max = 100)))]
    pub(crate) name: Option<String>,
}

/// The tenant.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// `tenant_…`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
}

/// What the tenant pays for.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// The plan.
    pub plan_id: String,
    /// What it is called.
    pub plan_name: String,
    /// The services it opens.
    pub entitlements: Vec<String>,
    /// `trialing`, `active`, `past_due` or `canceled`.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["trialing", "active", "past_due", "canceled"])))]
    pub status: String,
    /// Whether requests pass: trialing or active, and the period has not ended.
    pub active: bool,
    /// When the paid period ends, if it does.
    pub current_period_end: Option<Timestamp>,
}
