//! `cargo xtask lint`: clippy for this machine, and for wasm32 what becomes a Worker; types and style of the client.

use anyhow::Result;
use local_stack::{Checkout, Progress, Tool, WORKERS, setup};

pub(crate) fn run() -> Result<()> {
    let (checkout, progress) = (Checkout::default(), Progress::default());
    let tools = setup::run(&checkout, &progress)?;
    let clippy = || {
        Tool::new("cargo")
            .args(["clippy", "--quiet"])
            .folder(checkout.root())
            .env_remove("RUSTFLAGS")
            .advice("mend the warnings above")
    };
    progress.step("clippy for this machine");
    clippy().args(["--workspace", "--all-targets", "--", "-D", "warnings"]).run()?;
    progress.step("clippy for wasm32");
    let crates = WORKERS.iter().map(|worker| format!("--package={}-worker", worker.name()));
    clippy()
        .envs(tools.wasm.variables())
        .args(["--target", "wasm32-unknown-unknown"])
        .args(crates)
        .args(["--", "-D", "warnings"])
        .run()?;
    let sdk = checkout.path("sdk");
    setup::npm_packages(&sdk, &progress)?;
    progress.step("the client for websites (tsc, eslint, prettier)");
    Tool::new("npm")
        .args(["run", "--silent", "check"])
        .folder(&sdk)
        .advice("mend the faults above; `npm run types` and `npm run format` in sdk/ do part of it")
        .run()
}
