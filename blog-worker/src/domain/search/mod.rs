//! Full-text search: what counts as a word, in what is stored and in what is asked. Both come from here, so that they
//! always agree; PostgreSQL compares words and never sees prose.

mod fold;
mod passage;
mod split;
mod text_query;
mod vector;

#[cfg(test)]
mod tests;

pub use text_query::TextQuery;
pub use vector::{Field, vector};

/// Counts changes of these rules. Posts whose words were made by older ones are indexed again by the sweep. The index by
/// which it finds them names the number, so a change comes with a migration.
pub const VERSION: i32 = 1;
