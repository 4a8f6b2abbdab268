//! API keys.

use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /manager/api-keys`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "CreateApiKey"))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct KeyBody {
    /// What it is called.
    #[cfg_attr(feature = "openapi", schemars(with = "String", length(min = 1, max = 100)))]
    pub(crate) name: Option<String>,
    /// What it opens: `blog`.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>", length(min = 1), extend("items" = { "type": "string", "enum": ["blog"] }, "uniqueItems" = true)))]
    pub(crate) scopes: Option<Vec<String>>,
    /// When it ends; never without it.
    #[serde(default)]
    pub(crate) expires_at: Option<Timestamp>,
    /// Whether it may be seen; `secret` without it.
    #[serde(default)]
    pub(crate) kind: KeyKind,
    /// The sites that browsers may show it from, such as `https://www.example.com`; any without one.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(length(max = 20), extend("uniqueItems" = true)))]
    pub(crate) allowed_origins: Vec<String>,
}

/// Who may see a key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ApiKeyKind"))]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// Servers only.
    #[default]
    Secret,
    /// Everybody: it stands in the page, and opens what is published and no preview.
    Publishable,
}

/// `POST /manager/api-keys/{id}/rotate`.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "RotateApiKey"))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RotateBody {
    /// How long the old key goes on, in seconds; a day without it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(range(min = 0, max = 2_592_000)))]
    pub(crate) overlap_seconds: Option<i64>,
    /// When the new key ends; when the old one would have without it.
    #[serde(default)]
    pub(crate) expires_at: Option<Timestamp>,
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ApiKeyStatus"))]
#[serde(rename_all = "snake_case")]
pub enum KeyStatus {
    /// It works.
    Active,
    /// Its time is over.
    Expired,
    /// Someone ended it.
    Revoked,
}

/// A key, without the key.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ApiKey"))]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// `key_…`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its first characters.
    pub hint: String,
    /// What it opens.
    pub scopes: Vec<String>,
    /// Who may see it.
    pub kind: KeyKind,
    /// The sites that browsers may show it from; any, if there is none.
    pub allowed_origins: Vec<String>,
    /// Whether it works.
    pub status: KeyStatus,
    /// Who made it.
    pub created_by: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to within minutes.
    pub last_used_at: Option<Timestamp>,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
}

/// The answer that shows a key, once.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "ShownApiKey"))]
#[serde(rename_all = "camelCase")]
pub struct ShownKey<'a> {
    /// `key_…`.
    pub id: &'a str,
    /// The key itself. It cannot be shown again.
    pub key: &'a str,
    /// Its first characters.
    pub hint: &'a str,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// When the key it replaces ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_expires_at: Option<Timestamp>,
}
