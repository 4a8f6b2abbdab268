//! The gateway as its callers see it: requests in, responses out, and what the services were sent.
//! The services, the database and the clock are the tests' own; everything between them is the
//! gateway's.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by a panic; the exemption for tests covers only the test functions themselves"
)]

mod admin;
mod config;
mod cors;
mod database;
mod early_ends;
mod forwarding;
mod journal;
mod limits;
mod media;
mod memory;
mod pages;
mod paths;
mod public;
mod support;
mod tokens;
