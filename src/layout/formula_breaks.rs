//! Where formulas may be broken, as far as their signs tell.
//!
//! In: the nodes of a formula. Out: the parts between which a line of text may end, and the places where a line of a
//! display may begin. How wide anything is is not known here.

use std::ops::Range;

use crate::document::{AtomClass, MathNode};
use crate::math::space_between;

/// What it costs that a line ends after a relation, and after a sign of operation (plain TeX, `\relpenalty` and
/// `\binoppenalty`); within parentheses, so much more.
const RELATION_COST: i32 = 500;
const BINARY_COST: i32 = 700;
const PARENTHESIS_COST: i32 = 600;
/// A part of a formula in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    pub nodes: Range<usize>,
    /// What it costs that the line ends behind it, and the space there else, in em; `None` for the last.
    pub after: Option<(i32, f32)>,
}

/// The parts of a formula between which a line may end: after relations and signs of operation that stand in no group.
pub fn segments(nodes: &[MathNode]) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    for (index, node) in nodes.iter().enumerate() {
        match node.class() {
            Some(AtomClass::Opening) => depth += 1,
            Some(AtomClass::Closing) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let cost = match node.class() {
            Some(AtomClass::Relation) => RELATION_COST,
            Some(AtomClass::Binary) => BINARY_COST,
            _ => continue,
        };
        let Some(next) = nodes[index + 1..].iter().find(|next| next.class().is_some()) else { continue };
        // Two relations are one.
        if next.class() == Some(AtomClass::Relation) || index == 0 {
            continue;
        }
        let cost = cost + if depth > 0 { PARENTHESIS_COST } else { 0 };
        let space = space_between(node.class(), next, false);
        segments.push(Segment { nodes: start..index + 1, after: Some((cost, space)) });
        start = index + 1;
    }
    segments.push(Segment { nodes: start..nodes.len(), after: None });
    segments
}

/// Formulas that stand beside one another in a display, with a space of an em or more between them (`\quad`); words
/// between two belong to the second. The spaces belong to neither.
pub fn formulas_beside(nodes: &[MathNode]) -> Vec<Range<usize>> {
    const LEAST_SPACE: f32 = 1.0;
    let mut formulas: Vec<Range<usize>> = Vec::new();
    let mut depth = 0usize;
    let mut start = None;
    let mut words = None;
    let mut push = |range: Range<usize>| {
        let is_words =
            nodes[range.clone()].iter().all(|node| matches!(node, MathNode::Text { .. } | MathNode::Space(_)));
        match is_words {
            true => words = words.or(Some(range.start)),
            false => formulas.push(words.take().unwrap_or(range.start)..range.end),
        }
        // Words at the end belong to the last.
        words.is_some()
    };
    let mut ends_with_words = false;
    for (index, node) in nodes.iter().enumerate() {
        match node.class() {
            Some(AtomClass::Opening) => depth += 1,
            Some(AtomClass::Closing) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_gap = depth == 0 && matches!(node, MathNode::Space(space) if *space >= LEAST_SPACE);
        match (is_gap, start) {
            (true, Some(from)) => {
                ends_with_words = push(from..index);
                start = None;
            }
            (false, None) => start = Some(index),
            (true, None) | (false, Some(_)) => {}
        }
    }
    if let Some(from) = start {
        ends_with_words = push(from..nodes.len());
    }
    match formulas.last_mut() {
        Some(last) if ends_with_words => last.end = nodes.len(),
        Some(_) => {}
        None => formulas.push(0..nodes.len()),
    }
    formulas
}

/// The parts of a display that a line may begin with: each from a relation to the next, in pieces that begin with signs
/// of operation; none within parentheses.
pub fn display_breaks(nodes: &[MathNode]) -> Vec<Vec<Range<usize>>> {
    let mut parts: Vec<Vec<Range<usize>>> = Vec::new();
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    for (index, node) in nodes.iter().enumerate() {
        match node.class() {
            Some(AtomClass::Opening) => depth += 1,
            Some(AtomClass::Closing) => depth = depth.saturating_sub(1),
            Some(class @ (AtomClass::Relation | AtomClass::Binary)) if depth == 0 && index > start => {
                pieces.push(start..index);
                start = index;
                if class == AtomClass::Relation {
                    parts.push(std::mem::take(&mut pieces));
                }
            }
            _ => {}
        }
    }
    pieces.push(start..nodes.len());
    parts.push(pieces);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{MathOperator, MathTextStyle};

    #[test]
    fn formulas_beside_one_another_are_known_by_the_space_between_them() {
        let letter = || MathNode::Identifier { text: "x".into(), is_upright: false };
        let words = || MathNode::Text { text: "hence".into(), style: MathTextStyle::default() };
        let (quad, thin) = (|| MathNode::Space(1.0), || MathNode::Space(0.2));
        let nodes = [letter(), thin(), letter(), quad(), quad(), words(), quad(), letter(), quad()];
        assert_eq!(formulas_beside(&nodes), [0..3, 5..8]);
        assert_eq!(formulas_beside(&[letter(), quad(), words()]), [Range { start: 0, end: 3 }]);
        assert_eq!(formulas_beside(&[words()]), [Range { start: 0, end: 1 }]);
    }

    #[test]
    fn lines_end_after_relations_and_signs_of_operation() {
        let letter = || MathNode::Identifier { text: "x".into(), is_upright: false };
        let sign = |text: &str, class| MathNode::Operator(MathOperator::new(text, class));
        let nodes = [
            letter(),
            sign("=", AtomClass::Relation),
            letter(),
            sign("+", AtomClass::Binary),
            sign("(", AtomClass::Opening),
            letter(),
            sign("+", AtomClass::Binary),
            letter(),
            sign(")", AtomClass::Closing),
        ];
        let found: Vec<_> = segments(&nodes).into_iter().map(|segment| (segment.nodes, segment.after)).collect();
        let (thick, medium) = (5.0 / 18.0, 4.0 / 18.0);
        assert_eq!(
            found,
            [(0..2, Some((500, thick))), (2..4, Some((700, medium))), (4..7, Some((1300, medium))), (7..9, None)]
        );
        let breaks = display_breaks(&nodes);
        assert!(breaks[0].iter().eq([&(0..1)]) && breaks[1..] == [vec![1..3, 3..9]], "{breaks:?}");
        assert_eq!(segments(&[]).len(), 1);
    }
}
