//! A document as plain paragraphs, for one whose page would be many times its size. No text is lost; what is lost
//! is its form. As JSON it is at most four times the document: a character is escaped to at most four, and the
//! paragraph around a line is shorter than what began the line in the document, four times over.
//!
//! There is nothing here to clean: no attribute, no element but `p`, and no `<` of the document's.

use crate::document::Document;
use crate::text;

pub(super) fn page(document: &Document) -> String {
    let mut html = String::new();
    for line in text::plain_text(document).lines().filter(|line| !line.is_empty()) {
        html.push_str("<p>");
        escape(&mut html, line);
        html.push_str("</p>");
    }
    html
}

/// Escapes what HTML would read as something else, and no more: an ampersand that begins no reference is one.
fn escape(html: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '<' => html.push_str("&lt;"),
            '&' if characters.peek().is_some_and(|next| *next == '#' || next.is_ascii_alphanumeric()) => {
                html.push_str("&amp;");
            }
            '\0' => {}
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        let mut html = String::new();
        escape(&mut html, "a & b &amp; &#38; <p>&& \"&");
        assert_eq!(html, "a & b &amp;amp; &amp;#38; &lt;p>&& \"&");
    }
}
