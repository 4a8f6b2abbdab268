//! Installs what a fresh machine lacks, pinned, inside the checkout. Every step is skipped when its
//! result is there already, so that the second run takes no time.

mod debian;
mod npm;
mod toolchain;
mod tools;
mod wasm;

use std::path::{Path, PathBuf};

use anyhow::Result;

pub use toolchain::WasmToolchain;

use crate::checkout::Checkout;
use crate::files;
use crate::progress::Progress;

/// What the set-up leaves behind for the builds.
#[derive(Debug, Clone)]
pub struct Tools {
    /// How to compile for wasm32.
    pub wasm: WasmToolchain,
}

/// Runs all of it. Two commands that set up at the same time wait for each other.
pub fn run(checkout: &Checkout, progress: &Progress) -> Result<Tools> {
    let local = checkout.local("");
    files::private_folder(&local)?;
    let _lock = files::lock(&checkout.local("setup.lock"))?;
    npm::install(checkout.root(), progress)?;
    let wasm = wasm::install(checkout, progress)?;
    tools::install(checkout, progress)?;
    Ok(Tools { wasm })
}

/// Installs the npm packages of a folder that has a lock file of its own, for tools that the set-up does not need.
pub fn npm_packages(folder: &Path, progress: &Progress) -> Result<()> {
    npm::install(folder, progress)
}

/// Installs `cargo-deny`, which looks at dependencies; returns the program. Nothing else needs it.
pub fn cargo_deny(checkout: &Checkout, progress: &Progress) -> Result<PathBuf> {
    files::private_folder(&checkout.local(""))?;
    let _lock = files::lock(&checkout.local("setup.lock"))?;
    tools::cargo_deny(checkout, progress)
}
