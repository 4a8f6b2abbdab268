//! Invitations: by address, accepted by whoever Google says has it.

use logicspike_shared::paging::Page;
use logicspike_shared::row;
use logicspike_shared::scope::{Member, TenantScope, UserScope};
use logicspike_shared::sql::{Database, Isolation, OnConstraint as _, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::members::GRANTED;
use super::outcome::{Failure, Refused, outcome};
use super::record::{Record, audited, recorded};
use crate::api::team::{Invitation, Joined};
use crate::input::team::Invite;

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

/// Invites an address, unless the caller does not hold a permission of the role now. An expired invitation to it is
/// replaced.
pub(crate) async fn create<T: Transport>(
    database: &Database<T>,
    record: &Record,
    new: &NewInvitation,
) -> Result<(), Failure> {
    const INVITE: &str = ", verdict AS (
  SELECT lacking, CASE
    WHEN NOT EXISTS (SELECT FROM granted) THEN 'unknown_role'
    WHEN lacking IS NOT NULL THEN 'lacking'
    WHEN EXISTS (
      SELECT FROM memberships AS m JOIN users AS u ON u.id = m.user_id
      WHERE m.tenant_id = $1 AND lower(u.email COLLATE \"C\") = $6
    ) THEN 'already_member'
    WHEN (SELECT count(*) FROM invitations WHERE tenant_id = $1 AND expires_at > $2) >= app.quota('invitations')
      THEN 'quota_invitations'
    ELSE 'ok' END AS outcome
  FROM (SELECT (
    SELECT p FROM (SELECT unnest(permissions) FROM granted) AS a (p) WHERE NOT app.holds(p) LIMIT 1
  ) AS lacking) AS l
), invited AS (
  INSERT INTO invitations
    (tenant_id, id, email, builtin_role, custom_role_id, invited_by, created_at, expires_at)
  SELECT $1, $4::text, $6, builtin, custom, $3::text, $2::timestamptz, $7::timestamptz
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
    let statement = recorded(record, &[GRANTED, INVITE], ANSWER)
        .bind(new.id.as_str())
        .bind(new.invite.role.as_str())
        .bind(new.invite.email.as_str())
        .bind(new.expires_at);
    let rows = database.write(statement).await.map_err(|error| match error.constraint() {
        Some("invitations_custom_role") => Failure::Refused(Refused::UnknownRole),
        _ => error.into(),
    })?;
    outcome(&rows)
}

row!(Invitation { id, email, role: flatten, invited_by, created_at, expires_at });

/// A page of the open and expired invitations, newest first, and how many there are.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    member: &Member,
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
    let statements = [
        Statement::by_member(member, LIST).bind(page.limit).bind(page.offset()),
        Statement::by_member(member, COUNT),
    ];
    let [invitations, count] = database.read_batch(statements).await?;
    Ok((invitations.all()?, count.scalar()?))
}

/// Takes an invitation back. That needs what giving it needs: every permission of its role.
pub(crate) async fn withdraw<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &str,
) -> Result<(), Failure> {
    const WITHDRAW: &str = "
WITH wanted AS (
  SELECT coalesce(b.permissions, c.permissions) AS permissions
  FROM invitations AS i
  LEFT JOIN builtin_roles AS b ON b.id = i.builtin_role
  LEFT JOIN custom_roles AS c ON c.tenant_id = i.tenant_id AND c.id = i.custom_role_id
  WHERE i.tenant_id = $1 AND i.id = $4
), verdict AS (
  SELECT lacking, CASE
    WHEN NOT EXISTS (SELECT FROM wanted) THEN 'missing'
    WHEN lacking IS NOT NULL THEN 'lacking'
    ELSE 'ok' END AS outcome
  FROM (SELECT (
    SELECT p FROM (SELECT unnest(permissions) FROM wanted) AS a (p) WHERE NOT app.holds(p) LIMIT 1
  ) AS lacking) AS l
), withdrawn AS (
  DELETE FROM invitations AS i USING verdict
  WHERE i.tenant_id = $1 AND i.id = $4 AND verdict.outcome = 'ok'
  RETURNING i.id, i.email
), change (type, subject, data) AS (
  SELECT 'team.invitation.withdrawn', id, jsonb_build_object('invitationId', id, 'email', email) FROM withdrawn
)";
    let statement = audited(record, &[WITHDRAW], "SELECT outcome, lacking FROM verdict").bind(id);
    outcome(&database.write(statement).await?)
}

/// The tenant that invites a person; `None` unless the invitation is to their address and still open. They ask by a
/// token for another tenant, of which they must be a member.
pub(crate) async fn inviting_tenant<T: Transport>(
    database: &Database<T>,
    person: &Member,
    id: &str,
    now: Timestamp,
) -> Result<Option<TenantScope>, SqlError> {
    const FIND: &str = "
SELECT tenant_id FROM invitations
WHERE id = $2 AND expires_at > $3
  AND email = (SELECT lower(email COLLATE \"C\") FROM users WHERE id = $1)";
    let rows = database.read(Statement::by_person(person, FIND).bind(id).bind(now)).await?;
    Ok(rows.optional_scalar()?.map(TenantScope::of_verified))
}

row!(Joined { tenant_id, role });

/// Makes the person a member as the invitation says, which is used up by that. `None` if it is not there (any more), or
/// if whoever gave it could not give it now: then it is gone, and the log tells why.
pub(crate) async fn accept<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    person: &UserScope,
    id: &str,
    now: Timestamp,
) -> Result<Option<Joined>, Failure> {
    // As in `app.admit`: what is found of the tenant's authority holds until the end.
    const LOCK: &str = "SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE";
    const ACCEPT: &str = "
WITH person AS (
  SELECT id, email, name, avatar_url FROM users WHERE id = $3 AND suspended_at IS NULL
), invitation AS (
  DELETE FROM invitations
  WHERE tenant_id = $1 AND id = $4 AND expires_at > $2
    AND email = (SELECT lower(email COLLATE \"C\") FROM person)
    AND EXISTS (SELECT FROM tenants WHERE id = $1 AND suspended_at IS NULL)
  RETURNING id, builtin_role, custom_role_id, invited_by,
    CASE
      WHEN NOT app.may_give($1, invited_by, builtin_role, custom_role_id) THEN 'inviter_may_not'
      WHEN (SELECT count(*) FROM memberships WHERE tenant_id = $1) >= app.quota('members') THEN 'quota_members'
    END AS refused
), joined AS (
  INSERT INTO memberships (tenant_id, user_id, builtin_role, custom_role_id, created_at)
  SELECT $1, $3, builtin_role, custom_role_id, $2 FROM invitation WHERE refused IS NULL
  RETURNING tenant_id, user_id, builtin_role, custom_role_id
), named AS (
  SELECT joined.tenant_id, coalesce(joined.builtin_role, c.name) AS role
  FROM joined LEFT JOIN custom_roles AS c ON c.tenant_id = joined.tenant_id AND c.id = joined.custom_role_id
), refusal AS (
  INSERT INTO audit_log (tenant_id, occurred_at, actor_id, action, subject, data)
  SELECT $1, $2, $3, 'team.invitation.refused', id,
    jsonb_build_object('invitationId', id, 'invitedBy', invited_by, 'reason', refused)
  FROM invitation WHERE refused IS NOT NULL
), change (type, subject, data) AS (
  SELECT 'team.member.joined', person.id,
    jsonb_build_object(
      'userId', person.id, 'name', person.name, 'avatarUrl', person.avatar_url, 'role', named.role
    )
  FROM person, named
)";
    const ANSWER: &str = "SELECT tenant_id, role FROM named";
    let record = Record::by_platform(scope.clone(), Some(person.user().clone()), now);
    let accept = recorded(&record, &[ACCEPT], ANSWER).bind(id).announcing(person);
    let lock = Statement::scoped(scope, LOCK).announcing(person);
    let written = database.write_batch([lock, accept], Isolation::ReadCommitted).await;
    let [_, accepted] =
        written.on_constraint("memberships_pkey", || Failure::Refused(Refused::AlreadyMember))?;
    Ok(accepted.optional()?)
}
