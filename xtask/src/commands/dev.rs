//! `cargo xtask dev [--detach|--watch]`: the whole stack on one machine.

mod clients;
mod detach;
mod follow;
mod watch;
mod welcome;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use local_stack::setup::Tools;
use local_stack::stack::{self, ExternalDatabases, Stack};
use local_stack::{Checkout, Profile, Progress, WORKERS, build_workers, setup};

use self::clients::Clients;
use super::signals;

/// Where seller dashboards expect a local gateway.
const GATEWAY_PORT: u16 = 8788;

/// Where the seller dashboard listens.
const DASHBOARD_PORT: u16 = 3000;

/// Where the example site listens.
const SITE_PORT: u16 = 3001;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Dev {
    /// Runs it in the background; returns when it is ready. `cargo xtask stop` ends it
    #[arg(long)]
    detach: bool,
    /// Builds quickly instead of small, and puts each change of a Worker's source under the running stack
    #[arg(long, conflicts_with = "detach")]
    watch: bool,
    /// Begins with empty databases and new keys
    #[arg(long)]
    fresh: bool,
    /// The gateway's port
    #[arg(long, default_value_t = GATEWAY_PORT)]
    port: u16,
    #[command(flatten)]
    clients: Clients,
    /// This is the process in the background
    #[arg(long, hide = true)]
    in_background: bool,
}

impl Dev {
    pub(crate) async fn run(self) -> Result<()> {
        let (checkout, progress) = (Checkout::default(), Progress::default());
        if let Some(running) = stack::dev_supervisor(&checkout) {
            bail!("a stack runs already (process {}); end it by `cargo xtask stop`", running.pid);
        }
        // What a crashed stack left behind may hold the port.
        stack::clear_dev(&checkout).await?;
        if std::net::TcpListener::bind(("127.0.0.1", self.port)).is_err() {
            bail!(
                "port {} is taken by another program; end that, or choose another port by --port",
                self.port
            );
        }
        if self.fresh {
            stack::forget_dev(&checkout)?;
        }
        let mut tools = None;
        if !self.in_background {
            let tools = tools.insert(setup::run(&checkout, &progress)?);
            build_workers(&checkout, tools, &WORKERS, self.profile(), &progress)?;
            if self.clients.dashboard {
                stack::build_dashboard(&checkout, &progress)?;
            }
            if self.clients.site {
                stack::prepare_site(&checkout, &progress)?;
            }
        }
        if self.detach {
            return detach::run(&checkout, self.port, self.clients, progress).await;
        }
        self.supervise(&checkout, tools, progress).await
    }

    fn profile(&self) -> Profile {
        if self.watch { Profile::Watch } else { Profile::Release }
    }

    async fn supervise(&self, checkout: &Checkout, tools: Option<Tools>, progress: Progress) -> Result<()> {
        let mut stack = Stack::dev(checkout, progress).await?;
        stack.set_profile(self.profile());
        if let Some(tools) = tools.filter(|_| self.watch) {
            watch::in_background(checkout.clone(), tools, stack.renewal())?;
        }
        let outcome = tokio::select! {
            outcome = self.start_and_watch(&mut stack, progress) => outcome,
            signal = signals::asked_to_end() => {
                progress.step(format!("ended by {}: stopping everything", signal?));
                Ok(())
            }
        };
        stack.stop().await?;
        progress.step("stopped; the data are kept");
        outcome
    }

    async fn start_and_watch(&self, stack: &mut Stack, progress: Progress) -> Result<()> {
        stack.start_databases(ExternalDatabases::from_env()?).await?;
        stack.start_workers(self.port).await?;
        if self.clients.dashboard {
            stack.start_dashboard(DASHBOARD_PORT).await?;
        }
        if self.clients.site {
            stack.start_site(SITE_PORT).await?;
        }
        progress.step("ready");
        if !self.in_background {
            welcome::print(stack.file().context("the stack has no description")?, progress)?;
            follow::in_background(stack.folder().join("wrangler.log"));
        }
        loop {
            let exit = stack.next_exit().await;
            let status = exit.status.map_or_else(String::new, |status| format!(" ({status})"));
            let name = exit.record.name;
            if name == "wrangler" {
                let log = stack.folder().join("wrangler.log");
                bail!("wrangler ended{status}; see {}", log.display());
            }
            progress.step(format!("{name} ended{status}; everything else keeps running"));
        }
    }
}
