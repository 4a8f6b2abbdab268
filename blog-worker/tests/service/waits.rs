//! Waiting is bounded, and charged to who waits.

use std::time::Duration;

use blog_worker::store::retention;
use futures_util::future::join_all;
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{GlobalReason, Isolation, SqlError, SqlState, Statement};
use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_postgres::Client;

use crate::events::PAST;
use crate::isolation::database;
use crate::support::{Answer, TestBlog, stack};

/// Longer than anybody waits for a lock, shorter than the driver's patience.
const SOON: Duration = Duration::from_secs(7);

/// Somebody who holds what others need, until they say otherwise.
async fn holder(sql: &str, params: &[&(dyn tokio_postgres::types::ToSql + Sync)]) -> Client {
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("BEGIN").await.unwrap();
    client.query(sql, params).await.unwrap();
    client
}

fn is_told_to_come_back(answer: &Answer, expected: (u16, &str, &str), what: &str) {
    let (status, text, code) = expected;
    assert_eq!((answer.error(), &answer.body["code"]), ((status, text), &json!(code)), "{what}");
    assert_eq!(answer.header("retry-after"), "1", "{what}");
}

#[tokio::test]
async fn whoever_finds_a_post_being_saved_is_told_so_soon_and_readers_do_not_wait() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.publish_post(json!({ "title": "Held" })).await;
    let path = format!("/admin/posts/{id}");
    owner.put(&path, json!({ "title": "Held more" })).await;

    let sql = "SELECT id FROM posts WHERE tenant_id = $1 AND id = $2 FOR UPDATE";
    let held = holder(sql, &[&blog.tenant.as_str(), &id]).await;
    let began = Instant::now();
    let unpublish = format!("{path}/unpublish");
    let restore = format!("{path}/revisions/1/restore");
    let (save, step, restored, deleted) = tokio::join!(
        owner.put(&path, json!({ "title": "Another" })),
        owner.post(&unpublish, Value::Null),
        owner.post(&restore, Value::Null),
        owner.delete(&path),
    );
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    for (what, answer) in [("save", save), ("step", step), ("restore", restored), ("delete", deleted)] {
        is_told_to_come_back(&answer, (409, "Post is being saved", "post_being_saved"), what);
    }
    assert_eq!(owner.get(&path).await.body["title"], "Held more");
    assert_eq!(blog.reader().get("/public/posts/held").await.status, 200);

    held.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(owner.put(&path, json!({ "title": "Another" })).await.status, 200);
}

#[tokio::test]
async fn whoever_waits_for_anything_else_is_told_to_come_back() {
    const BUSY: (u16, &str, &str) = (503, "Service unavailable", "service_unavailable");
    let blog = TestBlog::new();
    let owner = blog.owner();
    let tenant = blog.tenant.as_str();

    let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || 'wanted', 0))";
    let held = holder(sql, &[&tenant]).await;
    let create = owner.post("/admin/posts", json!({ "title": "Wanted" })).await;
    is_told_to_come_back(&create, BUSY, "a slug that somebody else is taking");
    held.batch_execute("ROLLBACK").await.unwrap();

    let id = owner.create_post(json!({ "title": "Mine" })).await;
    let path = format!("/admin/posts/{id}");
    let held = holder(sql, &[&tenant]).await;
    let save = owner.put(&path, json!({ "slug": "wanted" })).await;
    is_told_to_come_back(&save, BUSY, "saving a post under a slug that somebody else is taking");
    held.batch_execute("ROLLBACK").await.unwrap();

    let held = holder("SELECT posts FROM tenant_usage WHERE tenant_id = $1 FOR UPDATE", &[&tenant]).await;
    let (save, create) = tokio::join!(
        owner.put(&path, json!({ "title": "Other" })),
        owner.post("/admin/posts", json!({ "title": "Another" }))
    );
    is_told_to_come_back(&save, BUSY, "saving a post while somebody else counts");
    is_told_to_come_back(&create, BUSY, "making a post while somebody else counts");
    held.batch_execute("ROLLBACK").await.unwrap();

    let tag = owner.post("/admin/tags", json!({ "name": "Held" })).await.body["id"].clone();
    let held =
        holder("SELECT id FROM tags WHERE tenant_id = $1 AND id = $2 FOR UPDATE", &[&tenant, &tag.as_str()])
            .await;
    let path = format!("/admin/tags/{}", tag.as_str().unwrap());
    let (save, delete) = tokio::join!(owner.put(&path, json!({ "name": "Other" })), owner.delete(&path));
    is_told_to_come_back(&save, BUSY, "saving a tag");
    is_told_to_come_back(&delete, BUSY, "deleting a tag");
    held.batch_execute("ROLLBACK").await.unwrap();
}

/// Where others come first again and again, it is the bound of the statement that ends the wait.
#[tokio::test]
async fn a_wait_for_a_post_that_the_bound_of_the_statement_ends_is_one_for_the_post() {
    let blog = TestBlog::new();
    let id = blog.owner().create_post(json!({ "title": "Held" })).await;
    let sql = "SELECT id FROM posts WHERE tenant_id = $1 AND id = $2 FOR UPDATE";
    let _held = holder(sql, &[&blog.tenant.as_str(), &id]).await;
    let scope = TenantScope::of_verified(blog.tenant.clone());
    let hurry = "SELECT set_config('statement_timeout', '200', true) WHERE $1 <> ''";
    let lock = Statement::scoped(&scope, "SELECT app.lock_post($1, $2)").bind(id.as_str());
    let batch = [Statement::scoped(&scope, hurry), lock];
    let error = database().write_batch(batch, Isolation::ReadCommitted).await.unwrap_err();
    assert!(
        matches!(&error, SqlError::Busy(cause) if cause.constraint.as_deref() == Some("post_is_free")),
        "{error:?}"
    );
}

#[tokio::test]
async fn eighty_saves_of_one_post_at_once_are_all_answered_and_hold_up_no_other_tenant() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "0" })).await;
    let path = format!("/admin/posts/{id}");
    let stranger = TestBlog::other_tenant();
    let other = blog.owner_of(&stranger);
    let body = json!({ "title": "Elsewhere" });

    let saves = join_all((0..80).map(|n| owner.put(&path, json!({ "title": n.to_string() }))));
    let elsewhere = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..5 {
            let began = Instant::now();
            assert_eq!(other.post("/admin/posts", body.clone()).await.status, 201);
            slowest = slowest.max(began.elapsed());
        }
        slowest
    };
    let (saves, slowest) = tokio::join!(saves, elsewhere);
    assert!(slowest < Duration::from_secs(3), "{slowest:?}");
    let done = saves.iter().filter(|answer| answer.status == 200).count();
    for answer in &saves {
        assert!(matches!(answer.status, 200 | 409 | 503), "{}", answer.text);
    }
    assert!(done > 0);
    assert_eq!(owner.get(&path).await.header("etag"), format!("\"{}\"", done + 1), "what was said is so");
}

struct Waits {
    lock: i64,
    statement: i64,
    deadlock: i64,
}

row!(Waits { lock, statement, deadlock });

#[tokio::test]
async fn the_database_gives_up_before_the_driver_does_and_finds_a_deadlock_before_it_gives_up() {
    let sql = "
        SELECT max(setting::bigint) FILTER (WHERE name = 'lock_timeout') AS lock,
          max(setting::bigint) FILTER (WHERE name = 'statement_timeout') AS statement,
          max(setting::bigint) FILTER (WHERE name = 'deadlock_timeout') AS deadlock
        FROM pg_settings";
    let rows = database().read(Statement::global(GlobalReason::Diagnosis, sql)).await.unwrap();
    let waits: Waits = rows.one().unwrap();
    assert!(waits.deadlock < waits.lock, "{} {}", waits.deadlock, waits.lock);
    assert!(waits.lock < waits.statement && waits.statement < 10_000, "{} {}", waits.lock, waits.statement);
}

#[tokio::test]
async fn who_was_rolled_back_for_a_deadlock_is_served_after_all() {
    let scope = TenantScope::of_verified(TestBlog::other_tenant());
    let lock = |name: &'static str| {
        Statement::scoped(&scope, "SELECT pg_advisory_xact_lock(hashtextextended($1 || $2, 0))::text")
            .bind(name)
    };
    let pause = || Statement::scoped(&scope, "SELECT pg_sleep(0.3)::text WHERE $1 <> ''");
    let db = database();
    let one = db.write_batch([lock("a"), pause(), lock("b")], Isolation::ReadCommitted);
    let two = db.write_batch([lock("b"), pause(), lock("a")], Isolation::ReadCommitted);
    let (one, two) = tokio::join!(one, two);
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended_and_the_client_told_to_come_back() {
    let scope = TenantScope::of_verified(TestBlog::other_tenant());
    let sleep = Statement::scoped(&scope, "SELECT pg_sleep(60)::text WHERE $1 <> ''");
    let error = database().write(sleep).await.unwrap_err();
    assert!(
        matches!(&error, SqlError::Busy(cause) if cause.code.as_str() == SqlState::QUERY_CANCELED),
        "{error:?}"
    );
    let told = logicspike_shared::error::AppError::from(error);
    assert_eq!((told.status().as_u16(), told.public_text()), (503, "Service unavailable"));
}

#[tokio::test]
async fn nothing_temporary_stands_in_the_place_of_a_table() {
    let sql = "CREATE TEMPORARY TABLE posts (id text)";
    let refused = database().write(Statement::global(GlobalReason::Diagnosis, sql)).await.unwrap_err();
    assert_eq!(refused.state(), Some("42501"));
}

#[tokio::test]
async fn a_long_past_is_forgotten_in_parts_that_no_time_limit_ends() {
    let _alone = PAST.lock().await;
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let tenant = TestBlog::other_tenant();
    let sql = "
        INSERT INTO outbox (id, tenant_id, type, subject, occurred_at, data, settled_at)
        SELECT $1 || '/' || n, $1, 'blog.post.updated', 'post_1', now(), '{}', now() - interval '1 year'
        FROM generate_series(1, 12000) AS n";
    client.execute(sql, &[&tenant.as_str()]).await.unwrap();
    let sql = "
        INSERT INTO idempotency_keys (tenant_id, key, fingerprint, response, created_at)
        SELECT $1, n::text, '', '{}', now() - interval '1 year' FROM generate_series(1, 100) AS n";
    client.execute(sql, &[&tenant.as_str()]).await.unwrap();
    let part: i64 = client.query_one("SELECT app.forget_the_past()", &[]).await.unwrap().get(0);
    assert!(part < 12_000, "{part}");
    retention::forget(&database()).await.unwrap();
    let sql = "SELECT (SELECT count(*) FROM outbox WHERE tenant_id = $1) + (SELECT count(*) FROM idempotency_keys WHERE tenant_id = $1)";
    let left: i64 = client.query_one(sql, &[&tenant.as_str()]).await.unwrap().get(0);
    assert_eq!(left, 0);
}
