//! Drawn tables as markers around the text of their cells, and the captions of tables.
//!
//! In: a [`Drawing`] that `grid` or `simple_table` made; a line `: caption` or `Table: caption` beside a table. Out: a
//! table whose cells hold blocks; a caption (<https://pandoc.org/MANUAL.html#extension-table_captions>).

use std::ops::Range;

use super::super::attribute;
use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind, Marker};
use super::Pass;
use super::container::{Leaf, Line};
use super::grid::is_rule;
use crate::document::{Alignment, Attributes, RowGroupKind};

/// A cell of a drawn table: its lines in the source.
pub(super) struct Drawn {
    pub lines: Vec<Range<usize>>,
    /// The column that it begins in.
    pub column: usize,
    pub columns: usize,
    pub rows: usize,
}

/// A table as it was drawn.
#[derive(Default)]
pub(super) struct Drawing {
    pub head: Vec<Vec<Drawn>>,
    pub body: Vec<Vec<Drawn>>,
    pub foot: Vec<Vec<Drawn>>,
    pub alignments: Vec<Option<Alignment>>,
}

impl<'t> Pass<'t, '_> {
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
        let groups = [
            (RowGroupKind::Head, &drawing.head),
            (RowGroupKind::Body, &drawing.body),
            (RowGroupKind::Foot, &drawing.foot),
        ];
        for (kind, rows) in groups {
            if rows.is_empty() {
                continue;
            }
            put(self, open(ContainerKind::RowGroup(kind)));
            for row in rows {
                put(self, open(ContainerKind::Row));
                for cell in row {
                    let alignment = drawing.alignments.get(cell.column).copied().flatten();
                    let is_header = kind == RowGroupKind::Head;
                    let (columns, rows) = (cell.columns as u32, cell.rows as u32);
                    put(self, open(ContainerKind::Cell { is_header, alignment, columns, rows }));
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
        let (known, depth) = &self.no_caption;
        if !after_table && known.contains(&line.start) && *depth == self.stack.len() {
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
            self.no_caption = (line.start..at, self.stack.len());
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
