//! Tables: matrices, cases, aligned lines.
//!
//! In: rows of cells. Out: a box in the middle of the axis; of a display, its lines one by one, since pages may end
//! between them. Distances are LaTeX's: baselines of an array 12 points apart at 10 points, lines of a display three more.

use super::engine::Engine;
use super::ink::MathBox;
use super::style::Style;
use crate::document::{MathAlignment, MathRow, MathSize, MathTable, TableKind};

/// LaTeX's `\strut`: so much of the distance of baselines above and below.
const STRUT_ABOVE: f32 = 0.84;
const STRUT_BELOW: f32 = 0.36;
/// Between lines of a display (`\jot`).
const JOT: f32 = 0.3;
/// Between the ink of two rows at least, in em.
const LEAST_GAP: f32 = 0.15;
/// Lines between columns and rows, in em (`\arrayrulewidth`).
const LINE: f32 = 0.04;
/// Before and after a matrix in a line of text, in em of its own size: amsmath's `\,` of the text.
const SMALL_ROOM: f32 = 3.0 / 18.0 / 0.7;
/// At the start of the first and the end of the last line of a formula that has several (amsmath, `\multlinegap`).
const MULTLINE_GAP: f32 = 1.0;
/// The distance of its baselines, and of its rows at least, in em of its own size (amsmath, `smallmatrix`).
const SMALL_LINE: f32 = 0.75;
const SMALL_GAP: f32 = 0.1875;
/// Before and after the columns of an array (`\arraycolsep`).
const ARRAY_EDGE: f32 = 0.5;

/// A row whose cells are set at their places.
pub struct SetRow {
    pub set: MathBox,
    /// Below it, before the next.
    pub gap: f32,
    pub lines_above: u8,
}

/// The rows of a table, all of one width.
pub struct SetRows {
    pub rows: Vec<SetRow>,
    pub width: f32,
    /// Where lines stand between columns.
    lines: Vec<f32>,
}

/// What rows of a kind have at least, in em.
struct Strut {
    above: f32,
    below: f32,
    gap: f32,
}

fn strut(kind: TableKind) -> Strut {
    match kind {
        TableKind::Array | TableKind::Matrix => Strut { above: STRUT_ABOVE, below: STRUT_BELOW, gap: 0.0 },
        // `\arraystretch` of 1.2.
        TableKind::Cases => Strut { above: 1.2 * STRUT_ABOVE, below: 1.2 * STRUT_BELOW, gap: 0.0 },
        TableKind::SmallMatrix | TableKind::Stack => Strut { above: 0.0, below: 0.0, gap: 0.0 },
        TableKind::Aligned | TableKind::Gathered | TableKind::Align | TableKind::Gather | TableKind::Multline => {
            Strut { above: STRUT_ABOVE, below: STRUT_BELOW, gap: JOT }
        }
    }
}

impl Engine<'_, '_> {
    pub fn table(&mut self, table: &MathTable, style: Style) -> MathBox {
        // Lines under a sign are scripts already.
        let style = if table.kind == TableKind::SmallMatrix { style.with_size(MathSize::Script) } else { style };
        let SetRows { rows, width, lines } = self.rows(table, style, None);
        let em = self.em(style);
        let thickness = LINE * em;
        let mut set = MathBox { width, ..MathBox::default() };
        let color = self.color;
        let mut y = 0.0f32;
        let count = rows.len();
        for (index, row) in rows.into_iter().enumerate() {
            for line in 0..row.lines_above {
                set.bar(0.0, y, width, thickness, color);
                y += thickness + if line + 1 < row.lines_above { 2.0 * thickness } else { 0.0 };
            }
            let (ascent, descent) = (row.set.ascent, row.set.descent);
            set.place(row.set, 0.0, y + ascent);
            y += ascent + descent;
            if index + 1 < count {
                y += row.gap;
            }
        }
        for x in lines {
            set.bar(x - thickness / 2.0, 0.0, thickness, y, color);
        }
        let axis = self.axis(style);
        let ascent = y / 2.0 + axis;
        // A small matrix stands a little apart (amsmath).
        let room = if table.kind == TableKind::SmallMatrix { SMALL_ROOM * em } else { 0.0 };
        set.width += 2.0 * room;
        set.inks.iter_mut().for_each(|ink| {
            ink.x += room;
            ink.y -= ascent;
        });
        set.ascent = ascent;
        set.descent = y - ascent;
        set
    }

    /// The rows of a table with their cells at their places. A display of a given width may set its lines apart in it.
    pub fn rows(&mut self, table: &MathTable, style: Style, measure: Option<f32>) -> SetRows {
        let em = self.em(style);
        let is_small = matches!(table.kind, TableKind::SmallMatrix | TableKind::Stack);
        let cell_style = if table.kind.has_display_style() {
            style.with_size(MathSize::Display)
        } else if style.is_display() && !is_small {
            style.with_size(MathSize::Text)
        } else {
            style
        };
        let mut widths = vec![0.0f32; table.width()];
        let mut cells: Vec<Vec<MathBox>> = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let set: Vec<MathBox> = row.cells.iter().map(|cell| self.list(cell, cell_style)).collect();
            if !row.is_text {
                for (width, cell) in widths.iter_mut().zip(&set) {
                    *width = width.max(cell.width);
                }
            }
            cells.push(set);
        }
        let edge = if table.kind == TableKind::Array { ARRAY_EDGE * em } else { 0.0 };
        let mut lines = Vec::new();
        let mut starts = Vec::with_capacity(widths.len());
        let mut x = edge;
        for (index, width) in widths.iter().enumerate() {
            let column = table.column(index);
            let space = if index == 0 { 0.0 } else { column.space * em };
            if column.has_line {
                lines.push(if index == 0 { 0.0 } else { x + space / 2.0 });
            }
            x += space;
            starts.push(x);
            x += width;
        }
        let mut total = x + edge;
        if table.ends_with_line {
            lines.push(total);
        }
        if table.kind == TableKind::Multline
            && let Some(measure) = measure
        {
            total = total.max(measure);
        }
        let Strut { above, below, gap } = strut(table.kind);
        let count = table.rows.len();
        let mut rows = Vec::with_capacity(count);
        for (index, (row, set)) in table.rows.iter().zip(cells).enumerate() {
            let MathRow { space_below, lines_above, is_text, .. } = row;
            let mut line = MathBox { width: total, ascent: above * em, descent: below * em, ..MathBox::default() };
            for (column, cell) in set.into_iter().enumerate() {
                let (start, width) = match is_text {
                    true => (0.0, total),
                    false => (starts[column], widths[column]),
                };
                let is_multline = table.kind == TableKind::Multline;
                let alignment = if *is_text || is_multline && count > 1 && index == 0 {
                    MathAlignment::Left
                } else if is_multline && count > 1 && index + 1 == count {
                    MathAlignment::Right
                } else {
                    table.column(column).alignment
                };
                let inset = if is_multline && count > 1 { MULTLINE_GAP * em } else { 0.0 };
                let (start, width) = if is_multline { (inset, total - 2.0 * inset) } else { (start, width) };
                let x = match alignment {
                    MathAlignment::Left => start,
                    MathAlignment::Center => start + (width - cell.width) / 2.0,
                    MathAlignment::Right => start + width - cell.width,
                };
                let gap = if is_small { 0.0 } else { LEAST_GAP / 2.0 * em };
                line.ascent = line.ascent.max(cell.ascent + if index > 0 { gap } else { 0.0 });
                line.descent = line.descent.max(cell.descent + if index + 1 < count { gap } else { 0.0 });
                line.place(cell, x, 0.0);
            }
            rows.push(SetRow { set: line, gap: (gap + space_below) * em, lines_above: *lines_above });
        }
        let constants = self.constants();
        let apart = match table.kind {
            TableKind::SmallMatrix => Some((SMALL_LINE, SMALL_GAP)),
            TableKind::Stack => {
                Some((constants.stack_top_shift_up + constants.stack_bottom_shift_down, constants.stack_gap_min))
            }
            TableKind::Array | TableKind::Matrix | TableKind::Cases => None,
            TableKind::Aligned | TableKind::Gathered | TableKind::Align | TableKind::Gather | TableKind::Multline => {
                None
            }
        };
        if let Some((distance, least)) = apart {
            for index in 1..rows.len() {
                let between = rows[index - 1].set.descent + rows[index].set.ascent;
                rows[index - 1].gap += (distance * em - between).max(least * em);
            }
        }
        SetRows { rows, width: total, lines }
    }
}
