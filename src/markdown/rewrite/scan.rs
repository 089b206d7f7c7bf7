//! Whether a text may hold forms that are to be rewritten: one look at the beginning of each line.
//!
//! In: the text. Out: yes or no; a text without such forms costs no more than this look.

/// Whether any line looks as if a form began in it.
pub(super) fn may_hold_forms(text: &str) -> bool {
    if text.contains("{{") || text.contains("{%") || text.contains("(@") {
        return true;
    }
    text.split('\n').any(may_begin)
}

fn may_begin(line: &str) -> bool {
    let bytes = line.as_bytes();
    let Some(start) = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t')) else { return false };
    let at = |index: usize| bytes.get(start + index).copied().unwrap_or(b'\n');
    // A line of words, as most are.
    if at(0).is_ascii_alphabetic() && at(1).is_ascii_alphabetic() && !line[start..].starts_with("Table:") {
        return matches!(at(2), b'.' | b')') && is_roman(&bytes[start..start + 2]);
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

fn is_roman(letters: &[u8]) -> bool {
    letters.iter().all(|byte| matches!(byte.to_ascii_lowercase(), b'i' | b'v' | b'x'))
}

fn begins(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b'\n');
    match at(0) {
        b':' => at(1) == b':' || matches!(at(1), b' ' | b'\t'),
        b'!' | b'?' | b'=' => at(1) == at(0) && at(2) == at(0),
        b'`' | b'~' => {
            let info = text.trim_start_matches(['`', '~']).trim_start();
            info.starts_with('{') || info.starts_with("admonish")
        }
        b'{' | b'%' => true,
        b'|' => !text.trim_end().ends_with('|') || text.trim_end() == "|",
        b'+' => matches!(at(1), b'-' | b'=' | b':' | b'+'),
        b'*' => at(1) == b'[',
        b'\\' => at(1).is_ascii_alphabetic(),
        b'<' => text.starts_with("<!-- ") || text.starts_with("<!--p") || text.starts_with("<!--\\"),
        b'#' => at(1) == b'.' && at(2) == b' ',
        b'(' => true,
        b'-' if at(1) == b'#' => true,
        b'-' => at(1) == b'-' && (text.contains("- -") || text.trim_end() == "---" || text.len() > 10),
        b'$' => at(1) == b'$',
        b'T' => text.starts_with("Table:"),
        byte if byte.is_ascii_alphabetic() => matches!(at(1), b'>' | b'.' | b')'),
        _ => false,
    }
}
