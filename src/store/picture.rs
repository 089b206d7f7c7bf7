//! Rules of pictures, covers among them, as the EPUB carries them: most are made fit before, unless they are to be kept.

use super::{Demand, Facts, Fault, Picture, fault};
use crate::config::Store;
use crate::resource::MediaType;

/// What helps where a picture was kept as it is.
const UNKEPT: &str = "without `--keep-images` it is carried as stores take it";

/// A fault of each picture that some of the demands refuse.
fn of_each(
    facts: &Facts<'_>,
    demands: &[&Demand],
    is_refused: impl Fn(&Picture, &Demand) -> bool,
    what: impl Fn(&Picture) -> String,
    hint: &str,
) -> Vec<Fault> {
    let faults = facts.pictures.iter().filter_map(|picture| {
        let broken: Vec<&Demand> = demands.iter().filter(|demand| is_refused(picture, demand)).copied().collect();
        let subject = if picture.is_cover { "the cover" } else { "the picture" };
        let what = || format!("{subject} `{}` {}", picture.shown, what(picture));
        (!broken.is_empty()).then(|| fault(picture.place, what(), &broken, hint))
    });
    faults.collect()
}

/// Limits: the most pixels.
pub(super) fn has_few_pixels(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let pixels = |picture: &Picture| u64::from(picture.size.0) * u64::from(picture.size.1);
    let is_refused = |picture: &Picture, demand: &Demand| {
        // The cover that IngramSpark itself asks for has 4.1 million.
        let is_counted = !(picture.is_cover && demand.store == Store::Ingram);
        picture.media_type != MediaType::Svg && is_counted && pixels(picture) > demand.limits[0]
    };
    let what = |picture: &Picture| {
        let (width, height) = picture.size;
        let tenths = pixels(picture).div_ceil(100_000);
        format!("has {width} × {height} pixels ({}.{} million)", tenths / 10, tenths % 10)
    };
    of_each(
        facts,
        demands,
        is_refused,
        what,
        "save it smaller: 2048 pixels on the longer side and 1500 on the other fill any screen",
    )
}

/// Limits: the most bytes.
pub(super) fn has_few_bytes(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let what = |picture: &Picture| format!("has {} MB", megabytes(picture.bytes));
    of_each(facts, demands, |picture, demand| picture.bytes > demand.limits[0], what, UNKEPT)
}

/// Bytes in millions, with a tenth, rounded up, so that what is above a limit is seen to be.
pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

pub(super) fn is_of_right_type(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let is_refused = |picture: &Picture, demand: &Demand| {
        let is_taken = match (demand.store, picture.media_type) {
            (_, MediaType::Jpeg | MediaType::Png | MediaType::Gif | MediaType::Svg) => true,
            (Store::Kobo, MediaType::Webp) | (Store::Kdp, MediaType::Bmp) => true,
            (Store::Kobo, MediaType::Bmp | MediaType::Tiff | MediaType::Avif)
            | (Store::Kdp, MediaType::Webp | MediaType::Tiff | MediaType::Avif)
            | (
                Store::Apple | Store::Google | Store::Ingram,
                MediaType::Webp | MediaType::Bmp | MediaType::Tiff | MediaType::Avif,
            ) => false,
        };
        // A cover has a rule of its own.
        !is_taken && !picture.is_cover
    };
    of_each(facts, demands, is_refused, |picture| format!("is `{}`", picture.media_type.name()), UNKEPT)
}

pub(super) fn is_no_gif(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let is_refused = |picture: &Picture, _: &Demand| picture.media_type == MediaType::Gif && !picture.is_cover;
    of_each(facts, demands, is_refused, |_| "is `image/gif`".to_owned(), "save it as PNG")
}

pub(super) fn stands_still(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let is_refused = |picture: &Picture, _: &Demand| picture.moves && picture.media_type == MediaType::Gif;
    of_each(facts, demands, is_refused, |_| "moves".to_owned(), UNKEPT)
}

pub(super) fn has_no_inks(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let is_refused = |picture: &Picture, _: &Demand| picture.has_inks;
    of_each(facts, demands, is_refused, |_| "has the colors of inks (CMYK)".to_owned(), UNKEPT)
}

pub(super) fn has_a_ground(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let is_refused = |picture: &Picture, _: &Demand| picture.is_transparent;
    let hint = "give it a white ground, or see how it looks on a white, a sepia and a black page";
    of_each(facts, demands, is_refused, |_| "is transparent in places".to_owned(), hint)
}

/// Limits: the most of each side of a drawing.
pub(super) fn drawing_is_small(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let is_refused = |picture: &Picture, demand: &Demand| {
        let side = u64::from(picture.size.0.max(picture.size.1));
        picture.media_type == MediaType::Svg && side > demand.limits[0]
    };
    let what = |picture: &Picture| format!("is a drawing of {} × {} pixels", picture.size.0, picture.size.1);
    of_each(facts, demands, is_refused, what, "give its `svg` a smaller `width` and `height`; the `viewBox` may stay")
}
