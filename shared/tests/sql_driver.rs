//! The driver against a real PostgreSQL behind the local endpoint, and beside Neon's official client.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

use std::process::Command;

use local_stack::StackFile;
use logicspike_shared::ids::TenantId;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{
    ConnectionString, Database, FromSql, GlobalReason, Isolation, NativeTransport, OnConstraint, Param, Rows,
    SqlError, Statement,
};
use logicspike_shared::time::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Value, json};

fn stack() -> StackFile {
    StackFile::load().expect("these tests run under `cargo xtask test`, which starts PostgreSQL")
}

fn connect(url: &str) -> Database<NativeTransport> {
    Database::new(NativeTransport::default(), ConnectionString::parse(url).unwrap(), Some(stack().neon_url))
}

/// The blog Worker's role: it may read and write rows, not make tables.
fn blog() -> Database<NativeTransport> {
    connect(stack().worker_databases.of(local_stack::Worker::Blog))
}

async fn owner() -> tokio_postgres::Client {
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// A role that may make tables and roles for its cases, and still is held by row-level security.
async fn workshop_url() -> String {
    let role = TenantId::new(&FixedRuntime::real_time()).as_str().replace('-', "");
    let client = owner().await;
    let sql = format!(
        "CREATE ROLE {role} LOGIN CREATEROLE PASSWORD '{role}'; GRANT CREATE, TEMPORARY ON DATABASE blog TO {role};
         GRANT USAGE, CREATE ON SCHEMA public TO {role}; GRANT USAGE ON SCHEMA app TO {role}"
    );
    client.batch_execute(&sql).await.unwrap();
    let owner_url = stack().databases.blog;
    let (_, host) = owner_url.rsplit_once('@').unwrap();
    format!("postgres://{role}:{role}@{host}")
}

fn global(sql: &str) -> Statement {
    let text: &'static str = Box::leak(sql.to_owned().into_boxed_str());
    Statement::global(GlobalReason::Diagnosis, text)
}

fn shown(outcome: Result<Rows, SqlError>) -> Value {
    match outcome {
        Ok(rows) => json!({ "ok": {
            "command": rows.command, "rowCount": rows.row_count, "rows": rows.rows,
            "fields": rows.fields.iter().map(|f| json!({ "name": f.name, "dataTypeID": f.type_oid })).collect::<Vec<_>>(),
        } }),
        Err(SqlError::Database(error) | SqlError::Busy(error)) => {
            let mut fields = json!({ "code": error.code.as_str(), "message": error.message });
            for (name, value) in [
                ("detail", error.detail),
                ("constraint", error.constraint),
                ("table", error.table),
                ("column", error.column),
                ("schema", error.schema),
            ] {
                if let Some(value) = value {
                    fields[name] = value.into();
                }
            }
            json!({ "error": fields })
        }
        Err(other) => panic!("neither rows nor a database error: {other}"),
    }
}

#[tokio::test]
async fn our_driver_and_the_official_client_agree_on_every_type_and_error() {
    let url = workshop_url().await;
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sql_cases.json");
    let client = concat!(env!("CARGO_MANIFEST_DIR"), "/../local-stack/node/official-client.mjs");
    let output = Command::new("node")
        .args([client, table, "--endpoint", &stack().neon_url])
        .env("LOGICSPIKE_TEST_DATABASE_URL", &url)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let official: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();

    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(table).unwrap()).unwrap();
    let db = connect(&url);
    assert_eq!((cases.len(), cases.len() >= 100), (official.len(), true));
    for (case, expected) in cases.iter().zip(&official) {
        let setup: Vec<Statement> =
            case["setup"].as_array().into_iter().flatten().map(|sql| global(sql.as_str().unwrap())).collect();
        let params = case["params"]
            .as_array()
            .unwrap()
            .iter()
            .map(|param| param.as_str().map_or(Param::NULL, Param::text));
        let statement = params.fold(global(case["sql"].as_str().unwrap()), Statement::bind);
        let mut ours = shown(db.write_after(setup, statement, Isolation::ReadCommitted).await);
        ours["name"] = case["name"].clone();
        // The official client leaves absent error fields out, or gives them as null or empty.
        let mut expected = expected.clone();
        if let Some(error) = expected.get_mut("error").and_then(Value::as_object_mut) {
            error.retain(|_, value| !value.is_null());
        }
        without_oids_of_the_case(&mut ours);
        without_oids_of_the_case(&mut expected);
        assert_eq!(ours, expected);
    }
}

/// A type that a case makes for itself has another OID each time.
fn without_oids_of_the_case(outcome: &mut Value) {
    let fields = outcome.pointer_mut("/ok/fields").and_then(Value::as_array_mut);
    for oid in fields.into_iter().flatten().filter_map(|field| field.get_mut("dataTypeID")) {
        if oid.as_u64().is_some_and(|oid| oid >= 16_384) {
            *oid = "made by the case".into();
        }
    }
}

async fn value<T: for<'a> FromSql<'a>>(sql: &str) -> Option<T> {
    let rows = blog().read(global(&format!("SELECT {sql} AS v"))).await.unwrap();
    rows.iter().next().unwrap().get("v").ok()
}

#[tokio::test]
async fn values_read_as_the_rust_types_that_hold_them_exactly() {
    assert_eq!(value::<i64>("9223372036854775807::int8").await, Some(i64::MAX));
    assert_eq!(value::<i32>("(-2147483648)::int4").await, Some(i32::MIN));
    assert_eq!(value::<i32>("1::int8").await, None, "an int8 is not read as an i32");
    assert_eq!(value::<bool>("false").await, Some(false));
    assert_eq!(value::<f64>("'-Infinity'::float8").await, Some(f64::NEG_INFINITY));
    assert!(value::<f64>("'NaN'::float8").await.unwrap().is_nan());
    assert_eq!(value::<f64>("0.1::float8").await, Some(0.1));
    assert_eq!(
        value::<String>("1234567890.1234567890::numeric").await.as_deref(),
        Some("1234567890.1234567890")
    );
    assert_eq!(value::<Option<String>>("NULL::text").await, Some(None));
    assert_eq!(value::<String>("NULL::text").await, None, "null is not an empty text");
    assert_eq!(
        value::<Timestamp>("'2026-06-01 12:00:00.123456+02'::timestamptz").await.unwrap().to_string(),
        "2026-06-01T10:00:00.123Z"
    );
    assert_eq!(value::<Timestamp>("'infinity'::timestamptz").await, None);
    assert_eq!(value::<Vec<u8>>("'\\x00ff'::bytea").await, Some(vec![0, 255]));
    assert_eq!(
        value::<Vec<String>>("ARRAY['a,b', '\"', '\\', 'NULL', '']").await,
        Some(["a,b", "\"", "\\", "NULL", ""].map(String::from).to_vec())
    );
    assert_eq!(value::<Vec<Option<i32>>>("ARRAY[1, NULL]").await, Some(vec![Some(1), None]));
    assert_eq!(value::<Vec<i32>>("ARRAY[1, NULL]").await, None);
}

#[tokio::test]
async fn parameters_arrive_as_they_were_given() {
    let awkward =
        "quotes ' \" backslash \\ newline \n tab \t emoji 👩‍👩‍👧 rtl שלום bom \u{feff} line \u{2028} {a,b} NULL";
    let rows = blog()
        .read(
            global("SELECT $1::text AS t, $2::int8 AS i, $3::float8 AS f, $4::text[] AS a, $5::bytea AS b, $6::jsonb AS j, $7::text AS n")
                .bind(awkward)
                .bind(i64::MIN)
                .bind(f64::INFINITY)
                .bind(Param::array([awkward, "", "NULL"]))
                .bind(Param::bytes(&[0, 1, 255]))
                .bind(r#"{"big": 12345678901234567890123}"#)
                .bind(Option::<String>::None),
        )
        .await
        .unwrap();
    let row = rows.iter().next().unwrap();
    assert_eq!(row.get::<&str>("t").unwrap(), awkward);
    assert_eq!(row.get::<i64>("i").unwrap(), i64::MIN);
    assert!(row.get::<f64>("f").unwrap().is_infinite());
    assert_eq!(row.get::<Vec<String>>("a").unwrap(), [awkward, "", "NULL"]);
    assert_eq!(row.get::<Vec<u8>>("b").unwrap(), [0, 1, 255]);
    assert_eq!(row.get::<Box<RawValue>>("j").unwrap().get(), r#"{"big": 12345678901234567890123}"#);
    assert_eq!(row.get::<Option<&str>>("n").unwrap(), None);
}

#[tokio::test]
async fn the_tenant_lasts_no_longer_than_its_batch() {
    let db = blog();
    let scope = TenantScope::of_verified(TenantId::parse("tenant_one").unwrap());
    let setting = "SELECT current_setting('app.tenant_id', true) AS v";
    let inside = db
        .read(Statement::scoped(&scope, "SELECT current_setting('app.tenant_id', true) AS v WHERE $1 <> ''"))
        .await
        .unwrap();
    assert_eq!(inside.rows, [[Some("tenant_one".to_owned())]]);
    for _ in 0..30 {
        assert_eq!(db.read(global(setting)).await.unwrap().rows, [[Some(String::new())]]);
    }
}

/// Row-level security would refuse the rows otherwise, and find none.
#[tokio::test]
async fn a_lone_change_is_announced_before_it_is_made() {
    let db = blog();
    let scope = TenantScope::of_verified(TenantId::new(&FixedRuntime::real_time()));
    let insert = "\nINSERT INTO tags (tenant_id, id, name, slug) VALUES ($1, $2, $2, $2)";
    assert!(db.write(Statement::scoped(&scope, insert).bind("a")).await.unwrap().rows.is_empty());
    let renamed = "UPDATE tags SET name = $2 WHERE tenant_id = $1 RETURNING id, name";
    let rows = db.write(Statement::scoped(&scope, renamed).bind("b")).await.unwrap().rows;
    assert_eq!(rows, [[Some("a".to_owned()), Some("b".to_owned())]]);
    let gone =
        "WITH gone AS (DELETE FROM tags WHERE tenant_id = $1 RETURNING id) SELECT count(*) AS n FROM gone";
    let counted = db.write(Statement::scoped(&scope, gone)).await.unwrap().rows;
    assert_eq!(counted, [[Some("1".to_owned())]]);
    let left = "SELECT count(*) AS n FROM tags WHERE tenant_id = $1";
    assert_eq!(db.read(Statement::scoped(&scope, left)).await.unwrap().rows, [[Some("0".to_owned())]]);
}

#[tokio::test]
async fn a_batch_is_all_or_nothing_and_a_read_cannot_write() {
    let db = blog();
    let scope = TenantScope::of_verified(TenantId::new(&FixedRuntime::real_time()));
    let insert = |id: &str| {
        Statement::scoped(&scope, "INSERT INTO tags (tenant_id, id, name, slug) VALUES ($1, $2, $2, $2)")
            .bind(id)
    };
    let refused = db.write_batch([insert("a"), insert("b"), insert("a")], Isolation::Serializable).await;
    assert_eq!(refused.as_ref().unwrap_err().constraint(), Some("tags_pkey"));
    assert_eq!(
        refused.on_constraint("tags_pkey", || SqlError::Protocol("mapped".into())).unwrap_err().to_string(),
        "unexpected answer from the SQL endpoint: mapped"
    );
    assert!(
        db.read(Statement::scoped(&scope, "SELECT id FROM tags WHERE tenant_id = $1"))
            .await
            .unwrap()
            .rows
            .is_empty()
    );
    assert_eq!(db.read(insert("a")).await.unwrap_err().state(), Some("25006"), "read-only transaction");
}

#[tokio::test]
async fn a_conflict_between_serializable_batches_is_tried_again() {
    let scope = TenantScope::of_verified(TenantId::new(&FixedRuntime::real_time()));
    let db = blog();
    // Each batch counts what the others insert: without a retry one of them would fail.
    let batch = |id: String| {
        let count = Statement::scoped(&scope, "SELECT count(*) FROM tags WHERE tenant_id = $1");
        let insert = Statement::scoped(
            &scope,
            "INSERT INTO tags (tenant_id, id, name, slug) SELECT $1, $2, count(*)::text, $2 FROM tags WHERE tenant_id = $1",
        );
        [count, insert.bind(id)]
    };
    let (one, two) = tokio::join!(
        db.write_batch(batch("a".into()), Isolation::Serializable),
        db.write_batch(batch("b".into()), Isolation::Serializable)
    );
    one.unwrap();
    two.unwrap();
    let rows = db
        .read(Statement::scoped(&scope, "SELECT name FROM tags WHERE tenant_id = $1 ORDER BY name"))
        .await
        .unwrap();
    assert_eq!(rows.rows, [[Some("0".to_owned())], [Some("1".to_owned())]]);
}

#[tokio::test]
async fn a_dead_endpoint_and_a_slow_statement_are_unavailable() {
    let stack = stack();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead = format!("http://{}/sql", listener.local_addr().unwrap());
    drop(listener);
    let connection = ConnectionString::parse(stack.worker_databases.of(local_stack::Worker::Blog)).unwrap();
    let db = Database::new(NativeTransport::default(), connection.clone(), Some(dead));
    assert!(matches!(db.read(global("SELECT 1")).await, Err(SqlError::Unavailable(_))));

    let db = Database::new(NativeTransport::default(), connection, Some(stack.neon_url)).with_timeout_ms(300);
    let slow = db.read(global("SELECT pg_sleep(30)::text")).await.unwrap_err();
    assert_eq!(slow.to_string(), "the database is unavailable: no answer within 300 ms");
    assert!(db.read(global("SELECT 1")).await.is_ok(), "the next query is served");
}

#[tokio::test]
async fn what_is_too_large_is_said_to_be_so() {
    let db = blog();
    let request = db.read(global("SELECT length($1::text)").bind("x".repeat(11 * 1024 * 1024))).await;
    assert!(matches!(request, Err(SqlError::RequestTooLarge)));
    // The endpoint stops before the next row; what one row holds, the driver has to bound.
    for rows in ["repeat('x', 11 * 1024 * 1024)", "repeat('x', 1024) FROM generate_series(1, 11000)"] {
        let response = db.read(global(&format!("SELECT {rows}"))).await;
        assert!(matches!(response, Err(SqlError::AnswerTooLarge)), "{rows}");
    }
    assert!(db.read(global("SELECT 1")).await.is_ok(), "the next query is served");
}

#[tokio::test]
async fn a_wrong_password_is_said_to_be_refused() {
    let url = stack().databases.blog;
    let (login, host) = url.rsplit_once('@').unwrap();
    let (user, _) = login.rsplit_once(':').unwrap();
    let refused = connect(&format!("{user}:not-the-password@{host}")).read(global("SELECT 1")).await;
    assert_eq!(refused.unwrap_err().to_string(), "the database is unavailable: password refused");
}

/// PostgreSQL refuses at once whoever comes when all of a role's connections are taken.
#[tokio::test]
async fn whoever_asks_for_more_at_once_than_a_role_has_connections_waits_and_is_not_refused() {
    let role = TenantId::new(&FixedRuntime::real_time()).as_str().replace('-', "");
    let sql = format!(
        "CREATE ROLE {role} LOGIN CONNECTION LIMIT 12 PASSWORD '{role}'; GRANT USAGE ON SCHEMA app TO {role}"
    );
    owner().await.batch_execute(&sql).await.unwrap();
    let owner_url = stack().databases.blog;
    let (_, host) = owner_url.rsplit_once('@').unwrap();
    let db = connect(&format!("postgres://{role}:{role}@{host}"));
    let asked = (0..60).map(|number| db.read(global(&format!("SELECT pg_sleep(0.02)::text, {number}"))));
    for answer in futures_util::future::join_all(asked).await {
        answer.unwrap();
    }
}

#[tokio::test]
async fn a_type_that_a_user_made_reads_as_its_text() {
    let db = connect(&workshop_url().await);
    let setup = ["CREATE TYPE mood AS ENUM ('fine')"].map(global);
    let rows = db.write_after(setup, global("SELECT 'fine'::mood AS v"), Isolation::ReadCommitted).await;
    assert_eq!(rows.unwrap().iter().next().unwrap().get::<String>("v").unwrap(), "fine");
    let drop = db.write(global("DROP TYPE mood")).await;
    drop.unwrap();
}

#[tokio::test]
async fn errors_in_logs_name_codes_and_constraints_but_no_data() {
    let scope = TenantScope::of_verified(TenantId::new(&FixedRuntime::real_time()));
    let insert = Statement::scoped(
        &scope,
        "INSERT INTO tags (tenant_id, id, name, slug) VALUES ($1, $2, 'n', 's'), ($1, $2, 'n', 's')",
    );
    let error = blog().write(insert.bind("secret-id")).await.unwrap_err();
    assert_eq!(error.to_string(), "the database refused: SQLSTATE 23505, constraint tags_pkey");
}
