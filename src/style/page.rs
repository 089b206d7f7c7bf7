//! Computed values of page boxes: `@page` and its margin boxes (CSS Paged Media 3).

use std::sync::Arc;

use serde::Serialize;

use super::computed::{ComputedStyle, CounterStyle};
use crate::geom::{Pt, Sides, Size};

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
    /// Margin boxes that have content, in the order of [`MarginBox`]; `content` of the style is set.
    pub margin_boxes: Vec<(MarginBox, Arc<ComputedStyle>)>,
    /// The page area's own style: what `@page` declares beside size and margin. Fonts for the margin boxes; background,
    /// border and padding around the page area. Its sides are flow-relative, by its own direction.
    pub style: Arc<ComputedStyle>,
    /// The area for notes, `@footnote`: its border and padding part it from the text.
    pub footnote_area: Arc<ComputedStyle>,
    /// How pages of this name are numbered: the style of `counter(page)` in the margin boxes of any
    /// page of the name, also where this one shows no folio. For page labels.
    pub numbering: CounterStyle,
}
