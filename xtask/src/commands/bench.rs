//! `cargo xtask bench`: figures and ratios, measured in one run on a stack of its own. Two programs measure: `bench/` our
//! Workers beside a TypeScript peer on bare workerd, `e2e/examples/bench` what needs the whole stack.

mod options;
mod peer;
mod rivals;

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use local_stack::stack::Stack;
use local_stack::{Checkout, Profile, Progress, STACK_VARIABLE, WORKERS, build_workers, process, setup};
use tokio::process::Command;

pub(crate) use self::options::Bench;
use self::options::Series;

impl Bench {
    pub(crate) async fn run(self) -> Result<()> {
        let (checkout, progress) = (Checkout::default(), Progress::default());
        let tools = setup::run(&checkout, &progress)?;
        build_workers(&checkout, &tools, &WORKERS, Profile::Release, &progress)?;
        // Before the stack runs, so that no compiler runs beside what is measured.
        let programs = self.build(&checkout, &progress).await?;

        let mut stack = Stack::temporary(&checkout, progress).await?;
        let outcome = tokio::select! {
            outcome = self.measure(&checkout, &mut stack, programs.as_ref(), progress) => outcome,
            signal = super::signals::asked_to_end() => Err(anyhow::anyhow!("ended by {}", signal?)),
        };
        if outcome.is_err() {
            stack.show_logs();
        }
        stack.stop().await?;
        outcome
    }

    async fn build(&self, checkout: &Checkout, progress: &Progress) -> Result<Option<rivals::Programs>> {
        progress.step("building the measuring programs for release");
        if self.measures(Series::Stack) {
            let built =
                cargo(checkout, "build", &STACK_PROGRAM).status().await.context("cannot start cargo")?;
            ensure!(built.success(), "the measuring program does not compile; see above");
        }
        if !self.measures(Series::Rivals) && !self.measures(Series::Cold) {
            return Ok(None);
        }
        let built = cargo(checkout, "build", &rivals::LOAD).status().await.context("cannot start cargo")?;
        ensure!(built.success(), "the program of the load does not compile; see above");
        Ok(Some(rivals::Programs::prepare(checkout, progress)?))
    }

    async fn measure(
        &self,
        checkout: &Checkout,
        stack: &mut Stack,
        programs: Option<&rivals::Programs>,
        progress: Progress,
    ) -> Result<()> {
        stack.start_databases(None).await?;
        if let Some(programs) = programs {
            progress.step("measuring both rivals");
            rivals::compare(checkout, stack, programs, self).await?;
        }
        if self.measures(Series::Stack) {
            stack.start_workers(process::free_port()?).await?;
            progress.step("measuring the stack");
            let mut program = cargo(checkout, "run", &STACK_PROGRAM);
            let status = program.env(STACK_VARIABLE, stack.file_path()).status().await;
            ensure!(
                status.context("cannot start cargo")?.success(),
                "the measuring program failed; see above"
            );
        }
        progress.step("measured");
        Ok(())
    }
}

/// `e2e/examples/bench`.
const STACK_PROGRAM: [&str; 4] = ["--package", "e2e", "--example", "bench"];

/// A program of ours, optimised as the Workers are, but linked in less time.
fn cargo(checkout: &Checkout, command: &str, program: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args([command, "--quiet", "--release"]).args(program);
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    cargo.current_dir(checkout.root()).env_remove("RUSTFLAGS").stdin(Stdio::null()).kill_on_drop(true);
    cargo
}
