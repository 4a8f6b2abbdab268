//! Sessions: refresh tokens by digest, and what a membership allows.
//!
//! A family of tokens is ended by marking its rows. A rotation that runs at the same moment may add a row
//! that the marking did not see; therefore a token counts only while no token of its family is marked.

use logicspike_shared::ids::{TenantId, UserId, uuid_v7};
use logicspike_shared::runtime::Runtime;
use logicspike_shared::scope::{TenantScope, UserScope};
use logicspike_shared::sql::{
    Database, DecodeError, FromRow, GlobalReason, Param, Row, Sql, SqlError, Statement, Transport,
};
use logicspike_shared::time::Timestamp;

use super::record::{Record, audited};
use crate::domain::refresh_token::{LIFETIME_SECONDS, RefreshToken, StoredToken};

/// What a person may do in a tenant, as the membership's role says now.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    /// The tenant.
    pub(crate) tenant: TenantId,
    /// The role's name.
    pub(crate) role: String,
    /// The role's permissions.
    pub(crate) permissions: Vec<String>,
}

impl FromRow for Access {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            tenant: super::id(row, "tenant_id", TenantId::parse)?,
            role: row.get("role")?,
            permissions: row.get("permissions")?,
        })
    }
}

/// What the memberships of the person `$1` allow; a condition and an order may follow.
pub(super) const ACCESS: &str = "
SELECT m.tenant_id, coalesce(b.id, c.name) AS role, coalesce(b.permissions, c.permissions) AS permissions
FROM memberships AS m
JOIN users AS u ON u.id = m.user_id
LEFT JOIN builtin_roles AS b ON b.id = m.builtin_role
LEFT JOIN custom_roles AS c ON c.tenant_id = m.tenant_id AND c.id = m.custom_role_id
WHERE m.user_id = $1";

/// A session that begins: the first token of a family.
#[derive(Debug)]
pub(crate) struct NewSession {
    /// The token's digest.
    pub(crate) digest: String,
    /// The family's id.
    pub(crate) family: String,
    /// Now.
    pub(crate) now: Timestamp,
    /// When the token expires.
    pub(crate) expires_at: Timestamp,
}

impl NewSession {
    /// A session that begins now with this token.
    pub(crate) fn begin(runtime: &impl Runtime, token: &RefreshToken) -> Self {
        let now = runtime.now();
        Self {
            digest: token.digest(),
            family: format!("session_{}", uuid_v7(runtime)),
            now,
            expires_at: now.plus_seconds(LIFETIME_SECONDS),
        }
    }
}

/// What the person may do in a tenant; `None` if they are no member.
pub(crate) async fn access<T: Transport>(
    database: &Database<T>,
    scope: &UserScope,
    tenant: &TenantId,
) -> Result<Option<Access>, SqlError> {
    let sql = Sql::concat(&[ACCESS, " AND m.tenant_id = $2"]);
    Ok(database.read(Statement::for_user(scope, sql).bind(tenant)).await?.optional()?)
}

/// Opens a session in a tenant, remembers the choice, and ends the session of another token if one is given.
/// `None` if the person is no member.
pub(crate) async fn switch<T: Transport>(
    database: &Database<T>,
    scope: &UserScope,
    tenant: &TenantId,
    session: &NewSession,
    ended: Option<&RefreshToken>,
) -> Result<Option<Access>, SqlError> {
    let sql = Sql::concat(&[
        "WITH chosen AS (",
        ACCESS,
        " AND m.tenant_id = $2
), session AS (
  INSERT INTO refresh_tokens (digest, family_id, user_id, tenant_id, created_at, expires_at)
  SELECT $3, $4, $1, tenant_id, $5::timestamptz, $6::timestamptz FROM chosen
), remembered AS (
  UPDATE users SET last_tenant_id = chosen.tenant_id FROM chosen WHERE users.id = $1
), ended AS (
  UPDATE refresh_tokens SET revoked_at = $5::timestamptz FROM chosen
  WHERE refresh_tokens.user_id = $1 AND revoked_at IS NULL
    AND family_id = (SELECT family_id FROM refresh_tokens WHERE digest = $7 AND user_id = $1)
)
SELECT tenant_id, role, permissions FROM chosen",
    ]);
    let statement = Statement::for_user(scope, sql)
        .bind(tenant)
        .bind(session.digest.as_str())
        .bind(session.family.as_str())
        .bind(session.now)
        .bind(session.expires_at)
        .bind(ended.map(RefreshToken::digest));
    Ok(database.write(statement).await?.optional()?)
}

/// Whose session a token is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The person.
    pub(crate) user: UserId,
    /// The tenant.
    pub(crate) tenant: TenantId,
}

impl FromRow for Holder {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            user: super::id(row, "user_id", UserId::parse)?,
            tenant: super::id(row, "tenant_id", TenantId::parse)?,
        })
    }
}

/// Spends a token and puts its successor in its place. Of several calls at once one succeeds: the update of
/// the row decides.
pub(crate) async fn rotate<T: Transport>(
    database: &Database<T>,
    token: &RefreshToken,
    successor: &RefreshToken,
    now: Timestamp,
) -> Result<Option<Holder>, SqlError> {
    const ROTATE: &str = "
WITH spent AS (
  UPDATE refresh_tokens AS t SET spent_at = $3
  WHERE digest = $1 AND spent_at IS NULL AND revoked_at IS NULL AND expires_at > $3
    AND NOT EXISTS (
      SELECT FROM refresh_tokens AS other WHERE other.family_id = t.family_id AND other.revoked_at IS NOT NULL
    )
  RETURNING family_id, user_id, tenant_id
), successor AS (
  INSERT INTO refresh_tokens (digest, family_id, user_id, tenant_id, created_at, expires_at)
  SELECT $2, family_id, user_id, tenant_id, $3, $4::timestamptz FROM spent
)
SELECT user_id, tenant_id FROM spent";
    let statement = Statement::global(GlobalReason::CredentialLookup, ROTATE)
        .bind(token.digest())
        .bind(successor.digest())
        .bind(now)
        .bind(now.plus_seconds(LIFETIME_SECONDS));
    Ok(database.write(statement).await?.optional()?)
}

struct Found {
    digest: String,
    token: StoredToken,
    holder: Holder,
    family: String,
}

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            digest: row.get("digest")?,
            token: StoredToken { spent_at: row.get("spent_at")?, revoked: row.get("revoked")? },
            holder: Holder::from_row(row)?,
            family: row.get("family_id")?,
        })
    }
}

/// What is stored of a chain of tokens.
#[derive(Debug)]
pub(crate) struct StoredChain {
    /// Each token of the chain, where it is known.
    pub(crate) tokens: Vec<Option<StoredToken>>,
    /// Whose session the first is of.
    pub(crate) holder: Holder,
    /// The session's id.
    pub(crate) family: String,
}

/// Looks up a token and those that follow it; `None` if the first is unknown.
pub(crate) async fn find_chain<T: Transport>(
    database: &Database<T>,
    chain: &[RefreshToken],
) -> Result<Option<StoredChain>, SqlError> {
    const FIND: &str = "
SELECT digest, family_id, user_id, tenant_id, spent_at,
  EXISTS (
    SELECT FROM refresh_tokens AS other WHERE other.family_id = t.family_id AND other.revoked_at IS NOT NULL
  ) AS revoked
FROM refresh_tokens AS t WHERE digest = ANY($1::text[])";
    let digests: Vec<String> = chain.iter().map(RefreshToken::digest).collect();
    let statement = Statement::global(GlobalReason::CredentialLookup, FIND).bind(Param::array(&digests));
    let found: Vec<Found> = database.read(statement).await?.all()?;
    let by_digest = |digest: &String| found.iter().find(|row| row.digest == *digest);
    let Some(first) = digests.first().and_then(by_digest) else { return Ok(None) };
    Ok(Some(StoredChain {
        tokens: digests.iter().map(|digest| by_digest(digest).map(|row| row.token.clone())).collect(),
        holder: first.holder.clone(),
        family: first.family.clone(),
    }))
}

/// Ends a session because a spent token of it was used again, and logs that once.
pub(crate) async fn revoke_reused<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    family: &str,
    now: Timestamp,
) -> Result<(), SqlError> {
    const REVOKE: &str = "
WITH ended AS (
  UPDATE refresh_tokens SET revoked_at = $2 WHERE tenant_id = $1 AND family_id = $4 AND revoked_at IS NULL
  RETURNING user_id
), change (type, subject, data) AS (
  SELECT DISTINCT 'session.reuse_detected', user_id, jsonb_build_object('sessionId', $4::text) FROM ended
)";
    let record = Record { actor: None, now };
    let statement = audited(scope, &record, &[REVOKE], "SELECT subject FROM change").bind(family);
    database.write(statement).await.map(drop)
}

/// Ends the session of a token. An unknown token ends nothing.
pub(crate) async fn end<T: Transport>(
    database: &Database<T>,
    token: &RefreshToken,
    now: Timestamp,
) -> Result<(), SqlError> {
    const END: &str = "
UPDATE refresh_tokens SET revoked_at = $2
WHERE revoked_at IS NULL AND family_id = (SELECT family_id FROM refresh_tokens WHERE digest = $1)";
    let statement = Statement::global(GlobalReason::CredentialLookup, END).bind(token.digest()).bind(now);
    database.write(statement).await.map(drop)
}
