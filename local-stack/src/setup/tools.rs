//! Tools from the crates' registry.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::checkout::Checkout;
use crate::files;
use crate::progress::Progress;
use crate::tool::Tool;

/// Builds with any compiler that the workspace does.
const CARGO_DENY_VERSION: &str = "0.20.2";
/// A tool runs for a second, and is compiled for minutes: it is compiled as fast as it can be.
const QUICKLY_BUILT: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
];
/// How cargo says that a lock file names a version which its registry does not have.
const VERSION_MISSING: &str = "failed to select a version";

/// What every build of a Worker needs.
pub(super) fn install(checkout: &Checkout, progress: &Progress) -> Result<()> {
    let bindgen = locked_version(checkout, "wasm-bindgen")?;
    install_one(checkout, progress, "wasm-bindgen-cli", "wasm-bindgen", &bindgen).map(drop)
}

/// What only the check of dependencies needs.
pub(super) fn cargo_deny(checkout: &Checkout, progress: &Progress) -> Result<PathBuf> {
    install_one(checkout, progress, "cargo-deny", "cargo-deny", CARGO_DENY_VERSION)
}

/// Installs a package at exactly this version, with the dependencies of its own lock file; returns its program.
fn install_one(
    checkout: &Checkout,
    progress: &Progress,
    package: &str,
    program_name: &str,
    version: &str,
) -> Result<PathBuf> {
    let program = checkout.tools().join("bin").join(program_name);
    if installed_version(&program).as_deref() == Some(version) {
        return Ok(program);
    }
    progress.step(format!("set-up: installing {package} {version} (cargo install; some minutes, once)"));
    // A target folder of its own: sharing the workspace's would rebuild half of it with other features.
    let target = checkout.local("tools-build");
    let cargo = |locked: &[&str]| {
        Tool::new("cargo")
            .args(["install", "--quiet", package, "--version", &format!("={version}"), "--force"])
            .args(["--bin", program_name])
            .args(locked)
            .arg("--root")
            .arg(checkout.tools())
            .env("CARGO_TARGET_DIR", &target)
            .envs(QUICKLY_BUILT.map(|(name, value)| (name.into(), value.into())))
            .env_remove("RUSTFLAGS")
            .advice("see the message above; cargo needs to reach its registry, and a C compiler must be installed")
            .output()
    };
    let mut result = cargo(&["--locked"]);
    if result.as_ref().is_err_and(|error| error.to_string().contains(VERSION_MISSING)) {
        progress.step(format!(
            "set-up: the registry lacks a version that the lock file of {package} names (a mirror that is behind?); \
             taking the newest that fit"
        ));
        result = cargo(&[]);
    }
    files::remove(&target)?;
    result.map(|_| program)
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
