//! Drawings that are dark on nothing, which a reader's black page would swallow.
//!
//! What is transparent at its edge and dark where it is not, such as the line drawings of many programs, gets a white
//! ground. What has a light part is left alone: it is seen on any page.

use png::{BitDepth, ColorType, Transformations};

use super::Pixels;

/// Below this share of white, a color is dark (Rec. 709 luma of stored values).
const DARK: u32 = 110;
/// The share of pixels that may be lighter: the edges of letters.
const LIGHT_SHARE: usize = 50;

/// Whether a PNG is such a drawing. Most pictures are told from their first row.
pub(super) fn is_wanted(bytes: &[u8]) -> bool {
    seen(bytes).unwrap_or(false)
}

fn seen(bytes: &[u8]) -> Option<bool> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().ok()?;
    if reader.info().interlaced {
        return None;
    }
    let (color, depth) = reader.output_color_type();
    let channels = match (color, depth) {
        (ColorType::Rgba, BitDepth::Eight) => 4,
        (ColorType::GrayscaleAlpha, BitDepth::Eight) => 2,
        _ => return None,
    };
    let mut tally = Tally::default();
    let mut is_first = true;
    while let Some(row) = reader.next_row().ok()? {
        row.data().chunks_exact(channels).for_each(|pixel| tally.add(pixel));
        if is_first && tally.clear * 2 < tally.all || tally.is_light() {
            return Some(false);
        }
        is_first = false;
    }
    Some(tally.is_dark())
}

/// Whether decoded pixels are such a drawing.
pub(super) fn is_dark(pixels: &Pixels) -> bool {
    let mut tally = Tally::default();
    pixels.data.chunks_exact(pixels.channels).for_each(|pixel| tally.add(pixel));
    tally.is_dark()
}

/// How many pixels are what.
#[derive(Default)]
struct Tally {
    all: usize,
    clear: usize,
    inked: usize,
    light: usize,
}

impl Tally {
    /// The last channel is alpha.
    fn add(&mut self, pixel: &[u8]) {
        self.all += 1;
        let luma = match *pixel {
            [gray, _] => u32::from(gray),
            [red, green, blue, _] => (u32::from(red) * 54 + u32::from(green) * 183 + u32::from(blue) * 19) >> 8,
            _ => u32::from(u8::MAX),
        };
        match pixel.last() {
            Some(0..16) | None => self.clear += 1,
            Some(16..=127) => {}
            Some(128..) => {
                self.inked += 1;
                self.light += usize::from(luma > DARK);
            }
        }
    }

    /// Whether it has lighter parts, whatever follows.
    fn is_light(&self) -> bool {
        self.light > self.all.max(10_000) / LIGHT_SHARE
    }

    fn is_dark(&self) -> bool {
        self.inked > 0 && self.clear * 4 > self.all && self.light * LIGHT_SHARE <= self.inked
    }
}

/// The same on white, without alpha.
pub(super) fn on_white(pixels: Pixels) -> Pixels {
    let Pixels { width, height, channels, data } = pixels;
    if channels != 4 {
        return Pixels { width, height, channels, data };
    }
    let (colors, _) = data.as_chunks::<4>();
    let mix = |value: u8, alpha: u8| {
        let alpha = u32::from(alpha);
        ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let is_gray = colors.iter().all(|[red, green, blue, _]| red == green && green == blue);
    let data = match is_gray {
        true => colors.iter().map(|[gray, _, _, alpha]| mix(*gray, *alpha)).collect(),
        false => colors.iter().flat_map(|[r, g, b, alpha]| [r, g, b].map(|value| mix(*value, *alpha))).collect(),
    };
    Pixels { width, height, channels: if is_gray { 1 } else { 3 }, data }
}
