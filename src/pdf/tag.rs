//! Which structure element each node is, decided before anything is painted (PDF 32000-1, 14.7 and 14.8).
//!
//! In: the document and the positions of link targets. Out: a [`Plan`]: the structure elements in logical
//! order, with a [`Kid::Content`] wherever a node's own text or generated text belongs; for each node the
//! element its content is part of; and the links. `paint` asks the plan under which element to mark what
//! it paints, `structure` puts the marked content in the places the plan has for it and drops what stayed
//! empty.
//!
//! Departures from the shape of the tree: a note stands right after the block that first refers to it,
//! where it is read, and one of a table after the whole table, or it would be read as part of a header with every cell
//! below; its mark is hoisted into a `Lbl`; heading levels never skip one downwards
//! (ISO 14289-1, 7.4.2); text directly in a grouping element gets a `P`; emphasis makes no element,
//! since PDF 1.7 has none for it.

use std::collections::BTreeMap;

use crate::config::PdfStandard;
use crate::document::walk::plain_text;
use crate::document::{
    Attributes, Block, BlockKind, Cell, Chapter, ChapterId, Document, Inline, InlineKind, Math, NodeId, NodeRef, Note,
    Table, Target,
};
use crate::lang::{Lang, Words};
use crate::layout::{Pages, Source};
use crate::math;
use crate::style::{CounterStyle, Pseudo};

mod block;
mod inline;
mod table;

/// A standard structure type (14.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Document,
    /// The title of the whole document; of PDF 2.0, and the highest heading before.
    Title,
    Sect,
    Art,
    Div,
    BlockQuote,
    P,
    Heading(u8),
    L,
    LI,
    Lbl,
    LBody,
    Toc,
    Toci,
    Table,
    THead,
    TBody,
    TFoot,
    TR,
    TH,
    TD,
    Caption,
    Figure,
    Formula,
    Code,
    Link,
    Note,
    Reference,
    Span,
    Ruby,
    RubyBase,
    RubyText,
}

impl Role {
    pub(super) fn name(self) -> &'static str {
        match self {
            Role::Document => "Document",
            Role::Title => "Title",
            Role::Sect => "Sect",
            Role::Art => "Art",
            Role::Div => "Div",
            Role::BlockQuote => "BlockQuote",
            Role::P => "P",
            Role::Heading(level) => ["H1", "H2", "H3", "H4", "H5", "H6"][usize::from(level.clamp(1, 6) - 1)],
            Role::L => "L",
            Role::LI => "LI",
            Role::Lbl => "Lbl",
            Role::LBody => "LBody",
            Role::Toc => "TOC",
            Role::Toci => "TOCI",
            Role::Table => "Table",
            Role::THead => "THead",
            Role::TBody => "TBody",
            Role::TFoot => "TFoot",
            Role::TR => "TR",
            Role::TH => "TH",
            Role::TD => "TD",
            Role::Caption => "Caption",
            Role::Figure => "Figure",
            Role::Formula => "Formula",
            Role::Code => "Code",
            Role::Link => "Link",
            Role::Note => "Note",
            Role::Reference => "Reference",
            Role::Span => "Span",
            Role::Ruby => "Ruby",
            Role::RubyBase => "RB",
            Role::RubyText => "RT",
        }
    }

    /// Its name in PDF 2.0 (ISO 32000-2, 14.8.4), and whether that is one of the namespace of PDF 2.0; the others are kept from
    /// that of PDF 1.7.
    pub(super) fn name_in_2(self) -> (&'static str, bool) {
        match self {
            Role::Note => ("FENote", true),
            Role::Art | Role::BlockQuote | Role::Toc | Role::Toci | Role::Code | Role::Reference => {
                (self.name(), false)
            }
            Role::Document
            | Role::Title
            | Role::Sect
            | Role::Div
            | Role::P
            | Role::Heading(_)
            | Role::L
            | Role::LI
            | Role::Lbl
            | Role::LBody
            | Role::Table
            | Role::THead
            | Role::TBody
            | Role::TFoot
            | Role::TR
            | Role::TH
            | Role::TD
            | Role::Caption
            | Role::Figure
            | Role::Formula
            | Role::Link
            | Role::Span
            | Role::Ruby
            | Role::RubyBase
            | Role::RubyText => (self.name(), true),
        }
    }

    /// Whether it groups blocks and so holds no text of its own.
    fn groups(self) -> bool {
        matches!(self, Role::Document | Role::Sect | Role::Art | Role::Div | Role::BlockQuote | Role::Note)
    }

    /// Whether a note may stand among its children.
    fn takes_notes(self) -> bool {
        self.groups() || self == Role::LBody
    }

    /// Whether it stands even when empty, because a table without it would lose its grid.
    pub(super) fn is_grid(self) -> bool {
        matches!(self, Role::THead | Role::TBody | Role::TFoot | Role::TR | Role::TH | Role::TD)
    }
}

/// Index of an element in [`Plan::elements`].
pub(super) type ElementId = u32;

/// Not part of the structure: painted as an artifact.
pub(super) const NONE: ElementId = ElementId::MAX;

/// Which part of a node's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Content,
    Before,
    After,
    Marker,
}

impl Slot {
    fn of(pseudo: Pseudo) -> Slot {
        match pseudo {
            Pseudo::Before => Slot::Before,
            Pseudo::After => Slot::After,
            Pseudo::Marker => Slot::Marker,
            // Parts of the text itself.
            Pseudo::FirstLetter | Pseudo::FirstLine => Slot::Content,
        }
    }
}

/// What stands in an element, in logical order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kid {
    Element(ElementId),
    /// The marked content of a part of a node.
    Content(NodeRef, Slot),
}

/// How the items of a list are marked (14.8.5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbering {
    None,
    Disc,
    Circle,
    Square,
    Decimal,
    UpperRoman,
    LowerRoman,
    UpperAlpha,
    LowerAlpha,
    /// By marks that are none of these.
    Unordered,
    Ordered,
    /// Terms, and what is said of them.
    Description,
}

impl Numbering {
    /// By the computed `list-style-type`; `style` is `None` where no item has a mark.
    fn of(style: Option<&CounterStyle>, is_ordered: bool) -> Numbering {
        let other = if is_ordered { Numbering::Ordered } else { Numbering::Unordered };
        match style {
            None => Numbering::None,
            Some(CounterStyle::Disc) => Numbering::Disc,
            Some(CounterStyle::Circle) => Numbering::Circle,
            Some(CounterStyle::Square) => Numbering::Square,
            Some(CounterStyle::Decimal) => Numbering::Decimal,
            Some(CounterStyle::LowerRoman) => Numbering::LowerRoman,
            Some(CounterStyle::UpperRoman) => Numbering::UpperRoman,
            Some(CounterStyle::LowerAlpha) => Numbering::LowerAlpha,
            Some(CounterStyle::UpperAlpha) => Numbering::UpperAlpha,
            // A style sheet may write the marks of a list that has no style.
            Some(CounterStyle::None | CounterStyle::Text(_) | CounterStyle::Rule(_) | CounterStyle::Named(_)) => other,
        }
    }

    /// As PDF 2.0 writes it (ISO 32000-2, table 382).
    pub(super) fn name_in_2(self) -> &'static str {
        match self {
            Numbering::Unordered => "Unordered",
            Numbering::Ordered => "Ordered",
            Numbering::Description => "Description",
            Numbering::None
            | Numbering::Disc
            | Numbering::Circle
            | Numbering::Square
            | Numbering::Decimal
            | Numbering::UpperRoman
            | Numbering::LowerRoman
            | Numbering::UpperAlpha
            | Numbering::LowerAlpha => self.name(),
        }
    }

    /// As PDF 1.7 writes it, which has no word for marks of other kinds (table 347).
    pub(super) fn name(self) -> &'static str {
        match self {
            Numbering::None => "None",
            Numbering::Disc | Numbering::Unordered | Numbering::Description => "Disc",
            Numbering::Circle => "Circle",
            Numbering::Square => "Square",
            Numbering::Decimal | Numbering::Ordered => "Decimal",
            Numbering::UpperRoman => "UpperRoman",
            Numbering::LowerRoman => "LowerRoman",
            Numbering::UpperAlpha => "UpperAlpha",
            Numbering::LowerAlpha => "LowerAlpha",
        }
    }
}

/// An attribute object (14.8.5).
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Attribute {
    ListNumbering(Numbering),
    Cell { scope: Option<&'static str>, columns: u32, rows: u32 },
}

/// A structure element.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) role: Role,
    pub(super) parent: ElementId,
    pub(super) kids: Vec<Kid>,
    /// Alternative text.
    pub(super) alt: Option<String>,
    /// What an abbreviation stands for (14.9.5).
    pub(super) expansion: Option<String>,
    /// The language where it differs from what is around it.
    pub(super) lang: Option<String>,
    pub(super) attribute: Option<Attribute>,
    /// The node of a note, from which its `ID` is made.
    pub(super) note: Option<NodeRef>,
    /// The nodes that it refers to (ISO 32000-2, 14.7.2, `Ref`).
    pub(super) refers: Vec<NodeRef>,
    /// A formula as MathML, what is in the `math` element, and whether it is displayed.
    pub(super) math: Option<(String, bool)>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Destination {
    Node(NodeRef),
    External(String),
}

/// A link and its element.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) element: ElementId,
    pub(super) destination: Destination,
    /// What it says, for those who do not see it.
    pub(super) contents: String,
}

/// The structure of a book before it is painted.
#[derive(Debug)]
pub(super) struct Plan {
    /// Parents before children; the first is `Document`.
    pub(super) elements: Vec<Element>,
    pub(super) links: Vec<Link>,
    chapters: Vec<Owners>,
    /// Where a part of a node belongs to another element than its content.
    parts: BTreeMap<(NodeRef, Slot), ElementId>,
    /// The elements of nodes that have no content of their own.
    places: BTreeMap<NodeRef, ElementId>,
}

/// By node number: the element that its content is part of, and the link around it.
#[derive(Debug, Default)]
struct Owners {
    elements: Vec<ElementId>,
    links: Vec<u32>,
}

impl Plan {
    /// The element under which a fragment is marked and the part of the node it is; `None` for artifacts.
    pub(super) fn owner(&self, source: &Source) -> Option<(ElementId, NodeRef, Slot)> {
        let (node, slot) = match source {
            Source::Node { node, .. } => (*node, Slot::Content),
            Source::Generated { node, pseudo } => (*node, Slot::of(*pseudo)),
            Source::Pagination | Source::Decoration => return None,
        };
        let part = if slot == Slot::Content { None } else { self.parts.get(&(node, slot)).copied() };
        let element =
            part.or_else(|| self.chapters.get(node.chapter.0 as usize)?.elements.get(node.node.0 as usize).copied())?;
        (element != NONE).then_some((element, node, slot))
    }

    /// The element that stands for a node.
    pub(super) fn element_of(&self, node: NodeRef) -> Option<ElementId> {
        let owner = || self.chapters.get(node.chapter.0 as usize)?.elements.get(node.node.0 as usize).copied();
        self.places.get(&node).copied().or_else(owner).filter(|&element| element != NONE)
    }

    /// The link that a fragment is part of, by its index in [`Plan::links`].
    pub(super) fn link(&self, source: &Source) -> Option<u32> {
        let (Source::Node { node, .. } | Source::Generated { node, .. }) = source else { return None };
        let link = *self.chapters.get(node.chapter.0 as usize)?.links.get(node.node.0 as usize)?;
        (link != NONE).then_some(link)
    }
}

/// Makes the plan.
pub(super) fn plan(document: &Document, pages: &Pages, standard: PdfStandard) -> Plan {
    let mut planner = Planner {
        document,
        pages,
        plan: Plan {
            elements: Vec::new(),
            links: Vec::new(),
            chapters: Vec::new(),
            parts: BTreeMap::new(),
            places: BTreeMap::new(),
        },
        is_2: standard == PdfStandard::V2_0,
        is_titled: false,
        whole_figure: None,
        headings: Vec::new(),
        chapter: ChapterId(0),
        due_notes: Vec::new(),
        placed_notes: Vec::new(),
        note_indices: BTreeMap::new(),
        in_note: false,
        in_table: false,
        hoisted: None,
        in_contents: false,
        in_figure: false,
        caption_text: String::new(),
    };
    let root = planner.element(Role::Document, NONE);
    for chapter in &document.chapters {
        planner.chapter(chapter, root);
    }
    planner.plan
}

struct Planner<'a> {
    document: &'a Document,
    pages: &'a Pages,
    plan: Plan,
    /// Whether PDF 2.0 is written.
    is_2: bool,
    /// Whether the document's title has been met.
    is_titled: bool,
    /// The element of the figure around the current place, until its only image takes it.
    whole_figure: Option<ElementId>,
    /// Source levels of the headings around the current place; how many there are is the level written.
    headings: Vec<u8>,
    chapter: ChapterId,
    /// Notes referred to and not placed, by their index in the chapter.
    due_notes: Vec<usize>,
    placed_notes: Vec<bool>,
    /// The index of each note of the chapter.
    note_indices: BTreeMap<NodeId, usize>,
    in_note: bool,
    in_table: bool,
    /// The mark of the current note, already placed in its `Lbl`.
    hoisted: Option<NodeId>,
    in_contents: bool,
    in_figure: bool,
    /// The words of the caption of the figure around the current place.
    caption_text: String,
}

impl<'a> Planner<'a> {
    fn element(&mut self, role: Role, parent: ElementId) -> ElementId {
        let id = self.plan.elements.len() as ElementId;
        self.plan.elements.push(Element {
            role,
            parent,
            kids: Vec::new(),
            alt: None,
            expansion: None,
            lang: None,
            attribute: None,
            note: None,
            refers: Vec::new(),
            math: None,
        });
        if parent != NONE {
            self.plan.elements[parent as usize].kids.push(Kid::Element(id));
        }
        id
    }

    fn role(&self, element: ElementId) -> Role {
        self.plan.elements[element as usize].role
    }

    fn get(&mut self, element: ElementId) -> &mut Element {
        &mut self.plan.elements[element as usize]
    }

    /// The words of the chapter's language.
    fn words(&self) -> &'static Words {
        let own = self.document.chapter(self.chapter).lang.as_ref();
        own.unwrap_or(&self.document.metadata.lang).words()
    }

    fn node_ref(&self, node: NodeId) -> NodeRef {
        NodeRef { chapter: self.chapter, node }
    }

    /// Puts a part of a node's content here; within a grouping element, in a `P` of its own.
    fn content(&mut self, node: NodeId, slot: Slot, element: ElementId) {
        let node_ref = self.node_ref(node);
        let owner =
            if element != NONE && self.role(element).groups() { self.element(Role::P, element) } else { element };
        if owner != NONE {
            self.get(owner).kids.push(Kid::Content(node_ref, slot));
        }
        if slot == Slot::Content {
            self.own(node, owner);
        } else {
            self.plan.parts.insert((node_ref, slot), owner);
        }
    }

    fn own(&mut self, node: NodeId, element: ElementId) {
        if let Some(place) = self.plan.chapters[self.chapter.0 as usize].elements.get_mut(node.0 as usize) {
            *place = element;
        }
    }

    /// A node with content of its own before and after its children's.
    fn around(&mut self, node: NodeId, element: ElementId, children: impl FnOnce(&mut Self)) {
        self.content(node, Slot::Before, element);
        self.content(node, Slot::Content, element);
        children(self);
        self.content(node, Slot::After, element);
    }

    /// What stands for a formula where it is not seen: its words, which are English, or the source that is shown.
    fn set_words(&mut self, element: ElementId, source: &Math) {
        let words = source.formula.as_ref().map(|formula| formula.words.trim()).filter(|words| !words.is_empty());
        let is_foreign = words.is_some() && self.document.metadata.lang.primary() != "en";
        let is_2 = self.is_2;
        let element = self.get(element);
        element.alt = Some(words.unwrap_or(source.source.trim()).to_owned());
        if is_foreign && element.lang.is_none() {
            element.lang = Some("en".to_owned());
        }
        if is_2 && let Some(formula) = &source.formula {
            let mut markup = String::new();
            math::write_mathml(&mut markup, formula);
            element.math = Some((markup, source.display));
        }
    }

    fn set_lang(&mut self, element: ElementId, attributes: &Attributes) {
        if let Some(lang) = lang_of(attributes) {
            self.get(element).lang = Some(lang);
        }
    }

    fn chapter(&mut self, chapter: &'a Chapter, root: ElementId) {
        self.chapter = chapter.id;
        self.due_notes.clear();
        self.placed_notes = vec![false; chapter.notes.len()];
        self.note_indices = chapter.notes.iter().enumerate().map(|(index, note)| (note.id, index)).collect();
        let nodes = chapter.next_node as usize;
        self.plan.chapters.push(Owners { elements: vec![NONE; nodes], links: vec![NONE; nodes] });
        let section = self.element(Role::Sect, root);
        self.get(section).lang = chapter.lang.as_ref().map(|lang| lang.tag().to_owned());
        for outer in [Chapter::HTML, Chapter::BODY] {
            self.content(outer, Slot::Before, section);
            self.content(outer, Slot::Content, section);
        }
        self.around(Chapter::SECTION, section, |planner| planner.blocks(&chapter.blocks, section));
        self.content(Chapter::NOTES, Slot::Before, section);
        self.content(Chapter::NOTES, Slot::Content, section);
        self.due_notes = (0..chapter.notes.len()).collect();
        self.place_notes(section);
        self.content(Chapter::NOTES, Slot::After, section);
        self.content(Chapter::BODY, Slot::After, section);
    }

    /// Places the notes that are due, and after them those that they themselves refer to: beside one another, since
    /// notes may refer to one another without end, and elements nest only so deep.
    fn place_notes(&mut self, parent: ElementId) {
        if self.in_table || std::mem::replace(&mut self.in_note, true) {
            return;
        }
        let chapter = self.document.chapter(self.chapter);
        while !self.due_notes.is_empty() {
            for index in std::mem::take(&mut self.due_notes) {
                if !std::mem::replace(&mut self.placed_notes[index], true) {
                    self.note(&chapter.notes[index], parent);
                }
            }
        }
        self.in_note = false;
    }

    fn note(&mut self, note: &'a Note, parent: ElementId) {
        let element = self.element(Role::Note, parent);
        self.set_lang(element, &note.attributes);
        let node = self.node_ref(note.id);
        self.get(element).note = Some(node);
        self.plan.places.insert(node, element);
        let references = note.references.iter().map(|&reference| self.node_ref(reference)).collect();
        self.get(element).refers = references;
        let label = self.element(Role::Lbl, element);
        self.plan.parts.insert((node, Slot::Marker), label);
        self.get(label).kids.push(Kid::Content(node, Slot::Marker));
        let outer = self.hoisted.take();
        if let Some(mark) = note.content.first().and_then(first_backlink) {
            self.inline(mark, label, NONE);
            self.hoisted = Some(mark.id);
        }
        self.around(note.id, element, |planner| planner.blocks(&note.content, element));
        self.hoisted = outer;
    }

    /// Notes whose first reference this is come next.
    fn refer_to_note(&mut self, note: NodeId) {
        if let Some(&index) = self.note_indices.get(&note) {
            self.due_notes.push(index);
        }
    }

    /// The level written for a heading: one below the heading it stands under.
    fn heading_level(&mut self, level: u8) -> u8 {
        while self.headings.last().is_some_and(|&open| open >= level) {
            self.headings.pop();
        }
        self.headings.push(level);
        self.headings.len() as u8
    }

    /// Where a link can lead; `None` where no page shows the target.
    fn destination(&self, target: &Target) -> Option<Destination> {
        match target {
            Target::External(url) => Some(Destination::External(url.to_string())),
            Target::Unresolved(_) => None,
            Target::Node(node) => self.position(*node).map(Destination::Node),
        }
    }

    /// The node itself where a page shows it, else its chapter's title.
    fn position(&self, node: NodeRef) -> Option<NodeRef> {
        let chapter = self.document.chapters.get(node.chapter.0 as usize)?;
        [node.node, chapter.title_node, Chapter::SECTION]
            .map(|node| chapter.node_ref(node))
            .into_iter()
            .find(|candidate| self.pages.positions.contains_key(candidate))
    }

    fn link(
        &mut self,
        node: NodeId,
        parent: ElementId,
        destination: Destination,
        contents: String,
    ) -> (ElementId, u32) {
        let element = self.element(Role::Link, parent);
        let link = self.plan.links.len() as u32;
        self.plan.links.push(Link { element, destination, contents });
        self.own_link(node, link);
        (element, link)
    }

    fn own_link(&mut self, node: NodeId, link: u32) {
        if let Some(place) = self.plan.chapters[self.chapter.0 as usize].links.get_mut(node.0 as usize) {
            *place = link;
        }
    }
}

/// The language an author gave a node, written as the EPUB writes it; authors write anything.
fn lang_of(attributes: &Attributes) -> Option<String> {
    let written = attributes.get("lang").or_else(|| attributes.get("xml:lang"))?;
    Some(Lang::parse(written)?.tag().to_owned())
}

/// The mark with which a note begins.
fn first_backlink(block: &Block) -> Option<&Inline> {
    let (BlockKind::Paragraph(content) | BlockKind::Plain(content)) = &block.kind else { return None };
    content.first().filter(|inline| matches!(inline.kind, InlineKind::NoteBacklink { .. }))
}
