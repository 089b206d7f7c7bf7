//! The table of contents, made once from the document.
//!
//! In: a [`Document`] after `transform`. Out: a [`Toc`], which feeds the EPUB navigation document and
//! NCX, the PDF outline and, through [`fill`], the printed contents page. Page numbers are a result of
//! layout and no part of it.

use std::sync::Arc;

use serde::Serialize;

use crate::document::walk::plain_text;
use crate::document::{
    Attributes, Block, BlockKind, Chapter, ChapterRole, Division, Document, Inline, InlineKind, List, ListItem, Node,
    NodeId, NodeRef, Target,
};
use crate::source::Span;

/// The tree of headings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Toc {
    pub entries: Vec<TocEntry>,
}

/// One heading and those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TocEntry {
    pub target: NodeRef,
    /// The heading's number as shown, where headings are numbered.
    pub number: Option<String>,
    /// Plain text.
    pub title: String,
    pub children: Vec<TocEntry>,
}

/// Collects the headings of all text chapters, `depth` levels of them; a chapter is the first.
///
/// An article is one chapter, which would make a tree with a single root: there the headings below its
/// title are the first level, unless there are none.
pub fn build(document: &Document, depth: u8) -> Toc {
    let mut chapters = document.chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text);
    if let (Some(article), None) = (chapters.next(), chapters.next()) {
        let entry = chapter_entry(article, depth.saturating_add(1));
        return Toc { entries: if entry.children.is_empty() { vec![entry] } else { entry.children } };
    }
    let mut entries = Vec::new();
    for chapter in document.chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text) {
        let level = chapter.depth.saturating_add(1);
        place(&mut entries, level.min(depth.max(1)), chapter_entry(chapter, depth.saturating_sub(chapter.depth)));
    }
    Toc { entries }
}

/// Puts an entry at a level: below the last entry of the level above it, or as deep as there is one.
fn place(entries: &mut Vec<TocEntry>, level: u8, entry: TocEntry) {
    match entries.last_mut() {
        Some(last) if level > 1 => place(&mut last.children, level - 1, entry),
        Some(_) | None => entries.push(entry),
    }
}

fn chapter_entry(chapter: &Chapter, depth: u8) -> TocEntry {
    let mut entry = TocEntry {
        target: chapter.node_ref(chapter.title_node),
        number: None,
        title: chapter.title.clone(),
        children: Vec::new(),
    };
    // Where no heading is the chapter's title, its headings begin at level 1.
    let above = u8::from(chapter.title_node != Chapter::SECTION);
    Node::Section(chapter).visit(&mut |node| {
        if let Node::Block(Block { id, kind: BlockKind::Heading { level, content }, .. }) = node
            && *id != chapter.title_node
            && level.saturating_sub(above) < depth
        {
            let title = plain_text(content).split_whitespace().collect::<Vec<_>>().join(" ");
            let heading = TocEntry { target: chapter.node_ref(*id), number: None, title, children: Vec::new() };
            if !heading.title.is_empty() {
                place(&mut entry.children, level.saturating_sub(above).max(1), heading);
            }
        }
    });
    entry
}

/// Fills the contents chapter, where there is one, with links to the entries.
pub fn fill(mut document: Document, toc: &Toc) -> Document {
    for chapter in &mut document.chapters {
        if chapter.role == ChapterRole::Contents && !toc.entries.is_empty() {
            let chapter = Arc::make_mut(chapter);
            let list = list(chapter, &toc.entries, 1);
            let id = chapter.fresh_id();
            chapter.blocks.push(Block {
                id,
                span: Span::default(),
                attributes: Attributes::default(),
                kind: BlockKind::Division { kind: Division::Contents, content: vec![list] },
            });
        }
    }
    document
}

fn list(chapter: &mut Chapter, entries: &[TocEntry], depth: u8) -> Block {
    let id = chapter.fresh_id();
    let items = entries.iter().map(|entry| item(chapter, entry, depth)).collect();
    let kind = BlockKind::List(List { start: Some(1), tight: true, items });
    Block { id, span: Span::default(), attributes: Attributes::default(), kind }
}

fn item(chapter: &mut Chapter, entry: &TocEntry, depth: u8) -> ListItem {
    let id = chapter.fresh_id();
    let plain = chapter.fresh_id();
    let link = chapter.fresh_id();
    let mut content = Vec::new();
    if let Some(number) = &entry.number {
        let span = chapter.fresh_id();
        let number = vec![text(chapter, number)];
        content.push(inline(span, Attributes::class("toc-number"), InlineKind::Span(number)));
        content.push(text(chapter, " "));
    }
    content.push(text(chapter, &entry.title));
    let link = inline(
        link,
        Attributes::default(),
        InlineKind::Link { target: Target::Node(entry.target), title: None, content },
    );
    let mut content = vec![Block {
        id: plain,
        span: Span::default(),
        attributes: Attributes::default(),
        kind: BlockKind::Plain(vec![link]),
    }];
    if !entry.children.is_empty() {
        content.push(list(chapter, &entry.children, depth + 1));
    }
    ListItem { id, span: Span::default(), attributes: Attributes::class(&format!("toc-{depth}")), content }
}

fn text(chapter: &mut Chapter, text: &str) -> Inline {
    let id = chapter.fresh_id();
    inline(id, Attributes::default(), InlineKind::Text(text.into()))
}

fn inline(id: NodeId, attributes: Attributes, kind: InlineKind) -> Inline {
    Inline { id, span: Span::default(), attributes, kind }
}
