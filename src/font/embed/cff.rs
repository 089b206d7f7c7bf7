//! Outlines of PostScript without those that a book does not need (Adobe Technical Note 5176, "The Compact Font Format").
//!
//! In: a `CFF` table, and the glyphs that are needed. Out: the same table with the ids of all glyphs as they were; those
//! that are not needed are empty and have no name, and so are subroutines that nothing calls. Everything is laid out anew,
//! with offsets as numbers of five bytes, whose length does not depend on them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::charstring::{Calls, Subroutines};
use super::sfnt::u16_at;

/// Operators of a DICT (section 9, tables 9 and 10; section 15, table 23; section 19). Two bytes are one number.
mod operator {
    pub const CHARSET: u16 = 15;
    pub const ENCODING: u16 = 16;
    pub const CHAR_STRINGS: u16 = 17;
    pub const PRIVATE: u16 = 18;
    pub const SUBRS: u16 = 19;
    pub const CHARSTRING_TYPE: u16 = 12 << 8 | 6;
    pub const FD_ARRAY: u16 = 12 << 8 | 36;
    pub const FD_SELECT: u16 = 12 << 8 | 37;
}

/// How many strings every reader knows; the font's own are counted from there (section 10).
const STANDARD_STRINGS: usize = 391;

/// A glyph without outlines (Adobe Technical Note 5177, section 4.3, `endchar`).
const EMPTY: &[u8] = &[14];

/// The table with no more outlines than those of `glyphs`; `None` where it cannot be read, or needs more of the font.
pub(super) fn subset(table: &[u8], glyphs: &BTreeSet<u16>) -> Option<Vec<u8>> {
    let font = Font::read(table)?;
    let calls = font.calls(glyphs)?;
    Some(font.write(glyphs, &calls))
}

/// How many glyphs a table has; `None` where it cannot be read.
pub(super) fn glyph_count(table: &[u8]) -> Option<usize> {
    Some(Font::read(table)?.glyphs.len())
}

/// A table as it was read.
struct Font<'a> {
    head: &'a [u8],
    name: &'a [u8],
    top: Dict<'a>,
    strings: Vec<&'a [u8]>,
    global: Vec<&'a [u8]>,
    glyphs: Vec<&'a [u8]>,
    /// The bytes of `charset`, and the string of each glyph; `None` where it is one that every reader knows.
    charset: Option<(&'a [u8], Vec<u16>)>,
    /// Of a font with CIDs: its font DICTs, and the bytes that tell which is a glyph's, with the same by glyph.
    parts: Option<(Vec<Dict<'a>>, &'a [u8], Vec<u8>)>,
    /// One for each font DICT, or one.
    privates: Vec<Private<'a>>,
}

struct Private<'a> {
    dict: Dict<'a>,
    subroutines: Vec<&'a [u8]>,
}

impl<'a> Font<'a> {
    fn read(table: &'a [u8]) -> Option<Font<'a>> {
        let head = table.get(..usize::from(*table.get(2)?))?;
        let (names, end) = index(table, head.len())?;
        let name = table.get(head.len()..end)?;
        let (tops, end) = index(table, end)?;
        let ([_], [top]) = (&names[..], &tops[..]) else { return None };
        let (strings, end) = index(table, end)?;
        let (global, _) = index(table, end)?;
        let top = Dict::read(top)?;
        if top.number(operator::CHARSTRING_TYPE).is_some_and(|kind| kind != 2) {
            return None;
        }
        let offset = |operator: u16| top.number(operator).and_then(|offset| usize::try_from(offset).ok());
        let (glyphs, _) = index(table, offset(operator::CHAR_STRINGS)?)?;
        let charset = match offset(operator::CHARSET).unwrap_or_default() {
            0..=2 => None,
            start => Some(charset(table, start, glyphs.len())?),
        };
        let (mut parts, mut dicts) = (None, vec![]);
        if let Some(start) = offset(operator::FD_ARRAY) {
            let (array, _) = index(table, start)?;
            dicts = array.into_iter().map(Dict::read).collect::<Option<Vec<_>>>()?;
            let (bytes, select) = select(table, offset(operator::FD_SELECT)?, glyphs.len())?;
            // The number of a font DICT is one byte.
            if dicts.len() > 256 || select.iter().any(|part| usize::from(*part) >= dicts.len()) {
                return None;
            }
            parts = Some((bytes, select));
        }
        let of = |dict: &Dict| Private::read(table, dict);
        let privates = match &parts {
            Some(_) => dicts.iter().map(of).collect::<Option<Vec<_>>>()?,
            None => vec![of(&top)?],
        };
        let parts = parts.map(|(bytes, select)| (dicts, bytes, select));
        Some(Font { head, name, top, strings, global, glyphs, charset, parts, privates })
    }

    /// The subroutines that some glyphs call.
    fn calls(&self, glyphs: &BTreeSet<u16>) -> Option<Vec<Calls>> {
        let mut calls = vec![Calls::default(); self.privates.len()];
        for &glyph in glyphs {
            let Some(outline) = self.glyphs.get(usize::from(glyph)) else { continue };
            let part = self.parts.as_ref().map_or(0, |(_, _, select)| usize::from(select[usize::from(glyph)]));
            let subroutines = Subroutines { global: &self.global, local: &self.privates[part].subroutines };
            calls[part].add(outline, &subroutines)?;
        }
        Some(calls)
    }

    fn write(&self, glyphs: &BTreeSet<u16>, calls: &[Calls]) -> Vec<u8> {
        let is_needed = |glyph: usize| u16::try_from(glyph).is_ok_and(|glyph| glyphs.contains(&glyph));
        let outlines = self.glyphs.iter().enumerate();
        let outlines: Vec<&[u8]> =
            outlines.map(|(glyph, outline)| if is_needed(glyph) { outline } else { EMPTY }).collect();
        let is_global = |at: usize| calls.iter().any(|calls| calls.global.contains(&at));
        // All that a DICT names is kept, and every number is taken for a name.
        let dicts = self.parts.iter().flat_map(|(dicts, ..)| dicts).chain([&self.top]);
        let mut named: BTreeSet<i32> =
            dicts.flat_map(|dict| dict.entries.iter().flat_map(|entry| &entry.numbers)).copied().collect();
        if let Some((_, names)) = self.charset.as_ref().filter(|_| self.parts.is_none()) {
            named.extend(
                names.iter().enumerate().filter(|(glyph, _)| is_needed(*glyph)).map(|(_, name)| i32::from(*name)),
            );
        }
        let is_named = |at: usize| i32::try_from(at + STANDARD_STRINGS).is_ok_and(|string| named.contains(&string));

        let mut out = [self.head, self.name].concat();
        let top = out.len();
        // Offsets are put in once they are known, which does not change its length.
        let length = index_of(&[&self.top.written(&BTreeMap::new())]).len();
        out.resize(top + length, 0);
        out.extend(index_of(&kept(&self.strings, is_named)));
        out.extend(index_of(&kept(&self.global, is_global)));
        let mut offsets: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        if let Some((charset, _)) = &self.charset {
            offsets.insert(operator::CHARSET, vec![out.len()]);
            out.extend_from_slice(charset);
        }
        offsets.insert(operator::CHAR_STRINGS, vec![out.len()]);
        out.extend(index_of(&outlines));
        let mut privates: Vec<Vec<usize>> = Vec::new();
        for (private, calls) in self.privates.iter().zip(calls) {
            let start = out.len();
            let length = private.dict.written(&BTreeMap::new()).len();
            out.extend(private.dict.written(&BTreeMap::from([(operator::SUBRS, vec![length])])));
            privates.push(vec![length, start]);
            if !private.subroutines.is_empty() {
                out.extend(index_of(&kept(&private.subroutines, |at| calls.local.contains(&at))));
            }
        }
        match &self.parts {
            Some((dicts, select, _)) => {
                offsets.insert(operator::FD_SELECT, vec![out.len()]);
                out.extend_from_slice(select);
                offsets.insert(operator::FD_ARRAY, vec![out.len()]);
                let of = |(dict, private): (&Dict, &Vec<usize>)| {
                    dict.written(&BTreeMap::from([(operator::PRIVATE, private.clone())]))
                };
                let dicts: Vec<Vec<u8>> = dicts.iter().zip(&privates).map(of).collect();
                out.extend(index_of(&dicts.iter().map(Vec::as_slice).collect::<Vec<_>>()));
            }
            None => drop(privates.pop().map(|private| offsets.insert(operator::PRIVATE, private))),
        }
        out[top..top + length].copy_from_slice(&index_of(&[&self.top.written(&offsets)]));
        out
    }
}

impl<'a> Private<'a> {
    fn read(table: &'a [u8], dict: &Dict) -> Option<Private<'a>> {
        let [length, start] = dict.entry(operator::PRIVATE)?.numbers[..] else { return None };
        let (length, start) = (usize::try_from(length).ok()?, usize::try_from(start).ok()?);
        let dict = Dict::read(table.get(start..start.checked_add(length)?)?)?;
        // Counted from the DICT's own beginning (section 16).
        let subroutines = match dict.number(operator::SUBRS) {
            Some(offset) => index(table, start.checked_add(usize::try_from(offset).ok()?)?)?.0,
            None => Vec::new(),
        };
        Some(Private { dict, subroutines })
    }
}

/// What is kept of a list, all else of no length.
fn kept<'a>(list: &[&'a [u8]], is_kept: impl Fn(usize) -> bool) -> Vec<&'a [u8]> {
    list.iter().enumerate().map(|(at, bytes)| if is_kept(at) { *bytes } else { &[][..] }).collect()
}

/// Names of glyphs from a `charset` (section 13), and its bytes.
fn charset(table: &[u8], start: usize, glyphs: usize) -> Option<(&[u8], Vec<u16>)> {
    let format = *table.get(start)?;
    let mut at = start + 1;
    let mut names = vec![0];
    while names.len() < glyphs {
        let first = u16_at(table, at)?;
        let (more, length) = match format {
            0 => (0, 2),
            1 => (u16::from(*table.get(at + 2)?), 3),
            2 => (u16_at(table, at + 2)?, 4),
            _ => return None,
        };
        at += length;
        names.extend((0..=more).map(|step| first.wrapping_add(step)));
    }
    Some((&table[start..at], names))
}

/// The font DICT of each glyph from an `FDSelect` (section 19), and its bytes.
fn select(table: &[u8], start: usize, glyphs: usize) -> Option<(&[u8], Vec<u8>)> {
    match *table.get(start)? {
        0 => {
            let bytes = table.get(start..start.checked_add(1 + glyphs)?)?;
            Some((bytes, bytes[1..].to_vec()))
        }
        3 => {
            let ranges = usize::from(u16_at(table, start + 1)?);
            let bytes = table.get(start..start + 5 + ranges * 3)?;
            let mut parts = vec![0; glyphs];
            for range in 0..ranges {
                let at = 3 + range * 3;
                let (first, end) = (usize::from(u16_at(bytes, at)?), usize::from(u16_at(bytes, at + 3)?));
                parts.get_mut(first..end)?.fill(bytes[at + 2]);
            }
            Some((bytes, parts))
        }
        _ => None,
    }
}

/// The entries of an INDEX (section 5), and where it ends.
fn index(table: &[u8], start: usize) -> Option<(Vec<&[u8]>, usize)> {
    let count = usize::from(u16_at(table, start)?);
    if count == 0 {
        return Some((Vec::new(), start + 2));
    }
    let size = usize::from(*table.get(start + 2)?);
    if !(1..=4).contains(&size) {
        return None;
    }
    let offsets = table.get(start + 3..start + 3 + (count + 1) * size)?;
    // Offsets are counted from the byte before the data.
    let base = start + 2 + offsets.len();
    let mut ends =
        offsets.chunks(size).map(|bytes| bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)));
    let mut last = base + ends.next()?;
    let mut entries = Vec::with_capacity(count);
    for end in ends {
        entries.push(table.get(last..base + end)?);
        last = base + end;
    }
    Some((entries, last))
}

fn index_of(entries: &[&[u8]]) -> Vec<u8> {
    let mut out = (entries.len() as u16).to_be_bytes().to_vec();
    if entries.is_empty() {
        return out;
    }
    let length: usize = entries.iter().map(|entry| entry.len()).sum();
    let size = 4 - (length as u32 + 1).leading_zeros() as usize / 8;
    out.push(size as u8);
    let mut offset = 1u32;
    for length in [0].into_iter().chain(entries.iter().map(|entry| entry.len())) {
        offset += length as u32;
        out.extend_from_slice(&offset.to_be_bytes()[4 - size..]);
    }
    entries.iter().for_each(|entry| out.extend_from_slice(entry));
    out
}

/// A DICT: operators with what stands before each (section 4).
struct Dict<'a> {
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    operator: u16,
    /// Those that are whole.
    numbers: Vec<i32>,
    operands: &'a [u8],
}

impl<'a> Dict<'a> {
    fn read(bytes: &'a [u8]) -> Option<Dict<'a>> {
        let mut entries = Vec::new();
        let mut numbers = Vec::new();
        let (mut start, mut at) = (0, 0);
        while at < bytes.len() {
            let first = bytes[at];
            match first {
                0..=21 => {
                    let operands: Range<usize> = start..at;
                    let operator =
                        if first == 12 { 12 << 8 | u16::from(*bytes.get(at + 1)?) } else { u16::from(first) };
                    at += if first == 12 { 2 } else { 1 };
                    start = at;
                    entries.push(Entry { operator, numbers: std::mem::take(&mut numbers), operands: &bytes[operands] });
                }
                28 => {
                    numbers.push(i32::from(u16_at(bytes, at + 1)? as i16));
                    at += 3;
                }
                29 => {
                    numbers.push(i32::from_be_bytes(bytes.get(at + 1..at + 5)?.try_into().ok()?));
                    at += 5;
                }
                // A real number ends with a half of a byte that is all ones.
                30 => {
                    let is_end = |byte: &u8| byte & 0xf == 0xf || byte >> 4 == 0xf;
                    at += 2 + bytes[at + 1..].iter().position(is_end)?;
                }
                32..=246 => {
                    numbers.push(i32::from(first) - 139);
                    at += 1;
                }
                247..=254 => {
                    let second = i32::from(*bytes.get(at + 1)?);
                    numbers.push(match first {
                        247..=250 => (i32::from(first) - 247) * 256 + second + 108,
                        _ => -(i32::from(first) - 251) * 256 - second - 108,
                    });
                    at += 2;
                }
                22..=27 | 31 | 255 => return None,
            }
        }
        Some(Dict { entries })
    }

    fn entry(&self, operator: u16) -> Option<&Entry<'a>> {
        self.entries.iter().rfind(|entry| entry.operator == operator)
    }

    fn number(&self, operator: u16) -> Option<i32> {
        self.entry(operator)?.numbers.last().copied()
    }

    /// The DICT with other offsets. `Encoding` goes, which no reader of OpenType asks.
    fn written(&self, offsets: &BTreeMap<u16, Vec<usize>>) -> Vec<u8> {
        let mut out = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.operator != operator::ENCODING) {
            let is_place = match entry.operator {
                operator::CHARSET => !matches!(entry.numbers[..], [0..=2]),
                operator::CHAR_STRINGS
                | operator::PRIVATE
                | operator::SUBRS
                | operator::FD_ARRAY
                | operator::FD_SELECT => true,
                _ => false,
            };
            if is_place {
                let known = offsets.get(&entry.operator);
                for at in 0..entry.numbers.len() {
                    let offset = known.and_then(|known| known.get(at)).copied().unwrap_or_default();
                    out.push(29);
                    out.extend((offset as i32).to_be_bytes());
                }
            } else {
                out.extend_from_slice(entry.operands);
            }
            match entry.operator {
                operator @ 0..=255 => out.push(operator as u8),
                operator => out.extend(operator.to_be_bytes()),
            }
        }
        out
    }
}
