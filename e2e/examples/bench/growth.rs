//! What a blog's own questions cost PostgreSQL as it grows: a thousand, ten and a hundred thousand posts of one tenant,
//! and a thousand other tenants beside it. The statements are those that the service sends.

use anyhow::{Context as _, Result, ensure};
use blog_worker::app::App;
use blog_worker::config::Config;
use blog_worker::domain::media::Part;
use blog_worker::host::{Bucket, Content, Listed};
use local_stack::{StackFile, Worker, connect};
use logicspike_shared::error::AppError;
use logicspike_shared::http::Request;
use logicspike_shared::paging::Cursor;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::secret::GatewaySecrets;
use logicspike_shared::service::{self, Pieces};
use logicspike_shared::sql::testing::{Recording, Sent};
use logicspike_shared::sql::{ConnectionString, NativeTransport};
use logicspike_shared::time::Timestamp;
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::Value;
use tokio_postgres::{Client, SimpleQueryMessage};

/// Posts of the three tenants.
const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
/// Times that each statement runs; the median counts.
const TIMES: usize = 7;
const SECRET: &str = "growth";

/// The questions here are PostgreSQL's alone.
struct NoBucket;

impl Bucket for NoBucket {
    async fn put(&self, _key: &str, _bytes: u32, _pieces: &mut impl Pieces) -> Result<(), AppError> {
        Err(AppError::unavailable("no bucket"))
    }

    async fn copy(&self, _from: &str, _to: &str) -> Result<bool, AppError> {
        Err(AppError::unavailable("no bucket"))
    }

    async fn size(&self, _key: &str) -> Result<Option<u64>, AppError> {
        Err(AppError::unavailable("no bucket"))
    }

    async fn get(&self, _key: &str, _part: Option<Part>) -> Result<Option<(u64, Content)>, AppError> {
        Err(AppError::unavailable("no bucket"))
    }

    async fn remove(&self, _keys: Vec<String>) -> Result<(), AppError> {
        Err(AppError::unavailable("no bucket"))
    }

    async fn list(&self, _prefix: &str) -> Result<Vec<Listed>, AppError> {
        Err(AppError::unavailable("no bucket"))
    }
}

/// What is asked, and of whom: the authors' door or the readers'. `{after}` is a cursor at nine tenths of the list.
const QUESTIONS: [(&str, &str); 24] = [
    ("authors' first page, total and counts", "/admin/posts"),
    ("… by publication", "/admin/posts?sort=publishedAt"),
    ("… by title", "/admin/posts?sort=title"),
    ("… drafts", "/admin/posts?status=draft"),
    ("… of a category", "/admin/posts?category=category-3"),
    ("… with a tag", "/admin/posts?tag=tag-3"),
    ("… after a cursor", "/admin/posts?after={createdAt}"),
    ("… by publication, after a cursor", "/admin/posts?sort=publishedAt&after={publishedAt}"),
    ("… page at nine tenths", "/admin/posts?page={page}"),
    ("readers' first page and total", "/public/posts"),
    ("… of a category", "/public/posts?category=category-3"),
    ("… of a category with one post in a thousand", "/public/posts?category=rare"),
    ("… with a tag", "/public/posts?tag=tag-3"),
    ("… with a tag of one post in a thousand", "/public/posts?tag=rare"),
    ("… after a cursor", "/public/posts?after={publishedAt}"),
    ("… with a tag, after a cursor", "/public/posts?tag=tag-3&after={publishedAt}"),
    ("… page at nine tenths", "/public/posts?page={page}"),
    ("100 addresses after a cursor", "/public/slugs?limit=100&after={publishedAt}"),
    ("categories with their numbers", "/public/categories"),
    ("tags with their numbers", "/public/tags"),
    ("a post by its slug", "/public/posts/slug-501"),
    ("a post by its id", "/admin/posts/{id}"),
    ("a feed", "/public/feed.xml"),
    ("a search for two rare words", "/public/posts?search=unique501+seldom501"),
];

/// Inherently as long as the blog, or as what is found.
const GROWING: [&str; 2] = ["/admin/posts?page={page}", "/public/posts?page={page}"];

pub(crate) async fn lists(stack: &StackFile) -> Result<()> {
    let tables = connect(&stack.databases.blog.parse()?).await?;
    let worker = connect(&stack.worker_databases.of(Worker::Blog).parse()?).await?;
    for posts in SIZES {
        seed(&tables, &tenant(posts), posts).await?;
    }
    tables.batch_execute("VACUUM ANALYZE").await?;
    let mut alone = Vec::new();
    for (_, target) in QUESTIONS {
        let mut row = Vec::new();
        for posts in SIZES {
            row.push(cost(stack, &worker, target, posts).await?);
        }
        alone.push(row);
    }
    for n in 1..=1_000 {
        seed(&tables, &format!("tenant_growth_other_{n}"), 100).await?;
    }
    tables.batch_execute("VACUUM ANALYZE").await?;
    println!("\n## PostgreSQL's time for a request as a blog grows, ms\n");
    println!("| | 1,000 posts | 10,000 | 100,000 | slope | 1,000 beside 1,000 tenants |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let mut steep = Vec::new();
    for ((name, target), row) in QUESTIONS.into_iter().zip(alone) {
        let beside = cost(stack, &worker, target, SIZES[0]).await?;
        let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
        // Over two decades.
        let slope = (last / first).log10() / 2.0;
        let times: Vec<String> = row.iter().map(|time| format!("{time:.2}")).collect();
        println!("| {name} | {} | {slope:.2} | {beside:.2} |", times.join(" | "));
        if slope > 0.1 && !GROWING.contains(&target) {
            steep.push(name);
        }
    }
    println!("\nsteeper than 0.1: {}", if steep.is_empty() { "none".to_owned() } else { steep.join("; ") });
    let forget = "DELETE FROM post_tags WHERE starts_with(tenant_id, 'tenant_growth_');
                  DELETE FROM posts WHERE starts_with(tenant_id, 'tenant_growth_')";
    Ok(tables.batch_execute(forget).await?)
}

fn tenant(posts: u32) -> String {
    format!("tenant_growth_{posts}")
}

/// Posts a minute apart, one of ten a draft, with a category and two tags; triggers count them.
async fn seed(tables: &Client, tenant: &str, posts: u32) -> Result<()> {
    const NAMES: [&str; 2] = [
        "INSERT INTO categories (tenant_id, id, name, slug)
         SELECT $1, 'cat_' || s, initcap(s), s
         FROM (SELECT 'category-' || n AS s FROM generate_series(0, 19) AS n UNION SELECT 'rare') AS slugs",
        "INSERT INTO tags (tenant_id, id, name, slug)
         SELECT $1, 'tag_' || s, initcap(s), s
         FROM (SELECT 'tag-' || n AS s FROM generate_series(0, 49) AS n UNION SELECT 'rare') AS slugs",
    ];
    const POSTS: &str = "
        INSERT INTO posts (tenant_id, id, author_id, title, slug, content, body_text, category_id, status, published_at,
          created_at, updated_at, search, search_version)
        SELECT $1, 'post_' || lpad(n::text, 8, '0'), 'user_1', 'Title ' || md5(n::text), 'slug-' || n, '{\"type\":\"doc\"}',
          repeat('word ', 100), 'cat_' || CASE n % 1000 WHEN 7 THEN 'rare' ELSE 'category-' || n % 20 END,
          CASE n % 10 WHEN 0 THEN 'draft' ELSE 'published' END,
          CASE n % 10 WHEN 0 THEN NULL ELSE now() - ($2 - n) * interval '1 minute' END,
          now() - ($2 - n) * interval '1 minute', now() - ($2 - n) * interval '1 minute',
          ('''unique' || n || ''':1C ''seldom' || n || ''':2C ' || (
            SELECT string_agg('''word' || (n * 31 + w * 17) % 500 || ''':' || w + 2 || 'C', ' ') FROM generate_series(1, 60) AS w
          ))::tsvector, 1
        FROM generate_series(1, $2) AS n";
    const TAGS: &str = "
        INSERT INTO post_tags (tenant_id, post_id, tag_id, position)
        SELECT $1, 'post_' || lpad(n::text, 8, '0'), tag, place
        FROM generate_series(1, $2) AS n, LATERAL (
          VALUES ('tag_tag-' || n % 50, 0), ('tag_tag-' || (n + 7) % 50, 1), (CASE n % 1000 WHEN 3 THEN 'tag_rare' END, 2)
        ) AS tag (tag, place)
        WHERE tag IS NOT NULL";
    let posts = i32::try_from(posts)?;
    for names in NAMES {
        tables.execute(names, &[&tenant]).await?;
    }
    tables.execute(POSTS, &[&tenant, &posts]).await?;
    tables.execute(TAGS, &[&tenant, &posts]).await?;
    Ok(())
}

/// The milliseconds that PostgreSQL spends on what a request of the tenant with so many posts asks.
async fn cost(stack: &StackFile, worker: &Client, target: &str, posts: u32) -> Result<f64> {
    let tenant = tenant(posts);
    let far = posts / 10 + 1;
    let id = format!("post_{far:08}");
    let after = |sort: &str, at: Timestamp| {
        String::from(Cursor { order: format!("{sort}.desc"), at: Some(at), id: id.clone(), page: 1 })
    };
    let row = "SELECT (extract(epoch FROM created_at) * 1000000)::bigint FROM posts WHERE tenant_id = $1 AND id = $2";
    enter(worker, &tenant).await?;
    let micros = worker.query_one(row, &[&tenant, &id]).await?.get(0);
    let at = Timestamp::from_micros(micros).context("a time")?;
    let target = target
        .replace("{createdAt}", &after("createdAt", at))
        .replace("{publishedAt}", &after("publishedAt", at))
        .replace("{page}", &(posts / 10 * 8 / 10).to_string())
        .replace("{id}", &id);
    let mut whole = 0.0;
    for statement in sent(stack, &tenant, &target).await? {
        whole += time(worker, &statement).await?;
    }
    Ok(whole)
}

async fn enter(worker: &Client, tenant: &str) -> Result<()> {
    worker.execute("SELECT set_config('app.tenant_id', $1, false)", &[&tenant]).await?;
    Ok(())
}

/// The statements that the service sends for a request.
async fn sent(stack: &StackFile, tenant: &str, target: &str) -> Result<Vec<Sent>> {
    let recording: Recording<NativeTransport> = Recording::default();
    let config = Config {
        database: ConnectionString::parse(stack.worker_databases.of(Worker::Blog)).context("its database")?,
        sql_endpoint: Some(stack.neon_url.clone()),
        gateway_secrets: GatewaySecrets::parse(SECRET).context("its secret")?,
        platform_secret: None,
        event_resend_seconds: 900,
        media_origin: None,
        debug: false,
    };
    let app = App::new(config, FixedRuntime::real_time(), recording.clone(), NoBucket)?;
    let mut request = Request::new(Method::GET, target);
    for (name, value) in [
        ("x-gateway-key", SECRET),
        ("x-tenant-id", tenant),
        ("x-user-id", "user_1"),
        ("x-user-permissions", "[\"system:owner\"]"),
    ] {
        let is_for_all = !name.starts_with("x-user") || target.starts_with("/admin");
        if is_for_all {
            request.headers.insert(name, HeaderValue::from_str(value)?);
        }
    }
    let response = service::handle(&app, &request).await;
    ensure!(response.status.is_success(), "{target}: {}", response.status);
    Ok(recording.sent().into_iter().filter(|statement| statement.tenant.is_some()).collect())
}

/// The median of what PostgreSQL says that it spent on running a statement.
async fn time(worker: &Client, statement: &Sent) -> Result<f64> {
    let literal = |param: &Option<String>| match param {
        Some(text) => format!("'{}'", text.replace('\'', "''")),
        None => "NULL".to_owned(),
    };
    let params = statement.params.iter().map(literal).collect::<Vec<_>>().join(", ");
    worker.batch_execute("SET plan_cache_mode = force_custom_plan").await?;
    worker.batch_execute(&format!("PREPARE growth AS {}", statement.text)).await?;
    let explain = format!("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE growth ({params})");
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let answer = worker.simple_query(&explain).await?;
        let plan = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        let plan: Value = serde_json::from_str(plan.context("no plan")?)?;
        times.push(plan.pointer("/0/Execution Time").and_then(Value::as_f64).context("no time")?);
    }
    worker.batch_execute("DEALLOCATE growth").await?;
    times.sort_by(f64::total_cmp);
    times.get(TIMES / 2).copied().context("no times")
}
