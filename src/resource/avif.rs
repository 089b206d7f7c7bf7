//! The head of an AVIF: pictures of AV1 in a file of ISO's base format (ISO/IEC 14496-12; HEIF, ISO/IEC 23008-12).
//!
//! In: the bytes of a file. Out: the size of its stream, and how it is to be turned. No pixel is decoded.

use std::io::Read;
use std::ops::Range;

use avif_parse::AvifData;

use super::PixelSize;
use super::probe::Head;

/// The size is that of the stream; how it is to be turned stands in properties of the file (HEIF, sections 6.5.10 and
/// 6.5.12).
pub(super) fn head(bytes: &[u8]) -> Result<Head, String> {
    let meta = child(bytes, b"meta").and_then(|meta| meta.get(4..)).unwrap_or_default();
    let most = bytes.len() as u64;
    if child(meta, b"iloc").and_then(|places| carried(places, most)).is_none_or(|carried| carried > most) {
        return Err("its parts have more bytes than the file".to_owned());
    }
    let data = data(bytes)?;
    let stream = data.primary_item_metadata().map_err(|error| error.to_string())?;
    let size = PixelSize { width: stream.max_frame_width.get(), height: stream.max_frame_height.get() };
    let properties = child(meta, b"iprp").and_then(|all| child(all, b"ipco")).unwrap_or_default();
    let property = |name| child(properties, name).and_then(|content| content.first()).map(|value| value & 3);
    let orientation = match (property(b"irot"), property(b"imir")) {
        (Some(1), None) => 8,
        (Some(2), None) => 3,
        (Some(3), None) => 6,
        (None | Some(0), Some(0)) => 4,
        (None | Some(0), Some(1)) => 2,
        (Some(1), Some(0)) | (Some(3), Some(1)) => 5,
        (Some(1), Some(1)) | (Some(3), Some(0)) => 7,
        (Some(2), Some(0)) => 2,
        (Some(2), Some(1)) => 4,
        _ => 1,
    };
    Ok(Head { size, pixels_per_inch: None, orientation })
}

/// The streams of a file, whatever its first brand is.
pub fn data(bytes: &[u8]) -> Result<AvifData, String> {
    const BRAND: Range<usize> = 8..12;
    let (before, after) = bytes.split_at_checked(BRAND.start).ok_or("it is cut off")?;
    let after = after.get(BRAND.len()..).unwrap_or_default();
    AvifData::from_reader(&mut before.chain(&b"avif"[..]).chain(after)).map_err(|error| error.to_string())
}

/// The content of the first box of a name (ISO/IEC 14496-12, section 4.2).
fn child<'a>(boxes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let mut rest = boxes;
    loop {
        let (size, kind) = (number(rest, 0, 4)?, rest.get(4..8)?);
        let (head, size) = match size {
            0 => (8, rest.len()),
            1 => (16, usize::try_from(number(rest, 8, 8)?).ok()?),
            size => (8, size as usize),
        };
        if kind == name {
            return rest.get(head..size.min(rest.len()));
        }
        rest = rest.get(size.max(head)..)?;
    }
}

/// How many bytes the pieces of all items have together (section 8.11.3). A piece may be named any number of times, and is
/// copied each time.
fn carried(locations: &[u8], all: u64) -> Option<u64> {
    let version = *locations.first()?;
    let sizes = number(locations, 4, 2)?;
    let size = |at: u32| (sizes >> at) as usize & 15;
    let (of_offset, of_length, of_base, of_index) =
        (size(12), size(8), size(4), if version == 0 { 0 } else { size(0) });
    // Numbers of items have two bytes, or four.
    let wide = if version < 2 { 2 } else { 4 };
    let before = wide + if version == 0 { 2 } else { 4 } + of_base;
    let mut at = 6 + wide;
    let mut total = 0u64;
    for _ in 0..number(locations, 6, wide)? {
        let pieces = number(locations, at + before, 2)?;
        at += before + 2;
        for _ in 0..pieces {
            let length = number(locations, at + of_index + of_offset, of_length)?;
            at += of_index + of_offset + of_length;
            // None is all that follows.
            total = total.checked_add(if length == 0 { all } else { length })?;
        }
    }
    Some(total)
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + length)?;
    (length <= 8).then(|| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}
