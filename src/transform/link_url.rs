//! Where links out of the book lead, told on paper, where nobody can follow one.
//!
//! In: a whole document, as both backends would have it. Out: one for paper: after each such link its address, in
//! parentheses, or in a note numbered with the chapter's own. In a caption, which may float, and in a note the address
//! stands in parentheses. Links whose words are the address are left alone, and links in headings, which are contents
//! and running heads as well. No node that was there is another; notes are numbered anew.

use std::sync::Arc;

use super::{footnote, paragraph, text};
use crate::config::LinkUrls;
use crate::diagnostic::Diagnostics;
use crate::document::walk::{ContentMut, plain_text};
use crate::document::{
    Attributes, Block, BlockKind, Chapter, ChapterRole, Document, Inline, InlineKind, Node, NodeId, Note, Target,
};
use crate::lang::{EastAsian, Lang};
use crate::source::Span;
use crate::url;

/// The class of an address that is told, and of a note that tells one.
const ADDRESS: &str = "link-url";
const NOTE: &str = "link-note";

/// The document for paper.
pub fn tell_addresses(document: &Document, how: LinkUrls) -> Document {
    let mut document = document.clone();
    if how == LinkUrls::None {
        return document;
    }
    let lang = document.metadata.lang.clone();
    for chapter in &mut document.chapters {
        if chapter.role == ChapterRole::Text && has_address(chapter) {
            tell(Arc::make_mut(chapter), how, &lang);
        }
    }
    document
}

fn has_address(chapter: &Chapter) -> bool {
    let mut found = false;
    Node::Body(chapter).visit(&mut |node| {
        found |= matches!(node, Node::Inline(inline) if address(inline).is_some());
    });
    found
}

/// The address that a link leads to and does not say.
fn address(inline: &Inline) -> Option<&str> {
    let InlineKind::Link { target: Target::External(address), content, .. } = &inline.kind else { return None };
    let words = comparable(&plain_text(content));
    (!words.is_empty() && words != comparable(address)).then_some(address)
}

/// An address as people write it.
fn comparable(address: &str) -> String {
    let address = shown(address).to_lowercase();
    let bare = ["https://", "http://", "www."]
        .iter()
        .fold(address.as_str(), |rest, start| rest.strip_prefix(start).unwrap_or(rest));
    url::decode(bare.trim().trim_end_matches('/'))
}

/// An address as it is printed.
fn shown(address: &str) -> &str {
    ["mailto:", "tel:"].iter().find_map(|start| address.strip_prefix(start)).unwrap_or(address)
}

fn tell(chapter: &mut Chapter, how: LinkUrls, lang: &Lang) {
    let lang = chapter.lang.clone().unwrap_or_else(|| lang.clone());
    let marks = if EastAsian::of(&lang).is_some() { ["（", "）"] } else { [" (", ")"] };
    let mut blocks = std::mem::take(&mut chapter.blocks);
    let mut notes = std::mem::take(&mut chapter.notes);
    let mut teller = Teller { chapter, marks, made: Vec::new() };
    teller.blocks(&mut blocks, how);
    notes.iter_mut().for_each(|note| teller.blocks(&mut note.content, LinkUrls::Inline));
    let made = teller.made;
    chapter.blocks = blocks;
    if made.is_empty() {
        chapter.notes = notes;
        return;
    }
    notes.iter_mut().for_each(forget_number);
    chapter.notes = notes;
    chapter.notes.extend(made);
    // What is wrong with the notes was told when they were numbered first.
    footnote::apply(chapter, &mut Diagnostics::default());
    settle_ids(chapter);
}

/// Takes a note's number back, with the mark that leads to its reference.
fn forget_number(note: &mut Note) {
    note.number = 0;
    note.references.clear();
    if let Some(BlockKind::Paragraph(content) | BlockKind::Plain(content)) =
        note.content.first_mut().map(|block| &mut block.kind)
        && matches!(content.first(), Some(Inline { kind: InlineKind::NoteBacklink { .. }, .. }))
    {
        // The space after the mark goes with it.
        content.drain(..content.len().min(2));
        if content.is_empty() {
            note.content.remove(0);
        }
    }
}

/// Notes and their references go by their new numbers.
fn settle_ids(chapter: &mut Chapter) {
    let mut ids: Vec<(NodeId, String)> = Vec::new();
    Node::Body(chapter).visit(&mut |node| {
        let is_of_note =
            matches!(node, Node::Note(_) | Node::Inline(Inline { kind: InlineKind::NoteReference { .. }, .. }));
        if is_of_note && let Some(id) = node.attributes().and_then(Attributes::id) {
            ids.push((node.id(), id.to_owned()));
        }
    });
    chapter.ids.extend(ids);
}

/// Goes through a chapter.
struct Teller<'c> {
    chapter: &'c mut Chapter,
    /// The parentheses of the language.
    marks: [&'static str; 2],
    made: Vec<Note>,
}

impl Teller<'_> {
    fn blocks(&mut self, blocks: &mut [Block], how: LinkUrls) {
        for block in blocks {
            match &mut block.kind {
                BlockKind::Heading { .. } | BlockKind::CodeBlock(_) => {}
                BlockKind::Figure { content, caption } => {
                    self.blocks(content, LinkUrls::Inline);
                    caption.iter_mut().for_each(|caption| self.blocks(&mut caption.content, LinkUrls::Inline));
                }
                kind => kind.for_each_content_mut(&mut |content| match content {
                    ContentMut::Blocks(blocks) => self.blocks(blocks, how),
                    ContentMut::Inlines(inlines) => self.inlines(inlines, how),
                    ContentMut::Preformatted(_) => {}
                }),
            }
        }
    }

    fn inlines(&mut self, inlines: &mut Vec<Inline>, how: LinkUrls) {
        let mut at = 0;
        while at < inlines.len() {
            if let Some(address) = address(&inlines[at]).map(str::to_owned) {
                let added = self.told(&address, inlines[at].span, how);
                let after = at + 1 + added.len();
                inlines.splice(at + 1..at + 1, added);
                at = after;
                continue;
            }
            let is_link = matches!(inlines[at].kind, InlineKind::Link { .. });
            if let Some(children) = inlines[at].kind.children_mut().filter(|_| !is_link) {
                self.inlines(children, how);
            }
            at += 1;
        }
    }

    /// What comes after a link.
    fn told(&mut self, address: &str, span: Span, how: LinkUrls) -> Vec<Inline> {
        let words = text(self.chapter, shown(address));
        let kind = InlineKind::Link { target: Target::External(address.into()), title: None, content: vec![words] };
        let link = Inline { id: self.chapter.fresh_id(), span, attributes: Attributes::class(ADDRESS), kind };
        match how {
            LinkUrls::None => Vec::new(),
            LinkUrls::Inline => {
                let [open, close] = self.marks.map(|mark| text(self.chapter, mark));
                vec![open, link, close]
            }
            LinkUrls::Note => {
                let mut content = paragraph(self.chapter, "", "");
                content.kind = BlockKind::Paragraph(vec![link]);
                let id = self.chapter.fresh_id();
                // No author's label begins with a bracket that closes one.
                let label = format!("]{}", self.made.len());
                self.made.push(Note {
                    id,
                    span,
                    attributes: Attributes::class(NOTE),
                    label: label.clone(),
                    number: 0,
                    content: vec![content],
                    references: Vec::new(),
                });
                let kind = InlineKind::NoteReference { note: id, mark: "".into(), label: label.into() };
                let attributes = Attributes::default();
                vec![Inline { id: self.chapter.fresh_id(), span, attributes, kind }]
            }
        }
    }
}
