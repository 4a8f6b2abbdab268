//! Rate limits: who is counted for what, and what a client over the limit is told.

use gateway_worker::limits::Limit;

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
    assert!(
        world.services.counted().keys().all(|(_, counted)| counted == KEY_ID),
        "the key itself is no name"
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
