//! Where words may be hyphenated, by Liang's patterns for the word's language.

use crate::lang::Lang;

/// Longer "words" are addresses or data, not language.
const LONGEST_WORD: usize = 64;
/// How many letters a word must have to be hyphenated, and to keep before and after the hyphen, whatever the patterns
/// allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HyphenLimits {
    pub word: usize,
    pub before: usize,
    pub after: usize,
}

impl HyphenLimits {
    /// Two and three letters, as TeX's `\lefthyphenmin` and `\righthyphenmin` for English; a shorter word gains less
    /// by a hyphen than is lost in reading.
    pub const AUTO: HyphenLimits = HyphenLimits { word: 5, before: 2, after: 3 };
}

/// Byte offsets in `word` at which a hyphen may be put. Empty where the language has no patterns. `word`
/// must be letters only.
pub fn hyphenation_points(word: &str, lang: &Lang, limits: HyphenLimits) -> Vec<usize> {
    if word.len() < limits.word || word.len() > LONGEST_WORD || word.chars().count() < limits.word {
        return Vec::new();
    }
    let Some(patterns) = patterns(lang) else {
        return Vec::new();
    };
    let (left, right) = patterns.bounds();
    let mut offset = 0;
    let mut points: Vec<usize> =
        hypher::hyphenate_bounded(word, patterns, left.max(limits.before), right.max(limits.after))
            .map(|syllable| {
                offset += syllable.len();
                offset
            })
            .collect();
    points.pop();
    points
}

fn patterns(lang: &Lang) -> Option<hypher::Lang> {
    // Norwegian is tagged by its written forms; the patterns go by the macrolanguage or either form.
    let primary = lang.primary();
    let code: [u8; 2] = primary.as_bytes().try_into().ok()?;
    hypher::Lang::from_iso(code).or_else(|| match primary {
        "no" => hypher::Lang::from_iso(*b"nb"),
        "nb" | "nn" => hypher::Lang::from_iso(*b"no"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(word: &str, tag: &str) -> String {
        let mut parts = word.to_owned();
        for point in hyphenation_points(word, &Lang::parse(tag).unwrap(), HyphenLimits::AUTO).into_iter().rev() {
            parts.insert(point, '-');
        }
        parts
    }

    #[test]
    fn goes_by_language() {
        assert_eq!(split("hyphenation", "en-US"), "hy-phen-ation");
        assert_eq!(split("Silbentrennung", "de"), "Sil-ben-tren-nung");
        assert_eq!(split("hyphenation", "tlh"), "hyphenation");
    }

    #[test]
    fn no_part_is_shorter_than_allowed() {
        let limits = HyphenLimits { word: 6, before: 3, after: 3 };
        let english = Lang::parse("en").unwrap();
        assert_eq!(hyphenation_points("hyphenation", &english, limits), [6]);
        assert!(hyphenation_points("table", &english, limits).is_empty());
    }

    #[test]
    fn short_words_and_data_stay_whole() {
        assert_eq!(split("away", "en"), "away");
        assert_eq!(split(&"a".repeat(300), "en"), "a".repeat(300));
    }
}
