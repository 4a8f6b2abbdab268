//! Events leave the outbox once, in order, and again until somebody says that they were applied.

use blog_worker::store::retention;
use blog_worker::{consumer, sweep};
use logicspike_shared::events::testing::MemoryQueue;
use logicspike_shared::events::{Event, EventSource, Message, Verdict};
use logicspike_shared::ids::{EventId, TenantId};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::time::Timestamp;
use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::Mutex;

use crate::support::{PLATFORM_SECRET, QUEUE, TestBlog, stack};

/// Whoever forgets the past forgets every tenant's: tests that count what is forgotten take turns.
pub(crate) static PAST: Mutex<()> = Mutex::const_new(());

/// Someone whom row-level security hides nothing from.
async fn database() -> tokio_postgres::Client {
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn scope(blog: &TestBlog) -> TenantScope {
    TenantScope::of_verified(blog.tenant.clone())
}

/// Types and subjects of what was sent for the blog's tenant.
fn sent(blog: &TestBlog) -> Vec<(String, String)> {
    QUEUE.sent_for(&blog.tenant).into_iter().map(|event| (event.kind, event.subject)).collect()
}

fn delivery(event: &Event) -> Message {
    Message { id: event.id.to_string(), body: event.to_json().unwrap(), age_seconds: 0 }
}

fn from_manager(tenant: &TenantId, kind: &str, data: &serde_json::Value, time: Timestamp) -> Message {
    let id = EventId::new(&logicspike_shared::runtime::testing::FixedRuntime::real_time());
    let data = RawValue::from_string(data.to_string()).unwrap();
    delivery(&Event::new(id, EventSource::Manager, kind, "user_1", time, tenant.clone(), data))
}

fn receipt(blog: &TestBlog, ids: Vec<EventId>) -> Message {
    delivery(&Event::receipt(blog.app.runtime(), EventSource::Manager, &blog.tenant, ids).unwrap())
}

#[tokio::test]
async fn each_change_is_told_once_and_in_order() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "Told" })).await;
    owner.post(&format!("/admin/posts/{id}/publish"), json!({})).await;
    // A repeated step changes nothing, so there is nothing to tell.
    owner.post(&format!("/admin/posts/{id}/publish"), json!({})).await;
    sweep::relay_tenant(&blog.app, &*QUEUE, &scope(&blog)).await;
    owner.delete(&format!("/admin/posts/{id}")).await;
    sweep::relay_tenant(&blog.app, &*QUEUE, &scope(&blog)).await;
    sweep::relay_tenant(&blog.app, &*QUEUE, &scope(&blog)).await;
    let kinds = ["blog.post.created", "blog.post.published", "blog.post.deleted"];
    assert_eq!(sent(&blog), kinds.map(|kind| (kind.to_owned(), id.clone())));

    let first = &QUEUE.sent_for(&blog.tenant)[0];
    let data: serde_json::Value = first.data().unwrap();
    assert_eq!((&data["title"], &data["actorId"]), (&json!("Told"), &json!("user_1")));
    assert_eq!((first.source, &first.tenantid), (EventSource::Blog, &blog.tenant));
}

#[tokio::test]
async fn relays_that_meet_send_each_event_once_and_in_order() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let mut ids = Vec::new();
    for n in 0..120 {
        ids.push(owner.create_post(json!({ "title": format!("Post {n}") })).await);
    }
    let scope = scope(&blog);
    let relays = (0..6).map(|_| sweep::relay_tenant(&blog.app, &*QUEUE, &scope));
    futures_util::future::join_all(relays).await;
    // Another test's sweep may still be sending the rest.
    while sent(&blog).len() < ids.len() {
        tokio::task::yield_now().await;
    }
    let subjects: Vec<String> = sent(&blog).into_iter().map(|(_, subject)| subject).collect();
    assert_eq!(subjects, ids);
}

#[tokio::test]
async fn what_a_queue_refuses_waits_for_the_next_sweep() {
    let blog = TestBlog::new();
    let id = blog.owner().create_post(json!({ "title": "Kept" })).await;
    let refusing = MemoryQueue::default();
    refusing.refuse(1);
    sweep::relay_tenant(&blog.app, &refusing, &scope(&blog)).await;
    assert!(refusing.sent_for(&blog.tenant).is_empty());
    assert!(blog.app.runtime().log_lines().join("").contains("refused for a test"), "the log says why");
    // While the lease lasts, the one who took it may still be at work.
    sweep::relay_tenant(&blog.app, &*QUEUE, &scope(&blog)).await;
    assert!(sent(&blog).is_empty());

    let sql = "UPDATE outbox SET leased_until = now() - interval '1 second' WHERE tenant_id = $1";
    database().await.execute(sql, &[&blog.tenant.as_str()]).await.unwrap();
    sweep::run(&blog.app, &*QUEUE).await;
    assert_eq!(sent(&blog), [("blog.post.created".to_owned(), id)]);
}

#[tokio::test]
async fn an_event_is_sent_again_until_a_receipt_comes() {
    let blog = TestBlog::new();
    blog.owner().create_post(json!({ "title": "Lost on the way" })).await;
    sweep::relay_tenant(&blog.app, &*QUEUE, &scope(&blog)).await;
    let make_due = async || {
        let sql = "UPDATE outbox SET due_at = now() - interval '1 second' WHERE tenant_id = $1";
        database().await.execute(sql, &[&blog.tenant.as_str()]).await.unwrap();
        sweep::relay_tenant(&blog.app, &*QUEUE, &scope(&blog)).await;
        QUEUE.sent_for(&blog.tenant)
    };
    let twice = make_due().await;
    assert_eq!(twice.len(), 2);
    assert_eq!(twice[0].to_json().unwrap(), twice[1].to_json().unwrap(), "the same event, byte by byte");

    let verdicts = consumer::consume(&blog.app, &*QUEUE, &[receipt(&blog, vec![twice[0].id.clone()])]).await;
    assert_eq!(verdicts, [Verdict::Acknowledge]);
    assert_eq!(make_due().await.len(), 2, "settled is settled");
}

#[tokio::test]
async fn a_receipt_settles_events_of_its_own_tenant_only() {
    let (mine, other) = (TestBlog::new(), TestBlog::new());
    mine.owner().create_post(json!({ "title": "Mine" })).await;
    sweep::relay_tenant(&mine.app, &*QUEUE, &scope(&mine)).await;
    let id = QUEUE.sent_for(&mine.tenant)[0].id.clone();
    consumer::consume(&other.app, &*QUEUE, &[receipt(&other, vec![id])]).await;
    let sql = "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND settled_at IS NULL";
    let waiting: i64 = database().await.query_one(sql, &[&mine.tenant.as_str()]).await.unwrap().get(0);
    assert_eq!(waiting, 1);
}

#[tokio::test]
async fn posts_are_signed_with_the_name_that_the_manager_told_last() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "Signed" })).await;
    owner.post(&format!("/admin/posts/{id}/publish"), json!({})).await;
    let author = async || blog.reader().get("/public/posts/signed").await.body["author"].clone();
    assert_eq!(author().await, json!(null), "nothing is known yet");

    let now = blog.app.runtime().now();
    let told = |kind, name: &str, at| {
        let data = json!({ "userId": "user_1", "name": name, "avatarUrl": "https://p.example/1.png", "role": "owner" });
        from_manager(&blog.tenant, kind, &data, at)
    };
    let queue = MemoryQueue::default();
    let joined = told("team.member.joined", "Old Name", now);
    let renamed = told("team.member.updated", "New Name", now.plus_seconds(5));
    // The newer one overtakes, and the older one comes twice.
    let verdicts = consumer::consume(&blog.app, &queue, &[renamed.clone(), joined.clone(), joined]).await;
    assert_eq!(verdicts, [Verdict::Acknowledge; 3]);
    assert_eq!(author().await, json!({ "name": "New Name", "avatarUrl": "https://p.example/1.png" }));
    let receipts = queue.sent_for(&blog.tenant);
    assert!(receipts.iter().all(Event::is_receipt) && receipts.len() == 3, "the manager hears of each");

    queue.refuse(1);
    let verdicts = consumer::consume(&blog.app, &queue, &[renamed]).await;
    assert_eq!(verdicts, [Verdict::RetryAfter(1)], "a receipt that cannot be sent is tried again");
}

#[tokio::test]
async fn a_message_that_is_no_event_is_handed_back_and_holds_up_nobody() {
    let blog = TestBlog::new();
    let broken = Message { id: "1".into(), body: "{\"hello\":1}".into(), age_seconds: 3 };
    let data = json!({ "userId": "user_1", "name": "N", "avatarUrl": null });
    let good = from_manager(&blog.tenant, "team.member.joined", &data, blog.app.runtime().now());
    let verdicts = consumer::consume(&blog.app, &MemoryQueue::default(), &[broken, good]).await;
    assert_eq!(verdicts, [Verdict::RetryAfter(3), Verdict::Acknowledge]);
}

#[tokio::test]
async fn operators_see_what_is_behind_and_nobody_else_does() {
    let blog = TestBlog::new();
    let at = blog.app.runtime().now().plus_seconds(86_400).to_string();
    blog.owner().create_post(json!({ "title": "Due", "scheduledFor": at })).await;
    blog.app.runtime().advance_millis(86_460_000);
    let path = "/platform/health";
    assert_eq!(blog.gateway().get(path).await.error(), (403, "Access denied"));
    for wrong in ["", "test-platform-secre", "test-gateway-secret"] {
        let answer = blog.owner().with("x-platform-key", wrong).get(path).await;
        assert_eq!(answer.error(), (403, "Access denied"), "{wrong}");
    }
    let health = blog.gateway().with("x-platform-key", PLATFORM_SECRET).get(path).await;
    assert_eq!(health.status, 200, "{}", health.text);
    assert!(health.body["outbox"]["waiting"].as_i64().unwrap() >= 1, "{}", health.text);
    assert!(health.body["schedule"]["overdue"].as_i64().unwrap() >= 1, "{}", health.text);
    assert!(health.body["schedule"]["lagSeconds"].as_i64().unwrap() >= 59, "{}", health.text);
}

#[tokio::test]
async fn the_past_is_forgotten_and_what_is_not_settled_never_is() {
    let _alone = PAST.lock().await;
    let blog = TestBlog::new();
    for title in ["Settled long ago", "Settled lately", "Not settled"] {
        blog.owner().create_post(json!({ "title": title })).await;
    }
    let database = database().await;
    let age = async |title: &str, settled: &str| {
        let sql = format!(
            "UPDATE outbox SET settled_at = {settled}, occurred_at = now() - interval '1 year'
             WHERE tenant_id = $1 AND data ->> 'title' = $2"
        );
        assert_eq!(database.execute(&sql, &[&blog.tenant.as_str(), &title]).await.unwrap(), 1);
    };
    age("Settled long ago", "now() - interval '8 days'").await;
    age("Settled lately", "now() - interval '6 days'").await;
    age("Not settled", "NULL").await;
    // Not a whole sweep at another time: that would publish what other tests have scheduled.
    assert!(retention::forget(&crate::isolation::database()).await.unwrap() >= 1);
    let sql = "SELECT data ->> 'title' FROM outbox WHERE tenant_id = $1 ORDER BY position";
    let rows = database.query(sql, &[&blog.tenant.as_str()]).await.unwrap();
    let left: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(left, ["Settled lately", "Not settled"]);
}
