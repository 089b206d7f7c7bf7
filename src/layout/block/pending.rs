//! Items are written with what is pending before them: a break, a margin, marks.
//!
//! Margins and breaks between two boxes meet at one place and become one (CSS 2.2, section 8.3.1; CSS Fragmentation 3,
//! section 3.1), so they wait until the next content shows that there is more.

use std::ops::Range;

use super::super::galley::{AVOID, COLUMN_BREAK, FORBIDDEN, Frame, Galley, Glue, Item, Line, Mark, Penalty, RowPart};
use super::Flow;
use crate::document::NodeId;
use crate::geom::Pt;
use crate::style::{BreakBetween, Clear};

/// How far the space between blocks stretches and shrinks to fill a page, of its size. More is seen as a gap.
const MARGIN_STRETCH: f32 = 0.5;
const MARGIN_SHRINK: f32 = 0.2;

/// What stands between the last content and the next, and is written with the next.
#[derive(Default)]
pub struct Pending {
    pub margin: CollapsedMargin,
    /// What of it boxes have above that opened since the last one closed.
    opening: CollapsedMargin,
    /// What boxes are to take more, to be as high as whole steps (CSS Rhythmic Sizing 1, section 2).
    pub step: Pt,
    /// The strongest break asked for.
    pub between: Option<BreakBetween>,
    /// What a break costs beside that.
    pub cost: i32,
    pub marks: Vec<Mark>,
    /// A forced break was asked for, and no box has opened since.
    is_past_break: bool,
    /// A break is allowed here unless the next box forbids it.
    pub owes_break: bool,
    /// How many boxes with `break-inside: avoid` were open all the time since the last content: they alone keep a
    /// page from ending between it and what comes next.
    pub kept_between: u32,
}

/// Adjoining margins: the greatest positive and the least negative count.
#[derive(Clone, Copy, Default)]
pub struct CollapsedMargin {
    pub positive: Pt,
    negative: Pt,
}

impl CollapsedMargin {
    pub fn add(&mut self, margin: Pt) {
        self.positive = self.positive.max(margin);
        self.negative = self.negative.min(margin);
    }

    pub fn size(&self) -> Pt {
        self.positive + self.negative
    }

    pub fn take(&mut self) -> Pt {
        let CollapsedMargin { positive, negative } = std::mem::take(self);
        positive + negative
    }
}

impl Flow<'_, '_> {
    /// The margin above a box that opens.
    pub(super) fn margin_above(&mut self, margin: Pt) {
        self.pending.margin.add(margin);
        self.pending.opening.add(margin);
        self.pending.is_past_break = false;
    }

    /// The margin below a box that closes. Where its last child asked for a break after it, the break is below the
    /// margin (CSS Fragmentation 3, section 3.1).
    pub(super) fn margin_below(&mut self, margin: Pt) {
        if !self.pending.is_past_break {
            self.pending.margin.add(margin);
        }
        self.pending.opening = CollapsedMargin::default();
    }

    /// Whether what follows stands on another page, or in another column, in any case.
    fn is_forced(&self, between: BreakBetween) -> bool {
        match between {
            BreakBetween::Auto | BreakBetween::Avoid => false,
            BreakBetween::Column => self.column.is_some(),
            BreakBetween::Page | BreakBetween::Recto | BreakBetween::Verso => !self.is_nested,
        }
    }

    /// Writes a line after what is pending before it.
    pub fn line(&mut self, mut line: Line) {
        self.flush();
        if !self.markers.is_empty() {
            self.set_markers(&mut line);
        }
        self.galley.items.push(Item::Line(line));
        self.pending.owes_break = true;
    }

    /// Space that no page stretches: between a table's rows (CSS 2.2, section 17.6.1).
    pub fn space(&mut self, size: Pt) {
        if size > Pt::ZERO {
            self.galley.items.push(Item::Glue(Glue::rigid(size)));
        }
    }

    /// Writes a part of a table's row below some space and what is pending before it, with the notes that its cells
    /// refer to.
    pub fn row(&mut self, part: RowPart, above: Pt) {
        self.flush();
        self.space(above);
        let mut notes = Vec::new();
        for (cell, cut) in part.row.cells.iter().zip(&part.row.parts[part.part].cells) {
            collect_insertions(&cell.galley, cut.items.clone(), &mut notes);
        }
        self.galley.items.push(Item::Row(part));
        self.pending.owes_break = true;
        notes.into_iter().for_each(|note| self.insertion(note));
    }

    pub(super) fn insertion(&mut self, note: NodeId) {
        self.galley.items.push(Item::Insertion(note));
    }

    /// A place where the page may end, between two lines of one box.
    pub fn penalty(&mut self, penalty: Penalty) {
        self.pending.kept_between = self.keeping;
        self.penalty_between(penalty);
    }

    pub(super) fn penalty_between(&mut self, penalty: Penalty) {
        let cost = if self.pending.kept_between > 0 { penalty.cost.max(AVOID) } else { penalty.cost };
        let cost = if cost > COLUMN_BREAK && self.is_beside_float() { FORBIDDEN } else { cost };
        self.pending.owes_break = false;
        self.galley.items.push(Item::Penalty(Penalty { cost, ..penalty }));
    }

    /// Writes pending break, margin and marks.
    pub(super) fn flush(&mut self) {
        if matches!(self.pending.between, Some(BreakBetween::Page | BreakBetween::Recto | BreakBetween::Verso)) {
            self.clear(Clear::Both);
        }
        let between = self.pending.between.take();
        let cost = std::mem::take(&mut self.pending.cost);
        if self.pending.owes_break {
            match between.unwrap_or(BreakBetween::Auto) {
                // No page ends within columns because it must: what follows stands in the next one.
                BreakBetween::Column | BreakBetween::Page | BreakBetween::Recto | BreakBetween::Verso
                    if self.column.is_some() =>
                {
                    self.pending.owes_break = false;
                    self.galley.items.push(Item::Penalty(Penalty::at(COLUMN_BREAK)));
                }
                BreakBetween::Auto | BreakBetween::Column => self.penalty_between(Penalty::at(cost)),
                BreakBetween::Avoid => self.penalty_between(Penalty::at(FORBIDDEN)),
                between @ (BreakBetween::Page | BreakBetween::Recto | BreakBetween::Verso) => {
                    let page_name = self.page_name.clone();
                    self.galley.items.push(Item::ForcedBreak { between, page_name });
                }
            }
        } else if self.galley.items.is_empty() && between.is_some_and(|between| between != BreakBetween::Column) {
            self.galley.opens = between;
        }
        if !self.has_content {
            self.galley.page_name.clone_from(&self.page_name);
            self.has_content = true;
        }
        let margin = self.pending.margin.take();
        self.pending.opening = CollapsedMargin::default();
        self.pending.is_past_break = false;
        let step = std::mem::take(&mut self.pending.step);
        if margin + step != Pt::ZERO {
            let glue = self.between_blocks(margin);
            self.galley.items.push(Item::Glue(Glue { size: glue.size + step, ..glue }));
        }
        let marks = std::mem::take(&mut self.pending.marks);
        self.galley.items.extend(marks.into_iter().map(Item::Mark));
        // What follows directly, a frame's first line, is not parted from what was written here.
        self.pending.owes_break = false;
        self.pending.kept_between = self.keeping;
    }

    /// A margin with what it may give to fill its page: of a deep one no more than of one line.
    pub(super) fn between_blocks(&self, size: Pt) -> Glue {
        // A float stands beside the lines that were made shorter for it, and no others.
        if !self.sides.is_empty() {
            return Glue::rigid(size);
        }
        let flexible = size.min(self.layout.lead).max(Pt::ZERO);
        Glue { size, stretch: flexible * MARGIN_STRETCH, shrink: flexible * MARGIN_SHRINK }
    }

    /// Of two breaks at the same place the stronger wins: forced, then avoided (CSS Fragmentation 3, section 4.2). Of
    /// the margins that meet at a forced one those of what follows are kept (section 5.2).
    pub fn request_break(&mut self, between: BreakBetween) {
        if self.is_forced(between) {
            if self.has_content && self.pending.between.is_none_or(|between| !self.is_forced(between)) {
                // What is set for margin boxes before the break is of the page before it; links lead to what comes next.
                let is_anchor = |mark: &Mark| matches!(mark, Mark::Anchor(_));
                let (anchors, set) = std::mem::take(&mut self.pending.marks).into_iter().partition(is_anchor);
                self.pending.marks = anchors;
                let set: Vec<Mark> = set;
                self.galley.items.extend(set.into_iter().map(Item::Mark));
            }
            self.pending.margin = self.pending.opening;
            self.pending.step = Pt::ZERO;
            self.pending.is_past_break = true;
        }
        let rank = |between: BreakBetween| match between {
            BreakBetween::Auto => 0,
            BreakBetween::Avoid => 1,
            BreakBetween::Column => 2,
            BreakBetween::Page => 3,
            BreakBetween::Recto | BreakBetween::Verso => 4,
        };
        if rank(between) > self.pending.between.map_or(0, rank) {
            self.pending.between = Some(between);
        }
    }

    /// What a page break before what comes next costs at least.
    pub fn request_cost(&mut self, cost: i32) {
        self.pending.cost = self.pending.cost.max(cost);
    }

    /// Opens a frame after what is pending before it.
    pub fn push_frame(&mut self, frame: Frame) -> u32 {
        self.flush();
        let id = self.galley.frames.len() as u32;
        self.open_frames += 1;
        self.open_edges += frame.start_edge() + frame.end_edge();
        self.galley.frames.push(frame);
        self.galley.items.push(Item::Open(id));
        id
    }

    /// Closes a frame; margins of its last child stay within.
    pub fn close_frame(&mut self, frame: u32) {
        self.clear(Clear::Both);
        let margin = self.pending.margin.take();
        if margin != Pt::ZERO {
            self.galley.items.push(Item::Glue(self.between_blocks(margin)));
        }
        self.galley.items.push(Item::Close(frame));
        let closed = &self.galley.frames[frame as usize];
        self.open_frames -= 1;
        self.open_edges -= closed.start_edge() + closed.end_edge();
        self.pending.owes_break = true;
    }

    /// Gives a frame the row parts that head each further page.
    pub fn set_header(&mut self, frame: u32, header: Vec<RowPart>) {
        self.galley.frames[frame as usize].header = header;
    }
}

/// The notes that a range of items and the cells in it refer to.
pub fn collect_insertions(galley: &Galley, range: Range<usize>, into: &mut Vec<NodeId>) {
    for item in &galley.items[range] {
        match item {
            Item::Insertion(note) => into.push(*note),
            Item::Line(_)
            | Item::Row(_)
            | Item::Glue(_)
            | Item::Penalty(_)
            | Item::ForcedBreak { .. }
            | Item::Float(_)
            | Item::Side(_)
            | Item::Mark(_)
            | Item::Open(_)
            | Item::Close(_) => {}
        }
    }
}
