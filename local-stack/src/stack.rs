//! A whole stack: a folder, its processes, its description.

mod dashboard;
mod databases;
mod leftovers;
mod names;
pub mod outage;
mod owner;
mod site;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::Signal;
use tokio::process::Child;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

pub use self::dashboard::build_dashboard;
pub use self::databases::ExternalDatabases;
use self::leftovers::file_of;
pub use self::leftovers::{clear_crashed_tests, clear_dev, dev_supervisor, forget_dev, stop_dev};
use self::names::{DEV, SUPERVISOR, TEST_PREFIX};
pub use self::site::prepare_site;
use crate::build::{self, Profile};
use crate::checkout::Checkout;
use crate::postgres::Cluster;
use crate::process::{self, Exit, ProcessRecord, ProcessTable, own_pid};
use crate::progress::Progress;
use crate::stack_file::StackFile;
use crate::tool::tail;
use crate::worker::{WORKERS, Worker};
use crate::wrangler::{self, WranglerOptions};
use crate::{cron, files, node};

/// The name that the Workers' runtime is written down under.
const WRANGLER: &str = "wrangler";
/// How often it is looked whether the database is there.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Our client id at the local OpenID provider.
const LOCAL_CLIENT_ID: &str = "logicspike-local";

/// A stack that this process runs.
#[derive(Debug)]
pub struct Stack {
    checkout: Checkout,
    progress: Progress,
    folder: PathBuf,
    table: ProcessTable,
    temporary: bool,
    cluster: Option<Cluster>,
    file: Option<StackFile>,
    exits: (UnboundedSender<Exit>, UnboundedReceiver<Exit>),
    /// How its Workers are compiled.
    profile: Profile,
    /// Ended when the stack is dropped.
    crons: JoinSet<()>,
}

impl Stack {
    /// The developer's stack: one per checkout, its data kept.
    pub async fn dev(checkout: &Checkout, progress: Progress) -> Result<Self> {
        if let Some(running) = dev_supervisor(checkout) {
            bail!("a stack runs already (process {}); end it by `cargo xtask stop`", running.pid);
        }
        clear_dev(checkout).await?;
        Self::claim(checkout, progress, DEV, false)
    }

    /// A stack of this process's own, on free ports, its data removed at the end.
    pub async fn temporary(checkout: &Checkout, progress: Progress) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        clear_crashed_tests(checkout).await?;
        // A test that failed may have left one of this process behind.
        let name = format!("{TEST_PREFIX}{}-{}", own_pid(), COUNT.fetch_add(1, Ordering::Relaxed));
        files::remove(&checkout.local(&name))?;
        Self::claim(checkout, progress, &name, true)
    }

    fn claim(checkout: &Checkout, progress: Progress, name: &str, temporary: bool) -> Result<Self> {
        let folder = checkout.local(name);
        files::private_folder(&folder)?;
        let table = ProcessTable::of_stack(&folder);
        table.add(&ProcessRecord::of(SUPERVISOR, own_pid()).context("cannot see this very process")?)?;
        let checkout = checkout.clone();
        let exits = unbounded_channel();
        Ok(Self {
            checkout,
            progress,
            folder,
            table,
            temporary,
            cluster: None,
            file: None,
            exits,
            profile: Profile::Release,
            crons: JoinSet::new(),
        })
    }

    /// Runs Workers that were built otherwise than for a deployment.
    pub fn set_profile(&mut self, profile: Profile) {
        self.profile = profile;
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its description lies.
    pub fn file_path(&self) -> PathBuf {
        file_of(&self.folder)
    }

    /// Its description; absent until the databases run.
    pub fn file(&self) -> Option<&StackFile> {
        self.file.as_ref()
    }

    fn watch(&self, child: Child, record: &ProcessRecord) {
        process::watch(child, record.clone(), Some(self.exits.0.clone()));
    }

    /// Starts the stand-ins for Google and the mail provider, and the Workers; `stack.json` then says where the gateway listens.
    pub async fn start_workers(&mut self, gateway_port: u16) -> Result<()> {
        let mut file = self.file.clone().context("the databases come first")?;
        self.progress.step("starting the OpenID provider and the mail sink");
        let data = self.folder.join("openid");
        files::private_folder(&data)?;
        let args = [
            "--port".into(),
            "0".into(),
            "--client-id".into(),
            LOCAL_CLIENT_ID.into(),
            "--data".into(),
            data.into_os_string(),
        ];
        let tool = node::start(&self.checkout, "openid", "openid-provider.mjs", args, &self.folder).await?;
        let issuer = tool
            .ready
            .get("issuer")
            .and_then(|issuer| issuer.as_str())
            .context("the ready line names no issuer")?;
        file.google_issuer_url = issuer.to_owned();
        file.pids.openid = Some(tool.record.pid);
        self.watch(tool.child, &tool.record);

        let args = ["--port".to_owned(), "0".to_owned()];
        let tool = node::start(&self.checkout, "mail", "mail-sink.mjs", args, &self.folder).await?;
        file.mail_url = format!("http://127.0.0.1:{}", node::port(&tool.ready)?);
        file.pids.mail = Some(tool.record.pid);
        self.watch(tool.child, &tool.record);

        self.file = Some(file);

        build::snapshot(&self.checkout, &WORKERS, self.profile, &self.folder)?;
        let options = WranglerOptions { port: Some(gateway_port), ..WranglerOptions::new(Worker::Gateway) };
        self.run_workers(&options).await
    }

    /// Puts what was built last under the running Workers, for which the runtime is waiting; says which are new.
    pub fn renewal(&self) -> impl Fn() -> Result<Vec<Worker>> + Send + use<> {
        let (checkout, profile, folder) = (self.checkout.clone(), self.profile, self.folder.clone());
        move || build::snapshot(&checkout, &WORKERS, profile, &folder)
    }

    /// Runs the Workers, after [`Stack::crash_workers`] once more.
    pub async fn run_workers(&mut self, options: &WranglerOptions) -> Result<()> {
        let mut file = self.file.clone().context("the databases come first")?;
        self.progress.step("starting the Workers (wrangler dev)");
        let (child, wrangler) = wrangler::start(&self.checkout, &file, &WORKERS, options, WRANGLER).await?;
        self.watch(child, &wrangler.record);
        file.gateway_url.clone_from(&wrangler.url);
        file.pids.wrangler = Some(wrangler.record.pid);
        // From here on the table of processes is responsible for it.
        wrangler.leave_running();
        file.write(&self.file_path())?;
        self.crons.spawn(cron::run(file.clone()));
        self.file = Some(file);
        Ok(())
    }

    /// Kills the Workers at once, with everything that is in their memory; the rest of the stack goes on.
    pub async fn crash_workers(&mut self) -> Result<()> {
        self.crons.shutdown().await;
        if let Some(record) = self.table.running(WRANGLER) {
            record.stop(Signal::KILL).await?;
            self.table.remove(&record)?;
        }
        Ok(())
    }

    /// Returns when PostgreSQL does not run any more.
    pub async fn database_ended(&self) {
        // Twice, as one look may fail for another reason.
        let mut missed = 0;
        while missed < 2 {
            tokio::time::sleep(LOOK_EVERY).await;
            missed = if self.table.running("postgres").is_some() { 0 } else { missed + 1 };
        }
    }

    /// Prints the ends of the processes' logs, for a person who wants to know why a test failed.
    pub fn show_logs(&self) {
        for name in ["wrangler", "neon", "postgres"] {
            let log = std::fs::read_to_string(self.folder.join(format!("{name}.log"))).unwrap_or_default();
            if !log.trim().is_empty() {
                eprintln!("--- the end of the log of {name}:\n{}", tail(&log));
            }
        }
    }

    /// Waits for one of the processes to end unasked.
    pub async fn next_exit(&mut self) -> Exit {
        loop {
            if let Some(exit) = self.exits.1.recv().await {
                return exit;
            }
        }
    }

    /// Ends all processes and removes what is not to be kept.
    pub async fn stop(mut self) -> Result<()> {
        self.crons.abort_all();
        files::remove(&self.file_path())?;
        self.table.stop_all().await?;
        if self.temporary {
            if let Some(cluster) = &self.cluster {
                cluster.remove_data()?;
            }
            return files::remove(&self.folder);
        }
        for record in self.table.records() {
            self.table.remove(&record)?;
        }
        Ok(())
    }
}
