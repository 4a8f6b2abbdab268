//! What a document comes to is bounded in its product: the whole answer about a post has at most four times the
//! document's bytes and 64 KiB, whatever is nested in whatever.
#![expect(clippy::indexing_slicing, reason = "a test that cannot go on says so by panicking")]

#[path = "support/nodes.rs"]
mod nodes;

use nodes::NODE_NAMES;
use proptest::prelude::*;
use serde_json::{Value, json};
use tiptap_html::{Document, plain_text, render};

/// Documents may nest so deeply; a few levels are the harness's own.
const DEPTH: usize = 90;
/// What every answer may have besides.
const SLACK: usize = 65_536;
/// Enough for whatever multiplies to show.
const BYTES: usize = 40_000;

/// Every kind of node, and one that is unknown.
fn kinds() -> Vec<&'static str> {
    NODE_NAMES.iter().copied().chain(["text"]).collect()
}

/// The smallest node of a kind that shows something.
fn node(kind: &str, children: Vec<Value>) -> Value {
    let mut node = json!({ "type": kind });
    let attrs = match kind {
        "image" => json!({ "src": "/a" }),
        "youtube" => json!({ "src": "https://youtu.be/abc" }),
        "mention" => json!({ "id": "a" }),
        "emoji" => json!({ "name": "cat" }),
        "inlineMath" | "blockMath" => json!({ "latex": "x" }),
        _ => Value::Null,
    };
    if kind == "text" {
        node["text"] = json!("ab ");
    }
    if !attrs.is_null() {
        node["attrs"] = attrs;
    }
    if !children.is_empty() {
        node["content"] = Value::Array(children);
    }
    node
}

/// A document that repeats a tower of nodes, each in the one before, with text at every level.
fn towers(kinds: &[&str]) -> String {
    let mut tower = node("text", Vec::new());
    for level in 0..DEPTH {
        let kind = kinds[(DEPTH - level) % kinds.len()];
        tower = node(kind, vec![node("text", Vec::new()), tower]);
    }
    let size = tower.to_string().len();
    let towers = vec![tower; (BYTES / size).max(1)];
    json!({ "type": "doc", "content": towers }).to_string()
}

/// The same nodes beside each other, as many as fit.
fn row(kinds: &[&str]) -> String {
    let nodes: Vec<Value> = kinds.iter().rev().fold(Vec::new(), |inner, kind| vec![node(kind, inner)]);
    let size = nodes[0].to_string().len() + 1;
    let row: Vec<Value> = nodes.into_iter().cycle().take(BYTES / size).collect();
    json!({ "type": "doc", "content": row }).to_string()
}

/// The bytes of everything that is read off a document for readers, as the answer holds it.
fn answer(document: &str) -> usize {
    let parsed = Document::parse_lenient(document);
    let page = render(&parsed);
    let toc: Vec<Value> = page
        .toc
        .iter()
        .map(|entry| json!({ "level": entry.level, "id": entry.id, "text": entry.text }))
        .collect();
    json!({ "html": page.html, "toc": toc }).to_string().len() + plain_text(&parsed).len().min(300)
}

fn is_bounded(document: &str, what: &str) {
    let (bytes, answer) = (document.len(), answer(document));
    assert!(answer <= 4 * bytes + SLACK / 4, "{what}: {answer} bytes of {bytes}");
}

#[test]
fn every_pair_of_nested_kinds_is_bounded() {
    let kinds = kinds();
    let pairs = kinds.iter().flat_map(|outer| kinds.iter().map(|inner| [*outer, *inner]));
    let pairs: Vec<[&str; 2]> = pairs.collect();
    // Rendering in a debug build takes its time: the pairs are shared out.
    std::thread::scope(|scope| {
        for part in pairs.chunks(pairs.len().div_ceil(4)) {
            scope.spawn(move || {
                for pair in part {
                    is_bounded(&towers(pair), &format!("towers of {pair:?}"));
                    is_bounded(&row(pair), &format!("a row of {pair:?}"));
                }
            });
        }
    });
    for kind in kinds {
        is_bounded(&row(&[kind]), &format!("a row of {kind}"));
    }
}

#[test]
fn headings_within_headings_do_not_repeat_each_others_text() {
    let tower = |text: &str| {
        let mut tower = json!({ "type": "heading", "content": [{ "type": "text", "text": text }] });
        for _ in 0..DEPTH {
            tower = json!({ "type": "heading", "content": [{ "type": "text", "text": text }, tower] });
        }
        json!({ "type": "doc", "content": [tower] }).to_string()
    };
    let page = render(&Document::parse_lenient(&tower("title")));
    assert!(page.toc.iter().all(|entry| entry.text == "title"), "{:?}", page.toc[0]);
    is_bounded(&tower(&"word ".repeat(2_000)), "headings in headings");
}

/// What must be escaped in HTML, and again in JSON.
#[test]
fn text_that_is_all_signs_is_bounded() {
    for sign in ["&", "<", ">", "\"", "'", "\u{a0}", "\u{1}", "\\", "\n"] {
        for kind in ["paragraph", "heading", "codeBlock"] {
            let text = json!({ "type": "text", "text": sign.repeat(BYTES) });
            let document = json!({ "type": "doc", "content": [{ "type": kind, "content": [text] }] });
            is_bounded(&document.to_string(), &format!("{sign:?} in {kind}"));
        }
    }
}

/// A text is shown as it is, however long it is and whatever it is made of.
#[test]
fn long_texts_are_shown_whole() {
    for sign in ["&", "«", "a", "\u{fdd0}&", ">"] {
        let text = sign.repeat(3_000);
        let paragraph = json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] });
        let math = json!({ "type": "inlineMath", "attrs": { "latex": text } });
        let document =
            json!({ "type": "doc", "content": [paragraph, { "type": "paragraph", "content": [math] }] });
        let page =
            scraper::Html::parse_fragment(&render(&Document::parse_lenient(&document.to_string())).html);
        let shown: String = page.root_element().text().collect();
        assert_eq!(shown, text.replace('\u{fdd0}', "").repeat(2), "{sign:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_three_kinds_are_bounded(
        one in prop::sample::select(kinds()), two in prop::sample::select(kinds()), three in prop::sample::select(kinds()),
    ) {
        is_bounded(&towers(&[one, two, three]), &format!("{one} {two} {three}"));
        is_bounded(&row(&[one, two, three]), &format!("{one} {two} {three}"));
    }
}
