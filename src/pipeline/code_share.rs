//! Whether a book is one of code, which decides on its theme where none is named.
//!
//! In: the texts as they were read. Out: yes or no. A line of code counts as one; text is counted in lines of a book's
//! measure, in which a character of a square counts twice.

use std::sync::Arc;

use rayon::prelude::*;

use crate::document::{Block, BlockKind, Chapter, Document, Node};
use crate::lang::is_ideographic;

/// A book in which so many of a hundred lines are code, or more, is one of code.
const LEAST_PERCENT: usize = 10;

/// The characters of a line of text.
const MEASURE: usize = 70;

/// Whether a tenth or more of a book's lines are code.
pub fn is_technical(document: &Document) -> bool {
    let counts = document.chapters.par_iter().map(Arc::as_ref).map(count);
    let (code, characters) = counts.reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let lines = code + characters / MEASURE;
    code > 0 && code * 100 >= lines * LEAST_PERCENT
}

/// The lines of code of a chapter, and the characters of its text.
fn count(chapter: &Chapter) -> (usize, usize) {
    let (mut lines, mut characters) = (0, 0);
    Node::Section(chapter).visit(&mut |node| {
        if let Node::Block(Block { kind: BlockKind::CodeBlock(code), .. }) = node {
            lines += code.text.lines().count();
        } else if let (Node::Inline(_), Some(text)) = (node, node.text()) {
            let wide = if text.is_ascii() { 0 } else { text.chars().filter(|&c| is_ideographic(c)).count() };
            characters += text.chars().count() + wide;
        }
    });
    (lines, characters)
}
