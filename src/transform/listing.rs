//! Listings say in words what their tag says: the file's name above, number and caption below.
//!
//! In: figures of class `listing` with the attributes `number` and `file-name`, as `markdown` leaves them,
//! and paragraphs that hold nothing but a `span` of class `filename` or `caption`, as older books write
//! them. Out: a paragraph of class `file-name` first in the figure, `Listing 3-1: ` before its caption; and
//! the class on such a paragraph, so that a style sheet can keep it with the code it belongs to.

use super::diagram::{self, Diagrams, Drawing};
use super::{paragraph, text};
use crate::diagnostic::Diagnostics;
use crate::document::walk::blocks_mut;
use crate::document::{Attributes, Block, BlockKind, Caption, Chapter, Inline, InlineKind};
use crate::lang::{Lang, Words};
use crate::source::Span;

/// Labels the chapter's listings; those that are diagrams are drawn.
pub fn apply(
    chapter: &mut Chapter,
    lang: &Lang,
    diagrams: &Diagrams,
    drawings: &mut Vec<Drawing>,
    diagnostics: &mut Diagnostics,
) {
    let words = lang.words();
    let mut blocks = std::mem::take(&mut chapter.blocks);
    let mut notes = std::mem::take(&mut chapter.notes);
    for list in std::iter::once(&mut blocks).chain(notes.iter_mut().map(|note| &mut note.content)) {
        blocks_mut(list, &mut |list| {
            for block in list.iter_mut() {
                // A diagram is a figure before it could be a listing.
                diagram::draw(chapter, block, diagrams, drawings, diagnostics);
                label(chapter, block, words);
            }
        });
    }
    chapter.blocks = blocks;
    chapter.notes = notes;
}

fn label(chapter: &mut Chapter, block: &mut Block, words: &Words) {
    let span = block.span;
    match &mut block.kind {
        BlockKind::Figure { content, caption } if block.attributes.has_class("listing") => {
            if let Some(name) = block.attributes.take("file-name") {
                let line = paragraph(chapter, "file-name", format!("{}{}{name}", words.file_name, words.colon));
                content.insert(0, line);
            }
            if let Some(number) = block.attributes.take("number") {
                let label = words.listing(&number);
                let caption = caption.get_or_insert_with(|| {
                    let attributes = Attributes::default();
                    Caption { id: chapter.fresh_id(), span, attributes, content: Vec::new() }
                });
                let colon = if caption.content.is_empty() { "" } else { &words.colon };
                lead(chapter, &mut caption.content, format!("{label}{colon}"));
            }
        }
        BlockKind::Paragraph(content) => {
            let mut shown = content.iter().filter(|inline| !is_blank(inline));
            if let (Some(Inline { kind: InlineKind::Span(_), attributes, .. }), None) = (shown.next(), shown.next()) {
                for (class, own) in [("filename", "file-name"), ("caption", "caption")] {
                    if attributes.has_class(class) {
                        block.attributes.add_class(own);
                    }
                }
            }
        }
        BlockKind::Figure { .. }
        | BlockKind::Plain(_)
        | BlockKind::Heading { .. }
        | BlockKind::ThematicBreak
        | BlockKind::BlockQuote(_)
        | BlockKind::Alert(_)
        | BlockKind::List(_)
        | BlockKind::DefinitionList(_)
        | BlockKind::CodeBlock(_)
        | BlockKind::Table(_)
        | BlockKind::Division { .. }
        | BlockKind::Math(_)
        | BlockKind::Details(_) => {}
    }
}

/// Puts a label before the first words of a caption.
fn lead(chapter: &mut Chapter, content: &mut Vec<Block>, label: String) {
    let kind = InlineKind::Span(vec![text(chapter, label)]);
    let (id, attributes) = (chapter.fresh_id(), Attributes::class("label"));
    let label = Inline { id, span: Span::default(), attributes, kind };
    match content.first_mut() {
        Some(Block { kind: BlockKind::Plain(words) | BlockKind::Paragraph(words), .. }) => words.insert(0, label),
        Some(_) | None => {
            let plain = super::block(chapter, "", BlockKind::Plain(vec![label]));
            content.insert(0, plain);
        }
    }
}

fn is_blank(inline: &Inline) -> bool {
    match &inline.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        kind => matches!(kind, InlineKind::SoftBreak | InlineKind::HardBreak | InlineKind::Anchor),
    }
}
