//! The elements that marks become.

use super::html::Html;
use crate::mark::{Link, Mark, TextStyle};
use crate::url::{EXTERNAL_REL, LinkUrl};

pub(super) fn open(html: &mut Html, mark: &Mark) {
    match mark {
        Mark::Link(link) => open_link(html, link),
        Mark::TextStyle(style) => open_text_style(html, style),
        Mark::Highlight { color } => open_highlight(html, color.as_deref()),
        Mark::Bold
        | Mark::Code
        | Mark::Italic
        | Mark::Strike
        | Mark::Underline
        | Mark::Subscript
        | Mark::Superscript => html.tag(element(mark)).end(),
    }
}

pub(super) fn close(html: &mut Html, mark: &Mark) {
    html.close(element(mark));
}

fn element(mark: &Mark) -> &'static str {
    match mark {
        Mark::Link(_) => "a",
        Mark::TextStyle(_) => "span",
        Mark::Bold => "strong",
        Mark::Code => "code",
        Mark::Italic => "em",
        Mark::Strike => "s",
        Mark::Underline => "u",
        Mark::Highlight { .. } => "mark",
        Mark::Subscript => "sub",
        Mark::Superscript => "sup",
    }
}

fn open_link(html: &mut Html, link: &Link) {
    let (href, rel) = match &link.href {
        Some(LinkUrl::External(url)) => (Some(url.as_str()), Some(EXTERNAL_REL)),
        Some(LinkUrl::Local(url)) => (Some(url.as_str()), link.rel.as_deref()),
        // As TipTap writes a link that it does not trust.
        Some(LinkUrl::Refused) => (Some(""), link.rel.as_deref()),
        None => (None, link.rel.as_deref()),
    };
    let tag = html.tag("a").attr_if("target", link.target).attr_if("rel", rel).attr_if("href", href);
    tag.attr_if("title", link.title.as_deref()).end();
}

fn open_text_style(html: &mut Html, style: &TextStyle) {
    let declarations = [
        ("background-color", style.background_color.as_deref()),
        ("color", style.color.as_deref()),
        ("font-family", style.font_family.as_deref()),
        ("font-size", style.font_size.as_deref()),
        ("line-height", style.line_height.as_deref()),
    ];
    html.tag("span").style(&declarations).end();
}

fn open_highlight(html: &mut Html, color: Option<&str>) {
    let tag = html.tag("mark").attr_if("data-color", color);
    tag.style(&[("background-color", color), ("color", color.map(|_| "inherit"))]).end();
}
