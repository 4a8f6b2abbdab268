//! npm packages, exactly as `package-lock.json` names them.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest, Sha256};

use crate::progress::Progress;
use crate::tool::Tool;

const OLDEST_NODE: u32 = 20;

/// The packages of one folder.
pub(super) fn install(folder: &Path, progress: &Progress) -> Result<()> {
    check_node()?;
    let lock = std::fs::read(folder.join("package-lock.json")).context("cannot read package-lock.json")?;
    let wanted = format!("{:x}", Sha256::digest(&lock));
    let stamp = folder.join("node_modules/.installed-lock-sha256");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    progress.step("set-up: installing npm packages (npm ci)");
    Tool::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .folder(folder)
        .advice("see the message above; npm needs to reach its registry")
        .run()?;
    std::fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

fn check_node() -> Result<()> {
    let advice = format!("install Node.js {OLDEST_NODE} or newer, with npm");
    let text = Tool::new("node").arg("--version").advice(&advice).output()?;
    let major =
        text.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("Node.js is {}; {advice}", text.trim());
    }
    Ok(())
}
