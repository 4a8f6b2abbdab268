//! Cron triggers: `wrangler dev` has no clock, and reaches the scheduled handler of one Worker of several only. So
//! the minute's sweep is asked for by the route that operators have for it.

use std::time::Duration;

use crate::stack_file::StackFile;
use crate::worker;

/// As often as the deployed triggers: every minute.
const PERIOD: Duration = Duration::from_mins(1);
/// The sweep itself comes after the answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks each Worker that has a clock for a sweep: at once, then every minute. Runs until it is dropped.
pub(crate) async fn run(stack: StackFile) {
    let Ok(client) = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build() else { return };
    let mut ticks = tokio::time::interval(PERIOD);
    loop {
        ticks.tick().await;
        for worker in worker::clocked() {
            let url = format!("{}/{}/platform/sweep", stack.gateway_url, worker.name());
            // What goes wrong stands in the Workers' log; the next minute tries again.
            drop(client.post(url).header("x-platform-key", &stack.platform_secret).send().await);
        }
    }
}
