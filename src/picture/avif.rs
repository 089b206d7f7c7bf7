//! AVIF: pictures of AV1 in a file of ISO's base format (AV1 Image File Format 1.1), decoded by re_rav1d.
//!
//! In: the bytes of a file. Out: its pixels in eight bits a channel, by the matrix and range that the picture names (ITU-T
//! H.273, section 8.3). High dynamic range is not brought into eight bits here: what it looks like depends on who shows it.

use std::thread;

use re_rav1d::dav1d::pixel::{MatrixCoefficients, TransferCharacteristic, YUVRange};
use re_rav1d::dav1d::{Decoder, Picture, PixelLayout, PlanarImageComponent, Settings};

use super::Pixels;
use crate::resource::avif_data;

/// The name of the thread of a decoder that panics where a stream is broken: such a panic is an answer, and no fault of the
/// program.
pub const DECODER_THREAD: &str = "decoder of pictures";

/// The pixels of a file, or why there are none.
pub(super) fn pixels(bytes: &[u8]) -> Result<Pixels, String> {
    // The decoder was fuzzed for memory, and still has places where it gives up on a broken stream.
    thread::scope(|scope| {
        let builder = thread::Builder::new().name(DECODER_THREAD.to_owned());
        let decoding = builder.spawn_scoped(scope, || decoded(bytes)).map_err(|error| error.to_string())?;
        decoding.join().unwrap_or_else(|_| Err("its stream is broken".to_owned()))
    })
}

fn decoded(bytes: &[u8]) -> Result<Pixels, String> {
    let data = avif_data(bytes)?;
    let head = data.primary_item_metadata().map_err(|error| error.to_string())?;
    let size = (head.max_frame_width.get(), head.max_frame_height.get());
    let color = picture(&data.primary_item, size)?;
    if matches!(
        color.transfer_characteristic(),
        TransferCharacteristic::PerceptualQuantizer | TransferCharacteristic::HybridLogGamma
    ) {
        return Err("it is of high dynamic range; save it in sRGB".to_owned());
    }
    let mut pixels = light(&color);
    if let Some(alpha) = &data.alpha_item {
        let alpha = Samples::of(&picture(alpha, size)?, PlanarImageComponent::Y);
        pixels = with_alpha(pixels, &alpha, data.premultiplied_alpha);
    }
    Ok(pixels)
}

/// The first picture of a stream, which must be of the size that its file says.
fn picture(stream: &[u8], size: (u32, u32)) -> Result<Picture, String> {
    let mut settings = Settings::new();
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_frame_size_limit(size.0.saturating_mul(size.1));
    let mut decoder = Decoder::with_settings(&settings).map_err(|error| error.to_string())?;
    decoder.send_data(stream.to_vec(), None, None, None).map_err(|error| error.to_string())?;
    let picture = decoder.get_picture().map_err(|error| error.to_string())?;
    match (picture.width(), picture.height()) == size {
        true => Ok(picture),
        false => Err("its picture has another size than its head says".to_owned()),
    }
}

/// A plane of samples.
struct Samples {
    width: usize,
    height: usize,
    values: Vec<u16>,
    /// The greatest value that there can be.
    most: f32,
}

impl Samples {
    fn of(picture: &Picture, component: PlanarImageComponent) -> Samples {
        let (mut width, mut height) = (picture.width() as usize, picture.height() as usize);
        let is_chroma = component != PlanarImageComponent::Y;
        if is_chroma && matches!(picture.pixel_layout(), PixelLayout::I420 | PixelLayout::I422) {
            width = width.div_ceil(2);
        }
        if is_chroma && picture.pixel_layout() == PixelLayout::I420 {
            height = height.div_ceil(2);
        }
        let depth = picture.bit_depth();
        let most = ((1u32 << depth) - 1) as f32;
        let stride = picture.stride(component) as usize;
        let plane = picture.plane(component);
        let mut values = Vec::with_capacity(width * height);
        for row in plane.chunks(stride).take(height) {
            match depth {
                8 => values.extend(row[..width].iter().map(|&value| u16::from(value))),
                _ => values.extend(row[..width * 2].chunks_exact(2).map(|pair| u16::from_ne_bytes([pair[0], pair[1]]))),
            }
        }
        Samples { width, height, values, most }
    }

    /// A value, from 0 to 1.
    fn value(&self, index: usize) -> f32 {
        f32::from(self.values[index]) / self.most
    }

    /// The value at a place of a plane of another size: samples stand in the middle of what they cover.
    fn at(&self, x: usize, y: usize, (width, height): (usize, usize)) -> f32 {
        if (self.width, self.height) == (width, height) {
            return self.value(y * self.width + x);
        }
        let place = |at: usize, own: usize, all: usize| {
            let factor = if own < all { 0.5 } else { 1.0 };
            ((at as f32 + 0.5) * factor - 0.5).clamp(0.0, (own - 1) as f32)
        };
        let (x, y) = (place(x, self.width, width), place(y, self.height, height));
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(self.width - 1), (top + 1).min(self.height - 1));
        let (across, down) = (x - left as f32, y - top as f32);
        let row = |y: usize| {
            let (left, right) = (self.value(y * self.width + left), self.value(y * self.width + right));
            left + (right - left) * across
        };
        row(top) + (row(bottom) - row(top)) * down
    }
}

/// Brightness and differences of color to red, green and blue.
fn light(picture: &Picture) -> Pixels {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let is_full = picture.color_range() == YUVRange::Full;
    // Black, and the lengths of the ranges of brightness and of color (H.273, section 8.3, equations 29 to 31).
    let (black, bright, colored) = if is_full { (0.0, 1.0, 1.0) } else { (16.0 / 255.0, 219.0 / 255.0, 224.0 / 255.0) };
    let luma = Samples::of(picture, PlanarImageComponent::Y);
    let byte = |value: f32| (value * 255.0).round().clamp(0.0, 255.0) as u8;
    if picture.pixel_layout() == PixelLayout::I400 {
        let data = (0..luma.values.len()).map(|at| byte((luma.value(at) - black) / bright)).collect();
        return Pixels { width, height, channels: 1, data };
    }
    let u = Samples::of(picture, PlanarImageComponent::U);
    let v = Samples::of(picture, PlanarImageComponent::V);
    let is_identity = picture.matrix_coefficients() == MatrixCoefficients::Identity;
    let (red, blue) = match picture.matrix_coefficients() {
        MatrixCoefficients::BT709 => (0.2126, 0.0722),
        MatrixCoefficients::BT2020NonConstantLuminance => (0.2627, 0.0593),
        // What says nothing is of the old standard, as browsers take it.
        _ => (0.299, 0.114),
    };
    let green = 1.0 - red - blue;
    let mut data = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            let bright = |value: f32| (value - black) / bright;
            let light = bright(luma.value(y * width + x));
            let (u, v) = (u.at(x, y, (width, height)), v.at(x, y, (width, height)));
            if is_identity {
                data.extend([byte(bright(v)), byte(light), byte(bright(u))]);
                continue;
            }
            let middle = 128.0 / 255.0;
            let (u, v) = ((u - middle) / colored, (v - middle) / colored);
            let r = light + 2.0 * (1.0 - red) * v;
            let b = light + 2.0 * (1.0 - blue) * u;
            let g = (light - red * r - blue * b) / green;
            data.extend([byte(r), byte(g), byte(b)]);
        }
    }
    Pixels { width, height, channels: 3, data }
}

fn with_alpha(pixels: Pixels, alpha: &Samples, is_premultiplied: bool) -> Pixels {
    let Pixels { width, height, channels, data } = pixels;
    if (0..alpha.values.len()).all(|at| alpha.value(at) >= 1.0) {
        return Pixels { width, height, channels, data };
    }
    let mut out = Vec::with_capacity(width * height * 4);
    for (at, pixel) in data.chunks_exact(channels).enumerate() {
        let alpha = alpha.value(at);
        let value = |channel: usize| {
            let value = f32::from(pixel[channel.min(channels - 1)]);
            let value = if is_premultiplied && alpha > 0.0 { value / alpha } else { value };
            value.round().min(255.0) as u8
        };
        out.extend([value(0), value(1), value(2), (alpha * 255.0).round() as u8]);
    }
    Pixels { width, height, channels: 4, data: out }
}
