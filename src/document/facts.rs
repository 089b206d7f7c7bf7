//! What a chapter may read of the rest of its book.
//!
//! In: a document. Out: [`BookFacts`] for each chapter, plain values that can be compared: as long as a chapter and its
//! facts are the same, all that is made of them is the same.

use std::collections::BTreeMap;

use super::element::node_href;
use super::{Chapter, ChapterRole, Document, Inline, InlineKind, Matter, Node, NodeRef, Target};
use crate::lang::Lang;

/// A book of so many chapters, or fewer, opens each on a right-hand page; one of many short ones on the next page.
const FEW_CHAPTERS: usize = 40;

/// What one chapter reads of its book.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookFacts {
    /// The language of the book.
    pub lang: Lang,
    /// It is the first chapter of the body.
    pub is_first_of_body: bool,
    /// It is one of a few chapters.
    pub is_of_few: bool,
    /// The counters that stand at its beginning, where a theme counts through the book.
    pub counters: BTreeMap<String, i32>,
    /// What generated content may say of the nodes that its links lead to, where a theme asks for it.
    pub targets: BTreeMap<NodeRef, TargetFacts>,
    /// The addresses of the nodes that its links lead to.
    hrefs: BTreeMap<NodeRef, String>,
}

/// What generated content may say of a place that a link leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetFacts {
    /// Its text.
    pub text: String,
    /// The values of counters, outermost first.
    pub counters: BTreeMap<String, Vec<i32>>,
}

impl BookFacts {
    /// The nodes that the chapter's links lead to.
    pub fn link_targets(&self) -> impl Iterator<Item = NodeRef> {
        self.hrefs.keys().copied()
    }

    /// The facts of all chapters, in order.
    pub fn of_book(document: &Document) -> Vec<BookFacts> {
        let first = document.chapters.iter().position(|chapter| chapter.matter != Matter::Front);
        let is_counted = |chapter: &Chapter| chapter.role == ChapterRole::Text && chapter.depth == 0;
        let count = document.chapters.iter().filter(|chapter| is_counted(chapter)).count();
        let is_of_few = (2..=FEW_CHAPTERS).contains(&count);
        let facts = document.chapters.iter().enumerate().map(|(index, chapter)| BookFacts {
            lang: document.metadata.lang.clone(),
            is_first_of_body: first == Some(index) && chapter.matter == Matter::Body,
            is_of_few,
            counters: BTreeMap::new(),
            targets: BTreeMap::new(),
            hrefs: hrefs(document, chapter),
        });
        facts.collect()
    }

    /// The facts of one chapter.
    pub fn of(document: &Document, chapter: &Chapter) -> BookFacts {
        let mut all = BookFacts::of_book(document);
        let index = chapter.id.0 as usize;
        if index < all.len() { all.swap_remove(index) } else { BookFacts::default() }
    }

    /// The address of a node that a link of the chapter leads to.
    pub fn href(&self, node: NodeRef) -> Option<&str> {
        self.hrefs.get(&node).map(String::as_str)
    }
}

fn hrefs(document: &Document, chapter: &Chapter) -> BTreeMap<NodeRef, String> {
    let mut hrefs = BTreeMap::new();
    Node::Body(chapter).visit(&mut |node| {
        if let Node::Inline(Inline { kind: InlineKind::Link { target: Target::Node(target), .. }, .. }) = node {
            hrefs.entry(*target).or_insert_with(|| node_href(document, chapter, *target));
        }
    });
    hrefs
}
