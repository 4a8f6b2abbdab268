//! Roles: the built-in ones, which every tenant has, and the tenant's own.

use logicspike_shared::ids::RoleId;
use logicspike_shared::permission::Permission;
use logicspike_shared::row;
use logicspike_shared::scope::Member;
use logicspike_shared::sql::{Database, Param, SqlError, Statement, Transport};

use super::outcome::{Failure, Refused, outcome};
use super::record::{Record, audited};
use crate::api::roles::Role;
use crate::input::roles::{NewRole, RoleChange};

row!(Role { id, name, built_in, permissions });

/// All roles: the built-in ones by rank, then the tenant's own by name.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    member: &Member,
) -> Result<Vec<Role>, SqlError> {
    const LIST: &str = "
SELECT id, name, built_in, permissions FROM (
  SELECT id, id AS name, true AS built_in, permissions, position FROM builtin_roles
  UNION ALL
  SELECT id, name, false, permissions, NULL FROM custom_roles WHERE tenant_id = $1
) AS roles
ORDER BY position NULLS LAST, name, id";
    Ok(database.read(Statement::by_member(member, LIST)).await?.all()?)
}

fn texts(permissions: &[Permission]) -> Param {
    Param::array(permissions.iter().map(|permission| permission.as_str()))
}

fn name_in_use(error: SqlError) -> Failure {
    match error.constraint() {
        Some("custom_roles_name_unique" | "custom_roles_name_not_builtin") => {
            Failure::Refused(Refused::RoleNameInUse)
        }
        _ => error.into(),
    }
}

fn in_use(error: SqlError) -> Failure {
    match error.constraint() {
        Some("memberships_custom_role" | "invitations_custom_role") => Failure::Refused(Refused::RoleInUse),
        _ => error.into(),
    }
}

/// Makes a role, unless the caller does not hold one of its permissions now. Its name may be neither another role's nor
/// a built-in one's.
pub(crate) async fn create<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &RoleId,
    new: &NewRole,
) -> Result<(), Failure> {
    const CREATE: &str = "
WITH verdict AS (
  SELECT lacking, CASE
    WHEN lacking IS NOT NULL THEN 'lacking'
    WHEN (SELECT count(*) FROM custom_roles WHERE tenant_id = $1) >= app.quota('roles') THEN 'quota_roles'
    ELSE 'ok' END AS outcome
  FROM (SELECT (SELECT p FROM unnest($6::text[]) AS a (p) WHERE NOT app.holds(p) LIMIT 1) AS lacking) AS l
), created AS (
  INSERT INTO custom_roles (tenant_id, id, name, permissions, created_at)
  SELECT $1, $4::text, $5::text, $6::text[], $2::timestamptz FROM verdict WHERE outcome = 'ok'
  RETURNING id, name, permissions
), change (type, subject, data) AS (
  SELECT 'role.created', id, jsonb_build_object('roleId', id, 'name', name, 'permissions', permissions) FROM created
)";
    let statement = audited(record, &[CREATE], "SELECT outcome, lacking FROM verdict")
        .bind(id)
        .bind(new.name.as_str())
        .bind(texts(&new.permissions));
    outcome(&database.write(statement).await.map_err(name_in_use)?)
}

/// Goes on after the `WITH`: whether the caller may change the role `$4`, and give it the permissions `$5`.
const VERDICT: &str = "
WITH verdict AS (
  SELECT lacking, CASE
    WHEN EXISTS (SELECT FROM builtin_roles WHERE id = $4) THEN 'built_in_role'
    WHEN NOT EXISTS (SELECT FROM custom_roles WHERE tenant_id = $1 AND id = $4) THEN 'missing'
    WHEN lacking IS NOT NULL THEN 'lacking'
    ELSE 'ok' END AS outcome
  FROM (SELECT (
    SELECT p FROM (
      SELECT unnest(permissions) FROM custom_roles WHERE tenant_id = $1 AND id = $4
      UNION ALL SELECT unnest($5::text[])
    ) AS a (p)
    WHERE NOT app.holds(p) LIMIT 1
  ) AS lacking) AS l
)";

/// Changes a role, unless the caller does not hold, now, a permission that it gives so far or is to give.
pub(crate) async fn update<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &str,
    change: &RoleChange,
) -> Result<(), Failure> {
    const UPDATE: &str = ", changed AS (
  UPDATE custom_roles AS r
  SET name = coalesce($6::text, r.name), permissions = coalesce($5::text[], r.permissions)
  FROM verdict
  WHERE r.tenant_id = $1 AND r.id = $4 AND verdict.outcome = 'ok'
  RETURNING r.id, r.name, r.permissions
), change (type, subject, data) AS (
  SELECT 'role.updated', id, jsonb_build_object('roleId', id, 'name', name, 'permissions', permissions) FROM changed
)";
    let statement = audited(record, &[VERDICT, UPDATE], "SELECT outcome, lacking FROM verdict")
        .bind(id)
        .bind(change.permissions.as_deref().map_or(Param::NULL, texts))
        .bind(change.name.as_deref());
    outcome(&database.write(statement).await.map_err(name_in_use)?)
}

/// Deletes a role that nobody has, unless the caller does not hold a permission of it now.
pub(crate) async fn delete<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &str,
) -> Result<(), Failure> {
    const DELETE: &str = ", changed AS (
  DELETE FROM custom_roles AS r USING verdict
  WHERE r.tenant_id = $1 AND r.id = $4 AND verdict.outcome = 'ok'
  RETURNING r.id, r.name
), change (type, subject, data) AS (
  SELECT 'role.deleted', id, jsonb_build_object('roleId', id, 'name', name) FROM changed
)";
    let statement = audited(record, &[VERDICT, DELETE], "SELECT outcome, lacking FROM verdict")
        .bind(id)
        .bind(Param::NULL);
    outcome(&database.write(statement).await.map_err(in_use)?)
}
