//! Outgoing mail: what is due, and what became of it.

use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{
    Database, DecodeError, FromRow, GlobalReason, Isolation, Row, SqlError, Statement, Transport,
};
use logicspike_shared::time::Timestamp;
use serde::Serialize;

use super::all_tenants;
use crate::domain::delivery::MailState;

/// What fresh events come to (see `inbox`): a mail for each invitation, as long as the day's budgets last. The numbers
/// are mails in a day (UTC): of a tenant that is younger than a week, of others, and to one mailbox from all tenants.
/// In the order of mailboxes, so that two tenants who mail the same people never wait for each other.
pub(crate) const OUTGOING: &str = "
, asked AS MATERIALIZED (
  SELECT fresh.id, fresh.data ->> 'invitationId' AS invitation_id, least(fresh.time, now()) AS due_at, i.email,
    CASE WHEN t.created_at > now() - interval '7 days' THEN 20 ELSE 200 END AS most_of_tenant
  FROM fresh
  JOIN tenants AS t ON t.id = $1
  LEFT JOIN invitations AS i ON i.tenant_id = $1 AND i.id = fresh.data ->> 'invitationId'
  WHERE fresh.type = 'team.member.invited' AND fresh.data ->> 'invitationId' IS NOT NULL
  ORDER BY regexp_replace(i.email, '[+][^@]*@', '@')
), judged AS MATERIALIZED (
  SELECT *, email IS NULL OR app.charge_mail(email, most_of_tenant, 5) AS is_within FROM asked
), noted AS (
  INSERT INTO outgoing_mail (tenant_id, id, invitation_id, due_at, status, reason)
  SELECT $1, id, invitation_id, due_at, CASE WHEN is_within THEN 'pending' ELSE 'dropped' END,
    CASE WHEN NOT is_within THEN 'over_budget' END
  FROM judged
  ON CONFLICT DO NOTHING
  RETURNING reason
)
SELECT count(*) FROM noted WHERE reason = 'over_budget'";

/// To whom, and what about.
#[derive(Debug)]
pub(crate) struct Invitation {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) tenant: String,
    pub(crate) inviter: Option<String>,
    pub(crate) role: String,
    pub(crate) expires_at: Timestamp,
}

/// A mail that is to be tried now, and nobody else will before the lease ends.
#[derive(Debug)]
pub(crate) struct Due {
    /// The mail.
    pub(crate) id: String,
    /// Tries before this one.
    pub(crate) attempts: i32,
    /// What it is about; `None` if the invitation is no longer open.
    pub(crate) invitation: Option<Invitation>,
}

row!(Invitation { id: "invitation_id", email, tenant: "tenant_name", inviter, role, expires_at });

impl FromRow for Due {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        let is_open = row.get::<Option<&str>>("email")?.is_some();
        let invitation = is_open.then(|| Invitation::from_row(row)).transpose()?;
        Ok(Self { id: row.get("id")?, attempts: row.get("attempts")?, invitation })
    }
}

/// What a try came to.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// The mail.
    pub(crate) id: String,
    /// Tries before this one.
    pub(crate) attempts: i32,
    /// What the mail now is.
    pub(crate) status: MailState,
    /// Why it failed, without the address.
    pub(crate) error: Option<String>,
    /// When it is tried again.
    pub(crate) due_at: Option<Timestamp>,
    /// How long it took.
    #[serde(skip)]
    pub(crate) duration_ms: i64,
}

/// Tenants with mail that is due.
pub(crate) async fn tenants<T: Transport>(
    database: &Database<T>,
    now: Timestamp,
) -> Result<Vec<TenantScope>, SqlError> {
    const TENANTS: &str =
        "SELECT tenant_id FROM app.tenants_with_due_mail($1::integer, $2::timestamptz) AS tenant_id";
    all_tenants::due(database, all_tenants::asking(TENANTS, now)).await
}

/// Notes what tries came to, and takes the next mails, in one round trip.
pub(crate) async fn note_and_claim<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    now: Timestamp,
    outcomes: &[Outcome],
    most: usize,
) -> Result<Vec<Due>, SqlError> {
    // The lease is longer than a try may take and its outcome needs to be noted.
    const CLAIM: &str = "
WITH due AS (
  SELECT id FROM outgoing_mail
  WHERE tenant_id = $1 AND status = 'pending' AND due_at <= $2 AND (leased_until IS NULL OR leased_until <= $2)
    AND EXISTS (SELECT FROM tenants WHERE id = $1 AND suspended_at IS NULL)
  ORDER BY due_at, id
  LIMIT $3::integer
  FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE outgoing_mail AS m SET leased_until = $2::timestamptz + interval '1 minute'
  FROM due WHERE m.tenant_id = $1 AND m.id = due.id
  RETURNING m.id, m.attempts, m.invitation_id
)
SELECT claimed.id, claimed.attempts, claimed.invitation_id, i.email, i.expires_at, t.name AS tenant_name,
  u.name AS inviter, coalesce(i.builtin_role, r.name) AS role
FROM claimed
JOIN tenants AS t ON t.id = $1
LEFT JOIN invitations AS i ON i.tenant_id = $1 AND i.id = claimed.invitation_id AND i.expires_at > $2
LEFT JOIN custom_roles AS r ON r.tenant_id = $1 AND r.id = i.custom_role_id
LEFT JOIN users AS u ON u.id = i.invited_by";
    let noted = if outcomes.is_empty() { None } else { Some(noting(scope, now, outcomes)?) };
    let claim = Statement::scoped(scope, CLAIM).bind(now).bind(super::count(most));
    Ok(database.write_after(noted, claim, Isolation::ReadCommitted).await?.all()?)
}

/// Notes what tries came to.
pub(crate) async fn note<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    now: Timestamp,
    outcomes: &[Outcome],
) -> Result<(), SqlError> {
    database.write(noting(scope, now, outcomes)?).await.map(drop)
}

/// Whoever lost the lease finds that the number of tries has moved on, and notes nothing.
fn noting(scope: &TenantScope, now: Timestamp, outcomes: &[Outcome]) -> Result<Statement, SqlError> {
    const NOTE: &str = "
UPDATE outgoing_mail AS m
SET status = o.status, attempts = m.attempts + 1, due_at = coalesce(o.due_at, m.due_at), leased_until = NULL,
  last_attempt_at = $2, last_error = o.error, reason = CASE o.status WHEN 'dropped' THEN 'withdrawn' END
FROM jsonb_to_recordset($3::jsonb)
  AS o (id text, attempts integer, status text, error text, due_at timestamptz)
WHERE m.tenant_id = $1 AND m.id = o.id AND m.attempts = o.attempts AND m.status = 'pending'";
    let rows = serde_json::to_string(outcomes).map_err(|error| SqlError::Protocol(error.to_string()))?;
    Ok(Statement::scoped(scope, NOTE).bind(now).bind(rows))
}

/// How the mail of all tenants stands, for operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Mails to be sent.
    pub(crate) waiting: i64,
    /// Since when the oldest of them has been due.
    pub(crate) oldest: Option<Timestamp>,
    /// Mails that were dropped within a day because budgets were used up.
    pub(crate) over_budget: i64,
}

row!(Figures { waiting, oldest, over_budget });

/// The figures over all tenants.
pub(crate) async fn figures<T: Transport>(database: &Database<T>) -> Result<Figures, SqlError> {
    const FIGURES: &str = "SELECT waiting, oldest, over_budget FROM app.mail_figures()";
    Ok(database.read(Statement::global(GlobalReason::Diagnosis, FIGURES)).await?.one()?)
}

/// Forgets mail of more than 30 days ago; gives the number.
pub(crate) async fn forget<T: Transport>(database: &Database<T>) -> Result<i64, SqlError> {
    all_tenants::forget(database, "SELECT app.forget_mail()").await
}
