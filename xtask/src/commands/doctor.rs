//! `cargo xtask doctor`: the checks a person would make when requests fail, in that order, one line each.

mod checks;
mod deployment;
mod machine;
mod secrets;
mod stack;

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use local_stack::{Checkout, StackFile};

use checks::Report;

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Also says what is wrong with this access token
    #[arg(long)]
    token: Option<String>,
}

impl Doctor {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let checkout = Checkout::default();
        let mut report = Report::default();
        machine::check(&checkout, &mut report);
        deployment::check(&checkout, &mut report);
        match StackFile::load() {
            Ok(running) => stack::check(&running, self.token.as_deref(), &mut report).await?,
            Err(error) => report.fail("a stack runs", &format!("{error:#}"), "run `cargo xtask dev`"),
        }
        println!("{}", report.summary());
        Ok(if report.is_healthy() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
