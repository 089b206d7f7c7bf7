//! Tables drawn with `+`, `-` and `|`, whose cells may span columns and rows.
//!
//! In: the lines of a drawing. Out: a [`Drawing`]: head, body and foot, of cells that hold blocks
//! (<https://pandoc.org/MANUAL.html#extension-grid_tables>). Columns end where any rule has a `+`; a line that is a rule in
//! some columns ends the cells in those, and belongs to the cells in the others. A row's lines say by their bars which
//! columns a cell spans. A drawing whose cells are no rectangles is text, reported.

use std::ops::Range;

use super::super::dialect::Form;
use super::Pass;
use super::container::Line;
use super::table::{Drawing, Drawn};
use crate::document::Alignment;
use crate::lang::{is_hangul, is_ideographic};

/// The most places where lines and columns meet; more is drawn by no one.
const MOST_PLACES: usize = 2_000_000;

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
        let texts: Vec<&str> = lines.iter().map(|line| self.text_of(line)).collect();
        let starts: Vec<usize> = lines.iter().map(|line| line.start + line.indent_bytes(self.source)).collect();
        // Wide characters take two columns, unless the author's editor shows them as one.
        let drawing = Grid::draw(&texts, &starts, width).or_else(|| Grid::draw(&texts, &starts, |_| 1));
        let Some(drawing) = drawing else {
            self.no_grid = place.end;
            self.report_foreign(
                "a grid table",
                "its lines must meet: each row ends with a line of `+---+`, and each cell is a rectangle",
                place,
            );
            return None;
        };
        self.draw(line, drawing, place);
        self.skip_to(at);
        Some(at)
    }
}

fn width(c: char) -> usize {
    let is_wide = is_ideographic(c) || is_hangul(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}');
    1 + usize::from(is_wide)
}

/// `+---+===+`
pub(super) fn is_rule(text: &str) -> bool {
    text.len() > 2
        && text.starts_with('+')
        && text.ends_with('+')
        && text.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'=' | b':'))
        && text[1..].contains(['-', '='])
}

/// A line by its columns of characters.
struct Row {
    /// Each character with its column and its place in the line.
    chars: Vec<(usize, usize, char)>,
    /// Whether each column of the table ends at this line.
    rules: Vec<bool>,
}

impl Row {
    fn new(text: &str, width: fn(char) -> usize) -> Row {
        let mut column = 0;
        let chars = text.char_indices().map(|(at, c)| {
            let place = (column, at, c);
            column += width(c);
            place
        });
        Row { chars: chars.collect(), rules: Vec::new() }
    }

    /// The place and the character at a column.
    fn at(&self, column: usize) -> Option<(usize, char)> {
        let index = self.chars.binary_search_by_key(&column, |(column, ..)| *column).ok()?;
        Some((self.chars[index].1, self.chars[index].2))
    }

    fn has_bar(&self, column: usize) -> bool {
        self.at(column).is_some_and(|(_, c)| matches!(c, '|' | '+'))
    }

    /// The stretches from a `+` to another, of nothing but signs of a rule, in columns.
    fn runs(&self) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut start: Option<usize> = None;
        let mut last = 0;
        let mut has_sign = false;
        for &(column, _, c) in self.chars.iter().chain([&(usize::MAX, 0, ' ')]) {
            match c {
                '+' => {
                    if start.is_none() {
                        (start, has_sign) = (Some(column), false);
                    }
                    last = column;
                }
                '-' | '=' | ':' if start.is_some() => has_sign = true,
                _ => {
                    let run = start.take().map(|start| start..last);
                    runs.extend(run.filter(|run| !run.is_empty() && has_sign));
                }
            }
        }
        runs
    }
}

struct Grid<'g> {
    starts: &'g [usize],
    rows: Vec<Row>,
    /// Where columns may end.
    edges: Vec<usize>,
    /// The lines that are a rule in some column.
    bounds: Vec<usize>,
}

impl Grid<'_> {
    /// The cells of a drawing; `None` where its lines do not meet.
    fn draw(texts: &[&str], starts: &[usize], width: fn(char) -> usize) -> Option<Drawing> {
        // The last line is a rule.
        is_rule(texts.last()?).then_some(())?;
        let mut rows: Vec<Row> = texts.iter().map(|text| Row::new(text, width)).collect();
        let rules: Vec<&Row> = rows.iter().zip(texts).filter(|(_, text)| is_rule(text)).map(|(row, _)| row).collect();
        let corners = rules.iter().flat_map(|row| row.chars.iter().filter(|(_, _, c)| *c == '+'));
        let mut edges: Vec<usize> = corners.map(|(column, ..)| *column).collect();
        edges.sort_unstable();
        edges.dedup();
        // A rule that goes through some columns only has corners of its own.
        let first_edge = *edges.first()?;
        let last_edge = *edges.last()?;
        let partial: Vec<usize> = rows
            .iter()
            .zip(texts)
            .filter(|(_, text)| !is_rule(text))
            .flat_map(|(row, _)| {
                row.runs().into_iter().filter(|run| edges_hold(row, run, &edges)).flat_map(|run| {
                    let corners = row.chars.iter().filter(move |(column, _, c)| *c == '+' && run.contains(column));
                    corners.map(|(column, ..)| *column).collect::<Vec<_>>()
                })
            })
            .filter(|column| (first_edge..=last_edge).contains(column))
            .collect();
        edges.extend(partial);
        edges.sort_unstable();
        edges.dedup();
        if edges.len() < 2 || edges.len() * texts.len() > MOST_PLACES {
            return None;
        }
        let columns = edges.len() - 1;
        let mut bounds = Vec::new();
        for (index, row) in rows.iter_mut().enumerate() {
            row.rules = vec![false; columns];
            for run in row.runs() {
                let (from, to) = (edges.binary_search(&run.start), edges.binary_search(&run.end));
                if let (Ok(from), Ok(to)) = (from, to) {
                    row.rules[from..to].fill(true);
                }
            }
            if row.rules.contains(&true) {
                bounds.push(index);
            }
        }
        let grid = Grid { starts, rows, edges, bounds };
        grid.drawing(texts)
    }

    fn drawing(&self, texts: &[&str]) -> Option<Drawing> {
        let columns = self.edges.len() - 1;
        // Rows of the grid: the lines between two bounds, where there are any.
        let rows: Vec<Range<usize>> =
            self.bounds.windows(2).filter(|pair| pair[1] > pair[0] + 1).map(|pair| pair[0]..pair[1]).collect();
        if self.bounds.first() != Some(&0) || rows.is_empty() {
            return None;
        }
        let joined: Vec<Vec<bool>> = rows.iter().map(|row| self.joined(row)).collect::<Option<_>>()?;
        // Whether a column's cell goes on into the next row.
        let goes_on = |row: usize, column: usize| {
            row + 1 < rows.len() && (rows[row].end..=rows[row + 1].start).all(|line| !self.rows[line].rules[column])
        };
        let mut open: Vec<usize> = vec![0; columns];
        let mut cells: Vec<Vec<Drawn>> = Vec::new();
        for row in 0..rows.len() {
            let mut drawn = Vec::new();
            let mut column = 0;
            while column < columns {
                let mut end = column + 1;
                while end < columns && joined[row][end - 1] {
                    end += 1;
                }
                if open[column] > row {
                    // Covered from above, by a cell as wide.
                    column = end;
                    continue;
                }
                let mut last = row;
                while goes_on(last, column) {
                    let is_whole = (column..end).all(|inner| goes_on(last, inner));
                    let is_as_wide = joined[last + 1][column..end - 1].iter().all(|joined| *joined)
                        && (column == 0 || !joined[last + 1][column - 1])
                        && (end == columns || !joined[last + 1][end - 1]);
                    if !is_whole || !is_as_wide {
                        return None;
                    }
                    last += 1;
                }
                if (column..end).any(|inner| goes_on(last, inner)) {
                    return None;
                }
                open[column..end].fill(last + 1);
                let lines = (rows[row].start + 1..rows[last].end).map(|line| self.slice(line, column, end));
                drawn.push(Drawn {
                    lines: lines.collect::<Option<_>>()?,
                    column,
                    columns: end - column,
                    rows: last + 1 - row,
                });
                column = end;
            }
            cells.push(drawn);
        }
        self.parts(texts, &rows, cells)
    }

    /// Whether each column of a row is one with the next; `None` where its lines say different things.
    fn joined(&self, row: &Range<usize>) -> Option<Vec<bool>> {
        let mut joined = Vec::new();
        for &edge in &self.edges[1..self.edges.len() - 1] {
            let mut lines = row.start + 1..row.end;
            let has_bar = self.rows[row.start + 1].has_bar(edge);
            if lines.any(|line| self.rows[line].has_bar(edge) != has_bar) {
                return None;
            }
            joined.push(!has_bar);
        }
        Some(joined)
    }

    /// What a line holds from one edge up to another, in bytes of the source.
    fn slice(&self, line: usize, column: usize, end: usize) -> Option<Range<usize>> {
        let row = &self.rows[line];
        let (from, sign) = row.at(self.edges[column])?;
        if !matches!(sign, '|' | '+') {
            return None;
        }
        let to = match row.at(self.edges[end]) {
            Some((to, '|' | '+')) => to,
            // The last edge may be out of line, since nothing stands beyond it.
            _ if end + 1 == self.edges.len() => {
                let &(_, to, sign) = row.chars.last()?;
                (matches!(sign, '|' | '+') && to > from).then_some(to)?
            }
            _ => return None,
        };
        let start = self.starts[line];
        Some(start + from + 1..start + to.max(from + 1))
    }

    /// Head, body and foot: lines of `=` end the first and enclose the last.
    fn parts(&self, texts: &[&str], rows: &[Range<usize>], mut cells: Vec<Vec<Drawn>>) -> Option<Drawing> {
        let doubles: Vec<usize> =
            self.bounds.iter().copied().filter(|line| is_rule(texts[*line]) && texts[*line].contains('=')).collect();
        let last = *self.bounds.last()?;
        let foot = match doubles.as_slice() {
            [.., before, end] if *end == last && *before > 0 => Some(*before),
            _ => None,
        };
        let head = doubles.first().copied().filter(|line| *line > 0 && *line < last && Some(*line) != foot);
        let starts_at = |line: Option<usize>| line.and_then(|line| rows.iter().position(|row| row.start >= line));
        let foot = starts_at(foot).map_or_else(Vec::new, |at| cells.split_off(at));
        // Without a head, all is body.
        let body = cells.split_off(starts_at(head).unwrap_or(0));
        let rule = head.unwrap_or(0);
        let alignments = self.alignments(rule);
        Some(Drawing { head: cells, body, foot, alignments })
    }

    /// What the colons of a rule say of its columns.
    fn alignments(&self, rule: usize) -> Vec<Option<Alignment>> {
        let is_colon = |column: usize| self.rows[rule].at(column).is_some_and(|(_, c)| c == ':');
        let align = |pair: &[usize]| match (is_colon(pair[0] + 1), is_colon(pair[1].saturating_sub(1))) {
            (true, true) => Some(Alignment::Center),
            (true, false) => Some(Alignment::Left),
            (false, true) => Some(Alignment::Right),
            (false, false) => None,
        };
        self.edges.windows(2).map(align).collect()
    }
}

/// Whether a stretch of a rule begins and ends at edges that are known, or at bars of its line's neighbors.
fn edges_hold(row: &Row, run: &Range<usize>, edges: &[usize]) -> bool {
    let is_edge = |column: &usize| edges.binary_search(column).is_ok();
    is_edge(&run.start) && is_edge(&run.end) && row.has_bar(run.start)
}
