//! Progress lines for long steps.

use std::time::{Duration, Instant};

use crate::instant;

/// Prints what is being done, with the seconds since the command began.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    started: Instant,
}

impl Default for Progress {
    fn default() -> Self {
        Self { started: instant::now() }
    }
}

impl Progress {
    /// Prints one line, on stderr: stdout is for results.
    pub fn step(&self, text: impl AsRef<str>) {
        eprintln!("[{:6.1}s] {}", self.elapsed().as_secs_f32(), text.as_ref());
    }

    /// Time since the command began.
    pub fn elapsed(&self) -> Duration {
        instant::now().duration_since(self.started)
    }
}
