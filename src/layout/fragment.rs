//! What layout yields: immutable fragments on pages.
//!
//! A [`Page`] holds its fragments flat, in paint order, which is reading order but for backgrounds and
//! borders, that come before what they enclose. Coordinates are physical: from the top left of the
//! page box. Each fragment says which node it shows, so that tags, links, outline and findings need
//! nothing else.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::background::Background;
use crate::color::Color;
use crate::document::NodeRef;
use crate::font::FontId;
use crate::geom::{Point, Pt, Rect, Sides, Size};
use crate::style::{Border, CounterStyle, PageSide, Pseudo};

/// All pages of a book.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pages {
    pub pages: Vec<Page>,
    /// Where each node that has ink or is a link target begins: index of the page and top edge.
    #[serde(skip)]
    pub positions: BTreeMap<NodeRef, Position>,
    /// How the items of each list are marked; of a list whose items are not, there is nothing.
    #[serde(skip)]
    pub list_styles: BTreeMap<NodeRef, CounterStyle>,
}

/// The place where a node begins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Position {
    /// Index in [`Pages::pages`].
    pub page: u32,
    pub point: Point,
}

/// One page.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    pub size: Size,
    /// Where its text stands: what the margins leave, a line longer where the spread is.
    pub area: Rect,
    pub side: PageSide,
    /// The page number, `counter(page)`, and how it is written.
    pub number: i32,
    pub numbering: CounterStyle,
    pub fragments: Vec<Fragment>,
}

/// A painted thing and the node it shows.
#[derive(Clone, Debug, Serialize)]
pub struct Fragment {
    pub source: Source,
    pub kind: FragmentKind,
}

/// What a fragment stands for, for tagging.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Source {
    /// Content of a node: `range` is the bytes of the node's text it shows (empty for boxes and images).
    Node { node: NodeRef, range: Range<u32> },
    /// Generated content of a node: a list marker (`Lbl`), or text of `::before` and `::after`, read as part of the node.
    Generated { node: NodeRef, pseudo: Pseudo },
    /// Running head, folio: repeated or made for the page only (PDF 32000-1, 14.8.2.2).
    Pagination,
    /// Paint without meaning: backgrounds, borders, rules, leaders, wrap marks, repeated table heads.
    Decoration,
}

#[derive(Clone, Debug, Serialize)]
pub enum FragmentKind {
    Box(BoxFragment),
    Glyphs(GlyphRun),
    Image(ImageFragment),
    /// A straight filled bar: underline, strike-through, thematic break.
    Rule {
        rect: Rect,
        color: Color,
    },
    /// A cluster that no font has: an outlined box of this extent with a code point in it.
    MissingGlyph {
        rect: Rect,
        /// All of its text, which the box is copied as.
        cluster: Arc<str>,
        color: Color,
    },
    /// No ink: where a target without content stands.
    Anchor(Point),
}

/// Background and borders of a box or of a piece of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoxFragment {
    /// The border box.
    pub rect: Rect,
    pub background: Background,
    /// Widths are zero on the sides where the box was cut by a page.
    pub border: Sides<Border>,
    pub radius: Pt,
}

impl BoxFragment {
    /// What is within its borders: where a background's image is placed.
    pub fn padding_box(&self) -> Rect {
        let Sides { block_start, inline_end, block_end, inline_start } = self.border.map(|side| side.width);
        let origin = Point::new(self.rect.origin.x + inline_start, self.rect.origin.y + block_start);
        let size = &self.rect.size;
        Rect::new(origin, Size::new(size.width - inline_start - inline_end, size.height - block_start - block_end))
    }
}

/// Glyphs of one font, size and color on one baseline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GlyphRun {
    pub font: FontId,
    pub size: Pt,
    pub color: Color,
    /// The pen position of the first glyph, on the baseline; in a galley, the inline start of the run: for text from
    /// right to left its right end, measured from the right.
    pub origin: Point,
    /// The text shown, as it is to be copied; glyphs point into it.
    pub text: Arc<str>,
    pub glyphs: Arc<[Glyph]>,
    /// How wide the glyphs are drawn, 1.0 for as wide as the face has them. Advances and offsets hold it already.
    pub scale: f32,
    /// The language where it differs from the book's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Arc<str>>,
}

/// A positioned glyph. Glyphs of one cluster carry the same `text`; a ligature's holds several characters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Glyph {
    pub id: u16,
    /// How far the pen moves on, in points, with kerning, letter and word spacing and justification.
    pub advance: f32,
    /// Offset from the pen in points, `y` upwards.
    pub x_offset: f32,
    pub y_offset: f32,
    /// Start of the cluster's bytes in [`GlyphRun::text`].
    pub text_start: u32,
    /// End of the cluster's bytes. An empty range is a glyph that copies as nothing: the wrap mark of code.
    pub text_end: u32,
}

impl GlyphRun {
    /// Whether it is read from right to left.
    pub fn is_backward(&self) -> bool {
        self.glyphs.windows(2).any(|pair| pair[1].text_start < pair[0].text_start)
    }

    /// How far the pen moves over the whole run.
    pub fn width(&self) -> Pt {
        Pt(self.glyphs.iter().map(|glyph| glyph.advance).sum())
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImageFragment {
    /// The key into `resource::Resources`.
    pub path: Arc<str>,
    pub rect: Rect,
}

impl Fragment {
    /// Turns it about a vertical line, for text that runs against the galley around it.
    pub(super) fn mirror(&mut self, middle: Pt) {
        let turned = |start: Pt, width: Pt| middle * 2.0 - start - width;
        match &mut self.kind {
            FragmentKind::Box(boxed) => {
                boxed.rect.origin.x = turned(boxed.rect.origin.x, boxed.rect.size.width);
                std::mem::swap(&mut boxed.border.inline_start, &mut boxed.border.inline_end);
            }
            FragmentKind::Glyphs(run) => run.origin.x = turned(run.origin.x, run.width()),
            FragmentKind::Image(image) => image.rect.origin.x = turned(image.rect.origin.x, image.rect.size.width),
            FragmentKind::Rule { rect, .. } | FragmentKind::MissingGlyph { rect, .. } => {
                rect.origin.x = turned(rect.origin.x, rect.size.width);
            }
            FragmentKind::Anchor(point) => point.x = turned(point.x, Pt::ZERO),
        }
    }

    /// Moves it, when the place of what it stands in becomes known.
    pub(super) fn shift(&mut self, x: Pt, y: Pt) {
        let by = Point::new(x, y);
        match &mut self.kind {
            FragmentKind::Box(fragment) => fragment.rect.origin = fragment.rect.origin + by,
            FragmentKind::Glyphs(run) => run.origin = run.origin + by,
            FragmentKind::Image(image) => image.rect.origin = image.rect.origin + by,
            FragmentKind::Rule { rect, .. } | FragmentKind::MissingGlyph { rect, .. } => {
                rect.origin = rect.origin + by;
            }
            FragmentKind::Anchor(point) => *point = *point + by,
        }
    }
}
