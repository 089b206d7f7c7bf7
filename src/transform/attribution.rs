//! Who said it: the last paragraph of a quotation that begins with a dash, or is a citation alone, gets the class
//! `attribution`. Where it is the last line of a paragraph, after a break that was written, it becomes one of its own.

use super::block;
use crate::document::walk::{blocks_mut, plain_text};
use crate::document::{Block, BlockKind, Chapter, Inline, InlineKind, Phrase};

const CLASS: &str = "attribution";

/// Beyond this it is a speech, in a language that opens one with a dash.
const MOST_CHARACTERS: usize = 120;

/// Marks the attributions of the chapter's quotations.
pub fn apply(chapter: &mut Chapter) {
    let mut blocks = std::mem::take(&mut chapter.blocks);
    blocks_mut(&mut blocks, &mut |list| {
        for quotation in list.iter_mut() {
            if let BlockKind::BlockQuote(content) = &mut quotation.kind {
                part_last_line(chapter, content);
                mark(content);
            }
        }
    });
    chapter.blocks = blocks;
}

fn mark(content: &mut [Block]) {
    let [.., before, last] = content else { return };
    let (BlockKind::Paragraph(_), false) = (&last.kind, begins_with_dash(inlines(before))) else { return };
    if is_attribution(inlines(last)) {
        last.attributes.add_class(CLASS);
    }
}

/// Makes a last line that tells who said it a paragraph.
fn part_last_line(chapter: &mut Chapter, content: &mut Vec<Block>) {
    let Some(Block { kind: BlockKind::Paragraph(lines), span, .. }) = content.last_mut() else { return };
    let span = *span;
    let Some(at) = lines.iter().rposition(|inline| matches!(inline.kind, InlineKind::HardBreak)) else { return };
    if at == 0 || begins_with_dash(lines) || !is_attribution(&lines[at + 1..]) {
        return;
    }
    let line = lines.split_off(at + 1);
    lines.pop();
    let line = block(chapter, CLASS, BlockKind::Paragraph(line));
    content.push(Block { span, ..line });
}

fn inlines(block: &Block) -> &[Inline] {
    if let BlockKind::Paragraph(content) = &block.kind { content } else { &[] }
}

fn is_attribution(content: &[Inline]) -> bool {
    if let [Inline { kind: InlineKind::Phrase { phrase: Phrase::Citation, .. }, .. }] = content {
        return true;
    }
    begins_with_dash(content) && plain_text(content).chars().count() <= MOST_CHARACTERS
}

/// Whether it begins with a dash longer than a hyphen, or with two hyphens, which become one.
fn begins_with_dash(content: &[Inline]) -> bool {
    let text = plain_text(content);
    let text = text.trim_start();
    ["\u{2014}", "\u{2013}", "\u{2015}", "--"].iter().any(|dash| text.starts_with(dash))
}
