//! Fonts of this machine, asked only for characters that no bundled face has.
//!
//! In: characters, by the language of their text. Out: families that draw them, the fewest that a greedy search
//! over all families finds; of equals the family with the shortest name, since plain families have plain names:
//! `Noto Sans Hebrew` before `Noto Rashi Hebrew`. Han characters differ from writing to writing, so for them a
//! family that is made for the language comes before one that draws more, and so for Arabic letters, which large
//! families of the Latin alphabet draw without grace. Letters are looked for twice, among
//! families with serifs and without, as they are to stand beside either. The system's own choice for a script is
//! not asked for: by fontconfig it hangs on the user's locale, and for Hebrew it was the Rashi face. What is taken
//! depends on the characters and the installed fonts alone.
//!
//! The folders in which fonts lie by custom are read first: for 300 families that takes 15 ms, where
//! asking fontconfig for each takes 300 ms. What is in none of them the system is asked for; on Linux
//! fontconfig is opened at run time, and where it is absent there is nobody more to ask.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fontique::{
    Collection, CollectionOptions, FontInfo, FontStyle, FontWeight, FontWidth, SourceCache, SourceCacheOptions,
};

use super::Face;
use crate::lang::{EastAsian, Lang, is_hangul, is_ideographic};

/// Where fonts lie on Unix (Filesystem Hierarchy Standard 3.0, 4.9 and 4.11).
const FOLDERS: [&str; 2] = ["/usr/local/share/fonts", "/usr/share/fonts"];

/// Weights that pass for regular; a variable font whose default is a hairline does not.
const REGULAR: std::ops::RangeInclusive<f32> = 300.0..=500.0;
/// Weights that pass for bold.
const BOLD: std::ops::RangeInclusive<f32> = 600.0..=800.0;

/// A family taken for characters that the bundled ones lack.
pub(super) struct Family {
    /// The regular face, then, where there is one, the bold.
    pub faces: Vec<Arc<Face>>,
    pub writing: Option<EastAsian>,
}

/// Characters to find faces for.
struct Need {
    characters: BTreeSet<char>,
    writing: Option<EastAsian>,
    /// Whether they are of the Arabic script, its figures and marks included.
    is_arabic: bool,
    /// Whether they are set in both kinds of families, with serifs and without.
    is_text: bool,
}

/// The families of this machine; opened for the first that asks, since that takes longer than all else of a short
/// article.
#[derive(Default)]
pub struct Installed(Mutex<Families>);

/// Families by where they lie, each opened once.
#[derive(Default)]
struct Families {
    folders: Option<Opened>,
    system: Option<Opened>,
}

/// Families, and once characters were looked for, the regular face of each.
struct Opened {
    collection: Collection,
    faces: Option<Vec<Face>>,
    /// The faces of those that were taken, by name.
    taken: BTreeMap<String, Vec<Arc<Face>>>,
}

impl Installed {
    /// Families that together cover as many of the characters as this machine can, in an order that depends on the
    /// characters and the installed fonts alone.
    pub(super) fn families_for(&self, characters: &BTreeMap<&Lang, BTreeSet<char>>) -> Vec<Family> {
        let needs = needs(characters);
        if needs.is_empty() {
            return Vec::new();
        }
        let mut families = self.opened();
        let mut found = Vec::new();
        let mut missing = Vec::new();
        serve(families.folders(), needs, &mut found, &mut missing);
        if !missing.is_empty() {
            serve(families.system(), missing, &mut found, &mut Vec::new());
        }
        found
    }

    /// The faces of a family, of the usual width; empty where there is none of that name, or none that may be embedded. Of
    /// a variable font there is one face, at its defaults.
    pub fn family(&self, name: &str) -> Vec<Face> {
        let mut families = self.opened();
        let faces = faces_of(&mut families.folders().collection, name);
        if !faces.is_empty() {
            return faces;
        }
        faces_of(&mut families.system().collection, name)
    }

    fn opened(&self) -> MutexGuard<'_, Families> {
        // A thread that panicked has left whole faces.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Families {
    fn folders(&mut self) -> &mut Opened {
        self.folders.get_or_insert_with(|| {
            let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
            collection.load_fonts_from_paths(FOLDERS);
            Opened { collection, faces: None, taken: BTreeMap::new() }
        })
    }

    fn system(&mut self) -> &mut Opened {
        self.system.get_or_insert_with(|| Opened {
            collection: Collection::new(CollectionOptions { shared: false, system_fonts: true }),
            faces: None,
            taken: BTreeMap::new(),
        })
    }
}

fn faces_of(collection: &mut Collection, family: &str) -> Vec<Face> {
    let Some(family) = collection.family_by_name(family) else { return Vec::new() };
    let mut cache = SourceCache::new(SourceCacheOptions::default());
    let mut faces: Vec<Face> = Vec::new();
    let widths = |info: &&FontInfo| info.width() == FontWidth::NORMAL;
    for info in family.fonts().iter().filter(widths) {
        let weight = info.weight().value().clamp(1.0, 1000.0) as u16;
        let italic = info.style() != FontStyle::Normal;
        if faces.iter().any(|face| (face.weight, face.italic) == (weight, italic)) {
            continue;
        }
        let data = info.load(Some(&mut cache)).map(|data| data.into_raw_parts().0);
        let face = data.and_then(|data| Face::from_shared(data, info.index(), family.name(), weight, italic));
        faces.extend(face.filter(Face::is_embeddable));
    }
    faces
}

/// Sorts characters by what asks for a family of its own: Han by its writing, letters, all else.
fn needs(characters: &BTreeMap<&Lang, BTreeSet<char>>) -> Vec<Need> {
    let mut east_asian: BTreeMap<EastAsian, BTreeSet<char>> = BTreeMap::new();
    let (mut letters, mut arabic, mut others) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (lang, characters) in characters {
        let is_east_asian = |character: &char| is_ideographic(*character) || is_hangul(*character);
        let of_writing: BTreeSet<char> = characters.iter().copied().filter(is_east_asian).collect();
        // Private-use characters get no fallback font.
        for character in characters.iter().copied().filter(|c| !is_private(*c) && !is_east_asian(c)) {
            let kind = match character.is_alphabetic() {
                _ if is_arabic(character) => &mut arabic,
                true => &mut letters,
                false => &mut others,
            };
            kind.insert(character);
        }
        if !of_writing.is_empty() {
            let writing = EastAsian::of(lang).unwrap_or_else(|| EastAsian::guess(of_writing.iter().copied()));
            east_asian.entry(writing).or_default().extend(of_writing);
        }
    }
    let need = |characters, is_text| Need { characters, writing: None, is_arabic: false, is_text };
    let east_asian =
        east_asian.into_iter().map(|(writing, characters)| Need { writing: Some(writing), ..need(characters, true) });
    let arabic = Need { is_arabic: true, ..need(arabic, true) };
    let others = [arabic, need(letters, true), need(others, false)];
    east_asian.chain(others).filter(|need| !need.characters.is_empty()).collect()
}

/// Finds families for each need; what stays without goes to `missing`.
fn serve(opened: &mut Opened, needs: Vec<Need>, found: &mut Vec<Family>, missing: &mut Vec<Need>) {
    let Opened { collection, faces, taken: known } = opened;
    let mut cache = SourceCache::new(SourceCacheOptions::default());
    let faces = faces.get_or_insert_with(|| {
        let mut names: Vec<String> = collection.family_names().map(str::to_owned).collect();
        names.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        names.iter().filter_map(|name| face_of(collection, name, FontWeight::NORMAL, &mut cache)).collect()
    });
    for mut need in needs {
        let candidates: Vec<Candidate> = faces.iter().filter_map(|face| Candidate::new(face, &need)).collect();
        let mut taken = Vec::new();
        if need.is_text {
            let (with, without): (Vec<Candidate>, Vec<Candidate>) =
                candidates.into_iter().partition(|candidate| candidate.face.has_serifs());
            let mut of_both = need.characters.clone();
            taken.extend(fewest(with, &mut of_both));
            taken.extend(fewest(without, &mut need.characters));
            need.characters.retain(|character| of_both.contains(character));
        } else {
            taken.extend(fewest(candidates, &mut need.characters));
        }
        for name in taken {
            let faces = known.entry(name.clone()).or_insert_with(|| {
                let weights = [FontWeight::NORMAL, FontWeight::BOLD];
                let faces = weights.into_iter().filter_map(|weight| face_of(collection, &name, weight, &mut cache));
                faces.map(Arc::new).collect()
            });
            found.push(Family { faces: faces.clone(), writing: need.writing });
        }
        if !need.characters.is_empty() {
            missing.push(need);
        }
    }
}

/// A family that draws some of what is needed.
struct Candidate<'f> {
    face: &'f Face,
    drawn: BTreeSet<char>,
    /// How far it is made for the writing that is needed: not, at all, for running text.
    native: u8,
    /// All of its characters are equally wide, which only code wants.
    is_fixed_pitch: bool,
}

impl<'f> Candidate<'f> {
    fn new(face: &'f Face, need: &Need) -> Option<Candidate<'f>> {
        let drawn: BTreeSet<char> =
            need.characters.iter().copied().filter(|&character| face.draws(character)).collect();
        if drawn.is_empty() || !face.is_embeddable() {
            return None;
        }
        let native = match need.writing {
            Some(writing) => u8::from(is_made_for(&face.family, writing)),
            None if need.is_arabic => made_for_arabic(&face.family),
            None => 0,
        };
        let is_fixed_pitch = face.metrics().is_fixed_pitch || face.family.split(' ').any(|word| word == "Mono");
        Some(Candidate { face, drawn, native, is_fixed_pitch })
    }
}

/// Whether a family says in its name which writing it is made for: the marks of the great East Asian families
/// (Noto and Source Han, IPA, Arphic). Their `OS/2` code pages say nothing: Noto claims all for each.
fn is_made_for(family: &str, writing: EastAsian) -> bool {
    let marks: &[&str] = match writing {
        EastAsian::Japanese => &["JP", "J", "Gothic", "PGothic", "Mincho", "PMincho"],
        EastAsian::Korean => &["KR", "K"],
        EastAsian::SimplifiedChinese => &["SC", "CN"],
        EastAsian::TraditionalChinese => &["TC", "TW"],
        EastAsian::HongKong => &["HK", "HC"],
    };
    family.split([' ', '-']).any(|word| marks.contains(&word))
}

/// Whether a family says in its name that it is made for the Arabic script, and for text: Kufi is for headlines,
/// Nastaliq for Urdu and poetry.
fn made_for_arabic(family: &str) -> u8 {
    let has = |word: &str| family.split(' ').any(|part| part == word);
    match (has("Arabic"), has("Naskh") || has("Sans") || has("Serif")) {
        (true, true) => 2,
        (true, false) => 1,
        (false, _) => 0,
    }
}

/// The blocks of the Arabic script (Unicode 16, 9.2).
fn is_arabic(character: char) -> bool {
    matches!(character, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{870}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Takes the family that is made for what is missing and draws the most of it, the earlier of equals, until none
/// draws more.
fn fewest(mut candidates: Vec<Candidate>, missing: &mut BTreeSet<char>) -> Vec<String> {
    let mut found = Vec::new();
    loop {
        candidates.retain(|candidate| !candidate.drawn.is_disjoint(missing));
        // `max_by_key` takes the last of equals.
        let best = (0..candidates.len()).rev().max_by_key(|&index| {
            let candidate = &candidates[index];
            (candidate.native, !candidate.is_fixed_pitch, candidate.drawn.intersection(missing).count())
        });
        let Some(best) = best else { return found };
        let taken = candidates.remove(best);
        missing.retain(|character| !taken.drawn.contains(character));
        found.push(taken.face.family.clone());
    }
}

/// The private use areas and the code points that are no characters (Unicode 16, 23.5 and 23.7).
fn is_private(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xE000..=0xF8FF | 0xFDD0..=0xFDEF | 0xF0000..) || code & 0xFFFE == 0xFFFE
}

/// The upright face of a family nearest to a weight, where it is near enough to pass for it.
fn face_of(collection: &mut Collection, family: &str, weight: FontWeight, cache: &mut SourceCache) -> Option<Face> {
    let range = if weight == FontWeight::BOLD { BOLD } else { REGULAR };
    let family = collection.family_by_name(family)?;
    let info = family.match_font(FontWidth::NORMAL, FontStyle::Normal, weight, false)?;
    let is_wanted = weight == FontWeight::NORMAL || range.contains(&info.weight().value());
    if !is_wanted || !has_default_weight(info, &range) {
        return None;
    }
    let (data, _) = info.load(Some(cache))?.into_raw_parts();
    let weight = info.weight().value().clamp(100.0, 900.0) as u16;
    let italic = info.style() != FontStyle::Normal;
    Face::from_shared(data, info.index(), family.name(), weight, italic)
}

/// A variable font is set at its defaults; so these must be those of the weight.
fn has_default_weight(info: &FontInfo, range: &std::ops::RangeInclusive<f32>) -> bool {
    info.axes().iter().all(|axis| axis.tag.to_be_bytes() != *b"wght" || range.contains(&axis.default))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(characters: &str, lang: &str) -> Vec<String> {
        let lang = Lang::parse(lang).unwrap();
        let families = Installed::default().families_for(&BTreeMap::from([(&lang, characters.chars().collect())]));
        families.iter().flat_map(|family| family.faces.iter().map(|face| face.full_name())).collect()
    }

    #[test]
    fn the_same_families_come_twice() {
        let characters = "\u{5c6}\u{e01}\u{928}\u{1f9d1}日本";
        assert_eq!(names(characters, "ja"), names(characters, "ja"));
    }

    #[test]
    fn arabic_is_set_in_faces_that_are_made_for_it() {
        let taken = names("سلام،۱۲", "fa");
        // Machines without these families have nothing to say here.
        if taken.iter().any(|name| name.contains("Naskh")) {
            assert!(taken.iter().all(|name| name.contains("Arabic")), "{taken:?}");
            assert!(!taken.iter().any(|name| name.contains("Kufi")), "{taken:?}");
        }
    }

    #[test]
    fn a_character_of_nobody_brings_no_face() {
        assert!(names("\u{e123}\u{10fffe}\u{2fffa}", "en").is_empty());
    }

    #[test]
    fn han_is_set_as_its_language_writes_it() {
        for (lang, mark) in [("ja", "JP"), ("zh-CN", "SC"), ("zh-TW", "TC"), ("ko", "KR")] {
            let taken = names("直骨", lang);
            // Machines without these families have nothing to say here.
            if taken.iter().any(|name| name.contains("CJK")) {
                assert!(taken.iter().all(|name| name.contains(mark)), "{lang}: {taken:?}");
            }
        }
    }
}
