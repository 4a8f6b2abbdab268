//! Sessions: one for each sign-in, refreshed by tokens of which each is used once, and what a membership allows.
//!
//! Rows are opened by what is shown: a refresh token's digest opens the token and its session, a person's id the
//! person's sessions, a tenant's those that act for it.

use logicspike_shared::ids::{SessionId, TenantId, UserId};
use logicspike_shared::row;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::scope::{Member, TenantScope, UserScope};
use logicspike_shared::sql::{
    Database, FromRow as _, GlobalReason, Param, Sql, SqlError, Statement, Transport,
};
use logicspike_shared::time::Timestamp;

use super::record::{Record, audited};
use crate::api::auth::Session;
use crate::domain::refresh_token::{LIFETIME_SECONDS, RefreshToken, SESSION_SECONDS, StoredToken};

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

row!(Access { tenant: "tenant_id", role, permissions });

/// What the memberships of the person `$1` allow; a condition and an order may follow. Whoever is suspended may nothing,
/// and nobody may anything in a tenant that is.
pub(super) const ACCESS: &str = "
SELECT m.tenant_id, coalesce(b.id, c.name) AS role, coalesce(b.permissions, c.permissions) AS permissions
FROM memberships AS m
JOIN users AS u ON u.id = m.user_id AND u.suspended_at IS NULL
JOIN tenants AS t ON t.id = m.tenant_id AND t.suspended_at IS NULL
LEFT JOIN builtin_roles AS b ON b.id = m.builtin_role
LEFT JOIN custom_roles AS c ON c.tenant_id = m.tenant_id AND c.id = m.custom_role_id
WHERE m.user_id = $1";

/// How the access tokens that a session gives are made.
#[derive(Debug, Clone)]
pub(crate) struct Minting {
    /// The id of the key that signs them.
    pub(crate) key_id: String,
    /// Until when one that is made now is accepted anywhere.
    pub(crate) tokens_until: Timestamp,
    /// Now.
    pub(crate) now: Timestamp,
}

/// A session that begins, with its first token.
#[derive(Debug)]
pub(crate) struct NewSession {
    /// Its id.
    pub(crate) id: SessionId,
    /// The token's digest.
    pub(crate) digest: String,
    /// What the browser says of itself.
    pub(crate) device: Option<String>,
    /// When the token expires, if it is not used.
    pub(crate) expires_at: Timestamp,
    /// When the session ends, however often it is refreshed.
    pub(crate) ends_at: Timestamp,
    /// How its access tokens are made.
    pub(crate) minting: Minting,
}

impl NewSession {
    /// A session that begins now with this token.
    pub(crate) fn begin(
        runtime: &impl Runtime,
        token: &RefreshToken,
        device: Option<String>,
        minting: Minting,
    ) -> Self {
        Self {
            id: SessionId::new(runtime),
            digest: token.digest(),
            device,
            expires_at: minting.now.plus_seconds(LIFETIME_SECONDS),
            ends_at: minting.now.plus_seconds(SESSION_SECONDS),
            minting,
        }
    }
}

/// What the person may do in a tenant; `None` if they are no member, or one of both is suspended.
pub(crate) async fn access<T: Transport>(
    database: &Database<T>,
    scope: &UserScope,
    tenant: &TenantId,
) -> Result<Option<Access>, SqlError> {
    let statement = Statement::for_user(scope, ACCESS).push(" AND m.tenant_id = ").push_bind(tenant);
    Ok(database.read(statement).await?.optional()?)
}

/// Whose session a token is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The session.
    pub(crate) session: SessionId,
    /// The person.
    pub(crate) user: UserId,
    /// The tenant.
    pub(crate) tenant: TenantId,
}

row!(Holder { session: "session_id", user: "user_id", tenant: "tenant_id" });

/// Goes on after `spent (session_id)`: the session of a spent token is used, and the successor put in its place. A
/// session that was ended meanwhile has none. `$2` is the successor's digest, `$3` now, `$4` when it expires, `$5` the
/// key's id, `$6` until when access tokens live.
const SUCCEED: &str = "successor AS (
  INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
  SELECT $2, session_id, $3, least($4::timestamptz, ends_at) FROM used
), alive AS (
  INSERT INTO session_access (tenant_id, session_id, user_id, tokens_until)
  SELECT tenant_id, session_id, user_id, $6 FROM used
  ON CONFLICT (tenant_id, session_id) DO UPDATE
    SET tokens_until = greatest(session_access.tokens_until, EXCLUDED.tokens_until)
)";

/// Spends a token and puts its successor in its place. Of several calls at once one succeeds: the update of
/// the row decides.
pub(crate) async fn rotate<T: Transport>(
    database: &Database<T>,
    token: &RefreshToken,
    successor: &RefreshToken,
    minting: &Minting,
) -> Result<Option<Holder>, SqlError> {
    const ROTATE: &str = "
WITH spent AS (
  UPDATE refresh_tokens AS t SET spent_at = $3
  FROM sessions AS s
  WHERE t.digest = $1 AND t.spent_at IS NULL AND t.expires_at > $3
    AND s.id = t.session_id AND s.ended_at IS NULL AND s.ends_at > $3
  RETURNING t.session_id
), used AS (
  UPDATE sessions AS s SET last_used_at = $3, key_id = $5
  FROM spent WHERE s.id = spent.session_id AND s.ended_at IS NULL
  RETURNING s.id AS session_id, s.user_id, s.tenant_id, s.ends_at
), ";
    const ANSWER: &str = "
SELECT session_id, user_id, tenant_id FROM used";
    let (digest, next) = (token.digest(), successor.digest());
    let sql = Sql::concat(&[ROTATE, SUCCEED, ANSWER]);
    let statement = Statement::global(GlobalReason::CredentialLookup, sql)
        .showing([digest.as_str(), next.as_str()])
        .bind(digest)
        .bind(next)
        .bind(minting.now)
        .bind(minting.now.plus_seconds(LIFETIME_SECONDS))
        .bind(minting.key_id.as_str())
        .bind(minting.tokens_until);
    Ok(database.write(statement).await?.optional()?)
}

/// What a change of tenant came to.
#[derive(Debug)]
pub(crate) enum Switched {
    /// The session acts for the tenant now.
    Done(SessionId, Access),
    /// The token cannot be spent (any more).
    NotSpent,
    /// The person is no member of the tenant.
    NoMember,
}

/// Spends a token of the person's as [`rotate`] does, and lets its session act for another tenant, which is remembered.
/// Nothing is spent for whoever is no member there.
pub(crate) async fn switch<T: Transport>(
    database: &Database<T>,
    person: &Member,
    tenant: &TenantId,
    (token, successor): (&RefreshToken, &RefreshToken),
    minting: &Minting,
) -> Result<Switched, SqlError> {
    const SWITCH: &str = " AND m.tenant_id = $7
), spent AS (
  UPDATE refresh_tokens AS t SET spent_at = $3
  FROM sessions AS s, chosen
  WHERE t.digest = $8 AND t.spent_at IS NULL AND t.expires_at > $3
    AND s.id = t.session_id AND s.user_id = $1 AND s.ended_at IS NULL AND s.ends_at > $3
  RETURNING t.session_id
), used AS (
  UPDATE sessions AS s SET last_used_at = $3, key_id = $5, tenant_id = chosen.tenant_id
  FROM spent, chosen WHERE s.id = spent.session_id AND s.ended_at IS NULL
  RETURNING s.id AS session_id, s.user_id, s.tenant_id, s.ends_at
), ";
    const ANSWER: &str = ", remembered AS (
  UPDATE users SET last_tenant_id = used.tenant_id FROM used WHERE users.id = $1
), audited AS (
  INSERT INTO audit_log (tenant_id, occurred_at, actor_id, action, subject, data)
  SELECT tenant_id, $3, user_id, 'session.switched', user_id, jsonb_build_object('sessionId', session_id) FROM used
)
SELECT used.session_id, chosen.tenant_id, chosen.role, chosen.permissions FROM chosen LEFT JOIN used ON true";
    let (digest, next) = (token.digest(), successor.digest());
    let statement =
        Statement::by_person(person, Sql::concat(&["WITH chosen AS (", ACCESS, SWITCH, SUCCEED, ANSWER]))
            .showing([digest.as_str(), next.as_str()])
            .bind(next)
            .bind(minting.now)
            .bind(minting.now.plus_seconds(LIFETIME_SECONDS))
            .bind(minting.key_id.as_str())
            .bind(minting.tokens_until)
            .bind(tenant)
            .bind(digest);
    let rows = database.write(statement).await?;
    let Some(row) = rows.optional_row()? else { return Ok(Switched::NoMember) };
    Ok(match row.get("session_id")? {
        None => Switched::NotSpent,
        Some(session) => Switched::Done(session, Access::from_row(&row)?),
    })
}

struct Found {
    digest: String,
    token: StoredToken,
    holder: Holder,
}

row!(StoredToken { spent_at, revoked });
row!(Found { digest, token: flatten, holder: flatten });

/// What is stored of a chain of tokens.
#[derive(Debug)]
pub(crate) struct StoredChain {
    /// Each token of the chain, where it is known.
    pub(crate) tokens: Vec<Option<StoredToken>>,
    /// Whose session the first is of.
    pub(crate) holder: Holder,
}

/// Looks up a token and those that follow it; `None` if the first is unknown.
pub(crate) async fn find_chain<T: Transport>(
    database: &Database<T>,
    chain: &[RefreshToken],
    now: Timestamp,
) -> Result<Option<StoredChain>, SqlError> {
    const FIND: &str = "
SELECT t.digest, t.session_id, s.user_id, s.tenant_id, t.spent_at,
  s.ended_at IS NOT NULL OR s.ends_at <= $2 AS revoked
FROM refresh_tokens AS t JOIN sessions AS s ON s.id = t.session_id
WHERE t.digest = ANY ($1::text[])";
    let digests: Vec<String> = chain.iter().map(RefreshToken::digest).collect();
    let statement = Statement::global(GlobalReason::CredentialLookup, FIND)
        .showing(digests.iter().map(String::as_str))
        .bind(Param::array(&digests))
        .bind(now);
    let found: Vec<Found> = database.read(statement).await?.all()?;
    let by_digest = |digest: &String| found.iter().find(|row| row.digest == *digest);
    let Some(first) = digests.first().and_then(by_digest) else { return Ok(None) };
    Ok(Some(StoredChain {
        tokens: digests.iter().map(|digest| by_digest(digest).map(|row| row.token.clone())).collect(),
        holder: first.holder.clone(),
    }))
}

/// Ends a session because a spent token of it was used again, and logs that once.
pub(crate) async fn revoke_reused<T: Transport>(
    database: &Database<T>,
    holder: &Holder,
    now: Timestamp,
) -> Result<(), SqlError> {
    const REVOKE: &str = "
WITH ended AS (
  UPDATE sessions SET ended_at = $2 WHERE tenant_id = $1 AND id = $4 AND ended_at IS NULL
  RETURNING user_id
), change (type, subject, data) AS (
  SELECT 'session.reuse_detected', user_id, jsonb_build_object('sessionId', $4::text) FROM ended
)";
    // The session's row names its tenant.
    let record = Record::by_platform(TenantScope::of_verified(holder.tenant.clone()), None, now);
    let statement = audited(&record, &[REVOKE], "SELECT subject FROM change").bind(&holder.session);
    database.write(statement).await.map(drop)
}

/// Ends the session of a token. An unknown token ends nothing.
pub(crate) async fn end<T: Transport>(
    database: &Database<T>,
    token: &RefreshToken,
    now: Timestamp,
) -> Result<(), SqlError> {
    const END: &str = "
WITH ended AS (
  UPDATE sessions AS s SET ended_at = $2
  FROM refresh_tokens AS t WHERE t.digest = $1 AND s.id = t.session_id AND s.ended_at IS NULL
  RETURNING s.id, s.user_id, s.tenant_id
)
INSERT INTO audit_log (tenant_id, occurred_at, actor_id, action, subject, data)
SELECT tenant_id, $2, user_id, 'session.ended', user_id, jsonb_build_object('sessionId', id, 'reason', 'logout')
FROM ended";
    let digest = token.digest();
    let statement = Statement::global(GlobalReason::CredentialLookup, END)
        .showing([digest.as_str()])
        .bind(digest)
        .bind(now);
    database.write(statement).await.map(drop)
}

row!(Session { id, tenant_id, tenant_name, device, begun_at, last_used_at, ends_at, current });

/// Sessions shown at once.
const MOST_SESSIONS: i32 = 100;

/// The person's sessions that can still be refreshed, the one used last first.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    person: &Member,
    now: Timestamp,
) -> Result<Vec<Session>, SqlError> {
    const LIST: &str = "
SELECT s.id, s.tenant_id, t.name AS tenant_name, s.device, s.begun_at, s.last_used_at, s.ends_at,
  coalesce(s.id = $3, false) AS current
FROM sessions AS s
JOIN tenants AS t ON t.id = s.tenant_id
WHERE s.user_id = $1 AND s.ended_at IS NULL AND s.ends_at > $2 AND s.last_used_at > $4
ORDER BY s.last_used_at DESC, s.id DESC
LIMIT $5";
    let statement = Statement::by_person(person, LIST)
        .bind(now)
        .bind(person.session())
        .bind(now.plus_seconds(-LIFETIME_SECONDS))
        .bind(MOST_SESSIONS);
    Ok(database.read(statement).await?.all()?)
}

/// Goes on after `ended`: each is in the log of the tenant that it acted for.
const LOG_ENDED: &str = " AND ended_at IS NULL
  RETURNING id, user_id, tenant_id
), audited AS (
  INSERT INTO audit_log (tenant_id, occurred_at, actor_id, action, subject, data)
  SELECT tenant_id, $2, user_id, 'session.ended', user_id, jsonb_build_object('sessionId', id, 'reason', 'ended')
  FROM ended
)
SELECT id FROM ended";

/// Ends one of the person's sessions; `false` if there is none that could be.
pub(crate) async fn end_one<T: Transport>(
    database: &Database<T>,
    person: &Member,
    id: &SessionId,
    now: Timestamp,
) -> Result<bool, SqlError> {
    const END: &str = "
WITH ended AS (
  UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND id = $3";
    let statement = Statement::by_person(person, Sql::concat(&[END, LOG_ENDED])).bind(now).bind(id);
    Ok(!database.write(statement).await?.rows.is_empty())
}

/// Ends the person's sessions but the one that asks.
pub(crate) async fn end_others<T: Transport>(
    database: &Database<T>,
    person: &Member,
    now: Timestamp,
) -> Result<(), SqlError> {
    const END: &str = "
WITH ended AS (
  UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND id IS DISTINCT FROM $3";
    let statement =
        Statement::by_person(person, Sql::concat(&[END, LOG_ENDED])).bind(now).bind(person.session());
    database.write(statement).await.map(drop)
}
