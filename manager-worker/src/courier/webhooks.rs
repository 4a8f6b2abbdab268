//! Webhooks: after events came in, after a person asked for one, and every minute for what is due again.

use std::ops::AddAssign;

use crate::domain::webhook::{self, WebhookSecret};
use futures_util::future::join;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::SqlError;
use logicspike_shared::telemetry::TaskLog;
use logicspike_shared::time::Timestamp;
use serde::Serialize;

use super::lane::{self, AFTER_EVENTS_MS, Lane, SWEEP_MS, Tally};
use crate::app::App;
use crate::domain::delivery::{DeliveryState, Next, Pace, judge};
use crate::host::{Host, Outbound as _, Post, Reply};
use crate::store::dispatch::{self, Due, Outcome};

/// From when on a receiver takes its time, in milliseconds: a little before it would be given up, since clocks are coarse.
const SLOW_MS: i64 = 4_500;
/// How much of an answer the log keeps, in characters.
const MAX_ANSWER_CHARS: usize = 500;
/// Who calls.
const USER_AGENT: &str = "LogicSpike-Webhooks/1";

/// What was tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Deliveries that arrived.
    pub delivered: usize,
    /// Tries that failed.
    pub failed: usize,
    /// Tries, of these and those, after which the receiver counts as one that takes its time.
    pub slow: usize,
    /// Tenants whose deliveries could not be looked after; the next sweep tries again.
    pub failed_tenants: usize,
    /// Deliveries forgotten.
    pub forgotten: i64,
}

impl AddAssign for Report {
    fn add_assign(&mut self, other: Self) {
        self.delivered += other.delivered;
        self.failed += other.failed;
        self.slow += other.slow;
        self.failed_tenants += other.failed_tenants;
        self.forgotten += other.forgotten;
    }
}

/// Sends what is due in any tenant, and forgets what is long past. Any number of sweeps may overlap: each delivery is
/// tried by one of them.
pub async fn sweep(app: &App<impl Host>) -> Report {
    let (quick, slow) = (Webhooks(Pace::Quick), Webhooks(Pace::Slow));
    let (mut tally, slow) = join(lane::sweep(app, &quick, SWEEP_MS), lane::sweep(app, &slow, SWEEP_MS)).await;
    tally += slow;
    match dispatch::forget(&app.database).await {
        Ok(forgotten) => tally.report.forgotten = forgotten,
        Err(error) => tally.fault = Some(error.to_string()),
    }
    let (report, fault) = told(tally);
    if fault.is_some() || report != Report::default() {
        app.runtime.log(&TaskLog::new("manager", "webhooks.sweep", &report, fault.as_deref()).to_line());
    }
    report
}

/// Sends what is due in these tenants.
pub async fn deliver_due(app: &App<impl Host>, tenants: &[TenantScope]) -> Report {
    let (quick, slow) = (Webhooks(Pace::Quick), Webhooks(Pace::Slow));
    let (mut tally, slow) = join(
        lane::look_after(app, &quick, tenants, AFTER_EVENTS_MS),
        lane::look_after(app, &slow, tenants, AFTER_EVENTS_MS),
    )
    .await;
    tally += slow;
    let (report, fault) = told(tally);
    if fault.is_some() {
        app.runtime.log(&TaskLog::new("manager", "webhooks", &report, fault.as_deref()).to_line());
    }
    report
}

fn told(tally: Tally<Report>) -> (Report, Option<String>) {
    (Report { failed_tenants: tally.failed_tenants, ..tally.report }, tally.fault)
}

/// Webhooks to the receivers of one pace.
struct Webhooks(Pace);

impl<H: Host> Lane<H> for Webhooks {
    type Due = Due;
    type Outcome = Outcome;
    type Report = Report;

    fn lines(&self) -> usize {
        match self.0 {
            Pace::Quick => 4,
            Pace::Slow => 1,
        }
    }

    async fn tenants(&self, app: &App<impl Host>) -> Result<Vec<TenantScope>, SqlError> {
        dispatch::tenants(&app.database, self.0, app.runtime.now()).await
    }

    async fn note_and_claim(
        &self,
        app: &App<impl Host>,
        scope: &TenantScope,
        outcomes: &[Outcome],
        most: usize,
    ) -> Result<Vec<Due>, SqlError> {
        dispatch::note_and_claim(&app.database, scope, app.runtime.now(), outcomes, (self.0, most)).await
    }

    async fn note(
        &self,
        app: &App<impl Host>,
        scope: &TenantScope,
        outcomes: &[Outcome],
    ) -> Result<(), SqlError> {
        dispatch::note(&app.database, scope, app.runtime.now(), outcomes).await
    }

    async fn attempt(&self, app: &App<impl Host>, scope: &TenantScope, due: Due) -> Outcome {
        attempt(app, scope, due, self.0).await
    }

    fn took_its_time(&self, outcome: &Outcome) -> bool {
        outcome.slow
    }

    fn report(&self, outcomes: &[Outcome]) -> Report {
        let delivered = outcomes.iter().filter(|outcome| outcome.status == DeliveryState::Delivered).count();
        let slow = outcomes.iter().filter(|outcome| outcome.slow).count();
        Report { delivered, failed: outcomes.len() - delivered, slow, ..Report::default() }
    }
}

/// Tries one delivery.
async fn attempt(app: &App<impl Host>, scope: &TenantScope, due: Due, pace: Pace) -> Outcome {
    let attempted_at = app.runtime.now();
    let reply = send(app, scope, &due, (attempted_at, pace)).await;
    let now = app.runtime.now();
    let duration_ms = now.as_millis() - attempted_at.as_millis();
    let tries = u32::try_from(due.attempts).unwrap_or(u32::MAX).saturating_add(1);
    let answered = reply.as_ref().ok().map(|reply| &reply.answered);
    let next = match &reply {
        Err(NoReply::Refused(_)) => Next::Failed,
        _ => judge(&app.config.webhooks.schedule, tries, answered, now, random(app)),
    };
    let http_status = answered.map(|answered| answered.status);
    let (status, due_at) = match next {
        Next::Delivered => (DeliveryState::Delivered, None),
        Next::Retry(due_at) => (DeliveryState::Pending, Some(due_at)),
        Next::Failed | Next::Gone => (DeliveryState::Failed, None),
    };
    let error = match (&reply, next) {
        (_, Next::Delivered) => None,
        (Ok(reply), _) => Some(format!("the answer was {}", reply.answered.status)),
        (Err(error), _) => Some(error.to_string()),
    };
    Outcome {
        id: due.id,
        attempts: due.attempts,
        attempted_at,
        duration_ms,
        http_status,
        error,
        answer: reply.ok().map(|reply| excerpt(&reply)).filter(|text| !text.is_empty()),
        status,
        due_at,
        gone: next == Next::Gone,
        slow: duration_ms >= SLOW_MS,
    }
}

/// Why nobody answered.
#[derive(Debug, thiserror::Error)]
enum NoReply {
    #[error("the address {0}")]
    Refused(crate::domain::webhook_target::TargetFault),
    #[error("the signing key of this webhook is not configured")]
    NoSecret,
    #[error("{0}")]
    Unreachable(String),
}

async fn send(
    app: &App<impl Host>,
    scope: &TenantScope,
    due: &Due,
    (now, pace): (Timestamp, Pace),
) -> Result<Reply, NoReply> {
    let target = app.config.webhooks.targets.check(&due.url).map_err(NoReply::Refused)?;
    let secrets = secrets(app, scope, due).ok_or(NoReply::NoSecret)?;
    let mut headers = vec![("user-agent", USER_AGENT.to_owned())];
    headers.extend(webhook::headers(&secrets, &due.event_id, due.body.as_bytes(), now));
    let post = Post { url: target.as_str(), headers, body: &due.body, patience_ms: pace.patience_ms() };
    app.outbound.post(&post).await.map_err(NoReply::Unreachable)
}

/// The secrets that sign: the current one, and for a while the one before.
fn secrets(app: &App<impl Host>, scope: &TenantScope, due: &Due) -> Option<Vec<WebhookSecret>> {
    let keys = app.config.webhooks.keys.as_ref()?;
    due.seeds.iter().map(|seed| keys.secret(scope.tenant(), &due.endpoint, seed)).collect()
}

/// What the log shows of an answer: a few words of text.
fn excerpt(reply: &Reply) -> String {
    reply.text.chars().filter(|c| !c.is_control()).take(MAX_ANSWER_CHARS).collect()
}

fn random(app: &App<impl Host>) -> u32 {
    let mut bytes = [0; 4];
    app.runtime.fill_random(&mut bytes);
    u32::from_le_bytes(bytes)
}
