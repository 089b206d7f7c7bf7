//! Cutting text into runs of one style, face, script and direction: what can be shaped as one.
//!
//! In: text with its styles. Out: [`Item`]s. The unit is the cluster, which is never cut; its face is chosen by
//! `face_choice`. What leaves no ink goes with the letters before it, so that neither a soft hyphen nor a space cuts
//! a word or a phrase in two, and else stands in the style's first face: a space beside an emoji or a sign has the
//! width that spaces of the text have.

use std::ops::Range;

use harfrust::Script;

use super::bidi::{Directions, levels};
use super::cluster::Clusters;
use super::face_choice::FaceChoice;
use super::shape::{StyleFaces, TextStyleId};
use crate::font::{FontId, Fonts};
use crate::lang::is_inkless;

/// A stretch to be shaped as one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub range: Range<usize>,
    pub style: TextStyleId,
    /// `None` where no face has the clusters.
    pub font: Option<FontId>,
    pub script: Script,
    /// Embedding level; odd runs from right to left (UAX #9).
    pub level: u8,
}

/// Cuts `text`, of which `spans` gives the styles in order and without gaps.
pub(super) fn itemize(
    text: &str,
    spans: &[(Range<usize>, TextStyleId)],
    directions: &Directions,
    styles: &[StyleFaces],
    fonts: &Fonts,
    choice: &mut FaceChoice,
) -> Vec<Item> {
    let levels = levels(text, directions);
    let mut items: Vec<Item> = Vec::with_capacity(spans.len());
    for (range, style) in spans {
        let faces = &styles[style.index()];
        let first = items.len();
        for (offset, cluster) in Clusters::of(&text[range.clone()]) {
            let start = range.start + offset;
            let end = start + cluster.len();
            let level = levels.as_ref().map_or(0, |levels| levels[start]);
            let before = if items.len() > first { items.last_mut() } else { None };
            let (script, font) = match cluster.as_bytes() {
                // Nearly every character of nearly every book.
                &[byte @ 0x21..=0x7e] if faces.has_ascii => {
                    let script = if byte.is_ascii_alphabetic() { Script::LATIN } else { Script::COMMON };
                    (script, Some(faces.wanted[0]))
                }
                [b' '] if before.as_deref().is_some_and(|item| item.font == Some(faces.primary)) => {
                    (Script::COMMON, Some(faces.primary))
                }
                _ if cluster.chars().all(is_inkless) => {
                    (Script::COMMON, inkless_face(cluster, before.as_deref(), faces, fonts))
                }
                _ => (script_of(cluster), choice.of(cluster, *style, faces, fonts)),
            };
            if let Some(last) = before
                && last.level == level
                && last.font == font
                && (script == Script::COMMON || last.script == script || last.script == Script::COMMON)
            {
                last.range.end = end;
                if script != Script::COMMON {
                    last.script = script;
                }
                continue;
            }
            items.push(Item { range: start..end, style: *style, font, script, level });
        }
    }
    items
}

/// The script of the first character that has one of its own; what Unicode does not know yet is no letter.
fn script_of(cluster: &str) -> Script {
    cluster
        .chars()
        .map(|character| harfrust::unicode::script(u32::from(character)))
        .find(|script| ![Script::COMMON, Script::INHERITED, Script::UNKNOWN].contains(script))
        .unwrap_or(Script::COMMON)
}

/// The face for what leaves no ink: that of the letters before it, or the first. In code a space is always of the
/// first: there each is as wide as any other character, whatever stands before it.
fn inkless_face(cluster: &str, before: Option<&Item>, faces: &StyleFaces, fonts: &Fonts) -> Option<FontId> {
    let is_wide = cluster.starts_with(char::is_whitespace);
    let letters = before.filter(|item| item.script != Script::COMMON && !(is_wide && faces.is_fixed_pitch));
    // What has no glyph is shown as a space, or not at all; both take the glyph of the space.
    let all = letters.and_then(|item| item.font).into_iter().chain([faces.primary]).chain(faces.all());
    all.into_iter().find(|&id| fonts.face(id).has(' '))
}
