//! What the manager has to say: how members are called, and which of our events were applied.

use logicspike_shared::events::{
    ApplyError, BatchReport, Event, EventQueue, EventSource, Message, Verdict, settle,
};
use logicspike_shared::ids::UserId;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::telemetry::TaskLog;
use serde::Deserialize;

use crate::app::App;
use crate::host::Host;
use crate::store::authors;

/// What the events of members have in common.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    user_id: UserId,
    name: Option<String>,
    avatar_url: Option<String>,
}

/// Applies messages one by one: there are few, and each is one statement. The manager is told which of its events
/// were applied; if that cannot be said now, they are handed over again and change nothing then.
pub async fn consume(app: &App<impl Host>, queue: &impl EventQueue, messages: &[Message]) -> Vec<Verdict> {
    let mut receipts = Vec::new();
    let mut verdicts = Vec::new();
    let mut causes = Vec::new();
    for message in messages {
        match apply(app, &message.body).await {
            Ok(receipt) => {
                receipts.extend(receipt);
                verdicts.push(Verdict::Acknowledge);
            }
            Err(error) => {
                causes.push(error.to_string());
                verdicts.push(message.again());
            }
        }
    }
    if !receipts.is_empty()
        && let Err(error) = queue.send(&receipts).await
    {
        causes.push(error.to_string());
        verdicts = messages.iter().map(Message::again).collect();
    }
    if !causes.is_empty() {
        let report = BatchReport::of(&verdicts);
        app.runtime.log(&TaskLog::new("blog", "messages", &report, Some(&causes.join("; "))).to_line());
    }
    verdicts
}

/// Applies one message; gives the receipt, if the manager waits for one.
async fn apply(app: &App<impl Host>, body: &str) -> Result<Option<Event>, ApplyError> {
    let event = Event::parse(body)?;
    // The queue takes messages from the manager only: the event names the tenant whose outbox it was in.
    let scope = TenantScope::of_verified(event.tenantid.clone());
    if event.is_receipt() {
        app.database.write(settle(&scope, &event.settled()?)).await?;
        return Ok(None);
    }
    let member: Member = event.data()?;
    let (name, avatar_url) = (member.name.as_deref(), member.avatar_url.as_deref());
    app.database.write(authors::remember(&scope, &member.user_id, name, avatar_url, event.time)).await?;
    Ok(Some(Event::receipt(&app.runtime, EventSource::Blog, scope.tenant(), vec![event.id])?))
}
