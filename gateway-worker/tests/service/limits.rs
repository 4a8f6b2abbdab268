//! Rate limits: who is counted for what, and what a client over the limit is told.

use gateway_worker::limits::Limit;
use logicspike_shared::api_key::ApiKey;
use logicspike_shared::runtime::testing::FixedRuntime;

use crate::support::{Call, KEY_ID, World, mint};

const ADMIN: &str = "/blog/admin/posts";
const PUBLIC: &str = "/blog/public/posts";

async fn assert_too_many(world: &World, call: &Call) {
    assert_eq!(world.refused(call).await, "429 Too many requests");
    assert_eq!(world.send(call).await.header("retry-after"), Some("60"));
}

#[tokio::test]
async fn each_key_has_a_limit_whatever_its_address() {
    let world = World::new();
    world.services.limit(Limit::ApiKey, 3);
    let key = world.database.add_key("tenant_1", "{blog}", None);
    for address in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
        let call = Call::get(PUBLIC).header("x-api-key", key.expose()).header("cf-connecting-ip", address);
        assert_eq!(world.send(&call).await.status(), 200);
    }
    assert_too_many(&world, &Call::get(PUBLIC).header("x-api-key", key.expose())).await;
    let counted = world.services.counted();
    assert!(
        counted.keys().all(|(_, counted)| counted == KEY_ID || counted == "tenant_1"),
        "the key itself is no name: {counted:?}"
    );
}

#[tokio::test]
async fn each_person_has_a_limit_whatever_their_token() {
    let world = World::new();
    world.services.limit(Limit::User, 2);
    for tenant in ["tenant_1", "tenant_2"] {
        world.send(&Call::get("/manager/tenant").bearer(&mint(tenant).await)).await;
    }
    assert_too_many(&world, &Call::get(ADMIN).bearer(&mint("tenant_1").await)).await;
}

#[tokio::test]
async fn sign_in_has_a_limit_per_address() {
    let world = World::new();
    world.services.limit(Limit::SignIn, 2);
    let call = |address: &str| Call::new("POST", "/auth/google").header("cf-connecting-ip", address);
    world.forwarded(&call("192.0.2.1")).await;
    world.forwarded(&call("192.0.2.1")).await;
    assert_too_many(&world, &call("192.0.2.1")).await;
    world.forwarded(&call("192.0.2.2")).await;
}

#[tokio::test]
async fn wrong_credentials_have_a_limit_per_address_and_missing_ones_none() {
    let world = World::new();
    world.services.limit(Limit::Failures, 3);
    let from = |call: Call| call.header("cf-connecting-ip", "192.0.2.1");
    for _ in 0..5 {
        assert_eq!(world.refused(&from(Call::get(ADMIN))).await, "401 Missing token");
    }
    assert_eq!(world.refused(&from(Call::get(ADMIN).bearer("wrong"))).await, "401 Invalid token");
    assert_eq!(world.refused(&from(Call::get(PUBLIC).header("x-api-key", "x"))).await, "401 Invalid API key");
    assert_eq!(world.refused(&from(Call::get("/auth/me").bearer("wrong"))).await, "401 Invalid token");
    assert_too_many(&world, &from(Call::get(ADMIN).bearer("wrong"))).await;
    // Whoever has the right one is not punished for a neighbour.
    world.forwarded(&from(Call::get(ADMIN).bearer(&mint("tenant_1").await))).await;
    let elsewhere = Call::get(ADMIN).bearer("wrong").header("cf-connecting-ip", "192.0.2.2");
    assert_eq!(world.refused(&elsewhere).await, "401 Invalid token");
}

#[tokio::test]
async fn what_needs_no_credential_and_no_service_is_not_counted() {
    let world = World::new();
    for call in [Call::get("/health"), Call::get("/nowhere"), Call::new("OPTIONS", "/auth/google")] {
        world.send(&call).await;
    }
    assert!(world.services.counted().is_empty());
}

#[tokio::test]
async fn a_tenant_has_a_limit_beside_those_of_its_keys_and_people() {
    let world = World::new();
    world.services.limit(Limit::Tenant, 3);
    let (one, two) = (
        world.database.add_key("tenant_1", "{blog}", None),
        world.database.add_key("tenant_1", "{blog}", None),
    );
    for key in [&one, &two] {
        assert_eq!(world.send(&Call::get(PUBLIC).header("x-api-key", key.expose())).await.status(), 200);
    }
    world.forwarded(&Call::get(ADMIN).bearer(&mint("tenant_1").await)).await;
    assert_too_many(&world, &Call::get(PUBLIC).header("x-api-key", one.expose())).await;
    let other = world.database.add_key("tenant_2", "{blog}", None);
    assert_eq!(world.send(&Call::get(PUBLIC).header("x-api-key", other.expose())).await.status(), 200);
}

/// A dashboard that renders on its server is one address, and all its people refresh and ask who they are by it.
#[tokio::test]
async fn refresh_and_me_do_not_count_for_the_address() {
    let world = World::new();
    world.services.limit(Limit::SignIn, 0);
    let from = |call: Call| call.header("cf-connecting-ip", "192.0.2.1");
    for _ in 0..100 {
        world.forwarded(&from(Call::new("POST", "/auth/refresh"))).await;
        world.forwarded(&from(Call::new("POST", "/auth/logout"))).await;
        world.forwarded(&from(Call::get("/auth/me").bearer(&mint("tenant_1").await))).await;
    }
    assert!(world.services.counted().keys().all(|(limit, _)| *limit != Limit::SignIn));
}

/// Whose a refresh token is, the manager knows; it counts them. One that is wrong closes no door to others at its address.
#[tokio::test]
async fn wrong_refresh_tokens_close_no_address() {
    let world = World::new();
    world.services.limit(Limit::Failures, 0);
    world.services.answer_with(401, &[], r#"{"error":"no"}"#);
    let from = |path: &str| Call::new("POST", path).header("cf-connecting-ip", "192.0.2.1");
    for _ in 0..3_000 {
        assert_eq!(world.send(&from("/auth/refresh")).await.status(), 401);
    }
    assert!(world.services.counted().is_empty());
    world.forwarded(&from("/auth/google")).await;
}

/// Keys with a right checksum that nobody has: the first ones are looked up, the others are not.
#[tokio::test]
async fn over_the_limit_no_made_up_key_is_looked_up() {
    let world = World::new();
    world.services.limit(Limit::Failures, 10);
    let from = |call: Call| call.header("cf-connecting-ip", "2001:db8:1:2::1");
    let good = world.database.add_key("tenant_1", "{blog}", None);
    let reader = from(Call::get(PUBLIC).header("x-api-key", good.expose()));
    assert_eq!(world.send(&reader).await.status(), 200);
    let made_up = || {
        let key = ApiKey::generate(&FixedRuntime::default());
        Call::get(PUBLIC).header("x-api-key", key.expose()).header("cf-connecting-ip", "2001:db8:1:2:3::4")
    };
    for _ in 0..10 {
        assert_eq!(world.refused(&made_up()).await, "401 Invalid API key");
    }
    assert_eq!(world.refused(&made_up()).await, "429 Too many requests");
    let (queries, counted) = (world.database.calls(), world.services.counted());
    for _ in 0..50 {
        assert_eq!(world.refused(&made_up()).await, "429 Too many requests");
        assert_eq!(world.refused(&from(Call::get(ADMIN).bearer("wrong"))).await, "429 Too many requests");
    }
    assert_eq!((world.database.calls(), world.services.counted()), (queries, counted), "nothing was asked");
    assert_eq!(world.send(&reader).await.status(), 200, "a key that is known is let in");
}

/// Whoever is over a limit is told so before the database is asked, also when what is remembered has grown old.
#[tokio::test]
async fn over_a_limit_neither_the_database_nor_a_service_is_asked() {
    for limit in [Limit::User, Limit::ApiKey, Limit::Tenant] {
        let world = World::new();
        let key = world.database.add_key("tenant_1", "{blog}", None);
        let mut calls = Vec::new();
        if limit != Limit::ApiKey {
            let token = mint("tenant_1").await;
            calls.extend([ADMIN, "/auth/me", "/auth/sessions"].map(|path| Call::get(path).bearer(&token)));
        }
        if limit != Limit::User {
            let call = Call::get(PUBLIC).header("x-api-key", key.expose());
            assert_eq!(world.send(&call).await.status(), 200);
            calls.push(call);
        }
        world.services.limit(limit, 0);
        let asked = world.database.calls();
        for _ in 0..3 {
            world.runtime.advance_millis(30_000);
            for call in &calls {
                assert_eq!(world.refused(call).await, "429 Too many requests", "{limit:?}");
            }
        }
        assert_eq!(world.database.calls(), asked, "{limit:?}");
    }
}

/// A customer's site without a key, or with one that has expired: whose it is, is known.
#[tokio::test]
async fn what_is_missing_or_has_ended_is_no_guess() {
    let world = World::new();
    world.services.limit(Limit::Failures, 0);
    let expired = world.database.add_key("tenant_1", "{blog}", Some("2026-06-01 09:00:00+00"));
    let call = Call::get(PUBLIC).header("x-api-key", expired.expose());
    for _ in 0..3 {
        assert_eq!(world.refused(&Call::get(PUBLIC)).await, "401 Invalid API key");
        assert_eq!(world.refused(&call).await, "401 Invalid API key");
    }
    assert!(world.services.counted().keys().all(|(limit, _)| *limit != Limit::Failures));
    world.database.revoke(&expired);
    world.runtime.advance_millis(30_000);
    assert_eq!(world.refused(&call).await, "429 Too many requests", "a revoked one is unknown");
    assert!(world.last_log()["tenantId"].is_null(), "and nobody's");
}

/// What all isolates have counted together, this one learns by its first refusal and does not ask again.
#[tokio::test]
async fn what_the_binding_has_counted_closes_this_isolate_too() {
    let world = World::new();
    world.services.limit(Limit::Failures, 0);
    let from = |call: Call| call.header("cf-connecting-ip", "192.0.2.1");
    assert_eq!(world.refused(&from(Call::get(ADMIN).bearer("wrong"))).await, "429 Too many requests");
    for _ in 0..5 {
        let key = ApiKey::generate(&FixedRuntime::default());
        let made_up = from(Call::get(PUBLIC).header("x-api-key", key.expose()));
        assert_eq!(world.refused(&made_up).await, "429 Too many requests");
    }
    assert_eq!(world.database.calls(), 0);
    assert_eq!(world.services.counted().values().sum::<u32>(), 1);
}

/// What the services check themselves: the operators' key, ID tokens.
#[tokio::test]
async fn over_the_limit_no_service_is_called_to_check_a_credential() {
    for (path, status, most) in [("/manager/platform/health", 403, 10_000), ("/auth/google", 401, 2_000)] {
        let world = World::new();
        world.services.answer_with(status, &[], r#"{"error":"no"}"#);
        let call = Call::new("POST", path).header("cf-connecting-ip", "192.0.2.1");
        for _ in 0..most {
            assert_eq!(world.send(&call).await.status(), status, "{path}");
        }
        assert_eq!(world.refused(&call).await, "429 Too many requests", "{path}");
        world.runtime.advance_millis(60_000);
        assert_eq!(world.send(&call).await.status(), status, "{path}: a minute later");
    }
}

/// The deployed configuration has each limit, with a count of its own and the period that `Retry-After` names.
#[test]
fn every_limit_is_bound_by_a_counter_of_its_own() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../wrangler.gateway.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let blocks: Vec<&str> = text.split("[[ratelimits]]").skip(1).collect();
    assert_eq!(blocks.len(), Limit::ALL.len());
    let mut namespaces = Vec::new();
    for limit in Limit::ALL {
        let name = format!("name = \"{}\"", limit.binding());
        let block = blocks.iter().find(|block| block.contains(&name)).unwrap_or_else(|| panic!("{name}"));
        assert!(block.contains("period = 60 }"), "{name}");
        let (_, rest) = block.split_once("namespace_id = \"").unwrap();
        namespaces.push(rest.split('"').next().unwrap());
    }
    namespaces.sort_unstable();
    namespaces.dedup();
    assert_eq!(namespaces.len(), Limit::ALL.len());
}
