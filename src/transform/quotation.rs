//! `<q>` gets the quotation marks of the document's language (HTML Living Standard, 4.5.7).
//!
//! In: phrases that are quotations. Out: the same with marks around their words, outer and inner in turn.
//! They are text, not a style sheet's, so that both formats and whoever copies from them have the same.

use super::text;
use crate::document::walk::inlines_mut;
use crate::document::{Chapter, Inline, InlineKind, Phrase};
use crate::lang::Lang;

/// Puts marks around the chapter's quotations.
pub fn apply(chapter: &mut Chapter, lang: &Lang) {
    let mut blocks = std::mem::take(&mut chapter.blocks);
    let mut notes = std::mem::take(&mut chapter.notes);
    let quotes = &lang.words().quotes;
    let mut visit = |inlines: &mut Vec<Inline>| mark(chapter, inlines, quotes, 0);
    inlines_mut(&mut blocks, &mut visit);
    notes.iter_mut().for_each(|note| inlines_mut(&mut note.content, &mut visit));
    chapter.blocks = blocks;
    chapter.notes = notes;
}

fn mark(chapter: &mut Chapter, inlines: &mut [Inline], quotes: &[String; 4], depth: usize) {
    for inline in inlines {
        let is_quotation = matches!(inline.kind, InlineKind::Phrase { phrase: Phrase::Quotation, .. });
        let Some(children) = inline.kind.children_mut() else { continue };
        mark(chapter, children, quotes, depth + usize::from(is_quotation));
        if is_quotation {
            let pair = depth % 2 * 2;
            children.insert(0, text(chapter, quotes[pair].as_str()));
            children.push(text(chapter, quotes[pair + 1].as_str()));
        }
    }
}
