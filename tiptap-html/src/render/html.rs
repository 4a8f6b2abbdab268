//! An HTML buffer that is only ever appended to.

use crate::node::{Direction, Node};

/// Where the sanitiser's serialiser is made to stop looking. For each `&`, and each sign from U+0080 to U+00BF, it scans
/// the whole rest of a text for the next `<`, `>` or `"` (html5ever 0.40): a mebibyte of them would take minutes. So for
/// the sanitiser a long text has a `>` now and then, behind a noncharacter that nothing else writes, and
/// [`without_marks`] takes both out of the result.
const MARK: char = '\u{fdd0}';
const ESCAPED_MARK: &str = "\u{fdd0}&gt;";
/// Bytes of text between two marks.
const MARK_EVERY: usize = 512;

/// The sanitised page without the marks that a long text was written with.
pub(super) fn without_marks(html: String) -> String {
    if html.contains(MARK) { html.replace(ESCAPED_MARK, "") } else { html }
}

/// Whether long texts have marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    Without,
    With,
}

/// Writes elements and escaped text, as the sanitiser would.
pub(super) struct Html {
    text: String,
    marks: Marks,
    /// Bytes of text since the last tag or mark.
    unmarked: usize,
}

impl Html {
    pub(super) fn new(marks: Marks) -> Self {
        Self { text: String::with_capacity(4 * 1024), marks, unmarked: 0 }
    }

    /// Begins a start tag; [`Tag::end`] completes it.
    pub(super) fn tag(&mut self, name: &str) -> Tag<'_> {
        self.text.push('<');
        self.text.push_str(name);
        Tag(self)
    }

    pub(super) fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
        self.unmarked = 0;
    }

    pub(super) fn text(&mut self, text: &str) {
        self.escape(text, Place::Text);
    }

    /// A space, unless there is one.
    pub(super) fn space(&mut self) {
        if !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Escapes as the sanitiser's serialiser does. U+0000, which no HTML parser keeps, is left out, and the mark's own
    /// noncharacter too.
    fn escape(&mut self, text: &str, place: Place) {
        let mut rest = text;
        while let Some((plain, found, after)) = next_special(rest) {
            self.plain(plain, place);
            let escaped = match found {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' if place == Place::Text => "\"",
                '"' => "&quot;",
                '\u{a0}' => "&nbsp;",
                _ => "",
            };
            self.text.push_str(escaped);
            self.unmarked += found.len_utf8();
            rest = after;
        }
        self.plain(rest, place);
    }

    /// Text without anything to be escaped.
    fn plain(&mut self, text: &str, place: Place) {
        let mut rest = text;
        // What the sanitiser reads as an address or a list of words stays whole; it is short.
        while self.marks == Marks::With && place != Place::Whole && self.unmarked + rest.len() >= MARK_EVERY {
            let end = rest.ceil_char_boundary(MARK_EVERY.saturating_sub(self.unmarked));
            let (before, after) = rest.split_at(end);
            self.text.push_str(before);
            self.text.push_str(ESCAPED_MARK);
            self.unmarked = 0;
            rest = after;
        }
        self.text.push_str(rest);
        self.unmarked += rest.len();
    }
}

/// Where escaped text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Value,
    /// A value that may not be interrupted.
    Whole,
}

/// What comes before the first character that does not stand for itself, the character, and what comes after it.
fn next_special(text: &str) -> Option<(&str, char, &str)> {
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let at = from
            + rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | 0 | 0xc2 | 0xef))?;
        let (plain, rest) = text.split_at(at);
        let found = rest.chars().next()?;
        if matches!(found, '&' | '<' | '>' | '"' | '\0' | '\u{a0}' | MARK) {
            return Some((plain, found, rest.get(found.len_utf8()..)?));
        }
        from = at + found.len_utf8();
    }
}

/// A start tag being written.
#[must_use = "`end` closes the start tag"]
pub(super) struct Tag<'a>(&'a mut Html);

impl Tag<'_> {
    pub(super) fn attr(self, name: &str, value: &str) -> Self {
        self.0.text.push(' ');
        self.0.text.push_str(name);
        self.0.text.push_str("=\"");
        self.0.unmarked = 0;
        let whole = matches!(name, "href" | "src" | "class" | "style");
        self.0.escape(value, if whole { Place::Whole } else { Place::Value });
        self.0.text.push('"');
        self
    }

    /// The attribute, if there is a value.
    pub(super) fn attr_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// A `style` of those declarations that have a value; none, no attribute.
    pub(super) fn style(self, declarations: &[(&str, Option<&str>)]) -> Self {
        let set: Vec<String> = declarations
            .iter()
            .filter_map(|(property, value)| value.map(|value| format!("{property}: {value}")))
            .collect();
        if set.is_empty() { self } else { self.attr("style", &set.join("; ")) }
    }

    /// The attributes any block may have.
    pub(super) fn common(self, node: &Node) -> Self {
        self.attr_if("dir", node.direction.map(Direction::name))
    }

    pub(super) fn end(self) {
        self.0.text.push('>');
        self.0.unmarked = 0;
    }
}
