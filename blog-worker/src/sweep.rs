//! What happens every minute, whether or not anybody asks: scheduled posts are published.

use logicspike_shared::error::AppError;
use logicspike_shared::runtime::Runtime;
use logicspike_shared::sql::Transport;
use serde::Serialize;

use crate::app::App;
use crate::store::schedule;

/// What a sweep did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepReport {
    /// Posts published.
    pub published: usize,
    /// Tenants whose posts could not be published; the next sweep tries again.
    pub failed_tenants: usize,
}

#[derive(Serialize)]
struct SweepLog<'a> {
    level: &'static str,
    service: &'static str,
    event: &'static str,
    #[serde(flatten)]
    report: &'a SweepReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
}

/// Publishes what is due, tenant by tenant: trouble with one does not hold up the others. Any number of sweeps may
/// overlap, and one after an outage catches up.
pub async fn run<R: Runtime, T: Transport>(app: &App<R, T>) -> SweepReport {
    let mut report = SweepReport::default();
    let mut fault: Option<AppError> = None;
    match schedule::tenants_with_due_posts(&app.db, app.runtime.now()).await {
        Ok(tenants) => {
            for scope in tenants {
                match schedule::publish_due(&app.db, &scope, &app.runtime).await {
                    Ok(published) => report.published += published,
                    Err(error) => {
                        report.failed_tenants += 1;
                        fault = Some(error);
                    }
                }
            }
        }
        Err(error) => fault = Some(error),
    }
    let cause = fault.as_ref().map(|error| error.internal_text().unwrap_or(error.public_text()));
    let level = if cause.is_some() { "error" } else { "info" };
    let line = SweepLog { level, service: "blog", event: "sweep", report: &report, cause };
    // Plain strings and numbers always serialise.
    app.runtime.log(&serde_json::to_string(&line).unwrap_or_default());
    report
}
