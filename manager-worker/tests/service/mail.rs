//! Invitations by mail.

use logicspike_shared::events::{Event, EventSource, Message, Verdict};
use logicspike_shared::ids::{EventId, TenantId};
use logicspike_shared::runtime::Runtime as _;
use manager_worker::consumer;
use manager_worker::courier::mail;
use serde_json::{Value, json, value::to_raw_value};

use crate::outside::{Sent, scope};
use crate::world::{Session, World};

const PROVIDER: &str = "https://mail.example.com/emails";

pub(crate) async fn with_provider() -> World {
    World::with(|environment| {
        for (name, value) in [
            ("MAIL_API_URL", PROVIDER),
            ("MAIL_API_KEY", "the-providers-key"),
            ("MAIL_FROM", "LogicSpike <hello@example.com>"),
            ("DASHBOARD_URL", "https://app.example.com"),
        ] {
            environment.vars.insert(name.to_owned(), value.to_owned());
        }
    })
    .await
}

/// An address that no other test mails: a mailbox gets a few mails in a day.
fn guest(world: &World) -> String {
    world.human("Guest").email
}

/// Invites someone, and the queue hands over what the outbox holds of it; gives the invitation and the event.
pub(crate) async fn invite(world: &World, owner: &Session, email: &str) -> (String, String) {
    let body = Some(json!({ "email": email, "role": "editor" }));
    let target = "/manager/team/members/invite";
    let invitation = world.call(owner, "POST", target, body).await.expect(201).body;
    let id = invitation["id"].as_str().unwrap().to_owned();
    let sql = "SELECT id, data::text FROM outbox WHERE tenant_id = $1 AND subject = $2";
    let row = world.owner.query_one(sql, &[&owner.tenant, &id]).await.unwrap();
    let (event, data): (String, String) = (row.get(0), row.get(1));
    hand_over(world, owner, &event, &serde_json::from_str(&data).unwrap()).await;
    (id, event)
}

async fn hand_over(world: &World, owner: &Session, id: &str, data: &Value) {
    let event = Event::new(
        EventId::parse(id).unwrap(),
        EventSource::Manager,
        "team.member.invited",
        "x",
        world.runtime.now(),
        TenantId::parse(&owner.tenant).unwrap(),
        to_raw_value(data).unwrap(),
    );
    let delivery = Message { id: id.to_owned(), body: event.to_json().unwrap(), age_seconds: 0 };
    assert_eq!(consumer::apply(&world.app, &[delivery]).await.verdicts, [Verdict::Acknowledge]);
}

pub(crate) async fn send(world: &World, owner: &Session) -> Vec<Sent> {
    world.outside.take();
    mail::send_due(&world.app, &[scope(owner)]).await;
    world.outside.take()
}

/// Status, tries and last error of the tenant's only mail.
async fn state(world: &World, owner: &Session) -> (String, i32, Option<String>) {
    let sql = "SELECT status, attempts, last_error FROM outgoing_mail WHERE tenant_id = $1";
    let row = world.owner.query_one(sql, &[&owner.tenant]).await.unwrap();
    (row.get(0), row.get(1), row.get(2))
}

#[tokio::test]
async fn whoever_is_invited_gets_one_mail() {
    let world = with_provider().await;
    let owner = world.newcomer("Ada").await;
    let ben = guest(&world);
    let rename = Some(json!({ "name": "Smith & <b>Sons</b>" }));
    world.call(&owner, "PUT", "/manager/tenant", rename).await.expect(200);
    let (invitation, event) = invite(&world, &owner, &ben).await;
    let sent = send(&world, &owner).await;
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].url.as_str(), sent[0].header("idempotency-key")), (PROVIDER, event.as_str()));
    assert_eq!(sent[0].header("authorization"), "Bearer the-providers-key");
    let body = sent[0].json();
    assert_eq!((&body["from"], &body["to"]), (&json!("LogicSpike <hello@example.com>"), &json!([ben])));
    let (text, html) = (body["text"].as_str().unwrap(), body["html"].as_str().unwrap());
    assert!(
        text.contains("Ada invites you to join \u{201c}Smith & <b>Sons< b>\u{201d} as editor."),
        "{text}"
    );
    assert!(html.contains("Smith &amp; &lt;b&gt;Sons&lt; b&gt;") && !html.contains("<b>"), "{html}");
    for part in [text, html] {
        assert!(part.contains(&format!("https://app.example.com/invitations/{invitation}")));
    }

    hand_over(&world, &owner, &event, &json!({ "invitationId": invitation })).await;
    assert!(send(&world, &owner).await.is_empty(), "the event again is no second mail");
    assert_eq!(state(&world, &owner).await, ("sent".to_owned(), 1, None));
    let lines = world.runtime.log_lines().concat();
    assert!(!lines.contains(&ben) && !lines.contains("the-providers-key"));
}

#[tokio::test]
async fn a_provider_in_trouble_is_asked_a_few_times_under_one_key() {
    let world = with_provider().await;
    let owner = world.newcomer("Ada").await;
    let ben = guest(&world);
    let (_, event) = invite(&world, &owner, &ben).await;
    world.outside.will_say(&[500, 401]);
    world.outside.will_be_silent();
    world.outside.will_say(&[503]);
    for pause in [0, 60, 600, 3600] {
        world.runtime.advance_millis(pause * 1000);
        let sent = send(&world, &owner).await;
        assert_eq!(sent.len(), 1, "after {pause} seconds");
        assert_eq!(sent[0].header("idempotency-key"), event);
        assert!(send(&world, &owner).await.is_empty(), "not before the pause is over");
    }
    assert_eq!(state(&world, &owner).await, ("failed".to_owned(), 4, Some("the answer was 503".to_owned())));
    world.runtime.advance_millis(86_400_000);
    assert!(send(&world, &owner).await.is_empty());
}

#[tokio::test]
async fn what_the_provider_refuses_for_good_is_not_tried_again() {
    let world = with_provider().await;
    let owner = world.newcomer("Ada").await;
    let ben = guest(&world);
    invite(&world, &owner, &ben).await;
    world.outside.will_answer(422, None, &format!("{ben} does not exist"));
    assert_eq!(send(&world, &owner).await.len(), 1);
    assert_eq!(state(&world, &owner).await, ("failed".to_owned(), 1, Some("the answer was 422".to_owned())));
}

#[tokio::test]
async fn a_withdrawn_invitation_sends_nothing() {
    let world = with_provider().await;
    let owner = world.newcomer("Ada").await;
    let ben = guest(&world);
    let (invitation, _) = invite(&world, &owner, &ben).await;
    let target = format!("/manager/team/invitations/{invitation}");
    assert_eq!(world.call(&owner, "DELETE", &target, None).await.status, 204);
    assert!(send(&world, &owner).await.is_empty());
    assert_eq!(state(&world, &owner).await, ("dropped".to_owned(), 1, None));
}

#[tokio::test]
async fn without_a_provider_the_log_says_so_and_names_nobody() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let ben = guest(&world);
    invite(&world, &owner, &ben).await;
    assert!(send(&world, &owner).await.is_empty());
    assert_eq!(state(&world, &owner).await.0, "unsent");
    let lines = world.runtime.log_lines();
    let line = lines.iter().find(|line| line.contains("\"unsent\":1")).unwrap();
    assert!(line.contains("MAIL_API_URL") && line.contains("\"level\":\"error\""), "{line}");
    assert!(lines.iter().all(|line| !line.contains(&ben)));
}

#[tokio::test]
async fn a_sweep_sends_what_is_due_in_any_tenant_and_forgets_what_is_long_past() {
    let world = with_provider().await;
    let owner = world.newcomer("Ada").await;
    let ben = guest(&world);
    let (_, event) = invite(&world, &owner, &ben).await;
    invite(&world, &owner, &guest(&world)).await;
    // Due at a time of its own, so that no other test has anything due.
    let due = "UPDATE outgoing_mail SET due_at = '2001-01-01' WHERE tenant_id = $1 AND id = $2";
    world.owner.execute(due, &[&owner.tenant, &event]).await.unwrap();
    let old = "UPDATE outgoing_mail SET created_at = now() - interval '31 days', status = 'sent'
      WHERE tenant_id = $1 AND id <> $2";
    world.owner.execute(old, &[&owner.tenant, &event]).await.unwrap();
    let then = with_provider().await;
    let year_2001 = 978_307_200_000 + 3_600_000;
    then.runtime.advance_millis(year_2001 - then.runtime.now().as_millis());
    let report = mail::sweep(&then.app).await;
    assert_eq!((report.sent, report.failed, report.failed_tenants, report.forgotten), (1, 0, 0, 1));
    assert_eq!(then.outside.take().len(), 1);
    assert_eq!(mail::sweep(&then.app).await, mail::Report::default());
    assert_eq!(state(&world, &owner).await.0, "sent");
}
