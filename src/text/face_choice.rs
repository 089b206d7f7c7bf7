//! Which face a cluster is set in.
//!
//! A cluster that asks for an emoji is looked for in emoji faces first, any other in the faces that its style wants,
//! then in those that stand in for them: text before symbols, symbols before emoji. The first face that has it whole
//! is taken. For letters with marks that is a question to the character map, and where that says no to the shaper,
//! which composes and decomposes. For emoji sequences the shaper alone knows: the face that shows one in the fewest
//! glyphs has it, one glyph in nearly all cases; where a sequence is too new for every face, its parts stand side by
//! side, as UTS #51, 2.2 asks. A cluster that no face has whole is set in none.
//!
//! The bundled Noto Emoji has the emoji of Unicode 17 and their sequences, in one color: the same on every machine,
//! small, and in keeping with a page of text; skin tones all look alike. A font of the machine is asked only for what
//! it lacks, as for any other character, and may then be one in color.

use std::collections::HashMap;

use super::cluster::asks_for_emoji;
use super::shape::{Glyphs, StyleFaces, TextStyleId, shape_alone};
use crate::font::{FontId, Fonts};
use crate::lang::is_inkless;

/// Chooses faces; remembers what it chose for clusters of several characters.
#[derive(Default)]
pub(super) struct FaceChoice {
    known: HashMap<TextStyleId, HashMap<Box<str>, Option<FontId>>>,
}

impl FaceChoice {
    /// The face of a cluster that leaves ink; `None` where no face has all of it.
    pub fn of(&mut self, cluster: &str, style: TextStyleId, faces: &StyleFaces, fonts: &Fonts) -> Option<FontId> {
        let mut characters = cluster.chars();
        if let (Some(character), None) = (characters.next(), characters.next()) {
            return candidates(cluster, faces).find(|&id| fonts.face(id).has(character));
        }
        if let Some(&known) = self.known.get(&style).and_then(|known| known.get(cluster)) {
            return known;
        }
        let chosen = choose(cluster, faces, fonts);
        self.known.entry(style).or_default().insert(cluster.into(), chosen);
        chosen
    }
}

/// The faces to be tried for a cluster, in order.
fn candidates(cluster: &str, faces: &StyleFaces) -> impl Iterator<Item = FontId> {
    let emoji: &[FontId] = if asks_for_emoji(cluster) { &faces.emoji } else { &[] };
    emoji.iter().copied().chain(faces.all())
}

fn choose(cluster: &str, faces: &StyleFaces, fonts: &Fonts) -> Option<FontId> {
    let inked = || cluster.chars().filter(|character| !is_inkless(*character));
    let has_all = |id: &FontId| inked().all(|character| fonts.face(*id).has(character));
    if asks_for_emoji(cluster) {
        let mut best = None;
        for id in candidates(cluster, faces).filter(has_all) {
            match shape_alone(fonts.face(id), cluster) {
                Glyphs::Shown(1) => return Some(id),
                Glyphs::Shown(count) if best.is_none_or(|(least, _)| count < least) => best = Some((count, id)),
                Glyphs::Shown(_) | Glyphs::Missing => {}
            }
        }
        return best.map(|(_, id)| id);
    }
    candidates(cluster, faces).find(has_all).or_else(|| {
        // Only a face that has one of the characters can have them composed, or the one decomposed.
        let has_some = |id: &FontId| inked().any(|character| fonts.face(*id).has(character));
        candidates(cluster, faces)
            .filter(has_some)
            .find(|&id| matches!(shape_alone(fonts.face(id), cluster), Glyphs::Shown(_)))
    })
}
