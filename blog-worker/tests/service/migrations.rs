//! Migrations that carry data, on a database that has some.

use local_stack::{Checkout, Database, DatabaseUrl, connect, migrate};

use crate::support::stack;

const OWNER: &str = "plain_blog_owner";
const PASSWORD: &str = "plain";

/// Neither a superuser nor beyond row-level security, as on a database that is somebody else's to run.
#[tokio::test]
async fn what_was_there_before_a_migration_is_taken_over_also_for_an_owner_that_the_wall_holds() {
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
                 INSERT INTO post_tags (tenant_id, post_id, tag_id, position) VALUES ('{tenant}', '1', '1', 0);
                 UPDATE posts SET status = 'published', published_at = '2026-01-01' WHERE id = '1';
                 INSERT INTO slug_redirects (tenant_id, slug, post_id) VALUES ('{tenant}', 'once', '1');
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
        let key: String = owner.query_one("SELECT name_key FROM tags", &[]).await.unwrap().get(0);
        assert_eq!(key, "tag");
        let sql =
            "SELECT concat_ws(' ', kind, id, status, posts) FROM post_counts WHERE tenant_id = $1 ORDER BY 1";
        let rows = owner.query(sql, &[&tenant]).await.unwrap();
        let posts: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(posts, ["all  draft 2", "all  published 1", "tag 1 published 1"], "{tenant}");
        let sql = "SELECT count(*) FROM post_tags AS pt JOIN posts AS p ON p.tenant_id = pt.tenant_id AND p.id = pt.post_id
                   WHERE pt.status = 'published' AND pt.published_at = p.published_at AND pt.created_at = p.created_at";
        assert_eq!(owner.query_one(sql, &[]).await.unwrap().get::<_, i64>(0), 1, "{tenant}");
        // A Worker from before still writes the old table.
        let sql = "INSERT INTO slug_redirects (tenant_id, slug, post_id) VALUES ($1, 'then', '2'), ($1, 'once', '3')
                   ON CONFLICT (tenant_id, slug) DO UPDATE SET post_id = excluded.post_id";
        owner.execute(sql, &[&tenant]).await.unwrap();
        let sql = "SELECT slug, post_id FROM former_slugs ORDER BY slug, post_id";
        let rows = owner.query(sql, &[]).await.unwrap();
        let former: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        let expected = [("once", "1"), ("once", "3"), ("then", "2")];
        assert_eq!(former, expected.map(|(slug, post)| (slug.to_owned(), post.to_owned())), "{tenant}");
    }
    let policies = "SELECT count(*) FROM pg_policies WHERE policyname LIKE 'migration%'";
    assert_eq!(owner.query_one(policies, &[]).await.unwrap().get::<_, i64>(0), 0);
}
