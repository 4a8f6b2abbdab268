//! Posts before readers see them.

use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Person, PublicPost, TocItem};
use crate::domain::PostStatus;

/// A text as readers would see it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// Sanitised HTML.
    pub html: String,
    /// Its headings.
    pub toc: Vec<TocItem>,
    /// Minutes to read it.
    pub reading_time_minutes: u32,
}

/// A post as its preview link shows it: with its working copy, if it has one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PreviewedPost {
    /// As readers would see it. What was never published is dated by its schedule, or now.
    #[serde(flatten)]
    pub post: PublicPost,
    /// Where it is in its life.
    pub status: PostStatus,
}

/// `POST /admin/posts/{id}/preview-links`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreatePreviewLink {
    /// Seconds, a week at most; a day if absent.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "u32", range(min = 1, max = 604_800)))]
    pub expires_in: Option<u32>,
}

/// A new link. Its token is shown once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewPreviewLink {
    /// Its id.
    pub id: String,
    /// What `/public/preview/{token}` asks for.
    pub token: String,
    /// Where the site shows it, if the settings say where that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub url: Option<String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A link that has not ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PreviewLink {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: Person,
    /// When it ends.
    pub expires_at: Timestamp,
}
