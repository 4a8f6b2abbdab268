//! The one allow-list: what a page may be made of, whoever checks it.
//!
//! [`crate::sanitize`] makes a page of these elements, attributes and values; [`crate::canonical`] tells whether a page
//! is one already.

use std::borrow::Cow;

use crate::language::is_language;
use crate::toc::ID_PREFIX;
use crate::{style, url};

/// Schemes that an address may have.
pub(crate) const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// The attribute that every element may have.
pub(crate) const EVERYWHERE: &str = "dir";

/// An element that a page may have.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) holds: Holds,
    /// What it may have beside [`EVERYWHERE`].
    pub(crate) attributes: &'static [&'static str],
    /// An attribute that it has with this value and no other.
    pub(crate) fixed: Option<(&'static str, &'static str)>,
}

/// Where an element stands without an HTML parser moving it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a line, and wherever text may stand.
    Line,
    /// Likewise; in another of its name the parser would close that one.
    Formatting,
    /// Among blocks.
    Block,
    /// In a list.
    Item,
    /// In a table: columns or rows.
    Section,
    /// In a group of columns.
    Column,
    /// In a group of rows.
    Row,
    /// In a row.
    Cell,
}

/// What an element may hold without an HTML parser closing it early or moving what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// It has no end tag.
    Void,
    /// It has an end tag, and nothing before it.
    Nothing,
    /// Text and what stands in a line.
    Line,
    /// That, and blocks.
    Flow,
    Items,
    Sections,
    Columns,
    Rows,
    Cells,
}

impl Holds {
    pub(crate) fn text(self) -> bool {
        matches!(self, Self::Line | Self::Flow)
    }

    pub(crate) fn element(self, place: Place) -> bool {
        matches!(
            (self, place),
            (Self::Line | Self::Flow, Place::Line | Place::Formatting)
                | (Self::Flow, Place::Block)
                | (Self::Items, Place::Item)
                | (Self::Sections, Place::Section)
                | (Self::Columns, Place::Column)
                | (Self::Rows, Place::Row)
                | (Self::Cells, Place::Cell)
        )
    }
}

const fn element(
    name: &'static str,
    place: Place,
    holds: Holds,
    attributes: &'static [&'static str],
) -> Element {
    Element { name, place, holds, attributes, fixed: None }
}

/// Every element there is in a page.
pub(crate) const ELEMENTS: &[Element] = &[
    element("a", Place::Formatting, Holds::Line, &["href", "rel", "target", "title"]),
    element("blockquote", Place::Block, Holds::Flow, &[]),
    element("br", Place::Line, Holds::Void, &[]),
    element("code", Place::Formatting, Holds::Line, &["class"]),
    element("col", Place::Column, Holds::Void, &["style"]),
    element("colgroup", Place::Section, Holds::Columns, &[]),
    element("details", Place::Block, Holds::Flow, &["open"]),
    element("div", Place::Block, Holds::Flow, &["data-latex", "data-type", "data-youtube-video"]),
    element("em", Place::Formatting, Holds::Line, &[]),
    element("h1", Place::Block, Holds::Line, &["id", "style"]),
    element("h2", Place::Block, Holds::Line, &["id", "style"]),
    element("h3", Place::Block, Holds::Line, &["id", "style"]),
    element("h4", Place::Block, Holds::Line, &["id", "style"]),
    element("h5", Place::Block, Holds::Line, &["id", "style"]),
    element("h6", Place::Block, Holds::Line, &["id", "style"]),
    element("hr", Place::Block, Holds::Void, &[]),
    element(
        "iframe",
        Place::Block,
        Holds::Nothing,
        &[
            "allowfullscreen",
            "autoplay",
            "disablekbcontrols",
            "enableiframeapi",
            "endtime",
            "height",
            "ivloadpolicy",
            "loop",
            "modestbranding",
            "origin",
            "playlist",
            "rel",
            "src",
            "start",
            "width",
        ],
    ),
    element(
        "img",
        Place::Line,
        Holds::Void,
        &["alt", "decoding", "height", "loading", "src", "title", "width"],
    ),
    Element {
        fixed: Some(("type", "checkbox")),
        ..element("input", Place::Line, Holds::Void, &["checked", "type"])
    },
    element("label", Place::Line, Holds::Line, &[]),
    element("li", Place::Item, Holds::Flow, &["data-checked", "data-type"]),
    element("mark", Place::Line, Holds::Line, &["data-color", "style"]),
    element("ol", Place::Block, Holds::Items, &["start", "type"]),
    element("p", Place::Block, Holds::Line, &["style"]),
    element("pre", Place::Block, Holds::Line, &[]),
    element("s", Place::Formatting, Holds::Line, &[]),
    element(
        "span",
        Place::Line,
        Holds::Line,
        &[
            "data-id",
            "data-label",
            "data-latex",
            "data-mention-suggestion-char",
            "data-name",
            "data-type",
            "style",
        ],
    ),
    element("strong", Place::Formatting, Holds::Line, &[]),
    element("sub", Place::Line, Holds::Line, &[]),
    element("summary", Place::Block, Holds::Line, &[]),
    element("sup", Place::Line, Holds::Line, &[]),
    element("table", Place::Block, Holds::Sections, &["style"]),
    element("tbody", Place::Section, Holds::Rows, &[]),
    element("td", Place::Cell, Holds::Flow, &["colspan", "colwidth", "rowspan", "style"]),
    element("th", Place::Cell, Holds::Flow, &["colspan", "colwidth", "rowspan", "style"]),
    element("tr", Place::Row, Holds::Cells, &[]),
    element("u", Place::Formatting, Holds::Line, &[]),
    element("ul", Place::Block, Holds::Items, &["data-type"]),
];

/// What may stay of a value: `None` drops the attribute.
pub(crate) fn value<'a>(element: &str, attribute: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let keep = |allowed: bool| allowed.then_some(Cow::Borrowed(value));
    let number = |extra: &[u8]| value.bytes().all(|b| b.is_ascii_digit() || extra.contains(&b));
    match (element, attribute) {
        (_, "style") => style::filter(value).map(Cow::Owned),
        (_, "dir") => keep(matches!(value, "ltr" | "rtl" | "auto")),
        ("a", "href") => keep(!matches!(url::LinkUrl::parse(value), url::LinkUrl::Refused)),
        ("a", "target") => url::target(value).map(Cow::Borrowed),
        ("a", "rel") => url::rel(value).map(Cow::Owned),
        ("img", "src") => keep(url::image(value).is_some()),
        ("img", "loading") => keep(value == "lazy"),
        ("img", "decoding") => keep(value == "async"),
        ("iframe", "src") => keep(url::is_youtube_embed(value)),
        // What TipTap writes on the frame besides: switches and numbers without meaning to a browser.
        ("iframe", "origin" | "playlist") => keep(value.is_empty()),
        ("iframe" | "img", "width" | "height") => keep(number(b"%")),
        ("iframe", _) => keep(matches!(value, "true" | "false") || number(b"")),
        ("code", "class") => keep(value.strip_prefix("language-").is_some_and(is_language)),
        ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", "id") => keep(value.starts_with(ID_PREFIX)),
        ("td" | "th", "colspan" | "rowspan") => keep(number(b"")),
        ("td" | "th", "colwidth") => keep(number(b",")),
        ("ol", "start") => keep(value.parse::<i32>().is_ok()),
        ("ol", "type") => keep(matches!(value, "a" | "A" | "i" | "I")),
        (_, "data-type") => keep(matches!(
            value,
            "taskList" | "taskItem" | "detailsContent" | "mention" | "emoji" | "inline-math" | "block-math"
        )),
        ("mark", "data-color") => keep(style::color(value).is_some()),
        _ => Some(Cow::Borrowed(value)),
    }
}
