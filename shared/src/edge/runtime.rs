//! Clock, randomness and log lines.

use std::cell::Cell;

use super::frame;
use super::tasks::{ask, tell};
use crate::runtime::Runtime;
use crate::time::Timestamp;

thread_local! {
    static NOW_MS: Cell<i64> = const { Cell::new(0) };
}

/// Notes the time that came with a call: in workerd it does not move while code runs.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^53")]
pub(super) fn set_now(milliseconds: f64) -> i64 {
    let now_ms = milliseconds as i64;
    NOW_MS.set(now_ms);
    now_ms
}

/// The clock, randomness and console of a Worker.
#[derive(Debug, Clone, Copy, Default)]
pub struct EdgeRuntime;

impl Runtime for EdgeRuntime {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(NOW_MS.get())
    }

    fn fill_random(&self, buffer: &mut [u8]) {
        frame::fill_random(buffer);
    }

    fn log(&self, line: &str) {
        tell("log", |step| step.line(line));
    }

    async fn pause(&self, milliseconds: u32) {
        ask("pause", |step| step.number(milliseconds.into())).await;
    }
}

/// A line for whoever runs the Worker, marked as a warning.
pub fn warn(line: &str) {
    tell("warn", |step| step.line(line));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_that_of_the_last_call() {
        set_now(1_780_308_000_000.0);
        assert_eq!(EdgeRuntime.now(), Timestamp::from_millis(1_780_308_000_000));
    }
}
