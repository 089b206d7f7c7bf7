//! The characters of a book, for which its fonts are asked.
//!
//! In: the tree, and the drawings. Out: characters by language.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::document::{Document, Node};
use crate::lang::Lang;
use crate::resource::{MediaType, Resources};

/// Every character of the text and of its drawings by its language, in both cases, since style may change the case. ASCII is left
/// out: every bundled text face has what it prints.
pub(super) fn characters(document: &Document, resources: &Resources) -> BTreeMap<Lang, BTreeSet<char>> {
    let of_chapters: Vec<BTreeMap<Lang, CharacterSet>> = document
        .chapters
        .par_iter()
        .map(|chapter| {
            let mut found = BTreeMap::new();
            let lang = chapter.lang.as_ref().unwrap_or(&document.metadata.lang);
            collect_characters(Node::Html(chapter), lang, &mut found);
            found
        })
        .collect();
    let mut all: BTreeMap<Lang, BTreeSet<char>> = BTreeMap::new();
    for (lang, set) in of_chapters.into_iter().flatten() {
        let cases = |c: char| [c].into_iter().chain(c.to_uppercase()).chain(c.to_lowercase());
        let characters = set.characters().flat_map(cases).filter(|character| !character.is_control());
        all.entry(lang).or_default().extend(characters);
    }
    // Drawings hold text as well.
    for drawing in resources.iter().filter(|resource| resource.media_type == MediaType::Svg) {
        let text = String::from_utf8_lossy(&drawing.bytes);
        let characters = text.chars().filter(|character| !character.is_ascii() && !character.is_control());
        all.entry(document.metadata.lang.clone()).or_default().extend(characters);
    }
    all
}

fn collect_characters(node: Node, lang: &Lang, into: &mut BTreeMap<Lang, CharacterSet>) {
    let own = node.attributes().and_then(|attributes| attributes.get("lang")).and_then(Lang::parse);
    let lang = own.as_ref().unwrap_or(lang);
    if let Some(text) = node.text().filter(|text| !text.is_ascii()) {
        if !into.contains_key(lang) {
            into.insert(lang.clone(), CharacterSet::default());
        }
        if let Some(set) = into.get_mut(lang) {
            text.chars().filter(|character| !character.is_ascii()).for_each(|character| set.insert(character));
        }
    }
    node.for_each_child(&mut |child| collect_characters(child, lang, into));
}

/// Characters of a text of any length: a bit for each of the first plane, since a book in Japanese asks a million times.
struct CharacterSet {
    first_plane: Box<[u64]>,
    others: BTreeSet<char>,
}

impl Default for CharacterSet {
    fn default() -> CharacterSet {
        CharacterSet { first_plane: vec![0; 0x1_0000 / 64].into(), others: BTreeSet::new() }
    }
}

impl CharacterSet {
    fn insert(&mut self, character: char) {
        let code = u32::from(character) as usize;
        match self.first_plane.get_mut(code / 64) {
            Some(bits) => *bits |= 1 << (code % 64),
            None => {
                self.others.insert(character);
            }
        }
    }

    fn characters(&self) -> impl Iterator<Item = char> {
        let codes = (0..0x1_0000usize).filter(|code| self.first_plane[code / 64] >> (code % 64) & 1 == 1);
        codes.filter_map(|code| char::from_u32(code as u32)).chain(self.others.iter().copied())
    }
}
