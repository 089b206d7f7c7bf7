//! Formulas and drawings in raw HTML: elements `math` and `svg`.
//!
//! In: where one begins and ends. Out: a formula of its source, which `transform` reads as it does TeX; an image whose
//! address holds the drawing. What stands in it reaches the tree in no other way.

use super::build::Builder;
use crate::html::{self, Embedded, Tag, Token};
use crate::url;

/// Drawings within drawings: more is a mistake.
const MOST_NESTED: u32 = 20;

/// An element whose end is not yet read.
pub(super) struct Begun {
    pub what: Embedded,
    pub tag: Tag,
    /// Where its first tag begins.
    pub start: usize,
}

impl Builder<'_> {
    /// Whether an element whose first tag ends here has an end.
    pub(super) fn embedded_ends(&mut self, what: Embedded, at: usize) -> bool {
        match what {
            Embedded::Formula => ends_in_line(&self.source()[at..], "math", false),
            // Within a line it ends where that does; as a block it may hold empty lines.
            Embedded::Drawing if self.raw_state().in_block => self.is_closed_later("svg", at),
            Embedded::Drawing => ends_in_line(&self.source()[at..], "svg", true),
        }
    }

    /// An element, once its end is read.
    pub(super) fn embedded(&mut self, begun: Begun, end: usize) {
        let Begun { what, tag, start } = begun;
        let Some(source) = self.source().get(start..end) else { return };
        match what {
            Embedded::Formula => {
                self.begin_line(&(start..end));
                self.math(source, tag.attribute("display") == Some("block"), start..end);
            }
            Embedded::Drawing => {
                let image = image_of(&tag, &self.restore(source));
                self.image_tag(&image, start..end);
            }
        }
    }
}

/// The image that a drawing is.
fn image_of(tag: &Tag, source: &str) -> Tag {
    let mut attributes = vec![("src".to_owned(), address(tag, source))];
    if let Some(words) = words(tag, source) {
        attributes.push(("alt".to_owned(), words));
    }
    let kept = tag.attributes.iter().filter(|(name, _)| matches!(name.as_str(), "id" | "class"));
    attributes.extend(kept.cloned());
    Tag { name: "img".to_owned(), attributes }
}

/// The drawing as an address (RFC 2397). In HTML an element `svg` need not name its namespaces, in a file it must.
fn address(tag: &Tag, source: &str) -> String {
    const NAME: &str = "<svg";
    let mut drawing = NAME.to_owned();
    if tag.attribute("xmlns").is_none() {
        drawing.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
    }
    if tag.attribute("xmlns:xlink").is_none() && source.contains("xlink:") {
        drawing.push_str(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    }
    drawing.push_str(source.get(NAME.len()..).unwrap_or_default());
    format!("data:image/svg+xml,{}", url::encode_text(&drawing))
}

/// What a drawing shows, by its label or its title; nothing for one that is there for the eye alone.
fn words(tag: &Tag, source: &str) -> Option<String> {
    if tag.attribute("aria-hidden") == Some("true") || matches!(tag.attribute("role"), Some("presentation" | "none")) {
        return Some(String::new());
    }
    if let Some(label) = tag.attribute("aria-label") {
        return Some(label.to_owned());
    }
    let mut tokens = html::tokenize(source).into_iter().map(|(token, _)| token);
    tokens.find(|token| matches!(token, Token::Open(tag) if tag.name == "title"))?;
    match tokens.next() {
        Some(Token::Text(text)) => Some(text.trim().to_owned()),
        Some(_) | None => None,
    }
}

/// Whether an element that begins before `text` ends in it: before another of its name begins, unless they nest, and
/// before a line that is empty, which ends what raw HTML stands in.
fn ends_in_line(text: &str, name: &str, nests: bool) -> bool {
    let bytes = text.as_bytes();
    let is_named =
        |rest: &[u8]| rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
    let mut depth = 1;
    for at in memchr::memchr2_iter(b'<', b'\n', bytes) {
        let rest = &bytes[at + 1..];
        if bytes[at] == b'\n' {
            if text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
                return false;
            }
        } else if rest.first() == Some(&b'/') && is_named(&rest[1..]) {
            depth -= 1;
            if depth == 0 {
                return rest[1 + name.len()..].trim_ascii_start().starts_with(b">");
            }
        } else if is_named(rest) {
            // As deep as nothing nests, so that many that never end are not read to the end each.
            if !nests || depth == MOST_NESTED {
                return false;
            }
            depth += 1;
        }
    }
    false
}
