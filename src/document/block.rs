//! Blocks: what stands above or below one another. Names are CommonMark's where it has them.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use serde::Serialize;

use super::{Attributes, Inline, InlineKind, Math, NodeId};
use crate::source::Span;

/// A block with its identity and place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Block {
    pub id: NodeId,
    pub span: Span,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub kind: BlockKind,
}

/// Every kind of block. No match on it has a `_` arm, so a new kind stops the build until all handle it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum BlockKind {
    Paragraph(Vec<Inline>),
    /// Inlines without a paragraph of their own: the text of a tight list item or of a table cell.
    Plain(Vec<Inline>),
    /// Levels 1 to 6.
    Heading {
        level: u8,
        content: Vec<Inline>,
    },
    ThematicBreak,
    BlockQuote(Vec<Block>),
    Alert(Alert),
    List(List),
    DefinitionList(Vec<DefinitionGroup>),
    CodeBlock(CodeBlock),
    Table(Table),
    Figure {
        content: Vec<Block>,
        caption: Option<Caption>,
    },
    Division {
        kind: Division,
        content: Vec<Block>,
    },
    /// A displayed formula.
    Math(MathBlock),
    Details(Details),
}

/// What a grouping block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Division {
    /// `div`: grouping by the author.
    Plain,
    Section,
    Article,
    Aside,
    /// `header`: title, standfirst and byline of an article, or a book's title page; or the author's own.
    Header,
    Footer,
    /// `nav`: the contents page.
    Contents,
}

/// GitHub's five alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum AlertKind {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

/// `> [!NOTE]` and what it holds; `transform` puts its title in front as a paragraph of class `alert-title`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alert {
    pub kind: AlertKind,
    pub content: Vec<Block>,
}

impl Alert {
    /// The paragraph that names it, once `transform` has put it there.
    pub fn title(&self) -> Option<&Block> {
        self.content.first().filter(|first| first.attributes.has_class("alert-title"))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct List {
    /// The first number of an ordered list, `None` for a bullet list.
    pub start: Option<u64>,
    pub tight: bool,
    pub items: Vec<ListItem>,
}

impl List {
    /// The number of its first item (HTML, 4.4.5): a reversed list that says none ends at 1.
    pub fn first_number(&self, is_reversed: bool) -> i64 {
        match self.start {
            Some(1) if is_reversed => self.items.len() as i64,
            start => start.unwrap_or(1) as i64,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListItem {
    pub id: NodeId,
    pub span: Span,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub content: Vec<Block>,
}

/// Terms and what is said of them: one or more `dt`, then the `dd`s.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DefinitionGroup {
    pub terms: Vec<DefinitionTerm>,
    pub details: Vec<DefinitionDetails>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DefinitionTerm {
    pub id: NodeId,
    pub span: Span,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub content: Vec<Inline>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DefinitionDetails {
    pub id: NodeId,
    pub span: Span,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub content: Vec<Block>,
}

/// Text set as it stands: a `pre` with a `code` in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CodeBlock {
    /// The inner `code` element.
    pub code: NodeId,
    /// The info string's first word, without attributes.
    pub language: Option<String>,
    /// What is said of its lines; `transform/code_lines` makes it part of the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Box<CodeLines>>,
    /// The text, with its final line feed: in one piece, or with markup, or with its tokens named.
    pub content: Vec<Inline>,
}

impl CodeBlock {
    /// The text without markup.
    pub fn text(&self) -> Cow<'_, str> {
        match self.content.as_slice() {
            [] => Cow::Borrowed(""),
            [Inline { kind: InlineKind::Text(text), .. }] => Cow::Borrowed(text),
            content => {
                let mut text = String::new();
                collect_code(content, &mut text);
                Cow::Owned(text)
            }
        }
    }

    /// Whether nothing is known of its parts.
    pub fn is_plain(&self) -> bool {
        self.content.iter().all(|inline| matches!(inline.kind, InlineKind::Text(_)))
    }
}

/// The text of inlines in which line feeds are line feeds.
fn collect_code(content: &[Inline], into: &mut String) {
    for inline in content {
        match &inline.kind {
            InlineKind::HardBreak => into.push('\n'),
            kind => {
                into.push_str(kind.text().unwrap_or_default());
                collect_code(kind.children(), into);
            }
        }
    }
}

/// What a fence says of the lines of its code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CodeLines {
    pub is_numbered: bool,
    /// The number of the first line; else 1.
    pub first_number: Option<u32>,
    /// Lines by their place from one, and what is said of them; of one line more than once.
    pub marks: Vec<(RangeInclusive<u32>, LineMark)>,
    /// Places that a list below speaks of: the line, the number, the item.
    pub callouts: Vec<(u32, u32, NodeId)>,
    /// Lines begin with the sign of a difference, as the language or the fence says.
    pub is_difference: bool,
}

impl CodeLines {
    /// Whether nothing is said that shows.
    pub fn is_empty(&self) -> bool {
        CodeLines { first_number: None, ..self.clone() } == CodeLines::default()
    }
}

/// What a line of code is, beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum LineMark {
    Emphasized,
    Inserted,
    Deleted,
}

/// A formula in a line of its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MathBlock {
    /// The inner `math` element; `code` where the formula is shown as its source.
    pub inner: NodeId,
    pub math: Math,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    pub caption: Option<Caption>,
    pub groups: Vec<RowGroup>,
    /// How many columns the widest row has.
    pub columns: u32,
}

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowGroup {
    pub id: NodeId,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub kind: RowGroupKind,
    pub rows: Vec<Row>,
}

/// `thead`, `tbody` or `tfoot`; a table has its head first and its foot last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RowGroupKind {
    Head,
    Body,
    Foot,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    pub id: NodeId,
    pub span: Span,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    pub id: NodeId,
    pub span: Span,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub is_header: bool,
    pub column_span: u32,
    pub row_span: u32,
    pub alignment: Option<Alignment>,
    pub content: Vec<Block>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Alignment {
    Left,
    Center,
    Right,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Caption {
    pub id: NodeId,
    pub span: Span,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub content: Vec<Block>,
}

/// What a screen may fold away under its summary; paper shows it open.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Details {
    /// Whether a screen shows it unfolded at first.
    pub is_open: bool,
    pub summary: Option<Summary>,
    pub content: Vec<Block>,
}

/// The line by which details are known while they are folded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    pub id: NodeId,
    pub span: Span,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    pub content: Vec<Inline>,
}
