//! Line ends of the source in text that has no spaces (CSS Text 4, section 4.3.2, "segment break transformation").
//!
//! In: soft breaks where the author began a new line. Out: no break where both sides are Han or kana, or one of them
//! is their punctuation, so that no space stands there in either format; all others stay, and are spaces.

use crate::document::{Chapter, Inline, InlineKind};
use crate::lang::is_ideographic;

/// Takes the soft breaks out of a chapter's text that would be spaces where none belong.
pub fn apply(chapter: &mut Chapter) {
    chapter.for_each_prose_mut(&mut |inlines| {
        let mut line = Vec::new();
        gather(inlines, &mut line);
        if line.contains(&Piece::Break) {
            let mut vanishes = breaks(&line).into_iter();
            remove(inlines, &mut vanishes);
        }
    });
}

/// What a line is made of, as far as its ends are concerned.
#[derive(Clone, Copy, PartialEq)]
enum Piece {
    /// Text by its first and last character.
    Text(char, char),
    Break,
}

/// Stands for what is not text.
const OBJECT: Piece = Piece::Text('\u{fffc}', '\u{fffc}');

fn gather(inlines: &[Inline], line: &mut Vec<Piece>) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => {
                line.extend(text.chars().next().zip(text.chars().next_back()).map(|(a, b)| Piece::Text(a, b)));
            }
            InlineKind::SoftBreak => line.push(Piece::Break),
            // A reading stands over the line, not in it.
            InlineKind::Anchor | InlineKind::RubyText(_) => {}
            kind => match kind.children() {
                [] => line.push(OBJECT),
                children => gather(children, line),
            },
        }
    }
}

/// For each break of a line, whether it vanishes.
fn breaks(line: &[Piece]) -> Vec<bool> {
    let is_mark = |character: char| is_ideographic(character) && !character.is_alphanumeric();
    let last = |piece: &Piece| match *piece {
        Piece::Text(_, last) => Some(last),
        Piece::Break => None,
    };
    let first = |piece: &Piece| match *piece {
        Piece::Text(first, _) => Some(first),
        Piece::Break => None,
    };
    let mut found = Vec::new();
    for (at, _) in line.iter().enumerate().filter(|(_, piece)| **piece == Piece::Break) {
        let before = line[..at].last().and_then(last);
        let after = line.get(at + 1).and_then(first);
        found.push(before.zip(after).is_some_and(|(before, after)| {
            is_ideographic(before) && is_ideographic(after) || is_mark(before) || is_mark(after)
        }));
    }
    found
}

fn remove(inlines: &mut Vec<Inline>, vanishes: &mut dyn Iterator<Item = bool>) {
    inlines.retain_mut(|inline| {
        if matches!(inline.kind, InlineKind::SoftBreak) {
            return !vanishes.next().unwrap_or(false);
        }
        if !matches!(inline.kind, InlineKind::RubyText(_))
            && let Some(children) = inline.kind.children_mut()
        {
            remove(children, vanishes);
        }
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vanishes(before: char, after: char) -> bool {
        breaks(&[Piece::Text(before, before), Piece::Break, Piece::Text(after, after)])[0]
    }

    #[test]
    fn no_space_where_none_belongs() {
        assert!(vanishes('日', '本'));
        assert!(vanishes('、', 'R'));
        assert!(vanishes('R', '「'));
        assert!(!vanishes('日', 'R'));
        assert!(!vanishes('a', 'b'));
        assert!(!vanishes('한', '국'));
    }
}
