//! Lines, outlines and text as SVG.
//!
//! In: what to draw, in CSS pixels. Out: an SVG document of plain shapes: no style sheet, no ids, no markers, nothing
//! that a reader might lack. Its ground is white and its ink dark, whatever the page around it is. Each text states
//! its length, so that it stays in its box with any font.

use std::fmt::Write;

use super::graph::{Head, Look};
use super::measure::{LEADING, Label, Line, SIZE};

/// A place, `y` down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

impl Point {
    pub const fn new(x: f32, y: f32) -> Point {
        Point { x, y }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Rect {
    pub fn middle(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    pub fn grown(&self, by: f32) -> Rect {
        Rect { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }
}

/// Of lines and text: nearly black, as print is.
const INK: &str = "#222";
/// Of boxes and of frames around them: light enough for print without screens to be seen as such.
const GROUND: &str = "#f3f3f3";
/// Hairlines, and lines that are meant to be seen first; in CSS pixels.
const HAIRLINE: f32 = 0.75;
const HEAVY: f32 = 1.75;
/// The contrast that text on an author's ground must have (WCAG 2.2, 1.4.3), as luminance: `1.05 / 0.05 / 4.5` below
/// white for the ink's own 0.016.
const LEAST_LUMINANCE: f32 = 0.30;

/// How an outline is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    /// `None` for no ground.
    pub ground: Option<Ground>,
    /// The line's width; `None` for none.
    pub line: Option<f32>,
    pub is_dashed: bool,
}

/// What an outline is filled with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ground {
    Paper,
    Light,
    Ink,
    Color([u8; 3]),
}

impl Paint {
    pub const RULE: Paint = Paint { ground: None, line: Some(HAIRLINE), is_dashed: false };
    pub const DASHED: Paint = Paint { ground: None, line: Some(HAIRLINE), is_dashed: true };
    pub const HEAVY: Paint = Paint { ground: None, line: Some(HEAVY), is_dashed: false };
    pub const PAPER: Paint = Paint { ground: Some(Ground::Paper), line: Some(HAIRLINE), is_dashed: false };
    pub const LIGHT: Paint = Paint { ground: Some(Ground::Light), line: Some(HAIRLINE), is_dashed: false };
    pub const SOLID: Paint = Paint { ground: Some(Ground::Ink), line: None, is_dashed: false };

    /// A box as its author wants it, as far as print allows.
    pub fn of_box(look: &Look) -> Paint {
        Paint {
            ground: Some(look.fill.map_or(Ground::Light, |fill| Ground::Color(light(fill)))),
            line: if look.is_without_frame { None } else { Some(if look.is_heavy { HEAVY } else { HAIRLINE }) },
            is_dashed: look.is_dashed,
        }
    }
}

/// A color mixed with white until dark text on it can be read.
fn light(color: [u8; 3]) -> [u8; 3] {
    let linear = |value: u8| (f32::from(value) / 255.0).powf(2.2);
    let luminance = |[r, g, b]: [u8; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    let mut color = color;
    while luminance(color) < LEAST_LUMINANCE {
        color = color.map(|value| value + (255 - value).div_ceil(8));
    }
    color
}

/// A drawing in the making.
#[derive(Debug, Default)]
pub struct Scene {
    shapes: String,
    /// What it covers.
    low: Option<Point>,
    high: Point,
}

/// The room around a drawing, in CSS pixels.
const MARGIN: f32 = 6.0;

impl Scene {
    fn cover(&mut self, x: f32, y: f32) {
        let (low, high) = match self.low {
            Some(low) => (low, self.high),
            None => (Point::new(x, y), Point::new(x, y)),
        };
        self.low = Some(Point::new(low.x.min(x), low.y.min(y)));
        self.high = Point::new(high.x.max(x), high.y.max(y));
    }

    /// Draws another scene over this one.
    pub fn append(&mut self, other: Scene) {
        if let Some(low) = other.low {
            self.cover(low.x, low.y);
            self.cover(other.high.x, other.high.y);
        }
        self.shapes.push_str(&other.shapes);
    }

    fn paint(&mut self, paint: Paint) {
        match paint.ground {
            None => self.shapes.push_str(" fill=\"none\""),
            Some(Ground::Paper) => self.shapes.push_str(" fill=\"#fff\""),
            Some(Ground::Light) => put(&mut self.shapes, format_args!(" fill=\"{GROUND}\"")),
            Some(Ground::Ink) => put(&mut self.shapes, format_args!(" fill=\"{INK}\"")),
            Some(Ground::Color([r, g, b])) => put(&mut self.shapes, format_args!(" fill=\"#{r:02x}{g:02x}{b:02x}\"")),
        }
        match paint.line {
            Some(HAIRLINE) => {}
            Some(width) => put(&mut self.shapes, format_args!(" stroke-width=\"{width}\"")),
            None => self.shapes.push_str(" stroke=\"none\""),
        }
        if paint.is_dashed {
            self.shapes.push_str(" stroke-dasharray=\"4 3\"");
        }
        self.shapes.push_str("/>\n");
    }

    pub fn rect(&mut self, at: Rect, radius: f32, paint: Paint) {
        let Rect { x, y, width, height } = at;
        self.cover(x, y);
        self.cover(x + width, y + height);
        put(&mut self.shapes, format_args!("<rect x=\"{}\" y=\"{}\"", n(x), n(y)));
        put(&mut self.shapes, format_args!(" width=\"{}\" height=\"{}\"", n(width), n(height)));
        if radius > 0.0 {
            put(&mut self.shapes, format_args!(" rx=\"{}\"", n(radius.min(width / 2.0).min(height / 2.0))));
        }
        self.paint(paint);
    }

    pub fn ellipse(&mut self, at: Rect, paint: Paint) {
        let Point { x, y } = at.middle();
        self.cover(at.x, at.y);
        self.cover(at.x + at.width, at.y + at.height);
        put(&mut self.shapes, format_args!("<ellipse cx=\"{}\" cy=\"{}\"", n(x), n(y)));
        put(&mut self.shapes, format_args!(" rx=\"{}\" ry=\"{}\"", n(at.width / 2.0), n(at.height / 2.0)));
        self.paint(paint);
    }

    /// A pipe that stands, its lids as high as twice `lid`.
    pub fn cylinder(&mut self, at: Rect, lid: f32, paint: Paint) {
        let Rect { x, y, width, height } = at;
        let (top, bottom, right) = (n(y + lid), n(y + height - lid), n(x + width));
        let arc = format!("A{} {}", n(width / 2.0), n(lid));
        self.path(
            &format!("M{} {top}{arc} 0 0 1 {right} {top}V{bottom}{arc} 0 0 1 {} {bottom}Z", n(x), n(x)),
            at,
            paint,
        );
        self.path(&format!("M{} {top}{arc} 0 0 0 {right} {top}", n(x)), at, Paint::RULE);
    }

    /// A path as SVG writes it, within a box.
    pub fn path(&mut self, data: &str, within: Rect, paint: Paint) {
        self.cover(within.x, within.y);
        self.cover(within.x + within.width, within.y + within.height);
        put(&mut self.shapes, format_args!("<path d=\"{data}\""));
        self.paint(paint);
    }

    pub fn polygon(&mut self, points: &[(f32, f32)], paint: Paint) {
        self.points("polygon", points, paint);
    }

    pub fn polyline(&mut self, points: &[(f32, f32)], paint: Paint) {
        self.points("polyline", points, paint);
    }

    fn points(&mut self, name: &str, points: &[(f32, f32)], paint: Paint) {
        put(&mut self.shapes, format_args!("<{name} points=\""));
        for (index, (x, y)) in points.iter().enumerate() {
            self.cover(*x, *y);
            put(&mut self.shapes, format_args!("{}{},{}", if index > 0 { " " } else { "" }, n(*x), n(*y)));
        }
        self.shapes.push('"');
        self.paint(paint);
    }

    pub fn line(&mut self, from: Point, to: Point, paint: Paint) {
        self.polyline(&[(from.x, from.y), (to.x, to.y)], paint);
    }

    /// Lines of text around a middle.
    pub fn label(&mut self, label: &Label, middle: Point) {
        let top = middle.y - label.height() / 2.0;
        for (index, line) in label.lines.iter().enumerate() {
            let y = top + LEADING * index as f32;
            self.text(line, Point::new(middle.x - line.width / 2.0, y));
        }
    }

    /// Lines of text from a corner above and to the left.
    pub fn list(&mut self, label: &Label, corner: Point) {
        for (index, line) in label.lines.iter().enumerate() {
            self.text(line, Point::new(corner.x, corner.y + LEADING * index as f32));
        }
    }

    /// A line of text in a box of [`LEADING`] height, from its upper left corner.
    fn text(&mut self, line: &Line, corner: Point) {
        if line.text.trim().is_empty() {
            return;
        }
        self.cover(corner.x, corner.y);
        self.cover(corner.x + line.width, corner.y + LEADING);
        // Letters stand in the middle between the line of capitals and the baseline.
        let baseline = corner.y + LEADING / 2.0 + SIZE * 0.34;
        put(
            &mut self.shapes,
            format_args!("<text fill=\"{INK}\" stroke=\"none\" x=\"{}\" y=\"{}\"", n(corner.x), n(baseline)),
        );
        put(&mut self.shapes, format_args!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", n(line.width)));
        if line.is_bold {
            self.shapes.push_str(" font-weight=\"bold\"");
        }
        if line.is_italic {
            self.shapes.push_str(" font-style=\"italic\"");
        }
        if line.is_underlined {
            self.shapes.push_str(" text-decoration=\"underline\"");
        }
        self.shapes.push('>');
        for character in line.text.chars() {
            match character {
                '<' => self.shapes.push_str("&lt;"),
                '>' => self.shapes.push_str("&gt;"),
                '&' => self.shapes.push_str("&amp;"),
                // Not allowed in XML 1.0 (section 2.2).
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => self.shapes.push('\u{fffd}'),
                _ => self.shapes.push(character),
            }
        }
        self.shapes.push_str("</text>\n");
    }

    /// What an edge ends in, at a tip to which it comes along the unit vector `along`.
    pub fn head(&mut self, head: Head, tip: Point, along: Point) {
        let at =
            |back: f32, side: f32| (tip.x - along.x * back - along.y * side, tip.y - along.y * back + along.x * side);
        let tip_point = at(0.0, 0.0);
        let ring = |back: f32, radius: f32| {
            let (x, y) = at(back, 0.0);
            Rect { x: x - radius, y: y - radius, width: 2.0 * radius, height: 2.0 * radius }
        };
        match head {
            Head::None => {}
            Head::Arrow => self.polygon(&[tip_point, at(8.0, -3.2), at(8.0, 3.2)], Paint::SOLID),
            Head::Open => self.polyline(&[at(8.0, -4.0), tip_point, at(8.0, 4.0)], Paint::RULE),
            Head::Triangle => self.polygon(&[tip_point, at(11.0, -6.0), at(11.0, 6.0)], Paint::PAPER),
            Head::Diamond | Head::HollowDiamond => {
                let paint = if head == Head::Diamond { Paint::SOLID } else { Paint::PAPER };
                self.polygon(&[tip_point, at(7.0, -4.0), at(14.0, 0.0), at(7.0, 4.0)], paint);
            }
            Head::Circle => self.ellipse(ring(3.5, 3.5), Paint::PAPER),
            Head::Cross => {
                self.polyline(&[at(2.0, -4.0), at(10.0, 4.0)], Paint::RULE);
                self.polyline(&[at(2.0, 4.0), at(10.0, -4.0)], Paint::RULE);
            }
            Head::One => {
                self.polyline(&[at(5.0, -4.5), at(5.0, 4.5)], Paint::RULE);
                self.polyline(&[at(8.5, -4.5), at(8.5, 4.5)], Paint::RULE);
            }
            Head::ZeroOrOne => {
                self.polyline(&[at(5.0, -4.5), at(5.0, 4.5)], Paint::RULE);
                self.ellipse(ring(11.5, 3.5), Paint::PAPER);
            }
            Head::Many => {
                self.polyline(&[at(0.0, -4.5), at(9.0, 0.0), at(0.0, 4.5)], Paint::RULE);
                self.polyline(&[at(11.5, -4.5), at(11.5, 4.5)], Paint::RULE);
            }
            Head::ZeroOrMany => {
                self.polyline(&[at(0.0, -4.5), at(9.0, 0.0), at(0.0, 4.5)], Paint::RULE);
                self.ellipse(ring(12.5, 3.5), Paint::PAPER);
            }
        }
    }

    /// The document, its width and its height in CSS pixels.
    pub fn finish(self) -> (String, f32, f32) {
        let low = self.low.unwrap_or_default();
        let (x, y) = (low.x - MARGIN, low.y - MARGIN);
        let (width, height) = ((self.high.x - x + MARGIN).ceil(), (self.high.y - y + MARGIN).ceil());
        let (x, y) = (n(x), n(y));
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"{x} {y} {width} {height}\">\n<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
             fill=\"#fff\"/>\n<g stroke=\"{INK}\" stroke-width=\"{HAIRLINE}\" stroke-linejoin=\"round\" font-family=\"sans-serif\" font-size=\"{SIZE}\">\n{}</g>\n</svg>\n",
            self.shapes
        );
        (svg, width, height)
    }
}

/// A number with at most two digits after its point.
pub fn n(value: f32) -> f32 {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}

fn put(into: &mut String, what: std::fmt::Arguments<'_>) {
    into.write_fmt(what).expect("a string takes what it is given");
}
