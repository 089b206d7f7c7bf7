//! Attribute blocks: `{#id .class key=value}` and its kin.
//!
//! In: text that begins with a brace. Out: the [`Attributes`] and where the block ends, or that it is none. pandoc's
//! form (<https://pandoc.org/MANUAL.html#extension-attributes>), kramdown's with a colon after the brace
//! (<https://kramdown.gettalong.org/syntax.html#inline-attribute-lists>) and Markua's `{id: x, class: y}`
//! (<https://leanpub.com/markua/read#attributes>) are read.

use crate::document::Attributes;

/// The longest block: more is prose between braces.
const LONGEST: usize = 1000;

/// A block of attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    pub attributes: Attributes,
    /// Bytes from the opening brace to after the closing one.
    pub length: usize,
}

/// Reads the block that text begins with. An empty one is one; braces around anything else are not.
pub fn parse(text: &str) -> Option<Block> {
    let inner = text.strip_prefix('{')?;
    let end = closing_brace(inner)?;
    let (content, length) = (&inner[..end], end + 2);
    let content = content.strip_prefix(':').unwrap_or(content);
    let attributes = entries(content)?;
    Some(Block { attributes, length })
}

/// The attributes between braces; `None` where it holds anything else.
pub fn entries(content: &str) -> Option<Attributes> {
    let mut attributes = Attributes::default();
    let mut rest = content.trim_start_matches(is_space);
    while !rest.is_empty() {
        rest = entry(rest, &mut attributes)?.trim_start_matches(is_space);
    }
    Some(attributes)
}

/// Where the brace closes, which may stand between quotes as well; a block ends within its paragraph.
fn closing_brace(inner: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = 0;
    for (at, byte) in inner.bytes().enumerate().take(LONGEST) {
        match (quote, byte) {
            (Some(open), _) if byte == open && before != b'\\' => quote = None,
            (Some(_), b'\n') if before == b'\n' => return None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if before == b'=' || before == b' ' => quote = Some(byte),
            (None, b'}') => return Some(at),
            (None, b'{') => return None,
            (None, b'\n') if before == b'\n' => return None,
            (None, _) => {}
        }
        before = byte;
    }
    None
}

/// One entry; gives what follows it.
fn entry<'t>(text: &'t str, attributes: &mut Attributes) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix('#') {
        let (name, rest) = word(rest)?;
        attributes.set_id(name);
        return Some(rest);
    }
    if let Some(rest) = text.strip_prefix('.') {
        let (name, rest) = word(rest)?;
        name.split('.').filter(|class| !class.is_empty()).for_each(|class| attributes.add_class(class));
        return Some(rest);
    }
    // pandoc's short form of "no number".
    if let Some(rest) = text.strip_prefix('-')
        && (rest.is_empty() || rest.starts_with(is_space))
    {
        attributes.add_class("unnumbered");
        return Some(rest);
    }
    let name_end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(name_end);
    let (name, rest) = match (rest.strip_prefix('='), name.strip_suffix(':')) {
        (Some(rest), _) => (name, rest),
        // Markua's colon.
        (None, Some(name)) => (name, rest.trim_start_matches(' ')),
        // Python-Markdown lets one stand without a value.
        (None, None) if name.starts_with("data-") && name.len() > 5 => {
            set(attributes, name, "");
            return Some(rest);
        }
        (None, None) => return None,
    };
    if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (value, rest) = value(rest)?;
    set(attributes, name, &value);
    Some(rest)
}

/// Sets an attribute by name; `id` and `class` are what they are everywhere.
pub fn set(attributes: &mut Attributes, name: &str, value: &str) {
    match name {
        "id" => attributes.set_id(value.trim_start_matches('#')),
        "class" => value.split_whitespace().for_each(|class| attributes.add_class(class.trim_start_matches('.'))),
        "alt" | "caption" | "cap" | "fig-cap" | "fig-alt" | "dir" | "height" | "lang" | "style" | "title" | "width" => {
            attributes.set(name, value);
        }
        // HTML has these of itself, and the face asks whether they may stand where they do.
        "aria-hidden" | "aria-label" | "epub:type" | "role" | "hidden" | "reversed" => attributes.set(name, value),
        "xml:lang" => attributes.set("lang", value),
        _ if name.starts_with("data-") => attributes.set(name, value),
        // pandoc writes others as data attributes, since HTML has none of these names.
        _ => attributes.set(format!("data-{}", name.to_ascii_lowercase().replace([':', '.'], "-")), value),
    }
}

/// A value, in quotes or to the next space, and what follows it.
pub fn value(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        let end = text.find(is_space).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (!value.contains(['{', '}'])).then(|| (value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = text[1..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if text[at + 2..].starts_with([quote, '\\']) => value.extend(chars.next().map(|(_, c)| c)),
            '\n' => value.push(' '),
            c if c == quote => return Some((value, &text[at + 2..])),
            c => value.push(c),
        }
    }
    None
}

/// A name without spaces or signs that names do not hold.
fn word(text: &str) -> Option<(&str, &str)> {
    let is_in_name = |c: char| !is_space(c) && !matches!(c, '{' | '}' | '"' | '\'' | '=' | '<' | '>' | '#');
    let end = text.find(|c: char| !is_in_name(c)).unwrap_or(text.len());
    let rest = &text[end..];
    let is_whole = end > 0 && (rest.is_empty() || rest.starts_with(is_space) || rest.starts_with(['#', '.']));
    is_whole.then(|| (&text[..end], rest))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | ',')
}

/// Adds to attributes what others say; what is there stays.
pub fn merge(into: &mut Attributes, other: &Attributes) {
    if let Some(id) = other.id()
        && into.id().is_none()
    {
        into.set_id(id);
    }
    other.classes().iter().for_each(|class| into.add_class(class.as_str()));
    for (name, value) in other.pairs() {
        if into.get(name).is_none() {
            into.set(name.as_str(), value.as_str());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let Block { attributes, length } = parse(text)?;
        let mut out = attributes.id().map(|id| format!("#{id}")).unwrap_or_default();
        attributes.classes().iter().for_each(|class| out.push_str(&format!(" .{class}")));
        attributes.pairs().iter().for_each(|(name, value)| out.push_str(&format!(" {name}={value}")));
        Some(format!("{}|{}", out.trim(), &text[length..]))
    }

    #[test]
    fn attributes_are_read_as_pandoc_kramdown_and_markua_write_them() {
        for (text, expected) in [
            ("{#fig:map .wide width=50%} x", "#fig:map .wide width=50%| x"),
            ("{.python .numberLines startFrom=\"100\"}", ".python .numberLines data-startfrom=100|"),
            ("{title=\"a } b\" lang=fr}", "title=a } b lang=fr|"),
            ("{: .a.b #c }", "#c .a .b|"),
            ("{id: alpha, class: warning}", "#alpha .warning|"),
            ("{-}", ".unnumbered|"),
            ("{}", "|"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["{", "{a}", "{a b}", "{{x}}", "{% x %}", "{#}", "{=html}", "{.a", "{x = 1}", "{#a\n\nb}", "{1,3}"]
        {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
