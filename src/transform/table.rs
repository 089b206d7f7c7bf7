//! Cells at an edge of their row that is none of the table's, and the other way round, since cells of other rows span it.
//! Selectors know rows alone, so that such cells have classes.
//!
//! In: a chapter. Out: in tables with cells that span rows, `after-span` on the first cell of a row that begins behind one,
//! `before-span` on the last that ends before one, `to-foot` on what reaches the last row from above.

use crate::document::walk::ContentMut;
use crate::document::{Block, BlockKind, Cell, Chapter, Covered, Table};

/// A table of more columns is no table that anybody looks at.
const MOST_COLUMNS: usize = 100;

pub fn apply(chapter: &mut Chapter) {
    mark_tables(&mut chapter.blocks);
    chapter.notes.iter_mut().for_each(|note| mark_tables(&mut note.content));
}

fn mark_tables(blocks: &mut [Block]) {
    for block in blocks {
        if let BlockKind::Table(table) = &mut block.kind {
            mark(table);
        }
        block.kind.for_each_content_mut(&mut |content| match content {
            ContentMut::Blocks(blocks) => mark_tables(blocks),
            ContentMut::Inlines(_) | ContentMut::Preformatted(_) => {}
        });
    }
}

fn mark(table: &mut Table) {
    let rows = || table.groups.iter().flat_map(|group| &group.rows);
    let spans_rows = rows().flat_map(|row| &row.cells).any(|cell| cell.row_span > 1);
    let count = rows().count();
    let columns: usize = rows().map(|row| row.cells.iter().map(width).sum()).max().unwrap_or_default();
    if !spans_rows || columns > MOST_COLUMNS {
        return;
    }
    let mut covered = Covered::default();
    for (index, row) in table.groups.iter_mut().flat_map(|group| &mut group.rows).enumerate() {
        let last = row.cells.len().saturating_sub(1);
        let mut end = 0;
        for (at, cell) in row.cells.iter_mut().enumerate() {
            let rows = cell.row_span.max(1) as usize;
            let column = covered.place(end, width(cell), rows);
            end = column + width(cell);
            if at == 0 && column > 0 {
                cell.attributes.add_class("after-span");
            }
            if at == last && covered.is_covered(end) {
                cell.attributes.add_class("before-span");
            }
            if rows > 1 && index + 1 < count && index + rows >= count {
                cell.attributes.add_class("to-foot");
            }
        }
        covered.end_row();
    }
}

fn width(cell: &Cell) -> usize {
    (cell.column_span.max(1) as usize).min(MOST_COLUMNS + 1)
}
