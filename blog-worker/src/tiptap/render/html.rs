//! An HTML buffer that is only ever appended to.

use crate::tiptap::node::{Direction, Node};

/// Writes elements and escaped text.
pub(super) struct Html(String);

impl Html {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Begins a start tag; [`Tag::end`] completes it.
    pub(super) fn tag(&mut self, name: &str) -> Tag<'_> {
        self.0.push('<');
        self.0.push_str(name);
        Tag(self)
    }

    pub(super) fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    pub(super) fn text(&mut self, text: &str) {
        self.escape(text);
    }

    /// A space, unless there is one.
    pub(super) fn space(&mut self) {
        if !self.0.ends_with(char::is_whitespace) {
            self.0.push(' ');
        }
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    /// One escape for text and quoted values. U+0000, which no HTML parser keeps, is left out.
    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\0' => {}
                c => self.0.push(c),
            }
        }
    }
}

/// A start tag being written.
#[must_use = "`end` closes the start tag"]
pub(super) struct Tag<'a>(&'a mut Html);

impl Tag<'_> {
    pub(super) fn attr(self, name: &str, value: &str) -> Self {
        self.0.0.push(' ');
        self.0.0.push_str(name);
        self.0.0.push_str("=\"");
        self.0.escape(value);
        self.0.0.push('"');
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
        self.0.0.push('>');
    }
}
