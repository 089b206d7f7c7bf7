//! The EPUB: document in, bytes of an EPUB 3.3 archive out.
//!
//! In: the tree, its contents, the style sheets, the images, and where the pages of the paper edition begin.
//! Out: one content document per chapter (`content`), the navigation document and NCX (`navigation`), the cover's
//! page (`cover`), style sheets and images as the archive may carry them (`stylesheet`, `images`, `svg`), the package
//! document (`package`, `metadata`), all in one archive (`container`). Chapters are written and compressed in
//! parallel; equal input gives equal bytes. How anything looks is left to the style sheets.
//!
//! ```
//! use std::path::PathBuf;
//!
//! use bindery::config::{Config, Format, Input};
//! use bindery::diagnostic::Diagnostics;
//! use bindery::epub;
//! use bindery::pipeline::{self, Findings};
//! use bindery::resource::Resources;
//! use bindery::source::Loader;
//!
//! let loader = Loader::memory([("one.md", "# One\n\nText.\n")]);
//! let inputs = vec![Input::Path { path: PathBuf::from("one.md"), shown: "one.md".to_owned() }];
//! let config = Config { inputs, formats: [Format::Epub].into(), system_fonts: false, ..Config::default() };
//! let book = pipeline::read(&config, &loader, &mut Findings::default()).expect("a book");
//! let options = epub::Options { modified: "2024-07-20T00:00:00Z".to_owned(), ..epub::Options::default() };
//! let (styles, resources) = (epub::Styles::default(), Resources::default());
//! let mut found = Diagnostics::default();
//! let bytes = epub::write(&book.document, &book.toc, styles, &resources, None, options, &mut found).expect("an EPUB");
//! // An archive whose first file is the type (EPUB OCF 3.3, section 4.2.3).
//! assert!(bytes.starts_with(b"PK") && bytes[30..].starts_with(b"mimetypeapplication/epub+zip"));
//! ```

mod book;
mod container;
mod content;
mod cover;
mod cut;
mod describe;
mod error;
mod fonts;
mod formula;
mod images;
mod metadata;
mod navigation;
mod options;
mod package;
mod part;
mod recurring;
mod shape;
mod sheet_text;
mod shown;
mod stylesheet;
mod svg;
mod table;
mod trace;
mod xml;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{BookFacts, Document};
use crate::resource::Resources;
use crate::style::Variables;
use crate::toc::{self, Toc};

use book::{Book, Page, breaks_by_chapter, targets};
use content::ContentDocuments;
use cut::Cuts;
pub use describe::{CoverImage, Description, describe};
pub use error::Error;
pub use formula::FormulaDrawing;
pub use options::{MakeFonts, Options, PageBreak, PageBreaks, Shown, Styles};
use part::{Part, Role};
pub use recurring::Recurring;
pub use sheet_text::may_move;
pub use trace::{Trace, trace};

/// Writes the book as EPUB.
pub fn write(
    document: &Document,
    toc: &Toc,
    styles: Styles,
    resources: &Resources,
    page_breaks: Option<&PageBreaks>,
    mut options: Options,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<u8>, Error> {
    // Lives longer than what borrows it.
    let mut shorter: Vec<Contents> = Vec::new();
    let mut names = xml::FileNames::new(document.chapters.iter().map(|chapter| chapter.name.as_str()));
    let variables = Variables::of(styles.sheets.iter().map(|(_, css)| &**css));
    let images = images::Images::prepare(resources, &mut names);
    let fonts = fonts::Fonts::prepare(styles.fonts, &mut names);
    let sheets = stylesheet::prepare(styles.sheets, &images, &fonts, &mut names, &options.recurring);
    let cover = cover::Cover::of(document, &images, options.drawn_cover.as_ref(), &mut names);
    if options.facts.is_empty() {
        options.facts = BookFacts::of_book(document);
    }
    let own_pages = book::own_pages(document);
    let breaks = page_breaks.filter(|_| own_pages.is_empty()).map_or(&[][..], |pages| &pages.breaks);
    let mut targets = targets(document, toc);
    for page in own_pages.keys() {
        targets[page.chapter.0 as usize].insert(page.node);
    }
    let mut book = Book {
        facts: std::mem::take(&mut options.facts),
        document,
        sheets: sheets.iter().map(|sheet| sheet.href.clone()).collect(),
        images,
        targets,
        own_pages,
        breaks: breaks_by_chapter(document, breaks),
        page_ids: page_ids(document),
        page_labels: breaks.iter().map(|page| page.label.as_str()).collect(),
        cuts: vec![None; document.chapters.len()],
        variables,
        formulas: std::mem::take(&mut options.formulas),
    };

    let mut contents = book.contents().map(|chapter| chapter.id);
    let write = |book: &Book| -> Vec<ContentDocuments> {
        document.chapters.par_iter().map(|chapter| content::write(book, chapter)).collect()
    };
    let mut chapters = write(&book);
    for (index, (chapter, written)) in document.chapters.iter().zip(&chapters).enumerate() {
        let length = written.xhtml.iter().map(String::len).sum();
        // The contents are the navigation document, of which there is one.
        if length > cut::MOST_BYTES && contents != Some(chapter.id) {
            let name = || names.take(&chapter.name, "xhtml").trim_end_matches(".xhtml").to_owned();
            book.cuts[index] = Cuts::plan(&written.places, length, &written.nodes, name);
        }
    }
    // Links into a chapter that is cut stand in all others.
    if book.cuts.iter().any(Option::is_some) {
        chapters = write(&book);
    }
    let pages: Vec<Page> = chapters.iter().flat_map(|chapter| chapter.pages.iter().cloned()).collect();
    let whole = navigation_length(&book, toc, cover.as_ref(), &pages);
    let mut fewer = toc;
    if whole > cut::MOST_BYTES {
        let all = toc.levels();
        shorter.extend((1..all).rev().map(|levels| Contents::down_to(levels, toc, document)));
        let mut length = whole;
        for Contents { levels, toc, document } in &shorter {
            (book.document, fewer) = (document, toc);
            length = navigation_length(&book, toc, cover.as_ref(), &pages);
            if length <= cut::MOST_BYTES || *levels == 1 {
                diagnostics.push(shortened(whole, *levels, all));
                break;
            }
        }
        let chapter = contents.and_then(|id| book.document.chapters.get(id.0 as usize));
        if let Some(chapter) = chapter {
            let index = chapter.id.0 as usize;
            chapters[index] = content::write(&book, chapter);
            if length > cut::MOST_BYTES {
                // A page of contents beside the navigation document can be cut as any other.
                contents = None;
                let ContentDocuments { xhtml, places, nodes, .. } = &chapters[index];
                let name = || names.take(&chapter.name, "xhtml").trim_end_matches(".xhtml").to_owned();
                book.cuts[index] = Cuts::plan(places, xhtml.iter().map(String::len).sum(), nodes, name);
                chapters[index] = content::write(&book, chapter);
            }
        }
    }
    let navigation = navigation::Navigation { book: &book, toc: fewer, cover: cover.as_ref(), pages: &pages };
    let by_itself = contents.is_none().then(|| navigation.document());
    if let Some(document) = by_itself.as_ref().filter(|document| document.len() > cut::MOST_BYTES) {
        diagnostics.push(too_long(document.len()));
    }

    let mut parts: Vec<Part> = Vec::new();
    if let Some(cover) = &cover {
        parts.extend(cover.parts(&book));
    }
    for (chapter, written) in book.document.chapters.iter().zip(chapters) {
        let is_navigation = contents == Some(chapter.id);
        let further = book.cuts[chapter.id.0 as usize].as_ref().map_or(&[][..], |cuts| &cuts.names);
        let names = [&chapter.name].into_iter().chain(further);
        for (name, mut xhtml) in names.zip(written.xhtml) {
            if is_navigation {
                navigation.append_to(&mut xhtml);
            }
            parts.push(Part {
                href: format!("{name}.xhtml"),
                media_type: xml::XHTML,
                role: if is_navigation { Role::Contents } else { Role::Chapter },
                bytes: xhtml.into_bytes().into(),
            });
        }
    }
    if let Some(document) = by_itself {
        parts.push(Part {
            href: names.take("nav", "xhtml"),
            media_type: xml::XHTML,
            role: Role::Navigation,
            bytes: document.into_bytes().into(),
        });
    }
    parts.extend(sheets.into_iter().map(stylesheet::Sheet::into_part));
    if let Some(make) = styles.make_fonts.filter(|_| !styles.fonts.is_empty()) {
        let documents = parts.iter().filter(|part| part.media_type == xml::XHTML).map(|part| &*part.bytes);
        let shown = shown::shown(documents, styles.sheets.iter().map(|(_, css)| &**css));
        parts.extend(fonts.parts(make(&shown)));
    }
    parts.extend(book.images.parts(cover.as_ref().and_then(cover::Cover::path)));

    let moves = may_move(styles.sheets.iter().map(|(_, css)| &**css));
    let facts = metadata::Facts::of(&book, cover.as_ref(), !pages.is_empty(), moves);
    diagnostics.extend(facts.doubt());
    diagnostics.extend(facts.vague_certificate());
    diagnostics.extend(facts.unnamed_source());
    let files = package::files(&facts, &navigation, parts, &options)?;
    container::write(&files, &options.recurring)
}

/// What the ids of the marks of pages begin with: no heading's id holds a full stop, but an author's may.
fn page_ids(document: &Document) -> String {
    let mut start = "page.".to_owned();
    while document.chapters.iter().flat_map(|chapter| chapter.ids.values()).any(|id| id.starts_with(&start)) {
        start.push('.');
    }
    start
}

/// The contents down to some levels, and the document whose contents chapter shows them.
struct Contents {
    levels: u8,
    toc: Toc,
    document: Document,
}

impl Contents {
    fn down_to(levels: u8, toc: &Toc, document: &Document) -> Contents {
        Contents { levels, toc: toc.down_to(levels), document: toc::shorten(document, levels) }
    }
}

/// How many bytes the navigation document has.
fn navigation_length(book: &Book<'_>, toc: &Toc, cover: Option<&cover::Cover>, pages: &[Page]) -> usize {
    let navigation = navigation::Navigation { book, toc, cover, pages };
    match book.contents() {
        Some(chapter) => {
            let mut xhtml = content::write(book, chapter).xhtml.concat();
            navigation.append_to(&mut xhtml);
            xhtml.len()
        }
        None => navigation.document().len(),
    }
}

/// The finding that the contents show fewer levels.
fn shortened(length: usize, levels: u8, all: u8) -> Diagnostic {
    let message = format!(
        "the contents of the EPUB show {levels} of {all} levels: all of them would be {} kB, too much for one document of \
         many readers",
        length.div_ceil(1000)
    );
    Diagnostic::new(Code::LongContents, message).hint("`--toc-depth N` says how many levels are shown")
}

/// The finding that the contents are long and cannot be shorter.
fn too_long(length: usize) -> Diagnostic {
    let message = format!(
        "the navigation of the EPUB has {} kB on one level, which some readers open slowly",
        length.div_ceil(1000)
    );
    Diagnostic::new(Code::LongContents, message).hint("put the chapters in parts, or bind them as several books")
}
