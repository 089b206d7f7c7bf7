//! What every content document needs to know of the book.
//!
//! In: the tree, its contents and where the pages of the paper edition begin. Out: a [`Book`], which the writers of
//! content documents, cover, navigation and metadata all read.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::cut::Cuts;
use super::formula::FormulaDrawing;
use super::images::Images;
use super::options::PageBreak;
use crate::document::element::{html_id, page_label};
use crate::document::{
    Block, BlockKind, BookFacts, Chapter, ChapterRole, Division, Document, InlineKind, Matter, Node, NodeId, NodeRef,
    SectionKind, Target,
};
use crate::style::Variables;
use crate::toc::{Toc, TocEntry};

/// What every content document needs to know of the book.
pub(super) struct Book<'a> {
    pub document: &'a Document,
    /// What each chapter reads of the book.
    pub facts: Vec<BookFacts>,
    /// Addresses of the style sheets, in the order of the cascade.
    pub sheets: Vec<String>,
    pub images: Images<'a>,
    /// The nodes that something leads to, by chapter.
    pub targets: Vec<BTreeSet<NodeId>>,
    /// The printed pages that begin in each chapter: node, byte offset, index into `page_labels`.
    pub breaks: Vec<Vec<(NodeId, u32, usize)>>,
    pub page_labels: Vec<&'a str>,
    /// The marks of pages that the author wrote, each with its label; where there are any, the paper's have none.
    pub own_pages: BTreeMap<NodeRef, String>,
    /// What the ids of their marks begin with, as no other id does.
    pub page_ids: String,
    /// How each chapter is cut that is too long for one content document.
    pub cuts: Vec<Option<Cuts>>,
    /// The custom properties that the style sheets set.
    pub variables: Variables,
    /// Drawings that stand for formulas.
    pub formulas: BTreeMap<NodeRef, FormulaDrawing>,
}

impl<'a> Book<'a> {
    /// The book's title, never empty.
    pub(super) fn title(&self) -> &'a str {
        title(self.document)
    }

    /// The chapter that shows the contents, and so is the navigation document.
    pub(super) fn contents(&self) -> Option<&'a Chapter> {
        self.document
            .chapters
            .iter()
            .map(|chapter| &**chapter)
            .find(|chapter| chapter.role == ChapterRole::Contents && holds_contents(chapter))
    }

    /// The first chapter of the body.
    pub(super) fn start(&self) -> Option<&'a Chapter> {
        let chapters = || self.document.chapters.iter().map(|chapter| &**chapter);
        chapters()
            .find(|chapter| {
                let is_before_text = chapter.kind.and_then(SectionKind::matter) == Some(Matter::Front);
                matches!(chapter.role, ChapterRole::Text | ChapterRole::Part)
                    && chapter.matter == Matter::Body
                    && !is_before_text
            })
            .or_else(|| chapters().find(|chapter| chapter.role == ChapterRole::Text))
    }

    /// The address of a node from outside its chapter.
    pub(super) fn address(&self, node: NodeRef) -> Option<String> {
        let chapter = self.document.chapters.get(node.chapter.0 as usize)?;
        let cuts = self.cuts.get(node.chapter.0 as usize).and_then(Option::as_ref);
        let name = cuts.and_then(|cuts| cuts.name_of(node.node)).unwrap_or(&chapter.name);
        Some(match html_id(chapter, node.node) {
            Some(id) => format!("{name}.xhtml#{id}"),
            None => format!("{}.xhtml", chapter.name),
        })
    }
}

/// A printed page whose mark stands in a content document.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub href: String,
    pub label: String,
}

/// Whether the chapter shows the table of contents, as `toc` fills it in.
fn holds_contents(chapter: &Chapter) -> bool {
    let mut found = false;
    Node::Section(chapter).visit(&mut |node| {
        found |= matches!(
            node,
            Node::Block(block) if matches!(block.kind, BlockKind::Division { kind: Division::Contents, .. })
        );
    });
    found
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

/// The marks of printed pages that the author wrote, with their labels.
pub(super) fn own_pages(document: &Document) -> BTreeMap<NodeRef, String> {
    let of = |chapter: &Chapter| {
        let mut found = Vec::new();
        Node::Body(chapter).visit(&mut |node| {
            if let Some(label) = page_label(node) {
                found.push((chapter.node_ref(node.id()), label.into_owned()));
            }
        });
        found
    };
    document.chapters.par_iter().flat_map_iter(|chapter| of(chapter)).collect()
}

/// The nodes that links, notes and the contents lead to.
pub(super) fn targets(document: &Document, toc: &Toc) -> Vec<BTreeSet<NodeId>> {
    let found: Vec<Vec<NodeRef>> = document
        .chapters
        .par_iter()
        .map(|chapter| {
            let mut found = Vec::new();
            Node::Html(chapter).visit(&mut |node| {
                if let Node::Block(Block { kind: BlockKind::Alert(alert), .. }) = node {
                    found.extend(alert.title().map(|title| chapter.node_ref(title.id)));
                }
                if let Node::TableCaption(caption) = node {
                    found.push(chapter.node_ref(caption.id));
                }
                let Node::Inline(inline) = node else { return };
                if let InlineKind::Link { target: Target::Node(node), .. } = &inline.kind {
                    found.push(*node);
                } else if let InlineKind::NoteReference { note: node, .. }
                | InlineKind::NoteBacklink { reference: node, .. } = &inline.kind
                {
                    found.push(chapter.node_ref(*node));
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

pub(super) fn breaks_by_chapter(document: &Document, breaks: &[PageBreak]) -> Vec<Vec<(NodeId, u32, usize)>> {
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
