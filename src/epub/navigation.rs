//! Navigation: the navigation document and the NCX for older reading systems.
//!
//! In: the table of contents, the cover, the printed pages that were marked. Out: the `nav` elements of contents,
//! landmarks and pages (EPUB 3.3, section 7.4), in the contents chapter where the book has one, else in a document of
//! their own; and the points of the NCX. Order and nesting are those of `toc`.

use super::book::{Book, Page};
use super::cover::Cover;
use super::xml::{clean, push_attribute, push_body, push_head, push_text};

use crate::document::{Chapter, ChapterRole};
use crate::toc::{Toc, TocEntry};

/// All that leads through the book.
pub(super) struct Navigation<'a> {
    pub book: &'a Book<'a>,
    pub toc: &'a Toc,
    pub cover: Option<&'a Cover>,
    pub pages: &'a [Page],
}

/// A line of the contents: never empty; it leads somewhere or has lines below it.
struct Entry {
    title: String,
    href: Option<String>,
    /// The tag of its language where that is not the book's.
    lang: Option<String>,
    children: Vec<Entry>,
}

impl Navigation<'_> {
    /// The navigation document of a book without a contents chapter.
    pub(super) fn document(&self) -> String {
        let metadata = &self.book.document.metadata;
        let title = &metadata.lang.words().contents;
        let mut out = String::new();
        push_head(&mut out, &metadata.lang, title, &self.book.sheets, "");
        push_body(&mut out, &metadata.lang);
        out.push_str("<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\" aria-labelledby=\"contents\">\n");
        out.push_str("<h1 id=\"contents\">");
        push_text(&mut out, title);
        out.push_str("</h1>\n");
        push_entries(&mut out, &self.entries());
        out.push_str("</nav>\n");
        self.push_hidden(&mut out);
        out.push_str("</body>\n</html>\n");
        out
    }

    /// Adds landmarks and pages to the contents chapter's document.
    pub(super) fn append_to(&self, xhtml: &mut String) {
        let end = xhtml.rfind("</body>").unwrap_or(xhtml.len());
        let tail = xhtml.split_off(end);
        self.push_hidden(xhtml);
        xhtml.push_str(&tail);
    }

    /// Landmarks and pages are for reading systems alone; a sheet that styles `nav` would show what is only `hidden`.
    fn push_hidden(&self, out: &mut String) {
        let landmarks = self.landmarks();
        if !landmarks.is_empty() {
            out.push_str("<nav epub:type=\"landmarks\" hidden=\"hidden\" style=\"display: none\">\n<ol>\n");
            for landmark in landmarks {
                out.push_str("<li><a");
                push_attribute(out, "epub:type", landmark.kind);
                push_attribute(out, "href", &landmark.href);
                out.push('>');
                push_text(out, &landmark.title);
                out.push_str("</a></li>\n");
            }
            out.push_str("</ol>\n</nav>\n");
        }
        if !self.pages.is_empty() {
            out.push_str(
                "<nav epub:type=\"page-list\" role=\"doc-pagelist\" hidden=\"hidden\" style=\"display: none\">\n<ol>\n",
            );
            for page in self.pages {
                out.push_str("<li><a");
                push_attribute(out, "href", &page.href);
                out.push('>');
                push_text(out, &clean(&page.label));
                out.push_str("</a></li>\n");
            }
            out.push_str("</ol>\n</nav>\n");
        }
    }

    /// The book's fixed places: cover, title page, copyright page, contents, the beginning of the text, and sections that
    /// have a name.
    pub(super) fn landmarks(&self) -> Vec<Landmark> {
        let book = self.book;
        let words = book.document.metadata.lang.words();
        let named = |chapter: &Chapter, kind, title: &str| Landmark {
            kind,
            href: format!("{}.xhtml", chapter.name),
            title: Some(clean(title)).filter(|title| !title.is_empty()).unwrap_or_else(|| clean(book.title())),
        };
        let mut landmarks = Vec::new();
        if let Some(cover) = self.cover {
            landmarks.push(Landmark { kind: "cover", href: cover.page.clone(), title: words.cover.clone() });
        }
        let title_page = book.document.chapters.iter().find(|chapter| chapter.role == ChapterRole::TitlePage);
        landmarks.extend(title_page.map(|chapter| named(chapter, "titlepage", &words.title_page)));
        let copyright = book.document.chapters.iter().find(|chapter| chapter.role == ChapterRole::CopyrightPage);
        landmarks.extend(copyright.map(|chapter| named(chapter, "copyright-page", words.copyright_page())));
        landmarks.extend(book.contents().map(|chapter| named(chapter, "toc", &words.contents)));
        let start = book.start().map(|chapter| chapter.id);
        for chapter in &book.document.chapters {
            if start == Some(chapter.id) {
                landmarks.push(named(chapter, "bodymatter", &chapter.title));
            }
            landmarks.extend(chapter.kind.map(|kind| named(chapter, kind.epub_type(), &chapter.title)));
        }
        landmarks
    }

    /// The contents; where the text has no headings, the chapters.
    fn entries(&self) -> Vec<Entry> {
        let entries = entries(self.book, &self.toc.entries);
        if !entries.is_empty() {
            return entries;
        }
        let chapters = &self.book.document.chapters;
        let texts = chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text || chapters.len() == 1);
        texts
            .map(|chapter| {
                let title = clean(&chapter.title);
                Entry {
                    title: if title.is_empty() { clean(self.book.title()) } else { title },
                    href: Some(format!("{}.xhtml", chapter.name)),
                    lang: chapter.lang.as_ref().map(|lang| lang.tag().to_owned()),
                    children: Vec::new(),
                }
            })
            .collect()
    }

    /// The NCX's `navPoint`s, and how deeply they nest (NISO Z39.86, `dtb:depth`).
    pub(super) fn nav_points(&self) -> (String, usize) {
        let mut out = String::new();
        let entries = self.entries();
        push_points(&mut out, &entries, &mut 0);
        (out, depth(&entries))
    }
}

/// A fixed place of the book.
pub(super) struct Landmark {
    /// From the EPUB structural semantics vocabulary.
    pub kind: &'static str,
    pub href: String,
    pub title: String,
}

/// Entries without a title are no help to anybody: their children take their place.
fn entries(book: &Book<'_>, toc: &[TocEntry]) -> Vec<Entry> {
    let mut list = Vec::new();
    for entry in toc {
        let children = entries(book, &entry.children);
        let title = clean(&entry.title);
        let href = entry.target.and_then(|target| book.address(target));
        // A draft without chapters below it leads nowhere, and EPUB 3.3, section 7.3, knows no such entry.
        if title.is_empty() || href.is_none() && children.is_empty() {
            list.extend(children);
            continue;
        }
        let title = entry.number.as_ref().map_or(title.clone(), |number| format!("{} {title}", clean(number)));
        let lang = entry.lang.as_ref().map(|lang| lang.tag().to_owned());
        list.push(Entry { title, href, lang, children });
    }
    list
}

fn push_entries(out: &mut String, entries: &[Entry]) {
    out.push_str("<ol>\n");
    for entry in entries {
        out.push_str("<li>");
        match &entry.href {
            Some(href) => {
                out.push_str("<a");
                push_attribute(out, "href", href);
                push_lang(out, entry);
                out.push('>');
                push_text(out, &entry.title);
                out.push_str("</a>");
            }
            None => {
                out.push_str("<span");
                push_lang(out, entry);
                out.push('>');
                push_text(out, &entry.title);
                out.push_str("</span>");
            }
        }
        if !entry.children.is_empty() {
            out.push('\n');
            push_entries(out, &entry.children);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n");
}

/// WCAG 2.2, 3.1.2.
fn push_lang(out: &mut String, entry: &Entry) {
    if let Some(lang) = &entry.lang {
        push_attribute(out, "lang", lang);
        push_attribute(out, "xml:lang", lang);
    }
}

fn push_points(out: &mut String, entries: &[Entry], count: &mut u32) {
    for entry in entries {
        // A point of the NCX must lead somewhere, and no two to the same place.
        let Some(href) = &entry.href else {
            push_points(out, &entry.children, count);
            continue;
        };
        *count += 1;
        out.push_str("<navPoint");
        push_attribute(out, "id", &format!("navPoint-{count}"));
        push_attribute(out, "playOrder", &count.to_string());
        out.push_str("><navLabel");
        // The one attribute of language that the NCX has (NISO Z39.86, `navLabel`).
        if let Some(lang) = &entry.lang {
            push_attribute(out, "xml:lang", lang);
        }
        out.push_str("><text>");
        push_text(out, &entry.title);
        out.push_str("</text></navLabel><content");
        push_attribute(out, "src", href);
        out.push_str("/>\n");
        push_points(out, &entry.children, count);
        out.push_str("</navPoint>\n");
    }
}

fn depth(entries: &[Entry]) -> usize {
    entries.iter().map(|entry| usize::from(entry.href.is_some()) + depth(&entry.children)).max().unwrap_or(0)
}
