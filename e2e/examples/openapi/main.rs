//! Writes `openapi.json` to its output: from the tables of routes, from what the services say of their endpoints, and from
//! the types that they read and write. `cargo xtask openapi` runs it.

#![expect(clippy::indexing_slicing, reason = "a field that a JSON value lacks reads as null")]

mod document;
mod events;
mod operations;
mod refusals;
mod schemas;

use anyhow::Result;

fn main() -> Result<()> {
    println!("{}", serde_json::to_string_pretty(&document::document()?)?);
    Ok(())
}
