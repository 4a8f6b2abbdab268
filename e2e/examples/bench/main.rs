//! Measures a running stack, and what is fast enough to be measured without one. `cargo xtask bench` builds
//! this for release, starts the stack and runs it; the figures of one run are comparable with each other.

mod database;
mod gateway;
mod growth;
mod load;
mod native;
mod series;
mod trips;

use anyhow::Result;
use local_stack::StackFile;

#[tokio::main]
async fn main() -> Result<()> {
    let stack = StackFile::load()?;
    native::documents()?;
    native::tokens(&stack).await?;
    database::price_of_isolation(&stack).await?;
    growth::lists(&stack).await?;
    gateway::pages(&stack).await?;
    gateway::chain(&stack).await?;
    load::isolation(&stack).await?;
    trips::count(&stack).await
}
