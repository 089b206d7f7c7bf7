//! Obsidian's comments within a paragraph: `%%not shown%%`, `%% not shown %%`.
//!
//! In: what follows two percent signs. Out: where the comment ends, if it is one. Where a dialect was named that has
//! comments, every pair of marks is one. Where none was, percent signs are as often those of prose, of `printf` and of
//! variables: both marks touch what stands between them, or neither does.

/// What precedes the marks that may begin a comment, and how they are to be read.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    /// They begin their line.
    pub begins_line: bool,
    /// The dialect is all that are known.
    pub is_guess: bool,
}

impl Opening {
    /// The number of its kind, of [`KINDS`]: what closes one of a kind closes all of them that stand before it.
    pub fn kind(self, inner: &str) -> usize {
        usize::from(self.begins_line) + 2 * usize::from(begins_spaced(inner))
    }
}

pub(super) const KINDS: usize = 4;

/// The length of a comment's text, from behind the marks that open it to before those that close it.
pub(super) fn length(inner: &str, opening: Opening) -> Option<usize> {
    if !opening.is_guess {
        return inner.find("%%");
    }
    if inner.starts_with(|c: char| c == '%' || c.is_ascii_digit()) {
        return None;
    }
    let mut at = 0;
    while let Some(found) = inner[at..].find("%%") {
        let (text, rest) = (&inner[..at + found], &inner[at + found + 2..]);
        if closes(text, rest, opening) {
            return Some(text.len());
        }
        at += found + 2;
    }
    None
}

/// Whether marks close the comment of this text.
fn closes(text: &str, rest: &str, opening: Opening) -> bool {
    let ends_here = rest.chars().next().is_none_or(|c| {
        c.is_whitespace() || if c.is_ascii() { ".,;:!?)]}|*\"'".contains(c) } else { !c.is_alphanumeric() }
    });
    let Some(last) = text.chars().next_back().filter(|_| ends_here && !text.trim().is_empty()) else { return false };
    // `50%%`.
    let is_number = last.is_ascii_digit() || last == '%';
    let is_even = begins_spaced(text) == last.is_whitespace();
    // `%%NAME%%`, a variable of a batch file; and between them nothing but signs.
    if text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_') {
        return false;
    }
    match opening.begins_line && rest.chars().next().is_none_or(|c| c == '\n' || c == '\r') {
        true => is_even || !is_number,
        false => is_even && !is_number,
    }
}

fn begins_spaced(text: &str) -> bool {
    text.starts_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_from_percent_signs() {
        fn hidden(text: &str) -> Option<&str> {
            let start = text.find("%%").unwrap();
            let inner = &text[start + 2..];
            length(inner, Opening { begins_line: start == 0, is_guess: true }).map(|length| &inner[..length])
        }
        for (text, comment) in [
            ("a %% note %% b", " note "),
            ("a %%note%%, b", "note"),
            ("a %%[[Note]]%%", "[[Note]]"),
            ("%%on page 5%%", "on page 5"),
            ("%%note %%\nb", "note "),
            ("a %%\nnote\n%% b", "\nnote\n"),
        ] {
            assert_eq!(hidden(text), Some(comment), "{text}");
        }
        for text in [
            "Write %% for a percent sign, as in 50%%.",
            "%% for a percent sign, as in 50%%.",
            "use %%d and %%s",
            "%%d of %%d",
            "FOR %%i IN (a) DO echo %%i",
            "a %%%% b %%",
            "set %%PATH%% here",
            "%%MY_DIR_2%%",
            "a %% b%%",
            "from 5 to %%10 or 20%% of it",
        ] {
            assert_eq!(hidden(text), None, "{text}");
        }
    }
}
