//! Roles: the built-in ones, which every tenant has, and the tenant's own.

use logicspike_shared::ids::RoleId;
use logicspike_shared::permission::Permission;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, DecodeError, FromRow, Param, Row, SqlError, Statement, Transport};

use super::outcome::{Failure, Refused, outcome, unknown_caller};
use super::record::{Record, audited};
use crate::api::roles::{NewRole, Role, RoleChange};

impl FromRow for Role {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            built_in: row.get("built_in")?,
            permissions: row.get("permissions")?,
        })
    }
}

/// All roles: the built-in ones by rank, then the tenant's own by name.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
) -> Result<Vec<Role>, SqlError> {
    const LIST: &str = "
SELECT id, name, built_in, permissions FROM (
  SELECT id, id AS name, true AS built_in, permissions, position FROM builtin_roles
  UNION ALL
  SELECT id, name, false, permissions, NULL FROM custom_roles WHERE tenant_id = $1
) AS roles
ORDER BY position NULLS LAST, name, id";
    Ok(database.read(Statement::scoped(scope, LIST)).await?.all()?)
}

fn texts(permissions: &[Permission]) -> Param {
    Param::array(permissions.iter().map(|permission| permission.as_str()))
}

fn name_in_use(error: SqlError) -> Failure {
    match error.constraint() {
        Some("custom_roles_name_unique" | "custom_roles_name_not_builtin") => {
            Failure::Refused(Refused::RoleNameInUse)
        }
        _ => unknown_caller(error),
    }
}

fn in_use(error: SqlError) -> Failure {
    match error.constraint() {
        Some("memberships_custom_role" | "invitations_custom_role") => Failure::Refused(Refused::RoleInUse),
        _ => error.into(),
    }
}

/// Makes a role. Its name may be neither another role's nor a built-in one's.
pub(crate) async fn create<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    record: &Record,
    id: &RoleId,
    new: &NewRole,
) -> Result<(), Failure> {
    const CREATE: &str = "
WITH created AS (
  INSERT INTO custom_roles (tenant_id, id, name, permissions, created_at) VALUES ($1, $4, $5, $6, $2)
  RETURNING id, name, permissions
), change (type, subject, data) AS (
  SELECT 'role.created', id, jsonb_build_object('roleId', id, 'name', name, 'permissions', permissions) FROM created
)";
    let statement = audited(scope, record, &[CREATE], "SELECT id FROM created")
        .bind(id)
        .bind(new.name.as_str())
        .bind(texts(&new.permissions));
    database.write(statement).await.map(drop).map_err(name_in_use)
}

/// Goes on after the `WITH`: whether the role `$4` may be changed by someone with the permissions `$5`.
const VERDICT: &str = "
WITH verdict AS (
  SELECT lacking, CASE
    WHEN EXISTS (SELECT FROM builtin_roles WHERE id = $4) THEN 'built_in_role'
    WHEN NOT EXISTS (SELECT FROM custom_roles WHERE tenant_id = $1 AND id = $4) THEN 'missing'
    WHEN lacking IS NOT NULL THEN 'lacking'
    ELSE 'ok' END AS outcome
  FROM (SELECT (
    SELECT p FROM (SELECT unnest(permissions) FROM custom_roles WHERE tenant_id = $1 AND id = $4) AS a (p)
    WHERE p <> ALL ($5::text[]) LIMIT 1
  ) AS lacking) AS l
)";

/// Changes a role, unless the caller lacks a permission that it holds so far. The condition is asked once more
/// of the row that is changed, for the case that someone else has just added to it.
pub(crate) async fn update<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    record: &Record,
    id: &str,
    change: &RoleChange,
    held: &[&str],
) -> Result<(), Failure> {
    const UPDATE: &str = ", changed AS (
  UPDATE custom_roles AS r
  SET name = coalesce($6::text, r.name), permissions = coalesce($7::text[], r.permissions)
  FROM verdict
  WHERE r.tenant_id = $1 AND r.id = $4 AND verdict.outcome = 'ok' AND r.permissions <@ $5
  RETURNING r.id, r.name, r.permissions
), change (type, subject, data) AS (
  SELECT 'role.updated', id, jsonb_build_object('roleId', id, 'name', name, 'permissions', permissions) FROM changed
)";
    const ANSWER: &str = "
SELECT lacking,
  CASE WHEN outcome = 'ok' AND NOT EXISTS (SELECT FROM changed) THEN 'missing' ELSE outcome END AS outcome
FROM verdict";
    let statement = audited(scope, record, &[VERDICT, UPDATE], ANSWER)
        .bind(id)
        .bind(Param::array(held.iter().copied()))
        .bind(change.name.as_deref())
        .bind(change.permissions.as_deref().map_or(Param::NULL, texts));
    outcome(&database.write(statement).await.map_err(name_in_use)?)
}

/// Deletes a role that nobody has, unless the caller lacks a permission that it holds.
pub(crate) async fn delete<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    record: &Record,
    id: &str,
    held: &[&str],
) -> Result<(), Failure> {
    const DELETE: &str = ", changed AS (
  DELETE FROM custom_roles AS r USING verdict
  WHERE r.tenant_id = $1 AND r.id = $4 AND verdict.outcome = 'ok' AND r.permissions <@ $5
  RETURNING r.id, r.name
), change (type, subject, data) AS (
  SELECT 'role.deleted', id, jsonb_build_object('roleId', id, 'name', name) FROM changed
)";
    let statement = audited(scope, record, &[VERDICT, DELETE], "SELECT outcome, lacking FROM verdict")
        .bind(id)
        .bind(Param::array(held.iter().copied()));
    outcome(&database.write(statement).await.map_err(in_use)?)
}
