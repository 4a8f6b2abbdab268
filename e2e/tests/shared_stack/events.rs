//! What happens is told to whom it concerns, and what nobody can apply is told to operators.

use std::time::Duration;

use e2e::{Client, TestTenant, audit_rows, blog_database, eventually, sign_in, unique};
use local_stack::wrangler::{WranglerOptions, start_beside};
use local_stack::{Worker, connect};
use serde_json::json;

use crate::stack;

#[tokio::test]
async fn what_nobody_can_apply_ends_among_the_dead_letters_and_operators_see_it() {
    let stack = stack();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let created =
        tenant.owner().await.unwrap().post("/blog/admin/posts", &json!({ "title": "T" })).await.unwrap();
    assert_eq!(created.status, 201, "{}", created.text);
    // An event of a tenant that the platform does not know.
    let id = format!("evt_{}", unique("nobodys"));
    let sql = "insert into outbox (id, tenant_id, type, subject, occurred_at, data)
               values ($1, 'tenant_of_nobody', 'blog.post.created', 'post_1', now(), '{}')";
    blog_database(&stack).await.unwrap().execute(sql, &[&id]).await.unwrap();
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
        audit_rows(&stack, created.at("/id")).await.unwrap() == ["blog.post.created"]
    })
    .await;
    let sql = "delete from outbox where id = $1";
    assert_eq!(blog_database(&stack).await.unwrap().execute(sql, &[&id]).await.unwrap(), 1);
}

/// As the platform calls it, not by the operators' route.
#[tokio::test]
async fn the_managers_cron_sends_what_was_left_in_the_outbox() {
    let stack = stack();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let id = format!("evt_{}", unique("left"));
    let platform = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    let sql = "insert into outbox (id, tenant_id, type, subject, occurred_at, data)
               values ($1, $2, 'tenant.updated', $2, now(), '{\"name\":\"Left\"}')";
    platform.execute(sql, &[&id, &tenant.id]).await.unwrap();
    let manager = start_beside(&stack, &WranglerOptions::new(Worker::Manager)).await.unwrap();
    let cron = Client::elsewhere(&manager.url).unwrap();
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
    let stack = stack();
    let email = format!("{}@example.com", unique("author"));
    let session = sign_in(&stack, &email).await.unwrap();
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
