//! The galley: a chapter set in one long column, not yet cut into pages. TeX's vertical list in CSS's words.
//!
//! A galley is made once, kept, and only read by the page stage. What a page break never divides is a
//! [`Line`] or a [`RowPart`]; between them stand glue, penalties where a page may end, the notes that a line
//! refers to, marks, and frames that open and close around them. A table's rows hold the galleys of their
//! cells.
//!
//! Coordinates are flow-relative: `x` from the inline start of the page area, `y` from the top of the item.

mod dump;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

pub use dump::dump;

use super::Fragment;
use super::background::Background;
use super::boxes::BlockBox;
use super::inline_content::InlineContent;
use crate::document::{NodeId, NodeRef};
use crate::geom::{Direction, Pt, Sides};
use crate::paragraph::Flex;
use crate::style::{Border, BreakBetween, ComputedStyle, CounterStyle};

/// Break here only if no other break is possible: within orphans and widows, after a heading.
pub const FORBIDDEN: i32 = 1_000_000_000;
/// A page ends here only where nothing else serves: `break-inside: avoid`. More than a page left empty costs.
pub const AVOID: i32 = 6_000_000;

/// One chapter, one note, one cell or one column, set at its measure.
#[derive(Clone, Debug, Default)]
pub struct Galley {
    pub items: Vec<Item>,
    pub frames: Vec<Frame>,
    /// Paragraphs that can be set in a line more or less, in order.
    pub paragraphs: Vec<Paragraph>,
    /// The break before the first item.
    pub opens: Option<BreakBetween>,
    /// The named page of the first item, `page: front`.
    pub page_name: Option<Arc<str>>,
    /// `counter-reset: page`.
    pub page_number: Option<i32>,
    /// Notes set at the foot of the page, by their node.
    pub notes: BTreeMap<NodeId, Arc<Galley>>,
    /// The distance of lines of its root: what pages are made longer or shorter by.
    pub lead: Pt,
    /// How much of such a line is below its baseline.
    pub descent: Pt,
    /// Which way its coordinates run on the page.
    pub direction: Direction,
    /// Whether it shows page numbers of other places, so that it must be made again when they change.
    pub shows_page_numbers: bool,
    /// How the items of its lists are marked, by the list's node.
    pub list_styles: BTreeMap<NodeId, CounterStyle>,
}

#[derive(Clone, Debug)]
pub enum Item {
    Line(Line),
    /// A part of a table's row.
    Row(RowPart),
    /// Space between; vanishes at the top of a page, but for the one a chapter opens on.
    Glue(Glue),
    /// The only place where a page may end.
    Penalty(Penalty),
    /// A page ends here (`break-before: page | recto | verso`), and the next is of the kind named.
    ForcedBreak {
        between: BreakBetween,
        page_name: Option<Arc<str>>,
    },
    /// A note that what stands before refers to, by its node: it goes to the foot of the same page.
    Insertion(NodeId),
    /// What may move to the top of a later page.
    Float(Float),
    /// What stands beside the text, and takes no room in the column.
    Side(Side),
    /// A place in the text that takes no room.
    Mark(Mark),
    /// A frame opens; index in [`Galley::frames`]. Takes the frame's upper edge as height.
    Open(u32),
    /// It closes, and takes its lower edge as height.
    Close(u32),
}

/// Content that no page break divides: a line of text, or an image.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub height: Pt,
    /// From its top to its baseline; the height where it has none.
    pub ascent: Pt,
    pub fragments: Vec<Fragment>,
}

/// What it costs that a page ends here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Penalty {
    pub cost: i32,
    /// The line before ends within a word.
    pub is_hyphenated: bool,
}

impl Penalty {
    /// A cost between whole words.
    pub fn at(cost: i32) -> Penalty {
        Penalty { cost, is_hyphenated: false }
    }
}

/// Space that can be stretched and shrunk to fill a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Glue {
    pub size: Pt,
    pub stretch: Pt,
    pub shrink: Pt,
}

impl Glue {
    /// Space of one size.
    pub fn rigid(size: Pt) -> Glue {
        Glue { size, stretch: Pt::ZERO, shrink: Pt::ZERO }
    }

    /// Its size at an adjustment ratio: 1 is all its stretch, −1 all its shrink.
    pub fn at(self, ratio: f32) -> Pt {
        self.size + if ratio >= 0.0 { self.stretch * ratio } else { self.shrink * ratio }
    }
}

/// What begins at a place.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A node that is a link target.
    Anchor(NodeId),
    /// A named string (`string-set`).
    String { name: Arc<str>, value: Arc<str> },
    /// A running element (`position: running()`).
    Element { name: Arc<str>, element: Arc<RunningElement> },
}

/// What stands in no page's text, and in the margin boxes that ask for it: not yet set, since their widths are not known.
#[derive(Clone, Debug)]
pub struct RunningElement {
    pub node: NodeRef,
    pub block: Arc<BlockBox>,
    /// It says the number of the page it stands on, or how many there are.
    pub shows_page: bool,
}

/// A box that stands here where it fits, else at the top of the next page, while the text goes on.
#[derive(Clone, Debug)]
pub struct Float {
    pub galley: Arc<Galley>,
    pub height: Pt,
    /// What parts it from the text above and below where it stands in the text.
    pub above: Pt,
    pub below: Pt,
    /// What parts it from the text when it stands at the top or the bottom of a page.
    pub gap: Pt,
    pub place: FloatPlace,
}

/// Where a float goes (CSS Page Floats 3). None stands before what refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatPlace {
    /// Where it is referred to, or at the top of the next page.
    Top,
    /// At the bottom of this page or of the next one, above the notes.
    Bottom,
    /// On a page of its own.
    Page,
}

impl Float {
    /// What it takes where it stands in the text.
    pub fn height_here(&self) -> Pt {
        self.above + self.height + self.below
    }
}

/// A box beside the text (`float: left | right`): lines make room for it, or it stands in the margin.
#[derive(Clone, Debug)]
pub struct Side {
    pub galley: Arc<Galley>,
    /// Where its galley's coordinates begin.
    pub origin: Pt,
    /// Inline start, width and height of its margin box.
    pub x: Pt,
    pub width: Pt,
    pub height: Pt,
    /// How far below its place it begins.
    pub offset: Pt,
    /// How much of that is the space before the text beside it, which vanishes at the top of a page.
    pub margin: Pt,
    /// No line makes room for it: it stands below another one of its page, rather than on it.
    pub is_marginal: bool,
}

/// A part of a row: all of it, or what stands between two heights at which every cell may be cut.
#[derive(Clone, Debug)]
pub struct RowPart {
    pub row: Arc<Row>,
    /// Index in [`Row::parts`].
    pub part: usize,
    pub height: Pt,
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub parts: Vec<Part>,
}

/// A cell in its place.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Inline start and width of the border box.
    pub x: Pt,
    pub width: Pt,
    /// Of the border box: the row's, or that of all rows it spans.
    pub height: Pt,
    pub background: Background,
    pub border: Sides<Border>,
    /// How far its content begins below its top.
    pub offset: Pt,
    pub galley: Arc<Galley>,
}

/// What of each cell stands in a part of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// Below the row's top.
    pub top: Pt,
    pub height: Pt,
    pub cells: Vec<CellPart>,
}

/// Items of a cell's galley, and how far below the part's top they begin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellPart {
    pub items: Range<usize>,
    pub top: Pt,
    /// The frames that are open where it begins: to find them takes the whole cell before it.
    pub open: Vec<u32>,
}

/// A paragraph whose number of lines the page stage may choose, and all that sets it again.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Its lines, with what stands between them.
    pub items: Range<usize>,
    pub flex: Flex,
    pub content: Arc<InlineContent>,
    pub style: Arc<ComputedStyle>,
    pub space: LineSpace,
}

/// What floats beside a paragraph take of its first lines: of how many, and how much, at the inline start and the
/// inline end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Beside {
    pub start: (u16, Pt),
    pub end: (u16, Pt),
}

/// The space a paragraph has.
#[derive(Clone, Copy, Debug)]
pub struct LineSpace {
    /// Inline start of the content box.
    pub x: Pt,
    pub width: Pt,
    /// The widest an image may be.
    pub image_width: Pt,
    /// The tallest an image may be.
    pub image_height: Pt,
    pub page_height: Pt,
    /// What stands beside its first lines.
    pub beside: Beside,
    /// How many lines more, or less, than the best setting has: −1, 0 or 1.
    pub looseness: i32,
    /// Which way `x` runs: the galley's direction. A paragraph of the other one begins at the content box's far end.
    pub direction: Direction,
}

/// The break that `break-before: column` asks for: the cost of a [`Penalty`] within columns.
pub const COLUMN_BREAK: i32 = i32::MIN;

/// Side by side: what stands in a frame with columns is set at the width of one, and put beside one another on its
/// page.
#[derive(Clone, Copy, Debug)]
pub struct FrameColumns {
    pub count: u16,
    /// Of one column.
    pub width: Pt,
    pub gap: Pt,
    /// Between two columns.
    pub rule: Border,
    /// They run against the galley's own direction.
    pub is_reversed: bool,
}

/// A box with background, borders or padding, a table whose head is repeated, or columns: what continues over
/// a page break.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Inline start and width of the border box.
    pub x: Pt,
    pub width: Pt,
    pub background: Background,
    pub border: Sides<Border>,
    pub radius: Pt,
    pub padding_start: Pt,
    pub padding_end: Pt,
    /// Row parts repeated at the top of each further page: a table's head.
    pub header: Vec<RowPart>,
    /// A rule below each part of a table that a page cuts.
    pub cut_rule: Option<Border>,
    /// A rule above each further part, where no head is repeated there.
    pub reopened_rule: Option<Border>,
    pub columns: Option<FrameColumns>,
    /// Whether open and close take height; a table has no edges of its own.
    pub is_weightless: bool,
    /// Cut by a page it has neither padding nor border there (`box-decoration-break: slice`).
    pub is_sliced: bool,
}

impl Frame {
    /// Height between its outer edge and its content, above.
    pub fn start_edge(&self) -> Pt {
        if self.is_weightless { Pt::ZERO } else { self.border.block_start.width + self.padding_start }
    }

    /// The same, below.
    pub fn end_edge(&self) -> Pt {
        if self.is_weightless { Pt::ZERO } else { self.border.block_end.width + self.padding_end }
    }

    /// What it takes above what goes on on a further page.
    pub fn reopened_edge(&self) -> Pt {
        if self.is_sliced { Pt::ZERO } else { self.start_edge() }
    }

    /// What it takes below where a page cuts it.
    pub fn cut_edge(&self) -> Pt {
        if self.is_sliced { Pt::ZERO } else { self.end_edge() }
    }

    /// Height of the repeated head.
    pub fn header_height(&self) -> Pt {
        self.header.iter().map(|part| part.height).sum()
    }
}

impl Galley {
    /// Height with nothing broken.
    pub fn height(&self) -> Pt {
        self.items.iter().map(|item| self.item_height(item)).sum()
    }

    /// Height of one item when no page breaks at it.
    pub fn item_height(&self, item: &Item) -> Pt {
        match item {
            Item::Line(line) => line.height,
            Item::Row(part) => part.height,
            Item::Glue(glue) => glue.size,
            Item::Float(float) => float.height_here(),
            Item::Penalty(_) | Item::ForcedBreak { .. } | Item::Insertion(_) | Item::Side(_) | Item::Mark(_) => {
                Pt::ZERO
            }
            Item::Open(frame) => self.frames[*frame as usize].start_edge(),
            Item::Close(frame) => self.frames[*frame as usize].end_edge(),
        }
    }

    /// Gives each note its place at the first reference to it, and after it the notes that it refers to itself; further
    /// references lead there.
    pub fn place_notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let mut seen = BTreeSet::new();
        let mut items = Vec::with_capacity(self.items.len());
        let mut moved = Vec::with_capacity(self.paragraphs.len());
        let mut paragraphs = self.paragraphs.iter().peekable();
        let mut start = 0;
        for (index, item) in std::mem::take(&mut self.items).into_iter().enumerate() {
            if paragraphs.peek().is_some_and(|paragraph| paragraph.items.start == index) {
                start = items.len();
            }
            match item {
                Item::Insertion(note) => {
                    let mut next = vec![note];
                    while let Some(note) = next.pop() {
                        if !seen.insert(note) {
                            continue;
                        }
                        items.push(Item::Insertion(note));
                        if let Some(galley) = self.notes.get(&note) {
                            next.extend(galley.insertions().into_iter().rev());
                        }
                    }
                }
                other => items.push(other),
            }
            if paragraphs.peek().is_some_and(|paragraph| paragraph.items.end == index + 1) {
                moved.push(start..items.len());
                paragraphs.next();
            }
        }
        self.items = items;
        self.paragraphs.iter_mut().zip(moved).for_each(|(paragraph, items)| paragraph.items = items);
    }

    /// The notes that it refers to, in order.
    fn insertions(&self) -> Vec<NodeId> {
        let note = |item: &Item| if let Item::Insertion(note) = item { Some(*note) } else { None };
        self.items.iter().filter_map(note).collect()
    }

    /// The frames that are open before an item.
    pub fn open_at(&self, index: usize) -> Vec<u32> {
        let mut open = Vec::new();
        follow_frames(&mut open, &self.items[..index]);
        open
    }

    /// Calls with every anchor of a range of items, those in cells and floats included.
    pub fn for_each_anchor(&self, range: Range<usize>, call: &mut impl FnMut(NodeId)) {
        for item in &self.items[range] {
            match item {
                Item::Mark(Mark::Anchor(node)) => call(*node),
                Item::Row(part) => {
                    for (cell, cut) in part.row.cells.iter().zip(&part.row.parts[part.part].cells) {
                        cell.galley.for_each_anchor(cut.items.clone(), call);
                    }
                }
                Item::Float(Float { galley, .. }) | Item::Side(Side { galley, .. }) => {
                    galley.for_each_anchor(0..galley.items.len(), call);
                }
                Item::Line(_)
                | Item::Glue(_)
                | Item::Penalty(_)
                | Item::ForcedBreak { .. }
                | Item::Insertion(_)
                | Item::Mark(Mark::String { .. } | Mark::Element { .. })
                | Item::Open(_)
                | Item::Close(_) => {}
            }
        }
    }
}

/// Opens and closes frames as items do.
pub fn follow_frames(open: &mut Vec<u32>, items: &[Item]) {
    for item in items {
        match item {
            Item::Open(frame) => open.push(*frame),
            Item::Close(_) => {
                open.pop();
            }
            Item::Line(_)
            | Item::Row(_)
            | Item::Glue(_)
            | Item::Penalty(_)
            | Item::ForcedBreak { .. }
            | Item::Insertion(_)
            | Item::Float(_)
            | Item::Side(_)
            | Item::Mark(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::NodeId;

    fn line() -> Item {
        Item::Line(Line { height: Pt(10.0), ascent: Pt(8.0), fragments: Vec::new() })
    }

    fn note(node: u32) -> Item {
        Item::Insertion(NodeId(node))
    }

    fn insertions(galley: &Galley) -> Vec<u32> {
        galley.insertions().into_iter().map(|node| node.0).collect()
    }

    fn with_notes(items: Vec<Item>, notes: &[(u32, &[u32])]) -> Galley {
        let own = |refers: &[u32]| Galley {
            items: std::iter::once(line()).chain(refers.iter().map(|&node| note(node))).collect(),
            ..Galley::default()
        };
        let notes = notes.iter().map(|&(node, refers)| (NodeId(node), Arc::new(own(refers)))).collect();
        Galley { items, notes, ..Galley::default() }
    }

    #[test]
    fn a_note_stands_at_its_first_reference() {
        let mut galley = with_notes(vec![line(), note(1), line(), note(2), note(1)], &[(1, &[]), (2, &[])]);
        galley.place_notes();
        assert_eq!(insertions(&galley), [1, 2]);
        assert!(matches!(galley.items[1], Item::Insertion(NodeId(1))));
    }

    #[test]
    fn a_note_that_only_a_note_refers_to_follows_it() {
        let notes: [(u32, &[u32]); 4] = [(1, &[3, 4]), (2, &[]), (3, &[1, 2]), (4, &[])];
        let mut galley = with_notes(vec![line(), note(1), line(), note(2), line(), note(4)], &notes);
        galley.place_notes();
        // The second is referred to in the third first; a circle ends.
        assert_eq!(insertions(&galley), [1, 3, 2, 4]);
        assert_eq!(galley.items.len(), 7);
    }

    #[test]
    fn paragraphs_move_with_their_items() {
        let mut galley = with_notes(vec![line(), note(1), line(), line(), note(1), line()], &[(1, &[2]), (2, &[])]);
        let paragraph = |items: Range<usize>| Paragraph {
            items,
            flex: Flex::default(),
            content: Arc::default(),
            style: Arc::new(ComputedStyle::initial()),
            space: LineSpace {
                x: Pt::ZERO,
                width: Pt::ZERO,
                image_width: Pt::ZERO,
                image_height: Pt::ZERO,
                page_height: Pt::ZERO,
                beside: Beside::default(),
                looseness: 0,
                direction: Direction::LeftToRight,
            },
        };
        galley.paragraphs = vec![paragraph(0..3), paragraph(3..6)];
        galley.place_notes();
        assert_eq!(galley.paragraphs[0].items, 0..4);
        assert_eq!(galley.paragraphs[1].items, 4..6);
    }

    #[test]
    fn height_is_that_of_all_items() {
        let glue = Item::Glue(Glue { size: Pt(5.0), stretch: Pt(2.0), shrink: Pt(1.0) });
        let galley = Galley { items: vec![line(), glue, line(), Item::Penalty(Penalty::at(7))], ..Galley::default() };
        assert_eq!(galley.height(), Pt(25.0));
    }

    #[test]
    fn frames_open_and_close() {
        let items = vec![Item::Open(0), line(), Item::Open(1), line(), Item::Close(1), line(), Item::Close(0)];
        let galley = Galley { items, ..Galley::default() };
        assert_eq!(galley.open_at(1), [0]);
        assert_eq!(galley.open_at(3), [0, 1]);
        assert_eq!(galley.open_at(5), [0]);
        assert_eq!(galley.open_at(7), [0; 0]);
    }

    #[test]
    fn anchors_in_cells_are_of_the_part_they_stand_in() {
        let anchor = |node: u32| Item::Mark(Mark::Anchor(NodeId(node)));
        let cell = Galley { items: vec![anchor(1), line(), anchor(2), line()], ..Galley::default() };
        let part = |items: Range<usize>| Part {
            height: Pt(10.0),
            cells: vec![CellPart { items, top: Pt::ZERO, open: Vec::new() }],
            ..Part::default()
        };
        let cell = Cell {
            x: Pt::ZERO,
            width: Pt::ZERO,
            height: Pt(20.0),
            background: Background::NONE,
            border: ComputedStyle::initial().border,
            offset: Pt::ZERO,
            galley: Arc::new(cell),
        };
        let row = Arc::new(Row { cells: vec![cell], parts: vec![part(0..2), part(2..4)] });
        let of_row = |part: usize| Item::Row(RowPart { row: row.clone(), part, height: Pt(10.0) });
        let galley = Galley { items: vec![of_row(0), of_row(1)], ..Galley::default() };
        let mut found = Vec::new();
        galley.for_each_anchor(1..2, &mut |node| found.push(node.0));
        assert_eq!(found, [2]);
    }
}
