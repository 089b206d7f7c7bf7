//! Images that the book names: media type, size, bytes. What a font file is, too.
//!
//! In: the document, and a [`Loader`]. Out: [`Resources`], by book path. Each file is read once; its type
//! is told from its bytes, not from its name; its size, orientation and density from its head, without
//! decoding a pixel. Limits on bytes and pixels hold before anything could be decoded. What cannot be had is
//! reported where it is named and is absent from the result: alternative text stands for it. Images that are
//! no files, from the web or within their own address (`data_url`), are handed in. Decoding and placing are not done
//! here.

mod avif;
pub mod data_url;
mod drawing;
mod font_file;
mod probe;

pub use avif::data as avif_data;
pub use font_file::{FontFile, FontFormat};
pub use probe::PixelSize;

use drawing::Met;
use probe::Head;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::{Document, Image, ImageSource, InlineKind, Node};
use crate::source::{Limits, LoadError, Loader, Span};
use crate::url;

/// The most bytes an image file may have. Stores refuse books long before a single image of this size.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The most pixels an image may have: decoded to RGBA this is 400 MB, and printed at 300 dpi 85 × 85 cm.
pub const MAX_PIXELS: u64 = 100_000_000;

/// The longest side of a drawing, in CSS pixels: 26 meters, which no program lacks the numbers for.
const MOST_SIDE: f32 = 100_000.0;

/// How many missing images are looked for under names of other case, each of which costs a look at all names of a folder.
const MOST_LOOKUPS: usize = 100;

/// What an image file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaType {
    Png,
    Jpeg,
    Gif,
    Webp,
    /// Of Windows; carried as another type.
    Bmp,
    /// Of scanners and printers; carried as another type.
    Tiff,
    /// Of browsers and telephones; carried as another type.
    Avif,
    Svg,
}

impl MediaType {
    /// The registered name, `image/png`.
    pub fn name(self) -> &'static str {
        match self {
            MediaType::Png => "image/png",
            MediaType::Jpeg => "image/jpeg",
            MediaType::Gif => "image/gif",
            MediaType::Webp => "image/webp",
            MediaType::Bmp => "image/bmp",
            MediaType::Tiff => "image/tiff",
            MediaType::Avif => "image/avif",
            MediaType::Svg => "image/svg+xml",
        }
    }

    /// The usual ending of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            MediaType::Png => "png",
            MediaType::Jpeg => "jpg",
            MediaType::Gif => "gif",
            MediaType::Webp => "webp",
            MediaType::Bmp => "bmp",
            MediaType::Tiff => "tif",
            MediaType::Avif => "avif",
            MediaType::Svg => "svg",
        }
    }
}

/// An image: how it was found, and the bytes that the editions carry of it.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The book path, with `/`: the key in [`Resources`] and the `Local` source of images. Of an image that is no file
    /// it is an address with `://`, which no book path has: its parts are not empty.
    pub path: String,
    /// Of the bytes.
    pub media_type: MediaType,
    /// As they were found, until they are made fit for the editions.
    pub bytes: Arc<[u8]>,
    /// Width and height as found, before `orientation`, by which it is set; for SVG its size in CSS pixels.
    pub size: PixelSize,
    /// Width and height of what the bytes hold, before `orientation`.
    pub stored: PixelSize,
    /// The same on a white ground, as PNG, where a black page would swallow it.
    pub on_ground: Option<Arc<[u8]>>,
    /// Whether it is not known to stand still.
    pub may_move: bool,
    /// The density the file states, where it states one.
    pub pixels_per_inch: Option<f32>,
    /// How the stored rows are to be turned, 1 to 8 (Exif 2.32, section 4.6.4, tag 0x0112); 1 is upright.
    pub orientation: u8,
    /// Where the book names it first; nowhere for one that only the command line does.
    pub place: Option<Span>,
}

impl Resource {
    /// Whether it was read from a file of the book.
    pub fn is_of_file(&self) -> bool {
        !self.path.contains("://")
    }

    /// Width and height as seen: orientations 5 to 8 swap the axes.
    pub fn upright_size(&self) -> PixelSize {
        match self.orientation {
            5..=8 => PixelSize { width: self.size.height, height: self.size.width },
            _ => self.size,
        }
    }
}

/// The images of a book that could be read, by book path.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    by_path: BTreeMap<String, Resource>,
}

impl Resources {
    pub fn get(&self, path: &str) -> Option<&Resource> {
        self.by_path.get(path)
    }

    /// All of them, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.by_path.values()
    }

    /// Adds an image.
    pub fn insert(&mut self, resource: Resource) {
        self.by_path.insert(resource.path.clone(), resource);
    }

    /// Makes resources from bytes in memory; what is no image is left out.
    pub fn from_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Resources {
        let mut resources = Resources::default();
        for (path, bytes) in files {
            if let Ok(resource) = resource(path, bytes.to_vec(), MAX_PIXELS) {
                resources.by_path.insert(path.to_owned(), resource);
            }
        }
        resources
    }
}

/// Why a file does not become a resource.
enum Refusal {
    /// Not below the book's folder.
    Outside,
    /// Written with the separator of Windows, which is a character of a name elsewhere.
    Backslash,
    Unreadable(LoadError),
    Unfit(Unfit),
}

/// Why bytes are no image that a book can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    pub code: Code,
    /// What is said of the image: "is of an unknown type".
    pub reason: String,
    pub hint: &'static str,
}

/// An image from bytes in memory. Errors: of no known type, broken at its head, too many bytes or pixels.
pub fn from_bytes(path: &str, bytes: Vec<u8>) -> Result<Resource, Unfit> {
    from_bytes_within(path, bytes, &Limits::default())
}

/// The same within the limits of a build.
pub fn from_bytes_within(path: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Resource, Unfit> {
    let most = limits.file_size.unwrap_or(MAX_BYTES);
    if bytes.len() as u64 > most {
        return Err(unfit_of_size(bytes.len() as u64, most));
    }
    resource(path, bytes, limits.pixels)
}

/// Whether bytes are an image, told from their head; how large it may be is another question.
pub fn check(bytes: &[u8]) -> Result<MediaType, Unfit> {
    inspect(bytes, u64::MAX).map(|(media_type, _)| media_type)
}

/// Reads the cover and every local image of the document; `root` is the book's folder. `cover` is where the
/// cover lies that the command line names, which may be anywhere.
pub fn load(
    document: &Document,
    loader: &Loader,
    root: &Path,
    cover: Option<&Path>,
    diagnostics: &mut Diagnostics,
) -> Resources {
    let as_found = |resource, _: bool| (Some(resource), Vec::<()>::new());
    load_beside(Resources::default(), document, Vec::new(), loader, root, cover, &as_found, diagnostics).0
}

/// An image that a style sheet names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ornament {
    /// See [`Resource::path`].
    pub path: String,
    /// Where it lies, and as the sheet calls it.
    pub place: PathBuf,
    /// The folder that holds it.
    pub within: PathBuf,
    pub shown: String,
    pub span: Span,
}

/// How many bytes of images are read before these are made fit, in parallel; no more of them are held as found.
const BATCH: usize = 32 * 1024 * 1024;

/// The same where some images are no files: `given` holds them, and they are not looked for. `ornaments` are what style
/// sheets name. `fit` makes each of them fit for the editions, told whether it is the cover, and what it notes of them is
/// given back in their order.
#[allow(clippy::too_many_arguments)]
pub fn load_beside<N: Send>(
    mut given: Resources,
    document: &Document,
    ornaments: Vec<Ornament>,
    loader: &Loader,
    root: &Path,
    cover: Option<&Path>,
    fit: &(dyn Fn(Resource, bool) -> (Option<Resource>, Vec<N>) + Sync),
    diagnostics: &mut Diagnostics,
) -> (Resources, Vec<N>) {
    let mut resources = Resources::default();
    let mut notes = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<(Resource, bool)> = Vec::new();
    let mut held = 0;
    let mut settle = |waiting: &mut Vec<(Resource, bool)>| {
        let all = std::mem::take(waiting).into_par_iter().with_max_len(1);
        let all: Vec<_> = all.map(|(resource, is_cover)| fit(resource, is_cover)).collect();
        for (resource, noted) in all {
            resource.into_iter().for_each(|resource| resources.insert(resource));
            notes.extend(noted);
        }
    };
    let mut refusals: BTreeMap<String, Refusal> = BTreeMap::new();
    let mut lookups = MOST_LOOKUPS;
    let of_sheets = ornaments.into_iter().map(|Ornament { path, place, within, shown, span }| Use {
        path,
        shown,
        span: Some(span),
        is_cover: false,
        elsewhere: Some(Elsewhere { place, within: Some(within) }),
    });
    for use_ in uses(document, cover).into_iter().chain(of_sheets) {
        if seen.contains(&use_.path) {
            continue;
        }
        if !refusals.contains_key(&use_.path) {
            let found = match given.by_path.remove(&use_.path) {
                Some(resource) => Ok(resource),
                None => read(&use_.path, loader, root, use_.elsewhere.as_ref(), &mut lookups),
            };
            match found {
                Ok(mut resource) => {
                    if resource.media_type == MediaType::Svg
                        && let Some((bytes, size)) = probe::within_side(&resource.bytes, MOST_SIDE)
                    {
                        diagnostics.push(report_vast(&use_, resource.size, size));
                        (resource.bytes, resource.size, resource.stored) = (bytes.into(), size, size);
                    }
                    if resource.media_type == MediaType::Svg
                        && let Some((bytes, met)) = drawing::readable(&resource.bytes, loader.limits().pixels)
                    {
                        resource.bytes = bytes.into();
                        // Nobody knows of what stands still now whether it showed harm at first.
                        resource.may_move |= !met.active.is_empty();
                        report_drawing(&use_, &met, diagnostics);
                    }
                    let resource = Resource { place: use_.span, path: use_.path.clone(), ..resource };
                    seen.insert(use_.path);
                    held += resource.bytes.len();
                    waiting.push((resource, use_.is_cover));
                    if held > BATCH {
                        settle(&mut waiting);
                        held = 0;
                    }
                    continue;
                }
                Err(refusal) => {
                    refusals.insert(use_.path.clone(), refusal);
                }
            }
        }
        if let Some(refusal) = refusals.get(&use_.path) {
            diagnostics.push(report(&use_, refusal));
        }
    }
    settle(&mut waiting);
    (resources, notes)
}

/// A place where a file is named.
struct Use {
    path: String,
    /// The path for messages.
    shown: String,
    span: Option<Span>,
    is_cover: bool,
    /// Where it lies, if that is not told by its path.
    elsewhere: Option<Elsewhere>,
}

/// Where a file lies that is not told by its book path.
struct Elsewhere {
    place: PathBuf,
    /// The folder that must hold it; none where the user named it on the command line.
    within: Option<PathBuf>,
}

fn uses(document: &Document, cover: Option<&Path>) -> Vec<Use> {
    let metadata = &document.metadata;
    let mut uses: Vec<Use> = metadata
        .cover
        .iter()
        .map(|path| {
            let shown = cover.map_or_else(|| path.clone(), |place| place.display().to_string());
            Use {
                path: path.clone(),
                shown,
                span: metadata.cover_span,
                is_cover: true,
                elsewhere: cover.map(|place| Elsewhere { place: place.to_owned(), within: None }),
            }
        })
        .collect();
    for chapter in &document.chapters {
        Node::Html(chapter).visit(&mut |node| {
            let Node::Inline(inline) = node else { return };
            let InlineKind::Image(image) = &inline.kind else { return };
            let Image { source: ImageSource::Local(path), .. } = image.as_ref() else { return };
            // A path that left the book was reported by whoever resolved it, and is empty.
            if !path.is_empty() {
                let (path, shown) = (path.clone(), url::brief(path).into_owned());
                uses.push(Use { path, shown, span: Some(inline.span), is_cover: false, elsewhere: None });
            }
        });
    }
    uses
}

fn read(
    path: &str,
    loader: &Loader,
    root: &Path,
    elsewhere: Option<&Elsewhere>,
    lookups: &mut usize,
) -> Result<Resource, Refusal> {
    let is_inside = !path.starts_with('/') && path.split('/').all(|part| part != "..");
    let (place, within) = match elsewhere {
        Some(Elsewhere { place, within }) => (place.to_owned(), within.as_deref()),
        None if path.contains('\\') => return Err(Refusal::Backslash),
        None if is_inside => (root.join(path), Some(root)),
        None => return Err(Refusal::Outside),
    };
    if !loader.is_file(&place) {
        match lookups.checked_sub(1) {
            Some(left) => *lookups = left,
            None => return Err(Refusal::Unreadable(LoadError::NotFound)),
        }
    }
    let bytes = match within {
        Some(folder) => loader.read_within(folder, &place, MAX_BYTES),
        None => loader.read(&place, MAX_BYTES),
    };
    let bytes = bytes.map_err(Refusal::Unreadable)?;
    resource(path, bytes, loader.limits().pixels).map_err(Refusal::Unfit)
}

fn inspect(bytes: &[u8], most: u64) -> Result<(MediaType, Head), Unfit> {
    if let Some(name) = probe::foreign_type(bytes) {
        let reason = format!("is {name}, which is not read here, and no store takes it");
        let hint = "save it as JPEG, as phones and editors of pictures do";
        return Err(Unfit { code: Code::BadImage, reason, hint });
    }
    let media_type = probe::media_type(bytes).ok_or_else(|| Unfit {
        code: Code::BadImage,
        reason: "is of an unknown type".to_owned(),
        hint: "PNG, JPEG, GIF, WebP, TIFF, BMP and SVG are known",
    })?;
    let head = probe::head(media_type, bytes).map_err(|reason| Unfit {
        code: Code::BadImage,
        reason: format!("cannot be decoded: {reason}"),
        hint: "save it anew",
    })?;
    if media_type != MediaType::Svg && head.size.pixels() > most {
        let PixelSize { width, height } = head.size;
        let most = match most {
            most if most.is_multiple_of(1_000_000) => format!("{} million", most / 1_000_000),
            most => most.to_string(),
        };
        let reason = format!("has {width} × {height} pixels, the limit is {most}");
        let hint = "save it smaller, or allow more with `--limit pixels=NUMBER`";
        return Err(Unfit { code: Code::ImageTooLarge, reason, hint });
    }
    Ok((media_type, head))
}

/// The advice, with what is shown until it is followed.
pub fn with_stand_in(hint: &str) -> String {
    format!("{hint}; its alternative text stands for it")
}

fn unfit_of_size(bytes: u64, limit: u64) -> Unfit {
    let reason = match limit >= 1 << 20 {
        true => format!("has {} MiB, the limit is {} MiB", bytes.div_ceil(1 << 20), limit >> 20),
        false => format!("has {bytes} bytes, the limit is {limit}"),
    };
    let hint = "save it smaller, or allow more with `--limit file-size=SIZE`";
    Unfit { code: Code::ImageTooLarge, reason, hint }
}

fn resource(path: &str, bytes: Vec<u8>, most_pixels: u64) -> Result<Resource, Unfit> {
    let (media_type, head) = inspect(&bytes, most_pixels)?;
    let bytes = if media_type == MediaType::Svg { probe::with_both_sides(bytes) } else { bytes };
    Ok(Resource {
        path: path.to_owned(),
        media_type,
        bytes: bytes.into(),
        size: head.size,
        stored: head.size,
        on_ground: None,
        may_move: false,
        pixels_per_inch: head.pixels_per_inch,
        orientation: head.orientation,
        place: None,
    })
}

fn report_vast(use_: &Use, found: PixelSize, size: PixelSize) -> Diagnostic {
    let [found, size] = [found, size].map(|PixelSize { width, height }| format!("{width} × {height}"));
    let message = format!("the drawing `{}` has a size of {found} pixels, and is carried with {size}", use_.shown);
    let hint = "give its root a `width` and a `height` that paper has";
    let mut diagnostic = Diagnostic::new(Code::SvgContent, message).hint(hint);
    (diagnostic.span, diagnostic.severity) = (use_.span, Severity::Warning);
    diagnostic
}

/// Tells what a drawing holds beside what SVG draws.
fn report_drawing(use_: &Use, met: &Met, diagnostics: &mut Diagnostics) {
    let mut push = |code: Code, severity: Severity, message: String, hint: &str| {
        let mut diagnostic = Diagnostic::new(code, message).hint(hint);
        (diagnostic.span, diagnostic.severity) = (use_.span, severity);
        diagnostics.push(diagnostic);
    };
    if met.labels > 0 {
        let message = format!("labels of the drawing `{}` are HTML and are set as plain text", use_.shown);
        push(Code::SvgContent, Severity::Note, message, "export it with labels as SVG text to keep their look");
    }
    for image in &met.images {
        let message = format!("the drawing `{}` shows the image `{image}`, which is no part of it", use_.shown);
        push(Code::SvgContent, Severity::Warning, message, "embed the image in the drawing; it is left out");
    }
    for reason in &met.too_large {
        let message = format!("an image in the drawing `{}` {reason}", use_.shown);
        let hint = "save it smaller, or allow more with `--limit pixels=NUMBER`; it is left out";
        push(Code::ImageTooLarge, Severity::Warning, message, hint);
    }
    if !met.active.is_empty() {
        let parts: Vec<String> = met.active.iter().map(|part| format!("`{part}`")).collect();
        let message = format!("the drawing `{}` has parts that run or play: {}", use_.shown, parts.join(", "));
        push(
            Code::SvgContent,
            Severity::Note,
            message,
            "no book does that; the drawing is shown as it stands at first",
        );
    }
    if met.links > 0 {
        let message = format!("links in the drawing `{}` cannot be followed", use_.shown);
        push(Code::SvgContent, Severity::Note, message, "it is shown as a picture; write the link into the text");
    }
}

fn report(use_: &Use, refusal: &Refusal) -> Diagnostic {
    let kind = if use_.is_cover { "cover image" } else { "image" };
    let subject = format!("{kind} `{}`", use_.shown);
    let missing = if use_.is_cover { Code::MissingCover } else { Code::MissingImage };
    let diagnostic = match refusal {
        Refusal::Outside => Diagnostic::new(Code::OutsideBook, format!("{subject} lies outside the book's folder"))
            .hint("move the file into the folder, or name a folder that holds both with `--root`"),
        Refusal::Backslash => Diagnostic::new(missing, format!("{subject} cannot be found"))
            .hint(format!("write `/` between folders: `{}`", use_.shown.replace('\\', "/"))),
        Refusal::Unreadable(LoadError::Outside) => {
            let message = format!("{subject} lies outside the book's folder, by itself or by a link");
            Diagnostic::new(Code::OutsideBook, message)
                .hint("copy the file into the folder, or name a folder that holds both with `--root`")
        }
        Refusal::Unreadable(LoadError::NotFound) => {
            let diagnostic = Diagnostic::new(missing, format!("{subject} cannot be found"));
            match use_.span {
                Some(_) => diagnostic.hint("the path is relative to the file that names it"),
                None => diagnostic,
            }
        }
        Refusal::Unreadable(LoadError::OtherCase(name)) => {
            Diagnostic::new(missing, format!("{subject} cannot be found"))
                .hint(format!("there is `{name}`; upper and lower case must match"))
        }
        Refusal::Unreadable(LoadError::TooLarge { bytes, limit }) => {
            let Unfit { code, reason, hint } = unfit_of_size(*bytes, *limit);
            Diagnostic::new(code, format!("{subject} {reason}")).hint(with_stand_in(hint))
        }
        Refusal::Unreadable(error @ (LoadError::DeadLink | LoadError::IsFolder | LoadError::Io(_))) => {
            Diagnostic::new(missing, format!("{subject} cannot be read: {error}"))
        }
        Refusal::Unfit(Unfit { reason, hint, .. }) if use_.is_cover => {
            Diagnostic::new(missing, format!("{subject} {reason}")).hint(*hint)
        }
        Refusal::Unfit(Unfit { code, reason, hint }) => {
            Diagnostic::new(*code, format!("{subject} {reason}")).hint(with_stand_in(hint))
        }
    };
    match use_.span {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests;
