//! What operators rely on when they apply migrations. Runs on the stack that `cargo xtask test` starts.

#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure must be loud")]

use local_stack::{StackFile, connect, migrate};
use tokio_postgres::Client;

/// A database of the test's own, so that tests may run side by side and again. It belongs to a plain owner.
async fn scratch(name: &str) -> Client {
    let stack = StackFile::load().unwrap();
    let server = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    server.batch_execute(&format!("drop database if exists {name} with (force)")).await.unwrap();
    server.batch_execute(&format!("create database {name} owner logicspike_owner")).await.unwrap();
    connect(&scratch_url(&stack, name).parse().unwrap()).await.unwrap()
}

fn scratch_url(stack: &StackFile, name: &str) -> String {
    stack.owner_databases.platform.replace("/platform", &format!("/{name}"))
}

fn files(files: &[(&str, &str)]) -> Vec<migrate::Migration> {
    let folder = tempfile::tempdir().unwrap();
    for (name, sql) in files {
        std::fs::write(folder.path().join(name), sql).unwrap();
    }
    migrate::load(folder.path()).unwrap()
}

async fn apply(client: &mut Client, migrations: &[migrate::Migration]) -> Result<Vec<String>, String> {
    migrate::apply(client, migrations, |_| {}).await.map_err(|error| format!("{error:#}"))
}

const ONE: (&str, &str) = ("0001_create_a.sql", "create table a (n int); insert into a values (1)");
const TWO: (&str, &str) = ("0002_fill_a.sql", "insert into a values (2)");

#[tokio::test]
async fn each_file_is_applied_once_and_in_order() {
    let mut client = scratch("migrate_once").await;
    assert_eq!(apply(&mut client, &files(&[ONE])).await.unwrap(), [ONE.0]);
    assert_eq!(apply(&mut client, &files(&[TWO, ONE])).await.unwrap(), [TWO.0]);
    assert_eq!(apply(&mut client, &files(&[ONE, TWO])).await.unwrap(), [""; 0]);
    let sum: i64 = client.query_one("select sum(n) from a", &[]).await.unwrap().get(0);
    assert_eq!(sum, 3);
}

#[tokio::test]
async fn of_a_file_that_fails_nothing_is_kept_and_the_file_is_named() {
    let mut client = scratch("migrate_failed").await;
    let broken = ("0002_fill_a.sql", "insert into a values (2); insert into a values ('x')");
    let error = apply(&mut client, &files(&[ONE, broken])).await.unwrap_err();
    assert!(error.contains("0002_fill_a.sql") && error.contains("SQLSTATE 22P02"), "{error}");
    assert_eq!(apply(&mut client, &files(&[ONE, TWO])).await.unwrap(), [TWO.0]);
    let sum: i64 = client.query_one("select sum(n) from a", &[]).await.unwrap().get(0);
    assert_eq!(sum, 3);
}

#[tokio::test]
async fn a_function_whose_body_names_what_is_not_there_is_refused() {
    let mut client = scratch("migrate_function").await;
    for (language, body) in [("sql", "select m from a"), ("plpgsql", "begin retrun 1; end")] {
        let sql = format!("create function f() returns int language {language} as $$ {body} $$");
        let error = apply(&mut client, &files(&[ONE, ("0002_make_f.sql", &sql)])).await.unwrap_err();
        assert!(error.contains("0002_make_f.sql failed, nothing of it was kept"), "{error}");
        client.query_one("select n from a", &[]).await.unwrap();
    }
    let sound = ("0002_make_f.sql", "create function f() returns int language sql as 'select n from a'");
    assert_eq!(apply(&mut client, &files(&[ONE, sound])).await.unwrap(), [sound.0]);
}

#[tokio::test]
async fn a_file_changed_removed_or_added_before_an_applied_one_is_refused() {
    let mut client = scratch("migrate_refused").await;
    apply(&mut client, &files(&[ONE, TWO])).await.unwrap();
    let changed = apply(&mut client, &files(&[ONE, (TWO.0, "select 1")])).await.unwrap_err();
    assert!(changed.contains("0002_fill_a.sql was changed"), "{changed}");
    let missing = apply(&mut client, &files(&[TWO])).await.unwrap_err();
    assert!(missing.contains("0001_create_a.sql"), "{missing}");
    let late = apply(&mut client, &files(&[("0000_late.sql", "select 1"), ONE, TWO])).await.unwrap_err();
    assert!(late.contains("0000_late.sql has a lower number"), "{late}");
}

#[tokio::test]
async fn two_commands_at_the_same_time_apply_each_file_once() {
    let mut one = scratch("migrate_twice").await;
    let url = scratch_url(&StackFile::load().unwrap(), "migrate_twice");
    let mut two = connect(&url.parse().unwrap()).await.unwrap();
    let migrations = files(&[ONE, TWO]);
    let (first, second) = tokio::join!(apply(&mut one, &migrations), apply(&mut two, &migrations));
    assert_eq!(first.unwrap().len() + second.unwrap().len(), 2);
    let sum: i64 = one.query_one("select sum(n) from a", &[]).await.unwrap().get(0);
    assert_eq!(sum, 3);
}

#[tokio::test]
async fn a_password_with_quotes_lets_the_role_in() {
    let client = scratch("migrate_role").await;
    client.batch_execute("drop role if exists \"odd role\"; create role \"odd role\" nologin").await.unwrap();
    let password = "it's \\ \"odd\"";
    let statement = migrate::login_statement(&client, "odd role", password).await.unwrap();
    client.batch_execute(&statement).await.unwrap();
    let owner: local_stack::DatabaseUrl = StackFile::load().unwrap().databases.platform.parse().unwrap();
    connect(&owner.with_login("odd role", password).unwrap()).await.unwrap();
    assert!(connect(&owner.with_login("odd role", "wrong").unwrap()).await.is_err());
}
