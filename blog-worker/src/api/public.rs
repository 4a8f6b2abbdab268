//! What readers get.

use logicspike_shared::paging::List;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Found;

/// Who wrote a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// The display name.
    pub name: Option<String>,
    /// A picture.
    pub avatar_url: Option<String>,
}

/// A category or tag of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "id, name and slug")]
pub struct TaxonomyRef {
    pub id: String,
    pub name: String,
    pub slug: String,
}

/// A category or tag with the number of its published posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Taxonomy"))]
#[serde(rename_all = "camelCase")]
pub struct TaxonomyCount {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its slug.
    pub slug: String,
    /// Its description; categories only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Published posts in it.
    pub post_count: i64,
}

/// The post before or after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "title and slug")]
pub struct Neighbour {
    pub title: String,
    pub slug: String,
}

/// A heading in the table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TocItem {
    /// 1 to 6.
    pub level: u8,
    /// The heading's `id` in the HTML.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// What a post is about: the excerpt if it is not blank, else how the text begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Summary(pub String);

/// A published post in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "PostSummary"))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields of a post, as in the admin API")]
pub struct PublicListItem {
    pub id: String,
    pub title: String,
    pub slug: String,
    pub excerpt: Option<String>,
    pub summary: Summary,
    pub featured_image_url: Option<String>,
    pub category: Option<TaxonomyRef>,
    pub tags: Vec<TaxonomyRef>,
    /// Null until the author is known to the blog.
    pub author: Option<Author>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub reading_time_minutes: i32,
}

/// A published post with its HTML.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Post"))]
#[serde(rename_all = "camelCase")]
pub struct PublicPost {
    /// What a list shows of it.
    #[serde(flatten)]
    pub item: PublicListItem,
    /// Sanitised HTML.
    pub html: String,
    /// Its headings.
    pub toc: Vec<TocItem>,
    /// The post published before it.
    pub previous: Option<Neighbour>,
    /// The post published after it.
    pub next: Option<Neighbour>,
}

/// A page of published posts.
pub type PublicList = List<Found<PublicListItem>>;

/// A published post's address.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SlugEntry {
    /// Its id.
    pub id: String,
    /// Its slug.
    pub slug: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}
