//! A row of the platform's request log.

use http::StatusCode;
use logicspike_shared::ids::{ApiKeyId, TenantId, UserId};
use logicspike_shared::time::Timestamp;

/// Why a request is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It failed, or was refused to somebody who is known.
    Error,
    /// By chance.
    Sample,
    /// The first use of a key in a while.
    KeyUse,
}

impl Reason {
    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Sample => "sample",
            Self::KeyUse => "key_use",
        }
    }
}

/// A row of the request log.
#[derive(Debug, Clone)]
pub struct LogEntry {
    /// When the request came.
    pub occurred_at: Timestamp,
    /// The request's id.
    pub request_id: String,
    /// The tenant, if a credential was verified.
    pub tenant: Option<TenantId>,
    /// The person, if a token was verified.
    pub user: Option<UserId>,
    /// The key, if one was verified.
    pub api_key: Option<ApiKeyId>,
    /// The door.
    pub door: Option<&'static str>,
    /// The method.
    pub method: String,
    /// The route's pattern.
    pub route: &'static str,
    /// The response's status.
    pub status: StatusCode,
    /// Milliseconds to the response.
    pub duration_ms: i64,
    /// The error's code.
    pub code: Option<&'static str>,
    /// Why it is here.
    pub reason: Reason,
}
