//! Outlines of nodes: how large around their text, where edges meet them, how they are drawn.

use super::graph::Node;
use super::measure::Label;
use super::scene::{Paint, Point, Rect, Scene};

/// The outline of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    #[default]
    Rect,
    Rounded,
    Stadium,
    Subroutine,
    Cylinder,
    Circle,
    DoubleCircle,
    Ellipse,
    Flag,
    Diamond,
    Hexagon,
    LeanRight,
    LeanLeft,
    /// Wider below.
    Trapezoid,
    /// Wider above.
    Funnel,
    /// A sheet with a corner turned down.
    Note,
    /// A table of a class or an entity: the first part in the middle, the others from the left.
    Table,
    /// The points at which states begin and end.
    Start,
    Stop,
    /// Where ways fork and join.
    Bar,
    /// Text alone.
    Text,
}

/// A side of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Top,
    Bottom,
    Left,
    Right,
}

/// Between text and frame, across and down, in CSS pixels.
const PADDING: (f32, f32) = (11.0, 7.0);
/// Between the text of a table's part and its rules.
pub const PART_PADDING: f32 = 5.0;
/// The lids of a cylinder, half their height.
const LID: f32 = 5.0;
/// How far slanted sides lean.
const LEAN: f32 = 12.0;
/// The points of states.
const POINT: f32 = 13.0;
/// A bar across the flow and along it.
const BAR: (f32, f32) = (56.0, 5.0);
/// The corner of a note.
const CORNER: f32 = 8.0;

impl Shape {
    /// Width and height of a node with its text, in CSS pixels; `is_horizontal` where the flow is.
    pub fn size(self, node: &Node, is_horizontal: bool) -> (f32, f32) {
        let width = node.parts.iter().map(Label::width).fold(0.0, f32::max);
        let height: f32 = node.parts.iter().map(Label::height).sum();
        let (across, down) = PADDING;
        let (wide, high) = (width + 2.0 * across, height + 2.0 * down);
        match self {
            Shape::Rect | Shape::Rounded | Shape::Note => (wide.max(34.0), high.max(LINE)),
            Shape::Stadium => ((width + high).max(34.0), high.max(LINE)),
            Shape::Subroutine => (wide + 12.0, high),
            Shape::Cylinder => (wide.max(40.0), high + 4.0 * LID - 4.0),
            Shape::Circle => {
                let side = (width.hypot(height) + 8.0).max(LINE);
                (side, side)
            }
            Shape::DoubleCircle => {
                let side = (width.hypot(height) + 16.0).max(LINE + 8.0);
                (side, side)
            }
            Shape::Ellipse => ((width * 1.25 + 14.0).max(44.0), (height * 1.7 + 6.0).max(LINE)),
            Shape::Flag => (wide + LEAN, high),
            // A rectangle fits a rhombus where the parts that it takes of both diagonals add up to one.
            Shape::Diamond => {
                let (width, height) = (width + 8.0, height + 4.0);
                (width + 2.0 * height, height + width / 2.0)
            }
            Shape::Hexagon => (wide + LEAN, high),
            Shape::LeanRight | Shape::LeanLeft | Shape::Trapezoid | Shape::Funnel => (wide + 2.0 * LEAN - 6.0, high),
            Shape::Table => {
                let parts = node.parts.iter().map(|part| part.height().max(3.0) + 2.0 * PART_PADDING);
                (wide.max(60.0), parts.sum())
            }
            Shape::Start | Shape::Stop => (POINT, POINT),
            Shape::Bar if is_horizontal => (BAR.1, BAR.0),
            Shape::Bar => BAR,
            Shape::Text => (width + 4.0, height.max(4.0)),
        }
    }

    /// The part of a side at which edges may end.
    pub fn landing(self, is_horizontal: bool) -> f32 {
        match self {
            Shape::Rect | Shape::Subroutine | Shape::Table | Shape::Bar | Shape::Note => 0.8,
            Shape::Rounded | Shape::Cylinder => 0.7,
            Shape::Stadium | Shape::Hexagon | Shape::Flag if is_horizontal => 0.4,
            Shape::Stadium | Shape::Hexagon | Shape::Flag => 0.6,
            Shape::LeanRight | Shape::LeanLeft | Shape::Trapezoid | Shape::Funnel => 0.5,
            Shape::Circle | Shape::DoubleCircle | Shape::Ellipse => 0.5,
            Shape::Diamond => 0.4,
            Shape::Start | Shape::Stop => 0.0,
            Shape::Text => 0.6,
        }
    }

    /// How far behind the side of its box the outline stands, at an offset from the side's middle.
    pub fn inset(self, width: f32, height: f32, side: Side, offset: f32) -> f32 {
        let is_end = matches!(side, Side::Top | Side::Bottom);
        let (half_across, half_along) = if is_end { (width / 2.0, height / 2.0) } else { (height / 2.0, width / 2.0) };
        let part = (offset / half_across.max(1.0)).clamp(-1.0, 1.0);
        let round = |depth: f32| depth * (1.0 - (1.0 - part * part).sqrt());
        let leaning = |sign: f32| LEAN * (1.0 + sign * part) / 2.0;
        match (self, side) {
            (Shape::Diamond, _) => part.abs() * half_along,
            (Shape::Circle | Shape::DoubleCircle | Shape::Ellipse | Shape::Start | Shape::Stop, _) => round(half_along),
            (Shape::Cylinder, Side::Top | Side::Bottom) => round(LID),
            (Shape::Stadium, Side::Left | Side::Right) => round(half_across),
            (Shape::Hexagon, Side::Left | Side::Right) => LEAN * part.abs(),
            (Shape::Flag, Side::Left) => LEAN * (1.0 - part.abs()),
            (Shape::LeanRight, Side::Left) | (Shape::LeanLeft, Side::Right) => leaning(-1.0),
            (Shape::LeanRight, Side::Right) | (Shape::LeanLeft, Side::Left) => leaning(1.0),
            (Shape::Trapezoid, Side::Left | Side::Right) => leaning(-1.0),
            (Shape::Funnel, Side::Left | Side::Right) => leaning(1.0),
            (_, _) => 0.0,
        }
    }

    /// Draws the outline and the text in it.
    pub fn draw(self, node: &Node, at: Rect, scene: &mut Scene) {
        let paint = Paint::of_box(&node.look);
        let Rect { x, y, width, height } = at;
        let (right, bottom) = (x + width, y + height);
        let middle = at.middle();
        match self {
            Shape::Rect => scene.rect(at, 0.0, paint),
            Shape::Rounded => scene.rect(at, 5.0, paint),
            Shape::Stadium => scene.rect(at, height / 2.0, paint),
            Shape::Subroutine => {
                scene.rect(at, 0.0, paint);
                scene.line(Point::new(x + 6.0, y), Point::new(x + 6.0, bottom), Paint::RULE);
                scene.line(Point::new(right - 6.0, y), Point::new(right - 6.0, bottom), Paint::RULE);
            }
            Shape::Cylinder => scene.cylinder(at, LID, paint),
            Shape::Circle | Shape::Ellipse => scene.ellipse(at, paint),
            Shape::DoubleCircle => {
                scene.ellipse(at, paint);
                scene.ellipse(at.grown(-3.5), Paint::RULE);
            }
            Shape::Flag => {
                scene.polygon(&[(x, y), (right, y), (right, bottom), (x, bottom), (x + LEAN, middle.y)], paint);
            }
            Shape::Diamond => {
                scene.polygon(&[(middle.x, y), (right, middle.y), (middle.x, bottom), (x, middle.y)], paint);
            }
            Shape::Hexagon => {
                let (left, far) = (x + LEAN, right - LEAN);
                let points = [(left, y), (far, y), (right, middle.y), (far, bottom), (left, bottom), (x, middle.y)];
                scene.polygon(&points, paint);
            }
            Shape::LeanRight => scene.polygon(&[(x + LEAN, y), (right, y), (right - LEAN, bottom), (x, bottom)], paint),
            Shape::LeanLeft => scene.polygon(&[(x, y), (right - LEAN, y), (right, bottom), (x + LEAN, bottom)], paint),
            Shape::Trapezoid => scene.polygon(&[(x + LEAN, y), (right - LEAN, y), (right, bottom), (x, bottom)], paint),
            Shape::Funnel => scene.polygon(&[(x, y), (right, y), (right - LEAN, bottom), (x + LEAN, bottom)], paint),
            Shape::Note => {
                let (edge, fold) = (right - CORNER, y + CORNER);
                scene.polygon(&[(x, y), (edge, y), (right, fold), (right, bottom), (x, bottom)], paint);
                scene.polyline(&[(edge, y), (edge, fold), (right, fold)], Paint::RULE);
            }
            Shape::Table => return self.draw_table(node, at, scene),
            Shape::Start | Shape::Bar => {
                scene.rect(at, if self == Shape::Bar { 0.0 } else { width / 2.0 }, Paint::SOLID)
            }
            Shape::Stop => {
                scene.ellipse(at, Paint::PAPER);
                scene.ellipse(at.grown(-3.0), Paint::SOLID);
            }
            Shape::Text => {}
        }
        let shift = Point::new(
            if self == Shape::Flag { LEAN / 2.0 } else { 0.0 },
            if self == Shape::Cylinder { LID / 2.0 } else { 0.0 },
        );
        for part in &node.parts {
            scene.label(part, Point::new(middle.x + shift.x, middle.y + shift.y));
        }
    }

    fn draw_table(self, node: &Node, at: Rect, scene: &mut Scene) {
        scene.rect(at, 0.0, Paint { ground: None, ..Paint::of_box(&node.look) });
        let mut y = at.y;
        for (index, part) in node.parts.iter().enumerate() {
            let height = part.height().max(3.0) + 2.0 * PART_PADDING;
            if index == 0 {
                let head = Rect { y, height, ..at };
                scene.rect(head, 0.0, Paint::of_box(&node.look));
                scene.label(part, head.middle());
            } else {
                scene.line(Point::new(at.x, y), Point::new(at.x + at.width, y), Paint::RULE);
                scene.list(part, Point::new(at.x + PADDING.0, y + PART_PADDING));
            }
            y += height;
        }
    }
}

/// The least height of a box.
const LINE: f32 = 26.0;
