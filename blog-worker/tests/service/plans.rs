//! With many tenants and many posts, every query of a list finds its rows by an index that the tenant leads.

use logicspike_shared::runtime::testing::FixedRuntime;
use tokio_postgres::{Client, NoTls};

const TENANTS: i32 = 20;
const POSTS: i32 = 5000;

/// Posts of twenty tenants, made in one statement; a prefix keeps runs apart.
async fn populate(client: &Client) -> String {
    let prefix = logicspike_shared::ids::TenantId::new(&FixedRuntime::real_time()).to_string();
    let sql = "
        INSERT INTO posts (tenant_id, id, author_id, title, slug, body_text, status, published_at, created_at, updated_at)
        SELECT $1 || '-' || t, 'post_' || p, 'user_1', 'Title ' || p, 'slug-' || p, 'word' || (p % 500) || ' common text',
          CASE p % 4 WHEN 0 THEN 'draft' ELSE 'published' END,
          CASE p % 4 WHEN 0 THEN NULL ELSE now() - p * interval '1 hour' END, now() - p * interval '1 hour', now()
        FROM generate_series(1, $2::integer) AS t, generate_series(1, $3::integer) AS p";
    client.execute(sql, &[&prefix, &TENANTS, &POSTS]).await.unwrap();
    client.batch_execute("VACUUM ANALYZE posts").await.unwrap();
    format!("{prefix}-7")
}

async fn plan(client: &Client, role: &str, tenant: &str, sql: &str) -> String {
    let script = format!(
        "BEGIN; SET LOCAL ROLE {role}; SELECT set_config('app.tenant_id', '{tenant}', true); EXPLAIN {}; ROLLBACK",
        sql.replace("$1", &format!("'{tenant}'"))
    );
    let mut lines = Vec::new();
    for message in client.simple_query(&script).await.unwrap() {
        if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
            lines.push(row.get(0).unwrap().to_owned());
        }
    }
    lines.join("\n")
}

#[tokio::test]
async fn every_query_of_a_list_uses_an_index_led_by_the_tenant() {
    let (client, connection) =
        tokio_postgres::connect(&crate::support::stack().databases.blog, NoTls).await.unwrap();
    tokio::spawn(connection);
    let tenant = populate(&client).await;
    let mine = "FROM posts AS p WHERE p.tenant_id = $1";
    let public =
        "FROM posts AS p WHERE p.tenant_id = $1 AND p.status = 'published' AND p.published_at <= now()";
    let blog = "logicspike_blog";
    let queries = [
        (blog, format!("SELECT count(*) {mine}")),
        (blog, format!("SELECT title {mine} ORDER BY p.created_at DESC, p.id DESC LIMIT 10")),
        (blog, format!("SELECT title {mine} ORDER BY p.updated_at ASC, p.id ASC LIMIT 10")),
        (blog, format!("SELECT title {mine} ORDER BY p.title ASC, p.id ASC LIMIT 10")),
        (blog, format!("SELECT title {mine} ORDER BY p.published_at DESC NULLS LAST, p.id DESC LIMIT 10")),
        (
            blog,
            format!(
                "SELECT title {mine} AND p.status = 'draft' ORDER BY p.created_at DESC, p.id DESC LIMIT 10"
            ),
        ),
        (blog, format!("SELECT title {mine} AND p.slug = 'slug-7'")),
        (blog, format!("SELECT title {mine} AND p.id = 'post_7'")),
        (blog, format!("SELECT title {public} ORDER BY p.published_at DESC NULLS LAST, p.id DESC LIMIT 10")),
        (blog, format!("SELECT title {public} ORDER BY p.published_at DESC, p.id DESC LIMIT 20")),
        (blog, format!("SELECT title {public} AND p.slug = 'slug-7'")),
        (blog, format!("SELECT title {mine} AND p.id IN (SELECT app.matching_posts('word7'))")),
        (
            "logicspike_blog_finder",
            "SELECT id FROM posts WHERE tenant_id = $1 AND search @@ app.prefix_query('word7')".to_owned(),
        ),
    ];
    for (role, sql) in queries {
        let plan = plan(&client, role, &tenant, &sql).await;
        assert!(!plan.contains("Seq Scan on posts"), "{sql}\n{plan}");
        assert!(plan.contains("Index Cond: (") && plan.contains("tenant_id"), "{sql}\n{plan}");
        if role == "logicspike_blog_finder" {
            assert!(plan.contains("posts_search"), "{plan}");
        }
        // The newest published posts are read in order, not sorted: that is the page every visitor asks for.
        if sql.contains("LIMIT 20") {
            assert!(plan.contains("posts_public") && !plan.contains("Sort"), "{plan}");
        }
    }
    // A hundred thousand rows are in nobody's way afterwards.
    client
        .execute("DELETE FROM posts WHERE starts_with(tenant_id, $1)", &[&tenant.trim_end_matches("-7")])
        .await
        .unwrap();
}
