//! `cargo xtask test [--unit|--e2e [NAME]|--dashboard|--sdk|--site]`: all suites, on a stack of their own.

mod counts;
mod suites;
mod summary;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use local_stack::stack::{self, Stack};
use local_stack::{Checkout, Profile, Progress, WORKERS, build_workers, process, setup};

use counts::Counts;
use summary::Summary;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Test {
    /// Only what needs no running Workers: unit tests, handlers against PostgreSQL, tools
    #[arg(long, conflicts_with = "e2e")]
    unit: bool,
    /// Only the end-to-end tests
    #[arg(long)]
    e2e: bool,
    /// Only the seller dashboard's suites
    #[arg(long, conflicts_with_all = ["unit", "e2e", "package", "sdk"])]
    dashboard: bool,
    /// Of the end-to-end tests only those whose names hold one of these, such as `caching::`
    #[arg(value_name = "NAME", requires = "e2e")]
    names: Vec<String>,
    /// Only the client for websites (`sdk/`), which needs no stack
    #[arg(long, conflicts_with_all = ["unit", "e2e"])]
    sdk: bool,
    /// Only the example site on the client, built, before the whole platform
    #[arg(long, conflicts_with_all = ["unit", "e2e", "dashboard", "sdk", "package"])]
    site: bool,
    /// Only the unit and handler tests of this crate; may be repeated
    #[arg(long, short, value_name = "CRATE", conflicts_with_all = ["e2e", "sdk"])]
    package: Vec<String>,
}

impl Test {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let (checkout, progress) = (Checkout::default(), Progress::default());
        let tools = setup::run(&checkout, &progress)?;
        if self.sdk {
            return only_the_sdk(&checkout, progress).await;
        }
        let workers_run = !self.unit && self.package.is_empty();
        if workers_run {
            build_workers(&checkout, &tools, &WORKERS, Profile::Release, &progress)?;
        }
        let mut summary = Summary::default();
        summary.took("set-up and builds", progress.elapsed());
        let mut stack = Stack::temporary(&checkout, progress).await?;
        let outcome = tokio::select! {
            outcome = self.run_suites(&checkout, &mut stack, workers_run, progress, &mut summary) => outcome,
            signal = super::signals::asked_to_end() => Err(anyhow::anyhow!("ended by {}", signal?)),
        };
        let counts = summary.counts();
        if outcome.is_ok() && counts.failed > 0 {
            stack.show_logs();
        }
        stack.stop().await?;
        // A test that failed may have left a stack of its own behind.
        stack::clear_crashed_tests(&checkout).await?;
        outcome?;
        print!("{summary}");
        Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn run_suites(
        &self,
        checkout: &Checkout,
        stack: &mut Stack,
        workers_run: bool,
        progress: Progress,
        summary: &mut Summary,
    ) -> Result<()> {
        let mut began = progress.elapsed();
        let mut note = |summary: &mut Summary, suite, counts| {
            summary.ran(suite, progress.elapsed().saturating_sub(began), counts);
            began = progress.elapsed();
        };
        if self.dashboard {
            let counts = suites::dashboard(checkout, stack, progress).await?;
            note(summary, "dashboard", counts);
        }
        // A variable meant for real databases must not lead a test there.
        stack.start_databases(None).await?;
        if !self.e2e && !self.dashboard && !self.site {
            let suite = suites::native(checkout, stack, &self.package, progress);
            let counts = while_there_is_a_database(stack, suite).await?;
            note(summary, "unit and handler tests", counts);
        }
        if !self.e2e && !self.dashboard && !self.site && self.package.is_empty() {
            let counts = while_there_is_a_database(stack, suites::node(checkout, stack, progress)).await?;
            note(summary, "tools in JavaScript", counts);
            if !self.unit {
                let counts = suites::sdk(checkout, progress).await?;
                note(summary, "client for websites (sdk)", counts);
                let counts = suites::dashboard(checkout, stack, progress).await?;
                note(summary, "dashboard", counts);
            }
        }
        if workers_run {
            stack.start_workers(process::free_port()?).await?;
            if !self.dashboard && !self.site {
                let counts = suites::end_to_end(checkout, stack, &self.names, progress).await?;
                note(summary, "end-to-end tests", counts);
            }
            if !self.e2e && !self.site {
                let counts = suites::dashboard_in_browser(checkout, stack, progress).await?;
                note(summary, "dashboard in a browser", counts);
            }
            if !self.e2e && !self.dashboard {
                let counts = suites::site(checkout, stack, progress).await?;
                note(summary, "example site", counts);
            }
        }
        Ok(())
    }
}

/// Without their database tests would fail one by one, or wait: the run ends, and says what the database said last.
async fn while_there_is_a_database(
    stack: &Stack,
    suite: impl Future<Output = Result<Counts>>,
) -> Result<Counts> {
    tokio::select! {
        counts = suite => counts,
        () = stack.database_ended() => {
            stack.show_logs();
            bail!("PostgreSQL ended while tests ran on it; the end of its log is above")
        }
    }
}

async fn only_the_sdk(checkout: &Checkout, progress: Progress) -> Result<ExitCode> {
    let mut summary = Summary::default();
    summary.took("set-up", progress.elapsed());
    let began = progress.elapsed();
    let counts = suites::sdk(checkout, progress).await?;
    summary.ran("client for websites (sdk)", progress.elapsed().saturating_sub(began), counts);
    print!("{summary}");
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
