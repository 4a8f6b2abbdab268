//! Migrations that carry data, on a database that has some.

use local_stack::{Checkout, Database, DatabaseUrl, connect, migrate};

use crate::support::stack;

const OWNER: &str = "plain_blog_owner";
const PASSWORD: &str = "plain";

/// Neither a superuser nor beyond row-level security, as on a database that is somebody else's to run.
#[tokio::test]
async fn what_was_kept_before_it_was_counted_is_counted_also_for_an_owner_that_the_wall_holds() {
    let url: DatabaseUrl = stack().databases.blog.parse().unwrap();
    let superuser = connect(&url).await.unwrap();
    for sql in [
        format!("DROP DATABASE IF EXISTS {OWNER}"),
        format!("DROP ROLE IF EXISTS {OWNER}"),
        format!("CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE PASSWORD '{PASSWORD}'"),
        format!("GRANT logicspike_blog, logicspike_blog_finder TO {OWNER} WITH ADMIN OPTION"),
        format!("CREATE DATABASE {OWNER} OWNER {OWNER}"),
    ] {
        superuser.batch_execute(&sql).await.unwrap();
    }
    let url = stack().databases.blog.replace("/blog", &format!("/{OWNER}"));
    let url = url.parse::<DatabaseUrl>().unwrap().with_login(OWNER, PASSWORD).unwrap();
    let mut owner = connect(&url).await.unwrap();

    let files = migrate::load(&Database::Blog.migrations(&Checkout::default())).unwrap();
    let before = files.iter().position(|file| file.name == "0008_count_usage.sql").unwrap();
    migrate::apply(&mut owner, &files[..before], |_| {}).await.unwrap();
    for tenant in ["tenant_a", "tenant_b"] {
        owner
            .batch_execute(&format!(
                "BEGIN;
                 SELECT set_config('app.tenant_id', '{tenant}', true);
                 INSERT INTO posts (tenant_id, id, author_id, title, slug)
                 SELECT '{tenant}', n::text, 'user_1', 'Post', n::text FROM generate_series(1, 3) AS n;
                 INSERT INTO tags (tenant_id, id, name, slug) VALUES ('{tenant}', '1', 'Tag', 'tag');
                 INSERT INTO post_revisions
                   (tenant_id, post_id, version, title, content, tag_ids, saved_at, replaced_at, replaced_by)
                 VALUES ('{tenant}', '1', 1, 'Ünï', '{{}}', '{{}}', now(), now(), 'user_1');
                 COMMIT"
            ))
            .await
            .unwrap();
    }
    migrate::apply(&mut owner, &files, |_| {}).await.unwrap();
    let seen = owner.query("SELECT * FROM tenant_usage", &[]).await.unwrap();
    assert!(seen.is_empty(), "the wall stands again");
    for tenant in ["tenant_a", "tenant_b"] {
        owner.execute("SELECT set_config('app.tenant_id', $1, false)", &[&tenant]).await.unwrap();
        let sql = "SELECT posts, categories, tags, revision_bytes FROM tenant_usage";
        let row = owner.query_one(sql, &[]).await.unwrap();
        let counted: [i64; 4] = [0, 1, 2, 3].map(|column| row.get(column));
        assert_eq!(counted, [3, 0, 1, 7], "{tenant}");
        let sql = "SELECT DISTINCT search::text, search_version FROM posts";
        let row = owner.query_one(sql, &[]).await.unwrap();
        let words: (String, i32) = (row.get(0), row.get(1));
        assert_eq!(words, ("'post':1A".to_owned(), 0), "found as before, and left to the sweep");
    }
    let policies = "SELECT count(*) FROM pg_policies WHERE policyname LIKE 'migration%'";
    assert_eq!(owner.query_one(policies, &[]).await.unwrap().get::<_, i64>(0), 0);
}
