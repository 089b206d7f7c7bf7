//! Widths of columns by content: automatic table layout (CSS 2.2, section 17.5.2.2).
//!
//! In: cells, and later the width there is. Out: [`Intrinsic`], what each column needs and wants, found once however
//! deep tables nest; of it, [`Columns`], the used widths.

use super::super::boxes::{BlockBox, BoxContent, TableBox};
use super::super::chapter::ChapterLayout;
use super::super::formula::display_widths;
use super::super::line::intrinsic_widths;
use crate::geom::Pt;
use crate::style::{AutoLength, ComputedStyle, LengthPercentage, Width};

/// A single word may claim this share of the table; one that is longer is a token, which is cut rather than that all
/// else grows narrow or small.
const MOST_OF_ONE_WORD: f32 = 0.4;

/// A column that wants no more than this of an equal share of the room is narrow by nature: the others hardly gain by
/// what it could give.
const MOST_OF_NARROW: f32 = 0.6;

/// Used widths of a table's columns.
pub struct Columns {
    widths: Vec<Pt>,
    pub spacing: Pt,
    /// Of all columns and the spacing around them.
    pub total: Pt,
}

impl Columns {
    /// Where a column begins, from the table's left edge.
    pub fn start(&self, column: usize) -> Pt {
        self.widths[..column.min(self.widths.len())].iter().copied().sum::<Pt>() + self.spacing * (column as f32 + 1.0)
    }

    /// Width of columns beside one another.
    pub fn span(&self, column: usize, span: usize) -> Pt {
        let end = (column + span).min(self.widths.len());
        self.widths[column.min(end)..end].iter().copied().sum::<Pt>()
            + self.spacing * (end - column.min(end)).saturating_sub(1) as f32
    }
}

/// What one column needs and wants.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    /// Its widest piece that no line break divides.
    least: Pt,
    /// Its widest cell in one line.
    greatest: Pt,
    /// `width` of a cell as a share of the table.
    share: Option<f32>,
}

/// What the columns of a table need and want.
pub struct Intrinsic {
    columns: Vec<Column>,
}

impl Intrinsic {
    pub fn new(layout: &mut ChapterLayout, table: &TableBox) -> Intrinsic {
        let mut columns = vec![Column::default(); table.columns.max(1)];
        for row in &table.rows {
            for cell in row.cells.iter().filter(|cell| cell.column_span == 1) {
                let (least, mut greatest) = box_widths(layout, &cell.content);
                let column = &mut columns[cell.column];
                match cell.content.style.width {
                    Width::Set(LengthPercentage::Percent(share)) => {
                        column.share = Some(column.share.unwrap_or(0.0).max(share));
                    }
                    // A width that its author gave is all it wants, unless its words need more.
                    Width::Set(width) => greatest = width.resolve(Pt::ZERO).max(least),
                    Width::Auto | Width::MinContent | Width::MaxContent | Width::FitContent => {}
                }
                column.least = column.least.max(least);
                column.greatest = column.greatest.max(greatest);
            }
        }
        for row in &table.rows {
            for cell in row.cells.iter().filter(|cell| cell.column_span > 1) {
                let (least, greatest) = box_widths(layout, &cell.content);
                let end = (cell.column + cell.column_span).min(columns.len());
                widen(&mut columns[cell.column..end], least, |column| &mut column.least);
                widen(&mut columns[cell.column..end], greatest, |column| &mut column.greatest);
            }
        }
        Intrinsic { columns }
    }

    fn count(&self) -> f32 {
        self.columns.len() as f32
    }

    fn room(&self, style: &ComputedStyle, available: Pt) -> Pt {
        (available - spacing(style) * (self.count() + 1.0)).max(Pt::ZERO)
    }

    /// The least and the greatest width of the table.
    fn widths(&self, style: &ComputedStyle) -> (Pt, Pt) {
        let spacing = spacing(style) * (self.count() + 1.0);
        let least: Pt = self.columns.iter().map(|column| column.least).sum();
        let greatest: Pt = self.columns.iter().map(|column| column.greatest).sum();
        (least + spacing, greatest + spacing)
    }

    /// The size at which the words of all columns fit beside one another, of the size they have; at most 1.
    pub fn scale_to_fit(&self, style: &ComputedStyle, available: Pt) -> f32 {
        let room = self.room(style, available);
        let needed: Pt = self.columns.iter().map(|column| column.least.min(room * MOST_OF_ONE_WORD)).sum();
        if needed > room && needed > Pt::ZERO { room / needed } else { 1.0 }
    }

    /// The used widths: between what columns need and want, narrow ones get all, and each of the others the same part of
    /// the difference.
    pub fn used(&self, style: &ComputedStyle, available: Pt) -> Columns {
        let room = self.room(style, available);
        let wanted: Vec<Pt> = self
            .columns
            .iter()
            .map(|column| column.share.map_or(column.greatest, |share| (room * share.min(1.0)).max(column.least)))
            .collect();
        let least: Vec<Pt> = self.columns.iter().map(|column| column.least).collect();
        let capped: Vec<Pt> = least.iter().map(|&width| width.min(room * MOST_OF_ONE_WORD)).collect();
        let sum = |widths: &[Pt]| widths.iter().copied().sum::<Pt>();
        let widths = if sum(&wanted) <= room {
            let is_sized = matches!(style.width, Width::Set(_));
            let extra = if is_sized && sum(&wanted) > Pt::ZERO { room / sum(&wanted) } else { 1.0 };
            wanted.iter().map(|&width| width * extra).collect()
        } else if sum(&least) <= room {
            between(&with_narrow_whole(&least, &wanted, room), &wanted, room)
        } else if sum(&capped) <= room {
            between(&capped, &least, room)
        } else {
            squeeze(&capped, room)
        };
        let spacing = spacing(style);
        let total = sum(&widths) + spacing * (self.count() + 1.0);
        Columns { widths, spacing, total }
    }
}

fn spacing(style: &ComputedStyle) -> Pt {
    if style.border_collapse { Pt::ZERO } else { style.border_spacing }
}

/// The least widths, but for columns that are narrow by nature: they have what they want, as long as the others have
/// what they need.
fn with_narrow_whole(least: &[Pt], wanted: &[Pt], room: Pt) -> Vec<Pt> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].0.total_cmp(&wanted[b].0));
    let mut widths = least.to_vec();
    let mut free = room - least.iter().copied().sum::<Pt>();
    let mut left = room;
    for (done, &column) in order.iter().enumerate() {
        let share = left / (order.len() - done) as f32;
        let more = wanted[column] - least[column];
        if wanted[column] > share * MOST_OF_NARROW || more > free {
            break;
        }
        widths[column] = wanted[column];
        left -= wanted[column];
        free -= more;
    }
    widths
}

/// Widths between two, each as far from the narrow to the wide one as all, so that they fill the room.
fn between(narrow: &[Pt], wide: &[Pt], room: Pt) -> Vec<Pt> {
    let (least, greatest): (Pt, Pt) = (narrow.iter().copied().sum(), wide.iter().copied().sum());
    let share = if greatest > least { (room - least) / (greatest - least) } else { 0.0 };
    narrow.iter().zip(wide).map(|(&narrow, &wide)| narrow + (wide - narrow) * share).collect()
}

/// Spreads what a spanning cell needs beyond its columns evenly over them.
fn widen(columns: &mut [Column], needed: Pt, width: impl Fn(&mut Column) -> &mut Pt) {
    let have: Pt = columns.iter_mut().map(|column| *width(column)).sum();
    let count = columns.len().max(1) as f32;
    if needed > have {
        for column in columns {
            *width(column) += (needed - have) / count;
        }
    }
}

/// Columns that want less than an equal share keep what they want; the others share the rest.
fn squeeze(least: &[Pt], room: Pt) -> Vec<Pt> {
    let mut order: Vec<usize> = (0..least.len()).collect();
    order.sort_by(|&a, &b| least[a].0.total_cmp(&least[b].0));
    let mut widths = vec![Pt::ZERO; least.len()];
    let mut left = room;
    for (done, &column) in order.iter().enumerate() {
        let share = left / (least.len() - done) as f32;
        widths[column] = least[column].min(share);
        left -= widths[column];
    }
    widths
}

/// The least and the greatest width of a box with its edges.
fn box_widths(layout: &mut ChapterLayout, block: &BlockBox) -> (Pt, Pt) {
    let style = &block.style;
    let length = |value: LengthPercentage| value.resolve(Pt::ZERO);
    let margin = |value: AutoLength| value.resolve(Pt::ZERO).unwrap_or_default();
    let edges = length(style.padding.inline_start)
        + length(style.padding.inline_end)
        + style.border.inline_start.width
        + style.border.inline_end.width
        + margin(style.margin.inline_start)
        + margin(style.margin.inline_end);
    let (least, greatest) = content_widths(layout, block);
    (least + edges, greatest + edges)
}

/// The least and the greatest width of what stands in a box.
pub fn content_widths(layout: &mut ChapterLayout, block: &BlockBox) -> (Pt, Pt) {
    let style = &block.style;
    let page_height = layout.page_area.height;
    match &block.content {
        BoxContent::Inline(content) => intrinsic_widths(layout, content, style, page_height),
        BoxContent::Blocks(blocks) => blocks.iter().fold((Pt::ZERO, Pt::ZERO), |(least, greatest), child| {
            let (narrow, wide) = box_widths(layout, child);
            (least.max(narrow), greatest.max(wide))
        }),
        BoxContent::Table(table) => Intrinsic::new(layout, table).widths(style),
        BoxContent::Formula(node, formula) => display_widths(layout, formula, *node, style),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[(f32, f32)]) -> Intrinsic {
        let column = |&(least, greatest): &(f32, f32)| Column { least: Pt(least), greatest: Pt(greatest), share: None };
        Intrinsic { columns: columns.iter().map(column).collect() }
    }

    fn style() -> ComputedStyle {
        ComputedStyle { border_collapse: true, ..ComputedStyle::initial() }
    }

    #[track_caller]
    fn assert_widths(columns: &Columns, expected: &[f32]) {
        let found: Vec<f32> = columns.widths.iter().map(|width| width.0).collect();
        let is_near = |(found, expected): (&f32, &f32)| (found - expected).abs() < 0.01;
        assert!(found.len() == expected.len() && found.iter().zip(expected).all(is_near), "{found:?} {expected:?}");
    }

    #[test]
    fn columns_are_as_wide_as_they_want() {
        let columns = table(&[(10.0, 30.0), (20.0, 50.0)]).used(&style(), Pt(200.0));
        assert_widths(&columns, &[30.0, 50.0]);
        assert_eq!(columns.total, Pt(80.0));
    }

    #[test]
    fn a_table_with_a_width_fills_it() {
        let style = ComputedStyle { width: Width::Set(LengthPercentage::Percent(1.0)), ..style() };
        assert_widths(&table(&[(10.0, 30.0), (20.0, 50.0)]).used(&style, Pt(160.0)), &[60.0, 100.0]);
    }

    #[test]
    fn columns_share_what_is_between_least_and_greatest() {
        // Of 90 wanted beyond the least there are 45: each column gets half of its own.
        assert_widths(&table(&[(10.0, 40.0), (15.0, 75.0)]).used(&style(), Pt(70.0)), &[25.0, 45.0]);
    }

    #[test]
    fn a_narrow_column_is_not_squeezed_for_a_long_one() {
        assert_widths(
            &table(&[(20.0, 30.0), (40.0, 900.0), (25.0, 35.0)]).used(&style(), Pt(200.0)),
            &[30.0, 135.0, 35.0],
        );
        // Here the words of the long one need the room.
        let columns = table(&[(20.0, 30.0), (140.0, 900.0), (25.0, 35.0)]).used(&style(), Pt(190.0));
        assert!(columns.widths[1] >= Pt(140.0) && columns.widths[0] < Pt(30.0), "{:?}", columns.widths);
    }

    #[test]
    fn a_long_token_does_not_starve_the_others() {
        let columns = table(&[(300.0, 300.0), (20.0, 40.0)]).used(&style(), Pt(100.0));
        assert!(columns.widths[1] >= Pt(20.0), "{:?}", columns.widths);
        assert!((columns.total - Pt(100.0)).0.abs() < 0.01);
    }

    #[test]
    fn many_columns_without_room_are_squeezed() {
        let columns = table(&[(5.0, 5.0), (80.0, 80.0), (80.0, 80.0), (80.0, 80.0)]).used(&style(), Pt(80.0));
        assert_widths(&columns, &[5.0, 25.0, 25.0, 25.0]);
    }

    #[test]
    fn a_share_is_of_the_table() {
        let mut intrinsic = table(&[(10.0, 30.0), (20.0, 50.0)]);
        intrinsic.columns[0].share = Some(0.5);
        assert_widths(&intrinsic.used(&style(), Pt(200.0)), &[100.0, 50.0]);
    }

    #[test]
    fn spacing_stands_around_each_column() {
        let style = ComputedStyle { border_collapse: false, border_spacing: Pt(2.0), ..ComputedStyle::initial() };
        let columns = table(&[(10.0, 30.0), (20.0, 50.0)]).used(&style, Pt(200.0));
        assert_eq!(columns.start(1), Pt(34.0));
        assert_eq!(columns.span(0, 2), Pt(82.0));
        assert_eq!(columns.total, Pt(86.0));
    }

    #[test]
    fn a_spanning_cell_widens_its_columns_evenly() {
        let mut columns = table(&[(10.0, 10.0), (30.0, 30.0), (7.0, 7.0)]).columns;
        widen(&mut columns[..2], Pt(60.0), |column| &mut column.least);
        assert_eq!(columns.iter().map(|column| column.least).collect::<Vec<_>>(), [Pt(20.0), Pt(40.0), Pt(7.0)]);
        widen(&mut columns[..2], Pt(50.0), |column| &mut column.least);
        assert_eq!(columns[0].least, Pt(20.0));
    }

    #[test]
    fn type_grows_smaller_only_where_words_have_no_room() {
        assert_eq!(table(&[(10.0, 300.0), (20.0, 500.0)]).scale_to_fit(&style(), Pt(100.0)), 1.0);
        let many = table(&[(25.0, 25.0); 5]);
        assert!((many.scale_to_fit(&style(), Pt(100.0)) - 0.8).abs() < 0.001);
    }
}
