//! Floats: boxes that may leave their place for the top or the foot of a page.

use std::sync::Arc;

use super::super::boxes::BlockBox;
use super::super::galley::{Float as FloatItem, FloatPlace, Item};
use super::Flow;
use super::pending::collect_insertions;
use crate::geom::Pt;
use crate::style::{AutoLength, BreakBetween, Float};

impl Flow<'_, '_> {
    /// Whether a box may leave its place: not within something that no page divides, nor where it keeps with what stands
    /// before or after it.
    pub(super) fn may_float(&self, block: &BlockBox, is_tied: bool) -> bool {
        let keeps = is_tied
            || block.style.break_after == BreakBetween::Avoid
            || block.style.break_before == BreakBetween::Avoid
            || self.pending.between == Some(BreakBetween::Avoid);
        block.is_principal && !self.is_nested && self.column.is_none() && !keeps
    }

    /// A box that may move to a later page, with what parts it from the text around it.
    pub(super) fn float(&mut self, block: &BlockBox, x: Pt, containing: Pt) {
        self.request_break(block.style.break_before);
        let margin = |value: AutoLength| value.resolve(containing).unwrap_or_default().max(Pt::ZERO);
        let (above, below) = (margin(block.style.margin.block_start), margin(block.style.margin.block_end));
        let mut inner =
            Flow { least: self.least, is_nested: true, page_name: self.page_name.clone(), ..Flow::new(self.layout) };
        inner.block_in_place(block, x, containing);
        inner.pending.margin.take();
        let mut galley = inner.finish();
        // Its own outer margins stand in the float.
        if matches!(galley.items.first(), Some(Item::Glue(_))) {
            galley.items.remove(0);
        }
        let height = galley.height();
        if height > self.layout.page_area.height {
            // No page has room for it: it is divided where it stands.
            return self.block_in_place(block, x, containing);
        }
        // A margin that waits stands below the float.
        let below_here = (below - self.pending.margin.positive).max(Pt::ZERO);
        let waiting = std::mem::take(&mut self.pending.margin);
        self.flush();
        self.pending.margin = waiting;
        let mut notes = Vec::new();
        collect_insertions(&galley, 0..galley.items.len(), &mut notes);
        let place = match block.style.float {
            Float::Bottom => FloatPlace::Bottom,
            Float::Page => FloatPlace::Page,
            Float::None
            | Float::Footnote
            | Float::Top
            | Float::Left
            | Float::Right
            | Float::InlineStart
            | Float::InlineEnd => FloatPlace::Top,
        };
        let gap = above.max(below);
        let galley = Arc::new(galley);
        let float = FloatItem { galley, height, above, below: below_here, gap, place };
        self.galley.items.push(Item::Float(float));
        notes.into_iter().for_each(|note| self.insertion(note));
        self.has_content = true;
        self.pending.owes_break = true;
        self.request_break(block.style.break_after);
    }
}
