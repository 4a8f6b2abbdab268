//! Any text at all, read in all three ways: to be saved, as it was stored, and as what is left when it is no tree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiptap_html::{Document, MAX_DEPTH, plain_text, word_count};

fuzz_target!(|json: &str| {
    let stored = Document::parse_lenient(json);
    if let Ok(saved) = Document::parse(json) {
        assert_eq!(saved, stored, "what was saved is read as it was saved");
    }
    let text = plain_text(&stored);
    assert!(word_count(&text) as usize <= text.chars().count());

    // Within so many brackets nothing is parsed: the values of `text` are searched for.
    let deep = format!("{}{json}", "[".repeat(4 * MAX_DEPTH));
    let salvaged = plain_text(&Document::parse_lenient(&deep));
    assert!(salvaged.len() <= json.len(), "{} bytes salvaged from {}", salvaged.len(), json.len());
});
