//! How large a page may be: so many times its document, however the document is made.

use crate::document::Document;
use crate::toc::TocEntry;

/// How much larger than its document a page may be. Elements are longer than the nodes they come from, some text is
/// escaped twice, once for HTML and once for JSON, and headings stand in the table of contents too.
const TIMES: usize = 4;
/// What any page may have besides, in bytes: a quarter of the 64 KiB that a public post may be over. Titles, excerpt,
/// tags and neighbours take less than the rest, whatever must be escaped in them.
const ALLOWANCE: usize = 15 * 1024;
/// Names and punctuation of an entry of the table of contents, in bytes.
const TOC_FRAME: usize = 32;

/// The most bytes that a page may have as JSON.
pub(crate) struct Budget(usize);

impl Budget {
    pub(crate) fn of(document: &Document) -> Self {
        Self(TIMES * document.bytes + ALLOWANCE)
    }

    /// Whether HTML of this length may be worth cleaning.
    pub(crate) fn allows(&self, html: &str) -> bool {
        html.len() <= self.0
    }

    pub(crate) fn holds(&self, html: &str, toc: &[TocEntry]) -> bool {
        let toc: usize =
            toc.iter().map(|entry| TOC_FRAME + json_bytes(&entry.id) + json_bytes(&entry.text)).sum();
        json_bytes(html) + toc <= self.0
    }
}

/// Length of a text in JSON, without the quotes.
fn json_bytes(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..0x20 => 6,
        _ => 1,
    };
    text.bytes().map(escaped).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_as_json_makes_it() {
        let all: String = ('\0'..'\u{200}').collect();
        for text in [all.as_str(), "", "\"\\\n", "é日🎉"] {
            let json = serde_json::to_string(text).unwrap_or_default();
            assert_eq!(json_bytes(text) + 2, json.len(), "{text:?}");
        }
    }
}
