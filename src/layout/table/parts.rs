//! Cutting a row that is too tall to be kept whole: where all its cells can be cut at one height.
//!
//! In: cells with their galleys, and heights. Out: [`Part`]s, ranges of the items of each galley. Pure arithmetic.

use super::super::galley::{AVOID, Cell, CellPart, Item, Part, follow_frames};
use crate::geom::Pt;

/// Sums of single-precision heights: a hair across a line's edge is not across it.
const ROUNDING: f32 = 0.01;

/// The row as one part, or as several where it is taller than `limit`.
pub fn cut(cells: &[Cell], height: Pt, limit: Pt) -> Vec<Part> {
    let columns: Vec<Column> = cells.iter().map(Column::new).collect();
    let cuts = if height <= limit { Vec::new() } else { common_cuts(&columns, height) };
    let mut tops = vec![0.0];
    tops.extend(cuts);
    tops.push(height.0);
    // Where the part of each cell begins, and the frames that are open there.
    let mut starts: Vec<(usize, Vec<u32>)> = vec![(0, Vec::new()); cells.len()];
    let mut parts = Vec::with_capacity(tops.len() - 1);
    for (index, pair) in tops.windows(2).enumerate() {
        let is_last = index + 2 == tops.len();
        let mut in_part = Vec::with_capacity(cells.len());
        for (column, (start, open)) in columns.iter().zip(&mut starts) {
            let end = if is_last { column.tops.len() - 1 } else { column.index_at(pair[1]) };
            let top = Pt(column.tops[*start] - pair[0]);
            in_part.push(CellPart { items: *start..end, top, open: open.clone() });
            follow_frames(open, &column.items[*start..end]);
            *start = end;
        }
        parts.push(Part { top: Pt(pair[0]), height: Pt(pair[1] - pair[0]), cells: in_part });
    }
    parts
}

/// A cell as the cuts see it.
struct Column<'a> {
    items: &'a [Item],
    /// Where each item begins below the row's top, and where the last ends.
    tops: Vec<f32>,
    /// Top and bottom of what must not be cut, by top.
    solid: Vec<(f32, f32)>,
    /// The lowest bottom of all that is solid up to each.
    lowest: Vec<f32>,
}

impl<'a> Column<'a> {
    fn new(cell: &'a Cell) -> Column<'a> {
        let items = &cell.galley.items;
        let mut tops = Vec::with_capacity(items.len() + 1);
        let mut solid = Vec::new();
        let mut y = cell.offset.0;
        for item in items {
            tops.push(y);
            let end = y + cell.galley.item_height(item).0;
            if matches!(item, Item::Line(_) | Item::Row(_) | Item::Float(_)) {
                solid.push((y, end));
            }
            if let Item::Side(side) = item
                && !side.is_marginal
            {
                solid.push((y, y + (side.offset + side.height).0));
            }
            y = end;
        }
        tops.push(y);
        let mut bottom = f32::NEG_INFINITY;
        let lowest = solid
            .iter()
            .map(|&(_, end)| {
                bottom = bottom.max(end);
                bottom
            })
            .collect();
        Column { items, tops, solid, lowest }
    }

    /// Heights at which its own galley may be cut.
    fn own_cuts(&self) -> impl Iterator<Item = f32> {
        self.items.iter().zip(&self.tops).filter_map(|(item, &top)| match item {
            Item::Penalty(penalty) => (penalty.cost < AVOID).then_some(top),
            Item::ForcedBreak { .. } => Some(top),
            Item::Line(_)
            | Item::Row(_)
            | Item::Glue(_)
            | Item::Insertion(_)
            | Item::Float(_)
            | Item::Side(_)
            | Item::Mark(_)
            | Item::Open(_)
            | Item::Close(_) => None,
        })
    }

    fn is_whole_at(&self, cut: f32) -> bool {
        let above = self.solid.partition_point(|&(top, _)| top < cut - ROUNDING);
        above == 0 || self.lowest[above - 1] <= cut + ROUNDING
    }

    /// The first item below a cut. What belongs to the line above, though it takes no room, stays above.
    fn index_at(&self, cut: f32) -> usize {
        let mut index = self.tops.partition_point(|&top| top < cut - ROUNDING).min(self.items.len());
        while matches!(self.items.get(index), Some(Item::Insertion(_) | Item::Penalty(_) | Item::Close(_))) {
            index += 1;
        }
        index
    }
}

/// Heights at which some cell may be cut and no line of any cell is.
fn common_cuts(columns: &[Column], height: Pt) -> Vec<f32> {
    /// Cuts closer than this are one.
    const NEAR: f32 = 0.1;
    let mut cuts: Vec<f32> = columns.iter().flat_map(Column::own_cuts).collect();
    cuts.sort_by(f32::total_cmp);
    cuts.dedup_by(|a, b| (*a - *b).abs() < NEAR);
    cuts.retain(|&cut| cut > NEAR && cut < height.0 - NEAR && columns.iter().all(|column| column.is_whole_at(cut)));
    cuts
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::galley::{FORBIDDEN, Galley, Line, Penalty};
    use super::*;
    use crate::layout::background::Background;

    /// A cell of lines of one height; a break is allowed between any two.
    fn cell(height: f32, count: usize, offset: f32) -> Cell {
        let line = || Item::Line(Line { height: Pt(height), ascent: Pt(height), ..Line::default() });
        let mut items = vec![line()];
        for _ in 1..count {
            items.extend([Item::Penalty(Penalty::at(0)), line()]);
        }
        Cell {
            x: Pt::ZERO,
            width: Pt(50.0),
            height: Pt(height * count as f32),
            background: Background::NONE,
            border: super::super::no_border(),
            offset: Pt(offset),
            galley: Arc::new(Galley { items, ..Galley::default() }),
        }
    }

    fn heights(parts: &[Part]) -> Vec<f32> {
        parts.iter().map(|part| part.height.0).collect()
    }

    #[test]
    fn a_low_row_is_one_part() {
        let parts = cut(&[cell(10.0, 3, 0.0)], Pt(30.0), Pt(100.0));
        assert_eq!(heights(&parts), [30.0]);
        assert_eq!(parts[0].cells[0].items, 0..5);
    }

    #[test]
    fn lines_of_one_height_are_cut_between_any_two() {
        let parts = cut(&[cell(10.0, 3, 0.0), cell(10.0, 2, 0.0)], Pt(30.0), Pt(5.0));
        assert_eq!(heights(&parts), [10.0, 10.0, 10.0]);
        let first: Vec<_> = parts.iter().map(|part| part.cells[0].items.clone()).collect();
        assert_eq!(first, [0..2, 2..4, 4..5]);
        assert!(parts[2].cells[1].items.is_empty());
    }

    #[test]
    fn no_line_of_a_neighbor_is_cut() {
        // Lines of 10 beside lines of 15: both end at 30 alone.
        let parts = cut(&[cell(10.0, 6, 0.0), cell(15.0, 4, 0.0)], Pt(60.0), Pt(5.0));
        assert_eq!(heights(&parts), [30.0, 30.0]);
    }

    #[test]
    fn a_note_stays_with_its_line_and_a_kept_pair_whole() {
        let line = || Item::Line(Line { height: Pt(10.0), ..Line::default() });
        let note = Item::Insertion(crate::document::NodeId(7));
        let items =
            vec![line(), note, Item::Penalty(Penalty::at(0)), line(), Item::Penalty(Penalty::at(FORBIDDEN)), line()];
        let one = Cell { galley: Arc::new(Galley { items, ..Galley::default() }), ..cell(10.0, 1, 0.0) };
        let parts = cut(&[one], Pt(30.0), Pt(5.0));
        assert_eq!(heights(&parts), [10.0, 20.0]);
        assert_eq!(parts[0].cells[0].items, 0..3);
    }
}
