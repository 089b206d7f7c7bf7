//! What the head of an image file says: type, size, density, orientation. No pixel is decoded.

use std::io::Cursor;

use image::{ImageDecoder, ImageReader, Limits};
use quick_xml::events::{BytesStart, Event};

use super::{MediaType, avif};

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PixelSize {
    pub width: u32,
    pub height: u32,
}

impl PixelSize {
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// What a file's head says.
pub(super) struct Head {
    pub size: PixelSize,
    pub pixels_per_inch: Option<f32>,
    pub orientation: u8,
}

/// What the head of a file may unpack to, in bytes.
const MOST_METADATA: u64 = 64 * 1024 * 1024;

/// How far into a file the root element of an SVG is sought: comments and a document type may come before it.
const SVG_SNIFF_BYTES: usize = 4096;

/// The type told from the first bytes.
pub(super) fn media_type(bytes: &[u8]) -> Option<MediaType> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(MediaType::Png),
        [0xFF, 0xD8, 0xFF, ..] => Some(MediaType::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(MediaType::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(MediaType::Webp),
        // The size of the file, two words of nothing, where pixels begin, and the size of the head, which is small.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, _, _, _, _, 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0, ..] => {
            Some(MediaType::Bmp)
        }
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(MediaType::Tiff),
        _ if brands(bytes).any(|brand| brand == b"avif" || brand == b"avis") => Some(MediaType::Avif),
        _ => {
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(SVG_SNIFF_BYTES)]);
            let start = start.trim_start_matches('\u{feff}').trim_start();
            (start.starts_with('<') && start.contains("<svg")).then_some(MediaType::Svg)
        }
    }
}

/// What a file of ISO's base format says that it is: its brand, and those that it agrees with (ISO/IEC 14496-12, section
/// 4.3).
fn brands(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let length = bytes.first_chunk().map_or(0, |&length| u32::from_be_bytes(length) as usize);
    let is_so = bytes.get(4..8) == Some(b"ftyp");
    let all = bytes.get(8..length.min(bytes.len())).filter(|_| is_so).unwrap_or_default();
    // The second is a version.
    all.chunks_exact(4).enumerate().filter(|(at, _)| *at != 1).map(|(_, brand)| brand)
}

/// The name of a type that is known and not read.
pub(super) fn foreign_type(bytes: &[u8]) -> Option<&'static str> {
    const HEIC: [&[u8]; 7] = [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"];
    // Brands of HEIF in general stand beside that of AVIF.
    (media_type(bytes).is_none() && brands(bytes).any(|brand| HEIC.contains(&brand))).then_some("HEIC")
}

/// Size, density and orientation; the error is a reason for people.
pub(super) fn head(media_type: MediaType, bytes: &[u8]) -> Result<Head, String> {
    let head = match media_type {
        MediaType::Png => raster_head(image::ImageFormat::Png, bytes, png_density(bytes))?,
        MediaType::Jpeg => raster_head(image::ImageFormat::Jpeg, bytes, jfif_density(bytes))?,
        MediaType::Gif => raster_head(image::ImageFormat::Gif, bytes, None)?,
        MediaType::Webp => raster_head(image::ImageFormat::WebP, bytes, None)?,
        MediaType::Bmp => raster_head(image::ImageFormat::Bmp, bytes, None)?,
        MediaType::Tiff => raster_head(image::ImageFormat::Tiff, bytes, None)?,
        MediaType::Avif => avif::head(bytes)?,
        MediaType::Svg => svg_head(bytes)?,
    };
    if head.size.pixels() == 0 { Err("it has no extent".to_owned()) } else { Ok(head) }
}

fn raster_head(format: image::ImageFormat, bytes: &[u8], pixels_per_inch: Option<f32>) -> Result<Head, String> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    // The limits on pixels are ours, told from the size; image's own would refuse without saying it. Color profiles and
    // texts that unpack to more than fits are not needed here.
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_METADATA);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().map_or(1, |orientation| orientation.to_exif());
    Ok(Head { size: PixelSize { width, height }, pixels_per_inch, orientation })
}

/// Densities outside this range are leftovers of programs, not statements about print.
fn plausible(pixels_per_inch: f32) -> Option<f32> {
    (20.0..=4800.0).contains(&pixels_per_inch).then_some(pixels_per_inch)
}

/// The `pHYs` chunk, in pixels per meter (PNG Specification, third edition, section 11.3.4.3).
fn png_density(bytes: &[u8]) -> Option<f32> {
    let mut rest = bytes.get(8..)?;
    loop {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let kind = rest.get(4..8)?;
        match kind {
            b"pHYs" => {
                let data = rest.get(8..17)?;
                let per_meter = u32::from_be_bytes(data[..4].try_into().ok()?);
                return if data[8] == 1 {
                    plausible((per_meter as f32 * 0.0254 * 100.0).round() / 100.0)
                } else {
                    None
                };
            }
            b"IDAT" | b"IEND" => return None,
            _ => rest = rest.get(length.checked_add(12)?..)?,
        }
    }
}

/// The density in the `APP0` segment (JFIF 1.02, page 5).
fn jfif_density(bytes: &[u8]) -> Option<f32> {
    let mut rest = bytes.get(2..)?;
    loop {
        let [0xFF, marker, high, low, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        match marker {
            0xE0 if rest.get(4..9) == Some(b"JFIF\0") => {
                let unit = *rest.get(11)?;
                let density = f32::from(u16::from_be_bytes([*rest.get(12)?, *rest.get(13)?]));
                return match unit {
                    1 => plausible(density),
                    2 => plausible(density * 2.54),
                    _ => None,
                };
            }
            // Start of scan: no head after it.
            0xDA => return None,
            _ => rest = rest.get(length.checked_add(2)?..)?,
        }
    }
}

/// The size of the root element (SVG 2, section 8.2): `width` and `height`, else the `viewBox`, else CSS's
/// default for replaced elements, 300 × 150.
fn svg_head(bytes: &[u8]) -> Result<Head, String> {
    let Root { width, height, .. } = svg_root(bytes)?;
    let size = PixelSize { width: width.ceil() as u32, height: height.ceil() as u32 };
    Ok(Head { size, pixels_per_inch: None, orientation: 1 })
}

/// A drawing with both sides where its root names one: the other follows from its `viewBox` (SVG 2, section 8.2), which
/// not all programs know that paint it.
pub(super) fn with_both_sides(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(Root { width, height, names, has, .. }) = svg_root(&bytes) else { return bytes };
    let (name, value) = match has {
        [true, false] => ("height", height),
        [false, true] => ("width", width),
        [true, true] | [false, false] => return bytes,
    };
    let (before, after) = bytes.split_at(names);
    [before, format!(" {name}=\"{value}\"").as_bytes(), after].concat()
}

/// A drawing with a side of more CSS pixels than `most`, made smaller, and its size then.
pub(super) fn within_side(bytes: &[u8], most: f32) -> Option<(Vec<u8>, PixelSize)> {
    let root = svg_root(bytes).ok().filter(|root| root.width.max(root.height) > most)?;
    let [width, height] = [root.width, root.height].map(|side| side / root.width.max(root.height) * most);
    let mut own = format!(" width=\"{width}\" height=\"{height}\"");
    if !root.has_view_box {
        own.push_str(&format!(" viewBox=\"0 0 {} {}\"", root.width, root.height));
    }
    let (before, after) = (bytes.get(..root.names)?, bytes.get(root.names_end..)?);
    let size = PixelSize { width: width.ceil() as u32, height: height.ceil() as u32 };
    Some(([before, own.as_bytes(), root.other_names.as_bytes(), after].concat(), size))
}

/// The root element of a drawing.
struct Root {
    /// The size in CSS pixels.
    width: f32,
    height: f32,
    /// Where its attributes begin and end, in bytes.
    names: usize,
    names_end: usize,
    /// Those beside width and height.
    other_names: String,
    has_view_box: bool,
    /// Whether it names its width and its height.
    has: [bool; 2],
}

fn svg_root(bytes: &[u8]) -> Result<Root, String> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let (root, closing) = loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => break (element, ">".len()),
            Ok(Event::Empty(element)) => break (element, "/>".len()),
            Ok(Event::Eof) => return Err("it has no root element".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
    };
    if root.local_name().as_ref() != "svg" {
        return Err("its root element is not `svg`".to_owned());
    }
    let end = usize::try_from(reader.buffer_position()).unwrap_or_default();
    let names = end.saturating_sub(closing + root.len()) + root.name().as_ref().len();
    let view_box: Vec<f32> = attribute(&root, "viewBox")
        .unwrap_or_default()
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter_map(|number| number.parse().ok())
        .collect();
    let (box_width, box_height) = match view_box[..] {
        [_, _, width, height] if width > 0.0 && height > 0.0 => (width, height),
        _ => (300.0, 150.0),
    };
    let width = attribute(&root, "width").and_then(|value| css_pixels(&value));
    let height = attribute(&root, "height").and_then(|value| css_pixels(&value));
    let (width, height) = match (width, height) {
        (Some(width), Some(height)) => (width, height),
        (Some(width), None) => (width, width * box_height / box_width),
        (None, Some(height)) => (height * box_width / box_height, height),
        (None, None) => (box_width, box_height),
    };
    let has = ["width", "height"].map(|name| attribute(&root, name).is_some());
    let others = root.attributes().flatten().filter(|attribute| !matches!(attribute.key.0, "width" | "height"));
    let other_names = others.map(|attribute| {
        let quote = if attribute.value.contains('"') { '\'' } else { '"' };
        format!(" {}={quote}{}{quote}", attribute.key.0, attribute.value)
    });
    let has_view_box = attribute(&root, "viewBox").is_some();
    let names_end = names + root.len() - root.name().as_ref().len();
    Ok(Root { width, height, names, names_end, other_names: other_names.collect(), has_view_box, has })
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    Some(attribute.value.trim().to_owned())
}

/// An absolute length in CSS pixels (CSS Values 4, section 6.2); `None` for percentages and other units.
fn css_pixels(value: &str) -> Option<f32> {
    // `1e3` is a number, and `1em` is not.
    let is_power = |at: usize| {
        let after = value[at..].strip_prefix(['e', 'E']).map(|after| after.strip_prefix(['+', '-']).unwrap_or(after));
        after.is_some_and(|after| after.starts_with(|first: char| first.is_ascii_digit()))
    };
    let mut letters = value.match_indices(|c: char| c.is_ascii_alphabetic() || c == '%').map(|(at, _)| at);
    let unit_start = letters.find(|&at| !is_power(at)).unwrap_or(value.len());
    let (number, unit) = value.split_at(unit_start);
    let number: f32 = number.trim().parse().ok()?;
    let factor = match unit {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        // The font size where nothing sets one: 16 CSS pixels.
        "em" | "rem" => 16.0,
        _ => return None,
    };
    let pixels = number * factor;
    (pixels > 0.0 && pixels.is_finite()).then_some(pixels)
}
