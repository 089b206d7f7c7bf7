//! Fonts for reading systems: no more of each than a book uses.
//!
//! In: a face, and the characters of a book. Out: a font file that shapes and draws these as the whole font does. Ids of
//! glyphs stay as they were, so that all tables of layout (`GSUB`, `GPOS`, `GDEF`, `MATH`, `COLR` and those of variations)
//! stay word for word; outlines that no text reaches are emptied, their advances zeroed and their names dropped, which
//! leaves nearly nothing of them once packed. Phases: the characters that shapers make of others; the glyphs that these
//! reach; the tables.

mod cff;
mod charstring;
mod damage;
mod outlines;
mod sfnt;
mod woff2;

use std::collections::BTreeSet;

use skrifa::raw::TableProvider;
use skrifa::raw::collections::IntSet;
use skrifa::{GlyphId, Tag};
use unicode_bidi_mirroring::get_mirrored;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::Face;
use sfnt::Sfnt;
pub use woff2::woff2;

/// Tables of which nothing is left to say: signatures, measures of the device for old Windows, what editors of fonts keep.
const DROPPED: [&[u8; 4]; 7] = [b"DSIG", b"FFTM", b"LTSH", b"PfEd", b"VDMX", b"hdmx", b"TeX "];

/// Layout of Apple's and of SIL's, which reaches glyphs by ways of its own; beside `GSUB` it is not needed.
const OTHER_LAYOUT: [&[u8; 4]; 11] =
    [b"Feat", b"Glat", b"Gloc", b"Silf", b"Sill", b"feat", b"just", b"kerx", b"mort", b"morx", b"prop"];

/// Tables with outlines or pictures that are not taken apart. `SVG ` is small beside its outlines, and stays.
const WHOLE: [&[u8; 4]; 5] = [b"CBDT", b"CFF2", b"EBDT", b"VARC", b"sbix"];

/// Tables without which engines refuse a font (OpenType 1.9, "Required Tables").
const REQUIRED: [&[u8; 4]; 8] = [b"OS/2", b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"post"];

/// Gives every other form of a character, for menus of editors: all fonts together would come with it.
const ALL_ALTERNATES: &[u8; 4] = b"aalt";

/// Characters that shapers put in by themselves: spaces, hyphens, the circle under a lone mark, joiners.
const ALWAYS: [char; 10] =
    [' ', '-', '\u{a0}', '\u{ad}', '\u{200c}', '\u{200d}', '\u{2010}', '\u{2011}', '\u{2026}', '\u{25cc}'];

/// How often what is reached is asked what it reaches; fonts have layers of three or four.
const MOST_ROUNDS: usize = 12;

/// What the maker of a font allows (OpenType 1.9, `OS/2`, `fsType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// To embed it, and a part of it. Preview & Print is among these: of a book in a reading system nothing is edited.
    Embed,
    /// To embed it as a whole alone (bit 8).
    EmbedWhole,
    /// Not to embed it without the maker's leave (bits 0 to 3 are 2).
    Nothing,
    /// To embed pictures of its glyphs, and no outlines (bit 9).
    Bitmaps,
}

impl Face {
    pub fn permission(&self) -> Permission {
        const USAGE: u16 = 0x000e;
        const RESTRICTED: u16 = 0x0002;
        const NO_SUBSETTING: u16 = 0x0100;
        const BITMAPS_ONLY: u16 = 0x0200;
        let os2 = self.font().tables().os2();
        let (version, bits) = os2.map_or((0, 0), |os2| (os2.version(), os2.fs_type()));
        let is_restricted = match version {
            // Several bits of usage may be set, and the least restrictive of them holds.
            0..=2 => bits & USAGE == RESTRICTED,
            3.. => bits & RESTRICTED != 0,
        };
        // Other bits had no meaning before version 2.
        let bits = if version < 2 { bits & USAGE } else { bits };
        match bits {
            _ if is_restricted => Permission::Nothing,
            bits if bits & BITMAPS_ONLY != 0 => Permission::Bitmaps,
            bits if bits & NO_SUBSETTING != 0 => Permission::EmbedWhole,
            _ => Permission::Embed,
        }
    }

    /// Why reading systems refuse the font, though it is not damaged.
    pub fn fault(&self) -> Option<String> {
        let font = Sfnt::read_one(self.data(), self.index)?;
        let lacking = REQUIRED.into_iter().find(|tag| font.table(tag).is_none())?;
        let table = String::from_utf8_lossy(lacking);
        Some(format!("lacks the table `{table}`, without which reading systems refuse it"))
    }

    /// A font file with what some characters need; `None` where the font cannot be taken apart.
    pub fn subset(&self, characters: &BTreeSet<char>) -> Option<Vec<u8>> {
        let mut font = Sfnt::read(self.data()).filter(|_| self.index == 0)?;
        let has_substitutions = font.table(b"GSUB").is_some();
        let has_other_layout = OTHER_LAYOUT.iter().any(|tag| font.table(tag).is_some());
        if WHOLE.iter().any(|tag| font.table(tag).is_some()) || has_other_layout && !has_substitutions {
            return None;
        }
        for tag in DROPPED.iter().chain(&OTHER_LAYOUT) {
            font.tables.remove(*tag);
        }
        let charmap = self.font().charmap();
        // Symbols of old Windows stand at places of their own.
        let is_symbol = font.table(b"cmap").is_some_and(outlines::is_symbol);
        let characters = self.with_made(characters);
        let mut mapped: Vec<(u32, u16)> = Vec::new();
        for (code, glyph) in charmap.unicodes() {
            let is_used = char::from_u32(code).is_some_and(|character| characters.contains(&character));
            if let Ok(glyph) = u16::try_from(glyph.to_u32())
                && (is_used || is_symbol)
                && font.has_glyph(glyph)
            {
                mapped.push((code, glyph));
            }
        }
        mapped.sort_unstable();
        mapped.dedup_by_key(|(code, _)| *code);
        let mut glyphs: BTreeSet<u16> = mapped.iter().map(|(_, glyph)| *glyph).chain([0]).collect();
        let cmap = font.table(b"cmap")?;
        glyphs.extend(outlines::variants(cmap, &characters));
        let cmap = if is_symbol { None } else { outlines::cmap(cmap, &mapped) };
        cmap.into_iter().for_each(|cmap| font.set(b"cmap", cmap));
        self.reach(&mut glyphs)?;
        match font.table(b"CFF ") {
            Some(table) => {
                let table = cff::subset(table, &glyphs)?;
                font.set(b"CFF ", table);
            }
            None => outlines::empty_glyf(&mut font, &mut glyphs)?,
        }
        // Engines refuse a font for it, which few of them ask.
        if font.table(b"gasp").is_some_and(|gasp| !outlines::is_sound_gasp(gasp)) {
            font.tables.remove(b"gasp");
        }
        outlines::zero_metrics(&mut font, &glyphs, b"hhea", b"hmtx");
        outlines::zero_metrics(&mut font, &glyphs, b"vhea", b"vmtx");
        if let Some(post) = font.table(b"post").filter(|post| !post.starts_with(&[0, 3, 0, 0])) {
            // Version 3 has no names of glyphs; there is no fourth that all know.
            let post = [&[0, 3, 0, 0], post.get(4..32)?].concat();
            font.set(b"post", post);
        }
        Some(font.write())
    }

    /// The characters, and those that shapers take in the place of them: composed and decomposed forms, mirrored
    /// brackets, forms of Arabic letters in fonts without layout.
    fn with_made(&self, characters: &BTreeSet<char>) -> BTreeSet<char> {
        let mut all: BTreeSet<char> = characters.iter().copied().chain(ALWAYS).collect();
        all.extend(characters.iter().filter_map(|character| get_mirrored(*character)));
        for character in characters {
            decompose_canonical(*character, |part| all.extend([part]));
        }
        let has_marks = all.iter().any(|character| is_combining_mark(*character));
        let is_jamo = |character: &char| matches!(*character, '\u{1100}'..='\u{11ff}');
        let is_arabic = |character: &char| matches!(*character, '\u{600}'..='\u{77f}');
        let (has_jamo, has_arabic) = (all.iter().any(is_jamo), all.iter().any(is_arabic));
        let has_layout = self.font().tables().gsub().is_ok();
        for (code, _) in self.font().charmap().unicodes() {
            let Some(character) = char::from_u32(code).filter(|character| !all.contains(character)) else { continue };
            let is_form = matches!(character, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
            let is_syllable = matches!(character, '\u{ac00}'..='\u{d7a3}');
            let mut is_made = is_form && has_arabic && !has_layout;
            if has_marks && !is_syllable || has_jamo && is_syllable {
                let (mut parts, mut is_whole) = (0, true);
                decompose_canonical(character, |part| {
                    parts += 1;
                    is_whole &= all.contains(&part);
                });
                is_made |= parts > 1 && is_whole;
            }
            if is_made {
                all.insert(character);
            }
        }
        all
    }

    /// Adds the glyphs that layout, the sizes of signs in formulas and the layers of colors reach.
    fn reach(&self, glyphs: &mut BTreeSet<u16>) -> Option<()> {
        let tables = self.font().tables();
        let gsub = tables.gsub().ok();
        let lookups = match &gsub {
            Some(gsub) => {
                let features = gsub.feature_list().ok()?;
                let records = features.feature_records().iter().enumerate();
                let used: IntSet<u16> = records
                    .filter(|(_, record)| record.feature_tag() != Tag::new(ALL_ALTERNATES))
                    .map(|(at, _)| at as u16)
                    .collect();
                gsub.collect_lookups(&used).ok()?
            }
            None => IntSet::empty(),
        };
        let colr = tables.colr().ok();
        let mut reached: IntSet<GlyphId> = glyphs.iter().map(|glyph| GlyphId::from(*glyph)).collect();
        for _ in 0..MOST_ROUNDS {
            let before = reached.len();
            if let Some(gsub) = &gsub {
                gsub.closure_glyphs_with_num_glyphs(&lookups, &mut reached, self.glyph_count() as u32).ok()?;
            }
            if let Some(colr) = &colr {
                let mut layers = IntSet::empty();
                colr.v0_closure_glyphs(&reached, &mut layers);
                reached.union(&layers);
                colr.v1_closure(&mut reached, &mut IntSet::empty(), &mut IntSet::empty(), &mut IntSet::empty());
            }
            if let Some(math) = self.math() {
                let known: Vec<u16> = reached.iter().filter_map(|glyph| u16::try_from(glyph.to_u32()).ok()).collect();
                for construction in
                    known.iter().flat_map(|glyph| [math.vertical(*glyph), math.horizontal(*glyph)]).flatten()
                {
                    let variants = construction.variants.iter().map(|variant| variant.glyph);
                    let parts = construction.parts.iter().map(|part| part.glyph);
                    reached.extend(variants.chain(parts).map(GlyphId::from));
                }
            }
            if reached.len() == before {
                break;
            }
        }
        glyphs.extend(reached.iter().filter_map(|glyph| u16::try_from(glyph.to_u32()).ok()));
        Some(())
    }
}

#[cfg(test)]
mod tests;
