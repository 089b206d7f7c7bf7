//! What files of pictures tell beside their pixels: taken out, or read.
//!
//! In: the bytes of a file. Out: the same without what is private or of no use to a reader (camera, place, author,
//! programs, thumbnails, what stands behind the end), its compressed pixels untouched; its color profile; how many frames
//! it has. Of Exif the orientation alone is kept. What is no whole file of its type is left to decoders.

use std::sync::Arc;

use memchr::memmem;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformExecutor, TransformOptions};

use super::Change;

/// What a file holds.
#[derive(Default)]
pub(super) struct Held {
    /// The file without what is private, where that is less.
    pub bytes: Option<Vec<u8>>,
    pub frames: usize,
    /// Whether its colors are cyan, magenta, yellow and black.
    pub has_inks: bool,
    /// The color profile, where it is a whole one that fits the pixels.
    pub profile: Option<Vec<u8>>,
    is_private: bool,
    has_bad_profile: bool,
    is_truncated: bool,
}

impl Held {
    /// Whether it breaks off before its end.
    pub(super) fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// What was taken out, or is wrong.
    pub(super) fn changes(&self) -> impl Iterator<Item = Change> {
        let all = [
            (self.is_private, Change::Private),
            (self.has_bad_profile, Change::Profile),
            (self.is_truncated, Change::Truncated),
        ];
        all.into_iter().filter(|(is_so, _)| *is_so).map(|(_, change)| change)
    }
}

const ICC: &[u8] = b"ICC_PROFILE\0";

/// A JPEG (ITU-T T.81, annex B).
pub(super) fn of_jpeg(bytes: &[u8], orientation: u8) -> Held {
    let mut held = Held { frames: 1, ..Held::default() };
    let mut out = Vec::with_capacity(bytes.len());
    let mut chunks: Vec<(u8, &[u8])> = Vec::new();
    let mut profile_segments: Vec<&[u8]> = Vec::new();
    let Some(mut rest) = bytes.strip_prefix(&[0xFF, 0xD8]) else { return held };
    out.extend([0xFF, 0xD8]);
    let mut channels = 0;
    let mut tables: Vec<u8> = Vec::new();
    let mut is_head = true;
    loop {
        let [0xFF, marker, after @ ..] = rest else {
            // Bytes between segments that belong to none.
            held.is_truncated = true;
            break;
        };
        match marker {
            0xFF => {
                rest = &rest[1..];
                continue;
            }
            0xD9 => {
                rest = after;
                break;
            }
            0x01 | 0xD0..=0xD8 => {
                rest = after;
                continue;
            }
            _ => {}
        }
        let length = after.first_chunk().map_or(0, |&length| usize::from(u16::from_be_bytes(length)));
        let Some((segment, behind)) = rest.split_at_checked(length + 2).filter(|_| length >= 2) else {
            held.is_truncated = true;
            break;
        };
        rest = behind;
        let content = &segment[4..];
        match marker {
            0xE0 if content.starts_with(b"JFIF\0") && is_head && out.len() == 2 => {
                // Its thumbnail goes: the head has 14 bytes (JFIF 1.02, page 5).
                match content.get(..12) {
                    Some(head) => {
                        out.extend([0xFF, 0xE0, 0, 16]);
                        out.extend(head);
                        out.extend([0, 0]);
                    }
                    None => out.extend(segment),
                }
            }
            0xE2 if content.starts_with(ICC) => {
                if let [number, _, data @ ..] = &content[ICC.len()..] {
                    chunks.push((*number, data));
                }
                profile_segments.push(segment);
            }
            0xEE => tables.extend(segment),
            0xE1 | 0xE3..=0xED | 0xEF | 0xE0 | 0xE2 => {
                held.is_private |= content.starts_with(b"Exif")
                    || content.starts_with(b"http://ns.adobe.com/")
                    || content.starts_with(b"Photoshop");
            }
            0xFE => {}
            0xDA => {
                if is_head {
                    finish_head(&mut held, &mut out, &mut chunks, &profile_segments, channels, orientation);
                    is_head = false;
                }
                out.append(&mut tables);
                out.extend(segment);
                let end = scan_end(rest);
                out.extend(&rest[..end]);
                rest = &rest[end..];
            }
            _ => {
                if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
                    channels = content.get(5).copied().unwrap_or_default();
                }
                tables.extend(segment);
            }
        }
    }
    held.has_inks = channels == 4;
    if is_head {
        // No scan: decoders say what is wrong.
        return held;
    }
    out.extend([0xFF, 0xD9]);
    held.is_truncated |= rest.is_empty() && !bytes.ends_with(&[0xFF, 0xD9]);
    held.bytes = (out.len() != bytes.len()).then_some(out);
    held
}

/// Orientation and profile behind the first segment.
fn finish_head(
    held: &mut Held,
    out: &mut Vec<u8>,
    chunks: &mut [(u8, &[u8])],
    segments: &[&[u8]],
    channels: u8,
    orientation: u8,
) {
    if orientation > 1 {
        out.extend([0xFF, 0xE1]);
        let exif = [&b"Exif\0\0"[..], &orientation_alone(orientation)].concat();
        out.extend((exif.len() as u16 + 2).to_be_bytes());
        out.extend(exif);
    }
    if chunks.is_empty() {
        return;
    }
    chunks.sort_by_key(|(number, _)| *number);
    let profile: Vec<u8> = chunks.iter().flat_map(|(_, data)| data.iter().copied()).collect();
    match fits(&profile, channels) {
        true => {
            segments.iter().for_each(|segment| out.extend(*segment));
            held.profile = Some(profile);
        }
        false => held.has_bad_profile = true,
    }
}

/// Where a scan's data end: at a marker other than those within scans (T.81, B.1.1.2).
fn scan_end(data: &[u8]) -> usize {
    let mut from = 0;
    while let Some(at) = memchr::memchr(0xFF, &data[from..]) {
        match data.get(from + at + 1) {
            None => return data.len(),
            Some(0x00 | 0xD0..=0xD7) => from += at + 2,
            Some(0xFF) => from += at + 1,
            Some(_) => return from + at,
        }
    }
    data.len()
}

/// A TIFF of one tag, `Orientation` (Exif 2.32, section 4.6.4).
fn orientation_alone(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    tiff.extend([0, orientation, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// Whether a profile can be read and is of so many channels (ICC.1:2022, section 7.2).
fn fits(profile: &[u8], channels: u8) -> bool {
    ColorProfile::new_from_slice(profile).is_ok_and(|profile| match channels {
        1 => profile.color_space == DataColorSpace::Gray,
        3 => profile.color_space == DataColorSpace::Rgb,
        4 => profile.color_space == DataColorSpace::Cmyk,
        _ => false,
    })
}

/// From the inks of a profile to sRGB.
pub(super) fn ink_transform(profile: &[u8]) -> Option<Arc<dyn TransformExecutor<u8> + Send + Sync>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let srgb = ColorProfile::new_srgb();
    // Four channels, which is all that the layout says.
    (profile.color_space == DataColorSpace::Cmyk)
        .then(|| profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgb, TransformOptions::default()).ok())?
}

pub(super) fn has_adobe_marker(bytes: &[u8]) -> bool {
    memmem::find(&bytes[..bytes.len().min(1 << 20)], b"\xFF\xEE\x00\x0EAdobe").is_some()
}

/// Chunks that say how pixels look, and those of moving PNG (PNG, third edition, section 11).
const PNG_CHUNKS: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"hIST",
    b"pHYs", b"sPLT", b"cICP", b"mDCV", b"cLLI", b"cLLi",
];

/// A PNG; of one that moves, the picture that stands for it.
pub(super) fn of_png(bytes: &[u8], orientation: u8) -> Held {
    let mut held = Held { frames: 1, ..Held::default() };
    let Some((signature, mut rest)) = bytes.split_at_checked(8) else { return held };
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(signature);
    let mut is_turned = false;
    loop {
        let length = rest.first_chunk().map_or(usize::MAX, |&length| u32::from_be_bytes(length) as usize);
        let Some((chunk, behind)) = length.checked_add(12).and_then(|length| rest.split_at_checked(length)) else {
            held.is_truncated = true;
            return held;
        };
        rest = behind;
        let kind = &chunk[4..8];
        match kind {
            b"acTL" => {
                let frames = chunk.get(8..12).and_then(|frames| frames.first_chunk());
                held.frames = frames.map_or(1, |&frames| u32::from_be_bytes(frames) as usize);
            }
            b"eXIf" => held.is_private = true,
            b"iTXt" | b"tEXt" | b"zTXt" => {
                let text = &chunk[8..chunk.len() - 4];
                held.is_private |= text.starts_with(b"XML:com.adobe.xmp") || text.starts_with(b"Raw profile type");
            }
            b"iCCP" if !is_png_profile(&chunk[8..chunk.len() - 4]) => {
                held.has_bad_profile = true;
                continue;
            }
            _ => {}
        }
        if kind == b"IDAT" && !has_its_sum(chunk) {
            held.is_truncated = true;
        }
        if kind == b"IDAT" && orientation > 1 && !is_turned {
            push_exif(&mut out, orientation);
            is_turned = true;
        }
        if PNG_CHUNKS.iter().any(|known| kind == *known) {
            out.extend(chunk);
        }
        if kind == b"IEND" {
            break;
        }
    }
    held.bytes = (out.len() != bytes.len()).then_some(out);
    held
}

/// Whether a chunk is as it was written (PNG, third edition, section 5.3).
fn has_its_sum(chunk: &[u8]) -> bool {
    let (content, sum) = chunk.split_at(chunk.len() - 4);
    crate::deflate::crc32(&content[4..]).to_be_bytes() == *sum
}

fn push_exif(out: &mut Vec<u8>, orientation: u8) {
    let mut chunk = b"eXIf".to_vec();
    chunk.extend(orientation_alone(orientation));
    out.extend((chunk.len() as u32 - 4).to_be_bytes());
    out.extend(&chunk);
    out.extend(crate::deflate::crc32(&chunk).to_be_bytes());
}

/// Whether the chunk's profile is one: a name, a method, and compressed data (PNG, third edition, section 11.3.2.3).
fn is_png_profile(data: &[u8]) -> bool {
    let Some(end) = memchr::memchr(0, data).filter(|end| (1..80).contains(end)) else { return false };
    data.get(end + 1) == Some(&0) && data.len() > end + 4
}

/// A GIF (GIF89a): comments and what programs add go.
pub(super) fn of_gif(bytes: &[u8]) -> Held {
    let mut held = Held::default();
    let mut out = Vec::with_capacity(bytes.len());
    if gif_blocks(bytes, &mut held, &mut out).is_none() {
        held.is_truncated = true;
        return held;
    }
    held.bytes = (out.len() != bytes.len()).then_some(out);
    held
}

fn gif_blocks(bytes: &[u8], held: &mut Held, out: &mut Vec<u8>) -> Option<()> {
    let packed = *bytes.get(10)?;
    let table = |packed: u8| if packed & 0x80 != 0 { 3 << ((packed & 7) + 1) } else { 0 };
    let mut at = 13 + table(packed);
    out.extend(bytes.get(..at)?);
    loop {
        let start = at;
        let is_kept = match *bytes.get(at)? {
            0x3B => {
                out.push(0x3B);
                return Some(());
            }
            0x2C => {
                held.frames += 1;
                let packed = *bytes.get(at + 9)?;
                // The descriptor, its table, and the size of codes.
                at += 10 + table(packed) + 1;
                true
            }
            0x21 => {
                let label = *bytes.get(at + 1)?;
                at += 2;
                let name = bytes.get(at + 1..at + 12).unwrap_or_default();
                held.is_private |= label == 0xFF && name.starts_with(b"XMP Data");
                label == 0xF9 || label == 0xFF && (name == b"NETSCAPE2.0" || name == b"ANIMEXTS1.0")
            }
            _ => return None,
        };
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
        if is_kept {
            out.extend(bytes.get(start..at)?);
        }
    }
}

/// A WebP (RFC 9649, section 2.7), which is always made anew: only what it holds is told.
pub(super) fn of_webp(bytes: &[u8]) -> Held {
    let mut held = Held { frames: 1, ..Held::default() };
    let mut moving = 0;
    let mut rest = bytes.get(12..).unwrap_or_default();
    while let Some((head, behind)) = rest.split_first_chunk::<8>() {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let content = behind.get(..length).unwrap_or(behind);
        match &head[..4] {
            b"ANMF" => moving += 1,
            b"EXIF" | b"XMP " => held.is_private = true,
            b"ICCP" => match fits(content, 3) {
                true => held.profile = Some(content.to_vec()),
                false => held.has_bad_profile = true,
            },
            _ => {}
        }
        rest = behind.get(length.next_multiple_of(2)..).unwrap_or_default();
    }
    held.frames = held.frames.max(moving);
    held
}
