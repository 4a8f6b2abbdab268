//! What happens is told, once, also when the Workers are killed before they told it.

use std::time::Duration;

use e2e::{Cable, TestTenant, audit_rows, blog_database, eventually, own_stack};
use local_stack::stack::Stack;
use local_stack::wrangler::WranglerOptions;
use local_stack::{StackFile, Worker};
use serde_json::json;

/// The statement with which a relay begins.
const CLAIM: &str = "hashtextextended('outbox/'";

fn file(stack: &Stack) -> StackFile {
    stack.file().unwrap().clone()
}

#[tokio::test]
async fn an_event_survives_that_everything_is_killed_before_it_was_sent() {
    let mut stack = own_stack().await.unwrap();
    let cable = Cable::to(&file(&stack).neon_url).await.unwrap();
    cable.hold_back(CLAIM);
    stack.crash_workers().await.unwrap();
    let options =
        WranglerOptions::new(Worker::Gateway).with_var(Worker::Blog, "NEON_SQL_ENDPOINT", &cable.url);
    stack.run_workers(&options).await.unwrap();
    let tenant = TestTenant::new(&file(&stack)).await.unwrap();
    let created = tenant
        .owner()
        .await
        .unwrap()
        .post("/blog/admin/posts", &json!({ "title": "Survivor" }))
        .await
        .unwrap();
    assert_eq!(created.status, 201, "{}", created.text);
    let id = created.at("/id");
    stack.crash_workers().await.unwrap();

    let database = blog_database(&file(&stack)).await.unwrap();
    let sql = "select sends::int, settled_at is not null from outbox where subject = $1";
    let row = database.query_one(sql, &[&id]).await.unwrap();
    assert_eq!((row.get::<_, i32>(0), row.get::<_, bool>(1)), (0, false), "it was committed and not sent");
    assert!(audit_rows(&file(&stack), id).await.unwrap().is_empty());

    stack.run_workers(&WranglerOptions::new(Worker::Gateway)).await.unwrap();
    eventually("the event arrives after the restart", Duration::from_mins(1), async || {
        audit_rows(&file(&stack), id).await.unwrap() == ["blog.post.created"]
    })
    .await;
    eventually("and is settled", Duration::from_secs(30), async || {
        database.query_one(sql, &[&id]).await.unwrap().get::<_, bool>(1)
    })
    .await;
    stack.stop().await.unwrap();
}

#[tokio::test]
async fn a_post_scheduled_for_the_time_of_an_outage_is_published_within_a_minute_of_the_return() {
    let mut stack = own_stack().await.unwrap();
    let tenant = TestTenant::new(&file(&stack)).await.unwrap();
    let owner = tenant.owner().await.unwrap();
    let database = blog_database(&file(&stack)).await.unwrap();
    let sql = "select to_char((now() + interval '6 seconds') at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.000\"Z\"')";
    let at: String = database.query_one(sql, &[]).await.unwrap().get(0);
    let post = json!({ "title": "On time", "scheduledFor": at });
    let created = owner.post("/blog/admin/posts", &post).await.unwrap();
    assert_eq!((created.status, created.at("/status")), (201, "scheduled"), "{}", created.text);
    let (id, path) = (created.at("/id").to_owned(), created.header("location").to_owned());

    eventually("the first event is told", Duration::from_mins(1), async || {
        !audit_rows(&file(&stack), &id).await.unwrap().is_empty()
    })
    .await;
    stack.crash_workers().await.unwrap();
    tokio::time::sleep(Duration::from_secs(8)).await;
    let status = "select status from posts where id = $1";
    assert_eq!(database.query_one(status, &[&id]).await.unwrap().get::<_, String>(0), "scheduled");

    stack.run_workers(&WranglerOptions::new(Worker::Gateway)).await.unwrap();
    // The clock of the stack alone has to see to it.
    eventually("it is published", Duration::from_mins(1), async || {
        database.query_one(status, &[&id]).await.unwrap().get::<_, String>(0) == "published"
    })
    .await;
    let tenant = tenant.at(&file(&stack));
    let answer = tenant.owner().await.unwrap().get(&path).await.unwrap();
    assert_eq!(
        (answer.at("/status"), answer.at("/publishedAt")),
        ("published", at.as_str()),
        "{}",
        answer.text
    );
    let told = ["blog.post.created", "blog.post.published"];
    eventually("one event is told", Duration::from_mins(1), async || {
        audit_rows(&file(&stack), &id).await.unwrap() == told
    })
    .await;
    stack.stop().await.unwrap();
}
