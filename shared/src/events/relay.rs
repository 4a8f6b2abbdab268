//! From the outbox to the queue: after each change, and every minute for whatever that missed.
//!
//! One relay at a time sends a tenant's events, so that they leave in order. It takes a lease on them, sends
//! them, and asks for more in the round trip that notes them as sent; whoever comes meanwhile finds the lease
//! and leaves the work to it. A relay that dies leaves a lease that runs out.

use serde_json::value::RawValue;

use super::{Event, EventQueue, EventSource, QueueError};
use crate::ids::{EventId, TenantId};
use crate::row;
use crate::scope::TenantScope;
use crate::sql::{Database, DecodeError, GlobalReason, Isolation, Param, SqlError, Statement, Transport};
use crate::time::Timestamp;

/// Events sent at once: a queue takes at most 100 messages and 256 KB in a batch.
const MOST_EVENTS: i32 = 50;
/// Tenants looked after in one sweep; those left over are due in the next one.
const MOST_TENANTS: i32 = 250;

/// Moves events from an outbox to a queue.
#[derive(Debug)]
pub struct Relay<'a, T, Q> {
    /// The database with the outbox.
    pub database: &'a Database<T>,
    /// Where they go.
    pub queue: &'a Q,
    /// Who tells of them.
    pub source: EventSource,
    /// After how many seconds an event that was sent and not settled is sent again; each time twice as many.
    pub resend_after_seconds: u32,
}

/// What a relay over all tenants did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelayReport {
    /// Events sent.
    pub sent: usize,
    /// Tenants whose events could not be sent; the next sweep tries again.
    pub failed_tenants: usize,
    /// Why, if there were any.
    pub fault: Option<String>,
}

/// Why events were not moved. They wait in the outbox.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The database.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl From<DecodeError> for RelayError {
    fn from(error: DecodeError) -> Self {
        Self::Sql(error.into())
    }
}

struct Waiting {
    position: i64,
    id: EventId,
    kind: String,
    subject: String,
    occurred_at: Timestamp,
    data: Box<RawValue>,
}

row!(Waiting { position, id, kind: "type", subject, occurred_at, data });

impl<T: Transport, Q: EventQueue> Relay<'_, T, Q> {
    /// Sends what waits in a tenant's outbox, unless another relay is at it; gives the number sent.
    pub async fn tenant(&self, scope: &TenantScope) -> Result<usize, RelayError> {
        let mut sent = Vec::new();
        let mut total = 0;
        loop {
            let events = self.note_and_claim(scope, &sent).await?;
            if events.is_empty() {
                return Ok(total);
            }
            self.queue.send(&events).await?;
            total += events.len();
            sent = events.into_iter().map(|event| event.id).collect();
        }
    }

    /// Sends what waits in any tenant's outbox. Trouble with one does not hold up the others.
    pub async fn all(&self) -> RelayReport {
        let mut report = RelayReport::default();
        match self.tenants().await {
            Ok(tenants) => {
                for scope in tenants {
                    match self.tenant(&scope).await {
                        Ok(sent) => report.sent += sent,
                        Err(error) => {
                            report.failed_tenants += 1;
                            report.fault = Some(error.to_string());
                        }
                    }
                }
            }
            Err(error) => report.fault = Some(error.to_string()),
        }
        report
    }

    async fn tenants(&self) -> Result<Vec<TenantScope>, RelayError> {
        let statement = Statement::global(
            GlobalReason::Sweep,
            "SELECT tenant_id FROM app.tenants_with_waiting_events($1::integer) AS tenant_id",
        )
        .bind(MOST_TENANTS);
        let tenants: Vec<TenantId> = self.database.read(statement).await?.scalars()?;
        // The id comes from rows that name their tenant.
        Ok(tenants.into_iter().map(TenantScope::of_verified).collect())
    }

    /// Notes events as sent, and takes the next ones, in one round trip.
    async fn note_and_claim(&self, scope: &TenantScope, sent: &[EventId]) -> Result<Vec<Event>, RelayError> {
        // The statements after it see what the relay before has committed.
        const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended('outbox/' || $1, 0))::text";
        const NOTE: &str = "
UPDATE outbox
SET leased_until = NULL, sends = sends + 1,
  due_at = clock_timestamp() + $3::integer * interval '1 second' * power(2, least(sends, 6))
WHERE tenant_id = $1 AND id = ANY ($2::text[]) AND settled_at IS NULL";
        const CLAIM: &str = "
UPDATE outbox SET leased_until = clock_timestamp() + interval '30 seconds'
FROM (
  SELECT id FROM outbox
  WHERE tenant_id = $1 AND settled_at IS NULL AND due_at <= clock_timestamp()
    AND NOT EXISTS (
      SELECT FROM outbox WHERE tenant_id = $1 AND settled_at IS NULL AND leased_until > clock_timestamp()
    )
  ORDER BY position
  LIMIT $2::integer
) AS next
WHERE outbox.tenant_id = $1 AND outbox.id = next.id
RETURNING outbox.position, outbox.id, outbox.type, outbox.subject, outbox.occurred_at, outbox.data";
        let mut before = vec![Statement::scoped(scope, LOCK)];
        if !sent.is_empty() {
            let resend = i32::try_from(self.resend_after_seconds).unwrap_or(i32::MAX);
            before.push(Statement::scoped(scope, NOTE).bind(Param::array(sent)).bind(resend));
        }
        let claim = Statement::scoped(scope, CLAIM).bind(MOST_EVENTS);
        let claimed = self.database.write_after(before, claim, Isolation::ReadCommitted).await?;
        let mut waiting: Vec<Waiting> = claimed.all()?;
        waiting.sort_by_key(|row| row.position);
        let event = |row: Waiting| {
            let tenant = scope.tenant().clone();
            Event::new(row.id, self.source, row.kind, row.subject, row.occurred_at, tenant, row.data)
        };
        Ok(waiting.into_iter().map(event).collect())
    }
}
