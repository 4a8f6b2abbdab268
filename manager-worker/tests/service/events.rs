//! Events of both services are applied once each, whatever the queue does with them.

use http::Method;
use logicspike_shared::events::testing::MemoryQueue;
use logicspike_shared::events::{Event, EventSource, Message, Verdict};
use logicspike_shared::http::{Request, Response};
use logicspike_shared::identity::Identity;
use logicspike_shared::ids::{EventId, TenantId};
use logicspike_shared::runtime::Runtime as _;
use manager_worker::dispatch::Aftermath;
use manager_worker::{consumer, sweep};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::world::{Answer, GATEWAY_SECRET, PLATFORM_SECRET, QUEUE, Session, World};

fn tenant(session: &Session) -> TenantId {
    TenantId::parse(&session.tenant).unwrap()
}

impl World {
    fn event(&self, session: &Session, source: EventSource, kind: &str, data: &Value) -> Event {
        let data = RawValue::from_string(data.to_string()).unwrap();
        let id = EventId::new(&self.runtime);
        Event::new(id, source, kind, "post_1", self.runtime.now(), tenant(session), data)
    }

    fn published(&self, session: &Session) -> Event {
        let data = json!({ "id": "post_1", "title": "T", "actorId": "user_of_the_blog" });
        self.event(session, EventSource::Blog, "blog.post.published", &data)
    }

    /// How often an event is in the log.
    async fn logged(&self, event: &Event) -> i64 {
        self.count("SELECT count(*) FROM audit_log WHERE id = $1", &[&event.id.as_str()]).await
    }

    async fn unsettled(&self, session: &Session) -> Vec<String> {
        let sql = "SELECT type FROM outbox WHERE tenant_id = $1 AND settled_at IS NULL ORDER BY position";
        let rows = self.owner.query(sql, &[&session.tenant]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// A request of an operator.
    pub(crate) async fn operate(&self, method: &str, target: &str, key: Option<&str>) -> Answer {
        let mut request = Request::new(Method::from_bytes(method.as_bytes()).unwrap(), target);
        request.headers.extend(Identity::Anonymous.to_headers().unwrap());
        request.headers.insert("x-gateway-key", GATEWAY_SECRET.parse().unwrap());
        if let Some(key) = key {
            request.headers.insert("x-platform-key", key.parse().unwrap());
        }
        self.answer(&request).await
    }
}

fn delivery(event: &Event) -> Message {
    Message { id: event.id.to_string(), body: event.to_json().unwrap(), age_seconds: 2 }
}

#[tokio::test]
async fn an_event_of_the_blog_is_logged_once_and_the_blog_is_told() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let event = world.published(&owner);
    let blog = MemoryQueue::default();
    // Twice in one batch, and again later.
    for batch in [vec![delivery(&event), delivery(&event)], vec![delivery(&event)]] {
        let outcome = consumer::consume(&world.app, &blog, &batch).await;
        assert!(outcome.verdicts.iter().all(|verdict| *verdict == Verdict::Acknowledge));
    }
    assert_eq!(world.logged(&event).await, 1);
    let log = world.audit(&owner).await;
    let entry = log.iter().find(|entry| entry["id"] == json!(event.id)).unwrap();
    assert_eq!(
        (&entry["action"], &entry["actorId"], &entry["subject"]),
        (&json!("blog.post.published"), &json!("user_of_the_blog"), &json!("post_1"))
    );
    let receipts = blog.sent_for(&tenant(&owner));
    assert_eq!(receipts.len(), 2, "each batch is answered: the first answer may be lost");
    for receipt in receipts {
        assert!(receipt.settled().unwrap().iter().all(|id| *id == event.id));
    }
}

#[tokio::test]
async fn the_services_own_events_are_settled_when_they_were_applied() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    world.call(&owner, "PUT", "/manager/tenant", Some(json!({ "name": "Renamed" }))).await.expect(200);
    sweep::relay(&world.app, &*QUEUE).await;
    let sent = QUEUE.deliveries_for(&tenant(&owner));
    assert!(sent.len() >= 4, "{sent:?}");
    let before = world.audit(&owner).await.len();
    let blog = MemoryQueue::default();
    let outcome = consumer::consume(&world.app, &blog, &sent).await;
    assert!(outcome.verdicts.iter().all(|verdict| *verdict == Verdict::Acknowledge));
    assert_eq!(world.audit(&owner).await.len(), before, "a change logs itself; its event adds nothing");

    // What the blog service is told waits for its answer.
    assert_eq!(world.unsettled(&owner).await, ["team.member.joined"]);
    let told = blog.sent_for(&tenant(&owner));
    assert_eq!(told.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["team.member.joined"]);
    let answer =
        Event::receipt(&world.runtime, EventSource::Blog, &tenant(&owner), vec![told[0].id.clone()]).unwrap();
    consumer::consume(&world.app, &blog, &[delivery(&answer)]).await;
    assert!(world.unsettled(&owner).await.is_empty());
    assert_eq!(world.logged(&answer).await, 0, "a receipt is nobody's business");
}

#[tokio::test]
async fn a_receipt_of_another_tenant_settles_nothing() {
    let world = World::new().await;
    let (mine, other) = (world.newcomer("Ada").await, world.newcomer("Eve").await);
    let sql = "SELECT id FROM outbox WHERE tenant_id = $1";
    let rows = world.owner.query(sql, &[&mine.tenant]).await.unwrap();
    let ids = rows.iter().map(|row| EventId::parse(row.get(0)).unwrap()).collect();
    let before = world.unsettled(&mine).await.len();
    let forged = Event::receipt(&world.runtime, EventSource::Blog, &tenant(&other), ids).unwrap();
    consumer::consume(&world.app, &MemoryQueue::default(), &[delivery(&forged)]).await;
    assert_eq!(world.unsettled(&mine).await.len(), before);
}

#[tokio::test]
async fn a_batch_whose_answer_cannot_be_sent_is_handed_over_again_and_changes_nothing_then() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let event = world.published(&owner);
    let blog = MemoryQueue::default();
    blog.refuse(1);
    let outcome = consumer::consume(&world.app, &blog, &[delivery(&event)]).await;
    assert_eq!(outcome.verdicts, [Verdict::RetryAfter(2)]);
    let outcome = consumer::consume(&world.app, &blog, &[delivery(&event)]).await;
    assert_eq!(outcome.verdicts, [Verdict::Acknowledge]);
    assert_eq!(world.logged(&event).await, 1);
    assert_eq!(blog.sent_for(&tenant(&owner)).len(), 1);
}

#[tokio::test]
async fn one_event_that_cannot_be_applied_holds_up_nobody() {
    let world = World::new().await;
    let (ada, bob) = (world.newcomer("Ada").await, world.newcomer("Bob").await);
    let (first, last, neighbour) = (world.published(&ada), world.published(&ada), world.published(&bob));
    // PostgreSQL holds no NUL in a text.
    let poison = world.event(&ada, EventSource::Blog, "blog.post.updated", &json!({ "title": "\u{0}" }));
    let nobody = Event::new(
        EventId::new(&world.runtime),
        EventSource::Blog,
        "blog.post.updated",
        "post_1",
        world.runtime.now(),
        TenantId::new(&world.runtime),
        RawValue::from_string("{}".to_owned()).unwrap(),
    );
    let garbage = Message { id: "g".to_owned(), body: "not even JSON".to_owned(), age_seconds: 0 };
    let batch = [
        delivery(&first),
        delivery(&poison),
        garbage,
        delivery(&nobody),
        delivery(&last),
        delivery(&neighbour),
    ];
    let outcome = consumer::consume(&world.app, &MemoryQueue::default(), &batch).await;
    let (done, again) = (Verdict::Acknowledge, Verdict::RetryAfter(2));
    assert_eq!(outcome.verdicts, [done, again, Verdict::RetryAfter(1), again, done, done]);
    for event in [&first, &last, &neighbour] {
        assert_eq!(world.logged(event).await, 1);
    }
    assert_eq!(world.logged(&poison).await + world.logged(&nobody).await, 0);
}

#[tokio::test]
async fn dead_letters_are_listed_for_operators_and_can_be_replayed() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let event = world.published(&owner);
    let mut letter = delivery(&event);
    letter.id = format!("message-{}", event.id);
    // The queue may hand one over twice.
    for _ in 0..2 {
        let verdicts = consumer::bury(&world.app, std::slice::from_ref(&letter)).await;
        assert_eq!(verdicts, [Verdict::Acknowledge]);
    }
    let listed = async || {
        let list = world.operate("GET", "/manager/platform/dead-letters", Some(PLATFORM_SECRET)).await;
        let letters = list.expect(200).body["data"].as_array().unwrap().clone();
        letters.into_iter().filter(|row| row["body"] == json!(letter.body)).collect::<Vec<_>>()
    };
    let letters = listed().await;
    assert_eq!(letters.len(), 1);
    let health = world.operate("GET", "/manager/platform/health", Some(PLATFORM_SECRET)).await.expect(200);
    assert_eq!(health.body["status"], "behind");
    assert!(health.body["deadLetters"].as_i64().unwrap() >= 1);
    assert!(health.body["outbox"]["waiting"].as_i64().unwrap() >= 1, "{}", health.body);

    let replay = format!("/manager/platform/dead-letters/{}/replay", letters[0]["id"]);
    assert_eq!(world.logged(&event).await, 0);
    world.operate("POST", &replay, Some(PLATFORM_SECRET)).await.expect(200);
    assert_eq!(world.logged(&event).await, 1);
    assert!(listed().await.is_empty());
    for nothing in ["0", "x"] {
        let path = format!("/manager/platform/dead-letters/{nothing}/replay");
        let answer = world.operate("POST", &path, Some(PLATFORM_SECRET)).await;
        assert_eq!(answer.refusal(), (404, "Not found"));
    }
}

#[tokio::test]
async fn the_platforms_routes_are_for_whoever_holds_its_key() {
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    for path in ["/manager/platform/health", "/manager/platform/dead-letters"] {
        for key in [None, Some(""), Some("guess"), Some(GATEWAY_SECRET)] {
            assert_eq!(world.operate("GET", path, key).await.refusal(), (403, "Access denied"), "{key:?}");
        }
        assert_eq!(world.call(&owner, "GET", path, None).await.refusal(), (403, "Access denied"));
    }
    let closed = World::with(|environment| drop(environment.vars.remove("PLATFORM_SECRET"))).await;
    let answer = closed.operate("GET", "/manager/platform/health", Some("")).await;
    assert_eq!(answer.refusal(), (404, "Not found"), "without a key there is no such route");
}

#[test]
fn refreshing_a_session_tells_nobody_and_a_change_does() {
    let after = |method: Method, path, status: u16| {
        Aftermath::of(&Request::new(method, path), &Response::empty(status.try_into().unwrap()))
    };
    assert_eq!(after(Method::POST, "/auth/google", 200), Aftermath::Relay);
    assert_eq!(after(Method::DELETE, "/manager/api-keys/key_1", 204), Aftermath::Relay);
    assert_eq!(after(Method::POST, "/manager/webhooks", 201), Aftermath::Relay);
    assert_eq!(after(Method::POST, "/manager/webhooks/wh_1/test", 202), Aftermath::Send);
    assert_eq!(after(Method::POST, "/manager/platform/sweep", 202), Aftermath::Sweep);
    assert_eq!(after(Method::POST, "/manager/platform/sweep", 403), Aftermath::Nothing);
    assert_eq!(after(Method::POST, "/auth/refresh", 200), Aftermath::Nothing);
    assert_eq!(after(Method::GET, "/manager/tenant", 200), Aftermath::Nothing);
    assert_eq!(after(Method::PUT, "/manager/tenant", 400), Aftermath::Nothing);
}

/// One test at a time makes an old past and has it forgotten, whoever's it is.
static PAST: Mutex<()> = Mutex::const_new(());

#[tokio::test]
async fn ended_sessions_old_invitations_and_replayed_dead_letters_are_forgotten() {
    let _alone = PAST.lock().await;
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    for (name, age) in [("old", "31 days"), ("recent", "29 days")] {
        let sql = format!(
            "WITH session AS (
               INSERT INTO sessions (id, user_id, tenant_id, begun_at, last_used_at, ends_at, key_id)
               VALUES ($1 || $2, $2, $3, now(), now(), now() - interval '{age}', 'key') RETURNING id
             )
             INSERT INTO refresh_tokens (digest, session_id, expires_at)
             SELECT encode(sha256(convert_to(id, 'UTF8')), 'hex'), id, now() - interval '{age}' FROM session"
        );
        world.owner.execute(&sql, &[&name, &owner.user, &owner.tenant]).await.unwrap();
        let sql = format!(
            "INSERT INTO invitations (tenant_id, id, email, builtin_role, created_at, expires_at)
             VALUES ($1, $2, $2 || '@example.com', 'viewer', now(), now() - interval '{age}')"
        );
        world.owner.execute(&sql, &[&owner.tenant, &name]).await.unwrap();
        let sql = format!(
            "INSERT INTO dead_letters (message_id, received_at, body, replayed_at)
             VALUES ($1 || $2, now(), '', now() - interval '{age}')"
        );
        world.owner.execute(&sql, &[&name, &owner.tenant]).await.unwrap();
    }
    let millis = world.runtime.now().as_millis();
    world.runtime.advance_millis(3_600_000 - millis % 3_600_000 + 17 * 60_000);
    let report = sweep::run(&world.app, &*QUEUE).await;
    assert!(report.forgotten >= 3, "{:?}", world.runtime.log_lines());
    let sql = "SELECT count(*) FROM dead_letters WHERE message_id = $1 || $2";
    for (name, left) in [("old", 0), ("recent", 1)] {
        assert_eq!(world.count(sql, &[&name, &owner.tenant]).await, left, "{name}");
    }
    for table in ["sessions WHERE id = 'recent' || user_id AND", "invitations WHERE id = 'recent' AND"] {
        let sql = format!("SELECT count(*) FROM {table} tenant_id = $1");
        assert_eq!(world.count(&sql, &[&owner.tenant]).await, 1, "{table}");
    }
    for table in ["sessions WHERE id = 'old' || user_id AND", "invitations WHERE id = 'old' AND"] {
        let sql = format!("SELECT count(*) FROM {table} tenant_id = $1");
        assert_eq!(world.count(&sql, &[&owner.tenant]).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_long_past_is_forgotten_in_parts_that_no_time_limit_ends() {
    let _alone = PAST.lock().await;
    let world = World::new().await;
    let owner = world.newcomer("Ada").await;
    let sql = "
        INSERT INTO request_log (occurred_at, request_id, tenant_id, method, route, status, duration_ms, reason)
        SELECT now() - interval '31 days', n::text, $1, 'GET', '/', 500, 1, 'error' FROM generate_series(1, 12000) AS n";
    world.owner.execute(sql, &[&owner.tenant]).await.unwrap();
    let sql = "
        INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data, settled_at)
        SELECT $1 || '/' || n, $1, 'tenant.updated', $1, now(), '{}', now() - interval '8 days'
        FROM generate_series(1, 12000) AS n";
    world.owner.execute(sql, &[&owner.tenant]).await.unwrap();
    let part: i64 = world.owner.query_one("SELECT app.forget_the_past()", &[]).await.unwrap().get(0);
    assert!(part < 12_000, "{part}");
    let millis = world.runtime.now().as_millis();
    world.runtime.advance_millis(3_600_000 - millis % 3_600_000 + 17 * 60_000);
    sweep::run(&world.app, &*QUEUE).await;
    let left = "SELECT (SELECT count(*) FROM request_log WHERE tenant_id = $1)
      + (SELECT count(*) FROM outbox WHERE tenant_id = $1 AND settled_at < now() - interval '7 days')";
    assert_eq!(world.count(left, &[&owner.tenant]).await, 0);
}
