//! A redirect from a former slug ends while another post is published there, and no longer.

use serde_json::json;

use crate::support::TestBlog;

/// What readers get at `/public/posts/first`: `here` with a title, or where it leads.
async fn at_first(blog: &TestBlog) -> String {
    let answer = blog.reader().get("/public/posts/first").await;
    match answer.status {
        200 => format!("here {}", answer.body["title"].as_str().unwrap()),
        301 => format!("to {}", answer.header("location")),
        status => status.to_string(),
    }
}

#[tokio::test]
async fn a_redirect_ends_with_the_publication_of_another_post_and_is_back_when_that_one_is_gone() {
    const MOVED: &str = "to /blog/public/posts/second";
    let blog = TestBlog::new();
    let owner = blog.owner();
    let moved = owner.publish_post(json!({ "title": "Moved", "slug": "first" })).await;
    owner.put(&format!("/admin/posts/{moved}"), json!({ "slug": "second" })).await;
    assert_eq!(at_first(&blog).await, MOVED);

    let draft = owner.create_post(json!({ "title": "Other", "slug": "first" })).await;
    let step =
        async |name: &str| owner.post(&format!("/admin/posts/{draft}/{name}"), json!(null)).await.status;
    assert_eq!(at_first(&blog).await, MOVED, "a draft is nothing to readers");
    owner
        .post(&format!("/admin/posts/{draft}/schedule"), json!({ "scheduledFor": "2999-01-01T00:00:00Z" }))
        .await;
    assert_eq!(at_first(&blog).await, MOVED, "not yet");
    assert_eq!(step("publish").await, 200);
    assert_eq!(at_first(&blog).await, "here Other");
    assert_eq!(step("unpublish").await, 200);
    assert_eq!(at_first(&blog).await, MOVED, "unpublished");
    assert_eq!(step("publish").await, 200);
    owner.delete(&format!("/admin/posts/{draft}")).await;
    assert_eq!(at_first(&blog).await, MOVED, "deleted");

    let renamed = owner.create_post(json!({ "title": "Renamed" })).await;
    owner.put(&format!("/admin/posts/{renamed}"), json!({ "slug": "first" })).await;
    assert_eq!(at_first(&blog).await, MOVED, "a draft that was renamed");
    owner.put(&format!("/admin/posts/{renamed}"), json!({ "slug": "elsewhere" })).await;
    assert_eq!(at_first(&blog).await, MOVED, "never public there");
    owner.put(&format!("/admin/posts/{moved}"), json!({ "slug": "first" })).await;
    assert_eq!(at_first(&blog).await, "here Moved");
    owner.put(&format!("/admin/posts/{moved}"), json!({ "slug": "third" })).await;
    assert_eq!(at_first(&blog).await, "to /blog/public/posts/third");
    owner.delete(&format!("/admin/posts/{moved}")).await;
    assert_eq!(at_first(&blog).await, "404");
}

#[tokio::test]
async fn of_two_posts_that_were_published_at_a_slug_the_later_one_is_led_to_while_it_is_there() {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let mut ids = Vec::new();
    for (title, now) in [("One", "one"), ("Two", "two")] {
        let id = owner.publish_post(json!({ "title": title, "slug": "first" })).await;
        blog.app.runtime().advance_millis(1000);
        owner.put(&format!("/admin/posts/{id}"), json!({ "slug": now })).await;
        ids.push(id);
    }
    let two = format!("/admin/posts/{}", ids[1]);
    assert_eq!(at_first(&blog).await, "to /blog/public/posts/two");
    owner.post(&format!("{two}/unpublish"), json!(null)).await;
    assert_eq!(at_first(&blog).await, "to /blog/public/posts/one");
    owner.post(&format!("{two}/publish"), json!(null)).await;
    assert_eq!(at_first(&blog).await, "to /blog/public/posts/two");
    owner.delete(&two).await;
    assert_eq!(at_first(&blog).await, "to /blog/public/posts/one");
}
