//! What happened, told to whom it may concern: events wait in an outbox, are relayed to a queue, and are settled
//! once their consumer has applied them.

mod envelope;
mod outbox;
mod queue;
mod relay;

pub use envelope::{Event, EventSource, InvalidEvent, SETTLED};
pub use outbox::{OutboxFigures, figures, settle};
pub use queue::{Delivery, EventQueue, QueueError, Verdict, retry_delay_seconds};
pub use relay::{Relay, RelayError, RelayReport};
