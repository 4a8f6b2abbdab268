//! `cargo xtask stop`

use anyhow::Result;
use local_stack::{Checkout, stack};

pub(crate) async fn run() -> Result<()> {
    let checkout = Checkout::default();
    let was_running = stack::stop_dev(&checkout).await?;
    println!("{}", if was_running { "stopped; the data are kept" } else { "no stack runs" });
    Ok(())
}
