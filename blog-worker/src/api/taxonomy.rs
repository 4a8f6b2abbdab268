//! Categories and tags in the admin API.

use logicspike_shared::input::Patch;
use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /admin/categories`, `POST /admin/tags`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTaxonomy {
    /// 1 to 100 characters for a category, 1 to 50 for a tag; trimmed.
    pub name: String,
    /// Made from the name if absent.
    #[serde(default)]
    pub slug: Option<String>,
    /// At most 500 characters; categories only.
    #[serde(default)]
    pub description: Option<String>,
}

/// `PUT /admin/categories/{id}`, `PUT /admin/tags/{id}`: at least one field.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateTaxonomy {
    /// 1 to 100 characters for a category, 1 to 50 for a tag; trimmed.
    #[serde(default)]
    pub name: Patch<String>,
    /// A new slug.
    #[serde(default)]
    pub slug: Patch<String>,
    /// At most 500 characters; categories only.
    #[serde(default)]
    pub description: Patch<String>,
}

/// A category or tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields of CreateTaxonomy, and what the service adds")]
pub struct TaxonomyDetail {
    pub id: String,
    pub name: String,
    pub slug: String,
    /// Categories only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
