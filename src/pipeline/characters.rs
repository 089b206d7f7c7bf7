//! The characters of a book, for which its fonts are asked.
//!
//! In: the tree, the drawings and the user's sheets. Out: characters by language.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::css;
use crate::document::{Document, Node};
use crate::lang::Lang;
use crate::resource::{MediaType, Resources};
use crate::style::Sheet;

/// Every character of the text, of its drawings and of what sheets write, by its language, in both cases, since style may
/// change the case. ASCII is left out: every bundled text face has what it prints.
pub(super) fn characters(
    document: &Document,
    resources: &Resources,
    sheets: &[Sheet],
) -> BTreeMap<Lang, BTreeSet<char>> {
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
    let written: BTreeSet<char> = sheets.iter().filter(|sheet| sheet.file.is_some()).flat_map(written).collect();
    if !written.is_empty() {
        all.entry(document.metadata.lang.clone()).or_default().extend(written);
    }
    // Drawings hold text as well.
    for drawing in resources.iter().filter(|resource| resource.media_type == MediaType::Svg) {
        let text = String::from_utf8_lossy(&drawing.bytes);
        let characters = text.chars().filter(|character| !character.is_ascii() && !character.is_control());
        all.entry(document.metadata.lang.clone()).or_default().extend(characters);
    }
    all
}

/// What a sheet may write beside the text: markers, quotation marks, what stands before and after.
fn written(sheet: &Sheet) -> BTreeSet<char> {
    let mut written = BTreeSet::new();
    css::each_declaration(&mut sheet.parse().0.rules, &mut |declaration, is_of_font| {
        if !is_of_font {
            let strings = css::strings(&declaration.value);
            written.extend(strings.iter().flat_map(|text| text.chars()).filter(|character| !character.is_ascii()));
        }
    });
    written.extend(sheet.imports.values().flat_map(self::written));
    written
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
        let words = (0u32..).zip(&*self.first_plane).filter(|(_, bits)| **bits != 0);
        let codes = words
            .flat_map(|(word, bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit));
        codes.filter_map(char::from_u32).chain(self.others.iter().copied())
    }
}
