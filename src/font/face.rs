//! One face: bytes, metrics, characters.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use skrifa::GlyphId;
use skrifa::font::{Blob, Font};
use skrifa::raw::TableProvider;
use skrifa::raw::types::NameId;

use super::{MathTable, Permission};

/// Measures of a face in em, `y` upwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    pub ascent: f32,
    /// Below the baseline, negative.
    pub descent: f32,
    pub line_gap: f32,
    pub x_height: f32,
    pub cap_height: f32,
    /// Center of the underline.
    pub underline_position: f32,
    pub underline_thickness: f32,
    pub strike_position: f32,
    /// Counter-clockwise from the vertical, degrees; negative for italics.
    pub italic_angle: f32,
    pub is_fixed_pitch: bool,
}

/// A face of a font file.
pub struct Face {
    data: Blob,
    /// Which font of a collection.
    pub index: u32,
    pub family: String,
    /// 100 to 900.
    pub weight: u16,
    pub italic: bool,
    font: Font,
    metrics: OnceLock<Metrics>,
    pub(super) math: OnceLock<Option<MathTable>>,
    pub(super) has_color: OnceLock<bool>,
    /// The characters it is for; empty for all that it has (CSS Fonts 4, section 4.5).
    characters: Vec<RangeInclusive<u32>>,
    /// One bit for each character of the Basic Multilingual Plane: asked for each character of a book.
    coverage: OnceLock<Box<[u64]>>,
    nominal_characters: OnceLock<BTreeMap<u16, char>>,
}

impl Face {
    /// A face compiled into the program.
    pub fn from_static(data: &'static [u8], family: &str, weight: u16, italic: bool) -> Face {
        Face::new(Blob::Static(data), 0, family, weight, italic).expect("bundled fonts are sound")
    }

    /// A face of a file that was read; `None` where it cannot be parsed.
    pub fn from_bytes(data: Vec<u8>, index: u32, family: &str, weight: u16, italic: bool) -> Option<Face> {
        Face::new(Blob::Shared(Arc::new(data)), index, family, weight, italic)
    }

    /// A face of bytes that are kept elsewhere, such as a mapped file; `None` where it cannot be parsed.
    pub fn from_shared(
        data: Arc<dyn AsRef<[u8]> + Send + Sync>,
        index: u32,
        family: &str,
        weight: u16,
        italic: bool,
    ) -> Option<Face> {
        Face::new(Blob::Shared(data), index, family, weight, italic)
    }

    fn new(data: Blob, index: u32, family: &str, weight: u16, italic: bool) -> Option<Face> {
        let font = Font::new(data.clone(), index)?;
        let family = family.to_owned();
        Some(Face {
            data,
            index,
            family,
            weight,
            italic,
            font,
            metrics: OnceLock::new(),
            math: OnceLock::new(),
            has_color: OnceLock::new(),
            characters: Vec::new(),
            coverage: OnceLock::new(),
            nominal_characters: OnceLock::new(),
        })
    }

    /// The whole font file.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The parsed font, for shaping.
    pub fn font(&self) -> &Font {
        &self.font
    }

    pub fn units_per_em(&self) -> u16 {
        self.font.units_per_em()
    }

    /// Whether family names compare equal, case ignored (CSS Fonts 4, section 5.1).
    pub fn is_of_family(&self, family: &str) -> bool {
        self.family.eq_ignore_ascii_case(family)
    }

    /// Family, weight and slant for messages.
    pub fn full_name(&self) -> String {
        let weight = if self.weight >= 600 { " Bold" } else { "" };
        let slant = if self.italic { " Italic" } else { "" };
        format!("{}{weight}{slant}", self.family)
    }

    /// Whether another face draws the same characters in the same way, for the same styles.
    pub fn is_same(&self, other: &Face) -> bool {
        let of = |face: &Face| (face.index, face.weight, face.italic);
        of(self) == of(other)
            && self.family == other.family
            && self.characters == other.characters
            && self.data() == other.data()
    }

    /// The same by another name.
    pub fn as_of(self, family: &str, weight: u16, italic: bool) -> Face {
        Face { family: family.to_owned(), weight, italic, ..self }
    }

    /// The same, for some characters alone.
    pub fn for_characters(self, characters: Vec<RangeInclusive<u32>>) -> Face {
        Face { characters, ..self }
    }

    /// Whether its axes can be set, which is not done: it is drawn at their defaults.
    pub fn is_variable(&self) -> bool {
        !self.font.axes().is_empty()
    }

    pub fn has(&self, character: char) -> bool {
        let code = u32::from(character);
        if code > 0xffff {
            return self.is_for(code) && self.glyph(character).is_some();
        }
        let coverage = self.coverage.get_or_init(|| self.read_coverage());
        coverage[code as usize / 64] >> (code % 64) & 1 == 1
    }

    /// The nominal glyph of a character.
    pub fn glyph(&self, character: char) -> Option<u16> {
        let id = self.font.charmap().map_unicode(character)?.to_u32();
        u16::try_from(id).ok().filter(|&id| id != 0 && usize::from(id) < self.glyph_count())
    }

    /// Advance of a glyph in em.
    pub fn advance(&self, glyph: u16) -> f32 {
        self.font.glyph_metrics().h_advance(GlyphId::new(u32::from(glyph))) / f32::from(self.units_per_em())
    }

    /// The name that font programs go by, in the characters that PostScript allows.
    pub fn postscript_name(&self) -> String {
        let names = self.font.names();
        let name = names.get(NameId::POSTSCRIPT_NAME).and_then(|name| name.english_or_first());
        let name: String = name.map_or_else(|| self.full_name(), |name| name.name().chars().collect());
        name.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '-').collect()
    }

    /// Whether its letters have serifs, by `sFamilyClass` (OpenType 1.9, `OS/2`): classes 1 to 5 and 7 have. Naskh, the
    /// hand of Arabic books, stands beside them.
    pub fn has_serifs(&self) -> bool {
        let class = self.font.tables().os2().ok().map(|os2| os2.s_family_class() >> 8);
        matches!(class, Some(1..=5 | 7)) || self.family.contains("Serif") || self.family.contains("Naskh")
    }

    /// Whether it is made for emoji: that is said nowhere but in the name.
    pub fn is_emoji(&self) -> bool {
        self.family.contains("Emoji")
    }

    /// The box around all glyphs, left, bottom, right and top in em.
    pub fn bounds(&self) -> [f32; 4] {
        let em = f32::from(self.units_per_em());
        match self.font.tables().head() {
            Ok(head) => [head.x_min(), head.y_min(), head.x_max(), head.y_max()].map(|units| f32::from(units) / em),
            Err(_) => [0.0, self.metrics().descent, 1.0, self.metrics().ascent],
        }
    }

    /// The character that each glyph stands for; the lowest where there are several.
    pub fn nominal_characters(&self) -> &BTreeMap<u16, char> {
        self.nominal_characters.get_or_init(|| {
            let mut characters = BTreeMap::new();
            for (code, glyph) in self.font.charmap().unicodes() {
                if let (Some(character), Ok(glyph)) = (char::from_u32(code), u16::try_from(glyph.to_u32())) {
                    let known = characters.entry(glyph).or_insert(character);
                    *known = character.min(*known);
                }
            }
            characters
        })
    }

    /// Whether it has outlines that can be subset, or pictures, and its maker lets them be embedded.
    pub fn is_embeddable(&self) -> bool {
        (self.has_outlines() || self.has_color()) && self.permission() == Permission::Embed
    }

    /// Whether it has outlines: fonts of bitmaps have none.
    pub fn has_outlines(&self) -> bool {
        let tables = self.font.tables();
        tables.glyf().is_ok() || tables.cff().is_ok()
    }

    /// Whether a character has a glyph that leaves ink.
    pub fn draws(&self, character: char) -> bool {
        let Some(glyph) = self.glyph(character) else { return false };
        let tables = self.font.tables();
        let is_outlined = match (tables.loca(None), tables.glyf()) {
            (Ok(loca), Ok(glyf)) => {
                loca.get_glyf(GlyphId::new(u32::from(glyph)), &glyf).is_ok_and(|glyph| glyph.is_some())
            }
            _ => self.font.outline_glyphs().get(GlyphId::new(u32::from(glyph))).is_some(),
        };
        is_outlined || self.is_in_color(glyph)
    }

    /// How many glyphs it has.
    pub fn glyph_count(&self) -> usize {
        self.font.num_glyphs() as usize
    }

    fn is_for(&self, code: u32) -> bool {
        self.characters.is_empty() || self.characters.iter().any(|range| range.contains(&code))
    }

    fn read_coverage(&self) -> Box<[u64]> {
        let mut bits = vec![0u64; 0x1_0000 / 64].into_boxed_slice();
        for (code, glyph) in self.font.charmap().unicodes() {
            let is_there = (1..self.font.num_glyphs()).contains(&glyph.to_u32());
            if code <= 0xffff && is_there && self.is_for(code) {
                bits[code as usize / 64] |= 1 << (code % 64);
            }
        }
        bits
    }

    pub fn metrics(&self) -> &Metrics {
        self.metrics.get_or_init(|| read_metrics(&self.font))
    }
}

fn read_metrics(font: &Font) -> Metrics {
    let global = font.metrics();
    let style = font.style_metrics();
    let em = f32::from(font.units_per_em());
    let line = global.h_line();
    let ascent = line.as_ref().map_or(0.8, |line| line.ascender.to_f32() / em);
    let descent = line.as_ref().map_or(-0.2, |line| line.descender.to_f32() / em);
    let line_gap = line.as_ref().map_or(0.0, |line| line.line_gap.to_f32() / em);
    let x_height = global.x_height.map_or(0.5, |height| height.to_f32() / em);
    let underline = style.underline.as_ref();
    Metrics {
        ascent,
        descent: -descent.abs(),
        line_gap,
        x_height,
        cap_height: global.cap_height.map_or(0.7, |height| height.to_f32() / em),
        underline_position: underline.map_or(-0.1, |line| line.position.to_f32() / em),
        underline_thickness: underline.map_or(0.05, |line| line.thickness.to_f32() / em),
        strike_position: style.strike_through.as_ref().map_or(x_height / 2.0, |line| line.position.to_f32() / em),
        italic_angle: style.italic_angle.map_or(0.0, |angle| angle.to_f32()),
        is_fixed_pitch: style.is_fixed_pitch.unwrap_or(false),
    }
}
