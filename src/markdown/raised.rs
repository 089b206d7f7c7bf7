//! What stands above or below the line: `x^2^`, `H~2~O`.
//!
//! In: text that begins with a mark, and the character before it. Out: how far it is to the mark that closes it, by pandoc's
//! rule (<https://pandoc.org/MANUAL.html#superscripts-and-subscripts>), but that faces such as `^o^` are none. Where the dialect is guessed, the marks are as often
//! those of prose: `5~6`, `x^2+y^2`.

use super::cjk;

/// How far a superscript's or subscript's closing mark stands from its opening one: no white space between, and a letter
/// or digit beside one of them or a word between, since faces such as `(^o^)` are none. Where the dialect is guessed, prose has such marks too.
pub(super) fn raised(text: &str, mark: char, last: Option<char>, is_guess: bool) -> Option<usize> {
    let inner = &text[1..];
    let is_end = |at: usize, c: char| c == mark || c.is_whitespace() && !inner[..at].ends_with('\\');
    let length = inner.char_indices().find(|(at, c)| is_end(*at, *c))?.0;
    let rest = inner[length..].strip_prefix(mark)?;
    let touches = last.is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | ']' | '*' | '_' | '`' | '~'))
        || rest.starts_with(char::is_alphanumeric);
    let (inner, next) = (&inner[..length], rest.chars().next());
    // A face is a letter among signs; a word or a number may stand alone.
    let is_word = inner.chars().all(char::is_alphanumeric) && (inner.len() > 1 || inner.starts_with(char::is_numeric));
    let stands_alone = is_word && last.is_none_or(char::is_whitespace) && next.is_none_or(|c| !c.is_alphanumeric());
    let is_it = length > 0 && (touches || stands_alone) && inner.contains(char::is_alphanumeric);
    (is_it && !(is_guess && are_of_prose(inner, last, next))).then_some(length + 1)
}

/// Whether marks on both sides of a text are those of prose: between numbers, as in `5~6,7~8`; in a formula typed without
/// dollars, `x^2+y^2`; before numbers that are about right, `~5/~6`; in a script without spaces, where `~` means "about"
/// and "up to".
fn are_of_prose(inner: &str, last: Option<char>, next: Option<char>) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let is_after_word = last.is_some_and(|c| c.is_alphanumeric() || c == ')');
    let is_before_word = next.is_some_and(char::is_alphanumeric);
    let mut within = inner.chars();
    within.next();
    within.next_back();
    let joins = within.as_str().contains(['+', '-', '*', '/', '=', '<', '>', '(', ',', ';', ':']);
    inner.chars().any(cjk::is_cjk)
        || is_digit(last) && is_digit(next)
        || is_before_word && is_after_word && joins
        || is_before_word && !is_after_word && !inner.ends_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn superscripts_touch_a_word_and_hold_no_space() {
        let length = |text: &str, last| raised(text, '^', last, false);
        assert_eq!(length("^2^.", Some('x')), Some(2));
        assert_eq!(length("^14^C", Some(' ')), Some(3));
        assert_eq!(length("^sup^ b", Some(' ')), Some(4));
        assert_eq!(length("^o^ b", Some(' ')), None);
        assert_eq!(length("^o^)", Some('(')), None);
        assert_eq!(length("^10 and 3^5", Some('2')), None);
        assert_eq!(length("^^", Some('2')), None);
    }

    #[test]
    fn marks_of_prose_raise_nothing() {
        let is_raised = |text: &str| {
            let at = text.find(['^', '~']).unwrap();
            let mark = text[at..].chars().next().unwrap();
            raised(&text[at..], mark, text[..at].chars().next_back(), true).is_some()
        };
        for text in ["H~2~O", "x^2^", "SO~4~^2-^", "^14^C", "10^-3^m", "log~10~x", "x~i,j~", "Ca^2+^", "14^th^-century"]
        {
            assert!(is_raised(text), "{text}");
        }
        for text in ["\u{7d04}~5\u{3068}~6", "\u{571f}~\u{65e5}~\u{6708}", "5~6,7~8", "x^2+y^2", "(a+b)^2=a^2", "~5/~6"]
        {
            assert!(!is_raised(text), "{text}");
        }
    }
}
