//! Metadata: what the package document says of the book.
//!
//! In: the document's metadata and what was found while writing. Out: the elements that the skeleton lacks, and the
//! book's identifier, made from its metadata where none is given. Accessibility is claimed only as far as
//! the files show it; conformance to WCAG, which asks for a person's judgement, is left to the publisher.

use std::fmt::Write;

use super::book::Book;
use super::cover::Cover;
use super::xml::{clean, push_attribute, push_text};
use crate::config::date;
use crate::document::{Block, BlockKind, Document, Image, ImageSource, InlineKind, Node};
use crate::hash::Fnv128;

/// What the package document states.
pub(super) struct Facts<'a> {
    pub document: &'a Document,
    pub title: String,
    pub identifier: String,
    pub description: Option<String>,
    pub subjects: Vec<String>,
    pub rights: Option<String>,
    has_cover: bool,
    has_pages: bool,
    has_headings: bool,
    pictures: Pictures,
}

/// What the book's images ask of a reader.
#[derive(Default)]
struct Pictures {
    any: bool,
    /// Whether one says nothing in words.
    lacks_words: bool,
    /// Whether one may move.
    may_move: bool,
}

impl<'a> Facts<'a> {
    pub(super) fn of(book: &Book<'a>, cover: Option<&Cover>, has_pages: bool) -> Facts<'a> {
        let metadata = &book.document.metadata;
        let filled = |text: &Option<String>| text.as_deref().map(clean).filter(|text| !text.is_empty());
        Facts {
            document: book.document,
            title: clean(book.title()),
            identifier: identifier(book.document, book.title()),
            description: filled(&metadata.description),
            subjects: metadata.keywords.iter().map(|word| clean(word)).filter(|word| !word.is_empty()).collect(),
            rights: filled(&metadata.rights),
            has_cover: cover.is_some(),
            has_pages,
            has_headings: has_headings(book.document),
            pictures: pictures(book),
        }
    }

    /// What is known of a book before it is written.
    #[cfg(test)]
    pub(super) fn bare(document: &'a Document) -> Facts<'a> {
        Facts {
            document,
            title: "Title".to_owned(),
            identifier: String::new(),
            description: None,
            subjects: Vec::new(),
            rights: None,
            has_cover: false,
            has_pages: false,
            has_headings: true,
            pictures: Pictures::default(),
        }
    }

    /// Refinements of the title, the subtitle, creators, language, date and publisher, one element a line.
    pub(super) fn people_and_dates(&self) -> String {
        let metadata = &self.document.metadata;
        let mut out = String::new();
        if let Some(subtitle) = metadata.subtitle.as_deref().map(clean).filter(|subtitle| !subtitle.is_empty()) {
            refine(&mut out, "title", "title-type", None, "main");
            refine(&mut out, "title", "display-seq", None, "1");
            element(&mut out, "dc:title", Some("subtitle"), &subtitle);
            refine(&mut out, "subtitle", "title-type", None, "subtitle");
            refine(&mut out, "subtitle", "display-seq", None, "2");
        }
        let creators = metadata.creators.iter().filter(|creator| !clean(&creator.name).is_empty());
        for (index, creator) in creators.enumerate() {
            let id = format!("creator-{}", index + 1);
            // Who made the work, as opposed to who helped it (EPUB 3.3, sections 5.5.3.2.3 and 5.5.3.2.4).
            let name = if creator.role == "aut" { "dc:creator" } else { "dc:contributor" };
            element(&mut out, name, Some(&id), &clean(&creator.name));
            refine(&mut out, &id, "role", Some("marc:relators"), creator.role);
            if let Some(file_as) = creator.file_as.as_deref().map(clean).filter(|name| !name.is_empty()) {
                refine(&mut out, &id, "file-as", None, &file_as);
            }
        }
        element(&mut out, "dc:language", None, metadata.lang.tag());
        if let Some(date) = metadata.date.as_deref().filter(|date| date::is_normal(date)) {
            element(&mut out, "dc:date", None, date);
        }
        if let Some(publisher) = metadata.publisher.as_deref().map(clean).filter(|publisher| !publisher.is_empty()) {
            element(&mut out, "dc:publisher", None, &publisher);
        }
        if let Some(series) = metadata.series.as_ref().filter(|series| !clean(&series.name).is_empty()) {
            // EPUB 3.3, D.3.2.
            let name = clean(&series.name);
            let _ = writeln!(
                out,
                "<meta property=\"belongs-to-collection\" id=\"series\">{}</meta>",
                quick_xml::escape::escape(name.as_str())
            );
            refine(&mut out, "series", "collection-type", None, "series");
            if let Some(position) = &series.position {
                refine(&mut out, "series", "group-position", None, position);
            }
        }
        out
    }

    /// Accessibility (EPUB Accessibility 1.1, section 2.2; Schema.org Accessibility Properties vocabulary).
    pub(super) fn accessibility(&self, has_math: bool, has_drawn_math: bool) -> String {
        let mut out = String::new();
        let has_images = self.pictures.any || self.has_cover || has_drawn_math;
        property(&mut out, "schema:accessMode", "textual");
        if has_images {
            property(&mut out, "schema:accessMode", "visual");
        }
        // A set of modes that is enough to read all of the book.
        let sufficient = if self.pictures.lacks_words { "textual,visual" } else { "textual" };
        property(&mut out, "schema:accessModeSufficient", sufficient);
        let features = ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability"];
        for feature in features.into_iter().filter(|feature| self.has_headings || *feature != "structuralNavigation") {
            property(&mut out, "schema:accessibilityFeature", feature);
        }
        if has_images && !self.pictures.lacks_words {
            property(&mut out, "schema:accessibilityFeature", "alternativeText");
        }
        if has_math {
            property(&mut out, "schema:accessibilityFeature", "MathML");
        }
        if has_drawn_math {
            property(&mut out, "schema:accessibilityFeature", "describedMath");
        }
        if self.has_pages {
            property(&mut out, "schema:accessibilityFeature", "pageBreakMarkers");
            property(&mut out, "schema:accessibilityFeature", "pageNavigation");
            // The pages are those of the PDF made with it, which has no identifier of its own (EPUB
            // Accessibility 1.1, section 3.2.3).
            property(&mut out, "pageBreakSource", "none");
        }
        let hazard = if self.pictures.may_move { "unknown" } else { "none" };
        property(&mut out, "schema:accessibilityHazard", hazard);
        out.push_str("<meta property=\"schema:accessibilitySummary\" xml:lang=\"en\"");
        if self.document.metadata.lang.direction().is_right_to_left() {
            out.push_str(" dir=\"ltr\"");
        }
        out.push('>');
        out.push_str(&self.summary());
        out.push_str("</meta>\n");
        out
    }

    fn summary(&self) -> String {
        let images = match (self.pictures.any, self.pictures.lacks_words, self.has_cover) {
            (true, false, _) => "Its images have alternative text.",
            (true, true, _) => "Some of its images have no alternative text.",
            (false, _, true) => "It holds no images other than its cover.",
            (false, _, false) => "It holds no images.",
        };
        let headings = if self.has_headings { "is structured by headings, " } else { "" };
        format!("The text {headings}has a table of contents and can be enlarged and restyled. {images}")
    }
}

fn element(out: &mut String, name: &str, id: Option<&str>, text: &str) {
    out.push('<');
    out.push_str(name);
    if let Some(id) = id {
        push_attribute(out, "id", id);
    }
    out.push('>');
    push_text(out, text);
    let _ = writeln!(out, "</{name}>");
}

fn refine(out: &mut String, id: &str, property: &str, scheme: Option<&str>, text: &str) {
    out.push_str("<meta");
    push_attribute(out, "refines", &format!("#{id}"));
    push_attribute(out, "property", property);
    if let Some(scheme) = scheme {
        push_attribute(out, "scheme", scheme);
    }
    out.push('>');
    push_text(out, text);
    out.push_str("</meta>\n");
}

fn property(out: &mut String, property: &str, text: &str) {
    out.push_str("<meta");
    push_attribute(out, "property", property);
    out.push('>');
    push_text(out, text);
    out.push_str("</meta>\n");
}

fn pictures(book: &Book<'_>) -> Pictures {
    let mut pictures = Pictures::default();
    for chapter in &book.document.chapters {
        Node::Html(chapter).visit(&mut |node| {
            if let Node::Inline(inline) = node
                && let InlineKind::Image(image) = &inline.kind
            {
                see(book, image, &mut pictures);
            }
        });
    }
    pictures
}

/// Whether any chapter is ordered by headings.
fn has_headings(document: &Document) -> bool {
    let mut found = false;
    for chapter in &document.chapters {
        Node::Html(chapter).visit(&mut |node| {
            found |= matches!(node, Node::Block(Block { kind: BlockKind::Heading { .. }, .. }));
        });
    }
    found
}

fn see(book: &Book<'_>, image: &Image, pictures: &mut Pictures) {
    let file = match &image.source {
        ImageSource::Local(path) => book.images.get(path),
        ImageSource::Remote(_) => None,
    };
    if let Some(file) = file {
        pictures.any = true;
        pictures.lacks_words |= image.alt.trim().is_empty();
        pictures.may_move |= file.may_move();
    }
}

/// The identifier as given, an ISBN or UUID as a URN; else a UUID of what tells this book from others, so that each
/// build of it has the same.
fn identifier(document: &Document, title: &str) -> String {
    let metadata = &document.metadata;
    if let Some(given) = metadata.identifier.as_deref().map(clean).filter(|given| !given.is_empty()) {
        return urn(&given);
    }
    let mut hash = Fnv128::default();
    hash.field(title);
    for fact in [&metadata.subtitle, &metadata.date, &metadata.publisher] {
        hash.field(fact.as_deref().unwrap_or_default());
    }
    hash.field(metadata.lang.tag());
    metadata.creators.iter().for_each(|creator| hash.field(&creator.name));
    document.chapters.iter().for_each(|chapter| hash.field(&chapter.title));
    // Version 8, a UUID of an application's own making, and the variant (RFC 9562, section 5.8).
    let bits = hash.finish() & !(0xf << 76) & !(0b11 << 62) | (8 << 76) | (0b10 << 62);
    let hex = format!("{bits:032x}");
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn urn(given: &str) -> String {
    let bare = given.strip_prefix("ISBN").unwrap_or(given).trim_start_matches([':', ' ']);
    let digits: String = bare.chars().filter(|character| !matches!(character, '-' | ' ')).collect();
    let is_isbn = matches!(digits.len(), 10 | 13)
        && digits.bytes().enumerate().all(|(at, byte)| byte.is_ascii_digit() || at == 9 && byte == b'X');
    if is_isbn {
        return format!("urn:isbn:{digits}");
    }
    let parts: Vec<usize> = given.split('-').map(str::len).collect();
    if parts == [8, 4, 4, 4, 12] && given.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        return format!("urn:uuid:{}", given.to_ascii_lowercase());
    }
    given.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_become_urns() {
        assert_eq!(urn("978-3-16-148410-0"), "urn:isbn:9783161484100");
        assert_eq!(urn("ISBN: 080442957X"), "urn:isbn:080442957X");
        assert_eq!(urn("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"), "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        assert_eq!(urn("https://example.org/b"), "https://example.org/b");
    }

    #[test]
    fn a_made_identifier_depends_on_the_book_alone() {
        let mut document = Document::default();
        document.metadata.title = Some("A".to_owned());
        let first = identifier(&document, "A");
        assert_eq!(first, identifier(&document, "A"));
        assert_eq!(first.len(), "urn:uuid:".len() + 36);
        assert_eq!(first.as_bytes()["urn:uuid:".len() + 14], b'8');
        document.metadata.date = Some("2024".to_owned());
        assert_ne!(first, identifier(&document, "A"));
    }
}
