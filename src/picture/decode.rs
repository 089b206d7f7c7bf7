//! Bytes to pixels, by the decoders of the `image` crate; JPEG by the one below it, since inks are to be had as such.

use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::{DynamicImage, ImageDecoder, ImageFormat};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{Pixels, avif, private};
use crate::resource::MediaType;

/// The pixels of a file; of one that moves, the first frame. The error is a reason for people.
pub(super) fn pixels(kind: MediaType, bytes: &[u8]) -> Result<Pixels, String> {
    let format = match kind {
        MediaType::Jpeg => return of_jpeg(bytes),
        MediaType::Avif => return avif::pixels(bytes),
        MediaType::Png => ImageFormat::Png,
        MediaType::Gif => ImageFormat::Gif,
        MediaType::Webp => ImageFormat::WebP,
        MediaType::Bmp => ImageFormat::Bmp,
        MediaType::Tiff => ImageFormat::Tiff,
        MediaType::Svg => return Err("a drawing has no pixels".to_owned()),
    };
    let mut reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    // The size was looked at before.
    reader.no_limits();
    let image = reader.decode().map_err(|error| error.to_string());
    let begun = || if kind == MediaType::Png { begun_png(bytes) } else { None };
    Ok(of_image(image.or_else(|error| begun().ok_or(error))?))
}

/// What there is of a PNG that breaks off, the rest of it white; `None` where that is nothing.
fn begun_png(bytes: &[u8]) -> Option<DynamicImage> {
    const WHITE: u8 = 0xff;
    let mut decoder = PngDecoder::new(Cursor::new(bytes)).ok()?;
    decoder.set_limits(image::Limits::no_limits()).ok()?;
    let ((width, height), color) = (decoder.dimensions(), decoder.color_type());
    let mut data = vec![WHITE; usize::try_from(decoder.total_bytes()).ok()?];
    // An error of something else than of the end was told by the first attempt.
    let _ = decoder.read_image(&mut data);
    if data.iter().all(|&byte| byte == WHITE) {
        return None;
    }
    if color.bits_per_pixel() / u16::from(color.channel_count()) > 8 {
        // The greater byte of each number comes first, as in the file: it was not brought into the machine's order.
        data = data.into_iter().step_by(2).collect();
    }
    match color.channel_count() {
        1 => image::GrayImage::from_raw(width, height, data).map(DynamicImage::from),
        2 => image::GrayAlphaImage::from_raw(width, height, data).map(DynamicImage::from),
        3 => image::RgbImage::from_raw(width, height, data).map(DynamicImage::from),
        _ => image::RgbaImage::from_raw(width, height, data).map(DynamicImage::from),
    }
}

/// Eight bits a channel; alpha that is opaque all over goes.
fn of_image(image: DynamicImage) -> Pixels {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let color = image.color();
    let (channels, data) = match (color.has_alpha(), color.has_color()) {
        (false, false) => (1, image.into_luma8().into_raw()),
        (false, true) => (3, image.into_rgb8().into_raw()),
        (true, _) => {
            let data = image.into_rgba8().into_raw();
            let (pixels, _) = data.as_chunks::<4>();
            match pixels.iter().all(|[.., alpha]| *alpha == u8::MAX) {
                true => (3, pixels.iter().flat_map(|&[red, green, blue, _]| [red, green, blue]).collect()),
                false => (4, data),
            }
        }
    };
    Pixels { width, height, channels, data }
}

fn of_jpeg(bytes: &[u8]) -> Result<Pixels, String> {
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(1 << 16).set_max_height(1 << 16);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let told = |error: zune_jpeg::errors::DecodeErrors| error.to_string().trim_end().to_owned();
    decoder.decode_headers().map_err(told)?;
    let (width, height) = decoder.dimensions().ok_or("it has no size")?;
    let profile = decoder.icc_profile().filter(|_| decoder.input_colorspace() == Some(ColorSpace::CMYK));
    // The decoder turns inks to light by itself, as far as that can be told without a profile.
    if let Some(profile) = profile
        && let Some(transform) = private::ink_transform(&profile)
    {
        decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::CMYK));
        let mut inks = decoder.decode().map_err(told)?;
        // Adobe's programs store how much light is left (Adobe Technical Note 5116, section 18).
        if private::has_adobe_marker(bytes) {
            inks.iter_mut().for_each(|value| *value = u8::MAX - *value);
        }
        let mut data = vec![0; width * height * 3];
        if transform.transform(&inks, &mut data).is_ok() {
            return Ok(Pixels { width, height, channels: 3, data });
        }
        return Err("its inks cannot be turned to light".to_owned());
    }
    let (channels, out) = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => (1, ColorSpace::Luma),
        _ => (3, ColorSpace::RGB),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(out));
    let data = decoder.decode().map_err(told)?;
    match data.len() == width * height * channels {
        true => Ok(Pixels { width, height, channels, data }),
        false => Err("its pixels are not as many as its head says".to_owned()),
    }
}
