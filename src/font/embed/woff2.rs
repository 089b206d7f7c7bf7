//! Fonts packed for the web (WOFF File Format 2.0).
//!
//! In: a font file. Out: the same as WOFF2, its tables as they are (section 5.1, the null transform), compressed as one
//! stream by Brotli. What a transform of outlines would save is little of a subset.

use std::io::Write;

use super::sfnt::{Sfnt, Tag, u16_at};

/// Bytes of the head of a file (section 4.1).
const HEAD: usize = 48;

/// Tables that a byte stands for (section 4.1, table of known tags).
const KNOWN: &[u8] =
    b"cmapheadhheahmtxmaxpnameOS/2postcvt fpgmglyflocaprepCFF VORGEBDTEBLCgasphdmxkernLTSHPCLTVDMXvhea\
vmtxBASEGDEFGPOSGSUBEBSCJSTFMATHCBDTCBLCCOLRCPALSVG sbixacntavarbdatblocbslncvarfdscfeatfmtxfvargvarhstyjustlcarmort\
morxopbdproptrakZapfSilfGlatGlocFeatSill";
const ARBITRARY: u8 = 63;

/// The version of the transform of `glyf` and `loca` that leaves them as they are; of all others it is nought.
const AS_THEY_ARE: u8 = 3 << 6;

/// Brotli's best quality, which takes two seconds for a megabyte, and a quick one for fonts that are larger.
const BEST: i32 = 11;
const QUICK: i32 = 9;
const LARGE: usize = 2 << 20;
/// The window (RFC 7932, section 9.1), as powers of two.
const WINDOW: i32 = 22;

/// `None` where the bytes are no font file.
pub fn woff2(file: &[u8]) -> Option<Vec<u8>> {
    let mut font = Sfnt::read(file)?;
    // A signature would be of other bytes (section 5).
    font.tables.remove(b"DSIG");
    mark(&mut font)?;
    let file = font.write();
    let font = Sfnt::read(&file)?;
    // `loca` stands behind `glyf` (section 5.5), as it does in the order of names but for what lies between.
    let mut tags: Vec<&Tag> = font.tables.keys().filter(|tag| *tag != b"loca").collect();
    if font.table(b"loca").is_some() {
        let glyf = tags.iter().position(|tag| *tag == b"glyf");
        tags.insert(glyf.map_or(tags.len(), |glyf| glyf + 1), b"loca");
    }
    let mut directory = Vec::new();
    let mut tables = Vec::new();
    for tag in &tags {
        let table = font.table(tag)?;
        let transform = if matches!(*tag, b"glyf" | b"loca") { AS_THEY_ARE } else { 0 };
        match KNOWN.chunks(4).position(|known| known == *tag) {
            Some(index) => directory.push(index as u8 | transform),
            None => {
                directory.push(ARBITRARY);
                directory.extend_from_slice(*tag);
            }
        }
        push_base_128(&mut directory, table.len() as u32);
        tables.extend_from_slice(table);
    }
    let compressed = compress(&tables)?;
    let length = (HEAD + directory.len() + compressed.len()).next_multiple_of(4);
    let mut out = b"wOF2".to_vec();
    out.extend(font.flavor.to_be_bytes());
    out.extend((length as u32).to_be_bytes());
    out.extend((tags.len() as u16).to_be_bytes());
    out.extend([0, 0]);
    out.extend((file.len() as u32).to_be_bytes());
    out.extend((compressed.len() as u32).to_be_bytes());
    // The version of the file, and no metadata and no private data.
    out.extend([0, 1]);
    out.resize(HEAD, 0);
    out.extend(directory);
    out.extend(compressed);
    out.resize(length, 0);
    Some(out)
}

/// Says in `head` that the file was packed, without loss (section 5).
fn mark(font: &mut Sfnt) -> Option<()> {
    const LOSSLESS: u16 = 1 << 11;
    let mut head = font.table(b"head")?.to_vec();
    let flags = u16_at(&head, 16)? | LOSSLESS;
    head[16..18].copy_from_slice(&flags.to_be_bytes());
    font.set(b"head", head);
    Some(())
}

fn compress(bytes: &[u8]) -> Option<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: if bytes.len() > LARGE { QUICK } else { BEST },
        lgwin: WINDOW,
        size_hint: bytes.len(),
        mode: brotli::enc::backward_references::BrotliEncoderMode::BROTLI_MODE_FONT,
        ..Default::default()
    };
    let mut writer = brotli::CompressorWriter::with_params(Vec::new(), 4096, &params);
    writer.write_all(bytes).ok()?;
    Some(writer.into_inner())
}

/// A number in groups of seven bits, the greatest first (section 4.1, `UIntBase128`).
fn push_base_128(out: &mut Vec<u8>, number: u32) {
    let groups = (32 - number.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let more = if group > 0 { 0x80 } else { 0 };
        out.push((number >> (group * 7) & 0x7f) as u8 | more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_short_as_can_be() {
        let packed = |number| {
            let mut out = Vec::new();
            push_base_128(&mut out, number);
            out
        };
        assert_eq!(packed(0), [0]);
        assert_eq!(packed(127), [127]);
        assert_eq!(packed(128), [0x81, 0]);
        assert_eq!(packed(u32::MAX), [0x8f, 0xff, 0xff, 0xff, 0x7f]);
    }

    #[test]
    fn all_known_tags_have_a_number() {
        assert_eq!(KNOWN.len(), usize::from(ARBITRARY) * 4);
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let file = include_bytes!("../../../tests/fonts/boxes.ttf");
        let unpacked = wuff::decompress_woff2(&woff2(file).unwrap()).unwrap();
        let (was, is) = (Sfnt::read(file).unwrap(), Sfnt::read(&unpacked).unwrap());
        for (tag, table) in was.tables.iter().filter(|(tag, _)| *tag != b"head") {
            assert_eq!(is.table(tag), Some(&**table), "{}", String::from_utf8_lossy(tag));
        }
        assert_eq!(u16_at(is.table(b"head").unwrap(), 16).unwrap() >> 11 & 1, 1);
        assert_eq!(woff2(b"no font"), None);
    }
}
