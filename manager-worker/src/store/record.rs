//! A change, its event and its entry in the audit log are one statement: an `UPDATE` that matches no row
//! does not abort a batch, so only the change itself can tell whether there is anything to report.

use logicspike_shared::ids::UserId;
use logicspike_shared::scope::{Member, TenantScope};
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
    author: Author,
    /// Now.
    pub(crate) now: Timestamp,
}

#[derive(Debug, Clone)]
enum Author {
    /// A member, whose token and membership must allow it now.
    Member(Member),
    /// The platform itself, for a tenant; it may act on a person's word.
    Platform(TenantScope, Option<UserId>),
}

impl Record {
    /// A change that a member asks for. The database refuses it unless they may, now.
    pub(crate) fn by_member(member: Member, now: Timestamp) -> Self {
        Self { author: Author::Member(member), now }
    }

    /// A change that follows from something else than a member's request: a sign-in, an accepted invitation, an
    /// operator's word, time.
    pub(crate) fn by_platform(scope: TenantScope, actor: Option<UserId>, now: Timestamp) -> Self {
        Self { author: Author::Platform(scope, actor), now }
    }

    /// A statement for the tenant, which is `$1`, with the time as `$2` and the person as `$3`.
    pub(super) fn statement(&self, sql: impl Into<Sql>) -> Statement {
        let (statement, actor) = match &self.author {
            Author::Member(member) => (Statement::by_member(member, sql), Some(member.user().user())),
            Author::Platform(scope, actor) => (Statement::scoped(scope, sql), actor.as_ref()),
        };
        statement.bind(self.now).bind(actor.map(UserId::as_str))
    }
}

/// A statement that changes something and tells others: `$1` is the tenant, `$2` the time, `$3` the person.
pub(super) fn recorded(record: &Record, change: &[&'static str], answer: &'static str) -> Statement {
    build(record, change, EVENT_AND_AUDIT, answer)
}

/// A statement that changes something and logs it: `$1` is the tenant, `$2` the time, `$3` the person.
pub(super) fn audited(record: &Record, change: &[&'static str], answer: &'static str) -> Statement {
    build(record, change, AUDIT, answer)
}

fn build(record: &Record, change: &[&'static str], telling: &'static str, answer: &'static str) -> Statement {
    let pieces: Vec<&'static str> = change.iter().copied().chain([telling, answer]).collect();
    record.statement(Sql::concat(&pieces))
}
