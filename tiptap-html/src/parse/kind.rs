//! Node types and attributes to [`NodeKind`]. Defaults are TipTap's.

use serde_json::Value;

use super::attrs::{self, Attrs};
use crate::language::is_language;
use crate::node::{Cell, Image, Leaf, Marker, Mention, NodeKind, Youtube};
use crate::types::NodeType;
use crate::url;

/// The HTML standard's limit for `colspan`.
const MAX_COLSPAN: i64 = 1_000;
/// The HTML standard's limit for `rowspan`.
const MAX_ROWSPAN: i64 = 65_534;
/// Wider than any screen, in CSS pixels.
const MAX_PIXELS: i64 = 10_000;
/// A day, in seconds: longer than any video.
const MAX_START: i64 = 86_400;

pub(super) fn read(node_type: Option<NodeType>, attrs: &Attrs) -> NodeKind {
    let Some(node_type) = node_type else { return NodeKind::Unknown };
    match node_type {
        NodeType::Paragraph => NodeKind::Paragraph { align: attrs.align("textAlign") },
        NodeType::Heading => {
            NodeKind::Heading { level: heading_level(attrs), align: attrs.align("textAlign") }
        }
        NodeType::BulletList => NodeKind::BulletList,
        NodeType::OrderedList => NodeKind::OrderedList {
            start: attrs.integer("start").and_then(|start| i32::try_from(start).ok()).unwrap_or(1),
            marker: attrs.string("type").and_then(Marker::from_name),
        },
        NodeType::ListItem => NodeKind::ListItem,
        NodeType::TaskList => NodeKind::TaskList,
        NodeType::TaskItem => NodeKind::TaskItem { checked: attrs.flag("checked") },
        NodeType::Blockquote => NodeKind::Blockquote,
        NodeType::CodeBlock => NodeKind::CodeBlock { language: language(attrs) },
        NodeType::HardBreak => NodeKind::Leaf(Leaf::HardBreak),
        NodeType::HorizontalRule => NodeKind::Leaf(Leaf::HorizontalRule),
        NodeType::Table => NodeKind::Table,
        NodeType::TableRow => NodeKind::TableRow,
        NodeType::TableCell => NodeKind::TableCell(cell(attrs)),
        NodeType::TableHeader => NodeKind::TableHeader(cell(attrs)),
        NodeType::Image => NodeKind::Leaf(Leaf::Image(Image {
            src: attrs.string("src").and_then(url::image),
            alt: attrs.string("alt").map(str::to_owned),
            title: attrs.string("title").map(str::to_owned),
            width: dimension(attrs, "width"),
            height: dimension(attrs, "height"),
        })),
        NodeType::Youtube => NodeKind::Leaf(Leaf::Youtube(youtube(attrs))),
        NodeType::Mention => NodeKind::Leaf(Leaf::Mention(mention(attrs))),
        NodeType::Details => NodeKind::Details { open: attrs.flag("open") },
        NodeType::DetailsSummary => NodeKind::DetailsSummary,
        NodeType::DetailsContent => NodeKind::DetailsContent,
        NodeType::Emoji => NodeKind::Leaf(Leaf::Emoji { name: attrs.label("name").unwrap_or_default() }),
        NodeType::InlineMath => {
            NodeKind::Leaf(Leaf::InlineMath { latex: attrs.label("latex").unwrap_or_default() })
        }
        NodeType::BlockMath => {
            NodeKind::Leaf(Leaf::BlockMath { latex: attrs.label("latex").unwrap_or_default() })
        }
        // A text that has one was read before.
        NodeType::Text => NodeKind::Unknown,
    }
}

/// What a node of an unknown extension shows when there is nothing in it, as mentions and chips of many editors have it.
pub(super) fn unknown_label(attrs: &Attrs) -> Option<String> {
    let label = attrs.label("label").or_else(|| attrs.label("text"))?;
    Some(label.replace('\0', ""))
}

fn heading_level(attrs: &Attrs) -> u8 {
    let level = attrs.integer("level").unwrap_or(1).clamp(1, 6);
    u8::try_from(level).unwrap_or(1)
}

/// A language name that is one word, so that it stays one class.
fn language(attrs: &Attrs) -> Option<String> {
    attrs.string("language").filter(|name| is_language(name)).map(str::to_owned)
}

fn cell(attrs: &Attrs) -> Cell {
    let span = |name: &str, most: i64| {
        // A span below 1 says nothing; one above the limit is what browsers clamp it to.
        let span = attrs.integer(name).filter(|span| *span >= 1).unwrap_or(1).min(most);
        u32::try_from(span).unwrap_or(1)
    };
    let colspan = span("colspan", MAX_COLSPAN);
    let colwidth = attrs.get("colwidth").and_then(Value::as_array).map(|widths| {
        let kept = widths.iter().take(usize::try_from(colspan).unwrap_or(1));
        // Zero stands for a column without a width, as an editor stores it.
        kept.map(
            |width| if width == &Value::from(0) { Some(0) } else { attrs::integer(width).and_then(pixels) },
        )
        .collect()
    });
    Cell { colspan, rowspan: span("rowspan", MAX_ROWSPAN), colwidth, align: attrs.align("align") }
}

fn pixels(value: i64) -> Option<u32> {
    u32::try_from(value.min(MAX_PIXELS)).ok().filter(|pixels| *pixels > 0)
}

/// `300`, `"300"`, `"300px"` or `"50%"`.
fn dimension(attrs: &Attrs, name: &str) -> Option<String> {
    let raw = attrs.label(name)?;
    let raw = raw.trim();
    if let Some(percent) = raw.strip_suffix('%') {
        let percent = percent.parse::<u16>().ok().filter(|percent| (1..=100).contains(percent))?;
        return Some(format!("{percent}%"));
    }
    let number = Value::from(raw.strip_suffix("px").unwrap_or(raw));
    attrs::integer(&number).and_then(pixels).map(|pixels| pixels.to_string())
}

fn youtube(attrs: &Attrs) -> Youtube {
    let start = attrs.integer("start").unwrap_or(0).clamp(0, MAX_START);
    let start = u32::try_from(start).unwrap_or(0);
    Youtube {
        src: attrs.string("src").and_then(|src| url::youtube_embed(src, start)),
        start,
        width: dimension(attrs, "width").unwrap_or_else(|| "640".to_owned()),
        height: dimension(attrs, "height").unwrap_or_else(|| "480".to_owned()),
    }
}

fn mention(attrs: &Attrs) -> Mention {
    let trigger = attrs.string("mentionSuggestionChar").filter(|trigger| trigger.chars().count() <= 8);
    Mention { id: attrs.label("id"), label: attrs.label("label"), trigger: trigger.unwrap_or("@").to_owned() }
}
