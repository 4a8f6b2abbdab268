//! Everything that runs the platform on one machine. `cargo xtask` is a thin command line over this
//! crate, and the end-to-end tests use it to find, disturb and mend a running stack.
//!
//! The parts, from the bottom: [`setup`] installs what a fresh machine lacks, [`postgres`] runs the
//! embedded server, [`migrate`] and [`seed`] fill it, `node` and [`wrangler`] run the processes that
//! are written in JavaScript, [`stack`] puts them together, and [`StackFile`] describes the result.

mod build;
mod checkout;
pub mod counts;
mod cron;
mod database;
mod files;
mod instant;
mod keys;
pub mod migrate;
mod node;
pub mod postgres;
pub mod process;
mod progress;
mod secrets;
pub mod seed;
pub mod setup;
pub mod stack;
mod stack_file;
mod token;
mod tool;
pub mod worker;
pub mod wrangler;

pub use build::{ARTEFACTS, Profile, build_workers};
pub use checkout::Checkout;
pub use database::{Database, DatabaseUrl, connect};
pub use files::{write_private, write_private_atomically};
pub use keys::{KeyPair, keys_match};
pub use progress::Progress;
pub use stack_file::{Databases, Pids, STACK_VARIABLE, StackFile, StackTenant, WorkerDatabases};
pub use token::{TokenRequest, check_token, mint};
pub use tool::Tool;
pub use worker::{WORKERS, Worker};
