//! What a write is only done under.

use serde_json::{Value, json};

use crate::support::TestBlog;

#[tokio::test]
async fn a_tag_matches_to_the_letter_or_nothing_is_written() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let post = owner.create_post(json!({ "title": "T" })).await;
    let category = owner.post("/admin/categories", json!({ "name": "C" })).await.body["id"].clone();
    for (path, field) in [
        (format!("/admin/posts/{post}"), "title"),
        (format!("/admin/categories/{}", category.as_str().unwrap()), "name"),
    ] {
        for version in 1..5 {
            owner.put(&path, json!({ field: format!("V{version}") })).await;
        }
        let unwritten = owner.get(&path).await;
        assert_eq!(unwritten.header("etag"), "\"5\"");
        for (name, value) in [
            ("if-match", "\"05\""),
            ("if-match", "\"+5\""),
            ("if-match", "W/\"5\""),
            ("if-match", "5"),
            ("if-match", "\"5"),
            ("if-match", "\"4\", \"6\""),
            ("if-match", "\"4,5\""),
            ("if-match", ""),
            ("if-none-match", "*"),
        ] {
            let with = owner.clone().with(name, value);
            let refused = with.put(&path, json!({ field: "Written" })).await;
            assert_eq!(refused.error(), (412, "Version conflict"), "{path} {name}: {value}");
            assert_eq!(with.delete(&path).await.status, 412, "{path} {name}: {value}");
            let nothing = format!("{path}0");
            assert_eq!(with.put(&nothing, json!({ field: "Written" })).await.status, 404, "{name}: {value}");
        }
        assert_eq!(owner.get(&path).await.body, unwritten.body);
        let listed = owner.clone().with("if-match", "W/\"1\", \"x,y\" , \"5\"");
        assert_eq!(listed.put(&path, json!({ field: "Written" })).await.status, 200);
        let none = owner.clone().with("if-none-match", "\"1\"");
        assert_eq!(none.put(&path, json!({ field: "Again" })).await.status, 200);
    }
}

#[tokio::test]
async fn nothing_takes_a_published_post_off_the_site_by_scheduling_it() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.publish_post(json!({ "title": "T" })).await;
    let path = format!("/admin/posts/{id}");
    let schedule = format!("{path}/schedule");
    let at = json!({ "scheduledFor": "2999-01-01T00:00:00Z" });
    let before = owner.get(&path).await.body;
    for refused in [
        owner.post(&schedule, at.clone()).await,
        owner.put(&path, at.clone()).await,
        owner.put(&path, json!({ "title": "U", "tags": [], "scheduledFor": "2999-01-01T00:00:00Z" })).await,
        owner.clone().with("if-match", "\"1\"").put(&path, at.clone()).await,
        owner.clone().with("if-match", "*").put(&path, at.clone()).await,
    ] {
        assert_eq!(refused.error(), (409, "Post is published"), "{}", refused.text);
        assert_eq!(refused.body["code"], "post_is_published");
    }
    assert_eq!(owner.get(&path).await.body, before);
    assert_eq!(blog.reader().get("/public/posts/t").await.status, 200);
    let stale = owner.clone().with("if-match", "\"7\"").put(&path, at.clone()).await;
    assert_eq!(stale.error(), (412, "Version conflict"), "the version comes first");
    assert_eq!(owner.put(&path, json!({ "title": "U", "scheduledFor": null })).await.status, 200);
    assert_eq!(owner.post(&format!("{path}/unschedule"), Value::Null).await.body["status"], "published");

    owner.post(&format!("{path}/unpublish"), Value::Null).await;
    assert_eq!(owner.post(&schedule, at.clone()).await.body["status"], "scheduled");
    assert_eq!(owner.post(&schedule, at.clone()).await.status, 200, "again changes nothing");
    assert_eq!(owner.put(&path, at).await.status, 200);
}
