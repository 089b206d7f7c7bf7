//! Which way text runs: the embedding levels of the Unicode Bidirectional Algorithm (UAX #9).
//!
//! In: a paragraph's text, its direction, and the stretches in it that have one of their own. Out: the level of each
//! byte. Rules L1 and L2, which go by line, are applied where lines are set.

use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};

use crate::geom::Direction;

/// The direction of a paragraph, and of stretches in it that are isolated from what stands around them, in order and
/// apart: code, a quotation in another script.
#[derive(Clone, Debug, Default)]
pub struct Directions {
    /// `None` goes by the first strong character (rules P2 and P3).
    pub base: Option<Direction>,
    pub isolates: Vec<(Range<usize>, Direction)>,
}

/// The embedding level of a direction by itself.
pub fn base_level(direction: Direction) -> u8 {
    match direction {
        Direction::LeftToRight => 0,
        Direction::RightToLeft => 1,
    }
}

/// The level of each byte; `None` where all text runs from left to right.
pub(super) fn levels(text: &str, directions: &Directions) -> Option<Vec<u8>> {
    let runs_left = |direction: &Direction| direction.is_right_to_left();
    let is_plain = !directions.base.as_ref().is_some_and(runs_left)
        && !directions.isolates.iter().any(|(_, direction)| runs_left(direction))
        && !text.chars().any(is_right_to_left);
    if is_plain {
        return None;
    }
    let base = directions.base.map(|direction| match direction {
        Direction::LeftToRight => Level::ltr(),
        Direction::RightToLeft => Level::rtl(),
    });
    // Isolates are put in as the characters that make them (2.4), and what these get is left out again.
    let mut marked = String::with_capacity(text.len() + directions.isolates.len() * 6);
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    let mut keep = |to: usize, mark: char| {
        let start = marked.len();
        marked.push_str(&text[from..to]);
        kept.push(start..marked.len());
        marked.push(mark);
        from = to;
    };
    for (range, direction) in &directions.isolates {
        keep(range.start, if runs_left(direction) { '\u{2067}' } else { '\u{2066}' });
        keep(range.end, '\u{2069}');
    }
    let start = marked.len();
    marked.push_str(&text[from..]);
    kept.push(start..marked.len());
    let levels = BidiInfo::new(&marked, base).levels;
    Some(kept.into_iter().flat_map(|range| levels[range].iter().map(|level| level.number())).collect())
}

/// Whether a character may be of a right-to-left script or direct text that way (UAX #9, table 4).
fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202b}' | '\u{202e}' | '\u{2067}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, base: Direction, isolates: Vec<(Range<usize>, Direction)>) -> Option<Vec<u8>> {
        levels(text, &Directions { base: Some(base), isolates })
    }

    #[test]
    fn the_paragraph_decides_what_marks_do() {
        assert_eq!(of("a.", Direction::LeftToRight, Vec::new()), None);
        assert_eq!(of("a.", Direction::RightToLeft, Vec::new()), Some(vec![2, 1]));
        assert_eq!(of("\u{5d0}.", Direction::LeftToRight, Vec::new()), Some(vec![1, 1, 0]));
    }

    #[test]
    fn what_is_isolated_keeps_its_marks() {
        let code = |isolates| of("\u{5d0} f() \u{5d0}", Direction::RightToLeft, isolates);
        assert_eq!(code(Vec::new()).unwrap()[3..6], [2, 1, 1]);
        assert_eq!(code(vec![(3..6, Direction::LeftToRight)]).unwrap(), [1, 1, 1, 2, 2, 2, 1, 1, 1]);
    }
}
