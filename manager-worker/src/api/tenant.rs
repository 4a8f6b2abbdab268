//! The tenant and its subscription.

use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `PUT /manager/tenant`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantBody {
    pub(crate) name: Option<String>,
}

/// The tenant.
#[derive(Debug, Serialize)]
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
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// The plan.
    pub plan_id: String,
    /// What it is called.
    pub plan_name: String,
    /// The services it opens.
    pub entitlements: Vec<String>,
    /// `trialing`, `active`, `past_due` or `canceled`.
    pub status: String,
    /// Whether requests pass: trialing or active, and the period has not ended.
    pub active: bool,
    /// When the paid period ends, if it does.
    pub current_period_end: Option<Timestamp>,
}
