//! `cargo xtask setup`

use anyhow::Result;
use local_stack::{Checkout, Progress};

pub(crate) fn run() -> Result<()> {
    let progress = Progress::default();
    local_stack::setup::run(&Checkout::default(), &progress)?;
    progress.step("everything is set up");
    Ok(())
}
