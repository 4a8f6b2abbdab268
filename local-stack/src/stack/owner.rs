//! The owner of the local databases: no superuser, and held by row-level security, as an owner is on any PostgreSQL.
//! A superuser would apply migrations that fail elsewhere, and run the functions that run as the owner past the wall.

use anyhow::{Context as _, Result};
use tokio_postgres::Client;

use crate::migrate;

/// Its name.
pub(super) const OWNER: &str = "logicspike_owner";

/// Databases that a superuser owned are handed over, with all that it made there, and the Workers' roles.
const HAND_OVER: &str = r"
DO $$
DECLARE
  statement text;
BEGIN
  FOR statement IN
    SELECT format('ALTER DATABASE %I OWNER TO logicspike_owner', current_database())
    UNION ALL
    SELECT format('ALTER SCHEMA %I OWNER TO logicspike_owner', nspname) FROM pg_namespace
    WHERE nspname = 'app' AND nspowner = current_user::regrole
    UNION ALL
    SELECT format('ALTER TABLE %s OWNER TO logicspike_owner', oid::regclass) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relowner = current_user::regrole
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO logicspike_owner', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = to_regnamespace('app') AND proowner = current_user::regrole
    UNION ALL
    SELECT format('GRANT %I TO logicspike_owner WITH ADMIN OPTION', rolname) FROM pg_roles
    WHERE starts_with(rolname, 'logicspike_') AND rolname <> 'logicspike_owner'
      AND NOT pg_has_role('logicspike_owner', oid, 'MEMBER WITH ADMIN OPTION')
  LOOP
    EXECUTE statement;
  END LOOP;
END
$$";

/// Makes the role on a server of ours, as its superuser, and gives it this password.
pub(super) async fn make(superuser: &Client, password: &str) -> Result<()> {
    if superuser.query_opt("select from pg_roles where rolname = $1", &[&OWNER]).await?.is_none() {
        let rights = "nosuperuser nocreatedb createrole noreplication nobypassrls";
        superuser.batch_execute(&format!("create role {OWNER} {rights}")).await?;
    }
    let statement = migrate::login_statement(superuser, OWNER, password).await?;
    superuser.batch_execute(&statement).await.context("cannot let the databases' owner in")
}

/// Gives it a database of an older stack; changes nothing in one that it has already.
pub(super) async fn hand_over(superuser: &Client) -> Result<()> {
    superuser.batch_execute(HAND_OVER).await.context("cannot hand the database over to its owner")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::Checkout;
    use crate::database::{Database, connect};
    use crate::stack_file::StackFile;

    #[tokio::test]
    async fn a_database_that_a_superuser_filled_is_migrated_by_its_owner_from_then_on() {
        let stack = StackFile::load().unwrap();
        let url = |url: &str| url.replace("/blog", "/handed_over").parse().unwrap();
        let server = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
        server.batch_execute("drop database if exists handed_over with (force)").await.unwrap();
        server.batch_execute("create database handed_over").await.unwrap();
        let mut superuser = connect(&url(&stack.databases.blog)).await.unwrap();
        let mut migrations = migrate::load(&Database::Blog.migrations(&Checkout::default())).unwrap();
        migrate::apply(&mut superuser, &migrations, |_| {}).await.unwrap();

        hand_over(&superuser).await.unwrap();
        hand_over(&superuser).await.unwrap();
        let next =
            "alter table posts add column x int; create or replace function app.tenant_id() returns text
                    language sql stable as $$ select nullif(current_setting('app.tenant_id', true), '') $$";
        let (name, sql) = ("9999_go_on.sql".to_owned(), next.to_owned());
        migrations.push(migrate::Migration { name, sql, sha256: "-".to_owned() });
        let mut owner = connect(&url(&stack.owner_databases.blog)).await.unwrap();
        assert_eq!(migrate::apply(&mut owner, &migrations, |_| {}).await.unwrap(), ["9999_go_on.sql"]);
        owner.batch_execute("alter role logicspike_blog set lock_timeout = '1500ms'").await.unwrap();
    }
}
