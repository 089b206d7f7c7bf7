//! The shapes of glyphs, for what is drawn rather than set.

use std::fmt::Write;

use skrifa::outline::pen::PathElement;
use skrifa::{DrawMemory, GlyphId, ScalerFont};

use super::Face;

/// A piece of an outline: points in em from the glyph's origin, `y` upwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    Move([f32; 2]),
    Line([f32; 2]),
    Quadratic([f32; 2], [f32; 2]),
    Cubic([f32; 2], [f32; 2], [f32; 2]),
    Close,
}

impl Segment {
    /// The same with each point brought to its place.
    pub fn map(self, place: impl Fn([f32; 2]) -> [f32; 2]) -> Segment {
        match self {
            Segment::Move(to) => Segment::Move(place(to)),
            Segment::Line(to) => Segment::Line(place(to)),
            Segment::Quadratic(control, to) => Segment::Quadratic(place(control), place(to)),
            Segment::Cubic(first, second, to) => Segment::Cubic(place(first), place(second), place(to)),
            Segment::Close => Segment::Close,
        }
    }
}

/// An outline as path data of SVG (SVG 2, section 9.3), each point brought to its place by `place`; to a tenth of the
/// unit.
pub fn path_data(outline: &[Segment], place: impl Fn([f32; 2]) -> [f32; 2]) -> String {
    let mut path = String::new();
    let point = |point: [f32; 2]| {
        let [x, y] = place(point);
        format!("{} {}", units(x), units(y))
    };
    for segment in outline {
        // A string takes every text.
        let _ = match *segment {
            Segment::Move(to) => write!(path, "M{}", point(to)),
            Segment::Line(to) => write!(path, "L{}", point(to)),
            Segment::Quadratic(control, to) => write!(path, "Q{} {}", point(control), point(to)),
            Segment::Cubic(first, second, to) => write!(path, "C{} {} {}", point(first), point(second), point(to)),
            Segment::Close => write!(path, "Z"),
        };
    }
    path
}

/// Tenths of a unit are more than anybody sees.
pub fn units(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

impl Face {
    /// The box around a glyph's outline in em, `y` upwards: left, bottom, right, top; of control points, which stand at
    /// the extremes in well-made fonts.
    pub fn glyph_bounds(&self, glyph: u16) -> [f32; 4] {
        let mut bounds: Option<[f32; 4]> = None;
        for segment in self.outline(glyph) {
            let points: &[[f32; 2]] = match &segment {
                Segment::Move(end) | Segment::Line(end) => &[*end],
                Segment::Quadratic(control, end) => &[*control, *end],
                Segment::Cubic(first, second, end) => &[*first, *second, *end],
                Segment::Close => &[],
            };
            for &[x, y] in points {
                let [left, bottom, right, top] = bounds.unwrap_or([x, y, x, y]);
                bounds = Some([left.min(x), bottom.min(y), right.max(x), top.max(y)]);
            }
        }
        bounds.unwrap_or_default()
    }

    /// The outline of a glyph; empty for a space, and for one that cannot be read.
    pub fn outline(&self, glyph: u16) -> Vec<Segment> {
        let mut elements: Vec<PathElement> = Vec::new();
        // In font units: a size of one pixel would round every point to its grid.
        let scaler = ScalerFont::unhinted(self.font().clone(), None);
        if let Some(outline) = scaler.outline(GlyphId::new(u32::from(glyph)))
            && outline.draw(DrawMemory::Scratch, &mut elements).is_err()
        {
            elements.clear();
        }
        let em = f32::from(self.units_per_em());
        let point = |x: f32, y: f32| [x / em, y / em];
        elements
            .into_iter()
            .map(|element| match element {
                PathElement::MoveTo { x, y } => Segment::Move(point(x, y)),
                PathElement::LineTo { x, y } => Segment::Line(point(x, y)),
                PathElement::QuadTo { cx0, cy0, x, y } => Segment::Quadratic(point(cx0, cy0), point(x, y)),
                PathElement::CurveTo { cx0, cy0, cx1, cy1, x, y } => {
                    Segment::Cubic(point(cx0, cy0), point(cx1, cy1), point(x, y))
                }
                PathElement::Close => Segment::Close,
            })
            .collect()
    }
}
