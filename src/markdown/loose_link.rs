//! Links and images whose address is typed with spaces, or with a size behind it: `![x](my picture.png =100x20)`.
//!
//! In: brackets that the parser took for text, and the parentheses behind them. Out: the address, a title, a size as
//! attributes. CommonMark wants such an address between `<` and `>`; editors write it bare. What has no file's ending and
//! no scheme is prose. Sizes: <https://github.com/tatsy/markdown-it-imsize>, <https://joplinapp.org/help/apps/markdown>.

use crate::document::Attributes;
use crate::url;

/// The longest text between the brackets, and the longest address: more is prose.
const LONGEST: usize = 1000;

/// What stands in the parentheses.
pub(super) struct Destination {
    pub address: String,
    pub title: Option<String>,
    pub size: Attributes,
    /// With both parentheses.
    pub length: usize,
}

/// Where the bracket closes that text begins with, if parentheses follow.
pub(super) fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut before = 0;
    let mut bytes = text.bytes().enumerate().take(LONGEST);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'\n' if before == b'\n' => return None,
            b'[' => depth += 1,
            b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return text[at + 1..].starts_with('(').then_some(at);
                }
            }
            _ => {}
        }
        before = byte;
    }
    None
}

/// Takes apart the parentheses that text begins with; only an image has a size. Plain ones are the parser's, but for
/// where it could not read them.
pub(super) fn destination(text: &str, is_image: bool, may_be_plain: bool) -> Option<Destination> {
    let length = enclosed(text)?;
    let mut rest = text[1..length - 1].trim();
    let mut size = Attributes::default();
    let mut title = None;
    // The size may stand before the title or after it.
    for _ in 0..2 {
        if is_image && let Some((before, found)) = sized(rest) {
            (rest, size) = (before.trim_end(), found);
        }
        if title.is_none()
            && let Some((before, found)) = titled(rest)
        {
            (rest, title) = (before.trim_end(), Some(found.to_owned()));
        }
    }
    if may_be_plain {
        rest = rest.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(rest);
    }
    let is_plain = !rest.contains([' ', '\t']);
    if rest.is_empty()
        || rest.contains(['<', '>', '{', '}'])
        || is_plain && size.is_empty() && !may_be_plain
        || !is_plain && !is_address(rest)
    {
        return None;
    }
    Some(Destination { address: rest.to_owned(), title, size, length })
}

/// How far it is to the parenthesis that closes the first one, in one line.
fn enclosed(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().take(LONGEST) {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'\n' => return None,
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// `=100x20`, `=100x`, `=x20`, `=50%x` at the end of a text, and what stands before it.
fn sized(text: &str) -> Option<(&str, Attributes)> {
    let (before, size) = text.rsplit_once(" =")?;
    let (width, height) = size.split_once('x')?;
    let is_length = |text: &str| {
        let digits = text.strip_suffix('%').unwrap_or(text);
        text.is_empty() || !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if width.is_empty() && height.is_empty() || !is_length(width) || !is_length(height) {
        return None;
    }
    let mut attributes = Attributes::default();
    for (name, value) in [("width", width), ("height", height)] {
        if !value.is_empty() {
            attributes.set(name, value);
        }
    }
    Some((before, attributes))
}

/// A title in quotes at the end of a text, and what stands before it.
fn titled(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let inner = &text[..text.len() - 1];
    let (before, title) = inner.split_once(&format!(" {quote}"))?;
    Some((before, title))
}

/// Whether words are an address: they have a scheme, or end as the name of a file does.
fn is_address(text: &str) -> bool {
    let is_web = url::scheme(text).is_some_and(|scheme| scheme.len() > 1 && text[scheme.len()..].starts_with("://"));
    let path = text.split(['#', '?']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_file = name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && (2..=8).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && ending.bytes().any(|byte| byte.is_ascii_alphabetic())
    });
    is_web || is_file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_may_hold_spaces_where_they_are_files() {
        let shown = |text: &str, is_image| {
            let found = destination(text, is_image, false)?;
            Some(format!("{} {:?} {:?}", found.address, found.title, found.size.get("width")))
        };
        assert_eq!(shown("(my pic.png)", true).as_deref(), Some("my pic.png None None"));
        assert_eq!(shown("(my pic (1).png)!", true).as_deref(), Some("my pic (1).png None None"));
        assert_eq!(shown("(a b.md#c d \"T u\")", false).as_deref(), Some("a b.md#c d Some(\"T u\") None"));
        assert_eq!(shown("(a.png =10x20 \"T\")", true).as_deref(), Some("a.png Some(\"T\") Some(\"10\")"));
        assert_eq!(shown("(a.png \"T\" =50%x)", true).as_deref(), Some("a.png Some(\"T\") Some(\"50%\")"));
        assert_eq!(shown("(https://a.org/b c)", false).as_deref(), Some("https://a.org/b c None None"));
        assert!(destination("(a.png \"T\")", true, true).is_some_and(|found| found.title.is_some()));
        assert!(destination("(<a b.png>)", true, true).is_some_and(|found| found.address == "a b.png"));
        for prose in ["(this is a note)", "(see p. 3)", "(a b.2)", "(a.png =x)", "()", "(a\nb.png)", "(open a.png"] {
            assert_eq!(shown(prose, true), None, "{prose}");
        }
        assert_eq!(closing("[a [b] c](d)"), Some(8));
        assert_eq!(closing("[a] (d)"), None);
    }
}
