//! The seams to a queue: sending, and what a consumer says of each message.

use std::future::Future;

use serde::Serialize;

use super::{Event, InvalidEvent};
use crate::sql::SqlError;

/// A queue that does not take messages now; the text says why, for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the queue did not take the events: {0}")]
pub struct QueueError(pub String);

/// The way to a queue.
pub trait EventQueue {
    /// Sends events, in order, all or (as far as is known) none.
    fn send(&self, events: &[Event]) -> impl Future<Output = Result<(), QueueError>>;
}

/// A message, as a queue hands it over.
#[derive(Debug, Clone)]
pub struct Message {
    /// The queue's id of the message.
    pub id: String,
    /// Its text.
    pub body: String,
    /// How long ago it was sent, in seconds.
    pub age_seconds: i64,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was applied.
    Acknowledge,
    /// It is to be handed over again, not before this many seconds have passed; after too often it is a dead letter.
    RetryAfter(u32),
}

/// Shortest and longest pause before a message is handed over again, in seconds.
const RETRY_SECONDS: std::ops::RangeInclusive<i64> = 1..=900;

impl Message {
    /// It is to be handed over again after about as long as it has been under way, so that trouble of seconds
    /// costs seconds, and trouble of hours does not use up the tries.
    pub fn again(&self) -> Verdict {
        let seconds = self.age_seconds.clamp(*RETRY_SECONDS.start(), *RETRY_SECONDS.end());
        Verdict::RetryAfter(u32::try_from(seconds).unwrap_or(1))
    }
}

/// Why an event could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The database.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The message.
    #[error(transparent)]
    Invalid(#[from] InvalidEvent),
}

/// What became of a batch of messages, for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchReport {
    /// Messages.
    pub messages: usize,
    /// Those that are to be handed over again.
    pub retried: usize,
}

impl BatchReport {
    /// The report on these verdicts.
    pub fn of(verdicts: &[Verdict]) -> Self {
        let retried = verdicts.iter().filter(|verdict| **verdict != Verdict::Acknowledge).count();
        Self { messages: verdicts.len(), retried }
    }
}

/// A queue for native tests.
#[cfg(any(test, feature = "native"))]
pub mod testing {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{Event, EventQueue, Message, QueueError};
    use crate::events::catalogue;
    use crate::ids::TenantId;

    /// Keeps what it is sent, and refuses as often as it is told to. It takes no event but as the catalogue has it.
    #[derive(Debug, Default)]
    pub struct MemoryQueue {
        sent: Mutex<Vec<Event>>,
        refusals: AtomicUsize,
    }

    impl MemoryQueue {
        /// Refuses the next sends.
        pub fn refuse(&self, sends: usize) {
            self.refusals.store(sends, Ordering::Relaxed);
        }

        /// Everything sent for a tenant so far: tests share a database, and sweeps look after all tenants.
        pub fn sent_for(&self, tenant: &TenantId) -> Vec<Event> {
            let of_tenant = |sent: std::sync::MutexGuard<'_, Vec<Event>>| {
                sent.iter().filter(|event| event.tenantid == *tenant).cloned().collect()
            };
            self.sent.lock().map(of_tenant).unwrap_or_default()
        }

        /// The same, as a consumer gets it.
        pub fn deliveries_for(&self, tenant: &TenantId) -> Vec<Message> {
            let message = |event: Event| Message {
                id: event.id.to_string(),
                body: event.to_json().unwrap_or_default(),
                age_seconds: 0,
            };
            self.sent_for(tenant).into_iter().map(message).collect()
        }
    }

    impl EventQueue for MemoryQueue {
        async fn send(&self, events: &[Event]) -> Result<(), QueueError> {
            let refused = self
                .refusals
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                .is_ok();
            if refused {
                return Err(QueueError("refused for a test".to_owned()));
            }
            for event in events.iter().filter(|event| !event.is_receipt()) {
                let data = serde_json::from_str(event.data.get()).unwrap_or_default();
                if let Some(misfit) = catalogue::testing::misfit(&event.kind, &data) {
                    return Err(QueueError(misfit));
                }
            }
            if let Ok(mut sent) = self.sent.lock() {
                sent.extend_from_slice(events);
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_with_the_age_of_a_message() {
        for (age_seconds, pause) in [(-5, 1), (0, 1), (7, 7), (600, 600), (86_400, 900)] {
            let message = Message { id: String::new(), body: String::new(), age_seconds };
            assert_eq!(message.again(), Verdict::RetryAfter(pause));
        }
    }
}
