//! What happens every minute, whether or not anybody asks: events that were not sent are sent, and what is long done is
//! forgotten. Then the `courier` sends the mail and the webhooks that are due.

use logicspike_shared::events::{EventQueue, EventSource, Relay};
use logicspike_shared::retention::is_due;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::telemetry::TaskLog;
use serde::Serialize;

use crate::app::App;
use crate::host::Host;
use crate::store::retention;

/// What a sweep did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepReport {
    /// Events sent.
    pub sent: usize,
    /// Tenants whose events could not be sent; the next sweep tries again.
    pub failed_tenants: usize,
    /// Rows forgotten.
    pub forgotten: i64,
}

/// Sends what waits in the outbox of any tenant.
pub async fn relay(app: &App<impl Host>, queue: &impl EventQueue) -> SweepReport {
    let relay = Relay {
        database: &app.database,
        queue,
        source: EventSource::Manager,
        resend_after_seconds: app.config.event_resend_seconds,
    };
    let relayed = relay.all().await;
    let report =
        SweepReport { sent: relayed.sent, failed_tenants: relayed.failed_tenants, ..SweepReport::default() };
    if let Some(cause) = &relayed.fault {
        app.runtime.log(&TaskLog::new("manager", "relay", &report, Some(cause)).to_line());
    }
    report
}

/// One sweep. Any number may overlap, and one after an outage catches up.
pub async fn run(app: &App<impl Host>, queue: &impl EventQueue) -> SweepReport {
    let mut report = relay(app, queue).await;
    let mut fault = None;
    if is_due(app.runtime.now()) {
        match retention::forget(&app.database).await {
            Ok(forgotten) => report.forgotten = forgotten,
            Err(error) => fault = Some(error.to_string()),
        }
    }
    app.runtime.log(&TaskLog::new("manager", "sweep", &report, fault.as_deref()).to_line());
    report
}
