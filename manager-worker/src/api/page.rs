//! Lists without pages.

use serde::Serialize;

/// A list that is short by nature.
#[derive(Debug, Serialize)]
pub struct Whole<T> {
    /// The rows.
    pub data: Vec<T>,
}
