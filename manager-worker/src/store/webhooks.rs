//! Webhook endpoints, and what an event comes to for them.

use logicspike_shared::events::catalogue::EVENT_TYPES;
use logicspike_shared::ids::WebhookId;
use logicspike_shared::paging::Page;
use logicspike_shared::row;
use logicspike_shared::scope::Member;
use logicspike_shared::sql::{Database, Param, Sql, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::outcome::{Failure, outcome};
use super::record::{Record, audited};
use crate::api::webhooks::Webhook;
use crate::domain::webhook_secret::SecretSeed;
use crate::domain::webhook_target::Target;
use crate::input::webhooks::{NewWebhook, WebhookChange};

/// Most endpoints of a tenant whose plan does not say.
const MOST_ENDPOINTS: i64 = 20;

/// What fresh events come to (see `inbox`): one delivery for each endpoint that wants to be told. A disabled one is not
/// told, nor later.
pub(crate) const FAN_OUT: &str = "
INSERT INTO webhook_deliveries (tenant_id, endpoint_id, event_id, event_type, body, due_at)
SELECT $1, e.id, fresh.id, fresh.type, fresh.body, least(fresh.time, now())
FROM fresh
JOIN webhook_endpoints AS e ON e.tenant_id = $1 AND e.disabled_at IS NULL
WHERE app.wants(e.events, fresh.type)
ON CONFLICT ON CONSTRAINT webhook_deliveries_once DO NOTHING";

row! {
    Webhook {
        id, url, events, description, enabled, disabled_at, disabled_reason, failing_since,
        previous_secret_expires_at: "previous_until", created_by, created_at, updated_at,
    }
}

/// What is shown of an endpoint at the time `$2`.
const COLUMNS: &str = "id, url, events, description, disabled_at IS NULL AS enabled, disabled_at, disabled_reason,
  failing_since, CASE WHEN previous_until > $2 THEN previous_until END AS previous_until, created_by, created_at,
  updated_at";

/// A page of the endpoints, newest first, and how many there are.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    member: &Member,
    page: Page,
    now: Timestamp,
) -> Result<(Vec<Webhook>, i64), SqlError> {
    const LIST: &str = " FROM webhook_endpoints WHERE tenant_id = $1
ORDER BY created_at DESC, id DESC
LIMIT $3 OFFSET $4";
    const COUNT: &str = "SELECT count(*) FROM webhook_endpoints WHERE tenant_id = $1";
    let list = Statement::by_member(member, Sql::concat(&["SELECT ", COLUMNS, LIST]));
    let statements =
        [list.bind(now).bind(page.limit).bind(page.offset()), Statement::by_member(member, COUNT)];
    let [endpoints, count] = database.read_batch(statements).await?;
    Ok((endpoints.all()?, count.scalar()?))
}

/// One endpoint.
pub(crate) async fn get<T: Transport>(
    database: &Database<T>,
    member: &Member,
    id: &WebhookId,
    now: Timestamp,
) -> Result<Option<Webhook>, SqlError> {
    const GET: &str = " FROM webhook_endpoints WHERE tenant_id = $1 AND id = $3";
    let get = Statement::by_member(member, Sql::concat(&["SELECT ", COLUMNS, GET]));
    Ok(database.read(get.bind(now).bind(id)).await?.optional()?)
}

/// Goes on after `subject (events)`, what an endpoint is to be told: the caller must hold, now, what lets them read it.
/// `$4` and `$5` are the catalogue, types and permissions.
const VERDICT: &str = ", verdict AS (
  SELECT lacking, CASE
    WHEN NOT EXISTS (SELECT FROM subject) THEN 'missing'
    WHEN lacking IS NOT NULL THEN 'lacking'
    ELSE 'ok' END AS outcome
  FROM (SELECT (
    SELECT permission FROM unnest($4::text[], $5::text[]) WITH ORDINALITY AS kind (type, permission, position), subject
    WHERE app.wants(subject.events, type) AND NOT app.holds(permission)
    ORDER BY position LIMIT 1
  ) AS lacking) AS l
)";

/// A statement with the catalogue as `$4` and `$5`.
fn subscribing(record: &Record, change: [&'static str; 2], answer: &'static str) -> Statement {
    let [subject, change] = change;
    audited(record, &[subject, VERDICT, change], answer)
        .bind(Param::array(EVENT_TYPES.iter().map(|kind| kind.name)))
        .bind(Param::array(EVENT_TYPES.iter().map(|kind| kind.permission.as_str())))
}

/// Makes an endpoint, unless the tenant has as many as it may have, or the caller may not read what it is to be told. The
/// log names the host alone: the rest of an address may be a key.
pub(crate) async fn create<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &WebhookId,
    seed: &SecretSeed,
    new: &NewWebhook,
) -> Result<(), Failure> {
    const SUBJECT: &str = "WITH subject (events) AS (SELECT $8::text[])";
    const CREATE: &str = ", created AS (
  INSERT INTO webhook_endpoints
    (tenant_id, id, url, events, description, secret_seed, created_by, created_at, updated_at)
  SELECT $1, $6::text, $7::text, $8::text[], $9::text, $10::text, $3::text, $2::timestamptz, $2::timestamptz
  FROM verdict
  WHERE outcome = 'ok'
    AND (SELECT count(*) FROM webhook_endpoints WHERE tenant_id = $1) < coalesce(app.quota('webhooks'), $12::bigint)
  RETURNING id, events
), change (type, subject, data) AS (
  SELECT 'webhook.created', id, jsonb_build_object('webhookId', id, 'host', $11::text, 'events', events)
  FROM created
)";
    const ANSWER: &str = "
SELECT lacking, CASE
  WHEN outcome = 'ok' AND NOT EXISTS (SELECT FROM created) THEN 'too_many_webhooks'
  ELSE outcome END AS outcome
FROM verdict";
    let statement = subscribing(record, [SUBJECT, CREATE], ANSWER)
        .bind(id)
        .bind(new.target.as_str())
        .bind(Param::array(&new.events))
        .bind(new.description.as_deref())
        .bind(seed.as_str())
        .bind(new.target.host())
        .bind(MOST_ENDPOINTS);
    // Whoever is admitted to write holds the tenant, so what is counted stays so.
    outcome(&database.write(statement).await?)
}

/// Changes an endpoint. Whoever has it tell something else, tell it elsewhere, or tell it again must be allowed to read
/// what it tells, and what still waits to be told. Whoever enables it again forgives its failures.
pub(crate) async fn update<T: Transport>(
    database: &Database<T>,
    record: &Record,
    id: &WebhookId,
    change: &WebhookChange,
) -> Result<Webhook, Failure> {
    const SUBJECT: &str = "
WITH before AS (
  SELECT id, disabled_at, events FROM webhook_endpoints WHERE tenant_id = $1 AND id = $6 FOR UPDATE
), subject (events) AS (
  SELECT CASE
    WHEN num_nonnulls($7::text, $9::text[]) > 0 OR $12::boolean THEN coalesce($9::text[], events) || ARRAY(
      SELECT DISTINCT event_type FROM webhook_deliveries
      WHERE tenant_id = $1 AND endpoint_id = before.id AND status = 'pending' AND ($7::text IS NOT NULL OR $12::boolean)
    )
    ELSE '{}' END
  FROM before
)";
    const UPDATE: &str = ", updated AS (
  UPDATE webhook_endpoints AS e
  SET url = coalesce($7, e.url),
    events = coalesce($9::text[], e.events),
    description = CASE WHEN $10::boolean THEN $11 ELSE e.description END,
    disabled_at = CASE $12::boolean WHEN true THEN NULL WHEN false THEN coalesce(e.disabled_at, $2)
      ELSE e.disabled_at END,
    disabled_reason = CASE $12::boolean WHEN true THEN NULL WHEN false THEN coalesce(e.disabled_reason, 'manual')
      ELSE e.disabled_reason END,
    failing_since = CASE WHEN $12::boolean THEN NULL ELSE e.failing_since END,
    slow_until = CASE WHEN $12::boolean THEN NULL ELSE e.slow_until END,
    updated_at = $2
  FROM before, verdict WHERE e.tenant_id = $1 AND e.id = before.id AND verdict.outcome = 'ok'
  RETURNING e.*
), change (type, subject, data) AS (
  SELECT CASE WHEN before.disabled_at IS NULL AND updated.disabled_at IS NOT NULL THEN 'webhook.disabled'
      ELSE 'webhook.updated' END,
    updated.id,
    jsonb_strip_nulls(jsonb_build_object(
      'webhookId', updated.id, 'host', $8::text, 'events', updated.events, 'enabled', updated.disabled_at IS NULL,
      'reason', updated.disabled_reason
    ))
  FROM before, updated
)";
    let statement = subscribing(record, [SUBJECT, UPDATE], "SELECT outcome, lacking, ")
        .push(COLUMNS)
        .push(" FROM verdict LEFT JOIN updated ON true")
        .bind(id)
        .bind(change.target.as_ref().map(Target::as_str))
        .bind(change.target.as_ref().map(Target::host))
        .bind(change.events.as_ref().map_or(Param::NULL, Param::array))
        .bind(change.description.is_present())
        .bind(change.description.value())
        .bind(change.enabled);
    let rows = database.write(statement).await?;
    outcome(&rows)?;
    Ok(rows.one()?)
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
