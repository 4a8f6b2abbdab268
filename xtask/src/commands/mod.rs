//! One file per command.

mod bench;
mod build;
mod counts;
mod deny;
mod deploy;
mod dev;
mod doctor;
mod keygen;
mod lint;
mod migrate;
mod openapi;
mod revoke_sessions;
mod schemathesis;
mod setup;
mod signals;
mod stop;
mod test;
mod tidy;
mod token;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs the whole stack on this machine, after all set-up
    Dev(dev::Dev),
    /// Ends the stack that `dev --detach` (or another terminal) runs
    Stop,
    /// Runs the test suites on a stack of their own, after all set-up
    Test(test::Test),
    /// Measures our Workers, beside a TypeScript peer and on a stack of their own; prints figures and ratios
    Bench(bench::Bench),
    /// Says what is wrong with the running stack, and how to mend it
    Doctor(doctor::Doctor),
    /// Applies the migrations to a Neon or PostgreSQL database
    Migrate(migrate::Migrate),
    /// Proves how many posts each tenant is said to have, and mends what is wrong
    Counts(counts::Counts),
    /// Mints an access token for the running stack
    Token(token::Token),
    /// Ends sessions of everybody, or those that one signing key served
    RevokeSessions(revoke_sessions::RevokeSessions),
    /// Makes an RS256 key pair for a deployment
    Keygen(keygen::Keygen),
    /// Builds the Workers, checks their sizes and deploys them
    Deploy(deploy::Deploy),
    /// Builds Workers for release
    Build(build::Build),
    /// Writes `openapi.json`, or compares it
    Openapi(openapi::Openapi),
    /// Calls the running stack as `openapi.json` allows and forbids, and looks at the answers
    Schemathesis(schemathesis::Schemathesis),
    /// Runs clippy for this machine and for the Workers' target, warnings denied; types and style of the client
    Lint,
    /// Checks the rules of the house: who imports whom, and where SQL stands
    Tidy,
    /// Checks licences, sources and known faults of all dependencies
    Deny,
    /// Installs what a fresh machine lacks, inside the repository
    Setup,
}

pub(crate) async fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Dev(dev) => dev.run().await?,
        Command::Stop => stop::run().await?,
        Command::Test(test) => return test.run().await,
        Command::Bench(bench) => bench.run().await?,
        Command::Doctor(doctor) => return doctor.run().await,
        Command::Migrate(migrate) => migrate.run().await?,
        Command::Counts(counts) => return counts.run().await,
        Command::Token(token) => token.run().await?,
        Command::RevokeSessions(revoke) => revoke.run().await?,
        Command::Keygen(keygen) => keygen.run()?,
        Command::Deploy(deploy) => deploy.run()?,
        Command::Build(build) => build.run()?,
        Command::Openapi(openapi) => return openapi.run(),
        Command::Schemathesis(schemathesis) => return schemathesis.run().await,
        Command::Lint => lint::run()?,
        Command::Tidy => tidy::run()?,
        Command::Deny => deny::run()?,
        Command::Setup => setup::run()?,
    }
    Ok(ExitCode::SUCCESS)
}
