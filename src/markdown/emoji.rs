//! Emoji by their names: `:rocket:`.
//!
//! In: text that begins with a colon, and what stands around a name. Out: the character, and how long the name is; whether it
//! is a part of an address, a path or a program's name, which stay as typed. The names are GitHub's
//! (<https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#using-emojis>).

/// No name is longer.
const LONGEST_NAME: usize = 40;

/// The emoji of a name between colons, and how long it is.
pub(super) fn emoji(text: &str) -> Option<(&'static str, usize)> {
    let inner = text.strip_prefix(':')?;
    let length = inner.bytes().take(LONGEST_NAME).position(|byte| byte == b':')?;
    let name = &inner[..length];
    let is_name = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'+' | b'-'));
    if !is_name || inner[length + 1..].starts_with(char::is_alphanumeric) {
        return None;
    }
    Some((emojis::get_by_shortcode(name)?.as_str(), length + 2))
}

/// Whether a name between colons is a part of an address, a path or a name in a program: of its neighbors, in `before` and
/// `after`, tells that the one or the other.
pub(super) fn is_of_program(before: &str, after: &str) -> bool {
    /// How far back the beginning of an address is looked for.
    const LONGEST: usize = 2000;
    // `:+1:/:-1:` are two.
    let is_path = before.strip_suffix('/').is_some_and(|before| !before.ends_with(':'))
        || after.strip_prefix('/').is_some_and(|after| !after.starts_with(':'));
    if is_path || before.ends_with([':', '\\', '=', '&', '_', '@']) || after.starts_with(['=', '_', '@']) {
        return true;
    }
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST))..];
    let word = &before[before.rfind(char::is_whitespace).unwrap_or(0)..];
    word.contains("://") || word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with("www.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_programs_are_no_emoji() {
        for (before, after) in
            [("https://a.org/", "/b"), ("(see www.a.org/?", ""), ("std:", "x"), ("users/", ""), ("", "/x"), ("q=", "")]
        {
            assert!(is_of_program(before, after), "{before}:cat:{after}");
        }
        for (before, after) in [("", ""), ("a (", ")"), (":+1:/", "."), ("", "/:-1:"), ("https://a.org ", "")] {
            assert!(!is_of_program(before, after), "{before}:cat:{after}");
        }
    }
}
