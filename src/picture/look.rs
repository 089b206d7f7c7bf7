//! What is to be seen of a picture as it is carried, for who asks whether stores take it.
//!
//! In: a [`Resource`] that was made fit, or kept. Out: a [`Look`]. A picture that may be transparent is decoded.

use super::{decode, private};
use crate::resource::{MediaType, Resource};

/// What stores ask of a picture beside its type, its size and its bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub moves: bool,
    /// Whether its colors are cyan, magenta, yellow and black.
    pub has_inks: bool,
    /// Whether something shines through some of its pixels, in the EPUB.
    pub is_transparent: bool,
}

/// Looks at a picture; a drawing has neither inks nor a ground.
pub fn look(resource: &Resource) -> Look {
    let bytes: &[u8] = resource.on_ground.as_deref().unwrap_or(&resource.bytes);
    let held = match resource.media_type {
        MediaType::Svg | MediaType::Bmp | MediaType::Tiff | MediaType::Avif => return Look::default(),
        MediaType::Png => private::of_png(bytes, resource.orientation),
        MediaType::Jpeg => private::of_jpeg(bytes, resource.orientation),
        MediaType::Gif => private::of_gif(bytes),
        MediaType::Webp => private::of_webp(bytes),
    };
    let is_transparent = match resource.media_type {
        MediaType::Png | MediaType::Gif | MediaType::Webp => is_transparent(resource.media_type, bytes),
        MediaType::Jpeg | MediaType::Svg | MediaType::Bmp | MediaType::Tiff | MediaType::Avif => false,
    };
    Look { moves: held.frames > 1, has_inks: held.has_inks, is_transparent }
}

/// Many opaque pictures have a channel for transparency as well: the pixels tell.
fn is_transparent(kind: MediaType, bytes: &[u8]) -> bool {
    decode::pixels(kind, bytes)
        .is_ok_and(|pixels| pixels.channels == 4 && pixels.data.chunks_exact(4).any(|pixel| pixel[3] < u8::MAX))
}
