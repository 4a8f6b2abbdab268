//! JSON text to [`Document`]. Raw JSON values do not leave this module.
//!
//! `serde_json` parses recursively and its own limit of 128 levels is below a document's 100 nodes (two
//! brackets each), so its limit is off and a scan of the brackets goes first: text that nests deeper than
//! [`MAX_BRACKETS`] never reaches a recursive function, and neither do the values made from it when dropped.

mod attrs;
mod kind;
mod marks;
mod measure;
mod salvage;

use serde::Deserialize as _;
use serde_json::{Map, Value};

use self::attrs::Attrs;
use self::measure::Measure;
use crate::document::{Document, MAX_BYTES, MAX_DEPTH};
use crate::node::{Leaf, Node, NodeKind};
use crate::types::NodeType;

/// Brackets open at once: two for each node level, and room for attributes that are objects themselves.
const MAX_BRACKETS: usize = 2 * MAX_DEPTH + 56;

/// The longest stored text that is parsed on read; a database answer is no longer than this. Of a longer one
/// the beginning is shown.
const MAX_STORED_BYTES: usize = 10 << 20;

/// Why a document cannot be saved, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault} at {location}")]
pub struct DocumentError {
    /// What is wrong.
    pub fault: Fault,
    /// Where, as a JSON path such as `$.content[2].text`.
    pub location: String,
}

/// A structural fault. Odd attribute values are none: they are clamped or ignored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Longer than [`MAX_BYTES`], with numbers written out.
    #[error("the document is larger than 1 MiB")]
    TooLarge,
    /// Nodes nest deeper than [`MAX_DEPTH`], or brackets deeper than that allows.
    #[error("the document is nested deeper than {MAX_DEPTH} nodes")]
    TooDeep,
    /// Not JSON; the parser's reason.
    #[error("the document is not valid JSON ({0})")]
    InvalidJson(String),
    /// The root is a node of another type.
    #[error("the root node must have the type \"doc\"")]
    RootNotDoc,
    /// A node is not an object.
    #[error("a node must be an object")]
    NodeNotObject,
    /// A node has no string `type`.
    #[error("a node must have a string \"type\"")]
    MissingType,
    /// `content` is not an array.
    #[error("\"content\" must be an array")]
    ContentNotArray,
    /// `text` is not a string, or a text node has none.
    #[error("\"text\" must be a string")]
    TextNotString,
    /// U+0000, which PostgreSQL cannot store.
    #[error("the character U+0000 cannot be stored")]
    NulCharacter,
}

impl Document {
    /// Parses what a client wants to save.
    ///
    /// # Errors
    /// The first structural fault, with its place in the document.
    pub fn parse(json: &str) -> Result<Self, DocumentError> {
        let at_root = |fault| DocumentError { fault, location: "$".to_owned() };
        let measure = Measure::of(json);
        if measure.bytes_written_out > MAX_BYTES {
            return Err(at_root(Fault::TooLarge));
        }
        if measure.depth > MAX_BRACKETS {
            return Err(at_root(Fault::TooDeep));
        }
        let root = read_json(json).map_err(|error| at_root(Fault::InvalidJson(error.to_string())))?;
        let mut reader = Reader { strict: true, path: Vec::new() };
        if let Value::Object(object) = &root
            && let Some(Value::String(name)) = object.get("type")
            && name != "doc"
        {
            return Err(at_root(Fault::RootNotDoc));
        }
        let root = reader.node(root)?;
        Ok(Self { children: root.map(|node| node.children).unwrap_or_default(), bytes: measure.bytes })
    }

    /// Parses what is already stored, whatever it is: what is not a node is skipped, text is kept, and no
    /// input makes it fail. Text that is not JSON or nests too deeply gives plain paragraphs.
    pub fn parse_lenient(json: &str) -> Self {
        let json = json.get(..json.floor_char_boundary(MAX_STORED_BYTES)).unwrap_or_default();
        let Measure { depth, bytes, .. } = Measure::of(json);
        let parsed = (depth <= MAX_BRACKETS).then(|| read_json(json).ok()).flatten();
        let Some(root) = parsed else {
            return Self { children: salvage::paragraphs(json), bytes };
        };
        let is_doc = root.get("type").and_then(Value::as_str).is_none_or(|name| name == "doc");
        let mut reader = Reader { strict: false, path: Vec::new() };
        // A lenient reader never fails, so there is nothing to lose in the default.
        let root = reader.node(root).unwrap_or_default();
        let children = match root {
            Some(root) if is_doc => root.children,
            other => other.into_iter().collect(),
        };
        Self { children, bytes }
    }
}

fn read_json(json: &str) -> Result<Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.disable_recursion_limit();
    let value = Value::deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Walks the JSON values. Strict, it stops at the first fault; lenient, it steps over it.
struct Reader {
    strict: bool,
    /// Indices into `content`, from the root to the node being read.
    path: Vec<usize>,
}

impl Reader {
    /// Reads one node. `None` where there is none to read, which only a lenient reader answers.
    fn node(&mut self, value: Value) -> Result<Option<Node>, DocumentError> {
        if self.path.len() > MAX_DEPTH {
            self.fault(Fault::TooDeep, "")?;
            return Ok(flatten(value));
        }
        let mut object = match value {
            Value::Object(object) => object,
            // A list in a node's place: its members are the nodes.
            Value::Array(_) if !self.strict => Map::from_iter([("content".to_owned(), value)]),
            _ => {
                self.fault(Fault::NodeNotObject, "")?;
                return Ok(None);
            }
        };
        let name = if let Some(Value::String(name)) = object.remove("type") {
            name
        } else {
            self.fault(Fault::MissingType, "")?;
            String::new()
        };
        let node_type = NodeType::from_name(&name);
        let text = self.text(object.remove("text"), node_type == Some(NodeType::Text))?;
        let attrs = Attrs::new(object.remove("attrs"));
        let marks = object.remove("marks");
        self.check_strings(&[(".type", &name)])?;
        if self.strict && (attrs.has_nul() || marks.as_ref().is_some_and(attrs::has_nul)) {
            self.fault(Fault::NulCharacter, "")?;
        }

        let mut children = self.children(object.remove("content"))?;
        let kind = match (node_type, text) {
            (Some(NodeType::Text), Some(text)) => NodeKind::Leaf(Leaf::Text(text)),
            (node_type, text) => {
                // Text on a node that should have none is still text.
                if let Some(text) = text {
                    children.insert(0, Node::text(text));
                }
                kind::read(node_type, &attrs)
            }
        };
        if kind == NodeKind::Unknown && children.is_empty() {
            children.extend(kind::unknown_label(&attrs).map(Node::text));
        }
        Ok(Some(Node {
            marks: marks::read(marks),
            direction: attrs.direction(),
            ..Node::new(kind, children)
        }))
    }

    fn text(&self, value: Option<Value>, required: bool) -> Result<Option<String>, DocumentError> {
        match value {
            Some(Value::String(text)) => {
                self.check_strings(&[(".text", &text)])?;
                Ok(Some(if text.contains('\0') { text.replace('\0', "") } else { text }))
            }
            None if !required => Ok(None),
            other => {
                self.fault(Fault::TextNotString, ".text")?;
                Ok(other.filter(Value::is_number).map(|number| number.to_string()))
            }
        }
    }

    fn children(&mut self, content: Option<Value>) -> Result<Vec<Node>, DocumentError> {
        let items = match content {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(other) => {
                self.fault(Fault::ContentNotArray, ".content")?;
                // A node that stands alone where a list should be.
                if other.is_object() { vec![other] } else { Vec::new() }
            }
        };
        let mut children: Vec<Node> = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            self.path.push(index);
            let child = self.node(item)?;
            self.path.pop();
            match (children.last_mut(), child) {
                (Some(last), Some(child)) if joins(last, &child) => append_text(last, child),
                (_, child) => children.extend(child),
            }
        }
        Ok(children)
    }

    fn check_strings(&self, strings: &[(&str, &str)]) -> Result<(), DocumentError> {
        match strings.iter().find(|(_, text)| text.contains('\0')) {
            Some((suffix, _)) => self.fault(Fault::NulCharacter, suffix),
            None => Ok(()),
        }
    }

    fn fault(&self, fault: Fault, suffix: &str) -> Result<(), DocumentError> {
        if !self.strict {
            return Ok(());
        }
        let steps: Vec<String> = self.path.iter().map(|index| format!(".content[{index}]")).collect();
        Err(DocumentError { fault, location: format!("${}{suffix}", steps.concat()) })
    }
}

/// Whether two neighbours are one text, as ProseMirror has it: split, but with the same marks.
fn joins(last: &Node, next: &Node) -> bool {
    let leaf = |node: &Node| matches!(node.kind, NodeKind::Leaf(Leaf::Text(_))) && node.children.is_empty();
    leaf(last) && leaf(next) && last.marks == next.marks
}

fn append_text(last: &mut Node, next: Node) {
    if let (NodeKind::Leaf(Leaf::Text(text)), NodeKind::Leaf(Leaf::Text(more))) = (&mut last.kind, next.kind)
    {
        text.push_str(&more);
    }
}

/// The text in a value too deep to be a tree, as one node without depth.
fn flatten(value: Value) -> Option<Node> {
    let mut pending = vec![value];
    let mut texts = Vec::new();
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(items.into_iter().rev()),
            Value::Object(mut object) => {
                pending.extend(object.remove("content"));
                if let Some(Value::String(text)) = object.remove("text") {
                    texts.push(Node::text(text.replace('\0', "")));
                }
            }
            _ => {}
        }
    }
    if texts.is_empty() { None } else { Some(Node::new(NodeKind::Unknown, texts)) }
}
