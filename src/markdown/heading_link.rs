//! Links that name a heading by its words alone: `[Where we go]`, `[Where we go][]`, `[there][Where we go]`.
//!
//! In: a reference that nothing defines. Out: an address of the heading, which `transform/link` finds by its words as it
//! finds those of notes (<https://pandoc.org/MANUAL.html#extension-implicit_header_references>). One word between
//! brackets is prose as often, so that `auto` reads it only where it is the heading to the letter, and no number.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, LinkType};

use super::attribute;
use super::dialect::{Dialect, Form};
use super::heading_brace;
use super::plain::plain_text;
use super::prepare::Prepared;

/// The headings of a text, looked for once something asks for one.
pub(super) struct Headings<'t> {
    text: &'t str,
    prepared: &'t Prepared<'t>,
    dialect: Dialect,
    by_words: OnceCell<BTreeMap<String, Named>>,
}

/// What a heading is called, and the id that it was given.
struct Named {
    words: String,
    id: Option<String>,
}

impl<'t> Headings<'t> {
    pub fn new(prepared: &'t Prepared<'t>, dialect: Dialect) -> Headings<'t> {
        Headings { text: prepared.text(), prepared, dialect, by_words: OnceCell::new() }
    }

    /// The address of the heading that a reference names.
    fn find(&self, link: &BrokenLink<'_>) -> Option<String> {
        let is_image = self.text[link.span.start..].starts_with('!');
        if is_image
            || !self.dialect.reads(Form::HeadingLinks)
            || self.text[..link.span.start].ends_with(['!', '^', '[', '\\'])
        {
            return None;
        }
        let typed = self.prepared.restore(&link.reference);
        let is_shortcut = matches!(link.link_type, LinkType::Shortcut | LinkType::ShortcutUnknown);
        let after = &self.text[link.span.end..];
        // `[words]{.class}` is a span.
        if is_shortcut && after.starts_with('{') && self.dialect.reads(Form::Spans) && attribute::parse(after).is_some()
        {
            return None;
        }
        let headings = self.by_words.get_or_init(|| headings(&self.prepared.restore(self.text)));
        let Named { words, id } = headings.get(&folded(&typed))?;
        let is_word = !words.contains(' ') && self.dialect.is_auto();
        if is_word && is_shortcut && (*words != typed.trim() || !words.contains(char::is_alphabetic)) {
            return None;
        }
        Some(format!("#{}", id.as_ref().unwrap_or(words)))
    }
}

/// What the parser asks for a reference that nothing defines.
pub(super) fn callback<'t>(headings: &'t Headings<'t>) -> impl BrokenLinkCallback<'t> {
    move |link: BrokenLink<'t>| -> Option<(CowStr<'t>, CowStr<'t>)> {
        headings.find(&link).map(|address| (address.into(), "".into()))
    }
}

/// Whether a link is one that nothing defines.
pub(super) fn is_of_heading(kind: LinkType) -> bool {
    matches!(kind, LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown)
}

/// The headings by their words as they are compared.
fn headings(text: &str) -> BTreeMap<String, Named> {
    let mut found = BTreeMap::new();
    let mut before = "";
    for line in text.lines() {
        let line = line.trim_start_matches(['>', ' ']).trim_end();
        let inner = line.trim_start_matches('#');
        let is_rule =
            line.len() > 1 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'));
        let words = match line.len() - inner.len() {
            1..=6 if inner.starts_with(' ') => inner,
            0 if is_rule => before,
            _ => "",
        };
        before = line;
        let words = words.trim().trim_end_matches('#').trim_end();
        let (words, braces) = words.split_at(heading_brace::words_of(words).len());
        if !words.is_empty() {
            let id = attribute::parse(braces).and_then(|block| block.attributes.id().map(str::to_owned));
            let words = plain_text(words);
            found.entry(folded(&words)).or_insert(Named { words, id });
        }
    }
    found
}

fn folded(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_words() {
        let found = headings("# One *two* {#x}\n\nThree\n=====\n\n## Four ##\n\na\n\n----\n");
        let found: Vec<_> = found.values().map(|Named { words, id }| (words.as_str(), id.as_deref())).collect();
        assert_eq!(found, [("Four", None), ("One two", Some("x")), ("Three", None)]);
    }
}
