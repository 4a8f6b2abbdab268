//! Builds of the Workers: cargo compiles them, wasm-bindgen and esbuild make of that what is uploaded.

mod artefacts;
mod assets;
mod package;
mod profile;
mod snapshot;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest, Sha256};

pub use self::artefacts::ARTEFACTS;
pub use self::profile::Profile;
pub(crate) use self::snapshot::{snapshot, snapshot_folder};
use crate::checkout::Checkout;
use crate::files;
use crate::progress::Progress;
use crate::setup::Tools;
use crate::tool::Tool;
use crate::worker::Worker;

/// Builds Workers; those whose compiled code did not change are packaged already.
pub fn build_workers(
    checkout: &Checkout,
    tools: &Tools,
    workers: &[Worker],
    profile: Profile,
    progress: &Progress,
) -> Result<()> {
    files::private_folder(&checkout.local("build"))?;
    let _lock = files::lock(&checkout.local("build.lock"))?;
    let names: Vec<&str> = workers.iter().map(|worker| worker.name()).collect();
    progress.step(format!("building {} ({}, wasm32)", names.join(", "), profile.name()));
    compile(checkout, tools, workers, profile)?;
    for worker in workers {
        let name = worker.name();
        let module = module(checkout, *worker, profile);
        let wanted = stamp(checkout, &module)?;
        let workshop = checkout.local(format!("build/{}-{name}", profile.name()));
        let stamp_file = workshop.with_extension("stamp");
        let folder = profile.folder(checkout, *worker);
        let built = ARTEFACTS.iter().all(|artefact| folder.join(artefact).exists());
        if built && std::fs::read_to_string(&stamp_file).is_ok_and(|found| found == wanted) {
            continue;
        }
        package::package(checkout, &module, &folder, &workshop)
            .with_context(|| format!("cannot package the {name}"))?;
        std::fs::write(&stamp_file, wanted)
            .with_context(|| format!("cannot write {}", stamp_file.display()))?;
    }
    if workers.contains(&Worker::Gateway) {
        assets::build(checkout)?;
    }
    Ok(())
}

/// All in one call: what they have in common is compiled once, and their last steps run side by side.
fn compile(checkout: &Checkout, tools: &Tools, workers: &[Worker], profile: Profile) -> Result<()> {
    let packages =
        workers.iter().flat_map(|worker| ["--package".to_owned(), format!("{}-worker", worker.name())]);
    Tool::new("cargo")
        .args(["build", "--lib", "--profile", profile.name(), "--target", "wasm32-unknown-unknown"])
        .args(packages)
        .folder(checkout.root())
        .envs(tools.wasm.variables())
        // A person's flags are for programs of this machine.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .advice("mend what the compiler complains of above")
        .run()
}

/// What cargo makes of a Worker.
fn module(checkout: &Checkout, worker: Worker, profile: Profile) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| checkout.path("target"), PathBuf::from);
    let folder = target.join("wasm32-unknown-unknown").join(profile.name());
    folder.join(format!("{}_worker.wasm", worker.name()))
}

/// Names everything that goes into the package: the compiled module, our JavaScript, the tools and how they are called.
fn stamp(checkout: &Checkout, module: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    let mut parts = package::edge_files(checkout)?;
    parts.extend([
        module.to_owned(),
        checkout.path("package-lock.json"),
        checkout.tools().join("bin/wasm-bindgen"),
    ]);
    for part in parts {
        hash.update(std::fs::read(&part).with_context(|| format!("cannot read {}", part.display()))?);
    }
    hash.update(include_str!("package.rs"));
    Ok(format!("{:x}", hash.finalize()))
}
