//! Images in the archive.
//!
//! In: the book's resources. Out: a file for each, with a safe name; SVG goes through `svg`, and one that is no
//! sound XML is left out, so that its alternative text stands for it. Raster images pass as `picture` made them
//! fit; one that a black page would swallow stands on white.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::part::{Part, Role};
use super::svg;
use super::xml::FileNames;
use crate::resource::{MediaType, Resource, Resources};
use crate::url;

/// The images of the book by book path.
pub(super) struct Images<'a> {
    files: BTreeMap<&'a str, ImageFile<'a>>,
}

/// An image and its place in the archive.
pub(super) struct ImageFile<'a> {
    pub href: String,
    pub bytes: Arc<[u8]>,
    resource: &'a Resource,
}

impl ImageFile<'_> {
    /// Whether it is not known to stand still.
    pub(super) fn may_move(&self) -> bool {
        self.resource.may_move
    }

    /// Width and height as seen, in CSS pixels.
    pub(super) fn size(&self) -> (u32, u32) {
        let size = self.resource.upright_size();
        (size.width, size.height)
    }
}

impl<'a> Images<'a> {
    /// Names the images and makes them fit for the archive.
    pub(super) fn prepare(resources: &'a Resources, names: &mut FileNames) -> Images<'a> {
        let files = resources.iter().filter_map(|resource| Some((resource.path.as_str(), file(resource, names)?)));
        Images { files: files.collect() }
    }

    pub(super) fn get(&self, path: &str) -> Option<&ImageFile<'a>> {
        self.files.get(path)
    }

    /// The files; the image of path `cover` is the book's cover.
    pub(super) fn parts(&self, cover: Option<&str>) -> impl Iterator<Item = Part> {
        self.files.iter().map(move |(path, file)| Part {
            href: file.href.clone(),
            media_type: file.resource.media_type.name(),
            role: if cover == Some(path) { Role::CoverImage } else { Role::Resource },
            bytes: Arc::clone(&file.bytes),
        })
    }
}

/// One image under a free name; `None` for an SVG that cannot be read.
fn file<'a>(resource: &'a Resource, names: &mut FileNames) -> Option<ImageFile<'a>> {
    let bytes = match resource.media_type {
        MediaType::Svg => svg::sanitize(&resource.bytes)?.into_bytes().into(),
        MediaType::Png
        | MediaType::Jpeg
        | MediaType::Gif
        | MediaType::Webp
        | MediaType::Bmp
        | MediaType::Tiff
        | MediaType::Avif => Arc::clone(resource.on_ground.as_ref().unwrap_or(&resource.bytes)),
    };
    // What an address says after its path names no file.
    let path = match resource.is_of_file() {
        true => resource.path.clone(),
        false => url::decode(resource.path.split(['?', '#']).next().unwrap_or_default()),
    };
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let href = names.take(&format!("images/{stem}"), resource.media_type.extension());
    Some(ImageFile { href, bytes, resource })
}
