//! What a tenant says of its site, and who goes by it.

use logicspike_shared::permission::Permission;
use serde_json::{Value, json};

use crate::support::TestBlog;

fn whole() -> Value {
    json!({
        "title": "Ada's notes", "description": "Of engines", "baseUrl": "https://ada.example/site", "postPath": "/notes",
        "previewPath": "/api/preview", "language": "en-GB", "timeZone": "Europe/London",
        "defaultImageUrl": "https://ada.example/a.png"
    })
}

#[tokio::test]
async fn nothing_is_said_until_somebody_says_it_and_then_readers_are_told() {
    let blog = TestBlog::new();
    let (owner, reader) = (blog.owner(), blog.reader());
    let before = owner.get("/admin/site").await;
    assert_eq!((before.status, before.header("etag"), &before.body["version"]), (200, "\"0\"", &json!(0)));
    let told = reader.get("/public/site").await;
    assert!(told.body.as_object().unwrap().values().all(Value::is_null), "{}", told.text);

    let saved = owner.put("/admin/site", whole()).await;
    assert_eq!((saved.status, saved.header("etag")), (200, "\"1\""), "{}", saved.text);
    assert_eq!(saved.body, json!({ "status": "saved", "version": 1 }));
    assert_eq!(reader.get("/public/site").await.body, whole());
    let detail = owner.get("/admin/site").await.body;
    assert_eq!((&detail["title"], &detail["updatedBy"]["id"]), (&json!("Ada's notes"), &json!("user_1")));

    // What is absent stays, null clears.
    owner.put("/admin/site", json!({ "title": "Notes", "timeZone": null })).await;
    let told = reader.get("/public/site").await.body;
    assert_eq!((&told["title"], &told["timeZone"]), (&json!("Notes"), &json!(null)));
    assert_eq!(told["language"], "en-GB");

    let stranger = TestBlog::other_tenant();
    let theirs = reader.with("x-tenant-id", stranger.as_str()).get("/public/site").await;
    assert_eq!(theirs.body["title"], json!(null));
}

#[tokio::test]
async fn of_two_who_save_one_version_the_second_is_told() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let first = owner.clone().with("if-match", "\"0\"");
    assert_eq!(first.put("/admin/site", json!({ "title": "A" })).await.status, 200);
    let second = first.put("/admin/site", json!({ "title": "B" })).await;
    assert_eq!((second.error(), &second.body["current"]["version"]), ((412, "Version conflict"), &json!(1)));
    assert_eq!(owner.get("/admin/site").await.body["title"], "A");
    let saves = (0..10).map(|n| {
        let first = owner.clone().with("if-match", "\"1\"");
        async move { first.put("/admin/site", json!({ "title": format!("{n}") })).await.status }
    });
    let statuses = futures_util::future::join_all(saves).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[tokio::test]
async fn what_is_wrong_is_told_by_its_field_and_nothing_is_saved() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    for (field, wrong) in [
        ("title", json!(" ")),
        ("title", json!("x".repeat(256))),
        ("description", json!("x".repeat(501))),
        ("baseUrl", json!("http://ada.example")),
        ("baseUrl", json!("http://localhost:3001")),
        ("baseUrl", json!("https://ada.example/?q")),
        ("baseUrl", json!("javascript:alert(1)")),
        ("postPath", json!("blog")),
        ("postPath", json!("//evil.example")),
        ("previewPath", json!("/a/../b")),
        ("language", json!("english language")),
        ("language", json!("")),
        ("timeZone", json!("Europe/Nowhere")),
        ("timeZone", json!("UTC+1")),
        ("timeZone", json!("posixrules")),
        ("timeZone", json!("")),
        ("defaultImageUrl", json!("/a.png")),
        ("colour", json!("red")),
        ("title", json!(5)),
    ] {
        let mut body = json!({ "title": "Kept?" });
        body[field] = wrong;
        let answer = owner.put("/admin/site", body.clone()).await;
        assert_eq!((answer.status, answer.faulty_fields()), (400, vec![field]), "{body}: {}", answer.text);
    }
    assert_eq!(owner.put("/admin/site", json!({})).await.status, 400);
    assert_eq!(owner.get("/admin/site").await.body["version"], 0);
    for zone in ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"] {
        assert_eq!(owner.put("/admin/site", json!({ "timeZone": zone })).await.status, 200, "{zone}");
    }
    let editor = blog.user(&[Permission::PostsRead, Permission::PostsUpdate]);
    assert_eq!(editor.put("/admin/site", json!({ "title": "T" })).await.status, 403);
}

#[tokio::test]
async fn feeds_and_the_sitemap_go_by_it_where_a_parameter_does_not_say_otherwise() {
    let blog = TestBlog::new();
    let (owner, reader) = (blog.owner(), blog.reader());
    owner.publish_post(json!({ "title": "Hello" })).await;
    owner.put("/admin/site", whole()).await;
    for feed in ["feed.xml", "atom.xml", "feed.json"] {
        let text = reader.get(&format!("/public/{feed}")).await.text;
        for said in ["Ada's notes", "Of engines", "en-GB", "https://ada.example/site/notes/hello"] {
            let said = if feed == "feed.json" { said.to_owned() } else { said.replace('\'', "&apos;") };
            assert!(
                text.contains(&said) || text.contains(&said.replace("&apos;", "'")),
                "{feed}: {said}: {text}"
            );
        }
        let other =
            reader.get(&format!("/public/{feed}?site=https://other.example/x&title=Other")).await.text;
        assert!(
            other.contains("https://other.example/x/hello") && other.contains("Other"),
            "{feed}: {other}"
        );
        assert!(
            !other.contains("Ada's notes") && !other.contains("ada.example/site/notes"),
            "{feed}: {other}"
        );
    }
    let sitemap = reader.get("/public/sitemap.xml").await.text;
    assert!(sitemap.contains("<loc>https://ada.example/site/notes/hello</loc>"), "{sitemap}");
}
