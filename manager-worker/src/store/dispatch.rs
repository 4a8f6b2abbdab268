//! Sending webhooks: what is due, and what became of it.

use logicspike_shared::ids::WebhookId;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Isolation, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;
use serde::Serialize;

use super::all_tenants;
use super::record::{Record, audited};
use crate::domain::delivery::{DeliveryState, Pace};

/// Deliveries to one endpoint that are tried at once: it holds up few others.
const MOST_PER_ENDPOINT: i32 = 2;

/// A delivery that is to be tried now, and nobody else will before the lease ends.
#[derive(Debug)]
pub(crate) struct Due {
    /// The delivery.
    pub(crate) id: String,
    /// The endpoint.
    pub(crate) endpoint: WebhookId,
    /// Its address.
    pub(crate) url: String,
    /// The seeds of the secrets that sign.
    pub(crate) seeds: Vec<String>,
    /// The event.
    pub(crate) event_id: String,
    /// The body.
    pub(crate) body: String,
    /// Tries before this one.
    pub(crate) attempts: i32,
}

row!(Due { id, endpoint: "endpoint_id", url, seeds, event_id, body, attempts });

/// What a try came to.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// The delivery.
    pub(crate) id: String,
    /// Tries before this one.
    pub(crate) attempts: i32,
    /// When it was tried.
    pub(crate) attempted_at: Timestamp,
    /// How long it took.
    pub(crate) duration_ms: i64,
    /// What the receiver answered.
    pub(crate) http_status: Option<u16>,
    /// Why it failed.
    pub(crate) error: Option<String>,
    /// The beginning of the answer's text.
    pub(crate) answer: Option<String>,
    /// What the delivery now is.
    pub(crate) status: DeliveryState,
    /// When it is tried again.
    pub(crate) due_at: Option<Timestamp>,
    /// Whether the receiver says that it is gone.
    pub(crate) gone: bool,
    /// Whether it took so long that the receiver is tried apart from now on.
    pub(crate) slow: bool,
}

/// Tenants with deliveries that are due, to receivers of one pace.
pub(crate) async fn tenants<T: Transport>(
    database: &Database<T>,
    pace: Pace,
    now: Timestamp,
) -> Result<Vec<TenantScope>, SqlError> {
    const TENANTS: &str = "
SELECT tenant_id FROM app.tenants_with_due_deliveries($1::integer, $2::timestamptz, $3::boolean) AS tenant_id";
    all_tenants::due(database, all_tenants::asking(TENANTS, now).bind(pace == Pace::Slow)).await
}

/// Notes what tries came to, and takes the next deliveries, in one round trip.
pub(crate) async fn note_and_claim<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    now: Timestamp,
    outcomes: &[Outcome],
    wanted: (Pace, usize),
) -> Result<Vec<Due>, SqlError> {
    let noted = if outcomes.is_empty() { None } else { Some(noting(scope, now, outcomes)?) };
    Ok(database.write_after(noted, claim(scope, now, wanted), Isolation::ReadCommitted).await?.all()?)
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

/// The lease is longer than a try may take and its outcome needs to be noted.
fn claim(scope: &TenantScope, now: Timestamp, (pace, most): (Pace, usize)) -> Statement {
    const CLAIM: &str = "
WITH due AS (
  SELECT waiting.id, e.url,
    array_remove(ARRAY[e.secret_seed, CASE WHEN e.previous_until > $2 THEN e.previous_seed END], NULL) AS seeds
  FROM webhook_endpoints AS e
  CROSS JOIN LATERAL (
    SELECT d.id, d.due_at FROM webhook_deliveries AS d
    WHERE d.tenant_id = $1 AND d.endpoint_id = e.id AND d.status = 'pending' AND d.due_at <= $2
      AND (d.leased_until IS NULL OR d.leased_until <= $2)
    ORDER BY d.due_at, d.id
    LIMIT $4::integer
    FOR UPDATE SKIP LOCKED
  ) AS waiting
  WHERE e.tenant_id = $1 AND e.disabled_at IS NULL
    AND app.takes_its_time(e.slow_until, e.failing_since, $2) = $5::boolean
    AND EXISTS (SELECT FROM tenants WHERE id = $1 AND suspended_at IS NULL)
  ORDER BY e.failing_since IS NOT NULL, waiting.due_at, waiting.id
  LIMIT $3::integer
)
UPDATE webhook_deliveries AS d SET leased_until = $2::timestamptz + interval '1 minute'
FROM due WHERE d.tenant_id = $1 AND d.id = due.id
RETURNING d.id, d.endpoint_id, due.url, due.seeds, d.event_id, d.body, d.attempts";
    Statement::scoped(scope, CLAIM)
        .bind(now)
        .bind(super::count(most))
        .bind(MOST_PER_ENDPOINT)
        .bind(pace == Pace::Slow)
}

/// Whoever lost the lease finds that the number of tries has moved on, and notes nothing. An endpoint is disabled
/// when it says that it is gone, or when a delivery has had its last try and none has succeeded for five days. One that
/// took its time is tried apart for ten minutes, and until something has succeeded.
fn noting(scope: &TenantScope, now: Timestamp, outcomes: &[Outcome]) -> Result<Statement, SqlError> {
    const NOTE: &str = "
WITH outcome AS (
  SELECT * FROM jsonb_to_recordset($4::jsonb) AS o (
    id text, attempts integer, attempted_at timestamptz, duration_ms integer, http_status integer, error text,
    answer text, status text, due_at timestamptz, gone boolean, slow boolean
  )
), noted AS (
  UPDATE webhook_deliveries AS d
  SET status = o.status, attempts = d.attempts + 1, due_at = coalesce(o.due_at, d.due_at), leased_until = NULL,
    last_attempt_at = o.attempted_at, last_status = o.http_status, last_error = o.error
  FROM outcome AS o
  WHERE d.tenant_id = $1 AND d.id = o.id AND d.attempts = o.attempts AND d.status = 'pending'
  RETURNING d.id, d.endpoint_id, d.attempts, d.status, o.attempted_at, o.duration_ms, o.http_status, o.error, o.answer,
    o.gone, o.slow
), tried AS (
  INSERT INTO webhook_attempts
    (tenant_id, delivery_id, number, attempted_at, duration_ms, status, error, answer)
  SELECT $1, id, attempts, attempted_at, duration_ms, http_status, error, answer FROM noted
), health AS (
  SELECT endpoint_id, bool_or(status = 'delivered') AS well, bool_or(status = 'failed') AS given_up,
    bool_or(gone) AS gone, bool_or(slow) AS slow
  FROM noted GROUP BY endpoint_id
), verdict AS (
  SELECT e.id, health.well, health.slow, CASE
    WHEN e.disabled_at IS NOT NULL THEN NULL
    WHEN health.gone THEN 'gone'
    WHEN health.given_up AND NOT health.well AND e.failing_since <= $2::timestamptz - interval '5 days' THEN 'failing'
  END AS reason
  FROM webhook_endpoints AS e JOIN health ON health.endpoint_id = e.id
  WHERE e.tenant_id = $1 AND (NOT health.well OR health.gone OR health.slow OR e.failing_since IS NOT NULL OR e.slow_until <= $2)
  ORDER BY e.id
  FOR UPDATE OF e
), judged AS (
  UPDATE webhook_endpoints AS e
  SET failing_since = CASE WHEN verdict.well THEN NULL ELSE coalesce(e.failing_since, $2) END,
    slow_until = CASE
      WHEN verdict.slow THEN $2::timestamptz + interval '10 minutes'
      WHEN verdict.well AND e.slow_until <= $2 THEN NULL
      ELSE e.slow_until
    END,
    disabled_at = CASE WHEN verdict.reason IS NULL THEN e.disabled_at ELSE $2 END,
    disabled_reason = coalesce(verdict.reason, e.disabled_reason)
  FROM verdict WHERE e.tenant_id = $1 AND e.id = verdict.id
), change (type, subject, data) AS (
  SELECT 'webhook.disabled', id, jsonb_build_object('webhookId', id, 'reason', reason)
  FROM verdict WHERE reason IS NOT NULL
)";
    let rows = serde_json::to_string(outcomes).map_err(|error| SqlError::Protocol(error.to_string()))?;
    let record = Record::by_platform(scope.clone(), None, now);
    Ok(audited(&record, &[NOTE], "SELECT id FROM noted").bind(rows))
}

/// Forgets deliveries of more than 30 days ago; gives the number.
pub(crate) async fn forget<T: Transport>(database: &Database<T>) -> Result<i64, SqlError> {
    all_tenants::forget(database, "SELECT app.forget_webhooks()").await
}
