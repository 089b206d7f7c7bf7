//! Building a book in memory, by the library.

use std::path::PathBuf;

use bindery::config::{Config, Format, Input};
use bindery::document::{Chapter, ChapterRole, Document, Node};
use bindery::pipeline::{self, Findings};
use bindery::source::{Loader, Span};
use bindery::toc::Toc;

/// All stages of a book that words are taken from.
pub struct Book {
    pub document: Document,
    pub toc: Toc,
    pub epub: Vec<u8>,
    pub pdf: Vec<u8>,
}

/// Builds both formats with the bundled fonts only, as the command line does with these files.
pub fn build(inputs: &[PathBuf]) -> Book {
    let inputs = inputs.iter().map(|path| Input::Path { path: path.clone(), shown: path.display().to_string() });
    let config = Config {
        inputs: inputs.collect(),
        formats: [Format::Epub, Format::Pdf].into(),
        system_fonts: false,
        ..Config::default()
    };
    let loader = Loader::disk();
    let mut findings = Findings::default();
    let mut built = pipeline::build(&config, &loader, &mut findings, &mut |_| {}).expect("the book can be built");
    let book = pipeline::read(&config, &loader, &mut Findings::default()).expect("the book can be read");
    let mut take = |format| built.outputs.remove(&format).expect("the format was asked for");
    Book { document: book.document, toc: book.toc, epub: take(Format::Epub), pdf: take(Format::Pdf) }
}

impl Book {
    /// Whether it is a single article, which is headed by the book's metadata.
    pub fn is_article(&self) -> bool {
        let chapters = &self.document.chapters;
        chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text).count() == 1
            && chapters.iter().all(|chapter| chapter.listed.is_none())
    }
}

/// Whether a chapter's title is a heading of its text rather than the metadata's.
pub fn has_written_title(chapter: &Chapter) -> bool {
    let mut is_written = false;
    Node::Section(chapter).visit(&mut |node| {
        is_written |=
            node.id() == chapter.title_node && matches!(node, Node::Block(block) if block.span != Span::default());
    });
    is_written
}
