//! Lines of code: numbers, lines that are emphasized, added or removed, and the places that a list below speaks of.
//!
//! In: blocks of code with what `markdown` read of their lines, their text in tokens by `highlight`; the places by
//! `callout`. Out: each line an inline of its own, with its text, where anything is said of lines; its number is an
//! attribute, which style sheets show and nobody copies.

use crate::document::walk::blocks_mut;
use crate::document::{
    Attributes, Block, BlockKind, Chapter, CodeLines, CodeToken, Inline, InlineKind, LineMark, Target,
};
use crate::highlight;
use crate::source::Span;

/// The width of the column of numbers, the space after them counted, in characters: `styles/base.css` has the same.
const COLUMN: usize = 5;

/// Makes lines of what is said of them.
pub fn apply(chapter: &mut Chapter) {
    let mut blocks = std::mem::take(&mut chapter.blocks);
    let mut notes = std::mem::take(&mut chapter.notes);
    for list in std::iter::once(&mut blocks).chain(notes.iter_mut().map(|note| &mut note.content)) {
        blocks_mut(list, &mut |list| list.iter_mut().for_each(|block| cut(chapter, block)));
    }
    chapter.blocks = blocks;
    chapter.notes = notes;
}

fn cut(chapter: &mut Chapter, block: &mut Block) {
    let span = block.span;
    let BlockKind::CodeBlock(code) = &mut block.kind else { return };
    let Some(lines) = code.lines.take() else { return };
    let has_lines = lines.is_numbered || !lines.marks.is_empty() || lines.is_difference;
    let pieces = split(chapter, std::mem::take(&mut code.content));
    if lines.is_numbered {
        block.attributes.add_class("numbered");
    }
    let mut callouts = lines.callouts.iter().peekable();
    for (content, place) in pieces.into_iter().zip(1..) {
        let mut content = content;
        while let Some((_, number, item)) = callouts.next_if(|(line, ..)| *line == place) {
            let mark = text(chapter, span, &number.to_string());
            let target = Target::Node(chapter.node_ref(*item));
            let kind = InlineKind::Link { target, title: None, content: vec![mark] };
            let link = Inline { id: chapter.fresh_id(), span, attributes: Attributes::class("callout"), kind };
            let end = content.iter().rposition(|inline| inline.kind.text() == Some("\n")).unwrap_or(content.len());
            content.insert(end, text(chapter, span, " "));
            content.insert(end + 1, link);
        }
        if !has_lines {
            code.content.append(&mut content);
            continue;
        }
        let attributes = attributes(&lines, place, &content);
        let id = chapter.fresh_id();
        code.content.push(Inline { id, span, attributes, kind: InlineKind::Span(content) });
    }
}

fn text(chapter: &mut Chapter, span: Span, text: &str) -> Inline {
    let kind = InlineKind::Text(text.into());
    Inline { id: chapter.fresh_id(), span, attributes: Attributes::default(), kind }
}

/// What is said of a line.
fn attributes(lines: &CodeLines, place: u32, content: &[Inline]) -> Attributes {
    let mut attributes = Attributes::class("code-line");
    let first = content.iter().find_map(|inline| inline.kind.text()).unwrap_or_default();
    let sign = lines.is_difference.then(|| highlight::difference_sign(first)).flatten();
    match sign {
        Some(CodeToken::Inserted) => attributes.add_class("line-inserted"),
        Some(CodeToken::Deleted) => attributes.add_class("line-deleted"),
        Some(_) | None => {}
    }
    for (_, mark) in lines.marks.iter().filter(|(range, _)| range.contains(&place)) {
        attributes.add_class(match mark {
            LineMark::Emphasized => "line-emphasized",
            LineMark::Inserted => "line-inserted",
            LineMark::Deleted => "line-deleted",
        });
    }
    if lines.is_numbered {
        // Characters as wide as a digit, at which no line is broken.
        let number = lines.first_number.unwrap_or(1).saturating_add(place - 1).to_string();
        let before = "\u{a0}".repeat((COLUMN - 2).saturating_sub(number.len()));
        let after = "\u{a0}".repeat((COLUMN - before.chars().count()).saturating_sub(number.len()).max(1));
        attributes.set(Inline::LINE_NUMBER, format!("{before}{number}{after}"));
    }
    attributes
}

/// The inlines of each line, with its line feed, which stands alone at its end.
fn split(chapter: &mut Chapter, content: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    for inline in content {
        let token = if let InlineKind::Token { token, .. } = &inline.kind { Some(*token) } else { None };
        let whole = inline.kind.text().filter(|whole| whole.contains('\n'));
        let Some(whole) = whole else {
            line.push(inline);
            continue;
        };
        for part in whole.split_inclusive('\n') {
            let words = part.strip_suffix('\n').unwrap_or(part);
            if !words.is_empty() {
                let mut piece = text(chapter, inline.span, words);
                if let Some(token) = token {
                    piece.kind = InlineKind::Token { token, text: words.into() };
                }
                line.push(piece);
            }
            if part.ends_with('\n') {
                line.push(text(chapter, inline.span, "\n"));
                lines.push(std::mem::take(&mut line));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
