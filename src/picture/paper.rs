//! Pictures with no more pixels than paper shows.
//!
//! In: a picture as the editions carry it, and the largest size at which pages show it. Out: the same with fewer pixels,
//! where it has many more than a press prints. Presses with screens of 150 lines to an inch want two pixels for each line;
//! what has up to one and a half times as many is left as it is, since little would be won.

use super::{Change, Made, Note, Pictures, PixelSize, Use, decode, encode, private, scale};
use crate::config::PictureOptions;
use crate::geom::Size;
use crate::resource::{MediaType, Resource};
use crate::url;

/// Pixels to an inch.
const ENOUGH: f32 = 300.0;
const TOO_MANY: f32 = 450.0;
/// Photographs of fewer bytes are left as they are.
const FEW_BYTES: usize = 64 * 1024;
/// A screen of text and flat colors is light for its pixels, and costs more time than its bytes are worth: of four with
/// 13 megapixels together 0.23 MB are saved in half a second.
const FEW_BYTES_OF_PNG: usize = 512 * 1024;
const POINTS_PER_INCH: f32 = 72.0;

impl Pictures {
    /// The picture as the PDF carries it, and what is told of it; `None` where it is carried as it is. `shown` is its
    /// largest size on pages, in points, as it is seen upright.
    pub fn on_paper(&self, resource: &Resource, shown: Size, options: PictureOptions) -> Option<(Resource, Note)> {
        let few = match resource.media_type {
            MediaType::Jpeg => FEW_BYTES,
            MediaType::Png => FEW_BYTES_OF_PNG,
            MediaType::Svg | MediaType::Gif | MediaType::Webp | MediaType::Bmp | MediaType::Tiff | MediaType::Avif => {
                return None;
            }
        };
        if options.keep || resource.bytes.len() < few {
            return None;
        }
        let from = resource.stored;
        let (width, height) = match resource.orientation {
            5..=8 => (shown.height.0, shown.width.0),
            _ => (shown.width.0, shown.height.0),
        };
        // Of a picture that is stretched, the side with fewer pixels to an inch counts.
        let density = |pixels: u32, points: f32| pixels as f32 / (points.max(1.0) / POINTS_PER_INCH);
        let density = density(from.width, width).min(density(from.height, height));
        if density <= TOO_MANY {
            return None;
        }
        let scaled = |side: u32| ((side as f32 * ENOUGH / density).ceil() as u32).max(1);
        let to = PixelSize { width: scaled(from.width), height: scaled(from.height) };
        let made = self.made(resource, Use::Paper(to.width, to.height), options, || smaller(resource, to, options));
        // What cannot be decoded is told where it is embedded.
        let made = made.ok().filter(|made| made.bytes.len() < resource.bytes.len())?;
        let carried = Resource { bytes: made.bytes, stored: to, on_ground: None, ..resource.clone() };
        let shown = url::brief(&resource.path).into_owned();
        Some((carried, Note { shown, place: resource.place, change: Change::Paper { from, to } }))
    }
}

/// The picture in so many pixels, of the same type, turned as it was.
fn smaller(resource: &Resource, to: PixelSize, options: PictureOptions) -> Result<Made, String> {
    let is_jpeg = resource.media_type == MediaType::Jpeg;
    let held = match is_jpeg {
        true => private::of_jpeg(&resource.bytes, resource.orientation),
        false => private::Held::default(),
    };
    let pixels = decode::pixels(resource.media_type, &resource.bytes)?;
    // Letters and lines would be blurred, and are small in bytes.
    if !is_jpeg && encode::has_few_colors(&pixels) {
        return Err("it is no photograph".to_owned());
    }
    let pixels = scale::scale(pixels, to.width as usize, to.height as usize);
    let bytes = match is_jpeg {
        true => encode::jpeg(&pixels, options.quality, held.profile.as_deref())?,
        false => encode::png(&pixels, None).ok_or("it cannot be encoded")?,
    };
    Ok(Made {
        media_type: resource.media_type,
        bytes: bytes.into(),
        size: to,
        orientation: resource.orientation,
        on_ground: None,
        changes: Vec::new(),
    })
}
