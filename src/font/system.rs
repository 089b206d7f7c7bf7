//! Fonts of this machine, asked only for characters that no bundled face has.
//!
//! In: characters. Out: faces that draw them, the fewest that a greedy search over all families finds;
//! of equals the family with the shortest name, since plain families have plain names: `Noto Sans Hebrew`
//! before `Noto Rashi Hebrew`. The system's own choice for a script is not asked for: by fontconfig it
//! hangs on the user's locale, and for Hebrew it was the Rashi face. What is taken depends on the
//! characters and the installed fonts alone.
//!
//! The folders in which fonts lie by custom are read first: for 300 families that takes 15 ms, where
//! asking fontconfig for each takes 300 ms. What is in none of them the system is asked for; on Linux
//! fontconfig is opened at run time, and where it is absent there is nobody more to ask.

use std::collections::BTreeSet;

use fontique::{
    Collection, CollectionOptions, FontInfo, FontStyle, FontWeight, FontWidth, SourceCache, SourceCacheOptions,
};

use super::Face;

/// Where fonts lie on Unix (Filesystem Hierarchy Standard 3.0, 4.9 and 4.11).
const FOLDERS: [&str; 2] = ["/usr/local/share/fonts", "/usr/share/fonts"];

/// Weights that pass for regular; a variable font whose default is a hairline does not.
const REGULAR: std::ops::RangeInclusive<f32> = 300.0..=500.0;

/// Faces that together cover as many of the characters as this machine can, the fewest that a greedy
/// search finds; in an order that depends on the characters and the installed fonts alone.
pub(super) fn faces_for(characters: &BTreeSet<char>) -> Vec<Face> {
    // What a private character looks like is between an author and a font that the author names.
    let mut missing: BTreeSet<char> = characters.iter().copied().filter(|&character| !is_private(character)).collect();
    let mut found = Vec::new();
    if !missing.is_empty() {
        let mut folders = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        folders.load_fonts_from_paths(FOLDERS);
        found.extend(fewest(candidates(folders, &missing), &mut missing));
    }
    if !missing.is_empty() {
        let system = Collection::new(CollectionOptions { shared: false, system_fonts: true });
        found.extend(fewest(candidates(system, &missing), &mut missing));
    }
    found
}

/// The private use areas and the code points that are no characters (Unicode 16, 23.5 and 23.7).
fn is_private(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xE000..=0xF8FF | 0xFDD0..=0xFDEF | 0xF0000..) || code & 0xFFFE == 0xFFFE
}

/// The regular face of each family that draws any of the characters, and which; plain families first.
fn candidates(mut collection: Collection, missing: &BTreeSet<char>) -> Vec<(Face, BTreeSet<char>)> {
    let mut names: Vec<String> = collection.family_names().map(str::to_owned).collect();
    names.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    let mut cache = SourceCache::new(SourceCacheOptions::default());
    let mut candidates = Vec::new();
    for name in names {
        let Some(face) = regular_face(&mut collection, &name, &mut cache) else { continue };
        let drawn: BTreeSet<char> = missing.iter().copied().filter(|&character| face.draws(character)).collect();
        if !drawn.is_empty() && face.is_embeddable() {
            candidates.push((face, drawn));
        }
    }
    candidates
}

/// Takes the face that draws the most of what is missing, the earlier of equals, until none draws more.
fn fewest(mut candidates: Vec<(Face, BTreeSet<char>)>, missing: &mut BTreeSet<char>) -> Vec<Face> {
    let mut found = Vec::new();
    loop {
        candidates.retain(|(_, drawn)| !drawn.is_disjoint(missing));
        // `max_by_key` takes the last of equals.
        let best = (0..candidates.len()).rev().max_by_key(|&index| candidates[index].1.intersection(missing).count());
        let Some(best) = best else { return found };
        let (face, drawn) = candidates.remove(best);
        missing.retain(|character| !drawn.contains(character));
        found.push(face);
    }
}

/// The upright face of regular weight, or what is nearest to it.
fn regular_face(collection: &mut Collection, family: &str, cache: &mut SourceCache) -> Option<Face> {
    let family = collection.family_by_name(family)?;
    let info = family.match_font(FontWidth::NORMAL, FontStyle::Normal, FontWeight::NORMAL, false)?;
    if !default_weight_is_regular(info) {
        return None;
    }
    let (data, _) = info.load(Some(cache))?.into_raw_parts();
    let weight = info.weight().value().clamp(100.0, 900.0) as u16;
    let italic = info.style() != FontStyle::Normal;
    Face::from_shared(data, info.index(), family.name(), weight, italic)
}

/// A variable font is set at its defaults; so these must be those of a text face.
fn default_weight_is_regular(info: &FontInfo) -> bool {
    info.axes().iter().all(|axis| axis.tag.to_be_bytes() != *b"wght" || REGULAR.contains(&axis.default))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_faces_come_twice() {
        let characters: BTreeSet<char> = "\u{5c6}\u{e01}\u{928}\u{1f9d1}".chars().collect();
        let names = || -> Vec<String> { faces_for(&characters).iter().map(Face::full_name).collect() };
        assert_eq!(names(), names());
    }

    #[test]
    fn a_character_of_nobody_brings_no_face() {
        assert!(faces_for(&BTreeSet::from(['\u{e123}', '\u{10fffe}', '\u{2fffa}'])).is_empty());
    }
}
