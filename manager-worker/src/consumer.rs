//! What the queue brings: events of both services, applied once each however often they arrive, and dead letters.

use logicspike_shared::events::{ApplyError, BatchReport, Event, EventQueue, EventSource, Message, Verdict};
use logicspike_shared::ids::{EventId, TenantId};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::SqlError;
use logicspike_shared::telemetry::TaskLog;
use serde::Serialize;

use crate::app::App;
use crate::host::Host;
use crate::store::{dead_letters, inbox};

/// What became of a batch.
#[derive(Debug)]
pub struct Outcome {
    /// One for each message.
    pub verdicts: Vec<Verdict>,
    /// The tenants to whom something happened.
    pub tenants: Vec<TenantScope>,
    /// What the blog service is to be told.
    notices: Vec<Event>,
}

/// Applies a batch and tells the blog service what it waits to hear. If that cannot be said now, the batch is
/// taken as not applied: a second time changes nothing here.
pub async fn consume(app: &App<impl Host>, blog: &impl EventQueue, messages: &[Message]) -> Outcome {
    let mut outcome = apply(app, messages).await;
    if !outcome.notices.is_empty()
        && let Err(error) = blog.send(&outcome.notices).await
    {
        outcome.verdicts = messages.iter().map(Message::again).collect();
        log(app, &outcome.verdicts, &error.to_string());
    }
    outcome
}

/// Applies a batch, tenant by tenant: trouble with one does not hold up the others, and one event that cannot be
/// applied does not hold up its neighbours.
pub async fn apply(app: &App<impl Host>, messages: &[Message]) -> Outcome {
    let verdicts = messages.iter().map(Message::again).collect();
    let mut outcome = Outcome { verdicts, tenants: Vec::new(), notices: Vec::new() };
    let mut causes: Vec<String> = Vec::new();
    let mut by_tenant: Vec<(TenantId, Vec<(usize, Event)>)> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        match Event::parse(&message.body) {
            Err(error) => causes.push(error.to_string()),
            Ok(event) => match by_tenant.iter_mut().find(|(tenant, _)| *tenant == event.tenantid) {
                Some((_, events)) => events.push((index, event)),
                None => by_tenant.push((event.tenantid.clone(), vec![(index, event)])),
            },
        }
    }
    for (tenant, events) in by_tenant {
        // The queue takes messages from our own services only: an event names the tenant whose outbox it was in.
        let scope = TenantScope::of_verified(tenant);
        let mut accept = |indexes: &[usize], notices| {
            for index in indexes {
                if let Some(verdict) = outcome.verdicts.get_mut(*index) {
                    *verdict = Verdict::Acknowledge;
                }
            }
            outcome.notices.extend::<Vec<Event>>(notices);
        };
        let (indexes, events): (Vec<usize>, Vec<Event>) = events.into_iter().unzip();
        match apply_to_tenant(app, &scope, &events).await {
            Ok(notices) => accept(&indexes, notices),
            Err(ApplyError::Sql(error @ SqlError::Unavailable(_))) => causes.push(error.to_string()),
            Err(error) if events.len() == 1 => causes.push(error.to_string()),
            Err(_) => {
                for (index, event) in indexes.iter().zip(&events) {
                    match apply_to_tenant(app, &scope, std::slice::from_ref(event)).await {
                        Ok(notices) => accept(&[*index], notices),
                        Err(error) => causes.push(format!("{}: {error}", event.id)),
                    }
                }
            }
        }
        outcome.tenants.push(scope);
    }
    if !causes.is_empty() {
        log(app, &outcome.verdicts, &causes.join("; "));
    }
    outcome
}

/// Mails that are not sent, because a tenant has used up what it or an address may be sent in a day.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DroppedMail<'a> {
    tenant_id: &'a TenantId,
    over_budget: i64,
}

/// Applies events of one tenant in one transaction; gives what the blog service is to be told.
async fn apply_to_tenant(
    app: &App<impl Host>,
    scope: &TenantScope,
    events: &[Event],
) -> Result<Vec<Event>, ApplyError> {
    let (receipts, events): (Vec<&Event>, Vec<&Event>) = events.iter().partition(|event| event.is_receipt());
    let mut settled: Vec<EventId> = Vec::new();
    for receipt in receipts {
        settled.extend(receipt.settled()?);
    }
    // Those that the blog service waits for are settled when it says so.
    let (mut notices, mut applied) = (Vec::new(), Vec::new());
    for event in &events {
        match event.source {
            EventSource::Manager if concerns_blog(event) => notices.push((*event).clone()),
            EventSource::Manager => settled.push(event.id.clone()),
            EventSource::Blog => applied.push(event.id.clone()),
        }
    }
    let over_budget = inbox::apply(&app.database, scope, &inbox::EventSet::new(events)?, &settled).await?;
    if over_budget > 0 {
        let dropped = DroppedMail { tenant_id: scope.tenant(), over_budget };
        app.runtime.log(&TaskLog::new("manager", "mail.budget", &dropped, None).to_line());
    }
    if !applied.is_empty() {
        notices.push(Event::receipt(&app.runtime, EventSource::Manager, scope.tenant(), applied)?);
    }
    Ok(notices)
}

/// The blog service shows who wrote a post.
fn concerns_blog(event: &Event) -> bool {
    matches!(event.kind.as_str(), "team.member.joined" | "team.member.updated")
}

/// Keeps messages that were handed over too often, for an operator to look at.
pub async fn bury(app: &App<impl Host>, messages: &[Message]) -> Vec<Verdict> {
    let kept = dead_letters::keep(&app.database, messages, app.runtime.now()).await;
    let cause = match &kept {
        Ok(()) => "messages that no consumer could apply".to_owned(),
        Err(error) => error.to_string(),
    };
    let verdict = |message: &Message| if kept.is_ok() { Verdict::Acknowledge } else { message.again() };
    let verdicts: Vec<Verdict> = messages.iter().map(verdict).collect();
    log(app, &verdicts, &cause);
    verdicts
}

fn log(app: &App<impl Host>, verdicts: &[Verdict], cause: &str) {
    let report = BatchReport::of(verdicts);
    app.runtime.log(&TaskLog::new("manager", "messages", &report, Some(cause)).to_line());
}
