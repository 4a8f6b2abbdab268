//! An HTML buffer that is only ever appended to.

use crate::node::{Direction, Node};

/// Where the sanitiser's serialiser is made to stop looking. For each `&`, and each sign from U+0080 to U+00BF, it scans
/// the whole rest of a text for the next `<`, `>` or `"` (html5ever 0.40): a mebibyte of them would take minutes. So a
/// long text has a `>` now and then, behind a noncharacter that nothing else writes, and [`without_marks`] takes both
/// out of the result.
const MARK: char = '\u{fdd0}';
const ESCAPED_MARK: &str = "\u{fdd0}&gt;";
/// Bytes of text between two marks.
const MARK_EVERY: usize = 512;

/// The sanitised page without the marks that a long text was written with.
pub(super) fn without_marks(html: String) -> String {
    if html.contains(MARK) { html.replace(ESCAPED_MARK, "") } else { html }
}

/// Writes elements and escaped text.
pub(super) struct Html {
    text: String,
    /// Bytes of text since the last tag or mark.
    unmarked: usize,
}

impl Html {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), unmarked: 0 }
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
        self.escape(text, true);
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

    /// One escape for text and quoted values. U+0000, which no HTML parser keeps, is left out, and the mark's own
    /// noncharacter too.
    fn escape(&mut self, text: &str, marked: bool) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\0' | MARK => {}
                c => self.text.push(c),
            }
            self.unmarked += c.len_utf8();
            if marked && self.unmarked >= MARK_EVERY {
                self.text.push_str(ESCAPED_MARK);
                self.unmarked = 0;
            }
        }
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
        // What the sanitiser reads as an address or a list of words stays whole; it is short.
        self.0.escape(value, !matches!(name, "href" | "src" | "class" | "style"));
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
