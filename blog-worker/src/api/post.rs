//! Posts in the admin API.

use logicspike_shared::input::Patch;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[cfg(feature = "openapi")]
use super::document::document;
use super::{Current, Person, TaxonomyRef};
use crate::domain::PostStatus;

/// `POST /admin/posts` and `PUT /admin/posts/{id}`: at least one field; absent leaves the value, `null` clears it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "UpdatePost"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PostBody {
    /// 1 to 255 characters, trimmed. A new post needs it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1, max = 255)))]
    pub title: Patch<String>,
    /// A TipTap document.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "document"))]
    pub content: Patch<Box<RawValue>>,
    /// Made from the title of a new post if absent; the old one of a published post redirects.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1, max = 200)))]
    pub slug: Patch<String>,
    /// At most 1,000 characters.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 1000)))]
    pub excerpt: Patch<String>,
    /// At most 255 characters.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 255)))]
    pub seo_title: Patch<String>,
    /// At most 500 characters.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 500)))]
    pub seo_description: Patch<String>,
    /// An absolute https URL.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(url))]
    pub featured_image_url: Patch<String>,
    /// A category of this tenant.
    #[serde(default)]
    pub category_id: Patch<String>,
    /// At most ten tags of this tenant, without duplicates.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 10), extend("uniqueItems" = true)))]
    pub tags: Patch<Vec<String>>,
    /// Publishes later; RFC 3339, in the future.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub scheduled_for: Patch<String>,
}

/// `POST /admin/posts/{id}/schedule`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SchedulePost {
    /// RFC 3339, in the future.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub scheduled_for: String,
}

/// The answer to an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "Saved"))]
pub struct SaveAnswer {
    /// `saved`.
    #[cfg_attr(feature = "openapi", schemars(extend("const" = "saved")))]
    pub status: String,
    /// The version that the save made.
    pub version: i32,
}

/// The answer to a restore.
pub type RestoreAnswer = SaveAnswer;

/// The answer to publish, unpublish, schedule and unschedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Transition {
    /// The post.
    pub id: String,
    /// Its status now.
    pub status: PostStatus,
    /// When it was first published.
    pub published_at: Option<Timestamp>,
    /// When it will be published.
    pub scheduled_for: Option<Timestamp>,
}

/// The answer to an undelete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Undeleted {
    /// Where the post is in its life now.
    #[serde(flatten)]
    pub post: Transition,
    /// The slug it has: its own, or with a number if another post has that now.
    pub slug: String,
}

/// A post in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AdminPostSummary"))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields of a post, as in PostDetail")]
pub struct ListItem {
    pub id: String,
    pub title: String,
    pub slug: String,
    pub status: PostStatus,
    pub excerpt: Option<String>,
    pub seo_description: Option<String>,
    pub featured_image_url: Option<String>,
    pub author_id: String,
    pub author: Person,
    /// Who saved last.
    pub updated_by: Person,
    pub category_id: Option<String>,
    pub category: Option<TaxonomyRef>,
    /// In the order in which they were given.
    pub tags: Vec<TaxonomyRef>,
    pub scheduled_for: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When it was deleted; null unless it is.
    pub deleted_at: Option<Timestamp>,
    pub version: i32,
    /// Whether it has a working copy.
    pub has_draft: bool,
}

/// A whole post, as the editor needs it.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AdminPost"))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields of a post, as in PostBody")]
pub struct PostDetail {
    pub id: String,
    pub tenant_id: String,
    pub author_id: String,
    pub author: Person,
    pub title: String,
    pub slug: String,
    /// The TipTap document, as it was saved.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "document"))]
    pub content: Option<Box<RawValue>>,
    pub excerpt: Option<String>,
    pub featured_image_url: Option<String>,
    pub status: PostStatus,
    pub category_id: Option<String>,
    /// Ids of the tags, in the order in which they were given.
    pub tags: Vec<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub scheduled_for: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Who saved last.
    pub updated_by: Person,
    /// Counts saves; the `ETag` is made from it.
    pub version: i32,
    /// The working copy, if there is one.
    pub draft: Option<Current>,
    pub reading_time_minutes: i32,
}

/// A post as it would be if its working copy were applied.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "WorkingCopy"))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields of a post, as in PostBody")]
pub struct DraftDetail {
    /// Counts saves of the working copy; the `ETag` is made from it.
    pub version: i32,
    /// The post's version when the working copy was begun.
    pub base_version: i32,
    /// The fields that would change; all others are as the post has them.
    pub changed: Vec<String>,
    pub title: String,
    pub slug: String,
    #[cfg_attr(feature = "openapi", schemars(schema_with = "document"))]
    pub content: Option<Box<RawValue>>,
    pub excerpt: Option<String>,
    pub featured_image_url: Option<String>,
    pub category_id: Option<String>,
    pub tags: Vec<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub updated_at: Timestamp,
    pub updated_by: Person,
}

/// A version that a later save replaced.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    /// The version's number.
    pub version: i32,
    /// The title it had.
    pub title: String,
    /// Whether it was saved while typing, and by nobody deliberately.
    pub autosaved: bool,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// Who saved it; null if that is not known.
    pub saved_by: Option<Person>,
    /// When it was replaced.
    pub replaced_at: Timestamp,
    /// Who replaced it.
    pub replaced_by: Person,
}

/// A replaced version with its content.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "RevisionDetail"))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields of a post, as in PostDetail")]
pub struct RevisionDetail {
    pub version: i32,
    pub title: String,
    #[cfg_attr(feature = "openapi", schemars(schema_with = "document"))]
    pub content: Option<Box<RawValue>>,
    pub excerpt: Option<String>,
    pub featured_image_url: Option<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub category_id: Option<String>,
    pub tags: Vec<String>,
    pub saved_at: Timestamp,
    pub saved_by: Option<Person>,
    pub replaced_at: Timestamp,
    pub replaced_by: Person,
}
