//! Tables whose columns stand under lines of dashes, with rows of one line or, between blank lines, of several.
//!
//! In: the lines of such a table. Out: a [`Drawing`]. A header lies flush with its dashes on the side to which its column
//! is aligned (<https://pandoc.org/MANUAL.html#extension-simple_tables>, `#extension-multiline_tables`).

use std::ops::Range;

use super::super::dialect::Form;
use super::Pass;
use super::container::{Leaf, Line};
use super::table::{Drawing, Drawn};
use crate::document::Alignment;

/// A header of more lines is none.
const MOST_HEAD_LINES: usize = 20;

impl<'t> Pass<'t, '_> {
    /// A table under its header's line.
    pub(super) fn headed_table(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !self.reads(Form::SimpleTables) || self.leaf == Leaf::Paragraph || text.contains('|') {
            return None;
        }
        let rule = self.peek(line.next)?;
        let columns = columns(self.text_of(&rule))?;
        let (rows, end) = self.rows(rule.next, false)?;
        let head = vec![line.clone()];
        self.columns(line, &rule, head, rows, &columns);
        self.skip_to(end);
        Some(end)
    }

    /// A table that begins with a line of dashes: without a header, or with rows of several lines.
    pub(super) fn simple_table(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !self.reads(Form::SimpleTables) || self.leaf == Leaf::Paragraph {
            return None;
        }
        if let Some(columns) = columns(text) {
            let (rows, end) = self.rows(line.next, true)?;
            self.columns(line, line, Vec::new(), rows, &columns);
            self.skip_to(end);
            return Some(end);
        }
        // One line of dashes over all: a header of several lines, the columns, and rows apart from one another.
        if text.len() < 5 || !is_dashes(text) {
            return None;
        }
        let mut head = Vec::new();
        let mut at = line.next;
        let (rule, columns) = loop {
            let next = self.peek(at)?;
            let text = self.text_of(&next);
            if text.is_empty() || head.len() >= MOST_HEAD_LINES {
                return None;
            }
            at = next.next;
            if let Some(columns) = columns(text) {
                break (next, columns);
            }
            head.push(next);
        };
        self.line_with("-----", at, |text| is_dashes(text) && text.len() > 4)?;
        let (rows, end) = self.spaced_rows(at)?;
        self.columns(line, &rule, head, rows, &columns);
        self.skip_to(end);
        Some(end)
    }

    /// Rows of one line each, up to a blank line or a line of dashes; also where they end.
    fn rows(&self, start: usize, is_closed: bool) -> Option<(Vec<Vec<Line>>, usize)> {
        let mut rows = Vec::new();
        let mut at = start;
        while let Some(next) = self.peek(at) {
            let text = self.text_of(&next);
            if text.is_empty() {
                break;
            }
            at = next.next;
            if columns(text).is_some() || is_dashes(text) && text.len() > 4 {
                return (!rows.is_empty()).then_some((rows, at));
            }
            rows.push(vec![next]);
        }
        (!rows.is_empty() && !is_closed).then_some((rows, at))
    }

    /// Rows of several lines with blank lines between them, up to a line of dashes.
    fn spaced_rows(&self, start: usize) -> Option<(Vec<Vec<Line>>, usize)> {
        let mut rows: Vec<Vec<Line>> = Vec::new();
        let mut row = Vec::new();
        let mut at = start;
        loop {
            let next = self.peek(at)?;
            let text = self.text_of(&next);
            at = next.next;
            if text.is_empty() {
                rows.extend(Some(std::mem::take(&mut row)).filter(|row| !row.is_empty()));
            } else if is_dashes(text) && text.len() > 4 {
                rows.extend(Some(row).filter(|row| !row.is_empty()));
                return (!rows.is_empty()).then_some((rows, at));
            } else {
                row.push(next);
            }
        }
    }

    fn columns(&mut self, line: &Line, rule: &Line, head: Vec<Line>, rows: Vec<Vec<Line>>, columns: &[Range<usize>]) {
        // Columns are counted from where the dashes begin.
        let base = rule.indent;
        let last_line = rows.iter().flatten().last().map_or(line.end, |last| last.end);
        let alignments = match head.first() {
            Some(first) => self.flush(first, base, columns),
            None => {
                rows.first().and_then(|row| row.first()).map(|row| self.flush(row, base, columns)).unwrap_or_default()
            }
        };
        let cells = |pass: &Self, row: &[Line]| -> Vec<Drawn> {
            let mut drawn: Vec<Drawn> =
                (0..columns.len()).map(|column| Drawn { lines: Vec::new(), column, columns: 1, rows: 1 }).collect();
            for line in row {
                for (cell, range) in drawn.iter_mut().zip(pass.split(line, base, columns)) {
                    cell.lines.push(range);
                }
            }
            drawn
        };
        let mut drawing = Drawing { alignments, ..Drawing::default() };
        if !head.is_empty() {
            drawing.head.push(cells(self, &head));
        }
        drawing.body = rows.iter().map(|row| cells(self, row)).collect();
        self.draw(line, drawing, line.start..last_line);
    }

    /// A line's parts by columns, in bytes of the source.
    fn split(&self, line: &Line, base: usize, columns: &[Range<usize>]) -> Vec<Range<usize>> {
        let text = &self.source[line.start..line.end];
        // Indentation before the dashes is no part of a column.
        let offset = base.min(text.len() - text.trim_start_matches(' ').len());
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(offset).collect();
        let place = |column: usize| line.start + places.get(column).copied().unwrap_or(text.len());
        let end_of = |index: usize| columns.get(index + 1).map_or(usize::MAX, |next| next.start);
        let mut parts = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            let start = if index == 0 { line.start + offset.min(text.len()) } else { place(column.start) };
            let end = if end_of(index) == usize::MAX { line.end } else { place(end_of(index)) };
            let part = &self.source[start..end.max(start)];
            let lead = part.len() - part.trim_start().len();
            parts.push(start + lead..start + lead.max(part.trim_end().len()));
        }
        parts
    }

    /// On which side of its dashes each part of a line lies flush.
    fn flush(&self, line: &Line, base: usize, columns: &[Range<usize>]) -> Vec<Option<Alignment>> {
        let text: Vec<char> = self.source[line.start..line.end].chars().skip(base).collect();
        let is_text = |at: usize| text.get(at).is_some_and(|c| *c != ' ');
        columns
            .iter()
            .map(|column| match (is_text(column.start), is_text(column.end - 1) || is_text(column.end)) {
                (true, false) => Some(Alignment::Left),
                (false, true) => Some(Alignment::Right),
                (true, true) => None,
                (false, false) => Some(Alignment::Center),
            })
            .collect()
    }
}

/// The columns under a line of at least two groups of dashes, in characters.
fn columns(text: &str) -> Option<Vec<Range<usize>>> {
    if !text.starts_with("--") || !text.bytes().all(|byte| matches!(byte, b'-' | b' ')) {
        return None;
    }
    let mut columns = Vec::new();
    let mut at = 0;
    for group in text.split(' ') {
        if !group.is_empty() {
            columns.push(at..at + group.len());
        }
        at += group.len() + 1;
    }
    // `- - -` and `-- --` break the flow of thought.
    let is_table = columns.len() > 1 && columns.iter().any(|column| column.len() > 2) && text.len() > 6;
    is_table.then_some(columns)
}

fn is_dashes(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_dashes_are_columns() {
        assert_eq!(columns("-----  ---"), Some(vec![0..5, 7..10]));
        for text in ["-----", "- - -", "-- --", "--- a"] {
            assert_eq!(columns(text), None, "{text}");
        }
    }
}
