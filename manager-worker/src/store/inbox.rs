//! What events come to here: the audit log and whatever else listens. Each consumer notes in the inbox what it has
//! applied, in the statement that applies it, so that an event that arrives again changes nothing.

use logicspike_shared::events::{Event, InvalidEvent, settle};
use logicspike_shared::ids::EventId;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, Isolation, Param, Sql, SqlError, Statement, Transport};
use serde::Serialize;

/// Begins a statement that applies events: `$1` is the tenant, `$2` the events, `$3` the consumer. `fresh` are the
/// events that it has not applied before.
const FRESH: &str = "
WITH event AS (
  SELECT id, type, subject, time, data, body
  FROM jsonb_to_recordset($2::jsonb)
    AS e (id text, type text, subject text, time timestamptz, data jsonb, body text)
), applied AS (
  INSERT INTO inbox (tenant_id, consumer, event_id) SELECT $1, $3, id FROM event
  ON CONFLICT DO NOTHING
  RETURNING event_id
), fresh AS (
  SELECT event.* FROM event JOIN applied ON applied.event_id = event.id
)
";

/// The service's own changes are in the log already, under the event's id.
const AUDIT: &str = "
INSERT INTO audit_log (tenant_id, id, occurred_at, actor_id, action, subject, data)
SELECT $1, id, time, data ->> 'actorId', type, subject, data FROM fresh
ON CONFLICT DO NOTHING";

/// Events of one tenant, each once, ready to be applied.
pub(crate) struct EventSet {
    rows: Option<Param>,
}

#[derive(Serialize)]
struct EventRow<'a> {
    #[serde(flatten)]
    event: &'a Event,
    body: String,
}

impl EventSet {
    /// A set; an event that is there twice counts once.
    pub(crate) fn new<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Self, InvalidEvent> {
        let mut set: Vec<&Event> = Vec::new();
        for event in events {
            if !set.iter().any(|other| other.id == event.id) {
                set.push(event);
            }
        }
        let rows = set
            .iter()
            .map(|event| Ok(EventRow { event, body: event.to_json()? }))
            .collect::<Result<Vec<_>, InvalidEvent>>()?;
        let text = serde_json::to_string(&rows).map_err(InvalidEvent::from)?;
        Ok(Self { rows: if rows.is_empty() { None } else { Some(Param::text(text)) } })
    }
}

/// Each consumer with what an event comes to there. The last one says for how many mails no budget was left.
const CONSUMERS: [(&str, &str); 3] =
    [("audit", AUDIT), ("webhooks", super::webhooks::FAN_OUT), ("mail", super::mail::OUTGOING)];

/// Applies events of one tenant to all consumers and settles events of our own outbox, in one transaction. Gives the
/// number of mails for which no budget was left.
pub(crate) async fn apply<T: Transport>(
    database: &Database<T>,
    scope: &TenantScope,
    events: &EventSet,
    settled: &[EventId],
) -> Result<i64, SqlError> {
    let settling = (!settled.is_empty()).then(|| settle(scope, settled));
    let Some(rows) = &events.rows else {
        if let Some(settle) = settling {
            database.write(settle).await?;
        }
        return Ok(0);
    };
    let [audit, webhooks, mail] = CONSUMERS.map(|(consumer, effect)| {
        Statement::scoped(scope, Sql::concat(&[FRESH, effect])).bind(rows.clone()).bind(consumer)
    });
    let before = [audit, webhooks].into_iter().chain(settling);
    Ok(database.write_after(before, mail, Isolation::ReadCommitted).await?.scalar()?)
}
