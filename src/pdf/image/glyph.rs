//! Glyphs in color as images, each once however often it is shown: PDF's fonts have one color, the text's.
//!
//! In: the pages and the faces. Out: [`GlyphImage`]s for `paint`, their objects written to the file. A glyph whose
//! picture cannot be read is left out; its text is copied all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use image::ImageFormat;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::{EmbeddedImage, Encoded, from_pixels, png, svg};
use crate::font::{FontId, Fonts, PictureFormat};
use crate::layout::{FragmentKind, Pages};
use crate::pdf::font::clusters;
use crate::pdf::font::is_pictured;
use crate::pdf::object::File;

/// A face and one of its glyphs.
pub(in crate::pdf) type GlyphKey = (FontId, u16);

/// A glyph in the file.
#[derive(Clone, Debug)]
pub(in crate::pdf) struct GlyphImage {
    pub(in crate::pdf) image: EmbeddedImage,
    /// Left, bottom, right and top in em from the glyph's origin, `y` upwards.
    pub(in crate::pdf) place: [f32; 4],
}

/// The glyphs in color that the pages show, as the file will hold them.
pub(in crate::pdf) fn in_color(pages: &Pages, fonts: &Fonts) -> Vec<(GlyphKey, Encoded, [f32; 4])> {
    let mut keys: BTreeSet<GlyphKey> = BTreeSet::new();
    for fragment in pages.pages.iter().flat_map(|page| &page.fragments) {
        if let FragmentKind::Glyphs(run) = &fragment.kind
            && fonts.face(run.font).has_color()
        {
            let face = fonts.face(run.font);
            let pictured = clusters(run).map(|cluster| &run.glyphs[cluster]).filter(|glyphs| is_pictured(face, glyphs));
            keys.extend(pictured.flatten().map(|glyph| (run.font, glyph.id)));
        }
    }
    let encode = |key: GlyphKey| {
        let picture = fonts.face(key.0).picture(key.1)?;
        let encoded = match picture.format {
            PictureFormat::Svg => Encoded::of_drawing(svg::convert(&picture.bytes, None).ok()?),
            PictureFormat::Png => {
                let bytes: Arc<[u8]> = Arc::from(picture.bytes);
                let raster = png::pass_through(&bytes)
                    .or_else(|| image::load_from_memory_with_format(&bytes, ImageFormat::Png).ok().map(from_pixels));
                Encoded::Raster(Arc::new(raster?), None)
            }
        };
        Some((key, encoded, picture.place))
    };
    let keys: Vec<GlyphKey> = keys.into_iter().collect();
    keys.into_par_iter().filter_map(encode).collect()
}

/// Writes them.
pub(in crate::pdf) fn embed(
    file: &mut File,
    glyphs: Vec<(GlyphKey, Encoded, [f32; 4])>,
) -> BTreeMap<GlyphKey, GlyphImage> {
    let write = |((font, glyph), encoded, place): (GlyphKey, Encoded, [f32; 4])| {
        // Glyphs are in sRGB (OpenType, `sbix` and `CBDT`).
        let image = encoded.write(file, &mut super::Profiles::default(), format!("f{}g{glyph}", font.0), 1);
        ((font, glyph), GlyphImage { image, place })
    };
    glyphs.into_iter().map(write).collect()
}
