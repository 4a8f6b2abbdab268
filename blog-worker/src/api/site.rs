//! What a tenant says of the site that shows its posts.

use logicspike_shared::input::Patch;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Person;

/// What a tenant says of its site; null is what nobody has said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// What it is called.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Its address.
    pub base_url: Option<String>,
    /// The path below which the posts have their pages.
    pub post_path: Option<String>,
    /// The path that shows previews.
    pub preview_path: Option<String>,
    /// Its language, as BCP 47 names it.
    pub language: Option<String>,
    /// The time zone of its dates, as the IANA names it.
    pub time_zone: Option<String>,
    /// The picture of a post that has none of its own.
    pub default_image_url: Option<String>,
}

/// The settings of the site, as editors see them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AdminSite"))]
#[serde(rename_all = "camelCase")]
pub struct SiteDetail {
    /// What readers are told, too.
    #[serde(flatten)]
    pub site: Site,
    /// 0 until something is saved.
    pub version: i32,
    /// Null until something is saved.
    pub updated_at: Option<Timestamp>,
    /// Who saved last.
    pub updated_by: Option<Person>,
}

/// `PUT /admin/site`: at least one field; null clears it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SiteBody {
    /// At most 255 characters; trimmed.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 255)))]
    pub title: Patch<String>,
    /// At most 500 characters.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 500)))]
    pub description: Patch<String>,
    /// An absolute https address without query and fragment.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 2048)))]
    pub base_url: Patch<String>,
    /// Such as `/blog`; without it posts are right below the address.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 200)))]
    pub post_path: Patch<String>,
    /// Such as `/api/preview`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 200)))]
    pub preview_path: Patch<String>,
    /// Such as `en` or `pt-BR`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(min = 2, max = 35)))]
    pub language: Patch<String>,
    /// Such as `Europe/Berlin`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 64)))]
    pub time_zone: Patch<String>,
    /// An absolute https address.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 2048)))]
    pub default_image_url: Patch<String>,
}
