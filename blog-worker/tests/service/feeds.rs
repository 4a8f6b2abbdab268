//! Feeds that readers' programs accept, whatever is in the posts.

use serde_json::{Value, json};

use crate::support::{TestBlog, encoded};

const AWKWARD: &str = "Ünïcödé שלום 北京 👩‍👩‍👧 e\u{301} <&\"'> ]]> \u{1} \u{fffe}";

async fn blog_with_posts() -> TestBlog {
    let blog = TestBlog::new();
    let owner = blog.owner();
    let tag = owner.post("/admin/tags", json!({ "name": "R & D" })).await.body["id"].clone();
    for n in 0..3 {
        blog.app.runtime().advance_millis(1000);
        owner
            .publish_post(json!({
                "title": format!("{AWKWARD} {n}"), "slug": format!("post-{n}"), "excerpt": AWKWARD, "tags": [tag],
                "content": { "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": AWKWARD }] }] }
            }))
            .await;
    }
    owner.create_post(json!({ "title": "Hidden draft" })).await;
    blog
}

#[tokio::test]
async fn the_rss_feed_is_read_by_a_feed_reader() {
    let blog = blog_with_posts().await;
    let answer = blog
        .reader()
        .get(&format!("/public/feed.xml?site={}&title=My%20blog", encoded("https://www.example.com/blog/")))
        .await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/rss+xml; charset=utf-8"));
    let feed = rss::Channel::read_from(answer.text.as_bytes()).unwrap();
    assert_eq!(
        (feed.title(), feed.link(), feed.items().len()),
        ("My blog", "https://www.example.com/blog/", 3)
    );
    let newest = &feed.items()[0];
    assert_eq!(newest.link(), Some("https://www.example.com/blog/post-2"));
    assert!(newest.title().unwrap().starts_with("Ünïcödé שלום 北京 👩‍👩‍👧 e\u{301} <&\"'> ]]>"));
    assert!(newest.content().unwrap().contains("&lt;&amp;"), "{:?}", newest.content());
    assert!(newest.pub_date().unwrap().ends_with(" GMT"));
    assert_eq!(newest.categories()[0].name(), "R & D");
    assert!(newest.guid().unwrap().value().starts_with("urn:logicspike:post_"));
}

#[tokio::test]
async fn the_atom_feed_is_read_by_a_feed_reader() {
    let blog = blog_with_posts().await;
    let answer = blog.reader().get("/public/atom.xml").await;
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    let feed = atom_syndication::Feed::read_from(answer.text.as_bytes()).unwrap();
    assert_eq!((feed.entries().len(), feed.authors().len()), (3, 1));
    let newest = &feed.entries()[0];
    assert!(newest.title().as_str().contains("שלום"));
    assert_eq!(newest.links()[0].href(), "http://localhost/blog/public/posts/post-2");
    assert_eq!(feed.updated().timestamp_millis(), newest.updated().timestamp_millis());
    let ids: std::collections::BTreeSet<_> =
        feed.entries().iter().map(|entry| entry.id().to_owned()).collect();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn the_json_feed_has_what_version_1_1_asks_for() {
    let blog = blog_with_posts().await;
    let feed = blog.reader().get("/public/feed.json").await;
    assert_eq!(feed.header("content-type"), "application/feed+json; charset=utf-8");
    assert_eq!(feed.body["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed.body["feed_url"], "http://localhost/blog/public/feed.json");
    let items = feed.body["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    for item in items {
        for required in ["id", "url", "title", "content_html", "date_published", "date_modified"] {
            assert!(item[required].is_string(), "{required}");
        }
    }
}

#[tokio::test]
async fn an_empty_blog_has_empty_feeds_and_an_empty_sitemap() {
    let blog = TestBlog::new();
    assert!(
        rss::Channel::read_from(blog.reader().get("/public/feed.xml").await.text.as_bytes())
            .unwrap()
            .items()
            .is_empty()
    );
    let atom = atom_syndication::Feed::read_from(blog.reader().get("/public/atom.xml").await.text.as_bytes())
        .unwrap();
    assert!(atom.entries().is_empty());
    assert_eq!(blog.reader().get("/public/feed.json").await.body["items"], Value::Array(vec![]));
    assert_eq!(blog.reader().get("/public/sitemap.xml").await.status, 200);
}

#[tokio::test]
async fn the_sitemap_names_every_published_page() {
    let blog = blog_with_posts().await;
    let answer = blog
        .reader()
        .get(&format!("/public/sitemap.xml?site={}", encoded("https://www.example.com/a?b=1&c=2")))
        .await;
    assert_eq!(answer.header("content-type"), "application/xml; charset=utf-8");
    assert_eq!(answer.text.matches("<url>").count(), 3);
    assert!(
        answer.text.contains("<loc>https://www.example.com/a?b=1&amp;c=2/post-0</loc>"),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("hidden-draft"));
}

#[tokio::test]
async fn a_site_that_is_no_https_address_is_refused() {
    let blog = TestBlog::new();
    for bad in ["javascript:alert(1)", "http://example.com", "//example.com", "x"] {
        let answer = blog.reader().get(&format!("/public/feed.xml?site={}", encoded(bad))).await;
        assert_eq!((answer.status, answer.faulty_fields()), (400, vec!["site"]), "{bad}");
    }
    assert_eq!(blog.reader().get("/public/atom.xml?page=2").await.faulty_fields(), ["page"]);
}
