//! Tokens: letters, numbers, signs and text become glyphs.
//!
//! In: text and a style. Out: boxes with the measures that the face and its `MATH` table give. Faces are those of the
//! formula's style that were made for formulas, else the bundled one.

use std::sync::Arc;

use super::super::Glyph;
use super::super::chapter::ChapterLayout;
use super::ink::{Ink, InkKind, MathBox};
use super::style::Style;
use crate::color::Color;
use crate::document::{MathTextFamily, MathTextStyle, NodeId};
use crate::font::{Face, FontFeature, FontId, MathConstants, MathTable};
use crate::geom::Pt;
use crate::math;
use crate::style::{ComputedStyle, FontSlant};
use crate::text::{TextStyle, TextStyleId};

/// The family of formulas where the style names none that was made for them.
const FAMILY: &str = "math";

/// Sets the parts of one formula.
pub struct Engine<'l, 'c> {
    pub layout: &'l mut ChapterLayout<'c>,
    /// The text around the formula.
    text: Arc<ComputedStyle>,
    font: FontId,
    face: Arc<Face>,
    node: NodeId,
    /// The size of the formula, in points.
    pub size: f32,
    pub color: Color,
}

impl<'l, 'c> Engine<'l, 'c> {
    /// `None` where there is no font for formulas.
    pub fn new(layout: &'l mut ChapterLayout<'c>, style: &Arc<ComputedStyle>, node: NodeId) -> Option<Engine<'l, 'c>> {
        let fonts = layout.shaper.fonts();
        let weight = style.font_weight;
        let own = style.font_family.iter().filter_map(|family| fonts.select(family, weight, false));
        let font = own.chain(fonts.select(FAMILY, 400, false)).find(|id| fonts.face(*id).is_math())?;
        let face = fonts.face(font).clone();
        face.math()?;
        let (size, color) = (style.font_size.0, style.color);
        Some(Engine { layout, text: style.clone(), font, face, node, size, color })
    }

    pub fn math(&self) -> &MathTable {
        self.face.math().expect("the face was asked")
    }

    /// The font's constants; they are in em.
    pub fn constants(&self) -> MathConstants {
        self.math().constants
    }

    /// An em of a style, in points.
    pub fn em(&self, style: Style) -> f32 {
        let constants = self.constants();
        self.size * style.scale(constants.script_scale, constants.script_script_scale)
    }

    /// The height of the axis above the baseline.
    pub fn axis(&self, style: Style) -> f32 {
        self.constants().axis_height * self.em(style)
    }

    /// One sign of the math font, if it has it.
    pub fn glyph_of(&self, character: char) -> Option<u16> {
        self.face.glyph(character)
    }

    /// A letter, slanted unless it is upright; a name, upright.
    pub fn identifier(&mut self, text: &str, is_upright: bool, style: Style) -> MathBox {
        let mut characters = text.chars();
        let only = characters.next().filter(|_| characters.as_str().is_empty());
        let Some(letter) = only else {
            return self.run(text, text, style);
        };
        let shown = if is_upright { letter } else { math::italic(letter) };
        let shown = if self.face.has(shown) { shown } else { letter };
        self.character(shown, text, style)
    }

    /// One character; `text` is what it is copied as.
    pub fn character(&mut self, character: char, text: &str, style: Style) -> MathBox {
        // Signs of scripts have forms of their own (`ssty`), which the shaper finds.
        let is_plain = style.level() == 0 || character.is_alphanumeric();
        match self.glyph_of(character).filter(|_| is_plain) {
            Some(glyph) => self.glyph(glyph, text, style),
            None => {
                let mut shaped = self.run(character.encode_utf8(&mut [0; 4]), text, style);
                shaped.is_character = true;
                shaped
            }
        }
    }

    /// A glyph of the math font.
    pub fn glyph(&mut self, glyph: u16, text: &str, style: Style) -> MathBox {
        let size = self.em(style);
        let [_, bottom, _, top] = self.layout.glyph_bounds(self.font, glyph);
        let advance = self.face.advance(glyph) * size;
        let table = self.math();
        let italics = table.italics_correction(glyph) * size;
        let accent_x = table.accent_attachment(glyph).map(|x| x * size);
        let is_extended = table.is_extended(glyph);
        let text: Arc<str> = text.into();
        let glyphs =
            [Glyph { id: glyph, advance, x_offset: 0.0, y_offset: 0.0, text_start: 0, text_end: text.len() as u32 }];
        let kind = InkKind::Glyphs { font: self.font, size, text, glyphs: glyphs.into() };
        MathBox {
            width: if is_extended { advance } else { advance + italics },
            ascent: top * size,
            descent: -bottom * size,
            italics,
            holds_italics: !is_extended,
            leans: false,
            accent_x,
            is_character: true,
            inks: vec![Ink { x: 0.0, y: 0.0, color: self.color, kind }],
        }
    }

    /// Letters, digits and signs of the math font, shaped; `text` is what they are copied as.
    pub fn run(&mut self, shown: &str, text: &str, style: Style) -> MathBox {
        let size = self.em(style);
        let families = vec![self.face.family.clone(), FAMILY.to_owned()];
        let mut features = Vec::new();
        if style.level() > 0 {
            features.push(FontFeature { tag: *b"ssty", value: u32::from(style.level()) });
        }
        let text_style = TextStyle {
            families: families.into(),
            weight: 400,
            italic: false,
            size: Pt(size),
            features: features.into(),
            letter_spacing: Pt::ZERO,
            word_spacing: Pt::ZERO,
            trims_punctuation: false,
            lang: self.text.lang.clone(),
        };
        let id = self.layout.shaper.style(&text_style);
        self.shape(shown, Some(text), id, size)
    }

    /// Text, set as the text around the formula is.
    pub fn text(&mut self, text: &str, own: MathTextStyle, style: Style) -> MathBox {
        let size = self.em(style);
        let families = match own.family {
            MathTextFamily::Text => self.text.text_family.clone(),
            MathTextFamily::Sans => vec!["sans-serif".to_owned()].into(),
            MathTextFamily::Monospace => vec!["monospace".to_owned()].into(),
        };
        // A style may name a font of formulas by its own name alone; text has no part of it.
        let is_math = |family: &String| self.layout.shaper.fonts().select(family, 400, false) == Some(self.font);
        let mut families: Vec<String> = families.iter().filter(|family| !is_math(family)).cloned().collect();
        if families.is_empty() {
            families.push("serif".to_owned());
        }
        let text_style = TextStyle {
            families: families.into(),
            weight: if own.is_bold { 700 } else { self.text.font_weight },
            italic: own.is_italic || self.text.font_slant == FontSlant::Italic && !own.is_bold,
            size: Pt(size),
            features: self.text.font_features.clone(),
            letter_spacing: Pt::ZERO,
            word_spacing: Pt::ZERO,
            trims_punctuation: false,
            lang: self.text.lang.clone(),
        };
        let id = self.layout.shaper.style(&text_style);
        self.shape(text, None, id, size)
    }

    /// `text` is what all of it is copied as, where that is something else than what is shown.
    fn shape(&mut self, shown: &str, text: Option<&str>, id: TextStyleId, size: f32) -> MathBox {
        let mut set = MathBox::default();
        let runs = self.layout.shaper.shape(shown, &[(0..shown.len(), id)]);
        let copied: Arc<str> = text.unwrap_or(shown).into();
        let is_other = text.is_some_and(|text| text != shown);
        let mut is_first = true;
        for run in runs {
            let Some(font) = run.font else {
                self.missing(&shown[run.range.clone()], size, &mut set);
                continue;
            };
            let mut glyphs = Vec::with_capacity(run.glyphs.len());
            let start = set.width;
            for glyph in &run.glyphs {
                let [_, bottom, _, top] = self.layout.glyph_bounds(font, glyph.id);
                set.ascent = set.ascent.max(top * size + glyph.y_offset);
                set.descent = set.descent.max(-bottom * size - glyph.y_offset);
                set.width += glyph.advance;
                let (text_start, text_end) = match (is_other, is_first) {
                    (false, _) => (glyph.start, glyph.end),
                    (true, true) => (0, copied.len() as u32),
                    (true, false) => (copied.len() as u32, copied.len() as u32),
                };
                is_first = false;
                let (id, advance) = (glyph.id, glyph.advance);
                let (x_offset, y_offset) = (glyph.x_offset, glyph.y_offset);
                glyphs.push(Glyph { id, advance, x_offset, y_offset, text_start, text_end });
            }
            if font == self.font
                && let Some(last) = run.glyphs.last()
            {
                set.italics = self.math().italics_correction(last.id) * size;
                set.width += set.italics;
                set.holds_italics = true;
            }
            let kind = InkKind::Glyphs { font, size, text: copied.clone(), glyphs: glyphs.into() };
            set.inks.push(Ink { x: start, y: 0.0, color: self.color, kind });
        }
        set
    }

    /// Boxes for what no font has.
    fn missing(&mut self, text: &str, size: f32, set: &mut MathBox) {
        const WIDTH: f32 = 0.6;
        const HEIGHT: f32 = 0.7;
        for character in text.chars() {
            let cluster: Arc<str> = character.to_string().into();
            self.layout.report_missing_of(self.node, &cluster);
            let (width, height) = (WIDTH * size, HEIGHT * size);
            let kind = InkKind::Missing { width, height, cluster };
            set.inks.push(Ink { x: set.width, y: -height, color: self.color, kind });
            set.width += width;
            set.ascent = set.ascent.max(height);
        }
    }

    /// A glyph's bounds in points: left, bottom, right, top, `y` upwards.
    pub fn bounds(&mut self, glyph: u16, style: Style) -> [f32; 4] {
        let size = self.em(style);
        self.layout.glyph_bounds(self.font, glyph).map(|value| value * size)
    }

    pub fn font(&self) -> FontId {
        self.font
    }
}
