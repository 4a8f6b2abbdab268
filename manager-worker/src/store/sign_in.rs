//! Sign-in: the person by Google's id, their first tenant, their session.

use logicspike_shared::ids::UserId;
use logicspike_shared::scope::{TenantScope, UserScope};
use logicspike_shared::sql::{
    Database, DecodeError, FromRow, GlobalReason, Isolation, Row, Sql, SqlError, Statement, Transport,
};
use logicspike_shared::time::Timestamp;

use super::record::{Record, recorded};
use super::sessions::{ACCESS, Access, NewSession};
use crate::api::auth;
use crate::domain::google::Profile;

/// A person who has signed in before.
#[derive(Debug)]
pub(crate) struct Person {
    /// The person.
    pub(crate) id: UserId,
    /// The tenant they chose last; they may have left it.
    pub(crate) last_tenant: Option<String>,
}

impl FromRow for Person {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self { id: super::id(row, "id", UserId::parse)?, last_tenant: row.get("last_tenant_id")? })
    }
}

/// The person whom Google knows by this subject. An address is never used to find anyone.
pub(crate) async fn find<T: Transport>(
    database: &Database<T>,
    subject: &str,
) -> Result<Option<Person>, SqlError> {
    const FIND: &str = "SELECT id, last_tenant_id FROM users WHERE google_subject = $1";
    let rows = database.read(Statement::global(GlobalReason::SignIn, FIND).bind(subject)).await?;
    Ok(rows.optional()?)
}

/// A tenant to be made at sign-in.
#[derive(Debug)]
pub(crate) struct NewTenant {
    /// Its name.
    pub(crate) name: String,
    /// The owner's id: a new one, or that of a person without any membership.
    pub(crate) user: UserId,
    /// `last_tenant` as it was read.
    pub(crate) seen_last_tenant: Option<String>,
    /// Now.
    pub(crate) now: Timestamp,
}

/// Makes a tenant with its owner and subscription; makes the person too if Google's id is new. When two do
/// so at once, `google_subject` or the change of `last_tenant_id` lets one through, and the other changes
/// nothing.
pub(crate) async fn create_tenant<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    new: &NewTenant,
    profile: &Profile,
) -> Result<(), SqlError> {
    const CREATE: &str = "
WITH person AS (
  INSERT INTO users (id, google_subject, email, name, avatar_url, created_at, last_tenant_id)
  VALUES ($3, $4, $5, $6, $7, $2, $1)
  ON CONFLICT (google_subject) DO UPDATE SET last_tenant_id = EXCLUDED.last_tenant_id
    WHERE users.id = $3 AND users.last_tenant_id IS NOT DISTINCT FROM $8
  RETURNING id, name, avatar_url
), tenant AS (
  INSERT INTO tenants (id, name, created_at) SELECT $1, $9::text, $2 FROM person RETURNING id, name
), owner AS (
  INSERT INTO memberships (tenant_id, user_id, builtin_role, created_at)
  SELECT tenant.id, person.id, 'owner', $2 FROM tenant, person
  RETURNING user_id, builtin_role
), subscription AS (
  INSERT INTO subscriptions (tenant_id, plan_id, status, updated_at) SELECT id, 'free', 'active', $2 FROM tenant
  RETURNING tenant_id, plan_id, status
), change (type, subject, data) AS (
  SELECT 'tenant.created', tenant.id, jsonb_build_object('name', tenant.name, 'ownerUserId', owner.user_id)
  FROM tenant, owner
  UNION ALL
  SELECT 'team.member.joined', person.id,
    jsonb_build_object(
      'userId', person.id, 'name', person.name, 'avatarUrl', person.avatar_url, 'role', owner.builtin_role
    )
  FROM person, owner
  UNION ALL
  SELECT 'subscription.changed', tenant_id, jsonb_build_object('planId', plan_id, 'status', status)
  FROM subscription
)";
    let record = Record { actor: Some(new.user.clone()), now: new.now };
    let statement = recorded(scope, &record, &[CREATE], "SELECT id FROM person")
        .bind(profile.subject.as_str())
        .bind(profile.email.as_str())
        .bind(profile.name.as_deref())
        .bind(profile.avatar_url.as_deref())
        .bind(new.seen_last_tenant.as_deref())
        .bind(new.name.as_str());
    database.write(statement).await.map(drop)
}

/// Takes over what Google says of the person now, and opens a session: in the tenant they chose last if they
/// are still a member, else in the one they joined first. `None` if they are a member of none.
pub(crate) async fn enter<T: Transport>(
    database: &Database<T>,
    scope: &UserScope,
    profile: &Profile,
    session: &NewSession,
) -> Result<Option<Access>, SqlError> {
    // The tenants show their members' names, so they are told of a new one.
    const UPDATE_PROFILE: &str = "
WITH before AS (
  SELECT id, name, avatar_url FROM users WHERE id = $1 FOR UPDATE
), person AS (
  UPDATE users SET email = $3, name = $4, avatar_url = $5, last_login_at = $2
  FROM before WHERE users.id = before.id
  RETURNING users.id, users.name, users.avatar_url,
    (users.name, users.avatar_url) IS DISTINCT FROM (before.name, before.avatar_url) AS changed
)
INSERT INTO outbox (tenant_id, type, subject, occurred_at, data)
SELECT memberships.tenant_id, 'team.member.updated', person.id, $2::timestamptz,
  jsonb_build_object('userId', person.id, 'name', person.name, 'avatarUrl', person.avatar_url)
FROM person JOIN memberships ON memberships.user_id = person.id
WHERE person.changed";
    let open = Sql::concat(&[
        "WITH chosen AS (",
        ACCESS,
        "
  ORDER BY (m.tenant_id = u.last_tenant_id) DESC NULLS LAST, m.created_at, m.tenant_id
  LIMIT 1
), session AS (
  INSERT INTO refresh_tokens (digest, family_id, user_id, tenant_id, created_at, expires_at)
  SELECT $2, $3, $1, tenant_id, $4::timestamptz, $5::timestamptz FROM chosen
)
SELECT tenant_id, role, permissions FROM chosen",
    ]);
    let update = Statement::for_user(scope, UPDATE_PROFILE)
        .bind(session.now)
        .bind(profile.email.as_str())
        .bind(profile.name.as_deref())
        .bind(profile.avatar_url.as_deref());
    let open = Statement::for_user(scope, open)
        .bind(session.digest.as_str())
        .bind(session.family.as_str())
        .bind(session.now)
        .bind(session.expires_at);
    let results = database.write_batch(vec![update, open], Isolation::ReadCommitted).await?;
    results.last().map_or(Ok(None), |rows| Ok(rows.optional()?))
}

/// A person as they see themselves.
#[derive(Debug)]
pub(crate) struct Description {
    /// Who they are.
    pub(crate) profile: auth::Profile,
    /// Where they belong.
    pub(crate) memberships: Vec<auth::Membership>,
    /// Who invites them.
    pub(crate) invitations: Vec<auth::Invitation>,
}

impl FromRow for auth::Profile {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            email: row.get("email")?,
            name: row.get("name")?,
            avatar_url: row.get("avatar_url")?,
        })
    }
}

impl FromRow for auth::Membership {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            tenant_id: row.get("tenant_id")?,
            tenant_name: row.get("tenant_name")?,
            role: row.get("role")?,
        })
    }
}

impl FromRow for auth::Invitation {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            tenant_id: row.get("tenant_id")?,
            tenant_name: row.get("tenant_name")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

/// The person, their memberships and the open invitations to their address, in one round trip.
pub(crate) async fn describe<T: Transport>(
    database: &Database<T>,
    scope: &UserScope,
    now: Timestamp,
) -> Result<Option<Description>, SqlError> {
    const PERSON: &str = "SELECT id, email, name, avatar_url FROM users WHERE id = $1";
    const MEMBERSHIPS: &str = "
SELECT m.tenant_id, t.name AS tenant_name, coalesce(b.id, c.name) AS role
FROM memberships AS m
JOIN tenants AS t ON t.id = m.tenant_id
LEFT JOIN builtin_roles AS b ON b.id = m.builtin_role
LEFT JOIN custom_roles AS c ON c.tenant_id = m.tenant_id AND c.id = m.custom_role_id
WHERE m.user_id = $1
ORDER BY m.created_at, m.tenant_id";
    const INVITATIONS: &str = "
SELECT i.id, i.tenant_id, t.name AS tenant_name, i.expires_at
FROM invitations AS i
JOIN tenants AS t ON t.id = i.tenant_id
WHERE i.email = (SELECT lower(email) FROM users WHERE id = $1) AND i.expires_at > $2
ORDER BY i.created_at, i.id";
    let statements = vec![
        Statement::for_user(scope, PERSON),
        Statement::for_user(scope, MEMBERSHIPS),
        Statement::for_user(scope, INVITATIONS).bind(now),
    ];
    let [person, memberships, invitations] = super::exactly(database.read_batch(statements).await?)?;
    let Some(profile) = person.optional()? else { return Ok(None) };
    Ok(Some(Description { profile, memberships: memberships.all()?, invitations: invitations.all()? }))
}
