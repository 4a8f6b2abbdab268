//! The parsed document.

use crate::mark::Mark;
use crate::node::{Leaf, Node, NodeKind};
use crate::url::LinkUrl;

/// How deeply nodes may nest below the `doc` node. Editors reach ten or so; each level costs stack.
pub const MAX_DEPTH: usize = 100;

/// The longest JSON text that may be saved, in bytes (1 MiB).
pub const MAX_BYTES: usize = 1 << 20;

/// A TipTap document as a typed tree, never nested deeper than [`MAX_DEPTH`].
///
/// Made by [`Document::parse`] or [`Document::parse_lenient`] only, so whoever walks it may recurse.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    pub(crate) children: Vec<Node>,
    /// Length of its JSON text without white space between tokens: what its page is measured by.
    pub(crate) bytes: usize,
}

impl Document {
    /// Writes the addresses of links and images anew, for a page that is read in another place than its own; `None`
    /// leaves one as it is. They grow by no more than the document's length in all: those that would stay as they are.
    pub fn map_addresses(&mut self, map: impl Fn(&str) -> Option<String>) {
        let mut room = self.bytes;
        let mut anew = |address: &mut String| {
            if let Some(mapped) = map(address)
                && mapped.len() <= address.len() + room
            {
                room = room + address.len() - mapped.len();
                *address = mapped;
            }
        };
        map_nodes(&mut self.children, &mut anew);
    }
}

fn map_nodes(nodes: &mut [Node], anew: &mut impl FnMut(&mut String)) {
    for node in nodes {
        for mark in &mut node.marks {
            if let Mark::Link(link) = mark
                && let Some(LinkUrl::External(address) | LinkUrl::Local(address)) = &mut link.href
            {
                anew(address);
            }
        }
        if let NodeKind::Leaf(Leaf::Image(image)) = &mut node.kind
            && let Some(address) = &mut image.src
        {
            anew(address);
        }
        map_nodes(&mut node.children, anew);
    }
}
