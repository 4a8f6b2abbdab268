//! The gateway's SQL against a real PostgreSQL, as the role that it has in production.

use std::path::Path;

use local_stack::{StackFile, StackTenant};
use logicspike_shared::api_key::ApiKey;
use logicspike_shared::ids::{ApiKeyId, TenantId};
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::sql::NativeTransport;
use logicspike_shared::sql::testing::{Inspector, Recording, unsent};

use crate::support::{Call, World, environment, sent};

const ADMIN: &str = "/blog/admin/posts";
const PUBLIC: &str = "/blog/public/posts";

fn stack() -> StackFile {
    StackFile::load().unwrap()
}

fn world(stack: &StackFile) -> World<Recording<NativeTransport>> {
    let mut environment = environment();
    for (name, value) in [
        ("JWT_PUBLIC_KEY", std::fs::read_to_string(&stack.public_key_file).unwrap()),
        ("JWT_ISSUER", stack.jwt_issuer.clone()),
        ("JWT_AUDIENCE", stack.jwt_audience.clone()),
        ("DATABASE_URL", stack.worker_databases.of(local_stack::Worker::Gateway).to_owned()),
        ("NEON_SQL_ENDPOINT", stack.neon_url.clone()),
    ] {
        environment.vars.insert(name.to_owned(), value);
    }
    World::with(&environment, FixedRuntime::real_time(), Recording::default())
}

fn tenant<'a>(stack: &'a StackFile, status: &str) -> &'a StackTenant {
    stack.tenants.iter().find(|tenant| tenant.status == status).unwrap()
}

/// A tenant of the test's own with one key, written as the owner of the database.
async fn new_key(
    stack: &StackFile,
    scopes: &[&str],
    expires: Option<&str>,
    revoked: bool,
) -> (TenantId, ApiKey) {
    let runtime = FixedRuntime::real_time();
    let (tenant, key) = (TenantId::new(&runtime), ApiKey::generate(&runtime));
    let owner = local_stack::connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    owner.execute("INSERT INTO tenants (id, name) VALUES ($1, 'Test')", &[&tenant.as_str()]).await.unwrap();
    owner
        .execute(
            "INSERT INTO api_keys (tenant_id, id, name, digest, hint, scopes, expires_at, revoked_at) \
             VALUES ($1, $2, 'Test', $3, $4, $5, now() + $6::text::interval, CASE WHEN $7 THEN now() END)",
            &[
                &tenant.as_str(),
                &ApiKeyId::new(&runtime).as_str(),
                &key.digest(),
                &key.hint(),
                &scopes,
                &expires,
                &revoked,
            ],
        )
        .await
        .unwrap();
    (tenant, key)
}

#[tokio::test]
async fn the_seeded_tenants_get_what_they_have_paid_for() {
    let stack = stack();
    let world = world(&stack);
    let active = tenant(&stack, "active");
    let forward = world.forwarded(&Call::get(ADMIN).bearer(&active.token)).await;
    assert_eq!(sent(&forward, "x-tenant-id"), [active.id.as_str()]);
    let lapsed = Call::get(ADMIN).bearer(&tenant(&stack, "lapsed").token);
    assert_eq!(world.refused(&lapsed).await, "402 Subscription required");
    let no_blog = Call::get(ADMIN).bearer(&tenant(&stack, "no_blog").token);
    assert_eq!(world.refused(&no_blog).await, "403 Access denied");
}

#[tokio::test]
async fn a_seeded_key_opens_the_public_door_of_its_tenant() {
    let stack = stack();
    let world = world(&stack);
    for tenant in stack.tenants.iter().filter(|tenant| tenant.status == "active") {
        let forward = world.forwarded(&Call::get(PUBLIC).header("x-api-key", &tenant.api_key)).await;
        assert_eq!(sent(&forward, "x-tenant-id"), [tenant.id.as_str()]);
    }
}

#[tokio::test]
async fn keys_are_found_by_digest_with_scope_expiry_and_revocation() {
    let stack = stack();
    let world = world(&stack);
    let ask = async |key: &ApiKey| world.send(&Call::get(PUBLIC).header("x-api-key", key.expose())).await;

    let (tenant, key) = new_key(&stack, &["media", "blog"], Some("1 hour"), false).await;
    let forward = world.forwarded(&Call::get(PUBLIC).header("x-api-key", key.expose())).await;
    assert_eq!(sent(&forward, "x-tenant-id"), [tenant.as_str()]);

    let (_, key) = new_key(&stack, &["media"], None, false).await;
    assert_eq!(ask(&key).await.refusal(), "403 Access denied");
    let (_, key) = new_key(&stack, &["blog"], Some("-1 minute"), false).await;
    assert_eq!(ask(&key).await.refusal(), "401 Invalid API key");
    let (_, key) = new_key(&stack, &["blog"], None, true).await;
    assert_eq!(ask(&key).await.refusal(), "401 Invalid API key");
    let unknown = ApiKey::generate(&FixedRuntime::default());
    assert_eq!(ask(&unknown).await.refusal(), "401 Invalid API key");
}

#[tokio::test]
async fn every_statement_is_sent_here_and_keeps_to_its_tenant_without_row_level_security() {
    let stack = stack();
    let world = world(&stack);
    let (_, key) = new_key(&stack, &["blog"], None, false).await;
    world.send(&Call::get(PUBLIC).header("x-api-key", key.expose())).await;
    world.send(&Call::get(ADMIN).bearer(&tenant(&stack, "active").token)).await;
    world.services.go_down();
    world.send(&Call::new("POST", "/auth/google")).await;

    let client = async |url: &str| local_stack::connect(&url.parse().unwrap()).await.unwrap();
    let gateway = client(stack.worker_databases.of(local_stack::Worker::Gateway)).await;
    let inspector = Inspector::new(gateway, client(&stack.databases.platform).await).await.unwrap();
    let sent = world.database.sent();
    let faults = inspector.faults(&sent).await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let left = unsent(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &sent).unwrap();
    assert!(left.is_empty(), "no test sends\n{}", left.join("\n"));
}

#[tokio::test]
async fn the_gateways_role_can_read_nothing_else() {
    let stack = stack();
    let gateway =
        local_stack::connect(&stack.worker_databases.of(local_stack::Worker::Gateway).parse().unwrap())
            .await
            .unwrap();
    for statement in [
        "SELECT * FROM users",
        "SELECT * FROM memberships",
        "SELECT * FROM refresh_tokens",
        "SELECT name FROM api_keys",
        "SELECT hint FROM api_keys",
        "SELECT digest FROM api_keys",
        "SELECT * FROM plans",
        "SELECT * FROM subscriptions",
        "SELECT * FROM sessions",
        "SELECT * FROM ended_access",
        "SELECT app.end_sessions(NULL)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "SELECT * FROM tenants",
        "UPDATE api_keys SET revoked_at = NULL",
        "UPDATE subscriptions SET status = 'active'",
        "INSERT INTO plans (id, name, entitlements) VALUES ('x', 'x', '{blog}')",
        "DELETE FROM api_keys",
        "SELECT * FROM request_log",
        "UPDATE request_log SET status = 200",
        "DELETE FROM request_log",
        "CREATE TABLE public.mine (id int)",
    ] {
        let refused = gateway.simple_query(statement).await.unwrap_err();
        assert_eq!(refused.code().unwrap().code(), "42501", "{statement}");
    }
}

#[tokio::test]
async fn the_request_log_is_appended_to_and_tells_when_a_key_was_used() {
    let stack = stack();
    let world = world(&stack);
    let (tenant, key) = new_key(&stack, &["blog"], None, false).await;
    let request_id = format!("test-{tenant}");
    let call = Call::get(PUBLIC).header("x-api-key", key.expose()).header("x-request-id", &request_id);
    world.send(&call).await;
    world.services.go_down();
    world.send(&Call::new("POST", "/auth/google").header("x-request-id", &request_id)).await;

    let owner = local_stack::connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    let rows = owner
        .query(
            "SELECT tenant_id, door, status, reason FROM request_log WHERE request_id = $1 ORDER BY id",
            &[&request_id],
        )
        .await
        .unwrap();
    let seen: Vec<(Option<String>, String, i16, String)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    assert_eq!(
        seen,
        [
            (Some(tenant.to_string()), "public".to_owned(), 200, "key_use".to_owned()),
            (None, "auth".to_owned(), 503, "error".to_owned()),
        ]
    );
    let used: bool = owner
        .query_one(
            "SELECT last_used_at > now() - interval '1 hour' FROM api_keys WHERE digest = $1",
            &[&key.digest()],
        )
        .await
        .unwrap()
        .get(0);
    assert!(used);
}
