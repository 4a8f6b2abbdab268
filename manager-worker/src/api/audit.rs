//! The audit log, newest entry first.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Request;
use logicspike_shared::ids::EventId;
use logicspike_shared::time::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

use super::check::Check;
use super::page;

/// Which part of the log.
#[derive(Debug)]
pub struct AuditQuery {
    /// Most entries to answer.
    pub limit: i64,
    /// Entries older than this one.
    pub before: Option<EventId>,
}

impl AuditQuery {
    /// Reads `limit` and `before`; any other parameter is refused.
    pub fn read(request: &Request) -> Result<Self, AppError> {
        let mut check = Check::default();
        let mut query = Self { limit: page::default_limit(), before: None };
        for (name, value) in request.query_pairs()? {
            match name.as_str() {
                "limit" => {
                    let read = check.optional("limit", Some(value.as_str()), page::limit);
                    query.limit = read.unwrap_or(query.limit);
                }
                "before" => {
                    query.before = check.optional("before", Some(value.as_str()), |text| {
                        EventId::parse(text).map_err(|_| UNKNOWN_ENTRY.to_owned())
                    });
                }
                _ => check.fault(&name, "is not a parameter of this list"),
            }
        }
        check.finish(|| Some(query))
    }
}

/// What is said of a `before` that the log does not have.
pub const UNKNOWN_ENTRY: &str = "is not an entry of this log";

/// One thing that was done.
#[derive(Debug, Serialize)]
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
    pub data: Box<RawValue>,
}

/// A part of the log.
#[derive(Debug, Serialize)]
pub struct Entries {
    /// Newest first.
    pub data: Vec<Entry>,
    /// How to go on.
    pub meta: EntriesMeta,
}

/// How to go on.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntriesMeta {
    /// Most entries in an answer.
    pub limit: i64,
    /// `before` of the next part; null at the log's beginning.
    pub next_before: Option<String>,
}
