//! The types of nodes and marks, in ProseMirror's sense: each list stands here once.
//!
//! What is made of them is matched without a catch-all, so a new type does not compile until parsing, rendering, plain
//! text and salvage know it; the suites walk the same lists.

/// An enum of types with their names in JSON, and the names as a list.
macro_rules! types {
    ($(#[$meta:meta])* $type:ident, $(#[$names_meta:meta])* $names:ident, $($variant:ident $name:literal,)*) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum $type {
            $($variant,)*
        }

        impl $type {
            pub(crate) fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        $(#[$names_meta])*
        pub const $names: &[&str] = &[$($name,)*];
    };
}

types! {
    /// A node that we know. The root, `doc`, is none: there is one, and it is the document.
    NodeType,
    /// The nodes that are rendered as TipTap renders them, by their names in JSON. Of any other the content is.
    NODE_TYPES,
    Text "text",
    Paragraph "paragraph",
    Heading "heading",
    BulletList "bulletList",
    OrderedList "orderedList",
    ListItem "listItem",
    TaskList "taskList",
    TaskItem "taskItem",
    Blockquote "blockquote",
    CodeBlock "codeBlock",
    HardBreak "hardBreak",
    HorizontalRule "horizontalRule",
    Table "table",
    TableRow "tableRow",
    TableCell "tableCell",
    TableHeader "tableHeader",
    Image "image",
    Youtube "youtube",
    Mention "mention",
    Details "details",
    DetailsSummary "detailsSummary",
    DetailsContent "detailsContent",
    Emoji "emoji",
    InlineMath "inlineMath",
    BlockMath "blockMath",
}

types! {
    /// A mark that we know. The order is TipTap's rank: the first is innermost in the HTML.
    MarkType,
    /// The marks that are rendered as TipTap renders them, by their names in JSON. Any other leaves its text.
    MARK_TYPES,
    Link "link",
    TextStyle "textStyle",
    Bold "bold",
    Code "code",
    Italic "italic",
    Strike "strike",
    Underline "underline",
    Highlight "highlight",
    Subscript "subscript",
    Superscript "superscript",
}

/// How a node stands among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// Inside a line of text. Images may, so they do not end one.
    Inline,
    /// Its children are a line of text.
    TextBlock,
    /// Its children are blocks; it begins a new paragraph where there is no structure but text to be saved.
    Container,
    /// Any other block.
    Block,
}

impl NodeType {
    pub(crate) fn flow(self) -> Flow {
        match self {
            Self::Text | Self::HardBreak | Self::Image | Self::Mention | Self::Emoji | Self::InlineMath => {
                Flow::Inline
            }
            Self::Paragraph | Self::Heading | Self::CodeBlock | Self::DetailsSummary => Flow::TextBlock,
            Self::ListItem | Self::TaskItem | Self::Blockquote | Self::TableCell | Self::TableHeader => {
                Flow::Container
            }
            Self::BulletList
            | Self::OrderedList
            | Self::TaskList
            | Self::HorizontalRule
            | Self::Table
            | Self::TableRow
            | Self::Youtube
            | Self::Details
            | Self::DetailsContent
            | Self::BlockMath => Flow::Block,
        }
    }
}
