//! Sending webhooks: after events came in, after a person asked for it, and every minute for what is due again.

use futures_util::future::join_all;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::SqlError;
use logicspike_shared::telemetry::TaskLog;
use logicspike_shared::time::Timestamp;
use logicspike_shared::webhook::{self, WebhookSecret};
use serde::Serialize;

use crate::app::{App, Platform};
use crate::domain::delivery::{Next, judge};
use crate::outbound::{Outbound as _, Post, Reply};
use crate::store::dispatch::{self, Due, Outcome};

/// Rounds of tries for a tenant before others have their turn; the next sweep goes on.
const MOST_ROUNDS: usize = 10;
/// After this long, in milliseconds, no further round begins: receivers that never answer cost others one round, not ten.
const LONGEST_TURN_MS: i64 = 5_000;
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
    /// Tenants whose deliveries could not be looked after; the next sweep tries again.
    pub failed_tenants: usize,
    /// Deliveries forgotten.
    pub forgotten: i64,
}

/// Sends what is due in any tenant, and forgets what is long past. Trouble with one does not hold up the others. Any
/// number of sweeps may overlap: each delivery is tried by one of them.
pub async fn sweep<P: Platform>(app: &App<P>) -> Report {
    let mut report = Report::default();
    let mut fault = None;
    match dispatch::tenants(&app.database, app.runtime.now()).await {
        Ok(tenants) => {
            for scope in tenants {
                let sent = deliver_due(app, &scope).await;
                report.delivered += sent.delivered;
                report.failed += sent.failed;
                report.failed_tenants += sent.failed_tenants;
            }
        }
        Err(error) => fault = Some(error.to_string()),
    }
    match dispatch::forget(&app.database).await {
        Ok(forgotten) => report.forgotten = forgotten,
        Err(error) => fault = Some(error.to_string()),
    }
    if fault.is_some() || report != Report::default() {
        app.runtime.log(&TaskLog::new("manager", "webhooks.sweep", &report, fault.as_deref()).to_line());
    }
    report
}

/// Sends what is due in one tenant.
pub async fn deliver_due<P: Platform>(app: &App<P>, scope: &TenantScope) -> Report {
    let mut report = Report::default();
    if let Err(error) = deliver_rounds(app, scope, &mut report).await {
        report.failed_tenants = 1;
        app.runtime.log(&TaskLog::new("manager", "webhooks", &report, Some(&error.to_string())).to_line());
    }
    report
}

async fn deliver_rounds<P: Platform>(
    app: &App<P>,
    scope: &TenantScope,
    report: &mut Report,
) -> Result<(), SqlError> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    let started = app.runtime.now().as_millis();
    for _ in 0..MOST_ROUNDS {
        if app.runtime.now().as_millis() - started > LONGEST_TURN_MS {
            break;
        }
        let due = dispatch::note_and_claim(&app.database, scope, app.runtime.now(), &outcomes).await?;
        if due.is_empty() {
            return Ok(());
        }
        outcomes = join_all(due.into_iter().map(|due| attempt(app, scope, due))).await;
        let delivered = outcomes.iter().filter(|outcome| outcome.status == "delivered").count();
        report.delivered += delivered;
        report.failed += outcomes.len() - delivered;
    }
    dispatch::note(&app.database, scope, app.runtime.now(), &outcomes).await
}

/// Tries one delivery.
async fn attempt<P: Platform>(app: &App<P>, scope: &TenantScope, due: Due) -> Outcome {
    let attempted_at = app.runtime.now();
    let reply = send(app, scope, &due, attempted_at).await;
    let now = app.runtime.now();
    let tries = u32::try_from(due.attempts).unwrap_or(u32::MAX).saturating_add(1);
    let answered = reply.as_ref().ok().map(|reply| &reply.answered);
    let next = match &reply {
        Err(NoReply::Refused(_)) => Next::Failed,
        _ => judge(&app.config.webhooks.schedule, tries, answered, now, random(app)),
    };
    let http_status = answered.map(|answered| answered.status);
    let (status, due_at) = match next {
        Next::Delivered => ("delivered", None),
        Next::Retry(due_at) => ("pending", Some(due_at)),
        Next::Failed | Next::Gone => ("failed", None),
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
        duration_ms: now.as_millis() - attempted_at.as_millis(),
        http_status,
        error,
        answer: reply.ok().map(|reply| excerpt(&reply)).filter(|text| !text.is_empty()),
        status,
        due_at,
        gone: next == Next::Gone,
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

async fn send<P: Platform>(
    app: &App<P>,
    scope: &TenantScope,
    due: &Due,
    now: Timestamp,
) -> Result<Reply, NoReply> {
    let target = app.config.webhooks.targets.check(&due.url).map_err(NoReply::Refused)?;
    let secrets = secrets(app, scope, due).ok_or(NoReply::NoSecret)?;
    let mut headers = vec![("user-agent", USER_AGENT.to_owned())];
    headers.extend(webhook::headers(&secrets, &due.event_id, due.body.as_bytes(), now));
    let post = Post { url: target.as_str(), headers, body: &due.body };
    app.outbound.post(&post).await.map_err(NoReply::Unreachable)
}

/// The secrets that sign: the current one, and for a while the one before.
fn secrets<P: Platform>(app: &App<P>, scope: &TenantScope, due: &Due) -> Option<Vec<WebhookSecret>> {
    let keys = app.config.webhooks.keys.as_ref()?;
    due.seeds.iter().map(|seed| keys.secret(scope.tenant(), &due.endpoint, seed)).collect()
}

/// What the log shows of an answer: a few words of text.
fn excerpt(reply: &Reply) -> String {
    reply.text.chars().filter(|c| !c.is_control()).take(MAX_ANSWER_CHARS).collect()
}

fn random<P: Platform>(app: &App<P>) -> u32 {
    let mut bytes = [0; 4];
    app.runtime.fill_random(&mut bytes);
    u32::from_le_bytes(bytes)
}
