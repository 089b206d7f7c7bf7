//! Metadata: what the package document says of the book.
//!
//! In: the document's metadata and what was found while writing. Out: the elements that the skeleton lacks, and the
//! book's identifier, made from its metadata where none is given. Accessibility is claimed only as far as
//! the files show it; conformance to WCAG, which asks for a person's judgement, is left to the publisher.

use std::fmt::Write;

use super::book::Book;
use super::cover::Cover;
use super::sheet_text::may_move;
use super::xml::{clean, push_attribute, push_text};
use crate::config::{date, isbn};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{
    Block, BlockKind, Document, Image, ImageSource, Inline, InlineKind, Node, SectionKind, isbn_urn,
};
use crate::hash::Fnv128;
use crate::lang::{Images, Lang};

/// What the package document states.
pub(super) struct Facts<'a> {
    pub document: &'a Document,
    pub title: String,
    pub identifier: String,
    pub description: Option<String>,
    pub rights: Option<String>,
    has_cover: bool,
    has_pages: bool,
    /// The pages are those that the author marked.
    has_own_pages: bool,
    has_headings: bool,
    has_ruby: bool,
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
    pub(super) fn of(book: &Book<'a>, cover: Option<&Cover>, has_pages: bool, moves: bool) -> Facts<'a> {
        let metadata = &book.document.metadata;
        let pictures = pictures(book);
        let (has_headings, has_ruby) = headings_and_ruby(book.document);
        let filled = |text: &Option<String>| text.as_deref().map(clean).filter(|text| !text.is_empty());
        Facts {
            document: book.document,
            title: clean(book.title()),
            identifier: identifier(book.document, book.title()),
            description: filled(&metadata.description),
            rights: filled(&metadata.rights),
            has_cover: cover.is_some(),
            has_pages,
            has_own_pages: !book.own_pages.is_empty(),
            has_headings,
            has_ruby,
            pictures: Pictures { may_move: pictures.may_move || moves, ..pictures },
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
            rights: None,
            has_cover: false,
            has_pages: false,
            has_own_pages: false,
            has_headings: true,
            has_ruby: false,
            pictures: Pictures::default(),
        }
    }

    /// Refinements of the title, further titles, creators, languages, date, publisher, subjects, source and series, one
    /// element a line.
    pub(super) fn people_and_dates(&self) -> String {
        let metadata = &self.document.metadata;
        let edition = &metadata.edition;
        let mut out = String::new();
        self.titles(&mut out);
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
        for lang in languages(self.document) {
            element(&mut out, "dc:language", None, lang.tag());
        }
        if let Some(date) = metadata.date.as_deref().filter(|date| date::is_normal(date)) {
            element(&mut out, "dc:date", None, date);
        }
        if let Some(publisher) = metadata.publisher.as_deref().map(clean).filter(|publisher| !publisher.is_empty()) {
            element(&mut out, "dc:publisher", None, &publisher);
        }
        self.subjects(&mut out);
        // The print edition that the book was made from (EPUB Accessibility 1.1, section 3.2.3).
        let print = edition.print_isbn.as_deref().map(isbn_urn);
        let source = edition.source.as_deref().map(clean).filter(|source| !source.is_empty());
        for source in [print, source].into_iter().flatten() {
            element(&mut out, "dc:source", None, &source);
        }
        if let Some(name) = edition.name.as_deref().map(clean).filter(|name| !name.is_empty()) {
            property(&mut out, "schema:bookEdition", &name);
        }
        self.series(&mut out);
        out
    }

    /// Identifiers other than the one that counts: a book may have a UUID, an ISBN and a DOI.
    pub(super) fn further_identifiers(&self) -> String {
        let edition = &self.document.metadata.edition;
        let doi = edition.doi.as_deref().map(|doi| format!("doi:{}", clean(doi)));
        let mut out = String::new();
        for identifier in [edition.isbn.as_deref().map(isbn_urn), doi].into_iter().flatten() {
            if identifier != self.identifier {
                element(&mut out, "dc:identifier", None, &identifier);
            }
        }
        out
    }

    /// What kind each title is, where there are several (EPUB 3.3, D.3.10).
    fn titles(&self, out: &mut String) {
        let metadata = &self.document.metadata;
        let subtitle = metadata.subtitle.as_deref().map(|text| ("subtitle", clean(text)));
        let typed = metadata.edition.titles.iter().map(|(kind, text)| (kind.name(), clean(text)));
        let titles: Vec<_> = subtitle.into_iter().chain(typed).filter(|(_, text)| !text.is_empty()).collect();
        if titles.is_empty() {
            return;
        }
        refine(out, "title", "title-type", None, "main");
        refine(out, "title", "display-seq", None, "1");
        for (index, (kind, text)) in titles.iter().enumerate() {
            let id = if *kind == "subtitle" { "subtitle".to_owned() } else { format!("title-{kind}") };
            element(out, "dc:title", Some(&id), text);
            refine(out, &id, "title-type", None, kind);
            refine(out, &id, "display-seq", None, &(index + 2).to_string());
        }
    }

    /// Keywords, and the codes of subjects by their schemes (EPUB 3.3, D.3.1 and D.3.9).
    fn subjects(&self, out: &mut String) {
        let metadata = &self.document.metadata;
        let coded = &metadata.edition.subjects;
        let words = metadata.keywords.iter().map(|word| clean(word)).filter(|word| !word.is_empty());
        for word in words.filter(|word| !coded.iter().any(|subject| clean(&subject.text) == *word)) {
            element(out, "dc:subject", None, &word);
        }
        for (index, subject) in coded.iter().enumerate() {
            let id = format!("subject-{}", index + 1);
            element(out, "dc:subject", Some(&id), &clean(&subject.text));
            refine(out, &id, "authority", None, &clean(&subject.authority));
            refine(out, &id, "term", None, &clean(&subject.term));
        }
    }

    /// The series, for EPUB 3 (D.3.2), and as Calibre and Kobo's older readers know it.
    fn series(&self, out: &mut String) {
        let Some(series) = &self.document.metadata.series else { return };
        let name = clean(&series.name);
        if name.is_empty() {
            return;
        }
        out.push_str("<meta property=\"belongs-to-collection\" id=\"series\">");
        push_text(out, &name);
        out.push_str("</meta>\n");
        refine(out, "series", "collection-type", None, if series.is_set { "set" } else { "series" });
        let mut named = vec![("calibre:series", name.as_str())];
        if let Some(position) = &series.position {
            refine(out, "series", "group-position", None, position);
            named.push(("calibre:series_index", position));
        }
        for (name, content) in named {
            out.push_str("<meta");
            push_attribute(out, "name", name);
            push_attribute(out, "content", content);
            out.push_str("/>\n");
        }
    }

    /// The author marked pages of a printed edition, and does not say which that is.
    pub(super) fn unnamed_source(&self) -> Option<Diagnostic> {
        let edition = &self.document.metadata.edition;
        let is_named = edition.print_isbn.is_some() || edition.source.is_some();
        (self.has_pages && self.has_own_pages && !is_named).then(|| {
            let message = "the text marks the pages of a printed edition, and the metadata do not say of which";
            Diagnostic::new(Code::LostAttribute, message)
                .hint("name it in the front matter: `print-isbn: 978-…`, or `source: …` in words")
        })
    }

    /// Somebody certified the book, and the metadata do not say what.
    pub(super) fn vague_certificate(&self) -> Option<Diagnostic> {
        let stated = &self.document.metadata.edition.accessibility;
        (stated.certified_by.is_some() && stated.conforms_to.is_empty()).then(|| {
            let message = "`certified-by` says who evaluated the book, and nothing says which standard it conforms to";
            Diagnostic::new(Code::UnmetConformance, message)
                .hint("add `conforms-to: EPUB Accessibility 1.1 - WCAG 2.1 Level AA`, or what it was")
        })
    }

    /// Why the book does not conform to what its author states.
    pub(super) fn doubt(&self) -> Option<Diagnostic> {
        let is_stated = !self.document.metadata.edition.accessibility.conforms_to.is_empty();
        (is_stated && self.pictures.lacks_words).then(|| {
            let message = "the book is said to conform to a standard of accessibility, and has an image without \
                alternative text";
            Diagnostic::new(Code::UnmetConformance, message)
                .hint("say in words what each image shows; `missing-alt` tells which say nothing")
        })
    }

    /// Conformance and who says so, as the author states it (EPUB Accessibility 1.1, sections 4.1 to 4.3).
    fn conformance(&self, out: &mut String) {
        let stated = &self.document.metadata.edition.accessibility;
        if self.doubt().is_some() {
            return;
        }
        let of = |text: &Option<String>| text.as_deref().map(clean).filter(|text| !text.is_empty());
        let mut refined = None;
        for (index, standard) in stated.conforms_to.iter().map(|text| clean(text)).enumerate() {
            if standard.contains("://") {
                // As EPUB Accessibility 1.0 has it said, by an address.
                out.push_str("<link rel=\"dcterms:conformsTo\"");
                push_attribute(out, "href", &standard);
                out.push_str("/>\n");
                continue;
            }
            let id = if index == 0 { "conf".to_owned() } else { format!("conf-{}", index + 1) };
            out.push_str("<meta property=\"dcterms:conformsTo\"");
            push_attribute(out, "id", &id);
            out.push('>');
            push_text(out, &standard);
            out.push_str("</meta>\n");
            refined.get_or_insert(id);
        }
        let Some(certifier) = of(&stated.certified_by) else { return };
        out.push_str("<meta property=\"a11y:certifiedBy\" id=\"certifier\"");
        if let Some(id) = refined {
            push_attribute(out, "refines", &format!("#{id}"));
        }
        out.push('>');
        push_text(out, &certifier);
        out.push_str("</meta>\n");
        if let Some(credential) = of(&stated.credential) {
            refine(out, "certifier", "a11y:certifierCredential", None, &credential);
        }
        match of(&stated.report) {
            Some(report) if report.contains("://") => {
                out.push_str("<link rel=\"a11y:certifierReport\" refines=\"#certifier\"");
                push_attribute(out, "href", &report);
                out.push_str("/>\n");
            }
            Some(report) => refine(out, "certifier", "a11y:certifierReport", None, &report),
            None => {}
        }
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
        if self.has_ruby {
            property(&mut out, "schema:accessibilityFeature", "rubyAnnotations");
        }
        if self.document.chapters.iter().any(|chapter| chapter.kind == Some(SectionKind::Index)) {
            property(&mut out, "schema:accessibilityFeature", "index");
        }
        if self.has_pages {
            property(&mut out, "schema:accessibilityFeature", "pageBreakMarkers");
            property(&mut out, "schema:accessibilityFeature", "pageNavigation");
            // The pages are those that the author marked, or of the PDF made with it, which is the printed edition where
            // that has a number of its own (EPUB Accessibility 1.1, section 3.2.3).
            let edition = &self.document.metadata.edition;
            let print = edition.print_isbn.as_deref().map(isbn_urn);
            let source = edition.source.as_deref().map(clean).filter(|source| self.has_own_pages && !source.is_empty());
            property(&mut out, "pageBreakSource", print.or(source).as_deref().unwrap_or("none"));
        }
        self.hazards(&mut out);
        let stated = self.document.metadata.edition.accessibility.summary.as_deref().map(clean);
        let stated = stated.filter(|summary| !summary.is_empty());
        let lang = &self.document.metadata.lang;
        out.push_str("<meta property=\"schema:accessibilitySummary\"");
        // A language without words of its own has English ones.
        if stated.is_none() && lang.primary() != "en" && std::ptr::eq(lang.words(), Lang::default().words()) {
            out.push_str(" xml:lang=\"en\"");
            if lang.direction().is_right_to_left() {
                out.push_str(" dir=\"ltr\"");
            }
        }
        out.push('>');
        push_text(&mut out, &stated.unwrap_or_else(|| self.summary()));
        out.push_str("</meta>\n");
        self.conformance(&mut out);
        out
    }

    /// What may harm: as the author knows it, else nothing, as far as all stands still.
    fn hazards(&self, out: &mut String) {
        let stated = &self.document.metadata.edition.accessibility.hazards;
        let known = if self.pictures.may_move { "unknown" } else { "none" };
        let all = stated.iter().map(String::as_str).chain(stated.is_empty().then_some(known));
        all.for_each(|hazard| property(out, "schema:accessibilityHazard", hazard));
    }

    /// What the book has, in its language.
    fn summary(&self) -> String {
        let images = match (self.pictures.any, self.pictures.lacks_words, self.has_cover) {
            (true, false, _) => Images::Described,
            (true, true, _) => Images::Undescribed,
            (false, _, true) => Images::Cover,
            (false, _, false) => Images::None,
        };
        self.document.metadata.lang.words().accessibility(images)
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

/// The languages of the book: its own, then those of its chapters as they come.
fn languages(document: &Document) -> Vec<&Lang> {
    let mut languages = vec![&document.metadata.lang];
    for lang in document.chapters.iter().filter_map(|chapter| chapter.lang.as_ref()) {
        if !languages.iter().any(|known| known.tag() == lang.tag()) {
            languages.push(lang);
        }
    }
    languages
}

fn pictures(book: &Book<'_>) -> Pictures {
    let mut pictures = Pictures::default();
    for chapter in &book.document.chapters {
        Node::Html(chapter).visit(&mut |node| {
            let style = node.attributes().and_then(|attributes| attributes.get("style"));
            pictures.may_move |= may_move(style.into_iter());
            if let Node::Inline(inline) = node
                && let InlineKind::Image(image) = &inline.kind
            {
                let is_decorative = matches!(inline.attributes.get("role"), Some("presentation" | "none"));
                see(book, image, is_decorative, &mut pictures);
            }
        });
    }
    pictures
}

/// Whether any chapter is ordered by headings, and whether any text has its reading beside it.
fn headings_and_ruby(document: &Document) -> (bool, bool) {
    let (mut has_headings, mut has_ruby) = (false, false);
    for chapter in &document.chapters {
        Node::Html(chapter).visit(&mut |node| {
            has_headings |= matches!(node, Node::Block(Block { kind: BlockKind::Heading { .. }, .. }));
            has_ruby |= matches!(node, Node::Inline(Inline { kind: InlineKind::RubyText(_), .. }));
        });
    }
    (has_headings, has_ruby)
}

fn see(book: &Book<'_>, image: &Image, is_decorative: bool, pictures: &mut Pictures) {
    let file = match &image.source {
        ImageSource::Local(path) => book.images.get(path),
        ImageSource::Remote(_) => None,
    };
    if let Some(file) = file {
        pictures.any = true;
        pictures.lacks_words |= image.alt.trim().is_empty() && !is_decorative;
        pictures.may_move |= file.may_move();
    }
}

/// The identifier as given, an ISBN or UUID as a URN; else a UUID of title, authors and language alone: what else may
/// change, a date, a chapter's heading, leaves it the same book, with its bookmarks and its place in libraries.
fn identifier(document: &Document, title: &str) -> String {
    let metadata = &document.metadata;
    if let Some(given) = metadata.identifier.as_deref().map(clean).filter(|given| !given.is_empty()) {
        return urn(&given);
    }
    let mut hash = Fnv128::default();
    hash.field(title);
    let authors = metadata.creators.iter().filter(|creator| creator.role == "aut");
    authors.for_each(|creator| hash.field(&creator.name));
    hash.field(metadata.lang.tag());
    // Version 8, a UUID of an application's own making, and the variant (RFC 9562, section 5.8).
    let bits = hash.finish() & !(0xf << 76) & !(0b11 << 62) | (8 << 76) | (0b10 << 62);
    let hex = format!("{bits:032x}");
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn urn(given: &str) -> String {
    if let Ok(digits) = isbn::parse(given) {
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
    use std::sync::Arc;

    use super::*;
    use crate::document::{Chapter, ChapterId, ChapterRole, Creator};

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
        document.metadata.publisher = Some("P".to_owned());
        document.chapters.push(Arc::new(Chapter::new(ChapterId(0), ChapterRole::Text, "one")));
        let editor = Creator { name: "E".to_owned(), role: "edt", file_as: None };
        document.metadata.creators.push(editor.clone());
        assert_eq!(first, identifier(&document, "A"));
        assert_ne!(first, identifier(&document, "B"));
        document.metadata.creators.push(Creator { role: "aut", ..editor });
        assert_ne!(first, identifier(&document, "A"));
    }
}
