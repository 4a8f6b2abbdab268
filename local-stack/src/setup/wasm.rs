//! The standard library for wasm32.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::debian;
use crate::checkout::Checkout;
use crate::progress::Progress;
use crate::tool::Tool;

/// The Workers' target.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How to compile for wasm32.
#[derive(Debug, Clone, Default)]
pub struct WasmToolchain {
    /// A folder that must stand first on the PATH: its `rustc` knows the target. Empty for the usual toolchain.
    programs: Option<PathBuf>,
}

impl WasmToolchain {
    /// A toolchain whose `rustc` (and clippy) lie in a folder.
    pub(super) fn in_folder(programs: PathBuf) -> Self {
        Self { programs: Some(programs) }
    }

    /// Variables for commands that compile for wasm32.
    pub fn variables(&self) -> Vec<(OsString, OsString)> {
        let Some(programs) = &self.programs else { return Vec::new() };
        let path = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(programs.clone()).chain(std::env::split_paths(&path));
        let path = std::env::join_paths(all).unwrap_or(path);
        vec![("PATH".into(), path), ("RUSTC".into(), programs.join("rustc").into())]
    }

    /// Whether this stands in for the usual toolchain.
    pub fn is_substitute(&self) -> bool {
        self.programs.is_some()
    }
}

pub(super) fn install(checkout: &Checkout, progress: &Progress) -> Result<WasmToolchain> {
    if usual_toolchain_knows_target()? {
        return Ok(WasmToolchain::default());
    }
    if let Some(substitute) = debian::installed(checkout) {
        return Ok(substitute);
    }
    progress.step(format!("set-up: adding the target {TARGET} (rustup)"));
    let rustup = Tool::new("rustup").args(["target", "add", TARGET]).folder(checkout.root()).output();
    let refusal = match rustup {
        Ok(_) if usual_toolchain_knows_target()? => return Ok(WasmToolchain::default()),
        Ok(_) => "rustup added the target to another toolchain than the one in use".to_owned(),
        Err(error) => format!("{error:#}"),
    };
    progress
        .step("set-up: rustup cannot add it; building the standard library from Debian's packages instead");
    match debian::install(checkout, progress) {
        Ok(substitute) => Ok(substitute),
        Err(error) => bail!(
            "there is no standard library for {TARGET}.\nrustup: {refusal}\nDebian: {error:#}\n\
             What to do: run `rustup target add {TARGET}` where its downloads can be reached, or, on Debian 12 or \
             newer, see that apt can reach its archive (`apt-get update`), then run the command again"
        ),
    }
}

fn usual_toolchain_knows_target() -> Result<bool> {
    let advice = "install Rust by rustup";
    let folder =
        Tool::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).advice(advice).output()?;
    let entries = std::fs::read_dir(folder.trim()).into_iter().flatten().flatten();
    Ok(entries.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().starts_with("libstd-")))
}
