//! How large an answer about a post may be: the renderer bounds the page, its limits bound the rest.

use blog_worker::api::{Author, Neighbour, PublicListItem, PublicPost, Summary, TaxonomyRef, TocItem};
use logicspike_shared::time::Timestamp;
use serde_json::{Value, json};
use tiptap_html::{Document, render};

/// What an answer may have besides four times its document, with every field as long as it may be.
const ALLOWANCE: usize = 64 * 1024;
/// The same with every field as short as it may be: what a page may have besides.
const SHORT_ALLOWANCE: usize = 16 * 1024;

/// Everything about a post but its page, as short as it may be.
fn short() -> PublicListItem {
    let at = Timestamp::from_millis(0);
    PublicListItem {
        id: "post_0".into(),
        title: "T".into(),
        slug: "t".into(),
        excerpt: None,
        summary: Summary(String::new()),
        featured_image_url: None,
        category: None,
        tags: Vec::new(),
        author: None,
        seo_title: None,
        seo_description: None,
        published_at: at,
        updated_at: at,
        reading_time_minutes: 1,
    }
}

/// Characters that JSON makes the most of.
fn signs(count: usize) -> String {
    "\u{1}".repeat(count)
}

fn longest() -> PublicListItem {
    let id = || "x".repeat(42);
    let slug = || "s".repeat(200);
    PublicListItem {
        id: id(),
        title: signs(255),
        slug: slug(),
        excerpt: Some(signs(1_000)),
        summary: Summary(signs(1_000)),
        featured_image_url: Some("u".repeat(2_048)),
        category: Some(TaxonomyRef { id: id(), name: signs(100), slug: slug() }),
        tags: (0..10).map(|_| TaxonomyRef { id: id(), name: signs(50), slug: slug() }).collect(),
        author: Some(Author { name: Some(signs(255)), avatar_url: Some("u".repeat(2_048)) }),
        seo_title: Some(signs(255)),
        seo_description: Some(signs(500)),
        reading_time_minutes: i32::MAX,
        ..short()
    }
}

fn answer_bytes(json: &str, item: PublicListItem, neighbour: Option<Neighbour>) -> usize {
    let page = render(&Document::parse(json).unwrap());
    let toc = page
        .toc
        .into_iter()
        .map(|entry| TocItem { level: entry.level, id: entry.id, text: entry.text })
        .collect();
    let post = PublicPost { item, html: page.html, toc, previous: neighbour.clone(), next: neighbour };
    serde_json::to_string(&post).unwrap().len()
}

#[test]
fn an_answer_about_a_post_is_at_most_four_times_its_document_and_64_kib() {
    let text = |text: String| json!([{ "type": "text", "text": text }]);
    let many = |node: Value, count: usize| vec![node; count];
    let documents = [
        many(json!({ "type": "taskItem" }), 600),
        many(json!({ "type": "taskItem" }), 20_000),
        many(json!({ "type": "heading", "content": text("&".into()) }), 400),
        many(json!({ "type": "heading", "content": text("é".repeat(99)) }), 2_000),
        many(json!({ "type": "paragraph", "content": text("\"<&\u{1}".repeat(9_000)) }), 1),
        many(json!({ "type": "mention", "attrs": { "label": "\"&" } }), 3_000),
        many(json!({ "type": "youtube", "attrs": { "src": "youtu.be/x" } }), 100),
        Vec::new(),
    ];
    for content in documents {
        let json = json!({ "type": "doc", "content": content }).to_string();
        let name = json.get(..80).unwrap_or(&json);
        let short = answer_bytes(&json, short(), None);
        assert!(short <= 4 * json.len() + SHORT_ALLOWANCE, "{short} bytes from {}: {name}", json.len());
        let neighbour = Neighbour { title: signs(255), slug: "s".repeat(200) };
        let long = answer_bytes(&json, longest(), Some(neighbour));
        assert!(long <= 4 * json.len() + ALLOWANCE, "{long} bytes from {}: {name}", json.len());
    }
}
