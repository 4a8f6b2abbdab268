//! Suspended tenants and people, and the end of all sessions: what operators decide.

use logicspike_shared::row;
use logicspike_shared::scope::{TenantScope, UserScope};
use logicspike_shared::sql::{Database, GlobalReason, Sql, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::record::{Record, audited};
use crate::api::platform::Suspension;

row!(Suspension { id, suspended_at });

/// Goes on after `before` and `changed`: since when it is suspended now.
const STANDING: &str = "
SELECT before.id, CASE WHEN changed.id IS NULL THEN before.suspended_at ELSE changed.suspended_at END AS suspended_at
FROM before LEFT JOIN changed ON true";

/// Suspends a tenant or lets it go on; `None` if there is none. Twice is once.
pub(crate) async fn of_tenant<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    suspend: bool,
    now: Timestamp,
) -> Result<Option<Suspension>, SqlError> {
    const CHANGE: &str = "
WITH before AS (
  SELECT id, suspended_at FROM tenants WHERE id = $1 FOR NO KEY UPDATE
), changed AS (
  UPDATE tenants AS t SET suspended_at = CASE WHEN $4::boolean THEN $2::timestamptz END
  FROM before WHERE t.id = $1 AND (before.suspended_at IS NOT NULL) <> $4::boolean
  RETURNING t.id, t.suspended_at
), change (type, subject, data) AS (
  SELECT CASE WHEN $4::boolean THEN 'tenant.suspended' ELSE 'tenant.resumed' END, id, '{}'::jsonb FROM changed
)";
    let record = Record::by_platform(scope.clone(), None, now);
    Ok(database.write(audited(&record, &[CHANGE], STANDING).bind(suspend)).await?.optional()?)
}

/// Suspends a person, which ends their sessions, or lets them go on; `None` if there is none. Each of their tenants
/// finds it in its log.
pub(crate) async fn of_person<T: Transport>(
    database: &Database<T>,
    scope: &UserScope,
    suspend: bool,
    now: Timestamp,
) -> Result<Option<Suspension>, SqlError> {
    const CHANGE: &str = "
WITH before AS (
  SELECT id, suspended_at FROM users WHERE id = $1 FOR NO KEY UPDATE
), changed AS (
  UPDATE users AS u SET suspended_at = CASE WHEN $3::boolean THEN $2::timestamptz END
  FROM before WHERE u.id = before.id AND (before.suspended_at IS NOT NULL) <> $3::boolean
  RETURNING u.id, u.suspended_at
), ended AS (
  UPDATE sessions AS s SET ended_at = $2::timestamptz FROM changed
  WHERE s.user_id = $1 AND s.ended_at IS NULL AND changed.suspended_at IS NOT NULL
), audited AS (
  INSERT INTO audit_log (tenant_id, occurred_at, actor_id, action, subject, data)
  SELECT m.tenant_id, $2::timestamptz, NULL,
    CASE WHEN $3::boolean THEN 'team.member.suspended' ELSE 'team.member.resumed' END, changed.id, '{}'::jsonb
  FROM changed JOIN memberships AS m ON m.user_id = changed.id
)";
    let statement = Statement::for_user(scope, Sql::concat(&[CHANGE, STANDING])).bind(now).bind(suspend);
    Ok(database.write(statement).await?.optional()?)
}

/// Ends all sessions, or those whose last access token was signed by one key; gives their number.
pub(crate) async fn end_sessions<T: Transport>(
    database: &Database<T>,
    key_id: Option<&str>,
) -> Result<i64, SqlError> {
    const END: &str = "SELECT app.end_sessions($1)";
    let statement = Statement::global(GlobalReason::Operator, END).bind(key_id);
    Ok(database.write(statement).await?.scalar()?)
}
