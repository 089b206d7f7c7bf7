//! Tables: columns by content, rows that hold the galleys of their cells.
//!
//! In: a table's rows and the width there is. Phases: the widths of the columns (`columns`), in smaller type where
//! they need more than there is (`shrink`); each cell set as a galley of its own, which its row keeps; a row too
//! tall to be kept whole in parts that cut no line of any cell (`parts`). Out: row parts in the table's flow, with
//! the head repeated on each further page.

mod columns;
mod parts;
mod shrink;

use super::background::Background;
use super::block::{Edges, Flow, layout_nested};
use super::boxes::{BlockBox, CellBox, RowBox, TableBox};
use super::chapter::ChapterLayout;
use super::galley::{AVOID, Cell, FORBIDDEN, Frame, Galley, Penalty, Row, RowPart};
use columns::Intrinsic;
pub use columns::{Columns, content_widths};
use std::borrow::Cow;
use std::sync::Arc;

use crate::color::Color;
use crate::geom::{Direction, Pt, Sides};
use crate::resource::Resources;
use crate::style::{AutoLength, Border, ComputedStyle, VerticalAlign, Width};

/// A row taller than this share of the page may be broken within.
const TALLEST_WHOLE_ROW: f32 = 0.3;
/// A row taller than this share of the page may be the only one of its table on a page.
const TALLEST_LONELY_ROW: f32 = 0.1;
/// A table of fewer rows below its head stays whole, unless it takes more than this share of the page.
const SHORT_TABLE: usize = 12;
const TALLEST_WHOLE_TABLE: f32 = 0.6;
const SHORT_TABLE_COST: i32 = 3_000_000;
/// A break within a row that is too tall to be kept whole.
const ROW_CUT_COST: i32 = 100_000;
/// A head taller than this share of the page is not repeated.
const TALLEST_REPEATED_HEAD: f32 = 0.25;

/// The least size of a table's type, of what its style says: smaller is no longer read with ease.
const LEAST_SCALE: f32 = 0.75;

/// A table as it fits the width there is.
pub struct Fitted<'t> {
    pub table: Cow<'t, TableBox>,
    pub columns: Columns,
}

/// Shares the width there is among the columns. Where even the widest words need more, the whole table is set in
/// smaller type; where that is not enough, words are cut and the table is reported.
pub fn fit<'t>(layout: &mut ChapterLayout, block: &BlockBox, table: &'t TableBox, available: Pt) -> Fitted<'t> {
    let style = &block.style;
    let needed = Intrinsic::new(layout, table);
    let scale = needed.scale_to_fit(style, available);
    if scale >= 1.0 {
        return Fitted { columns: needed.used(style, available), table: Cow::Borrowed(table) };
    }
    if scale < LEAST_SCALE {
        layout.report_wide_table(block.node);
    }
    let table = shrink::shrunk(table, scale.max(LEAST_SCALE));
    let columns = Intrinsic::new(layout, &table).used(style, available);
    Fitted { table: Cow::Owned(table), columns }
}

/// Sets a table's rows into the flow.
pub fn layout_table(flow: &mut Flow, block: &BlockBox, fitted: &Fitted, x: Pt) {
    let Fitted { table, columns } = fitted;
    let rows = set_rows(flow.layout, table, &block.style, x, columns);
    let page_height = flow.layout.page_area.height;
    let heads = table.rows.iter().take_while(|row| row.is_head).count();
    let head_height: Pt = rows[..heads].iter().map(|row| row.height).sum();
    let repeats_head = heads > 0 && heads < rows.len() && head_height <= page_height * TALLEST_REPEATED_HEAD;
    let frame = flow.push_frame(Frame {
        x,
        width: columns.total,
        background: Background::NONE,
        border: no_border(),
        radius: Pt::ZERO,
        padding_start: Pt::ZERO,
        padding_end: Pt::ZERO,
        header: Vec::new(),
        cut_rule: rows.last().and_then(closing_rule),
        reopened_rule: opening_rule(&rows),
        columns: None,
        is_weightless: true,
        is_sliced: false,
    });
    let mut header = Vec::new();
    let breaks = row_breaks(table, &rows, heads, page_height);
    for ((index, set), between) in rows.into_iter().enumerate().zip(breaks) {
        if index > 0 {
            flow.request_break(table.rows[index].style.break_before);
            flow.request_cost(between);
        }
        let parts = parts::cut(&set.cells, set.height, page_height * TALLEST_WHOLE_ROW);
        let row = Arc::new(Row { cells: set.cells, parts });
        for part in 0..row.parts.len() {
            if part > 0 {
                flow.penalty(Penalty::at(ROW_CUT_COST));
            }
            let part = RowPart { row: row.clone(), part, height: row.parts[part].height };
            if index < heads && repeats_head {
                header.push(part.clone());
            }
            flow.row(part, columns.spacing);
        }
    }
    flow.space(columns.spacing);
    flow.set_header(frame, header);
    flow.close_frame(frame);
}

/// What a page break before each row costs. A short table stays whole; of a long one, at least two rows stand on
/// either side of a break, unless they are tall; and rows that a cell spans stay together.
fn row_breaks(table: &TableBox, rows: &[SetRow], heads: usize, page_height: Pt) -> Vec<i32> {
    let count = rows.len();
    let is_low =
        |index: usize| rows.get(index).is_some_and(|row: &SetRow| row.height <= page_height * TALLEST_LONELY_ROW);
    let height: Pt = rows.iter().map(|row| row.height).sum();
    let is_short = count - heads < SHORT_TABLE && height <= page_height * TALLEST_WHOLE_TABLE;
    let mut spanned = 0;
    let mut costs = Vec::with_capacity(count);
    for (index, row) in table.rows.iter().enumerate() {
        let is_edge = index <= heads || index + 1 == count && is_low(index) || index == heads + 1 && is_low(heads);
        costs.push(match (is_edge, spanned > 0, is_short) {
            (true, _, _) => FORBIDDEN,
            (false, true, _) => AVOID,
            (false, false, true) => SHORT_TABLE_COST,
            (false, false, false) => 0,
        });
        let deepest = row.cells.iter().map(|cell| cell.row_span).max().unwrap_or(1);
        spanned = spanned.max(deepest).saturating_sub(1);
    }
    costs
}

/// The rule that ends a table, as it ends each part of one that a page cuts.
fn closing_rule(last: &SetRow) -> Option<Border> {
    strongest(last, |border| border.block_end)
}

/// The rule that a table begins with, where its further rows begin with none.
fn opening_rule(rows: &[SetRow]) -> Option<Border> {
    let (first, further) = rows.split_first()?;
    let above = |row| strongest(row, |border| border.block_start);
    above(first).filter(|_| further.iter().all(|row| above(row).is_none()))
}

fn strongest(row: &SetRow, side: impl Fn(&Sides<Border>) -> Border) -> Option<Border> {
    let rules = row.cells.iter().map(|cell| side(&cell.border));
    rules.filter(|rule| rule.is_visible()).max_by(|a, b| a.width.0.total_cmp(&b.width.0))
}

/// A row with its cells in place, top at zero.
struct SetRow {
    height: Pt,
    cells: Vec<Cell>,
}

/// A cell's content at its measure.
struct Content {
    galley: Galley,
    /// With the cell's edges.
    height: Pt,
    edges: Edges,
    /// Edge above the content.
    top: Pt,
}

fn set_rows(
    layout: &mut ChapterLayout,
    table: &TableBox,
    style: &ComputedStyle,
    x: Pt,
    columns: &Columns,
) -> Vec<SetRow> {
    let root = layout.direction;
    let is_mirrored = style.direction != root;
    let mut contents: Vec<Vec<Content>> = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        contents.push(row.cells.iter().map(|cell| set_cell(layout, cell, x, columns, is_mirrored)).collect());
    }
    let heights = row_heights(table, &contents);
    let mut set = Vec::with_capacity(table.rows.len());
    for (index, (row, contents)) in table.rows.iter().zip(contents).enumerate() {
        let above = index.checked_sub(1).map(|above| &table.rows[above]);
        let cells = row
            .cells
            .iter()
            .zip(contents)
            .enumerate()
            .map(|(position, (cell, content))| {
                let span = index..(index + cell.row_span).min(heights.len());
                let height: Pt = heights[span].iter().copied().sum();
                let left = position.checked_sub(1).map(|left| &row.cells[left]);
                let (background, border) =
                    background_and_border(row, cell, style.border_collapse, left, above, layout.resources);
                let border = if is_mirrored { border.swapped() } else { border };
                Cell {
                    x: content.edges.border_x,
                    width: content.edges.border_width,
                    height,
                    background,
                    border,
                    offset: content.top + pushed_down(cell, height - content.height),
                    galley: Arc::new(content.galley),
                }
            })
            .collect();
        set.push(SetRow { height: heights[index], cells });
    }
    set
}

/// The height of each row: its highest cell; a cell that spans rows makes the last of them as high as it needs (CSS
/// 2.2, section 17.5.3).
fn row_heights(table: &TableBox, contents: &[Vec<Content>]) -> Vec<Pt> {
    let mut heights = vec![Pt::ZERO; table.rows.len()];
    for (index, row) in table.rows.iter().enumerate() {
        for (cell, content) in row.cells.iter().zip(&contents[index]).filter(|(cell, _)| cell.row_span == 1) {
            let asked = cell.content.style.height.resolve(Pt::ZERO).unwrap_or_default();
            heights[index] = heights[index].max(content.height).max(asked);
        }
        if row.cells.is_empty() {
            heights[index] = row.style.line_height;
        }
    }
    for (index, row) in table.rows.iter().enumerate() {
        for (cell, content) in row.cells.iter().zip(&contents[index]).filter(|(cell, _)| cell.row_span > 1) {
            let rows = index..(index + cell.row_span).min(heights.len());
            let have: Pt = heights[rows.clone()].iter().copied().sum();
            heights[rows.end - 1] += (content.height - have).max(Pt::ZERO);
        }
    }
    heights
}

/// How far content is pushed down in a cell that is higher by `free`.
fn pushed_down(cell: &CellBox, free: Pt) -> Pt {
    let free = free.max(Pt::ZERO);
    match cell.content.style.vertical_align {
        VerticalAlign::Middle => free / 2.0,
        VerticalAlign::Bottom => free,
        VerticalAlign::Baseline
        | VerticalAlign::Sub
        | VerticalAlign::Super
        | VerticalAlign::Top
        | VerticalAlign::Length(_) => Pt::ZERO,
    }
}

fn set_cell(layout: &mut ChapterLayout, cell: &CellBox, x: Pt, columns: &Columns, is_mirrored: bool) -> Content {
    let style = &cell.content.style;
    let width = columns.span(cell.column, cell.column_span);
    let start = columns.start(cell.column);
    // Columns run in the table's own direction.
    let from = x + if is_mirrored { columns.total - start - width } else { start };
    // A cell fills its columns: width and margins do not apply to it (CSS 2.2, section 17.5).
    let mut own = style.as_ref().clone();
    own.width = Width::Auto;
    own.max_width = AutoLength::Auto;
    own.margin = Sides::all(AutoLength::Set(crate::style::LengthPercentage::ZERO));
    let edges = Edges::new(&own, layout.direction, from, width, None, Pt::ZERO, None);
    let mut inner = own.clone();
    inner.padding = Sides::all(crate::style::LengthPercentage::ZERO);
    inner.border = no_border();
    inner.background_color = Color::TRANSPARENT;
    inner.background.image = None;
    let content = BlockBox { style: Arc::new(inner), ..cell.content.clone() };
    let mut boxed = content;
    shift_to(&mut boxed, &edges, from, layout.direction);
    let galley = layout_nested(layout, std::slice::from_ref(&boxed), width);
    let top = own.border.block_start.width + own.padding.block_start.resolve(width);
    let bottom = own.border.block_end.width + own.padding.block_end.resolve(width);
    let height = top + galley.height() + bottom;
    Content { galley, height, edges, top }
}

/// Gives the cell's inner box margins that leave room for the cell's own edges.
fn shift_to(block: &mut BlockBox, edges: &Edges, from: Pt, root: Direction) {
    let style = Arc::make_mut(&mut block.style);
    let start = edges.content_x - from;
    let end = edges.border_width - edges.content_width - start;
    let (start, end) = if style.direction == root { (start, end) } else { (end, start) };
    style.margin.inline_start = AutoLength::Set(crate::style::LengthPercentage::Length(start));
    style.margin.inline_end = AutoLength::Set(crate::style::LengthPercentage::Length(end));
}

/// Background and borders of a cell. Of two collapsed borders that meet, the earlier cell's is drawn
/// (a departure from CSS 2.2, section 17.6.2.1, where the wider wins).
fn background_and_border(
    row: &RowBox,
    cell: &CellBox,
    collapses: bool,
    left: Option<&CellBox>,
    above: Option<&RowBox>,
    resources: &Resources,
) -> (Background, Sides<Border>) {
    let style = &cell.content.style;
    let mut border = style.border;
    // A row's own borders run through its cells.
    for (side, of_row) in
        [(&mut border.block_start, row.style.border.block_start), (&mut border.block_end, row.style.border.block_end)]
    {
        if side.width == Pt::ZERO && collapses {
            *side = of_row;
        }
    }
    if collapses {
        if left.is_some_and(|left| left.content.style.border.inline_end.width > Pt::ZERO) {
            border.inline_start.width = Pt::ZERO;
        }
        let below = |row: &RowBox| {
            row.style.border.block_end.width > Pt::ZERO
                || row.cells.iter().any(|cell| cell.content.style.border.block_end.width > Pt::ZERO)
        };
        if above.is_some_and(below) {
            border.block_start.width = Pt::ZERO;
        }
    }
    let own = Background::of(style, resources);
    let background = if own.is_transparent() { Background::of(&row.style, resources) } else { own };
    (background, border)
}

fn no_border() -> Sides<Border> {
    Sides::all(Border::NONE)
}
