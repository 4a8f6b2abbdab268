//! The tenant and its subscription.

use logicspike_shared::row;
use logicspike_shared::scope::Member;
use logicspike_shared::sql::{Database, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::record::{Record, recorded};
use crate::api::tenant::{Subscription, Tenant};

row!(Tenant { id, name, created_at });

/// The tenant.
pub(crate) async fn get<T: Transport>(
    database: &Database<T>,
    member: &Member,
) -> Result<Option<Tenant>, SqlError> {
    const GET: &str = "SELECT id, name, created_at FROM tenants WHERE id = $1";
    Ok(database.read(Statement::by_member(member, GET)).await?.optional()?)
}

/// Gives the tenant a name. The same name again is no change, and nobody is told.
pub(crate) async fn rename<T: Transport>(
    database: &Database<T>,
    record: &Record,
    name: &str,
) -> Result<Option<Tenant>, SqlError> {
    const RENAME: &str = "
WITH before AS (
  SELECT id, name, created_at FROM tenants WHERE id = $1 FOR NO KEY UPDATE
), renamed AS (
  UPDATE tenants AS t SET name = $4 FROM before WHERE t.id = $1 AND before.name <> $4 RETURNING t.id, t.name
), change (type, subject, data) AS (
  SELECT 'tenant.updated', renamed.id, jsonb_build_object('name', renamed.name) FROM renamed
)";
    let answer = "SELECT id, $4 AS name, created_at FROM before";
    let statement = recorded(record, &[RENAME], answer).bind(name);
    Ok(database.write(statement).await?.optional()?)
}

row!(Subscription { plan_id, plan_name, entitlements, status, active, current_period_end });

/// What the tenant pays for.
pub(crate) async fn subscription<T: Transport>(
    database: &Database<T>,
    member: &Member,
    now: Timestamp,
) -> Result<Option<Subscription>, SqlError> {
    const GET: &str = "
SELECT s.plan_id, p.name AS plan_name, p.entitlements, s.status, s.current_period_end,
  s.status IN ('trialing', 'active') AND (s.current_period_end IS NULL OR s.current_period_end > $2) AS active
FROM subscriptions AS s
JOIN plans AS p ON p.id = s.plan_id
WHERE s.tenant_id = $1";
    Ok(database.read(Statement::by_member(member, GET).bind(now)).await?.optional()?)
}
