//! Running the stack in the background.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use local_stack::process::ProcessRecord;
use local_stack::{Checkout, Progress, StackFile, write_private};

use super::super::signals;
use super::clients::Clients;
use super::welcome;

/// Starts the supervisor as a process of its own and waits until the stack is ready.
pub(super) async fn run(checkout: &Checkout, port: u16, clients: Clients, progress: Progress) -> Result<()> {
    let log = checkout.local("dev.log");
    write_private(&log, "")?;
    let output = std::fs::OpenOptions::new().append(true).open(&log).context("cannot write the log")?;
    let mut command = Command::new(std::env::current_exe().context("cannot find this program")?);
    command
        .args(["dev", "--in-background", "--port", &port.to_string()])
        .args(clients.dashboard.then_some("--dashboard"))
        .args(clients.site.then_some("--site"))
        .current_dir(checkout.root());
    // A group of its own: Ctrl-C in this terminal is not for it.
    command.process_group(0).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    let mut child = command.spawn().context("cannot start the background process")?;
    let record = i32::try_from(child.id()).ok().and_then(|pid| ProcessRecord::of("supervisor", pid));
    progress.step("starting in the background");

    let outcome = tokio::select! {
        stack = ready(checkout, &mut child, clients, &log) => stack,
        signal = signals::asked_to_end() => Err(anyhow::anyhow!("ended by {}", signal?)),
    };
    match outcome {
        Ok(stack) => welcome::print(&stack, progress),
        Err(error) => {
            if let Some(record) = record {
                record.ask_to_end();
            }
            let _ = child.wait();
            Err(error)
        }
    }
}

async fn ready(checkout: &Checkout, child: &mut Child, clients: Clients, log: &Path) -> Result<StackFile> {
    let path = checkout.local("stack.json");
    loop {
        if let Some(status) = child.try_wait()? {
            let said = std::fs::read_to_string(log).unwrap_or_default();
            bail!("the stack did not start ({status}):\n{said}");
        }
        if let Ok(stack) = StackFile::read(&path)
            && stack.pids.wrangler.is_some()
            && (stack.dashboard_url.is_some() || !clients.dashboard)
            && (stack.site_url.is_some() || !clients.site)
        {
            return Ok(stack);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
