//! Where words may be hyphenated, by Liang's patterns for the word's language.

use crate::lang::Lang;

/// Longer "words" are addresses or data, not language.
const LONGEST_WORD: usize = 64;
/// Words shorter than this stay whole: what would be gained is less than what is lost in reading.
const SHORTEST_WORD: usize = 5;
/// Letters that stay before and after a hyphen at least, whatever the patterns allow: two and three,
/// as TeX's `\lefthyphenmin` and `\righthyphenmin` for English.
const LEFT_MIN: usize = 2;
const RIGHT_MIN: usize = 3;

/// Byte offsets in `word` at which a hyphen may be put. Empty where the language has no patterns. `word`
/// must be letters only.
pub fn hyphenation_points(word: &str, lang: &Lang) -> Vec<usize> {
    let letters = word.chars().count();
    if letters < SHORTEST_WORD || word.len() > LONGEST_WORD {
        return Vec::new();
    }
    let Some(patterns) = patterns(lang) else {
        return Vec::new();
    };
    let (left, right) = patterns.bounds();
    let mut offset = 0;
    let mut points: Vec<usize> = hypher::hyphenate_bounded(word, patterns, left.max(LEFT_MIN), right.max(RIGHT_MIN))
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
        for point in hyphenation_points(word, &Lang::parse(tag).unwrap()).into_iter().rev() {
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
    fn short_words_and_data_stay_whole() {
        assert_eq!(split("away", "en"), "away");
        assert_eq!(split(&"a".repeat(300), "en"), "a".repeat(300));
    }
}
