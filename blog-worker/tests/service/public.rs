//! What a reader sees, and what not.

use crate::support::{TestBlog, encoded};
use serde_json::{Value, json};

fn titles(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn only_published_posts_are_public() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    owner.create_post(json!({ "title": "Draft" })).await;
    owner.create_post(json!({ "title": "Later", "scheduledFor": "2999-01-01T00:00:00Z" })).await;
    owner.publish_post(json!({ "title": "Public" })).await;
    let withdrawn = owner.publish_post(json!({ "title": "Withdrawn" })).await;
    owner.post(&format!("/admin/posts/{withdrawn}/unpublish"), json!(null)).await;

    let list = blog.reader().get("/public/posts").await;
    assert_eq!(
        (titles(&list.body), &list.body["meta"]),
        (vec!["Public"], &json!({ "page": 1, "limit": 10, "total": 1, "totalPages": 1, "nextCursor": null }))
    );
    for hidden in ["draft", "later", "withdrawn", "nothing", "%00"] {
        assert_eq!(
            blog.reader().get(&format!("/public/posts/{hidden}")).await.error(),
            (404, "Not found"),
            "{hidden}"
        );
    }
}

#[tokio::test]
async fn a_post_whose_publication_lies_in_the_future_is_not_public_yet() {
    let blog = TestBlog::new();
    blog.app.runtime().advance_millis(60_000);
    blog.owner().publish_post(json!({ "title": "T" })).await;
    blog.app.runtime().advance_millis(-30_000);
    assert_eq!(blog.reader().get("/public/posts/t").await.status, 404);
    assert_eq!(blog.reader().get("/public/posts").await.body["meta"]["total"], 0);
}

#[tokio::test]
async fn a_public_post_has_all_that_a_page_needs() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let category = owner
        .post("/admin/categories", json!({ "name": "News", "description": "All of it" }))
        .await
        .body["id"]
        .clone();
    let tag = owner.post("/admin/tags", json!({ "name": "Rust" })).await.body["id"].clone();
    owner.publish_post(json!({ "title": "Before" })).await;
    blog.app.runtime().advance_millis(1000);
    owner
        .publish_post(json!({
            "title": "Whole", "excerpt": "E", "categoryId": category, "tags": [tag], "seoTitle": "S",
            "featuredImageUrl": "https://cdn.example.com/a.png",
            "content": { "type": "doc", "content": [
                { "type": "heading", "attrs": { "level": 2 }, "content": [{ "type": "text", "text": "Part one" }] },
                { "type": "paragraph", "content": [{ "type": "text", "text": "a<b", "marks": [{ "type": "bold" }] }] }
            ] }
        }))
        .await;
    blog.app.runtime().advance_millis(1000);
    owner.publish_post(json!({ "title": "After" })).await;

    let post = blog.reader().get("/public/posts/whole").await.body;
    assert!(post["html"].as_str().unwrap().contains("<strong>a&lt;b</strong>"), "{post}");
    assert_eq!(post["toc"][0]["text"], "Part one");
    let id = post["toc"][0]["id"].as_str().unwrap();
    assert!(post["html"].as_str().unwrap().contains(&format!("id=\"{id}\"")), "{post}");
    assert_eq!(post["category"], json!({ "id": category, "name": "News", "slug": "news" }));
    assert_eq!(post["tags"], json!([{ "id": tag, "name": "Rust", "slug": "rust" }]));
    assert_eq!(
        (&post["previous"], &post["next"]),
        (&json!({ "title": "Before", "slug": "before" }), &json!({ "title": "After", "slug": "after" }))
    );
    assert_eq!((&post["author"], &post["readingTimeMinutes"]), (&json!(null), &json!(1)));

    let list = blog.reader().get("/public/posts").await.body;
    assert_eq!(titles(&list), ["After", "Whole", "Before"]);
    for absent in ["html", "toc", "previous", "next", "content", "status", "authorId", "tenantId"] {
        assert!(list["data"][1].get(absent).is_none(), "{absent}");
    }
    let counts = blog.reader().get("/public/categories").await.body;
    assert_eq!(
        counts["data"],
        json!([{ "id": category, "name": "News", "slug": "news", "description": "All of it", "postCount": 1 }])
    );
    assert_eq!(blog.reader().get("/public/tags").await.body["data"][0]["postCount"], 1);
}

#[tokio::test]
async fn every_former_slug_leads_to_the_newest() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.publish_post(json!({ "title": "One" })).await;
    for slug in ["two", "three", "four"] {
        owner.put(&format!("/admin/posts/{id}"), json!({ "slug": slug })).await;
    }
    for former in ["one", "two", "three"] {
        let answer = blog.reader().get(&format!("/public/posts/{former}")).await;
        assert_eq!((answer.status, answer.header("location")), (301, "/blog/public/posts/four"), "{former}");
    }
    // Back to the first: no loop.
    owner.put(&format!("/admin/posts/{id}"), json!({ "slug": "one" })).await;
    assert_eq!(blog.reader().get("/public/posts/one").await.status, 200);
    assert_eq!(blog.reader().get("/public/posts/four").await.header("location"), "/blog/public/posts/one");
    // A post that takes a former slug comes first; a made slug leaves former ones alone.
    assert_eq!(owner.post("/admin/posts", json!({ "title": "Two" })).await.body["slug"], "two-2");
    owner.publish_post(json!({ "title": "New", "slug": "three" })).await;
    assert_eq!(blog.reader().get("/public/posts/three").await.body["title"], "New");

    let stranger = TestBlog::other_tenant();
    assert_eq!(
        blog.reader().with("x-tenant-id", stranger.as_str()).get("/public/posts/four").await.status,
        404
    );
}

#[tokio::test]
async fn a_former_slug_of_a_hidden_post_leads_nowhere() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let draft = owner.create_post(json!({ "title": "Draft" })).await;
    owner.put(&format!("/admin/posts/{draft}"), json!({ "slug": "new" })).await;
    owner.post(&format!("/admin/posts/{draft}/publish"), json!(null)).await;
    assert_eq!(blog.reader().get("/public/posts/draft").await.status, 404, "never public under that slug");
    owner.put(&format!("/admin/posts/{draft}"), json!({ "slug": "newer" })).await;
    owner.post(&format!("/admin/posts/{draft}/unpublish"), json!(null)).await;
    assert_eq!(blog.reader().get("/public/posts/new").await.status, 404);
}

#[tokio::test]
async fn a_bad_document_in_the_database_renders_safely() {
    let blog = TestBlog::new();
    let id = blog.owner().publish_post(json!({ "title": "T" })).await;
    let (client, connection) =
        tokio_postgres::connect(&crate::support::stack().databases.blog, tokio_postgres::NoTls)
            .await
            .unwrap();
    tokio::spawn(connection);
    let deep = format!(
        r#"{{"type":"doc","content":[{}{{"type":"text","text":"deep"}}{}]}}"#,
        r#"{"type":"blockquote","content":["#.repeat(1500),
        "]}".repeat(1500)
    );
    for content in [
        r#""text""#,
        "[1, 2]",
        r#"{"type":"doc","content":[null, 5, {"type":"text","text":"<script>alert(1)</script>"}]}"#,
        &deep,
    ] {
        client
            .execute("UPDATE posts SET content = $2::text::jsonb WHERE id = $1", &[&id, &content])
            .await
            .unwrap();
        let answer = blog.reader().get("/public/posts/t").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(!answer.body["html"].as_str().unwrap().contains("<script"));
    }
}

#[tokio::test]
async fn deleting_a_category_or_tag_leaves_its_posts() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let category =
        owner.post("/admin/categories", json!({ "name": "C" })).await.body["id"].as_str().unwrap().to_owned();
    let tag = owner.post("/admin/tags", json!({ "name": "T" })).await.body["id"].as_str().unwrap().to_owned();
    let id = owner.publish_post(json!({ "title": "P", "categoryId": category, "tags": [tag] })).await;
    assert_eq!(titles(&blog.reader().get("/public/posts?category=c&tag=t").await.body), ["P"]);
    assert_eq!(owner.delete(&format!("/admin/categories/{category}")).await.status, 204);
    assert_eq!(owner.delete(&format!("/admin/tags/{tag}")).await.status, 204);
    let post = owner.get(&format!("/admin/posts/{id}")).await.body;
    assert_eq!(
        (&post["categoryId"], &post["tags"], &post["status"]),
        (&json!(null), &json!([]), &json!("published"))
    );
    assert_eq!(owner.delete(&format!("/admin/tags/{tag}")).await.status, 404);
}

#[tokio::test]
async fn categories_and_tags_are_made_changed_and_read() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    for (path, max) in [("/admin/categories", 100), ("/admin/tags", 50)] {
        let made = owner.post(path, json!({ "name": "Über uns" })).await;
        assert_eq!((made.status, &made.body["slug"]), (201, &json!("uber-uns")), "{}", made.text);
        assert_eq!(owner.post(path, json!({ "name": "Über, uns" })).await.body["slug"], "uber-uns-2");
        assert_eq!(
            owner.post(path, json!({ "name": "X", "slug": "uber-uns" })).await.error(),
            (409, "Slug already in use")
        );
        assert_eq!(owner.post(path, json!({ "name": "x".repeat(max + 1) })).await.faulty_fields(), ["name"]);
        let one = format!("{path}/{}", made.body["id"].as_str().unwrap());
        let saved =
            owner.clone().with("if-match", "\"1\"").put(&one, json!({ "name": "Neu", "slug": "neu" })).await;
        assert_eq!(saved.body, json!({ "status": "saved", "version": 2 }));
        assert_eq!(
            owner.clone().with("if-match", "\"1\"").put(&one, json!({ "name": "Alt" })).await.status,
            412
        );
        assert_eq!(owner.put(&one, json!({ "slug": "uber-uns-2" })).await.status, 409);
        let read = owner.get(&one).await;
        assert_eq!(
            (&read.body["name"], &read.body["slug"], read.header("etag")),
            (&json!("Neu"), &json!("neu"), "\"2\"")
        );
        assert_eq!(owner.get(path).await.body["data"].as_array().unwrap().len(), 2);
        let stranger = TestBlog::other_tenant();
        assert_eq!(blog.owner_of(&stranger).get(&one).await.status, 404);
    }
    assert_eq!(
        owner.post("/admin/tags", json!({ "name": "X", "description": "D" })).await.faulty_fields(),
        ["description"]
    );
}

#[tokio::test]
async fn search_finds_words_and_the_beginning_of_the_last() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let body = |text: &str| json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] });
    owner.publish_post(json!({ "title": "Sourdough bread", "content": body("Flour and water") })).await;
    owner
        .publish_post(
            json!({ "title": "Rye", "excerpt": "A dark bread", "content": body("It's naïve — 100% rye's") }),
        )
        .await;
    for (search, found) in [
        ("bread", 2),
        ("BREAD", 2),
        ("sourd", 1),
        ("bread sourd", 1),
        ("sourd bread", 0),
        ("flour water", 1),
        ("wat", 1),
        ("naïve", 1),
        ("it's", 1),
        ("!!!", 0),
        ("'", 0),
        ("\\", 0),
        ("a | b", 1),
        ("bread:*", 2),
        (" ", 2),
        ("<->", 0),
        ("nothing", 0),
    ] {
        let query = encoded(search);
        let answer = blog.reader().get(&format!("/public/posts?search={query}")).await;
        assert_eq!(
            (answer.status, &answer.body["meta"]["total"]),
            (200, &json!(found)),
            "{search:?}: {}",
            answer.text
        );
    }
}
