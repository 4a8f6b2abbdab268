//! The edge cache of public pages, by its bounds: what was published is seen, what is another's is not.

use std::time::Duration;

use blog_worker::routes::ROUTES;
use e2e::{Answer, Client, Published, TestTenant, ask, publish};
use local_stack::Worker;
use local_stack::wrangler::{WranglerOptions, start_beside};
use logicspike_shared::public_params::PUBLIC_PARAMS;
use logicspike_shared::route::Access;
use reqwest::Method;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::stack;

/// After a publish no public page anywhere is older.
const BOUND: Duration = Duration::from_mins(1);
const LIST: &str = "/blog/public/posts";

/// Asks until the page comes from the cache: it is kept a moment after it was sent.
async fn kept(reader: &Client, path: &str) -> Answer {
    let mut answer = reader.get(path).await.unwrap();
    for _ in 0..100 {
        if answer.header("x-cache") == "HIT" {
            break;
        }
        sleep(Duration::from_millis(50)).await;
        answer = reader.get(path).await.unwrap();
    }
    assert_eq!((answer.status, answer.header("x-cache")), (200, "HIT"), "{path}: {}", answer.text);
    answer
}

#[tokio::test]
async fn what_was_published_is_read_at_once_here_and_within_a_minute_elsewhere() {
    let stack = stack();
    let elsewhere = start_beside(&stack, &WranglerOptions::new(Worker::Gateway)).await.unwrap();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let (owner, reader) = (tenant.owner().await.unwrap(), tenant.reader().unwrap());
    let far = Client::new(&elsewhere.url).unwrap().with("x-api-key", &tenant.api_key);
    let Published { place, page } = publish(&owner, &json!({ "title": "First" })).await.unwrap();
    for path in [LIST, &page] {
        assert!(kept(&reader, path).await.text.contains("First"));
        assert!(kept(&far, path).await.text.contains("First"));
    }
    let not_there = reader.get(&format!("{LIST}/second")).await.unwrap();
    assert_eq!((not_there.status, not_there.header("x-cache")), (404, ""), "what is not there is not kept");

    let changed_at = Instant::now();
    let second = publish(&owner, &json!({ "title": "Second" })).await.unwrap().page;
    assert_eq!(owner.put(&place, &json!({ "title": "First, changed" })).await.unwrap().status, 200);
    assert!(reader.get(LIST).await.unwrap().text.contains("Second"));
    assert_eq!(reader.get(&second).await.unwrap().at("/title"), "Second");
    assert_eq!(reader.get(&page).await.unwrap().at("/title"), "First, changed");

    for (path, wanted) in [(LIST, "Second"), (&page, "First, changed")] {
        loop {
            let asked_after = changed_at.elapsed();
            let answer = far.get(path).await.unwrap();
            if answer.text.contains(wanted) {
                break;
            }
            assert!(answer.status == 200 && answer.text.contains("First"), "{}", answer.text);
            assert!(asked_after <= BOUND, "{path} is old after {asked_after:?}");
            sleep(Duration::from_millis(500)).await;
        }
    }
    assert_eq!(owner.post(&format!("{place}/unpublish"), &json!(null)).await.unwrap().status, 200);
    assert_eq!(reader.get(&page).await.unwrap().error(), (404, "Not found"));
    assert!(!reader.get(LIST).await.unwrap().text.contains("First, changed"));
    elsewhere.stop().await.unwrap();
}

#[tokio::test]
async fn whoever_has_the_page_is_told_so_without_it() {
    let tenant = TestTenant::new(&stack()).await.unwrap();
    let (owner, reader) = (tenant.owner().await.unwrap(), tenant.reader().unwrap());
    let Published { place, page } = publish(&owner, &json!({ "title": "Known" })).await.unwrap();
    let first = reader.get(&page).await.unwrap();
    let etag = first.header("etag").to_owned();
    assert!(etag.starts_with('"') && etag.len() > 20, "a strong one: {etag}");
    assert_eq!(kept(&reader, &page).await.header("etag"), etag);
    for condition in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        let known = reader.with("if-none-match", &condition).get(&page).await.unwrap();
        assert_eq!(
            (known.status, known.text.as_str(), known.header("etag")),
            (304, "", etag.as_str()),
            "{condition}"
        );
        assert!(known.header("vary").contains("x-api-key") && !known.header("cache-control").is_empty());
    }
    let other = reader.with("if-none-match", "\"other\"").get(&page).await.unwrap();
    assert_eq!((other.status, other.at("/title")), (200, "Known"));

    assert_eq!(owner.put(&place, &json!({ "title": "Unknown" })).await.unwrap().status, 200);
    let changed = reader.with("if-none-match", &etag).get(&page).await.unwrap();
    assert_eq!((changed.status, changed.at("/title")), (200, "Unknown"));
    assert_ne!(changed.header("etag"), etag);
}

#[tokio::test]
async fn two_tenants_with_one_slug_never_see_each_others_page() {
    let stack = stack();
    let (one, two) = (TestTenant::new(&stack).await.unwrap(), TestTenant::new(&stack).await.unwrap());
    let pages = [
        ("/blog/public/posts/same-slug", "/blog/public/posts/same-slug"),
        ("/blog/public/posts?limit=5&page=1", "/blog/public/posts?page=1&limit=5"),
        ("/blog/public/posts?search=same", "/blog/public/posts?search=%73ame"),
        ("/blog/public/feed.xml", "/blog/public/feed.xml?"),
        ("/blog/public/feed.json", "/blog/public/feed.json"),
    ];
    for (tenant, mark) in [(&one, "ones-own"), (&two, "twos-own")] {
        let owner = tenant.owner().await.unwrap();
        let post = json!({ "title": format!("Same {mark}"), "slug": "same-slug", "excerpt": mark });
        publish(&owner, &post).await.unwrap();
    }
    // The first fills the cache; then both ask, in either spelling, by either header.
    for (path, _) in pages {
        kept(&one.reader().unwrap(), path).await;
    }
    for (path, otherwise) in pages {
        let spelled = one.reader().unwrap().get(otherwise).await.unwrap();
        assert_eq!(spelled.header("x-cache"), "HIT", "{otherwise} is the same page as {path}");
        for (tenant, own, foreign) in [(&two, "twos-own", "ones-own"), (&one, "ones-own", "twos-own")] {
            let gateway = tenant.anyone().unwrap();
            for reader in [gateway.with("x-api-key", &tenant.api_key), gateway.bearer(&tenant.api_key)] {
                for path in [path, otherwise] {
                    let page = reader.get(path).await.unwrap();
                    assert!(page.text.contains(own) && !page.text.contains(foreign), "{path}: {}", page.text);
                    let vary = page.header("vary");
                    assert!(vary.contains("authorization") && vary.contains("x-api-key"), "{vary}");
                    let head = reader.send(Method::HEAD, path, None).await.unwrap();
                    assert_eq!((head.status, head.text.as_str()), (200, ""), "{path}");
                    assert_eq!(head.header("etag"), page.header("etag"), "{path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_kept_page_is_for_every_key_of_the_tenant_and_for_no_other() {
    let stack = stack();
    let (tenant, other) = (TestTenant::new(&stack).await.unwrap(), TestTenant::new(&stack).await.unwrap());
    let owner = tenant.owner().await.unwrap();
    let page = publish(&owner, &json!({ "title": "Shared" })).await.unwrap().page;
    kept(&tenant.reader().unwrap(), &page).await;

    let gateway = tenant.anyone().unwrap();
    let second = gateway.bearer(&tenant.api_key).get(&page).await.unwrap();
    assert_eq!((second.status, second.header("x-cache")), (200, "HIT"));
    assert_eq!(gateway.get(&page).await.unwrap().error(), (401, "Invalid API key"));
    // One that is well-formed, and nobody's.
    let unknown = "ls_live_000000000000000000000000000000000000";
    for key in [unknown, "", &tenant.api_key[..20], &stack.tenants[0].token] {
        let refused = gateway.with("x-api-key", key).get(&page).await.unwrap();
        assert_eq!(refused.error(), (401, "Invalid API key"), "{key}");
        assert_eq!((refused.header("x-cache"), refused.header("etag")), ("", ""));
    }
    let without = gateway.with("x-api-key", &tenant.api_key_without_scope).get(&page).await.unwrap();
    assert_eq!(without.error(), (403, "Access denied"));
    assert_eq!(other.reader().unwrap().get(&page).await.unwrap().error(), (404, "Not found"));
}

#[tokio::test]
async fn a_host_that_a_reader_makes_up_is_in_nobody_elses_page() {
    let stack = stack();
    let tenant = TestTenant::new(&stack).await.unwrap();
    publish(&tenant.owner().await.unwrap(), &json!({ "title": "Linked" })).await.unwrap();
    let feed = "/blog/public/feed.xml";
    let request = format!(
        "GET {feed} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Api-Key: {}\r\n\r\n",
        tenant.api_key
    );
    let poisoned = ask(&stack.gateway_url, request.as_bytes()).await.unwrap();
    assert!(poisoned.statuses == [200] && poisoned.text.contains("Linked"), "{}", poisoned.text);
    let clean = kept(&tenant.reader().unwrap(), feed).await;
    assert!(clean.text.contains("Linked") && !clean.text.contains("evil.example"), "{}", clean.text);
}

/// A route that the table lacks would lose all its parameters at the gateway.
#[test]
fn the_gateway_knows_every_public_route_of_the_blog() {
    let listed: Vec<&str> = PUBLIC_PARAMS.iter().map(|(pattern, _)| *pattern).collect();
    let public: Vec<&str> =
        ROUTES.iter().filter(|route| route.access == Access::Tenant).map(|route| route.pattern).collect();
    assert!(public.len() >= 8, "{public:?}");
    for pattern in public {
        assert!(listed.contains(&pattern), "{pattern} is not in PUBLIC_PARAMS");
    }
}

#[tokio::test]
async fn a_campaign_tag_makes_no_other_page_and_a_wrong_parameter_is_still_told() {
    let stack = stack();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let page = publish(&tenant.owner().await.unwrap(), &json!({ "title": "Shared" })).await.unwrap().page;
    let reader = tenant.reader().unwrap();
    for path in [page.as_str(), LIST, "/blog/public/feed.xml"] {
        kept(&reader, path).await;
        let tagged = reader.get(&format!("{path}?utm_source=mail&cb=1")).await.unwrap();
        assert_eq!((tagged.status, tagged.header("x-cache")), (200, "HIT"), "{path}: {}", tagged.text);
    }
    for wrong in ["page=0", "limit=0", "category=", "tag=", "sort=x", "order=x"] {
        let refused = reader.get(&format!("{LIST}?{wrong}")).await.unwrap();
        assert_eq!(refused.error(), (400, "Validation failed"), "{wrong}");
    }
}

#[tokio::test]
async fn whoever_wants_nothing_that_was_kept_gets_what_the_blog_says_now() {
    let stack = stack();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let page = publish(&tenant.owner().await.unwrap(), &json!({ "title": "Anew" })).await.unwrap().page;
    let reader = tenant.reader().unwrap();
    kept(&reader, &page).await;
    let anew = reader.with("cache-control", "no-cache").get(&page).await.unwrap();
    assert_eq!((anew.status, anew.header("x-cache")), (200, "REFRESH"), "{}", anew.text);
    kept(&reader, &page).await;
}

/// A gateway of its own: nobody tells it of what is changed through the other one.
#[tokio::test]
async fn whoever_asks_anew_reads_what_was_published_through_another_gateway() {
    let stack = stack();
    let elsewhere = start_beside(&stack, &WranglerOptions::new(Worker::Gateway)).await.unwrap();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let owner = tenant.owner().await.unwrap();
    let Published { place, page } = publish(&owner, &json!({ "title": "Round" })).await.unwrap();
    let far = Client::new(&elsewhere.url).unwrap().with("x-api-key", &tenant.api_key);
    let anew = far.with("cache-control", "no-cache");
    kept(&far, &page).await;
    for round in 0..100 {
        let title = format!("Round {round}");
        assert_eq!(owner.put(&place, &json!({ "title": title })).await.unwrap().status, 200);
        let answer = anew.get(&page).await.unwrap();
        assert_eq!((answer.header("x-cache"), answer.at("/title")), ("REFRESH", title.as_str()));
    }
    // It is kept a moment after it was sent.
    for _ in 0..100 {
        if far.get(&page).await.unwrap().at("/title") == "Round 99" {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(kept(&far, &page).await.at("/title"), "Round 99", "and all others have that");
    elsewhere.stop().await.unwrap();
}
