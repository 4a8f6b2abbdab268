//! The audit log, newest entry first.

use logicspike_shared::time::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

/// One thing that was done.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AuditEntry"))]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The entry; the event's id where there was one.
    pub id: String,
    /// When.
    pub occurred_at: Timestamp,
    /// Who; null when the platform itself acted.
    pub actor_id: Option<String>,
    /// What.
    pub action: String,
    /// To whom or what.
    pub subject: String,
    /// Details.
    #[cfg_attr(feature = "openapi", schemars(with = "serde_json::Map<String, serde_json::Value>"))]
    pub data: Box<RawValue>,
}

/// A part of the log.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AuditEntryList"))]
pub struct Entries {
    /// Newest first.
    pub data: Vec<Entry>,
    /// How to go on.
    pub meta: EntriesMeta,
}

/// How to go on.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AuditMeta"))]
#[serde(rename_all = "camelCase")]
pub struct EntriesMeta {
    /// Most entries in an answer.
    pub limit: i64,
    /// `before` of the next part; null at the log's beginning.
    pub next_before: Option<String>,
}
