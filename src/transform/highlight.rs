//! Code in colors: pieces of code become tokens, which have a class each, and which the theme paints.
//!
//! In: blocks of code in one piece, with the name of their language. Out: the same text in pieces; names of languages that
//! nobody knows, with their places. Code with markup in it is its author's.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::diagram;
use crate::document::walk::blocks_mut;
use crate::document::{Attributes, Block, BlockKind, Chapter, CodeLines, Inline, InlineKind};
use crate::highlight::{Highlighter, Named};
use crate::source::Span;

/// A language that is not known, and a block that is in it.
pub type Unknown = (String, Span);

/// Names what stands in the blocks of code of which the language is known; the others come back.
pub fn apply(chapter: &mut Chapter, highlighter: &Highlighter) -> Vec<Unknown> {
    let mut unknown = Vec::new();
    let mut blocks = std::mem::take(&mut chapter.blocks);
    let mut notes = std::mem::take(&mut chapter.notes);
    for list in std::iter::once(&mut blocks).chain(notes.iter_mut().map(|note| &mut note.content)) {
        blocks_mut(list, &mut |list| {
            list.iter_mut().for_each(|block| color(chapter, block, highlighter, &mut unknown));
        });
    }
    chapter.blocks = blocks;
    chapter.notes = notes;
    unknown
}

/// Tells each language that is not known once.
pub fn report(unknown: Vec<Unknown>, highlighter: &Highlighter, diagnostics: &mut Diagnostics) {
    let mut told = BTreeSet::new();
    let known = if unknown.is_empty() { Vec::new() } else { highlighter.names() };
    for (name, span) in unknown {
        if told.contains(&name) {
            continue;
        }
        let message = format!("the language `{name}` is not known: its code is set without colors");
        let mut finding = Diagnostic::new(Code::UnknownLanguage, message).at(span);
        if let Some(near) = nearest(&name, known.iter().copied()) {
            finding = finding.hint(format!("did you mean `{near}`?"));
        }
        diagnostics.push(finding.hint("write `text` where the text is in no language"));
        told.insert(name);
    }
}

fn color(chapter: &mut Chapter, block: &mut Block, highlighter: &Highlighter, unknown: &mut Vec<Unknown>) {
    let span = block.span;
    let BlockKind::CodeBlock(code) = &mut block.kind else { return };
    let Some(name) = code.language.as_deref() else { return };
    let [Inline { kind: InlineKind::Text(text), .. }] = code.content.as_slice() else { return };
    let language = match highlighter.language(name) {
        Named::Language(language) => language.as_used(text),
        Named::Plain => return,
        // Of a diagram that is not drawn, that was told.
        Named::Unknown if diagram::language(name).is_some() => return,
        Named::Unknown => return unknown.push((name.to_owned(), span)),
    };
    if language.is_difference() {
        code.lines.get_or_insert_with(Box::<CodeLines>::default).is_difference = true;
    }
    let tokens = highlighter.tokens(&language, text);
    if tokens.is_empty() {
        return;
    }
    let mut content = Vec::with_capacity(tokens.len() * 2 + 1);
    let mut push =
        |kind| content.push(Inline { id: chapter.fresh_id(), span, attributes: Attributes::default(), kind });
    let mut end = 0;
    for (range, token) in tokens {
        if range.start > end {
            push(InlineKind::Text(text[end..range.start].into()));
        }
        end = range.end;
        push(InlineKind::Token { token, text: text[range].into() });
    }
    if end < text.len() {
        push(InlineKind::Text(text[end..].into()));
    }
    code.content = content;
}
