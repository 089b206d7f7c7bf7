//! The rows and cells of a table, each cell with the columns it covers (HTML, 4.9.12).

use super::{Builder, CellBox, RowBox, TableBox};
use crate::document::{Covered, Node, Row, RowGroupKind};
use crate::style::Display;

/// More columns than any page could hold: a `colspan` beyond is a mistake or an attack.
const MOST_COLUMNS: usize = 1_000;

impl<'a> Builder<'a> {
    pub(super) fn table(&mut self, node: Node<'a>) -> TableBox {
        let mut table = TableBox::default();
        let mut children = Vec::new();
        node.for_each_child(&mut |child| children.push(child));
        let mut covered = Covered::default();
        for child in children {
            let Some(style) = self.style(child).filter(|style| style.display != Display::None) else { continue };
            if let Node::RowGroup(group) = child {
                let is_head = group.kind == RowGroupKind::Head;
                let rows: Vec<RowBox> =
                    group.rows.iter().filter_map(|row| self.row(row, is_head, &mut covered)).collect();
                table.rows.extend(rows);
            } else if let Node::TableCaption(_) = child {
                table.caption = Some(Box::new(self.block(child, style)));
            }
        }
        let ends = table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column + cell.column_span);
        table.columns = ends.max().unwrap_or_default();
        table
    }

    fn row(&mut self, row: &'a Row, is_head: bool, covered: &mut Covered) -> Option<RowBox> {
        let style = self.style(Node::Row(row))?;
        let mut cells = Vec::new();
        let mut column = 0;
        for cell in &row.cells {
            let Some(cell_style) = self.style(Node::Cell(cell)) else { continue };
            let column_span = (cell.column_span.max(1) as usize).min(MOST_COLUMNS);
            let row_span = cell.row_span.max(1) as usize;
            column = covered.place(column, column_span, row_span);
            let content = self.block(Node::Cell(cell), cell_style);
            cells.push(CellBox { content, column, column_span, row_span });
            column += column_span;
        }
        covered.end_row();
        Some(RowBox { style, is_head, cells })
    }
}
