//! How nodes stand in the lines of a content document.
//!
//! In: a node. Out: where line feeds stand, which are no text, and whether pages are marked in it.

use crate::document::{Block, BlockKind, Division, Node};

/// How a node stands in the file.
pub(super) struct Shape {
    /// Ends with a line feed, since no text stands beside it.
    pub is_line: bool,
    /// Begins with a line feed, since it holds such nodes.
    pub holds_lines: bool,
    /// Whether marks of pages stand in it.
    pub is_paged: bool,
}

impl Shape {
    pub(super) fn of(node: Node<'_>) -> Shape {
        let shape = |is_line, holds_lines| Shape { is_line, holds_lines, is_paged: true };
        match node {
            Node::Notes(_) => Shape { is_line: true, holds_lines: true, is_paged: false },
            Node::Html(_)
            | Node::Body(_)
            | Node::Section(_)
            | Node::Note(_)
            | Node::RowGroup(_)
            | Node::Row(_)
            | Node::FigureCaption(_)
            | Node::TableCaption(_)
            | Node::DefinitionDetails(_) => shape(true, true),
            Node::DefinitionTerm(_) | Node::Summary(_) => shape(true, false),
            Node::ListItem(item) => shape(true, !begins_plain(&item.content)),
            Node::Cell(cell) => shape(true, !begins_plain(&cell.content) && !cell.content.is_empty()),
            Node::CodeText(_) | Node::Formula(_) | Node::Inline(_) => shape(false, false),
            Node::Block(block) => match &block.kind {
                BlockKind::Paragraph(_)
                | BlockKind::Heading { .. }
                | BlockKind::ThematicBreak
                | BlockKind::CodeBlock(_)
                | BlockKind::Math(_) => shape(true, false),
                BlockKind::Plain(_) => shape(false, false),
                BlockKind::Division { kind: Division::Contents, .. } => {
                    Shape { is_line: true, holds_lines: true, is_paged: false }
                }
                BlockKind::BlockQuote(_)
                | BlockKind::Alert(_)
                | BlockKind::List(_)
                | BlockKind::DefinitionList(_)
                | BlockKind::Table(_)
                | BlockKind::Figure { .. }
                | BlockKind::Details(_)
                | BlockKind::Division {
                    kind:
                        Division::Plain
                        | Division::Section
                        | Division::Article
                        | Division::Aside
                        | Division::Header
                        | Division::Footer,
                    ..
                } => shape(true, true),
            },
        }
    }
}

fn begins_plain(content: &[Block]) -> bool {
    content.first().is_none_or(|block| matches!(block.kind, BlockKind::Plain(_)))
}
