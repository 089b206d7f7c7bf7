//! Optical margins: how far a character stands into the margin at a line's end, of its width.
//!
//! A margin looks straight when about as much black touches it on every line. A hyphen or a stop has little, and is
//! set mostly outside; letters that meet the margin with a point or a slant stand out by a trace.

/// Hyphens and stops: what stays inside keeps the line from looking short.
const SMALL_MARK: f32 = 0.7;
const COMMA: f32 = 0.5;
/// Marks of the height of letters.
const COLON: f32 = 0.3;
const EN_DASH: f32 = 0.3;
const EM_DASH: f32 = 0.15;
const LETTER: f32 = 0.05;

/// The share of a character's width that hangs where a line begins with it.
pub(super) fn at_start(character: char) -> f32 {
    match character {
        '\u{201c}' | '\u{2018}' | '\u{201e}' | '\u{201a}' | '"' | '\'' | '\u{ab}' | '\u{2039}' => SMALL_MARK,
        _ => either(character),
    }
}

/// The share that hangs where a line ends with it.
pub(super) fn at_end(character: char) -> f32 {
    match character {
        '\u{201d}' | '\u{2019}' | '\u{201c}' | '\u{2018}' | '"' | '\'' | '\u{bb}' | '\u{203a}' => SMALL_MARK,
        _ if is_stop(character) && !is_comma(character) => SMALL_MARK,
        _ if is_comma(character) => COMMA,
        ':' | ';' | '\u{61b}' => COLON,
        _ => either(character),
    }
}

fn either(character: char) -> f32 {
    match character {
        '-' | '\u{2010}' | '\u{2011}' => SMALL_MARK,
        '\u{2013}' => EN_DASH,
        '\u{2014}' => EM_DASH,
        'A' | 'T' | 'V' | 'W' | 'Y' | 'v' | 'w' | 'x' | 'y' => LETTER,
        _ => 0.0,
    }
}

fn is_comma(character: char) -> bool {
    matches!(character, ',' | '\u{60c}' | '\u{3001}' | '\u{ff0c}' | '\u{fe50}' | '\u{fe51}' | '\u{ff64}')
}

/// Stops and commas, which `hanging-punctuation: force-end` sets wholly outside (CSS Text 4, section 9.2).
pub(super) fn is_stop(character: char) -> bool {
    is_comma(character) || matches!(character, '.' | '\u{6d4}' | '\u{3002}' | '\u{ff0e}' | '\u{fe52}' | '\u{ff61}')
}
