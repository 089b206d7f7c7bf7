//! From galleys to pages: where each page ends, and what is put on it.
//!
//! In: the galleys of all chapters and the theme's page styles. Phases: `plan` chooses the breaks, which
//! gives page numbers and can be done again cheaply; `assemble` moves the lines to their places; and
//! `margin_box` sets running heads and folios. Out: [`super::Pages`]. Lines are not touched any more.

mod assemble;
mod margin_box;
mod plan;

pub use assemble::assemble;
pub use plan::{Plan, plan};

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
    pub notes: Vec<NotePiece>,
    /// Height that the notes take, with what parts them from the text.
    pub notes_height: Pt,
}

/// A stretch of a chapter's galley on a page.
#[derive(Clone, Debug)]
pub struct Piece {
    pub chapter: usize,
    pub items: Range<usize>,
    /// Frames that were open at the break before it.
    pub open: Vec<u32>,
    /// Top of the piece below the top of the page area.
    pub top: Pt,
    /// The chapter opens here: glue at the top stays.
    pub keeps_glue: bool,
}

/// A stretch of a note on a page.
#[derive(Clone, Debug)]
pub struct NotePiece {
    pub chapter: usize,
    pub note: NodeId,
    pub items: Range<usize>,
    pub height: Pt,
}
