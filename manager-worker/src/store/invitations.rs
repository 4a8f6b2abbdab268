//! Invitations: by address, accepted by whoever Google says has it.

use logicspike_shared::ids::{TenantId, UserId};
use logicspike_shared::scope::{TenantScope, UserScope};
use logicspike_shared::sql::{
    Database, DecodeError, FromRow, OnConstraint as _, Param, Row, SqlError, Statement, Transport,
};
use logicspike_shared::time::Timestamp;

use super::members::GRANTED;
use super::outcome::{Failure, Refused, outcome, unknown_caller};
use super::record::{Record, audited, recorded};
use crate::api::page::Page;
use crate::api::team::{Invitation, Invite, Joined, RoleName};

/// An invitation to be made.
#[derive(Debug)]
pub(crate) struct NewInvitation {
    /// Its id.
    pub(crate) id: String,
    /// Whom, as what.
    pub(crate) invite: Invite,
    /// Until when.
    pub(crate) expires_at: Timestamp,
}

/// Invites an address, unless the caller lacks a permission of the role. An expired invitation to it is replaced.
pub(crate) async fn create<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    record: &Record,
    new: &NewInvitation,
    held: &[&str],
) -> Result<(), Failure> {
    const INVITE: &str = ", verdict AS (
  SELECT lacking, CASE
    WHEN NOT EXISTS (SELECT FROM granted) THEN 'unknown_role'
    WHEN lacking IS NOT NULL THEN 'lacking'
    WHEN EXISTS (
      SELECT FROM memberships AS m JOIN users AS u ON u.id = m.user_id
      WHERE m.tenant_id = $1 AND lower(u.email) = lower($7)
    ) THEN 'already_member'
    ELSE 'ok' END AS outcome
  FROM (SELECT (
    SELECT p FROM (SELECT unnest(permissions) FROM granted) AS a (p) WHERE p <> ALL ($6::text[]) LIMIT 1
  ) AS lacking) AS l
), invited AS (
  INSERT INTO invitations
    (tenant_id, id, email, builtin_role, custom_role_id, invited_by, created_at, expires_at)
  SELECT $1, $4::text, lower($7), builtin, custom, $3::text, $2::timestamptz, $8::timestamptz
  FROM granted, verdict WHERE outcome = 'ok'
  ON CONFLICT ON CONSTRAINT invitations_email_unique DO UPDATE
    SET id = EXCLUDED.id, builtin_role = EXCLUDED.builtin_role, custom_role_id = EXCLUDED.custom_role_id,
      invited_by = EXCLUDED.invited_by, created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at
    WHERE invitations.expires_at <= $2
  RETURNING id, email
), change (type, subject, data) AS (
  SELECT 'team.member.invited', invited.id,
    jsonb_build_object('invitationId', invited.id, 'email', invited.email, 'role', granted.name)
  FROM invited, granted
)";
    const ANSWER: &str = "
SELECT lacking,
  CASE WHEN outcome = 'ok' AND NOT EXISTS (SELECT FROM invited) THEN 'already_invited' ELSE outcome END AS outcome
FROM verdict";
    let statement = recorded(scope, record, &[GRANTED, INVITE], ANSWER)
        .bind(new.id.as_str())
        .bind(new.invite.role.as_str())
        .bind(Param::array(held.iter().copied()))
        .bind(new.invite.email.as_str())
        .bind(new.expires_at);
    let rows = database.write(statement).await.map_err(|error| match error.constraint() {
        Some("invitations_custom_role") => Failure::Refused(Refused::UnknownRole),
        _ => unknown_caller(error),
    })?;
    outcome(&rows)
}

impl FromRow for Invitation {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            email: row.get("email")?,
            role: RoleName { id: row.get("role_id")?, name: row.get("role_name")? },
            invited_by: row.get("invited_by")?,
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

/// A page of the open and expired invitations, newest first, and how many there are.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    page: Page,
) -> Result<(Vec<Invitation>, i64), SqlError> {
    const LIST: &str = "
SELECT i.id, i.email, i.invited_by, i.created_at, i.expires_at,
  coalesce(i.builtin_role, c.id) AS role_id, coalesce(i.builtin_role, c.name) AS role_name
FROM invitations AS i
LEFT JOIN custom_roles AS c ON c.tenant_id = i.tenant_id AND c.id = i.custom_role_id
WHERE i.tenant_id = $1
ORDER BY i.created_at DESC, i.id DESC
LIMIT $2 OFFSET $3";
    const COUNT: &str = "SELECT count(*) FROM invitations WHERE tenant_id = $1";
    let statements = vec![
        Statement::scoped(scope, LIST).bind(page.limit).bind(page.offset()),
        Statement::scoped(scope, COUNT),
    ];
    let [invitations, count] = super::exactly(database.read_batch(statements).await?)?;
    Ok((invitations.all()?, count.one::<super::Count>()?.0))
}

/// Takes an invitation back; `false` if there is none.
pub(crate) async fn withdraw<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    record: &Record,
    id: &str,
) -> Result<bool, SqlError> {
    const WITHDRAW: &str = "
WITH withdrawn AS (
  DELETE FROM invitations WHERE tenant_id = $1 AND id = $4 RETURNING id, email
), change (type, subject, data) AS (
  SELECT 'team.invitation.withdrawn', id, jsonb_build_object('invitationId', id, 'email', email) FROM withdrawn
)";
    let statement = audited(scope, record, &[WITHDRAW], "SELECT id FROM withdrawn").bind(id);
    Ok(!database.write(statement).await?.rows.is_empty())
}

struct Inviting(TenantId);

impl FromRow for Inviting {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        super::id(row, "tenant_id", TenantId::parse).map(Self)
    }
}

/// The tenant that invites the person; `None` unless the invitation is to their address and still open.
pub(crate) async fn inviting_tenant<T: Transport>(
    database: &Database<T>,
    scope: &UserScope,
    id: &str,
    now: Timestamp,
) -> Result<Option<TenantScope>, SqlError> {
    const FIND: &str = "
SELECT tenant_id FROM invitations
WHERE id = $2 AND expires_at > $3 AND email = (SELECT lower(email) FROM users WHERE id = $1)";
    let rows = database.read(Statement::for_user(scope, FIND).bind(id).bind(now)).await?;
    Ok(rows.optional::<Inviting>()?.map(|found| TenantScope::of_verified(found.0)))
}

impl FromRow for Joined {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self { tenant_id: row.get("tenant_id")?, role: row.get("role")? })
    }
}

/// Makes the person a member as the invitation says, which is used up by that. `None` if it is not there (any
/// more).
pub(crate) async fn accept<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    person: &UserId,
    id: &str,
    now: Timestamp,
) -> Result<Option<Joined>, Failure> {
    const ACCEPT: &str = "
WITH person AS (
  SELECT id, email, name, avatar_url FROM users WHERE id = $3
), invitation AS (
  DELETE FROM invitations
  WHERE tenant_id = $1 AND id = $4 AND expires_at > $2 AND email = (SELECT lower(email) FROM person)
  RETURNING id, builtin_role, custom_role_id
), joined AS (
  INSERT INTO memberships (tenant_id, user_id, builtin_role, custom_role_id, created_at)
  SELECT $1, $3, builtin_role, custom_role_id, $2 FROM invitation
  RETURNING tenant_id, user_id, builtin_role, custom_role_id
), named AS (
  SELECT joined.tenant_id, coalesce(joined.builtin_role, c.name) AS role
  FROM joined LEFT JOIN custom_roles AS c ON c.tenant_id = joined.tenant_id AND c.id = joined.custom_role_id
), change (type, subject, data) AS (
  SELECT 'team.member.joined', person.id,
    jsonb_build_object(
      'userId', person.id, 'name', person.name, 'avatarUrl', person.avatar_url, 'role', named.role
    )
  FROM person, named
)";
    let record = Record { actor: Some(person.clone()), now };
    let statement = recorded(scope, &record, &[ACCEPT], "SELECT tenant_id, role FROM named").bind(id);
    let written = database.write(statement).await;
    let rows = written.on_constraint("memberships_pkey", || Failure::Refused(Refused::AlreadyMember))?;
    Ok(rows.optional()?)
}
