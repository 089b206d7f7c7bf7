//! Numbers of chapters, shown before their titles.
//!
//! In: a chapter whose headings have their ids. Out: the chapter with its number in the heading that is its title,
//! as an element of class `number`. Ids, contents and running heads are made of the title alone.

use super::text;
use crate::document::walk::ContentMut;
use crate::document::{Attributes, Block, BlockKind, Chapter, Inline, InlineKind, NodeId};
use crate::source::Span;

/// Puts the number in front, where the chapter has one and a heading is its title.
pub fn apply(chapter: &mut Chapter) {
    let Some(number) = chapter.number.clone() else { return };
    if chapter.title_node == Chapter::SECTION {
        return;
    }
    let content = vec![text(chapter, number)];
    let id = chapter.fresh_id();
    let attributes = Attributes::class(Inline::NUMBER);
    let number = Inline { id, span: Span::default(), attributes, kind: InlineKind::Span(content) };
    let mut before = vec![number, text(chapter, " ")];
    let mut blocks = std::mem::take(&mut chapter.blocks);
    put_before(&mut blocks, chapter.title_node, &mut before);
    chapter.blocks = blocks;
}

fn put_before(blocks: &mut [Block], title: NodeId, before: &mut Vec<Inline>) {
    for block in blocks {
        if before.is_empty() {
            return;
        }
        if let BlockKind::Heading { content, .. } = &mut block.kind
            && block.id == title
        {
            content.splice(0..0, before.drain(..));
            return;
        }
        block.kind.for_each_content_mut(&mut |content| {
            if let ContentMut::Blocks(blocks) = content {
                put_before(blocks, title, before);
            }
        });
    }
}
