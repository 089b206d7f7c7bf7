//! Damage of font files, told before a book takes one in.
//!
//! In: a face. Out: what is broken in it, as far as its bytes tell: tables that are cut, numbers that lead out of them,
//! outlines that cannot be drawn. The checks are those for which engines refuse a font (OpenType Sanitizer), where they
//! are cheap; sums are not looked at, as no reader does. Tables of layout are followed to what each lookup is for, since
//! shapers pass over what lies behind.

use skrifa::{DrawMemory, GlyphId, ScalerFont};

use super::sfnt::{Sfnt, Tag, u16_at, u32_at};
use super::{cff, outlines};
use crate::font::Face;

/// Tables without which nothing can be set (OpenType 1.9, "Required Tables").
const VITAL: [&Tag; 5] = [b"cmap", b"head", b"hhea", b"hmtx", b"maxp"];

/// Tables with outlines or pictures of glyphs.
const DRAWN: [&Tag; 6] = [b"glyf", b"CFF ", b"CFF2", b"CBDT", b"SVG ", b"sbix"];

const VERSION_1: u32 = 0x0001_0000;

/// `head`: what it must say of itself, and where it says the units of an em and the kind of `loca`.
const MAGIC: u32 = 0x5f0f_3cf5;

impl Face {
    /// What is broken, as it is said of a font: "is damaged: …".
    pub fn damage(&self) -> Option<String> {
        let Some(font) = Sfnt::read_one(self.data(), self.index) else {
            return Some("is damaged: one of its tables lies outside the file".to_owned());
        };
        let lacking = VITAL.into_iter().find(|tag| font.table(tag).is_none());
        let lacking = lacking.or((font.table(b"glyf").is_some() && font.table(b"loca").is_none()).then_some(b"loca"));
        if let Some(tag) = lacking {
            return Some(format!("is damaged: it lacks the table `{}`", String::from_utf8_lossy(tag)));
        }
        if DRAWN.iter().all(|tag| font.table(tag).is_none()) {
            return Some("is damaged: it has no outlines".to_owned());
        }
        let glyphs = font.table(b"maxp").and_then(|maxp| u16_at(maxp, 4)).unwrap_or_default();
        let checks: [(&Tag, Option<()>); 15] = [
            (b"head", head(&font)),
            (b"maxp", maxp(&font)),
            (b"hhea", metrics(&font, b"hhea", b"hmtx", glyphs)),
            (b"vhea", metrics(&font, b"vhea", b"vmtx", glyphs)),
            (b"OS/2", os2(&font)),
            (b"name", name(&font)),
            (b"post", is_so(font.table(b"post").is_none_or(|post| post.len() >= 32))),
            (b"cvt ", is_so(font.table(b"cvt ").is_none_or(|values| values.len().is_multiple_of(2)))),
            (b"cmap", cmap(&font)),
            (b"glyf", glyf(&font, glyphs)),
            (b"gvar", is_so(font.table(b"gvar").is_none_or(|gvar| outlines::has_all_variations(gvar, glyphs)))),
            (b"CFF ", self.has_sound_cff(&font, glyphs)),
            (b"GDEF", gdef(&font)),
            (b"GSUB", layout(&font, b"GSUB", 7)),
            (b"GPOS", layout(&font, b"GPOS", 9)),
        ];
        let (tag, _) = checks.into_iter().find(|(_, sound)| sound.is_none())?;
        Some(format!("is damaged: its table `{}` is cut or broken", String::from_utf8_lossy(tag).trim_end()))
    }

    /// All outlines are drawn, as engines do it.
    fn has_sound_cff(&self, font: &Sfnt, glyphs: u16) -> Option<()> {
        let Some(table) = font.table(b"CFF ") else { return Some(()) };
        is_so(cff::glyph_count(table)? == usize::from(glyphs))?;
        let scaler = ScalerFont::unhinted(self.font().clone(), None);
        let mut elements = Vec::new();
        for glyph in 0..glyphs {
            elements.clear();
            if let Some(outline) = scaler.outline(GlyphId::new(u32::from(glyph))) {
                outline.draw(DrawMemory::Scratch, &mut elements).ok()?;
            }
        }
        Some(())
    }
}

fn is_so(is_so: bool) -> Option<()> {
    is_so.then_some(())
}

fn head(font: &Sfnt) -> Option<()> {
    let head = font.table(b"head")?;
    let signed = |at: usize| u16_at(head, at).map(|number| number as i16);
    is_so(head.len() >= 54 && u32_at(head, 12)? == MAGIC && u16_at(head, 0)? == 1)?;
    is_so((16..=16384).contains(&u16_at(head, 18)?) && u16_at(head, 50)? <= 1 && u16_at(head, 52)? == 0)?;
    is_so(signed(36)? <= signed(40)? && signed(38)? <= signed(42)?)
}

fn maxp(font: &Sfnt) -> Option<()> {
    /// Of fonts with outlines of PostScript.
    const VERSION_HALF: u32 = 0x0000_5000;
    let maxp = font.table(b"maxp")?;
    is_so(u16_at(maxp, 4)? > 0)?;
    match u32_at(maxp, 0)? {
        VERSION_HALF => is_so(font.table(b"glyf").is_none()),
        VERSION_1 => is_so(maxp.len() >= 32 && u16_at(maxp, 14)? <= 3),
        _ => None,
    }
}

/// Advances of all glyphs, horizontal or vertical.
fn metrics(font: &Sfnt, head: &Tag, tag: &Tag, glyphs: u16) -> Option<()> {
    /// Of `vhea` alone.
    const VERSION_1_1: u32 = 0x0001_1000;
    /// In em: the widest glyph known, a whole sentence in Arabic, has less than half of it.
    const WIDEST: u32 = 30;
    let Some(table) = font.table(head) else { return Some(()) };
    let version = u32_at(table, 0)?;
    is_so(table.len() >= 36 && (version == VERSION_1 || version == VERSION_1_1 && head == b"vhea"))?;
    let full = u16_at(table, 34)?;
    is_so(u16_at(table, 32)? == 0 && (1..=glyphs).contains(&full))?;
    let length = usize::from(full) * 4 + usize::from(glyphs - full) * 2;
    let Some(metrics) = font.table(tag) else { return Some(()) };
    let most = u32::from(font.table(b"head").and_then(|head| u16_at(head, 18)).unwrap_or(u16::MAX)) * WIDEST;
    let is_far = |at: usize| u16_at(metrics, at * 4).is_some_and(|advance| u32::from(advance) > most);
    is_so(metrics.len() >= length && !(0..usize::from(full)).any(is_far))
}

fn os2(font: &Sfnt) -> Option<()> {
    let Some(table) = font.table(b"OS/2") else { return Some(()) };
    let length = match u16_at(table, 0)? {
        0 => 68,
        1 => 86,
        2..=4 => 96,
        5 => 100,
        _ => return None,
    };
    is_so(table.len() >= length && u16_at(table, 64)? <= u16_at(table, 66)?)
}

fn name(font: &Sfnt) -> Option<()> {
    let Some(table) = font.table(b"name") else { return Some(()) };
    let records = 6 + usize::from(u16_at(table, 2)?) * 12;
    let texts = usize::from(u16_at(table, 4)?);
    is_so(u16_at(table, 0)? <= 1 && (6..=table.len()).contains(&texts))?;
    (6..records).step_by(12).try_for_each(|record| {
        let (length, start) = (usize::from(u16_at(table, record + 8)?), usize::from(u16_at(table, record + 10)?));
        is_so(texts + start + length <= table.len())
    })
}

/// Where the maps of characters begin, and that there is one.
fn cmap(font: &Sfnt) -> Option<()> {
    let table = font.table(b"cmap")?;
    let count = usize::from(u16_at(table, 2)?);
    is_so(u16_at(table, 0)? == 0 && count > 0)?;
    (0..count).try_for_each(|record| {
        let map = table.get(u32_at(table, 4 + record * 8 + 4)? as usize..)?;
        // Up to format 6 lengths have two bytes, and then four, two bytes later; but for variants.
        let length = match u16_at(map, 0)? {
            0..=6 => usize::from(u16_at(map, 2)?),
            14 => u32_at(map, 2)? as usize,
            8..=13 => u32_at(map, 4)? as usize,
            _ => return None,
        };
        is_so(length <= map.len())
    })
}

/// Outlines of TrueType, each of which must hold all that it says.
fn glyf(font: &Sfnt, glyphs: u16) -> Option<()> {
    let Some(table) = font.table(b"glyf") else { return Some(()) };
    let is_long = u16_at(font.table(b"head")?, 50)? != 0;
    let loca = font.table(b"loca")?;
    let offset = |at: usize| match is_long {
        true => u32_at(loca, at * 4).map(|offset| offset as usize),
        false => u16_at(loca, at * 2).map(|half| usize::from(half) * 2),
    };
    for glyph in 0..usize::from(glyphs) {
        let (start, end) = (offset(glyph)?, offset(glyph + 1)?);
        let outline = table.get(start..end)?;
        if !outline.is_empty() {
            contours(outline, glyphs)?;
        }
    }
    Some(())
}

/// One outline (`glyf`, "Simple Glyph Description" and "Composite Glyph Description").
fn contours(outline: &[u8], glyphs: u16) -> Option<()> {
    const HEAD: usize = 10;
    const REPEATS: u8 = 1 << 3;
    let number = |at: usize| u16_at(outline, at).map(|number| number as i16);
    let count = number(0)?;
    if count == 0 {
        return Some(());
    }
    is_so(number(2)? <= number(6)? && number(4)? <= number(8)?)?;
    let Ok(count) = usize::try_from(count) else {
        return is_so(outlines::parts(outline)?.into_iter().all(|part| part < glyphs));
    };
    let mut points = 0;
    for contour in 0..count {
        let end = usize::from(u16_at(outline, HEAD + contour * 2)?);
        is_so(end >= points || contour == 0)?;
        points = end + 1;
    }
    let mut at = HEAD + count * 2;
    at += 2 + usize::from(u16_at(outline, at)?);
    // How many bytes the coordinates of points take, by their flags: none where one is as the last, or two.
    let mut length = 0;
    let mut known = 0;
    while known < points {
        let flags = *outline.get(at)?;
        at += 1;
        let size = |short: u8, same: u8| match (flags & short != 0, flags & same != 0) {
            (true, _) => 1,
            (false, true) => 0,
            (false, false) => 2,
        };
        let mut times = 1;
        if flags & REPEATS != 0 {
            times += usize::from(*outline.get(at)?);
            at += 1;
        }
        length += times * (size(1 << 1, 1 << 4) + size(1 << 2, 1 << 5));
        known += times;
    }
    is_so(known == points && at + length <= outline.len())
}

/// Where parts of `GDEF` begin.
fn gdef(font: &Sfnt) -> Option<()> {
    let Some(table) = font.table(b"GDEF") else { return Some(()) };
    let parts = match (u16_at(table, 0)?, u16_at(table, 2)?) {
        (1, 0 | 1) => 4,
        (1, 2) => 5,
        // The last one is of four bytes, and of variable fonts.
        (1, 3) => 5,
        _ => return None,
    };
    (0..parts).try_for_each(|part| is_so(usize::from(u16_at(table, 4 + part * 2)?) + 2 <= table.len()))?;
    match u16_at(table, 4)? {
        0 => Some(()),
        classes => class_definition(table.get(usize::from(classes)..)?),
    }
}

fn class_definition(table: &[u8]) -> Option<()> {
    let length = match u16_at(table, 0)? {
        1 => 6 + usize::from(u16_at(table, 4)?) * 2,
        2 => 4 + usize::from(u16_at(table, 2)?) * 6,
        _ => return None,
    };
    is_so(length <= table.len())
}

/// Lists of scripts, features and lookups, and which glyphs each lookup is for (OpenType 1.9, "OpenType Layout Common
/// Table Formats"); `extension` is the kind of lookup that leads to another.
fn layout(font: &Sfnt, tag: &Tag, extension: u16) -> Option<()> {
    let Some(table) = font.table(tag) else { return Some(()) };
    is_so(u16_at(table, 0)? == 1 && u16_at(table, 2)? <= 1)?;
    // What no list is for may have none.
    for (at, size) in [(4, 6), (6, 6)] {
        let start = usize::from(u16_at(table, at)?);
        if start > 0 {
            let records = usize::from(u16_at(table, start)?);
            (0..records).try_for_each(|record| {
                let offset = u16_at(table, start + 2 + record * size + 4)?;
                is_so(start + usize::from(offset) + 4 <= table.len())
            })?;
        }
    }
    let start = usize::from(u16_at(table, 8)?);
    if start == 0 {
        return Some(());
    }
    let list = table.get(start..)?;
    for lookup in 0..usize::from(u16_at(list, 0)?) {
        let lookup = list.get(usize::from(u16_at(list, 2 + lookup * 2)?)..)?;
        let kind = u16_at(lookup, 0)?;
        for part in 0..usize::from(u16_at(lookup, 4)?) {
            let mut part = lookup.get(usize::from(u16_at(lookup, 6 + part * 2)?)..)?;
            let mut kind = kind;
            if kind == extension {
                is_so(u16_at(part, 0)? == 1)?;
                kind = u16_at(part, 2)?;
                part = part.get(u32_at(part, 4)? as usize..)?;
            }
            subtable(part, kind, extension)?;
        }
    }
    Some(())
}

/// One part of a lookup begins with its format and with where its list of glyphs lies, but for contexts of the third
/// format, which have a list for each glyph.
fn subtable(part: &[u8], kind: u16, extension: u16) -> Option<()> {
    let format = u16_at(part, 0)?;
    is_so(kind >= 1 && format >= 1 && kind != extension)?;
    // Kinds of contexts stand before that which leads to others, and chains of them.
    let is_context = (extension - 2..extension).contains(&kind);
    let at = if !is_context || format != 3 {
        2
    } else if kind == extension - 2 {
        6
    } else {
        // Glyphs that stand before come first; a chain may have none.
        let before = usize::from(u16_at(part, 2)?);
        let own = 4 + before * 2;
        is_so(u16_at(part, own)? > 0)?;
        own + 2
    };
    coverage(part.get(usize::from(u16_at(part, at)?)..)?)
}

fn coverage(table: &[u8]) -> Option<()> {
    let size = match u16_at(table, 0)? {
        1 => 2,
        2 => 6,
        _ => return None,
    };
    is_so(4 + usize::from(u16_at(table, 2)?) * size <= table.len())
}

impl Sfnt<'_> {
    /// Glyphs that the font has not are none that a character can be mapped to.
    pub(super) fn has_glyph(&self, glyph: u16) -> bool {
        self.table(b"maxp").and_then(|maxp| u16_at(maxp, 4)).is_none_or(|count| glyph < count)
    }
}
