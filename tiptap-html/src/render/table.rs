//! Tables: column widths come from the first row, as in TipTap.

use super::Renderer;
use crate::node::{Align, Cell, Node, NodeKind};

/// Width of a column without one of its own, in CSS pixels: TipTap's `cellMinWidth`.
const MIN_WIDTH: u32 = 25;

impl<'a, I: Iterator<Item = &'a str>> Renderer<I> {
    pub(super) fn table(&mut self, node: &Node) {
        let mut columns: Vec<_> =
            node.children.first().into_iter().flat_map(columns).take(self.columns_left + 1).collect();
        if columns.len() > self.columns_left {
            columns.clear();
        }
        self.columns_left -= columns.len();

        let total: u32 = columns.iter().map(|width| width.unwrap_or(MIN_WIDTH)).sum();
        let total = format!("{total}px");
        let property = if columns.iter().all(Option::is_some) { "width" } else { "min-width" };
        let total = (!columns.is_empty()).then_some(total.as_str());
        self.html.tag("table").common(node).style(&[(property, total)]).end();
        self.html.tag("colgroup").end();
        for width in &columns {
            let property = if width.is_some() { "width" } else { "min-width" };
            let value = format!("{}px", width.unwrap_or(MIN_WIDTH).max(MIN_WIDTH));
            self.html.tag("col").style(&[(property, Some(&value))]).end();
        }
        self.html.close("colgroup");
        self.html.tag("tbody").end();
        self.children_and_close("tbody", node);
        self.html.close("table");
    }

    pub(super) fn cell(&mut self, name: &str, cell: &Cell, node: &Node) {
        let widths = cell.colwidth.as_ref().map(|widths| {
            let widths = widths.iter().map(|width| width.map(|width| width.to_string()).unwrap_or_default());
            widths.collect::<Vec<_>>().join(",")
        });
        let tag = self.html.tag(name).common(node);
        let tag = tag.attr("colspan", &cell.colspan.to_string()).attr("rowspan", &cell.rowspan.to_string());
        let tag = tag.attr_if("colwidth", widths.as_deref());
        tag.style(&[("text-align", cell.align.map(Align::name))]).end();
        self.children_and_close(name, node);
    }
}

/// The columns a row spans, each with its width if it has one.
fn columns(row: &Node) -> impl Iterator<Item = Option<u32>> {
    let cells = row.children.iter().filter_map(|child| match &child.kind {
        NodeKind::TableCell(cell) | NodeKind::TableHeader(cell) => Some(cell),
        _ => None,
    });
    cells.flat_map(|cell| {
        let widths = cell.colwidth.as_deref().unwrap_or_default();
        let span = usize::try_from(cell.colspan).unwrap_or(1);
        (0..span).map(|at| widths.get(at).copied().flatten().filter(|width| *width > 0))
    })
}
