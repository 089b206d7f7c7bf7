//! The document: what the book says, nothing of how it looks.
//!
//! [`Document`] holds chapters; a [`Chapter`] holds typed blocks, which hold typed inlines. One node is
//! one element of the HTML face that `element` gives it, so selectors, XHTML and PDF structure all
//! speak of the same nodes. Ids are local to a chapter: an edit renumbers nothing elsewhere. No font,
//! page or HTML string lives here.

mod attribute;
mod block;
mod dump;
pub mod element;
mod facts;
mod formula;
mod formula_dump;
mod formula_plain;
mod grid;
mod inline;
mod metadata;
mod section_kind;
pub mod walk;

pub use block::{
    Alert, Block, BlockKind, Caption, Cell, CodeBlock, CodeLines, DefinitionDetails, DefinitionGroup, DefinitionTerm,
    Details, LineMark, List, ListItem, MathBlock, Row, RowGroup, Summary, Table,
};
pub use block::{AlertKind, Alignment, Division, RowGroupKind};
pub use dump::dump;
pub use facts::{BookFacts, TargetFacts};
pub use formula::{
    Accent, AtomClass, Formula, Fraction, Limits, Math, MathAlignment, MathColumn, MathNode, MathOperator,
    MathReference, MathRow, MathSize, MathStyleChange, MathTable, MathTag, MathTextFamily, MathTextStyle, Notation,
    Padded, Scripts, TableKind,
};
pub use formula_dump::dump_formula;
pub use grid::Covered;
pub use inline::{CodeToken, Image, ImageSource, Inline, InlineKind, Phrase, Target};
pub use metadata::{Creator, Draft, Edition, Metadata, Series, Statement, Subject, TitleKind, isbn_urn};
pub use section_kind::SectionKind;
pub use walk::Node;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::geom::Direction;
use crate::lang::Lang;
use crate::source::Span;

/// Index of a chapter in [`Document::chapters`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ChapterId(pub u32);

/// A node's number, unique within its chapter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct NodeId(pub u32);

/// A node of the book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct NodeRef {
    pub chapter: ChapterId,
    pub node: NodeId,
}

/// A whole book or article.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    pub metadata: Metadata,
    pub chapters: Vec<Arc<Chapter>>,
    /// Chapters that are announced only, in the order of the contents.
    pub drafts: Vec<Draft>,
}

impl Document {
    pub fn chapter(&self, id: ChapterId) -> &Chapter {
        &self.chapters[id.0 as usize]
    }
}

/// What a chapter is in the book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum ChapterRole {
    /// The page with the book's title and authors.
    TitlePage,
    /// The page with rights, publisher and numbers, behind the title page.
    CopyrightPage,
    /// The contents page: paper's twin of the EPUB navigation document.
    Contents,
    /// The page with the title of a part, before the part's chapters.
    Part,
    /// Prose from a file.
    #[default]
    Text,
}

/// The part of a book a chapter belongs to (Chicago Manual of Style, 1.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Matter {
    Front,
    #[default]
    Body,
    Back,
}

/// One chapter: one input file, or a page the program makes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chapter {
    pub id: ChapterId,
    pub role: ChapterRole,
    pub matter: Matter,
    /// What it is in the book, where its title or its author says so.
    pub kind: Option<SectionKind>,
    /// Nesting below the first level, 0 for most.
    pub depth: u8,
    /// Safe and unique within the book: the stem of its content document.
    pub name: String,
    /// The book path of its file with `/`, against which links and images are resolved; empty for generated chapters.
    pub path: String,
    /// Plain text for contents and navigation.
    pub title: String,
    /// Whether it ends the part before it, and stands beside the parts.
    pub ends_part: bool,
    /// Its number in the book as shown, `4.2`.
    pub number: Option<String>,
    /// The title by which a book's summary lists it; else the text itself gives the title.
    pub listed: Option<String>,
    /// A title for the EPUB's content document alone.
    pub page_title: Option<String>,
    /// The node the contents point to: the chapter's first heading, else the chapter itself.
    pub title_node: NodeId,
    /// What is said of the chapter as a work of its own: an article's metadata in an issue of many.
    pub article: Option<Box<Metadata>>,
    /// The language where it differs from the book's.
    pub lang: Option<Lang>,
    pub blocks: Vec<Block>,
    /// Notes in the order of their first reference.
    pub notes: Vec<Note>,
    /// Whether reading found a formula in it, or a reference to one: most chapters have none, and need not be looked through for them.
    pub may_have_formulas: bool,
    /// The HTML ids of the nodes that have one, filled by `transform/label`; unique within the chapter.
    pub ids: BTreeMap<NodeId, String>,
    /// The nodes whose text runs another way than what they stand in, filled by `transform/direction`.
    pub directions: BTreeMap<NodeId, Direction>,
    /// The smallest id not given away.
    pub next_node: u32,
}

impl Chapter {
    /// The `html` element.
    pub const HTML: NodeId = NodeId(0);
    /// The `body` element.
    pub const BODY: NodeId = NodeId(1);
    /// The `section` around the chapter's blocks.
    pub const SECTION: NodeId = NodeId(2);
    /// The `section` around the chapter's notes.
    pub const NOTES: NodeId = NodeId(3);
    /// The first id for nodes of the text.
    pub const FIRST_FREE: u32 = 4;

    /// An empty chapter.
    pub fn new(id: ChapterId, role: ChapterRole, name: impl Into<String>) -> Chapter {
        Chapter {
            id,
            role,
            matter: Matter::Body,
            kind: None,
            depth: 0,
            ends_part: false,
            name: name.into(),
            path: String::new(),
            title: String::new(),
            number: None,
            listed: None,
            page_title: None,
            title_node: Chapter::SECTION,
            article: None,
            lang: None,
            blocks: Vec::new(),
            notes: Vec::new(),
            may_have_formulas: false,
            ids: BTreeMap::new(),
            directions: BTreeMap::new(),
            next_node: Chapter::FIRST_FREE,
        }
    }

    /// A fresh id.
    pub fn fresh_id(&mut self) -> NodeId {
        let id = NodeId(self.next_node);
        self.next_node += 1;
        id
    }

    /// The book-wide reference of one of its nodes.
    pub fn node_ref(&self, node: NodeId) -> NodeRef {
        NodeRef { chapter: self.id, node }
    }
}

/// A note of a chapter, set at the foot of the page or at the chapter's end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Note {
    pub id: NodeId,
    pub span: Span,
    pub attributes: Attributes,
    /// The label as written, `[^label]`.
    pub label: String,
    /// The number shown, counted from 1 within the chapter.
    pub number: u32,
    pub content: Vec<Block>,
    /// The references in the text, in order; empty for a note nobody refers to.
    pub references: Vec<NodeId>,
}

/// Id, classes and further attributes written by the author or given by a transform; most nodes have none.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Attributes(Option<Box<AttributeList>>);

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct AttributeList {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    classes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pairs: Vec<(String, String)>,
}

impl Attributes {
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub fn id(&self) -> Option<&str> {
        self.0.as_ref()?.id.as_deref()
    }

    pub fn classes(&self) -> &[String] {
        self.0.as_ref().map_or(&[], |list| &list.classes)
    }

    /// Attributes other than `id` and `class`, as written: `width`, `lang`, `title`.
    pub fn pairs(&self) -> &[(String, String)] {
        self.0.as_ref().map_or(&[], |list| &list.pairs)
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs().iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether it marks where a page of a printed edition begins (EPUB 3.3, section 7.4.3; DPUB-ARIA 1.1,
    /// `doc-pagebreak`).
    pub fn is_page_mark(&self) -> bool {
        [("epub:type", "pagebreak"), ("role", "doc-pagebreak")]
            .into_iter()
            .any(|(name, word)| self.get(name).is_some_and(|value| value.split_whitespace().any(|said| said == word)))
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.classes().iter().any(|candidate| candidate == class)
    }

    pub fn set_id(&mut self, id: impl Into<String>) {
        self.list().id = Some(id.into());
    }

    pub fn add_class(&mut self, class: impl Into<String>) {
        let class = class.into();
        if !self.has_class(&class) {
            self.list().classes.push(class);
        }
    }

    /// Takes classes away.
    pub fn remove_classes(&mut self, gone: &[&str]) {
        if let Some(list) = &mut self.0 {
            list.classes.retain(|class| !gone.contains(&class.as_str()));
        }
        self.0.take_if(|list| **list == AttributeList::default());
    }

    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        let list = self.list();
        match list.pairs.iter_mut().find(|(key, _)| *key == name) {
            Some(pair) => pair.1 = value,
            None => list.pairs.push((name, value)),
        }
    }

    /// Takes an attribute out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let list = self.0.as_mut()?;
        let index = list.pairs.iter().position(|(key, _)| key == name)?;
        let (_, value) = list.pairs.remove(index);
        self.0.take_if(|list| **list == AttributeList::default());
        Some(value)
    }

    /// The same without the id, for a second node of the same tag.
    pub fn without_id(mut self) -> Attributes {
        if let Some(list) = &mut self.0 {
            list.id = None;
        }
        self.0.take_if(|list| **list == AttributeList::default());
        self
    }

    /// Attributes with one class.
    pub fn class(class: &str) -> Attributes {
        let mut attributes = Attributes::default();
        attributes.add_class(class);
        attributes
    }

    fn list(&mut self) -> &mut AttributeList {
        self.0.get_or_insert_default()
    }
}
