//! Where lines may break: Unicode's line breaking algorithm (UAX #14), with strict rules for CJK, and what prose and
//! code ask for beyond it.
//!
//! In: a paragraph's text. Out: [`line_break_opportunities`], and for a space how firmly it ties what stands beside it
//! ([`tie`]). What a break costs is decided in layout.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};

/// Byte offsets before which a line may break, in ascending order, without the text's two ends.
pub fn line_break_opportunities(text: &str) -> Vec<usize> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut options = LineBreakOptions::default();
    // CSS Text 3, section 5.3: `strict` keeps small kana and the like from opening a line (kinsoku).
    options.strictness = Some(LineBreakStrictness::Strict);
    let mut offsets: Vec<usize> = LineSegmenter::new_auto(options).segment_str(text).skip(1).collect();
    if offsets.last() == Some(&text.len()) {
        offsets.pop();
    }
    offsets.retain(|&at| !follows_leading_mark(text, at));
    add_word_starts(text, &mut offsets);
    offsets
}

/// Whether an offset is after the hyphens or slashes that a word begins with: `--option` is not parted from its sign
/// (UAX #14, LB20a, for any number of hyphens and after an opening), nor `/usr` from its root.
fn follows_leading_mark(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let rest = before.trim_end_matches(['-', '\u{2010}', '/']);
    let begins_word = |last: char| last.is_whitespace() || is_opening(last);
    rest.len() < before.len() && !text[at..].starts_with(' ') && rest.chars().next_back().is_none_or(begins_word)
}

/// UAX #14 lets no line begin with a stop, not even after a space (LB13, LB15d). One that begins a word is no stop:
/// `.gitignore`, `...i32`, `/usr`.
fn add_word_starts(text: &str, offsets: &mut Vec<usize>) {
    let mut missing = Vec::new();
    for (at, _) in text.match_indices([' ']) {
        let mut rest = text[at + 1..].chars();
        let is_mark = rest.next().is_some_and(|mark| matches!(mark, '.' | ',' | ':' | ';' | '!' | '?' | '/'));
        if is_mark
            && rest.next().is_some_and(|next| next.is_alphanumeric() || matches!(next, '.' | '/' | '#' | '_' | '-'))
            && offsets.binary_search(&(at + 1)).is_err()
        {
            missing.push(at + 1);
        }
    }
    if !missing.is_empty() {
        offsets.append(&mut missing);
        offsets.sort_unstable();
    }
}

/// Whether a character opens what follows it. The straight quotes may; they never part from a letter either way.
pub fn is_opening(character: char) -> bool {
    matches!(
        character,
        '(' | '['
            | '{'
            | '<'
            | '"'
            | '\''
            | '`'
            | '\u{201c}'
            | '\u{2018}'
            | '\u{201e}'
            | '\u{201a}'
            | '\u{ab}'
            | '\u{2039}'
    )
}

/// How firmly a space holds what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// A line may end here as well as at any other.
    None,
    /// Only where the line would else be bad: a label and its number, a number and what it counts.
    Dear,
    /// Never: before a dash or an operator, which belong to what they follow.
    Firm,
}

/// The tie of the space at an offset of prose. It goes by what kind of characters meet, so it holds in any language
/// and whichever elements they belong to.
pub fn tie(text: &str, space: usize) -> Tie {
    let (before, rest) = text.split_at(space);
    let mut after = rest.chars();
    after.next();
    let after = after.as_str();
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return Tie::None };
    if last.is_alphabetic() && first.is_alphabetic() {
        return Tie::None;
    }
    if matches!(first, '\u{2012}'..='\u{2015}') || is_sign(first) && stands_alone_before(after, first) {
        return Tie::Firm;
    }
    if is_operator(last) && stands_alone_after(before, last) {
        return Tie::Dear;
    }
    if first.is_numeric() && is_label(last_word(before)) || first.is_alphabetic() && counts(last_word(before), after) {
        return Tie::Dear;
    }
    Tie::None
}

/// A hyphen between two spaces is a dash.
fn is_sign(character: char) -> bool {
    character == '-' || is_operator(character)
}

/// Signs of arithmetic and relations (general category Sm, those that stand between two things).
fn is_operator(character: char) -> bool {
    matches!(
        character,
        '+' | '=' | '<' | '>' | '\u{b1}' | '\u{d7}' | '\u{f7}' | '\u{2212}' | '\u{2190}'..='\u{21ff}' | '\u{2208}'
            | '\u{2215}'..='\u{2219}' | '\u{2223}'..='\u{22ff}'
    )
}

fn stands_alone_before(after: &str, sign: char) -> bool {
    after[sign.len_utf8()..].chars().next().is_none_or(char::is_whitespace)
}

fn stands_alone_after(before: &str, sign: char) -> bool {
    before[..before.len() - sign.len_utf8()].chars().next_back().is_none_or(char::is_whitespace)
}

/// The word a text ends with. Longer ones are neither labels nor numbers.
fn last_word(before: &str) -> &str {
    const LONGEST: usize = 24;
    let word = before.char_indices().rev().take(LONGEST).find(|(_, character)| character.is_whitespace());
    match word {
        Some((at, space)) => &before[at + space.len_utf8()..],
        None if before.len() <= LONGEST => before,
        None => "",
    }
}

/// "Listing", "Figure", "No.", "p.": what a number names a thing with.
fn is_label(word: &str) -> bool {
    const LONGEST_ABBREVIATION: usize = 3;
    let letters = word.trim_start_matches(is_opening);
    let is_abbreviation = letters.ends_with('.') && letters.chars().count() <= LONGEST_ABBREVIATION;
    let stem = letters.trim_end_matches('.');
    !stem.is_empty()
        && stem.chars().all(char::is_alphabetic)
        && (is_abbreviation || stem.chars().next().is_some_and(char::is_uppercase))
}

/// Whether a number is parted from what it counts: "29 September", "12 km". A number of more digits names a thing
/// of its own more often, such as a year.
fn counts(number: &str, after: &str) -> bool {
    const MOST_DIGITS: usize = 2;
    const LONGEST_UNIT: usize = 2;
    let digits = number.trim_start_matches(is_opening).trim_end_matches('.');
    let is_number = digits.starts_with(char::is_numeric)
        && digits.chars().all(|character| character.is_numeric() || matches!(character, '.' | ','));
    let unit = after.chars().take_while(|character| character.is_alphabetic()).count();
    is_number && (digits.chars().count() <= MOST_DIGITS || unit <= LONGEST_UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let mut starts = vec![0];
        starts.extend(line_break_opportunities(text));
        let ends = starts[1..].iter().copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
    }

    #[test]
    fn after_spaces_and_hyphens_but_not_before_punctuation() {
        assert_eq!(pieces("a well-kept house (old)."), ["a ", "well-", "kept ", "house ", "(old)."]);
    }

    #[test]
    fn options_keep_their_hyphens() {
        assert_eq!(pieces("a -b --c-d (-e) f-g"), ["a ", "-b ", "--c-", "d ", "(-e) ", "f-", "g"]);
    }

    #[test]
    fn a_stop_may_begin_a_word() {
        assert_eq!(pieces("a, ...i32 .b /c d. e !"), ["a, ", "...i32 ", ".b ", "/c ", "d. ", "e !"]);
    }

    #[test]
    fn labels_keep_their_numbers() {
        let of = |text: &str| tie(text, text.rfind(' ').unwrap());
        for tied in
            ["See Listing 1-1", "see (Fig. 3", "No. 7", "29 September", "on 29. Mai", "100 km", "2⁸ − 1", "a = 5"]
        {
            assert_eq!(of(tied), Tie::Dear, "{tied}");
        }
        for free in ["two words", "the end. 7", ". 5", "with 5", "1851 there", "a, b", "`code` 5", "x=1 y"] {
            assert_eq!(of(free), Tie::None, "{free}");
        }
    }

    #[test]
    fn no_line_begins_with_a_dash_or_an_operator() {
        for text in ["слово — и", "a \u{2013} b", "a - b", "2⁸ − 1", "a < b"] {
            assert_eq!(tie(text, text.find(' ').unwrap()), Tie::Firm, "{text}");
        }
        assert_eq!(tie("a -b", 1), Tie::None);
    }

    #[test]
    fn kinsoku() {
        assert_eq!(pieces("日本。語"), ["日", "本。", "語"]);
    }
}
