//! Pixels to bytes: JPEG for photographs, PNG for what has alpha or few colors.
//!
//! JPEG is by mozjpeg-rs, progressive, with quantization chosen by what bits cost (trellis). Of a photograph of 2048 × 1536
//! pixels at 38.5 dB it makes 345 kB, libjpeg-turbo (progressive, optimized) 415 kB, and jpeg-encoder 495 kB; what it needs
//! beyond is time, which cores share.

use std::borrow::Cow;
use std::collections::HashMap;

use mozjpeg_rs::{Encoder, Subsampling};

use super::Pixels;

/// The most entries of a palette.
const MOST_COLORS: usize = 256;

pub(super) fn jpeg(pixels: &Pixels, quality: u8, profile: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let mut encoder = Encoder::progressive_balanced().quality(quality).subsampling(Subsampling::S420);
    if let Some(profile) = profile {
        encoder = encoder.icc_profile(profile.to_vec());
    }
    let (width, height) = (pixels.width as u32, pixels.height as u32);
    let bytes = match pixels.channels {
        1 => encoder.encode_gray(&pixels.data, width, height),
        _ => encoder.encode_rgb(&pixels.data, width, height),
    };
    bytes.map_err(|error| error.to_string())
}

pub(super) fn png(pixels: &Pixels, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut info = png::Info::with_size(pixels.width as u32, pixels.height as u32);
    info.bit_depth = png::BitDepth::Eight;
    info.icc_profile = profile.map(|profile| Cow::Owned(profile.to_vec()));
    let indexed = palette(pixels);
    let data = match &indexed {
        Some(indexed) => {
            info.color_type = png::ColorType::Indexed;
            info.palette = Some(Cow::Borrowed(&indexed.colors));
            info.trns = indexed.alpha.as_deref().map(Cow::Borrowed);
            &indexed.data
        }
        None => {
            info.color_type = match pixels.channels {
                1 => png::ColorType::Grayscale,
                4 => png::ColorType::Rgba,
                _ => png::ColorType::Rgb,
            };
            &pixels.data
        }
    };
    let mut out = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut out, info).ok()?;
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(if indexed.is_some() { png::Filter::NoFilter } else { png::Filter::Adaptive });
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(data).ok()?;
    writer.finish().ok()?;
    Some(out)
}

/// The most shades of gray that a drawing has; a photograph has more.
const MOST_SHADES: usize = 16;

/// Whether a palette holds all colors.
pub(super) fn has_few_colors(pixels: &Pixels) -> bool {
    if pixels.channels == 1 {
        let mut is_used = [false; 256];
        pixels.data.iter().for_each(|&value| is_used[usize::from(value)] = true);
        return is_used.iter().filter(|used| **used).count() <= MOST_SHADES;
    }
    palette(pixels).is_some()
}

struct Indexed {
    colors: Vec<u8>,
    alpha: Option<Vec<u8>>,
    data: Vec<u8>,
}

/// Indexes into a palette, in the order in which colors are met; `None` where there are more than it holds, or for gray,
/// which is as small without.
fn palette(pixels: &Pixels) -> Option<Indexed> {
    if pixels.channels == 1 {
        return None;
    }
    let mut known: HashMap<[u8; 4], u8> = HashMap::new();
    let mut last = None;
    let (mut colors, mut alpha, mut data) = (Vec::new(), Vec::new(), Vec::with_capacity(pixels.width * pixels.height));
    for pixel in pixels.data.chunks_exact(pixels.channels) {
        let color = [pixel[0], pixel[1], pixel[2], pixel.get(3).copied().unwrap_or(u8::MAX)];
        let index = match (last, known.get(&color)) {
            (Some((same, index)), _) if same == color => index,
            (_, Some(&index)) => index,
            (_, None) if known.len() == MOST_COLORS => return None,
            (_, None) => {
                let index = known.len() as u8;
                known.insert(color, index);
                colors.extend_from_slice(&color[..3]);
                alpha.push(color[3]);
                index
            }
        };
        last = Some((color, index));
        data.push(index);
    }
    let alpha = alpha.iter().any(|&alpha| alpha != u8::MAX).then_some(alpha);
    Some(Indexed { colors, alpha, data })
}
