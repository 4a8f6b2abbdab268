//! Any text at all as a stored document: nothing panics, and the answer is bounded by the document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use tiptap_html::{Document, render};

/// What an answer may have besides four times its document.
const ALLOWANCE: usize = 64 * 1024;

fuzz_target!(|json: &str| {
    let document = Document::parse_lenient(json);
    let page = render(&document);
    let toc: Vec<Value> = page
        .toc
        .iter()
        .map(|entry| json!({ "level": entry.level, "id": entry.id, "text": entry.text }))
        .collect();
    let answer = json!({ "html": page.html, "toc": toc }).to_string().len();
    assert!(answer <= 4 * json.len() + ALLOWANCE, "{answer} bytes from {}", json.len());
    assert_eq!(render(&document), page, "the same document gives the same page");
});
