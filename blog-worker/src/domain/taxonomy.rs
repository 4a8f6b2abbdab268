//! Categories and tags: what a post is filed under.

/// A category or a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Categories: a post has one at most.
    Category,
    /// Tags: a post has up to ten.
    Tag,
}
