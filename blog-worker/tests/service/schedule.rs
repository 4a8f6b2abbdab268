//! Scheduled posts are published on time, once, whatever happens in between.

use blog_worker::sweep;
use serde_json::json;
use tokio::sync::Mutex;

use crate::posts::events;
use crate::support::{QUEUE, TestBlog};

/// A sweep looks after all tenants: one whose clock is ahead publishes what another test has scheduled.
static AHEAD: Mutex<()> = Mutex::const_new(());

#[tokio::test]
async fn a_due_post_is_published_with_its_scheduled_time() {
    let _alone = AHEAD.lock().await;
    let blog = TestBlog::new();
    let owner = blog.owner();
    let now = logicspike_shared::runtime::Runtime::now(blog.app.runtime());
    let at = now.plus_seconds(60).to_string();
    let id = owner.create_post(json!({ "title": "T", "scheduledFor": at })).await;
    let later = owner
        .create_post(json!({ "title": "Later", "scheduledFor": now.plus_seconds(7200).to_string() }))
        .await;
    sweep::run(&blog.app, &*QUEUE).await;
    assert_eq!(
        owner.get(&format!("/admin/posts/{id}")).await.body["status"],
        "scheduled",
        "not before its time"
    );

    // An outage: the clock is far ahead when the next sweep comes.
    blog.app.runtime().advance_millis(3_600_000);
    assert_eq!(sweep::run(&blog.app, &*QUEUE).await.failed_tenants, 0);
    let post = owner.get(&format!("/admin/posts/{id}")).await.body;
    assert_eq!(
        (&post["status"], &post["publishedAt"], &post["scheduledFor"]),
        (&json!("published"), &json!(at), &json!(null))
    );
    assert_eq!(owner.get(&format!("/admin/posts/{later}")).await.body["status"], "scheduled");
    assert_eq!(blog.reader().get("/public/posts/t").await.status, 200);
    sweep::run(&blog.app, &*QUEUE).await;
    assert_eq!(events(&blog, &id).await, ["blog.post.created", "blog.post.published"]);
}

#[tokio::test]
async fn overlapping_sweeps_publish_each_post_once() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let at = logicspike_shared::runtime::Runtime::now(blog.app.runtime()).plus_seconds(1).to_string();
    let mut ids = Vec::new();
    for n in 0..12 {
        ids.push(owner.create_post(json!({ "title": format!("Post {n}"), "scheduledFor": at })).await);
    }
    blog.app.runtime().advance_millis(5000);
    let sweeps = (0..8).map(|_| sweep::run(&blog.app, &*QUEUE));
    futures_util::future::join_all(sweeps).await;
    // A sweep leaves to another what that one holds; the next finds what nobody published.
    sweep::run(&blog.app, &*QUEUE).await;
    for id in &ids {
        assert_eq!(events(&blog, id).await, ["blog.post.created", "blog.post.published"]);
    }
}

#[tokio::test]
async fn a_republished_post_keeps_its_first_date_and_a_manual_publish_is_now() {
    let _alone = AHEAD.lock().await;
    let blog = TestBlog::new();
    let owner = blog.owner();
    let now = logicspike_shared::runtime::Runtime::now(blog.app.runtime());
    let id = owner.publish_post(json!({ "title": "T" })).await;
    let path = format!("/admin/posts/{id}");
    owner.post(&format!("{path}/unpublish"), json!(null)).await;
    owner.put(&path, json!({ "scheduledFor": now.plus_seconds(60).to_string() })).await;
    assert_eq!(blog.reader().get("/public/posts/t").await.status, 404, "hidden until its time");
    blog.app.runtime().advance_millis(120_000);
    sweep::run(&blog.app, &*QUEUE).await;
    assert_eq!(owner.get(&path).await.body["publishedAt"], json!(now.to_string()));

    let early = owner.create_post(json!({ "title": "Early", "scheduledFor": "2999-01-01T00:00:00Z" })).await;
    let published = owner.post(&format!("/admin/posts/{early}/publish"), json!(null)).await.body;
    assert_eq!(published["publishedAt"], json!(now.plus_seconds(120).to_string()));
    assert_eq!(published["scheduledFor"], json!(null));
}
