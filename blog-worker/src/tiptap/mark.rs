//! Marks: what lies on a stretch of text.

use super::url::LinkUrl;

/// One mark. The order of the variants is TipTap's rank: the first is innermost in the HTML.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
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
    pub(super) fn rank(&self) -> u8 {
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
pub(super) struct Link {
    pub(super) href: Option<LinkUrl>,
    pub(super) target: Option<&'static str>,
    /// What the author asked for; external links get more than that.
    pub(super) rel: Option<String>,
    pub(super) title: Option<String>,
}

/// Inline style; every value has been checked by [`super::style`].
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct TextStyle {
    pub(super) background_color: Option<String>,
    pub(super) color: Option<String>,
    pub(super) font_family: Option<String>,
    pub(super) font_size: Option<String>,
    pub(super) line_height: Option<String>,
}
