//! What a Worker is to the runtime, and which one this is.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;

use super::environment::Environment;
use super::http::Head;

/// A Worker: plain data, made once of what it was deployed with. The runtime calls it.
pub trait Worker: Sized + 'static {
    /// Makes it. One whose configuration has faults answers every request with what is wrong.
    fn configure(environment: &Environment) -> Self;

    /// Answers a request by telling a `reply`, and does what is left to be done.
    fn fetch(&'static self, head: Head) -> impl Future<Output = ()>;
}

type Task = Pin<Box<dyn Future<Output = ()>>>;
type Handler = Box<dyn Fn(Head) -> Task>;

thread_local! {
    static CONFIGURE: Cell<fn(&Environment) -> Option<Handler>> = const { Cell::new(|_| None) };
    static HANDLER: RefCell<Option<Handler>> = const { RefCell::new(None) };
}

/// Says which Worker this is; called when the module starts.
pub fn open<W: Worker>() {
    CONFIGURE.set(|environment| {
        let worker: &'static W = Box::leak(Box::new(W::configure(environment)));
        Some(Box::new(|head| Box::pin(worker.fetch(head))))
    });
}

/// Makes the Worker.
pub(super) fn configure(environment: &Environment) {
    HANDLER.set(CONFIGURE.get()(environment));
}

/// The task of a request. A module that is no Worker answers none.
pub(super) fn task(head: Head) -> Task {
    HANDLER.with_borrow(|handler| match handler {
        Some(handler) => handler(head),
        None => Box::pin(std::future::ready(())),
    })
}
