//! Whether a book is one of code, which decides on its theme where none is named.
//!
//! In: the texts as they were read. Out: yes or no. A line of code counts as one; text is counted in lines of a book's
//! measure, in which a character of a square counts twice.

use std::sync::Arc;

use rayon::prelude::*;

use crate::document::{Block, BlockKind, Chapter, Document, Node};

/// A book in which so many of a hundred lines are code, or more, is one of code.
const LEAST_PERCENT: usize = 10;

/// The characters of a line of text.
const MEASURE: usize = 70;

/// Whether a tenth or more of a book's lines are code.
pub fn is_technical(document: &Document) -> bool {
    let chapters = || document.chapters.par_iter().map(Arc::as_ref);
    let code: usize = chapters().map(lines_of_code).sum();
    // Most books have none, and need not be measured.
    code > 0 && code * 100 >= (code + chapters().map(width_of_text).sum::<usize>() / MEASURE) * LEAST_PERCENT
}

fn lines_of_code(chapter: &Chapter) -> usize {
    let mut lines = 0;
    Node::Section(chapter).visit(&mut |node| {
        if let Node::Block(Block { kind: BlockKind::CodeBlock(code), .. }) = node {
            lines += code.text.lines().count();
        }
    });
    lines
}

/// The characters of a chapter's text.
fn width_of_text(chapter: &Chapter) -> usize {
    let mut width = 0;
    Node::Section(chapter).visit(&mut |node| {
        if let (Node::Inline(_), Some(text)) = (node, node.text()) {
            width += text.bytes().map(width_of_byte).sum::<usize>();
        }
    });
    width
}

/// How wide the character is that a byte of UTF-8 begins: from U+3000 on, most are squares.
fn width_of_byte(byte: u8) -> usize {
    match byte {
        0x80..=0xbf => 0,
        0xe3..=0xed | 0xf0.. => 2,
        _ => 1,
    }
}
