//! What is made once, and what there is one of.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::posts::events;
use crate::support::{TestBlog, stack};

const KINDS: [(&str, &str); 3] =
    [("/admin/posts", "title"), ("/admin/categories", "name"), ("/admin/tags", "name")];

#[tokio::test]
async fn every_creation_is_made_once_for_a_key() {
    for (path, name) in KINDS {
        let blog = TestBlog::new();
        let owner = blog.owner().with("idempotency-key", "abc");
        let answers = join_all((0..5).map(|_| owner.post(path, json!({ name: "Once" })))).await;
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (201, &answers[0].body), "{path} {}", answer.text);
            assert_eq!(answer.header("location"), answers[0].header("location"));
        }
        let id = answers[0].body["id"].as_str().unwrap();
        assert_eq!(answers[0].header("location"), format!("/blog{path}/{id}"));
        assert_eq!(blog.owner().get(path).await.body["data"].as_array().unwrap().len(), 1, "{path}");
        assert_eq!(events(&blog, id).await.len(), 1, "{path}");

        let another = owner.post(path, json!({ name: "Another" })).await;
        assert_eq!(another.error(), (422, "Idempotency-Key was used for another request"), "{path}");
        let elsewhere = if path == "/admin/tags" { "/admin/categories" } else { "/admin/tags" };
        assert_eq!(owner.post(elsewhere, json!({ "name": "Once" })).await.status, 422, "{path}");
        let stranger = blog.owner_of(&TestBlog::other_tenant()).with("idempotency-key", "abc");
        assert_eq!(stranger.post(path, json!({ name: "Once" })).await.status, 201, "{path}");

        let fresh = blog.owner().with("idempotency-key", "failed");
        assert_eq!(fresh.post(path, json!({ name: "" })).await.status, 400, "{path}");
        assert_eq!(
            fresh.post(path, json!({ name: "Two" })).await.status,
            201,
            "a failure burns no key: {path}"
        );

        blog.app.runtime().advance_millis(24 * 3600 * 1000);
        assert_eq!(
            owner.post(path, json!({ name: "Three" })).await.status,
            201,
            "forgotten after a day: {path}"
        );
    }
}

#[tokio::test]
async fn there_is_one_category_and_one_tag_of_a_name_whatever_its_case_and_the_space_around_it() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    for (path, _) in &KINDS[1..] {
        let mut holders = Vec::new();
        for name in ["News", "Über uns", "Café", "ΣΊΣΥΦΟΣ", "Новости", "a  b", "Straße"] {
            let made = owner.post(path, json!({ "name": name })).await;
            assert_eq!(made.status, 201, "{}", made.text);
            holders.push(json!({ "id": made.body["id"], "slug": made.body["slug"] }));
        }
        let doubles = [
            ("News", 0),
            ("nEWS", 0),
            (" news\t", 0),
            ("ÜBER UNS", 1),
            ("u\u{308}ber uns", 1),
            ("CAFE\u{301}", 2),
            ("σίσυφοσ", 3),
            ("НОВОСТИ", 4),
            ("A  B", 5),
            ("σίσυφος", 3),
            ("STRASSE", 6),
        ];
        for (double, held) in doubles {
            let body = json!({ "name": double, "slug": "a-slug-of-its-own" });
            let refused = owner.post(path, body).await;
            assert_eq!(refused.error(), (409, "Name already in use"), "{path} {double}");
            assert_eq!(
                (&refused.body["code"], &refused.body["current"]),
                (&json!("name_in_use"), &holders[held])
            );
        }
        for other in ["New", "News!", "Uber uns", "Cafe", "a b"] {
            assert_eq!(owner.post(path, json!({ "name": other })).await.status, 201, "{path} {other}");
        }
        let stranger = blog.owner_of(&TestBlog::other_tenant());
        assert_eq!(stranger.post(path, json!({ "name": "News" })).await.status, 201, "{path}");
    }
}

#[tokio::test]
async fn a_rename_takes_no_name_that_another_has() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    for (path, _) in &KINDS[1..] {
        let first = owner.post(path, json!({ "name": "News" })).await.body;
        let second = owner.post(path, json!({ "name": "Old" })).await.body;
        let one = format!("{path}/{}", second["id"].as_str().unwrap());
        let refused = owner.put(&one, json!({ "name": " NEWS", "slug": "new" })).await;
        assert_eq!(refused.error(), (409, "Name already in use"), "{}", refused.text);
        assert_eq!(refused.body["current"], json!({ "id": first["id"], "slug": "news" }));
        let read = owner.get(&one).await.body;
        assert_eq!(
            (&read["name"], &read["slug"], &read["version"]),
            (&json!("Old"), &json!("old"), &json!(1))
        );
        let stale = owner.clone().with("if-match", "\"9\"").put(&one, json!({ "name": "News" })).await;
        assert_eq!(stale.error(), (412, "Version conflict"));
        for own in ["OLD", "Old", "Older"] {
            assert_eq!(owner.put(&one, json!({ "name": own })).await.status, 200, "{own}");
        }
        owner.delete(&format!("{path}/{}", first["id"].as_str().unwrap())).await;
        assert_eq!(owner.put(&one, json!({ "name": "News" })).await.status, 200, "nobody's any more");
    }
}

#[tokio::test]
async fn of_two_who_give_a_name_at_once_one_gets_it() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let made = join_all((0..6).map(|n| {
        let name = if n % 2 == 0 { "Both" } else { "BOTH" };
        owner.post("/admin/tags", json!({ "name": name, "slug": format!("slug-{n}") }))
    }))
    .await;
    let mut statuses: Vec<u16> = made.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}

/// Rows of a time when nobody looked.
#[tokio::test]
async fn doubles_from_before_stay_as_they_are_and_can_be_changed() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let sql = "INSERT INTO tags (tenant_id, id, name, slug) VALUES ($1, 'tag_1', 'News', 'news'), ($1, 'tag_2', 'news', 'news-2')";
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.execute(sql, &[&blog.tenant.as_str()]).await.unwrap();
    let saved = owner.put("/admin/tags/tag_2", json!({ "name": "NEWS", "slug": "later" })).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    let third = owner.post("/admin/tags", json!({ "name": "News" })).await;
    assert_eq!((third.status, &third.body["current"]["id"]), (409, &json!("tag_1")), "{}", third.text);
    let names = owner.get("/admin/tags").await.body["data"].as_array().unwrap().len();
    assert_eq!(names, 2);
}

#[tokio::test]
async fn a_repeated_request_is_answered_and_not_told_that_the_name_is_taken() {
    let blog = TestBlog::new();
    let body = json!({ "name": "News" });
    let owner = blog.owner().with("idempotency-key", "k");
    let first = owner.post("/admin/tags", body.clone()).await;
    let again = owner.post("/admin/tags", body.clone()).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    let other_key = blog.owner().with("idempotency-key", "l").post("/admin/tags", body.clone()).await;
    assert_eq!(other_key.error(), (409, "Name already in use"));
    blog.app.runtime().advance_millis(24 * 3600 * 1000);
    assert_eq!(owner.post("/admin/tags", body).await.error(), (409, "Name already in use"));
    assert_ne!(first.body["id"], Value::Null);
}
