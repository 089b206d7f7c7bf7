//! Which way the text of each node runs.
//!
//! In: a chapter whose languages are settled. Out: [`Chapter::directions`] for each node that a language of its own,
//! `dir="auto"` or `bdi` turns another way than what it stands in, and for code and formulas among text from right to
//! left. The HTML face writes them as `dir`, so that selectors, reading systems and paper go by the same: HTML itself
//! takes no direction from a language, and an EPUB's style sheet may not set any (EPUB 3.3, section 6.3.1.3).

use std::collections::BTreeMap;

use crate::document::{BlockKind, Chapter, InlineKind, Node, NodeId, Phrase};
use crate::geom::Direction;
use crate::lang::{Lang, first_strong};

/// Finds the directions of a chapter.
pub fn apply(chapter: &mut Chapter, lang: &Lang) {
    let mut found = BTreeMap::new();
    Node::Body(chapter).for_each_child(&mut |node| collect(node, lang.direction(), &mut found));
    chapter.directions = found;
}

fn collect(node: Node<'_>, around: Direction, found: &mut BTreeMap<NodeId, Direction>) {
    // Most nodes are words, which say nothing.
    if matches!(node, Node::Inline(inline) if matches!(inline.kind, InlineKind::Text(_) | InlineKind::SoftBreak)) {
        return;
    }
    let own = match said(node) {
        Some(Said::Direction(direction)) => direction,
        Some(Said::Auto) => {
            let direction = of_text(node).unwrap_or_default();
            found.insert(node.id(), direction);
            direction
        }
        Some(Said::Lang(lang)) => {
            if lang.direction() != around {
                found.insert(node.id(), lang.direction());
            }
            lang.direction()
        }
        None if is_code(node) => {
            if around.is_right_to_left() {
                found.insert(node.id(), Direction::LeftToRight);
            }
            Direction::LeftToRight
        }
        None => around,
    };
    node.for_each_child(&mut |child| collect(child, own, found));
}

/// What a node says of its direction, the strongest first.
enum Said {
    Direction(Direction),
    Auto,
    Lang(Lang),
}

fn said(node: Node<'_>) -> Option<Said> {
    let attribute = |name| node.attributes().and_then(|attributes| attributes.get(name));
    match attribute("dir").map(|dir| dir.trim().to_ascii_lowercase()).as_deref() {
        Some("ltr") => Some(Said::Direction(Direction::LeftToRight)),
        Some("rtl") => Some(Said::Direction(Direction::RightToLeft)),
        Some("auto") => Some(Said::Auto),
        Some(_) | None if is_isolate(node) => Some(Said::Auto),
        Some(_) | None => attribute("lang").and_then(Lang::parse).map(Said::Lang),
    }
}

/// Whether a node is a `bdi`, whose direction is its own text's unless an attribute says it.
fn is_isolate(node: Node<'_>) -> bool {
    let Node::Inline(inline) = node else { return false };
    matches!(inline.kind, InlineKind::Phrase { phrase: Phrase::BidiIsolate, .. })
}

/// Whether a node is code or a formula, which are written from left to right whatever the text around them.
fn is_code(node: Node<'_>) -> bool {
    if let Node::Block(block) = node {
        return matches!(block.kind, BlockKind::CodeBlock(_) | BlockKind::Math(_));
    }
    matches!(node, Node::Inline(inline) if matches!(inline.kind, InlineKind::Code(_) | InlineKind::Math(_)))
}

/// The direction of the first strong character below a node, without what says its own (HTML Living Standard, 3.2.6.4,
/// "auto directionality").
fn of_text(node: Node<'_>) -> Option<Direction> {
    let mut direction = node.text().and_then(first_strong);
    node.for_each_child(&mut |child| {
        let says_its_own = matches!(said(child), Some(Said::Direction(_) | Said::Auto));
        if direction.is_none() && !says_its_own {
            direction = of_text(child);
        }
    });
    direction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Attributes, Block, BlockKind, ChapterId, ChapterRole, Inline};
    use crate::source::Span;

    /// A chapter of one paragraph, which holds one phrase; the ids of both.
    fn chapter(
        paragraph: &[(&str, &str)],
        phrase: Phrase,
        inner: &[(&str, &str)],
        text: &str,
    ) -> (Chapter, [NodeId; 2]) {
        let attributes = |pairs: &[(&str, &str)]| {
            let mut attributes = Attributes::default();
            pairs.iter().for_each(|(name, value)| attributes.set(*name, *value));
            attributes
        };
        let mut chapter = Chapter::new(ChapterId(0), ChapterRole::Text, "one");
        let mut inline = |attributes, kind| Inline { id: chapter.fresh_id(), span: Span::default(), attributes, kind };
        let content = vec![inline(Attributes::default(), InlineKind::Text(text.into()))];
        let inner = inline(attributes(inner), InlineKind::Phrase { phrase, content });
        let inner_id = inner.id;
        let block = chapter.fresh_id();
        let kind = BlockKind::Paragraph(vec![inner]);
        chapter.blocks.push(Block { id: block, span: Span::default(), attributes: attributes(paragraph), kind });
        (chapter, [block, inner_id])
    }

    fn directions(
        paragraph: &[(&str, &str)],
        phrase: Phrase,
        inner: &[(&str, &str)],
        text: &str,
    ) -> [Option<Direction>; 2] {
        let (mut chapter, ids) = chapter(paragraph, phrase, inner, text);
        apply(&mut chapter, &Lang::default());
        ids.map(|id| chapter.directions.get(&id).copied())
    }

    #[test]
    fn a_language_turns_what_it_is_said_of() {
        let (ltr, rtl) = (Some(Direction::LeftToRight), Some(Direction::RightToLeft));
        let mark = Phrase::Mark;
        assert_eq!(directions(&[("lang", "fa")], mark, &[("lang", "en")], "word"), [rtl, ltr]);
        assert_eq!(directions(&[("lang", "fr")], mark, &[("lang", "he")], "word"), [None, rtl]);
        assert_eq!(directions(&[("lang", "fa"), ("dir", "ltr")], mark, &[("lang", "ar")], "word"), [None, rtl]);
    }

    #[test]
    fn auto_goes_by_the_first_letter() {
        let (ltr, rtl) = (Some(Direction::LeftToRight), Some(Direction::RightToLeft));
        assert_eq!(directions(&[("dir", "auto")], Phrase::Mark, &[], "1: שלום"), [rtl, None]);
        assert_eq!(directions(&[("dir", "auto")], Phrase::BidiIsolate, &[], "שלום"), [ltr, rtl]);
    }
}
