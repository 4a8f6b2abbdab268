//! Feeds and the sitemap: published posts in the forms that readers' programs take. No I/O.

mod atom;
mod json;
mod rss;
mod sitemap;
mod xml;

pub use atom::atom;
pub use json::{JsonFeed, json_feed};
pub use rss::rss;
pub use sitemap::{MOST_PAGES, sitemap};

use logicspike_shared::time::Timestamp;
use url::Url;

/// The form of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// RSS 2.0.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

/// Most bytes of a feed or sitemap, whatever the posts hold: more than that, the gateway does not keep.
const MOST_BYTES: usize = 4_000_000;
/// Most bytes up to which entries have their HTML: the rest is for those that have their summary only.
const MOST_BYTES_WITH_HTML: usize = 3_000_000;
/// Bytes that are left for the end tags of a document.
const ROOM_TO_CLOSE: usize = 64;

/// What a feed says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its title.
    pub title: String,
    /// What it is about, if the tenant says so.
    pub description: Option<String>,
    /// The language of what is in it, if the tenant says so.
    pub language: Option<String>,
    /// The page that lists the posts.
    pub site: Url,
    /// A name that never changes, for readers that follow it.
    pub id: String,
}

/// A post in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The post's id: stable, whatever becomes of slug and title.
    pub id: String,
    /// The title.
    pub title: String,
    /// The post's slug.
    pub slug: String,
    /// The excerpt, or the SEO description.
    pub summary: Option<String>,
    /// The sanitised HTML, if there may be room for it.
    pub html: Option<String>,
    /// How the text begins, to stand for the HTML where there is neither that nor a summary.
    pub opening: String,
    /// The author's name, once known.
    pub author: Option<String>,
    /// Names of category and tags.
    pub categories: Vec<String>,
    /// The picture.
    pub image: Option<Url>,
    /// When it was published.
    pub published_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Entry {
    /// The summary as it stands beside the HTML, or in its place.
    fn summary_beside(&self, html: Option<&str>) -> Option<&str> {
        let opening = Some(self.opening.as_str()).filter(|text| html.is_none() && !text.is_empty());
        self.summary.as_deref().or(opening)
    }
}

impl Channel {
    /// The page of a post: the site's path and the slug, with the site's query.
    pub fn page(&self, slug: &str) -> Url {
        let mut page = self.site.clone();
        page.set_fragment(None);
        if let Ok(mut path) = page.path_segments_mut() {
            path.pop_if_empty().push(slug);
        }
        page
    }

    /// When the feed last changed; the epoch if it never had a post.
    fn updated_at(entries: &[Entry]) -> Timestamp {
        entries.iter().map(|entry| entry.updated_at).max().unwrap_or(Timestamp::from_millis(0))
    }
}

/// The media type of a picture, as far as its address tells.
fn image_type(address: &Url) -> &'static str {
    let (_, extension) = address.path().rsplit_once('.').unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "avif" => "image/avif",
        _ => "image/jpeg",
    }
}

/// The permanent name of a post (RFC 4151 would want a domain; a URN of the id does as well).
fn urn(id: &str) -> String {
    format!("urn:logicspike:{id}")
}
