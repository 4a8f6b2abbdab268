//! Cron triggers: `wrangler dev` has the handlers, but no clock that calls them.

use std::time::Duration;

/// As often as the deployed triggers: every minute.
const PERIOD: Duration = Duration::from_mins(1);
/// A sweep that takes longer overlaps with the next, as in production.
const PATIENCE: Duration = Duration::from_secs(55);

/// Calls the Workers' scheduled handlers: at once, then every minute. Runs until it is dropped.
pub(crate) async fn run(url: String, workers: Vec<String>) {
    let Ok(client) = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build() else { return };
    let mut ticks = tokio::time::interval(PERIOD);
    loop {
        ticks.tick().await;
        for worker in &workers {
            let call = client.get(format!("{url}/cdn-cgi/handler/scheduled"));
            // The local runtime's way to name one of several Workers.
            let call = call.header("MF-Route-Override", worker).send();
            // What goes wrong stands in the Workers' log; the next minute tries again.
            tokio::spawn(async move { drop(call.await) });
        }
    }
}
