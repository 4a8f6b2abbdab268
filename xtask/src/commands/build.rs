//! `cargo xtask build [gateway|blog|manager]…`: also what the wrangler files call.

use anyhow::Result;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use local_stack::{Checkout, Profile, Progress, WORKERS, Worker, build_workers};

/// A Worker by its name.
fn worker() -> impl clap::builder::TypedValueParser<Value = Worker> {
    let names = PossibleValuesParser::new(WORKERS.map(Worker::name));
    names.try_map(|name| Worker::parse(&name).ok_or("there is no such Worker"))
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Which; all of them when none is named
    #[arg(value_parser = worker())]
    workers: Vec<Worker>,
}

impl Build {
    pub(crate) fn run(mut self) -> Result<()> {
        let (checkout, progress) = (Checkout::default(), Progress::default());
        if self.workers.is_empty() {
            self.workers.extend(WORKERS);
        }
        let tools = local_stack::setup::run(&checkout, &progress)?;
        build_workers(&checkout, &tools, &self.workers, Profile::Release, &progress)
    }
}
