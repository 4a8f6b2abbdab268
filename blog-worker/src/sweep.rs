//! What happens every minute, whether or not anybody asks: scheduled posts are published, events that were not
//! sent are sent, posts that are to be found get their words, what was deleted goes, and what is long done is forgotten.

use logicspike_shared::events::{EventQueue, EventSource, Relay};
use logicspike_shared::retention::is_due;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::telemetry::TaskLog;
use serde::Serialize;

use crate::app::App;
use crate::host::Host;
use crate::store::{posts, retention, schedule, search};

/// What a sweep did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepReport {
    /// Posts published.
    pub published: usize,
    /// Events sent.
    pub sent: usize,
    /// Posts whose words were made anew.
    pub indexed: usize,
    /// Posts removed, 30 days after they were deleted.
    pub removed: usize,
    /// Tenants with trouble; the next sweep tries again.
    pub failed_tenants: usize,
    /// Rows forgotten.
    pub forgotten: i64,
}

fn relay<'a, H: Host, Q>(app: &'a App<H>, queue: &'a Q) -> Relay<'a, H::Transport, Q> {
    let resend_after_seconds = app.event_resend_seconds;
    Relay { database: &app.database, queue, source: EventSource::Blog, resend_after_seconds }
}

/// Sends what a change of a tenant has left in the outbox.
pub async fn relay_tenant(app: &App<impl Host>, queue: &impl EventQueue, scope: &TenantScope) {
    if let Err(error) = relay(app, queue).tenant(scope).await {
        let report = SweepReport { failed_tenants: 1, ..SweepReport::default() };
        app.runtime.log(&TaskLog::new("blog", "relay", &report, Some(&error.to_string())).to_line());
    }
}

/// Removes what was deleted long ago. A tenant that has more than goes in one statement has the rest of it in the next sweep.
async fn remove_deleted(app: &App<impl Host>, report: &mut SweepReport, faults: &mut Vec<String>) {
    let now = app.runtime.now();
    match posts::tenants_with_expired(&app.database, now).await {
        Ok(tenants) => {
            for scope in tenants {
                match posts::remove_expired(&app.database, &scope, now).await {
                    Ok(removed) => report.removed += removed,
                    Err(error) => {
                        report.failed_tenants += 1;
                        faults.push(error.log_text().to_owned());
                    }
                }
            }
        }
        Err(error) => faults.push(error.log_text().to_owned()),
    }
}

/// One sweep, tenant by tenant: trouble with one does not hold up the others. Any number of sweeps may overlap, and
/// one after an outage catches up.
pub async fn run(app: &App<impl Host>, queue: &impl EventQueue) -> SweepReport {
    let mut report = SweepReport::default();
    let mut faults = Vec::new();
    match schedule::tenants_with_due_posts(&app.database, app.runtime.now()).await {
        Ok(tenants) => {
            for scope in tenants {
                match schedule::publish_due(&app.database, &scope, &app.runtime).await {
                    Ok(published) => report.published += published,
                    Err(error) => {
                        report.failed_tenants += 1;
                        faults.push(error.log_text().to_owned());
                    }
                }
            }
        }
        Err(error) => faults.push(error.log_text().to_owned()),
    }
    let indexed = search::index_old(&app.database).await;
    report.indexed = indexed.posts;
    report.failed_tenants += indexed.faults.len();
    faults.extend(indexed.faults);
    remove_deleted(app, &mut report, &mut faults).await;
    let relayed = relay(app, queue).all().await;
    report.sent = relayed.sent;
    report.failed_tenants += relayed.failed_tenants;
    faults.extend(relayed.fault);
    if is_due(app.runtime.now()) {
        match retention::forget(&app.database).await {
            Ok(forgotten) => report.forgotten = forgotten,
            Err(error) => faults.push(error.to_string()),
        }
    }
    let cause = Some(faults.join("; ")).filter(|cause| !cause.is_empty());
    app.runtime.log(&TaskLog::new("blog", "sweep", &report, cause.as_deref()).to_line());
    report
}
