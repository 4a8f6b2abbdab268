//! What was deleted is gone for everybody, can be brought back for 30 days, and is removed then.

use blog_worker::store::posts as store;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::scope::TenantScope;
use serde_json::{Value, json};

use crate::isolation::database;
use crate::posts::events;
use crate::support::{Answer, Caller, TestBlog};

async fn undelete(caller: &Caller<'_>, id: &str) -> Answer {
    caller.post(&format!("/admin/posts/{id}/undelete"), Value::Null).await
}

/// Ids and slugs of the deleted posts.
async fn deleted(blog: &TestBlog) -> Vec<[String; 2]> {
    let list = blog.owner().get("/admin/posts?status=deleted").await.body;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list["data"].as_array().unwrap().iter().map(|row| [text(&row["id"]), text(&row["slug"])]).collect()
}

#[tokio::test]
async fn a_deleted_post_is_nowhere_but_in_its_list_and_comes_back_as_it_was_unpublished() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let tag = owner.post("/admin/tags", json!({ "name": "Go" })).await.body["id"].clone();
    let id = owner.publish_post(json!({ "title": "Once", "slug": "before", "tags": [tag] })).await;
    let path = format!("/admin/posts/{id}");
    owner.put(&path, json!({ "slug": "once", "excerpt": "Said" })).await;
    let before = owner.get(&path).await.body;
    assert_eq!(owner.delete(&path).await.status, 204);

    for target in [&path, &format!("{path}/revisions"), &format!("{path}/revisions/1")] {
        assert_eq!(owner.get(target).await.status, 404, "{target}");
    }
    for step in ["publish", "unpublish", "unschedule", "revisions/1/restore"] {
        assert_eq!(owner.post(&format!("{path}/{step}"), Value::Null).await.status, 404, "{step}");
    }
    let time = json!({ "scheduledFor": "2999-01-01T00:00:00Z" });
    assert_eq!(owner.post(&format!("{path}/schedule"), time).await.status, 404);
    assert_eq!(owner.put(&path, json!({ "title": "Written" })).await.status, 404);
    assert_eq!(owner.put(&format!("{path}?autosave=true"), json!({ "title": "Typed" })).await.status, 404);
    assert_eq!(owner.clone().with("if-match", "\"7\"").put(&path, json!({ "title": "W" })).await.status, 404);
    for slug in ["once", "before", &id] {
        assert_eq!(blog.reader().get(&format!("/public/posts/{slug}")).await.status, 404, "{slug}");
    }
    for list in ["/admin/posts", "/admin/posts?search=once", "/admin/posts?tag=go", "/admin/posts?sort=title"]
    {
        assert_eq!(owner.get(list).await.body["data"], json!([]), "{list}");
    }
    for list in ["/public/posts", "/public/posts?search=once", "/public/slugs", "/public/tags"] {
        assert_eq!(blog.reader().get(list).await.body["data"], json!([]), "{list}");
    }
    for feed in ["feed.xml", "atom.xml", "feed.json", "sitemap.xml"] {
        let feed = blog.reader().get(&format!("/public/{feed}?site=https://a.example/blog/")).await;
        assert!(feed.status == 200 && !feed.text.contains("once"), "{}", feed.text);
    }
    let listed = owner.get("/admin/posts?status=deleted&search=once").await.body;
    assert_eq!((&listed["data"][0]["id"], &listed["meta"]["total"]), (&json!(id), &json!(1)));
    assert!(listed["data"][0]["deletedAt"].is_string());
    assert_eq!(listed["meta"]["counts"]["all"], 0);

    let back = undelete(&owner, &id).await;
    assert_eq!(
        (back.status, &back.body["status"], &back.body["slug"]),
        (200, &json!("draft"), &json!("once"))
    );
    assert_eq!(undelete(&owner, &id).await.body, back.body, "again changes nothing");
    let mut expected = before;
    let after = owner.get(&path).await.body;
    expected["status"] = json!("draft");
    expected["updatedAt"] = after["updatedAt"].clone();
    assert_eq!(after, expected);
    assert_eq!(owner.get(&format!("{path}/revisions/1")).await.status, 200);
    assert_eq!(blog.reader().get("/public/posts/once").await.status, 404, "unpublished");
    owner.post(&format!("{path}/publish"), Value::Null).await;
    assert_eq!(blog.reader().get("/public/posts/before").await.status, 301, "the redirect is back");
    let told = events(&blog, &id).await;
    assert_eq!(
        told[3..],
        ["blog.post.deleted", "blog.post.undeleted", "blog.post.published"],
        "each once: {told:?}"
    );
}

#[tokio::test]
async fn a_slug_that_was_taken_meanwhile_gets_a_number() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    for (slug, taken, gets) in [
        ("plain", vec![], "plain"),
        ("one", vec!["one"], "one-2"),
        ("many", vec!["many", "many-2", "many-4"], "many-3"),
        ("part-2", vec!["part-2"], "part-3"),
        ("year-2026", vec!["year-2026", "year-2"], "year-3"),
    ] {
        let id = owner.publish_post(json!({ "title": "T", "slug": slug })).await;
        owner.delete(&format!("/admin/posts/{id}")).await;
        for taken in &taken {
            let other = owner.post("/admin/posts", json!({ "title": "T", "slug": taken })).await;
            assert_eq!(other.status, 201, "{}", other.text);
        }
        assert_eq!(undelete(&owner, &id).await.body["slug"], gets);
        owner.post(&format!("/admin/posts/{id}/publish"), Value::Null).await;
        let once = blog.reader().get(&format!("/public/posts/{slug}")).await;
        assert_eq!(once.status, if gets == slug { 200 } else { 301 }, "{slug} leads to it");
    }
    let made = owner.post("/admin/posts", json!({ "title": "Free" })).await.body;
    owner.delete(&format!("/admin/posts/{}", made["id"].as_str().unwrap())).await;
    let again = owner.post("/admin/posts", json!({ "title": "Free" })).await.body;
    assert_eq!(again["slug"], "free", "who is deleted holds no slug");
}

#[tokio::test]
async fn of_twenty_at_once_one_brings_it_back_and_each_gets_a_slug_of_its_own() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let mut ids = Vec::new();
    for _ in 0..5 {
        let id = owner.create_post(json!({ "title": "T", "slug": "same" })).await;
        owner.delete(&format!("/admin/posts/{id}")).await;
        ids.push(id);
    }
    let all = ids.iter().cycle().take(20).map(|id| undelete(&owner, id));
    for answer in futures_util::future::join_all(all).await {
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let list = owner.get("/admin/posts").await.body;
    let mut slugs: Vec<&str> =
        list["data"].as_array().unwrap().iter().map(|row| row["slug"].as_str().unwrap()).collect();
    slugs.sort_unstable();
    assert_eq!(slugs, ["same", "same-2", "same-3", "same-4", "same-5"]);
    for id in &ids {
        let back = events(&blog, id).await.into_iter().filter(|kind| kind == "blog.post.undeleted");
        assert_eq!(back.count(), 1);
    }
}

#[tokio::test]
async fn after_thirty_days_it_is_removed_and_nobody_is_told_again() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "Old" })).await;
    owner.put(&format!("/admin/posts/{id}"), json!({ "title": "Older" })).await;
    let kept = owner.create_post(json!({ "title": "Kept" })).await;
    owner.delete(&format!("/admin/posts/{id}")).await;
    let told = events(&blog, &id).await;
    let scope = TenantScope::of_verified(blog.tenant.clone());
    let day = 24 * 3600 * 1000;
    for (days, is_there) in [(29, true), (2, false)] {
        blog.app.runtime().advance_millis(days * day);
        let now = blog.app.runtime().now();
        let due = store::tenants_with_expired(&database(), now).await.unwrap();
        assert_eq!(due.contains(&scope), !is_there);
        store::remove_expired(&database(), &scope, now).await.unwrap();
        assert_eq!(!deleted(&blog).await.is_empty(), is_there);
    }
    assert_eq!(undelete(&owner, &id).await.status, 404);
    assert_eq!(events(&blog, &id).await, told);
    assert_eq!(owner.get(&format!("/admin/posts/{kept}")).await.status, 200);
}

#[tokio::test]
async fn bringing_back_is_bound_by_the_quota_and_hiding_keeps_no_more_than_that() {
    let blog = TestBlog::new();
    let owner = blog.owner().with("x-tenant-quotas", "{\"posts\":2}");
    let mut ids = Vec::new();
    for n in 0..4 {
        let id = owner.create_post(json!({ "title": format!("Post {n}") })).await;
        owner.delete(&format!("/admin/posts/{id}")).await;
        blog.app.runtime().advance_millis(1_000);
        ids.push(id);
    }
    assert_eq!(deleted(&blog).await.len(), 2, "the oldest are gone");
    assert_eq!(undelete(&owner, &ids[0]).await.status, 404);
    let full =
        [owner.create_post(json!({ "title": "A" })).await, owner.create_post(json!({ "title": "B" })).await];
    let refused = undelete(&owner, &ids[3]).await;
    assert_eq!(refused.error(), (409, "Quota exceeded: posts"));
    assert_eq!(deleted(&blog).await.len(), 2, "nothing was changed");
    owner.delete(&format!("/admin/posts/{}", full[0])).await;
    assert_eq!(undelete(&owner, &ids[3]).await.status, 200);
    assert_eq!(undelete(&owner, &ids[3]).await.status, 200);

    let stranger = TestBlog::other_tenant();
    assert_eq!(undelete(&blog.owner_of(&stranger), &full[0]).await.error(), (404, "Not found"));
}
