//! Sign-in: the person by Google's id, their first tenant, their session.

use logicspike_shared::ids::UserId;
use logicspike_shared::row;
use logicspike_shared::scope::{Member, TenantScope, UserScope};
use logicspike_shared::sql::{
    Database, FromRow as _, GlobalReason, Isolation, Sql, SqlError, Statement, Transport,
};
use logicspike_shared::time::Timestamp;

use super::record::{Record, recorded};
use super::sessions::{ACCESS, Access, NewSession};
use crate::api::auth;
use crate::domain::google::{IdToken, Profile};

/// A person who has signed in before.
#[derive(Debug)]
pub(crate) struct Person {
    /// The person.
    pub(crate) id: UserId,
    /// The tenant they chose last; they may have left it.
    pub(crate) last_tenant: Option<String>,
    /// Whether the platform has suspended them.
    pub(crate) suspended: bool,
}

row!(Person { id, last_tenant: "last_tenant_id", suspended });

/// The person whom Google knows by this subject. An address is never used to find anyone.
pub(crate) async fn find<T: Transport>(
    database: &Database<T>,
    subject: &str,
) -> Result<Option<Person>, SqlError> {
    const FIND: &str = "
SELECT id, last_tenant_id, suspended_at IS NOT NULL AS suspended FROM users WHERE google_subject = $1";
    let statement = Statement::global(GlobalReason::SignIn, FIND).showing([subject]).bind(subject);
    let rows = database.read(statement).await?;
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
  SELECT $1, person.id, 'owner', $2 FROM tenant, person
  RETURNING user_id, builtin_role
), subscription AS (
  INSERT INTO subscriptions (tenant_id, plan_id, status, updated_at) SELECT $1, 'free', 'active', $2 FROM tenant
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
    let record = Record::by_platform(scope.clone(), Some(new.user.clone()), new.now);
    let statement = recorded(&record, &[CREATE], "SELECT id FROM person")
        .showing([profile.subject.as_str()])
        .bind(profile.subject.as_str())
        .bind(profile.email.as_str())
        .bind(profile.name.as_deref())
        .bind(profile.avatar_url.as_deref())
        .bind(new.seen_last_tenant.as_deref())
        .bind(new.name.as_str());
    database.write(statement).await.map(drop)
}

/// What a sign-in came to.
#[derive(Debug)]
pub(crate) enum Entered {
    /// A session was opened.
    In(Access),
    /// The person is a member of no tenant.
    NoTenant,
    /// Every tenant of theirs is suspended.
    Suspended,
}

/// Takes over what Google says of the person now, spends the ID token, and opens a session: in the tenant they chose
/// last if they are still a member, else in the one they joined first.
///
/// # Errors
/// The database's; `spent_id_tokens_pkey` is violated by an ID token that has opened a session before.
pub(crate) async fn enter<T: Transport>(
    database: &Database<T>,
    scope: &UserScope,
    (profile, id_token): (&Profile, &IdToken),
    session: &NewSession,
) -> Result<Entered, SqlError> {
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
    const OPEN: &str = "
  ORDER BY (m.tenant_id = u.last_tenant_id) DESC NULLS LAST, m.created_at, m.tenant_id
  LIMIT 1
), session AS (
  INSERT INTO sessions (id, user_id, tenant_id, begun_at, last_used_at, ends_at, device, key_id)
  SELECT $2, $1, tenant_id, $3::timestamptz, $3::timestamptz, $4::timestamptz, $5, $6 FROM chosen
  RETURNING id, tenant_id
), token AS (
  INSERT INTO refresh_tokens (digest, session_id, created_at, expires_at)
  SELECT $7, id, $3, $8::timestamptz FROM session
), alive AS (
  INSERT INTO session_access (tenant_id, session_id, user_id, tokens_until)
  SELECT tenant_id, id, $1, $9::timestamptz FROM session
), spent AS (
  INSERT INTO spent_id_tokens (digest, expires_at) SELECT $10, $11::timestamptz FROM session
), audited AS (
  INSERT INTO audit_log (tenant_id, occurred_at, actor_id, action, subject, data)
  SELECT tenant_id, $3, $1, 'session.started', $1, jsonb_build_object('sessionId', id, 'device', $5::text)
  FROM session
)
SELECT chosen.tenant_id, chosen.role, chosen.permissions,
  EXISTS (SELECT FROM memberships WHERE user_id = $1) AS is_member
FROM (SELECT) AS one LEFT JOIN chosen ON true";
    let shown = [session.digest.as_str(), id_token.digest.as_str()];
    let update = Statement::for_user(scope, UPDATE_PROFILE)
        .showing(shown)
        .bind(session.minting.now)
        .bind(profile.email.as_str())
        .bind(profile.name.as_deref())
        .bind(profile.avatar_url.as_deref());
    let open = Statement::for_user(scope, Sql::concat(&["WITH chosen AS (", ACCESS, OPEN]))
        .showing(shown)
        .bind(&session.id)
        .bind(session.minting.now)
        .bind(session.ends_at)
        .bind(session.device.as_deref())
        .bind(session.minting.key_id.as_str())
        .bind(session.digest.as_str())
        .bind(session.expires_at)
        .bind(session.minting.tokens_until)
        .bind(id_token.digest.as_str())
        .bind(id_token.accepted_until);
    let [_, opened] = database.write_batch([update, open], Isolation::ReadCommitted).await?;
    let row = opened.row()?;
    Ok(match (row.get::<Option<&str>>("tenant_id")?, row.get("is_member")?) {
        (Some(_), _) => Entered::In(Access::from_row(&row)?),
        (None, true) => Entered::Suspended,
        (None, false) => Entered::NoTenant,
    })
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

row!(auth::Profile { id, email, name, avatar_url });

row!(auth::Membership { tenant_id, tenant_name, role });

row!(auth::Invitation { id, tenant_id, tenant_name, expires_at });

/// The person, their memberships and the open invitations to their address, in one round trip.
pub(crate) async fn describe<T: Transport>(
    database: &Database<T>,
    person: &Member,
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
WHERE i.email = (SELECT lower(email COLLATE \"C\") FROM users WHERE id = $1) AND i.expires_at > $2
ORDER BY i.created_at, i.id";
    let statements = [
        Statement::by_person(person, PERSON),
        Statement::by_person(person, MEMBERSHIPS),
        Statement::by_person(person, INVITATIONS).bind(now),
    ];
    let [profile, memberships, invitations] = database.read_batch(statements).await?;
    let Some(profile) = profile.optional()? else { return Ok(None) };
    Ok(Some(Description { profile, memberships: memberships.all()?, invitations: invitations.all()? }))
}
