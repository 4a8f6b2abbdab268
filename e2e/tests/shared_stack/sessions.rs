//! Refresh tokens: many calls at once are one person, and a token that comes back later is a thief's.

use std::collections::BTreeSet;

use e2e::{Answer, Client, sign_in, unique};
use futures_util::future::join_all;
use local_stack::{StackFile, connect};
use serde_json::{Value, json};

use crate::stack;

async fn refresh(gateway: &Client, token: &str) -> Answer {
    gateway.post("/auth/refresh", &json!({ "refresh_token": token })).await.unwrap()
}

#[tokio::test]
async fn twenty_refreshes_at_once_get_one_successor_and_nobody_is_logged_out() {
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let session = sign_in(&stack, &format!("{}@example.com", unique("twenty"))).await.unwrap();
    let answers = join_all((0..20).map(|_| refresh(&gateway, &session.refresh_token))).await;
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let successors: BTreeSet<&str> = answers.iter().map(|answer| answer.at("/refresh_token")).collect();
    assert_eq!(successors.len(), 1);
    assert!(!successors.contains(session.refresh_token.as_str()));
    for answer in &answers {
        let me = gateway.bearer(answer.at("/access_token")).get("/auth/me").await.unwrap();
        assert_eq!((me.status, me.at("/tenantId")), (200, session.tenant_id.as_str()), "{}", me.text);
    }
    // The successor is an ordinary token: it is used once, by everyone at once again.
    let successor = answers[0].at("/refresh_token");
    let again = join_all((0..5).map(|_| refresh(&gateway, successor))).await;
    let next: BTreeSet<&str> = again.iter().map(|answer| answer.at("/refresh_token")).collect();
    assert!(again.iter().all(|answer| answer.status == 200) && next.len() == 1);
    assert!(!next.contains(successor));
}

#[tokio::test]
async fn a_spent_token_that_comes_back_after_the_grace_ends_the_session_for_everyone() {
    let stack = stack();
    let gateway = Client::new(&stack.gateway_url).unwrap();
    let email = format!("{}@example.com", unique("replayed"));
    let session = sign_in(&stack, &email).await.unwrap();
    let elsewhere = sign_in(&stack, &email).await.unwrap();
    let rotated = refresh(&gateway, &session.refresh_token).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text);
    assert_eq!(
        refresh(&gateway, &session.refresh_token).await.status,
        200,
        "within ten seconds it is the same call"
    );
    spent_seconds_ago(&stack, &session.refresh_token, 11.0).await;

    let refused = (401, "Invalid token");
    assert_eq!(refresh(&gateway, &session.refresh_token).await.error(), refused);
    assert_eq!(
        refresh(&gateway, rotated.at("/refresh_token")).await.error(),
        refused,
        "the holder's own token"
    );
    assert_eq!(refresh(&gateway, &session.refresh_token).await.error(), refused);
    let other = refresh(&gateway, &elsewhere.refresh_token).await;
    assert_eq!(other.status, 200, "another session of the same person goes on: {}", other.text);

    let owner = gateway.bearer(other.at("/access_token"));
    let audit = owner.get("/manager/audit?limit=100").await.unwrap();
    let entries = audit.body["data"].as_array().unwrap();
    let detected: Vec<&Value> =
        entries.iter().filter(|entry| entry["action"] == "session.reuse_detected").collect();
    assert_eq!(detected.len(), 1, "told once: {}", audit.text);
    let me = owner.get("/auth/me").await.unwrap();
    assert_eq!(detected[0]["subject"], me.body["user"]["id"]);
    assert_eq!(detected[0]["actorId"], Value::Null);
    for token in [&session.refresh_token, rotated.at("/refresh_token")] {
        assert!(!audit.text.contains(token.trim_start_matches("lsr_")));
    }
}

/// Moves the moment at which a token was spent, as the owner of the database.
async fn spent_seconds_ago(stack: &StackFile, token: &str, seconds: f64) {
    let database = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    let sql = "update refresh_tokens set spent_at = now() - make_interval(secs => $2)
               where digest = encode(sha256(convert_to($1, 'UTF8')), 'hex') and spent_at is not null";
    assert_eq!(database.execute(sql, &[&token, &seconds]).await.unwrap(), 1);
}
