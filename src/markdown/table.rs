//! Tables: rows and cells as Markdown has them, and the grid of those in raw HTML.

use std::ops::Range;

use super::build::Builder;
use super::dialect::{Dialect, Form};
use super::element::collect_inlines;
use super::frame::{CellFacts, FrameKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{
    Attributes, Block, BlockKind, Caption, Cell, Division, Inline, InlineKind, Node, NodeId, Row, RowGroup,
    RowGroupKind, Table,
};

impl Builder<'_> {
    pub(super) fn close_cell(
        &mut self,
        id: NodeId,
        range: Range<usize>,
        attributes: Attributes,
        facts: CellFacts,
        content: Vec<Block>,
    ) {
        let span = self.span(&range);
        let row = self.frames().len() - 1;
        let FrameKind::Row { is_head, cells } = &self.frames()[row].kind else {
            return;
        };
        let (is_header, column) = (*is_head || facts.is_header, cells.len());
        let of_column = match row.checked_sub(1).map(|table| &self.frames()[table].kind) {
            Some(FrameKind::Table { alignments, .. }) => alignments.get(column).copied().flatten(),
            Some(_) | None => None,
        };
        let alignment = facts.alignment.or(of_column);
        let (column_span, row_span) = (facts.columns.max(1), facts.rows.max(1));
        let cell = Cell { id, span, attributes, is_header, column_span, row_span, alignment, content };
        if let FrameKind::Row { cells, .. } = &mut self.frame_mut(row).kind {
            cells.push(cell);
        }
    }

    /// What a row holds beyond its table's columns, which GitHub leaves out: it is told of and stands in the last cell.
    pub(super) fn keep_extra_cells(&mut self, cells: &mut [Cell], range: &Range<usize>) {
        let columns = cells.len();
        let Some(last) = cells.last_mut() else { return };
        let typed = self.source().get(range.clone()).unwrap_or_default();
        let row = typed.trim_end();
        let bars = bars(row);
        // A bar at either end of the row bounds a cell and parts none.
        let first = usize::from(row.trim_start().starts_with('|'));
        let ends = bars.last().is_some_and(|at| at + 1 == row.len());
        let count = (bars.len() + 1).saturating_sub(first + usize::from(ends));
        let Some(&at) = bars.get(first + columns - 1).filter(|_| count > columns) else { return };
        let end = if ends { row.len() - 1 } else { row.len() };
        let extra = row.get(at + 1..end).unwrap_or_default().trim();
        if extra.trim_matches(['|', ' ', '\t']).is_empty() {
            return;
        }
        let message =
            format!("a row has {count} cells, its table has {columns} columns: the rest stands in the last cell");
        let finding = Diagnostic::new(Code::ForeignMarkup, message);
        let place = range.start + at..range.start + row.len();
        let span = self.span(&place);
        self.report(finding.hint("write `\\|` for a bar within a cell, in code as well"), place);
        let bar = InlineKind::Text(" | ".into());
        let mut inlines = vec![Inline { id: self.fresh_id(), span, attributes: Attributes::default(), kind: bar }];
        let before = std::mem::take(&mut self.top().inlines);
        self.unplaced_markdown(extra, range.start + at..range.start + row.len());
        inlines.append(&mut std::mem::replace(&mut self.top().inlines, before));
        if let Some(Block { kind: BlockKind::Plain(content) | BlockKind::Paragraph(content), .. }) =
            last.content.last_mut()
        {
            return content.append(&mut inlines);
        }
        let kind = BlockKind::Plain(inlines);
        last.content.push(Block { id: self.fresh_id(), span, attributes: Attributes::default(), kind });
    }

    /// Tells of a paragraph that was to be a table: without the line of dashes, or with one of too few cells.
    pub(super) fn report_broken_table(&mut self, range: &Range<usize>) {
        let typed = self.source().get(range.clone()).unwrap_or_default();
        let Some((head, rest)) = typed.split_once('\n').filter(|_| typed.contains('|')) else { return };
        let line = |line: &str| line.trim_matches(['>', ' ', '\t']).to_owned();
        let (head, rule) = (line(head), line(rest.lines().next().unwrap_or_default()));
        let is_rule = rule.contains('|') && rule.contains("--") && rule.bytes().all(|byte| b"|-: ".contains(&byte));
        let is_row = |row: &str| row.len() > 2 && row.starts_with('|') && row.ends_with('|');
        if self.dialect() == Dialect::COMMON_MARK || !self.reads(Form::Tables) {
            return;
        }
        let (message, hint) = if is_rule && head.contains('|') {
            let cells = |row: &str| bars(row.trim_matches('|')).len() + 1;
            let (heads, dashes) = (cells(&head), cells(&rule));
            (
                format!("this looks like a table and is shown as text: {heads} cells in its head, {dashes} below it"),
                "the line of dashes needs as many cells as the head: `|---|---|`",
            )
        } else if is_row(&head) && rest.lines().all(|row| is_row(&line(row))) {
            (
                "this looks like a table and is shown as text: it has no line of dashes".to_owned(),
                "put one below its head: `|---|---|`",
            )
        } else {
            return;
        };
        if self.foreign().is_first("a table") {
            self.report(Diagnostic::new(Code::ForeignMarkup, message).hint(hint), range.clone());
        }
    }

    /// Gives a row to its group.
    pub(super) fn close_row(&mut self, row: Row) {
        if row.cells.is_empty() {
            return;
        }
        let top = self.top();
        if let FrameKind::RowGroup { rows, .. } = &mut top.kind {
            rows.push(row);
        } else if let FrameKind::Table { groups, .. } = &mut top.kind
            && let Some(group) = groups.last_mut()
        {
            group.rows.push(row);
        }
    }

    pub(super) fn close_group(&mut self, group: RowGroup) {
        if !group.rows.is_empty()
            && let FrameKind::Table { groups, .. } = &mut self.top().kind
        {
            groups.push(group);
        }
    }

    /// A table's caption holds none (HTML Living Standard, 4.9.2): one in it gives its words.
    pub(super) fn without_tables(&mut self, blocks: Vec<Block>, is_of_table: bool) -> Vec<Block> {
        if !is_of_table || !blocks.iter().any(holds_table) {
            return blocks;
        }
        let Some(first) = blocks.first() else { return blocks };
        let (id, span) = (first.id, first.span);
        let mut content = Vec::new();
        blocks.into_iter().for_each(|block| collect_inlines(block.kind, &mut content));
        vec![Block { id, span, attributes: Attributes::default(), kind: BlockKind::Plain(content) }]
    }

    /// Begins a group of rows where the last one is of the other sort.
    pub(super) fn open_group(&mut self, kind: RowGroupKind) {
        let id = self.fresh_id();
        if let FrameKind::Table { groups, .. } = &mut self.top().kind
            && groups.last().is_none_or(|group| group.kind != kind)
        {
            groups.push(RowGroup { id, attributes: Attributes::default(), kind, rows: Vec::new() });
        }
    }
}

/// Where the bars of a row stand that part its cells.
fn bars(row: &str) -> Vec<usize> {
    let bytes = row.as_bytes();
    (0..bytes.len()).filter(|&at| bytes[at] == b'|' && (at == 0 || bytes[at - 1] != b'\\')).collect()
}

fn holds_table(block: &Block) -> bool {
    let mut found = false;
    Node::Block(block).visit(&mut |node| {
        found |= matches!(node, Node::Block(Block { kind: BlockKind::Table(_), .. }));
    });
    found
}

/// A table of raw HTML: one head, first, one foot, last, and cells that span what there is to span. A
/// `colspan="100"` that means "all of them" spans all of them (HTML Living Standard, 4.9.12.1, forming a table,
/// without its columns that no cell begins in).
pub(super) fn finish(caption: Option<Caption>, mut groups: Vec<RowGroup>) -> BlockKind {
    if groups.is_empty() {
        // A caption of nothing is text.
        let content = caption.map(|caption| caption.content).unwrap_or_default();
        return BlockKind::Division { kind: Division::Plain, content };
    }
    let mut has_head = false;
    let mut has_foot = false;
    for group in &mut groups {
        let seen = match group.kind {
            RowGroupKind::Head => &mut has_head,
            RowGroupKind::Foot => &mut has_foot,
            RowGroupKind::Body => continue,
        };
        if std::mem::replace(seen, true) {
            group.kind = RowGroupKind::Body;
        }
    }
    groups.sort_by_key(|group| match group.kind {
        RowGroupKind::Head => 0,
        RowGroupKind::Body => 1,
        RowGroupKind::Foot => 2,
    });
    let mut columns = 0;
    for group in &mut groups {
        let count = group.rows.len();
        for (index, row) in group.rows.iter_mut().enumerate() {
            for cell in &mut row.cells {
                cell.row_span = cell.row_span.clamp(1, (count - index) as u32);
            }
        }
        each_cell(group, &mut |_, column| columns = columns.max(column + 1));
    }
    for group in &mut groups {
        each_cell(group, &mut |cell, column| cell.column_span = cell.column_span.clamp(1, columns - column));
    }
    BlockKind::Table(Table { caption, groups, columns })
}

/// Calls `visit` for each cell of a group with the column it begins in. A cell that would span more columns than
/// [`MOST_COLUMNS`] spans as many.
fn each_cell(group: &mut RowGroup, visit: &mut dyn FnMut(&mut Cell, u32)) {
    // Rows that a cell above still covers, by column.
    let mut covered: Vec<u32> = Vec::new();
    for row in &mut group.rows {
        let mut column = 0;
        for cell in &mut row.cells {
            while covered.get(column).is_some_and(|&rows| rows > 0) {
                column += 1;
            }
            let wanted = (column + cell.column_span as usize).min(MOST_COLUMNS).max(column + 1);
            // Where a cell from above reaches in, the cell ends: HTML lets them overlap, no reader can.
            let is_free = |column: &usize| covered.get(*column).is_none_or(|&rows| rows == 0);
            let end = (column + 1..wanted).take_while(is_free).last().map_or(column + 1, |last| last + 1);
            cell.column_span = (end - column) as u32;
            visit(cell, column as u32);
            if cell.row_span > 1 {
                covered.resize(covered.len().max(end), 0);
                covered[column..end].fill(cell.row_span);
            }
            column = end;
        }
        covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
    }
}

/// HTML's limit for `colspan`, here for all of a row's.
const MOST_COLUMNS: usize = 1000;
