//! What a formula is set as: boxes of glyphs and bars around a baseline.

use std::sync::Arc;

use super::super::{Fragment, FragmentKind, Glyph, GlyphRun, Source};
use crate::color::Color;
use crate::font::FontId;
use crate::geom::{Point, Pt, Rect, Size};

/// A part of a formula that is set. Lengths are in points, `y` downwards from its baseline.
#[derive(Clone, Debug, Default)]
pub struct MathBox {
    pub width: f32,
    pub ascent: f32,
    pub descent: f32,
    /// How far what stands raised behind it is moved on, and what stands lowered is drawn in.
    pub italics: f32,
    /// Its width holds the correction.
    pub holds_italics: bool,
    /// It is a large operator that leans: what stands above it is moved on by half of that, what stands below back.
    pub leans: bool,
    /// Where an accent stands over it, if it says.
    pub accent_x: Option<f32>,
    /// It is one glyph of letters, whose scripts stand where the font says and not at its corners.
    pub is_character: bool,
    pub inks: Vec<Ink>,
}

/// Something painted.
#[derive(Clone, Debug)]
pub struct Ink {
    pub x: f32,
    pub y: f32,
    pub color: Color,
    pub kind: InkKind,
}

#[derive(Clone, Debug)]
pub enum InkKind {
    Glyphs {
        font: FontId,
        size: f32,
        text: Arc<str>,
        glyphs: Arc<[Glyph]>,
    },
    /// From its top left corner.
    Bar {
        width: f32,
        height: f32,
    },
    /// A frame, from its top left corner.
    Frame {
        width: f32,
        height: f32,
        line: f32,
    },
    /// A cluster that no font has: from its top left corner.
    Missing {
        width: f32,
        height: f32,
        cluster: Arc<str>,
    },
}

impl MathBox {
    pub fn space(width: f32) -> MathBox {
        MathBox { width, ..MathBox::default() }
    }

    /// A bar from the top left corner at a place.
    pub fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, color: Color) {
        self.inks.push(Ink { x, y, color, kind: InkKind::Bar { width, height } });
    }

    /// Takes the ink of another, at a place; sizes are the caller's.
    pub fn place(&mut self, other: MathBox, x: f32, y: f32) {
        self.inks.extend(other.inks.into_iter().map(|ink| Ink { x: ink.x + x, y: ink.y + y, ..ink }));
    }

    /// Puts another behind it on the same baseline.
    pub fn append(&mut self, other: MathBox) {
        self.ascent = self.ascent.max(other.ascent);
        self.descent = self.descent.max(other.descent);
        let x = self.width;
        self.width += other.width;
        self.italics = other.italics;
        self.holds_italics = other.holds_italics;
        self.place(other, x, 0.0);
    }

    /// How wide it is but for the lean of its last letter.
    pub fn upright_width(&self) -> f32 {
        self.width - if self.holds_italics { self.italics } else { 0.0 }
    }

    pub fn height(&self) -> f32 {
        self.ascent + self.descent
    }

    /// Moves it up or down, ink and sizes.
    pub fn raise(&mut self, by: f32) {
        self.ascent += by;
        self.descent -= by;
        self.inks.iter_mut().for_each(|ink| ink.y -= by);
    }

    /// The same, smaller, ink and all.
    pub fn scale(&mut self, by: f32) {
        for length in [&mut self.width, &mut self.ascent, &mut self.descent, &mut self.italics] {
            *length *= by;
        }
        for ink in &mut self.inks {
            ink.x *= by;
            ink.y *= by;
            match &mut ink.kind {
                InkKind::Glyphs { size, glyphs, .. } => {
                    *size *= by;
                    let scaled = glyphs.iter().map(|glyph| Glyph {
                        advance: glyph.advance * by,
                        x_offset: glyph.x_offset * by,
                        y_offset: glyph.y_offset * by,
                        ..*glyph
                    });
                    *glyphs = scaled.collect();
                }
                InkKind::Bar { width, height } => {
                    *width *= by;
                    *height *= by;
                }
                InkKind::Frame { width, height, line } => {
                    *width *= by;
                    *height *= by;
                    *line *= by;
                }
                InkKind::Missing { width, height, .. } => {
                    *width *= by;
                    *height *= by;
                }
            }
        }
    }

    /// Its fragments, from a place on the baseline.
    pub fn fragments(self, source: &Source, x: Pt, baseline: Pt) -> Vec<Fragment> {
        let mut fragments = Vec::with_capacity(self.inks.len());
        for Ink { x: left, y, color, kind } in self.inks {
            let origin = Point::new(x + Pt(left), baseline + Pt(y));
            let bar = |origin: Point, width: f32, height: f32| FragmentKind::Rule {
                rect: Rect::new(origin, Size::new(Pt(width), Pt(height))),
                color,
            };
            let mut push = |kind| fragments.push(Fragment { source: source.clone(), kind });
            match kind {
                InkKind::Glyphs { font, size, text, glyphs } => push(FragmentKind::Glyphs(GlyphRun {
                    font,
                    size: Pt(size),
                    color,
                    origin,
                    text,
                    glyphs,
                    scale: 1.0,
                    lang: None,
                })),
                InkKind::Bar { width, height } => push(bar(origin, width, height)),
                InkKind::Frame { width, height, line } => {
                    let at = |dx: f32, dy: f32| Point::new(origin.x + Pt(dx), origin.y + Pt(dy));
                    push(bar(at(0.0, 0.0), width, line));
                    push(bar(at(0.0, height - line), width, line));
                    push(bar(at(0.0, line), line, height - 2.0 * line));
                    push(bar(at(width - line, line), line, height - 2.0 * line));
                }
                InkKind::Missing { width, height, cluster } => {
                    let rect = Rect::new(origin, Size::new(Pt(width), Pt(height)));
                    push(FragmentKind::MissingGlyph { rect, cluster, color });
                }
            }
        }
        fragments
    }
}
