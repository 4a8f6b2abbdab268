//! What operators see of the platform.

use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How the manager stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlatformHealth {
    /// `ok`, or `behind` when something has waited for too long.
    pub status: &'static str,
    /// Events that wait to be settled.
    pub outbox: OutboxHealth,
    /// The mail of all tenants.
    pub mail: MailHealth,
    /// Messages that no consumer could apply and nobody has replayed.
    pub dead_letters: i64,
}

/// How an outbox stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutboxHealth {
    /// Events that are not settled.
    pub waiting: i64,
    /// For how long the oldest of them has waited, in seconds.
    pub oldest_age_seconds: i64,
}

/// How mail stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MailHealth {
    /// Mails to be sent.
    pub waiting: i64,
    /// For how long the oldest of them has been due, in seconds.
    pub oldest_age_seconds: i64,
    /// Mails that were not sent within a day, because budgets were used up.
    pub over_budget: i64,
}

/// A message that no consumer could apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeadLetter {
    /// Its number.
    pub id: i64,
    /// When it was given up.
    pub received_at: Timestamp,
    /// The message.
    pub body: String,
    /// When it was applied after all.
    pub replayed_at: Option<Timestamp>,
}

/// A list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadLetters {
    /// Newest first.
    pub data: Vec<DeadLetter>,
}

/// Whether a tenant or a person is suspended.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suspension {
    /// The tenant or person.
    pub id: String,
    /// Since when; null if it is not.
    pub suspended_at: Option<Timestamp>,
}

/// `POST /manager/platform/sessions/end`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct EndSessionsBody {
    /// The signing key's id (`kid`) under which the sessions last got a token; all of them without it.
    #[serde(default)]
    pub key_id: Option<String>,
}

/// How many sessions were ended.
#[derive(Debug, Serialize)]
pub struct SessionsEnded {
    /// Their number.
    pub ended: i64,
}
