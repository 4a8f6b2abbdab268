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
        answer.text.contains("<loc>https://www.example.com/a/post-0?b=1&amp;c=2</loc>"),
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

/// What a reader's program shows of a text that it takes for HTML.
fn shown(html: &str) -> String {
    scraper::Html::parse_fragment(html).root_element().text().collect()
}

#[tokio::test]
async fn an_excerpt_is_read_as_it_was_written() {
    let blog = TestBlog::new();
    let excerpts = [
        "Use <script> & <b>x</b>",
        "1 < 2 > 0",
        "&amp; &lt;b&gt; &#60;",
        "a &copy b &notit; c",
        "<!-- gone? --> ]]> <![CDATA[x]]>",
        "\"quoted\" and 'quoted'",
    ];
    for (n, excerpt) in excerpts.iter().enumerate() {
        blog.app.runtime().advance_millis(1000);
        blog.owner().publish_post(json!({ "title": format!("Post {n}"), "excerpt": excerpt })).await;
    }
    let title = "Tom & <b>Jerry</b>";
    let rss = blog.reader().get(&format!("/public/feed.xml?title={}", encoded(title))).await;
    let rss = rss::Channel::read_from(rss.text.as_bytes()).unwrap();
    let atom = blog.reader().get("/public/atom.xml").await;
    let atom = atom_syndication::Feed::read_from(atom.text.as_bytes()).unwrap();
    let json = blog.reader().get("/public/feed.json").await;
    assert_eq!(shown(rss.description()), title);
    for (at, excerpt) in excerpts.iter().rev().enumerate() {
        assert_eq!(shown(rss.items()[at].description().unwrap()), *excerpt);
        let summary = atom.entries()[at].summary().unwrap();
        assert_eq!((summary.as_str(), &summary.r#type), (*excerpt, &atom_syndication::TextType::Text));
        assert_eq!(json.body["items"][at]["summary"], *excerpt);
    }
}

#[tokio::test]
async fn a_blank_excerpt_hides_no_description() {
    let blog = TestBlog::new();
    let text = json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "Body" }] }] });
    let cases = [
        (json!(""), json!("SEO"), Some("SEO")),
        (json!(" \n\t"), json!("SEO"), Some("SEO")),
        (json!("\u{a0}"), json!("SEO"), Some("SEO")),
        (json!(null), json!("SEO"), Some("SEO")),
        (json!("Excerpt"), json!("SEO"), Some("Excerpt")),
        (json!(""), json!(" "), None),
    ];
    for (n, (excerpt, seo, _)) in cases.iter().enumerate() {
        blog.app.runtime().advance_millis(1000);
        let body = json!({ "title": format!("Post {n}"), "excerpt": excerpt, "seoDescription": seo, "content": text });
        blog.owner().publish_post(body).await;
    }
    let rss = blog.reader().get("/public/feed.xml").await;
    let rss = rss::Channel::read_from(rss.text.as_bytes()).unwrap();
    let json = blog.reader().get("/public/feed.json").await;
    for (at, (excerpt, seo, summary)) in cases.iter().rev().enumerate() {
        assert_eq!(rss.items()[at].description(), *summary, "{excerpt} {seo}");
        assert_eq!(json.body["items"][at]["summary"].as_str(), *summary, "{excerpt} {seo}");
    }
}

/// A post with one link and one image.
fn linking(href: &str, src: &str) -> Value {
    json!({ "type": "doc", "content": [
        { "type": "paragraph", "content": [
            { "type": "text", "text": "a", "marks": [{ "type": "link", "attrs": { "href": href } }] }] },
        { "type": "image", "attrs": { "src": src } }
    ] })
}

#[tokio::test]
async fn addresses_in_feeds_lead_where_those_on_the_page_lead() {
    let blog = TestBlog::new();
    let site = "https://www.example.com/blog";
    let cases = [
        ("/about", "https://www.example.com/about", "/img/b.png", "https://www.example.com/img/b.png"),
        ("other", "https://www.example.com/blog/other", "b.png", "https://www.example.com/blog/b.png"),
        ("../a", "https://www.example.com/a", "./b.png", "https://www.example.com/blog/b.png"),
        (
            "?q=ü",
            "https://www.example.com/blog/post-3?q=%C3%BC",
            "//cdn.example/ü",
            "https://cdn.example/%C3%BC",
        ),
        ("#h-a", "https://www.example.com/blog/post-4#h-a", "/a b.png", "https://www.example.com/a%20b.png"),
        (
            "mailto:a@b.example",
            "mailto:a@b.example",
            "https://bücher.example/é",
            "https://xn--bcher-kva.example/%C3%A9",
        ),
        ("https://other.example/x", "https://other.example/x", "//[", "//["),
    ];
    for (n, (href, _, src, _)) in cases.iter().enumerate() {
        blog.app.runtime().advance_millis(1000);
        let body = json!({ "title": "T", "slug": format!("post-{n}"), "content": linking(href, src) });
        blog.owner().publish_post(body).await;
    }
    let target = |form: &str| format!("/public/{form}?site={}", encoded(site));
    let rss = blog.reader().get(&target("feed.xml")).await;
    let rss = rss::Channel::read_from(rss.text.as_bytes()).unwrap();
    let json = blog.reader().get(&target("feed.json")).await;
    let atom = blog.reader().get(&target("atom.xml")).await;
    let atom = atom_syndication::Feed::read_from(atom.text.as_bytes()).unwrap();
    for (at, (href, link, src, image)) in cases.iter().rev().enumerate() {
        let html = rss.items()[at].content().unwrap();
        assert!(html.contains(&format!("href=\"{link}\"")), "{href} {html}");
        assert!(html.contains(&format!("src=\"{image}\"")), "{src} {html}");
        assert_eq!(json.body["items"][at]["content_html"], html);
        assert_eq!(atom.entries()[at].content().unwrap().value(), Some(html));
    }
}

#[tokio::test]
async fn addresses_of_pages_and_pictures_are_joined_as_addresses_and_written_in_ascii() {
    let blog = TestBlog::new();
    let picture = "https://bücher.example/Bild ü.PNG".replace(' ', "%20");
    blog.owner().publish_post(json!({ "title": "T", "slug": "post", "featuredImageUrl": picture })).await;
    for (site, home, page) in [
        ("https://a.example", "https://a.example/", "https://a.example/post"),
        ("https://a.example/", "https://a.example/", "https://a.example/post"),
        ("https://a.example/blog/", "https://a.example/blog/", "https://a.example/blog/post"),
        ("https://a.example/?lang=de", "https://a.example/?lang=de", "https://a.example/post?lang=de"),
        ("https://a.example/b#top", "https://a.example/b#top", "https://a.example/b/post"),
        (
            "https://bücher.example/ü",
            "https://xn--bcher-kva.example/%C3%BC",
            "https://xn--bcher-kva.example/%C3%BC/post",
        ),
    ] {
        let rss = blog.reader().get(&format!("/public/feed.xml?site={}", encoded(site))).await;
        let rss = rss::Channel::read_from(rss.text.as_bytes()).unwrap();
        let item = &rss.items()[0];
        assert_eq!((rss.link(), item.link()), (home, Some(page)));
        let enclosure = item.enclosure().unwrap();
        assert_eq!(enclosure.url(), "https://xn--bcher-kva.example/Bild%20%C3%BC.PNG");
        assert_eq!((enclosure.length(), enclosure.mime_type()), ("0", "image/png"));
        let atom = blog.reader().get(&format!("/public/atom.xml?site={}", encoded(site))).await;
        let atom = atom_syndication::Feed::read_from(atom.text.as_bytes()).unwrap();
        let links = atom.entries()[0].links();
        assert_eq!((links[0].href(), links[1].rel(), links[1].href()), (page, "enclosure", enclosure.url()));
        let json = blog.reader().get(&format!("/public/feed.json?site={}", encoded(site))).await;
        assert_eq!(json.body["items"][0]["image"], enclosure.url());
        let map = blog.reader().get(&format!("/public/sitemap.xml?site={}", encoded(site))).await;
        assert!(map.text.contains(&format!("<loc>{page}</loc>")), "{}", map.text);
    }
}
