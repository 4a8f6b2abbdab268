//! What happens is told, once, whatever breaks on the way. On a stack of its own, whose Workers are killed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::time::Duration;

use e2e::{Client, Relay, TestTenant, eventually, own_stack};
use local_stack::stack::Stack;
use local_stack::wrangler::{WranglerOptions, start_beside};
use local_stack::{StackFile, Worker, connect};
use serde_json::json;

/// The statement with which a relay begins.
const CLAIM: &str = "hashtextextended('outbox/'";

async fn blog_database(stack: &StackFile) -> tokio_postgres::Client {
    connect(&stack.databases.blog.parse().unwrap()).await.unwrap()
}

async fn audit_rows(stack: &StackFile, subject: &str) -> Vec<String> {
    let platform = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    let sql = "select action from audit_log where subject = $1 order by occurred_at, id";
    platform.query(sql, &[&subject]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

fn file(stack: &Stack) -> StackFile {
    stack.file().unwrap().clone()
}

#[tokio::test]
async fn an_event_survives_that_everything_is_killed_before_it_was_sent() {
    let mut stack = own_stack().await.unwrap();
    let relay = Relay::to(&file(&stack).neon_url).await.unwrap();
    relay.hold_back(CLAIM);
    stack.crash_workers().await.unwrap();
    let options =
        WranglerOptions::new(Worker::Gateway).with_var(Worker::Blog, "NEON_SQL_ENDPOINT", &relay.url);
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

    let database = blog_database(&file(&stack)).await;
    let sql = "select sends::int, settled_at is not null from outbox where subject = $1";
    let row = database.query_one(sql, &[&id]).await.unwrap();
    assert_eq!((row.get::<_, i32>(0), row.get::<_, bool>(1)), (0, false), "it was committed and not sent");
    assert!(audit_rows(&file(&stack), id).await.is_empty());

    stack.run_workers(&WranglerOptions::new(Worker::Gateway)).await.unwrap();
    eventually("the event arrives after the restart", Duration::from_mins(1), async || {
        audit_rows(&file(&stack), id).await == ["blog.post.created"]
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
    let database = blog_database(&file(&stack)).await;
    let sql = "select to_char((now() + interval '6 seconds') at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.000\"Z\"')";
    let at: String = database.query_one(sql, &[]).await.unwrap().get(0);
    let post = json!({ "title": "On time", "scheduledFor": at });
    let created = owner.post("/blog/admin/posts", &post).await.unwrap();
    assert_eq!((created.status, created.at("/status")), (201, "scheduled"), "{}", created.text);
    let (id, path) = (created.at("/id").to_owned(), created.header("location").to_owned());

    eventually("the first event is told", Duration::from_mins(1), async || {
        !audit_rows(&file(&stack), &id).await.is_empty()
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
        audit_rows(&file(&stack), &id).await == told
    })
    .await;
    stack.stop().await.unwrap();
}

#[tokio::test]
async fn what_nobody_can_apply_ends_among_the_dead_letters_and_operators_see_it() {
    let stack = StackFile::load().unwrap();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let created =
        tenant.owner().await.unwrap().post("/blog/admin/posts", &json!({ "title": "T" })).await.unwrap();
    assert_eq!(created.status, 201, "{}", created.text);
    // An event of a tenant that the platform does not know.
    let id = format!("evt_{}", e2e::unique("nobodys"));
    let sql = "insert into outbox (id, tenant_id, type, subject, occurred_at, data)
               values ($1, 'tenant_of_nobody', 'blog.post.created', 'post_1', now(), '{}')";
    blog_database(&stack).await.execute(sql, &[&id]).await.unwrap();
    let operator = Client::new(&stack.gateway_url).unwrap().with("x-platform-key", &stack.platform_secret);
    let swept = operator.send(reqwest::Method::POST, "/blog/platform/sweep", None).await.unwrap();
    assert_eq!(swept.status, 202, "{}", swept.text);
    eventually("it is a dead letter", Duration::from_mins(2), async || {
        let letters = operator.get("/manager/platform/dead-letters").await.unwrap();
        letters.body["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|letter| letter["body"].as_str().is_some_and(|body| body.contains(&id)))
    })
    .await;
    let health = operator.get("/manager/platform/health").await.unwrap();
    assert_eq!(health.at("/status"), "behind", "{}", health.text);
    assert!(health.body["deadLetters"].as_i64().unwrap() >= 1);
    // Its neighbours were not held up.
    eventually("other events are logged", Duration::from_secs(30), async || {
        audit_rows(&stack, created.at("/id")).await == ["blog.post.created"]
    })
    .await;
    let sql = "delete from outbox where id = $1";
    assert_eq!(blog_database(&stack).await.execute(sql, &[&id]).await.unwrap(), 1);
}

/// As the platform calls it, not by the operators' route.
#[tokio::test]
async fn the_managers_cron_sends_what_was_left_in_the_outbox() {
    let stack = StackFile::load().unwrap();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let id = format!("evt_{}", e2e::unique("left"));
    let platform = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    let sql = "insert into outbox (id, tenant_id, type, subject, occurred_at, data)
               values ($1, $2, 'tenant.updated', $2, now(), '{\"name\":\"Left\"}')";
    platform.execute(sql, &[&id, &tenant.id]).await.unwrap();
    let manager = start_beside(&stack, &WranglerOptions::new(Worker::Manager)).await.unwrap();
    let cron = Client::new(&manager.url).unwrap();
    let fired = cron.get("/cdn-cgi/handler/scheduled").await.unwrap();
    assert_eq!((fired.status, fired.text.as_str()), (200, "ok"));
    eventually("it is settled", Duration::from_mins(1), async || {
        let sql = "select settled_at is not null from outbox where id = $1";
        platform.query_one(sql, &[&id]).await.unwrap().get(0)
    })
    .await;
    manager.stop().await.unwrap();
}

#[tokio::test]
async fn a_new_member_signs_their_posts_with_their_name() {
    let stack = StackFile::load().unwrap();
    let email = format!("{}@example.com", e2e::unique("author"));
    let session = e2e::sign_in(&stack, &email).await.unwrap();
    let author = Client::new(&stack.gateway_url).unwrap().bearer(&session.access_token);
    let created = author.post("/blog/admin/posts", &json!({ "title": "Signed" })).await.unwrap();
    assert_eq!(created.status, 201, "{}", created.text);
    let key = json!({ "name": "Site", "scopes": ["blog"] });
    let key = author.post("/manager/api-keys", &key).await.unwrap();
    let reader = Client::new(&stack.gateway_url).unwrap().with("x-api-key", key.at("/key"));
    let publish = format!("{}/publish", created.header("location"));
    eventually("the blog knows the author's name", Duration::from_secs(30), async || {
        // Each step changes the public page, so that it is not read from the cache.
        author.post(&publish.replace("/publish", "/unpublish"), &json!({})).await.unwrap();
        author.post(&publish, &json!({})).await.unwrap();
        let page = reader.get(&format!("/blog/public/posts/{}", created.at("/slug"))).await.unwrap();
        !page.at("/author/name").is_empty()
    })
    .await;
}
