//! Lengths and rectangles.
//!
//! Every length in the program is a [`Pt`], so a bare float is never a length by accident.
//! Until a page is put together, coordinates are flow-relative: `inline` runs along a line from its
//! start, `block` runs down the page from its top. [`Point`], [`Size`] and [`Rect`] use those axes; the
//! origin is the top left corner of the page box and `y` grows downwards. Only `pdf` turns them
//! into PDF user space, whose origin is at the bottom.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use serde::Serialize;

/// Where lines begin: the inline base direction (CSS Writing Modes 4, section 2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Direction {
    #[default]
    LeftToRight,
    RightToLeft,
}

impl Direction {
    pub fn is_right_to_left(self) -> bool {
        self == Direction::RightToLeft
    }

    /// As HTML's `dir` and CSS write it.
    pub fn keyword(self) -> &'static str {
        match self {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        }
    }
}

/// A length in points, 1/72 inch.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Pt(pub f32);

impl Pt {
    pub const ZERO: Pt = Pt(0.0);

    /// The length of one CSS pixel, 1/96 inch (CSS Values 4, section 6.2).
    pub const PX: Pt = Pt(0.75);

    /// Millimeters as points.
    pub fn from_mm(mm: f32) -> Pt {
        Pt(mm * 72.0 / 25.4)
    }

    /// Inches as points.
    pub fn from_inches(inches: f32) -> Pt {
        Pt(inches * 72.0)
    }

    pub fn max(self, other: Pt) -> Pt {
        Pt(self.0.max(other.0))
    }

    pub fn min(self, other: Pt) -> Pt {
        Pt(self.0.min(other.0))
    }

    pub fn abs(self) -> Pt {
        Pt(self.0.abs())
    }
}

impl Add for Pt {
    type Output = Pt;
    fn add(self, other: Pt) -> Pt {
        Pt(self.0 + other.0)
    }
}

impl AddAssign for Pt {
    fn add_assign(&mut self, other: Pt) {
        self.0 += other.0;
    }
}

impl Sub for Pt {
    type Output = Pt;
    fn sub(self, other: Pt) -> Pt {
        Pt(self.0 - other.0)
    }
}

impl SubAssign for Pt {
    fn sub_assign(&mut self, other: Pt) {
        self.0 -= other.0;
    }
}

impl Neg for Pt {
    type Output = Pt;
    fn neg(self) -> Pt {
        Pt(-self.0)
    }
}

impl Mul<f32> for Pt {
    type Output = Pt;
    fn mul(self, factor: f32) -> Pt {
        Pt(self.0 * factor)
    }
}

impl Div<f32> for Pt {
    type Output = Pt;
    fn div(self, divisor: f32) -> Pt {
        Pt(self.0 / divisor)
    }
}

/// The ratio of two lengths.
impl Div for Pt {
    type Output = f32;
    fn div(self, other: Pt) -> f32 {
        self.0 / other.0
    }
}

impl Sum for Pt {
    fn sum<I: Iterator<Item = Pt>>(lengths: I) -> Pt {
        Pt(lengths.map(|length| length.0).sum())
    }
}

/// A place: `x` from the left (inline start), `y` from the top (block start).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Point {
    pub x: Pt,
    pub y: Pt,
}

impl Point {
    pub fn new(x: Pt, y: Pt) -> Point {
        Point { x, y }
    }
}

impl Add for Point {
    type Output = Point;
    fn add(self, other: Point) -> Point {
        Point::new(self.x + other.x, self.y + other.y)
    }
}

/// Extent along both axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Size {
    pub width: Pt,
    pub height: Pt,
}

impl Size {
    pub fn new(width: Pt, height: Pt) -> Size {
        Size { width, height }
    }
}

/// A rectangle by its top left corner and extent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rect {
    pub origin: Point,
    pub size: Size,
}

impl Rect {
    pub fn new(origin: Point, size: Size) -> Rect {
        Rect { origin, size }
    }

    pub fn right(&self) -> Pt {
        self.origin.x + self.size.width
    }

    pub fn bottom(&self) -> Pt {
        self.origin.y + self.size.height
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Rect) -> Rect {
        let x = self.origin.x.min(other.origin.x);
        let y = self.origin.y.min(other.origin.y);
        let right = self.right().max(other.right());
        let bottom = self.bottom().max(other.bottom());
        Rect::new(Point::new(x, y), Size::new(right - x, bottom - y))
    }
}

/// One value for each side of a box, flow-relative (CSS Logical Properties 1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Sides<T> {
    pub block_start: T,
    pub inline_end: T,
    pub block_end: T,
    pub inline_start: T,
}

impl<T: Copy> Sides<T> {
    /// With inline start and end changed for one another.
    pub fn swapped(self) -> Sides<T> {
        Sides { inline_start: self.inline_end, inline_end: self.inline_start, ..self }
    }

    /// Each side's value beside another's.
    pub fn zip<U: Copy>(self, other: Sides<U>) -> Sides<(T, U)> {
        Sides {
            block_start: (self.block_start, other.block_start),
            inline_end: (self.inline_end, other.inline_end),
            block_end: (self.block_end, other.block_end),
            inline_start: (self.inline_start, other.inline_start),
        }
    }

    /// Each side's value by a function.
    pub fn map<U>(self, value: impl Fn(T) -> U) -> Sides<U> {
        Sides {
            block_start: value(self.block_start),
            inline_end: value(self.inline_end),
            block_end: value(self.block_end),
            inline_start: value(self.inline_start),
        }
    }
}

impl<T: Copy> Sides<T> {
    /// Whether something holds of a side.
    pub fn any(self, f: impl FnMut(T) -> bool) -> bool {
        [self.block_start, self.inline_end, self.block_end, self.inline_start].into_iter().any(f)
    }

    /// The same value on all four sides.
    pub fn all(value: T) -> Sides<T> {
        Sides { block_start: value, inline_end: value, block_end: value, inline_start: value }
    }
}

impl Sides<Pt> {
    /// Start plus end along the inline axis.
    pub fn inline_sum(&self) -> Pt {
        self.inline_start + self.inline_end
    }

    /// Start plus end along the block axis.
    pub fn block_sum(&self) -> Pt {
        self.block_start + self.block_end
    }
}
