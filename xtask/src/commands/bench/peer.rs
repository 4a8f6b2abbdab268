//! The TypeScript peer in `bench/peer`: its packages, its types, its bundles. All of it only when it is measured.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use local_stack::{Checkout, Progress, Tool, setup};
use serde::Serialize;

/// Its bundled Workers.
#[derive(Debug, Serialize)]
pub(super) struct Peer {
    gateway: PathBuf,
    blog: PathBuf,
}

/// Installs, checks and bundles it.
pub(super) fn build(checkout: &Checkout, progress: &Progress) -> Result<Peer> {
    let folder = checkout.path("bench/peer");
    setup::npm_packages(&folder, progress)?;
    progress.step("checking and bundling the TypeScript peer");
    let tool = |name| Tool::new(checkout.npm_bin(name)).folder(&folder).advice("mend bench/peer");
    tool("tsc").args(["--project", "."]).output()?;
    let bundle = |worker: &str| -> Result<PathBuf> {
        let output = checkout.local("peer").join(worker);
        tool("wrangler")
            .args(["deploy", "--dry-run", "--minify", "--config", &format!("{worker}.toml"), "--outdir"])
            .arg(&output)
            .env("WRANGLER_SEND_METRICS", "false")
            .env("CI", "true")
            .output()?;
        existing(&output.join("index.js"))
    };
    Ok(Peer { gateway: bundle("gateway")?, blog: bundle("blog")? })
}

fn existing(path: &Path) -> Result<PathBuf> {
    path.canonicalize().with_context(|| format!("wrangler did not write {}", path.display()))
}
