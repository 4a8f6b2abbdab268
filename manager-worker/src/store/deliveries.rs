//! The delivery log, and deliveries that a person asks for.

use logicspike_shared::events::Event;
use logicspike_shared::events::catalogue::EVENT_TYPES;
use logicspike_shared::ids::{DeliveryId, WebhookId};
use logicspike_shared::permission::Permission;
use logicspike_shared::scope::Member;
use logicspike_shared::sql::{
    Database, DecodeError, FromRow, Isolation, Param, Row, SqlError, Statement, Transport,
};
use logicspike_shared::time::Timestamp;

use super::outcome::{Failure, Refused};
use crate::api::deliveries::{Delivery, DeliveryDetail, Try};
use crate::api::page::Page;
use crate::domain::delivery::TEST_EVENT;

impl FromRow for Delivery {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: row.get("id")?,
            event_id: row.get("event_id")?,
            event_type: row.get("event_type")?,
            replay: row.get("replay")?,
            status: row.get("status")?,
            attempts: row.get("attempts")?,
            last_attempt_at: row.get("last_attempt_at")?,
            last_status: row.get("last_status")?,
            last_error: row.get("last_error")?,
            next_attempt_at: row.get("next_attempt_at")?,
            created_at: row.get("created_at")?,
        })
    }
}

impl FromRow for Try {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            number: row.get("number")?,
            attempted_at: row.get("attempted_at")?,
            duration_ms: row.get("duration_ms")?,
            status: row.get("status")?,
            error: row.get("error")?,
            answer: row.get("answer")?,
        })
    }
}

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
    let statements = vec![
        Statement::by_member(member, LIST).bind(endpoint).bind(page.limit).bind(page.offset()),
        Statement::by_member(member, COUNT).bind(endpoint),
        Statement::by_member(member, KNOWN).bind(endpoint),
    ];
    let [deliveries, count, known] = super::exactly(database.read_batch(statements).await?)?;
    if known.rows.is_empty() {
        return Ok(None);
    }
    Ok(Some((deliveries.all()?, count.one::<super::Count>()?.0)))
}

/// Binds who may read an event, types and permissions. A type that has none is the owners'.
fn binding_readers(statement: Statement) -> Statement {
    let kinds = EVENT_TYPES.iter().map(|kind| (kind.name, kind.permission));
    let (types, permissions): (Vec<_>, Vec<_>) =
        kinds.chain([(TEST_EVENT, Permission::WebhooksRead)]).map(|(name, by)| (name, by.as_str())).unzip();
    statement.bind(Param::array(types)).bind(Param::array(permissions))
}

struct Body(Option<String>);

impl FromRow for Body {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        row.get("body").map(Self)
    }
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
    let statements = vec![
        binding_readers(Statement::by_member(member, GET).bind(endpoint).bind(id)),
        Statement::by_member(member, TRIES).bind(id),
    ];
    let [delivery, tries] = super::exactly(database.read_batch(statements).await?)?;
    let (Some(row), Some(Body(body))) = (delivery.optional()?, delivery.optional()?) else {
        return Ok(None);
    };
    let mut tries: Vec<Try> = tries.all()?;
    if body.is_none() {
        for tried in &mut tries {
            tried.answer = None;
        }
    }
    Ok(Some(DeliveryDetail { delivery: row, body, tries }))
}

struct Verdict(Option<Refused>);

impl FromRow for Verdict {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self(match (row.get("known")?, row.get("disabled")?) {
            (false, _) => Some(Refused::Missing),
            (true, true) => Some(Refused::WebhookDisabled),
            (true, false) => None,
        }))
    }
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
SELECT EXISTS (SELECT FROM endpoint) AS known, EXISTS (SELECT FROM endpoint WHERE disabled) AS disabled";
    let statement = Statement::by_member(member, ENQUEUE)
        .bind(endpoint)
        .bind(id)
        .bind(&event.id)
        .bind(event.kind.as_str())
        .bind(body)
        .bind(event.time);
    let verdict: Verdict = database.write(statement).await?.one()?;
    verdict.0.map_or(Ok(()), |refused| Err(Failure::Refused(refused)))
}

struct ReplayRow {
    event_id: Option<String>,
    refused: Refused,
}

impl FromRow for ReplayRow {
    fn from_row(row: &Row<'_>) -> Result<Self, DecodeError> {
        let refused = match (row.get("known")?, row.get::<Option<&str>>("lacking")?, row.get("disabled")?) {
            (false, ..) => Refused::Missing,
            (true, Some(lacking), _) => {
                Refused::Lacking(Permission::parse(lacking).unwrap_or(Permission::SystemOwner))
            }
            (true, None, true) => Refused::WebhookDisabled,
            (true, None, false) => Refused::DeliveryPending,
        };
        Ok(Self { event_id: row.get("event_id")?, refused })
    }
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
SELECT EXISTS (SELECT FROM original) AS known, EXISTS (SELECT FROM original WHERE disabled) AS disabled,
  (SELECT reader FROM original WHERE NOT app.holds(reader)) AS lacking,
  (SELECT event_id FROM replayed) AS event_id";
    let batch = vec![
        Statement::by_member(member, LOCK).bind(endpoint),
        binding_readers(Statement::by_member(member, REPLAY).bind(endpoint).bind(of).bind(id).bind(now)),
    ];
    let [_, replayed] = super::exactly(database.write_batch(batch, Isolation::ReadCommitted).await?)?;
    let row: ReplayRow = replayed.one()?;
    row.event_id.ok_or(Failure::Refused(row.refused))
}
