//! What a tenant keeps is bounded by its plan, and counted as it comes and goes.

use std::time::Duration;

use blog_worker::store::posts::remove_expired;
use futures_util::future::join_all;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::isolation::database;
use crate::support::{Answer, Caller, TestBlog, stack};

/// The owner of a tenant whose plan has these quotas.
fn owner_with<'a>(blog: &'a TestBlog, quotas: &Value) -> Caller<'a> {
    blog.owner().with("x-tenant-quotas", &quotas.to_string())
}

fn is_over(answer: &Answer, what: &str) {
    let text = format!("Quota exceeded: {what}");
    assert_eq!((answer.error(), &answer.body["code"]), ((409, text.as_str()), &json!("quota_exceeded")));
}

const COUNTED: &str = "SELECT posts, categories, tags, revision_bytes FROM tenant_usage WHERE tenant_id = $1";

/// What is counted for a tenant: posts, categories, tags, bytes of revisions.
async fn counted(tenant: &str) -> [i64; 4] {
    figures(COUNTED, tenant).await
}

/// The same, found by looking.
async fn kept(tenant: &str) -> [i64; 4] {
    let sql = "
        SELECT (SELECT count(*) FROM posts WHERE tenant_id = $1 AND status <> 'deleted'),
          (SELECT count(*) FROM categories WHERE tenant_id = $1),
          (SELECT count(*) FROM tags WHERE tenant_id = $1),
          (SELECT coalesce(sum(bytes), 0)::bigint FROM post_revisions AS r WHERE tenant_id = $1 AND EXISTS (
            SELECT FROM posts AS p WHERE p.tenant_id = $1 AND p.id = r.post_id AND p.status <> 'deleted'))";
    figures(sql, tenant).await
}

async fn figures(sql: &str, tenant: &str) -> [i64; 4] {
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let row = client.query_one(sql, &[&tenant]).await.unwrap();
    [0, 1, 2, 3].map(|column| row.get(column))
}

#[tokio::test]
async fn a_creation_beyond_the_quota_is_a_clear_conflict_that_writes_nothing_and_a_deletion_makes_room() {
    let blog = TestBlog::new();
    let owner = owner_with(&blog, &json!({ "posts": 1, "categories": 1, "tags": 1 }));
    for (what, field) in [("posts", "title"), ("categories", "name"), ("tags", "name")] {
        let path = format!("/admin/{what}");
        let first = owner.post(&path, json!({ field: "First" })).await;
        assert_eq!(first.status, 201, "{}", first.text);
        is_over(&owner.post(&path, json!({ field: "Second" })).await, what);
        assert_eq!(owner.get(&path).await.body["data"].as_array().unwrap().len(), 1, "{what}");

        let freed = owner.delete(&format!("{path}/{}", first.body["id"].as_str().unwrap())).await;
        assert_eq!(freed.status, 204);
        assert_eq!(owner.post(&path, json!({ field: "Second" })).await.status, 201, "{what}");
    }
    assert_eq!(counted(blog.tenant.as_str()).await, [1, 1, 1, 0]);
}

#[tokio::test]
async fn what_was_kept_before_a_plan_shrank_stays_and_may_be_saved() {
    let blog = TestBlog::new();
    let id = blog.owner().create_post(json!({ "title": "One" })).await;
    blog.owner().create_post(json!({ "title": "Two" })).await;
    let owner = owner_with(&blog, &json!({ "posts": 1 }));
    is_over(&owner.post("/admin/posts", json!({ "title": "Three" })).await, "posts");
    assert_eq!(owner.put(&format!("/admin/posts/{id}"), json!({ "title": "First" })).await.status, 200);
    assert_eq!(owner.post(&format!("/admin/posts/{id}/publish"), Value::Null).await.status, 200);
}

#[tokio::test]
async fn a_repeated_request_answers_what_the_first_did_also_when_the_quota_is_met() {
    let blog = TestBlog::new();
    let owner = owner_with(&blog, &json!({ "posts": 1 }));
    let body = json!({ "title": "Once" });
    let first = owner.clone().with("idempotency-key", "one").post("/admin/posts", body.clone()).await;
    let again = owner.clone().with("idempotency-key", "one").post("/admin/posts", body.clone()).await;
    assert_eq!((first.status, again.status, &first.body), (201, 201, &again.body));

    // A refusal uses no key up.
    let other = owner.clone().with("idempotency-key", "two");
    is_over(&other.post("/admin/posts", body.clone()).await, "posts");
    owner.delete(&format!("/admin/posts/{}", first.body["id"].as_str().unwrap())).await;
    assert_eq!(other.post("/admin/posts", body).await.status, 201);
}

#[tokio::test]
async fn creations_at_once_at_the_edge_leave_exactly_the_quota_and_another_tenants_is_its_own() {
    let blog = TestBlog::new();
    let quotas = json!({ "posts": 5 });
    let owner = owner_with(&blog, &quotas);
    let stranger = TestBlog::other_tenant();
    let other = blog.owner_of(&stranger).with("x-tenant-quotas", &quotas.to_string());
    let create = async |caller: &Caller<'_>, n: usize| {
        caller.post("/admin/posts", json!({ "title": format!("Post {n}") })).await
    };
    let (mine, theirs) = tokio::join!(
        join_all((0..12).map(|n| create(&owner, n))),
        join_all((0..5).map(|n| create(&other, n))),
    );
    assert_eq!(mine.iter().filter(|answer| answer.status == 201).count(), 5);
    for refused in mine.iter().filter(|answer| answer.status != 201) {
        is_over(refused, "posts");
    }
    assert!(theirs.iter().all(|answer| answer.status == 201), "five each");
    assert_eq!(counted(blog.tenant.as_str()).await[0], 5);
    assert_eq!(counted(stranger.as_str()).await[0], 5);
}

/// What is counted is one row for a tenant: it must not be held by whoever waits for something else.
#[tokio::test]
async fn whoever_waits_for_a_tag_or_category_that_somebody_holds_keeps_nobody_else_waiting() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let tag = owner.post("/admin/tags", json!({ "name": "Held" })).await.body["id"].clone();
    let category = owner.post("/admin/categories", json!({ "name": "Held" })).await.body["id"].clone();
    let post = owner.create_post(json!({ "title": "Mine" })).await;
    let path = format!("/admin/posts/{post}");
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    for (table, id, fields) in [
        ("tags", &tag, json!({ "tags": [tag] })),
        ("categories", &category, json!({ "categoryId": category })),
    ] {
        client.batch_execute("BEGIN").await.unwrap();
        let sql = format!("SELECT id FROM {table} WHERE tenant_id = $1 AND id = $2 FOR UPDATE");
        client.query(&sql, &[&blog.tenant.as_str(), &id.as_str()]).await.unwrap();
        let mut body = fields.clone();
        body["title"] = json!("Waits");
        let others = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let began = Instant::now();
            assert_eq!(
                owner.post("/admin/posts", json!({ "title": "Does not" })).await.status,
                201,
                "{table}"
            );
            began.elapsed()
        };
        let (made, saved, elapsed) =
            tokio::join!(owner.post("/admin/posts", body), owner.put(&path, fields), others);
        assert_eq!((made.status, saved.status), (503, 503), "{table}");
        assert!(elapsed < Duration::from_secs(1), "{table}: {elapsed:?}");
        client.batch_execute("ROLLBACK").await.unwrap();
    }
}

#[tokio::test]
async fn beyond_the_quota_of_revisions_the_tenants_oldest_go_and_every_save_keeps_what_it_replaced() {
    let blog = TestBlog::new();
    let owner = owner_with(&blog, &json!({ "revisionBytes": 2000 }));
    let (one, two) = (
        owner.create_post(json!({ "title": "One" })).await,
        owner.create_post(json!({ "title": "Two" })).await,
    );
    let save = async |id: &str, length: usize| {
        blog.app.runtime().advance_millis(1000);
        let body = json!({ "excerpt": "x".repeat(length) });
        assert_eq!(owner.put(&format!("/admin/posts/{id}"), body).await.status, 200);
    };
    let versions = async |id: &str| -> Vec<i64> {
        let list = owner.get(&format!("/admin/posts/{id}/revisions")).await.body;
        list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|revision| revision["version"].as_i64().unwrap())
            .collect()
    };
    for length in [900, 901, 902] {
        save(&one, length).await;
    }
    assert_eq!(versions(&one).await, [3, 2, 1], "two of some 900 bytes and one without text");
    save(&two, 700).await;
    assert_eq!((versions(&one).await, versions(&two).await), (vec![3, 2, 1], vec![1]));
    save(&two, 701).await;
    assert_eq!(
        (versions(&one).await, versions(&two).await),
        (vec![3], vec![2, 1]),
        "the oldest, of whatever post"
    );
    assert!(counted(blog.tenant.as_str()).await[3] <= 2000);

    // A plan that keeps nothing keeps what the last save replaced.
    let none = owner_with(&blog, &json!({ "revisionBytes": 0 }));
    assert_eq!(none.put(&format!("/admin/posts/{one}"), json!({ "title": "Last" })).await.status, 200);
    assert_eq!((versions(&one).await, versions(&two).await), (vec![4], vec![]));
    assert_eq!(counted(blog.tenant.as_str()).await, kept(blog.tenant.as_str()).await);
}

#[tokio::test]
async fn a_save_that_is_refused_gives_up_no_revision() {
    let blog = TestBlog::new();
    let id = blog.owner().create_post(json!({ "title": "One" })).await;
    let path = format!("/admin/posts/{id}");
    blog.owner().put(&path, json!({ "title": "Two" })).await;
    blog.owner().put(&path, json!({ "title": "Three" })).await;
    let owner = owner_with(&blog, &json!({ "revisionBytes": 0 })).with("if-match", "\"1\"");
    assert_eq!(owner.put(&path, json!({ "title": "Four" })).await.status, 412);
    let list = blog.owner().get(&format!("{path}/revisions")).await.body;
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
}

/// Saves, deletions and what the fifty newest push out: the count is that of looking.
#[tokio::test]
async fn what_is_counted_is_what_is_there() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let category = owner.post("/admin/categories", json!({ "name": "Gone" })).await.body["id"].clone();
    let tag = owner.post("/admin/tags", json!({ "name": "Here" })).await.body["id"].clone();
    let body = json!({ "title": "One", "categoryId": category, "tags": [tag] });
    let (one, two) = (owner.create_post(body.clone()).await, owner.create_post(body).await);
    for n in 0..53 {
        let id = if n < 52 { &one } else { &two };
        let save = owner.put(&format!("/admin/posts/{id}"), json!({ "title": "x".repeat(n + 1) })).await;
        assert_eq!(save.status, 200);
    }
    assert_eq!(counted(blog.tenant.as_str()).await, kept(blog.tenant.as_str()).await);
    owner.delete(&format!("/admin/posts/{one}")).await;
    owner.delete(&format!("/admin/categories/{}", category.as_str().unwrap())).await;
    let counted = counted(blog.tenant.as_str()).await;
    assert_eq!(counted, kept(blog.tenant.as_str()).await);
    assert_eq!(counted, [1, 0, 1, 3], "the title of the one version that is left");

    // What comes back counts again, and what is removed for good does not count twice.
    let count = async || [figures(COUNTED, blog.tenant.as_str()).await, kept(blog.tenant.as_str()).await];
    assert_eq!(owner.post(&format!("/admin/posts/{one}/undelete"), Value::Null).await.status, 200);
    let [counted, there] = count().await;
    assert_eq!((counted, counted[0]), (there, 2));
    owner.delete(&format!("/admin/posts/{one}")).await;
    blog.app.runtime().advance_millis(31 * 24 * 3600 * 1000);
    let scope = TenantScope::of_verified(blog.tenant.clone());
    assert_eq!(remove_expired(&database(), &scope, blog.app.runtime().now()).await.unwrap(), 1);
    assert_eq!(count().await, [[1, 0, 1, 3]; 2]);
}

#[tokio::test]
async fn quotas_that_are_no_quotas_are_refused_like_any_other_identity() {
    let blog = TestBlog::new();
    for bad in ["posts", "[]", r#"{"posts":-1}"#, r#"{"posts":"1"}"#] {
        let answer = blog.owner().with("x-tenant-quotas", bad).get("/admin/posts").await;
        assert_eq!(answer.error(), (400, "Malformed identity"), "{bad}");
    }
}
