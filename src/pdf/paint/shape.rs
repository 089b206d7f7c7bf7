//! Boxes, bars, and the signs for what cannot be shown, as paths (PDF 32000-1, 8.5).

use std::ops::Range;

use printpdf::{Line, LineCapStyle, LineDashPattern, LinePoint, Op, PaintMode, Polygon, PolygonRing, WindingOrder};

use super::{Painter, name};
use crate::color::Color;
use crate::font::Segment;
use crate::geom::{Point, Pt, Rect, Size};
use crate::lang::is_default_ignorable;
use crate::layout::{BoxFragment, GlyphRun};
use crate::pdf::font::cluster_text;
use crate::pdf::image::glyph::GlyphKey;
use crate::pdf::object::rounded;
use crate::style::{Border, BorderStyle};

/// How far the control points of a quarter circle lie from its ends, by its radius.
const KAPPA: f32 = 0.552_285;

/// The height of the sign for a missing glyph, and how far it reaches below the baseline, in em, as layout has it.
const SIGN_HEIGHT: f32 = 0.9;
const SIGN_DEPTH: f32 = 0.15;

impl Painter<'_> {
    pub(super) fn bar(&mut self, rect: Rect, color: Color) {
        if color.is_transparent() || rect.size.width.0 <= 0.0 || rect.size.height.0 <= 0.0 {
            return;
        }
        self.end_text();
        self.set_fill(color);
        let op = self.rectangle(rect, PaintMode::Fill);
        self.op(op);
    }

    pub(super) fn boxed(&mut self, fragment: &BoxFragment) {
        self.end_text();
        let rect = fragment.rect;
        let color = fragment.background.color;
        if !color.is_transparent() {
            if fragment.radius.0 > 0.0 {
                self.set_fill(color);
                let rings = vec![self.rounded_rect(rect, fragment.radius)];
                let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
                self.op(Op::DrawPolygon { polygon });
            } else {
                self.bar(rect, color);
            }
        }
        if let Some(image) = &fragment.background.image {
            self.tiles(&image.path, &image.tiles(fragment.padding_box()), rect);
        }
        let border = &fragment.border;
        let first = border.block_start;
        let all_alike = [border.inline_end, border.block_end, border.inline_start].iter().all(|side| *side == first);
        if all_alike && is_visible(&first) {
            self.frame(rect, fragment.radius, &first);
            return;
        }
        // One side after the other; where two solid sides meet they overlap, which joins them squarely.
        let (x, y, right, bottom) = (rect.origin.x, rect.origin.y, rect.right(), rect.bottom());
        let side = |x, y, width, height| Rect::new(Point::new(x, y), Size::new(width, height));
        let (width, height) = (rect.size.width, rect.size.height);
        self.side(&border.block_start, side(x, y, width, border.block_start.width), true);
        let end = &border.block_end;
        self.side(end, side(x, bottom - end.width, width, end.width), true);
        self.side(&border.inline_start, side(x, y, border.inline_start.width, height), false);
        let end = &border.inline_end;
        self.side(end, side(right - end.width, y, end.width, height), false);
    }

    /// A border that is the same on all sides.
    fn frame(&mut self, rect: Rect, radius: Pt, border: &Border) {
        let width = border.width;
        if border.style == BorderStyle::Double {
            let third = Border { width: width / 3.0, style: BorderStyle::Solid, ..*border };
            self.frame(rect, radius, &third);
            self.frame(inset(rect, width * (2.0 / 3.0)), (radius - width * (2.0 / 3.0)).max(Pt::ZERO), &third);
            return;
        }
        self.pen(border);
        // The stroke's center runs within the border.
        let rect = inset(rect, width / 2.0);
        if radius.0 > 0.0 {
            let rings = vec![self.rounded_rect(rect, (radius - width / 2.0).max(Pt::ZERO))];
            let polygon = Polygon { rings, mode: PaintMode::Stroke, winding_order: WindingOrder::NonZero };
            self.op(Op::DrawPolygon { polygon });
        } else {
            let op = self.rectangle(rect, PaintMode::Stroke);
            self.op(op);
        }
        self.lift_pen(border);
    }

    fn side(&mut self, border: &Border, rect: Rect, is_horizontal: bool) {
        if !is_visible(border) {
            return;
        }
        match border.style {
            BorderStyle::None => {}
            BorderStyle::Solid => self.bar(rect, border.color),
            BorderStyle::Double => {
                let third = border.width / 3.0;
                let (size, step) = if is_horizontal {
                    (Size::new(rect.size.width, third), Point::new(Pt::ZERO, third * 2.0))
                } else {
                    (Size::new(third, rect.size.height), Point::new(third * 2.0, Pt::ZERO))
                };
                self.bar(Rect::new(rect.origin, size), border.color);
                self.bar(Rect::new(rect.origin + step, size), border.color);
            }
            BorderStyle::Dashed | BorderStyle::Dotted => {
                let middle = border.width / 2.0;
                let (from, to) = if is_horizontal {
                    let y = rect.origin.y + middle;
                    (Point::new(rect.origin.x, y), Point::new(rect.right(), y))
                } else {
                    let x = rect.origin.x + middle;
                    (Point::new(x, rect.origin.y), Point::new(x, rect.bottom()))
                };
                self.pen(border);
                let points = vec![self.point(from, false), self.point(to, false)];
                self.op(Op::DrawLine { line: Line { points, is_closed: false } });
                self.lift_pen(border);
            }
        }
    }

    /// Sets up the stroke of a border.
    fn pen(&mut self, border: &Border) {
        self.set_stroke(border.color);
        let width = border.width.0;
        self.op(Op::SetOutlineThickness { pt: printpdf::Pt(rounded(width)) });
        match border.style {
            BorderStyle::None | BorderStyle::Solid | BorderStyle::Double => {}
            BorderStyle::Dashed => self.dash(vec![rounded(width * 3.0), rounded(width * 2.0)]),
            // Round caps turn dashes without length into dots.
            BorderStyle::Dotted => {
                self.op(Op::SetLineCapStyle { cap: LineCapStyle::Round });
                self.dash(vec![0.0, rounded(width * 2.0)]);
            }
        }
    }

    fn lift_pen(&mut self, border: &Border) {
        match border.style {
            BorderStyle::None | BorderStyle::Solid | BorderStyle::Double => {}
            BorderStyle::Dashed => self.dash(Vec::new()),
            BorderStyle::Dotted => {
                self.dash(Vec::new());
                self.op(Op::SetLineCapStyle { cap: LineCapStyle::Butt });
            }
        }
    }

    fn dash(&mut self, pattern: Vec<f32>) {
        self.op(Op::SetLineDashPattern { dash: LineDashPattern { pattern: pattern.into(), offset: 0.0 } });
    }

    fn point(&self, point: Point, bezier: bool) -> LinePoint {
        LinePoint {
            p: printpdf::Point { x: printpdf::Pt(rounded(point.x.0)), y: printpdf::Pt(self.up(point.y)) },
            bezier,
        }
    }

    /// A rectangle with round corners, as lines and curves from the top left corner on.
    fn rounded_rect(&self, rect: Rect, radius: Pt) -> PolygonRing {
        let radius = radius.min(rect.size.width / 2.0).min(rect.size.height / 2.0);
        let near = radius * (1.0 - KAPPA);
        let (left, top, right, bottom) = (rect.origin.x, rect.origin.y, rect.right(), rect.bottom());
        let at = |x: Pt, y: Pt| self.point(Point::new(x, y), false);
        let control = |x: Pt, y: Pt| self.point(Point::new(x, y), true);
        let points = vec![
            at(left + radius, top),
            at(right - radius, top),
            control(right - near, top),
            control(right, top + near),
            at(right, top + radius),
            at(right, bottom - radius),
            control(right, bottom - near),
            control(right - near, bottom),
            at(right - radius, bottom),
            at(left + radius, bottom),
            control(left + near, bottom),
            control(left, bottom - near),
            at(left, bottom - radius),
            at(left, top + radius),
            control(left, top + near),
            control(left + near, top),
            at(left + radius, top),
        ];
        PolygonRing { points }
    }

    /// A cluster that no font has: its sign, and its text unseen.
    pub(super) fn missing_glyph(&mut self, rect: Rect, cluster: &str, color: Color) {
        // A box has room for one code: that of the first character that most fonts would lack.
        let telling = |character: &char| !character.is_ascii() && !is_default_ignorable(*character);
        let character = cluster.chars().find(telling).or(cluster.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.end_text();
        self.set_fill(color);
        let bottom = self.up(rect.bottom());
        self.op(Op::SaveGraphicsState);
        self.transform([rect.size.width.0, 0.0, 0.0, rect.size.height.0, rect.origin.x.0, bottom]);
        self.operator("Do", vec![name(&missing_glyph_name(character))]);
        self.op(Op::RestoreGraphicsState);
        self.out.used.missing.insert(character);
        self.keep_unseen(cluster, rect);
    }

    /// Text of something that is not drawn by glyphs, to be kept with what stands beside it on the same line.
    fn keep_unseen(&mut self, cluster: &str, rect: Rect) {
        match &mut self.unseen {
            Some((text, known)) if known.bottom() == rect.bottom() => {
                text.push_str(cluster);
                *known = known.union(&rect);
            }
            _ => {
                self.show_unseen();
                self.unseen = Some((cluster.to_owned(), rect));
            }
        }
    }

    /// A cluster in color: its pictures, and its text unseen. The pen stands at `pen` on the baseline.
    pub(super) fn pictured(&mut self, run: &GlyphRun, cluster: Range<usize>, pen: Pt) {
        self.end_text();
        let text = cluster_text(run, cluster.clone());
        let (em, baseline) = (run.size, run.origin.y);
        let mut x = pen;
        for glyph in &run.glyphs[cluster] {
            if let Some(picture) = self.context.glyphs.get(&(run.font, glyph.id)) {
                let [left, bottom, right, top] = picture.place;
                let origin = Point::new(x + Pt(glyph.x_offset) + em * left, baseline - Pt(glyph.y_offset) - em * top);
                self.place(&picture.image, Rect::new(origin, Size::new(em * (right - left), em * (top - bottom))));
            }
            x += Pt(glyph.advance);
        }
        let (top, height) = (baseline + em * (SIGN_DEPTH - SIGN_HEIGHT), em * SIGN_HEIGHT);
        self.keep_unseen(text, Rect::new(Point::new(pen, top), Size::new(x - pen, height)));
    }

    /// Glyphs that are no text, as shapes: the dots of leaders, the marks of wrapped lines. Most readers copy each glyph of a
    /// font, be it an artifact or replaced by nothing.
    pub(super) fn drawn(&mut self, run: &GlyphRun) {
        self.end_text();
        self.set_fill(run.color);
        let (width, height) = (rounded(run.size.0 * run.scale), rounded(run.size.0));
        let mut pen = run.origin.x.0;
        for glyph in &*run.glyphs {
            let key = (run.font, glyph.id);
            let (x, y) = (rounded(pen + glyph.x_offset), rounded(self.up(run.origin.y) + glyph.y_offset));
            self.text.word(&format!("q {width} 0 0 {height} {x} {y} cm /{} Do Q", drawn_glyph_name(key)));
            self.out.used.drawn.insert(key);
            pen += glyph.advance;
        }
    }

    /// The text of the signs that stand side by side, once for all of them, where they stand.
    pub(super) fn show_unseen(&mut self) {
        if let Some((text, rect)) = self.unseen.take() {
            // Text of another size or baseline than that beside it would be taken for another word.
            let size = rect.size.height / SIGN_HEIGHT;
            let baseline = rect.bottom() - size * SIGN_DEPTH;
            self.invisible_text(&text, size, Point::new(rect.origin.x, baseline), rect.size.width);
        }
    }

    /// A frame with its diagonals: an image that could not be decoded.
    pub(super) fn broken_image(&mut self, rect: Rect) {
        let color = Color::rgb(128, 128, 128);
        self.frame(rect, Pt::ZERO, &Border { width: Pt(0.5), style: BorderStyle::Solid, color });
        let (top_left, bottom_right) = (rect.origin, Point::new(rect.right(), rect.bottom()));
        let (top_right, bottom_left) =
            (Point::new(rect.right(), rect.origin.y), Point::new(rect.origin.x, rect.bottom()));
        for (from, to) in [(top_left, bottom_right), (top_right, bottom_left)] {
            let points = vec![self.point(from, false), self.point(to, false)];
            self.op(Op::DrawLine { line: Line { points, is_closed: false } });
        }
    }
}

/// The name of the form that a glyph is drawn by.
pub(in crate::pdf) fn drawn_glyph_name((font, glyph): GlyphKey) -> String {
    format!("d{}g{glyph}", font.0)
}

/// A glyph's outline as the operators of a form in thousandths of an em, and the box around it.
pub(in crate::pdf) fn glyph_form(outline: &[Segment]) -> (String, [f32; 4]) {
    let mut form = String::new();
    let mut bounds: Option<[f32; 4]> = None;
    let mut last = [0.0; 2];
    for segment in outline {
        let mut points: Vec<[f32; 2]> = Vec::with_capacity(3);
        let operator = match segment.map(|[x, y]| [x * 1000.0, y * 1000.0]) {
            Segment::Move(to) => {
                points.push(to);
                "m"
            }
            Segment::Line(to) => {
                points.push(to);
                "l"
            }
            // PDF has cubic curves alone: the same curve, a degree higher.
            Segment::Quadratic(control, to) => {
                let toward = |[x, y]: [f32; 2]| [x + (control[0] - x) * 2.0 / 3.0, y + (control[1] - y) * 2.0 / 3.0];
                points.extend([toward(last), toward(to), to]);
                "c"
            }
            Segment::Cubic(first, second, to) => {
                points.extend([first, second, to]);
                "c"
            }
            Segment::Close => "h",
        };
        for &[x, y] in &points {
            let [left, bottom, right, top] = bounds.unwrap_or([x, y, x, y]);
            bounds = Some([left.min(x), bottom.min(y), right.max(x), top.max(y)]);
            form.push_str(&format!("{} {} ", rounded(x), rounded(y)));
        }
        last = points.last().copied().unwrap_or(last);
        form.push_str(operator);
        form.push('\n');
    }
    form.push('f');
    (form, bounds.unwrap_or_default().map(rounded))
}

/// The name of the form that stands for a character without a glyph.
pub(in crate::pdf) fn missing_glyph_name(character: char) -> String {
    format!("m{:X}", u32::from(character))
}

/// The sign for a character without a glyph, as the operators of a form that fills the unit square: a frame
/// with the code point in small figures. A book in a script that no font has shows few signs many times.
pub(in crate::pdf) fn missing_glyph_form(character: char) -> String {
    const FRAME: f32 = 0.06;
    /// Free space between the frame and the figures.
    const GAP: f32 = 0.06;
    let mut form = format!("0 0 1 1 re {FRAME} {FRAME} {inner} {inner} re f*\n", inner = 1.0 - 2.0 * FRAME);
    let code = format!("{:04X}", u32::from(character));
    let columns = code.len().div_ceil(2);
    let room = 1.0 - 2.0 * (FRAME + GAP);
    // A figure is three dots wide and five high, with a free dot beside and below it.
    let (width, height) = (room / (columns as f32 * 4.0 - 1.0), room / 11.0);
    for (index, figure) in code.chars().enumerate() {
        let (column, line) = (index % columns, index / columns);
        let rows = DIGITS[figure.to_digit(16).unwrap_or(0) as usize];
        for (y, row) in rows.into_iter().enumerate() {
            for x in (0..3).filter(|x| row & (4 >> x) != 0) {
                let left = FRAME + GAP + width * (column * 4 + x) as f32;
                let bottom = FRAME + GAP + height * (10 - line * 6 - y) as f32;
                let rect = [left, bottom, width, height].map(rounded);
                form.push_str(&format!("{} {} {} {} re\n", rect[0], rect[1], rect[2], rect[3]));
            }
        }
    }
    form.push('f');
    form
}

/// The sixteen figures, five rows of three dots each, the left dot the highest bit.
const DIGITS: [[u8; 5]; 16] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 3, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 2, 2, 2],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
    [2, 5, 7, 5, 5],
    [6, 5, 6, 5, 6],
    [7, 4, 4, 4, 7],
    [6, 5, 5, 5, 6],
    [7, 4, 6, 4, 7],
    [7, 4, 6, 4, 4],
];

fn is_visible(border: &Border) -> bool {
    border.width.0 > 0.0 && border.style != BorderStyle::None && !border.color.is_transparent()
}

fn inset(rect: Rect, by: Pt) -> Rect {
    let size = Size::new((rect.size.width - by * 2.0).max(Pt::ZERO), (rect.size.height - by * 2.0).max(Pt::ZERO));
    Rect::new(rect.origin + Point::new(by, by), size)
}
