//! Calls from browsers.

use crate::support::{Call, World, mint};

fn preflight(path: &str, origin: &str, method: &str) -> Call {
    Call::new("OPTIONS", path).header("origin", origin).header("access-control-request-method", method)
}

#[tokio::test]
async fn any_web_site_may_read_the_public_door() {
    let world = World::new();
    let answer = world.send(&preflight("/blog/public/posts", "https://any.test", "GET")).await;
    assert_eq!(answer.status(), 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET, HEAD, OPTIONS"));
    assert!(answer.header("access-control-allow-headers").unwrap().contains("x-api-key"));
    assert_eq!(answer.header("access-control-max-age"), Some("86400"));

    let key = world.database.add_key("tenant_1", "{blog}", None);
    let call = Call::get("/blog/public/posts")
        .header("origin", "https://any.test")
        .header("x-api-key", key.expose());
    let answer = world.send(&call).await;
    assert_eq!((answer.status(), answer.header("access-control-allow-origin")), (200, Some("*")));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("x-request-id"));
}

#[tokio::test]
async fn only_the_configured_web_sites_may_use_the_other_doors() {
    let world = World::new();
    for path in ["/blog/admin/posts", "/auth/google", "/manager/tenant"] {
        for origin in ["https://app.example.com", "http://localhost:3000"] {
            let answer = world.send(&preflight(path, origin, "PUT")).await;
            assert_eq!(answer.status(), 204, "{path}");
            assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{path}");
            let allowed = answer.header("access-control-allow-headers").unwrap();
            for name in ["authorization", "content-type", "if-match", "idempotency-key"] {
                assert!(allowed.contains(name), "{path} {name}");
            }
            assert_eq!(answer.header("vary"), Some("origin"), "{path}");
        }
        for origin in
            ["https://evil.test", "https://app.example.com.evil.test", "http://app.example.com", "null"]
        {
            let answer = world.send(&preflight(path, origin, "PUT")).await;
            assert_eq!(answer.status(), 204, "{path}");
            for name in ["access-control-allow-origin", "access-control-allow-methods"] {
                assert_eq!(answer.header(name), None, "{path} {origin}");
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_can_be_read_by_the_page_that_called() {
    let world = World::new();
    let answer =
        world.send(&Call::get("/blog/admin/posts").header("origin", "https://app.example.com")).await;
    assert_eq!(answer.refusal(), "401 Missing token");
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example.com"));
    let answer = world.send(&Call::get("/blog/public/posts").header("origin", "https://any.test")).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn a_page_that_may_not_call_cannot_read_the_answer() {
    let world = World::new();
    let call =
        Call::get("/blog/admin/posts").header("origin", "https://evil.test").bearer(&mint("tenant_1").await);
    world.services.answer_with(200, &[("access-control-allow-origin", "*")], "{}");
    let answer = world.send(&call).await;
    assert_eq!((answer.status(), answer.header("access-control-allow-origin")), (200, None));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

#[tokio::test]
async fn no_options_request_reaches_a_service_or_the_database() {
    let world = World::new();
    let token = mint("tenant_1").await;
    for path in ["/blog/admin/posts", "/blog/public/posts", "/auth/me", "/manager/tenant", "/health"] {
        let answer = world.send(&Call::new("OPTIONS", path).bearer(&token)).await;
        assert_eq!(answer.status(), 204, "{path}");
        assert!(answer.header("allow").unwrap().contains("OPTIONS"), "{path}");
    }
    assert_eq!((world.services.calls().len(), world.database.calls()), (0, 0));
    assert_eq!(world.refused(&preflight("/nowhere", "https://any.test", "GET")).await, "404 Not found");
}

/// On the open door credentials are headers: no header gives a page more than its key does.
#[tokio::test]
async fn a_page_may_send_whatever_headers_it_asks_for_on_the_public_door() {
    let world = World::new();
    let ask = |names: &str| {
        preflight("/blog/public/posts", "https://any.test", "GET")
            .header("access-control-request-headers", names)
    };
    for names in [
        "content-type",
        "baggage",
        "x-api-key,baggage",
        "authorization, content-type",
        "traceparent, sentry-trace, x-anything",
    ] {
        let answer = world.send(&ask(names)).await;
        assert_eq!(answer.header("access-control-allow-headers"), Some(names));
        assert_eq!(answer.header("vary"), Some("access-control-request-headers"));
    }
    for odd in ["a b", "x;y", "", &"x,".repeat(1000)] {
        let answer = world.send(&ask(odd)).await;
        assert!(answer.header("access-control-allow-headers").unwrap().contains("x-api-key"), "{odd}");
    }
    let admin = preflight("/blog/admin/posts", "https://app.example.com", "PUT");
    let answer = world.send(&admin.header("access-control-request-headers", "x-anything")).await;
    assert!(!answer.header("access-control-allow-headers").unwrap().contains("x-anything"));
}

/// A cache between serves one answer to many sites, also to one whose request had no origin when it was kept.
#[tokio::test]
async fn every_answer_of_the_public_door_may_be_read_by_any_site() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    for call in [
        Call::get("/blog/public/posts").header("x-api-key", key.expose()),
        Call::get("/blog/public/posts"),
        Call::new("HEAD", "/blog/public/posts").header("x-api-key", key.expose()),
        Call::get("/blog/public/posts")
            .header("x-api-key", key.expose())
            .header("origin", "https://any.test"),
        Call::get("/blog/public/posts").header("x-api-key", key.expose()).header("origin", "null"),
        Call::new("POST", "/blog/public/posts").header("x-api-key", key.expose()),
        Call::get("/blog/public/posts").header("x-api-key", "ls_live_wrong"),
        Call::new("OPTIONS", "/blog/public/posts"),
        Call::get("/health"),
    ] {
        assert_eq!(world.send(&call).await.header("access-control-allow-origin"), Some("*"), "{call:?}");
    }
    let admin = Call::get("/blog/admin/posts").bearer(&mint("tenant_1").await);
    assert_eq!(world.send(&admin).await.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn every_answer_says_that_its_type_is_what_it_says() {
    let world = World::new();
    let token = mint("tenant_1").await;
    for call in [
        Call::get("/health"),
        Call::get("/nothing"),
        Call::get("/blog/public/posts"),
        Call::get("/blog/admin/posts").bearer(&token),
        Call::get("/auth/me").bearer(&token),
        Call::new("OPTIONS", "/blog/public/posts"),
    ] {
        assert_eq!(world.send(&call).await.all("x-content-type-options"), ["nosniff"], "{call:?}");
    }
}
