//! Pictures as the editions carry them.
//!
//! In: a [`Resource`] as it was found, and what the edition allows. Out: the same resource with bytes that every store
//! takes, and what was changed. A file that needs no other change keeps its compressed pixels, byte for byte, and loses
//! only what is private (`private`). What has too many pixels or bytes, inks in the place of light, or a type that stores
//! refuse is decoded (`decode`), made smaller in linear light (`scale`), and encoded anew (`encode`). Both formats carry
//! what comes out, so nothing is made twice. A file that was read is never written.
//!
//! Limits of stores, as they stood in 2025:
//! - Apple Books asset guide, "Interior images": at most 5.6 million pixels.
//! - Kobo "File Upload Best Practices": an image has at most 5 MB.
//! - KDP "Image guidelines - reflowable": JPEG, PNG and GIF of one frame, in RGB; the cover at least 1000 × 625 pixels.

mod avif;
mod decode;
mod drawing;
mod encode;
mod ground;
mod look;
mod paper;
mod private;
mod profile;
mod scale;

pub use avif::DECODER_THREAD;
pub use look::{Look, look};

use std::sync::{Arc, Mutex, PoisonError};

use crate::config::PictureOptions;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::hash;
use crate::memo::Memo;
use crate::resource::{MediaType, PixelSize, Resource, with_stand_in};
use crate::source::Span;
use crate::url;

pub use profile::{Profile, profile};

/// Apple's limit.
const MOST_PIXELS: u64 = 5_600_000;
/// Kobo's limit.
const MOST_BYTES: usize = 5_000_000;
/// A file of more bytes is made smaller where it has more pixels than screens show: 60 of these are a book of 120 MB.
const MANY_BYTES: usize = 2_000_000;
/// No screen of a reader shows more, and on paper it is 300 dots per inch across 6.8 inches.
const LONG_SIDE: f64 = 2048.0;
/// The height that KDP wants of a cover.
const COVER_LONG_SIDE: f64 = 2560.0;
/// A long strip keeps this width, so that its text can be read.
const SHORT_SIDE: f64 = 1200.0;
/// Height and width of the least cover that looks well on shelves: KDP takes 1000 × 625 pixels, Google Play 640 on each
/// side; what each store wants is told where it is asked for.
const LEAST_COVER: (u32, u32) = (1400, 1000);
/// Pictures with more pixels are decoded one after another, since each takes hundreds of megabytes.
const HUGE: u64 = 24_000_000;

/// Rows of pixels, each channel a byte: gray, color, or color with alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pixels {
    width: usize,
    height: usize,
    channels: usize,
    data: Vec<u8>,
}

/// What was done to a picture, or is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    /// It has fewer pixels.
    Scaled { from: PixelSize, to: PixelSize },
    /// It has the same pixels in fewer bytes.
    Lighter { bytes: usize },
    /// It was in inks.
    Inks,
    /// Another type.
    Recoded { from: MediaType, to: MediaType },
    /// Only its first frame is left of so many.
    FirstFrame { frames: usize },
    /// Place, camera, author and the like are gone.
    Private,
    /// The PDF shows it so small that fewer pixels do.
    Paper { from: PixelSize, to: PixelSize },
    /// Dark lines on nothing have a white ground in the EPUB.
    Ground,
    /// Its color profile is none.
    Profile,
    /// It breaks off.
    Truncated,
    /// It cannot be decoded, and is left out.
    Broken(String),
    /// Stores refuse so small a cover.
    SmallCover { size: PixelSize },
    /// Of a picture within a drawing.
    Within(Box<Change>),
}

/// A change, and of which picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    shown: String,
    place: Option<Span>,
    change: Change,
}

/// A picture that was made.
#[derive(Clone, Debug)]
struct Made {
    media_type: MediaType,
    bytes: Arc<[u8]>,
    size: PixelSize,
    orientation: u8,
    on_ground: Option<Arc<[u8]>>,
    changes: Vec<Change>,
}

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Use {
    Text,
    Cover,
    /// The PDF, with so many pixels.
    Paper(u32, u32),
}

/// What a picture is made from: its bytes, what it is for, and how.
type Key = ([u8; 32], Use, PictureOptions);

/// What the builds of a run made of pictures that took time.
#[derive(Debug)]
pub struct Pictures {
    made: Memo<Key, Result<Made, String>>,
    /// Held while a huge picture is decoded.
    huge: Mutex<()>,
}

impl Default for Pictures {
    fn default() -> Pictures {
        /// Bytes of all that is held.
        const ROOM: usize = 128 << 20;
        Pictures { made: Memo::new(ROOM), huge: Mutex::new(()) }
    }
}

impl Pictures {
    /// A picture as the editions carry it, and what was changed; none where it cannot be decoded and must be.
    pub fn carry(&self, resource: Resource, is_cover: bool, options: PictureOptions) -> (Option<Resource>, Vec<Note>) {
        let mut changes = Vec::new();
        let carried = self.changed(resource.clone(), is_cover, options, &mut changes);
        let shown = url::brief(&resource.path).into_owned();
        let note = |change| Note { shown: shown.clone(), place: resource.place, change };
        let notes = changes.into_iter().map(note).collect();
        (carried, notes)
    }

    /// What was made of a picture before, or is made now.
    fn made(
        &self,
        resource: &Resource,
        used: Use,
        options: PictureOptions,
        make: impl FnOnce() -> Result<Made, String>,
    ) -> Result<Made, String> {
        let key = (hash::digest(&resource.bytes), used, options);
        let bytes = |made: &Result<Made, String>| made.as_ref().map_or(0, |made| made.bytes.len());
        self.made.get_or_make(key, bytes, || {
            let _alone =
                (resource.stored.pixels() > HUGE).then(|| self.huge.lock().unwrap_or_else(PoisonError::into_inner));
            make()
        })
    }

    fn changed(
        &self,
        mut resource: Resource,
        is_cover: bool,
        options: PictureOptions,
        changes: &mut Vec<Change>,
    ) -> Option<Resource> {
        let size = resource.upright_size();
        let (long, short) = LEAST_COVER;
        let is_small = size.width.max(size.height) < long || size.width.min(size.height) < short;
        if is_cover && resource.media_type != MediaType::Svg && is_small {
            changes.push(Change::SmallCover { size });
        }
        let held = match resource.media_type {
            MediaType::Svg => {
                resource.may_move |= drawing::may_move(&resource.bytes);
                if let Some(fit) = self.fit_within(&resource.bytes, options, 0, changes) {
                    resource.bytes = fit.into();
                }
                return Some(resource);
            }
            MediaType::Png => private::of_png(&resource.bytes, resource.orientation),
            MediaType::Jpeg => private::of_jpeg(&resource.bytes, resource.orientation),
            MediaType::Gif => private::of_gif(&resource.bytes),
            MediaType::Webp => private::of_webp(&resource.bytes),
            MediaType::Bmp | MediaType::Tiff | MediaType::Avif => private::Held::default(),
        };
        let is_kept = !matches!(resource.media_type, MediaType::Bmp | MediaType::Tiff | MediaType::Avif);
        if options.keep && is_kept && !held.is_truncated() {
            resource.may_move = held.frames > 1;
            return Some(resource);
        }
        let wanted = Wanted::of(&resource, &held, is_cover);
        if wanted.is_made() {
            let used = if is_cover { Use::Cover } else { Use::Text };
            let made = self.made(&resource, used, options, || make(&resource, &held, &wanted, options));
            match made {
                Ok(made) => {
                    changes.extend(made.changes);
                    if made.orientation != resource.orientation {
                        resource.size = resource.upright_size();
                    }
                    (resource.media_type, resource.bytes) = (made.media_type, made.bytes);
                    (resource.stored, resource.orientation) = (made.size, made.orientation);
                    resource.on_ground = made.on_ground;
                    return Some(resource);
                }
                Err(reason) => {
                    changes.push(Change::Broken(reason));
                    return None;
                }
            }
        }
        changes.extend(held.changes());
        if let Some(bytes) = held.bytes {
            resource.bytes = bytes.into();
        }
        if resource.media_type == MediaType::Png && ground::is_wanted(&resource.bytes) {
            resource.on_ground = decode::pixels(MediaType::Png, &resource.bytes)
                .ok()
                .and_then(|pixels| encode::png(&ground::on_white(pixels), None))
                .map(Arc::from);
            changes.extend(resource.on_ground.is_some().then_some(Change::Ground));
        }
        Some(resource)
    }
}

/// Why a picture is made anew, and how large.
struct Wanted {
    size: PixelSize,
    is_scaled: bool,
    is_lighter: bool,
    is_other_type: bool,
    has_inks: bool,
    is_first_frame: bool,
    /// Whether what there is of it is all that is shown: programs differ in what they make of such a file.
    is_mended: bool,
}

impl Wanted {
    fn of(resource: &Resource, held: &private::Held, is_cover: bool) -> Wanted {
        let PixelSize { width, height } = resource.size;
        let (bytes, pixels) = (resource.bytes.len(), resource.size.pixels());
        let most = if is_cover { COVER_LONG_SIDE } else { LONG_SIDE };
        let (long, short) = (f64::from(width.max(height)), f64::from(width.min(height)));
        let is_heavy = bytes > MANY_BYTES && long > most;
        let factor = match pixels > MOST_PIXELS || bytes > MOST_BYTES || is_heavy {
            true => {
                let of_area = (MOST_PIXELS as f64 / pixels.max(1) as f64).sqrt();
                (most / long).max(SHORT_SIDE / short).min(of_area).min(1.0)
            }
            false => 1.0,
        };
        let scaled = |side: u32| ((f64::from(side) * factor).floor() as u32).max(1);
        let is_still = matches!(resource.media_type, MediaType::Jpeg | MediaType::Png | MediaType::Gif);
        Wanted {
            size: if factor < 1.0 { PixelSize { width: scaled(width), height: scaled(height) } } else { resource.size },
            is_scaled: factor < 1.0,
            is_lighter: factor >= 1.0 && bytes > MOST_BYTES,
            is_other_type: !is_still,
            has_inks: held.has_inks,
            is_first_frame: held.frames > 1 && resource.media_type == MediaType::Gif,
            is_mended: held.is_truncated() && matches!(resource.media_type, MediaType::Jpeg | MediaType::Png),
        }
    }

    fn is_made(&self) -> bool {
        self.is_scaled
            || self.is_lighter
            || self.is_other_type
            || self.has_inks
            || self.is_first_frame
            || self.is_mended
    }
}

/// Decodes, makes smaller, and encodes anew.
fn make(resource: &Resource, held: &private::Held, wanted: &Wanted, options: PictureOptions) -> Result<Made, String> {
    let from = resource.media_type;
    let mut pixels = decode::pixels(from, &resource.bytes)?;
    let is_flat = from != MediaType::Jpeg && encode::has_few_colors(&pixels);
    let size = resource.size;
    if wanted.is_scaled {
        pixels = scale::scale(pixels, wanted.size.width as usize, wanted.size.height as usize);
    }
    let pixels = scale::turn(pixels, resource.orientation);
    // What inks looked like is told in sRGB.
    let profile = held.profile.as_deref().filter(|_| !held.has_inks);
    let has_alpha = pixels.channels == 4;
    let wants_png = has_alpha || is_flat || from == MediaType::Gif;
    let png = wants_png.then(|| encode::png(&pixels, profile)).flatten();
    let png = png.filter(|png| has_alpha || png.len() <= MANY_BYTES);
    let (media_type, bytes) = match png {
        Some(png) => (MediaType::Png, png),
        None => (MediaType::Jpeg, encode::jpeg(&pixels, options.quality, profile)?),
    };
    let is_dark = has_alpha && ground::is_dark(&pixels);
    let stored = PixelSize { width: pixels.width as u32, height: pixels.height as u32 };
    let on_ground = is_dark.then(|| encode::png(&ground::on_white(pixels), profile)).flatten().map(Arc::from);
    let mut changes = Vec::new();
    if wanted.is_scaled {
        changes.push(Change::Scaled { from: size, to: wanted.size });
    }
    if wanted.is_lighter {
        changes.push(Change::Lighter { bytes: resource.bytes.len() });
    }
    changes.extend(wanted.has_inks.then_some(Change::Inks));
    if held.frames > 1 {
        changes.push(Change::FirstFrame { frames: held.frames });
    } else if wanted.is_other_type {
        changes.push(Change::Recoded { from, to: media_type });
    }
    changes.extend(on_ground.is_some().then_some(Change::Ground));
    changes.extend(held.changes());
    Ok(Made { media_type, bytes: bytes.into(), size: stored, orientation: 1, on_ground, changes })
}

/// Findings of a kind that are told one by one; more are told together.
const TOLD: usize = 3;

/// Tells what was changed: each picture where few are, else all of a kind at once.
pub fn report(notes: &[Note], diagnostics: &mut Diagnostics) {
    let mut kinds: Vec<Vec<&Note>> = Vec::new();
    for note in notes {
        let is_same = |kind: &&mut Vec<&Note>| {
            std::mem::discriminant(&kind[0].change) == std::mem::discriminant(&note.change) && !is_wrong(&note.change)
        };
        match kinds.iter_mut().find(is_same) {
            Some(kind) => kind.push(note),
            None => kinds.push(vec![note]),
        }
    }
    for kind in kinds {
        let all = kind.len();
        if all <= TOLD {
            diagnostics.extend(kind.into_iter().map(finding));
            continue;
        }
        let mut first = finding(kind[0]);
        first.message = format!("{}; so it is with {} others", first.message, all - 1);
        diagnostics.push(first);
    }
}

/// Whether the picture itself is wrong, which is told of each.
fn is_wrong(change: &Change) -> bool {
    match change {
        Change::Profile | Change::Truncated | Change::Broken(_) | Change::SmallCover { .. } => true,
        Change::Within(change) => is_wrong(change),
        Change::Scaled { .. }
        | Change::Lighter { .. }
        | Change::Inks
        | Change::Recoded { .. }
        | Change::FirstFrame { .. }
        | Change::Private
        | Change::Paper { .. }
        | Change::Ground => false,
    }
}

fn finding(note: &Note) -> Diagnostic {
    let Note { shown, place, change } = note;
    let (subject, hint) = match change {
        Change::Within(_) => {
            (format!("a picture within the drawing `{shown}`"), "embed it anew; the rest is shown".to_owned())
        }
        _ => (format!("the picture `{shown}`"), with_stand_in("save it anew")),
    };
    let mut diagnostic = told(&subject, shown, change, hint);
    diagnostic.span = *place;
    diagnostic
}

/// What is said of a change; `anew` is the advice where a picture cannot be shown.
fn told(subject: &str, shown: &str, change: &Change, anew: String) -> Diagnostic {
    let size = |PixelSize { width, height }: PixelSize| format!("{width} × {height}");
    let (code, message, hint) = match change {
        Change::Scaled { from, to } => {
            let tenths = (from.pixels() + 50_000) / 100_000;
            let (whole, tenth) = (tenths / 10, tenths % 10);
            let message = format!(
                "{subject} has {} pixels ({whole}.{tenth} megapixels) and is carried with {}",
                size(*from),
                size(*to)
            );
            (Code::PictureChanged, message, "`--keep-images` leaves pictures as they are; the file itself is")
        }
        Change::Lighter { bytes } => {
            let message = format!("{subject} has {} kB, which stores refuse, and is carried in fewer", bytes / 1000);
            (Code::PictureChanged, message, "`--image-quality` says how well pictures are encoded")
        }
        Change::Inks => {
            let message = format!("{subject} has the colors of inks (CMYK), and is carried in sRGB");
            (Code::PictureChanged, message, "save it in RGB to choose the colors yourself")
        }
        Change::Recoded { from, to } => {
            let message = format!("{subject} is `{}`, and is carried as `{}`", from.name(), to.name());
            (Code::PictureChanged, message, "stores take JPEG, PNG and GIF")
        }
        Change::FirstFrame { frames } => {
            let message = format!("{subject} moves ({frames} frames), and its first frame is carried");
            (Code::PictureChanged, message, "stores refuse moving pictures; `--keep-images` keeps all frames")
        }
        Change::Private => {
            let message = format!("{subject} tells of its camera, author or place, which is left out of the book");
            (Code::PictureChanged, message, "`--keep-images` leaves it in")
        }
        Change::Paper { from, to } => {
            let message = format!("{subject} is carried with {} of its {} pixels in the PDF", size(*to), size(*from));
            (Code::PictureChanged, message, "that is 300 to an inch; `--keep-images` carries all of them")
        }
        Change::Ground => {
            let message = format!("{subject} is dark on a transparent ground, and has a white one in the EPUB");
            (Code::PictureChanged, message, "on the black page of a reader at night it could not be seen")
        }
        Change::Profile => {
            let message = format!("{subject} has a color profile that cannot be read, and is carried without");
            (Code::BadImage, message, "save it anew, in sRGB")
        }
        Change::Truncated => {
            let message = format!("{subject} breaks off before its end");
            (Code::BadImage, message, "what there is of it is shown; get the whole file")
        }
        Change::Broken(reason) => {
            let message = format!("{subject} cannot be decoded: {reason}");
            return Diagnostic::new(Code::BadImage, message).hint(anew);
        }
        Change::Within(change) => return told(subject, shown, change, anew),
        Change::SmallCover { size: found } => {
            let message = format!("the cover `{shown}` has {} pixels, which stores refuse", size(*found));
            (
                Code::SmallCover,
                message,
                "make it 1600 × 2560 pixels: 1000 × 1400 are the least, and Apple Books wants 1400 on the shorter side",
            )
        }
    };
    let mut diagnostic = Diagnostic::new(code, message).hint(hint);
    if code == Code::BadImage {
        diagnostic.severity = Severity::Warning;
    }
    diagnostic
}

#[cfg(test)]
mod tests;
