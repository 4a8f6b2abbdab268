//! What a Worker is to the runtime, and which one this is.

use std::cell::{Cell, RefCell};
use std::future::{Future, ready};
use std::pin::Pin;

use serde::Deserialize;

use super::environment::Environment;
use super::http::Head;
use super::tasks::tell;
use crate::events::Message;

/// Messages that a queue hands over.
#[derive(Debug)]
pub struct Batch {
    /// The queue.
    pub queue: String,
    /// The messages.
    pub messages: Vec<Message>,
}

/// Messages could not be dealt with: the queue hands them over again. The text is for the log.
#[derive(Debug)]
pub struct EventFailed(pub String);

/// A Worker: plain data, made once of what it was deployed with. The runtime calls it.
pub trait Worker: Sized + 'static {
    /// Makes it. One whose configuration has faults answers every request with what is wrong.
    fn configure(environment: &Environment) -> Self;

    /// Answers a request by telling a `reply`, and does what is left to be done.
    fn fetch(&'static self, head: Head) -> impl Future<Output = ()>;

    /// Says by [`super::judge`] what becomes of messages, and does what is left to be done.
    ///
    /// # Errors
    /// Nothing is said: the queue hands them over again.
    fn queue(&'static self, _batch: Batch) -> impl Future<Output = Result<(), EventFailed>> {
        ready(Err(EventFailed("no queue is consumed here".to_owned())))
    }

    /// Does what is due every minute.
    fn scheduled(&'static self) -> impl Future<Output = ()> {
        ready(())
    }
}

/// What the runtime brings.
#[derive(Debug)]
pub(super) enum Occasion {
    Request(Head),
    Messages(Batch),
    Minute,
}

type Task = Pin<Box<dyn Future<Output = ()>>>;
type Handler = Box<dyn Fn(Occasion) -> Task>;

thread_local! {
    static CONFIGURE: Cell<fn(&Environment) -> Option<Handler>> = const { Cell::new(|_| None) };
    static HANDLER: RefCell<Option<Handler>> = const { RefCell::new(None) };
}

/// Says which Worker this is; called when the module starts.
pub fn open<W: Worker>() {
    CONFIGURE.set(|environment| {
        let worker: &'static W = Box::leak(Box::new(W::configure(environment)));
        Some(Box::new(|occasion| match occasion {
            Occasion::Request(head) => Box::pin(worker.fetch(head)),
            Occasion::Minute => Box::pin(worker.scheduled()),
            Occasion::Messages(batch) => Box::pin(async {
                if let Err(EventFailed(why)) = worker.queue(batch).await {
                    tell("failed", |step| step.line(&why));
                }
            }),
        }))
    });
}

/// Makes the Worker.
pub(super) fn configure(environment: &Environment) {
    HANDLER.set(CONFIGURE.get()(environment));
}

/// The task for an occasion. A module that is no Worker does nothing.
pub(super) fn task(occasion: Occasion) -> Task {
    HANDLER.with_borrow(|handler| match handler {
        Some(handler) => handler(occasion),
        None => Box::pin(ready(())),
    })
}

/// Messages as JavaScript tells of them.
#[derive(Deserialize)]
struct Told {
    queue: String,
    messages: Vec<ToldMessage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToldMessage {
    id: String,
    body: String,
    sent_at: i64,
}

impl Occasion {
    /// Reads an event that is no request: JSON with messages, or nothing every minute.
    pub(super) fn read(text: &str, now_ms: i64) -> Self {
        let Ok(Told { queue, messages }) = serde_json::from_str(text) else { return Self::Minute };
        let message = |ToldMessage { id, body, sent_at }: ToldMessage| Message {
            id,
            body,
            age_seconds: (now_ms - sent_at) / 1000,
        };
        Self::Messages(Batch { queue, messages: messages.into_iter().map(message).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_with_their_age_and_a_minute_without_anything() {
        let text = r#"{"queue":"inbox","messages":[{"id":"m1","body":"{}","sentAt":1000}]}"#;
        let Occasion::Messages(Batch { queue, messages }) = Occasion::read(text, 61_999) else {
            panic!("messages")
        };
        let [message] = messages.as_slice() else { panic!("one message") };
        assert_eq!((queue.as_str(), message.id.as_str(), message.body.as_str()), ("inbox", "m1", "{}"));
        assert_eq!(message.age_seconds, 60);
        assert!(matches!(Occasion::read("", 0), Occasion::Minute));
    }
}
