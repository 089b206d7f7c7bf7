//! Columns, balanced: which entries stand in each, so that together they are as low as can be (CSS Multi-column Layout 1,
//! section 7.1).
//!
//! In: a stretch of a flow that is set at the width of one column. Out: where each column begins, and how high the
//! highest is. A column ends where a page could.

use std::ops::Range;

use super::fill::ROUNDING;
use super::flow::{Entry, Flow};
use crate::layout::galley::{COLUMN_BREAK, FORBIDDEN};

/// A break of this cost parts what is to be kept together: a lead-in from what it announces.
const DEAR: i32 = 500_000;

/// Columns of one page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Balanced {
    pub height: f32,
    /// Below the last baseline of the highest column.
    pub descent: f32,
    /// The first entry of each column but the first.
    pub starts: Vec<usize>,
}

/// A column of some height.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    /// The entry the next one begins with.
    end: usize,
    height: f32,
    descent: f32,
    /// The height at which it would hold more.
    next: f32,
}

/// Puts a stretch into so many columns. Frames that opened at `since` or later are the columns' own; glue at the top is
/// dropped, but in the first column where that `keeps_glue`.
pub fn balance(flow: &Flow, range: Range<usize>, since: usize, count: u16, keeps_glue: bool) -> Balanced {
    let whole = column(flow, range.clone(), since, f32::INFINITY, keeps_glue);
    // A column of its own for each forced break beyond the first.
    let mut room = if whole.end == range.end { whole.height / f32::from(count.max(1)) } else { 0.0 };
    loop {
        let (columns, next) = columns_within(flow, range.clone(), since, count, room, keeps_glue);
        let is_whole = columns.last().is_none_or(|last| last.end == range.end);
        if is_whole || next == f32::INFINITY {
            let highest = columns.iter().copied().max_by(|a, b| a.height.total_cmp(&b.height)).unwrap_or_default();
            let starts = columns.iter().map(|column| column.end).filter(|&end| end < range.end).collect();
            return Balanced { height: highest.height, descent: highest.descent, starts };
        }
        room = next;
    }
}

/// Columns filled one after the other to a height, and the least height at which one of them would hold more. Where no
/// height is enough, since there are more forced breaks than columns, the last one takes the rest.
fn columns_within(
    flow: &Flow,
    range: Range<usize>,
    since: usize,
    count: u16,
    room: f32,
    keeps_glue: bool,
) -> (Vec<Column>, f32) {
    let mut columns: Vec<Column> = Vec::new();
    let mut next = f32::INFINITY;
    let mut start = range.start;
    while start < range.end && columns.len() < usize::from(count) {
        let filled = column(flow, start..range.end, since, room, keeps_glue && columns.is_empty());
        next = next.min(filled.next);
        // What a column has no room for the next has none for either: an empty one would only look like a choice.
        let is_stuck = filled.end == start && filled.next < f32::INFINITY;
        start = filled.end;
        columns.push(filled);
        if is_stuck {
            break;
        }
    }
    if start < range.end
        && next == f32::INFINITY
        && let Some(last) = columns.last_mut()
    {
        last.end = range.end;
    }
    (columns, next)
}

/// As much as has room, up to a forced break.
fn column(flow: &Flow, range: Range<usize>, since: usize, room: f32, keeps_glue: bool) -> Column {
    let mut open = flow.open_since(range.start, since);
    let mut height: f32 = open.iter().map(|frame| frame.again).sum();
    let mut closing: f32 = open.iter().map(|frame| frame.cut).sum();
    let mut descent = 0.0;
    let mut has_content = keeps_glue;
    let mut is_empty = true;
    let mut last = Column { end: range.start, next: f32::INFINITY, ..Column::default() };
    for index in range.clone() {
        match flow.entries[index] {
            Entry::Solid { height: own, descent: below } => {
                (height, descent, has_content, is_empty) = (height + own, below, true, false);
            }
            Entry::Float { here, .. } => {
                (height, descent, has_content, is_empty) = (height + here, 0.0, true, false);
            }
            Entry::Glue { size, .. } => height += if has_content { size } else { 0.0 },
            // A column of nothing but space is none, unless it is asked for.
            Entry::Penalty(penalty)
                if penalty.cost == COLUMN_BREAK && has_content || penalty.cost < FORBIDDEN && !is_empty =>
            {
                let here = Column { end: index + 1, height: height + closing, descent, next: f32::INFINITY };
                if here.height > room + ROUNDING {
                    return Column { next: here.height, ..last };
                }
                // What keeps with its neighbor is parted only where a column has no other end.
                if penalty.cost >= DEAR && last.end > range.start {
                    continue;
                }
                last = here;
                if penalty.cost == COLUMN_BREAK {
                    return last;
                }
            }
            Entry::Open(frame) => {
                height += frame.start;
                closing += frame.cut;
                open.push(frame);
            }
            Entry::Close => {
                if let Some(frame) = open.pop() {
                    height += frame.end;
                    closing -= frame.cut;
                    descent = if frame.end > 0.0 { 0.0 } else { descent };
                }
            }
            Entry::Penalty(_) | Entry::Note(_) | Entry::Nothing => {}
        }
    }
    if height + closing > room + ROUNDING {
        return Column { next: height + closing, ..last };
    }
    Column { end: range.end, height: height + closing, descent, next: f32::INFINITY }
}
