//! With many tenants and many posts, every query of a list finds its rows by an index that the tenant leads.

use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::sql::testing::Sent;
use tokio_postgres::{Client, NoTls};

use crate::statements::everything;

const TENANTS: i32 = 20;
const POSTS: i32 = 5000;

/// Posts of twenty tenants, made in one statement; a prefix keeps runs apart.
async fn populate(client: &Client) -> String {
    let prefix = logicspike_shared::ids::TenantId::new(&FixedRuntime::real_time()).to_string();
    let sql = "
        INSERT INTO posts (tenant_id, id, author_id, title, slug, body_text, status, published_at, created_at,
          updated_at, search, search_version)
        SELECT $1 || '-' || t, 'post_' || p, 'user_1', 'Title ' || p, 'slug-' || p, 'word' || (p % 500) || ' common text',
          CASE p % 4 WHEN 0 THEN 'draft' ELSE 'published' END,
          CASE p % 4 WHEN 0 THEN NULL ELSE now() - p * interval '1 hour' END, now() - p * interval '1 hour', now(),
          to_tsvector('simple', 'word' || (p % 500) || ' common text'), 1
        FROM generate_series(1, $2::integer) AS t, generate_series(1, $3::integer) AS p";
    client.execute(sql, &[&prefix, &TENANTS, &POSTS]).await.unwrap();
    // As long as others' transactions are older, rows are not known to be visible to all, and plans are other ones.
    let are_visible = "SELECT relallvisible >= 0.9 * relpages FROM pg_class WHERE oid = 'posts'::regclass";
    for _ in 0..20 {
        client.batch_execute("VACUUM ANALYZE posts").await.unwrap();
        if client.query_one(are_visible, &[]).await.unwrap().get(0) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    format!("{prefix}-7")
}

/// The plan of a statement as it was sent, but for this tenant.
async fn plan(client: &Client, role: &str, tenant: &str, statement: &Sent) -> String {
    let literal = |param: &Option<String>| match param {
        Some(text) => format!("'{}'", text.replace('\'', "''")),
        None => "NULL".to_owned(),
    };
    let params = [format!("'{tenant}'")].into_iter().chain(statement.params.iter().skip(1).map(literal));
    let params = params.collect::<Vec<_>>().join(", ");
    let script = format!(
        "BEGIN; SET LOCAL ROLE {role}; SELECT set_config('app.tenant_id', '{tenant}', true);
         SET LOCAL plan_cache_mode = force_custom_plan; PREPARE sent AS {};
         EXPLAIN EXECUTE sent ({params}); ROLLBACK; DEALLOCATE sent",
        statement.text
    );
    let mut lines = Vec::new();
    for message in client.simple_query(&script).await.unwrap() {
        if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
            lines.push(row.get(0).unwrap().to_owned());
        }
    }
    lines.join("\n")
}

/// What every visitor asks for: the first page of the public list, and feeds.
fn is_newest(text: &str) -> bool {
    text.contains("WITH newest")
        || text.contains("$2::timestamptz ORDER BY p.published_at DESC, p.id DESC LIMIT $3")
}

#[tokio::test]
async fn every_query_of_a_list_uses_an_index_led_by_the_tenant() {
    let (client, connection) =
        tokio_postgres::connect(&crate::support::stack().databases.blog, NoTls).await.unwrap();
    tokio::spawn(connection);
    let tenant = populate(&client).await;
    let lists = everything().await.into_iter().filter(|statement| {
        let is_read = ["SELECT", "WITH newest", "WITH origin"]
            .iter()
            .any(|verb| statement.text.trim_start().starts_with(verb));
        is_read && statement.tenant.is_some() && statement.text.contains("FROM posts AS p")
    });
    let (mut explained, mut newest, mut followed) = (0, 0, 0);
    for statement in lists {
        let (plan, text) = (plan(&client, "logicspike_blog", &tenant, &statement).await, &statement.text);
        assert!(!plan.contains("Seq Scan on posts"), "{text}\n{plan}");
        assert!(plan.contains("Index Cond: (") && plan.contains("tenant_id"), "{text}\n{plan}");
        explained += 1;
        if text.contains("p.title COLLATE") {
            assert!(
                plan.contains("posts_by_letters") && !plan.contains("Sort Key: p.title"),
                "{text}\n{plan}"
            );
        }
        // What follows a cursor begins where it stands, and is not sorted.
        if text.contains(") < ($") || text.contains(") > ($") {
            let begins = plan.lines().any(|line| line.contains("Index Cond") && line.contains("ROW("));
            let by_time = |line: &str| {
                ["published_at", "created_at", "updated_at"].iter().any(|key| line.contains(key))
            };
            let is_sorted = plan.lines().any(|line| line.contains("Sort Key") && by_time(line));
            let is_filtered = text.contains(".slug = ") || text.contains("posts_with_words");
            assert!(is_filtered || (begins && !is_sorted), "{text}\n{plan}");
            followed += 1;
        }
        // The newest published posts are read in order, not sorted.
        if is_newest(text) {
            let is_sorted =
                plan.lines().any(|line| line.contains("Sort Key") && line.contains("published_at"));
            assert!(plan.contains("posts_public") && !is_sorted, "{text}\n{plan}");
            newest += 1;
        }
    }
    assert!(explained >= 30 && newest == 3, "{explained} statements, {newest} of the newest posts");

    assert!(followed >= 12, "{followed} statements after a cursor");

    // What the search asks for is asked by a function of its own.
    let words = Sent {
        tenant: Some(tenant.clone()),
        text: "SELECT id FROM posts WHERE app.marked_words(tenant_id, search) @@ app.marked_query($1, $2::tsquery)"
            .to_owned(),
        params: vec![None, Some("'word7':*".to_owned())],
    };
    let plan = plan(&client, "logicspike_blog_finder", &tenant, &words).await;
    assert!(plan.contains("posts_search") && !plan.contains("Seq Scan on posts"), "{plan}");

    // A hundred thousand rows are in nobody's way afterwards.
    client
        .execute("DELETE FROM posts WHERE starts_with(tenant_id, $1)", &[&tenant.trim_end_matches("-7")])
        .await
        .unwrap();
}
