//! What drawings hold that is no drawing: pictures within them.
//!
//! In: the bytes of an SVG. Out: the same with its pictures as they would be carried by themselves, and without those that
//! cannot be decoded. What programs write beside the drawing is left out by both editions, which take elements and
//! attributes of SVG alone.

use std::borrow::Cow;

use memchr::memmem;

use super::{Change, Pictures, decode};
use crate::config::PictureOptions;
use crate::resource::{MediaType, data_url, from_bytes};

/// How deep drawings may hold one another.
const DEEPEST: usize = 4;

/// Whether a drawing may move: by elements of SMIL (SVG Animations, section 2) or by animations of CSS, which need frames.
pub(super) fn may_move(bytes: &[u8]) -> bool {
    // `<animate` begins its sisters as well.
    [&b"<animate"[..], b"<set", b":animate", b":set", b"@keyframes", b"@-webkit-keyframes"]
        .iter()
        .any(|mark| memmem::find(bytes, mark).is_some())
}

impl Pictures {
    /// A drawing whose pictures are fit; none where they are so.
    pub(super) fn fit_within(
        &self,
        bytes: &[u8],
        options: PictureOptions,
        depth: usize,
        changes: &mut Vec<Change>,
    ) -> Option<Vec<u8>> {
        let mut out: Option<Vec<u8>> = None;
        let mut copied = 0;
        for start in memmem::find_iter(bytes, b"data:") {
            let Some(end) = end_of_picture(bytes, start).filter(|_| start >= copied) else { continue };
            let Ok(address) = std::str::from_utf8(&bytes[start..end]) else { continue };
            let mut found = Vec::new();
            let fit = self.fit_address(address, options, depth, &mut found);
            // The ground of a picture is what stands behind it in the drawing.
            let told = found.into_iter().filter(|change| *change != Change::Ground);
            for change in told.map(|change| match change {
                change @ Change::Within(_) => change,
                change => Change::Within(Box::new(change)),
            }) {
                if !changes.contains(&change) {
                    changes.push(change);
                }
            }
            let fit = match fit {
                Ok(None) => continue,
                Ok(Some(address)) => address,
                // Both editions leave out what has no address.
                Err(reason) => {
                    changes.push(Change::Within(Box::new(Change::Broken(reason))));
                    String::new()
                }
            };
            let out = out.get_or_insert_with(|| Vec::with_capacity(bytes.len()));
            out.extend(&bytes[copied..start]);
            out.extend(fit.as_bytes());
            copied = end;
        }
        out.map(|mut out| {
            out.extend(&bytes[copied..]);
            out
        })
    }

    /// The address of a picture as it would be carried by itself; none where it is so. The error is a reason for people.
    fn fit_address(
        &self,
        address: &str,
        options: PictureOptions,
        depth: usize,
        changes: &mut Vec<Change>,
    ) -> Result<Option<String>, String> {
        // Lines within attributes are often written as entities.
        let address = ["&#10;", "&#xA;", "&#13;", "&#9;"].iter().fold(Cow::from(address), |address, entity| {
            if address.contains(entity) { address.replace(entity, "").into() } else { address }
        });
        let address = match unescaped(&address) {
            Some(text) => Cow::from(text),
            None => address,
        };
        let bytes = data_url::bytes(&address).ok_or("its data is no base64")?;
        let picture = from_bytes("within", bytes).map_err(|unfit| unfit.reason)?;
        let called = address.split([';', ',']).next().unwrap_or_default().to_ascii_lowercase();
        let (was, kind) = (picture.bytes.clone(), picture.media_type);
        let fit = match kind {
            MediaType::Svg if depth == DEEPEST => return Err("drawings hold one another too often".to_owned()),
            MediaType::Svg => {
                let fit = self.fit_within(&picture.bytes, options, depth + 1, changes);
                fit.map_or(picture.bytes.clone(), Into::into)
            }
            // Not all that paint drawings know WebP.
            kind => {
                let options = PictureOptions { keep: options.keep && kind != MediaType::Webp, ..options };
                let mut own = Vec::new();
                let fit = self.changed(picture, false, options, &mut own);
                let broken = own.iter().position(|change| matches!(change, Change::Broken(_)));
                if let Some(Change::Broken(reason)) = broken.map(|at| own.remove(at)) {
                    return Err(reason);
                }
                changes.extend(own);
                let fit = fit.ok_or("it cannot be decoded")?;
                decode::pixels(fit.media_type, &fit.bytes)?;
                if fit.media_type == kind && fit.bytes == was && called == format!("data:{}", kind.name()) {
                    return Ok(None);
                }
                return Ok(Some(data_url::encode(fit.media_type.name(), &fit.bytes)));
            }
        };
        match fit == was && called == format!("data:{}", kind.name()) {
            true => Ok(None),
            false => Ok(Some(data_url::encode(kind.name(), &fit))),
        }
    }
}

/// The text of an attribute with its entities put in place, where it has any.
fn unescaped(address: &str) -> Option<String> {
    const ENTITIES: [(&str, &str); 5] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    address.contains('&').then(|| {
        ENTITIES.iter().fold(address.to_owned(), |address, (entity, character)| address.replace(entity, character))
    })
}

/// Where an address ends that begins at a place, if it is one of a picture: within `href`, or called one.
fn end_of_picture(bytes: &[u8], start: usize) -> Option<usize> {
    let before = bytes[..start].trim_ascii_end();
    let (&open, before) = before.split_last()?;
    let (end, is_href) = match open {
        b'"' | b'\'' => (memchr::memchr(open, &bytes[start..])?, before.trim_ascii_end().ends_with(b"=")),
        b'(' => (memchr::memchr(b')', &bytes[start..])?, false),
        _ => return None,
    };
    let is_href = is_href && {
        let name = before.trim_ascii_end();
        name[..name.len() - 1].trim_ascii_end().ends_with(b"href")
    };
    let called = bytes[start..start + end].get(..b"data:image/".len())?;
    (is_href || called.eq_ignore_ascii_case(b"data:image/")).then_some(start + end)
}
