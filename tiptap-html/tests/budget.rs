//! However a document is made, its page is at most so many times as large: with attributes that make the most of
//! their nodes, marks that are long, and escapes, up to a mebibyte.
#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on says so by panicking")]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::{parse, text};
use tiptap_html::{Document, NODE_TYPES, plain_text, render};

/// What a page may have besides four times its document.
const ALLOWANCE: usize = 15 * 1024;
/// Bytes of an answer around its page: names and brackets.
const FRAME: usize = 32;

/// An answer that holds what was rendered, as JSON.
fn answer(json: &str) -> String {
    let page = render(&Document::parse_lenient(json));
    let toc: Vec<Value> = page
        .toc
        .iter()
        .map(|entry| json!({ "level": entry.level, "id": entry.id, "text": entry.text }))
        .collect();
    json!({ "html": page.html, "toc": toc }).to_string()
}

/// Checks a document that can be saved; gives how many times its size the answer is.
fn check(name: &str, json: &str) -> f64 {
    Document::parse(json).unwrap_or_else(|error| panic!("{name}: {error}"));
    let size = answer(json).len();
    assert!(size <= 4 * json.len() + ALLOWANCE + FRAME, "{name}: {size} bytes from {}", json.len());
    #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
    let times = size as f64 / json.len() as f64;
    times
}

/// Nodes of every kind, each with the attributes that make the most of it.
fn kinds() -> Vec<Value> {
    let all = [
        ("paragraph", json!({ "textAlign": "justify", "dir": "auto" })),
        ("heading", json!({ "level": 6 })),
        ("heading", json!({})),
        ("bulletList", json!({})),
        ("orderedList", json!({ "start": -9, "type": "a" })),
        ("listItem", json!({})),
        ("taskList", json!({})),
        ("taskItem", json!({})),
        ("taskItem", json!({ "checked": 1 })),
        ("blockquote", json!({})),
        ("codeBlock", json!({})),
        ("codeBlock", json!({ "language": "x".repeat(64) })),
        ("hardBreak", json!({})),
        ("horizontalRule", json!({})),
        ("table", json!({})),
        ("tableRow", json!({})),
        ("tableCell", json!({})),
        ("tableCell", json!({ "colspan": 1000 })),
        ("tableHeader", json!({ "colspan": 9, "colwidth": [1, 1, 1, 1, 1, 1, 1, 1, 1] })),
        ("image", json!({ "src": "/&&&&&&&&&&", "alt": "\"\"&&&&\"" })),
        ("youtube", json!({ "src": "youtu.be/x" })),
        ("mention", json!({ "id": "&&&&", "label": "<<&&\u{a0}\"" })),
        ("details", json!({ "open": true })),
        ("detailsSummary", json!({})),
        ("detailsContent", json!({})),
        ("emoji", json!({ "name": "flag_england" })),
        ("inlineMath", json!({ "latex": "&&<<\"" })),
        ("blockMath", json!({ "latex": "&" })),
        ("callout", json!({})),
        ("callout", json!({ "label": "&" })),
    ];
    all.into_iter().map(|(name, attrs)| json!({ "type": name, "attrs": attrs })).chain([words("&")]).collect()
}

#[test]
fn every_type_of_node_is_weighed() {
    let kinds = kinds();
    for name in NODE_TYPES {
        assert!(kinds.iter().any(|kind| kind["type"] == *name), "{name}");
    }
}

fn words(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

/// Marks with as much in them as they may have.
fn marks() -> Value {
    json!([
        { "type": "link", "attrs": { "href": format!("https://a.example/{}", "&".repeat(2_000)) } },
        { "type": "textStyle", "attrs": { "fontFamily": "f".repeat(200) } },
        { "type": "bold" }, { "type": "italic" }, { "type": "code" }, { "type": "strike" }, { "type": "underline" },
        { "type": "highlight", "attrs": { "color": "red" } }, { "type": "subscript" }, { "type": "superscript" },
    ])
}

fn doc(content: &[Value]) -> String {
    json!({ "type": "doc", "content": content }).to_string()
}

fn with(node: &Value, content: Vec<Value>) -> Value {
    let mut node = node.clone();
    node["content"] = content.into();
    node
}

/// The node, so often that the document is about as large.
fn filled(node: &Value, bytes: usize) -> Vec<Value> {
    vec![node.clone(); (bytes / (node.to_string().len() + 1)).max(1)]
}

/// As deep as a document may be, each in the one before, by turns.
fn chain(kinds: &[&Value], depth: usize) -> Value {
    (0..depth).rev().fold(words("&<"), |inside, at| with(kinds[at % kinds.len()], vec![inside]))
}

#[test]
fn a_page_is_at_most_four_times_its_document_for_every_pair_of_kinds() {
    let kinds = kinds();
    let mut worst = Vec::new();
    for outer in &kinds {
        for inner in &kinds {
            let name = format!("{inner} in {outer}");
            // Many in one, many of one in one, and one in the other to the bottom, often.
            let leaf = with(inner, vec![words("&<")]);
            let documents = [
                doc(&[with(outer, filled(inner, 6_000))]),
                doc(&[with(outer, filled(&leaf, 6_000))]),
                doc(&filled(&with(outer, vec![leaf]), 6_000)),
                doc(&filled(&chain(&[outer, inner], 96), 6_000)),
            ];
            for json in &documents {
                worst.push((check(&name, json), name.clone()));
            }
        }
    }
    worst.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (times, name) in worst.iter().take(5) {
        println!("{times:.2} times: {name}");
    }
}

#[test]
fn long_marks_are_written_once_wherever_they_lie() {
    let kinds = kinds();
    for outer in &kinds {
        for inner in &kinds {
            let mut marked = with(outer, filled(&with(inner, vec![words("a")]), 2_000));
            marked["marks"] = marks();
            // On the node, and on a text around many nodes.
            check(&format!("{inner} in marked {outer}"), &doc(std::slice::from_ref(&marked)));
            let mut around = with(&words("t"), filled(inner, 2_000));
            around["marks"] = marks();
            check(&format!("{inner} in marked text in {outer}"), &doc(&[with(outer, vec![around])]));
        }
    }
}

#[test]
fn much_of_anything_is_rendered_within_four_times_its_size() {
    for kind in kinds() {
        check(&kind.to_string(), &doc(&filled(&kind, 300_000)));
    }
    // Whatever may not stand in a table is moved before it, each piece by itself.
    let table = with(&json!({ "type": "table" }), filled(&json!({ "type": "paragraph" }), 1_000_000));
    check("paragraphs in a table", &doc(&[table]));
}

#[test]
fn a_text_of_signs_that_must_be_escaped_is_rendered_within_four_times_its_size() {
    for unit in ["&", "<", ">", "\"", "&a", "&<\"", "\u{a0}", "\u{1}", "\n", "<\n", "&\n", "İ", "\\", "a "] {
        let frame = doc(&[with(&json!({ "type": "heading" }), vec![words("")])]);
        let count = (100_000 - frame.len()) / (json!(unit).to_string().len() - 2);
        for kind in ["heading", "paragraph", "codeBlock"] {
            let content = vec![words(&unit.repeat(count))];
            check(&format!("{unit:?} in {kind}"), &doc(&[with(&json!({ "type": kind }), content)]));
        }
    }
}

#[test]
fn headings_in_headings_are_each_listed_with_their_own_line() {
    let heading = |words: &str, inside: Vec<Value>| {
        let content = [vec![json!({ "type": "text", "text": words })], inside].concat();
        json!({ "type": "heading", "content": content })
    };
    let json = doc(&[heading("one", vec![heading("two", vec![heading("three", vec![])])])]);
    let page = render(&Document::parse_lenient(&json));
    let lines: Vec<&str> = page.toc.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(lines, ["one", "two", "three"]);
}

#[test]
fn a_document_whose_page_would_be_too_large_keeps_its_text() {
    let json = doc(&[
        vec![words("first &amp; <b>")],
        vec![json!({ "type": "taskItem" }); 20_000],
        vec![words("last")],
    ]
    .concat());
    let page = render(&Document::parse_lenient(&json));
    assert_eq!(page.html, "<p>first &amp;amp; &lt;b></p><p>last</p>");
    assert_eq!(text(&parse(&page.html)), "first &amp; <b>last");
}

#[test]
fn numbers_that_grow_when_they_are_stored_are_refused() {
    let numbers = |count: usize| {
        doc(&[json!({ "type": "x", "attrs": { "n": "N" } })])
            .replace("\"N\"", &format!("[{}0]", "1e300,".repeat(count)))
    };
    assert!(Document::parse(&numbers(3_000)).is_ok());
    let fault = Document::parse(&numbers(4_000)).map_err(|error| error.to_string());
    assert_eq!(fault, Err("the document is larger than 1 MiB at $".to_owned()));
}

#[test]
fn chips_of_unknown_extensions_show_their_labels_and_stand_apart() {
    let chip = |attrs: Value| json!({ "type": "chip", "attrs": attrs });
    let json = doc(&[
        with(
            &json!({ "type": "paragraph" }),
            vec![words("To "), chip(json!({ "label": "Ada" })), chip(json!({ "text": "Bob" })), words("!")],
        ),
        with(&chip(json!({})), vec![words("A")]),
        with(&chip(json!({})), vec![words("B")]),
    ]);
    let document = Document::parse_lenient(&json);
    assert_eq!(render(&document).html, "<p>To Ada Bob!</p>A B");
    assert_eq!(plain_text(&document), "To Ada Bob!\nA\nB");
}

#[test]
fn what_an_unknown_node_says_is_shown_however_it_says_it() {
    let chip = |attrs: Value| json!({ "type": "chip", "attrs": attrs });
    let ada = || chip(json!({ "label": "Ada" }));
    let line = |nodes: Vec<Value>| doc(&[with(&json!({ "type": "paragraph" }), nodes)]);
    for (json, html) in [
        (line(vec![ada()]), "<p>Ada</p>"),
        (line(vec![chip(json!({ "text": "Bob" }))]), "<p>Bob</p>"),
        (line(vec![chip(json!({ "label": "Ada", "text": "Bob" }))]), "<p>Ada</p>"),
        (line(vec![chip(json!({ "label": null, "text": "Bob" }))]), "<p>Bob</p>"),
        (line(vec![with(&ada(), vec![words("Inside")])]), "<p>Inside</p>"),
        (line(vec![chip(json!({ "label": "<b>&" }))]), "<p>&lt;b&gt;&amp;</p>"),
        (line(vec![ada(), ada(), ada()]), "<p>Ada Ada Ada</p>"),
        (line(vec![words("a"), ada(), words("b")]), "<p>aAdab</p>"),
        (line(vec![chip(json!({})), chip(json!({}))]), "<p> </p>"),
        (doc(&[ada(), ada()]), "Ada Ada"),
    ] {
        assert_eq!(render(&Document::parse_lenient(&json)).html, html, "{json}");
    }
}

fn any_kind() -> impl Strategy<Value = Value> {
    prop::sample::select(kinds())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_page_is_at_most_four_times_its_document_for_any_three_kinds(
        kinds in prop::array::uniform3(any_kind()), marked in 0..8_usize, wide: bool, tall: bool,
    ) {
        let [one, two, three] = &kinds;
        let mut nodes = [one.clone(), two.clone(), three.clone()];
        for (at, node) in nodes.iter_mut().enumerate() {
            if marked & (1 << at) != 0 {
                node["marks"] = marks();
            }
        }
        let [one, two, three] = nodes;
        let inside = if tall { chain(&[&three, &two], 90) } else { with(&three, vec![words("&<")]) };
        let json = if wide {
            doc(&[with(&one, vec![with(&two, filled(&inside, 40_000))])])
        } else {
            doc(&filled(&with(&one, vec![with(&two, vec![inside])]), 40_000))
        };
        check("three kinds", &json);
    }
}
