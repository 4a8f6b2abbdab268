//! Public pages: fresh for readers, never another tenant's, there while the service is not.

use crate::support::{Answer, Call, World, mint, sent};

const POSTS: &str = "/blog/public/posts";

/// A gateway with one API key of `tenant_1`.
struct Blog {
    world: World,
    key: String,
}

impl Blog {
    fn new() -> Self {
        let world = World::new();
        let key = world.database.add_key("tenant_1", "{blog}", None).expose().to_owned();
        Self { world, key }
    }

    fn publish(&self, text: &str) {
        self.world.services.answer_with(200, &[("content-type", "application/json")], text);
    }

    fn call(&self, target: &str) -> Call {
        Call::get(target).header("x-api-key", &self.key)
    }

    async fn read(&self, target: &str) -> Answer {
        self.world.send(&self.call(target)).await
    }

    fn fetches(&self) -> usize {
        self.world.services.calls().len()
    }
}

/// Where a response came from, and what it says.
fn seen(answer: &Answer) -> (Option<&str>, String) {
    (answer.header("x-cache"), answer.text())
}

#[tokio::test]
async fn a_page_is_fetched_once_and_then_served_from_the_cache() {
    let blog = Blog::new();
    blog.publish("one");
    assert_eq!(seen(&blog.read(POSTS).await), (Some("MISS"), "one".to_owned()));
    blog.publish("two");
    blog.world.runtime.advance_millis(29_999);
    let hit = blog.read(POSTS).await;
    assert_eq!(seen(&hit), (Some("HIT"), "one".to_owned()));
    assert_eq!(hit.header("content-type"), Some("application/json"));
    assert_eq!(hit.header("age"), Some("30"));
    assert_eq!(blog.fetches(), 1);
}

#[tokio::test]
async fn clients_and_caches_between_are_told_the_rules() {
    let blog = Blog::new();
    blog.publish("one");
    for _ in 0..2 {
        let answer = blog.read(POSTS).await;
        assert_eq!(
            answer.header("cache-control"),
            Some("public, max-age=0, s-maxage=30, stale-while-revalidate=30")
        );
        assert_eq!(answer.header("vary"), Some("authorization, x-api-key"));
        let etag = answer.header("etag").unwrap();
        assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() == 66, "{etag}");
        assert!(answer.header("x-asked-at").is_none() && answer.header("cf-cache-status").is_none());
        assert_eq!(answer.all("age"), ["0"]);
    }
}

#[tokio::test]
async fn a_client_that_has_the_page_is_told_so() {
    let blog = Blog::new();
    blog.publish("one");
    let etag = blog.read(POSTS).await.header("etag").unwrap().to_owned();
    let call = blog.call(POSTS).header("if-none-match", &format!("\"other\", W/{etag}"));
    let answer = blog.world.send(&call).await;
    assert_eq!(
        (answer.status(), answer.text().as_str(), answer.header("etag")),
        (304, "", Some(etag.as_str()))
    );

    blog.publish("two");
    blog.world.runtime.advance_millis(60_000);
    let answer = blog.world.send(&call).await;
    assert_eq!((answer.status(), seen(&answer)), (200, (Some("MISS"), "two".to_owned())));
    assert_ne!(answer.header("etag"), Some(etag.as_str()));
}

#[tokio::test]
async fn the_service_is_always_asked_for_the_whole_page() {
    let blog = Blog::new();
    let call = blog
        .call(POSTS)
        .header("if-none-match", "\"a\"")
        .header("if-modified-since", "Mon, 01 Jun 2026 00:00:00 GMT")
        .header("range", "bytes=0-1");
    let forward = blog.world.forwarded(&call).await;
    for name in ["if-none-match", "if-modified-since", "range"] {
        assert!(sent(&forward, name).is_empty(), "{name}");
    }
    let forward =
        blog.world.forwarded(&Call::new("HEAD", "/blog/public/tags").header("x-api-key", &blog.key)).await;
    assert_eq!(forward.method, "GET");
    let head = blog.world.send(&Call::new("HEAD", "/blog/public/tags").header("x-api-key", &blog.key)).await;
    assert_eq!((head.status(), seen(&head)), (200, (Some("HIT"), String::new())));
}

#[tokio::test]
async fn no_tenant_is_served_anothers_page() {
    let blog = Blog::new();
    let other = blog.world.database.add_key("tenant_2", "{blog}", None);
    blog.publish("of tenant one");
    blog.read(POSTS).await;
    blog.publish("of tenant two");
    let answer = blog.world.send(&Call::get(POSTS).header("x-api-key", other.expose())).await;
    assert_eq!(seen(&answer), (Some("MISS"), "of tenant two".to_owned()));
    assert_eq!(seen(&blog.read(POSTS).await), (Some("HIT"), "of tenant one".to_owned()));
    for key in blog.world.services.kept_pages() {
        assert!(!key.contains(&blog.key) && !key.contains(other.expose()), "a credential is in {key}");
    }
}

#[tokio::test]
async fn a_kept_page_is_no_way_around_the_key() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read(POSTS).await;
    assert_eq!(blog.world.refused(&Call::get(POSTS)).await, "401 Invalid API key");
    let no_scope = blog.world.database.add_key("tenant_1", "{media}", None);
    let call = Call::get(POSTS).header("x-api-key", no_scope.expose());
    assert_eq!(blog.world.refused(&call).await, "403 Access denied");
}

#[tokio::test]
async fn keys_of_one_tenant_and_spellings_of_one_query_share_a_page() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read("/blog/public/posts?page=2&limit=5").await;
    let second = blog.world.database.add_key("tenant_1", "{blog}", None);
    let call = Call::get("/blog/public/posts?limit=5&page=%32").header("x-api-key", second.expose());
    assert_eq!(seen(&blog.world.send(&call).await).0, Some("HIT"));
    assert_eq!(seen(&blog.read("/blog/public/posts?page=3&limit=5").await).0, Some("MISS"));
}

#[tokio::test]
async fn between_thirty_and_sixty_seconds_one_request_has_the_page_fetched_anew() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read(POSTS).await;
    blog.publish("two");
    blog.world.runtime.advance_millis(30_000);
    let (first, rest) = blog.world.send_only(&blog.call(POSTS)).await;
    let (second, nothing) = blog.world.send_only(&blog.call(POSTS)).await;
    assert_eq!(seen(&first), (Some("HIT"), "one".to_owned()));
    assert_eq!(seen(&second), (Some("HIT"), "one".to_owned()));
    assert!(nothing.is_none(), "both would fetch");
    assert_eq!(blog.fetches(), 1, "a reader waited for the fetch");
    blog.world.finish(rest).await;
    assert_eq!(blog.fetches(), 2);
    assert_eq!(seen(&blog.read(POSTS).await), (Some("HIT"), "two".to_owned()));
}

#[tokio::test]
async fn no_page_is_older_than_a_minute_while_the_service_answers() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read(POSTS).await;
    blog.publish("two");
    blog.world.runtime.advance_millis(60_000);
    assert_eq!(seen(&blog.read(POSTS).await), (Some("MISS"), "two".to_owned()));
}

#[tokio::test]
async fn whoever_publishes_through_this_isolate_sees_it_at_once() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read(POSTS).await;
    blog.world.runtime.advance_millis(10);
    blog.publish("two");
    let token = mint("tenant_1").await;
    blog.world.send(&Call::get("/blog/admin/posts").bearer(&token)).await;
    assert_eq!(seen(&blog.read(POSTS).await), (Some("HIT"), "one".to_owned()), "reading changes nothing");
    blog.world.send(&Call::new("POST", "/blog/admin/posts/post_1/publish").bearer(&token)).await;
    blog.world.runtime.advance_millis(10);
    assert_eq!(seen(&blog.read(POSTS).await), (Some("MISS"), "two".to_owned()));
    assert_eq!(seen(&blog.read(POSTS).await), (Some("HIT"), "two".to_owned()));
}

#[tokio::test]
async fn while_the_service_is_down_the_last_good_page_is_served() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read(POSTS).await;
    for hours in [0, 1, 20] {
        blog.world.runtime.advance_millis(60_000 + hours * 3_600_000);
        blog.world.services.go_down();
        let answer = blog.read(POSTS).await;
        assert_eq!((answer.status(), seen(&answer)), (200, (Some("STALE"), "one".to_owned())));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        blog.world.services.answer_with(503, &[("retry-after", "5")], r#"{"error":"Service unavailable"}"#);
        blog.world.runtime.advance_millis(60_000);
        assert_eq!(seen(&blog.read(POSTS).await), (Some("STALE"), "one".to_owned()));
    }
    blog.publish("two");
    blog.world.runtime.advance_millis(5_000);
    assert_eq!(seen(&blog.read(POSTS).await), (Some("MISS"), "two".to_owned()));
}

#[tokio::test]
async fn a_service_that_is_down_is_left_alone_where_a_page_is_at_hand() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read(POSTS).await;
    blog.world.runtime.advance_millis(60_000);
    blog.world.services.go_down();
    for _ in 0..10 {
        assert_eq!(seen(&blog.read(POSTS).await).0, Some("STALE"));
    }
    assert_eq!(blog.fetches(), 2);
}

#[tokio::test]
async fn without_a_kept_page_a_failure_is_told_as_it_is() {
    let blog = Blog::new();
    blog.world.services.go_down();
    assert_eq!(blog.read(POSTS).await.refusal(), "503 Service unavailable");
    let text = r#"{"error":"BLOG_DATABASE_URL not configured"}"#;
    blog.world.services.answer_with(500, &[("content-type", "application/json")], text);
    assert_eq!(blog.read(POSTS).await.refusal(), "500 BLOG_DATABASE_URL not configured");
    assert!(blog.world.services.kept_pages().is_empty());
}

#[tokio::test]
async fn refusals_and_missing_pages_are_not_kept() {
    let blog = Blog::new();
    for status in [400, 404, 410, 405, 302] {
        blog.world.services.answer_with(status, &[("cache-control", "no-store")], "{}");
        let answer = blog.read("/blog/public/posts/x").await;
        assert_eq!((answer.status(), answer.header("x-cache")), (status, None));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert!(blog.world.services.kept_pages().is_empty());
}

#[tokio::test]
async fn a_page_that_is_gone_does_not_come_back_when_the_service_goes_down() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read("/blog/public/posts/x").await;
    blog.world.runtime.advance_millis(60_000);
    blog.world.services.answer_with(404, &[], r#"{"error":"Not found"}"#);
    assert_eq!(blog.read("/blog/public/posts/x").await.refusal(), "404 Not found");
    blog.world.services.go_down();
    assert_eq!(blog.read("/blog/public/posts/x").await.refusal(), "503 Service unavailable");
}

#[tokio::test]
async fn a_redirect_to_a_new_slug_is_kept_like_a_page() {
    let blog = Blog::new();
    blog.world.services.answer_with(301, &[("location", "/blog/public/posts/new")], "");
    for source in ["MISS", "HIT"] {
        let answer = blog.read("/blog/public/posts/old").await;
        assert_eq!((answer.status(), answer.header("x-cache")), (301, Some(source)));
        assert_eq!(answer.header("location"), Some("/blog/public/posts/new"));
    }
}

#[tokio::test]
async fn admin_answers_are_never_kept() {
    let blog = Blog::new();
    let call = Call::get("/blog/admin/posts").bearer(&mint("tenant_1").await);
    for _ in 0..2 {
        let answer = blog.world.send(&call).await;
        let not_kept = Some("no-store, no-transform");
        assert_eq!((answer.header("x-cache"), answer.header("cache-control")), (None, not_kept));
    }
    assert_eq!(blog.fetches(), 2);
    assert!(blog.world.services.kept_pages().is_empty());
}

impl Blog {
    /// A write through the admin door, which the service takes.
    async fn write(&self, method: &str, target: &str) {
        let status = if method == "DELETE" { 204 } else { 200 };
        self.world.services.answer_with(status, &[], if status == 200 { "{}" } else { "" });
        let call = Call::new(method, target).bearer(&mint("tenant_1").await);
        assert_eq!(self.world.send(&call).await.status(), status);
    }
}

#[tokio::test]
async fn what_was_withdrawn_never_comes_back_when_the_service_goes_down() {
    for (method, target) in [
        ("POST", "/blog/admin/posts/post_1/unpublish"),
        ("POST", "/blog/admin/posts/post_1/schedule"),
        ("DELETE", "/blog/admin/posts/post_1"),
    ] {
        let blog = Blog::new();
        blog.publish("withdrawn");
        let page = "/blog/public/posts/x";
        blog.read(page).await;
        blog.world.runtime.advance_millis(1);
        blog.write(method, target).await;
        blog.world.services.go_down();
        for _ in 0..3 {
            let answer = blog.read(page).await;
            assert_eq!(answer.refusal(), "503 Service unavailable", "{method} {target}");
            blog.world.runtime.advance_millis(100_000);
        }
    }
}

/// The other isolates of a data centre share its cache, and nothing else.
#[tokio::test]
async fn another_isolate_hears_of_a_withdrawal_by_the_cache() {
    let blog = Blog::new();
    blog.publish("withdrawn");
    let page = "/blog/public/posts/x";
    blog.read(page).await;
    let place = blog.world.services.kept_pages().remove(0);
    let kept = blog.world.services.page(&place);
    blog.world.runtime.advance_millis(1);
    blog.write("POST", "/blog/admin/posts/post_1/unpublish").await;

    let other = Blog::new();
    other.world.runtime.advance_millis(60_000);
    for key in blog.world.services.kept_pages() {
        other.world.services.put_page(&key, blog.world.services.page(&key));
    }
    other.world.services.put_page(&place, kept);
    other.world.services.go_down();
    assert_eq!(other.read(page).await.refusal(), "503 Service unavailable");
}

/// Two gateway processes of a data centre, and what they say at a time.
struct Processes {
    here: Blog,
    elsewhere: Blog,
}

impl Processes {
    fn new() -> Self {
        let (here, mut elsewhere) = (Blog::new(), Blog::new());
        elsewhere.world.services = here.world.services.beside();
        Self { here, elsewhere }
    }

    fn publish(&self, text: &str) {
        self.here.publish(text);
        self.elsewhere.publish(text);
    }

    fn advance(&self, millis: i64) {
        self.here.world.runtime.advance_millis(millis);
        self.elsewhere.world.runtime.advance_millis(millis);
    }

    /// Changes something through the one, of which the other is not told.
    async fn change(&self, text: &str) {
        self.here.write("PUT", "/blog/admin/posts/post_1").await;
        self.publish(text);
        self.advance(1);
    }
}

#[tokio::test]
async fn whoever_asks_anew_reads_what_was_published_through_another_process() {
    let two = Processes::new();
    two.publish("first");
    let anew = two.elsewhere.call(POSTS).header("cache-control", "no-cache");
    for blog in [&two.here, &two.elsewhere] {
        blog.read(POSTS).await;
    }
    for round in 0..100 {
        let text = format!("text {round}");
        two.change(&text).await;
        let answer = two.elsewhere.world.send(&anew).await;
        assert_eq!(seen(&answer), (Some("REFRESH"), text.clone()));
        for blog in [&two.elsewhere, &two.here] {
            assert_eq!(seen(&blog.read(POSTS).await), (Some("HIT"), text.clone()), "and so does everybody");
        }
    }
    two.here.world.services.go_down();
    two.elsewhere.world.services.go_down();
    two.advance(60_000);
    assert_eq!(two.elsewhere.world.send(&anew).await.refusal(), "503 Service unavailable");
    for blog in [&two.here, &two.elsewhere] {
        assert_eq!(seen(&blog.read(POSTS).await), (Some("STALE"), "text 99".to_owned()));
    }
}

/// The page, or that it is no more, came before the older answer was kept.
#[tokio::test]
async fn an_answer_that_was_asked_for_earlier_takes_no_later_ones_place() {
    for (now, (source, text)) in [(200, (Some("HIT"), "new")), (404, (Some("MISS"), "later"))] {
        let two = Processes::new();
        two.publish("old");
        two.advance(1);
        let (slow, rest) = two.elsewhere.world.send_only(&two.elsewhere.call(POSTS)).await;
        assert_eq!(seen(&slow), (Some("MISS"), "old".to_owned()));
        two.advance(1);
        two.change("new").await;
        if now == 404 {
            two.here.world.services.answer_with(404, &[], "{}");
        }
        let anew = two.here.call(POSTS).header("cache-control", "no-cache");
        assert_eq!(two.here.world.send(&anew).await.status(), now);
        two.elsewhere.world.finish(rest).await;
        two.elsewhere.publish("later");
        assert_eq!(seen(&two.elsewhere.read(POSTS).await), (source, text.to_owned()), "after {now}");
    }
}

#[tokio::test]
async fn a_page_that_was_changed_is_served_while_the_service_is_down() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read(POSTS).await;
    blog.write("PUT", "/blog/admin/posts/post_1").await;
    blog.world.services.go_down();
    assert_eq!(seen(&blog.read(POSTS).await), (Some("STALE"), "one".to_owned()));
}

#[tokio::test]
async fn one_tenants_outage_is_no_pause_for_another_and_an_old_page_is_asked_for_in_it() {
    let blog = Blog::new();
    let other = blog.world.database.add_key("tenant_2", "{blog}", None);
    let theirs = Call::get(POSTS).header("x-api-key", other.expose());
    blog.publish("one");
    blog.read(POSTS).await;
    blog.world.send(&theirs).await;
    blog.world.runtime.advance_millis(60_000);
    blog.world.services.go_down();
    assert_eq!(seen(&blog.read(POSTS).await).0, Some("STALE"));
    blog.publish("two");
    assert_eq!(seen(&blog.world.send(&theirs).await), (Some("MISS"), "two".to_owned()), "not in their pause");
    assert_eq!(seen(&blog.read(POSTS).await).0, Some("STALE"), "in the pause");
    blog.write("PUT", "/blog/admin/posts/post_1").await;
    blog.publish("three");
    assert_eq!(seen(&blog.read(POSTS).await), (Some("MISS"), "three".to_owned()), "known to be old");
}

#[tokio::test]
async fn whoever_wants_nothing_that_was_kept_is_served_by_the_service_or_not_at_all() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read(POSTS).await;
    for directive in ["no-cache", "max-age=0", "No-Cache, no-transform"] {
        blog.publish(directive);
        let anew = blog.call(POSTS).header("cache-control", directive);
        let answer = blog.world.send(&anew).await;
        assert_eq!(seen(&answer), (Some("REFRESH"), directive.to_owned()));
        assert_eq!(seen(&blog.read(POSTS).await), (Some("HIT"), directive.to_owned()), "and it is kept");
    }
    blog.world.services.go_down();
    let anew = blog.call(POSTS).header("cache-control", "no-cache");
    assert_eq!(blog.world.send(&anew).await.refusal(), "503 Service unavailable");
    blog.world.runtime.advance_millis(60_000);
    assert_eq!(seen(&blog.read(POSTS).await).0, Some("STALE"), "all others have the kept one");
}

#[tokio::test]
async fn a_page_over_four_megabytes_is_handed_on_and_not_kept() {
    let blog = Blog::new();
    let long = "x".repeat(4 * 1024 * 1024 + 1);
    for headers in [vec![], vec![("content-length", "4194305")]] {
        blog.world.services.answer_with(200, &headers, &long);
        let answer = blog.read(POSTS).await;
        assert_eq!((answer.status(), seen(&answer)), (200, (Some("MISS"), long.clone())));
        assert!(blog.world.services.kept_pages().is_empty());
    }
    blog.publish(&long[1..]);
    blog.read(POSTS).await;
    assert_eq!(blog.world.services.kept_pages().len(), 1, "four megabytes are");
}

#[tokio::test]
async fn a_page_that_grew_over_four_megabytes_does_not_come_back_as_it_was() {
    for age_ms in [40_000, 70_000] {
        let blog = Blog::new();
        blog.publish("short");
        blog.read(POSTS).await;
        blog.publish(&"x".repeat(4 * 1024 * 1024 + 1));
        blog.world.runtime.advance_millis(age_ms);
        blog.read(POSTS).await;
        assert!(blog.world.services.kept_pages().is_empty(), "after {age_ms} ms");
    }
}

#[tokio::test]
async fn a_page_that_was_under_way_during_a_withdrawal_is_not_kept_for_anybody() {
    let blog = Blog::new();
    blog.publish("withdrawn");
    let page = "/blog/public/posts/x";
    let (answer, rest) = blog.world.send_only(&blog.call(page)).await;
    assert_eq!(answer.status(), 200);
    blog.world.runtime.advance_millis(1);
    blog.write("POST", "/blog/admin/posts/post_1/unpublish").await;
    let kept = blog.world.services.kept_pages().len();
    blog.world.finish(rest).await;
    assert_eq!(blog.world.services.kept_pages().len(), kept, "the withdrawal alone");
}

#[tokio::test]
async fn a_parameter_that_a_route_does_not_know_makes_no_other_page() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read("/blog/public/posts?page=2").await;
    for target in ["/blog/public/posts?page=2&_=1", "/blog/public/posts?utm_source=x&page=2&cb=2"] {
        assert_eq!(seen(&blog.read(target).await).0, Some("HIT"), "{target}");
    }
    let forward = blog.world.forwarded(&blog.call("/blog/public/posts/a?_=1")).await;
    assert_eq!(forward.target, "/public/posts/a");
    let admin = Call::get("/blog/admin/posts?_=1").bearer(&mint("tenant_1").await);
    assert_eq!(blog.world.forwarded(&admin).await.target, "/admin/posts?_=1", "the admin door passes it on");
}

#[tokio::test]
async fn two_schemes_of_a_host_have_their_own_pages() {
    let blog = Blog::new();
    blog.publish("one");
    blog.read("/blog/public/feed.xml").await;
    let plain = blog.call("/blog/public/feed.xml").of_origin("http://api.example.com");
    assert_eq!(seen(&blog.world.send(&plain).await).0, Some("MISS"));
}

/// A preview shows what is not published.
#[tokio::test]
async fn what_the_service_lets_nobody_keep_is_not_kept() {
    let blog = Blog::new();
    let page = "/blog/public/preview/token";
    for directive in ["no-store", "private, max-age=60", "No-Store"] {
        blog.world.services.answer_with(200, &[("cache-control", directive)], "draft");
        for _ in 0..2 {
            let answer = blog.read(page).await;
            assert_eq!((answer.status(), seen(&answer)), (200, (None, "draft".to_owned())));
            assert_eq!(answer.header("cache-control"), Some(directive));
        }
        assert!(blog.world.services.kept_pages().is_empty(), "{directive}");
    }
    blog.world.services.answer_with(200, &[("cache-control", "no-store")], "draft");
    blog.world.send(&blog.call(page).header("cache-control", "no-cache")).await;
    assert!(blog.world.services.kept_pages().is_empty(), "nor anything of it");
    blog.world.services.go_down();
    assert_eq!(blog.read(page).await.refusal(), "503 Service unavailable");
}
