//! The admin chain after the token: entitlement, subscription, forward; and the doors of the manager.

use crate::support::{Call, GATEWAY_KEY, World, mint, sent};

const ADMIN: &str = "/blog/admin/posts";

#[tokio::test]
async fn the_service_gets_the_path_without_blog_and_the_identity_of_the_token() {
    let world = World::new();
    let call = Call::new("POST", "/blog/admin/posts?page=2&search=a%20b").bearer(&mint("tenant_1").await);
    let forward = world.forwarded(&call).await;
    assert_eq!(forward.url(), "https://api.example.com/admin/posts?page=2&search=a%20b");
    assert_eq!(forward.method, "POST");
    assert_eq!(sent(&forward, "x-gateway-key"), [GATEWAY_KEY]);
    assert_eq!(sent(&forward, "x-tenant-id"), ["tenant_1"]);
    assert_eq!(sent(&forward, "x-user-id"), ["user_1"]);
    assert_eq!(sent(&forward, "x-user-role"), ["owner"]);
    assert_eq!(sent(&forward, "x-user-permissions"), [r#"["system:owner","blog:posts.update"]"#]);
    assert!(sent(&forward, "authorization").is_empty());
}

#[tokio::test]
async fn a_plan_without_the_blog_is_denied_before_the_subscription_is_looked_at() {
    let world = World::new();
    world.database.set_plan("tenant_1", "canceled", None, "{shop}");
    let call = Call::get(ADMIN).bearer(&mint("tenant_1").await);
    assert_eq!(world.refused(&call).await, "403 Access denied");
}

#[tokio::test]
async fn a_tenant_without_any_subscription_is_denied() {
    let world = World::new();
    let call = Call::get(ADMIN).bearer(&mint("tenant_9").await);
    assert_eq!(world.refused(&call).await, "403 Access denied");
}

#[tokio::test]
async fn the_subscription_must_be_in_force() {
    let past = Some("2026-06-01 09:59:59+00");
    let future = Some("2026-06-01 10:00:01+00");
    for (status, period_end, expected) in [
        ("active", None, None),
        ("active", future, None),
        ("active", past, Some("402 Subscription required")),
        ("trialing", None, None),
        ("trialing", past, Some("402 Subscription required")),
        ("past_due", future, None),
        ("past_due", past, Some("402 Subscription required")),
        ("past_due", None, Some("402 Subscription required")),
        ("canceled", future, None),
        ("canceled", past, Some("402 Subscription required")),
        ("canceled", None, Some("402 Subscription required")),
    ] {
        let world = World::new();
        world.database.set_plan("tenant_1", status, period_end, "{shop,blog}");
        let call = Call::get(ADMIN).bearer(&mint("tenant_1").await);
        match expected {
            None => {
                world.forwarded(&call).await;
            }
            Some(expected) => assert_eq!(world.refused(&call).await, expected, "{status} {period_end:?}"),
        }
    }
}

#[tokio::test]
async fn while_the_database_is_away_the_admin_door_says_so() {
    let world = World::new();
    world.database.set_down(true);
    let call = Call::get(ADMIN).bearer(&mint("tenant_1").await);
    assert_eq!(world.refused(&call).await, "503 Service unavailable");
    assert_eq!(world.send(&call).await.header("retry-after"), Some("5"));
}

#[tokio::test]
async fn the_managers_door_asks_for_a_token_and_not_for_the_blog() {
    let world = World::new();
    assert_eq!(world.refused(&Call::get("/manager/team/members")).await, "401 Missing token");
    let forward =
        world.forwarded(&Call::get("/manager/team/members").bearer(&mint("tenant_without_plan").await)).await;
    assert_eq!(forward.url(), "https://api.example.com/manager/team/members");
    assert_eq!(sent(&forward, "x-tenant-id"), ["tenant_without_plan"]);
    assert_eq!(world.database.calls(), 1, "what ended early in the tenant is asked for");
}

#[tokio::test]
async fn sign_in_needs_no_credential_and_is_told_of_none() {
    let world = World::new();
    for path in ["/auth/google", "/auth/refresh"] {
        let forward = world.forwarded(&Call::new("POST", path).bearer("anything")).await;
        assert_eq!(forward.url(), format!("https://api.example.com{path}"));
        assert_eq!(sent(&forward, "x-gateway-key"), [GATEWAY_KEY]);
        for name in ["x-tenant-id", "x-user-id", "authorization"] {
            assert!(sent(&forward, name).is_empty(), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn session_routes_know_the_person_by_the_token() {
    let world = World::new();
    let token = mint("tenant_1").await;
    for (method, path) in [("GET", "/auth/me"), ("POST", "/auth/switch-tenant"), ("GET", "/auth/sessions")] {
        let forward = world.forwarded(&Call::new(method, path).bearer(&token)).await;
        assert_eq!(sent(&forward, "x-user-id"), ["user_1"], "{path}");
        let wrong = Call::new(method, path).bearer("wrong");
        assert_eq!(world.refused(&wrong).await, "401 Invalid token", "{path}");
    }
    for (method, path) in [("GET", "/auth/me"), ("POST", "/auth/switch-tenant")] {
        assert_eq!(world.refused(&Call::new(method, path)).await, "401 Missing token", "{path}");
    }
    // The refresh token is the credential: an access token may have expired, and is not looked at.
    let forward = world.forwarded(&Call::new("POST", "/auth/logout").bearer("wrong")).await;
    assert!(sent(&forward, "x-user-id").is_empty());
}

#[tokio::test]
async fn public_keys_are_the_managers() {
    let world = World::new();
    let forward = world.forwarded(&Call::get("/.well-known/jwks.json")).await;
    assert_eq!(forward.url(), "https://api.example.com/.well-known/jwks.json");
    let forward = world.forwarded(&Call::get("/.well-known/jwks.json?cb=1")).await;
    assert_eq!(forward.url(), "https://api.example.com/.well-known/jwks.json", "whoever it is that asks");
    assert_eq!(world.refused(&Call::new("POST", "/.well-known/jwks.json")).await, "405 Method not allowed");
}

#[tokio::test]
async fn the_debug_routes_work_with_debug_on_and_do_not_exist_otherwise() {
    let world = World::new();
    let token = mint("tenant_1").await;
    assert_eq!(world.refused(&Call::get("/blog/debug")).await, "404 Not found");
    assert_eq!(world.refused(&Call::get("/blog/admin/test-log").bearer(&token)).await, "404 Not found");

    let world = World::debugging();
    let forward = world.forwarded(&Call::get("/blog/debug")).await;
    assert_eq!(forward.url(), "https://api.example.com/debug");
    assert_eq!(sent(&forward, "x-gateway-key"), [GATEWAY_KEY]);
    assert_eq!(world.refused(&Call::get("/blog/admin/test-log")).await, "401 Missing token");
    let answer =
        world.send(&Call::get("/blog/admin/test-log").header("x-request-id", "req-7").bearer(&token)).await;
    assert_eq!(answer.text(), r#"{"status":"logged","requestId":"req-7"}"#);
    let lines = world.runtime.log_lines();
    assert!(lines[lines.len() - 2].contains("test log line") && lines[lines.len() - 2].contains("req-7"));
}
