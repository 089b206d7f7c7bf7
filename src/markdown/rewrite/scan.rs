//! Whether a text may hold forms that are to be rewritten: one look at the beginning of each line.
//!
//! In: the text. Out: yes or no; a text without such forms costs no more than this look.

use memchr::memchr2_iter;

use super::reference;

/// Whether any line looks as if a form began in it.
pub(super) fn may_hold_forms(text: &str) -> bool {
    has_forms_in_lines(text) || lines_may_hold_forms(text)
}

/// The same for forms that begin lines. Fenced code at the left margin is passed over; where its end is not found, it may
/// be no code at all, and every line counts.
fn lines_may_hold_forms(text: &str) -> bool {
    let mut fence: Option<&str> = None;
    for line in lines(text) {
        let length = line.bytes().take_while(|byte| *byte == b'`').count();
        match fence {
            Some(open) if line.starts_with(open) && line.trim_end().len() == length => fence = None,
            Some(_) => {}
            None if may_begin(line) => return true,
            None if length >= 3 && !line[length..].contains('`') => fence = Some(&line[..length]),
            None => {}
        }
    }
    fence.is_some() && lines(text).any(may_begin)
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).map(move |end| {
        let line = &text[start..end];
        start = end + 1;
        line
    })
}

/// Whether a text holds what [`Pass::substitute`](super::Pass::substitute) looks for.
pub(super) fn has_forms_in_lines(text: &str) -> bool {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    memchr2_iter(b'{', b'@', bytes).any(|at| match bytes[at] {
        b'{' => matches!(byte(at + 1), b'{' | b'%') || at > 0 && byte(at - 1) == b'=',
        _ => at > 0 && byte(at - 1) == b'(',
    })
}

fn may_begin(line: &str) -> bool {
    let bytes = line.as_bytes();
    let Some(start) = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t')) else { return false };
    let at = |index: usize| bytes.get(start + index).copied().unwrap_or(b'\n');
    // A line of words, as most are.
    if at(0).is_ascii_alphabetic() && at(1).is_ascii_alphabetic() && !line[start..].starts_with("Table:") {
        let letters = bytes[start..].iter().take(MOST_LETTERS).take_while(|byte| is_roman(**byte)).count();
        return letters > 1 && matches!(at(letters), b'.' | b')')
            || matches!(at(0), b'i' | b'e') && super::mdx::begins(&line[start..]);
    }
    let text = line[start..].trim_start_matches(['>', ' ', '\t']);
    if begins(text) {
        return true;
    }
    // After the marker of an item.
    let inner = text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '.' | ')' | ' ' | '\t' | '>')
    });
    inner.len() < text.len() && begins(inner)
}

/// The letters of the longest Roman number of a list.
const MOST_LETTERS: usize = 7;

fn is_roman(letter: u8) -> bool {
    matches!(letter.to_ascii_lowercase(), b'i' | b'v' | b'x' | b'l')
}

fn begins(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b'\n');
    match at(0) {
        b':' => at(1) == b':' || matches!(at(1), b' ' | b'\t'),
        b'!' | b'?' if at(1) == b'>' => at(2) == b' ',
        b'!' | b'?' | b'=' => at(1) == at(0) && at(2) == at(0),
        b'[' => at(1) != b'^' && reference::may_be(text),
        b'~' if matches!(at(1), b' ' | b'\t') => true,
        b'`' | b'~' => {
            let info = text.trim_start_matches(['`', '~']).trim_start();
            info.starts_with('{') || info.starts_with("admonish")
        }
        b'{' => !matches!(at(1), b'\n' | b' ') || text.contains('}'),
        b'%' => true,
        b'/' => super::slashes::begins(text),
        b'|' => !text.trim_end().ends_with('|') || text.trim_end() == "|",
        b'+' => matches!(at(1), b'-' | b'=' | b':' | b'+'),
        b'*' => at(1) == b'[',
        b'\\' => at(1).is_ascii_alphabetic() || text.trim_start_matches('\\').starts_with('['),
        b'<' => {
            text.starts_with("<!--") && text.len() < 40 && text.to_ascii_lowercase().contains("page")
                || text.contains(" markdown")
        }
        b'#' => at(1) == b'.' && at(2) == b' ' || super::part::begins(text),
        b'(' => at(1) == b'@' || is_label(&text[1..]),
        b'-' if at(1) == b'#' => true,
        // A table's rule, or the first line of a block of metadata.
        b'-' => {
            let text = text.trim_end();
            let is_rule = text.bytes().all(|byte| matches!(byte, b'-' | b' '));
            at(1) == b'-' && is_rule && (text.contains(' ') || text == "---" || text.len() > 10)
        }
        b'$' => at(1) == b'$',
        b'T' => text.starts_with("Table:"),
        byte if byte.is_ascii_alphabetic() => {
            at(1) == b'>' || matches!(at(1), b'.' | b')') && matches!(at(2), b' ' | b'\t' | b'\n')
        }
        _ => false,
    }
}

/// Whether a parenthesis is closed after a word, as the number of an item or a target's name is.
fn is_label(text: &str) -> bool {
    let Some(end) = text.find(')') else { return false };
    let is_name =
        text[..end].bytes().all(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"-_:.".contains(&byte));
    is_name && matches!(text.as_bytes().get(end + 1), None | Some(b' ' | b'\t' | b'='))
}
