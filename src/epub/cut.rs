//! Where the content document of a long chapter is cut.
//!
//! In: the places where its XHTML could be cut, as the writer met them, and its length. Out: the places where it is: no
//! document beyond [`MOST_BYTES`], cut at the highest heading, else between blocks, else where it must be. A chapter that
//! fits is not cut. The writer then writes it again, and closes and opens its elements there.

use std::collections::BTreeMap;

use crate::document::{Block, BlockKind, Inline, InlineKind, Node, NodeId, RowGroup, RowGroupKind};

/// The most bytes of a content document: Adobe's engine, on which many readers are built, is slow or fails beyond 300 kB,
/// and editors of EPUBs cut at 260 kB.
pub(super) const MOST_BYTES: usize = 260_000;

/// What head and elements that are closed and opened again add to each document.
const SLACK: usize = 8_000;

/// A document has at least this part of the limit: else one of short sections would fall to pieces.
const LEAST_PART: usize = 3;

/// How far apart the places within one text are, in bytes.
pub(super) const TEXT_STEP: usize = 8_000;

/// A place where a chapter's XHTML could be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes of XHTML before it.
    pub offset: usize,
    pub rank: Rank,
}

/// How bad a place is: headings by their level, blocks, what stands in blocks, words, the inside of table cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u8);

impl Rank {
    const BLOCK: u8 = 7;
    const INNER: u8 = 8;
    const INLINE: u8 = 100;
    const TEXT: u8 = 101;
    const IN_CELL: u8 = 102;
}

/// What may be cut at the current place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Inside {
    #[default]
    Free,
    /// A cell of a table, whose row would go on in a row of its own.
    Cell,
    /// What would be no whole thing, such as a heading.
    Whole,
}

impl Inside {
    /// What may be cut within a node.
    pub(super) fn below(self, node: Node<'_>) -> Inside {
        let is_whole = match node {
            Node::DefinitionTerm(_) | Node::Summary(_) | Node::FigureCaption(_) | Node::TableCaption(_) => true,
            Node::RowGroup(RowGroup { kind, .. }) => *kind == RowGroupKind::Head,
            Node::Block(Block { kind: BlockKind::Heading { .. }, .. }) => true,
            Node::Inline(Inline { kind: InlineKind::Link { .. } | InlineKind::Ruby(_), .. }) => true,
            Node::Html(_)
            | Node::Body(_)
            | Node::Section(_)
            | Node::Notes(_)
            | Node::Note(_)
            | Node::Block(_)
            | Node::ListItem(_)
            | Node::DefinitionDetails(_)
            | Node::CodeText(_)
            | Node::Formula(_)
            | Node::Row(_)
            | Node::Cell(_)
            | Node::Inline(_) => false,
        };
        match (self, node) {
            (Inside::Whole, _) => Inside::Whole,
            (Inside::Free | Inside::Cell, _) if is_whole => Inside::Whole,
            (Inside::Free | Inside::Cell, Node::Cell(_)) => Inside::Cell,
            (Inside::Free | Inside::Cell, _) => self,
        }
    }

    /// How bad it is to cut before a node so many elements deep in the chapter's section; `None` where it cannot be.
    pub(super) fn before(self, node: Node<'_>, depth: u8) -> Option<Rank> {
        let inner = Rank(Rank::INNER.saturating_add(depth).min(Rank::INLINE - 1));
        let rank = match node {
            Node::Block(Block { kind: BlockKind::Heading { level, .. }, .. }) if depth == 0 => Rank(*level),
            // What stands in its place is asked.
            Node::Block(Block { kind: BlockKind::Plain(_), .. }) => return None,
            Node::Block(_) | Node::Notes(_) if depth == 0 => Rank(Rank::BLOCK),
            Node::Block(_) | Node::Notes(_) | Node::Note(_) | Node::ListItem(_) | Node::Row(_) => inner,
            Node::DefinitionTerm(_) => inner,
            Node::Inline(_) => Rank(Rank::INLINE),
            Node::Html(_)
            | Node::Body(_)
            | Node::Section(_)
            | Node::DefinitionDetails(_)
            | Node::CodeText(_)
            | Node::Formula(_)
            | Node::FigureCaption(_)
            | Node::TableCaption(_)
            | Node::RowGroup(_)
            | Node::Cell(_)
            | Node::Summary(_) => return None,
        };
        self.at(rank)
    }

    /// How bad it is to cut within a text.
    pub(super) fn in_text(self) -> Option<Rank> {
        self.at(Rank(Rank::TEXT))
    }

    fn at(self, rank: Rank) -> Option<Rank> {
        match self {
            Inside::Free => Some(rank),
            Inside::Cell => Some(Rank(Rank::IN_CELL)),
            Inside::Whole => None,
        }
    }
}

/// How a chapter is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cuts {
    /// The places by their number, in the order in which the writer meets them.
    pub at: Vec<usize>,
    /// The names of the documents, without ending.
    pub names: Vec<String>,
    /// The document of each node that something leads to, where it is not the first.
    parts: BTreeMap<NodeId, usize>,
}

impl Cuts {
    /// Chooses the places; `None` where the chapter fits into one document. `nodes` are those that something leads to,
    /// with the bytes before them; `name` gives each further document its name.
    pub(super) fn plan(
        places: &[Place],
        length: usize,
        nodes: &[(NodeId, usize)],
        mut name: impl FnMut() -> String,
    ) -> Option<Cuts> {
        let most = MOST_BYTES - SLACK;
        let mut cuts = Cuts::default();
        let mut offsets = Vec::new();
        let mut start = 0;
        while length - start > most {
            let after = |offset: usize| places.partition_point(|place| place.offset <= offset);
            let (first, least, end) = (after(start), after(start + most / LEAST_PART), after(start + most));
            // Of equally good places the last, and where none is near enough the next.
            let best = (least..end).min_by_key(|&at| (places[at].rank, usize::MAX - at));
            let Some(at) = best.or((first..end).next_back()).or((end < places.len()).then_some(end)) else { break };
            start = places[at].offset;
            cuts.at.push(at);
            cuts.names.push(name());
            offsets.push(start);
        }
        let part = |offset: usize| offsets.partition_point(|&cut| cut <= offset);
        cuts.parts = nodes.iter().map(|&(node, offset)| (node, part(offset))).filter(|(_, part)| *part > 0).collect();
        (!cuts.at.is_empty()).then_some(cuts)
    }

    /// The name of the document that holds a node, where it is not the first.
    pub(super) fn name_of(&self, node: NodeId) -> Option<&str> {
        let part = self.parts.get(&node)?;
        self.names.get(part.checked_sub(1)?).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(places: &[(usize, u8)], length: usize) -> Vec<usize> {
        let places: Vec<Place> = places.iter().map(|&(offset, rank)| Place { offset, rank: Rank(rank) }).collect();
        let mut count = 0;
        let name = || {
            count += 1;
            format!("x-{count}")
        };
        Cuts::plan(&places, length, &[], name).map_or(Vec::new(), |cuts| cuts.at)
    }

    #[test]
    fn the_highest_heading_is_taken_and_of_equals_the_last() {
        let places = [(10, 7), (100_000, 2), (110_000, 3), (200_000, 2), (240_000, 3), (300_000, 7), (390_000, 7)];
        assert!(plan(&places, 250_000).is_empty());
        assert_eq!(plan(&places, 400_000), [3]);
        assert_eq!(plan(&[(5, 7), (1000, 7), (600_000, 7)], 900_000), [1, 2], "what cannot be cut stays whole");
        assert!(plan(&[], 900_000).is_empty());
    }
}
