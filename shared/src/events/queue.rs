//! The seams to a queue: sending, and what a consumer says of each message.

use std::future::Future;

use super::Event;

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
pub struct Delivery {
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

/// How long to wait before the next try: about as long again as the message has been under way, so that trouble
/// of seconds costs seconds, and trouble of hours does not use up the tries.
pub fn retry_delay_seconds(delivery: &Delivery) -> u32 {
    let seconds = delivery.age_seconds.clamp(*RETRY_SECONDS.start(), *RETRY_SECONDS.end());
    u32::try_from(seconds).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_with_the_age_of_a_message() {
        let after = |age_seconds| {
            retry_delay_seconds(&Delivery { id: String::new(), body: String::new(), age_seconds })
        };
        assert_eq!([after(-5), after(0), after(7), after(600), after(86_400)], [1, 1, 7, 600, 900]);
    }
}
