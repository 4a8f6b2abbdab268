//! The two walls between tenants, and the guard before them.

use crate::support::TestBlog;
use blog_worker::app::App;
use blog_worker::config::Config;
use blog_worker::routes::ROUTES;
use http::Method;
use logicspike_shared::http::Request;
use logicspike_shared::permission::Permission;
use logicspike_shared::route::Access;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::secret::GatewaySecrets;
use logicspike_shared::service;
use logicspike_shared::sql::{
    ConnectionString, Database, GlobalReason, Isolation, NativeTransport, SqlError, Statement,
};
use serde_json::json;

const TENANT_TABLES: [&str; 15] = [
    "posts",
    "categories",
    "tags",
    "post_tags",
    "authors",
    "outbox",
    "post_revisions",
    "slug_redirects",
    "former_slugs",
    "idempotency_keys",
    "tenant_usage",
    "post_counts",
    "post_drafts",
    "preview_links",
    "site_settings",
];

pub(crate) fn database() -> Database<NativeTransport> {
    let stack = crate::support::stack();
    let connection = ConnectionString::parse(stack.worker_databases.of(local_stack::Worker::Blog)).unwrap();
    Database::new(NativeTransport::default(), connection, Some(stack.neon_url))
}

#[tokio::test]
async fn a_query_that_forgets_the_tenant_sees_no_foreign_row() {
    let blog = TestBlog::new();
    blog.owner().create_post(json!({ "title": "Mine" })).await;
    let stranger = TenantScope::of_verified(TestBlog::other_tenant());
    let db = database();
    let titles =
        db.read(Statement::scoped(&stranger, "SELECT title FROM posts WHERE $1 <> ''")).await.unwrap();
    assert!(titles.rows.is_empty(), "row-level security holds without a predicate");
    let mine = TenantScope::of_verified(blog.tenant.clone());
    assert_eq!(
        db.read(Statement::scoped(&mine, "SELECT title FROM posts WHERE $1 <> ''")).await.unwrap().rows.len(),
        1
    );
    let nobody =
        db.read(Statement::global(GlobalReason::Diagnosis, "SELECT title FROM posts")).await.unwrap();
    assert!(nobody.rows.is_empty(), "without a tenant there are no rows at all");
}

#[tokio::test]
async fn a_write_that_forgets_or_forges_the_tenant_changes_nothing() {
    let blog = TestBlog::new();
    let id = blog.owner().create_post(json!({ "title": "Mine" })).await;
    let stranger = TenantScope::of_verified(TestBlog::other_tenant());
    let db = database();
    let updated = db
        .write(
            Statement::scoped(&stranger, "UPDATE posts SET title = 'Stolen' WHERE id = $2 AND $1 <> ''")
                .bind(id.as_str()),
        )
        .await
        .unwrap();
    assert_eq!(updated.row_count, Some(0));
    let forged = db
        .write(
            Statement::scoped(
                &stranger,
                "INSERT INTO tags (tenant_id, id, name, slug) SELECT $2, 'tag_x', 'x', 'x' WHERE $1 <> ''",
            )
            .bind(blog.tenant.as_str()),
        )
        .await;
    assert_eq!(forged.unwrap_err().state(), Some("42501"), "row-level security refuses the row");
}

#[tokio::test]
async fn one_batch_is_for_one_tenant() {
    let blog = TestBlog::new();
    let (one, two) =
        (TenantScope::of_verified(blog.tenant.clone()), TenantScope::of_verified(TestBlog::other_tenant()));
    let statement = |scope| Statement::scoped(scope, "SELECT $1");
    let refused = database().write_batch([statement(&one), statement(&two)], Isolation::ReadCommitted).await;
    assert!(matches!(refused, Err(SqlError::MixedScopes)));
}

#[tokio::test]
async fn every_table_of_a_tenant_has_forced_row_level_security() {
    let (client, connection) =
        tokio_postgres::connect(&crate::support::stack().databases.blog, tokio_postgres::NoTls)
            .await
            .unwrap();
    tokio::spawn(connection);
    let rows = client
        .query(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
               EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')
             FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'schema_migrations'",
            &[],
        )
        .await
        .unwrap();
    for row in &rows {
        let (table, forced, has_tenant): (String, bool, bool) = (row.get(0), row.get(1), row.get(2));
        assert!(forced && has_tenant, "{table}");
    }
    let mut tables: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    tables.sort();
    let mut expected = TENANT_TABLES.map(str::to_owned);
    expected.sort();
    assert_eq!(tables, expected, "a new table belongs in this list");
}

#[tokio::test]
async fn the_service_refuses_to_run_as_a_role_that_can_pass_the_wall() {
    let stack = crate::support::stack();
    let config = Config {
        database: ConnectionString::parse(&stack.databases.blog).unwrap(),
        sql_endpoint: Some(stack.neon_url),
        gateway_secrets: GatewaySecrets::parse("s").unwrap(),
        platform_secret: None,
        event_resend_seconds: 900,
        debug: false,
    };
    let app = App::new(config, FixedRuntime::real_time(), NativeTransport::default()).unwrap();
    let mut request = Request::new(Method::POST, "/admin/tags");
    for (name, value) in [
        ("x-gateway-key", "s"),
        ("x-tenant-id", "tenant_superuser"),
        ("x-user-id", "user_1"),
        ("x-user-permissions", "[\"system:owner\"]"),
        ("content-type", "application/json"),
    ] {
        request.headers.insert(name, value.parse().unwrap());
    }
    request.body = r#"{"name":"x"}"#.into();
    for _ in 0..2 {
        let response = service::handle(&app, &request).await;
        assert_eq!(response.status, 500);
        assert!(String::from_utf8_lossy(&response.body).contains("Internal error"));
    }
    let log = app.runtime().log_lines().join("\n");
    assert!(log.contains("role_is_confined"), "the log says why: {log}");
}

#[tokio::test]
async fn without_the_gateways_key_every_route_is_forbidden() {
    let blog = TestBlog::new();
    for route in ROUTES {
        let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
        for caller in [blog.direct(), blog.owner().with("x-gateway-key", "wrong")] {
            let answer = caller.send(method.clone(), route.pattern, None).await;
            assert_eq!(
                answer.error(),
                (403, "Direct access forbidden. Use the gateway."),
                "{} {}",
                route.method.as_str(),
                route.pattern
            );
        }
    }
}

#[tokio::test]
async fn every_tenant_route_needs_a_tenant_and_every_admin_route_its_permission() {
    let blog = TestBlog::new();
    for route in ROUTES {
        let name = format!("{} {}", route.method.as_str(), route.pattern);
        let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
        if matches!(route.access, Access::Gateway | Access::Operator) {
            continue;
        }
        assert_eq!(
            blog.gateway().send(method.clone(), route.pattern, None).await.error(),
            (400, "Missing tenant"),
            "{name}"
        );
        let Access::Permission(needed) = route.access else { continue };
        let others: Vec<Permission> = Permission::ALL
            .iter()
            .copied()
            .filter(|held| *held != needed && *held != Permission::SystemOwner)
            .collect();
        let text = format!("Missing required permission: {}", needed.as_str());
        for caller in [blog.user(&others), blog.user(&[]), blog.reader()] {
            assert_eq!(
                caller.send(method.clone(), route.pattern, None).await.error(),
                (403, text.as_str()),
                "{name}"
            );
        }
        for caller in [blog.user(&[needed]), blog.owner()] {
            let status = caller.send(method.clone(), route.pattern, None).await.status;
            assert_ne!(status, 403, "{name}");
        }
    }
}

#[tokio::test]
async fn a_request_id_is_kept_and_echoed_in_errors_and_logs() {
    let blog = TestBlog::new();
    let answer = blog.owner().with("x-request-id", "req-1").get("/admin/posts/post_none").await;
    assert_eq!((answer.header("x-request-id"), &answer.body["requestId"]), ("req-1", &json!("req-1")));
    let line = blog.app.runtime().log_lines().pop().unwrap();
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&line["requestId"], &line["route"], &line["status"]),
        (&json!("req-1"), &json!("/admin/posts/{id}"), &json!(404))
    );
    assert!(!line.to_string().contains("post_none"));
}
