//! What is open while the tree is built.

use std::ops::Range;

use crate::document::{
    AlertKind, Alignment, Attributes, Block, Cell, DefinitionGroup, Inline, ListItem, NodeId, RowGroup,
};
use crate::html::InlineTag;

use super::listing::Fence;

/// A node under construction with the content it has so far.
pub struct Frame {
    pub id: NodeId,
    pub range: Range<usize>,
    pub attributes: Attributes,
    pub kind: FrameKind,
    pub blocks: Vec<Block>,
    /// Inlines of its own, or those of a paragraph that Markdown does not mark: a tight item's, a cell's.
    pub inlines: Vec<Inline>,
}

pub enum FrameKind {
    /// The chapter.
    Root,
    Paragraph,
    Heading {
        level: u8,
    },
    Quote,
    Alert(AlertKind),
    List {
        start: Option<u64>,
        items: Vec<ListItem>,
    },
    Item,
    DefinitionList(Vec<DefinitionGroup>),
    Term,
    Details,
    Note {
        label: String,
    },
    Code {
        fence: Fence,
        text: String,
        code: NodeId,
    },
    Table {
        alignments: Vec<Option<Alignment>>,
        groups: Vec<RowGroup>,
    },
    Row {
        is_head: bool,
        cells: Vec<Cell>,
    },
    Cell,
    /// A block of raw HTML.
    Html(String),
    Emphasis,
    Strong,
    Strikethrough,
    Link {
        address: String,
        title: Option<Box<str>>,
    },
    Image {
        address: String,
        title: Option<String>,
    },
    /// An inline opened by a raw tag of this name.
    Tag {
        name: String,
        tag: InlineTag,
        /// Where an `a` leads.
        address: Option<String>,
    },
}

impl FrameKind {
    /// Whether it stands within a line.
    pub fn is_inline(&self) -> bool {
        match self {
            FrameKind::Emphasis
            | FrameKind::Strong
            | FrameKind::Strikethrough
            | FrameKind::Link { .. }
            | FrameKind::Image { .. }
            | FrameKind::Tag { .. } => true,
            FrameKind::Root
            | FrameKind::Paragraph
            | FrameKind::Heading { .. }
            | FrameKind::Quote
            | FrameKind::Alert(_)
            | FrameKind::List { .. }
            | FrameKind::Item
            | FrameKind::DefinitionList(_)
            | FrameKind::Term
            | FrameKind::Details
            | FrameKind::Note { .. }
            | FrameKind::Code { .. }
            | FrameKind::Table { .. }
            | FrameKind::Row { .. }
            | FrameKind::Cell
            | FrameKind::Html(_) => false,
        }
    }

    /// Whether inlines in it belong to it, and not to a paragraph that Markdown leaves unmarked.
    pub fn holds_inlines(&self) -> bool {
        self.is_inline() || matches!(self, FrameKind::Paragraph | FrameKind::Heading { .. } | FrameKind::Term)
    }

    /// Whether text in it is a link's already.
    pub fn is_link(&self) -> bool {
        matches!(self, FrameKind::Link { .. } | FrameKind::Tag { address: Some(_), .. })
    }

    /// The name of the raw tag that opened it.
    pub fn tag(&self) -> Option<&str> {
        if let FrameKind::Tag { name, .. } = self { Some(name) } else { None }
    }
}
