//! `wrangler dev`: the three Workers in one local runtime, with real Service Bindings between them.
//!
//! The configurations at the top of the repository are what is deployed. For local use each Worker gets
//! one derived from it, in a folder of its own, with its own variables next to it and nobody else's.

mod bare;
mod deployed;
mod local;
mod options;
pub mod preconditions;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use rustix::process::Signal;
use tokio::process::{Child, Command};

pub use self::bare::BareWorker;
pub(crate) use self::deployed::issuer_and_audience;
pub use self::deployed::{Deployment, required_vars};
use self::local::configure;
pub use self::local::{read_vars, running_vars};
pub use self::options::WranglerOptions;
use crate::checkout::Checkout;
use crate::files;
use crate::process::{self, ProcessRecord, ProcessTable, own_pid};
use crate::stack_file::StackFile;
use crate::tool::tail;
use crate::worker::{WORKERS, Worker};

/// How long the runtime may take to answer its first request.
const START_LIMIT: Duration = Duration::from_secs(90);

/// How often to look for a free port, and how a log says that it was none.
const MOST_TRIES: u32 = 3;
const PORT_TAKEN: &str = "ddress already in use";

/// A running `wrangler dev`. Dropping it ends it.
#[derive(Debug)]
pub struct Wrangler {
    /// Where the primary Worker listens, without a slash at the end.
    pub url: String,
    /// Its log, with the Workers' log lines.
    pub log: PathBuf,
    pub(crate) record: ProcessRecord,
    table: ProcessTable,
    folder: PathBuf,
    owned: bool,
}

impl Wrangler {
    /// Ends it, and removes its configuration.
    pub async fn stop(self) -> Result<()> {
        self.record.stop(Signal::TERM).await
    }

    /// Hands the responsibility for its end to the stack's table of processes.
    pub(crate) fn leave_running(mut self) {
        self.owned = false;
    }
}

impl Drop for Wrangler {
    fn drop(&mut self) {
        if self.owned {
            self.record.kill_now();
            // What cannot be removed now goes with the stack's folder.
            let _ = self.table.remove(&self.record);
            let _ = files::remove(&self.folder);
        }
    }
}

/// Starts one more `wrangler dev` beside that of a running stack, on the same databases.
pub async fn start_beside(stack: &StackFile, options: &WranglerOptions) -> Result<Wrangler> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("wrangler-{}-{}", own_pid(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut tries = 1;
    loop {
        match start(&Checkout::default(), stack, &WORKERS, options, &name).await {
            // Somebody else took a port that was free a moment ago.
            Err(error) if tries < MOST_TRIES && format!("{error:#}").contains(PORT_TAKEN) => tries += 1,
            Err(error) => return Err(error),
            Ok((child, wrangler)) => {
                process::watch(child, wrangler.record.clone(), None);
                return Ok(wrangler);
            }
        }
    }
}

/// Starts `wrangler dev` with some of the Workers and waits until it answers.
pub(crate) async fn start(
    checkout: &Checkout,
    stack: &StackFile,
    workers: &[Worker],
    options: &WranglerOptions,
    name: &str,
) -> Result<(Child, Wrangler)> {
    let folder = stack.folder.join(name);
    files::remove(&folder)?;
    let port = options.port.map_or_else(process::free_port, Ok)?;
    let mut ordered: Vec<Worker> = workers.to_vec();
    ordered.sort_by_key(|worker| *worker != options.primary);
    let configured = ordered.into_iter().map(|worker| configure(checkout, stack, worker, options, &folder));
    let files = configured.collect::<Result<Vec<_>>>()?;
    launch(checkout, stack, &files, port, name).await
}

/// Starts `wrangler dev` with wrangler files that stand somewhere with their `.dev.vars`, as a person does by hand.
pub async fn start_by_hand(stack: &StackFile, files: &[PathBuf]) -> Result<Wrangler> {
    let name = format!("wrangler-by-hand-{}", own_pid());
    files::private_folder(&stack.folder.join(&name))?;
    let (child, wrangler) = launch(&Checkout::default(), stack, files, process::free_port()?, &name).await?;
    process::watch(child, wrangler.record.clone(), None);
    Ok(wrangler)
}

/// Runs wrangler with these files, the first one's Worker at the port.
async fn launch(
    checkout: &Checkout,
    stack: &StackFile,
    files: &[PathBuf],
    port: u16,
    name: &str,
) -> Result<(Child, Wrangler)> {
    let folder = stack.folder.join(name);
    let mut command = Command::new("node");
    // What `node_modules/.bin/wrangler` does, without the process between that does not pass signals on.
    command.args(["--no-warnings", "--experimental-vm-modules"]);
    command.arg(checkout.path("node_modules/wrangler/wrangler-dist/cli.js")).arg("dev");
    for file in files {
        command.arg("-c").arg(file);
    }
    command.args(["--ip", "127.0.0.1", "--port", &port.to_string()]);
    command.args(["--inspector-port", &process::free_port()?.to_string()]);
    command.args(["--show-interactive-dev-session", "false", "--log-level", "log"]);
    command.arg("--persist-to").arg(stack.folder.join("workers-state").join(name));
    command.envs(environment(&folder)).current_dir(&folder);
    for name in ["NODE_OPTIONS", "CLOUDFLARE_ENV", "CLOUDFLARE_INCLUDE_PROCESS_ENV", "CLOUDFLARE_API_TOKEN"] {
        command.env_remove(name);
    }

    let table = ProcessTable::of_stack(&stack.folder);
    let log = stack.folder.join(format!("{name}.log"));
    files::write_private(&log, "")?;
    let (child, record) = process::spawn(name, &mut command, &log, &table, false)?;
    let wrangler =
        Wrangler { url: format!("http://127.0.0.1:{port}"), log, record, table, folder, owned: true };
    wait_until_ready(&wrangler).await?;
    Ok((child, wrangler))
}

/// Variables of wrangler itself: no questions, no reports, no requests to anywhere but this machine.
fn environment(folder: &Path) -> Vec<(&'static str, PathBuf)> {
    let text = PathBuf::from;
    vec![
        ("CI", text("true")),
        ("WRANGLER_SEND_METRICS", text("false")),
        ("WRANGLER_SEND_ERROR_REPORTS", text("false")),
        ("WRANGLER_HIDE_BANNER", text("true")),
        ("CLOUDFLARE_CF_FETCH_ENABLED", text("false")),
        ("NO_COLOR", text("1")),
        // Two stacks have Workers of the same names: each has a registry of its own.
        ("WRANGLER_REGISTRY_PATH", folder.join("registry")),
        ("WRANGLER_LOG_PATH", folder.join("logs")),
        ("WRANGLER_CACHE_DIR", folder.join("cache")),
    ]
}

async fn wait_until_ready(wrangler: &Wrangler) -> Result<()> {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build()?;
    let url = format!("{}/health", wrangler.url);
    let end = tokio::time::Instant::now() + START_LIMIT;
    // Every answer of a Worker of ours has this header, refusals too; somebody else's at the same port does not.
    while !client.get(&url).send().await.is_ok_and(|answer| answer.headers().contains_key("x-request-id")) {
        let log = std::fs::read_to_string(&wrangler.log).unwrap_or_default();
        let ended = !wrangler.record.is_running() || log.contains(PORT_TAKEN);
        if ended || tokio::time::Instant::now() >= end {
            bail!(
                "wrangler dev did not become ready; the end of {}:\n{}",
                wrangler.log.display(),
                tail(&log)
            );
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
