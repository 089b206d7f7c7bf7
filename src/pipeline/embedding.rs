//! The fonts of the EPUB: which it has, and how its sheets name them.
//!
//! In: the sheets as reading systems get them, the fonts that they bring along, the bundled ones, the tree. Out: the
//! sheets, with one before them where bundled fonts are needed, and a subset of each font in two formats. Three things
//! ask for a font: a sheet of the user's that brings it along, or names a bundled family; characters that few devices have
//! a font for; formulas with signs that grow, which engines can draw with a `MATH` table alone. All else is set in what
//! readers choose.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::Book;
use crate::config::MathFormat;
use crate::css::{self, FontFace};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Document, Formula, InlineKind, Node};
use crate::epub::Shown;
use crate::font::{Face, Fonts, Permission, UnpackedFont, woff2};
use crate::lang::{has_emoji_presentation, is_rare};
use crate::math;
use crate::resource::{FontFile, FontFormat};
use crate::source::Span;

/// Names and texts of sheets.
type Texts = Vec<(String, Arc<str>)>;

/// The sheet that names bundled fonts.
const SHEET: &str = "fonts.css";

/// The sheet that all themes share.
const BASE: &str = "base.css";

/// What stands behind the address of a font for that of its packed form.
const PACKED: &str = "#woff2";

/// Signs that grow in formulas, as `mo` has them where nothing is said.
const FENCES: [&str; 16] = ["(", ")", "[", "]", "{", "}", "|", "‖", "⌊", "⌋", "⌈", "⌉", "⟨", "⟩", "⟦", "⟧"];

/// What a formula has in MathML where something in it grows. Large operators are larger forms as well.
const GROWING: [&str; 12] = ["<msqrt", "<mroot", "stretchy=\"true\"", "∑", "∏", "∐", "∫", "∬", "∭", "∮", "⋃", "⋂"];

/// A font that a sheet brings along.
pub(super) struct OwnFont {
    /// The address by which sheets name it.
    pub path: String,
    /// What its file is.
    pub format: FontFormat,
    bytes: Arc<Vec<u8>>,
    pub font: UnpackedFont,
    pub face: Arc<Face>,
    /// The families that it belongs to, by their names in small letters.
    families: BTreeMap<String, String>,
    /// The characters that rules take it for; empty for all.
    characters: Vec<RangeInclusive<u32>>,
    is_for_all: bool,
    span: Option<Span>,
}

impl OwnFont {
    /// `None` where the file cannot be read.
    pub fn new(path: String, format: FontFormat, bytes: Arc<Vec<u8>>, font: UnpackedFont) -> Option<OwnFont> {
        let face = Arc::new(font.face("", 400, false)?);
        let (families, characters) = (BTreeMap::new(), Vec::new());
        Some(OwnFont { path, format, bytes, font, face, families, characters, is_for_all: false, span: None })
    }

    /// What stands as `src` for it in an EPUB: WOFF2, and for old reading systems the font as it is.
    pub fn source(&self) -> String {
        source(&self.path, &self.face)
    }

    /// Whether its file has these bytes.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        *self.bytes == bytes
    }

    /// Says that a rule takes the font.
    pub fn add_use(&mut self, face: &FontFace, span: Span) {
        self.families.entry(face.family.to_lowercase()).or_insert_with(|| face.family.clone());
        self.is_for_all |= face.characters.is_empty();
        self.characters.extend(face.characters.iter().cloned());
        self.span = self.span.or(Some(span));
    }

    /// Whether it has what formulas need and is meant for them: by its name, or since a rule gives it to them. Many fonts for
    /// text have a `MATH` table.
    fn is_for_formulas(&self, of_formulas: &BTreeSet<String>) -> bool {
        let is_meant = |family: &String| family.contains("math") || of_formulas.contains(family);
        self.face.is_math() && self.families.keys().any(is_meant)
    }

    fn ranges(&self) -> Vec<RangeInclusive<u32>> {
        if self.is_for_all { Vec::new() } else { self.characters.clone() }
    }
}

fn source(path: &str, face: &Face) -> String {
    let packed = css::quoted(&format!("{path}{PACKED}"));
    format!("url({packed}) format(\"woff2\"), url({}) format(\"{}\")", css::quoted(path), kind(face).1)
}

/// What a font is once it is unpacked, and how sheets call that.
fn kind(face: &Face) -> (FontFormat, &'static str) {
    match FontFormat::of(face.data()) {
        Some(FontFormat::OpenType) => (FontFormat::OpenType, "opentype"),
        Some(FontFormat::TrueType | FontFormat::Woff | FontFormat::Woff2 | FontFormat::Collection) | None => {
            (FontFormat::TrueType, "truetype")
        }
    }
}

/// Fonts for characters that few devices have one for.
#[derive(Default)]
pub(super) struct Rare {
    /// Bundled ones, and the characters that each is for.
    bundled: Vec<(Arc<Face>, BTreeSet<char>)>,
    /// Families that the book brings along.
    own: BTreeSet<String>,
}

impl Rare {
    /// The families for such characters, which stand behind all others.
    pub fn families(&self) -> Vec<String> {
        self.own.iter().cloned().chain(self.bundled.iter().map(|(face, _)| face.family.clone())).collect()
    }
}

/// Who has the rare ones of some characters: the book's own fonts go first.
pub(super) fn rare_families(characters: &BTreeSet<char>, fonts: &Fonts, own: &[OwnFont]) -> Rare {
    let mut rare = Rare::default();
    for &character in characters.iter().filter(|character| is_rare(**character) && !has_emoji_presentation(**character))
    {
        let has = |font: &&OwnFont| {
            let code = u32::from(character);
            let ranges = font.ranges();
            font.face.glyph(character).is_some()
                && (ranges.is_empty() || ranges.iter().any(|range| range.contains(&code)))
        };
        if let Some(font) = own.iter().filter(|font| !font.families.is_empty()).find(has) {
            rare.own.extend(font.families.values().next().cloned());
            continue;
        }
        let bundled = fonts.bundled_faces().filter(|face| !face.is_emoji() && !face.is_math());
        if let Some(face) = bundled.into_iter().find(|face| face.glyph(character).is_some()) {
            match rare.bundled.iter_mut().find(|(known, _)| Arc::ptr_eq(known, face)) {
                Some((_, characters)) => drop(characters.insert(character)),
                None => rare.bundled.push((face.clone(), BTreeSet::from([character]))),
            }
        }
    }
    rare
}

/// The families that sheets name, in small letters.
pub(super) fn named_families(sheets: &[(String, Arc<str>)]) -> BTreeSet<String> {
    // One sheet may set the variable that another asks for.
    let texts: Vec<&str> = sheets.iter().map(|(_, text)| &**text).collect();
    css::font_families(&texts.join("\n")).iter().map(|family| family.to_lowercase()).collect()
}

/// A font as the EPUB has it.
struct Embedded {
    path: String,
    face: Arc<Face>,
    /// The bytes of a file that is packed already, for fonts that stay whole.
    packed: Option<Arc<Vec<u8>>>,
    /// Empty for all characters.
    characters: Vec<RangeInclusive<u32>>,
    is_for_formulas: bool,
    name: String,
    span: Option<Span>,
}

/// The fonts of an EPUB and its sheets.
pub(super) struct Embedding {
    pub sheets: Texts,
    fonts: Vec<Embedded>,
    /// Those that could not be taken apart.
    whole: Mutex<BTreeSet<usize>>,
}

impl Embedding {
    /// `named` are the families that the sheets name by themselves, in small letters.
    pub fn plan(mut sheets: Texts, named: &BTreeSet<String>, book: &Book, rare: Rare, math: MathFormat) -> Embedding {
        let mut addresses = BTreeSet::new();
        for (_, text) in &sheets {
            let mut rules = css::parse(text).0.rules;
            css::each_declaration(&mut rules, &mut |declaration, is_of_font| {
                if is_of_font && declaration.name == "src" {
                    addresses.extend(css::urls(&declaration.value).into_iter().map(|(_, url)| url));
                }
            });
        }
        let own: Vec<&OwnFont> = book.own_fonts.iter().filter(|font| addresses.contains(&font.path)).collect();
        let mut fonts: Vec<Embedded> = own.iter().map(|font| of_book(font)).collect();
        let mut css = String::new();
        let is_own = |family: &str| own.iter().any(|font| font.families.contains_key(&family.to_lowercase()));
        for face in book.fonts.bundled_faces() {
            if named.contains(&face.family.to_lowercase()) && !is_own(&face.family) {
                add_bundled(face, None, &mut fonts, &mut css);
            }
        }
        let mut last = Vec::new();
        for (face, characters) in &rare.bundled {
            if !fonts.iter().any(|font| font.name == face.full_name()) {
                add_bundled(face, Some(characters), &mut fonts, &mut css);
            }
            last.push(css::quoted(&face.family));
        }
        last.splice(0..0, rare.own.iter().map(|family| css::quoted(family)));
        if !last.is_empty() {
            let _ = writeln!(css, "body {{ font-family: serif, {} }}", last.join(", "));
        }
        let texts: Vec<&str> = sheets.iter().map(|(_, text)| &**text).collect();
        let of_formulas = css::font_families_of("math", &texts.join("\n"));
        let of_formulas: BTreeSet<String> = of_formulas.iter().map(|family| family.to_lowercase()).collect();
        let is_drawn = math != MathFormat::MathMl || own.iter().any(|font| font.is_for_formulas(&of_formulas));
        if !is_drawn
            && has_growing_signs(&book.document)
            && let Some(face) = book.fonts.bundled_faces().find(|face| face.is_math())
        {
            if !fonts.iter().any(|font| font.name == face.full_name()) {
                add_bundled(face, None, &mut fonts, &mut css);
                fonts.iter_mut().rev().take(1).for_each(|font| font.is_for_formulas = true);
            }
            let _ = writeln!(css, "math {{ font-family: {}, math }}", css::quoted(&face.family));
            // Primes of such a font are raised already, and have other forms for scripts (OpenType, feature `ssty`).
            css.push_str("msup > mo:last-child, msubsup > mo:last-child { font-feature-settings: \"ssty\" }\n");
        }
        if !css.is_empty() {
            // Behind the sheet that all themes share, which says `math` of formulas; before what the user says.
            let at = sheets.iter().position(|(name, _)| name == BASE).map_or(0, |base| base + 1);
            sheets.insert(at, (SHEET.to_owned(), css.into()));
        }
        Embedding { sheets, fonts, whole: Mutex::default() }
    }

    /// The files, two for each font.
    pub fn files(&self) -> Vec<FontFile> {
        let files = self.fonts.iter().flat_map(|font| {
            let packed = FontFile { path: format!("{}{PACKED}", font.path), format: FontFormat::Woff2 };
            [packed, FontFile { path: font.path.clone(), format: kind(&font.face).0 }]
        });
        files.collect()
    }

    /// The bytes of the files for a book that shows some characters.
    pub fn bytes(&self, shown: &Shown) -> Vec<Vec<u8>> {
        let made = self.fonts.par_iter().enumerate().map(|(index, font)| {
            let in_text = shown.all.iter().filter(|_| !font.is_for_formulas);
            let all = in_text.chain(&shown.in_formulas).copied();
            let is_of_range = |character: &char| {
                font.characters.is_empty() || font.characters.iter().any(|range| range.contains(&u32::from(*character)))
            };
            let characters = all.filter(is_of_range).collect();
            let is_divisible = font.face.permission() == Permission::Embed;
            let (packed, plain) = match is_divisible.then(|| font.face.subset(&characters)).flatten() {
                Some(subset) => (None, subset),
                None => {
                    self.whole.lock().unwrap_or_else(PoisonError::into_inner).insert(index);
                    (font.packed.as_deref().cloned(), font.face.data().to_vec())
                }
            };
            // Every font that was taken in can be packed; engines know what it is by its bytes.
            [packed.or_else(|| woff2(&plain)).unwrap_or_else(|| plain.clone()), plain]
        });
        made.flatten_iter().collect()
    }

    /// Tells which fonts are embedded as a whole.
    pub fn report(&self, diagnostics: &mut Diagnostics) {
        for &index in self.whole.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let font = &self.fonts[index];
            let why = match font.face.permission() {
                Permission::EmbedWhole => "its maker does not allow a part of it",
                Permission::Embed | Permission::Nothing | Permission::Bitmaps => "it cannot be taken apart",
            };
            let size = font.face.data().len().div_ceil(1000);
            let message = format!("the font `{}` is embedded as a whole, {size} kB: {why}", font.name);
            let mut finding = Diagnostic::new(Code::WholeFont, message);
            finding.span = font.span;
            diagnostics.push(finding);
        }
    }
}

fn of_book(font: &OwnFont) -> Embedded {
    Embedded {
        path: font.path.clone(),
        face: font.face.clone(),
        packed: (font.format == FontFormat::Woff2).then(|| font.bytes.clone()),
        characters: font.ranges(),
        is_for_formulas: false,
        name: font.path.rsplit('/').next().unwrap_or_default().to_owned(),
        span: font.span,
    }
}

/// Adds a bundled face and its rule.
fn add_bundled(face: &Arc<Face>, characters: Option<&BTreeSet<char>>, fonts: &mut Vec<Embedded>, css: &mut String) {
    let path = format!("css://bundled/{}", face.postscript_name());
    let slant = if face.italic { "italic" } else { "normal" };
    let ranges = characters.map(ranges).unwrap_or_default();
    let _ = write!(css, "@font-face {{ font-family: {}; ", css::quoted(&face.family));
    let _ = write!(css, "font-weight: {}; font-style: {slant}; ", face.weight);
    if !ranges.is_empty() {
        let shown = ranges.iter().map(|range| match range.start() == range.end() {
            true => format!("U+{:X}", range.start()),
            false => format!("U+{:X}-{:X}", range.start(), range.end()),
        });
        let _ = write!(css, "unicode-range: {}; ", shown.collect::<Vec<_>>().join(", "));
    }
    let _ = writeln!(css, "src: {} }}", source(&path, face));
    fonts.push(Embedded {
        path,
        face: face.clone(),
        packed: None,
        characters: ranges,
        is_for_formulas: false,
        name: face.full_name(),
        span: None,
    });
}

/// Characters as ranges.
fn ranges(characters: &BTreeSet<char>) -> Vec<RangeInclusive<u32>> {
    let mut ranges: Vec<RangeInclusive<u32>> = Vec::new();
    for code in characters.iter().map(|character| u32::from(*character)) {
        match ranges.last_mut() {
            Some(range) if *range.end() + 1 == code => *range = *range.start()..=code,
            Some(_) | None => ranges.push(code..=code),
        }
    }
    ranges
}

/// Whether a formula has signs that grow with what stands beside or below them.
fn has_growing_signs(document: &Document) -> bool {
    document.chapters.par_iter().any(|chapter| {
        let mut found = false;
        Node::Html(chapter).visit(&mut |node| {
            let mut formula = None;
            if let Node::Formula(block) = &node {
                formula = block.math.formula.as_deref();
            } else if let Node::Inline(inline) = &node
                && let InlineKind::Math(math) = &inline.kind
            {
                formula = math.formula.as_deref();
            }
            found |= !found && formula.is_some_and(grows);
        });
        found
    })
}

fn grows(formula: &Formula) -> bool {
    let mut mathml = String::new();
    math::write_mathml(&mut mathml, formula);
    let operators = mathml.split("<mo").skip(1).filter_map(|rest| rest.split_once('>'));
    GROWING.iter().any(|sign| mathml.contains(sign))
        || operators
            .map(|(attributes, rest)| (attributes, rest.split('<').next().unwrap_or_default()))
            .any(|(attributes, text)| FENCES.contains(&text) && !attributes.contains("stretchy=\"false\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_follow_one_another_are_a_range() {
        assert_eq!(ranges(&"abcx".chars().collect()), [0x61..=0x63, 0x78..=0x78]);
    }
}
