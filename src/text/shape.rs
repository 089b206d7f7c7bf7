//! Shaping, the only place that knows harfrust.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use harfrust::{Buffer, Direction, Feature, Language, Script, ShapeOptions, ShapePlan, ShaperFont, Tag};

use super::east_asian::{narrowed, spacing_class};
use super::itemize::{Item, itemize};
use super::{SOFT_HYPHEN, TextStyle};
use crate::font::{FontId, Fonts};
use crate::geom::Pt;
use crate::lang::{EastAsian, is_ideographic};

/// A style known to a [`Shaper`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextStyleId(u16);

impl TextStyleId {
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Glyphs of one style, face and direction, in logical order.
#[derive(Clone, Debug)]
pub struct ShapedRun {
    pub range: Range<usize>,
    pub style: TextStyleId,
    /// `None` where no face has the characters: each glyph then stands for one character to be drawn as a box.
    pub font: Option<FontId>,
    /// Embedding level; odd runs from right to left (UAX #9).
    pub level: u8,
    pub glyphs: Vec<ShapedGlyph>,
}

/// A glyph with its measures in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShapedGlyph {
    pub id: u16,
    pub advance: f32,
    pub x_offset: f32,
    pub y_offset: f32,
    /// The bytes of its cluster in the shaped text.
    pub start: u32,
    pub end: u32,
    /// Whether the text may be cut before it without changing glyphs on either side.
    pub is_safe_to_break: bool,
}

/// The faces of a style: resolved once, since comparing family names for each character would cost more
/// than shaping.
pub(super) struct StyleFaces {
    pub style: TextStyle,
    pub primary: FontId,
    pub is_fixed_pitch: bool,
    pub wanted: Vec<FontId>,
    /// What is tried for characters that none of the wanted has.
    pub fallbacks: Vec<FontId>,
    features: Vec<Feature>,
    language: Option<Language>,
}

/// Width of the box for a character without a glyph, in em; ideographs are as wide as they would be.
const MISSING_GLYPH_ADVANCE: f32 = 0.7;

/// Shapes text; keeps plans and buffers between calls. One for each thread.
pub struct Shaper {
    fonts: Fonts,
    styles: Vec<StyleFaces>,
    plans: HashMap<(TextStyleId, FontId, Script, bool), Arc<ShapePlan>>,
    buffer: Buffer,
}

impl Shaper {
    pub fn new(fonts: &Fonts) -> Shaper {
        Shaper { fonts: fonts.clone(), styles: Vec::new(), plans: HashMap::new(), buffer: Buffer::new() }
    }

    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// Makes a style known. Books have a few dozen, so a look through all is quick.
    pub fn style(&mut self, style: &TextStyle) -> TextStyleId {
        if let Some(index) = self.styles.iter().position(|known| known.style == *style) {
            return TextStyleId(index as u16);
        }
        let select = |family: &String| self.fonts.select(family, style.weight, style.italic);
        let primary = self.fonts.primary(&style.families, style.weight, style.italic);
        let mut wanted: Vec<FontId> = style.families.iter().filter_map(select).collect();
        if !wanted.contains(&primary) {
            wanted.push(primary);
        }
        let is_fixed_pitch = self.fonts.face(primary).metrics().is_fixed_pitch;
        let has_serifs = self.fonts.face(primary).has_serifs();
        let fallbacks = self.fonts.fallbacks(&style.lang, has_serifs, style.weight, style.italic);
        let mut features: Vec<Feature> =
            style.features.iter().map(|feature| Feature::new(Tag::new(&feature.tag), feature.value, ..)).collect();
        if style.letter_spacing != Pt::ZERO {
            features.extend([b"liga", b"clig"].map(|tag| Feature::new(Tag::new(tag), 0, ..)));
        }
        let language = Language::new(style.lang.tag());
        self.styles.push(StyleFaces {
            style: style.clone(),
            primary,
            is_fixed_pitch,
            wanted,
            fallbacks,
            features,
            language,
        });
        TextStyleId((self.styles.len() - 1) as u16)
    }

    /// The face whose metrics a style has.
    pub fn primary_font(&self, style: TextStyleId) -> FontId {
        self.styles[style.index()].primary
    }

    /// Whether the face whose metrics a style has is one of code.
    pub fn is_fixed_pitch(&self, style: TextStyleId) -> bool {
        self.styles[style.index()].is_fixed_pitch
    }

    pub fn text_style(&self, style: TextStyleId) -> &TextStyle {
        &self.styles[style.index()].style
    }

    /// Shapes a paragraph, of which `spans` gives the styles in order and without gaps.
    pub fn shape(&mut self, text: &str, spans: &[(Range<usize>, TextStyleId)]) -> Vec<ShapedRun> {
        let items = itemize(text, spans, &self.styles, &self.fonts);
        items.iter().map(|item| self.shape_item(text, item, item.range.clone())).collect()
    }

    /// Shapes a part of a run anew, as if the line ended and began at the range's ends.
    pub fn reshape(&mut self, text: &str, run: &ShapedRun, range: Range<usize>) -> ShapedRun {
        let script = text[range.clone()]
            .chars()
            .map(|character| harfrust::unicode::script(u32::from(character)))
            .find(|&script| script != Script::COMMON && script != Script::INHERITED)
            .unwrap_or(Script::COMMON);
        let item = Item { range: range.clone(), style: run.style, font: run.font, script, level: run.level };
        self.shape_item(text, &item, range)
    }

    fn shape_item(&mut self, text: &str, item: &Item, range: Range<usize>) -> ShapedRun {
        let glyphs = match item.font {
            Some(font) => self.shape_in(text, item, font, &range),
            None => self.missing(text, item, &range),
        };
        ShapedRun { range, style: item.style, font: item.font, level: item.level, glyphs }
    }

    fn shape_in(&mut self, text: &str, item: &Item, font: FontId, range: &Range<usize>) -> Vec<ShapedGlyph> {
        let fonts = &self.fonts;
        let face = ShaperFont::new(fonts.face(font).font());
        let faces = &self.styles[item.style.index()];
        let is_backward = item.level % 2 == 1;
        let direction = if is_backward { Direction::RightToLeft } else { Direction::LeftToRight };
        let plan = self
            .plans
            .entry((item.style, font, item.script, is_backward))
            .or_insert_with(|| {
                let face = fonts.face(font).font();
                Arc::new(ShapePlan::new(face, direction, Some(item.script), faces.language.as_ref(), &faces.features))
            })
            .clone();
        self.buffer.clear();
        for (offset, character) in text[range.clone()].char_indices() {
            self.buffer.push(u32::from(character), (range.start + offset) as u32);
        }
        self.buffer.set_direction(direction);
        self.buffer.set_script(Some(item.script));
        self.buffer.set_language(faces.language.clone());
        let options = ShapeOptions::new().plan(Some(&plan)).features(&faces.features);
        if harfrust::shape(&face, &mut self.buffer, options).is_err() {
            return self.missing(text, item, range);
        }
        let scale = faces.style.size.0 / f32::from(fonts.face(font).units_per_em());
        let infos = self.buffer.glyph_infos();
        let positions = self.buffer.glyph_positions();
        let mut glyphs: Vec<ShapedGlyph> = infos
            .iter()
            .zip(positions)
            .map(|(info, position)| ShapedGlyph {
                id: info.glyph_id as u16,
                advance: position.x_advance as f32 * scale,
                x_offset: position.x_offset as f32 * scale,
                y_offset: position.y_offset as f32 * scale,
                start: info.cluster,
                end: 0,
                is_safe_to_break: !info.unsafe_to_break(),
            })
            .collect();
        if is_backward {
            glyphs.reverse();
        }
        close_clusters(&mut glyphs, range.end as u32);
        if faces.style.trims_punctuation {
            trim_punctuation(text, &mut glyphs, &faces.style);
        }
        space_out(text, &mut glyphs, &faces.style);
        glyphs
    }

    fn missing(&self, text: &str, item: &Item, range: &Range<usize>) -> Vec<ShapedGlyph> {
        let style = &self.styles[item.style.index()].style;
        let mut glyphs: Vec<ShapedGlyph> = text[range.clone()]
            .char_indices()
            .map(|(offset, character)| {
                let start = (range.start + offset) as u32;
                ShapedGlyph {
                    id: 0,
                    advance: style.size.0 * if is_ideographic(character) { 1.0 } else { MISSING_GLYPH_ADVANCE },
                    x_offset: 0.0,
                    y_offset: 0.0,
                    start,
                    end: start + character.len_utf8() as u32,
                    is_safe_to_break: true,
                }
            })
            .collect();
        if style.trims_punctuation {
            trim_punctuation(text, &mut glyphs, style);
        }
        glyphs
    }
}

/// A cluster ends where the next begins.
fn close_clusters(glyphs: &mut [ShapedGlyph], end: u32) {
    let mut next = end;
    let mut current = end;
    for glyph in glyphs.iter_mut().rev() {
        if glyph.start != current {
            next = current;
            current = glyph.start;
        }
        glyph.end = next.max(glyph.start);
    }
}

/// Takes from full-width marks the space they have of their own. A mark that is not full-width has none.
fn trim_punctuation(text: &str, glyphs: &mut [ShapedGlyph], style: &TextStyle) {
    const FULL_WIDTH: f32 = 0.9;
    let writing = EastAsian::of(&style.lang);
    for glyph in glyphs {
        if glyph.advance < style.size.0 * FULL_WIDTH || glyph.end - glyph.start != 3 {
            continue;
        }
        let Some(character) = text[glyph.start as usize..].chars().next() else { continue };
        if let Some((left, right)) = narrowed(spacing_class(character, writing)) {
            glyph.x_offset -= left * style.size.0;
            glyph.advance -= (left + right) * style.size.0;
        }
    }
}

/// Letter and word spacing, and soft hyphens without width.
fn space_out(text: &str, glyphs: &mut [ShapedGlyph], style: &TextStyle) {
    let letter_spacing = style.letter_spacing.0;
    let word_spacing = style.word_spacing.0;
    for index in 0..glyphs.len() {
        let is_last_of_cluster = glyphs.get(index + 1).is_none_or(|next| next.start != glyphs[index].start);
        let glyph = &mut glyphs[index];
        let character = text[glyph.start as usize..].chars().next();
        if character == Some(SOFT_HYPHEN) && glyph.end - glyph.start == SOFT_HYPHEN.len_utf8() as u32 {
            glyph.advance = 0.0;
            continue;
        }
        if letter_spacing != 0.0 && is_last_of_cluster {
            glyph.advance += letter_spacing;
        }
        if word_spacing != 0.0 && matches!(character, Some(' ' | '\u{a0}')) {
            glyph.advance += word_spacing;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn shape(text: &str) -> Vec<ShapedRun> {
        let fonts = Fonts::bundled();
        let mut shaper = Shaper::new(&fonts);
        let style = shaper.style(&style());
        shaper.shape(text, &[(0..text.len(), style)])
    }

    fn style() -> TextStyle {
        TextStyle {
            families: Arc::from(["serif".to_owned()]),
            weight: 400,
            italic: false,
            size: Pt(10.0),
            features: Arc::from([]),
            letter_spacing: Pt::ZERO,
            word_spacing: Pt::ZERO,
            trims_punctuation: false,
            lang: Lang::default(),
        }
    }

    #[test]
    fn ligatures_cover_their_letters() {
        let runs = shape("fit");
        assert_eq!(runs.len(), 1);
        let ranges: Vec<_> = runs[0].glyphs.iter().map(|glyph| (glyph.start, glyph.end)).collect();
        assert_eq!(ranges, [(0, 2), (2, 3)]);
    }

    #[test]
    fn another_face_for_what_the_first_lacks_and_none_for_what_all_lack() {
        let runs = shape("a \u{1f600} \u{12000}");
        assert_eq!(runs.len(), 3, "{runs:?}");
        assert_ne!(runs[0].font, runs[1].font);
        assert!(runs[1].font.is_some());
        assert_eq!(runs[2].font, None);
    }

    #[test]
    fn spaces_of_code_are_as_wide_as_its_letters() {
        let fonts = Fonts::bundled();
        let mut shaper = Shaper::new(&fonts);
        let style = TextStyle { families: Arc::from(["monospace".to_owned()]), ..style() };
        let style = shaper.style(&style);
        let text = "a\u{1f600} b";
        let glyphs: Vec<ShapedGlyph> =
            shaper.shape(text, &[(0..text.len(), style)]).into_iter().flat_map(|run| run.glyphs).collect();
        assert_eq!(glyphs[0].advance, glyphs[2].advance, "{glyphs:?}");
    }

    #[test]
    fn every_byte_is_in_a_cluster() {
        let text = "Affluent שלום fjord e\u{301}";
        let mut covered: Vec<(u32, u32)> =
            shape(text).iter().flat_map(|run| run.glyphs.iter().map(|glyph| (glyph.start, glyph.end))).collect();
        covered.sort_unstable();
        covered.dedup();
        let mut at = 0;
        for (start, end) in covered {
            assert_eq!(start, at);
            at = end;
        }
        assert_eq!(at as usize, text.len());
    }
}
