//! What a character is by the Unicode Character Database, where the standard library does not say.

use unicode_properties::{EmojiStatus, UnicodeEmoji};

/// Whether a character shows nothing where no font knows it: `Default_Ignorable_Code_Point` (Unicode 16, 5.21, and
/// `DerivedCoreProperties.txt`). Joiners, marks of direction, variation selectors, tags, the soft hyphen.
pub fn is_default_ignorable(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a character leaves no ink of its own: spaces, controls, and what is ignorable by default.
pub fn is_inkless(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_default_ignorable(character)
}

/// Whether a character is shown as an emoji unless a variation selector asks for text: `Emoji_Presentation`
/// (UTS #51, 1.4.3 and 4.3).
pub fn has_emoji_presentation(character: char) -> bool {
    // Asked for each character of a book that is not ASCII. Between the dingbats and the supplementary planes, where
    // Han and Hangul are, no character is shown so.
    matches!(character, '\u{2300}'..='\u{2bff}' | '\u{1f000}'..)
        && matches!(
            character.emoji_status(),
            EmojiStatus::EmojiPresentation
                | EmojiStatus::EmojiPresentationAndModifierBase
                | EmojiStatus::EmojiPresentationAndEmojiComponent
                | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
        )
}

/// Whether a character can be an emoji: `Emoji`, but for the ASCII that keycaps are made of.
pub fn is_emoji(character: char) -> bool {
    character.is_emoji_char() && !character.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_and_text() {
        assert!("😀✅👍🏽🇩⌚".chars().all(has_emoji_presentation));
        assert!(!"a1#©❤☎⚠\u{fe0f}\u{200d}".chars().any(has_emoji_presentation));
    }

    #[test]
    fn the_quick_answer_is_the_tables() {
        for character in '\0'..=char::MAX {
            let is_shown_so = format!("{:?}", character.emoji_status()).starts_with("EmojiPresentation");
            assert_eq!(has_emoji_presentation(character), is_shown_so, "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn nothing_inked_is_ignorable() {
        assert!("\u{ad}\u{200b}\u{200d}\u{2060}\u{feff}\u{fe0f}\u{e0100}\u{e0067}".chars().all(is_default_ignorable));
        assert!(!"a \u{301}\u{fffc}\u{fffd}\u{e000}".chars().any(is_default_ignorable));
        assert!(" \t\u{85}\u{7}\u{2028}\u{3000}".chars().all(is_inkless));
    }
}
