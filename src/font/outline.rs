//! The shapes of glyphs, for what is drawn rather than set.

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
