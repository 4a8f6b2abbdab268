//! Plain text of a document: for full-text search, word counts and reading time.

use crate::document::Document;
use crate::emoji;
use crate::node::{Leaf, Node, NodeKind, spaced};

/// Reading speed for words divided by spaces.
const WORDS_PER_MINUTE: u64 = 200;
/// Reading speed for Chinese and Japanese, which are counted by character.
const CHARACTERS_PER_MINUTE: u64 = 500;

/// The document's text without any markup, one line per block. Line breaks within code blocks stay.
pub fn plain_text(document: &Document) -> String {
    let mut text = Text::default();
    text.nodes(&document.children, false);
    text.finish()
}

/// A heading's own text: what stands in its line. Blocks within it, which no editor makes, are not its title; so
/// headings within headings do not repeat each other's text.
pub(crate) fn of_heading(heading: &Node) -> String {
    let mut text = Text::default();
    text.line(&heading.children);
    text.finish()
}

/// Words as a reader counts them: runs of letters and digits between white space, and each Chinese or
/// Japanese character.
pub fn word_count(text: &str) -> u32 {
    let (words, characters) = count(text);
    u32::try_from(words + characters).unwrap_or(u32::MAX)
}

/// Minutes it takes to read `text`, at 200 words or 500 Chinese or Japanese characters a minute, rounded
/// up; at least 1.
pub fn reading_time_minutes(text: &str) -> u32 {
    let (words, characters) = count(text);
    let weighed = words * CHARACTERS_PER_MINUTE + characters * WORDS_PER_MINUTE;
    let minutes = weighed.div_ceil(WORDS_PER_MINUTE * CHARACTERS_PER_MINUTE).max(1);
    u32::try_from(minutes).unwrap_or(u32::MAX)
}

/// Words divided by spaces, and characters that are words by themselves.
fn count(text: &str) -> (u64, u64) {
    let (mut words, mut characters) = (0, 0);
    let mut in_word = false;
    for c in text.chars() {
        if is_unspaced(c) {
            characters += 1;
            in_word = false;
        } else if c.is_whitespace() {
            in_word = false;
        } else if c.is_alphanumeric() && !in_word {
            words += 1;
            in_word = true;
        }
    }
    (words, characters)
}

/// Han, Hiragana and Katakana: scripts written without spaces. Hangul has spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{323af}')
}

#[derive(Default)]
struct Text {
    buffer: String,
    /// A block ended: whatever comes next begins a new line.
    pending_break: bool,
    /// What comes next does not run together with what is there.
    pending_space: bool,
}

impl Text {
    fn nodes(&mut self, nodes: &[Node], within_line: bool) {
        for (space, node) in spaced(nodes) {
            self.pending_space |= space;
            self.node(node, within_line);
        }
    }

    /// `within_line`: in a paragraph or the like, where an unknown node does not end the line.
    fn node(&mut self, node: &Node, within_line: bool) {
        let ends_line = !(node.kind.is_inline() || within_line && !node.kind.ends_line());
        self.pending_break |= ends_line;
        self.own(&node.kind);
        self.nodes(&node.children, (within_line && !ends_line) || node.kind.is_text_block());
        self.pending_break |= ends_line;
    }

    fn line(&mut self, nodes: &[Node]) {
        for (space, node) in spaced(nodes).filter(|(_, node)| !node.kind.ends_line()) {
            self.pending_space |= space;
            self.own(&node.kind);
            self.line(&node.children);
        }
    }

    /// What the node says by itself.
    fn own(&mut self, kind: &NodeKind) {
        let NodeKind::Leaf(leaf) = kind else { return };
        match leaf {
            Leaf::Text(text) => self.push(text),
            Leaf::HardBreak => self.push("\n"),
            Leaf::Mention(mention) => self.push(&mention.text()),
            Leaf::Emoji { name } => self.push(&emoji::text(name)),
            Leaf::InlineMath { latex } | Leaf::BlockMath { latex } => self.push(latex),
            Leaf::HorizontalRule | Leaf::Image(_) | Leaf::Youtube(_) => {}
        }
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let (line, word) = (std::mem::take(&mut self.pending_break), std::mem::take(&mut self.pending_space));
        if self.buffer.is_empty() {
            // Nothing is there to be kept apart from.
        } else if line && !self.buffer.ends_with('\n') {
            self.buffer.push('\n');
        } else if word && !self.buffer.ends_with(char::is_whitespace) {
            self.buffer.push(' ');
        }
        self.buffer.push_str(text);
    }

    fn finish(self) -> String {
        self.buffer.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        assert_eq!(word_count("One, two — three! it's 4.5"), 5);
        assert_eq!(word_count("日本語のテスト"), 7);
        assert_eq!(word_count("Rust は速い 한국어 단어"), 6);
        assert_eq!(word_count(" … !! \n"), 0);
    }

    #[test]
    fn reading_takes_a_minute_at_least() {
        assert_eq!(reading_time_minutes(""), 1);
        assert_eq!(reading_time_minutes(&"word ".repeat(200)), 1);
        assert_eq!(reading_time_minutes(&"word ".repeat(201)), 2);
        assert_eq!(reading_time_minutes(&"語".repeat(500)), 1);
        assert_eq!(reading_time_minutes(&"語".repeat(1_001)), 3);
        assert_eq!(reading_time_minutes(&format!("{}{}", "word ".repeat(100), "語".repeat(250))), 1);
    }
}
