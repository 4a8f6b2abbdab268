//! Marks: what lies on a stretch of text.

use crate::types::MarkType;
use crate::url::LinkUrl;

/// One mark.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    Link(Link),
    TextStyle(TextStyle),
    Bold,
    Code,
    Italic,
    Strike,
    Underline,
    Highlight { color: Option<String> },
    Subscript,
    Superscript,
}

impl Mark {
    /// Its type, which is its place in nesting too.
    pub(crate) fn mark_type(&self) -> MarkType {
        match self {
            Self::Link(_) => MarkType::Link,
            Self::TextStyle(_) => MarkType::TextStyle,
            Self::Bold => MarkType::Bold,
            Self::Code => MarkType::Code,
            Self::Italic => MarkType::Italic,
            Self::Strike => MarkType::Strike,
            Self::Underline => MarkType::Underline,
            Self::Highlight { .. } => MarkType::Highlight,
            Self::Subscript => MarkType::Subscript,
            Self::Superscript => MarkType::Superscript,
        }
    }
}

/// A link.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Link {
    pub(crate) href: Option<LinkUrl>,
    pub(crate) target: Option<&'static str>,
    /// What the author asked for; external links get more than that.
    pub(crate) rel: Option<String>,
    pub(crate) title: Option<String>,
}

/// Inline style; every value has been checked by [`super::style`].
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TextStyle {
    pub(crate) background_color: Option<String>,
    pub(crate) color: Option<String>,
    pub(crate) font_family: Option<String>,
    pub(crate) font_size: Option<String>,
    pub(crate) line_height: Option<String>,
}
