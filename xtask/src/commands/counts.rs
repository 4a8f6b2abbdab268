//! `cargo xtask counts [--mend] [--database-url …]`

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use local_stack::{Database, DatabaseUrl, StackFile, connect, counts};

#[derive(Debug, Args)]
pub(crate) struct Counts {
    /// postgres://owner:password@host/name of the blog's database; `BLOG_DATABASE_URL` when absent, and without both the
    /// running stack's
    #[arg(long)]
    database_url: Option<DatabaseUrl>,
    /// Put right what is wrong
    #[arg(long)]
    mend: bool,
}

impl Counts {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let url = match (self.database_url, std::env::var("BLOG_DATABASE_URL")) {
            (Some(url), _) => url,
            (None, Ok(url)) => url.parse()?,
            (None, Err(_)) => StackFile::load()
                .context("name the database by --database-url or by the variable BLOG_DATABASE_URL")?
                .owner_databases
                .of(Database::Blog)
                .parse()?,
        };
        let wrong = counts::wrong(&mut connect(&url).await?, self.mend).await?;
        for count in &wrong {
            println!("{count}");
        }
        let (said, code) = match (wrong.is_empty(), self.mend) {
            (true, _) => ("all counts are right", ExitCode::SUCCESS),
            (false, true) => ("mended", ExitCode::SUCCESS),
            (false, false) => ("wrong; put them right by --mend", ExitCode::FAILURE),
        };
        println!("{said}");
        Ok(code)
    }
}
