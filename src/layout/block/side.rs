//! Floats beside the text: `float: left | right` (CSS 2.2, section 9.5).
//!
//! A side float takes no room in the column; the lines beside it are shorter, and no page ends between them. One that
//! stands in the margin altogether, such as a side note, leaves lines and page breaks alone.

use std::ops::Range;
use std::sync::Arc;

use super::super::boxes::{BlockBox, BoxContent};
use super::super::galley::{Item, Line, Side};
use super::super::inline_content::{InlineContent, InlineObject};
use super::super::line::Beside;
use super::super::replaced::{ImageBounds, image_box};
use super::super::table;
use super::pending::collect_insertions;
use super::{Edges, Flow, string_marks};
use crate::geom::Pt;
use crate::resource::Resources;
use crate::style::{AutoLength, BreakBetween, Clear, ComputedStyle, Float, LengthPercentage, Width};

/// A line that reaches so little below a float's top edge or bottom, of its height, is not beside it.
const HARDLY: f32 = 0.15;
/// Lines narrower than so many em stand below a float rather than beside it.
const LEAST_BESIDE: f32 = 7.0;
/// A taller float, of the page's height, stands in its place like any block.
const TALLEST: f32 = 0.8;
/// Less is a rounding error of sums of heights.
const HAIR: Pt = Pt(0.05);

/// A float that lines make room for, until they have passed it.
pub(super) struct OpenSide {
    /// Its item.
    item: usize,
    /// How far its margin box reaches below the item's place.
    depth: Pt,
    is_start: bool,
    /// How far it reaches into the measure, in the galley's coordinates.
    edge: Pt,
}

impl Flow<'_, '_> {
    /// A block that floats to a side; one as high as a page stands where it is.
    pub(super) fn side_float(&mut self, block: &BlockBox, x: Pt, containing: Pt) {
        match self.set_side(block, x, containing) {
            Some((side, is_start)) => self.before_text(side, is_start, block.style.clear, x..x + containing),
            None => self.unfloated(block, x, containing),
        }
    }

    /// What leaves the lines of a block. Floats that lines make room for begin where the block does; those that stand in
    /// the margin beside their lines, and running elements, are returned.
    pub(super) fn inline_floats(&mut self, block: &BlockBox, x: Pt, width: Pt) -> Vec<Option<Item>> {
        let mut in_lines = Vec::with_capacity(block.floats.len());
        for float in &block.floats {
            if let Some(running) = self.running_mark(float) {
                self.pending.marks.extend(string_marks(&float.strings));
                in_lines.push(Some(Item::Mark(running)));
                continue;
            }
            let side = match self.set_side(float, x, width) {
                Some((side, _)) if side.is_marginal => Some(Item::Side(side)),
                Some((side, is_start)) => {
                    self.before_text(side, is_start, float.style.clear, x..x + width);
                    None
                }
                None => {
                    self.unfloated(float, x, width);
                    None
                }
            };
            in_lines.push(side);
        }
        in_lines
    }

    fn unfloated(&mut self, block: &BlockBox, x: Pt, containing: Pt) {
        let mut style = ComputedStyle { float: Float::None, ..block.style.as_ref().clone() };
        if block.style.float == Float::InlineEnd {
            style.margin.inline_start = AutoLength::Auto;
        }
        self.block_in_place(&BlockBox { style: Arc::new(style), ..block.clone() }, x, containing);
    }

    /// What waits stands above the text beside the float, and the float begins where that text does.
    fn before_text(&mut self, side: Side, is_start: bool, clear: Clear, room: Range<Pt>) {
        let offset = if self.has_ink() { self.pending.margin.size() } else { Pt::ZERO };
        let waiting = std::mem::take(&mut self.pending.margin);
        self.flush();
        self.pending.margin = waiting;
        let side = Side { offset, margin: offset, ..side };
        if side.is_marginal {
            self.push_side(side);
            // It keeps with the line beside it; a break that is asked for there still comes.
            self.pending.owes_break = true;
            self.request_break(BreakBetween::Avoid);
            return;
        }
        let mut beside = self.beside_others(side.clone(), is_start, clear, room.clone());
        if self.run_height() + beside.offset + beside.height > self.layout.page_area.height * TALLEST {
            // No page ends beside floats: one more would make a run of them that no page holds.
            self.clear(Clear::Both);
            self.flush();
            beside = self.beside_others(Side { offset: Pt::ZERO, margin: Pt::ZERO, ..side }, is_start, clear, room);
        }
        let side = beside;
        let edge = if is_start { side.x + side.width } else { side.x };
        let depth = side.offset + side.height;
        if !self.is_beside_float() {
            self.run_start = self.galley.items.len();
        }
        self.sides.push(OpenSide { item: self.galley.items.len(), depth, is_start, edge });
        self.push_side(side);
        self.has_content = true;
        self.pending.owes_break = true;
    }

    /// Sets a float by itself, against its side of the containing block; `true` for the start. `None` where it is too
    /// high to stand beside anything.
    pub(super) fn set_side(&mut self, block: &BlockBox, x: Pt, containing: Pt) -> Option<(Side, bool)> {
        let is_start = (block.style.float == Float::InlineStart) == (block.style.direction == self.layout.direction);
        let block = self.sized(block, containing);
        let style = &block.style;
        let margin = |value: AutoLength| value.resolve(containing).unwrap_or_default();
        let edges = Edges::new(style, self.layout.direction, Pt::ZERO, containing, None, Pt::ZERO, None);
        let width = margin(style.margin.inline_start) + edges.border_width + margin(style.margin.inline_end);
        let left = if is_start { x } else { x + containing - width };
        let (above, below) = (margin(style.margin.block_start), margin(style.margin.block_end));
        let mut inner = Flow { is_nested: true, page_name: self.page_name.clone(), ..Flow::new(self.layout) };
        inner.block_in_place(&block, Pt::ZERO, width);
        inner.pending.margin.take();
        let mut galley = inner.finish();
        if matches!(galley.items.first(), Some(Item::Glue(_))) {
            galley.items.remove(0);
        }
        let height = galley.height() + above + below;
        if height > self.layout.page_area.height * TALLEST {
            return None;
        }
        if above > Pt::ZERO {
            galley.items.insert(0, Item::Line(Line { height: above, ascent: above, ..Line::default() }));
        }
        // A negative margin moves the box, and makes no other stand on it.
        let x = left + margin(style.margin.inline_start).min(Pt::ZERO);
        let width = edges.border_width
            + [style.margin.inline_start, style.margin.inline_end]
                .map(|value| margin(value).max(Pt::ZERO))
                .into_iter()
                .sum::<Pt>();
        let is_marginal = !self.is_nested && (x + width <= HAIR || x >= self.layout.page_area.width - HAIR);
        let side = Side {
            galley: Arc::new(galley),
            origin: left,
            x,
            width,
            height,
            offset: Pt::ZERO,
            margin: Pt::ZERO,
            is_marginal,
        };
        Some((side, is_start))
    }

    /// The box with the width it has as a float, its lengths used values (CSS 2.2, section 10.3.5).
    fn sized(&mut self, block: &BlockBox, containing: Pt) -> BlockBox {
        let style = &block.style;
        let set = |value: LengthPercentage| LengthPercentage::Length(value.resolve(containing));
        let used = |value: AutoLength| {
            AutoLength::Set(LengthPercentage::Length(value.resolve(containing).unwrap_or_default()))
        };
        let (margin, padding) = (style.margin.map(used), style.padding.map(set));
        let edges = Edges::new(style, self.layout.direction, Pt::ZERO, containing, None, Pt::ZERO, None);
        let width = match (style.width.resolve(containing), block.image()) {
            (Some(_), None) => edges.content_width,
            (_, Some(_)) => self.image_block_width(block, containing).unwrap_or(edges.content_width),
            (None, None) => {
                let (least, greatest) = table::content_widths(self.layout, block);
                match style.width {
                    Width::MinContent => least,
                    Width::Auto | Width::MaxContent | Width::FitContent | Width::Set(_) => {
                        greatest.min(edges.content_width.max(least))
                    }
                }
            }
        };
        let mut content = block.content.clone();
        if let BoxContent::Inline(content) = &mut content
            && let Some(bounds) = block.image().map(|_| self.image_bounds(block, containing))
        {
            fix_images(Arc::make_mut(content), self.layout.resources, bounds);
        }
        let style = ComputedStyle {
            float: Float::None,
            clear: Clear::None,
            width: Width::Set(LengthPercentage::Length(width)),
            margin,
            padding,
            ..style.as_ref().clone()
        };
        BlockBox { style: Arc::new(style), content, ..block.clone() }
    }

    /// Moves a float beside those that are open, or below those that leave it no room or that it clears.
    fn beside_others(&self, mut side: Side, is_start: bool, clear: Clear, room: Range<Pt>) -> Side {
        let clears = |open: &OpenSide| match clear {
            Clear::Both => true,
            Clear::InlineStart => open.is_start,
            Clear::InlineEnd => !open.is_start,
            Clear::None | Clear::Left | Clear::Right => false,
        };
        let beside = || self.sides.iter().filter(|open| !clears(open));
        let starts = beside().filter(|open| open.is_start).map(|open| open.edge);
        let ends = beside().filter(|open| !open.is_start).map(|open| open.edge);
        // A negative margin takes a float out of its containing block; another float does not push it farther out.
        let (start, end) = (starts.reduce(Pt::max), ends.reduce(Pt::min));
        let moved = match is_start {
            true => start.map_or(Pt::ZERO, |start| (start - side.x).max(Pt::ZERO)),
            false => end.map_or(Pt::ZERO, |end| (end - side.x - side.width).min(Pt::ZERO)),
        };
        let x = side.x + moved;
        let is_free = |edge: Option<Pt>, limit: Pt, sign: f32| edge.is_none_or(|edge| (limit - edge) * sign <= HAIR);
        let is_within = moved == Pt::ZERO || x >= room.start - HAIR && x + side.width <= room.end + HAIR;
        let fits = is_within && is_free(start, x, -1.0) && is_free(end, x + side.width, 1.0);
        if fits {
            side.x = x;
            side.origin += moved;
        }
        let is_above = |open: &&OpenSide| !fits || clears(open);
        let below = self.sides.iter().filter(is_above).map(|open| self.depth_left(open));
        side.offset = below.fold(side.offset, Pt::max);
        side
    }

    /// Puts a float after what was set, and the notes that it refers to.
    pub(super) fn push_side(&mut self, side: Side) {
        let mut notes = Vec::new();
        collect_insertions(&side.galley, 0..side.galley.items.len(), &mut notes);
        self.galley.items.push(Item::Side(side));
        notes.into_iter().for_each(|note| self.insertion(note));
    }

    /// How much was set since floats began to stand beside it.
    fn run_height(&mut self) -> Pt {
        match self.is_beside_float() {
            true => self.galley.items[self.run_start..].iter().map(|item| self.galley.item_height(item)).sum(),
            false => Pt::ZERO,
        }
    }

    /// How far a float reaches below what was set.
    fn depth_left(&self, open: &OpenSide) -> Pt {
        open.depth - self.galley.items[open.item..].iter().map(|item| self.galley.item_height(item)).sum::<Pt>()
    }

    /// Whether what was set last stands beside a float.
    pub(super) fn is_beside_float(&mut self) -> bool {
        if self.sides.is_empty() {
            return false;
        }
        let mut sides = std::mem::take(&mut self.sides);
        sides.retain(|open| self.depth_left(open) > HAIR);
        self.sides = sides;
        !self.sides.is_empty()
    }

    /// What floats take of the first lines of a paragraph; where too little is left, the lines stand below.
    pub(super) fn beside(&mut self, style: &ComputedStyle, x: Pt, width: Pt) -> Beside {
        if !self.is_beside_float() {
            return Beside::default();
        }
        let margin = self.pending.margin.size();
        let mut beside = Beside::default();
        for open in &self.sides {
            let lines = (self.depth_left(open) - margin) / style.line_height.max(Pt(1.0)) - HARDLY;
            let lines = lines.ceil().clamp(0.0, f32::from(u16::MAX)) as u16;
            let taken = if open.is_start { open.edge - x } else { x + width - open.edge };
            let side = if open.is_start { &mut beside.start } else { &mut beside.end };
            if lines > 0 && taken > Pt::ZERO {
                *side = (side.0.max(lines), side.1.max(taken));
            }
        }
        if width - beside.start.1 - beside.end.1 < (style.font_size * LEAST_BESIDE).min(width / 2.0) {
            self.clear(Clear::Both);
            return Beside::default();
        }
        beside
    }

    /// What comes next stands below floats (CSS 2.2, section 9.5.2). The space is a line, since none may be lost at the
    /// end of a page.
    pub(super) fn clear(&mut self, clear: Clear) {
        if clear == Clear::None || !self.is_beside_float() {
            return;
        }
        let is_cleared = |open: &OpenSide| match clear {
            Clear::Both | Clear::Left | Clear::Right => true,
            Clear::InlineStart => open.is_start,
            Clear::InlineEnd => !open.is_start,
            Clear::None => false,
        };
        let height = self.sides.iter().filter(|open| is_cleared(open)).map(|open| self.depth_left(open));
        let height = height.fold(Pt::ZERO, Pt::max);
        if height > HAIR {
            self.galley.items.push(Item::Line(Line { height, ascent: height, ..Line::default() }));
            let margin = self.pending.margin.take();
            self.pending.margin.add((margin - height).max(Pt::ZERO));
            self.pending.owes_break = true;
        }
        self.sides.retain(|open| !is_cleared(open));
    }

    /// Whether something stands above.
    fn has_ink(&self) -> bool {
        self.galley.items.iter().rev().any(|item| matches!(item, Item::Line(_) | Item::Row(_) | Item::Float(_)))
    }
}

/// Gives images the size they have within bounds, whatever they stand in next.
fn fix_images(content: &mut InlineContent, resources: &Resources, bounds: ImageBounds) {
    for (_, object) in &mut content.objects {
        let InlineObject::Image { image, style, .. } = object else { continue };
        let boxed = image_box(image, style, resources, bounds);
        *style = Arc::new(ComputedStyle {
            width: Width::Set(LengthPercentage::Length(boxed.size.width)),
            height: AutoLength::Set(LengthPercentage::Length(boxed.size.height)),
            max_width: AutoLength::Auto,
            max_height: AutoLength::Auto,
            ..style.as_ref().clone()
        });
    }
}
