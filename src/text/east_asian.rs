//! The spaces of Chinese and Japanese: what stands between two characters where nothing was typed.
//!
//! In: the two characters and the writing. Out: a [`Gap`]. Full-width punctuation is a half-width mark with half an
//! em of space on one side; [`narrowed`] takes that space away, so that lines are made of marks and of gaps that
//! stretch, shrink, and vanish at the ends of lines (Requirements for Japanese Text Layout, 3.1.2 to 3.1.6 and 3.8;
//! <https://www.w3.org/TR/jlreq/>).

use crate::lang::{EastAsian, is_hangul, is_ideographic};

/// Space between two characters, in em.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gap {
    pub width: f32,
    pub stretch: f32,
    pub shrink: f32,
}

/// What a character is to its neighbors (JLREQ, 3.9.2, character classes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpacingClass {
    /// cl-01: opening brackets, space on their left.
    Opening,
    /// cl-02: closing brackets, space on their right.
    Closing,
    /// cl-06 and cl-07: full stops and commas, space on their right.
    Comma,
    /// cl-05: middle dots, space on both sides.
    MiddleDot,
    /// Han, kana and what is as wide as they are.
    Ideograph,
    /// cl-24 to cl-27: letters and digits of other scripts.
    Letter,
    /// What has its own space or wants none.
    Other,
}

/// The class of a character.
pub fn spacing_class(character: char, writing: Option<EastAsian>) -> SpacingClass {
    // In Taiwan and Hong Kong stops and commas stand in the middle of their square and keep it.
    let is_centered = matches!(writing, Some(EastAsian::TraditionalChinese | EastAsian::HongKong));
    let is_simplified = writing == Some(EastAsian::SimplifiedChinese);
    match character {
        '「' | '『' | '【' | '〔' | '〈' | '《' | '〘' | '〖' | '〝' | '（' | '［' | '｛' | '｟' => {
            SpacingClass::Opening
        }
        '」' | '』' | '】' | '〕' | '〉' | '》' | '〙' | '〗' | '〟' | '）' | '］' | '｝' | '｠' => {
            SpacingClass::Closing
        }
        '、' | '。' | '，' | '．' if !is_centered => SpacingClass::Comma,
        '：' | '；' | '！' | '？' if is_simplified => SpacingClass::Comma,
        '・' => SpacingClass::MiddleDot,
        '：' | '；' if !is_centered => SpacingClass::MiddleDot,
        // Half-width katakana and the spaces of Han text are as wide as they are typed.
        '\u{3000}' => SpacingClass::Other,
        character if is_ideographic(character) => SpacingClass::Ideograph,
        character if character.is_alphanumeric() && !is_hangul(character) => SpacingClass::Letter,
        _ => SpacingClass::Other,
    }
}

/// Space at each side that a full-width mark has of its own: left and right, in em.
pub fn narrowed(class: SpacingClass) -> Option<(f32, f32)> {
    match class {
        SpacingClass::Opening => Some((0.5, 0.0)),
        SpacingClass::Closing | SpacingClass::Comma => Some((0.0, 0.5)),
        SpacingClass::MiddleDot => Some((0.25, 0.25)),
        SpacingClass::Ideograph | SpacingClass::Letter | SpacingClass::Other => None,
    }
}

/// What stretches where all else is used up: the seams between characters (JLREQ, 3.8.4).
const SEAM: Gap = Gap { width: 0.0, stretch: 0.04, shrink: 0.0 };
/// Between ideographs and letters of other scripts (JLREQ, 3.2.6).
const LETTERS: Gap = Gap { width: 0.25, stretch: 0.2, shrink: 0.125 };

/// The space between two characters, `None` where there is none and a line may not be stretched. `trims` says
/// whether full-width marks were `narrowed`, `spaces` whether letters stand apart from ideographs.
pub fn gap(before: SpacingClass, after: SpacingClass, trims: bool, spaces: bool) -> Option<Gap> {
    use SpacingClass::{Closing, Comma, Ideograph, Letter, MiddleDot, Opening, Other};
    let of_brackets = Gap { width: 0.5, stretch: 0.06, shrink: 0.5 };
    let of_comma = Gap { width: 0.5, stretch: 0.06, shrink: 0.25 };
    let of_dot = Gap { width: 0.25, stretch: 0.04, shrink: 0.25 };
    match (before, after) {
        (Letter | Other, Letter | Other) => None,
        _ if !trims && before != Ideograph && after != Ideograph => None,
        (Ideograph, Ideograph) => Some(SEAM),
        (Ideograph, Letter) | (Letter, Ideograph) => Some(if spaces { LETTERS } else { SEAM }),
        (Ideograph, Other) | (Other, Ideograph) => Some(SEAM),
        _ if !trims => Some(SEAM),
        // Marks that follow one another are set solid; of a closing and an opening one a single space stays.
        (Closing | Comma, Closing | Comma) | (Opening, _) => None,
        (Comma, Ideograph | Letter | Other | Opening) => Some(of_comma),
        (Closing, Ideograph | Letter | Other | Opening) => Some(of_brackets),
        (Ideograph | Letter | Other, Opening) => Some(of_brackets),
        (Closing | Comma | Ideograph | Letter | Other, MiddleDot)
        | (MiddleDot, Ideograph | Letter | Other | Closing | Comma) => Some(of_dot),
        (MiddleDot, Opening | MiddleDot) => Some(of_brackets),
        (Ideograph | Letter | Other, Closing | Comma) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(before: char, after: char, writing: EastAsian) -> Option<f32> {
        let class = |character| spacing_class(character, Some(writing));
        gap(class(before), class(after), true, true).map(|gap| gap.width)
    }

    #[test]
    fn spaces_of_marks() {
        let japanese = |before, after| between(before, after, EastAsian::Japanese);
        assert_eq!(japanese('日', '本'), Some(0.0));
        assert_eq!(japanese('。', '本'), Some(0.5));
        assert_eq!(japanese('。', '」'), None);
        assert_eq!(japanese('」', '「'), Some(0.5));
        assert_eq!(japanese('本', '「'), Some(0.5));
        assert_eq!(japanese('「', '本'), None);
        assert_eq!(japanese('本', 'R'), Some(0.25));
        assert_eq!(japanese('R', 's'), None);
        assert_eq!(between('。', '本', EastAsian::TraditionalChinese), Some(0.0));
    }
}
