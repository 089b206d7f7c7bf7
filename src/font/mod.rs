//! Faces: their bytes, metrics and characters; which face serves a family, and which a character.
//!
//! In: the bundled fonts, and the characters of a book. Out: [`Fonts`], immutable from then on. System
//! fonts are opened only where a character is in no bundled face. Shaping belongs to `text`.

mod bundled;
mod face;
mod outline;
mod system;

pub use face::{Face, Metrics};
pub use outline::Segment;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};

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
    /// Faces to try for a character that the wanted families lack, in order.
    fallbacks: Vec<FontId>,
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
        Fonts { faces, fallbacks }
    }

    /// The bundled faces, and for each character that none of them has, a face of this machine.
    /// What was taken and what nobody has is reported once per face and once per character by layout.
    pub fn for_characters(characters: &BTreeSet<char>, system: SystemFonts, diagnostics: &mut Diagnostics) -> Fonts {
        let mut fonts = Fonts::bundled();
        let missing: BTreeSet<char> =
            characters.iter().copied().filter(|&character| fonts.fallback_for(character).is_none()).collect();
        if missing.is_empty() || system == SystemFonts::Ignore {
            return fonts;
        }
        for face in system::faces_for(&missing) {
            let id = FontId(fonts.faces.len() as u16);
            diagnostics.push(
                Diagnostic::new(
                    Code::SystemFont,
                    format!("some characters are set in `{}`, a font of this machine", face.full_name()),
                )
                .hint("output may differ on a machine with other fonts; `--no-system-fonts` keeps to the bundled ones"),
            );
            fonts.fallbacks.push(id);
            fonts.faces.push(Arc::new(face));
        }
        fonts
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
        self.iter()
            .filter(|(_, face)| face.is_of_family(family))
            .min_by_key(|(_, face)| (face.italic != italic, face.weight.abs_diff(weight), face.weight))
            .map(|(id, _)| id)
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
        self.fallbacks.iter().copied().find(|&id| self.face(id).has(character))
    }
}
