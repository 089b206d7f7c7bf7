//! The tables of a font file (OpenType 1.9, "Organization of an OpenType Font").

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The name of a table.
pub(super) type Tag = [u8; 4];

/// Bytes of the head of a file, and of the record of each table.
const HEAD: usize = 12;
const RECORD: usize = 16;

/// What the sum of a whole file is taken from (OpenType 1.9, `head`, `checkSumAdjustment`).
const MAGIC: u32 = 0xb1b0_afba;

/// The tables of a font by their names, each once.
pub(super) struct Sfnt<'a> {
    /// What kind of outlines it has.
    pub flavor: u32,
    pub tables: BTreeMap<Tag, Cow<'a, [u8]>>,
}

impl<'a> Sfnt<'a> {
    /// `None` where a table lies outside the file. Tables of no bytes are none: engines refuse them.
    pub fn read(bytes: &'a [u8]) -> Option<Sfnt<'a>> {
        Sfnt::read_at(bytes, 0)
    }

    /// One font of a file, which may be a collection of several (OpenType 1.9, "Font Collections").
    pub fn read_one(bytes: &'a [u8], index: u32) -> Option<Sfnt<'a>> {
        match bytes.starts_with(b"ttcf") {
            true => Sfnt::read_at(bytes, u32_at(bytes, HEAD + index as usize * 4)? as usize),
            false => Sfnt::read(bytes),
        }
    }

    fn read_at(bytes: &'a [u8], start: usize) -> Option<Sfnt<'a>> {
        let head = bytes.get(start..)?;
        let flavor = u32_at(head, 0)?;
        let mut tables = BTreeMap::new();
        for table in 0..usize::from(u16_at(head, 4)?) {
            let record = start + HEAD + table * RECORD;
            let tag = bytes.get(record..record + 4)?.try_into().ok()?;
            let start = u32_at(bytes, record + 8)? as usize;
            let end = start.checked_add(u32_at(bytes, record + 12)? as usize)?;
            let table = bytes.get(start..end)?;
            if !table.is_empty() {
                tables.insert(tag, Cow::Borrowed(table));
            }
        }
        Some(Sfnt { flavor, tables })
    }

    pub fn table(&self, tag: &Tag) -> Option<&[u8]> {
        self.tables.get(tag).map(|table| &**table)
    }

    pub fn set(&mut self, tag: &Tag, bytes: Vec<u8>) {
        self.tables.insert(*tag, Cow::Owned(bytes));
    }

    /// The file, with all its sums.
    pub fn write(&self) -> Vec<u8> {
        let count = self.tables.len();
        let power = count.checked_ilog2().unwrap_or_default();
        let range = (1u16 << power) * RECORD as u16;
        let mut out = Vec::new();
        out.extend(self.flavor.to_be_bytes());
        for number in [count as u16, range, power as u16, count as u16 * RECORD as u16 - range] {
            out.extend(number.to_be_bytes());
        }
        out.resize(HEAD + count * RECORD, 0);
        let mut head = None;
        for (index, (tag, table)) in self.tables.iter().enumerate() {
            let start = out.len();
            out.extend_from_slice(table);
            if tag == b"head" && table.len() >= 12 {
                head = Some(start);
                out[start + 8..start + 12].fill(0);
            }
            out.resize(out.len().next_multiple_of(4), 0);
            let record = HEAD + index * RECORD;
            out[record..record + 4].copy_from_slice(tag);
            for (at, number) in [(4, sum(&out[start..])), (8, start as u32), (12, table.len() as u32)] {
                out[record + at..record + at + 4].copy_from_slice(&number.to_be_bytes());
            }
        }
        if let Some(head) = head {
            let adjustment = MAGIC.wrapping_sub(sum(&out));
            out[head + 8..head + 12].copy_from_slice(&adjustment.to_be_bytes());
        }
        out
    }
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
