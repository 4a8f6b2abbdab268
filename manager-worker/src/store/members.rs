//! The team. Changes of one tenant's team happen one after the other (`app.admit`), each seeing what the one before
//! left: so the last owner stays. What a member loses with a right, their tokens, invitations and sessions, ends by
//! triggers on the membership.

use logicspike_shared::ids::UserId;
use logicspike_shared::paging::Page;
use logicspike_shared::row;
use logicspike_shared::scope::Member;
use logicspike_shared::sql::{Database, SqlError, Statement, Transport};

use super::outcome::{Failure, outcome};
use super::record::{Record, recorded};
use crate::api::team::{self, RoleName};

/// Begins a `WITH` list: the role `$5`, built-in or the tenant's own.
pub(super) const GRANTED: &str = "
WITH granted AS (
  SELECT id AS builtin, NULL::text AS custom, id AS name, permissions FROM builtin_roles WHERE id = $5
  UNION ALL
  SELECT NULL, id, name, permissions FROM custom_roles WHERE tenant_id = $1 AND id = $5
)";

/// Goes on: the member `$4`, and whether the tenant has another owner.
const TARGET: &str = "target AS (
  SELECT m.user_id, m.builtin_role, coalesce(b.permissions, c.permissions) AS permissions,
    coalesce(b.id, c.name) AS role,
    EXISTS (
      SELECT FROM memberships AS o WHERE o.tenant_id = $1 AND o.builtin_role = 'owner' AND o.user_id <> $4
    ) AS another_owner
  FROM memberships AS m
  LEFT JOIN builtin_roles AS b ON b.id = m.builtin_role
  LEFT JOIN custom_roles AS c ON c.tenant_id = m.tenant_id AND c.id = m.custom_role_id
  WHERE m.tenant_id = $1 AND m.user_id = $4
)";

row!(RoleName { id: "role_id", name: "role_name" });
row!(team::Member { user_id, email, name, avatar_url, role: flatten, joined_at: "created_at" });

/// A page of the team, in the order of joining, and how many there are.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    member: &Member,
    page: Page,
) -> Result<(Vec<team::Member>, i64), SqlError> {
    const LIST: &str = "
SELECT m.user_id, u.email, u.name, u.avatar_url, m.created_at,
  coalesce(m.builtin_role, c.id) AS role_id, coalesce(m.builtin_role, c.name) AS role_name
FROM memberships AS m
JOIN users AS u ON u.id = m.user_id
LEFT JOIN custom_roles AS c ON c.tenant_id = m.tenant_id AND c.id = m.custom_role_id
WHERE m.tenant_id = $1
ORDER BY m.created_at, m.user_id
LIMIT $2 OFFSET $3";
    const COUNT: &str = "SELECT count(*) FROM memberships WHERE tenant_id = $1";
    let statements = [
        Statement::by_member(member, LIST).bind(page.limit).bind(page.offset()),
        Statement::by_member(member, COUNT),
    ];
    let [members, count] = database.read_batch(statements).await?;
    Ok((members.all()?, count.scalar()?))
}

/// Gives a member another role, unless the caller does not hold a permission of the old or the new one now.
pub(crate) async fn change_role<T: Transport>(
    database: &Database<T>,
    record: &Record,
    member: &UserId,
    role: &str,
) -> Result<(), Failure> {
    const CHANGE: &str = ", verdict AS (
  SELECT lacking, CASE
    WHEN NOT EXISTS (SELECT FROM target) THEN 'missing'
    WHEN NOT EXISTS (SELECT FROM granted) THEN 'unknown_role'
    WHEN lacking IS NOT NULL THEN 'lacking'
    WHEN EXISTS (
      SELECT FROM target, granted
      WHERE target.builtin_role = 'owner' AND granted.builtin IS DISTINCT FROM 'owner' AND NOT another_owner
    ) THEN 'last_owner'
    ELSE 'ok' END AS outcome
  FROM (SELECT (
    SELECT p FROM (SELECT unnest(permissions) FROM target UNION ALL SELECT unnest(permissions) FROM granted) AS a (p)
    WHERE NOT app.holds(p) LIMIT 1
  ) AS lacking) AS l
), changed AS (
  UPDATE memberships AS m SET builtin_role = granted.builtin, custom_role_id = granted.custom
  FROM granted, verdict
  WHERE m.tenant_id = $1 AND m.user_id = $4 AND verdict.outcome = 'ok'
    AND (m.builtin_role, m.custom_role_id) IS DISTINCT FROM (granted.builtin, granted.custom)
  RETURNING m.user_id
), change (type, subject, data) AS (
  SELECT 'team.member.role_changed', changed.user_id,
    jsonb_build_object('userId', changed.user_id, 'role', granted.name, 'previousRole', target.role)
  FROM changed, granted, target
)";
    let change = recorded(record, &[GRANTED, ", ", TARGET, CHANGE], "SELECT outcome, lacking FROM verdict")
        .bind(member)
        .bind(role);
    outcome(&database.write(change).await?)
}

/// Takes a member out of the team, unless the caller does not hold a permission of theirs now.
pub(crate) async fn remove<T: Transport>(
    database: &Database<T>,
    record: &Record,
    member: &UserId,
) -> Result<(), Failure> {
    const REMOVE: &str = ", verdict AS (
  SELECT lacking, CASE
    WHEN NOT EXISTS (SELECT FROM target) THEN 'missing'
    WHEN lacking IS NOT NULL THEN 'lacking'
    WHEN EXISTS (SELECT FROM target WHERE builtin_role = 'owner' AND NOT another_owner) THEN 'last_owner'
    ELSE 'ok' END AS outcome
  FROM (SELECT (
    SELECT p FROM (SELECT unnest(permissions) FROM target) AS a (p) WHERE NOT app.holds(p) LIMIT 1
  ) AS lacking) AS l
), removed AS (
  DELETE FROM memberships AS m USING verdict
  WHERE m.tenant_id = $1 AND m.user_id = $4 AND verdict.outcome = 'ok'
  RETURNING m.user_id
), change (type, subject, data) AS (
  SELECT 'team.member.removed', removed.user_id,
    jsonb_build_object('userId', removed.user_id, 'role', target.role)
  FROM removed, target
)";
    let remove =
        recorded(record, &["WITH ", TARGET, REMOVE], "SELECT outcome, lacking FROM verdict").bind(member);
    outcome(&database.write(remove).await?)
}
