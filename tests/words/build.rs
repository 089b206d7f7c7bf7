//! Building a book in memory.

use std::path::PathBuf;

use bindery::diagnostic::Diagnostics;
use bindery::document::{ChapterId, Document, Node};
use bindery::source::{Files, Span, Text};
use bindery::toc::Toc;

/// All stages of a book that the words are taken from.
pub struct Book {
    pub document: Document,
    pub toc: Toc,
    pub epub: Vec<u8>,
    pub pdf: Vec<u8>,
}

pub fn build(inputs: &[PathBuf]) -> Book {
    let mut files = Files::default();
    let mut diagnostics = Diagnostics::default();
    let mut document = Document::default();
    for (index, input) in inputs.iter().enumerate() {
        let text = std::fs::read_to_string(input).unwrap();
        let start = text.len() - crate::source::body(&text).len();
        let id = files.add(input.to_string_lossy(), &text);
        let text = Text::from_file(&files, id, start as u32);
        let chapter = bindery::markdown::parse(&text, ChapterId(index as u32), "x", "x", &mut diagnostics);
        document.chapters.push(std::sync::Arc::new(chapter));
    }
    let document = bindery::transform::apply(document, &Default::default(), &mut diagnostics);
    Book { toc: bindery::toc::build(&document, 3), document, epub: Vec::new(), pdf: Vec::new() }
}

impl Book {
    /// Whether an article's title is a heading of its text rather than the metadata's.
    pub fn has_written_title(&self) -> bool {
        self.document.chapters.iter().any(|chapter| {
            let mut is_written = false;
            Node::Section(chapter).visit(&mut |node| {
                is_written |= node.id() == chapter.title_node
                    && matches!(node, Node::Block(block) if block.span != Span::default());
            });
            is_written
        })
    }
}
