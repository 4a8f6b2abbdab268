//! `cargo xtask dev [--detach]`: the whole stack on one machine.

mod detach;
mod follow;
mod welcome;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use local_stack::stack::{self, ExternalDatabases, Stack};
use local_stack::{Checkout, Progress, WORKERS, build_workers, setup};

use super::signals;

/// Where seller dashboards expect a local gateway.
const GATEWAY_PORT: u16 = 8788;

#[derive(Debug, Args)]
pub(crate) struct Dev {
    /// Runs it in the background; returns when it is ready. `cargo xtask stop` ends it
    #[arg(long)]
    detach: bool,
    /// Begins with empty databases and new keys
    #[arg(long)]
    fresh: bool,
    /// The gateway's port
    #[arg(long, default_value_t = GATEWAY_PORT)]
    port: u16,
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
        if !self.in_background {
            let tools = setup::run(&checkout, &progress)?;
            build_workers(&checkout, &tools, &WORKERS, &progress)?;
        }
        if self.detach {
            return detach::run(&checkout, self.port, progress).await;
        }
        self.supervise(&checkout, progress).await
    }

    async fn supervise(&self, checkout: &Checkout, progress: Progress) -> Result<()> {
        let mut stack = Stack::dev(checkout, progress).await?;
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
