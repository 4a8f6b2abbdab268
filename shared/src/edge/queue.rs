//! Cloudflare Queues.

use super::environment::has_binding;
use super::tasks::{Answer, ask, tell};
use crate::events::{Event, EventQueue, QueueError, Verdict};

/// A queue that a Worker may send to. One without the binding can still record its events.
#[derive(Debug, Clone, Copy)]
pub struct BoundQueue(&'static str);

impl BoundQueue {
    /// The queue of a binding.
    pub const fn new(binding: &'static str) -> Self {
        Self(binding)
    }
}

impl EventQueue for BoundQueue {
    async fn send(&self, events: &[Event]) -> Result<(), QueueError> {
        if !has_binding(self.0) {
            return Err(QueueError(format!("{} binding missing", self.0)));
        }
        let bodies = events
            .iter()
            .map(Event::to_json)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| QueueError(error.to_string()))?;
        let answer = ask("send", |step| {
            step.line(self.0).size(bodies.len());
            bodies.iter().fold(step, |step, body| step.bytes(body.as_bytes()))
        })
        .await;
        if answer.code == Answer::FAILED { Err(QueueError(answer.into_text())) } else { Ok(()) }
    }
}

/// What JavaScript takes for an acknowledgement; what is not negative are seconds.
const ACKNOWLEDGED: i64 = -1;

/// Says what becomes of the messages of a batch, in their order. What the task does from here on, the queue does not wait
/// for.
pub fn judge(verdicts: &[Verdict]) {
    tell("verdicts", |step| {
        verdicts.iter().fold(step.size(verdicts.len()), |step, verdict| match verdict {
            Verdict::Acknowledge => step.number(ACKNOWLEDGED),
            Verdict::RetryAfter(seconds) => step.number((*seconds).into()),
        })
    });
}
