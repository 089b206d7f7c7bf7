//! Faces of font files.
//!
//! In: the bytes of a file. Out: its face, unpacked where it is packed for the web. Files come from whoever writes a
//! book: one that would unpack to more than it may is refused.

use std::sync::Arc;

use super::Face;
use crate::resource::FontFormat;

/// The most bytes a font may have once it is unpacked: those of the great East Asian families have 30 MB.
const MAX_UNPACKED: u32 = 64 * 1024 * 1024;

/// Bytes of the head of a WOFF file, and of each entry of its table directory.
const WOFF_HEAD: usize = 44;
const WOFF_ENTRY: usize = 20;

/// A font as it is read, unpacked where it is packed for the web.
pub struct UnpackedFont(Arc<Vec<u8>>);

impl UnpackedFont {
    /// `None` where the file cannot be read.
    pub fn of(bytes: &Arc<Vec<u8>>) -> Option<UnpackedFont> {
        let unpacked = match FontFormat::of(bytes)? {
            FontFormat::OpenType | FontFormat::TrueType | FontFormat::Collection => bytes.clone(),
            format @ (FontFormat::Woff | FontFormat::Woff2) => Arc::new(unpack(bytes, format)?),
        };
        let font = UnpackedFont(unpacked);
        font.face("", 400, false).is_some().then_some(font)
    }

    /// Its face by another name; of several the first.
    pub fn face(&self, family: &str, weight: u16, italic: bool) -> Option<Face> {
        Face::from_shared(self.0.clone(), 0, family, weight, italic)
    }
}

fn unpack(bytes: &[u8], format: FontFormat) -> Option<Vec<u8>> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    // Both kinds have the size once unpacked at the same place (WOFF 1.0, section 3; WOFF 2.0, section 4.1).
    if number(16)? > MAX_UNPACKED {
        return None;
    }
    match format {
        FontFormat::Woff => {
            // Tables say their own sizes (WOFF 1.0, section 4), and the library takes their word for it.
            let count = u16::from_be_bytes(bytes.get(12..14)?.try_into().ok()?);
            let mut sizes = (0..usize::from(count)).map(|table| number(WOFF_HEAD + table * WOFF_ENTRY + 12));
            let total = sizes.try_fold(0u32, |total, size| total.checked_add(size?))?;
            (total <= MAX_UNPACKED).then(|| wuff::decompress_woff1(bytes).ok())?
        }
        FontFormat::Woff2 => wuff::decompress_woff2(bytes).ok(),
        FontFormat::OpenType | FontFormat::TrueType | FontFormat::Collection => None,
    }
}
