//! Posts that are like one.

use serde_json::{Value, json};

use crate::support::{Caller, TestBlog};

fn titles(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect()
}

async fn made(owner: &Caller<'_>, what: &str, name: &str) -> Value {
    owner.post(&format!("/admin/{what}"), json!({ "name": name })).await.body["id"].clone()
}

#[tokio::test]
async fn shared_tags_come_first_then_the_category_then_what_is_new() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let (a, b, c) =
        (made(&owner, "tags", "A").await, made(&owner, "tags", "B").await, made(&owner, "tags", "C").await);
    let category = made(&owner, "categories", "News").await;
    for (title, tags, category) in [
        ("Both tags", json!([a, b]), json!(null)),
        ("One tag and category", json!([b]), category.clone()),
        ("Old of the category", json!([]), category.clone()),
        ("One tag", json!([a, c]), json!(null)),
        ("Nothing in common", json!([c]), json!(null)),
        ("Of the category", json!([c]), category.clone()),
        ("New", json!([]), json!(null)),
        ("It", json!([a, b]), category.clone()),
    ] {
        blog.app.runtime().advance_millis(1000);
        owner.publish_post(json!({ "title": title, "tags": tags, "categoryId": category })).await;
    }
    owner.create_post(json!({ "title": "Draft", "tags": [a, b], "categoryId": category })).await;
    let expected = [
        "Both tags",
        "One tag and category",
        "One tag",
        "Of the category",
        "Old of the category",
        "New",
        "Nothing in common",
    ];
    let reader = blog.reader();
    let all = reader.get("/public/posts/it/related?limit=10").await;
    assert_eq!((all.status, titles(&all.body)), (200, expected.to_vec()), "{}", all.text);
    assert_eq!(titles(&reader.get("/public/posts/it/related").await.body), expected[..5]);
    assert_eq!(titles(&reader.get("/public/posts/it/related?limit=1").await.body), expected[..1]);
    for absent in ["html", "toc", "previous", "next", "status"] {
        assert!(all.body["data"][0].get(absent).is_none(), "{absent}");
    }
    assert_eq!(all.body["data"][0]["summary"], "");

    // By its id, and by a slug that it had.
    let id = reader.get("/public/posts/it").await.body["id"].as_str().unwrap().to_owned();
    assert_eq!(titles(&reader.get(&format!("/public/posts/{id}/related?limit=10")).await.body), expected);
    owner.put(&format!("/admin/posts/{id}"), json!({ "slug": "that" })).await;
    let moved = reader.get("/public/posts/it/related?limit=2").await;
    assert_eq!((moved.status, moved.header("location")), (301, "/blog/public/posts/that/related?limit=2"));
}

#[tokio::test]
async fn a_post_alone_is_related_to_none_and_one_that_nobody_may_see_to_nothing() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    owner.publish_post(json!({ "title": "Alone" })).await;
    let draft = owner.create_post(json!({ "title": "Draft" })).await;
    let alone = blog.reader().get("/public/posts/alone/related").await;
    assert_eq!((alone.status, &alone.body), (200, &json!({ "data": [] })));
    for hidden in ["draft", "nothing", "%00", &draft, "post_"] {
        let answer = blog.reader().get(&format!("/public/posts/{hidden}/related")).await;
        assert_eq!(answer.error(), (404, "Not found"), "{hidden}");
    }
    let stranger = TestBlog::other_tenant();
    let theirs =
        blog.reader().with("x-tenant-id", stranger.as_str()).get("/public/posts/alone/related").await;
    assert_eq!(theirs.error(), (404, "Not found"));
    for wrong in ["limit=0", "limit=11", "limit=x", "limit="] {
        let answer = blog.reader().get(&format!("/public/posts/alone/related?{wrong}")).await;
        assert_eq!((answer.status, answer.faulty_fields()), (400, vec!["limit"]), "{wrong}");
    }
}
