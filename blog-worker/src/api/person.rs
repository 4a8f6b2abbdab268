//! Persons of the team, as the editors of a tenant see each other.

use logicspike_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A person of the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Person {
    /// Their id.
    pub id: String,
    /// The display name; null until it is known to the blog.
    pub name: Option<String>,
}

/// What stands there, told to whoever expected another version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Current {
    /// Its version; 0 where a working copy was expected and there is none.
    pub version: i32,
    /// When it was changed.
    pub updated_at: Timestamp,
    /// Who saved it; null if that is not known.
    pub updated_by: Option<Person>,
}
