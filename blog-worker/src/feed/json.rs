//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use serde::Serialize;

use super::{Channel, Entry, urn};

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    #[serde(rename = "feed_url")]
    address: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: String,
    title: &'a str,
    content_html: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

/// Writes the feed. `address` is the feed's own.
pub fn json_feed(channel: &Channel, entries: &[Entry], address: &str) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &channel.title,
        home_page_url: &channel.site,
        address,
        items: entries
            .iter()
            .map(|entry| Item {
                id: urn(&entry.id),
                url: channel.page(&entry.slug),
                title: &entry.title,
                content_html: &entry.html,
                summary: entry.summary.as_deref(),
                image: entry.image.as_deref(),
                date_published: entry.published_at.to_string(),
                date_modified: entry.updated_at.to_string(),
                authors: entry.author.iter().map(|name| Author { name }).collect(),
                tags: &entry.categories,
            })
            .collect(),
    })
}
