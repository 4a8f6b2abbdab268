//! The long-running tools that are written in JavaScript: the SQL-over-HTTP endpoint and the OpenID provider.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::Signal;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::checkout::Checkout;
use crate::process::{self, ProcessRecord, ProcessTable};
use crate::tool::tail;

const START_LIMIT: Duration = Duration::from_secs(30);

/// A tool that said it is ready.
#[derive(Debug)]
pub(crate) struct NodeTool {
    pub(crate) child: Child,
    pub(crate) record: ProcessRecord,
    /// The line it printed when it was ready.
    pub(crate) ready: Value,
}

/// Starts `local-stack/node/<script>` and waits for its line `{"ready":true,…}`.
pub(crate) async fn start<S: AsRef<OsStr>>(
    checkout: &Checkout,
    name: &str,
    script: &str,
    args: impl IntoIterator<Item = S>,
    folder: &Path,
) -> Result<NodeTool> {
    let table = ProcessTable::of_stack(folder);
    let log = folder.join(format!("{name}.log"));
    let mut command = Command::new("node");
    command.arg(checkout.path("local-stack/node").join(script)).args(args);
    // A proxy or a preload meant for other programs would only disturb a tool that talks to loopback.
    command.env_remove("NODE_OPTIONS");
    let (mut child, record) = process::spawn(name, &mut command, &log, &table, true)?;
    let lines = child.stdout.take().map(|stdout| BufReader::new(stdout).lines());
    let first = match lines {
        Some(mut lines) => {
            let first = tokio::time::timeout(START_LIMIT, lines.next_line()).await;
            // Later output is read and dropped, so that the tool never blocks on a full pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            first
        }
        None => bail!("{name} has no output to read"),
    };
    let ready =
        first.ok().and_then(Result::ok).flatten().and_then(|line| serde_json::from_str::<Value>(&line).ok());
    match ready {
        Some(ready) if ready.get("ready") == Some(&Value::Bool(true)) => {
            Ok(NodeTool { child, record, ready })
        }
        _ => {
            let _ = record.stop(Signal::TERM).await;
            table.remove(&record)?;
            let log = std::fs::read_to_string(&log).unwrap_or_default();
            bail!("{script} did not become ready:\n{}", tail(&log))
        }
    }
}

/// The port in a ready line.
pub(crate) fn port(ready: &Value) -> Result<u16> {
    let port = ready.get("port").and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok());
    port.context("the ready line names no port")
}
