//! The names of nodes that tests make.

use std::sync::LazyLock;

use tiptap_html::NODE_TYPES;

/// All that are known but `text`, which a well-formed document has in one place only, and one that is not.
pub(crate) static NODE_NAMES: LazyLock<Vec<&str>> =
    LazyLock::new(|| NODE_TYPES.iter().copied().filter(|name| *name != "text").chain(["callout"]).collect());
