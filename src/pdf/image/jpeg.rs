//! JPEG files that PDF takes as they are: its head is read, nothing is decoded.

use std::sync::Arc;

use super::{Data, Filter, Raster, Space};

/// A JPEG of eight bits in gray or color. `None` for CMYK, whose inks no output intent of ours describes,
/// and for what this reader does not understand: those are decoded.
pub(super) fn pass_through(bytes: &Arc<[u8]>) -> Option<Raster> {
    let (width, height, channels) = frame(bytes)?;
    let space = match channels {
        1 => Space::Gray,
        3 => Space::Rgb,
        _ => return None,
    };
    Some(Raster { width, height, bits: 8, space, filter: Filter::Dct, data: Data::Shared(bytes.clone()), mask: None })
}

/// Width, height and channels from the frame header (ITU-T T.81, B.2.2).
fn frame(bytes: &[u8]) -> Option<(u32, u32, u8)> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let [0xFF, marker, after @ ..] = rest else { return None };
        match marker {
            // Fill bytes, and markers without parameters.
            0xFF => rest = &rest[1..],
            0x01 | 0xD0..=0xD8 => rest = after,
            // Baseline, extended and progressive with Huffman coding: what `DCTDecode` knows.
            0xC0..=0xC2 => {
                let segment = after.get(2..8)?;
                let number = |at: usize| u32::from(u16::from_be_bytes([segment[at], segment[at + 1]]));
                let (height, width) = (number(1), number(3));
                return (segment[0] == 8 && width > 0 && height > 0).then_some((width, height, segment[5]));
            }
            // Other frames, and the scan before any frame.
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF | 0xDA => return None,
            _ => {
                let length = usize::from(u16::from_be_bytes(after.get(..2)?.try_into().ok()?));
                rest = after.get(length..)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat};

    use super::*;

    fn encoded(image: DynamicImage) -> Arc<[u8]> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Jpeg).expect("it can be encoded");
        bytes.into_inner().into()
    }

    #[test]
    fn gray_and_color_pass_as_they_are() {
        for (image, channels) in [(DynamicImage::new_luma8(7, 5), 1), (DynamicImage::new_rgb8(7, 5), 3)] {
            let bytes = encoded(image);
            let raster = pass_through(&bytes).expect("it passes");
            assert_eq!((raster.width, raster.height, raster.space.channels()), (7, 5, channels));
            assert!(matches!(raster.data, Data::Shared(data) if Arc::ptr_eq(&data, &bytes)));
        }
    }

    #[test]
    fn four_inks_and_broken_files_do_not() {
        let mut bytes = encoded(DynamicImage::new_rgb8(7, 5)).to_vec();
        let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("it has a frame");
        bytes[frame + 9] = 4;
        assert!(pass_through(&bytes.clone().into()).is_none());
        for length in 0..frame + 9 {
            assert!(pass_through(&bytes[..length].into()).is_none());
        }
    }
}
