//! How the Workers are compiled: the target, and whose compiler knows it.

use std::ffi::OsString;
use std::path::PathBuf;

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
