//! Pictures in the admin API.

use logicspike_shared::input::Patch;
use logicspike_shared::paging::PageMeta;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// Its id.
    pub id: String,
    /// Where anybody may read it.
    pub url: String,
    /// In pixels.
    pub width: i32,
    /// In pixels.
    pub height: i32,
    /// How long the file is.
    pub bytes: i32,
    /// What its first bytes say that it is.
    pub content_type: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// What it is called.
    pub name: String,
}

/// A picture in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MediaItem {
    /// The picture.
    #[serde(flatten)]
    pub media: Media,
    /// When it was first uploaded.
    pub created_at: Timestamp,
}

/// A picture, and where it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MediaDetail {
    /// The picture.
    #[serde(flatten)]
    pub item: MediaItem,
    /// Posts that show it now, at most 100.
    pub used_by: Vec<MediaUse>,
}

/// A post that shows a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MediaUse {
    /// The post.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// What stands in the way of a deletion.
#[derive(Debug, Serialize)]
pub struct MediaUses {
    /// Posts that show the picture, at most 100.
    pub posts: Vec<MediaUse>,
}

/// A page of pictures, newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MediaPage {
    /// The pictures.
    pub data: Vec<MediaItem>,
    /// Where they are in the whole.
    pub meta: MediaMeta,
}

/// Where a page of pictures is in the whole, and what all of them weigh.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MediaMeta {
    /// As of every list.
    #[serde(flatten)]
    pub page: PageMeta,
    /// Bytes of all the tenant's pictures.
    pub bytes_used: i64,
    /// As many as the plan lets it keep.
    pub bytes_allowed: i64,
}

/// `PUT /admin/media/{id}`: at least one field.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateMedia {
    /// At most 1,000 characters; `null` clears it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 1000)))]
    pub alt: Patch<String>,
    /// 1 to 255 characters; trimmed.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1, max = 255)))]
    pub name: Patch<String>,
}
