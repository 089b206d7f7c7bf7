//! Cutting text into runs of one style, face, script and direction: what can be shaped as one.

use std::ops::Range;

use harfrust::Script;
use unicode_bidi::BidiInfo;

use super::shape::{StyleFaces, TextStyleId};
use super::{OBJECT, SOFT_HYPHEN};
use crate::font::{FontId, Fonts};

/// A stretch to be shaped as one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub range: Range<usize>,
    pub style: TextStyleId,
    /// `None` where no face has the characters.
    pub font: Option<FontId>,
    pub script: Script,
    /// Embedding level; odd runs from right to left (UAX #9).
    pub level: u8,
}

/// Cuts `text`, of which `spans` gives the styles in order and without gaps.
pub(super) fn itemize(
    text: &str,
    spans: &[(Range<usize>, TextStyleId)],
    styles: &[StyleFaces],
    fonts: &Fonts,
) -> Vec<Item> {
    let bidi = text.chars().any(is_right_to_left).then(|| BidiInfo::new(text, None));
    let mut items: Vec<Item> = Vec::with_capacity(spans.len());
    for (range, style) in spans {
        let faces = &styles[style.index()];
        let mut fresh = true;
        for (offset, character) in text[range.clone()].char_indices() {
            let start = range.start + offset;
            let end = start + character.len_utf8();
            let level = bidi.as_ref().map_or(0, |bidi| bidi.levels[start].number());
            let joins = is_joining(character);
            let own_script = harfrust::unicode::script(u32::from(character));
            let has_script = own_script != Script::COMMON && own_script != Script::INHERITED;
            if let Some(last) = items.last_mut()
                && !fresh
                && last.level == level
                && (!has_script || last.script == own_script || last.script == Script::COMMON)
                && (joins || last.font == face_of(character, faces, fonts, last.font))
            {
                last.range.end = end;
                if has_script {
                    last.script = own_script;
                }
                continue;
            }
            let script = if has_script { own_script } else { Script::COMMON };
            let font = face_of(character, faces, fonts, None);
            items.push(Item { range: start..end, style: *style, font, script, level });
            fresh = false;
        }
    }
    items
}

/// The face a character is set in; spaces stay with the current face. In code they do not: there each is as wide as
/// any other character, whatever stands before it.
fn face_of(character: char, faces: &StyleFaces, fonts: &Fonts, current: Option<FontId>) -> Option<FontId> {
    if matches!(character, ' ' | '\t' | '\n' | OBJECT) {
        return current.filter(|_| !faces.is_fixed_pitch).or(Some(faces.primary));
    }
    faces.wanted.iter().chain(&faces.fallbacks).copied().find(|&id| fonts.face(id).has(character))
}

/// Characters without a face of their own: they go with what stands before them.
fn is_joining(character: char) -> bool {
    matches!(character, SOFT_HYPHEN | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// Whether a character may be of a right-to-left script or direct text that way (UAX #9, table 4).
fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202b}' | '\u{202e}' | '\u{2067}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
