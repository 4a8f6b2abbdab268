//! What a search adds to the items of a list.

use serde::{Deserialize, Serialize};

/// An item, and, if it was searched for, where it has what was looked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "{T}"))]
pub struct Found<T> {
    /// The item.
    #[serde(flatten)]
    pub item: T,
    /// Searches only.
    #[serde(rename = "match", default, skip_serializing_if = "Option::is_none")]
    pub matched: Option<Match>,
}

/// What was looked for, where it stands: plain text, never HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Match {
    /// The title.
    pub title: Vec<Segment>,
    /// A passage of the text; of the excerpt, if only that has it; else how the text begins.
    pub text: Vec<Segment>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Segment {
    /// The piece.
    pub text: String,
    /// Whether it was looked for.
    pub hit: bool,
}
