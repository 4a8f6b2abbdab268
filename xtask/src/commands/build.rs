//! `cargo xtask build [gateway|blog|manager]…`: also what the wrangler files call.

use anyhow::Result;
use clap::{Args, ValueEnum};
use local_stack::{Checkout, Progress, WORKERS, Worker, build_workers};

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WorkerName {
    Gateway,
    Blog,
    Manager,
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Which; all three when none is named
    workers: Vec<WorkerName>,
}

impl Build {
    pub(crate) fn run(self) -> Result<()> {
        let (checkout, progress) = (Checkout::default(), Progress::default());
        let named = self.workers.into_iter().map(|name| match name {
            WorkerName::Gateway => Worker::Gateway,
            WorkerName::Blog => Worker::Blog,
            WorkerName::Manager => Worker::Manager,
        });
        let mut workers: Vec<Worker> = named.collect();
        if workers.is_empty() {
            workers.extend(WORKERS);
        }
        let tools = local_stack::setup::run(&checkout, &progress)?;
        build_workers(&checkout, &tools, &workers, &progress)
    }
}
