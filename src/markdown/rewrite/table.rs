//! Tables drawn with `+`, `-` and `|`, and the captions of tables.
//!
//! In: the lines of a drawing; a line `: caption` or `Table: caption` beside a table. Out: a table whose cells hold
//! blocks; a caption (<https://pandoc.org/MANUAL.html#extension-grid_tables>, `#extension-table_captions`). A cell may
//! span columns; a drawing whose cells span rows is text, reported.

use std::ops::Range;

use super::super::attribute;
use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind, Marker};
use super::Pass;
use super::container::{Leaf, Line};
use crate::document::{Alignment, Attributes, RowGroupKind};

/// A cell of a drawn table: its lines in the source.
pub(super) struct Drawn {
    pub lines: Vec<Range<usize>>,
    pub columns: usize,
}

/// A table as it was drawn.
#[derive(Default)]
pub(super) struct Drawing {
    pub head: Vec<Vec<Drawn>>,
    pub body: Vec<Vec<Drawn>>,
    pub alignments: Vec<Option<Alignment>>,
}

impl<'t> Pass<'t, '_> {
    pub(super) fn grid_table(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !self.reads(Form::GridTables) || !is_rule(text) || line.start < self.no_grid {
            return None;
        }
        let mut lines = vec![line.clone()];
        let mut at = line.next;
        while let Some(next) = self.peek(at) {
            if !self.text_of(&next).starts_with(['+', '|']) {
                break;
            }
            at = next.next;
            lines.push(next);
        }
        let place = line.start..lines.last().map_or(line.end, |last| last.end);
        let Some(drawing) = self.grid(&lines) else {
            self.no_grid = place.end;
            self.report_foreign(
                "a grid table",
                "its lines must meet: each row ends with a line of `+---+`, and no cell spans rows",
                place,
            );
            return None;
        };
        self.draw(line, drawing, place);
        self.skip_to(at);
        Some(at)
    }

    /// The rows of a drawing; `None` where its lines do not meet.
    fn grid(&self, lines: &[Line]) -> Option<Drawing> {
        let texts: Vec<&str> = lines.iter().map(|line| self.text_of(line)).collect();
        let starts: Vec<usize> = lines.iter().map(|line| line.start + line.indent_bytes(self.source)).collect();
        // Where columns may end, in characters.
        let mut edges: Vec<usize> = texts
            .iter()
            .filter(|text| is_rule(text))
            .flat_map(|text| text.chars().enumerate().filter(|(_, c)| *c == '+').map(|(at, _)| at))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut drawing = Drawing { alignments: vec![None; edges.len().checked_sub(1)?], ..Drawing::default() };
        let has_head = texts.iter().any(|text| is_rule(text) && text.contains('='));
        let mut rows: Vec<Vec<Drawn>> = Vec::new();
        let mut row: Option<Vec<Drawn>> = None;
        for (index, text) in texts.iter().enumerate() {
            if !is_rule(text) {
                self.grid_line(text, starts[index], &edges, &mut row)?;
                continue;
            }
            rows.extend(row.take());
            if text.contains('=') && drawing.head.is_empty() {
                drawing.head = std::mem::take(&mut rows);
            }
            if text.contains('=') || index == 0 && !has_head {
                drawing.alignments = alignments(text, &edges);
            }
        }
        // The last line is a rule.
        row.is_none().then_some(())?;
        drawing.body = rows;
        Some(drawing)
    }

    /// Adds a line to the cells of a row.
    fn grid_line(&self, text: &str, start: usize, edges: &[usize], row: &mut Option<Vec<Drawn>>) -> Option<()> {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let mut bars: Vec<usize> = edges
            .iter()
            .copied()
            .filter(|&edge| chars.get(edge).is_some_and(|(_, c)| matches!(c, '|' | '+')))
            .collect();
        // The last edge may be out of line, since nothing stands beyond it.
        if bars.last() != edges.last() && text.ends_with('|') && bars.last().is_some_and(|last| *last + 1 < chars.len())
        {
            bars.push(chars.len() - 1);
        }
        let has_last = bars.last() == edges.last() || bars.last() == chars.len().checked_sub(1).as_ref();
        if bars.first() != edges.first() || !has_last || bars.len() < 2 {
            return None;
        }
        let cells = bars.windows(2).map(|pair| {
            let (from, to) = (chars[pair[0]].0 + 1, chars[pair[1]].0);
            let columns = edges.iter().filter(|&&edge| pair[0] < edge && edge <= pair[1]).count().max(1);
            (start + from..start + to, columns)
        });
        match row {
            None => *row = Some(cells.map(|(line, columns)| Drawn { lines: vec![line], columns }).collect()),
            Some(row) => {
                let cells: Vec<_> = cells.collect();
                if cells.len() != row.len() {
                    return None;
                }
                for (drawn, (line, columns)) in row.iter_mut().zip(cells) {
                    if drawn.columns != columns {
                        return None;
                    }
                    drawn.lines.push(line);
                }
            }
        }
        Some(())
    }

    /// Writes a drawn table as its markers and the text of its cells.
    pub(super) fn draw(&mut self, line: &Line, drawing: Drawing, place: Range<usize>) {
        self.copy_to(line.start);
        let depth = self.stack.len();
        let mut is_first = true;
        let mut put = |pass: &mut Self, marker: Marker| {
            if std::mem::replace(&mut is_first, false) {
                pass.mark(marker, place.clone());
            } else {
                pass.mark_line(marker, depth, place.clone());
            }
        };
        let open = |kind| Marker::Open(Container { kind, attributes: Attributes::default(), title: None });
        put(self, open(ContainerKind::Table));
        for (kind, rows) in [(RowGroupKind::Head, &drawing.head), (RowGroupKind::Body, &drawing.body)] {
            if rows.is_empty() {
                continue;
            }
            put(self, open(ContainerKind::RowGroup(kind)));
            for row in rows {
                put(self, open(ContainerKind::Row));
                let mut column = 0;
                for cell in row {
                    let alignment = drawing.alignments.get(column).copied().flatten();
                    let is_header = kind == RowGroupKind::Head;
                    put(self, open(ContainerKind::Cell { is_header, alignment, columns: cell.columns as u32 }));
                    column += cell.columns;
                    self.cell_text(cell, depth, &place);
                    put(self, Marker::Close);
                }
                put(self, Marker::Close);
            }
            put(self, Marker::Close);
        }
        put(self, Marker::Close);
        self.leaf = Leaf::None;
        self.after_table = true;
    }

    /// The lines of a cell without the indentation that they share.
    fn cell_text(&mut self, cell: &Drawn, depth: usize, place: &Range<usize>) {
        let source = self.source;
        let shared = cell
            .lines
            .iter()
            .map(|line| &source[line.clone()])
            .filter(|text| !text.trim().is_empty())
            .map(|text| text.len() - text.trim_start_matches(' ').len())
            .min()
            .unwrap_or(0);
        for line in &cell.lines {
            let text = source[line.clone()].trim_end();
            let prefix = self.prefix(depth);
            self.write(&prefix, place.clone());
            if text.len() > shared {
                self.copy_range(line.start + shared..line.start + text.len());
            }
            self.write("\n", place.clone());
        }
    }

    /// A caption beside a table, up to a blank line; attributes at its end are the table's.
    pub(super) fn caption(&mut self, line: &Line, text: &'t str, after_table: bool) -> Option<usize> {
        let rest = [": ", ":\t", "Table:", "table:"].iter().find_map(|start| text.strip_prefix(*start))?;
        if !self.reads(Form::TableCaptions) || self.leaf == Leaf::Paragraph && !after_table {
            return None;
        }
        let mut words = rest.trim().to_owned();
        let mut at = line.next;
        while let Some(next) = self.peek(at) {
            let text = self.text_of(&next);
            let is_block = [":::", "```", "~~~", "#", "{", "<", ">"].iter().any(|mark| text.starts_with(mark));
            if text.is_empty() || is_table_line(text) || is_block {
                break;
            }
            words.push(' ');
            words.push_str(text);
            at = next.next;
        }
        if !after_table && !self.precedes_table(at) {
            return None;
        }
        let mut attributes = Attributes::default();
        if words.ends_with('}')
            && let Some(start) = words.rfind('{')
            && let Some(block) = attribute::parse(&words[start..])
        {
            attributes = block.attributes;
            words.truncate(start);
            words.truncate(words.trim_end().len());
        }
        self.replace(line, [Marker::Caption { words, attributes }]);
        self.skip_to(at);
        Some(at)
    }

    /// Whether the next block is a table.
    fn precedes_table(&self, start: usize) -> bool {
        let mut at = start;
        while let Some(line) = self.peek(at) {
            let text = self.text_of(&line);
            if !text.is_empty() {
                let is_ruled = self.peek(line.next).is_some_and(|next| is_table_line(self.text_of(&next)));
                return is_table_line(text) || is_ruled;
            }
            at = line.next;
        }
        false
    }
}

/// Whether a line is a table's: of bars, a rule of a drawing, lines of dashes.
fn is_table_line(text: &str) -> bool {
    let is_dashes = text.len() > 4 && text.bytes().all(|byte| matches!(byte, b'-' | b' ' | b'|' | b':' | b'+'));
    text.starts_with('|') && text.len() > 1 && text.ends_with('|') || is_rule(text) || is_dashes && text.contains('-')
}

/// `+---+===+`
fn is_rule(text: &str) -> bool {
    text.len() > 2
        && text.starts_with('+')
        && text.ends_with('+')
        && text.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'=' | b':'))
        && text[1..].contains(['-', '='])
}

/// What the colons of a rule say of its columns.
fn alignments(rule: &str, edges: &[usize]) -> Vec<Option<Alignment>> {
    let bytes = rule.as_bytes();
    let at = |index: usize| bytes.get(index) == Some(&b':');
    edges
        .windows(2)
        .map(|pair| match (at(pair[0] + 1), at(pair[1].saturating_sub(1))) {
            (true, true) => Some(Alignment::Center),
            (true, false) => Some(Alignment::Left),
            (false, true) => Some(Alignment::Right),
            (false, false) => None,
        })
        .collect()
}
