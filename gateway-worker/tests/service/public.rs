//! The public door: API key, scope, forward.

use logicspike_shared::api_key::ApiKey;
use logicspike_shared::runtime::testing::FixedRuntime;

use crate::support::{Call, GATEWAY_KEY, World, mint, sent};

const PUBLIC: &str = "/blog/public/posts";

#[tokio::test]
async fn the_key_names_the_tenant_and_goes_no_further() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    for call in [
        Call::get("/blog/public/posts?limit=3").header("x-api-key", key.expose()),
        Call::get("/blog/public/posts?limit=3").bearer(key.expose()),
        Call::get("/blog/public/posts?limit=3").header("X-API-Key", key.expose()).bearer(key.expose()),
    ] {
        let forward = world.forwarded(&call).await;
        assert_eq!(forward.url(), "https://api.example.com/public/posts?limit=3");
        assert_eq!(sent(&forward, "x-gateway-key"), [GATEWAY_KEY]);
        assert_eq!(sent(&forward, "x-tenant-id"), ["tenant_1"]);
        for name in ["x-api-key", "authorization", "x-user-id", "x-user-permissions"] {
            assert!(sent(&forward, name).is_empty(), "{name}");
        }
    }
    assert!(!world.database.transcript().contains(key.expose()), "the key itself was sent to the database");
    assert!(!world.runtime.log_lines().concat().contains(key.expose()), "the key itself was logged");
}

#[tokio::test]
async fn a_malformed_key_is_refused_without_asking_the_database() {
    let world = World::new();
    let right = ApiKey::generate(&FixedRuntime::default());
    let mistyped = right.expose().replacen(&right.expose()[10..11], "!", 1);
    let cut = &right.expose()[..40];
    for call in [
        Call::get(PUBLIC),
        Call::get(PUBLIC).header("x-api-key", ""),
        Call::get(PUBLIC).header("x-api-key", "ls_live_"),
        Call::get(PUBLIC).header("x-api-key", &mistyped),
        Call::get(PUBLIC).header("x-api-key", cut),
        Call::get(PUBLIC).bearer(&mint("tenant_1").await),
        Call::get(PUBLIC).header("authorization", &format!("Basic {}", right.expose())),
        Call::get(&format!("{PUBLIC}?api_key={}", right.expose())),
    ] {
        assert_eq!(world.refused(&call).await, "401 Invalid API key", "{call:?}");
    }
    assert_eq!(world.database.calls(), 0);
}

#[tokio::test]
async fn an_unknown_revoked_or_expired_key_is_refused_with_one_text() {
    let world = World::new();
    let unknown = ApiKey::generate(&FixedRuntime::default());
    let revoked = world.database.add_key("tenant_1", "{blog}", None);
    world.database.revoke(&revoked);
    let expired = world.database.add_key("tenant_1", "{blog}", Some("2026-06-01 10:00:00+00"));
    for (name, key) in [("unknown", unknown), ("revoked", revoked), ("expired", expired)] {
        let call = Call::get(PUBLIC).header("x-api-key", key.expose());
        assert_eq!(world.refused(&call).await, "401 Invalid API key", "{name}");
        assert_eq!(world.send(&call).await.header("www-authenticate"), Some("Bearer"), "{name}");
    }
    let last_second = world.database.add_key("tenant_1", "{blog}", Some("2026-06-01 10:00:01+00"));
    world.forwarded(&Call::get(PUBLIC).header("x-api-key", last_second.expose())).await;
}

#[tokio::test]
async fn a_key_without_the_scope_is_denied() {
    let world = World::new();
    for scopes in ["{}", "{media}", "{blog:write}", "{Blog}"] {
        let key = world.database.add_key("tenant_1", scopes, None);
        let call = Call::get(PUBLIC).header("x-api-key", key.expose());
        assert_eq!(world.refused(&call).await, "403 Access denied", "{scopes}");
    }
}

#[tokio::test]
async fn two_different_keys_are_refused() {
    let world = World::new();
    let one = world.database.add_key("tenant_1", "{blog}", None);
    let two = world.database.add_key("tenant_2", "{blog}", None);
    for call in [
        Call::get(PUBLIC).header("x-api-key", one.expose()).bearer(two.expose()),
        Call::get(PUBLIC).header("x-api-key", one.expose()).header("X-Api-Key", two.expose()),
        Call::get(PUBLIC).header("x-api-key", &format!("{}, {}", one.expose(), two.expose())),
    ] {
        assert_eq!(world.refused(&call).await, "401 Invalid API key");
    }
    assert_eq!(world.database.calls(), 0);
}

#[tokio::test]
async fn an_api_key_opens_no_other_door() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    for path in ["/blog/admin/posts", "/manager/tenant", "/auth/me"] {
        let by_header = Call::get(path).header("x-api-key", key.expose());
        assert_eq!(world.refused(&by_header).await, "401 Missing token", "{path}");
        assert_eq!(world.refused(&Call::get(path).bearer(key.expose())).await, "401 Invalid token", "{path}");
    }
}

#[tokio::test]
async fn a_key_that_names_sites_is_shown_from_them_and_from_servers_only() {
    let world = World::new();
    let key = world.database.add_publishable_key("{https://www.example.com,http://localhost:5173}");
    let call = || Call::get("/blog/public/posts").bearer(key.expose());
    for good in ["https://www.example.com", "http://localhost:5173"] {
        let answer = world.send(&call().header("origin", good)).await;
        assert_eq!(
            (answer.status(), answer.header("access-control-allow-origin")),
            (200, Some("*")),
            "{good}"
        );
    }
    assert_eq!(world.send(&call()).await.status(), 200, "a server names no site");
    for bad in ["https://evil.example", "null", "https://www.example.com.evil.example"] {
        // Also where the page is kept.
        assert_eq!(world.refused(&call().header("origin", bad)).await, "403 Access denied", "{bad}");
    }
    assert_eq!(world.refused(&call().header("sec-fetch-site", "same-origin")).await, "403 Access denied");
}

#[tokio::test]
async fn a_key_that_everybody_sees_opens_no_preview_and_changes_nothing() {
    let world = World::new();
    let key = world.database.add_publishable_key("{}");
    let anywhere =
        Call::get("/blog/public/posts").bearer(key.expose()).header("origin", "https://any.example");
    assert_eq!(world.send(&anywhere).await.status(), 200);
    for path in ["/blog/public/preview/token", "/blog/public/%70review/token"] {
        assert_eq!(world.refused(&Call::get(path).bearer(key.expose())).await, "403 Access denied", "{path}");
    }
    for method in ["POST", "PUT", "DELETE"] {
        let call = Call::new(method, "/blog/public/posts").bearer(key.expose());
        assert_eq!(world.refused(&call).await, "403 Access denied", "{method}");
    }
    let secret = world.database.add_key("tenant_1", "{blog}", None);
    assert_eq!(
        world.send(&Call::get("/blog/public/preview/token").bearer(secret.expose())).await.status(),
        200
    );
}
