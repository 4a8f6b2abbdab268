//! Marks: what lies on a stretch of text.

use crate::url::LinkUrl;

/// One mark. The order of the variants is TipTap's rank: the first is innermost in the HTML.
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
    /// Position in nesting; equal for marks of the same kind.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::Link(_) => 0,
            Self::TextStyle(_) => 1,
            Self::Bold => 2,
            Self::Code => 3,
            Self::Italic => 4,
            Self::Strike => 5,
            Self::Underline => 6,
            Self::Highlight { .. } => 7,
            Self::Subscript => 8,
            Self::Superscript => 9,
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
