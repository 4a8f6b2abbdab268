//! One database is out of reach for one Worker: whom that concerns, whom it does not, and that it passes by itself.

use std::time::Duration;

use e2e::{Answer, Client, Published, TestTenant, publish, start_on_cable, unique};
use local_stack::{StackFile, Worker};
use reqwest::Method;
use serde_json::json;
use tokio::time::sleep;

use crate::stack;

const UNAVAILABLE: (u16, &str) = (503, "Service unavailable");
/// What the gateway has asked the database is good for that long without asking again.
const FRESH: Duration = Duration::from_secs(30);

fn assert_unavailable(answer: &Answer) {
    assert_eq!(answer.error(), UNAVAILABLE);
    assert!(answer.header("retry-after").parse::<u32>().is_ok(), "{:?}", answer.headers);
}

/// Asks until the answer is as wanted, half a minute at most.
async fn eventually(ask: impl AsyncFn() -> Answer, wanted: impl Fn(&Answer) -> bool) -> Answer {
    let mut answer = ask().await;
    for _ in 0..60 {
        if wanted(&answer) {
            break;
        }
        sleep(Duration::from_millis(500)).await;
        answer = ask().await;
    }
    assert!(wanted(&answer), "{}", answer.text);
    answer
}

#[tokio::test]
async fn without_the_platform_database_tenants_that_were_seen_lately_go_on() {
    let stack = stack();
    let (cable, runtime) = start_on_cable(&stack, Worker::Gateway).await.unwrap();
    let at = StackFile { gateway_url: runtime.url.clone(), ..stack.clone() };
    let seen = TestTenant::new(&stack).await.unwrap().at(&at);
    let unseen = TestTenant::new(&stack).await.unwrap().at(&at);
    let (owner, reader) = (seen.owner().await.unwrap(), seen.reader().unwrap());
    let page = publish(&owner, &json!({ "title": "Seen" })).await.unwrap().page;
    assert_eq!(reader.get(&page).await.unwrap().at("/title"), "Seen");

    cable.cut();
    let asked = cable.requests();
    sleep(FRESH + Duration::from_secs(1)).await;
    for _ in 0..2 {
        assert_eq!(reader.get(&page).await.unwrap().at("/title"), "Seen");
        let uncached = format!("/blog/public/posts?search={}", unique("x"));
        assert_eq!(reader.get(&uncached).await.unwrap().status, 200, "the blog itself is well");
        assert_eq!(owner.get("/blog/admin/posts").await.unwrap().status, 200);
    }
    let written = owner.post("/blog/admin/posts", &json!({ "title": "Written meanwhile" })).await.unwrap();
    assert_eq!(written.status, 201, "{}", written.text);
    let gateway = Client::new(&at.gateway_url).unwrap();
    assert_unavailable(&unseen.reader().unwrap().get("/blog/public/posts").await.unwrap());
    assert_unavailable(&unseen.owner().await.unwrap().get("/blog/admin/posts").await.unwrap());
    assert_eq!(
        gateway.bearer("ls_live_x").get("/blog/public/posts").await.unwrap().error(),
        (401, "Invalid API key")
    );
    assert_eq!(gateway.bearer("x").get("/blog/admin/posts").await.unwrap().error(), (401, "Invalid token"));
    assert_eq!(gateway.get("/health").await.unwrap().status, 200);
    assert_eq!(cable.requests(), asked, "nothing has reached the database");

    cable.mend();
    let newcomer = unseen.reader().unwrap();
    eventually(async || newcomer.get("/blog/public/posts").await.unwrap(), |answer| answer.status == 200)
        .await;
    assert_eq!(unseen.owner().await.unwrap().get("/blog/admin/posts").await.unwrap().status, 200);
    assert_eq!(owner.get(written.header("location")).await.unwrap().status, 200);
    runtime.stop().await.unwrap();
}

#[tokio::test]
async fn without_the_blog_database_readers_get_the_last_good_page() {
    let stack = stack();
    let (cable, runtime) = start_on_cable(&stack, Worker::Blog).await.unwrap();
    let at = StackFile { gateway_url: runtime.url.clone(), ..stack.clone() };
    let tenant = TestTenant::new(&stack).await.unwrap().at(&at);
    let (owner, reader) = (tenant.owner().await.unwrap(), tenant.reader().unwrap());
    let Published { place, page } = publish(&owner, &json!({ "title": "As it was" })).await.unwrap();
    for path in [&page, "/blog/public/posts", "/blog/public/feed.xml"] {
        let kept = async || reader.get(path).await.unwrap();
        eventually(kept, |answer| answer.header("x-cache") == "HIT").await;
    }
    // The gateway knows by this that what it keeps is old, and asks for it anew.
    let change = json!({ "title": "As it became" });
    assert_eq!(owner.put(&place, &change).await.unwrap().status, 200);

    cable.cut();
    for path in [&page, "/blog/public/posts", "/blog/public/feed.xml"] {
        let stale = reader.get(path).await.unwrap();
        assert_eq!((stale.status, stale.header("x-cache")), (200, "STALE"), "{path}: {}", stale.text);
        assert!(stale.text.contains("As it was"), "{path}: {}", stale.text);
        assert_eq!(stale.header("cache-control"), "no-cache", "nobody keeps it for longer");
        assert_unavailable(&reader.with("cache-control", "no-cache").get(path).await.unwrap());
        let known = reader.with("if-none-match", stale.header("etag")).get(path).await.unwrap();
        assert_eq!((known.status, known.header("x-cache"), known.text.as_str()), (304, "STALE", ""));
        let head = reader.send(Method::HEAD, path, None).await.unwrap();
        assert_eq!((head.status, head.header("x-cache")), (200, "STALE"));
    }
    assert_unavailable(&reader.get("/blog/public/posts/never-asked-for").await.unwrap());
    assert_unavailable(&owner.get("/blog/admin/posts").await.unwrap());
    assert_unavailable(&owner.get(&place).await.unwrap());
    assert_unavailable(&owner.post("/blog/admin/posts", &json!({ "title": "T" })).await.unwrap());
    let unknown = tenant.anyone().unwrap().with("x-api-key", "ls_live_x");
    assert_eq!(unknown.get(&page).await.unwrap().error(), (401, "Invalid API key"));

    cable.mend();
    let read = async || reader.get(&page).await.unwrap();
    let fresh = eventually(read, |answer| answer.header("x-cache") != "STALE").await;
    assert_eq!((fresh.status, fresh.at("/title")), (200, "As it became"));
    assert_eq!(owner.get(&place).await.unwrap().status, 200);
    runtime.stop().await.unwrap();
}

#[tokio::test]
async fn without_the_blog_database_readers_do_not_get_what_was_withdrawn() {
    let stack = stack();
    let (cable, runtime) = start_on_cable(&stack, Worker::Blog).await.unwrap();
    let at = StackFile { gateway_url: runtime.url.clone(), ..stack.clone() };
    let tenant = TestTenant::new(&stack).await.unwrap().at(&at);
    let (owner, reader) = (tenant.owner().await.unwrap(), tenant.reader().unwrap());
    let Published { place, page } = publish(&owner, &json!({ "title": "Withdrawn" })).await.unwrap();
    for path in [&page, "/blog/public/posts"] {
        let kept = async || reader.get(path).await.unwrap();
        eventually(kept, |answer| answer.header("x-cache") == "HIT").await;
    }
    let unpublished = owner.post(&format!("{place}/unpublish"), &json!({})).await.unwrap();
    assert_eq!(unpublished.status, 200, "{}", unpublished.text);

    cable.cut();
    for path in [&page, "/blog/public/posts"] {
        assert_unavailable(&reader.get(path).await.unwrap());
    }
    runtime.stop().await.unwrap();
}
