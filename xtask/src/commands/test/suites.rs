//! The suites and how each is run.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use local_stack::stack::{Stack, build_dashboard, prepare_site};
use local_stack::{Checkout, Progress, STACK_VARIABLE, process, setup};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Command;

use super::counts::Counts;

/// Unit tests, and tests of handlers against PostgreSQL.
pub(super) async fn native(
    checkout: &Checkout,
    stack: &Stack,
    packages: &[String],
    progress: Progress,
) -> Result<Counts> {
    progress.step("unit and handler tests (cargo test)");
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--no-fail-fast"]);
    if packages.is_empty() {
        cargo.args(["--workspace", "--exclude", "e2e"]);
    }
    cargo.args(packages.iter().flat_map(|package| ["--package", package]));
    run(&mut cargo, checkout, &stack.file_path()).await
}

/// Types, style and tests of the tools in JavaScript.
pub(super) async fn node(checkout: &Checkout, stack: &Stack, progress: Progress) -> Result<Counts> {
    progress.step("tools in JavaScript (npm run check, node --test)");
    let mut check = Command::new("npm");
    check.args(["run", "--silent", "check"]);
    let mut counts = run(&mut check, checkout, &stack.file_path()).await?;

    let database = stack.file().context("the databases do not run")?.databases.platform.clone();
    let mut test = Command::new("npm");
    test.args(["run", "--silent", "test"]).env("LOGICSPIKE_TEST_DATABASE_URL", database);
    counts += run(&mut test, checkout, &stack.file_path()).await?;
    Ok(counts)
}

/// Types and tests of the seller dashboard, with packages of its own.
pub(super) async fn dashboard(checkout: &Checkout, stack: &Stack, progress: Progress) -> Result<Counts> {
    let folder = checkout.path("dashboard");
    setup::npm_packages(&folder, &progress)?;
    progress.step("dashboard (npm run check, vitest)");
    let mut counts = Counts::default();
    for script in ["check", "test"] {
        let mut npm = Command::new("npm");
        npm.args(["--prefix", "dashboard", "run", "--silent", script]).env("NO_COLOR", "1");
        counts += run(&mut npm, checkout, &stack.file_path()).await?;
    }
    Ok(counts)
}

/// The client for websites, in Node.js, workerd and Chromium, and what would be published of it.
pub(super) async fn sdk(checkout: &Checkout, progress: Progress) -> Result<Counts> {
    setup::npm_packages(&checkout.path("sdk"), &progress)?;
    progress.step("client for websites (npm test in sdk)");
    let mut test = Command::new("npm");
    test.args(["run", "--silent", "test"]).current_dir(checkout.path("sdk"));
    counted(&mut test).await
}

/// The built dashboard before the whole platform, in a real browser.
pub(super) async fn dashboard_in_browser(
    checkout: &Checkout,
    stack: &mut Stack,
    progress: Progress,
) -> Result<Counts> {
    build_dashboard(checkout, &progress)?;
    stack.start_dashboard(process::free_port()?).await?;
    progress.step("dashboard in a browser (node --test)");
    let mut npm = Command::new("npm");
    npm.args(["--prefix", "dashboard", "run", "--silent", "test:browser"]);
    run(&mut npm, checkout, &stack.file_path()).await
}

/// The example site, built on the packed client, before the whole platform and in a real browser.
pub(super) async fn site(checkout: &Checkout, stack: &Stack, progress: Progress) -> Result<Counts> {
    prepare_site(checkout, &progress)?;
    progress.step("example site (next build, node --test)");
    let mut npm = Command::new("npm");
    npm.args(["--prefix", "sdk", "run", "--silent", "test:site"]);
    run(&mut npm, checkout, &stack.file_path()).await
}

/// The whole platform, through the gateway; all tests, or those whose names hold one of some texts.
pub(super) async fn end_to_end(
    checkout: &Checkout,
    stack: &Stack,
    names: &[String],
    progress: Progress,
) -> Result<Counts> {
    progress.step("end-to-end tests (cargo test --package e2e)");
    let mut cargo = Command::new("cargo");
    // Some tests measure time, or put load on the machine: the programs run one after the other anyway, and within a
    // program one test at a time.
    cargo.args(["test", "--package", "e2e", "--no-fail-fast", "--", "--test-threads=1"]).args(names);
    let counts = run(&mut cargo, checkout, &stack.file_path()).await?;
    ensure!(counts != Counts::default(), "no end-to-end test has any of {names:?} in its name");
    Ok(counts)
}

async fn run(command: &mut Command, checkout: &Checkout, stack_file: &Path) -> Result<Counts> {
    command.current_dir(checkout.root()).env(STACK_VARIABLE, stack_file).env_remove("RUSTFLAGS");
    counted(command).await
}

async fn counted(command: &mut Command) -> Result<Counts> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true);
    let program = command.as_std().get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().with_context(|| format!("cannot start {program}"))?;
    let stdout = child.stdout.take().context("the runner has no output")?;
    let counts = count(stdout).await?;
    Ok(counts.judged_by(child.wait().await?.success()))
}

/// Passes the output on and adds up its summaries.
async fn count(output: impl AsyncRead + Unpin) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        println!("{line}");
        counts.read_line(&line);
    }
    Ok(counts)
}
