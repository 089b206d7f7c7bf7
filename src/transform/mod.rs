//! Document in, document out: one pass per file.
//!
//! In: chapters as `markdown` left them. Out: the document as both backends show it. `split`, which makes chapters of a
//! file, comes before all and on its own. The order:
//!
//! 1. `section`: titles and heading levels, since everything below speaks of them;
//! 2. `front`: title page, copyright page and contents page, which `toc` fills; from here on a chapter keeps its id;
//! 3. `line_end`: line ends of the source where no space belongs, before anything compares text;
//! 4. `callout`, `highlight`, `code_lines`: what code is made of, and what is said of its lines; `figure`, `table`, `listing` with `diagram`, `alert`, `attribution`, `foreign`, `quotation`: nodes change their shape before anything counts or names them;
//! 5. `footnote`: numbers, marks and ids of notes; `direction`: which way text runs; `attribute`: what of the author's attributes their elements cannot have;
//! 6. `math`: formulas are read before ids are made, since a label is one, and numbered before links are led;
//! 7. `label`: ids of headings, of the words as typed; `cross_reference`, `link`: where links lead, which needs all ids;
//! 8. `number`: numbers before titles, once ids are made of the titles alone;
//! 9. `remote`: images on the web that the book does not have become links, once their addresses are known;
//! 10. `typography`: quotes and dashes, last, since ids and links are made of what was typed; `link_url`, for paper alone.
//!
//! ```
//! use std::sync::Arc;
//!
//! use bindery::diagnostic::Diagnostics;
//! use bindery::document::{self, ChapterId, Document};
//! use bindery::source::{Files, Text};
//! use bindery::{markdown, transform};
//!
//! let mut files = Files::default();
//! let file = files.add("one.md", "# One\n\n\"Quoted\" -- and more...\n");
//! let text = Text::from_file(&files, file, 0);
//! let mut found = Diagnostics::default();
//! let chapter = markdown::parse(&text, ChapterId(0), "one", "one.md", &mut found);
//! let document = Document { chapters: vec![Arc::new(chapter)], ..Document::default() };
//! let document = transform::apply(document, &transform::Options::default(), &mut found);
//! assert!(document::dump(&document).contains("“Quoted” – and more…"));
//! ```

mod alert;
mod attribute;
mod attribution;
mod callout;
mod code_lines;
mod cross_reference;
mod diagram;
mod direction;
mod figure;
mod footnote;
mod foreign;
mod front;
mod highlight;
mod label;
mod line_end;
mod link;
mod link_url;
mod listing;
mod math;
mod number;
mod quotation;
mod remote;
mod section;
mod split;
mod table;
mod typography;

pub use diagram::{Diagrams, Drawing};
pub use link::{Site, named_files};
pub use link_url::tell_addresses;
pub use remote::{Missing, Pictures, addresses};
pub use split::{Split, split};

use std::sync::Arc;

use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use crate::diagnostic::Diagnostics;
use crate::document::{Attributes, Block, BlockKind, Chapter, Document, Inline, InlineKind, SectionKind};
use crate::highlight::Highlighter;
use crate::lang::{Lang, section_kind};
use crate::math::Symbols;
use crate::source::Span;

use highlight::Unknown;
use label::Aliases;

/// What the user decides about the tree.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether there is a contents page; `None` leaves it to the document: a book has one, an article none.
    pub toc: Option<bool>,
    /// Whether straight quotes, `--` and `...` become typographic ones.
    pub smart: bool,
    /// Whether chapters and sections are numbered that have no number.
    pub number_sections: bool,
    /// The book as a web site, for its links.
    pub site: Site,
    /// Macros of formulas, by name and meaning.
    pub macros: Vec<(String, String)>,
    /// Whether code is highlighted.
    pub highlight: bool,
    /// How diagrams are drawn.
    pub diagrams: Diagrams,
}

impl Default for Options {
    fn default() -> Options {
        let (site, macros, diagrams) = (Site::default(), Vec::new(), Diagrams::default());
        Options { toc: None, smart: true, number_sections: false, site, macros, highlight: true, diagrams }
    }
}

/// Runs every pass over the document.
///
/// A chapter whose `title` is set already has it from its own front matter, and keeps it.
pub fn apply(document: Document, options: &Options, diagnostics: &mut Diagnostics) -> Document {
    apply_with_drawings(document, options, diagnostics).0
}

/// The same, with the drawings that its diagrams became.
pub fn apply_with_drawings(
    document: Document,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> (Document, Vec<Drawing>) {
    let Document { mut metadata, chapters, drafts } = document;
    let chapters: Vec<Chapter> = chapters.into_iter().map(Arc::unwrap_or_clone).collect();
    let chapters = section::apply(&mut metadata, chapters, diagnostics);
    let mut chapters = front::apply(&metadata, chapters, options);
    if options.number_sections {
        number::count(&mut chapters);
    }
    let macros = math::macros(&options.macros, diagnostics);
    let symbols = Symbols::default();
    let inherited = math::inherited(&mut chapters, macros, &symbols);
    let highlighter = Highlighter::default();
    /// What is told of a chapter.
    type Told = (Diagnostics, Vec<Unknown>, Vec<Drawing>);
    let (named, findings): (Vec<(Chapter, Aliases)>, Vec<Told>) = chapters
        .into_par_iter()
        .zip(inherited)
        .map(|(mut chapter, macros)| {
            let mut findings = Diagnostics::default();
            let lang = chapter.lang.clone().unwrap_or_else(|| metadata.lang.clone());
            line_end::apply(&mut chapter);
            figure::apply(&mut chapter);
            table::apply(&mut chapter);
            let mut drawings = Vec::new();
            listing::apply(&mut chapter, &lang, &options.diagrams, &mut drawings, &mut findings);
            callout::apply(&mut chapter);
            let unknown = match options.highlight {
                true => highlight::apply(&mut chapter, &highlighter),
                false => Vec::new(),
            };
            code_lines::apply(&mut chapter);
            alert::apply(&mut chapter, &lang);
            attribution::apply(&mut chapter);
            foreign::apply(&mut chapter);
            quotation::apply(&mut chapter, &lang);
            footnote::apply(&mut chapter, &mut findings);
            direction::apply(&mut chapter, &lang);
            attribute::report(&chapter, &mut findings);
            math::read(&mut chapter, &macros, &symbols, &mut findings);
            let aliases = label::name(&mut chapter, &mut findings);
            number::apply(&mut chapter, options.number_sections);
            ((chapter, aliases), (findings, unknown, drawings))
        })
        .unzip();
    let (mut chapters, aliases): (Vec<Chapter>, Vec<Aliases>) = named.into_iter().unzip();
    let (mut unknown, mut drawings) = (Vec::new(), Vec::new());
    for (findings, mut own_unknown, mut own_drawings) in findings {
        diagnostics.append(findings);
        unknown.append(&mut own_unknown);
        drawings.append(&mut own_drawings);
    }
    highlight::report(unknown, &highlighter, diagnostics);
    math::number(&mut chapters, diagnostics);
    cross_reference::apply(&mut chapters);
    link::resolve(&mut chapters, aliases, &options.site, diagnostics);
    chapters.iter_mut().for_each(|chapter| remote::apply(chapter, &options.site.pictures, diagnostics));
    if options.smart {
        typography::apply_to_metadata(&mut metadata);
        chapters = chapters
            .into_par_iter()
            .map(|mut chapter| {
                let lang = chapter.lang.clone().unwrap_or_else(|| metadata.lang.clone());
                typography::apply(&mut chapter, &lang);
                chapter
            })
            .collect();
    }
    (Document { metadata, chapters: chapters.into_iter().map(Arc::new).collect(), drafts }, drawings)
}

/// A block that the program makes.
fn block(chapter: &mut Chapter, class: &str, kind: BlockKind) -> Block {
    let attributes = if class.is_empty() { Attributes::default() } else { Attributes::class(class) };
    Block { id: chapter.fresh_id(), span: Span::default(), attributes, kind }
}

/// Text that the program writes.
fn text(chapter: &mut Chapter, text: impl Into<Box<str>>) -> Inline {
    let kind = InlineKind::Text(text.into());
    Inline { id: chapter.fresh_id(), span: Span::default(), attributes: Attributes::default(), kind }
}

/// A paragraph that the program writes.
fn paragraph(chapter: &mut Chapter, class: &str, content: impl Into<Box<str>>) -> Block {
    let content = vec![text(chapter, content)];
    block(chapter, class, BlockKind::Paragraph(content))
}

/// Whether two titles are the same to a reader: letters and digits, case ignored.
fn is_same_title(a: &str, b: &str) -> bool {
    let letters = |title: &str| -> String {
        title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (letters(a), letters(b));
    !a.is_empty() && a == b
}

/// The language a chapter is in.
/// What a section is by its name alone: as its language calls it, or as its own pages are called by the program.
fn kind_by_name(lang: &Lang, name: &str) -> Option<SectionKind> {
    let is_own = lang.words().copyright_page().to_lowercase() == name.trim().to_lowercase();
    match section_kind(lang, name) {
        None if is_own => Some(SectionKind::CopyrightPage),
        kind => kind.and_then(SectionKind::parse),
    }
}

fn lang_of<'a>(chapter: &'a Chapter, book: &'a Lang) -> &'a Lang {
    chapter.lang.as_ref().unwrap_or(book)
}
