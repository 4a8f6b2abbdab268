//! How a Worker is compiled.

use std::path::PathBuf;

use crate::checkout::Checkout;
use crate::worker::Worker;

/// One of cargo's profiles for Workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// What is deployed: small.
    Release,
    /// For a person who edits: compiled in seconds, larger and slower.
    Watch,
}

impl Profile {
    /// Its name in `Cargo.toml`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Watch => "watch",
        }
    }

    /// Where a Worker built so lies: what may be deployed is kept apart from what may not.
    pub(crate) fn folder(self, checkout: &Checkout, worker: Worker) -> PathBuf {
        match self {
            Self::Release => checkout.build_folder(worker),
            Self::Watch => checkout.local(format!("build/watch/{}", worker.name())),
        }
    }
}
