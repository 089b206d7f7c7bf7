//! Faces: their bytes, metrics and characters; which face serves a family, and which a character.
//!
//! In: the bundled fonts, those that style sheets bring along, and the characters of a book. Out: [`Fonts`], immutable
//! from then on. System fonts are opened only where a style sheet names them, or a character is in no other face. Shaping
//! belongs to `text`.

mod bundled;
mod color;
mod embed;
mod face;
mod file;
mod math;
mod outline;
mod system;

pub use color::{Picture, PictureFormat};
pub use embed::{Permission, woff2};
pub use face::{Face, Metrics};
pub use file::UnpackedFont;
pub use math::{GlyphConstruction, GlyphPart, GlyphVariant, MathConstants, MathTable};
pub use outline::{Segment, path_data};
pub use system::Installed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lang::{EastAsian, Lang, is_inkless};

/// Index of a face in [`Fonts`]. Bundled faces come first, in the order of `bundled.rs`; so the number is
/// the same in every build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FontId(pub u16);

/// An OpenType feature and its value, `("onum", 1)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FontFeature {
    pub tag: [u8; 4],
    pub value: u32,
}

/// The faces of a build.
#[derive(Clone)]
pub struct Fonts {
    faces: Vec<Arc<Face>>,
    /// Families to try for a character that the wanted families lack, in order.
    fallbacks: Arc<[Fallback]>,
    /// The faces that style sheets bring along, or name: bundled ones of the same family stand back.
    own: std::ops::Range<u16>,
    /// Whether fonts of this machine were looked for.
    depend_on_machine: bool,
}

/// A family that stands in for others.
#[derive(Clone)]
struct Fallback {
    /// Its faces, of one or more weights and slants.
    faces: Vec<FontId>,
    has_serifs: bool,
    /// Or brought along by the book.
    is_bundled: bool,
    /// Made for emoji, and tried first for them.
    is_emoji: bool,
    /// The writing for whose characters it was taken.
    writing: Option<EastAsian>,
}

impl Fallback {
    fn new(face: &Face, faces: Vec<FontId>, is_bundled: bool) -> Fallback {
        Fallback { faces, has_serifs: face.has_serifs(), is_bundled, is_emoji: face.is_emoji(), writing: None }
    }
}

/// Whether faces of this machine may be used, and stand in for missing glyphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemFonts {
    Use,
    Ignore,
}

impl Fonts {
    /// The bundled faces alone.
    pub fn bundled() -> Fonts {
        let (faces, fallbacks) = bundled::faces();
        Fonts { faces, fallbacks: fallbacks.into(), own: 0..0, depend_on_machine: false }
    }

    /// The bundled faces and those of style sheets, which stand in for others as well.
    pub fn with_own(own: &[Arc<Face>]) -> Fonts {
        let Fonts { mut faces, fallbacks, .. } = Fonts::bundled();
        let first = faces.len() as u16;
        let mut all = fallbacks.to_vec();
        let mut families: Vec<(&str, Fallback)> = Vec::new();
        for (face, id) in own.iter().zip(first..) {
            match families.iter_mut().find(|(family, _)| face.is_of_family(family)) {
                Some((_, fallback)) => fallback.faces.push(FontId(id)),
                None => families.push((&face.family, Fallback::new(face, vec![FontId(id)], true))),
            }
        }
        all.extend(families.into_iter().map(|(_, fallback)| fallback));
        faces.extend(own.iter().cloned());
        Fonts { own: first..faces.len() as u16, faces, fallbacks: all.into(), depend_on_machine: false }
    }

    /// These faces, and for the characters of each language that none of them has, families of this machine.
    /// What was taken is reported once per family; what nobody has, by layout.
    pub fn for_characters(
        self,
        characters: &BTreeMap<Lang, BTreeSet<char>>,
        system: SystemFonts,
        installed: &Installed,
        diagnostics: &mut Diagnostics,
    ) -> Fonts {
        if system == SystemFonts::Ignore {
            return self;
        }
        let is_missing = |character: &char| !is_inkless(*character) && self.fallback_for(*character).is_none();
        let missing: BTreeMap<&Lang, BTreeSet<char>> = characters
            .iter()
            .map(|(lang, characters)| (lang, characters.iter().copied().filter(is_missing).collect()))
            .collect();
        let Fonts { mut faces, fallbacks, own, .. } = self;
        let depend_on_machine = missing.values().any(|characters| !characters.is_empty());
        let mut all = fallbacks.to_vec();
        for found in installed.families_for(&missing) {
            let Some(face) = found.faces.first() else { continue };
            diagnostics.push(
                Diagnostic::new(
                    Code::SystemFont,
                    format!("some characters are set in `{}`, a font of this machine", face.full_name()),
                )
                .hint("output may differ on a machine with other fonts; `--no-system-fonts` keeps to the bundled ones"),
            );
            let first = faces.len() as u16;
            let ids = (first..first + found.faces.len() as u16).map(FontId).collect();
            all.push(Fallback { writing: found.writing, ..Fallback::new(face, ids, false) });
            faces.extend(found.faces);
        }
        Fonts { faces, fallbacks: all.into(), own, depend_on_machine }
    }

    /// Whether there are no others than those of the program.
    pub fn are_bundled(&self) -> bool {
        self.own.is_empty() && !self.depend_on_machine
    }

    /// Whether they could be others on a machine with other fonts.
    pub fn depend_on_machine(&self) -> bool {
        self.depend_on_machine
    }

    /// The same with one more face that stands in for others, after those that do.
    pub fn with_fallback(self, face: Face) -> Fonts {
        let Fonts { mut faces, fallbacks, own, depend_on_machine } = self;
        let fallback = Fallback::new(&face, vec![FontId(faces.len() as u16)], false);
        faces.push(Arc::new(face));
        let fallbacks = fallbacks.iter().cloned().chain([fallback]).collect();
        Fonts { faces, fallbacks, own, depend_on_machine }
    }

    /// Whether style sheets brought along the same faces.
    pub fn has_own_of(&self, other: &Fonts) -> bool {
        let own = |fonts: &Fonts| fonts.faces[usize::from(fonts.own.start)..usize::from(fonts.own.end)].to_vec();
        let (own, others) = (own(self), own(other));
        own.len() == others.len() && own.iter().zip(&others).all(|(face, other)| face.is_same(other))
    }

    pub fn face(&self, id: FontId) -> &Arc<Face> {
        &self.faces[usize::from(id.0)]
    }

    /// The faces of the program, in their order.
    pub fn bundled_faces(&self) -> impl Iterator<Item = &Arc<Face>> {
        self.faces.iter().take(bundled::COUNT)
    }

    pub fn iter(&self) -> impl Iterator<Item = (FontId, &Arc<Face>)> {
        self.faces.iter().enumerate().map(|(index, face)| (FontId(index as u16), face))
    }

    /// The faces of a family nearest to weight and slant (CSS Fonts 4, section 5.2): one, or several that share its
    /// characters among them. Generic names are mapped to the bundled families. Empty where there is no such family.
    pub fn of_family(&self, family: &str, weight: u16, italic: bool) -> Vec<FontId> {
        let family = bundled::generic_family(family);
        let own = || self.own.clone().map(FontId).filter(|&id| self.face(id).is_of_family(family));
        let Some(nearest) = self.nearest(own(), weight, italic) else {
            let all = self.iter().filter(|(_, face)| face.is_of_family(family)).map(|(id, _)| id);
            return self.nearest(all, weight, italic).into_iter().collect();
        };
        let nearest = self.face(nearest);
        own().filter(|&id| (self.face(id).weight, self.face(id).italic) == (nearest.weight, nearest.italic)).collect()
    }

    /// Of the same the one with the space, whose metrics a style has (section 5.3).
    pub fn select(&self, family: &str, weight: u16, italic: bool) -> Option<FontId> {
        let faces = self.of_family(family, weight, italic);
        faces.iter().copied().find(|&id| self.face(id).has(' ')).or(faces.first().copied())
    }

    /// The first of the families that there is, else the serif: the face whose metrics a style has.
    pub fn primary(&self, families: &[String], weight: u16, italic: bool) -> FontId {
        families
            .iter()
            .find_map(|family| self.select(family, weight, italic))
            .unwrap_or_else(|| self.select("serif", weight, italic).expect("the bundled fonts have a serif"))
    }

    /// The face a character is set in: the first wanted family that has it, then the fallbacks. `None`
    /// where no face has it.
    pub fn face_for(&self, character: char, families: &[String], weight: u16, italic: bool) -> Option<FontId> {
        families
            .iter()
            .flat_map(|family| self.of_family(family, weight, italic))
            .chain([self.primary(families, weight, italic)])
            .find(|&id| self.face(id).has(character))
            .or_else(|| self.fallback_for(character))
    }

    /// The first fallback face that has a character.
    pub fn fallback_for(&self, character: char) -> Option<FontId> {
        let faces = self.fallbacks.iter().filter_map(|fallback| fallback.faces.first());
        faces.copied().find(|&id| self.face(id).has(character))
    }

    /// The faces to try for characters that a style's own families lack, in order: families taken for the
    /// style's own writing first, and of those the ones with serifs where the style has them.
    pub fn fallbacks(&self, lang: &Lang, has_serifs: bool, weight: u16, italic: bool) -> Vec<FontId> {
        let writing = EastAsian::of(lang);
        let mut families: Vec<&Fallback> = self.fallbacks.iter().collect();
        families.sort_by_key(|family| {
            let is_foreign = family.writing.is_some() && family.writing != writing;
            (is_foreign, !family.is_bundled && family.has_serifs != has_serifs)
        });
        families.iter().filter_map(|family| self.nearest(family.faces.iter().copied(), weight, italic)).collect()
    }

    /// The faces to try first for emoji, in order.
    pub fn emoji(&self) -> Vec<FontId> {
        let families = self.fallbacks.iter().filter(|fallback| fallback.is_emoji);
        families.filter_map(|fallback| fallback.faces.first()).copied().collect()
    }

    /// Of some faces the one nearest to weight and slant.
    fn nearest(&self, faces: impl Iterator<Item = FontId>, weight: u16, italic: bool) -> Option<FontId> {
        faces.min_by_key(|&id| {
            let face = self.face(id);
            (face.italic != italic, face.weight.abs_diff(weight), face.weight)
        })
    }
}
