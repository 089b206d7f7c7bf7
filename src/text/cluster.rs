//! Extended grapheme clusters, the units in which text is given a face: what a reader takes for one character
//! (UAX #29, 3), be it a letter with its marks or an emoji of ten code points (UTS #51, 1.4).
//!
//! In: a stretch of text. Out: its clusters in order, and of each whether it asks for an emoji face. Nearly all
//! text is made of characters that never join their neighbors; only the rest goes through the segmenter.

use icu_segmenter::GraphemeClusterSegmenter;

use crate::lang::{has_emoji_presentation, is_emoji};

/// Asks for the text form of the character before it (UTS #51, 4.3).
const TEXT_SELECTOR: char = '\u{fe0e}';
/// Asks for the emoji form of the character before it.
const EMOJI_SELECTOR: char = '\u{fe0f}';

/// The clusters of a text, with the offset of each.
pub(super) struct Clusters<'t> {
    text: &'t str,
    at: usize,
    /// The ends of clusters that the segmenter found, last first.
    ends: Vec<usize>,
}

impl<'t> Clusters<'t> {
    pub fn of(text: &'t str) -> Clusters<'t> {
        Clusters { text, at: 0, ends: Vec::new() }
    }

    /// Segments from a character that may join its neighbors to the next place where two meet that never do.
    fn segment(&mut self) {
        let rest = &self.text[self.at..];
        let mut end = rest.len();
        let mut was_plain = false;
        for (offset, character) in rest.char_indices() {
            let is_plain = is_plain(character);
            if is_plain && was_plain {
                end = offset;
                break;
            }
            was_plain = is_plain;
        }
        let mut start = 0;
        for end in GraphemeClusterSegmenter::new().segment_str(&rest[..end]).skip(1) {
            self.ends.extend(lone_tones(&rest[start..end]).map(|offset| self.at + start + offset));
            self.ends.push(self.at + end);
            start = end;
        }
        self.ends.reverse();
    }
}

impl<'t> Iterator for Clusters<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<(usize, &'t str)> {
        let start = self.at;
        if self.ends.is_empty() {
            // Two of ASCII never join, and most of a book is ASCII.
            if let [first, second, ..] = &self.text.as_bytes()[start..]
                && first.is_ascii()
                && second.is_ascii()
            {
                self.at += 1;
                return Some((start, &self.text[start..self.at]));
            }
            let mut ahead = self.text[start..].chars();
            let character = ahead.next()?;
            if is_plain(character) && ahead.next().is_none_or(is_plain) {
                self.at += character.len_utf8();
                return Some((start, &self.text[start..self.at]));
            }
            self.segment();
        }
        self.at = self.ends.pop()?;
        Some((start, &self.text[start..self.at]))
    }
}

/// Where a skin tone stands behind something that has no skin. The segmenter takes it for a mark; it is an emoji of
/// its own there (UTS #51, 2.4).
fn lone_tones(cluster: &str) -> impl Iterator<Item = usize> {
    let mut before = None;
    cluster.char_indices().filter_map(move |(offset, character)| {
        let is_lone = is_tone(character)
            && before.is_some_and(|before| !is_emoji(before) && before != EMOJI_SELECTOR || is_tone(before));
        before = Some(character);
        is_lone.then_some(offset)
    })
}

/// `Emoji_Modifier`.
fn is_tone(character: char) -> bool {
    matches!(character, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Whether there is a boundary between a character and any other such: neither mark, joiner, nor prepended or
/// conjoining letter (UAX #29, table 2). A few of them are; the greater part of what is read every day.
pub(super) fn is_plain(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{2ff}'
            | '\u{370}'..='\u{482}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205e}'
            | '\u{3000}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{309b}'..='\u{a66e}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{ff01}'..='\u{ff9d}'
    )
}

/// Whether a cluster is to look like an emoji: by a selector, by its first character, or as a sequence that only
/// emoji form: flags, keycaps, tones, joined ones (UTS #51, 1.4.3 to 1.4.6).
pub(super) fn asks_for_emoji(cluster: &str) -> bool {
    let mut characters = cluster.chars();
    let Some(first) = characters.next() else { return false };
    match characters.next() {
        None => has_emoji_presentation(first),
        Some(TEXT_SELECTOR) => false,
        Some(EMOJI_SELECTOR) => true,
        Some(second) => has_emoji_presentation(first) || cluster_has_emoji(second, characters),
    }
}

/// Whether what follows the first character belongs to emoji: a tone, a selector, another emoji behind a joiner.
fn cluster_has_emoji(second: char, rest: std::str::Chars) -> bool {
    const KEYCAP: char = '\u{20e3}';
    let belongs = |character| matches!(character, EMOJI_SELECTOR | KEYCAP) || has_emoji_presentation(character);
    belongs(second) || rest.into_iter().any(belongs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(text: &str) -> Vec<&str> {
        Clusters::of(text).map(|(_, cluster)| cluster).collect()
    }

    #[test]
    fn sequences_are_one() {
        for cluster in ["👩‍👩‍👧‍👦", "🤌🏾", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "❤️‍🔥", "e\u{301}\u{323}", "葛\u{e0100}", "שִׁ", "각"]
        {
            assert_eq!(clusters(&format!("a{cluster}{cluster} b")), ["a", cluster, cluster, " ", "b"], "{cluster:?}");
        }
    }

    #[test]
    fn a_tone_without_skin_stands_alone() {
        assert_eq!(clusters("a🏾🏾 🏾1🏾☝🏾"), ["a", "🏾", "🏾", " ", "🏾", "1", "🏾", "☝🏾"]);
    }

    #[test]
    fn the_quick_way_is_the_segmenters() {
        // Every tenth character of the first planes next to letters, marks, jamo, joiners, flags and emoji.
        let neighbors = "a\u{301}각가\u{200d}🇩😀\u{fe0f}क्\u{600}日\u{ad} ";
        let all = (0..0x2_0000u32).step_by(10).chain(0x2ff..0x380).chain(0x3000..0x30a0).filter_map(char::from_u32);
        for character in all.filter(|character| !matches!(character, '\r' | '\n')) {
            let text: String = neighbors.chars().flat_map(|neighbor| [character, neighbor]).collect();
            let ends: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(&text).skip(1).collect();
            let found: Vec<usize> = Clusters::of(&text).map(|(start, cluster)| start + cluster.len()).collect();
            assert_eq!(found, ends, "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn emoji_by_selector_or_by_nature() {
        for emoji in ["😀", "❤️", "1️⃣", "#⃣", "🇩🇪", "👍🏽", "☝🏽", "❤️‍🔥", "🏳️‍🌈", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴‍☠️"]
        {
            assert!(asks_for_emoji(emoji), "{emoji}");
        }
        for text in ["a", "❤", "☎\u{fe0e}", "⌚\u{fe0e}", "1", "é", "e\u{301}", "葛\u{e0100}", "क्ष"] {
            assert!(!asks_for_emoji(text), "{text}");
        }
    }
}
