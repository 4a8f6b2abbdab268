//! What can be read of a text that is not JSON, or nests too deeply for a parser: the values of its `text`
//! members, in order, in plain paragraphs. One pass, no recursion.

use crate::node::{Node, NodeKind};
use crate::types::{Flow, NodeType};

pub(super) fn paragraphs(json: &str) -> Vec<Node> {
    let mut blocks = Vec::new();
    let mut line: Vec<Node> = Vec::new();
    let mut rest = json;
    let mut key = "";
    while let Some((before, after)) = rest.split_once('"') {
        let (raw, after) = split_string(after);
        // A string is a value if a colon came before it, and a name if one follows.
        if before.trim() == ":" {
            match key {
                "text" => line.push(Node::text(unescape(raw))),
                "type" if begins_paragraph(raw) => flush(&mut line, &mut blocks),
                _ => {}
            }
            key = "";
        } else {
            key = raw;
        }
        rest = after;
    }
    flush(&mut line, &mut blocks);
    blocks
}

/// Whether a node of this name stands in a line of its own.
fn begins_paragraph(name: &str) -> bool {
    let flow = NodeType::from_name(name).map(NodeType::flow);
    matches!(flow, Some(Flow::TextBlock | Flow::Container))
}

fn flush(line: &mut Vec<Node>, blocks: &mut Vec<Node>) {
    if !line.is_empty() {
        blocks.push(Node::new(NodeKind::Paragraph { align: None }, std::mem::take(line)));
    }
}

/// What stands before the closing quote, and what follows it; all of it if there is no closing quote.
fn split_string(text: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default()),
            _ => {}
        }
    }
    (text, "")
}

/// The string's value, or the raw text where its escapes are broken.
fn unescape(raw: &str) -> String {
    let value = serde_json::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.to_owned());
    value.replace('\0', "")
}

#[cfg(test)]
mod tests {
    use crate::{Document, plain_text, render};

    #[test]
    fn text_of_a_truncated_document_is_kept() {
        let cut = r#"{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"one \u00e9"},
            {"type":"text","marks":[{"type":"bold"}],"text":" two"}]},{"type":"paragraph","content":[{"text":"thr"#;
        let document = Document::parse_lenient(cut);
        assert_eq!(render(&document).html, "<p>one é two</p><p>thr</p>");
    }

    #[test]
    fn text_at_any_depth_is_kept() {
        let deep = 10_000;
        let open = r#"{"type":"blockquote","content":["#.repeat(deep);
        let text = r#"{"type":"text","text":"still <here>"}"#;
        let document = Document::parse_lenient(&format!("{open}{text}{}", "]}".repeat(deep)));
        assert_eq!(plain_text(&document), "still <here>");
        assert_eq!(render(&document).html, "<p>still &lt;here&gt;</p>");
    }

    #[test]
    fn broken_escapes_are_shown_as_they_stand() {
        let document = Document::parse_lenient(r#"{"text":"a\qb","text":"\u0000c""#);
        assert_eq!(plain_text(&document), "a\\qbc");
    }
}
