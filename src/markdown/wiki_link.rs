//! Links between notes: `[[page#heading|text]]`, `![[picture.png|300]]`.
//!
//! In: text that begins with two brackets. Out: what they name; a link or an image pushed to what is open. Which file a
//! page is, wherever in the vault it lies, is decided by `transform/link`
//! (<https://help.obsidian.md/links>, <https://help.obsidian.md/embeds>).

use std::ops::Range;

use super::build::Builder;
use super::inclusion::Part;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::Attributes;
use crate::source::name::ending;

/// The longest link: more is prose between brackets.
const LONGEST: usize = 500;

/// The class by which `transform/link` knows that a page is named, not a path.
pub const CLASS: &str = "wikilink";

/// A link taken apart.
pub(super) struct WikiLink<'s> {
    is_embed: bool,
    page: &'s str,
    /// A heading's words, or a block's id with its caret.
    fragment: Option<&'s str>,
    /// What stands behind the first `#`: a heading's words below another's.
    path: &'s str,
    label: Option<&'s str>,
    /// How long it is as written.
    pub length: usize,
}

/// Takes apart the link that text begins with.
pub(super) fn parse(text: &str) -> Option<WikiLink<'_>> {
    let is_embed = text.starts_with('!');
    let inner = text.strip_prefix('!').unwrap_or(text).strip_prefix("[[")?;
    let end = inner.bytes().take(LONGEST).position(|byte| matches!(byte, b']' | b'[' | b'\n'))?;
    let rest = inner[end..].strip_prefix("]]")?;
    // `[[1]](address)` is a link whose text has brackets.
    if rest.starts_with(['(', '[', ']']) {
        return None;
    }
    let content = &inner[..end];
    let (target, label) = match content.split_once('|') {
        // In a table the bar is escaped.
        Some((target, label)) => (target.strip_suffix('\\').unwrap_or(target), Some(label.trim())),
        None => (content, None),
    };
    let (page, path, fragment) = match target.split_once('#') {
        Some((page, path)) => (page.trim(), path, path.rsplit('#').next().map(str::trim)),
        None => (target.trim(), "", None),
    };
    let fragment = fragment.filter(|fragment| !fragment.is_empty());
    if page.is_empty() && fragment.is_none() {
        return None;
    }
    let label = label.filter(|label| !label.is_empty());
    Some(WikiLink { is_embed, page, fragment, path, label, length: text.len() - rest.len() })
}

impl WikiLink<'_> {
    /// The note whose text it asks for, and the part of it.
    pub fn embedded(&self) -> Option<(String, Part)> {
        if !self.is_embed || is_picture(self.page) || media(self.page).is_some() {
            return None;
        }
        let part = match self.fragment {
            None => Part::Whole,
            Some(fragment) => match fragment.strip_prefix('^') {
                Some(name) => Part::Block(name.to_owned()),
                None => Part::Heading(self.path.split('#').map(|words| words.trim().to_owned()).collect()),
            },
        };
        Some((self.page.to_owned(), part))
    }
}

impl Builder<'_> {
    /// Pushes what a link between notes names.
    pub(super) fn wiki_link(&mut self, link: &WikiLink<'_>, range: Range<usize>) {
        let WikiLink { is_embed, page, fragment, label, .. } = *link;
        if is_embed && is_picture(page) {
            return self.embedded_picture(page, label, range);
        }
        if is_embed && let Some((what, hint)) = media(page) {
            let message = format!("`![[{page}]]` is left out: a book holds no {what}");
            return self.report(Diagnostic::new(Code::ForeignMarkup, message).hint(hint), range);
        }
        let mut words = label.map_or_else(|| page.to_owned(), str::to_owned);
        if label.is_none()
            && let Some(fragment) = fragment
        {
            if !words.is_empty() {
                words.push_str(" › ");
            }
            words.push_str(fragment.trim_start_matches('^'));
        }
        let span = self.span(&range);
        if is_embed && self.foreign().is_told(span) {
            let typed = self.source()[range.clone()].to_owned();
            return self.push_run(&typed, range);
        }
        if is_embed {
            let mut finding =
                Diagnostic::new(Code::ForeignMarkup, format!("`![[{page}]]` asks for the text of another file"));
            finding.severity = Severity::Warning;
            self.report(finding.hint("a link stands for it"), range.clone());
        }
        if self.is_in_link() {
            return self.push_run(&words, range);
        }
        self.begin_line(&range);
        let mut address = page.to_owned();
        if let Some(fragment) = fragment {
            address.push('#');
            match fragment.strip_prefix('^') {
                Some(name) => address.push_str(&block_id(name)),
                None => address.push_str(fragment),
            }
        }
        self.push_link_of(Attributes::class(CLASS), &address, &words, range);
    }

    fn embedded_picture(&mut self, page: &str, label: Option<&str>, range: Range<usize>) {
        let mut attributes = Attributes::class(CLASS);
        let mut alt = String::new();
        // Words are the alternative text, perhaps with a size after another bar.
        for part in label.unwrap_or_default().split('|') {
            if !take_size(part, &mut attributes) {
                alt = part.trim_end_matches('\\').to_owned();
            }
        }
        self.begin_line(&range);
        self.flush_text();
        let id = self.fresh_id();
        self.image(id, range, attributes, page, None, alt);
    }
}

/// A number is a width, two are a size. Whether it is one.
fn take_size(part: &str, attributes: &mut Attributes) -> bool {
    let (width, height) = part.split_once('x').map_or((part, None), |(width, height)| (width, Some(height)));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(width) || !height.is_none_or(is_number) {
        return false;
    }
    attributes.set("width", width);
    height.into_iter().for_each(|height| attributes.set("height", height));
    true
}

/// Takes the size from the end of an alternative text: `![a harbor|300](harbor.jpg)`, `![300](harbor.jpg)`.
pub(super) fn without_size(alt: String, attributes: &mut Attributes) -> String {
    /// A smaller number by itself names what is shown.
    const LEAST: usize = 2;
    match alt.rsplit_once('|') {
        Some((words, size)) if take_size(size.trim(), attributes) => words.trim_end().to_owned(),
        None if alt.len() > LEAST && take_size(&alt, attributes) => String::new(),
        Some(_) | None => alt,
    }
}

/// The id of a block that Obsidian names `^name`: no address may hold a caret.
pub(super) fn block_id(name: &str) -> String {
    format!("block-{name}")
}

/// Whether a name is a picture's.
fn is_picture(name: &str) -> bool {
    const ENDINGS: [&str; 9] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "avif", "tiff"];
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// What a vault embeds that no book shows, and what to do about it (<https://help.obsidian.md/file-formats>).
fn media(name: &str) -> Option<(&'static str, &'static str)> {
    const PICTURE: &str = "export it as SVG or PNG, and name that: `![[picture.svg]]`";
    const WORDS: &str = "say in words what it holds";
    let name = name.strip_suffix(".md").unwrap_or(name);
    Some(match ending(name).as_str() {
        "pdf" => ("pages of a PDF", "save the page as a picture, and name that: `![[page.png]]`"),
        "mp3" | "wav" | "m4a" | "ogg" | "flac" | "3gp" => ("sound", WORDS),
        "mp4" | "webm" | "ogv" | "mov" | "mkv" => ("film", WORDS),
        "canvas" => ("canvas", PICTURE),
        "base" => ("base", "write the table into the text"),
        "excalidraw" => ("source of a drawing", PICTURE),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_between_notes_are_taken_apart() {
        let shown = |text: &str| {
            let link = parse(text)?;
            Some(format!("{} {:?} {:?} {}", link.page, link.fragment, link.label, &text[link.length..]))
        };
        assert_eq!(shown("[[A b]] c").as_deref(), Some("A b None None  c"));
        assert_eq!(shown("[[a#B#c|d]].").as_deref(), Some("a Some(\"c\") Some(\"d\") ."));
        assert_eq!(shown("[[#^x1]]").as_deref(), Some(" Some(\"^x1\") None "));
        assert_eq!(shown("![[p.png\\|300]]").as_deref(), Some("p.png None Some(\"300\") "));
        for text in ["[[a]](b)", "[[]]", "[[a\nb]]", "[[a]", "[[a[b]]", "[[|x]]"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
