//! Columns: what a box holds is set at the width of one; the page stage puts them side by side (CSS Multi-column Layout
//! 1).

use super::super::boxes::BlockBox;
use super::super::galley::{Frame, FrameColumns};
use super::{Flow, LEAST_MEASURE};
use crate::color::Color;
use crate::geom::{Pt, Sides};
use crate::style::{Border, ComputedStyle};

/// An open frame of columns: its number, and the width of one.
pub type OpenColumns = Option<(u32, Pt)>;

impl Flow<'_, '_> {
    /// Blocks in columns where these are asked for; a block that spans all of them parts those before it from those
    /// after (section 6).
    pub(super) fn in_columns(&mut self, blocks: &[BlockBox], x: Pt, width: Pt, style: &ComputedStyle) {
        if !self.may_have_columns || style.columns.used(width).is_none() {
            return self.blocks(blocks, x, width);
        }
        for run in blocks.chunk_by(|a, b| a.style.spans_columns == b.style.spans_columns) {
            let opened = match run[0].style.spans_columns {
                true => None,
                false => self.open_columns(style, x, width),
            };
            self.blocks(run, x, opened.map_or(width, |(_, width)| width));
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
            background: Color::TRANSPARENT,
            border: Sides::all(Border::NONE),
            radius: Pt::ZERO,
            padding_start: Pt::ZERO,
            padding_end: Pt::ZERO,
            header: Vec::new(),
            cut_rule: None,
            columns: Some(FrameColumns { count, width, gap, rule: columns.rule, is_reversed }),
            is_weightless: true,
            is_sliced: true,
        });
        (self.may_have_columns, self.is_in_columns) = (false, true);
        self.least = self.least.min(width * LEAST_MEASURE);
        Some((frame, width))
    }

    pub(super) fn close_columns(&mut self, opened: OpenColumns) {
        let Some((frame, _)) = opened else { return };
        self.close_frame(frame);
        (self.may_have_columns, self.is_in_columns) = (true, false);
        self.least = self.layout.page_area.width * LEAST_MEASURE;
    }
}
