//! What happens every minute, whether or not anybody asks: scheduled posts are published, events that were not
//! sent are sent, posts that are to be found get their words, what was deleted goes, and what is long done is forgotten.

use logicspike_shared::error::AppError;
use logicspike_shared::events::{EventQueue, EventSource, Relay};
use logicspike_shared::retention::is_due;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::telemetry::TaskLog;
use serde::Serialize;

use crate::app::App;
use crate::domain::media::{COMING, FileName};
use crate::host::{Bucket, Host};
use crate::store::{media, posts, retention, schedule, search};

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
    /// Files removed from the bucket.
    pub removed_files: usize,
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
pub async fn run<H: Host>(app: &App<H>, queue: &impl EventQueue) -> SweepReport {
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
    if let Err(error) = remove_media(app, &mut report, &mut faults).await {
        faults.push(error.log_text().to_owned());
    }
    let relayed = relay(app, queue).all().await;
    report.sent = relayed.sent;
    report.failed_tenants += relayed.failed_tenants;
    faults.extend(relayed.fault);
    if is_due(app.runtime.now()) {
        match retention::forget(&app.database).await {
            Ok(forgotten) => report.forgotten = forgotten,
            Err(error) => faults.push(error.to_string()),
        }
        match remove_strays(app).await {
            Ok(strays) => report.removed_files += strays,
            Err(error) => faults.push(error.log_text().to_owned()),
        }
    }
    let cause = Some(faults.join("; ")).filter(|cause| !cause.is_empty());
    app.runtime.log(&TaskLog::new("blog", "sweep", &report, cause.as_deref()).to_line());
    report
}

/// Removes the files that are to go, tenant by tenant, and gives up rows whose file never came.
async fn remove_media<H: Host>(
    app: &App<H>,
    report: &mut SweepReport,
    faults: &mut Vec<String>,
) -> Result<(), AppError> {
    for scope in media::tenants_to_sweep(&app.database, app.runtime.now()).await? {
        match remove_media_of(app, &scope).await {
            Ok(removed) => report.removed_files += removed,
            Err(error) => {
                report.failed_tenants += 1;
                faults.push(error.log_text().to_owned());
            }
        }
    }
    Ok(())
}

/// Removes some of a tenant's files that are to go; gives their number.
pub async fn remove_media_of<H: Host>(app: &App<H>, scope: &TenantScope) -> Result<usize, AppError> {
    let files = media::claim_removals(&app.database, scope, app.runtime.now()).await?;
    if !files.is_empty() {
        let keys = files.iter().map(|file: &FileName| file.key(scope.tenant())).collect();
        app.bucket.remove(keys).await?;
        media::note_removed(&app.database, scope, &files).await?;
    }
    Ok(files.len())
}

/// How long a file may be on its way, in seconds: many times as long as a request lives.
const LONGEST_UPLOAD_SECONDS: i64 = 3600;

/// Removes what was left of uploads that broke off; gives the number of files.
async fn remove_strays<H: Host>(app: &App<H>) -> Result<usize, AppError> {
    let since = app.runtime.now().plus_seconds(-LONGEST_UPLOAD_SECONDS);
    let coming = app.bucket.list(COMING).await?.into_iter();
    let strays: Vec<String> = coming.filter(|file| file.since <= since).map(|file| file.key).collect();
    let count = strays.len();
    if count > 0 {
        app.bucket.remove(strays).await?;
    }
    Ok(count)
}
