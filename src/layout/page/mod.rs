//! From galleys to pages: where each page ends, and what is put on it.
//!
//! In: the galleys of all chapters, and the areas of pages as plain sizes. Phases: `plan` cuts the book into stretches
//! between forced breaks and chains them; for each, `search` finds the best breaks over all its pages, of all places
//! that `fill` says a page could end at, in a `flow` of heights. Then `builder` puts what the galleys hold in its
//! place, `margin_box` sets running heads and folios, and `assemble` leads both. Out: [`super::Pages`]. Galleys are only read.

mod area;
mod assemble;
mod builder;
mod columns;
mod fill;
mod flow;
mod margin_box;
mod marginal;
mod plan;
mod search;
#[cfg(test)]
mod tests;

pub use area::{Area, Areas};
pub use assemble::assemble;
pub use builder::{Variants, separator_height};
pub use margin_box::MarginSetter;
pub use plan::{KnownBreaks, Plan, mark_nth, page_numbers, plan};

use std::ops::Range;

use crate::document::NodeId;
use crate::geom::Pt;
use crate::style::PageContext;

/// What goes on one page.
#[derive(Clone, Debug)]
pub struct PagePlan {
    pub context: PageContext,
    /// The value of `counter(page)`.
    pub number: i32,
    pub pieces: Vec<Piece>,
    /// How far the glue of its pieces is set: 1 is all its stretch, −1 all its shrink.
    pub ratio: f32,
    /// How much longer than its area the page is; negative where it is shorter.
    pub depth: Pt,
    /// Paragraphs in a line more or less.
    pub flexed: Vec<Flexed>,
    /// Floats that stand at its top: chapter and item.
    pub floats: Vec<(usize, usize)>,
    /// Floats of its pieces that do not stand where they are met.
    pub moved: Vec<(usize, usize)>,
    /// Floats at its bottom, above the notes.
    pub bottoms: Vec<(usize, usize)>,
    /// What of its pieces stands in columns.
    pub columns: Vec<PlacedColumns>,
    pub notes: Vec<NotePiece>,
    /// Height that the notes take, with what parts them from the text.
    pub notes_height: Pt,
}

impl PagePlan {
    fn new(context: PageContext) -> PagePlan {
        PagePlan {
            context,
            number: 0,
            pieces: Vec::new(),
            ratio: 0.0,
            depth: Pt::ZERO,
            flexed: Vec::new(),
            floats: Vec::new(),
            moved: Vec::new(),
            bottoms: Vec::new(),
            columns: Vec::new(),
            notes: Vec::new(),
            notes_height: Pt::ZERO,
        }
    }
}

/// A stretch of a chapter's galley on a page.
#[derive(Clone, Debug)]
pub struct Piece {
    pub chapter: usize,
    pub items: Range<usize>,
    /// Frames that were open at the break before it.
    pub open: Vec<u32>,
    /// Glue at its top stays: a chapter opens here, or it goes on below another.
    pub keeps_glue: bool,
}

/// Items that stand in columns side by side.
#[derive(Clone, Debug)]
pub struct PlacedColumns {
    pub chapter: usize,
    pub items: Range<usize>,
    /// Of the columns.
    pub frame: u32,
    /// The first item of each column but the first.
    pub starts: Vec<usize>,
    /// Glue at the top of the first column stays.
    pub keeps_glue: bool,
}

/// A paragraph that is set in so many lines more than it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flexed {
    pub chapter: usize,
    /// Index in the galley's paragraphs.
    pub paragraph: usize,
    pub lines: i32,
}

/// A stretch of a note on a page.
#[derive(Clone, Debug)]
pub struct NotePiece {
    pub chapter: usize,
    pub note: NodeId,
    pub items: Range<usize>,
    pub height: Pt,
}
