//! The delivery log, and deliveries that a person asks for.

use logicspike_shared::events::Event;
use logicspike_shared::events::catalogue::EVENT_TYPES;
use logicspike_shared::ids::{DeliveryId, WebhookId};
use logicspike_shared::paging::Page;
use logicspike_shared::permission::Permission;
use logicspike_shared::row;
use logicspike_shared::scope::Member;
use logicspike_shared::sql::{Database, FromRow as _, Isolation, Param, SqlError, Statement, Transport};
use logicspike_shared::time::Timestamp;

use super::outcome::{Failure, outcome};
use crate::api::deliveries::{Delivery, DeliveryDetail, Try};
use crate::domain::delivery::TEST_EVENT;

row! {
    Delivery {
        id, event_id, event_type, replay, status, attempts, last_attempt_at, last_status, last_error, next_attempt_at,
        created_at,
    }
}

row!(Try { number, attempted_at, duration_ms, status, error, answer });

/// A page of an endpoint's log, newest first, and how many entries there are; `None` without such an endpoint.
pub(crate) async fn list<T: Transport>(
    database: &Database<T>,
    member: &Member,
    endpoint: &WebhookId,
    page: Page,
) -> Result<Option<(Vec<Delivery>, i64)>, SqlError> {
    const LIST: &str = "
SELECT id, event_id, event_type, replay, status, attempts, last_attempt_at, last_status, last_error,
  CASE WHEN status = 'pending' THEN due_at END AS next_attempt_at, created_at
FROM webhook_deliveries WHERE tenant_id = $1 AND endpoint_id = $2
ORDER BY created_at DESC, id DESC
LIMIT $3 OFFSET $4";
    const COUNT: &str = "SELECT count(*) FROM webhook_deliveries WHERE tenant_id = $1 AND endpoint_id = $2";
    const KNOWN: &str = "SELECT id FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2";
    let statements = [
        Statement::by_member(member, LIST).bind(endpoint).bind(page.limit).bind(page.offset()),
        Statement::by_member(member, COUNT).bind(endpoint),
        Statement::by_member(member, KNOWN).bind(endpoint),
    ];
    let [deliveries, count, known] = database.read_batch(statements).await?;
    if known.rows.is_empty() {
        return Ok(None);
    }
    Ok(Some((deliveries.all()?, count.scalar()?)))
}

/// Binds who may read an event, types and permissions. A type that has none is the owners'.
fn binding_readers(statement: Statement) -> Statement {
    let kinds = EVENT_TYPES.iter().map(|kind| (kind.name, kind.permission));
    let (types, permissions): (Vec<_>, Vec<_>) =
        kinds.chain([(TEST_EVENT, Permission::WebhooksRead)]).map(|(name, by)| (name, by.as_str())).unzip();
    statement.bind(Param::array(types)).bind(Param::array(permissions))
}

/// One delivery with its body and every try; without what the event says if the caller may not, now, read that.
pub(crate) async fn get<T: Transport>(
    database: &Database<T>,
    member: &Member,
    endpoint: &WebhookId,
    id: &DeliveryId,
) -> Result<Option<DeliveryDetail>, SqlError> {
    const GET: &str = "
SELECT id, event_id, event_type, replay, status, attempts, last_attempt_at, last_status, last_error,
  CASE WHEN status = 'pending' THEN due_at END AS next_attempt_at, created_at,
  CASE WHEN app.holds(coalesce(
    (SELECT permission FROM unnest($4::text[], $5::text[]) AS kind (type, permission) WHERE type = event_type),
    'system:owner'
  )) THEN body END AS body
FROM webhook_deliveries WHERE tenant_id = $1 AND endpoint_id = $2 AND id = $3";
    const TRIES: &str = "
SELECT number, attempted_at, duration_ms, status, error, answer
FROM webhook_attempts WHERE tenant_id = $1 AND delivery_id = $2
ORDER BY number";
    let statements = [
        binding_readers(Statement::by_member(member, GET).bind(endpoint).bind(id)),
        Statement::by_member(member, TRIES).bind(id),
    ];
    let [found, tries] = database.read_batch(statements).await?;
    let Some(row) = found.optional_row()? else { return Ok(None) };
    let (delivery, body): (_, Option<String>) = (Delivery::from_row(&row)?, row.get("body")?);
    let mut tries: Vec<Try> = tries.all()?;
    if body.is_none() {
        for tried in &mut tries {
            tried.answer = None;
        }
    }
    Ok(Some(DeliveryDetail { delivery, body, tries }))
}

/// Puts an event on its way to one endpoint.
pub(crate) async fn enqueue<T: Transport>(
    database: &Database<T>,
    member: &Member,
    endpoint: &WebhookId,
    id: &DeliveryId,
    (event, body): (&Event, &str),
) -> Result<(), Failure> {
    const ENQUEUE: &str = "
WITH endpoint AS (
  SELECT id, disabled_at IS NOT NULL AS disabled FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 FOR SHARE
), queued AS (
  INSERT INTO webhook_deliveries
    (tenant_id, id, endpoint_id, event_id, event_type, body, created_at, due_at)
  SELECT $1, $3, id, $4, $5, $6, $7::timestamptz, $7::timestamptz FROM endpoint WHERE NOT disabled
)
SELECT CASE
  WHEN NOT EXISTS (SELECT FROM endpoint) THEN 'missing'
  WHEN EXISTS (SELECT FROM endpoint WHERE disabled) THEN 'webhook_disabled'
  ELSE 'ok' END AS outcome";
    let statement = Statement::by_member(member, ENQUEUE)
        .bind(endpoint)
        .bind(id)
        .bind(&event.id)
        .bind(event.kind.as_str())
        .bind(body)
        .bind(event.time);
    outcome(&database.write(statement).await?)
}

/// Puts a finished delivery on its way once more, beside itself in the log, for a member who may, now, read what it says;
/// gives the event's id.
pub(crate) async fn replay<T: Transport>(
    database: &Database<T>,
    member: &Member,
    endpoint: &WebhookId,
    (of, id): (&DeliveryId, &DeliveryId),
    now: Timestamp,
) -> Result<String, Failure> {
    // Replays of one endpoint wait for each other, so that each finds the number after the last one's.
    const LOCK: &str = "SELECT id FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE";
    const REPLAY: &str = "
WITH original AS (
  SELECT d.event_id, d.event_type, d.body, d.status, e.disabled_at IS NOT NULL AS disabled, coalesce(
    (SELECT permission FROM unnest($6::text[], $7::text[]) AS kind (type, permission) WHERE type = d.event_type),
    'system:owner'
  ) AS reader
  FROM webhook_deliveries AS d
  JOIN webhook_endpoints AS e ON e.tenant_id = d.tenant_id AND e.id = d.endpoint_id
  WHERE d.tenant_id = $1 AND d.endpoint_id = $2 AND d.id = $3
), replayed AS (
  INSERT INTO webhook_deliveries
    (tenant_id, id, endpoint_id, event_id, event_type, body, replay, created_at, due_at)
  SELECT $1, $4, $2, event_id, event_type, body,
    (
      SELECT max(replay) + 1 FROM webhook_deliveries AS d
      WHERE d.tenant_id = $1 AND d.endpoint_id = $2 AND d.event_id = original.event_id
    ),
    $5::timestamptz, $5::timestamptz
  FROM original WHERE status <> 'pending' AND NOT disabled AND app.holds(reader)
  RETURNING event_id
)
SELECT replayed.event_id, CASE WHEN NOT app.holds(reader) THEN reader END AS lacking, CASE
  WHEN original.event_id IS NULL THEN 'missing'
  WHEN NOT app.holds(reader) THEN 'lacking'
  WHEN disabled THEN 'webhook_disabled'
  WHEN replayed.event_id IS NULL THEN 'delivery_pending'
  ELSE 'ok' END AS outcome
FROM (SELECT) AS one LEFT JOIN original ON true LEFT JOIN replayed ON true";
    let batch = [
        Statement::by_member(member, LOCK).bind(endpoint),
        binding_readers(Statement::by_member(member, REPLAY).bind(endpoint).bind(of).bind(id).bind(now)),
    ];
    let [_, replayed] = database.write_batch(batch, Isolation::ReadCommitted).await?;
    outcome(&replayed)?;
    Ok(replayed.row()?.get("event_id")?)
}
