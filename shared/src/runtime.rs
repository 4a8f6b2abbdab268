//! What the outside world gives us beside requests: the clock, randomness and a place for log lines.

use std::future::Future;

use crate::time::Timestamp;

/// The narrow seam to the host. The Workers implement it in `edge`, tests with fixed values.
pub trait Runtime {
    /// The current time. In workerd it does not advance during pure computation.
    fn now(&self) -> Timestamp;
    /// Fills the buffer from a cryptographic source.
    fn fill_random(&self, buffer: &mut [u8]);
    /// Writes one structured log line (JSON text).
    fn log(&self, line: &str);
    /// Ends after so many milliseconds.
    fn pause(&self, milliseconds: u32) -> impl Future<Output = ()>;
}

impl<R: Runtime> Runtime for &R {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
    fn fill_random(&self, buffer: &mut [u8]) {
        (**self).fill_random(buffer);
    }
    fn log(&self, line: &str) {
        (**self).log(line);
    }
    fn pause(&self, milliseconds: u32) -> impl Future<Output = ()> {
        (**self).pause(milliseconds)
    }
}

/// Runtimes for native tests.
#[cfg(any(test, feature = "native"))]
pub mod testing {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::{Runtime, Timestamp};

    /// A clock that stands still until moved, real randomness, and log lines kept for inspection.
    #[derive(Debug)]
    pub struct FixedRuntime {
        now_millis: AtomicI64,
        lines: Mutex<Vec<String>>,
    }

    impl Default for FixedRuntime {
        fn default() -> Self {
            Self::at(Timestamp::from_millis(1_780_308_000_000)) // 2026-06-01T10:00:00Z
        }
    }

    impl FixedRuntime {
        /// A runtime whose clock shows `now`.
        pub fn at(now: Timestamp) -> Self {
            Self { now_millis: AtomicI64::new(now.as_millis()), lines: Mutex::default() }
        }

        /// A runtime whose clock shows the real time at which it was made.
        #[expect(
            clippy::disallowed_methods,
            reason = "native tests run against PostgreSQL, whose clock is the real one"
        )]
        pub fn real_time() -> Self {
            let since_epoch =
                std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            Self::at(Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)))
        }

        /// Moves the clock.
        pub fn advance_millis(&self, millis: i64) {
            self.now_millis.fetch_add(millis, Ordering::Relaxed);
        }

        /// All lines logged so far.
        pub fn log_lines(&self) -> Vec<String> {
            self.lines.lock().map(|lines| lines.clone()).unwrap_or_default()
        }
    }

    impl Runtime for FixedRuntime {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.now_millis.load(Ordering::Relaxed))
        }

        #[expect(clippy::expect_used, reason = "a test machine without randomness cannot test anything")]
        fn fill_random(&self, buffer: &mut [u8]) {
            getrandom::fill(buffer).expect("the operating system gives randomness");
        }

        fn log(&self, line: &str) {
            if let Ok(mut lines) = self.lines.lock() {
                lines.push(line.to_owned());
            }
        }

        /// In real time: what is waited for is other tasks of the test.
        async fn pause(&self, milliseconds: u32) {
            tokio::time::sleep(std::time::Duration::from_millis(u64::from(milliseconds))).await;
        }
    }
}
