//! What lists tell readers, and by what a post is found.

use serde_json::{Value, json};

use crate::support::TestBlog;

fn text(text: &str) -> Value {
    json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] })
}

#[tokio::test]
async fn every_list_item_has_a_summary() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let long = "word ".repeat(60);
    let cases = [
        (json!("An excerpt"), text("Text"), "An excerpt".to_owned()),
        (json!(""), text("Text"), "Text".to_owned()),
        (json!(" \n\u{a0}"), text("Text"), "Text".to_owned()),
        (json!(null), text(&long), "word ".repeat(40).trim_end().to_owned()),
        (
            json!(null),
            text(&format!("{}fin and more", "word ".repeat(39))),
            format!("{}fin", "word ".repeat(39)) + " ",
        ),
        (json!(null), text(&"字".repeat(300)), "字".repeat(200)),
        (json!(null), text(&"x".repeat(200)), "x".repeat(200)),
        (json!(null), json!(null), String::new()),
    ];
    for (n, (excerpt, content, _)) in cases.iter().enumerate() {
        blog.app.runtime().advance_millis(1000);
        let mut body = json!({ "title": format!("Post {n}"), "excerpt": excerpt });
        if !content.is_null() {
            body["content"] = content.clone();
        }
        owner.publish_post(body).await;
    }
    let list = blog.reader().get("/public/posts").await.body;
    for (at, (excerpt, _, summary)) in cases.iter().rev().enumerate() {
        let item = &list["data"][at];
        let shown = item["summary"].as_str().unwrap();
        assert!(shown.chars().count() <= 200, "{shown}");
        assert!(summary.starts_with(shown) && summary.len() <= shown.len() + 4, "{shown}");
        assert_eq!(item["excerpt"], *excerpt);
    }
}

#[tokio::test]
async fn an_id_in_the_place_of_the_slug_finds_the_post() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.publish_post(json!({ "title": "T" })).await;
    let target = format!("/public/posts/{id}");
    let by_slug = blog.reader().get("/public/posts/t").await;
    let by_id = blog.reader().get(&target).await;
    assert_eq!((by_id.status, &by_id.body), (200, &by_slug.body));
    let stranger = TestBlog::other_tenant();
    assert_eq!(blog.reader().with("x-tenant-id", stranger.as_str()).get(&target).await.status, 404);
    for unknown in [format!("{target}0"), "/public/posts/post_".to_owned(), "/public/posts/_".to_owned()] {
        assert_eq!(blog.reader().get(&unknown).await.status, 404, "{unknown}");
    }
    owner.post(&format!("/admin/posts/{id}/unpublish"), json!(null)).await;
    assert_eq!(blog.reader().get(&target).await.status, 404);
}

#[tokio::test]
async fn a_tag_that_no_published_post_has_is_nobodys_yet() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let mut tags = Vec::new();
    for name in ["Unused", "Draft's", "Scheduled's", "Withdrawn's", "Shown", "Both's"] {
        tags.push(owner.post("/admin/tags", json!({ "name": name })).await.body["id"].clone());
    }
    owner.create_post(json!({ "title": "Draft", "tags": [tags[1], tags[5]] })).await;
    let later = json!({ "title": "Later", "tags": [tags[2]], "scheduledFor": "2999-01-01T00:00:00Z" });
    owner.create_post(later).await;
    let withdrawn = owner.publish_post(json!({ "title": "Withdrawn", "tags": [tags[3]] })).await;
    owner.post(&format!("/admin/posts/{withdrawn}/unpublish"), json!(null)).await;
    owner.publish_post(json!({ "title": "Shown", "tags": [tags[4], tags[5]] })).await;
    let listed = blog.reader().get("/public/tags").await.body;
    let listed: Vec<_> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| (tag["name"].as_str().unwrap(), tag["postCount"].as_i64()))
        .collect();
    assert_eq!(listed, [("Both's", Some(1)), ("Shown", Some(1))]);
    assert_eq!(owner.get("/admin/tags").await.body["data"].as_array().unwrap().len(), 6);
}
