//! Migrations that carry data, applied as an owner whom row-level security holds. The way that works stands in
//! `migrations/README.md`, and is applied from there.

#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure must be loud")]

use local_stack::{Checkout, Database, StackFile, connect, migrate};
use tokio_postgres::Client;

/// A database of the test's own: as its owner, and as a superuser; and the migrations of the blog's.
async fn empty(name: &str) -> (Client, Client, Vec<migrate::Migration>) {
    let stack = StackFile::load().unwrap();
    let server = connect(&stack.databases.platform.parse().unwrap()).await.unwrap();
    server.batch_execute(&format!("drop database if exists {name} with (force)")).await.unwrap();
    server.batch_execute(&format!("create database {name} owner logicspike_owner")).await.unwrap();
    let url = |url: &str| url.replace("/blog", &format!("/{name}")).parse().unwrap();
    let owner = connect(&url(&stack.owner_databases.blog)).await.unwrap();
    let migrations = migrate::load(&Database::Blog.migrations(&Checkout::default())).unwrap();
    let superuser = connect(&url(&stack.databases.blog)).await.unwrap();
    (owner, superuser, migrations)
}

/// The same with the migrations applied, and rows of two tenants.
async fn filled(name: &str) -> (Client, Client, Vec<migrate::Migration>) {
    let (mut owner, superuser, migrations) = empty(name).await;
    migrate::apply(&mut owner, &migrations, |_| {}).await.unwrap();
    let rows = "insert into categories (tenant_id, id, name, slug)
                values ('tenant_a', 'cat_1', 'News', 'news'), ('tenant_b', 'cat_1', 'Stories', 'stories')";
    superuser.batch_execute(rows).await.unwrap();
    (owner, superuser, migrations)
}

/// One more file after those that there are.
fn and(migrations: &[migrate::Migration], sql: &str) -> Vec<migrate::Migration> {
    let next = migrate::Migration {
        name: "9999_measure_names.sql".to_owned(),
        sql: sql.to_owned(),
        sha256: "-".to_owned(),
    };
    migrations.iter().cloned().chain([next]).collect()
}

/// The only example of SQL in the README.
fn documented() -> String {
    let page = std::fs::read_to_string(Checkout::default().path("migrations/README.md")).unwrap();
    page.split("```sql\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap().to_owned()
}

/// Beyond what the index has room for under a mark: their words are made anew by the next sweep.
#[tokio::test]
async fn posts_of_more_words_than_the_marked_index_takes_are_left_to_the_sweep() {
    let (mut owner, superuser, migrations) = empty("data_words").await;
    let (before, after) = migrations.split_at(13);
    assert!(after.first().is_some_and(|next| next.name == "0014_mark_words.sql"));
    migrate::apply(&mut owner, before, |_| {}).await.unwrap();
    let rows = "insert into posts (tenant_id, id, author_id, title, slug, search, search_version)
                select 'tenant_a', 'post_' || most, 'user_1', 'Title', 'slug-' || most, (
                    select string_agg(to_hex(n) || ':1', ' ') from generate_series(1, most) as n
                  )::tsvector, 1
                from unnest(array[10, 100000]) as most";
    superuser.batch_execute(rows).await.unwrap();
    migrate::apply(&mut owner, &migrations, |_| {}).await.unwrap();
    let sql = "select search_version, length(search) from posts order by id";
    let rows = superuser.query(sql, &[]).await.unwrap();
    let kept: Vec<(i32, i32)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(kept, [(1, 10), (0, 100_000)]);
}

#[tokio::test]
async fn databases_of_one_server_are_migrated_at_the_same_time() {
    let names = ["data_side_a", "data_side_b", "data_side_c", "data_side_d"];
    let all: Vec<_> =
        names.into_iter().map(|name| tokio::spawn(async move { filled(name).await.2.len() })).collect();
    let migrations = migrate::load(&Database::Blog.migrations(&Checkout::default())).unwrap().len();
    for one in all {
        assert_eq!(one.await.unwrap(), migrations);
    }
}

#[tokio::test]
async fn a_column_filled_the_naive_way_is_refused_instead_of_left_empty() {
    let (mut owner, superuser, migrations) = filled("data_naive").await;
    let naive: Vec<String> =
        documented().lines().filter(|line| !line.contains("FORCE")).map(str::to_owned).collect();
    let naive = naive.join("\n");
    assert!(naive.contains("UPDATE categories"), "{naive}");

    let error = migrate::apply(&mut owner, &and(&migrations, &naive), |_| {}).await.unwrap_err().to_string();
    assert!(error.contains("9999_measure_names.sql failed, nothing of it was kept"), "{error}");
    assert!(error.contains("row-level security"), "{error}");

    // What would have happened without the runner's care.
    owner.batch_execute("ALTER TABLE categories ADD COLUMN name_length integer").await.unwrap();
    let updated = owner.execute("UPDATE categories SET name_length = char_length(name)", &[]).await.unwrap();
    assert_eq!(updated, 0, "an owner sees no tenant's rows");
    let sql = "select count(*) filter (where name_length is null), count(*) from categories";
    let row = superuser.query_one(sql, &[]).await.unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (2, 2));
}

#[tokio::test]
async fn a_column_filled_the_documented_way_is_filled_for_every_tenant() {
    let (mut owner, superuser, migrations) = filled("data_documented").await;
    let applied = migrate::apply(&mut owner, &and(&migrations, &documented()), |_| {}).await.unwrap();
    assert_eq!(applied, ["9999_measure_names.sql"]);
    let sql = "select tenant_id, name_length from categories order by tenant_id";
    let rows = superuser.query(sql, &[]).await.unwrap();
    let lengths: Vec<(String, i32)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(lengths, [("tenant_a".to_owned(), 4), ("tenant_b".to_owned(), 7)]);
    let seen: i64 = owner.query_one("select count(*) from categories", &[]).await.unwrap().get(0);
    assert_eq!(seen, 0, "the wall stands again");
}
