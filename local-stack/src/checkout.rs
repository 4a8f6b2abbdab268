//! Where things lie in a checkout of the repository.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The checkout that this program was built from.
#[derive(Debug, Clone)]
pub struct Checkout {
    root: PathBuf,
}

impl Default for Checkout {
    fn default() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self { root: here.parent().unwrap_or(here).to_owned() }
    }
}

impl Checkout {
    /// The top folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the top folder.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// A path in the ignored folder where all state of this machine lives.
    pub fn local(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(".local").join(relative)
    }

    /// Where cargo-installed tools are kept: `LOGICSPIKE_TOOLS`, so that several checkouts may share
    /// them, or `.local/tools`.
    pub fn tools(&self) -> PathBuf {
        std::env::var_os("LOGICSPIKE_TOOLS").map_or_else(|| self.local("tools"), PathBuf::from)
    }

    /// A program that npm installed.
    pub fn npm_bin(&self, name: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(name)
    }

    /// A short name for this checkout that differs between checkouts on one machine.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.root.as_os_str().as_encoded_bytes());
        format!("{digest:x}").chars().take(12).collect()
    }
}
