//! HTML as a tree, read by a real parser (html5ever, through scraper), for comparing and inspecting what was rendered.

use std::collections::BTreeMap;

use scraper::{ElementRef, Node};

/// An element or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Html {
    Element {
        name: String,
        attributes: BTreeMap<String, String>,
        children: Vec<Html>,
    },
    Text(String),
    /// A comment, doctype or processing instruction, of which there should be none.
    Other(String),
}

/// Parses a fragment. Neighbouring texts are one.
pub(crate) fn parse(html: &str) -> Vec<Html> {
    // The parser puts the fragment into a root `html` element.
    children(scraper::Html::parse_fragment(html).root_element())
}

fn children(parent: ElementRef<'_>) -> Vec<Html> {
    let mut nodes: Vec<Html> = Vec::new();
    for child in parent.children() {
        let node = match child.value() {
            Node::Text(text) => Html::Text(text.to_string()),
            Node::Element(element) => Html::Element {
                // SVG and MathML keep their prefix, so that they are never taken for HTML.
                name: match &*element.name.ns {
                    "http://www.w3.org/1999/xhtml" => element.name().to_owned(),
                    other => format!("{other}:{}", element.name()),
                },
                attributes: element
                    .attrs()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
                children: ElementRef::wrap(child).map(self::children).unwrap_or_default(),
            },
            other => Html::Other(format!("{other:?}")),
        };
        match (nodes.last_mut(), &node) {
            (Some(Html::Text(last)), Html::Text(text)) => last.push_str(text),
            _ => nodes.push(node),
        }
    }
    nodes
}

/// All text, in order.
pub(crate) fn text(nodes: &[Html]) -> String {
    let mut collected = String::new();
    walk(nodes, &mut |node| {
        if let Html::Text(text) = node {
            collected.push_str(text);
        }
    });
    collected
}

/// Visits every node, parents first.
pub(crate) fn walk<'a>(nodes: &'a [Html], visit: &mut impl FnMut(&'a Html)) {
    for node in nodes {
        visit(node);
        if let Html::Element { children, .. } = node {
            walk(children, visit);
        }
    }
}
