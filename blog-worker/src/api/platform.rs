//! What operators see of the blog service.

use serde::Serialize;

/// How the service stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlatformHealth {
    /// `ok`, or `behind` when something has waited for too long.
    pub status: &'static str,
    /// Events that wait to be settled.
    pub outbox: OutboxHealth,
    /// Posts that wait to be published.
    pub schedule: ScheduleHealth,
}

/// How the outbox stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutboxHealth {
    /// Events that are not settled.
    pub waiting: i64,
    /// For how long the oldest of them has waited, in seconds.
    pub oldest_age_seconds: i64,
}

/// How the schedule stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleHealth {
    /// Posts that should have been published by now.
    pub overdue: i64,
    /// For how long the oldest of them has waited, in seconds.
    pub lag_seconds: i64,
}
