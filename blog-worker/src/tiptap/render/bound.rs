//! What a document comes to is bounded by its own size, whatever it holds: at most four times its bytes, and 64 KiB.
//! Ordinary documents come to less than their JSON; this is for those that were made to multiply.

use super::TocEntry;

/// Videos in one document that are embedded; a reader's browser would not load more either.
pub(super) const MAX_VIDEOS: usize = 100;
/// Task items without content in one document that have a box to tick.
pub(super) const MAX_EMPTY_TASKS: usize = 500;
/// What is left of a heading's text in a table of contents that would be too long, in characters.
const SHORT_TITLE_CHARS: usize = 80;

/// Brings page and contents below the bound, if they are above: signs that HTML need not escape are written as they
/// are, and the contents hold the beginnings of titles.
pub(super) fn apply(html: String, toc: &mut [TocEntry], source_bytes: usize) -> String {
    // What JSON adds to it counts too, and so does white space that a database may have put into the source.
    let most = source_bytes.saturating_mul(7) / 2;
    let titles: usize = toc.iter().map(|entry| entry.text.len() + entry.id.len()).sum();
    if in_json(&html) + titles <= most {
        return html;
    }
    for entry in toc {
        if let Some((end, _)) = entry.text.char_indices().nth(SHORT_TITLE_CHARS) {
            entry.text.truncate(end);
        }
    }
    with_fewer_escapes(&html)
}

fn in_json(html: &str) -> usize {
    html.len() + html.bytes().filter(|byte| matches!(byte, b'"' | b'\\' | b'\n')).count()
}

/// An ampersand begins a character reference before a letter, a digit or `#` only, and `>` ends nothing outside of a
/// tag (HTML standard, §13.2.5.1, §13.2.5.72). All other escapes stay.
fn with_fewer_escapes(html: &str) -> String {
    let mut short = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        short.push_str(before);
        rest = after;
        if let Some(next) = after.strip_prefix("amp;") {
            let ambiguous = next.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#');
            // Another escape that follows is written out as well, or begins with an ampersand that is one.
            short.push_str(if ambiguous { "&amp;" } else { "&" });
            rest = next;
        } else if let Some(next) = after.strip_prefix("gt;") {
            short.push('>');
            rest = next;
        } else {
            short.push('&');
        }
    }
    short.push_str(rest);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_shorter_reads_the_same() {
        for (html, short) in [
            ("<p>&amp;&amp; &amp;</p>", "<p>&& &</p>"),
            ("<p>&amp;lt; &amp;#60; &amp;a</p>", "<p>&amp;lt; &amp;#60; &amp;a</p>"),
            ("<p>&lt;b&gt; &amp;&lt;</p>", "<p>&lt;b> &&lt;</p>"),
            ("<a href=\"/?a=1&amp;b=2\">x</a>", "<a href=\"/?a=1&amp;b=2\">x</a>"),
            ("&nbsp;&quot;", "&nbsp;&quot;"),
        ] {
            assert_eq!(with_fewer_escapes(html), short);
            let text =
                |html: &str| scraper::Html::parse_fragment(html).root_element().text().collect::<String>();
            assert_eq!(text(html), text(short), "{html}");
        }
    }
}
