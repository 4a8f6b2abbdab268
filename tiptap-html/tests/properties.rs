//! Properties that hold for every document there could be.

#[path = "support/nodes.rs"]
mod nodes;
mod support;

use std::sync::LazyLock;

use nodes::NODE_NAMES;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use support::{Html, parse, text, walk};
use tiptap_html::{Document, MARK_TYPES, plain_text, reading_time_minutes, render, word_count};

static MARK_NAMES: LazyLock<Vec<&str>> =
    LazyLock::new(|| MARK_TYPES.iter().copied().chain(["glow"]).collect());

const ATTRIBUTE_NAMES: &[&str] = &[
    "level",
    "textAlign",
    "start",
    "type",
    "checked",
    "language",
    "colspan",
    "rowspan",
    "colwidth",
    "align",
    "src",
    "alt",
    "title",
    "width",
    "height",
    "id",
    "label",
    "mentionSuggestionChar",
    "open",
    "name",
    "latex",
    "href",
    "target",
    "rel",
    "class",
    "color",
    "backgroundColor",
    "fontFamily",
    "fontSize",
    "lineHeight",
    "dir",
];

const ELEMENTS: &str = "a blockquote br code col colgroup details div em h1 h2 h3 h4 h5 h6 hr iframe img input \
    label li mark ol p pre s span strong sub summary sup table tbody td th tr u ul";

const ATTRIBUTES: &str = "allowfullscreen alt autoplay checked class colspan colwidth data-checked data-color data-id \
    data-label data-latex data-mention-suggestion-char data-name data-type data-youtube-video decoding dir \
    disablekbcontrols enableiframeapi endtime height href id ivloadpolicy loading loop modestbranding open origin \
    playlist rel rowspan src start style target title type width";

fn pick(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(names).prop_map(str::to_owned)
}

/// Values of attributes: likely ones, borderline ones and any at all.
fn scalar() -> impl Strategy<Value = Value> {
    let likely = [
        json!("https://example.com/a"),
        json!("javascript:alert(1)"),
        json!("https://youtu.be/abc"),
        json!("#ff0000"),
        json!("red"),
        json!("center"),
        json!("rtl"),
        json!("16px"),
        json!("smile"),
        json!([100, null]),
        json!("2"),
    ];
    prop_oneof![
        prop::sample::select(likely.to_vec()),
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ]
}

fn attrs() -> impl Strategy<Value = Value> {
    prop::collection::vec((pick(ATTRIBUTE_NAMES), scalar()), 0..4)
        .prop_map(|entries| Value::Object(entries.into_iter().collect()))
}

fn marks() -> impl Strategy<Value = Value> {
    prop::collection::vec((pick(&MARK_NAMES), attrs()), 0..3).prop_map(|marks| {
        marks.into_iter().map(|(name, attrs)| json!({ "type": name, "attrs": attrs })).collect()
    })
}

/// Text as an editor holds it: any characters but U+0000; line ends are line feeds. Without byte order marks,
/// which HTML parsers drop at the beginning of a page.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ \\n\\t<>&\"'a-z]{0,12}"]
        .prop_map(|text| text.replace(['\0', '\r', '\u{feff}'], "."))
}

/// A document without structural faults; nodes stand anywhere, also where no editor would put them.
fn well_formed() -> impl Strategy<Value = Value> {
    let text =
        (words(), marks()).prop_map(|(text, marks)| json!({ "type": "text", "text": text, "marks": marks }));
    let node = text.prop_recursive(6, 60, 6, |inner| {
        (pick(&NODE_NAMES), attrs(), marks(), prop::collection::vec(inner, 0..6)).prop_map(
            |(name, attrs, marks, content)| {
                json!({ "type": name, "attrs": attrs, "marks": marks, "content": content })
            },
        )
    });
    prop::collection::vec(node, 0..6).prop_map(|content| json!({ "type": "doc", "content": content }))
}

/// Any JSON at all, with a document's own words in the wrong places.
fn any_json() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        pick(&["type", "content", "text", "attrs", "marks"]),
        pick(ATTRIBUTE_NAMES),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        scalar(),
        pick(&NODE_NAMES).prop_map(Value::from),
        pick(&["doc", "text"]).prop_map(Value::from),
        pick(&MARK_NAMES).prop_map(Value::from)
    ];
    leaf.prop_recursive(8, 80, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// No element, attribute or comment but those a post may have.
fn is_within_the_list(html: &str) -> bool {
    let mut within = true;
    walk(&parse(html), &mut |node| match node {
        Html::Element { name, attributes, .. } => {
            within &= ELEMENTS.split_whitespace().any(|element| element == name);
            within &=
                attributes.keys().all(|name| ATTRIBUTES.split_whitespace().any(|allowed| allowed == name));
            within &= !attributes.get("href").is_some_and(|href| href.trim_start().starts_with("javascript"));
        }
        Html::Text(_) => {}
        Html::Other(_) => within = false,
    });
    within
}

fn text_leaves(node: &Value, leaves: &mut Vec<String>) {
    leaves.extend(node.get("text").and_then(Value::as_str).map(str::to_owned));
    for child in node.get("content").and_then(Value::as_array).into_iter().flatten() {
        text_leaves(child, leaves);
    }
}

/// Everything there is to do with a stored document, without a panic.
fn exercise(json: &str) -> String {
    let document = Document::parse_lenient(json);
    let words = plain_text(&document);
    assert!(reading_time_minutes(&words) >= 1);
    assert!(word_count(&words) as usize <= words.chars().count());
    let rendered = render(&document);
    assert_eq!(rendered, render(&document), "the same document gives the same page");
    rendered.html
}

proptest! {
    #[test]
    fn any_json_is_safe_to_read(value in any_json()) {
        let json = value.to_string();
        if let Ok(saved) = Document::parse(&json) {
            prop_assert_eq!(&saved, &Document::parse_lenient(&json));
        }
        prop_assert!(is_within_the_list(&exercise(&json)));
    }

    #[test]
    fn any_text_is_safe_to_read(json in any::<String>()) {
        let _ = Document::parse(&json);
        prop_assert!(is_within_the_list(&exercise(&json)));
    }

    #[test]
    fn a_damaged_document_is_safe_to_read(value in well_formed(), at in any::<prop::sample::Index>(), cut: bool) {
        let json = value.to_string();
        let at = json.floor_char_boundary(at.index(json.len()));
        let (head, tail) = json.split_at(at);
        let damaged = if cut { head.to_owned() } else { format!("{head}]{tail}") };
        let _ = Document::parse(&damaged);
        prop_assert!(is_within_the_list(&exercise(&damaged)));
    }

    #[test]
    fn a_well_formed_document_is_accepted_and_loses_no_text(value in well_formed()) {
        let json = value.to_string();
        if json.contains("\\u0000") {
            return Ok(());
        }
        Document::parse(&json).expect("there is no structural fault");
        let html = exercise(&json);
        prop_assert!(is_within_the_list(&html));
        let shown = text(&parse(&html));
        let mut leaves = Vec::new();
        text_leaves(&value, &mut leaves);
        for leaf in leaves {
            prop_assert!(shown.contains(&leaf), "{leaf:?} is not in {html}");
        }
    }

    #[test]
    fn a_page_read_and_written_again_is_still_safe(value in well_formed()) {
        // What a browser does with `innerHTML`, and where sanitisers have been outwitted.
        let html = exercise(&value.to_string());
        let again = scraper::Html::parse_fragment(&html).root_element().inner_html();
        prop_assert!(is_within_the_list(&again));
        prop_assert_eq!(text(&parse(&again)), text(&parse(&html)));
    }
}
