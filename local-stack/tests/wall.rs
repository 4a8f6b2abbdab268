//! What the migrations leave behind, looked at as the server's superuser: whom row-level security holds, and what runs
//! as somebody else than who calls.

#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure must be loud")]

use std::collections::BTreeMap;

use local_stack::{StackFile, Worker, connect};
use logicspike_shared::permission::Permission;
use tokio_postgres::Client;

/// Permissions that the built-in role `admin` does not have, and why.
const NOT_ADMINS: [(Permission, &str); 1] = [(Permission::SystemOwner, "owners alone make owners")];

/// Functions that have one name in both databases, and another task in each.
const DIFFERENT: [&str; 1] = ["app.forget_the_past()"];

async fn client(url: &str) -> Client {
    connect(&url.parse().unwrap()).await.unwrap()
}

/// Both databases as a superuser.
async fn databases() -> [(&'static str, Client); 2] {
    let urls = StackFile::load().unwrap().databases;
    [("platform", client(&urls.platform).await), ("blog", client(&urls.blog).await)]
}

async fn texts(client: &Client, sql: &str) -> Vec<String> {
    client.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn the_owner_is_held_by_row_level_security_as_on_any_server() {
    let stack = StackFile::load().unwrap();
    let (owner, superuser) = (client(&stack.owner_databases.blog).await, client(&stack.databases.blog).await);
    let rights = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user";
    assert!(!owner.query_one(rights, &[]).await.unwrap().get::<_, bool>(0));
    // Of some tables the owner sees rows: as a member of the role that the functions run as.
    let count = "select count(*) from categories";
    assert_eq!(owner.query_one(count, &[]).await.unwrap().get::<_, i64>(0), 0);
    assert!(superuser.query_one(count, &[]).await.unwrap().get::<_, i64>(0) > 0);
}

#[tokio::test]
async fn every_table_with_row_level_security_forces_it_on_its_owner_and_every_tenants_table_has_it() {
    for (database, client) in databases().await {
        let open = "select c.relname::text from pg_class as c
                    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relforcerowsecurity
                      and (c.relrowsecurity or exists (
                        select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_id'
                      ))";
        assert_eq!(texts(&client, open).await, [""; 0], "{database}");
        let foreign = "select c.relname::text from pg_class as c
                       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                         and c.relowner <> 'logicspike_owner'::regrole";
        assert_eq!(texts(&client, foreign).await, [""; 0], "{database}");
    }
}

#[tokio::test]
async fn what_runs_as_its_owner_is_held_too_and_is_called_by_the_workers_alone() {
    for (database, client) in databases().await {
        let definer = "select p.oid::regprocedure::text from pg_proc as p where p.prosecdef";
        assert!(!texts(&client, definer).await.is_empty(), "{database}");
        let powerful = format!(
            "{definer} and (select rolsuper or rolbypassrls from pg_roles as r where r.oid = p.proowner)"
        );
        assert_eq!(texts(&client, &powerful).await, [""; 0], "{database}: owned by whom nothing holds");
        // What a caller put into a schema of their own must not stand in the place of ours.
        let unguarded = format!(
            "{definer} and not exists (select from unnest(p.proconfig) as s where s like 'search_path=%, pg_temp')"
        );
        assert_eq!(texts(&client, &unguarded).await, [""; 0], "{database}: the search path is the caller's");
        // A trigger's function cannot be called.
        let public = format!(
            "{definer} and p.prorettype <> 'trigger'::regtype
             and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) where grantee = 0)"
        );
        assert_eq!(texts(&client, &public).await, [""; 0], "{database}: anybody may call it");
    }
}

/// The function behind `request_log` runs as the tables' owner.
#[tokio::test]
async fn a_keys_use_is_noted_for_the_announced_tenant_and_for_no_other() {
    let stack = StackFile::load().unwrap();
    let superuser = client(&stack.databases.platform).await;
    let rows = "insert into tenants (id, name) values ('tenant_wall_a', 'A'), ('tenant_wall_b', 'B') on conflict do nothing;
                insert into api_keys (tenant_id, id, name, digest, hint, scopes)
                values ('tenant_wall_a', 'key_wall', 'A', repeat('a', 64), 'ls_', '{blog}'),
                  ('tenant_wall_b', 'key_wall', 'B', repeat('b', 64), 'ls_', '{blog}')
                on conflict (tenant_id, id) do update set last_used_at = null";
    superuser.batch_execute(rows).await.unwrap();

    let mut gateway = client(stack.worker_databases.of(Worker::Gateway)).await;
    let transaction = gateway.transaction().await.unwrap();
    transaction.execute("select set_config('app.tenant_id', 'tenant_wall_a', true)", &[]).await.unwrap();
    let log = "insert into request_log
                 (occurred_at, request_id, tenant_id, api_key_id, method, route, status, duration_ms, reason)
               values (now(), 'wall', $1, 'key_wall', 'GET', '/', 200, 1, 'key_use')";
    transaction.execute(log, &[&"tenant_wall_a"]).await.unwrap();
    transaction.commit().await.unwrap();
    let used = "select tenant_id from api_keys where id = 'key_wall' and last_used_at is not null";
    assert_eq!(texts(&superuser, used).await, ["tenant_wall_a"]);

    let transaction = gateway.transaction().await.unwrap();
    transaction.execute("select set_config('app.tenant_id', 'tenant_wall_a', true)", &[]).await.unwrap();
    let forged = transaction.execute(log, &[&"tenant_wall_b"]).await.unwrap_err();
    assert_eq!(forged.code().map(|code| code.code().to_owned()).as_deref(), Some("42501"));
    drop(transaction);
    assert_eq!(texts(&superuser, used).await, ["tenant_wall_a"]);
}

#[tokio::test]
async fn built_in_roles_hold_known_permissions_and_admin_holds_all_but_those_that_say_why() {
    let [(_, platform), _] = databases().await;
    let rows = platform.query("select id, permissions from builtin_roles", &[]).await.unwrap();
    let roles: BTreeMap<String, Vec<String>> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    for (role, permissions) in &roles {
        for permission in permissions {
            assert!(Permission::parse(permission).is_some(), "{role}: nobody knows {permission}");
        }
    }
    let admin = &roles["admin"];
    for permission in Permission::ALL {
        let withheld = NOT_ADMINS.iter().any(|(without, _)| without == permission);
        let held = admin.iter().any(|held| held == permission.as_str());
        assert!(
            held != withheld,
            "admin and {}: a migration gives it, or NOT_ADMINS says why not",
            permission.as_str()
        );
    }
}

#[tokio::test]
async fn functions_that_both_databases_have_are_the_same() {
    let mut definitions = Vec::new();
    for (_, client) in databases().await {
        let sql = "select oid::regprocedure::text, pg_get_functiondef(oid) from pg_proc
                   where pronamespace = 'app'::regnamespace";
        let rows = client.query(sql, &[]).await.unwrap();
        let functions: BTreeMap<String, String> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        definitions.push(functions);
    }
    let shared: Vec<&String> =
        definitions[0].keys().filter(|name| definitions[1].contains_key(*name)).collect();
    assert!(shared.iter().any(|name| *name == "app.assert_confined()"), "{shared:?}");
    for name in shared {
        let same = definitions[0][name] == definitions[1][name];
        assert_ne!(same, DIFFERENT.contains(&name.as_str()), "{name}: change both, or DIFFERENT names it");
    }
}
