//! What drawings hold that is no drawing: pictures of pixels within them, with what those tell of camera and place.
//!
//! In: the bytes of an SVG. Out: the same with its pictures as they are carried by themselves (`private`). What programs
//! write beside the drawing is left out by both editions, which take elements and attributes of SVG alone.

use std::borrow::Cow;

use memchr::memmem;

use super::private;
use crate::resource::{MediaType, data_url, from_bytes};

/// Whether a drawing may move: by elements of SMIL (SVG Animations, section 2) or by animations of CSS.
pub(super) fn may_move(bytes: &[u8]) -> bool {
    // `<animate` begins its sisters as well.
    [&b"<animate"[..], b"<set", b":animate", b":set", b"@keyframes", b"@-webkit-keyframes", b"animation"]
        .iter()
        .any(|mark| memmem::find(bytes, mark).is_some())
}

/// A drawing without what is private in the pictures within it; none where nothing is.
pub(super) fn without_private(bytes: &[u8]) -> Option<Vec<u8>> {
    const HEAD: &[u8] = b"data:image/";
    let mut out: Option<Vec<u8>> = None;
    let mut copied = 0;
    for start in memmem::find_iter(bytes, HEAD) {
        let end = memchr::memchr3(b'"', b'\'', b')', &bytes[start..]).map_or(bytes.len(), |length| start + length);
        let Some(address) = std::str::from_utf8(&bytes[start..end]).ok().and_then(cleaned) else { continue };
        let out = out.get_or_insert_with(|| Vec::with_capacity(bytes.len()));
        out.extend(&bytes[copied..start]);
        out.extend(address.as_bytes());
        copied = end;
    }
    out.map(|mut out| {
        out.extend(&bytes[copied..]);
        out
    })
}

/// The address of a picture without what is private; none where nothing is, or where no address can be read.
fn cleaned(address: &str) -> Option<String> {
    // Lines within attributes are often written as entities.
    let address = ["&#10;", "&#xA;", "&#13;", "&#9;"].iter().fold(Cow::from(address), |address, entity| {
        if address.contains(entity) { address.replace(entity, "").into() } else { address }
    });
    let picture = from_bytes("within", data_url::bytes(&address)?).ok()?;
    let held = match picture.media_type {
        MediaType::Jpeg => private::of_jpeg(&picture.bytes, picture.orientation),
        MediaType::Png => private::of_png(&picture.bytes, picture.orientation),
        MediaType::Gif => private::of_gif(&picture.bytes),
        MediaType::Svg | MediaType::Webp | MediaType::Bmp | MediaType::Tiff | MediaType::Avif => return None,
    };
    let clean = held.bytes.as_ref().filter(|_| held.is_private())?;
    Some(data_url::encode(picture.media_type.name(), clean))
}
