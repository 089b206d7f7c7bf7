//! Code in colors: pieces of code become spans with classes, which the theme paints.

use crate::document::walk::blocks_mut;
use crate::document::{Attributes, Block, BlockKind, Chapter, Inline, InlineKind};
use crate::highlight;
use crate::source::Span;

/// Names what stands in the blocks of code of which the language is known.
pub fn apply(chapter: &mut Chapter) {
    let mut blocks = std::mem::take(&mut chapter.blocks);
    let mut notes = std::mem::take(&mut chapter.notes);
    for list in std::iter::once(&mut blocks).chain(notes.iter_mut().map(|note| &mut note.content)) {
        blocks_mut(list, &mut |list| list.iter_mut().for_each(|block| color(chapter, block)));
    }
    chapter.blocks = blocks;
    chapter.notes = notes;
}

fn color(chapter: &mut Chapter, block: &mut Block) {
    let BlockKind::CodeBlock(code) = &mut block.kind else { return };
    let Some(language) = code.language.as_deref().and_then(highlight::language) else { return };
    let tokens = language.tokens(&code.text);
    if tokens.is_empty() {
        return;
    }
    let mut piece = |text: &str| {
        let kind = InlineKind::Text(text.into());
        Inline { id: chapter.fresh_id(), span: Span::default(), attributes: Attributes::default(), kind }
    };
    let mut content = Vec::with_capacity(tokens.len() * 2 + 1);
    let mut end = 0;
    for (range, token) in tokens {
        if range.start > end {
            content.push(piece(&code.text[end..range.start]));
        }
        let inner = piece(&code.text[range.clone()]);
        let outer =
            Inline { attributes: Attributes::class(token.class()), kind: InlineKind::Span(vec![inner]), ..piece("") };
        content.push(outer);
        end = range.end;
    }
    if end < code.text.len() {
        content.push(piece(&code.text[end..]));
    }
    code.content = content;
}
