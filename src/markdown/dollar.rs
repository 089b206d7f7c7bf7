//! Dollar signs that pulldown-cmark takes for the ends of a formula, and that are none: prices, variables of a shell.
//!
//! In: the text, and the range of what was taken for a formula. Out: which of its dollar signs are to be hidden from the
//! parser, which then reads the text anew, since what is in a formula is no Markdown: `*$HOME/bin*. Say that your $PATH`.

use std::ops::Range;

/// So many times a text is read anew; each time hides all that the last one found.
pub(super) const MOST_READINGS: usize = 8;

/// The dollar signs of a formula that are none, by their places in the text.
pub(super) fn none_of_a_formula(text: &str, formula: &Range<usize>) -> Vec<usize> {
    let (open, close) = (formula.start, formula.end - 1);
    let inner = &text[open + 1..close];
    let after = &text[formula.end..];
    let next = after.bytes().next().unwrap_or_default();
    // Pandoc's rule: a closing dollar before a digit closes nothing, so `$5/$10` is money. And `$HOME/$USER` are variables.
    let is_variable = inner.starts_with(is_of_variable) && inner.chars().nth(1).is_some_and(is_of_variable);
    if next.is_ascii_digit() || is_variable && next.is_ascii_uppercase() {
        return vec![open, close];
    }
    // Both within words: names such as `A$AP` and `Ke$ha`; and what a sign joins to the next name, `$a,$b`.
    let is_letter = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic());
    let is_in_word = is_letter(text[..open].bytes().next_back());
    let is_joined =
        inner.ends_with([',', '.', ';', ':', '-', '/', '+', '=', '|', '&']) && inner.starts_with(is_of_name);
    if next.is_ascii_alphanumeric() && is_in_word || next.is_ascii_alphabetic() && is_joined {
        return vec![open, close];
    }
    // One in a word, and words behind it.
    if is_in_word && inner.contains(' ') && !inner.contains(['\\', '^', '_', '=', '+', '{', '<', '>', '|']) {
        return vec![open];
    }
    // It would cut code in two: of a formula's own marks none stands alone.
    let marks = inner.bytes().filter(|&byte| byte == b'`').count();
    let goes_on = || after[..after.find("\n\n").unwrap_or(after.len())].contains('`');
    if marks % 2 == 1 && goes_on() { vec![open] } else { Vec::new() }
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_'
}

fn is_of_variable(character: char) -> bool {
    character.is_ascii_uppercase() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_and_variables_are_no_formulas() {
        let hidden = |text: &str| {
            let start = text.find('$').unwrap();
            let end = start + 1 + text[start + 1..].find('$').unwrap() + 1;
            none_of_a_formula(text, &(start..end))
        };
        assert_eq!(hidden("$5/$10"), [0, 3]);
        assert_eq!(hidden("$HOME/$USER"), [0, 6]);
        assert_eq!(hidden("*$HOME/bin*, in `$PATH` now"), [1, 17]);
        assert_eq!(hidden("*$home/bin*, in `$path` now"), [1]);
        assert_eq!(hidden("A$AP Rocky and Ke$ha"), [1, 17]);
        assert_eq!(hidden("$foo,$bar"), [0, 5]);
        assert_eq!(hidden("Ke$ha got 5$ more"), [2]);
        for formula in [
            "the $n$th",
            "\u{8a2d}$x$\u{70ba}",
            "2$x$ and",
            "$a$, $b$",
            "$x,$ y",
            "a$x + y$",
            "$AB$s",
            "$x$",
            "$\\text{`a'}$ and so on",
            "$x`$\n\n`",
        ] {
            assert!(hidden(formula).is_empty(), "{formula}");
        }
    }
}
