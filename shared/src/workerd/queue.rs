//! Cloudflare Queues.

use worker::{Env, MessageBatch, MessageExt as _, QueueRetryOptionsBuilder};

use super::WorkerRuntime;
use crate::events::{Event, EventQueue, Message, QueueError, Verdict};
use crate::runtime::Runtime as _;

/// A queue that a Worker may send to. One without the binding can still record its events.
#[derive(Debug, Clone)]
pub struct BoundQueue {
    binding: &'static str,
    queue: Option<worker::Queue>,
}

impl BoundQueue {
    /// The queue of a binding.
    pub fn new(env: &Env, binding: &'static str) -> Self {
        Self { binding, queue: env.queue(binding).ok() }
    }
}

impl EventQueue for BoundQueue {
    async fn send(&self, events: &[Event]) -> Result<(), QueueError> {
        let Some(queue) = &self.queue else {
            return Err(QueueError(format!("{} binding missing", self.binding)));
        };
        // Texts: a map would arrive as an empty object.
        let bodies = events
            .iter()
            .map(Event::to_json)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| QueueError(error.to_string()))?;
        queue.send_batch(bodies).await.map_err(|error| QueueError(error.to_string()))
    }
}

/// Hands a batch to a consumer, and does with each message what it says.
pub async fn consume(batch: &MessageBatch<String>, consumer: impl AsyncFnOnce(&[Message]) -> Vec<Verdict>) {
    let raw: Vec<_> = batch.raw_iter().collect();
    let now = WorkerRuntime.now().as_millis();
    let messages: Vec<Message> = raw
        .iter()
        .map(|message| {
            let sent = i64::try_from(message.timestamp().as_millis()).unwrap_or(now);
            // What is no text is no event either; the consumer will say so.
            let body = message.body().as_string().unwrap_or_default();
            Message { id: message.id(), body, age_seconds: (now - sent) / 1000 }
        })
        .collect();
    let verdicts = consumer(&messages).await;
    for (message, verdict) in raw.iter().zip(verdicts) {
        match verdict {
            Verdict::Acknowledge => message.ack(),
            Verdict::RetryAfter(seconds) => message
                .retry_with_options(&QueueRetryOptionsBuilder::new().with_delay_seconds(seconds).build()),
        }
    }
}
