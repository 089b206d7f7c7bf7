//! Fonts in the archive.
//!
//! In: the font files that style sheets name. Out: a file for each, of a kind that reading systems know (EPUB 3.3,
//! section 3.2), with a safe name. Their bytes come when it is known what the book shows.

use std::collections::BTreeMap;

use super::part::{Part, Role};
use super::xml::FileNames;
use crate::resource::FontFile;

/// The fonts of the book, in their order: where each stands in the archive, and its media type.
pub(super) struct Fonts<'a> {
    files: Vec<(String, &'static str)>,
    /// Where each is among them, by the address that sheets have for it.
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Fonts<'a> {
    pub(super) fn prepare(fonts: &'a [FontFile], names: &mut FileNames) -> Fonts<'a> {
        let (mut files, mut places) = (Vec::new(), BTreeMap::new());
        for font in fonts {
            let path = font.path.strip_suffix("#woff2").unwrap_or(&font.path);
            let file = path.rsplit('/').next().unwrap_or_default();
            // Collections of faces are of no such kind, which is told where the sheet is read.
            let Some(media_type) = font.format.core_media_type() else { continue };
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            places.insert(font.path.as_str(), files.len());
            files.push((names.take(&format!("fonts/{stem}"), font.format.extension()), media_type));
        }
        Fonts { files, places }
    }

    /// Where a font stands in the archive.
    pub(super) fn href(&self, path: &str) -> Option<&str> {
        self.places.get(path).map(|place| self.files[*place].0.as_str())
    }

    pub(super) fn parts(&self, bytes: Vec<Vec<u8>>) -> impl Iterator<Item = Part> {
        self.files.iter().zip(bytes).map(|((href, media_type), bytes)| Part {
            href: href.clone(),
            media_type,
            role: Role::Resource,
            bytes: bytes.into(),
        })
    }
}
