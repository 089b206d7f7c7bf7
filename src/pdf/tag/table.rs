//! Elements for tables. Rows are filled up, because a table whose rows differ in length fails ISO 14289-1, 7.5.

use super::{Attribute, Block, Cell, ElementId, Planner, Role, Table};
use crate::document::{Row, RowGroupKind};

/// What the header cells of a row head that do not say so themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heads {
    /// Every cell is a header, of its column: the row is of the table's head.
    All,
    Columns,
    /// As in a first row that begins with a header of its own.
    ColumnsAfterFirst,
    Rows,
}

impl Heads {
    /// A row of headers alone heads columns (HTML, 4.9.12.2), and so does the first row; but for its first cell where that
    /// has data beside it, as in a table of names and values.
    fn of(row: &Row, is_first: bool) -> Heads {
        let mut cells = row.cells.iter();
        match (cells.all(|cell| cell.is_header), is_first) {
            (true, _) => Heads::Columns,
            (false, true) => Heads::ColumnsAfterFirst,
            (false, false) => Heads::Rows,
        }
    }
}

impl<'a> Planner<'a> {
    pub(super) fn table(&mut self, block: &'a Block, table: &'a Table, parent: ElementId) {
        let element = self.attributed(Role::Table, block, parent);
        self.plan.places.insert(self.node_ref(block.id), element);
        let outer = std::mem::replace(&mut self.in_table, true);
        if let Some(caption) = &table.caption {
            self.caption(caption, element);
        }
        let has_body = table.groups.iter().any(|group| group.kind == RowGroupKind::Body);
        let mut is_first = true;
        for group in &table.groups {
            let role = match group.kind {
                // Head and foot stand beside a body, or are one (ISO 14289-1, 7.2; ISO 32000-2, table 371).
                RowGroupKind::Head | RowGroupKind::Foot if !has_body => Role::TBody,
                RowGroupKind::Head => Role::THead,
                RowGroupKind::Body => Role::TBody,
                RowGroupKind::Foot => Role::TFoot,
            };
            let part = self.element(role, element);
            self.set_lang(part, &group.attributes);
            // Rows that a cell of an earlier row still reaches into, by column.
            let mut occupied = vec![0_u32; table.columns as usize];
            for (index, row) in group.rows.iter().enumerate() {
                let left = (group.rows.len() - index) as u32;
                let heads = match group.kind {
                    RowGroupKind::Head => Heads::All,
                    RowGroupKind::Body | RowGroupKind::Foot => Heads::of(row, is_first),
                };
                self.row(row, heads, left, &mut occupied, part);
                is_first = false;
            }
        }
        self.in_table = outer;
    }

    /// `left` counts the rows of the group from this one on; a cell cannot reach beyond them.
    fn row(&mut self, row: &'a Row, heads: Heads, left: u32, occupied: &mut [u32], parent: ElementId) {
        let element = self.element(Role::TR, parent);
        self.set_lang(element, &row.attributes);
        let mut next = 0;
        let mut taken = vec![0; occupied.len()];
        for cell in &row.cells {
            while occupied.get(next).is_some_and(|&rows| rows > 0) {
                next += 1;
            }
            let columns = (cell.column_span.max(1) as usize).min(occupied.len().saturating_sub(next)).max(1);
            let rows = cell.row_span.clamp(1, left.max(1));
            let over_column = match heads {
                Heads::All | Heads::Columns => true,
                Heads::ColumnsAfterFirst => next > 0,
                Heads::Rows => false,
            };
            self.cell(cell, heads == Heads::All, over_column, (columns as u32, rows), element);
            for place in taken.iter_mut().skip(next).take(columns) {
                *place = rows;
            }
            next += columns;
        }
        let free = (next..occupied.len()).filter(|&column| occupied[column] == 0).count();
        for _ in 0..free {
            self.element(Role::TD, element);
        }
        for (place, rows) in occupied.iter_mut().zip(taken) {
            *place = (*place).max(rows).saturating_sub(1);
        }
    }

    fn cell(
        &mut self,
        cell: &'a Cell,
        in_head: bool,
        over_column: bool,
        (columns, rows): (u32, u32),
        parent: ElementId,
    ) {
        let is_header = cell.is_header || in_head;
        let element = self.element(if is_header { Role::TH } else { Role::TD }, parent);
        self.set_lang(element, &cell.attributes);
        let scope = is_header.then_some(match cell.attributes.get("scope") {
            Some("col" | "colgroup") => "Column",
            Some("row" | "rowgroup") => "Row",
            Some(_) | None if over_column => "Column",
            Some(_) | None => "Row",
        });
        if scope.is_some() || columns > 1 || rows > 1 {
            self.get(element).attribute = Some(Attribute::Cell { scope, columns, rows });
        }
        self.around(cell.id, element, |planner| planner.blocks(&cell.content, element));
    }
}
