//! A change, its event and its entry in the audit log are one statement: an `UPDATE` that matches no row
//! does not abort a batch, so only the change itself can tell whether there is anything to report.

use logicspike_shared::ids::UserId;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Sql, Statement};
use logicspike_shared::time::Timestamp;

/// Ends a `WITH` list whose `change (type, subject, data)` says what happened: writes the events and logs them.
const EVENT_AND_AUDIT: &str = ",
event AS (
  INSERT INTO outbox (tenant_id, type, subject, occurred_at, data)
  SELECT $1, type, subject, $2::timestamptz, data FROM change
  RETURNING id, type, subject, data
), audited AS (
  INSERT INTO audit_log (tenant_id, id, occurred_at, actor_id, action, subject, data)
  SELECT $1, id, $2::timestamptz, $3::text, type, subject, data FROM event
)
";

/// The same for what only the audit log tells.
const AUDIT: &str = ",
audited AS (
  INSERT INTO audit_log (tenant_id, occurred_at, actor_id, action, subject, data)
  SELECT $1, $2::timestamptz, $3::text, type, subject, data FROM change
)
";

/// Who changes something, and when.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// The person; `None` when the platform itself acts.
    pub(crate) actor: Option<UserId>,
    /// Now.
    pub(crate) now: Timestamp,
}

/// A statement that changes something and tells others: `$1` is the tenant, `$2` the time, `$3` the person.
pub(super) fn recorded(
    scope: &TenantScope,
    record: &Record,
    change: &[&'static str],
    answer: &'static str,
) -> Statement {
    build(scope, record, change, EVENT_AND_AUDIT, answer)
}

/// A statement that changes something and logs it: `$1` is the tenant, `$2` the time, `$3` the person.
pub(super) fn audited(
    scope: &TenantScope,
    record: &Record,
    change: &[&'static str],
    answer: &'static str,
) -> Statement {
    build(scope, record, change, AUDIT, answer)
}

fn build(
    scope: &TenantScope,
    record: &Record,
    change: &[&'static str],
    telling: &'static str,
    answer: &'static str,
) -> Statement {
    let pieces: Vec<&'static str> = change.iter().copied().chain([telling, answer]).collect();
    Statement::scoped(scope, Sql::concat(&pieces))
        .bind(record.now)
        .bind(record.actor.as_ref().map(UserId::as_str))
}
