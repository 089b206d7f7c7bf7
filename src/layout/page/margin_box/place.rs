//! Where on the sheet each of the sixteen margin boxes has its room (CSS Paged Media 3, section 5.2).
//!
//! In: the name of a box and the page's margins. Out: its side, or its corner, and the room there. They lie in the
//! margins, outside the page's border. How the boxes of a side share it is not known here.

use crate::geom::{Point, Pt, Rect, Sides, Size};
use crate::style::{MarginBox, PageStyle};

/// A side of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

/// Where on its side, from the left or from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    Start,
    Middle,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Width,
    Height,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Along(Side, Position),
    /// On the upper or the lower side, at the left of the sheet where it starts at the edge.
    Corner {
        side: Side,
        starts_at_edge: bool,
    },
}

impl Axis {
    pub fn other(self) -> Axis {
        match self {
            Axis::Width => Axis::Height,
            Axis::Height => Axis::Width,
        }
    }

    pub fn length(self, size: Size) -> Pt {
        match self {
            Axis::Width => size.width,
            Axis::Height => size.height,
        }
    }

    /// Start and end of physical sides.
    pub fn pair<T>(self, sides: Sides<T>) -> (T, T) {
        match self {
            Axis::Width => (sides.inline_start, sides.inline_end),
            Axis::Height => (sides.block_start, sides.block_end),
        }
    }
}

impl Side {
    pub const ALL: [Side; 4] = [Side::Top, Side::Right, Side::Bottom, Side::Left];

    /// The axis along which its boxes stand.
    pub fn axis(self) -> Axis {
        match self {
            Side::Top | Side::Bottom => Axis::Width,
            Side::Right | Side::Left => Axis::Height,
        }
    }

    /// The margin between two corners.
    pub fn room(self, page: &PageStyle) -> Rect {
        let inner = page.border_box();
        let (width, height) = (inner.size.width, inner.size.height);
        let margin = &page.margin;
        match self {
            Side::Top => rect(inner.origin.x, Pt::ZERO, width, margin.block_start),
            Side::Right => rect(inner.right(), inner.origin.y, margin.inline_end, height),
            Side::Bottom => rect(inner.origin.x, inner.bottom(), width, margin.block_end),
            Side::Left => rect(Pt::ZERO, inner.origin.y, margin.inline_start, height),
        }
    }
}

impl Place {
    /// The room of its side or of its corner.
    pub fn room(self, page: &PageStyle) -> Rect {
        match self {
            Place::Along(side, _) => side.room(page),
            Place::Corner { side, starts_at_edge } => {
                let along = side.room(page);
                let (x, width) = match starts_at_edge {
                    true => (Pt::ZERO, along.origin.x),
                    false => (along.right(), page.size.width - along.right()),
                };
                rect(x, along.origin.y, width, along.size.height)
            }
        }
    }

    /// Whether its room begins at the sheet's edge along an axis that it does not share with others.
    pub fn starts_at_edge_of(self, axis: Axis) -> bool {
        match (self, axis) {
            (Place::Corner { starts_at_edge, .. }, Axis::Width) => starts_at_edge,
            (Place::Corner { side, .. } | Place::Along(side, _), Axis::Width | Axis::Height) => {
                matches!(side, Side::Top | Side::Left)
            }
        }
    }
}

pub fn place(name: MarginBox) -> Place {
    let corner = |side, starts_at_edge| Place::Corner { side, starts_at_edge };
    match name {
        MarginBox::TopLeftCorner => corner(Side::Top, true),
        MarginBox::TopLeft => Place::Along(Side::Top, Position::Start),
        MarginBox::TopCenter => Place::Along(Side::Top, Position::Middle),
        MarginBox::TopRight => Place::Along(Side::Top, Position::End),
        MarginBox::TopRightCorner => corner(Side::Top, false),
        MarginBox::RightTop => Place::Along(Side::Right, Position::Start),
        MarginBox::RightMiddle => Place::Along(Side::Right, Position::Middle),
        MarginBox::RightBottom => Place::Along(Side::Right, Position::End),
        MarginBox::BottomRightCorner => corner(Side::Bottom, false),
        MarginBox::BottomRight => Place::Along(Side::Bottom, Position::End),
        MarginBox::BottomCenter => Place::Along(Side::Bottom, Position::Middle),
        MarginBox::BottomLeft => Place::Along(Side::Bottom, Position::Start),
        MarginBox::BottomLeftCorner => corner(Side::Bottom, true),
        MarginBox::LeftBottom => Place::Along(Side::Left, Position::End),
        MarginBox::LeftMiddle => Place::Along(Side::Left, Position::Middle),
        MarginBox::LeftTop => Place::Along(Side::Left, Position::Start),
    }
}

fn rect(x: Pt, y: Pt, width: Pt, height: Pt) -> Rect {
    Rect::new(Point::new(x, y), Size::new(width, height))
}
