//! Nodes: the block and inline building stones of a document, with attributes that cannot be wrong.

use crate::mark::Mark;
use crate::types::{Flow, NodeType};

/// One node, the marks on it and what it contains.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    /// In rank order, at most one of each kind.
    pub(crate) marks: Vec<Mark>,
    pub(crate) direction: Option<Direction>,
    pub(crate) children: Vec<Node>,
    /// Whether it and everything in it stands inside a line of text.
    pub(crate) is_line: bool,
}

/// Nodes in their order, and before which of them a space belongs: between two neighbours that we do not know, since
/// what kept them apart was theirs to draw.
pub(crate) fn spaced(nodes: &[Node]) -> impl Iterator<Item = (bool, &Node)> {
    let chip = |node: &Node| node.kind == NodeKind::Unknown && node.is_line;
    let mut after_chip = false;
    nodes.iter().map(move |node| {
        let is_chip = chip(node);
        (std::mem::replace(&mut after_chip, is_chip) && is_chip, node)
    })
}

impl Node {
    /// A node without marks and direction.
    pub(crate) fn new(kind: NodeKind, children: Vec<Node>) -> Self {
        let is_line = !kind.ends_line() && children.iter().all(|child| child.is_line);
        Self { kind, marks: Vec::new(), direction: None, children, is_line }
    }

    /// A text without marks.
    pub(crate) fn text(text: String) -> Self {
        Self::new(NodeKind::Leaf(Leaf::Text(text)), Vec::new())
    }
}

/// Which node it is. Attribute values were checked when the document was parsed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NodeKind {
    Leaf(Leaf),
    Paragraph {
        align: Option<Align>,
    },
    /// `level` is 1 to 6.
    Heading {
        level: u8,
        align: Option<Align>,
    },
    BulletList,
    OrderedList {
        start: i32,
        marker: Option<Marker>,
    },
    ListItem,
    TaskList,
    TaskItem {
        checked: bool,
    },
    Blockquote,
    CodeBlock {
        language: Option<String>,
    },
    Table,
    TableRow,
    TableCell(Cell),
    TableHeader(Cell),
    Details {
        open: bool,
    },
    DetailsSummary,
    DetailsContent,
    /// A node of an extension we do not know: its children are rendered, it is not.
    Unknown,
}

/// A node that says all there is to say by itself. It should have no children.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Leaf {
    Text(String),
    HardBreak,
    HorizontalRule,
    Image(Image),
    Youtube(Youtube),
    Mention(Mention),
    Emoji { name: String },
    InlineMath { latex: String },
    BlockMath { latex: String },
}

impl NodeKind {
    /// `None` if it is one we do not know.
    fn node_type(&self) -> Option<NodeType> {
        Some(match self {
            Self::Leaf(Leaf::Text(_)) => NodeType::Text,
            Self::Leaf(Leaf::HardBreak) => NodeType::HardBreak,
            Self::Leaf(Leaf::HorizontalRule) => NodeType::HorizontalRule,
            Self::Leaf(Leaf::Image(_)) => NodeType::Image,
            Self::Leaf(Leaf::Youtube(_)) => NodeType::Youtube,
            Self::Leaf(Leaf::Mention(_)) => NodeType::Mention,
            Self::Leaf(Leaf::Emoji { .. }) => NodeType::Emoji,
            Self::Leaf(Leaf::InlineMath { .. }) => NodeType::InlineMath,
            Self::Leaf(Leaf::BlockMath { .. }) => NodeType::BlockMath,
            Self::Paragraph { .. } => NodeType::Paragraph,
            Self::Heading { .. } => NodeType::Heading,
            Self::BulletList => NodeType::BulletList,
            Self::OrderedList { .. } => NodeType::OrderedList,
            Self::ListItem => NodeType::ListItem,
            Self::TaskList => NodeType::TaskList,
            Self::TaskItem { .. } => NodeType::TaskItem,
            Self::Blockquote => NodeType::Blockquote,
            Self::CodeBlock { .. } => NodeType::CodeBlock,
            Self::Table => NodeType::Table,
            Self::TableRow => NodeType::TableRow,
            Self::TableCell(_) => NodeType::TableCell,
            Self::TableHeader(_) => NodeType::TableHeader,
            Self::Details { .. } => NodeType::Details,
            Self::DetailsSummary => NodeType::DetailsSummary,
            Self::DetailsContent => NodeType::DetailsContent,
            Self::Unknown => return None,
        })
    }

    fn flow(&self) -> Option<Flow> {
        self.node_type().map(NodeType::flow)
    }

    /// Whether the node's children are a line of text, as in a paragraph.
    pub(crate) fn is_text_block(&self) -> bool {
        self.flow() == Some(Flow::TextBlock)
    }

    /// Whether the node ends the line of text that it stands in. What we do not know does not.
    pub(crate) fn ends_line(&self) -> bool {
        self.flow().is_some_and(|flow| flow != Flow::Inline)
    }

    /// Whether the node stands inside a line of text.
    pub(crate) fn is_inline(&self) -> bool {
        self.flow() == Some(Flow::Inline)
    }
}

/// CSS `text-align`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Center,
    Right,
    Justify,
}

impl Align {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "left" => Some(Self::Left),
            "center" => Some(Self::Center),
            "right" => Some(Self::Right),
            "justify" => Some(Self::Justify),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Center => "center",
            Self::Right => "right",
            Self::Justify => "justify",
        }
    }
}

/// HTML `dir`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    LeftToRight,
    RightToLeft,
    Auto,
}

impl Direction {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "ltr" => Some(Self::LeftToRight),
            "rtl" => Some(Self::RightToLeft),
            "auto" => Some(Self::Auto),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
            Self::Auto => "auto",
        }
    }
}

/// HTML `<ol type>`; decimal, the default, has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    LowerAlpha,
    UpperAlpha,
    LowerRoman,
    UpperRoman,
}

impl Marker {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "a" => Some(Self::LowerAlpha),
            "A" => Some(Self::UpperAlpha),
            "i" => Some(Self::LowerRoman),
            "I" => Some(Self::UpperRoman),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LowerAlpha => "a",
            Self::UpperAlpha => "A",
            Self::LowerRoman => "i",
            Self::UpperRoman => "I",
        }
    }
}

/// Attributes of a table cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) colspan: u32,
    pub(crate) rowspan: u32,
    /// Widths in CSS pixels of the columns it spans; `None` or zero for a
    /// column without one.
    pub(crate) colwidth: Option<Vec<Option<u32>>>,
    pub(crate) align: Option<Align>,
}

/// An image; `src` is a URL that may be loaded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Image {
    pub(crate) src: Option<String>,
    pub(crate) alt: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) width: Option<String>,
    pub(crate) height: Option<String>,
}

/// A YouTube video; `src` is an embed URL.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Youtube {
    pub(crate) src: Option<String>,
    /// Seconds.
    pub(crate) start: u32,
    pub(crate) width: String,
    pub(crate) height: String,
}

/// A mention of a person or thing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mention {
    pub(crate) id: Option<String>,
    pub(crate) label: Option<String>,
    /// What was typed to begin it, `@` mostly.
    pub(crate) trigger: String,
}

impl Mention {
    /// What the reader sees: the label or else the id, after the trigger.
    pub(crate) fn text(&self) -> String {
        let name = self.label.as_deref().or(self.id.as_deref()).unwrap_or_default();
        format!("{}{name}", self.trigger)
    }
}
