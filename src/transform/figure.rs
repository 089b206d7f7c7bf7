//! A paragraph that holds one image and nothing else becomes a figure; the image's title is its caption. So does
//! an image that stands alone in a `div`; in a figure of the author's it needs no other.
//!
//! In list items this takes a title; others, and those in table cells, stay in their line.

use crate::document::{Attributes, Block, BlockKind, Caption, Chapter, Inline, InlineKind};

/// Makes the chapter's figures.
pub fn apply(chapter: &mut Chapter) {
    let mut blocks = std::mem::take(&mut chapter.blocks);
    make_figures(chapter, &mut blocks);
    chapter.blocks = blocks;
    let mut notes = std::mem::take(&mut chapter.notes);
    notes.iter_mut().for_each(|note| make_figures(chapter, &mut note.content));
    chapter.notes = notes;
}

fn make_figures(chapter: &mut Chapter, blocks: &mut [Block]) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph(content) => {
                if let [Inline { kind: InlineKind::Image(_), .. }] = content.as_slice() {
                    let content = std::mem::take(content);
                    block.kind = figure(chapter, content);
                }
            }
            BlockKind::Division { content, .. } => {
                if let [Block { kind: kind @ BlockKind::Plain(_), .. }] = content.as_mut_slice()
                    && let BlockKind::Plain(inlines) = kind
                    && let [Inline { kind: InlineKind::Image(_), .. }] = inlines.as_slice()
                {
                    let inlines = std::mem::take(inlines);
                    *kind = figure(chapter, inlines);
                } else {
                    make_figures(chapter, content);
                }
            }
            BlockKind::List(list) => list.items.iter_mut().for_each(|item| of_item(chapter, &mut item.content)),
            BlockKind::DefinitionList(groups) => {
                let details = groups.iter_mut().flat_map(|group| &mut group.details);
                details.for_each(|details| of_item(chapter, &mut details.content));
            }
            BlockKind::BlockQuote(content) => make_figures(chapter, content),
            BlockKind::Alert(alert) => make_figures(chapter, &mut alert.content),
            BlockKind::Details(details) => make_figures(chapter, &mut details.content),
            BlockKind::Plain(_)
            | BlockKind::Heading { .. }
            | BlockKind::ThematicBreak
            | BlockKind::CodeBlock(_)
            | BlockKind::Table(_)
            | BlockKind::Figure { .. }
            | BlockKind::Math(_) => {}
        }
    }
}

/// Figures of an item: what stands alone there and has a title, which nothing else would show on paper.
fn of_item(chapter: &mut Chapter, blocks: &mut [Block]) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph(content) | BlockKind::Plain(content) if is_titled_image(content) => {
                let content = std::mem::take(content);
                block.kind = figure(chapter, content);
            }
            BlockKind::List(list) => list.items.iter_mut().for_each(|item| of_item(chapter, &mut item.content)),
            BlockKind::Paragraph(_)
            | BlockKind::Plain(_)
            | BlockKind::Heading { .. }
            | BlockKind::ThematicBreak
            | BlockKind::BlockQuote(_)
            | BlockKind::Alert(_)
            | BlockKind::Division { .. }
            | BlockKind::Details(_)
            | BlockKind::DefinitionList(_)
            | BlockKind::CodeBlock(_)
            | BlockKind::Table(_)
            | BlockKind::Figure { .. }
            | BlockKind::Math(_) => {}
        }
    }
}

fn is_titled_image(content: &[Inline]) -> bool {
    let [Inline { kind: InlineKind::Image(image), .. }] = content else { return false };
    image.title.as_ref().is_some_and(|title| !title.trim().is_empty())
}

fn figure(chapter: &mut Chapter, mut content: Vec<Inline>) -> BlockKind {
    let mut caption = None;
    if let [Inline { span, kind: InlineKind::Image(image), .. }] = content.as_mut_slice()
        && let Some(title) = image.title.take().filter(|title| !title.trim().is_empty())
    {
        let span = *span;
        let id = chapter.fresh_id();
        let kind = BlockKind::Plain(vec![super::text(chapter, title)]);
        let text = Block { id: chapter.fresh_id(), span, attributes: Attributes::default(), kind };
        caption = Some(Caption { id, span, attributes: Attributes::default(), content: vec![text] });
    }
    let span = content.first().map(|image| image.span).unwrap_or_default();
    let kind = BlockKind::Plain(content);
    let image = Block { id: chapter.fresh_id(), span, attributes: Attributes::default(), kind };
    BlockKind::Figure { content: vec![image], caption }
}
