//! Whether a book is one of code, which decides on its theme where none is named.
//!
//! In: the texts as they were read. Out: yes or no. A line of code counts as one; text is counted in lines of a book's
//! measure, in which a character of a square counts twice.

use rayon::prelude::*;

use crate::document::{Block, BlockKind, Chapter, Document, Node};

/// A book in which so many of a hundred lines are code, or more, is one of code.
const LEAST_PERCENT: usize = 10;

/// The characters of a line of text.
const MEASURE: usize = 70;

/// Whether a tenth or more of a book's lines are code.
pub fn is_technical(document: &Document) -> bool {
    let chapters = || document.chapters.par_iter();
    let is_enough = |code: usize, width: usize| code * 100 >= (code + width / MEASURE) * LEAST_PERCENT;
    let sum = |one: (usize, usize), other: (usize, usize)| (one.0 + other.0, one.1 + other.1);
    let (code, typed) = chapters().map(|chapter| lines_of_code(chapter)).reduce(Default::default, sum);
    // Most books have none, or so much that all that is typed would be too little text.
    code > 0 && (is_enough(code, typed) || is_enough(code, chapters().map(|chapter| width_of_text(chapter)).sum()))
}

/// Whether any block of code says what language it is in.
pub fn has_code(document: &Document) -> bool {
    document.chapters.par_iter().any(|chapter| {
        let mut found = false;
        visit_blocks(Node::Section(chapter), &mut |block| {
            found |= matches!(&block.kind, BlockKind::CodeBlock(code) if code.language.is_some());
        });
        let notes = chapter.notes.iter().flat_map(|note| &note.content);
        notes.for_each(|block| {
            visit_blocks(Node::Block(block), &mut |block| {
                found |= matches!(&block.kind, BlockKind::CodeBlock(code) if code.language.is_some());
            });
        });
        found
    })
}

/// The lines of code in a chapter, and the bytes that its text is typed with.
fn lines_of_code(chapter: &Chapter) -> (usize, usize) {
    let (mut lines, mut typed) = (0, 0);
    visit_blocks(Node::Section(chapter), &mut |block| {
        if let BlockKind::CodeBlock(code) = &block.kind {
            lines += code.text().lines().count();
        } else {
            typed += block.span.end.saturating_sub(block.span.start) as usize;
        }
    });
    (lines, typed)
}

/// Calls `visit` for the blocks that hold no others, without going into their text.
fn visit_blocks<'a>(node: Node<'a>, visit: &mut dyn FnMut(&'a Block)) {
    if let Node::Block(block) = node
        && matches!(
            block.kind,
            BlockKind::CodeBlock(_)
                | BlockKind::Paragraph(_)
                | BlockKind::Plain(_)
                | BlockKind::Heading { .. }
                | BlockKind::Math(_)
        )
    {
        return visit(block);
    }
    if !matches!(node, Node::Inline(_)) {
        node.for_each_child(&mut |child| visit_blocks(child, visit));
    }
}

/// The characters of a chapter's text.
fn width_of_text(chapter: &Chapter) -> usize {
    let mut width = 0;
    Node::Section(chapter).visit(&mut |node| {
        if let (Node::Inline(_), Some(text)) = (node, node.text()) {
            width += width_of(text);
        }
    });
    width
}

/// How wide a text is: from U+3000 on, most characters are squares.
fn width_of(text: &str) -> usize {
    /// As many bytes as a byte can count, of two each at most, so that many are looked at at once.
    const PART: usize = 127;
    let is_square = |byte: u8| (0xe3..=0xed).contains(&byte) || byte >= 0xf0;
    let is_first = |byte: u8| !(0x80..=0xbf).contains(&byte);
    let width =
        |part: &[u8]| part.iter().map(|byte| u8::from(is_first(*byte)) + u8::from(is_square(*byte))).sum::<u8>();
    text.as_bytes().chunks(PART).map(|part| usize::from(width(part))).sum()
}
