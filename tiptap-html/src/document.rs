//! The parsed document.

use crate::node::Node;

/// A TipTap document as a typed tree, never nested deeper than [`crate::MAX_DEPTH`].
///
/// Made by [`Document::parse`] or [`Document::parse_lenient`] only, so whoever walks it may recurse.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    pub(crate) children: Vec<Node>,
    /// Length of its JSON text without white space between tokens: what its page is measured by.
    pub(crate) bytes: usize,
}
