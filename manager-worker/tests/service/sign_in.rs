//! Signing in with Google.

use std::sync::atomic::Ordering;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use logicspike_shared::jwt::SigningKey;
use logicspike_shared::runtime::Runtime as _;
use serde_json::{Value, json};

use crate::world::{SIGNING, World, google_key};

#[tokio::test]
async fn the_first_sign_in_makes_a_person_and_a_tenant_that_they_own() {
    let world = World::new().await;
    let ada = world.human("Ada Lovelace");
    let answer = world.try_sign_in(&ada).await;
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(
        (answer.body["token_type"].as_str(), answer.body["expires_in"].as_i64()),
        (Some("Bearer"), Some(900))
    );
    let session = world.session(&answer).await;
    assert!(session.tenant.starts_with("tenant_") && session.user.starts_with("user_"));
    assert_eq!(
        (session.role.as_str(), session.permissions.as_slice()),
        ("owner", &["system:owner".to_owned()][..])
    );

    let row = world
        .owner
        .query_one(
            "SELECT t.name, s.plan_id, s.status, m.builtin_role, u.email, u.last_login_at IS NOT NULL
             FROM tenants t JOIN subscriptions s ON s.tenant_id = t.id JOIN memberships m ON m.tenant_id = t.id
             JOIN users u ON u.id = m.user_id WHERE t.id = $1",
            &[&session.tenant],
        )
        .await
        .unwrap();
    let text = |index: usize| row.get::<_, String>(index);
    assert_eq!([text(0), text(1), text(2), text(3)], ["Ada Lovelace", "free", "active", "owner"]);
    assert_eq!((text(4), row.get::<_, bool>(5)), (ada.email.clone(), true));

    let events = world.events(&session.tenant).await;
    let types: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(types, ["subscription.changed", "team.member.joined", "tenant.created"]);
    assert_eq!(
        events[1].1,
        json!({ "userId": session.user, "name": "Ada Lovelace", "avatarUrl": ada.picture, "role": "owner" })
    );
    let logged =
        "SELECT count(*) FROM audit_log a JOIN outbox o USING (tenant_id, id) WHERE a.tenant_id = $1";
    assert_eq!(world.count(logged, &[&session.tenant]).await, 3);
}

/// RFC 9068 names the type; the gateway and every other verifier rely on the rest.
#[tokio::test]
async fn an_access_token_says_what_verifiers_rely_on() {
    let world = World::with(|environment| {
        environment.vars.insert("ACCESS_TOKEN_TTL_SECONDS".to_owned(), "60".to_owned());
    })
    .await;
    let session = world.newcomer("Ada").await;
    let part = |index: usize| -> Value {
        let text = session.access_token.split('.').nth(index).unwrap();
        serde_json::from_slice(&Base64UrlUnpadded::decode_vec(text).unwrap()).unwrap()
    };
    let kid = SigningKey::from_pem(&SIGNING.private_pem).unwrap().public().kid().to_owned();
    assert_eq!(part(0), json!({ "alg": "RS256", "typ": "at+jwt", "kid": kid }));
    let mut claims = part(1);
    let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert_eq!(jti.as_str().unwrap().len(), 36);
    let sid = claims.as_object_mut().unwrap().remove("sid").unwrap();
    assert!(sid.as_str().unwrap().starts_with("session_"), "{sid}");
    let now = world.runtime.now().as_seconds();
    assert_eq!(
        claims,
        json!({
            "iss": "https://id.example", "aud": "logicspike", "sub": session.user, "user_id": session.user,
            "tenant_id": session.tenant, "role": "owner", "permissions": ["system:owner"],
            "iat": now, "exp": now + 60,
        })
    );
}

#[tokio::test]
async fn a_later_sign_in_finds_the_same_person_and_takes_over_their_new_name() {
    let world = World::new().await;
    let mut ada = world.human("Ada Byron");
    let first = world.sign_in(&ada).await;
    let again = world.sign_in(&ada).await;
    assert_eq!((&again.user, &again.tenant), (&first.user, &first.tenant));
    assert_ne!(again.refresh_token, first.refresh_token);
    assert_eq!(world.events(&first.tenant).await.len(), 3, "nothing changed, nothing is told");

    ada.name = "Ada Lovelace".to_owned();
    ada.picture = None;
    world.runtime.advance_millis(1000);
    assert_eq!(world.sign_in(&ada).await.user, first.user);
    let (kind, data) = world.events(&first.tenant).await.pop().unwrap();
    assert_eq!(kind, "team.member.updated");
    assert_eq!(data, json!({ "userId": first.user, "name": "Ada Lovelace", "avatarUrl": null }));
}

#[tokio::test]
async fn two_people_with_one_address_stay_two_people() {
    let world = World::new().await;
    let ada = world.human("Ada");
    let mut other = world.human("Eve");
    other.email.clone_from(&ada.email);
    let (first, second) = (world.sign_in(&ada).await, world.sign_in(&other).await);
    assert_ne!(first.user, second.user);
    assert_ne!(first.tenant, second.tenant);
}

#[tokio::test]
async fn a_new_person_who_signs_in_many_times_at_once_gets_one_tenant() {
    let world = World::new().await;
    let ada = world.human("Ada");
    let answers = tokio::join!(
        world.try_sign_in(&ada),
        world.try_sign_in(&ada),
        world.try_sign_in(&ada),
        world.try_sign_in(&ada),
        world.try_sign_in(&ada),
    );
    let answers: [_; 5] = answers.into();
    let first = world.session(&answers[0]).await;
    for answer in &answers {
        let session = world.session(answer).await;
        assert_eq!((&session.user, &session.tenant), (&first.user, &first.tenant));
    }
    let users = "SELECT count(*) FROM users WHERE google_subject = $1";
    assert_eq!(world.count(users, &[&ada.subject]).await, 1);
    let tenants = "SELECT count(*) FROM memberships WHERE user_id = $1";
    assert_eq!(world.count(tenants, &[&first.user]).await, 1);
    let made = "SELECT count(*) FROM outbox WHERE type = 'tenant.created' AND data->>'ownerUserId' = $1";
    assert_eq!(world.count(made, &[&first.user]).await, 1);
}

#[tokio::test]
async fn a_person_who_lost_every_membership_gets_one_tenant_again() {
    let world = World::new().await;
    let ada = world.human("Ada");
    let first = world.sign_in(&ada).await;
    world.owner.execute("DELETE FROM memberships WHERE user_id = $1", &[&first.user]).await.unwrap();
    let (one, two) = tokio::join!(world.try_sign_in(&ada), world.try_sign_in(&ada));
    let (one, two) = (world.session(&one).await, world.session(&two).await);
    assert_eq!((&one.user, &one.tenant), (&first.user, &two.tenant));
    assert_ne!(one.tenant, first.tenant);
}

#[tokio::test]
async fn refresh_tokens_are_kept_as_digests_that_expire_after_thirty_days() {
    let world = World::new().await;
    let session = world.sign_in(&world.human("Ada")).await;
    let sql = "SELECT digest, row_to_json(r)::text, expires_at - created_at = interval '30 days'
               FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id WHERE s.user_id = $1";
    let row = world.owner.query_one(sql, &[&session.user]).await.unwrap();
    assert_eq!(row.get::<_, String>(0).len(), 64);
    assert!(!row.get::<_, String>(1).contains(&session.refresh_token[4..]));
    assert!(row.get::<_, bool>(2));
}

async fn refused(world: &World, claims: Value, cause: &str) {
    let token = world.id_token(&claims).await;
    let answer = world.send("POST", "/auth/google", Some(json!({ "id_token": token }))).await;
    assert_eq!(answer.refusal(), (401, "Invalid token"), "{cause}");
    let line = world.runtime.log_lines().pop().unwrap();
    assert!(line.contains(cause), "the log names {cause}: {line}");
    assert!(!line.contains(&token[..40]), "and not the token");
}

#[tokio::test]
async fn any_fault_of_the_id_token_is_an_invalid_token() {
    let world = World::new().await;
    let ada = world.human("Ada");
    let now = world.claims(&ada)["iat"].as_i64().unwrap();
    let changed = |name: &str, value: Value| {
        let mut claims = world.claims(&ada);
        claims[name] = value;
        claims
    };
    refused(&world, changed("iss", json!("https://evil.example")), "iss").await;
    refused(&world, changed("aud", json!("client-2")), "aud").await;
    refused(&world, changed("exp", json!(now - 30)), "iat").await;
    refused(&world, changed("iat", json!(now + 31)), "not yet valid").await;
    refused(&world, changed("email_verified", json!(false)), "email_verified").await;
    refused(&world, changed("sub", json!("")), "sub").await;
    refused(&world, changed("sub", json!(7)), "malformed").await;
    let mut expired = changed("iat", json!(now - 3600));
    expired["exp"] = json!(now - 30);
    refused(&world, expired, "expired").await;
    for missing in ["exp", "iat", "sub", "aud", "iss", "email", "email_verified"] {
        let mut claims = world.claims(&ada);
        claims.as_object_mut().unwrap().remove(missing);
        refused(&world, claims, missing).await;
    }
    assert_eq!(world.count("SELECT count(*) FROM users WHERE google_subject = $1", &[&ada.subject]).await, 0);
}

#[tokio::test]
async fn a_token_that_google_did_not_sign_is_an_invalid_token() {
    let world = World::new().await;
    let claims = world.claims(&world.human("Mallory"));
    let ours = SigningKey::from_pem(&SIGNING.private_pem).unwrap();
    let kid = google_key().public().kid().to_owned();
    let good = world.id_token(&claims).await;
    let (message, _) = good.rsplit_once('.').unwrap();
    let tokens = [
        world.sign(json!({ "alg": "RS256", "kid": kid }), &claims, &ours).await,
        world.sign(json!({ "alg": "RS256", "kid": "unknown" }), &claims, google_key()).await,
        world.sign(json!({ "alg": "HS256", "kid": kid }), &claims, google_key()).await,
        world.sign(json!({ "alg": "none" }), &claims, google_key()).await,
        world.sign(json!({ "alg": "RS256", "kid": kid, "typ": "at+jwt" }), &claims, google_key()).await,
        world
            .sign(json!({ "alg": "RS256", "kid": kid, "jku": "https://evil.example" }), &claims, google_key())
            .await,
        format!("{message}."),
        message.to_owned(),
        "x".repeat(9000),
        String::new(),
    ];
    for token in tokens {
        let answer = world.send("POST", "/auth/google", Some(json!({ "id_token": token }))).await;
        assert_eq!(answer.refusal(), (401, "Invalid token"), "{token}");
    }
}

#[tokio::test]
async fn while_googles_keys_are_out_of_reach_sign_in_is_unavailable() {
    let world = World::new().await;
    let ada = world.human("Ada");
    world.keys.down.store(true, Ordering::Relaxed);
    let answer = world.try_sign_in(&ada).await;
    assert_eq!(answer.refusal(), (503, "Service unavailable"));
    assert!(answer.header("retry-after").is_some());
    world.keys.down.store(false, Ordering::Relaxed);
    world.sign_in(&ada).await;
    world.sign_in(&ada).await;
    assert_eq!(world.keys.calls.load(Ordering::Relaxed), 2, "the keys are remembered");
}

#[tokio::test]
async fn a_malformed_body_is_named() {
    let world = World::new().await;
    let answer = world.send("POST", "/auth/google", Some(json!({ "idToken": "x" }))).await;
    assert_eq!(answer.refusal(), (400, "Validation failed"));
    assert_eq!(answer.body["details"][0]["field"], "idToken");
    assert_eq!(world.send("POST", "/auth/google", None).await.refusal(), (400, "Invalid JSON"));
    assert_eq!(world.send("GET", "/auth/google", None).await.refusal(), (405, "Method not allowed"));
}
