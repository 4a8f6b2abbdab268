//! An outage of a running stack's PostgreSQL, and its end.

use anyhow::{Context as _, Result, ensure};
use rustix::process::Signal;

use super::leftovers::file_of;
use crate::postgres::Cluster;
use crate::process::{self, ProcessTable};
use crate::stack_file::StackFile;

fn embedded(stack: &StackFile) -> Result<&Cluster> {
    stack.postgres.as_ref().context("this stack uses a PostgreSQL server of yours, which is not ours to stop")
}

/// Stops the PostgreSQL of a running stack. Everything else keeps running.
pub async fn begin(stack: &StackFile) -> Result<()> {
    embedded(stack)?;
    let table = ProcessTable::of_stack(&stack.folder);
    for record in table.records().into_iter().filter(|record| record.name == "postgres") {
        record.stop(Signal::INT).await?;
        table.remove(&record)?;
    }
    Ok(())
}

/// Starts it again, with the same data at the same port; the stack's file gets the new process id.
pub async fn end(stack: &StackFile) -> Result<()> {
    let cluster = embedded(stack)?;
    let table = ProcessTable::of_stack(&stack.folder);
    ensure!(table.running("postgres").is_none(), "PostgreSQL is running");
    let (child, record) = cluster.start(&table, &stack.databases.platform.parse()?).await?;
    process::watch(child, record.clone(), None);
    let path = file_of(&stack.folder);
    let mut current = StackFile::read(&path)?;
    current.pids.postgres = Some(record.pid);
    current.write(&path)
}
