//! Hostile documents: every payload at every place a document has for a value, put in by a client who
//! writes JSON by hand, or straight into the database.
//!
//! The output is judged by two parsers that know nothing of the renderer: html5ever, as a browser reads it,
//! and lol_html, which reads tag by tag as it stands. The list of what may appear is the judge's own.
#![expect(clippy::panic, reason = "helpers of tests")]

mod judge;
mod payloads;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tiptap_html::{Document, MARK_TYPES, NODE_TYPES, render};

use self::judge::assert_safe;
use self::payloads::{MARKS, NODES, PAYLOADS};
use self::support::{parse, text};

/// The payload as a value of each JSON type that can carry it.
fn shapes(payload: &str) -> [Value; 4] {
    [
        json!(payload),
        json!([payload]),
        json!({ "toString": payload, "text": payload }),
        json!([[payload, 1], null]),
    ]
}

fn doc(content: &[Value]) -> String {
    json!({ "type": "doc", "content": content }).to_string()
}

fn check(json: &str, context: &str) {
    let document = Document::parse_lenient(json);
    let rendered = render(&document);
    assert_safe(&rendered.html, context);
    for entry in &rendered.toc {
        assert!(entry.id.starts_with("h-") && !entry.id.contains(['"', '<', ' ']), "{context}: {entry:?}");
    }
}

#[test]
fn every_type_is_attacked() {
    for name in NODE_TYPES.iter().filter(|name| **name != "text") {
        assert!(NODES.iter().any(|(node, _)| node == name), "{name}");
    }
    for name in MARK_TYPES {
        assert!(MARKS.iter().any(|(mark, _)| mark == name), "{name}");
    }
}

#[test]
fn node_attributes_carry_nothing_dangerous() {
    let mut cases = 0;
    for (node, attributes) in NODES {
        for attribute in *attributes {
            for payload in PAYLOADS {
                let nodes = shapes(payload).map(|value| {
                    let content = json!([{ "type": "text", "text": payload }]);
                    json!({ "type": node, "attrs": BTreeMap::from([(*attribute, value)]), "content": content })
                });
                check(&doc(&nodes), &format!("{node} {attribute}={payload:?}"));
                cases += 1;
            }
        }
    }
    assert!(cases > 5_000, "{cases}");
}

#[test]
fn mark_attributes_carry_nothing_dangerous() {
    for (mark, attributes) in MARKS {
        for attribute in *attributes {
            for payload in PAYLOADS {
                let paragraphs = shapes(payload).map(|value| {
                    let marks = json!([{ "type": mark, "attrs": BTreeMap::from([(*attribute, value)]) }]);
                    let text = json!({ "type": "text", "text": payload, "marks": marks });
                    json!({ "type": "paragraph", "content": [text], "marks": marks })
                });
                check(&doc(&paragraphs), &format!("{mark} {attribute}={payload:?}"));
            }
        }
    }
}

#[test]
fn names_of_types_and_attributes_are_no_way_in() {
    for payload in PAYLOADS {
        let attrs = BTreeMap::from([(*payload, json!("x"))]);
        for name in ["paragraph", "image", "youtube", payload] {
            let marks = json!([{ "type": payload, "attrs": attrs }]);
            let node = json!({ "type": name, "attrs": attrs, "marks": marks, "text": payload,
                "content": [{ "type": "text", "text": payload, "marks": marks }] });
            check(&doc(std::slice::from_ref(&node)), &format!("{node}"));
        }
    }
}

#[test]
fn text_is_text_in_every_node() {
    for (node, _) in NODES {
        for payload in PAYLOADS {
            let json = doc(&[json!({ "type": node, "content": [{ "type": "text", "text": payload }] })]);
            let html = render(&Document::parse_lenient(&json)).html;
            assert_safe(&html, &json);
            // HTML has no carriage return: every parser reads it as a line feed. A byte order mark that begins
            // the page is none of its text.
            let expected = payload.replace('\0', "").replace("\r\n", "\n");
            let expected = expected.trim_start_matches('\u{feff}');
            assert!(text(&parse(&html)).contains(expected), "{json}\n{html}");
        }
    }
}

#[test]
fn payloads_in_wrong_places_stay_harmless() {
    let places = [
        json!({ "type": "tableRow", "content": [{ "type": "tableRow" }] }),
        json!({ "type": "table", "content": [{ "type": "paragraph" }, { "type": "codeBlock" }] }),
        json!({ "type": "paragraph", "content": [{ "type": "table" }, { "type": "listItem" }, { "type": "heading" }] }),
        json!({ "type": "detailsSummary", "content": [{ "type": "details" }, { "type": "youtube" }] }),
        json!({ "type": "heading", "content": [{ "type": "heading" }, { "type": "tableCell" }] }),
    ];
    for place in places {
        for payload in PAYLOADS {
            let mut node = place.clone();
            let children =
                node.get_mut("content").and_then(Value::as_array_mut).expect("places have content");
            let marks = json!([{ "type": "link", "attrs": { "href": payload } }, { "type": "code" }]);
            for child in children.iter_mut() {
                child["marks"] = marks.clone();
                child["content"] = json!([{ "type": "text", "text": payload, "marks": marks }]);
            }
            check(&doc(std::slice::from_ref(&node)), &format!("{node}"));
        }
    }
}

#[test]
fn raw_payloads_are_safe_as_whole_documents() {
    for payload in PAYLOADS {
        check(payload, payload);
        check(&json!(payload).to_string(), payload);
        check(&format!("{{\"type\":\"doc\",\"content\":[{{\"text\":\"{payload}"), payload);
    }
}

#[test]
fn the_judge_condemns_what_is_dangerous() {
    for html in [
        "<script>x</script>",
        "<p onclick=\"x\">a</p>",
        "<a href=\"javascript:x\">a</a>",
        "<a href=\"&#106;avascript:x\" >a</a>",
        "<a href=\"https://evil.example\">a</a>",
        "<img src=\"data:x\">",
        "<iframe src=\"https://evil.example/embed/x\"></iframe>",
        "<p style=\"position: fixed\">a</p>",
        "<p style=\"color: url(x)\">a</p>",
        "<h2 id=\"location\">a</h2>",
        "<input type=\"text\">",
        "<svg><a href=\"/x\">a</a></svg>",
        "<!-- x -->",
    ] {
        let judged = std::panic::catch_unwind(|| assert_safe(html, "a dangerous page"));
        assert!(judged.is_err(), "{html}");
    }
}
