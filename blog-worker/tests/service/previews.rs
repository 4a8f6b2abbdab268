//! What a text will look like, for its author and for those with a link.

use std::fs;
use std::path::Path;

use futures_util::future::join_all;
use logicspike_shared::permission::Permission;
use serde_json::{Value, json};

use crate::support::{Answer, TestBlog, stack};

fn doc(text: &str) -> Value {
    json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] })
}

#[tokio::test]
async fn a_preview_is_what_the_public_page_will_be_for_every_golden_document_and_nothing_is_kept() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.publish_post(json!({ "title": "Golden" })).await;
    let writer = blog.user(&[Permission::PostsRead]);
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tiptap-html/fixtures")).unwrap()
    {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let content: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let preview = writer.post("/admin/preview", json!({ "title": "Unsaved", "content": content })).await;
        assert_eq!(preview.status, 200, "{}: {}", path.display(), preview.text);
        let saved =
            owner.put(&format!("/admin/posts/{id}?autosave=true"), json!({ "content": content })).await;
        assert_eq!(saved.status, 200, "{}: {}", path.display(), saved.text);
        let page = blog.reader().get("/public/posts/golden").await.body;
        for field in ["html", "toc", "readingTimeMinutes"] {
            assert_eq!(preview.body[field], page[field], "{}: {field}", path.display());
        }
        seen += 1;
    }
    assert!(seen >= 150, "only {seen} golden documents");
    let list = owner.get("/admin/posts").await.body;
    assert_eq!((&list["meta"]["total"], &list["data"][0]["hasDraft"]), (&json!(1), &json!(false)));
    for (body, field) in
        [(json!({}), "content"), (json!({ "content": [] }), "content"), (json!({ "x": 1 }), "x")]
    {
        assert_eq!(writer.post("/admin/preview", body).await.faulty_fields(), [field]);
    }
}

async fn linked(blog: &TestBlog, id: &str, body: Value) -> Answer {
    blog.user(&[Permission::PostsUpdate]).post(&format!("/admin/posts/{id}/preview-links"), body).await
}

async fn shown(blog: &TestBlog, token: &Value) -> Answer {
    blog.reader().get(&format!("/public/preview/{}", token.as_str().unwrap())).await
}

#[tokio::test]
async fn a_link_shows_the_post_as_it_would_be_until_it_ends() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let tags = ["A", "B"].map(|name| owner.post("/admin/tags", json!({ "name": name })));
    let [a, b] = tags;
    let (a, b) = (a.await.body["id"].clone(), b.await.body["id"].clone());
    let body = json!({ "title": "Secret", "content": doc("Not yet"), "tags": [a, b] });
    let id = owner.create_post(body).await;
    let made = linked(&blog, &id, json!({ "expiresIn": 3600 })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let token = &made.body["token"];
    let page = shown(&blog, token).await;
    assert_eq!(
        (page.status, page.header("cache-control"), page.header("x-robots-tag")),
        (200, "no-store", "noindex")
    );
    let is_shown = |page: &Answer, title: &str, html: &str, status: &str| {
        let found = (&page.body["title"], &page.body["html"], &page.body["status"]);
        assert_eq!(found, (&json!(title), &json!(format!("<p>{html}</p>")), &json!(status)), "{}", page.text);
    };
    is_shown(&page, "Secret", "Not yet", "draft");
    assert_eq!(page.body["tags"][1]["name"], "B");
    assert_eq!(page.body["summary"], "Not yet");
    owner.post(&format!("/admin/posts/{id}/publish"), Value::Null).await;
    owner
        .put(
            &format!("/admin/posts/{id}/draft"),
            json!({ "title": "Next", "content": doc("Soon"), "tags": [b] }),
        )
        .await;
    let page = shown(&blog, token).await;
    is_shown(&page, "Next", "Soon", "published");
    assert_eq!((page.body["tags"].as_array().unwrap().len(), &page.body["summary"]), (1, &json!("Soon")));
    let public = blog.reader().get("/public/posts/secret").await;
    for (field, value) in public.body.as_object().unwrap() {
        assert_eq!(page.body[field].is_null(), value.is_null(), "{field} is there as in the public post");
    }

    let links = owner.get(&format!("/admin/posts/{id}/preview-links")).await;
    assert_eq!(
        (&links.body["data"][0]["id"], links.body["data"][0]["createdBy"]["id"].as_str()),
        (&made.body["id"], Some("user_1"))
    );
    assert!(!links.text.contains(token.as_str().unwrap()), "the token is shown once");

    let text = token.as_str().unwrap();
    let tampered = format!("{}{}", &text[..text.len() - 1], if text.ends_with('0') { '1' } else { '0' });
    let stranger = blog.owner_of(&TestBlog::other_tenant());
    for answer in [
        shown(&blog, &json!(tampered)).await,
        shown(&blog, &json!(text.to_uppercase())).await,
        shown(&blog, &made.body["id"]).await,
        stranger.get(&format!("/public/preview/{text}")).await,
        stranger.get(&format!("/admin/posts/{id}/preview-links")).await,
        stranger.post(&format!("/admin/posts/{id}/preview-links"), json!({})).await,
        stranger
            .delete(&format!("/admin/posts/{id}/preview-links/{}", made.body["id"].as_str().unwrap()))
            .await,
    ] {
        assert_eq!(answer.error(), (404, "Not found"));
    }

    let other = linked(&blog, &id, json!({})).await;
    owner.delete(&format!("/admin/posts/{id}")).await;
    assert_eq!(shown(&blog, token).await.status, 404, "it ends with the post");
    owner.post(&format!("/admin/posts/{id}/undelete"), Value::Null).await;
    assert_eq!(shown(&blog, token).await.status, 200);
    blog.app.runtime().advance_millis(3600 * 1000);
    assert_eq!(shown(&blog, token).await.status, 404, "expired");
    assert_eq!(shown(&blog, &other.body["token"]).await.status, 200);
    let place = format!("/admin/posts/{id}/preview-links/{}", other.body["id"].as_str().unwrap());
    assert_eq!((owner.delete(&place).await.status, owner.delete(&place).await.status), (204, 404));
    assert_eq!(shown(&blog, &other.body["token"]).await.status, 404, "revoked");
    assert_eq!(owner.get(&format!("/admin/posts/{id}/preview-links")).await.body["data"], json!([]));
}

#[tokio::test]
async fn links_last_a_week_at_most_and_there_are_not_many() {
    let blog = TestBlog::new();
    let id = blog.owner().create_post(json!({ "title": "T" })).await;
    for bad in [json!(0), json!(604_801), json!(-1), json!("1"), json!(1.5)] {
        let refused = linked(&blog, &id, json!({ "expiresIn": bad })).await;
        assert_eq!((refused.status, refused.faulty_fields()), (400, vec!["expiresIn"]), "{bad}");
    }
    let first = linked(&blog, &id, json!({ "expiresIn": 604_800 })).await.body["token"].clone();
    for _ in 0..20 {
        blog.app.runtime().advance_millis(1);
        assert_eq!(linked(&blog, &id, json!({})).await.status, 201);
    }
    let links = blog.owner().get(&format!("/admin/posts/{id}/preview-links")).await.body;
    assert_eq!(links["data"].as_array().unwrap().len(), 20);
    assert_eq!(shown(&blog, &first).await.status, 404, "the oldest made room");
}

/// What is kept of the answer to a request with a key.
async fn kept_answer(blog: &TestBlog, key: &str) -> String {
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let tenant = blog.tenant.as_str();
    client.execute("SELECT set_config('app.tenant_id', $1, false)", &[&tenant]).await.unwrap();
    let sql = "SELECT response::text FROM idempotency_keys WHERE tenant_id = $1 AND key = $2";
    client.query_one(sql, &[&tenant, &key]).await.unwrap().get(0)
}

#[tokio::test]
async fn a_link_that_is_asked_for_again_under_its_key_is_the_same_one() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "Once" })).await;
    let place = format!("/admin/posts/{id}/preview-links");
    let again = blog.owner().with("idempotency-key", "abc");
    let answers = join_all((0..5).map(|_| again.post(&place, json!({ "expiresIn": 60 })))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (201, &answers[0].body), "{}", answer.text);
        assert_eq!(answer.header("location"), answers[0].header("location"));
    }
    let token = &answers[0].body["token"];
    assert_eq!(shown(&blog, token).await.status, 200);
    assert_eq!(owner.get(&place).await.body["data"].as_array().unwrap().len(), 1);
    let kept = kept_answer(&blog, "abc").await;
    assert!(!kept.contains(token.as_str().unwrap()), "nothing of it is kept: {kept}");

    let other = again.post(&place, json!({ "expiresIn": 61 })).await;
    assert_eq!(other.error(), (422, "Idempotency-Key was used for another request"));
    let second = owner.create_post(json!({ "title": "Twice" })).await;
    let elsewhere =
        again.post(&format!("/admin/posts/{second}/preview-links"), json!({ "expiresIn": 60 })).await;
    assert_eq!(elsewhere.status, 422, "another post's");
    let stranger = blog.owner_of(&TestBlog::other_tenant()).with("idempotency-key", "abc");
    assert_eq!(stranger.post(&place, json!({ "expiresIn": 60 })).await.error(), (404, "Not found"));
    let without = linked(&blog, &id, json!({ "expiresIn": 60 })).await;
    assert_ne!(&without.body["token"], token);
}

#[tokio::test]
async fn a_link_leads_to_the_site_that_shows_previews() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "T" })).await;
    let site = json!({ "baseUrl": "https://www.example.com/en" });
    assert_eq!(owner.put("/admin/site", site).await.status, 200);
    assert!(linked(&blog, &id, json!({})).await.body.get("url").is_none(), "nobody said where previews are");
    assert_eq!(owner.put("/admin/site", json!({ "previewPath": "/api/preview" })).await.status, 200);
    let made = linked(&blog, &id, json!({})).await.body;
    let token = made["token"].as_str().unwrap();
    assert_eq!(made["url"], json!(format!("https://www.example.com/en/api/preview?token={token}")));
}
