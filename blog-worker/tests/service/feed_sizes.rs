//! An answer has a size, whatever the posts hold: feeds, the sitemap, and lists without pages.

use serde_json::json;
use tokio_postgres::Client;

use crate::support::{TestBlog, encoded, stack};

/// Most bytes of a feed or sitemap.
const MOST: usize = 4_000_000;

/// As the owner of the tables: a million bytes are sooner made there than sent.
async fn tables() -> Client {
    let (client, connection) =
        tokio_postgres::connect(&stack().databases.blog, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Published posts with this document, an SQL expression of the number `n`, the first being the newest.
async fn publish(blog: &TestBlog, posts: usize, document: &str) {
    let sql = format!(
        "INSERT INTO posts (tenant_id, id, author_id, title, slug, content, body_text, status, published_at)
         SELECT $1, 'post_' || n, 'user_1', 'Post ' || n, 'post-' || n, {document}, 'The words of post ' || n,
           'published', now() - n * interval '1 hour'
         FROM generate_series(1, $2::integer) AS n"
    );
    tables().await.execute(&sql, &[&blog.tenant.as_str(), &i32::try_from(posts).unwrap()]).await.unwrap();
}

/// A document of a text and as much of another member as makes it `bytes` long, as the database writes it.
fn padded(bytes: &str) -> String {
    let empty = r#"{"pad": "", "type": "doc", "content": [{"text": "Short", "type": "text"}]}"#;
    format!("jsonb_set('{empty}', '{{pad}}', to_jsonb(repeat('x', {bytes} - {})))", empty.len())
}

/// A document of one paragraph with this text, an SQL expression.
fn paragraph(text: &str) -> String {
    format!(
        "jsonb_build_object('type', 'doc', 'content', jsonb_build_array(jsonb_build_object('type', 'paragraph',
           'content', jsonb_build_array(jsonb_build_object('type', 'text', 'text', {text})))))"
    )
}

/// What each form of the feed shows: entries, and those of them that have their HTML.
async fn shown(blog: &TestBlog) -> [(usize, usize); 3] {
    let rss = blog.reader().get("/public/feed.xml").await;
    let atom = blog.reader().get("/public/atom.xml").await;
    let json = blog.reader().get("/public/feed.json").await;
    for answer in [&rss, &atom, &json] {
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.text.len() <= MOST, "{}", answer.text.len());
    }
    let rss = rss::Channel::read_from(rss.text.as_bytes()).unwrap();
    let atom = atom_syndication::Feed::read_from(atom.text.as_bytes()).unwrap();
    let items = json.body["items"].as_array().unwrap();
    for item in rss.items().iter().filter(|item| item.content().is_none()) {
        assert!(item.description().is_some_and(|text| text.len() > 3), "{item:?}");
    }
    for entry in atom.entries().iter().filter(|entry| entry.content().is_none()) {
        assert!(entry.summary().is_some_and(|text| text.as_str().len() > 3), "{entry:?}");
    }
    for item in items {
        assert!(item["content_html"].is_string() != item["content_text"].is_string(), "{}", item["title"]);
    }
    [
        (rss.items().len(), rss.items().iter().filter(|item| item.content().is_some()).count()),
        (atom.entries().len(), atom.entries().iter().filter(|entry| entry.content().is_some()).count()),
        (items.len(), items.iter().filter(|item| item["content_html"].is_string()).count()),
    ]
}

#[tokio::test]
async fn a_feed_is_a_valid_one_of_four_megabytes_at_most_whatever_the_posts_hold() {
    let text = |text: &str, times: u32| paragraph(&format!("repeat('{text}', {times})"));
    let tasks = format!(
        "jsonb_set({}, '{{content,1}}', (SELECT jsonb_build_object('type', 'taskList', 'content',
           jsonb_agg('{{\"type\": \"taskItem\"}}'::jsonb)) FROM generate_series(1, 8000)))",
        text("Words", 1)
    );
    let biggest_first =
        format!("CASE n WHEN 1 THEN {} ELSE {} END", text("word ", 209_000), text("word ", 100));
    for (what, posts, document, expected) in [
        ("many large ones", 12, text("word ", 190_000), 3..=3),
        ("the largest and small ones", 20, biggest_first, 20..=20),
        ("texts that are escaped twice in XML", 20, text("<&>", 40_000), 1..=19),
        ("documents that are longer as HTML", 20, tasks, 1..=19),
        ("just what is fetched", 3, padded("1000000"), 3..=3),
        ("a byte more", 3, padded("CASE n WHEN 2 THEN 1000001 ELSE 1000000 END"), 2..=2),
    ] {
        let blog = TestBlog::new();
        publish(&blog, posts, &document).await;
        for (entries, whole) in shown(&blog).await {
            assert!(entries == posts && expected.contains(&whole), "{what}: {entries} {whole}");
        }
    }
}

#[tokio::test]
async fn a_feed_of_entries_that_are_too_long_without_their_html_ends_early() {
    let blog = TestBlog::new();
    publish(&blog, 20, &paragraph("'Words'")).await;
    let sql = "INSERT INTO authors (tenant_id, user_id, name) VALUES ($1, 'user_1', repeat('&', 50000))";
    tables().await.execute(sql, &[&blog.tenant.as_str()]).await.unwrap();
    let [rss, atom, json] = shown(&blog).await;
    assert!((10..20).contains(&rss.0) && rss.0 == atom.0, "{rss:?} {atom:?}");
    assert_eq!(json.0, 20);
}

#[tokio::test]
async fn a_sitemap_has_the_newest_pages_that_four_megabytes_have_room_for() {
    let blog = TestBlog::new();
    let sql = "
        INSERT INTO posts (tenant_id, id, author_id, title, slug, status, published_at)
        SELECT $1, 'post_' || n, 'user_1', 'Post', 'post-' || n || repeat('x', 180), 'published',
          now() - n * interval '1 hour'
        FROM generate_series(1, 30000) AS n";
    tables().await.execute(sql, &[&blog.tenant.as_str()]).await.unwrap();
    let site = format!("https://www.example.com/{}", "a".repeat(200));
    let answer = blog.reader().get(&format!("/public/sitemap.xml?site={}", encoded(&site))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!((MOST - 1000..=MOST).contains(&answer.text.len()), "{}", answer.text.len());
    assert!(answer.text.contains("/post-1xxx") && !answer.text.contains("/post-30000xxx"));
    assert!(answer.text.ends_with("</url></urlset>"), "{}", &answer.text[answer.text.len() - 100..]);
    let sql = "DELETE FROM posts WHERE tenant_id = $1";
    tables().await.execute(sql, &[&blog.tenant.as_str()]).await.unwrap();
}

#[tokio::test]
async fn lists_without_pages_are_answered_however_much_there_is() {
    let blog = TestBlog::new();
    let client = tables().await;
    let long = json!({ "tags": 50, "categories": 100 });
    for (table, columns, values) in [("tags", "", ""), ("categories", ", description", ", repeat('\"', 500)")]
    {
        let sql = format!(
            "INSERT INTO {table} (tenant_id, id, name, slug{columns})
             SELECT $1, '{table}_' || lpad(n::text, 40, '0'), rpad(n::text, {}, '\"'), n || repeat('x', 190){values}
             FROM generate_series(1, 100000) AS n",
            long[table]
        );
        client.execute(&sql, &[&blog.tenant.as_str()]).await.unwrap();
        // Readers see the tags of published posts: here, all are one's.
        publish(&blog, 1, "NULL").await;
        let sql = "INSERT INTO post_tags (tenant_id, post_id, tag_id, position) SELECT $1, 'post_1', id, 0 FROM tags WHERE tenant_id = $1";
        client.execute(sql, &[&blog.tenant.as_str()]).await.unwrap();
        for path in [format!("/admin/{table}"), format!("/public/{table}")] {
            let caller = if path.starts_with("/admin") { blog.owner() } else { blog.reader() };
            let answer = caller.get(&path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            assert!(answer.body["data"].as_array().unwrap().len() >= 1000, "{path}");
        }
        for table in ["posts", table] {
            let sql = format!("DELETE FROM {table} WHERE tenant_id = $1");
            client.execute(&sql, &[&blog.tenant.as_str()]).await.unwrap();
        }
    }
}
