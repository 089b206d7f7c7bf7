//! Images as XObjects (PDF 32000-1, 8.9 and 8.10), each once however often it is shown.
//!
//! In: the resources that the pages name. Out: [`EmbeddedImage`]s for `paint`, their objects written to the
//! file. Phases: all images are encoded in parallel, then written in the order of their paths. Bytes pass
//! through where PDF knows the format: JPEG as `DCTDecode`, PNG without alpha as `FlateDecode` with PNG
//! predictors, and PNG with alpha but for that; all else is decoded once. Size and place on the page are layout's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use image::{DynamicImage, ImageFormat};
use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

pub(super) mod glyph;
mod jpeg;
mod png;
mod svg;

use super::object::{Dict, File, Name, Obj, Ref, Str, deflate};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::font::Fonts;
use crate::hash;
use crate::layout::{Background, BoxFragment, FragmentKind, Pages};
use crate::memo::Memo;
use crate::picture::{self, Profile};
use crate::resource::{MediaType, Resource, Resources};

/// An image in the file.
#[derive(Clone, Debug)]
pub(super) struct EmbeddedImage {
    pub(super) resource_name: String,
    pub(super) id: Ref,
    /// Maps the stored unit square to the upright one.
    pub(super) orientation: [f32; 6],
    /// How wide and high it is as it is stored: images of pixels fill the unit square.
    pub(super) size: [f32; 2],
    pub(super) is_transparent: bool,
}

/// An image in PDF's terms, before it has a number.
pub(super) enum Encoded {
    /// Pixels, and what their numbers mean where that is not sRGB.
    Raster(Arc<Raster>, Option<Profile>),
    /// A whole PDF of one page.
    Vector(Box<svg::Vector>),
}

impl Encoded {
    fn of_drawing(drawing: svg::Drawing) -> Encoded {
        match drawing {
            svg::Drawing::Vector(vector) => Encoded::Vector(vector),
            svg::Drawing::Pixels(pixels) => Encoded::Raster(Arc::new(from_pixels(pixels)), None),
        }
    }

    /// Writes it under a name and with an orientation as Exif has it.
    fn write(self, file: &mut File, profiles: &mut Profiles, resource_name: String, exif: u8) -> EmbeddedImage {
        let (id, size, is_transparent) = match self {
            Encoded::Raster(raster, profile) => {
                let profile = profile.filter(|profile| profile.channels == raster.space.base_channels());
                let profile = profile.map(|profile| profiles.embed(file, profile));
                (write_raster(file, &raster, profile), [1.0, 1.0], raster.mask.is_some())
            }
            Encoded::Vector(vector) => {
                let size = vector.size();
                (vector.write(file), size, true)
            }
        };
        EmbeddedImage { resource_name, id, orientation: orientation(exif), size, is_transparent }
    }
}

pub(super) struct Raster {
    width: u32,
    height: u32,
    bits: u8,
    space: Space,
    filter: Filter,
    data: Data,
    /// Alpha of eight bits a pixel, as rows for PNG predictors, compressed.
    mask: Option<Vec<u8>>,
}

#[derive(Clone, Copy)]
enum Filter {
    Dct,
    /// Flate over rows with PNG's filters.
    Png,
}

enum Data {
    /// As it was read.
    Shared(Arc<[u8]>),
    Made(Vec<u8>),
}

impl Raster {
    /// How many bytes were made for it.
    fn made(&self) -> usize {
        let data = match &self.data {
            Data::Shared(_) => 0,
            Data::Made(bytes) => bytes.len(),
        };
        data + self.mask.as_ref().map_or(0, Vec::len)
    }
}

enum Space {
    Gray,
    Rgb,
    /// Red, green and blue of each index.
    Indexed(Vec<u8>),
}

impl Space {
    fn channels(&self) -> u8 {
        match self {
            Space::Gray | Space::Indexed(_) => 1,
            Space::Rgb => 3,
        }
    }

    /// Channels of what the numbers, or the colors of the palette, are in.
    fn base_channels(&self) -> u8 {
        match self {
            Space::Gray => 1,
            Space::Rgb | Space::Indexed(_) => 3,
        }
    }

    /// With a profile, colors are what it says they are (8.6.5.5).
    fn write(&self, object: Obj<'_>, profile: Option<Ref>) {
        let base = |object: Obj<'_>, device: &str| match profile {
            None => object.primitive(Name(device)),
            Some(profile) => {
                let mut space = object.array();
                space.push().primitive(Name("ICCBased"));
                space.push().primitive(profile);
            }
        };
        match self {
            Space::Gray => base(object, "DeviceGray"),
            Space::Rgb => base(object, "DeviceRGB"),
            Space::Indexed(palette) => {
                let mut space = object.array();
                space.push().primitive(Name("Indexed"));
                base(space.push(), "DeviceRGB");
                space.push().primitive(palette.len() as i64 / 3 - 1);
                space.push().primitive(Str(palette));
            }
        }
    }
}

/// The color profiles of a file, each once.
#[derive(Default)]
struct Profiles(BTreeMap<Profile, Ref>);

impl Profiles {
    fn embed(&mut self, file: &mut File, profile: Profile) -> Ref {
        let channels = u32::from(profile.channels);
        *self.0.entry(profile).or_insert_with_key(|profile| {
            file.add_compressed(&profile.bytes, |dict| {
                dict.pair("N", channels);
            })
        })
    }
}

/// Images that the books of a run encoded: many show the same portrait, logo or diagram.
#[derive(Debug)]
pub struct Rasters(Memo<(MediaType, [u8; 32]), Result<Arc<Raster>, String>>);

impl Rasters {
    /// Bytes of all images held.
    const ROOM: usize = 64 << 20;

    /// An image of pixels; `None` for a drawing.
    fn encode(&self, resource: &Resource) -> Option<Result<Encoded, String>> {
        let raster = match (resource.media_type, &resource.bytes) {
            (MediaType::Svg, _) => return None,
            // Most need but a look at their head, which is less than to hash them.
            (MediaType::Jpeg, bytes) if let Some(raster) = jpeg::pass_through(bytes) => Ok(Arc::new(raster)),
            (kind, bytes) => {
                let key = (kind, hash::digest(bytes));
                let size = |raster: &Result<Arc<Raster>, String>| raster.as_ref().map_or(0, |raster| raster.made());
                self.0.get_or_make(key, size, || encode(kind, bytes).map(Arc::new))
            }
        };
        Some(raster.map(|raster| Encoded::Raster(raster, picture::profile(resource.media_type, &resource.bytes))))
    }
}

impl Default for Rasters {
    fn default() -> Rasters {
        Rasters(Memo::new(Rasters::ROOM))
    }
}

/// The images of a book, those that need no fonts as the file will hold them.
pub struct Images<'r> {
    resources: &'r Resources,
    rasters: &'r Rasters,
    encoded: BTreeMap<&'r str, Result<Encoded, String>>,
}

impl<'r> Images<'r> {
    /// Encodes what waits for nothing, so that it can be done while pages are laid out; `cover` stands in no text.
    pub fn new(resources: &'r Resources, cover: Option<&str>, rasters: &'r Rasters) -> Images<'r> {
        let all: Vec<&Resource> = resources.iter().collect();
        // One at a time for each thread: a few large ones often follow one another.
        let encoded = all.into_par_iter().with_max_len(1).filter_map(|resource| {
            let is_shown = Some(resource.path.as_str()) != cover;
            let encoded = is_shown.then(|| rasters.encode(resource)).flatten()?;
            Some((resource.path.as_str(), encoded))
        });
        Images { resources, rasters, encoded: encoded.collect() }
    }

    /// Puts others in the place of what pages show so small that fewer pixels do.
    pub fn with(mut self, smaller: &'r [Resource]) -> Images<'r> {
        let encoded: Vec<_> =
            smaller.par_iter().with_max_len(1).map(|resource| self.rasters.encode(resource)).collect();
        for (resource, encoded) in smaller.iter().zip(encoded) {
            self.encoded.extend(encoded.map(|encoded| (resource.path.as_str(), encoded)));
        }
        self
    }
}

/// An image that the pages show, as the file will hold it, or why it cannot be shown.
pub(super) struct Shown<'r> {
    resource: &'r Resource,
    encoded: Result<Encoded, String>,
}

/// The images that the pages show, now all of them encoded.
pub(super) fn shown<'r>(pages: &Pages, fonts: &Fonts, images: Images<'r>) -> Vec<Shown<'r>> {
    let Images { resources, rasters, mut encoded } = images;
    let mut paths = BTreeSet::new();
    for fragment in pages.pages.iter().flat_map(|page| &page.fragments) {
        match &fragment.kind {
            FragmentKind::Image(image) => drop(paths.insert(&*image.path)),
            FragmentKind::Box(BoxFragment { background: Background { image: Some(image), .. }, .. }) => {
                paths.insert(&*image.path);
            }
            FragmentKind::Box(_)
            | FragmentKind::Glyphs(_)
            | FragmentKind::Rule { .. }
            | FragmentKind::MissingGlyph { .. }
            | FragmentKind::Anchor(_) => {}
        }
    }
    let shown: Vec<(&Resource, Option<Result<Encoded, String>>)> = paths
        .into_iter()
        .filter_map(|path| resources.get(path))
        .map(|resource| (resource, encoded.remove(resource.path.as_str())))
        .collect();
    let images = shown.into_par_iter().with_max_len(1);
    let encode = |resource: &Resource| {
        let vector = || svg::convert(&resource.bytes, Some(fonts)).map(Encoded::of_drawing);
        rasters.encode(resource).unwrap_or_else(vector)
    };
    images.map(|(resource, encoded)| Shown { resource, encoded: encoded.unwrap_or_else(|| encode(resource)) }).collect()
}

/// Writes the images. One that cannot be decoded is reported and left out.
pub(super) fn embed(
    file: &mut File,
    shown: Vec<Shown<'_>>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, EmbeddedImage> {
    let mut images = BTreeMap::new();
    let mut profiles = Profiles::default();
    for Shown { resource, encoded } in shown {
        let encoded = match encoded {
            Ok(encoded) => encoded,
            Err(reason) => {
                let message = format!("the image `{}` cannot be decoded: {reason}", resource.path);
                let mut diagnostic = Diagnostic::new(Code::BadImage, message);
                diagnostic.span = resource.place;
                diagnostics.push(diagnostic.hint("a crossed frame stands for it in the PDF"));
                continue;
            }
        };
        if resource.media_type == MediaType::Svg && matches!(encoded, Encoded::Raster(..)) {
            let message = format!("the drawing `{}` repeats a pattern or a dash too often for readers", resource.path);
            let mut diagnostic = Diagnostic::new(Code::SvgContent, message);
            (diagnostic.span, diagnostic.severity) = (resource.place, Severity::Warning);
            diagnostics
                .push(diagnostic.hint("it is carried in pixels in the PDF: make the tiles of its patterns larger"));
        }
        let resource_name = format!("i{}", images.len());
        images.insert(resource.path.clone(), encoded.write(file, &mut profiles, resource_name, resource.orientation));
    }
    images
}

/// An image whose bytes do not pass as they are.
fn encode(kind: MediaType, bytes: &[u8]) -> Result<Raster, String> {
    let decoded =
        |format| image::load_from_memory_with_format(bytes, format).map(from_pixels).map_err(|error| error.to_string());
    match kind {
        MediaType::Jpeg => decoded(ImageFormat::Jpeg),
        MediaType::Png => png::pass_through(bytes).map_or_else(|| decoded(ImageFormat::Png), Ok),
        MediaType::Gif => decoded(ImageFormat::Gif),
        MediaType::Webp => decoded(ImageFormat::WebP),
        MediaType::Bmp => decoded(ImageFormat::Bmp),
        MediaType::Tiff => decoded(ImageFormat::Tiff),
        MediaType::Avif => Err("it is carried as another type".to_owned()),
        MediaType::Svg => Err("a drawing has no pixels".to_owned()),
    }
}

/// Decoded pixels, eight bits a channel; alpha becomes a mask unless all of it is opaque.
fn from_pixels(image: DynamicImage) -> Raster {
    let (width, height) = (image.width(), image.height());
    let has_color = image.color().has_color();
    let (space, pixels, alpha) = match (has_color, image.color().has_alpha()) {
        (false, false) => (Space::Gray, image.into_luma8().into_raw(), None),
        (true, false) => (Space::Rgb, image.into_rgb8().into_raw(), None),
        (false, true) => {
            let (pixels, alpha) = split_alpha::<2, 1>(&image.into_luma_alpha8().into_raw());
            (Space::Gray, pixels, alpha)
        }
        (true, true) => {
            let (pixels, alpha) = split_alpha::<4, 3>(&image.into_rgba8().into_raw());
            (Space::Rgb, pixels, alpha)
        }
    };
    let channels = usize::from(space.channels());
    let data = Data::Made(deflate(&png::filter_rows(&pixels, width as usize * channels, channels)));
    let mask = alpha.map(|alpha| deflate(&png::filter_rows(&alpha, width as usize, 1)));
    Raster { width, height, bits: 8, space, filter: Filter::Png, data, mask }
}

/// Parts the last of `ALL` channels from the others; `None` where all of it is opaque.
fn split_alpha<const ALL: usize, const COLORS: usize>(pixels: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
    let (pixels, _) = pixels.as_chunks::<ALL>();
    let mut color = vec![0; pixels.len() * COLORS];
    let (colors, _) = color.as_chunks_mut::<COLORS>();
    for (pixel, color) in pixels.iter().zip(colors) {
        color.copy_from_slice(&pixel[..COLORS]);
    }
    let is_opaque = pixels.iter().all(|pixel| pixel[COLORS] == u8::MAX);
    let alpha = || pixels.iter().map(|pixel| pixel[COLORS]).collect();
    (color, (!is_opaque).then(alpha))
}

fn write_raster(file: &mut File, raster: &Raster, profile: Option<Ref>) -> Ref {
    let &Raster { width, height, bits, ref space, filter, ref data, ref mask } = raster;
    let mask = mask.as_ref().map(|mask| {
        file.add_stream(mask, |dict| {
            image_entries(dict, (width, height), 8, (&Space::Gray, None));
            png_filter(dict, width, 8, 1);
        })
    });
    let content: &[u8] = match data {
        Data::Shared(bytes) => bytes,
        Data::Made(bytes) => bytes,
    };
    file.add_stream(content, |dict| {
        image_entries(dict, (width, height), bits, (space, profile));
        match filter {
            Filter::Dct => {
                dict.pair("Filter", Name("DCTDecode"));
            }
            Filter::Png => png_filter(dict, width, bits, space.channels()),
        }
        dict.optional("SMask", mask);
    })
}

fn image_entries(dict: &mut Dict<'_>, (width, height): (u32, u32), bits: u8, (space, profile): (&Space, Option<Ref>)) {
    dict.pair("Type", Name("XObject")).pair("Subtype", Name("Image"));
    dict.pair("Width", width).pair("Height", height).pair("BitsPerComponent", u32::from(bits));
    space.write(dict.insert("ColorSpace"), profile);
}

/// Flate with rows that each name their PNG filter (7.4.4.4).
fn png_filter(dict: &mut Dict<'_>, width: u32, bits: u8, channels: u8) {
    dict.pair("Filter", Name("FlateDecode"));
    let mut parameters = dict.insert("DecodeParms").dict();
    parameters.pair("Predictor", 15).pair("Colors", u32::from(channels));
    parameters.pair("BitsPerComponent", u32::from(bits)).pair("Columns", width);
}

/// How the stored unit square turns upright (Exif 2.32, 4.6.4, tag `Orientation`).
fn orientation(exif: u8) -> [f32; 6] {
    match exif {
        2 => [-1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
        3 => [-1.0, 0.0, 0.0, -1.0, 1.0, 1.0],
        4 => [1.0, 0.0, 0.0, -1.0, 0.0, 1.0],
        5 => [0.0, -1.0, -1.0, 0.0, 1.0, 1.0],
        6 => [0.0, -1.0, 1.0, 0.0, 0.0, 1.0],
        7 => [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        8 => [0.0, 1.0, -1.0, 0.0, 1.0, 0.0],
        _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    }
}

#[cfg(test)]
mod tests {
    use super::orientation;

    /// Where the corner of the first row and column comes to stand, in words of Exif.
    #[test]
    fn the_first_corner_goes_where_exif_says() {
        let corners = [
            (1, "top left"),
            (2, "top right"),
            (3, "bottom right"),
            (4, "bottom left"),
            (5, "top left"),
            (6, "top right"),
            (7, "bottom right"),
            (8, "bottom left"),
        ];
        for (exif, expected) in corners {
            // The first row is at the top of the unit square: (0, 1).
            let [_, _, c, d, e, f] = orientation(exif);
            let (x, y) = (c + e, d + f);
            let word = |value: f32, low: &'static str, high: &'static str| if value < 0.5 { low } else { high };
            let corner = format!("{} {}", word(y, "bottom", "top"), word(x, "left", "right"));
            assert_eq!(corner, expected, "orientation {exif}");
        }
    }
}
