//! `cargo xtask bench`: figures and ratios, measured in one run on a stack of its own.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use local_stack::stack::Stack;
use local_stack::{Checkout, Progress, STACK_VARIABLE, WORKERS, build_workers, process, setup};
use tokio::process::Command;

pub(crate) async fn run() -> Result<()> {
    let (checkout, progress) = (Checkout::default(), Progress::default());
    let tools = setup::run(&checkout, &progress)?;
    build_workers(&checkout, &tools, &WORKERS, &progress)?;
    progress.step("building the measuring program for release");
    // Before the stack runs, so that no compiler runs beside what is measured.
    let built = cargo(&checkout, "build").status().await.context("cannot start cargo")?;
    ensure!(built.success(), "the measuring program does not compile; see above");

    let mut stack = Stack::temporary(&checkout, progress).await?;
    let outcome = tokio::select! {
        outcome = measure(&checkout, &mut stack, progress) => outcome,
        signal = super::signals::asked_to_end() => Err(anyhow::anyhow!("ended by {}", signal?)),
    };
    if outcome.is_err() {
        stack.show_logs();
    }
    stack.stop().await?;
    outcome
}

async fn measure(checkout: &Checkout, stack: &mut Stack, progress: Progress) -> Result<()> {
    stack.start_databases(None).await?;
    stack.start_workers(process::free_port()?).await?;
    progress.step("measuring");
    let status = cargo(checkout, "run").env(STACK_VARIABLE, stack.file_path()).status().await;
    ensure!(status.context("cannot start cargo")?.success(), "the measuring program failed; see above");
    progress.step("measured");
    Ok(())
}

/// `e2e/examples/bench`, optimised as the Workers are, but linked in less time.
fn cargo(checkout: &Checkout, command: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args([command, "--quiet", "--release", "--package", "e2e", "--example", "bench"]);
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    cargo.current_dir(checkout.root()).env_remove("RUSTFLAGS").stdin(Stdio::null()).kill_on_drop(true);
    cargo
}
