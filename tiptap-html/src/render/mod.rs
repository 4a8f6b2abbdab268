//! [`Document`] to HTML, with the elements and attributes of TipTap's static renderer.
//!
//! Each node is written straight to one buffer. The output is linear in the input: nesting is bounded by
//! the document's depth, marks by one of a kind and by lying on lines only, generated table columns by
//! [`SPARE_COLUMNS`]. Linear is not enough where an element is long and its node short, so a page that is over
//! its [`Budget`] all the same is written as plain paragraphs.

mod html;
mod marks;
mod plain;
mod table;

use self::html::{Html, Marks};
use crate::budget::Budget;
use crate::document::Document;
use crate::mark::Mark;
use crate::node::{Align, Image, Leaf, Marker, Mention, Node, NodeKind, Youtube, spaced};
use crate::toc::{self, TocEntry};
use crate::{canonical, emoji, sanitize};

/// `<col>` elements that any document may have: what a page may have besides has room for them. A `colspan` of 1,000
/// takes ten bytes to write, so this is what keeps tables from multiplying a document's size.
const SPARE_COLUMNS: usize = 400;
/// Bytes of a document that allow for another one: fewer than a table of cells as wide as one column has for each.
const BYTES_FOR_A_COLUMN: usize = 40;

/// A document as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Sanitised HTML, without a surrounding element.
    pub html: String,
    /// The headings that have text, in document order.
    pub toc: Vec<TocEntry>,
}

/// Renders a document to safe HTML and its table of contents.
pub fn render(document: &Document) -> Rendered {
    let headings = toc::headings(document);
    let html = write(document, &headings, Marks::Without);
    let budget = Budget::of(document);
    // What is far too long already is not worth a tree in memory.
    if budget.allows(&html) {
        let html = if canonical::is_canonical(&html) {
            html
        } else {
            html::without_marks(sanitize::sanitize(&write(document, &headings, Marks::With)))
        };
        let toc: Vec<_> = headings.into_iter().filter(|entry| !entry.text.is_empty()).collect();
        if budget.holds(&html, &toc) {
            return Rendered { html, toc };
        }
    }
    Rendered { html: plain::page(document), toc: Vec::new() }
}

/// The page as the second wall sees it first.
#[cfg(test)]
pub(crate) fn written(document: &Document) -> String {
    write(document, &toc::headings(document), Marks::Without)
}

/// The page as the renderer writes it, before the second wall.
fn write(document: &Document, headings: &[TocEntry], marks: Marks) -> String {
    let mut renderer = Renderer {
        html: Html::new(marks),
        heading_ids: headings.iter().map(|entry| entry.id.as_str()),
        columns_left: SPARE_COLUMNS + document.bytes / BYTES_FOR_A_COLUMN,
        has_image: false,
    };
    renderer.nodes(&document.children);
    renderer.html.finish()
}

struct Renderer<I> {
    html: Html,
    /// One for each heading, in the order in which they are written.
    heading_ids: I,
    columns_left: usize,
    /// Whether an image was written: the first is likely seen at once, the others when a reader comes to them.
    has_image: bool,
}

impl<'a, I: Iterator<Item = &'a str>> Renderer<I> {
    fn nodes(&mut self, nodes: &[Node]) {
        for (space, node) in spaced(nodes) {
            if space {
                self.html.space();
            }
            self.marked(node);
        }
    }

    /// The node within its marks. Marks lie on lines: around a block, a parser would begin each of them anew, with
    /// all its attributes, in every piece that it takes apart.
    fn marked(&mut self, node: &Node) {
        if node.is_line {
            self.open(&node.marks);
            self.node(node);
            self.close(&node.marks);
        } else if let NodeKind::Leaf(leaf) = &node.kind
            && node.kind.is_inline()
        {
            self.open(&node.marks);
            self.leaf(leaf, node);
            self.close(&node.marks);
            self.nodes(&node.children);
        } else {
            self.node(node);
        }
    }

    fn open(&mut self, marks: &[Mark]) {
        for mark in marks.iter().rev() {
            marks::open(&mut self.html, mark);
        }
    }

    fn close(&mut self, marks: &[Mark]) {
        for mark in marks {
            marks::close(&mut self.html, mark);
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Paragraph { align } => self.aligned("p", *align, None, node),
            NodeKind::Heading { level, align } => {
                let name = ["h1", "h2", "h3", "h4", "h5", "h6"].get(usize::from(level - 1)).unwrap_or(&"h6");
                let id = self.heading_ids.next();
                self.aligned(name, *align, id, node);
            }
            NodeKind::BulletList => self.element("ul", node),
            NodeKind::OrderedList { start, marker } => {
                let start = (*start != 1).then(|| start.to_string());
                let tag = self.html.tag("ol").common(node).attr_if("start", start.as_deref());
                tag.attr_if("type", marker.map(Marker::name)).end();
                self.children_and_close("ol", node);
            }
            NodeKind::ListItem => self.element("li", node),
            NodeKind::TaskList => {
                self.html.tag("ul").common(node).attr("data-type", "taskList").end();
                self.children_and_close("ul", node);
            }
            NodeKind::TaskItem { checked } => self.task_item(*checked, node),
            NodeKind::Blockquote => self.element("blockquote", node),
            NodeKind::CodeBlock { language } => self.code_block(language.as_deref(), node),
            NodeKind::Table => self.table(node),
            NodeKind::TableRow => self.element("tr", node),
            NodeKind::TableCell(cell) => self.cell("td", cell, node),
            NodeKind::TableHeader(cell) => self.cell("th", cell, node),
            NodeKind::Details { open } => {
                self.html.tag("details").common(node).attr_if("open", open.then_some("")).end();
                self.children_and_close("details", node);
            }
            NodeKind::DetailsSummary => self.element("summary", node),
            NodeKind::DetailsContent => {
                self.html.tag("div").common(node).attr("data-type", "detailsContent").end();
                self.children_and_close("div", node);
            }
            NodeKind::Unknown => self.nodes(&node.children),
            NodeKind::Leaf(leaf) => {
                self.leaf(leaf, node);
                // A leaf should have no content, but what is there is text that was written.
                self.nodes(&node.children);
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf, node: &Node) {
        match leaf {
            Leaf::Text(text) => self.html.text(text),
            Leaf::HardBreak => self.html.tag("br").common(node).end(),
            Leaf::HorizontalRule => self.html.tag("hr").common(node).end(),
            Leaf::Image(image) => self.image(image, node),
            Leaf::Youtube(video) => self.youtube(video, node),
            Leaf::Mention(mention) => self.mention(mention, node),
            Leaf::Emoji { name } => {
                self.html.tag("span").common(node).attr("data-name", name).attr("data-type", "emoji").end();
                self.html.text(&emoji::text(name));
                self.html.close("span");
            }
            Leaf::InlineMath { latex } => self.math("span", "inline-math", latex, node),
            Leaf::BlockMath { latex } => self.math("div", "block-math", latex, node),
        }
    }

    fn element(&mut self, name: &str, node: &Node) {
        self.html.tag(name).common(node).end();
        self.children_and_close(name, node);
    }

    fn children_and_close(&mut self, name: &str, node: &Node) {
        self.nodes(&node.children);
        self.html.close(name);
    }

    fn aligned(&mut self, name: &str, align: Option<Align>, id: Option<&str>, node: &Node) {
        let tag = self.html.tag(name).attr_if("id", id).common(node);
        tag.style(&[("text-align", align.map(Align::name))]).end();
        self.children_and_close(name, node);
    }

    fn task_item(&mut self, checked: bool, node: &Node) {
        let tag =
            self.html.tag("li").common(node).attr("data-checked", if checked { "true" } else { "false" });
        tag.attr("data-type", "taskItem").end();
        self.html.tag("label").end();
        self.html
            .tag("input")
            .attr("type", "checkbox")
            .attr_if("checked", checked.then_some("checked"))
            .end();
        self.html.tag("span").end();
        self.html.close("span");
        self.html.close("label");
        self.html.tag("div").end();
        self.children_and_close("div", node);
        self.html.close("li");
    }

    fn code_block(&mut self, language: Option<&str>, node: &Node) {
        self.html.tag("pre").common(node).end();
        let class = language.map(|language| format!("language-{language}"));
        self.html.tag("code").attr_if("class", class.as_deref()).end();
        self.children_and_close("code", node);
        self.html.close("pre");
    }

    fn image(&mut self, image: &Image, node: &Node) {
        let tag = self.html.tag("img").common(node).attr_if("src", image.src.as_deref());
        let tag = tag.attr_if("alt", image.alt.as_deref()).attr_if("title", image.title.as_deref());
        let tag = tag.attr_if("width", image.width.as_deref()).attr_if("height", image.height.as_deref());
        if self.has_image {
            tag.attr("loading", "lazy").attr("decoding", "async").end();
        } else {
            tag.end();
        }
        self.has_image = true;
    }

    fn youtube(&mut self, video: &Youtube, node: &Node) {
        self.html.tag("div").attr("data-youtube-video", "").end();
        if let Some(src) = &video.src {
            let tag = self
                .html
                .tag("iframe")
                .common(node)
                .attr("width", &video.width)
                .attr("height", &video.height);
            // TipTap writes its player options as attributes too. Browsers know only the first, but a
            // consumer may read any.
            let tag = tag.attr("allowfullscreen", "true").attr("autoplay", "false");
            let tag = tag.attr("disablekbcontrols", "false").attr("enableiframeapi", "false");
            let tag = tag.attr("endtime", "0").attr("ivloadpolicy", "0").attr("loop", "false");
            let tag = tag.attr("modestbranding", "false").attr("origin", "").attr("playlist", "");
            tag.attr("rel", "1").attr("src", src).attr("start", &video.start.to_string()).end();
            self.html.close("iframe");
        }
        self.html.close("div");
    }

    fn mention(&mut self, mention: &Mention, node: &Node) {
        let tag = self.html.tag("span").common(node).attr("data-type", "mention");
        let tag =
            tag.attr_if("data-id", mention.id.as_deref()).attr_if("data-label", mention.label.as_deref());
        tag.attr("data-mention-suggestion-char", &mention.trigger).end();
        self.html.text(&mention.text());
        self.html.close("span");
    }

    fn math(&mut self, name: &str, kind: &str, latex: &str, node: &Node) {
        self.html.tag(name).common(node).attr("data-latex", latex).attr("data-type", kind).end();
        self.html.text(latex);
        self.html.close(name);
    }
}
