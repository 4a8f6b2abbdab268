//! What a stack runs from: copies, so that a later build does not change a Worker that runs, least of all halfway.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::artefacts::ARTEFACTS;
use super::assets::{self, ASSETS};
use super::profile::Profile;
use crate::checkout::Checkout;
use crate::files;
use crate::worker::Worker;

/// Copies what was built last; returns the Workers that are others than before.
pub(crate) fn snapshot(
    checkout: &Checkout,
    workers: &[Worker],
    profile: Profile,
    stack: &Path,
) -> Result<Vec<Worker>> {
    let _lock = files::lock(&checkout.local("build.lock"))?;
    let mut changed = Vec::new();
    for worker in workers {
        if *worker == Worker::Gateway {
            assets::copy(checkout, &snapshot_folder(stack, *worker).join(ASSETS))?;
        }
        let built = profile.folder(checkout, *worker);
        let copied = copy(&built, &snapshot_folder(stack, *worker))
            .with_context(|| format!("the {} is not built; run `cargo xtask build`", worker.name()))?;
        if copied {
            changed.push(*worker);
        }
    }
    Ok(changed)
}

/// Where a stack keeps its copy.
pub(crate) fn snapshot_folder(stack: &Path, worker: Worker) -> PathBuf {
    stack.join("build").join(worker.name())
}

/// All of a Worker's files or none. The module comes first: a runtime that watches is woken by the file that starts it.
fn copy(built: &Path, folder: &Path) -> Result<bool> {
    files::private_folder(folder)?;
    let files: Vec<_> =
        ARTEFACTS.into_iter().rev().map(|name| (name, std::fs::read(built.join(name)))).collect();
    let is_there = |(name, built): &(&str, std::io::Result<Vec<u8>>)| {
        built.as_ref().is_ok_and(|built| std::fs::read(folder.join(name)).is_ok_and(|found| found == *built))
    };
    if files.iter().all(is_there) {
        return Ok(false);
    }
    for (name, contents) in files {
        let contents = contents.with_context(|| format!("there is no {name} in {}", built.display()))?;
        files::write_private_atomically(&folder.join(name), contents)?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_renewed_when_only_its_module_changed_and_left_alone_when_nothing_did() {
        let (built, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let entry = copies.path().join("index.js");
        assert!(copy(built.path(), copies.path()).is_err(), "nothing is built");
        std::fs::write(built.path().join("index.js"), "entry").unwrap();
        std::fs::write(built.path().join("index_bg.wasm"), "one").unwrap();
        assert!(copy(built.path(), copies.path()).unwrap());
        assert!(!copy(built.path(), copies.path()).unwrap());

        let inode = |path: &Path| std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(path).unwrap());
        let before = inode(&entry);
        std::fs::write(built.path().join("index_bg.wasm"), "two").unwrap();
        assert!(copy(built.path(), copies.path()).unwrap());
        assert_eq!(std::fs::read(copies.path().join("index_bg.wasm")).unwrap(), b"two");
        assert_ne!(inode(&entry), before, "the file that a runtime watches is another");
    }
}
