//! Lists without pages.

use serde::Serialize;

/// A list that is short by nature.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "{T}List"))]
pub struct Whole<T> {
    /// The rows.
    pub data: Vec<T>,
}
