//! What a seller can rely on when writing posts.

use crate::support::TestBlog;
use logicspike_shared::permission::Permission;
use serde_json::json;

fn doc(text: &str) -> serde_json::Value {
    json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] })
}

#[tokio::test]
async fn a_new_post_is_a_draft_with_a_slug_from_its_title() {
    let blog = TestBlog::new();
    let answer = blog.owner().post("/admin/posts", json!({ "title": "  Crème brûlée! " })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!((&answer.body["slug"], &answer.body["status"]), (&json!("creme-brulee"), &json!("draft")));
    let id = answer.body["id"].as_str().unwrap();
    assert!(id.starts_with("post_"));
    assert_eq!(answer.header("location"), format!("/blog/admin/posts/{id}"));

    let post = blog.owner().get(&format!("/admin/posts/{id}")).await;
    assert_eq!(
        (post.status, &post.body["title"], &post.body["authorId"]),
        (200, &json!("Crème brûlée!"), &json!("user_1"))
    );
    assert_eq!(post.body["tenantId"], json!(blog.tenant.as_str()));
    assert_eq!(post.header("etag"), "\"1\"");
}

#[tokio::test]
async fn what_was_saved_comes_back_unchanged() {
    let blog = TestBlog::new();
    let content = json!({ "type": "doc", "content": [
        { "type": "unheardOf", "attrs": { "z": 1, "a": [1.5, "x", null], "big": 9_007_199_254_740_993_i64 } },
        { "type": "paragraph", "content": [{ "type": "text", "text": "שלום 北京 👩‍👩‍👧 e\u{301}" }] }
    ] });
    let id = blog.owner().create_post(json!({ "title": "T", "content": content })).await;
    assert_eq!(blog.owner().get(&format!("/admin/posts/{id}")).await.body["content"], content);
}

#[tokio::test]
async fn every_faulty_field_is_reported_at_once() {
    let blog = TestBlog::new();
    let answer = blog
        .owner()
        .post(
            "/admin/posts",
            json!({
                "title": " ", "slug": "No Slug", "content": { "type": "paragraph" }, "excerpt": "x".repeat(1001),
                "seoTitle": "x".repeat(256), "seoDescription": "x".repeat(501), "featuredImageUrl": "http://x/y.png",
                "tags": (0..11).map(|n| format!("tag_{n}")).collect::<Vec<_>>(), "scheduledFor": "2001-01-01T00:00:00Z"
            }),
        )
        .await;
    assert_eq!(answer.error(), (400, "Validation failed"));
    assert_eq!(
        answer.faulty_fields(),
        [
            "title",
            "slug",
            "content",
            "excerpt",
            "seoTitle",
            "seoDescription",
            "featuredImageUrl",
            "tags",
            "scheduledFor"
        ]
    );
}

#[tokio::test]
async fn unknown_fields_and_other_tenants_categories_are_refused() {
    let blog = TestBlog::new();
    let refused = blog.owner().post("/admin/posts", json!({ "title": "T", "tenantId": "tenant_x" })).await;
    assert_eq!((refused.status, refused.faulty_fields()), (400, vec!["tenantId"]));

    let stranger = TestBlog::other_tenant();
    let category = blog.owner_of(&stranger).post("/admin/categories", json!({ "name": "Theirs" })).await.body
        ["id"]
        .clone();
    let tag =
        blog.owner_of(&stranger).post("/admin/tags", json!({ "name": "Theirs" })).await.body["id"].clone();
    let refused = blog.owner().post("/admin/posts", json!({ "title": "T", "categoryId": category })).await;
    assert_eq!((refused.status, refused.faulty_fields()), (400, vec!["categoryId"]));
    let refused = blog.owner().post("/admin/posts", json!({ "title": "T", "tags": [tag] })).await;
    assert_eq!((refused.status, refused.faulty_fields()), (400, vec!["tags"]));
    assert_eq!(blog.owner().get("/admin/posts").await.body["meta"]["total"], 0, "nothing was written");
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_clears_what_is_null() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner
        .create_post(json!({ "title": "T", "excerpt": "E", "seoTitle": "S", "content": doc("one") }))
        .await;
    let path = format!("/admin/posts/{id}");
    let saved = owner.put(&path, json!({ "title": "U", "excerpt": null })).await;
    assert_eq!((saved.status, &saved.body), (200, &json!({ "status": "saved", "version": 2 })));
    assert_eq!(saved.header("etag"), "\"2\"");
    let post = owner.get(&path).await.body;
    assert_eq!(
        (&post["title"], &post["excerpt"], &post["seoTitle"]),
        (&json!("U"), &json!(null), &json!("S"))
    );
    assert_eq!(post["content"], doc("one"));

    assert_eq!(owner.put(&path, json!({})).await.error(), (400, "Validation failed"));
    assert_eq!(owner.put(&path, json!({ "title": null })).await.faulty_fields(), ["title"]);
}

#[tokio::test]
async fn a_stale_if_match_writes_nothing() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "T" })).await;
    let path = format!("/admin/posts/{id}");
    assert_eq!(owner.clone().with("if-match", "\"1\"").put(&path, json!({ "title": "A" })).await.status, 200);
    let stale = owner.clone().with("if-match", "\"1\"").put(&path, json!({ "title": "B", "tags": [] })).await;
    assert_eq!(stale.error(), (412, "Version conflict"));
    assert_eq!(owner.get(&path).await.body["title"], "A");
    assert_eq!(owner.with("if-match", "*").put(&path, json!({ "title": "C" })).await.status, 200);
}

#[tokio::test]
async fn of_fifty_updates_with_one_if_match_one_wins() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "T" })).await;
    let path = format!("/admin/posts/{id}");
    let matching = owner.clone().with("if-match", "\"1\"");
    let mut statuses = Vec::new();
    let updates = (0..50).map(|n| matching.put(&path, json!({ "title": format!("Title {n}") })));
    for answer in join_all(updates).await {
        statuses.push(answer.status);
    }
    statuses.sort_unstable();
    assert_eq!((statuses[0], statuses.iter().filter(|status| **status == 412).count()), (200, 49));
    assert_eq!(owner.get(&format!("{path}/revisions")).await.body["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_hundred_posts_of_one_title_get_a_hundred_slugs() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let creations = (0..100).map(|_| owner.post("/admin/posts", json!({ "title": "Same" })));
    let mut slugs = Vec::new();
    for answer in join_all(creations).await {
        assert_eq!(answer.status, 201, "{}", answer.text);
        slugs.push(answer.body["slug"].as_str().unwrap().to_owned());
    }
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), 100);
    assert!(slugs.contains(&"same".to_owned()) && slugs.contains(&"same-100".to_owned()));
}

#[tokio::test]
async fn a_taken_slug_is_a_conflict_and_two_tenants_may_share_one() {
    let blog = TestBlog::new();
    blog.owner().create_post(json!({ "title": "T", "slug": "mine" })).await;
    assert_eq!(
        blog.owner().post("/admin/posts", json!({ "title": "U", "slug": "mine" })).await.error(),
        (409, "Slug already in use")
    );
    let stranger = TestBlog::other_tenant();
    assert_eq!(
        blog.owner_of(&stranger).post("/admin/posts", json!({ "title": "U", "slug": "mine" })).await.status,
        201
    );
}

#[tokio::test]
async fn a_repeated_request_with_an_idempotency_key_makes_one_post() {
    let blog = TestBlog::new();
    let owner = blog.owner().with("idempotency-key", "abc");
    let answers = join_all((0..10).map(|_| owner.post("/admin/posts", json!({ "title": "Once" })))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (201, &answers[0].body), "{}", answer.text);
    }
    assert_eq!(blog.owner().get("/admin/posts").await.body["meta"]["total"], 1);
    let other_body = owner.post("/admin/posts", json!({ "title": "Twice" })).await;
    assert_eq!(other_body.status, 422, "{}", other_body.text);
    let stranger = TestBlog::other_tenant();
    let theirs = blog
        .owner_of(&stranger)
        .with("idempotency-key", "abc")
        .post("/admin/posts", json!({ "title": "Once" }))
        .await;
    assert_ne!(theirs.body["id"], answers[0].body["id"], "keys are per tenant");
}

#[tokio::test]
async fn an_idempotency_key_is_forgotten_after_a_day_and_not_burnt_by_a_failure() {
    let blog = TestBlog::new();
    let owner = blog.owner().with("idempotency-key", "day");
    let refused = owner.post("/admin/posts", json!({ "title": "T", "categoryId": "cat_none" })).await;
    assert_eq!(refused.status, 400);
    let first = owner.post("/admin/posts", json!({ "title": "T" })).await;
    blog.app.runtime().advance_millis(24 * 3600 * 1000);
    let second = owner.post("/admin/posts", json!({ "title": "Other" })).await;
    assert_eq!((first.status, second.status), (201, 201), "{}", second.text);
    assert_ne!(first.body["id"], second.body["id"]);
}

#[tokio::test]
async fn publish_sets_its_date_once_and_repeats_change_nothing() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "T" })).await;
    let step = async |name: &str| owner.post(&format!("/admin/posts/{id}/{name}"), json!(null)).await.body;
    let published = step("publish").await;
    assert_eq!(published["status"], "published");
    blog.app.runtime().advance_millis(60_000);
    assert_eq!(step("publish").await, published);
    assert_eq!(step("unpublish").await["status"], "draft");
    assert_eq!(step("unpublish").await["publishedAt"], published["publishedAt"]);
    assert_eq!(step("publish").await["publishedAt"], published["publishedAt"]);
    assert_eq!(
        events(&blog, &id).await,
        ["blog.post.created", "blog.post.published", "blog.post.unpublished", "blog.post.published"]
    );
}

#[tokio::test]
async fn schedule_and_unschedule_are_idempotent_and_need_a_future_time() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "T" })).await;
    let schedule = format!("/admin/posts/{id}/schedule");
    for bad in ["2001-01-01T00:00:00Z", "tomorrow", "2999-01-01"] {
        assert_eq!(
            owner.post(&schedule, json!({ "scheduledFor": bad })).await.faulty_fields(),
            ["scheduledFor"],
            "{bad}"
        );
    }
    let at = json!({ "scheduledFor": "2999-01-01T12:00:00+02:00" });
    let scheduled = owner.post(&schedule, at.clone()).await.body;
    assert_eq!(
        (&scheduled["status"], &scheduled["scheduledFor"]),
        (&json!("scheduled"), &json!("2999-01-01T10:00:00.000Z"))
    );
    owner.post(&schedule, at).await;
    let unscheduled = owner.post(&format!("/admin/posts/{id}/unschedule"), json!(null)).await.body;
    assert_eq!((&unscheduled["status"], &unscheduled["scheduledFor"]), (&json!("draft"), &json!(null)));
    owner.post(&format!("/admin/posts/{id}/unschedule"), json!(null)).await;
    assert_eq!(
        events(&blog, &id).await,
        ["blog.post.created", "blog.post.scheduled", "blog.post.unscheduled"]
    );
}

#[tokio::test]
async fn scheduling_in_a_create_or_update_needs_the_publish_permission() {
    let blog = TestBlog::new();
    let author = blog.user(&[Permission::PostsCreate, Permission::PostsUpdate, Permission::PostsRead]);
    let body = json!({ "title": "T", "scheduledFor": "2999-01-01T00:00:00Z" });
    assert_eq!(
        author.post("/admin/posts", body.clone()).await.error(),
        (403, "Missing required permission: blog:posts.publish")
    );
    let id = author.create_post(json!({ "title": "T" })).await;
    let path = format!("/admin/posts/{id}");
    assert_eq!(author.put(&path, json!({ "scheduledFor": null })).await.status, 403);
    let created = blog.owner().post("/admin/posts", body).await;
    assert_eq!(created.body["status"], "scheduled");
    blog.owner().put(&path, json!({ "scheduledFor": "2999-01-01T00:00:00Z" })).await;
    assert_eq!(author.get(&path).await.body["status"], "scheduled");
    blog.owner().put(&path, json!({ "scheduledFor": null })).await;
    assert_eq!(author.get(&path).await.body["status"], "draft");
}

#[tokio::test]
async fn replaced_versions_are_kept_and_can_be_restored() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let tag = owner.post("/admin/tags", json!({ "name": "Go" })).await.body["id"].clone();
    let id = owner.create_post(json!({ "title": "One", "content": doc("first"), "tags": [tag] })).await;
    let path = format!("/admin/posts/{id}");
    owner.put(&path, json!({ "title": "Two", "content": doc("second"), "tags": [] })).await;
    owner.put(&path, json!({ "slug": "moved" })).await;
    let revisions = owner.get(&format!("{path}/revisions")).await.body;
    assert_eq!(revisions["data"].as_array().unwrap().len(), 1, "a new slug is no new content");
    let first = owner.get(&format!("{path}/revisions/1")).await.body;
    assert_eq!(
        (&first["title"], &first["content"], &first["tags"]),
        (&json!("One"), &doc("first"), &json!([tag]))
    );

    let restored = owner.post(&format!("{path}/revisions/1/restore"), json!(null)).await;
    assert_eq!(restored.body, json!({ "status": "saved", "version": 4 }));
    let post = owner.get(&path).await.body;
    assert_eq!(
        (&post["title"], &post["content"], &post["slug"]),
        (&json!("One"), &doc("first"), &json!("moved"))
    );
    assert_eq!(
        owner.get(&format!("{path}/revisions/3")).await.body["title"],
        "Two",
        "what a restore replaces is kept too"
    );
    for missing in ["0", "2", "99", "x", "-1"] {
        assert_eq!(owner.get(&format!("{path}/revisions/{missing}")).await.status, 404, "{missing}");
    }
}

#[tokio::test]
async fn fifty_revisions_are_kept() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.create_post(json!({ "title": "0" })).await;
    for n in 1..=53 {
        owner.put(&format!("/admin/posts/{id}"), json!({ "title": n.to_string() })).await;
    }
    let revisions = owner.get(&format!("/admin/posts/{id}/revisions")).await.body;
    let versions: Vec<i64> =
        revisions["data"].as_array().unwrap().iter().map(|r| r["version"].as_i64().unwrap()).collect();
    assert_eq!(versions, (4..=53).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn tags_keep_their_order_and_are_replaced_whole() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let mut tags = Vec::new();
    for name in ["a", "b", "c"] {
        tags.push(owner.post("/admin/tags", json!({ "name": name })).await.body["id"].clone());
    }
    let id = owner.create_post(json!({ "title": "T", "tags": [tags[2], tags[0]] })).await;
    let path = format!("/admin/posts/{id}");
    assert_eq!(owner.get(&path).await.body["tags"], json!([tags[2], tags[0]]));
    owner.put(&path, json!({ "tags": [tags[0], tags[1], tags[2]] })).await;
    assert_eq!(owner.get(&path).await.body["tags"], json!([tags[0], tags[1], tags[2]]));
    assert_eq!(owner.put(&path, json!({ "tags": [tags[0], tags[0]] })).await.faulty_fields(), ["tags"]);
    owner.put(&path, json!({ "tags": [] })).await;
    assert_eq!(owner.get(&path).await.body["tags"], json!([]));
}

#[tokio::test]
async fn a_deleted_post_is_gone() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let id = owner.publish_post(json!({ "title": "T" })).await;
    let path = format!("/admin/posts/{id}");
    assert_eq!(owner.clone().with("if-match", "\"7\"").delete(&path).await.status, 412);
    assert_eq!(owner.delete(&path).await.status, 204);
    for answer in
        [owner.delete(&path).await, owner.get(&path).await, blog.reader().get("/public/posts/t").await]
    {
        assert_eq!(answer.error(), (404, "Not found"));
    }
    assert_eq!(events(&blog, &id).await.last().unwrap(), "blog.post.deleted");
}

#[tokio::test]
async fn another_tenants_post_does_not_exist() {
    let blog = TestBlog::new();
    let id = blog.owner().create_post(json!({ "title": "T" })).await;
    let stranger = TestBlog::other_tenant();
    let thief = blog.owner_of(&stranger);
    let path = format!("/admin/posts/{id}");
    let answers = [
        thief.get(&path).await,
        thief.put(&path, json!({ "title": "Stolen" })).await,
        thief.delete(&path).await,
        thief.post(&format!("{path}/publish"), json!(null)).await,
        thief.get(&format!("{path}/revisions")).await,
        thief.post(&format!("{path}/revisions/1/restore"), json!(null)).await,
    ];
    for answer in answers {
        assert_eq!(answer.error(), (404, "Not found"));
    }
    assert_eq!(blog.owner().get(&path).await.body["title"], "T");
}

#[tokio::test]
async fn bodies_that_are_no_documents_are_refused_with_a_reason() {
    let blog = TestBlog::new();
    let deep = format!(
        "{}{}",
        r#"{"type":"doc","content":[{"type":"blockquote","content":["#.repeat(5000),
        "]}]}".repeat(5000)
    );
    for content in [
        r#""text""#,
        "[]",
        r#"{"type":"doc","content":{}}"#,
        r#"{"type":"doc","content":[{"type":"text","text":5}]}"#,
        &deep,
    ] {
        let body = format!(r#"{{"title":"T","content":{content}}}"#);
        let answer = blog.owner().send(http::Method::POST, "/admin/posts", Some(&body)).await;
        assert_eq!((answer.status, answer.faulty_fields()), (400, vec!["content"]), "{}", answer.text);
    }
    // What is no fault of structure, but nothing that the database could give back.
    for value in [r#""a\u0000b""#, "1e200000", "-9e999999"] {
        let body = format!(
            r#"{{"title":"T","content":{{"type":"doc","content":[{{"type":"image","attrs":{{"x":{value}}}}}]}}}}"#
        );
        let answer = blog.owner().send(http::Method::POST, "/admin/posts", Some(&body)).await;
        assert_eq!(
            (answer.status, answer.faulty_fields()),
            (400, vec!["content"]),
            "{value}: {}",
            answer.text
        );
    }
    let truncated = blog
        .owner()
        .send(http::Method::POST, "/admin/posts", Some(r#"{"title":"T","content":{"type""#))
        .await;
    assert_eq!(truncated.error(), (400, "Invalid JSON"));
    let nul = blog.owner().post("/admin/posts", json!({ "title": "a\u{0}b" })).await;
    assert_eq!(nul.faulty_fields(), ["title"]);
}

async fn join_all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    futures_util::future::join_all(futures).await
}

/// The types of the events of a post, in order.
pub(crate) async fn events(blog: &TestBlog, id: &str) -> Vec<String> {
    let (client, connection) =
        tokio_postgres::connect(&crate::support::stack().databases.blog, tokio_postgres::NoTls)
            .await
            .unwrap();
    tokio::spawn(connection);
    let rows = client
        .query(
            "SELECT type FROM outbox WHERE tenant_id = $1 AND subject = $2 ORDER BY position",
            &[&blog.tenant.as_str(), &id],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}
