//! What is open while the tree is built.

use std::ops::Range;

use crate::document::{
    AlertKind, Alignment, Attributes, Block, Caption, Cell, DefinitionGroup, Division, Inline, ListItem, NodeId, Row,
    RowGroup, RowGroupKind, Summary,
};
use crate::html::InlineTag;

use super::change::Change;
use super::listing::Fence;
use super::loose_link::Destination;

/// A node under construction with the content it has so far.
pub struct Frame {
    pub id: NodeId,
    pub range: Range<usize>,
    pub attributes: Attributes,
    pub kind: FrameKind,
    pub blocks: Vec<Block>,
    /// Inlines of its own, or those of a paragraph that Markdown does not mark: a tight item's, a cell's.
    pub inlines: Vec<Inline>,
    /// The raw tag that opened it, where it is a block; `None` where Markdown did.
    pub raw: Option<RawTag>,
}

/// A raw tag that opened a block.
pub struct RawTag {
    /// Lower case.
    pub name: Box<str>,
    /// It stands in no file: what is in it asks for it, as a cell asks for a row.
    pub is_implied: bool,
}

impl RawTag {
    /// The name of a frame that a rewritten form opened, which no tag can have.
    const FORM: &str = "a form";

    /// What a marker opens.
    pub fn form() -> RawTag {
        RawTag { name: RawTag::FORM.into(), is_implied: false }
    }

    pub fn is_form(&self) -> bool {
        &*self.name == RawTag::FORM
    }
}

/// A form within a line that is no event of the parser's.
pub enum InlineForm {
    /// `[text]{.class}`.
    Span(Attributes),
    Superscript,
    Subscript,
    Mark,
    /// `^[text]`.
    Note,
    /// `{++text++}`, `{--text--}`, `{==text==}`.
    Change(Change),
    /// `[text](my file.md)`.
    Link(Destination),
    /// `![text](my picture.png)`.
    Image(Destination),
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
        caption: Option<Caption>,
        groups: Vec<RowGroup>,
    },
    /// `thead`, `tbody`, `tfoot`; Markdown's tables have no frame for it.
    RowGroup {
        kind: RowGroupKind,
        rows: Vec<Row>,
    },
    TableCaption,
    Row {
        is_head: bool,
        cells: Vec<Cell>,
    },
    Cell(CellFacts),
    Division(Division),
    /// `details`.
    Disclosure {
        is_open: bool,
        summary: Option<Summary>,
    },
    Summary,
    Figure {
        caption: Option<Caption>,
    },
    FigureCaption,
    Preformatted {
        language: Option<String>,
    },
    /// A block of raw HTML, and for each of its lines where it stands in it and in the text.
    Html {
        source: String,
        lines: Vec<(usize, usize)>,
    },
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
    /// An inline that closes at a place found before it was opened; where it does not, it is text as typed.
    Form {
        form: InlineForm,
        /// Where its closing mark begins; for what an event closes, beyond the text.
        end: usize,
    },
    /// An inline opened by a raw tag of this name.
    Tag {
        name: String,
        tag: InlineTag,
        /// Where an `a` leads.
        address: Option<String>,
        /// It stands in a block of raw HTML, so it may enclose the blocks that follow.
        spans_blocks: bool,
        /// How many frames were open where it was first opened, if that was in an earlier line.
        base: Option<usize>,
    },
}

/// What a cell's tag says of it.
#[derive(Clone, Copy, Default)]
pub struct CellFacts {
    pub is_header: bool,
    pub columns: u32,
    pub rows: u32,
    pub alignment: Option<Alignment>,
}

impl FrameKind {
    /// Whether it adds to the depth that is limited. An item goes with its list, a term with its.
    pub fn is_nesting(&self) -> bool {
        match self {
            FrameKind::Quote
            | FrameKind::Alert(_)
            | FrameKind::List { .. }
            | FrameKind::DefinitionList(_)
            | FrameKind::Emphasis
            | FrameKind::Strong
            | FrameKind::Strikethrough
            | FrameKind::Link { .. }
            | FrameKind::Form { .. }
            | FrameKind::Tag { .. } => true,
            FrameKind::Root
            | FrameKind::Paragraph
            | FrameKind::Heading { .. }
            | FrameKind::Item
            | FrameKind::Term
            | FrameKind::Details
            | FrameKind::Note { .. }
            | FrameKind::Code { .. }
            | FrameKind::Table { .. }
            | FrameKind::RowGroup { .. }
            | FrameKind::TableCaption
            | FrameKind::Row { .. }
            | FrameKind::Cell(_)
            | FrameKind::Division(_)
            | FrameKind::Disclosure { .. }
            | FrameKind::Summary
            | FrameKind::Figure { .. }
            | FrameKind::FigureCaption
            | FrameKind::Preformatted { .. }
            | FrameKind::Html { .. }
            | FrameKind::Image { .. } => false,
        }
    }

    /// Whether it may give its content to what is open, where nothing more nests.
    pub fn is_flattenable(&self) -> bool {
        self.is_nesting() || matches!(self, FrameKind::Item | FrameKind::Term | FrameKind::Details)
    }

    /// Whether it stands within a line.
    pub fn is_inline(&self) -> bool {
        match self {
            FrameKind::Emphasis
            | FrameKind::Strong
            | FrameKind::Strikethrough
            | FrameKind::Link { .. }
            | FrameKind::Image { .. }
            | FrameKind::Form { .. }
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
            | FrameKind::RowGroup { .. }
            | FrameKind::TableCaption
            | FrameKind::Row { .. }
            | FrameKind::Cell(_)
            | FrameKind::Division(_)
            | FrameKind::Disclosure { .. }
            | FrameKind::Summary
            | FrameKind::Figure { .. }
            | FrameKind::FigureCaption
            | FrameKind::Preformatted { .. }
            | FrameKind::Html { .. } => false,
        }
    }

    /// Whether inlines in it belong to it, and not to a paragraph that Markdown leaves unmarked. Blocks in it
    /// give their inlines to it.
    pub fn holds_inlines(&self) -> bool {
        self.is_inline()
            || matches!(
                self,
                FrameKind::Paragraph
                    | FrameKind::Heading { .. }
                    | FrameKind::Term
                    | FrameKind::Summary
                    | FrameKind::Preformatted { .. }
            )
    }

    /// Whether it is a block that an author's attributes may stand beside.
    pub fn is_block(&self) -> bool {
        matches!(
            self,
            FrameKind::Paragraph
                | FrameKind::Heading { .. }
                | FrameKind::Quote
                | FrameKind::Alert(_)
                | FrameKind::List { .. }
                | FrameKind::DefinitionList(_)
                | FrameKind::Code { .. }
                | FrameKind::Table { .. }
                | FrameKind::Division(_)
                | FrameKind::Disclosure { .. }
                | FrameKind::Figure { .. }
                | FrameKind::Preformatted { .. }
        )
    }

    /// Whether text in it is a link's already.
    pub fn is_link(&self) -> bool {
        matches!(
            self,
            FrameKind::Link { .. }
                | FrameKind::Form { form: InlineForm::Link(_), .. }
                | FrameKind::Tag { address: Some(_), .. }
        )
    }

    /// Whether loose text in it deserves a paragraph: where blocks are read one after another.
    pub fn wants_paragraphs(&self) -> bool {
        matches!(
            self,
            FrameKind::Root
                | FrameKind::Quote
                | FrameKind::Alert(_)
                | FrameKind::Note { .. }
                | FrameKind::Disclosure { .. }
        ) || matches!(self, FrameKind::Division(kind) if *kind != Division::Plain)
    }
}
