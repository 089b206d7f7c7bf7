//! Faces: their bytes, metrics and characters; which face serves a family, and which a character.
//!
//! In: the bundled fonts, and the characters of a book. Out: [`Fonts`], immutable from then on. System
//! fonts are opened only where a character is in no bundled face. Shaping belongs to `text`.

mod bundled;
mod color;
mod face;
mod outline;
mod system;

pub use color::{Picture, PictureFormat};
pub use face::{Face, Metrics};
pub use outline::Segment;

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
}

/// A family that stands in for others.
#[derive(Clone)]
struct Fallback {
    /// Its faces, of one or more weights and slants.
    faces: Vec<FontId>,
    has_serifs: bool,
    is_bundled: bool,
    /// Made for emoji, and tried first for them.
    is_emoji: bool,
    /// The writing for whose characters it was taken.
    writing: Option<EastAsian>,
}

/// Whether faces of this machine may stand in for missing glyphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemFonts {
    Use,
    Ignore,
}

impl Fonts {
    /// The bundled faces alone.
    pub fn bundled() -> Fonts {
        let (faces, fallbacks) = bundled::faces();
        Fonts { faces, fallbacks: fallbacks.into() }
    }

    /// The bundled faces, and for the characters of each language that none of them has, families of this machine.
    /// What was taken is reported once per family; what nobody has, by layout.
    pub fn for_characters(
        characters: &BTreeMap<Lang, BTreeSet<char>>,
        system: SystemFonts,
        diagnostics: &mut Diagnostics,
    ) -> Fonts {
        let bundled = Fonts::bundled();
        if system == SystemFonts::Ignore {
            return bundled;
        }
        let is_missing = |character: &char| !is_inkless(*character) && bundled.fallback_for(*character).is_none();
        let missing: BTreeMap<&Lang, BTreeSet<char>> = characters
            .iter()
            .map(|(lang, characters)| (lang, characters.iter().copied().filter(is_missing).collect()))
            .collect();
        let Fonts { mut faces, fallbacks } = bundled;
        let mut all = fallbacks.to_vec();
        for found in system::families_for(&missing) {
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
            all.push(Fallback {
                faces: ids,
                has_serifs: face.has_serifs(),
                is_bundled: false,
                is_emoji: face.is_emoji(),
                writing: found.writing,
            });
            faces.extend(found.faces.into_iter().map(Arc::new));
        }
        Fonts { faces, fallbacks: all.into() }
    }

    /// The same with one more face that stands in for others, after those that do.
    pub fn with_fallback(self, face: Face) -> Fonts {
        let Fonts { mut faces, fallbacks } = self;
        let fallback = Fallback {
            faces: vec![FontId(faces.len() as u16)],
            has_serifs: face.has_serifs(),
            is_bundled: false,
            is_emoji: face.is_emoji(),
            writing: None,
        };
        faces.push(Arc::new(face));
        Fonts { faces, fallbacks: fallbacks.iter().cloned().chain([fallback]).collect() }
    }

    pub fn face(&self, id: FontId) -> &Arc<Face> {
        &self.faces[usize::from(id.0)]
    }

    pub fn iter(&self) -> impl Iterator<Item = (FontId, &Arc<Face>)> {
        self.faces.iter().enumerate().map(|(index, face)| (FontId(index as u16), face))
    }

    /// The face of a family nearest to weight and slant (CSS Fonts 4, section 5.2); generic names are
    /// mapped to the bundled families. `None` where no face has that family name.
    pub fn select(&self, family: &str, weight: u16, italic: bool) -> Option<FontId> {
        let family = bundled::generic_family(family);
        self.nearest(self.iter().filter(|(_, face)| face.is_of_family(family)).map(|(id, _)| id), weight, italic)
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
            .filter_map(|family| self.select(family, weight, italic))
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
