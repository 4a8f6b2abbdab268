//! Mark names and attributes to [`Mark`].

use serde_json::Value;

use super::attrs::Attrs;
use crate::mark::{Link, Mark, TextStyle};
use crate::style;
use crate::types::MarkType;
use crate::url::{self, EXTERNAL_REL, LinkUrl};

/// The marks in a `marks` array, in rank order. What is no mark we know is left out; of two of a kind the
/// later holds, as when an editor sets a mark again. So the nesting in the HTML is bounded.
pub(super) fn read(value: Option<Value>) -> Vec<Mark> {
    let Some(Value::Array(items)) = value else { return Vec::new() };
    let mut marks: Vec<Mark> = Vec::new();
    for item in items {
        let Value::Object(mut object) = item else { continue };
        let attrs = Attrs::new(object.remove("attrs"));
        let name = object.get("type").and_then(Value::as_str);
        let Some(mark_type) = name.and_then(MarkType::from_name) else { continue };
        marks.retain(|other| other.mark_type() != mark_type);
        marks.push(mark(mark_type, &attrs));
    }
    marks.sort_by_key(Mark::mark_type);
    marks
}

fn mark(mark_type: MarkType, attrs: &Attrs) -> Mark {
    match mark_type {
        MarkType::Link => Mark::Link(link(attrs)),
        MarkType::TextStyle => Mark::TextStyle(text_style(attrs)),
        MarkType::Bold => Mark::Bold,
        MarkType::Code => Mark::Code,
        MarkType::Italic => Mark::Italic,
        MarkType::Strike => Mark::Strike,
        MarkType::Underline => Mark::Underline,
        MarkType::Highlight => Mark::Highlight { color: styled(attrs, "color", style::color) },
        MarkType::Subscript => Mark::Subscript,
        MarkType::Superscript => Mark::Superscript,
    }
}

/// Where an attribute is absent TipTap's default holds; where it is `null` the author took it away.
fn link(attrs: &Attrs) -> Link {
    let or_default = |name: &str, default: &'static str| match attrs.get(name) {
        None => Some(default.to_owned()),
        Some(value) => value.as_str().map(str::to_owned),
    };
    Link {
        href: attrs.string("href").map(LinkUrl::parse),
        target: or_default("target", "_blank").as_deref().and_then(url::target),
        rel: or_default("rel", EXTERNAL_REL).as_deref().and_then(url::rel),
        title: attrs.string("title").map(str::to_owned),
    }
}

fn text_style(attrs: &Attrs) -> TextStyle {
    TextStyle {
        background_color: styled(attrs, "backgroundColor", style::color),
        color: styled(attrs, "color", style::color),
        font_family: styled(attrs, "fontFamily", style::font_family),
        font_size: styled(attrs, "fontSize", style::font_size),
        line_height: styled(attrs, "lineHeight", style::line_height),
    }
}

fn styled(attrs: &Attrs, name: &str, check: fn(&str) -> Option<&str>) -> Option<String> {
    attrs.label(name).as_deref().and_then(check).map(str::to_owned)
}
