//! The galley: a chapter set in one long column, not yet cut into pages. TeX's vertical list in CSS's
//! words: lines of fixed content, glue between them, penalties where a page may end, and frames that
//! open and close around them.
//!
//! Coordinates: `x` from the left edge of the page area, `y` from the top of the line.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Fragment;
use crate::color::Color;
use crate::document::NodeId;
use crate::geom::{Pt, Sides};
use crate::style::{Border, BreakBetween};

/// A page never ends here unless it would otherwise end nowhere: within orphans and widows, after a heading.
pub const FORBIDDEN: i32 = 10_000;
/// A page ends here only where nothing better is on it: `break-inside: avoid`.
pub const AVOID: i32 = 4_000;

/// One chapter, or one note, set at the measure of its page.
#[derive(Clone, Debug, Default)]
pub struct Galley {
    pub items: Vec<GalleyItem>,
    pub frames: Vec<Frame>,
    /// The break before the first item.
    pub opens: Option<BreakBetween>,
    /// The named page, `page: front`.
    pub page_name: Option<Arc<str>>,
    /// `counter-reset: page`.
    pub page_number: Option<i32>,
    /// Notes set at the foot of the page, by their node.
    pub notes: BTreeMap<NodeId, Galley>,
    /// Whether it shows page numbers of other places, so that it must be made again when they change.
    pub shows_page_numbers: bool,
}

#[derive(Clone, Debug)]
pub enum GalleyItem {
    /// Content that no page break divides: a line, an image, a slice of a table row.
    Line(Line),
    /// Space between; vanishes at the top of a page, but for the one a chapter opens on.
    Glue(Pt),
    /// The only place where a page may end, at a cost.
    Penalty(i32),
    /// A page ends here (`break-before: page | recto | verso`).
    ForcedBreak(BreakBetween),
    /// A frame opens; index in [`Galley::frames`]. Takes the frame's upper edge as height.
    Open(u32),
    /// It closes, and takes its lower edge as height.
    Close(u32),
}

#[derive(Clone, Debug, Default)]
pub struct Line {
    pub height: Pt,
    /// From its top to its baseline; the height where it has none.
    pub ascent: Pt,
    pub fragments: Vec<Fragment>,
    /// Notes referred to in it.
    pub notes: Vec<NodeId>,
    /// Nodes that begin at its top: link targets.
    pub anchors: Vec<NodeId>,
    /// Named strings set in it (`string-set`).
    pub strings: Vec<(Arc<str>, Arc<str>)>,
}

/// A box with background, borders or padding, or a table whose head is repeated: what continues over
/// a page break. Cut by a page it keeps its padding (`box-decoration-break: clone`), so that text never
/// touches the edge of a ground.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Left edge of the border box.
    pub x: Pt,
    /// Width of the border box.
    pub width: Pt,
    pub background: Color,
    pub border: Sides<Border>,
    pub radius: Pt,
    pub padding_start: Pt,
    pub padding_end: Pt,
    /// Lines repeated at the top of each further page: a table's head.
    pub header: Vec<Line>,
    /// Whether open and close take height; cells beside each other do not.
    pub is_weightless: bool,
}

impl Frame {
    /// Height between its outer edge and its content, above.
    pub fn start_edge(&self) -> Pt {
        if self.is_weightless { Pt::ZERO } else { self.border.block_start.width + self.padding_start }
    }

    /// The same, below.
    pub fn end_edge(&self) -> Pt {
        if self.is_weightless { Pt::ZERO } else { self.border.block_end.width + self.padding_end }
    }

    /// Height of the repeated head.
    pub fn header_height(&self) -> Pt {
        self.header.iter().map(|line| line.height).sum()
    }
}

impl Galley {
    /// Height with nothing broken.
    pub fn height(&self) -> Pt {
        self.items.iter().map(|item| self.item_height(item)).sum()
    }

    /// Height of one item when no page breaks at it.
    pub fn item_height(&self, item: &GalleyItem) -> Pt {
        match item {
            GalleyItem::Line(line) => line.height,
            GalleyItem::Glue(size) => *size,
            GalleyItem::Penalty(_) | GalleyItem::ForcedBreak(_) => Pt::ZERO,
            GalleyItem::Open(frame) => self.frames[*frame as usize].start_edge(),
            GalleyItem::Close(frame) => self.frames[*frame as usize].end_edge(),
        }
    }
}
