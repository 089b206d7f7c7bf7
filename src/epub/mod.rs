//! The EPUB: document in, bytes of an EPUB 3.3 archive out.
//!
//! In: the tree, its contents, the style sheets, the images, and where the pages of the paper edition begin.
//! Out: one content document per chapter (`content`), the navigation document and NCX (`navigation`), the cover's
//! page (`cover`), style sheets and images as the archive may carry them (`stylesheet`, `images`, `svg`), the package
//! document (`package`, `metadata`), all in one archive (`container`). Chapters are written and compressed in
//! parallel; equal input gives equal bytes. How anything looks is left to the style sheets.

mod container;
mod content;
mod cover;
mod images;
mod metadata;
mod navigation;
mod package;
mod stylesheet;
mod svg;
mod xml;

use std::collections::BTreeSet;
use std::fmt;

use rayon::prelude::*;

use crate::document::{Chapter, ChapterRole, Document, InlineKind, Matter, Node, NodeId, NodeRef, Target};
use crate::resource::Resources;
use crate::style::Variables;
use crate::toc::{Toc, TocEntry};

/// What a build decides about its EPUB.
#[derive(Clone, Debug)]
pub struct Options {
    /// When the book was last changed, `YYYY-MM-DDThh:mm:ssZ` (EPUB 3.3, section 5.5.5.2).
    pub modified: String,
    /// A drawn cover, JPEG, for a book that names none.
    pub drawn_cover: Option<Vec<u8>>,
}

/// Where the pages of a paper edition begin, in reading order.
#[derive(Clone, Debug, Default)]
pub struct PageBreaks {
    pub breaks: Vec<PageBreak>,
}

/// The beginning of a printed page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageBreak {
    /// The node that holds the page's first text, or that is its first image.
    pub node: NodeRef,
    /// Where in the node's text the page begins, in bytes.
    pub offset: u32,
    /// The page number as printed.
    pub label: String,
}

/// Why no EPUB could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The package document's skeleton could not be made or read.
    Package(String),
    /// The archive could not be put together.
    Container(String),
    /// [`Options::modified`] is no date and time of the required form.
    Modified(String),
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Package(reason) => write!(formatter, "cannot make the EPUB's package document: {reason}"),
            Error::Container(reason) => write!(formatter, "cannot put the EPUB archive together: {reason}"),
            Error::Modified(date) => {
                write!(formatter, "`{date}` is no modification date of the form YYYY-MM-DDThh:mm:ssZ")
            }
        }
    }
}

impl std::error::Error for Error {}

/// What every content document needs to know of the book.
struct Book<'a> {
    document: &'a Document,
    /// Addresses of the style sheets, in the order of the cascade.
    sheets: Vec<String>,
    images: images::Images<'a>,
    /// The nodes that something leads to, by chapter.
    targets: Vec<BTreeSet<NodeId>>,
    /// The printed pages that begin in each chapter: node, byte offset, index into `page_labels`.
    breaks: Vec<Vec<(NodeId, u32, usize)>>,
    page_labels: Vec<&'a str>,
    /// The custom properties that the style sheets set.
    variables: Variables,
}

impl<'a> Book<'a> {
    /// The book's title, never empty.
    fn title(&self) -> &'a str {
        title(self.document)
    }

    /// The chapter that shows the contents, and so is the navigation document.
    fn contents(&self) -> Option<&'a Chapter> {
        self.document
            .chapters
            .iter()
            .map(|chapter| &**chapter)
            .find(|chapter| chapter.role == ChapterRole::Contents && content::holds_contents(chapter))
    }

    /// The first chapter of the body.
    fn start(&self) -> Option<&'a Chapter> {
        let chapters = || self.document.chapters.iter().map(|chapter| &**chapter);
        chapters()
            .find(|chapter| {
                matches!(chapter.role, ChapterRole::Text | ChapterRole::Part) && chapter.matter == Matter::Body
            })
            .or_else(|| chapters().find(|chapter| chapter.role == ChapterRole::Text))
    }
}

/// Writes the book as EPUB. `sheets` are names and CSS texts in the order of the cascade.
pub fn write(
    document: &Document,
    toc: &Toc,
    sheets: &[(String, String)],
    resources: &Resources,
    page_breaks: Option<&PageBreaks>,
    options: &Options,
) -> Result<Vec<u8>, Error> {
    let mut names = xml::FileNames::new(document.chapters.iter().map(|chapter| chapter.name.as_str()));
    let variables = Variables::of(sheets.iter().map(|(_, css)| css.as_str()));
    let sheets = stylesheet::prepare(sheets, &mut names);
    let images = images::Images::prepare(resources, &mut names);
    let cover = cover::Cover::of(document, &images, options.drawn_cover.as_deref(), &mut names);
    let breaks = page_breaks.map_or(&[][..], |pages| &pages.breaks);
    let book = Book {
        document,
        sheets: sheets.iter().map(|sheet| sheet.href.clone()).collect(),
        images,
        targets: targets(document, toc),
        breaks: breaks_by_chapter(document, breaks),
        page_labels: breaks.iter().map(|page| page.label.as_str()).collect(),
        variables,
    };

    let chapters: Vec<content::ContentDocument> =
        document.chapters.par_iter().map(|chapter| content::write(&book, chapter)).collect();
    let pages: Vec<navigation::Page> = chapters.iter().flat_map(|chapter| chapter.pages.iter().cloned()).collect();
    let navigation = navigation::Navigation { book: &book, toc, cover: cover.as_ref(), pages: &pages };

    let mut parts: Vec<package::Part> = Vec::new();
    if let Some(cover) = &cover {
        parts.extend(cover.parts(&book));
    }
    let contents = book.contents().map(|chapter| chapter.id);
    for (chapter, written) in document.chapters.iter().zip(chapters) {
        let is_navigation = contents == Some(chapter.id);
        let mut xhtml = written.xhtml;
        if is_navigation {
            navigation.append_to(&mut xhtml);
        }
        parts.push(package::Part {
            href: format!("{}.xhtml", chapter.name),
            media_type: xml::XHTML,
            role: if is_navigation { package::Role::Contents } else { package::Role::Chapter },
            bytes: xhtml.into_bytes().into(),
        });
    }
    if contents.is_none() {
        parts.push(package::Part {
            href: names.take("nav", "xhtml"),
            media_type: xml::XHTML,
            role: package::Role::Navigation,
            bytes: navigation.document().into_bytes().into(),
        });
    }
    parts.extend(sheets.into_iter().map(stylesheet::Sheet::into_part));
    parts.extend(book.images.parts(cover.as_ref().and_then(cover::Cover::path)));

    let facts = metadata::Facts::of(&book, cover.as_ref(), !pages.is_empty());
    let files = package::files(&facts, &navigation, parts, options)?;
    container::write(files)
}

/// The book's title; where it has none, its first chapter's; never empty.
fn title(document: &Document) -> &str {
    document
        .metadata
        .title
        .iter()
        .map(String::as_str)
        .chain(document.chapters.iter().map(|chapter| chapter.title.as_str()))
        .chain(document.chapters.iter().map(|chapter| chapter.name.as_str()))
        .find(|title| !title.trim().is_empty())
        .unwrap_or("Untitled")
}

/// The nodes that links, notes and the contents lead to.
fn targets(document: &Document, toc: &Toc) -> Vec<BTreeSet<NodeId>> {
    let found: Vec<Vec<NodeRef>> = document
        .chapters
        .par_iter()
        .map(|chapter| {
            let mut found = Vec::new();
            Node::Html(chapter).visit(&mut |node| {
                if let Node::Inline(inline) = node {
                    match &inline.kind {
                        InlineKind::Link { target: Target::Node(node), .. } => found.push(*node),
                        InlineKind::NoteReference { note, .. } => found.push(chapter.node_ref(*note)),
                        InlineKind::NoteBacklink { reference, .. } => found.push(chapter.node_ref(*reference)),
                        InlineKind::Link { target: Target::External(_) | Target::Unresolved(_), .. }
                        | InlineKind::Text(_)
                        | InlineKind::SoftBreak
                        | InlineKind::HardBreak
                        | InlineKind::Code(_)
                        | InlineKind::Emphasis(_)
                        | InlineKind::Strong(_)
                        | InlineKind::Strikethrough(_)
                        | InlineKind::Superscript(_)
                        | InlineKind::Subscript(_)
                        | InlineKind::Keyboard(_)
                        | InlineKind::Span(_)
                        | InlineKind::Phrase { .. }
                        | InlineKind::Ruby(_)
                        | InlineKind::RubyText(_)
                        | InlineKind::Image(_)
                        | InlineKind::Math { .. }
                        | InlineKind::TaskMarker { .. }
                        | InlineKind::Anchor => {}
                    }
                }
            });
            found.push(chapter.node_ref(chapter.title_node));
            found
        })
        .collect();
    let mut targets = vec![BTreeSet::new(); document.chapters.len()];
    let mut add = |node: NodeRef| {
        if let Some(nodes) = targets.get_mut(node.chapter.0 as usize) {
            nodes.insert(node.node);
        }
    };
    found.into_iter().flatten().for_each(&mut add);
    visit_entries(&toc.entries, &mut |entry| entry.target.into_iter().for_each(&mut add));
    targets
}

fn visit_entries<'a>(entries: &'a [TocEntry], visit: &mut dyn FnMut(&'a TocEntry)) {
    for entry in entries {
        visit(entry);
        visit_entries(&entry.children, visit);
    }
}

fn breaks_by_chapter(document: &Document, breaks: &[PageBreak]) -> Vec<Vec<(NodeId, u32, usize)>> {
    let mut by_chapter = vec![Vec::new(); document.chapters.len()];
    for (index, page) in breaks.iter().enumerate() {
        if let Some(chapter) = by_chapter.get_mut(page.node.chapter.0 as usize) {
            chapter.push((page.node.node, page.offset, index));
        }
    }
    // The order of reading is kept among the breaks of one node.
    by_chapter.iter_mut().for_each(|chapter| chapter.sort_by_key(|&(node, _, index)| (node, index)));
    by_chapter
}
