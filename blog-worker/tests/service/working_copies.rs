//! What a person writes beside a post that readers see, and what they see of it: nothing, and then all of it.

use logicspike_shared::permission::Permission;
use serde_json::{Value, json};

use crate::persons::person;
use crate::posts::events;
use crate::support::{Answer, Caller, TestBlog};

fn doc(text: &str) -> Value {
    json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] })
}

/// Everything that readers see.
async fn public(blog: &TestBlog) -> Vec<String> {
    let mut pages = Vec::new();
    for target in [
        "/public/posts/live",
        "/public/posts",
        "/public/posts?search=hidden",
        "/public/slugs",
        "/public/categories",
        "/public/tags",
        "/public/feed.xml?site=https://a.example/blog/",
        "/public/sitemap.xml?site=https://a.example/blog/",
    ] {
        pages.push(blog.reader().get(target).await.text);
    }
    pages
}

async fn apply(caller: &Caller<'_>, post: &str) -> Answer {
    caller.post(&format!("{post}/draft/apply"), Value::Null).await
}

#[tokio::test]
async fn a_working_copy_is_saved_on_two_machines_and_applied_once_and_readers_see_all_of_it_or_nothing() {
    let blog = TestBlog::new();
    let (here, there) = (person(&blog, "user_ana"), person(&blog, "user_ben"));
    let tag = here.post("/admin/tags", json!({ "name": "Go" })).await.body["id"].clone();
    let body = json!({ "title": "Live", "content": doc("Seen"), "excerpt": "Said" });
    let id = here.publish_post(body).await;
    let post = format!("/admin/posts/{id}");
    let draft = format!("{post}/draft");
    let before = public(&blog).await;
    let saved = here.get(&post).await.body;
    let told = events(&blog, &id).await;
    assert_eq!((here.get(&draft).await.status, &saved["draft"]), (404, &Value::Null));

    let first = here.put(&draft, json!({ "title": "Hidden", "content": doc("Hidden words") })).await;
    assert_eq!((first.status, &first.body), (200, &json!({ "status": "saved", "version": 1 })));
    assert_eq!(first.header("etag"), "\"d1\"");
    let tagged = json!({ "tags": [tag], "slug": "moved", "excerpt": null });
    let second = there.clone().with("if-match", "\"d1\"").put(&draft, tagged).await;
    assert_eq!((second.status, second.header("etag")), (200, "\"d2\""));
    let stale = here.clone().with("if-match", "\"d1\"").put(&draft, json!({ "title": "Lost?" })).await;
    assert_eq!(stale.error(), (412, "Version conflict"));
    let copy = here.get(&draft).await;
    let current = json!({ "version": 2, "updatedAt": copy.body["updatedAt"],
        "updatedBy": { "id": "user_ben", "name": null } });
    assert_eq!(stale.body["current"], current);
    for (name, value) in [("if-match", "\"2\""), ("if-match", "\"d02\""), ("if-none-match", "*")] {
        let refused = here.clone().with(name, value).put(&draft, json!({ "title": "No" })).await;
        assert_eq!(refused.status, 412, "{name}: {value}");
    }

    assert_eq!(copy.header("etag"), "\"d2\"");
    let mut changed: Vec<&str> =
        copy.body["changed"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    changed.sort_unstable();
    assert_eq!(changed, ["content", "excerpt", "slug", "tags", "title"]);
    for (field, value) in [
        ("title", json!("Hidden")),
        ("content", doc("Hidden words")),
        ("slug", json!("moved")),
        ("excerpt", Value::Null),
        ("tags", json!([tag])),
        ("seoTitle", Value::Null),
        ("version", json!(2)),
        ("baseVersion", json!(1)),
    ] {
        assert_eq!(copy.body[field], value, "{field}");
    }
    let mut untouched = here.get(&post).await.body;
    assert_eq!(untouched["draft"], current);
    untouched["draft"] = Value::Null;
    assert_eq!(untouched, saved);
    assert_eq!(here.get("/admin/posts").await.body["data"][0]["hasDraft"], true);
    assert_eq!((public(&blog).await, events(&blog, &id).await), (before, told.clone()));

    let answers = futures_util::future::join_all((0..5).map(|_| apply(&here, &post))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404, 404, 404, 404], "once");
    let applied = answers.iter().find(|answer| answer.status == 200).unwrap();
    assert_eq!((&applied.body["version"], applied.header("etag")), (&json!(2), "\"2\""));
    let now = here.get(&post).await.body;
    assert_eq!((&now["title"], &now["tags"], &now["draft"]), (&json!("Hidden"), &json!([tag]), &Value::Null));
    assert_eq!(now["updatedBy"]["id"], "user_ana");
    assert_eq!(here.get(&format!("{post}/revisions/1")).await.body["title"], "Live");
    let moved = blog.reader().get("/public/posts/moved").await;
    assert!(
        moved.text.contains("Hidden words") && blog.reader().get("/public/posts/live").await.status == 301
    );
    for (words, found) in [("hidden", 1), ("seen", 0), ("said", 0)] {
        let list = blog.reader().get(&format!("/public/posts?search={words}")).await.body;
        assert_eq!(list["meta"]["total"], found, "{words}");
    }
    assert_eq!(events(&blog, &id).await[told.len()..], ["blog.post.updated"]);

    // Where it is gone, whoever expects a version of it is told who applied it.
    let gone = there.clone().with("if-match", "\"d2\"").put(&draft, json!({ "title": "Late" })).await;
    assert_eq!((gone.status, &gone.body["current"]["version"]), (412, &json!(0)));
    assert_eq!(gone.body["current"]["updatedBy"]["id"], "user_ana");
    let begun = there.clone().with("if-none-match", "*").put(&draft, json!({ "title": "New" })).await;
    assert_eq!((begun.status, &begun.body["version"]), (200, &json!(1)));
    assert_eq!((begun.header("etag"), here.get(&draft).await.header("etag")), ("\"d1.2\"", "\"d1.2\""));
    assert_eq!(here.clone().with("if-match", "\"d2\"").delete(&draft).await.status, 412);
    assert_eq!(here.clone().with("if-match", "\"d1\"").delete(&draft).await.status, 204);
    assert_eq!((here.delete(&draft).await.status, here.get(&draft).await.status), (404, 404));
}

#[tokio::test]
async fn nobody_goes_on_from_a_working_copy_or_a_post_that_has_become_another() {
    let blog = TestBlog::new();
    let (here, there) = (blog.owner(), blog.owner());
    let id = here.publish_post(json!({ "title": "Live", "content": doc("Seen") })).await;
    let post = format!("/admin/posts/{id}");
    let draft = format!("{post}/draft");
    let put = |tag: &'static str, title: &'static str| {
        let (as_known, draft) = (there.clone().with("if-match", tag), draft.clone());
        async move { as_known.put(&draft, json!({ "title": title })).await.status }
    };
    // The post's own tag begins one on the post as it is known.
    assert_eq!(put("\"2\"", "Later").await, 412);
    assert_eq!(put("\"1\"", "First").await, 200);
    assert_eq!(put("\"1\"", "There is one").await, 412);
    assert_eq!(apply(&here, &post).await.status, 200);
    assert_eq!(put("\"1\"", "On the post as it was").await, 412);
    assert_eq!(put("\"2\"", "Second").await, 200);
    // It is at version 1 as the first one was, and is not that one.
    assert_eq!(put("\"d1.1\"", "Lost?").await, 412);
    assert_eq!(put("\"d1.2\"", "Goes on").await, 200);
    assert_eq!(here.clone().with("if-match", "\"d2.1\"").delete(&draft).await.status, 412);
    assert_eq!(here.clone().with("if-match", "\"d2.2\"").delete(&draft).await.status, 204);
    assert_eq!(put("\"2\"", "Third").await, 200);
    assert_eq!(put("\"d1.2\"", "Lost?").await, 412);
    let applied = here.clone().with("if-match", "\"d1.2\"").post(&format!("{draft}/apply"), json!({})).await;
    assert_eq!((applied.status, here.get(&post).await.body["title"].clone()), (412, json!("First")));
}

#[tokio::test]
async fn to_change_what_readers_see_one_may_publish() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let author = blog.user(&[Permission::PostsUpdate]);
    let draft = format!("/admin/posts/{}", owner.create_post(json!({ "title": "Draft" })).await);
    let live = format!("/admin/posts/{}", owner.publish_post(json!({ "title": "Live" })).await);
    for post in [&draft, &live] {
        assert_eq!(author.put(&format!("{post}/draft"), json!({ "title": "Mine" })).await.status, 200);
    }
    assert_eq!(apply(&author, &draft).await.status, 200);
    let refused = apply(&author, &live).await;
    assert_eq!(refused.error(), (403, "Missing required permission: blog:posts.publish"));
    let post = owner.get(&live).await.body;
    assert_eq!(
        (&post["title"], &post["draft"]["version"]),
        (&json!("Live"), &json!(1)),
        "nothing was changed"
    );
    assert_eq!(
        apply(&blog.user(&[Permission::PostsUpdate, Permission::PostsPublish]), &live).await.status,
        200
    );
}

#[tokio::test]
async fn what_a_working_copy_may_not_name_is_refused_and_what_is_gone_since_is_left_out() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let post = format!("/admin/posts/{}", owner.create_post(json!({ "title": "T" })).await);
    let draft = format!("{post}/draft");
    let thief = TestBlog::other_tenant();
    let theirs =
        blog.owner_of(&thief).post("/admin/tags", json!({ "name": "Theirs" })).await.body["id"].clone();
    for (body, field) in [
        (json!({ "tags": [theirs] }), "tags"),
        (json!({ "categoryId": "cat_none" }), "categoryId"),
        (json!({ "scheduledFor": "2999-01-01T00:00:00Z" }), "scheduledFor"),
        (json!({ "title": "" }), "title"),
        (json!({ "content": [] }), "content"),
        (
            json!({ "content": { "type": "doc", "content": [{ "type": "image", "attrs": { "x": "\u{0}" } }] } }),
            "content",
        ),
        (json!({}), ""),
    ] {
        let refused = owner.put(&draft, body.clone()).await;
        assert_eq!((refused.status, refused.faulty_fields()), (400, vec![field]), "{body}");
    }
    assert_eq!(owner.get(&draft).await.status, 404, "nothing was kept");

    let mut made = Vec::new();
    for (kind, name) in [("categories", "C"), ("tags", "A"), ("tags", "B")] {
        made.push(owner.post(&format!("/admin/{kind}"), json!({ "name": name })).await.body["id"].clone());
    }
    let body = json!({ "categoryId": made[0], "tags": [made[1], made[2]] });
    assert_eq!(owner.put(&draft, body).await.status, 200);
    owner.delete(&format!("/admin/categories/{}", made[0].as_str().unwrap())).await;
    owner.delete(&format!("/admin/tags/{}", made[1].as_str().unwrap())).await;
    assert_eq!(apply(&owner, &post).await.status, 200);
    let now = owner.get(&post).await.body;
    assert_eq!((&now["categoryId"], &now["tags"]), (&Value::Null, &json!([made[2]])));

    owner.create_post(json!({ "title": "U", "slug": "taken" })).await;
    owner.put(&draft, json!({ "slug": "taken" })).await;
    assert_eq!(apply(&owner, &post).await.error(), (409, "Slug already in use"));
    assert_eq!(owner.get(&draft).await.body["slug"], "taken", "it is still there to be mended");

    let stranger = blog.owner_of(&thief);
    for answer in [
        stranger.get(&draft).await,
        stranger.put(&draft, json!({ "title": "Stolen" })).await,
        stranger.delete(&draft).await,
        apply(&stranger, &post).await,
    ] {
        assert_eq!(answer.error(), (404, "Not found"));
    }
    owner.delete(&post).await;
    for answer in [
        owner.get(&draft).await,
        owner.put(&draft, json!({ "title": "Late" })).await,
        owner.delete(&draft).await,
        apply(&owner, &post).await,
    ] {
        assert_eq!(answer.status, 404, "of a deleted post there is none");
    }
    owner.post(&format!("{post}/undelete"), Value::Null).await;
    assert_eq!(owner.get(&draft).await.status, 200, "it came back with the post");
}
