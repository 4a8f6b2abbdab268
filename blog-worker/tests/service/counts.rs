//! How many posts there are: counted when something changes, and right whatever changed.

use blog_worker::store::schedule;
use futures_util::future::join_all;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::isolation::database;
use crate::support::{TestBlog, stack};

async fn tables() -> Client {
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// What is told of wrong counts, which are mended by it.
async fn mended(blog: &TestBlog) -> Vec<String> {
    let client = tables().await;
    client.execute("SELECT set_config('app.tenant_id', $1, false)", &[&blog.tenant.as_str()]).await.unwrap();
    let wrong = "SELECT concat_ws(' ', kind, status, counted, there) FROM app.mend_counts()";
    client.query(wrong, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// All, drafts, scheduled, published and deleted posts of an authors' list.
async fn counts(blog: &TestBlog, filters: &str) -> [i64; 5] {
    let list = blog.owner().get(&format!("/admin/posts?{filters}")).await;
    let counts = &list.body["meta"]["counts"];
    ["all", "draft", "scheduled", "published", "deleted"].map(|status| counts[status].as_i64().unwrap())
}

/// How many posts readers are told of, in all, in a category, with a tag; and beside the category and the tag.
async fn public(blog: &TestBlog) -> [i64; 5] {
    let total = async |filters: &str| {
        let list = blog.reader().get(&format!("/public/posts?limit=100&{filters}")).await.body;
        let total = list["meta"]["total"].as_i64().unwrap();
        assert_eq!(list["data"].as_array().unwrap().len(), usize::try_from(total).unwrap(), "{filters}");
        total
    };
    let beside = async |list: &str| {
        let list = blog.reader().get(&format!("/public/{list}")).await.body;
        list["data"].as_array().unwrap().iter().map(|one| one["postCount"].as_i64().unwrap()).sum()
    };
    [
        total("").await,
        total("category=c").await,
        total("tag=t").await,
        beside("categories").await,
        beside("tags").await,
    ]
}

async fn named(blog: &TestBlog, what: &str, name: &str) -> String {
    let made = blog.owner().post(&format!("/admin/{what}"), json!({ "name": name })).await;
    made.body["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whatever_happens_to_a_post_totals_and_counts_are_right() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let (category, tag) = (named(&blog, "categories", "C").await, named(&blog, "tags", "T").await);
    let body = json!({ "title": "P", "categoryId": category, "tags": [tag] });
    let ids = [
        owner.create_post(body.clone()).await,
        owner.create_post(body.clone()).await,
        owner.create_post(json!({ "title": "Bare" })).await,
    ];
    let path = |n: usize| format!("/admin/posts/{}", ids[n]);
    assert_eq!((counts(&blog, "").await, public(&blog).await), ([3, 3, 0, 0, 0], [0; 5]));

    owner.post(&format!("{}/publish", path(0)), Value::Null).await;
    owner.post(&format!("{}/schedule", path(1)), json!({ "scheduledFor": "2999-01-01T00:00:00Z" })).await;
    owner.post(&format!("{}/publish", path(2)), Value::Null).await;
    assert_eq!((counts(&blog, "").await, public(&blog).await), ([3, 0, 1, 2, 0], [2, 1, 1, 1, 1]));
    for filters in ["category=c", "tag=t", "category=c&tag=t", "search=p&tag=t", "status=draft&category=c"] {
        assert_eq!(counts(&blog, filters).await, [2, 0, 1, 1, 0], "{filters}");
    }
    for (status, total) in [("draft", 0), ("scheduled", 1), ("published", 2)] {
        let list = owner.get(&format!("/admin/posts?status={status}")).await;
        assert_eq!(
            (&list.body["meta"]["total"], list.body["data"].as_array().unwrap().len()),
            (&json!(total), total)
        );
    }

    // Tags and category come and go with a save, and the schedule with it.
    let save = json!({ "tags": [tag], "categoryId": category, "title": "No longer bare" });
    assert_eq!(owner.put(&path(2), save).await.status, 200);
    let save = json!({ "tags": [], "categoryId": null, "scheduledFor": null });
    assert_eq!(owner.put(&path(1), save).await.status, 200);
    assert_eq!((counts(&blog, "").await, public(&blog).await), ([3, 1, 0, 2, 0], [2, 2, 2, 2, 2]));
    let save = json!({ "tags": [tag], "scheduledFor": "2999-01-01T00:00:00Z" });
    assert_eq!(owner.put(&path(1), save).await.status, 200);
    assert_eq!(counts(&blog, "tag=t").await, [3, 0, 1, 2, 0]);

    owner.post(&format!("{}/unpublish", path(0)), Value::Null).await;
    assert_eq!((counts(&blog, "tag=t").await, public(&blog).await), ([3, 1, 1, 1, 0], [1, 1, 1, 1, 1]));
    owner.delete(&path(0)).await;
    assert_eq!((counts(&blog, "").await, public(&blog).await), ([2, 0, 1, 1, 1], [1, 1, 1, 1, 1]));
    assert_eq!(mended(&blog).await, [""; 0]);

    for (list, posts) in [("/admin/tags", 2), ("/admin/categories", 1)] {
        assert_eq!(owner.get(list).await.body["data"][0]["postCount"], posts, "{list}");
    }
    assert_eq!(owner.get(&format!("/admin/tags/{tag}")).await.body["postCount"], 2);

    assert_eq!(counts(&blog, "status=deleted&tag=t&category=c").await[4], 1);
    let list = owner.get("/admin/posts?status=deleted").await.body;
    assert_eq!((&list["meta"]["total"], &list["data"][0]["id"]), (&json!(1), &json!(ids[0])));

    owner.delete(&format!("/admin/categories/{category}")).await;
    owner.delete(&format!("/admin/tags/{tag}")).await;
    assert_eq!((counts(&blog, "").await, public(&blog).await), ([2, 0, 1, 1, 1], [1, 0, 0, 0, 0]));
    assert_eq!(mended(&blog).await, [""; 0]);

    assert_eq!(owner.post(&format!("{}/undelete", path(0)), Value::Null).await.status, 200);
    assert_eq!((counts(&blog, "").await, mended(&blog).await), ([3, 1, 1, 1, 0], vec![]));
}

#[tokio::test]
async fn what_the_clock_publishes_is_counted() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let tag = named(&blog, "tags", "T").await;
    let category = named(&blog, "categories", "C").await;
    let soon = blog.app.runtime().now().plus_seconds(60).to_string();
    let body = json!({ "title": "Later", "scheduledFor": soon, "tags": [tag], "categoryId": category });
    owner.create_post(body).await;
    assert_eq!((counts(&blog, "").await, public(&blog).await), ([1, 0, 1, 0, 0], [0; 5]));
    blog.app.runtime().advance_millis(120_000);
    let scope = TenantScope::of_verified(blog.tenant.clone());
    assert_eq!(schedule::publish_due(&database(), &scope, blog.app.runtime()).await.unwrap(), 1);
    assert_eq!((counts(&blog, "").await, public(&blog).await), ([1, 0, 0, 1, 0], [1; 5]));
    assert_eq!(mended(&blog).await, [""; 0]);
}

/// By a clock that is behind, a post is published and not public yet.
#[tokio::test]
async fn a_post_that_is_not_public_yet_is_in_no_total() {
    let blog = TestBlog::new();
    let (category, tag) = (named(&blog, "categories", "C").await, named(&blog, "tags", "T").await);
    let body = json!({ "title": "P", "categoryId": category, "tags": [tag] });
    blog.app.runtime().advance_millis(60_000);
    blog.owner().publish_post(body).await;
    assert_eq!(public(&blog).await, [1; 5]);
    blog.app.runtime().advance_millis(-30_000);
    assert_eq!((public(&blog).await, counts(&blog, "").await), ([0; 5], [1, 0, 0, 1, 0]));
}

#[tokio::test]
async fn of_changes_at_once_none_is_lost_and_none_waits_for_another_posts() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let (category, tag) = (named(&blog, "categories", "C").await, named(&blog, "tags", "T").await);
    let other = named(&blog, "tags", "Other").await;
    let body = json!({ "title": "P", "categoryId": category, "tags": [tag, other] });
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(owner.create_post(body.clone()).await);
    }
    for round in 0..3 {
        let changes = ids.iter().enumerate().map(|(n, id)| {
            let path = format!("/admin/posts/{id}");
            let owner = &owner;
            let (tag, category) = (&tag, &category);
            async move {
                match (n + round) % 4 {
                    0 => owner.post(&format!("{path}/publish"), Value::Null).await,
                    1 => owner.post(&format!("{path}/unpublish"), Value::Null).await,
                    2 => owner.put(&path, json!({ "tags": [tag], "categoryId": null })).await,
                    _ => owner.put(&path, json!({ "tags": [], "categoryId": category })).await,
                }
            }
        });
        for answer in join_all(changes).await {
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    }
    // A tag goes while its posts come and go.
    let publish = join_all(ids.iter().map(|id| {
        let path = format!("/admin/posts/{id}/publish");
        let owner = &owner;
        async move { owner.post(&path, Value::Null).await.status }
    }));
    let path = format!("/admin/tags/{other}");
    let (published, gone) = tokio::join!(publish, owner.delete(&path));
    assert!(published.iter().all(|status| *status == 200) && gone.status == 204, "{published:?}");
    assert_eq!(counts(&blog, "").await, [12, 0, 0, 12, 0]);
    assert_eq!(mended(&blog).await, [""; 0]);
}

#[tokio::test]
async fn whoever_holds_a_count_keeps_nobody_waiting() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "P" })).await;
    let held = tables().await;
    held.batch_execute("BEGIN").await.unwrap();
    let sql = "SELECT posts FROM post_counts WHERE tenant_id = $1 FOR UPDATE";
    assert!(!held.query(sql, &[&blog.tenant.as_str()]).await.unwrap().is_empty());
    let published = owner.post(&format!("/admin/posts/{id}/publish"), Value::Null).await;
    assert_eq!((published.status, counts(&blog, "").await), (200, [1, 0, 0, 1, 0]));
    held.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(mended(&blog).await, [""; 0]);
}

#[tokio::test]
async fn wrong_counts_are_told_and_mended() {
    let blog = TestBlog::new();
    let tag = named(&blog, "tags", "T").await;
    blog.owner().publish_post(json!({ "title": "P", "tags": [tag] })).await;
    let client = tables().await;
    let tenant = blog.tenant.as_str();
    for sql in [
        "UPDATE post_counts SET posts = posts + 5 WHERE tenant_id = $1 AND kind = 'all' AND status = 'published'",
        "UPDATE post_tags SET status = 'draft' WHERE tenant_id = $1",
        "DELETE FROM post_counts WHERE tenant_id = $1 AND kind = 'tag'",
    ] {
        client.execute(sql, &[&tenant]).await.unwrap();
    }
    assert_eq!(mended(&blog).await.len(), 2, "the tag's status is put right beforehand");
    assert_eq!((mended(&blog).await, counts(&blog, "tag=t").await), (vec![], [1, 0, 0, 1, 0]));
    assert_eq!(public(&blog).await, [1, 0, 1, 0, 1]);
}
