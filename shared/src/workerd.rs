//! The Workers runtime behind the seams: the only place beside each Worker's edge that knows `worker`.

mod crypto;
mod environment;
mod fetch;
mod http;
mod queue;

pub use crypto::WebCrypto;
pub use environment::WorkerEnvironment;
pub use fetch::{FetchTransport, OutsideAnswer, fetch_text, post_outside};
pub use http::{UnreadBody, read_head, read_headers, write_headers, write_response};
pub use queue::{BoundQueue, consume};

use crate::runtime::Runtime;
use crate::time::Timestamp;

/// The clock, randomness and console of a Worker.
#[derive(Debug, Clone, Copy, Default)]
pub struct WorkerRuntime;

impl Runtime for WorkerRuntime {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
    }

    fn fill_random(&self, buffer: &mut [u8]) {
        if getrandom::fill(buffer).is_err() {
            // WebCrypto's randomness cannot fail in workerd; to go on without it would be worse than to stop.
            std::process::abort();
        }
    }

    fn log(&self, line: &str) {
        worker::console_log!("{line}");
    }

    async fn pause(&self, milliseconds: u32) {
        worker::Delay::from(std::time::Duration::from_millis(u64::from(milliseconds))).await;
    }
}
