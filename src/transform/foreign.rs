//! Words of another language that are set apart by emphasis are not stressed: they are `i` (HTML Living Standard, 4.5.19).
//!
//! In: emphasis that names a language, or is all that a span of a language holds. Out: a phrase in another voice, which
//! looks the same and is not read with stress.

use crate::document::walk::inlines_mut;
use crate::document::{Chapter, Inline, InlineKind, Phrase};

/// Takes the stress from the chapter's foreign phrases.
pub fn apply(chapter: &mut Chapter) {
    inlines_mut(&mut chapter.blocks, &mut |inlines| visit(inlines));
    chapter.notes.iter_mut().for_each(|note| inlines_mut(&mut note.content, &mut |inlines| visit(inlines)));
}

fn visit(inlines: &mut [Inline]) {
    for inline in inlines {
        if inline.attributes.get("lang").is_some() {
            settle(inline);
        }
        if let Some(children) = inline.kind.children_mut() {
            visit(children);
        }
    }
}

fn settle(inline: &mut Inline) {
    let content = if let InlineKind::Emphasis(content) = &mut inline.kind {
        std::mem::take(content)
    } else if let InlineKind::Span(content) = &mut inline.kind
        && let [Inline { kind: InlineKind::Emphasis(within), attributes, .. }] = content.as_mut_slice()
        && attributes.is_empty()
    {
        std::mem::take(within)
    } else {
        return;
    };
    inline.kind = InlineKind::Phrase { phrase: Phrase::Voice, content };
}
