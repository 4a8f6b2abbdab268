//! A stack of a test's own, for tests that break things; and patience, for what happens after an answer.

use std::time::Duration;

use anyhow::Result;
use local_stack::stack::Stack;
use local_stack::{Checkout, Progress, process};

/// How often to look.
const PAUSE: Duration = Duration::from_millis(250);

/// A whole stack beside the one that the suite runs on. End it by [`Stack::stop`].
pub async fn own_stack() -> Result<Stack> {
    let mut stack = Stack::temporary(&Checkout::default(), Progress::default()).await?;
    stack.start_databases(None).await?;
    stack.start_workers(process::free_port()?).await?;
    Ok(stack)
}

/// Waits until something holds.
///
/// # Panics
/// If it does not hold within the limit.
pub async fn eventually(what: &str, limit: Duration, holds: impl AsyncFn() -> bool) {
    let end = tokio::time::Instant::now() + limit;
    while !holds().await {
        assert!(tokio::time::Instant::now() < end, "not within {limit:?}: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
