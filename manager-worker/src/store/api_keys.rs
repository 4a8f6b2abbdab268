//! API keys, as digests.

use logicspike_shared::api_key::ApiKey;
use logicspike_shared::ids::ApiKeyId;
use logicspike_shared::paging::Page;
use logicspike_shared::row;
use logicspike_shared::scope::Member;
use logicspike_shared::sql::{Database, FromSql, Param, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::outcome::{Failure, outcome};
use super::record::{Record, recorded};
use crate::api::api_keys::{Key, KeyKind, KeyStatus};
use crate::input::api_keys::{NewKey, Rotation};

impl FromSql<'_> for KeyStatus {
    fn accepts(type_oid: u32) -> bool {
        <&str>::accepts(type_oid)
    }
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "active" => Some(Self::Active),
            "expired" => Some(Self::Expired),
            "revoked" => Some(Self::Revoked),
            _ => None,
        }
    }
}

impl FromSql<'_> for KeyKind {
    fn accepts(type_oid: u32) -> bool {
        <&str>::accepts(type_oid)
    }
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "secret" => Some(Self::Secret),
            "publishable" => Some(Self::Publishable),
            _ => None,
        }
    }
}

impl KeyKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Publishable => "publishable",
        }
    }
}

row! {
    Key { id, name, hint, scopes, kind, allowed_origins, status, created_by, created_at, expires_at, last_used_at, revoked_at }
}

/// A page of the keys, newest first, and how many there are.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    member: &Member,
    page: Page,
    now: Timestamp,
) -> Result<(Vec<Key>, i64), SqlError> {
    const LIST: &str = "
SELECT id, name, hint, scopes, kind, allowed_origins, created_by, created_at, expires_at, last_used_at, revoked_at, CASE
  WHEN revoked_at IS NOT NULL THEN 'revoked'
  WHEN expires_at <= $4 THEN 'expired'
  ELSE 'active' END AS status
FROM api_keys WHERE tenant_id = $1
ORDER BY created_at DESC, id DESC
LIMIT $2 OFFSET $3";
    const COUNT: &str = "SELECT count(*) FROM api_keys WHERE tenant_id = $1";
    let statements = [
        Statement::by_member(member, LIST).bind(page.limit).bind(page.offset()).bind(now),
        Statement::by_member(member, COUNT),
    ];
    let [keys, count] = database.read_batch(statements).await?;
    Ok((keys.all()?, count.scalar()?))
}

/// Stores a new key's digest, unless the tenant has as many keys as it may have. Those that have ended do not count.
pub(crate) async fn create<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &ApiKeyId,
    key: &ApiKey,
    new: &NewKey,
) -> Result<(), Failure> {
    const CREATE: &str = "
WITH created AS (
  INSERT INTO api_keys (
    tenant_id, id, name, digest, hint, scopes, created_by, created_at, expires_at, kind, allowed_origins
  )
  SELECT $1, $4::text, $5::text, $6::text, $7::text, $8::text[], $3::text, $2::timestamptz, $9::timestamptz, $10::text,
    $11::text[]
  WHERE coalesce((
    SELECT count(*) FROM api_keys
    WHERE tenant_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
  ) < app.quota('apiKeys'), true)
  RETURNING id, name, hint, scopes, expires_at, kind, allowed_origins
), change (type, subject, data) AS (
  SELECT 'apikey.created', id,
    jsonb_build_object(
      'keyId', id, 'name', name, 'hint', hint, 'scopes', scopes, 'expiresAt', expires_at, 'kind', kind,
      'allowedOrigins', allowed_origins
    )
  FROM created
)";
    const ANSWER: &str =
        "SELECT CASE WHEN EXISTS (SELECT FROM created) THEN 'ok' ELSE 'quota_keys' END AS outcome";
    let statement = recorded(record, &[CREATE], ANSWER)
        .bind(id)
        .bind(new.name.as_str())
        .bind(key.digest())
        .bind(key.hint())
        .bind(Param::array(&new.scopes))
        .bind(new.expires_at)
        .bind(new.kind.as_str())
        .bind(Param::array(&new.allowed_origins));
    outcome(&database.write(statement).await?)
}

/// When both keys of a rotation end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rotated {
    /// The new key.
    pub(crate) expires_at: Option<Timestamp>,
    /// The old one.
    pub(crate) previous_expires_at: Timestamp,
}

row!(Rotated { expires_at, previous_expires_at });

/// Puts a new key beside an active one, which then ends after the overlap. Name, scopes, kind and origins go over, and the
/// expiry too unless another is asked for. For the overlap the tenant may have one key more than it may have otherwise.
pub(crate) async fn rotate<T: Transport>(
    database: &Database<T>,
    record: &Record,
    old: &ApiKeyId,
    (id, key): (&ApiKeyId, &ApiKey),
    rotation: &Rotation,
) -> Result<Rotated, Failure> {
    const ROTATE: &str = "
WITH before AS (
  SELECT id, name, scopes, expires_at, kind, allowed_origins FROM api_keys
  WHERE tenant_id = $1 AND id = $4 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
  FOR UPDATE
), allowed AS (
  SELECT id, name, scopes, expires_at, kind, allowed_origins FROM before
  WHERE coalesce((
    SELECT count(*) FROM api_keys
    WHERE tenant_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
  ) <= app.quota('apiKeys'), true)
), shortened AS (
  UPDATE api_keys AS k SET expires_at = least(k.expires_at, $8::timestamptz)
  FROM allowed WHERE k.tenant_id = $1 AND k.id = allowed.id
  RETURNING k.expires_at
), created AS (
  INSERT INTO api_keys (
    tenant_id, id, name, digest, hint, scopes, created_by, created_at, expires_at, kind, allowed_origins
  )
  SELECT $1, $5::text, name, $6::text, $7::text, scopes, $3::text, $2, coalesce($9::timestamptz, expires_at), kind,
    allowed_origins
  FROM allowed
  RETURNING id, hint, expires_at
), change (type, subject, data) AS (
  SELECT 'apikey.rotated', allowed.id,
    jsonb_build_object(
      'keyId', allowed.id, 'expiresAt', shortened.expires_at,
      'successor', jsonb_build_object('keyId', created.id, 'hint', created.hint, 'expiresAt', created.expires_at)
    )
  FROM allowed, shortened, created
)";
    const ANSWER: &str = "
SELECT created.expires_at, shortened.expires_at AS previous_expires_at, CASE
  WHEN NOT EXISTS (SELECT FROM api_keys WHERE tenant_id = $1 AND id = $4) THEN 'missing'
  WHEN NOT EXISTS (SELECT FROM before) THEN 'key_not_active'
  WHEN created.id IS NULL THEN 'quota_keys'
  ELSE 'ok' END AS outcome
FROM (SELECT) AS one LEFT JOIN shortened ON true LEFT JOIN created ON true";
    let statement = recorded(record, &[ROTATE], ANSWER)
        .bind(old)
        .bind(id)
        .bind(key.digest())
        .bind(key.hint())
        .bind(rotation.old_until)
        .bind(rotation.expires_at);
    let rows = database.write(statement).await?;
    outcome(&rows)?;
    Ok(rows.one()?)
}

/// Ends a key; `false` if there is none. A key that has ended stays as it is.
pub(crate) async fn revoke<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &ApiKeyId,
) -> Result<bool, SqlError> {
    const REVOKE: &str = "
WITH revoked AS (
  UPDATE api_keys SET revoked_at = $2 WHERE tenant_id = $1 AND id = $4 AND revoked_at IS NULL
  RETURNING id, name, hint
), change (type, subject, data) AS (
  SELECT 'apikey.revoked', id, jsonb_build_object('keyId', id, 'name', name, 'hint', hint) FROM revoked
)";
    const ANSWER: &str = "SELECT EXISTS (SELECT FROM api_keys WHERE tenant_id = $1 AND id = $4)";
    let statement = recorded(record, &[REVOKE], ANSWER).bind(id);
    Ok(database.write(statement).await?.scalar()?)
}
