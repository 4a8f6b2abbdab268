//! Webhook endpoints, and what an event comes to for them.

use logicspike_shared::ids::WebhookId;
use logicspike_shared::scope::Member;
use logicspike_shared::sql::{Database, DecodeError, FromRow, Param, Row, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::outcome::{Failure, Refused};
use super::record::{Record, audited};
use crate::api::page::Page;
use crate::api::webhooks::{NewWebhook, Webhook, WebhookChange};
use crate::domain::webhook_secret::SecretSeed;
use crate::domain::webhook_target::Target;

/// Most endpoints of a tenant whose plan does not say.
const MOST_ENDPOINTS: i64 = 20;

/// What fresh events come to (see `inbox`): one delivery for each endpoint that wants to be told. A disabled one is not
/// told, nor later.
pub(crate) const FAN_OUT: &str = "
INSERT INTO webhook_deliveries (tenant_id, endpoint_id, event_id, event_type, body, due_at)
SELECT $1, e.id, fresh.id, fresh.type, fresh.body, least(fresh.time, now())
FROM fresh
JOIN webhook_endpoints AS e ON e.tenant_id = $1 AND e.disabled_at IS NULL
WHERE EXISTS (
  SELECT FROM unnest(e.events) AS wanted
  WHERE wanted IN ('*', fresh.type)
    OR (right(wanted, 2) = '.*' AND starts_with(fresh.type, left(wanted, -1)))
)
ON CONFLICT ON CONSTRAINT webhook_deliveries_once DO NOTHING";

impl FromRow for Webhook {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        let disabled_at: Option<Timestamp> = row.get("disabled_at")?;
        Ok(Self {
            id: row.get("id")?,
            url: row.get("url")?,
            events: row.get("events")?,
            description: row.get("description")?,
            enabled: disabled_at.is_none(),
            disabled_at,
            disabled_reason: row.get("disabled_reason")?,
            failing_since: row.get("failing_since")?,
            previous_secret_expires_at: row.get("previous_until")?,
            created_by: row.get("created_by")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

/// A page of the endpoints, newest first, and how many there are.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    member: &Member,
    page: Page,
    now: Timestamp,
) -> Result<(Vec<Webhook>, i64), SqlError> {
    const LIST: &str = "
SELECT id, url, events, description, disabled_at, disabled_reason, failing_since,
  CASE WHEN previous_until > $4 THEN previous_until END AS previous_until, created_by, created_at, updated_at
FROM webhook_endpoints WHERE tenant_id = $1
ORDER BY created_at DESC, id DESC
LIMIT $2 OFFSET $3";
    const COUNT: &str = "SELECT count(*) FROM webhook_endpoints WHERE tenant_id = $1";
    let statements = vec![
        Statement::by_member(member, LIST).bind(page.limit).bind(page.offset()).bind(now),
        Statement::by_member(member, COUNT),
    ];
    let [endpoints, count] = super::exactly(database.read_batch(statements).await?)?;
    Ok((endpoints.all()?, count.one::<super::Count>()?.0))
}

/// One endpoint.
pub(crate) async fn get<T: Transport>(
    database: &Database<T>,
    member: &Member,
    id: &WebhookId,
    now: Timestamp,
) -> Result<Option<Webhook>, SqlError> {
    const GET: &str = "
SELECT id, url, events, description, disabled_at, disabled_reason, failing_since,
  CASE WHEN previous_until > $3 THEN previous_until END AS previous_until, created_by, created_at, updated_at
FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2";
    Ok(database.read(Statement::by_member(member, GET).bind(id).bind(now)).await?.optional()?)
}

/// Makes an endpoint, unless the tenant has as many as it may have. The log names the host alone: the rest of an
/// address may be a key.
pub(crate) async fn create<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &WebhookId,
    seed: &SecretSeed,
    new: &NewWebhook,
) -> Result<(), Failure> {
    const CREATE: &str = "
WITH created AS (
  INSERT INTO webhook_endpoints
    (tenant_id, id, url, events, description, secret_seed, created_by, created_at, updated_at)
  SELECT $1, $4::text, $5::text, $6::text[], $7::text, $8::text, $3::text, $2::timestamptz, $2::timestamptz
  WHERE (SELECT count(*) FROM webhook_endpoints WHERE tenant_id = $1) < coalesce(app.quota('webhooks'), $10::bigint)
  RETURNING id, events
), change (type, subject, data) AS (
  SELECT 'webhook.created', id, jsonb_build_object('webhookId', id, 'host', $9::text, 'events', events)
  FROM created
)";
    let statement = audited(record, &[CREATE], "SELECT id FROM created")
        .bind(id)
        .bind(new.target.as_str())
        .bind(Param::array(&new.events))
        .bind(new.description.as_deref())
        .bind(seed.as_str())
        .bind(new.target.host())
        .bind(MOST_ENDPOINTS);
    // Whoever is admitted to write holds the tenant, so what is counted stays so.
    let created = database.write(statement).await?;
    if created.rows.is_empty() { Err(Failure::Refused(Refused::TooManyWebhooks)) } else { Ok(()) }
}

/// Changes an endpoint; `None` if there is none. Whoever enables it again forgives its failures.
pub(crate) async fn update<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &WebhookId,
    change: &WebhookChange,
) -> Result<Option<Webhook>, SqlError> {
    const UPDATE: &str = "
WITH before AS (
  SELECT id, disabled_at FROM webhook_endpoints WHERE tenant_id = $1 AND id = $4 FOR UPDATE
), updated AS (
  UPDATE webhook_endpoints AS e
  SET url = coalesce($5, e.url),
    events = coalesce($7::text[], e.events),
    description = CASE WHEN $8::boolean THEN $9 ELSE e.description END,
    disabled_at = CASE $10::boolean WHEN true THEN NULL WHEN false THEN coalesce(e.disabled_at, $2)
      ELSE e.disabled_at END,
    disabled_reason = CASE $10::boolean WHEN true THEN NULL WHEN false THEN coalesce(e.disabled_reason, 'manual')
      ELSE e.disabled_reason END,
    failing_since = CASE WHEN $10::boolean THEN NULL ELSE e.failing_since END,
    slow_until = CASE WHEN $10::boolean THEN NULL ELSE e.slow_until END,
    updated_at = $2
  FROM before WHERE e.tenant_id = $1 AND e.id = before.id
  RETURNING e.*
), change (type, subject, data) AS (
  SELECT CASE WHEN before.disabled_at IS NULL AND updated.disabled_at IS NOT NULL THEN 'webhook.disabled'
      ELSE 'webhook.updated' END,
    updated.id,
    jsonb_strip_nulls(jsonb_build_object(
      'webhookId', updated.id, 'host', $6::text, 'events', updated.events, 'enabled', updated.disabled_at IS NULL,
      'reason', updated.disabled_reason
    ))
  FROM before, updated
)";
    const ANSWER: &str = "
SELECT id, url, events, description, disabled_at, disabled_reason, failing_since,
  CASE WHEN previous_until > $2 THEN previous_until END AS previous_until, created_by, created_at, updated_at
FROM updated";
    let statement = audited(record, &[UPDATE], ANSWER)
        .bind(id)
        .bind(change.target.as_ref().map(Target::as_str))
        .bind(change.target.as_ref().map(Target::host))
        .bind(change.events.as_ref().map_or(Param::NULL, Param::array))
        .bind(change.description.is_present())
        .bind(change.description.value())
        .bind(change.enabled);
    Ok(database.write(statement).await?.optional()?)
}

/// Deletes an endpoint with its log; `false` if there is none.
pub(crate) async fn delete<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &WebhookId,
) -> Result<bool, SqlError> {
    const DELETE: &str = "
WITH deleted AS (
  DELETE FROM webhook_endpoints WHERE tenant_id = $1 AND id = $4 RETURNING id
), change (type, subject, data) AS (
  SELECT 'webhook.deleted', id, jsonb_build_object('webhookId', id) FROM deleted
)";
    let statement = audited(record, &[DELETE], "SELECT id FROM deleted").bind(id);
    Ok(!database.write(statement).await?.rows.is_empty())
}

/// Gives an endpoint a new secret; the one it had signs too until then. `false` if there is no endpoint.
pub(crate) async fn rotate_secret<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &WebhookId,
    seed: &SecretSeed,
    previous_until: Timestamp,
) -> Result<bool, SqlError> {
    const ROTATE: &str = "
WITH rotated AS (
  UPDATE webhook_endpoints
  SET previous_seed = secret_seed, previous_until = $6, secret_seed = $5, updated_at = $2
  WHERE tenant_id = $1 AND id = $4
  RETURNING id, previous_until
), change (type, subject, data) AS (
  SELECT 'webhook.secret_rotated', id,
    jsonb_build_object('webhookId', id, 'previousSecretExpiresAt', previous_until)
  FROM rotated
)";
    let statement = audited(record, &[ROTATE], "SELECT id FROM rotated")
        .bind(id)
        .bind(seed.as_str())
        .bind(previous_until);
    Ok(!database.write(statement).await?.rows.is_empty())
}
