//! Starts `bench/compare.mjs` on a stack whose databases run.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use local_stack::process::{ProcessRecord, ProcessTable};
use local_stack::stack::Stack;
use local_stack::wrangler::BareWorker;
use local_stack::{Checkout, Progress, StackFile, Tool, WORKERS, write_private};
use serde::Serialize;
use tokio::process::Command;

use super::options::{Bench, Series};
use super::peer::{self, Peer};

/// The program that sends load.
pub(super) const LOAD: [&str; 2] = ["--package", "bench-load"];

/// What is run.
#[derive(Debug, Serialize)]
pub(super) struct Programs {
    workerd: PathBuf,
    load: PathBuf,
    peer: Peer,
}

impl Programs {
    pub(super) fn prepare(checkout: &Checkout, progress: &Progress) -> Result<Self> {
        let workerd = Tool::new("node")
            .args(["--print", "require('workerd').default"])
            .folder(checkout.root())
            .advice("run `cargo xtask setup`")
            .output()?;
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| checkout.path("target"), PathBuf::from);
        Ok(Self {
            workerd: workerd.trim().into(),
            load: target.join("release/bench-load"),
            peer: peer::build(checkout, progress)?,
        })
    }
}

/// What `bench/plan.mjs` reads.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Plan<'a> {
    stack: &'a StackFile,
    workers: Vec<BareWorker>,
    folder: PathBuf,
    #[serde(flatten)]
    programs: &'a Programs,
    measures_routes: bool,
    measures_starts: bool,
    #[serde(flatten)]
    wishes: &'a Bench,
}

/// Measures and prints.
pub(super) async fn compare(
    checkout: &Checkout,
    stack: &Stack,
    programs: &Programs,
    wishes: &Bench,
) -> Result<()> {
    let file = stack.file().context("the databases come first")?;
    let workers = WORKERS.into_iter().map(|worker| BareWorker::read(checkout, file, worker));
    let plan = Plan {
        stack: file,
        workers: workers.collect::<Result<_>>()?,
        folder: stack.folder().join("rivals"),
        programs,
        measures_routes: wishes.measures(Series::Rivals),
        measures_starts: wishes.measures(Series::Cold),
        wishes,
    };
    std::fs::create_dir_all(&plan.folder).context("cannot make a folder for the rivals")?;
    let path = plan.folder.join("plan.json");
    write_private(&path, serde_json::to_vec(&plan)?)?;

    let mut command = Command::new("node");
    command.arg(checkout.path("bench/compare.mjs")).arg(&path).current_dir(checkout.root());
    // A group of its own, written down with the stack: whatever ends the stack ends the rivals.
    command.env_remove("NODE_OPTIONS").stdin(Stdio::null()).kill_on_drop(true).process_group(0);
    let mut child = command.spawn().context("cannot start node")?;
    let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).unwrap_or(0);
    let record = ProcessRecord::of("rivals", pid).context("the comparison ended at once")?;
    let table = ProcessTable::of_stack(stack.folder());
    table.add(&record)?;
    let status = child.wait().await?;
    // What it started ends with it.
    record.stop(rustix::process::Signal::TERM).await?;
    table.remove(&record)?;
    ensure!(status.success(), "the comparison failed; see above");
    Ok(())
}
