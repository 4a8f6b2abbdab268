//! What a stack runs from: copies, so that a later build does not change a Worker that runs, least of all halfway.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::artefacts::ARTEFACTS;
use crate::checkout::Checkout;
use crate::files;
use crate::worker::Worker;

/// Copies what was built last.
pub(crate) fn snapshot(checkout: &Checkout, workers: &[Worker], stack: &Path) -> Result<()> {
    let _lock = files::lock(&checkout.local("build.lock"))?;
    for worker in workers {
        let folder = snapshot_folder(stack, *worker);
        files::remove(&folder)?;
        files::private_folder(&folder)?;
        for name in ARTEFACTS {
            let built = checkout.build_folder(*worker).join(name);
            let not_built = || format!("the {} is not built; run `cargo xtask build`", worker.name());
            std::fs::copy(&built, folder.join(name)).with_context(not_built)?;
        }
    }
    Ok(())
}

/// Where a stack keeps its copy.
pub(crate) fn snapshot_folder(stack: &Path, worker: Worker) -> PathBuf {
    stack.join("build").join(worker.name())
}
