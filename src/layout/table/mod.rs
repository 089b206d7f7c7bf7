//! Tables: columns by content, rows as lines of the galley.
//!
//! In: a table's rows and the width there is. Phases: the widths of the columns (`columns`), in smaller type where
//! they need more than there is (`shrink`); each cell set as a galley of its own; each row as one line, or, where
//! it is too tall to be kept whole, as slices between lines that stand in no cell's way. Out: lines in the table's
//! flow, with the head repeated on each further page.

mod columns;
mod shrink;

use super::block::{Edges, Flow, layout_blocks};
use super::box_tree::{BlockBox, CellBox, RowBox, TableBox};
use super::chapter::ChapterLayout;
use super::galley::{AVOID, Frame, Galley, GalleyItem, Line};
use super::{BoxFragment, Fragment, FragmentKind, Source};
pub use columns::Columns;
use columns::Intrinsic;
use std::borrow::Cow;

use crate::color::Color;
use crate::document::NodeId;
use crate::geom::{Point, Pt, Rect, Sides, Size};
use crate::style::{AutoLength, BorderStyle, BreakBetween, ComputedStyle, VerticalAlign};

/// A row taller than this share of the page may be broken within.
const TALLEST_WHOLE_ROW: f32 = 0.3;
/// A row taller than this share of the page may be the only one of its table on a page.
const TALLEST_LONELY_ROW: f32 = 0.1;
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
    let heads = table.rows.iter().take_while(|row| row.is_head).count();
    let limit = flow.layout.page_area.height * TALLEST_REPEATED_HEAD;
    let head_height: Pt = rows[..heads].iter().map(|row| row.height).sum();
    let frame = (heads > 0 && heads < rows.len() && head_height <= limit).then(|| {
        flow.push_frame(Frame {
            x,
            width: columns.total,
            background: Color::TRANSPARENT,
            border: no_border(),
            radius: Pt::ZERO,
            padding_start: Pt::ZERO,
            padding_end: Pt::ZERO,
            header: Vec::new(),
            is_weightless: true,
        })
    });
    let mut header = Vec::new();
    let count = rows.len();
    // A low row does not stand alone, below the head or at the end; a tall one may.
    let lonely = flow.layout.page_area.height * TALLEST_LONELY_ROW;
    let is_low: Vec<bool> = rows.iter().map(|row| row.height <= lonely).collect();
    for (index, (row, source)) in rows.into_iter().zip(&table.rows).enumerate() {
        let height_limit = flow.layout.page_area.height * TALLEST_WHOLE_ROW;
        let mut lines = row.into_lines(height_limit);
        space_out(&mut lines, columns.spacing, index + 1 == count);
        for (part, line) in lines.into_iter().enumerate() {
            if part > 0 {
                flow.penalty(AVOID / 4);
            } else if index > 0
                && (index == heads || index + 1 == count && is_low[index] || index == heads + 1 && is_low[heads])
            {
                flow.request_break(BreakBetween::Avoid);
            } else if index > 0 {
                flow.request_break(source.style.break_before);
            }
            if index < heads && frame.is_some() {
                header.push(repeated(&line));
            }
            flow.line(line);
        }
    }
    if let Some(frame) = frame {
        flow.set_header(frame, header);
        flow.close_frame(frame);
    }
}

/// Puts the table's spacing above a row, and below the last (CSS 2.2, section 17.6.1).
fn space_out(lines: &mut [Line], spacing: Pt, is_last: bool) {
    if spacing == Pt::ZERO {
        return;
    }
    if let Some(first) = lines.first_mut() {
        first.fragments.iter_mut().for_each(|fragment| fragment.shift(Pt::ZERO, spacing));
        first.height += spacing;
    }
    if is_last && let Some(last) = lines.last_mut() {
        last.height += spacing;
    }
}

/// A head's line as it stands on further pages: paint without meaning.
fn repeated(line: &Line) -> Line {
    let fragments = line.fragments.iter().map(|fragment| Fragment { source: Source::Decoration, ..fragment.clone() });
    Line { height: line.height, fragments: fragments.collect(), ..Line::default() }
}

/// A row with its cells in place, top at zero.
struct SetRow {
    height: Pt,
    cells: Vec<SetCell>,
}

struct SetCell {
    /// Background and borders; height is the row's.
    ground: Option<BoxFragment>,
    content: FlatGalley,
    /// How far the content is pushed down in its cell.
    offset: Pt,
}

fn set_rows(
    layout: &mut ChapterLayout,
    table: &TableBox,
    style: &ComputedStyle,
    x: Pt,
    columns: &Columns,
) -> Vec<SetRow> {
    let mut heights = vec![Pt::ZERO; table.rows.len()];
    let mut galleys: Vec<Vec<(FlatGalley, Edges)>> = Vec::with_capacity(table.rows.len());
    for (index, row) in table.rows.iter().enumerate() {
        let mut set = Vec::with_capacity(row.cells.len());
        for cell in &row.cells {
            let (flat, edges) = set_cell(layout, cell, x, columns);
            if cell.row_span == 1 {
                heights[index] = heights[index].max(flat.height);
            }
            set.push((flat, edges));
        }
        if row.cells.is_empty() {
            heights[index] = row.style.line_height;
        }
        galleys.push(set);
    }
    for (index, row) in table.rows.iter().enumerate() {
        for (cell, (flat, _)) in row.cells.iter().zip(&galleys[index]).filter(|(cell, _)| cell.row_span > 1) {
            let rows = index..(index + cell.row_span).min(heights.len());
            let have: Pt = heights[rows.clone()].iter().copied().sum();
            heights[rows.end - 1] += (flat.height - have).max(Pt::ZERO);
        }
    }
    let mut set = Vec::with_capacity(table.rows.len());
    for (index, (row, cells)) in table.rows.iter().zip(galleys).enumerate() {
        let above = index.checked_sub(1).map(|above| &table.rows[above]);
        let cells = row
            .cells
            .iter()
            .zip(cells)
            .enumerate()
            .map(|(position, (cell, (content, edges)))| {
                let span = index..(index + cell.row_span).min(heights.len());
                let height: Pt = heights[span].iter().copied().sum();
                let free = (height - content.height).max(Pt::ZERO);
                let offset = match cell.content.style.vertical_align {
                    VerticalAlign::Middle => free / 2.0,
                    VerticalAlign::Bottom => free,
                    VerticalAlign::Baseline
                    | VerticalAlign::Sub
                    | VerticalAlign::Super
                    | VerticalAlign::Top
                    | VerticalAlign::Length(_) => Pt::ZERO,
                };
                let left = position.checked_sub(1).map(|left| &row.cells[left]);
                let ground = ground(row, cell, &edges, height, style.border_collapse, left, above);
                SetCell { ground, content, offset }
            })
            .collect();
        set.push(SetRow { height: heights[index], cells });
    }
    set
}

fn set_cell(layout: &mut ChapterLayout, cell: &CellBox, x: Pt, columns: &Columns) -> (FlatGalley, Edges) {
    let style = &cell.content.style;
    let from = x + columns.start(cell.column);
    let width = columns.span(cell.column, cell.column_span);
    // A cell fills its columns: width and margins do not apply to it (CSS 2.2, section 17.5).
    let mut own = style.as_ref().clone();
    own.width = AutoLength::Auto;
    own.max_width = AutoLength::Auto;
    own.margin = Sides::all(AutoLength::Set(crate::style::LengthPercentage::ZERO));
    let edges = Edges::new(&own, from, width, None, Pt::ZERO);
    let mut inner = own.clone();
    inner.padding = Sides::all(crate::style::LengthPercentage::ZERO);
    inner.border = no_border();
    inner.background_color = Color::TRANSPARENT;
    let content = BlockBox { style: std::sync::Arc::new(inner), ..cell.content.clone() };
    let mut boxed = content;
    shift_to(&mut boxed, &edges, from);
    let galley = layout_blocks(layout, std::slice::from_ref(&boxed), width, Pt::ZERO);
    let top = own.border.block_start.width + own.padding.block_start.resolve(width);
    let bottom = own.border.block_end.width + own.padding.block_end.resolve(width);
    (flatten(galley, from, top, bottom), edges)
}

/// Gives the cell's inner box margins that leave room for the cell's own edges.
fn shift_to(block: &mut BlockBox, edges: &Edges, from: Pt) {
    let style = std::sync::Arc::make_mut(&mut block.style);
    let start = edges.content_x - from;
    let end = edges.border_width - edges.content_width - start;
    style.margin.inline_start = AutoLength::Set(crate::style::LengthPercentage::Length(start));
    style.margin.inline_end = AutoLength::Set(crate::style::LengthPercentage::Length(end));
}

/// Background and borders of a cell. Of two collapsed borders that meet, the earlier cell's is drawn
/// (a departure from CSS 2.2, section 17.6.2.1, where the wider wins).
fn ground(
    row: &RowBox,
    cell: &CellBox,
    edges: &Edges,
    height: Pt,
    collapses: bool,
    left: Option<&CellBox>,
    above: Option<&RowBox>,
) -> Option<BoxFragment> {
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
    let background =
        if style.background_color.is_transparent() { row.style.background_color } else { style.background_color };
    let has_border = [border.block_start, border.inline_end, border.block_end, border.inline_start]
        .iter()
        .any(|side| side.width > Pt::ZERO && side.style != BorderStyle::None);
    (has_border || !background.is_transparent()).then(|| BoxFragment {
        rect: Rect::new(Point::new(edges.border_x, Pt::ZERO), Size::new(edges.border_width, height)),
        background,
        border,
        radius: Pt::ZERO,
    })
}

fn no_border() -> Sides<crate::style::Border> {
    Sides::all(crate::style::Border { width: Pt::ZERO, style: BorderStyle::None, color: Color::BLACK })
}

/// A galley as one piece: all fragments below one top.
#[derive(Default)]
struct FlatGalley {
    height: Pt,
    /// Top and bottom of the line each came from.
    fragments: Vec<(Pt, Pt, Fragment)>,
    notes: Vec<(Pt, NodeId)>,
    anchors: Vec<(Pt, NodeId)>,
    /// Where it may be cut.
    cuts: Vec<Pt>,
}

fn flatten(galley: Galley, x: Pt, top: Pt, bottom: Pt) -> FlatGalley {
    let mut flat = FlatGalley::default();
    let mut y = top;
    let mut open: Vec<(u32, Pt, usize)> = Vec::new();
    for item in galley.items {
        match item {
            GalleyItem::Line(line) => {
                let end = y + line.height;
                flat.notes.extend(line.notes.iter().map(|&note| (y, note)));
                flat.anchors.extend(line.anchors.iter().map(|&anchor| (y, anchor)));
                for mut fragment in line.fragments {
                    fragment.shift(x, y);
                    flat.fragments.push((y, end, fragment));
                }
                y = end;
            }
            GalleyItem::Glue(size) => y += size,
            GalleyItem::Penalty(cost) => {
                if cost < AVOID {
                    flat.cuts.push(y);
                }
            }
            GalleyItem::ForcedBreak(_) => flat.cuts.push(y),
            GalleyItem::Open(frame) => {
                open.push((frame, y, flat.fragments.len()));
                y += galley.frames[frame as usize].start_edge();
            }
            GalleyItem::Close(frame) => {
                y += galley.frames[frame as usize].end_edge();
                if let Some((_, from, at)) = open.pop() {
                    let frame = &galley.frames[frame as usize];
                    let rect = Rect::new(Point::new(x + frame.x, from), Size::new(frame.width, y - from));
                    let kind = FragmentKind::Box(BoxFragment {
                        rect,
                        background: frame.background,
                        border: frame.border,
                        radius: frame.radius,
                    });
                    flat.fragments.insert(at, (from, y, Fragment { source: Source::Decoration, kind }));
                }
            }
        }
    }
    flat.height = y + bottom;
    flat
}

impl SetRow {
    /// The row as one line, or as several where it is taller than `limit`.
    fn into_lines(self, limit: Pt) -> Vec<Line> {
        let cuts = if self.height <= limit { Vec::new() } else { self.cuts() };
        let mut tops = vec![Pt::ZERO];
        tops.extend(cuts);
        tops.push(self.height);
        let mut lines: Vec<Line> =
            tops.windows(2).map(|pair| Line { height: pair[1] - pair[0], ..Line::default() }).collect();
        let place = |y: Pt| tops[1..tops.len() - 1].partition_point(|&top| top.0 <= y.0 + 0.01);
        for cell in self.cells {
            if let Some(ground) = cell.ground {
                slice_box(&ground, &tops, &mut lines);
            }
            for (top, _, mut fragment) in cell.content.fragments {
                match fragment.kind {
                    FragmentKind::Box(mut ground) => {
                        ground.rect.origin.y += cell.offset;
                        slice_box(&ground, &tops, &mut lines);
                    }
                    FragmentKind::Glyphs(_)
                    | FragmentKind::Image(_)
                    | FragmentKind::Rule { .. }
                    | FragmentKind::MissingGlyph { .. }
                    | FragmentKind::Anchor(_) => {
                        let slice = place(top + cell.offset);
                        fragment.shift(Pt::ZERO, cell.offset - tops[slice]);
                        lines[slice].fragments.push(fragment);
                    }
                }
            }
            for (top, note) in cell.content.notes {
                lines[place(top + cell.offset)].notes.push(note);
            }
            for (top, anchor) in cell.content.anchors {
                lines[place(top + cell.offset)].anchors.push(anchor);
            }
        }
        lines
    }

    /// Heights at which no line of any cell is cut.
    fn cuts(&self) -> Vec<Pt> {
        const ROUNDING: f32 = 0.01;
        let mut lines: Vec<(f32, f32)> = self
            .cells
            .iter()
            .flat_map(|cell| cell.content.fragments.iter().map(move |part| (cell.offset, part)))
            .filter(|(_, (_, _, fragment))| !matches!(fragment.kind, FragmentKind::Box(_)))
            .map(|(offset, (top, bottom, _))| ((*top + offset).0, (*bottom + offset).0))
            .collect();
        lines.sort_by(|a, b| a.0.total_cmp(&b.0));
        // The lowest bottom of all lines up to each: a cut below it parts no line that began above.
        let mut lowest = f32::NEG_INFINITY;
        let bottoms: Vec<f32> = lines
            .iter()
            .map(|&(_, bottom)| {
                lowest = lowest.max(bottom);
                lowest
            })
            .collect();
        let parts_no_line = |cut: Pt| {
            let above = lines.partition_point(|&(top, _)| top < cut.0 - ROUNDING);
            above == 0 || bottoms[above - 1] <= cut.0 + ROUNDING
        };
        let mut cuts: Vec<Pt> = self
            .cells
            .iter()
            .flat_map(|cell| cell.content.cuts.iter().map(|&cut| cut + cell.offset))
            .filter(|&cut| parts_no_line(cut))
            .collect();
        cuts.sort_by(|a, b| a.0.total_cmp(&b.0));
        cuts.dedup_by(|a, b| (a.0 - b.0).abs() < 0.1);
        cuts.retain(|cut| cut.0 > 0.1 && cut.0 < self.height.0 - 0.1);
        cuts
    }
}

/// Cuts a box at the lines' edges; a cut side has no border.
fn slice_box(ground: &BoxFragment, tops: &[Pt], lines: &mut [Line]) {
    let (top, bottom) = (ground.rect.origin.y, ground.rect.bottom());
    for (index, line) in lines.iter_mut().enumerate() {
        let from = top.max(tops[index]);
        // The last line takes what hangs over: a cell that spans further rows.
        let is_last = index + 2 == tops.len();
        let to = if is_last { bottom } else { bottom.min(tops[index + 1]) };
        if to <= from {
            continue;
        }
        let mut slice = ground.clone();
        slice.rect.origin.y = from - tops[index];
        slice.rect.size.height = to - from;
        if from > top {
            slice.border.block_start.width = Pt::ZERO;
        }
        if to < bottom {
            slice.border.block_end.width = Pt::ZERO;
        }
        line.fragments.push(Fragment { source: Source::Decoration, kind: FragmentKind::Box(slice) });
    }
}
