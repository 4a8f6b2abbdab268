//! Categories and tags in the admin API.

use logicspike_shared::input::Patch;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Person;

/// `POST /admin/categories`, `POST /admin/tags`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTaxonomy {
    /// 1 to 100 characters for a category, 1 to 50 for a tag; trimmed.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 100)))]
    pub name: String,
    /// Made from the name if absent.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 200)))]
    pub slug: Option<String>,
    /// At most 500 characters; categories only.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 500)))]
    pub description: Option<String>,
}

/// `PUT /admin/categories/{id}`, `PUT /admin/tags/{id}`: at least one field.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateTaxonomy {
    /// 1 to 100 characters for a category, 1 to 50 for a tag; trimmed.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1, max = 100)))]
    pub name: Patch<String>,
    /// A new slug.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1, max = 200)))]
    pub slug: Patch<String>,
    /// At most 500 characters; categories only.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 500)))]
    pub description: Patch<String>,
}

/// A category or tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "AdminTaxonomy"))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields of CreateTaxonomy, and what the service adds")]
pub struct TaxonomyDetail {
    pub id: String,
    pub name: String,
    pub slug: String,
    /// Categories only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How many posts have it, but for deleted ones.
    pub post_count: i64,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Who saved last; null if that is not known.
    pub updated_by: Option<Person>,
}
