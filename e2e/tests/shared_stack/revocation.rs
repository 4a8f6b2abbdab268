//! API keys: what ends one, and what is kept of it.

use std::time::Duration;

use e2e::{Client, Session, TestTenant, sign_in, start_on_cable, unique};
use local_stack::wrangler::{WranglerOptions, start_beside};
use local_stack::{StackFile, Worker, connect};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::stack;

const PAGE: &str = "/blog/public/tags";
const REFUSED: (u16, &str) = (401, "Invalid API key");
/// What is promised, and a second for the last look.
const BOUND: Duration = Duration::from_secs(31);

async fn owner(stack: &StackFile) -> (Session, Client) {
    let session = sign_in(stack, &format!("{}@example.com", unique("keys"))).await.unwrap();
    let owner = Client::new(&stack.gateway_url).unwrap().bearer(&session.access_token);
    (session, owner)
}

/// A new key: its place and its text.
async fn new_key(owner: &Client) -> (String, String) {
    let body = json!({ "name": "Website", "scopes": ["blog"] });
    let made = owner.post("/manager/api-keys", &body).await.unwrap();
    assert_eq!(made.status, 201, "{}", made.text);
    (made.header("location").to_owned(), made.at("/key").to_owned())
}

#[tokio::test]
async fn a_revoked_key_is_refused_by_every_warm_gateway_within_half_a_minute() {
    let stack = stack();
    let (_, owner) = owner(&stack).await;
    let (place, key) = new_key(&owner).await;
    let second = start_beside(&stack, &WranglerOptions::new(Worker::Gateway)).await.unwrap();
    let readers =
        [&stack.gateway_url, &second.url].map(|url| Client::new(url).unwrap().with("x-api-key", &key));
    for reader in &readers {
        for _ in 0..3 {
            assert_eq!(reader.get(PAGE).await.unwrap().status, 200, "the gateway knows the key now");
        }
    }
    let revoked_at = Instant::now();
    assert_eq!(owner.delete(&place).await.unwrap().status, 204);
    for reader in &readers {
        loop {
            let answer = reader.get(PAGE).await.unwrap();
            if answer.error() == REFUSED {
                break;
            }
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert!(revoked_at.elapsed() <= BOUND, "still accepted after {:?}", revoked_at.elapsed());
            sleep(Duration::from_millis(250)).await;
        }
        assert_eq!(reader.get(PAGE).await.unwrap().error(), REFUSED, "for good");
    }
    second.stop().await.unwrap();
}

#[tokio::test]
async fn neither_the_database_nor_a_log_holds_a_key_or_a_refresh_token() {
    let stack = stack();
    let (session, owner) = owner(&stack).await;
    let (place, key) = new_key(&owner).await;
    let gateway = Client::new(&stack.gateway_url).unwrap();
    assert_eq!(gateway.bearer(&key).get(PAGE).await.unwrap().status, 200);
    let refreshed =
        gateway.post("/auth/refresh", &json!({ "refresh_token": session.refresh_token })).await.unwrap();
    assert_eq!(refreshed.status, 200, "{}", refreshed.text);
    // Refused ones leave no more behind.
    let odd = format!("{}{}", &key[..key.len() - 1], if key.ends_with('A') { 'B' } else { 'A' });
    assert_eq!(gateway.bearer(&odd).get(PAGE).await.unwrap().error(), REFUSED);
    assert_eq!(gateway.bearer(&key).get("/blog/admin/posts").await.unwrap().error(), (401, "Invalid token"));

    let database = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    let used = "select count(*) from request_log where api_key_id = $1";
    let id = place.rsplit('/').next().unwrap();
    for attempt in 0.. {
        if database.query_one(used, &[&id]).await.unwrap().get::<_, i64>(0) > 0 {
            break;
        }
        assert!(attempt < 40, "the first use of a key is logged");
        sleep(Duration::from_millis(250)).await;
    }
    let tables = "select table_name::text from information_schema.tables where table_schema = 'public'";
    let mut dump = String::new();
    for table in database.query(tables, &[]).await.unwrap() {
        let table: String = table.get(0);
        let rows =
            database.query(&format!("select row_to_json(t)::text from {table} as t"), &[]).await.unwrap();
        dump.extend(rows.iter().map(|row| format!("{table} {}\n", row.get::<_, &str>(0))));
    }
    for table in ["api_keys", "refresh_tokens", "request_log", "audit_log", "outbox"] {
        assert!(dump.contains(&format!("\n{table} ")), "nothing of {table} was seen");
    }
    let logs: String = std::fs::read_dir(&stack.folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())
        .collect();
    assert!(logs.contains(refreshed.header("x-request-id")), "the Workers' lines were seen");

    let secrets = [&key, &odd, &session.refresh_token, &session.access_token]
        .map(String::as_str)
        .into_iter()
        .chain([refreshed.at("/refresh_token"), refreshed.at("/access_token")]);
    for secret in secrets {
        // The first characters of a key are its hint, which is shown.
        let unguessable = &secret[secret.len() - 24..];
        assert!(!dump.contains(unguessable), "the database holds it");
        assert!(!logs.contains(unguessable), "a log holds it");
    }
}

#[tokio::test]
async fn a_malformed_key_costs_no_query() {
    let stack = stack();
    let tenant = TestTenant::new(&stack).await.unwrap();
    let (cable, worker) = start_on_cable(&stack, Worker::Gateway).await.unwrap();
    let gateway = Client::new(&worker.url).unwrap();
    let key = &tenant.api_key;
    let random = &key["ls_live_".len()..];
    let mut malformed = vec![
        String::new(),
        "ls_live_".to_owned(),
        random.to_owned(),
        key.to_uppercase(),
        format!("{key}A"),
        format!("{key}{key}"),
        format!("ls_test_{random}"),
        format!("LS_LIVE_{random}"),
        format!("ls-live-{random}"),
        format!("sk_live_{random}"),
        format!("ls_live_{}", "0".repeat(36)),
        format!("ls_live_{}", "é".repeat(18)),
        format!("ls_live_{}'--{}", &random[..15], &random[18..]),
        "x".repeat(9000),
        stack.tenants[0].token.clone(),
    ];
    malformed.extend((0..key.len()).step_by(5).map(|length| key[..length].to_owned()));
    malformed.extend((0..key.len()).map(|place| {
        let other = if key[place..].starts_with('x') { "y" } else { "x" };
        format!("{}{other}{}", &key[..place], &key[place + 1..])
    }));
    for key in &malformed {
        for caller in [gateway.with("x-api-key", key), gateway.bearer(key)] {
            assert_eq!(caller.get(PAGE).await.unwrap().error(), REFUSED, "{key}");
        }
    }
    for two in [
        gateway.with("x-api-key", key).with("x-api-key", key),
        gateway.with("x-api-key", key).bearer(&tenant.api_key_without_scope),
        gateway.with("x-api-key", key).with("authorization", "Basic dTpw"),
    ] {
        assert_eq!(two.get(PAGE).await.unwrap().error(), REFUSED);
    }
    assert_eq!(gateway.get(PAGE).await.unwrap().error(), REFUSED, "none at all");
    // What is written after a response comes a moment later.
    sleep(Duration::from_secs(1)).await;
    assert_eq!(cable.requests(), 0);

    assert_eq!(gateway.with("x-api-key", key).get(PAGE).await.unwrap().status, 200);
    assert!(cable.requests() > 0, "the cable would have seen it");
    worker.stop().await.unwrap();
}
