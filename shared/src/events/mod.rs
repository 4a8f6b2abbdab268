//! What happened, told to whom it may concern: events wait in an outbox, are relayed to a queue, and are settled
//! once their consumer has applied them.

pub mod catalogue;
mod envelope;
mod outbox;
mod queue;
mod relay;

pub use envelope::{Event, EventSource, InvalidEvent};
pub use outbox::{OutboxFigures, figures, settle};
#[cfg(any(test, feature = "native"))]
pub use queue::testing;
pub use queue::{ApplyError, BatchReport, EventQueue, Message, QueueError, Verdict};
pub use relay::{Relay, RelayError, RelayReport};
