//! Tables of a subset: characters, outlines of TrueType, advances (OpenType 1.9, `cmap`, `glyf`, `gvar`, `hmtx`).

use std::collections::BTreeSet;
use std::ops::Range;

use super::sfnt::{Sfnt, u16_at, u32_at};

/// Flags of a part of a composite glyph (`glyf`, "Composite Glyph Description").
mod flag {
    pub const WORDS: u16 = 1;
    pub const SCALE: u16 = 1 << 3;
    pub const MORE: u16 = 1 << 5;
    pub const TWO_SCALES: u16 = 1 << 6;
    pub const MATRIX: u16 = 1 << 7;
}

/// Platforms and encodings of `cmap`: characters of Unicode, with variants by selectors, and symbols of Windows.
const VARIANTS: (u16, u16) = (0, 5);
const SYMBOLS: (u16, u16) = (3, 0);
const FIRST_PLANE: (u16, u16) = (3, 1);
const ALL_PLANES: (u16, u16) = (3, 10);

/// How many variants by selectors are read: fonts of Chinese and Japanese have some twenty thousand.
const MOST_VARIANTS: usize = 1 << 20;

/// How many segments a table of format 4 may have, whose length is a number of two bytes.
const MOST_SEGMENTS: usize = 8000;

pub(super) fn is_symbol(cmap: &[u8]) -> bool {
    subtable(cmap, SYMBOLS).is_some() && subtable(cmap, FIRST_PLANE).is_none()
}

/// Where the table of some platform and encoding begins.
fn subtable(cmap: &[u8], wanted: (u16, u16)) -> Option<usize> {
    let count = usize::from(u16_at(cmap, 2)?);
    let mut records = (0..count).map(|record| 4 + record * 8);
    let found = records.find(|&at| (u16_at(cmap, at), u16_at(cmap, at + 2)) == (Some(wanted.0), Some(wanted.1)))?;
    Some(u32_at(cmap, found + 4)? as usize)
}

/// The table of variants by selectors (format 14).
fn variant_table(cmap: &[u8]) -> Option<&[u8]> {
    let start = subtable(cmap, VARIANTS)?;
    let length = u32_at(cmap, start.checked_add(2)?)? as usize;
    cmap.get(start..start.checked_add(length)?).filter(|table| u16_at(table, 0) == Some(14))
}

/// The glyphs that selectors make of some characters.
pub(super) fn variants(cmap: &[u8], characters: &BTreeSet<char>) -> BTreeSet<u16> {
    let mut glyphs = BTreeSet::new();
    let Some(table) = variant_table(cmap) else { return glyphs };
    let mut left = MOST_VARIANTS;
    for record in 0..u32_at(table, 6).unwrap_or_default() as usize {
        let Some(start) = u32_at(table, 10 + record * 11 + 7) else { break };
        if start == 0 {
            continue;
        }
        let start = start as usize;
        for at in 0..u32_at(table, start).unwrap_or_default() as usize {
            // Lists may lie over one another.
            left = match left.checked_sub(1) {
                Some(left) => left,
                None => return glyphs,
            };
            let mapping = start + 4 + at * 5;
            let (Some(code), Some(glyph)) = (u32_at(table, mapping), u16_at(table, mapping + 3)) else { break };
            if char::from_u32(code >> 8).is_some_and(|character| characters.contains(&character)) {
                glyphs.insert(glyph);
            }
        }
    }
    glyphs
}

/// A table with some characters, which are in order; `None` where they do not fit.
pub(super) fn cmap(old: &[u8], mapped: &[(u32, u16)]) -> Option<Vec<u8>> {
    let first_plane = &mapped[..mapped.partition_point(|(code, _)| *code < 0xffff)];
    let mut tables = vec![(FIRST_PLANE, format_4(first_plane)?)];
    if mapped.len() > first_plane.len() {
        tables.push((ALL_PLANES, format_12(mapped)));
    }
    tables.extend(variant_table(old).map(|table| (VARIANTS, table.to_vec())));
    tables.sort();
    let mut out = vec![0, 0];
    out.extend((tables.len() as u16).to_be_bytes());
    let mut start = 4 + tables.len() * 8;
    for ((platform, encoding), table) in &tables {
        out.extend(platform.to_be_bytes());
        out.extend(encoding.to_be_bytes());
        out.extend((start as u32).to_be_bytes());
        start += table.len();
    }
    tables.into_iter().for_each(|(_, table)| out.extend(table));
    Some(out)
}

/// Runs of characters whose glyphs follow one another: first, last, first glyph.
fn runs(mapped: &[(u32, u16)]) -> Vec<(u32, u32, u16)> {
    let mut runs: Vec<(u32, u32, u16)> = Vec::new();
    for &(code, glyph) in mapped {
        match runs.last_mut() {
            Some((first, last, start))
                if code == *last + 1 && u32::from(glyph) == u32::from(*start) + code - *first =>
            {
                *last = code;
            }
            Some(_) | None => runs.push((code, code, glyph)),
        }
    }
    runs
}

fn format_4(mapped: &[(u32, u16)]) -> Option<Vec<u8>> {
    let mut runs = runs(mapped);
    // The last segment is for no character.
    runs.push((0xffff, 0xffff, 0));
    let count = Some(runs.len()).filter(|count| *count <= MOST_SEGMENTS)?;
    let power = count.ilog2() as u16;
    let range = 2u16 << power;
    let mut out = Vec::new();
    let mut push = |number: u16| out.extend(number.to_be_bytes());
    for number in [4, (16 + count * 8) as u16, 0, count as u16 * 2, range, power, count as u16 * 2 - range] {
        push(number);
    }
    runs.iter().for_each(|(_, last, _)| push(*last as u16));
    push(0);
    runs.iter().for_each(|(first, ..)| push(*first as u16));
    runs.iter().for_each(|(first, _, glyph)| push(glyph.wrapping_sub(*first as u16)));
    runs.iter().for_each(|_| push(0));
    Some(out)
}

fn format_12(mapped: &[(u32, u16)]) -> Vec<u8> {
    let runs = runs(mapped);
    let mut out = vec![0, 12, 0, 0];
    let mut push = |number: u32| out.extend(number.to_be_bytes());
    push(16 + runs.len() as u32 * 12);
    push(0);
    push(runs.len() as u32);
    for (first, last, glyph) in runs {
        push(first);
        push(last);
        push(u32::from(glyph));
    }
    out
}

/// Where the pieces of a table lie by its list of offsets.
fn ranges(list: &[u8], is_long: bool) -> Option<Vec<Range<usize>>> {
    let size = if is_long { 4 } else { 2 };
    let offset = |at: usize| match is_long {
        true => u32_at(list, at).map(|offset| offset as usize),
        false => u16_at(list, at).map(|half| usize::from(half) * 2),
    };
    let offsets: Vec<usize> = (0..list.len() / size).map(|entry| offset(entry * size)).collect::<Option<_>>()?;
    Some(offsets.windows(2).map(|pair| pair[0]..pair[1].max(pair[0])).collect())
}

/// Empties the outlines that are not needed, and their variations. `glyphs` gets what the others are composed of.
pub(super) fn empty_glyf(font: &mut Sfnt, glyphs: &mut BTreeSet<u16>) -> Option<()> {
    const LONG_OFFSETS: usize = 50;
    let glyf = font.table(b"glyf")?;
    let mut head = font.table(b"head")?.to_vec();
    let is_long = u16_at(&head, LONG_OFFSETS)? != 0;
    let ranges = ranges(font.table(b"loca")?, is_long)?;
    let count = usize::from(u16_at(font.table(b"maxp")?, 4)?);
    if ranges.len() < count {
        return None;
    }
    let outline = |glyph: u16| ranges.get(usize::from(glyph)).map_or(Some(&[][..]), |range| glyf.get(range.clone()));
    let mut open: Vec<u16> = glyphs.iter().copied().collect();
    while let Some(glyph) = open.pop() {
        for part in parts(outline(glyph)?)? {
            if glyphs.insert(part) {
                open.push(part);
            }
        }
    }
    let mut kept = Vec::new();
    let mut offsets = vec![0u32];
    for glyph in 0..count {
        if let Some(glyph) = u16::try_from(glyph).ok().filter(|glyph| glyphs.contains(glyph)) {
            kept.extend_from_slice(outline(glyph)?);
            kept.resize(kept.len().next_multiple_of(4), 0);
            // Outlines may lie over one another.
            if kept.len() > glyf.len() + count * 4 {
                return None;
            }
        }
        offsets.push(kept.len() as u32);
    }
    let is_long = kept.len() > 0x1_fffe;
    let loca = match is_long {
        true => offsets.iter().flat_map(|offset| offset.to_be_bytes()).collect(),
        false => offsets.iter().flat_map(|offset| ((offset / 2) as u16).to_be_bytes()).collect(),
    };
    // A table of no bytes is refused by some.
    kept.resize(kept.len().max(1), 0);
    head[LONG_OFFSETS..LONG_OFFSETS + 2].copy_from_slice(&[0, u8::from(is_long)]);
    let gvar = font.table(b"gvar").map(|gvar| empty_gvar(gvar, glyphs));
    font.set(b"glyf", kept);
    font.set(b"loca", loca);
    font.set(b"head", head);
    if let Some(gvar) = gvar {
        font.set(b"gvar", gvar?);
    }
    Some(())
}

/// The glyphs that one is composed of.
pub(super) fn parts(outline: &[u8]) -> Option<Vec<u16>> {
    let mut parts = Vec::new();
    // A composite has fewer than no contours.
    if outline.first().is_none_or(|byte| byte & 0x80 == 0) {
        return Some(parts);
    }
    let mut at = 10;
    loop {
        let flags = u16_at(outline, at)?;
        parts.push(u16_at(outline, at + 2)?);
        at += if flags & flag::WORDS != 0 { 8 } else { 6 };
        at += match flags {
            flags if flags & flag::SCALE != 0 => 2,
            flags if flags & flag::TWO_SCALES != 0 => 4,
            flags if flags & flag::MATRIX != 0 => 8,
            _ => 0,
        };
        if flags & flag::MORE == 0 {
            return Some(parts);
        }
    }
}

/// Variations of the outlines that are needed (`gvar`).
fn empty_gvar(gvar: &[u8], glyphs: &BTreeSet<u16>) -> Option<Vec<u8>> {
    const HEAD: usize = 20;
    let (axes, tuples) = (usize::from(u16_at(gvar, 4)?), usize::from(u16_at(gvar, 6)?));
    let tuples = gvar.get(u32_at(gvar, 8)? as usize..)?.get(..axes * tuples * 2)?;
    let count = usize::from(u16_at(gvar, 12)?);
    let is_long = u16_at(gvar, 14)? & 1 == 1;
    let offsets = gvar.get(HEAD..HEAD + (count + 1) * if is_long { 4 } else { 2 })?;
    let data = gvar.get(u32_at(gvar, 16)? as usize..)?;
    let mut kept = Vec::new();
    let mut out = gvar[..HEAD].to_vec();
    out.extend(0u32.to_be_bytes());
    for (glyph, range) in ranges(offsets, is_long)?.into_iter().enumerate() {
        if u16::try_from(glyph).is_ok_and(|glyph| glyphs.contains(&glyph)) {
            kept.extend_from_slice(data.get(range)?);
            kept.resize(kept.len().next_multiple_of(4), 0);
            if kept.len() > data.len() + count * 4 {
                return None;
            }
        }
        out.extend((kept.len() as u32).to_be_bytes());
    }
    let start = out.len() as u32;
    out[8..12].copy_from_slice(&start.to_be_bytes());
    out[14..16].copy_from_slice(&[0, 1]);
    out[16..20].copy_from_slice(&(start + tuples.len() as u32).to_be_bytes());
    out.extend_from_slice(tuples);
    out.extend(kept);
    Some(out)
}

/// Whether there are variations of all outlines.
pub(super) fn has_all_variations(gvar: &[u8], glyphs: u16) -> bool {
    empty_gvar(gvar, &(0..glyphs).collect()).is_some()
}

/// Whether ranges of sizes go up to the last one (`gasp`).
pub(super) fn is_sound_gasp(gasp: &[u8]) -> bool {
    let range = |at: usize| u16_at(gasp, 4 + at * 4).filter(|_| u16_at(gasp, 6 + at * 4).is_some());
    let ranges: Option<Vec<u16>> = (0..usize::from(u16_at(gasp, 2).unwrap_or_default())).map(range).collect();
    u16_at(gasp, 0).is_some_and(|version| version <= 1)
        && ranges.is_some_and(|ranges| ranges.is_sorted() && ranges.last() == Some(&u16::MAX))
}

/// Makes nought of the advances of glyphs that are not needed, so that they pack to nothing. The last one, which all
/// glyphs behind it share, stays.
pub(super) fn zero_metrics(font: &mut Sfnt, glyphs: &BTreeSet<u16>, head: &[u8; 4], tag: &[u8; 4]) {
    let Some(count) = font.table(head).and_then(|head| u16_at(head, 34)) else { return };
    let Some(mut metrics) = font.table(tag).map(<[u8]>::to_vec) else { return };
    for glyph in (0..count.saturating_sub(1)).filter(|glyph| !glyphs.contains(glyph)) {
        if let Some(entry) = metrics.get_mut(usize::from(glyph) * 4..usize::from(glyph) * 4 + 4) {
            entry.fill(0);
        }
    }
    font.set(tag, metrics);
}
