//! Build tools from crates.io. `worker-build` would otherwise download `wasm-bindgen` from a code host.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::checkout::Checkout;
use crate::files;
use crate::progress::Progress;
use crate::tool::Tool;

/// Goes with version 0.8 of the `worker` crate.
const WORKER_BUILD_VERSION: &str = "0.8.7";

pub(super) fn install(checkout: &Checkout, progress: &Progress) -> Result<()> {
    let bindgen_version = locked_version(checkout, "wasm-bindgen")?;
    // Not `--locked` for wasm-bindgen-cli: its lock file names versions that a registry mirror may lack.
    let wanted = [
        ("wasm-bindgen-cli", "wasm-bindgen", bindgen_version.as_str(), false),
        ("worker-build", "worker-build", WORKER_BUILD_VERSION, true),
    ];
    for (package, program, version, locked) in wanted {
        if installed_version(&checkout.tools().join("bin").join(program)).as_deref() == Some(version) {
            continue;
        }
        progress.step(format!("set-up: installing {package} {version} (cargo install; some minutes, once)"));
        // A target folder of its own: sharing the workspace's would rebuild half of it with other features.
        let target = checkout.local("tools-build");
        let mut cargo = Tool::new("cargo")
            .args(["install", "--quiet", package, "--version", &format!("={version}"), "--force", "--root"])
            .arg(checkout.tools())
            .env("CARGO_TARGET_DIR", &target)
            .env_remove("RUSTFLAGS")
            .advice("see the message above; cargo needs to reach its registry, and a C compiler must be installed");
        if locked {
            cargo = cargo.arg("--locked");
        }
        let result = cargo.run();
        files::remove(&target)?;
        result?;
    }
    Ok(())
}

/// The version of a package in `Cargo.lock`.
fn locked_version(checkout: &Checkout, package: &str) -> Result<String> {
    let text = std::fs::read_to_string(checkout.path("Cargo.lock")).context("cannot read Cargo.lock")?;
    let lock: toml::Table = text.parse().context("Cargo.lock is damaged")?;
    let packages = lock.get("package").and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let field =
        |entry: &toml::Value, name: &str| entry.get(name).and_then(toml::Value::as_str).map(str::to_owned);
    let found = packages.iter().find(|entry| field(entry, "name").as_deref() == Some(package));
    found.and_then(|entry| field(entry, "version")).with_context(|| format!("Cargo.lock lacks {package}"))
}

/// What a program says after `--version`: the last word.
fn installed_version(program: &Path) -> Option<String> {
    let text = Tool::new(program).arg("--version").output().ok()?;
    text.split_whitespace().last().map(str::to_owned)
}
