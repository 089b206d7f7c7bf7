//! Fonts in the archive.
//!
//! In: the font files that style sheets bring along. Out: a file for each of the kinds that reading systems know (EPUB
//! 3.3, section 3.2), with a safe name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::part::{Part, Role};
use super::xml::FileNames;
use crate::resource::FontFile;

/// The fonts of the book by the address that sheets have for them.
pub(super) struct Fonts<'a> {
    files: BTreeMap<&'a str, (String, &'static str, &'a FontFile)>,
}

impl<'a> Fonts<'a> {
    pub(super) fn prepare(fonts: &'a [FontFile], names: &mut FileNames) -> Fonts<'a> {
        let mut files = BTreeMap::new();
        for font in fonts {
            let file = font.path.rsplit('/').next().unwrap_or_default();
            // Collections of faces are of no such kind, which is told where the sheet is read.
            let Some(media_type) = font.format.core_media_type() else { continue };
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            let href = names.take(&format!("fonts/{stem}"), font.format.extension());
            files.insert(font.path.as_str(), (href, media_type, font));
        }
        Fonts { files }
    }

    /// Where a font stands in the archive.
    pub(super) fn href(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|(href, ..)| href.as_str())
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = Part> {
        self.files.values().map(|(href, media_type, font)| Part {
            href: href.clone(),
            media_type,
            role: Role::Resource,
            bytes: Arc::from(font.bytes.as_slice()),
        })
    }
}
