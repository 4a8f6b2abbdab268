//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use url::Url;

use super::{Channel, Entry, MOST_BYTES, MOST_BYTES_WITH_HTML, urn};

/// A feed as JSON Feed 1.1 has it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    home_page_url: &'a str,
    #[serde(rename = "feed_url")]
    address: &'a str,
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<Item<'_>>"))]
    items: Vec<Box<RawValue>>,
}

/// A post of the feed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "JsonFeedItem"))]
struct Item<'a> {
    id: String,
    url: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    /// An item has the one content or the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
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

/// Who wrote it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "JsonFeedAuthor"))]
struct Author<'a> {
    name: &'a str,
}

/// Writes the feed. `address` is the feed's own. Items for whose HTML there is no room have their summary for a text.
pub fn json_feed(channel: &Channel, entries: &[Entry], address: &str) -> serde_json::Result<Vec<u8>> {
    let mut feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &channel.title,
        description: channel.description.as_deref(),
        language: channel.language.as_deref(),
        home_page_url: channel.site.as_str(),
        address,
        items: Vec::new(),
    };
    let mut written = serde_json::to_vec(&feed)?.len();
    for entry in entries {
        let Some(item) = fitting(channel, entry, written)? else { break };
        written += item.get().len() + 1;
        feed.items.push(item);
    }
    serde_json::to_vec(&feed)
}

/// The entry as there is room for it in a feed of so many bytes; `None` if there is none.
fn fitting(channel: &Channel, entry: &Entry, written: usize) -> serde_json::Result<Option<Box<RawValue>>> {
    if let Some(html) = entry.html.as_deref() {
        let whole = to_raw_value(&item(channel, entry, Some(html)))?;
        if written + whole.get().len() < MOST_BYTES_WITH_HTML {
            return Ok(Some(whole));
        }
    }
    let short = to_raw_value(&item(channel, entry, None))?;
    Ok(Some(short).filter(|short| written + short.get().len() < MOST_BYTES))
}

fn item<'a>(channel: &Channel, entry: &'a Entry, html: Option<&'a str>) -> Item<'a> {
    let summary = entry.summary_beside(html);
    Item {
        id: urn(&entry.id),
        url: channel.page(&entry.slug).into(),
        title: &entry.title,
        content_html: html,
        content_text: if html.is_none() { Some(summary.unwrap_or(&entry.title)) } else { None },
        summary,
        image: entry.image.as_ref().map(Url::as_str),
        date_published: entry.published_at.to_string(),
        date_modified: entry.updated_at.to_string(),
        authors: entry.author.iter().map(|name| Author { name }).collect(),
        tags: &entry.categories,
    }
}
