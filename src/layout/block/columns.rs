//! Columns: what a box holds is set at the width of one; the page stage puts them side by side (CSS Multi-column Layout
//! 1).

use super::super::background::Background;
use super::super::boxes::{BlockBox, BoxContent};
use super::super::galley::{Frame, FrameColumns};
use super::{Bounds, Flow, LEAST_MEASURE};
use crate::geom::{Pt, Sides};
use crate::style::{Border, ComputedStyle};

/// An open frame of columns: its number, and the width of one.
pub type OpenColumns = Option<(u32, Pt)>;

/// Where a box stands that is in columns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Within,
    /// Across all of them.
    Across,
    /// Around something that stands across: what it holds is in columns by itself.
    Around,
}

fn place(block: &BlockBox) -> Place {
    fn spans(block: &BlockBox) -> bool {
        block.style.spans_columns || holds_spanning(block)
    }
    fn holds_spanning(block: &BlockBox) -> bool {
        match &block.content {
            BoxContent::Blocks(blocks) => blocks.iter().any(spans),
            BoxContent::Inline(_) | BoxContent::Table(_) | BoxContent::Formula(..) => false,
        }
    }
    match (block.style.spans_columns, holds_spanning(block)) {
        (true, _) => Place::Across,
        (false, true) => Place::Around,
        (false, false) => Place::Within,
    }
}

impl Flow<'_, '_> {
    /// Blocks in columns where these are asked for; a block that spans all of them parts those before it from those
    /// after (section 6).
    pub(super) fn in_columns(&mut self, blocks: &[BlockBox], x: Pt, width: Pt, style: &ComputedStyle) {
        let around = self.columns_around.take();
        let own = style.columns.used(width).is_some();
        let columns = if own { Some(style.columns) } else { around };
        let Some(columns) = columns.filter(|columns| self.may_have_columns && columns.used(width).is_some()) else {
            return self.blocks(blocks, x, width);
        };
        let style = ComputedStyle { columns, ..style.clone() };
        for run in blocks.chunk_by(|a, b| place(a) == place(b) && a.style.page == b.style.page) {
            let (x, width) = self.page_of(&run[0], x, width);
            let opened = match place(&run[0]) {
                Place::Across | Place::Around => None,
                Place::Within => self.open_columns(&style, x, width),
            };
            if place(&run[0]) == Place::Around {
                for block in run {
                    self.columns_around = Some(columns);
                    self.blocks(std::slice::from_ref(block), x, width);
                    self.columns_around = None;
                }
            } else {
                self.blocks(run, x, opened.map_or(width, |(_, width)| width));
            }
            self.close_columns(opened);
        }
    }

    /// Opens a frame for columns, where more than one is asked for.
    pub(super) fn open_columns(&mut self, style: &ComputedStyle, x: Pt, available: Pt) -> OpenColumns {
        let ComputedStyle { columns, direction, .. } = style;
        let (count, width, gap) = columns.used(available).filter(|(count, ..)| self.may_have_columns && *count > 1)?;
        let is_reversed = *direction != self.layout.direction;
        let frame = self.push_frame(Frame {
            x,
            width: available,
            background: Background::NONE,
            border: Sides::all(Border::NONE),
            radius: Pt::ZERO,
            padding_start: Pt::ZERO,
            padding_end: Pt::ZERO,
            header: Vec::new(),
            cut_rule: None,
            reopened_rule: None,
            columns: Some(FrameColumns { count, width, gap, rule: columns.rule, is_reversed }),
            is_weightless: true,
            is_sliced: true,
        });
        self.may_have_columns = false;
        self.column = Some(Bounds { start: x, end: x + width, gap: gap / 2.0 });
        self.least = self.least.min(width * LEAST_MEASURE);
        Some((frame, width))
    }

    pub(super) fn close_columns(&mut self, opened: OpenColumns) {
        let Some((frame, _)) = opened else { return };
        self.close_frame(frame);
        self.may_have_columns = true;
        self.column = None;
        self.least = self.layout.page_area.width * LEAST_MEASURE;
    }
}
