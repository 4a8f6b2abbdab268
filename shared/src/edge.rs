//! Rust asks, JavaScript does: how a Worker's code meets the Workers runtime without holding anything of its.
//!
//! A request is a *task*: the future of its handler, polled here. Whatever a handler wants of the outside becomes an
//! *ask*, a few lines of text that the JavaScript side (`shared/edge/edge.js`) reads, does, and answers. Nothing of
//! JavaScript's is held here, so neither promises nor wrapper objects cross, and a request can await nothing that
//! another one made. `docs/edge.md` describes what is said.

mod body;
mod crypto;
mod entry;
mod environment;
pub mod exports;
mod fetch;
mod frame;
mod http;
mod queue;
mod runtime;
mod step;
mod tasks;

pub use crypto::WebCrypto;
pub use entry::{Batch, EventFailed, Worker, open};
pub use environment::{Environment, has_binding};
pub use fetch::{FetchTransport, OutsideAnswer, fetch_text, post_outside};
pub use http::{Head, Held, read_headers, reply, serve};
pub use queue::{BoundQueue, judge};
pub use runtime::{EdgeRuntime, warn};
pub use step::Step;
pub use tasks::{Answer, Ask, ask, tell};
