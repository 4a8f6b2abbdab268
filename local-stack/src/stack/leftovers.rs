//! What stacks leave behind, and how it is found and removed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use super::names::{DEV, SUPERVISOR, TEST_PREFIX};
use crate::checkout::Checkout;
use crate::process::{self, ProcessRecord, ProcessTable};
use crate::{files, postgres};

/// How long the supervisor may take to end everything before it is ended itself.
const STOP_LIMIT: Duration = Duration::from_mins(1);

/// Where the description of the stack in `folder` lies: the developer's at the agreed place, others in their folder.
pub(crate) fn file_of(folder: &Path) -> PathBuf {
    let is_dev = folder.file_name().is_some_and(|name| name == DEV);
    if is_dev { folder.with_file_name("stack.json") } else { folder.join("stack.json") }
}

/// The process that supervises the developer's stack, if it runs.
pub fn dev_supervisor(checkout: &Checkout) -> Option<ProcessRecord> {
    ProcessTable::of_stack(&checkout.local(DEV)).running(SUPERVISOR)
}

/// Ends the developer's stack; says whether there was one.
pub async fn stop_dev(checkout: &Checkout) -> Result<bool> {
    let supervisor = dev_supervisor(checkout);
    if let Some(supervisor) = &supervisor {
        supervisor.ask_to_end();
        process::wait_until(STOP_LIMIT, || !supervisor.is_running()).await;
    }
    let left_behind = !ProcessTable::of_stack(&checkout.local(DEV)).records().is_empty();
    clear_dev(checkout).await?;
    Ok(supervisor.is_some() || left_behind)
}

/// Ends whatever an earlier stack of the developer's left behind.
pub async fn clear_dev(checkout: &Checkout) -> Result<()> {
    let folder = checkout.local(DEV);
    let table = ProcessTable::of_stack(&folder);
    table.stop_all().await?;
    for record in table.records() {
        table.remove(&record)?;
    }
    files::remove(&file_of(&folder))
}

/// Removes the developer's databases, keys and logs. No stack may run.
pub fn forget_dev(checkout: &Checkout) -> Result<()> {
    postgres::remove_leftover_data(checkout, &checkout.local(DEV))?;
    files::remove(&checkout.local(DEV))
}

/// Ends and removes what crashed test runs left behind.
pub async fn clear_crashed_tests(checkout: &Checkout) -> Result<()> {
    for entry in std::fs::read_dir(checkout.local("")).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid =
            name.to_str().and_then(|name| name.strip_prefix(TEST_PREFIX)?.split('-').next()?.parse().ok());
        if let Some(pid) = pid
            && ProcessRecord::of(SUPERVISOR, pid).is_none()
        {
            ProcessTable::of_stack(&entry.path()).stop_all().await?;
            postgres::remove_leftover_data(checkout, &entry.path())?;
            files::remove(&entry.path())?;
        }
    }
    Ok(())
}
