//! Pages of lists.

use serde::Serialize;

/// What a list says of itself.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// The page, from 1.
    pub page: i64,
    /// Rows per page.
    pub limit: i64,
    /// Rows in all.
    pub total: i64,
    /// Pages in all.
    pub total_pages: i64,
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct List<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Where they stand.
    pub meta: Meta,
}

/// A list that is short by nature.
#[derive(Debug, Serialize)]
pub struct Whole<T> {
    /// The rows.
    pub data: Vec<T>,
}
