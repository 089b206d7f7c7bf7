//! Computed values of page boxes: `@page` and its margin boxes (CSS Paged Media 3).

use std::sync::Arc;

use serde::Serialize;

use super::computed::{Border, ComputedStyle, CounterStyle};
use crate::geom::{Point, Pt, Rect, Sides, Size};

/// Which side of the spread a page is on, by reading order: a spread is a verso, then a recto. Where pages are turned
/// from right to left, the recto is the left-hand page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum PageSide {
    /// Odd: the right-hand page of a book that is bound on the left.
    Recto,
    /// Even: the left-hand page of a book that is bound on the left.
    Verso,
}

/// What selects the style of a page (CSS Paged Media 3, section 3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PageContext {
    /// The named page, `None` for `auto`.
    pub name: Option<Arc<str>>,
    pub side: PageSide,
    /// The first page of the run of pages with that name, or the page on which a chapter opens.
    pub is_first: bool,
    /// Made only so that the next page falls on the other side.
    pub is_blank: bool,
    /// Which of the `:nth()` selectors of the style sheets meet it, a bit for each; see `Theme::nth_pages`.
    pub nth: u8,
}

/// The sixteen margin boxes (CSS Paged Media 3, section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum MarginBox {
    TopLeftCorner,
    TopLeft,
    TopCenter,
    TopRight,
    TopRightCorner,
    RightTop,
    RightMiddle,
    RightBottom,
    BottomRightCorner,
    BottomRight,
    BottomCenter,
    BottomLeft,
    BottomLeftCorner,
    LeftBottom,
    LeftMiddle,
    LeftTop,
}

/// The style of one page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageStyle {
    /// The page box, after `--page-size`.
    pub size: Size,
    /// Physical: `inline_start` is left, `inline_end` is right.
    pub margin: Sides<Pt>,
    /// Border and padding between the margins and the page area, physical too.
    pub border: Sides<Border>,
    pub padding: Sides<Pt>,
    /// Margin boxes that have content, in the order of [`MarginBox`]; `content` of the style is set.
    pub margin_boxes: Vec<(MarginBox, Arc<ComputedStyle>)>,
    /// The page's own style: what `@page` declares beside size and margin. Fonts for the margin boxes, and the
    /// background. Its sides are flow-relative, by its own direction.
    pub style: Arc<ComputedStyle>,
    /// The area for notes, `@footnote`: its border and padding part it from the text.
    pub footnote_area: Arc<ComputedStyle>,
    /// How pages of this name are numbered: the style of `counter(page)` in the margin boxes of any
    /// page of the name, also where this one shows no folio. For page labels.
    pub numbering: CounterStyle,
}

impl PageStyle {
    /// What the margins leave of the sheet: around it stand the margin boxes.
    pub fn border_box(&self) -> Rect {
        inside(Rect::new(Point::default(), self.size), &self.margin)
    }

    /// The page area, where the text stands: what margins, border and padding leave.
    pub fn area(&self) -> Rect {
        inside(inside(self.border_box(), &self.border.map(|side| side.width)), &self.padding)
    }

    /// The room below the page area that nothing is painted in.
    pub fn room_below(&self) -> Pt {
        match self.border.block_end.width > Pt::ZERO {
            true => self.padding.block_end,
            false => self.padding.block_end + self.margin.block_end,
        }
    }
}

fn inside(rect: Rect, sides: &Sides<Pt>) -> Rect {
    let origin = rect.origin + Point::new(sides.inline_start, sides.block_start);
    Rect::new(origin, Size::new(rect.size.width - sides.inline_sum(), rect.size.height - sides.block_sum()))
}
