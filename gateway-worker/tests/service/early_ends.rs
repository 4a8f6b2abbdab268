//! Rights that ended before their token did: they end at every door that a token or a key opens, within half a minute.

use gateway_worker::limits::Limit;
use logicspike_shared::ids::{SessionId, TenantId, UserId};
use logicspike_shared::jwt::{AccessClaims, Lifetime, NativeRs256, mint_access_token};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;

use crate::support::{AUDIENCE, Call, ISSUER, QUOTAS, World, sent, signing_key};

/// One route of each door that asks for a token.
const DOORS: [&str; 5] =
    ["/blog/admin/posts", "/manager/tenant", "/auth/me", "/auth/sessions", "/auth/sessions/session_2"];
const PUBLIC: &str = "/blog/public/posts";

async fn token(user: &str, issued_seconds_ago: i64) -> String {
    let claims = AccessClaims {
        tenant: TenantId::parse("tenant_1").unwrap(),
        user: UserId::parse(user).unwrap(),
        permissions: vec!["system:owner".to_owned()],
        role: None,
        jti: None,
        session: Some(SessionId::parse("session_1").unwrap()),
    };
    let issued_at = FixedRuntime::default().now().plus_seconds(-issued_seconds_ago);
    let lifetime = Lifetime { issued_at, ttl_seconds: 900 };
    mint_access_token(&claims, ISSUER, AUDIENCE, lifetime, signing_key(), &NativeRs256).await.unwrap()
}

/// What a change does within thirty seconds at each door, for a caller whom the gateway knew before.
async fn within_half_a_minute(change: impl Fn(&World), user: &str, expected: Option<&str>) {
    for door in DOORS {
        let world = World::new();
        let call = Call::get(door).bearer(&token(user, 60).await);
        world.forwarded(&call).await;
        change(&world);
        world.runtime.advance_millis(30_000);
        match expected {
            Some(refusal) => assert_eq!(world.refused(&call).await, refusal, "{door}"),
            None => drop(world.forwarded(&call).await),
        }
    }
}

#[tokio::test]
async fn tokens_made_before_a_right_was_taken_away_are_void() {
    let now = FixedRuntime::default().now().as_millis();
    let end = |world: &World| world.database.end_user("user_1", now - 30_000);
    within_half_a_minute(end, "user_1", Some("401 Invalid token")).await;
    within_half_a_minute(end, "user_2", None).await;
    let made_after = |world: &World| world.database.end_user("user_1", now - 60_001);
    within_half_a_minute(made_after, "user_1", None).await;
    let same_instant = |world: &World| world.database.end_user("user_1", now - 60_000);
    within_half_a_minute(same_instant, "user_1", Some("401 Invalid token")).await;
}

#[tokio::test]
async fn tokens_of_an_ended_session_are_void_and_of_others_not() {
    let end = |world: &World| world.database.end_session("session_1");
    within_half_a_minute(end, "user_1", Some("401 Invalid token")).await;
    let other = |world: &World| world.database.end_session("session_2");
    within_half_a_minute(other, "user_1", None).await;
}

#[tokio::test]
async fn a_suspended_person_or_tenant_is_denied() {
    let person = |world: &World| world.database.suspend_user("user_1");
    within_half_a_minute(person, "user_1", Some("403 Access denied")).await;
    within_half_a_minute(person, "user_2", None).await;
    let tenant = |world: &World| world.database.suspend("tenant_1");
    within_half_a_minute(tenant, "user_1", Some("403 Access denied")).await;
}

#[tokio::test]
async fn a_suspended_tenants_site_is_closed_and_a_lapsed_ones_is_not() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    let call = Call::get(PUBLIC).header("x-api-key", key.expose());
    world.database.set_plan("tenant_1", "canceled", None, "{blog}");
    world.forwarded(&call).await;
    world.database.suspend("tenant_1");
    world.runtime.advance_millis(30_000);
    assert_eq!(world.refused(&call).await, "403 Access denied");
}

/// Whoever was removed cannot use up the limits of those who stay, nor a thief those of the person they stole from.
#[tokio::test]
async fn what_has_ended_takes_nothing_from_the_limits_of_those_who_go_on() {
    let world = World::new();
    world.services.limit(Limit::User, 5);
    world.services.limit(Limit::Tenant, 10);
    world.database.end_user("user_1", FixedRuntime::default().now().plus_seconds(-30).as_millis());
    let (ended, goes_on) = (token("user_1", 60).await, token("user_1", 0).await);
    let expired = world.database.add_key("tenant_1", "{blog}", Some("2026-06-01 09:00:00+00"));
    for door in DOORS {
        for _ in 0..20 {
            assert_eq!(world.refused(&Call::get(door).bearer(&ended)).await, "401 Invalid token", "{door}");
            let call = Call::get(PUBLIC).header("x-api-key", expired.expose());
            assert_eq!(world.refused(&call).await, "401 Invalid API key");
        }
    }
    let tenants = world.services.counted().get(&(Limit::Tenant, "tenant_1".to_owned())).copied();
    assert_eq!(tenants, Some(2), "once each, before it was known");
    world.forwarded(&Call::get("/auth/me").bearer(&goes_on)).await;
}

/// What is remembered is asked anew when it has grown old, also of somebody who is refused by it.
#[tokio::test]
async fn whoever_goes_on_after_a_suspension_is_let_in_within_half_a_minute() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    let calls = [
        Call::get("/manager/tenant").bearer(&token("user_1", 0).await),
        Call::get(PUBLIC).header("x-api-key", key.expose()),
    ];
    world.database.suspend("tenant_1");
    for call in &calls {
        for _ in 0..3 {
            assert_eq!(world.refused(call).await, "403 Access denied");
        }
    }
    world.database.resume("tenant_1");
    world.runtime.advance_millis(30_000);
    for call in &calls {
        assert_eq!(world.send(call).await.status(), 200);
    }
}

/// Logout needs the refresh token alone: whatever else is sent, expired or not ours, is not looked at.
#[tokio::test]
async fn logout_and_refresh_ignore_an_access_token() {
    let world = World::new();
    for target in ["/auth/logout", "/auth/refresh", "/auth/google"] {
        for bearer in ["x.y.z", token("user_1", 10_000).await.as_str()] {
            world.forwarded(&Call::new("POST", target).bearer(bearer)).await;
        }
    }
    assert_eq!(world.database.calls(), 0);
}

#[tokio::test]
async fn the_blog_is_told_how_much_a_tenant_may_keep() {
    let world = World::new();
    let call = Call::get("/blog/admin/posts").bearer(&token("user_1", 0).await);
    assert_eq!(sent(&world.forwarded(&call).await, "x-tenant-quotas"), [QUOTAS]);
    let forged = call.header("x-tenant-quotas", "{}");
    assert_eq!(
        sent(&world.forwarded(&forged).await, "x-tenant-quotas"),
        [QUOTAS],
        "a client's own is dropped"
    );
    let call = Call::get("/manager/tenant").bearer(&token("user_1", 0).await);
    assert!(sent(&world.forwarded(&call).await, "x-tenant-quotas").is_empty());
}
