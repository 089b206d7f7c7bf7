//! Rules of the cover. One that was drawn, 1600 × 2560 pixels, breaks none.

use super::{CoverKind, Demand, Facts, Fault, Picture, fault};
use crate::config::Store;
use crate::resource::MediaType;

/// What a cover should be made like, whatever is wrong with it.
const IDEAL: &str = "make it 1600 pixels wide and 2560 high, which all stores take";

fn given<'a>(facts: &'a Facts<'_>) -> Option<&'a Picture> {
    facts.pictures.iter().find(|picture| picture.is_cover)
}

/// A cover of pixels: a drawing has any size.
fn of_pixels<'a>(facts: &'a Facts<'_>) -> Option<&'a Picture> {
    given(facts).filter(|picture| picture.media_type != MediaType::Svg)
}

pub(super) fn is_there(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    match facts.cover {
        CoverKind::Absent => {
            let hint = "name one with `cover: cover.jpg`, or take `cover: false` out: one is drawn then";
            vec![fault(super::head(facts.document), "the book has no cover".to_owned(), demands, hint)]
        }
        CoverKind::Drawn | CoverKind::Given => Vec::new(),
    }
}

/// Limits: the least of the longer and of the shorter side.
pub(super) fn is_large(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let Some(cover) = of_pixels(facts) else { return Vec::new() };
    let (width, height) = cover.size;
    let (long, short) = (u64::from(width.max(height)), u64::from(width.min(height)));
    let is_broken = |demand: &&&Demand| long < demand.limits[0] || short < demand.limits[1];
    let broken: Vec<&Demand> = demands.iter().filter(is_broken).copied().collect();
    let what = format!("the cover `{}` has {width} × {height} pixels", cover.shown);
    if broken.is_empty() { Vec::new() } else { vec![fault(cover.place, what, &broken, IDEAL)] }
}

/// Limits: the most of the longer side.
pub(super) fn is_small(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let Some(cover) = of_pixels(facts) else { return Vec::new() };
    let (width, height) = cover.size;
    let is_broken = |demand: &&&Demand| u64::from(width.max(height)) > demand.limits[0];
    let broken: Vec<&Demand> = demands.iter().filter(is_broken).copied().collect();
    let what = format!("the cover `{}` has {width} × {height} pixels", cover.shown);
    if broken.is_empty() { Vec::new() } else { vec![fault(cover.place, what, &broken, IDEAL)] }
}

pub(super) fn is_of_right_type(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let Some(cover) = given(facts) else { return Vec::new() };
    let kind = cover.media_type;
    let is_taken = |store: Store| match (store, kind) {
        (_, MediaType::Jpeg | MediaType::Png) => true,
        (Store::Kdp, MediaType::Gif | MediaType::Bmp) => true,
        // A drawing shows in its reader; what the store makes a thumbnail of is uploaded by itself.
        (Store::Kobo, MediaType::Svg | MediaType::Webp) => true,
        (Store::Kdp, MediaType::Svg | MediaType::Webp | MediaType::Tiff | MediaType::Avif)
        | (Store::Kobo, MediaType::Gif | MediaType::Bmp | MediaType::Tiff | MediaType::Avif)
        | (
            Store::Apple | Store::Google | Store::Ingram,
            MediaType::Gif | MediaType::Webp | MediaType::Bmp | MediaType::Tiff | MediaType::Avif | MediaType::Svg,
        ) => false,
    };
    let broken: Vec<&Demand> = demands.iter().filter(|demand| !is_taken(demand.store)).copied().collect();
    let what = format!("the cover `{}` is `{}`", cover.shown, kind.name());
    let hint = "save it as JPEG, 1600 pixels wide and 2560 high";
    if broken.is_empty() { Vec::new() } else { vec![fault(cover.place, what, &broken, hint)] }
}

pub(super) fn is_upright(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let Some(cover) = given(facts).filter(|cover| cover.size.0 >= cover.size.1) else { return Vec::new() };
    let (width, height) = cover.size;
    let what = format!("the cover `{}` is not upright: {width} × {height}", cover.shown);
    vec![fault(cover.place, what, demands, IDEAL)]
}
