//! Any HTML at all: what is recognised as a page that needs no sanitising is what sanitising makes of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiptap_html::{is_canonical, sanitize};

fuzz_target!(|html: &str| {
    if is_canonical(html) {
        assert_eq!(sanitize(html), html);
    }
});
