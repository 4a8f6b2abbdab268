//! Health, diagnosis, public keys, and the guard before everything.

use http::Method;
use local_stack::KeyPair;
use logicspike_shared::http::Request;
use logicspike_shared::jwt::SigningKey;

use crate::world::{GATEWAY_SECRET, SIGNING, World};

#[tokio::test]
async fn without_the_gateways_key_nothing_answers() {
    let world = World::new().await;
    for route in manager_worker::routes::ROUTES {
        let mut request =
            Request::new(Method::from_bytes(route.method.as_str().as_bytes()).unwrap(), route.pattern);
        for key in [None, Some("wrong")] {
            if let Some(key) = key {
                request.headers.insert("x-gateway-key", key.parse().unwrap());
            }
            request.headers.insert("x-tenant-id", "tenant_1".parse().unwrap());
            let answer = world.answer(&request).await;
            assert_eq!(
                answer.refusal(),
                (403, "Direct access forbidden. Use the gateway."),
                "{}",
                route.pattern
            );
        }
    }
}

#[tokio::test]
async fn health_answers_without_any_database() {
    let world = World::with(|environment| {
        environment.vars.insert("NEON_SQL_ENDPOINT".to_owned(), "http://127.0.0.1:1/sql".to_owned());
    })
    .await;
    assert_eq!(world.send("GET", "/health", None).await.expect(200).body["status"], "ok");
}

#[tokio::test]
async fn while_the_database_is_out_of_reach_the_service_is_unavailable() {
    let world = World::with(|environment| {
        environment.vars.insert("NEON_SQL_ENDPOINT".to_owned(), "http://127.0.0.1:1/sql".to_owned());
    })
    .await;
    let answer = world.try_sign_in(&world.human("Ada")).await;
    assert_eq!(answer.refusal(), (503, "Service unavailable"));
    assert!(answer.header("retry-after").is_some());
}

/// Row-level security holds no superuser, so the service refuses to run as one.
#[tokio::test]
async fn as_a_role_that_could_see_every_tenant_the_service_refuses_to_run() {
    let superuser = local_stack::StackFile::load().unwrap().databases.platform;
    let world = World::with(|environment| {
        environment.vars.insert("MANAGER_DATABASE_URL".to_owned(), superuser);
    })
    .await;
    assert_eq!(world.try_sign_in(&world.human("Ada")).await.refusal(), (500, "Internal error"));
    assert!(world.runtime.log_lines().pop().unwrap().contains("role_is_confined"));
}

#[tokio::test]
async fn diagnosis_shows_names_of_variables_and_never_values() {
    let world = World::new().await;
    assert_eq!(world.send("GET", "/debug", None).await.refusal(), (404, "Not found"));
    let world = World::with(|environment| {
        environment.vars.insert("DEBUG".to_owned(), "true".to_owned());
    })
    .await;
    let answer = world.send("GET", "/debug", None).await.expect(200);
    assert_eq!(answer.body["variables"]["JWT_PRIVATE_KEY"], true);
    assert_eq!(answer.body["variables"]["GOOGLE_ISSUER"], false);
    let text = answer.body.to_string();
    assert!(!text.contains(GATEWAY_SECRET) && !text.contains("PRIVATE KEY-") && !text.contains("postgres"));
}

#[tokio::test]
async fn the_public_keys_are_published_and_no_private_part() {
    let world = World::new().await;
    let answer = world.send("GET", "/.well-known/jwks.json", None).await.expect(200);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
    let keys = answer.body["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0]["kid"], SigningKey::from_pem(&SIGNING.private_pem).unwrap().public().kid());
    let mut members: Vec<&str> = keys[0].as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
}

/// The rotation: announce the next key, sign with it, and keep the old one published until its last token
/// has expired. At every step every valid token verifies by the published keys, and sessions go on.
#[tokio::test]
async fn the_signing_key_is_changed_without_a_token_failing() {
    let next = KeyPair::generate().unwrap();
    let announced = World::with(|environment| {
        environment.vars.insert("JWT_PUBLIC_KEY_EXTRA".to_owned(), next.public_pem.clone());
    })
    .await;
    let human = announced.human("Ada");
    let before = announced.sign_in(&human).await;

    let rotated = World::with(|environment| {
        environment.vars.insert("JWT_PRIVATE_KEY".to_owned(), next.private_pem.clone());
        environment.vars.insert("JWT_PUBLIC_KEY_EXTRA".to_owned(), SIGNING.public_pem.clone());
    })
    .await;
    let after = rotated.sign_in(&human).await;
    for world in [&announced, &rotated] {
        for session in [&before, &after] {
            assert_eq!(world.verify(&session.access_token).await.claims.user.as_str(), before.user);
        }
    }
    rotated.refresh(&before.refresh_token).await.expect(200);
}
