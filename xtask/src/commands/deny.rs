//! `cargo xtask deny`: licences, sources and copies of what the project is built from, and what is known to be bad in it.

use anyhow::Result;
use local_stack::{Checkout, Progress, Tool, setup};

/// What can be looked at without the database of advisories.
const OFFLINE_CHECKS: [&str; 3] = ["bans", "licenses", "sources"];

pub(crate) fn run() -> Result<()> {
    let (checkout, progress) = (Checkout::default(), Progress::default());
    let program = setup::cargo_deny(&checkout, &progress)?;
    let deny = || Tool::new(&program).args(["--log-level", "error"]).folder(checkout.root());
    progress.step("fetching the database of advisories");
    let advisories: &[&str] = match deny().args(["fetch", "db"]).output() {
        Ok(_) => {
            progress.step("checking advisories, bans, licences and sources");
            &["advisories"]
        }
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default();
            progress.step(format!(
                "the database of advisories cannot be reached ({reason}): checking bans, licences and sources ONLY"
            ));
            &[]
        }
    };
    deny()
        .args(["check", "--hide-inclusion-graph"])
        .args(advisories)
        .args(OFFLINE_CHECKS)
        .advice("see above; an exception goes into deny.toml with its reason")
        .run()
}
