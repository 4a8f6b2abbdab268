//! What the gateway remembers, and for how long.

use std::sync::atomic::{AtomicUsize, Ordering};

use gateway_worker::tokens::Tokens;
use logicspike_shared::api_key::ApiKey;
use logicspike_shared::jwt::{AccessPolicy, CryptoError, KeySet, NativeRs256, PublicKey, Refusal, Verifier};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;

use crate::support::{AUDIENCE, Call, Forgery, ISSUER, World, mint, public_pem};

const ADMIN: &str = "/blog/admin/posts";
const PUBLIC: &str = "/blog/public/posts";

#[tokio::test]
async fn a_plan_and_a_key_are_asked_for_once_in_thirty_seconds() {
    let world = World::new();
    let admin = Call::get(ADMIN).bearer(&mint("tenant_1").await);
    let key = world.database.add_key("tenant_1", "{blog}", None);
    let public = Call::get(PUBLIC).header("x-api-key", key.expose());
    for _ in 0..5 {
        world.forwarded(&admin).await;
        world.forwarded(&public).await;
        world.runtime.advance_millis(5_999);
    }
    assert_eq!(world.database.calls(), 2);
    world.runtime.advance_millis(6);
    world.forwarded(&admin).await;
    world.forwarded(&public).await;
    assert_eq!(world.database.calls(), 4);
}

#[tokio::test]
async fn a_revoked_key_dies_within_thirty_seconds() {
    let world = World::new();
    let key = world.database.add_key("tenant_1", "{blog}", None);
    let call = Call::get(PUBLIC).header("x-api-key", key.expose());
    world.forwarded(&call).await;
    world.database.revoke(&key);
    world.runtime.advance_millis(30_000);
    assert_eq!(world.refused(&call).await, "401 Invalid API key");
}

#[tokio::test]
async fn a_lapsed_subscription_is_noticed_within_thirty_seconds_and_its_end_at_once() {
    let world = World::new();
    let call = Call::get(ADMIN).bearer(&mint("tenant_1").await);
    world.forwarded(&call).await;
    world.database.set_plan("tenant_1", "canceled", None, "{blog}");
    world.runtime.advance_millis(30_000);
    assert_eq!(world.refused(&call).await, "402 Subscription required");

    let world = World::new();
    world.database.set_plan("tenant_1", "active", Some("2026-06-01 10:00:05+00"), "{blog}");
    world.forwarded(&call).await;
    world.runtime.advance_millis(5_000);
    assert_eq!(world.refused(&call).await, "402 Subscription required");
    assert_eq!(world.database.calls(), 1);
}

#[tokio::test]
async fn an_unknown_key_is_remembered_as_unknown() {
    let world = World::new();
    let call = Call::get(PUBLIC).header("x-api-key", ApiKey::generate(&FixedRuntime::default()).expose());
    for _ in 0..3 {
        assert_eq!(world.refused(&call).await, "401 Invalid API key");
    }
    assert_eq!(world.database.calls(), 1);
}

#[tokio::test]
async fn while_the_database_is_away_what_was_known_holds_for_five_minutes() {
    let world = World::new();
    let admin = Call::get(ADMIN).bearer(&mint("tenant_1").await);
    let key = world.database.add_key("tenant_1", "{blog}", None);
    let public = Call::get(PUBLIC).header("x-api-key", key.expose());
    world.forwarded(&admin).await;
    world.forwarded(&public).await;
    world.database.set_down(true);
    world.runtime.advance_millis(329_999);
    world.forwarded(&admin).await;
    world.forwarded(&public).await;
    let calls = world.database.calls();
    world.forwarded(&public).await;
    assert_eq!(world.database.calls(), calls, "a database that has just failed is left alone for a while");
    world.runtime.advance_millis(1);
    assert_eq!(world.refused(&admin).await, "503 Service unavailable");
    assert_eq!(world.refused(&public).await, "503 Service unavailable");
    world.database.set_down(false);
    world.forwarded(&admin).await;
    world.forwarded(&public).await;
}

/// Counts what it verifies.
#[derive(Default)]
struct Counting(AtomicUsize);

impl Verifier for Counting {
    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, CryptoError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        NativeRs256.verify(key, message, signature).await
    }
}

#[tokio::test]
async fn a_tokens_signature_is_checked_once_and_its_expiry_always() {
    let policy = AccessPolicy {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        keys: KeySet::from_pems(public_pem()).unwrap(),
    };
    let (tokens, verifier, runtime) = (Tokens::default(), Counting::default(), FixedRuntime::default());
    let token = mint("tenant_1").await;
    for _ in 0..3 {
        let access = tokens.verify(&policy, &verifier, &token, runtime.now()).await.unwrap();
        assert_eq!(access.claims.tenant.as_str(), "tenant_1");
    }
    assert_eq!(verifier.0.load(Ordering::Relaxed), 1);
    runtime.advance_millis(930_000);
    assert_eq!(tokens.verify(&policy, &verifier, &token, runtime.now()).await, Err(Refusal::Expired));
}

#[tokio::test]
async fn only_so_many_tokens_are_remembered_and_the_oldest_goes_first() {
    let policy = AccessPolicy {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        keys: KeySet::from_pems(public_pem()).unwrap(),
    };
    let (tokens, verifier, now) = (Tokens::default(), AcceptAll::default(), FixedRuntime::default().now());
    let numbered = async |number: usize| {
        let jti = serde_json::json!(format!("token-{number}"));
        let token = Forgery::new().claim("jti", jti).unsigned();
        tokens.verify(&policy, &verifier, &token, now).await.unwrap();
        verifier.0.load(Ordering::Relaxed)
    };
    for number in 0..512 {
        numbered(number).await;
    }
    assert_eq!(numbered(0).await, 512, "still remembered");
    assert_eq!(numbered(512).await, 513, "one too many");
    assert_eq!(numbered(1).await, 513, "still remembered");
    assert_eq!(numbered(0).await, 514, "forgotten");
}

/// Finds every signature right, for tests that need many tokens.
#[derive(Default)]
struct AcceptAll(AtomicUsize);

impl Verifier for AcceptAll {
    async fn verify(&self, _: &PublicKey, _: &[u8], _: &[u8]) -> Result<bool, CryptoError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(true)
    }
}
