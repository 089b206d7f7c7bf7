//! Signs that grow: delimiters, roots, large operators, braces and arrows.
//!
//! In: a sign and the length it is to have. Out: the smallest glyph of the font that is as long, else one put together
//! of pieces, else the largest there is (OpenType 1.9.1, `MathVariants`).

use super::super::Glyph;
use super::engine::Engine;
use super::ink::{Ink, InkKind, MathBox};
use super::style::Style;
use crate::font::{GlyphConstruction, GlyphPart};

/// Pieces that are repeated more often than this are a mistake of the font.
const MOST_REPEATED: usize = 1_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Axis {
    Vertical,
    Horizontal,
}

impl Engine<'_, '_> {
    /// A delimiter of a height, in the middle of the axis; `text` is one or several signs, of which one grows.
    pub fn delimiter(&mut self, text: &str, height: f32, style: Style) -> MathBox {
        let mut characters = text.chars();
        let only = characters.next().filter(|_| characters.as_str().is_empty());
        let Some(glyph) = only.and_then(|character| self.glyph_of(vertical_form(character))) else {
            return self.run(text, text, style);
        };
        let mut grown = self.vertical(glyph, height, text, style);
        let axis = self.axis(style);
        let shift = axis - (grown.ascent - grown.descent) / 2.0;
        grown.raise(shift);
        grown
    }

    /// A sign that is at least so high, on its own baseline.
    pub fn vertical(&mut self, glyph: u16, height: f32, text: &str, style: Style) -> MathBox {
        let own = self.math().vertical(glyph).cloned();
        self.grown(glyph, own.as_ref(), height, text, style, Axis::Vertical)
    }

    /// A sign that is at least so wide.
    pub fn horizontal(&mut self, glyph: u16, width: f32, text: &str, style: Style) -> MathBox {
        let own = self.math().horizontal(glyph).cloned();
        self.grown(glyph, own.as_ref(), width, text, style, Axis::Horizontal)
    }

    /// The glyph of a sign that is at most so wide, for accents.
    pub fn at_most(&self, glyph: u16, width: f32, style: Style) -> u16 {
        let em = self.em(style);
        let variants = self.math().horizontal(glyph).map(|own| own.variants.as_slice()).unwrap_or_default();
        let fitting = variants.iter().rev().find(|variant| variant.advance * em <= width);
        fitting.map_or(glyph, |variant| variant.glyph)
    }

    fn grown(
        &mut self,
        glyph: u16,
        construction: Option<&GlyphConstruction>,
        length: f32,
        text: &str,
        style: Style,
        axis: Axis,
    ) -> MathBox {
        let Some(construction) = construction else { return self.glyph(glyph, text, style) };
        let em = self.em(style);
        // What is asked for is rounded.
        const TOLERANCE: f32 = 0.9995;
        let long_enough = construction.variants.iter().find(|variant| variant.advance * em >= length * TOLERANCE);
        match (long_enough, construction.variants.last()) {
            (Some(variant), _) => self.glyph(variant.glyph, text, style),
            (None, _) if !construction.parts.is_empty() => {
                self.assembled(&construction.parts, length, text, style, axis)
            }
            (None, Some(largest)) => self.glyph(largest.glyph, text, style),
            (None, None) => self.glyph(glyph, text, style),
        }
    }

    /// A sign put together: pieces that may be repeated are, as often as it takes; then all lie over one another as far
    /// as makes the length.
    fn assembled(&mut self, parts: &[GlyphPart], length: f32, text: &str, style: Style, axis: Axis) -> MathBox {
        let em = self.em(style);
        let least_overlap = self.math().min_connector_overlap * em;
        // Pieces that may be repeated may also be left out, if anything else is there.
        let mut repeated = usize::from(parts.iter().all(|part| part.is_extender));
        let pieces = loop {
            let pieces: Vec<GlyphPart> = parts
                .iter()
                .flat_map(|part| std::iter::repeat_n(*part, if part.is_extender { repeated } else { 1 }))
                .collect();
            let joints = pieces.len().saturating_sub(1) as f32;
            let longest = pieces.iter().map(|part| part.full_advance * em).sum::<f32>() - joints * least_overlap;
            let grows = parts.iter().any(|part| part.is_extender && part.full_advance * em > least_overlap);
            if longest >= length || !grows || repeated >= MOST_REPEATED {
                break pieces;
            }
            // All at once, since a sign may be many times as long as its pieces.
            let each: f32 =
                parts.iter().filter(|part| part.is_extender).map(|part| part.full_advance * em - least_overlap).sum();
            repeated += (((length - longest) / each).ceil() as usize).clamp(1, MOST_REPEATED);
        };
        let full: f32 = pieces.iter().map(|part| part.full_advance * em).sum();
        let joints = pieces.len().saturating_sub(1).max(1) as f32;
        let wanted = ((full - length) / joints).max(least_overlap);
        let mut set = MathBox::default();
        let mut at = 0.0f32;
        let mut across = [0.0f32; 2];
        for (index, part) in pieces.iter().enumerate() {
            if index > 0 {
                let most = pieces[index - 1].end_connector.min(part.start_connector) * em;
                at -= wanted.min(most.max(least_overlap));
            }
            let [_, bottom, right, top] = self.bounds(part.glyph, style);
            let advance = self.advance(part.glyph, style);
            // The first piece is copied as the sign, the others as nothing.
            let text: std::sync::Arc<str> = text.into();
            let (text_start, text_end) =
                if index == 0 { (0, text.len() as u32) } else { (text.len() as u32, text.len() as u32) };
            let glyphs = [Glyph { id: part.glyph, advance, x_offset: 0.0, y_offset: 0.0, text_start, text_end }];
            let kind = InkKind::Glyphs { font: self.font(), size: em, text, glyphs: glyphs.into() };
            let (x, y) = match axis {
                Axis::Vertical => (0.0, -(at - bottom)),
                Axis::Horizontal => (at, 0.0),
            };
            set.inks.push(Ink { x, y, color: self.color, kind });
            at += part.full_advance * em;
            match axis {
                Axis::Vertical => across[0] = across[0].max(advance.max(right)),
                Axis::Horizontal => across = [across[0].max(top), across[1].max(-bottom)],
            }
            if axis == Axis::Horizontal && index == 0 {
                across = [top, -bottom];
            }
        }
        match axis {
            Axis::Vertical => MathBox { width: across[0], ascent: at, descent: 0.0, ..set },
            Axis::Horizontal => MathBox { width: at, ascent: across[0], descent: across[1], ..set },
        }
    }

    fn advance(&self, glyph: u16, style: Style) -> f32 {
        self.layout.shaper.fonts().face(self.font()).advance(glyph) * self.em(style)
    }
}

/// The sign that grows, where it is typed as another.
fn vertical_form(character: char) -> char {
    match character {
        '\u{2223}' => '|',
        '\u{2225}' => '\u{2016}',
        other => other,
    }
}
