//! A page with its text: what the galleys hold goes to its place, frames get their extent.
//!
//! In: a [`PagePlan`], the galleys, and the variants of paragraphs that the plan asks for. Out: a [`BuiltPage`], all but
//! its margin boxes. This is the only place that speaks of left and right: until here, coordinates run from the inline
//! start of the page area.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::marginal::PlacedSide;
use super::{Flexed, NotePiece, PagePlan, Piece, PlacedColumns};
use crate::document::{ChapterId, NodeRef};
use crate::geom::{Direction, Point, Pt, Rect, Size};
use crate::layout::galley::{Cell, Frame, FrameColumns, Galley, Item, Mark, RowPart, RunningElement};
use crate::layout::{BoxFragment, Fragment, FragmentKind, Position, Source};
use crate::style::{Border, ComputedStyle, PageContext, PageSide, PageStyle};

/// Paragraphs set in a line more or less, as items that stand in for their own.
pub type Variants = BTreeMap<Flexed, Arc<[Item]>>;

/// A page without its margin boxes.
pub struct BuiltPage {
    pub style: Arc<PageStyle>,
    pub fragments: Vec<Fragment>,
    pub positions: BTreeMap<NodeRef, Position>,
    pub strings: Names<Arc<str>>,
    pub elements: Names<Arc<RunningElement>>,
}

/// What a page says of each name.
pub type Names<T> = BTreeMap<Arc<str>, Assigned<T>>;

/// What a page says of a name (CSS Generated Content for Paged Media, sections 1.1.2 and 1.2.2).
#[derive(Clone)]
pub struct Assigned<T> {
    pub first: T,
    pub last: T,
    /// Nothing of the text stands before the first.
    pub is_at_start: bool,
}

/// A page being put together.
pub struct PageBuilder<'a> {
    index: u32,
    pub style: Arc<PageStyle>,
    /// Physical.
    pub area: Rect,
    pub plan: &'a PagePlan,
    galleys: &'a [Arc<Galley>],
    variants: &'a Variants,
    /// Of the galley being read, and its chapter.
    direction: Direction,
    chapter: usize,
    fragments: Vec<Fragment>,
    positions: BTreeMap<NodeRef, Position>,
    strings: Names<Arc<str>>,
    elements: Names<Arc<RunningElement>>,
    /// Something of the text stands on it.
    has_text: bool,
    /// Floats beside the text, painted when all of it stands.
    pub sides: Vec<PlacedSide>,
}

/// A page with its text, before what stands beside it and at its foot; `fragments` are below all of it.
pub fn begin_page<'a>(
    index: usize,
    plan: &'a PagePlan,
    galleys: &'a [Arc<Galley>],
    variants: &'a Variants,
    style: Arc<PageStyle>,
    fragments: Vec<Fragment>,
) -> PageBuilder<'a> {
    let area = style.area();
    let mut builder = PageBuilder::new(plan, galleys, variants, style, area);
    builder.index = index as u32;
    builder.fragments = fragments;
    let lines = plan.pieces.iter().flat_map(|piece| &galleys[piece.chapter].items[piece.items.clone()]);
    let count = lines.map(|item| if let Item::Line(line) = item { line.fragments.len() } else { 0 }).sum();
    builder.fragments.reserve(count);
    let y = builder.floats(area.origin.y);
    builder.text(y);
    builder
}

/// What stands in a galley of a width, on a page of a style, from its own top left.
pub fn fragments_of(galley: Galley, width: Pt, style: &Arc<PageStyle>) -> Vec<Fragment> {
    let context = PageContext { name: None, side: PageSide::Recto, is_first: false, is_blank: false, nth: 0 };
    let (plan, variants) = (PagePlan::new(context), Variants::new());
    let area = Rect::new(Point::default(), Size::new(width, galley.height()));
    let galleys = [Arc::new(galley)];
    let mut builder = PageBuilder::new(&plan, &galleys, &variants, style.clone(), area);
    builder.begin(0, &galleys[0]);
    builder.whole(&galleys[0], Pt::ZERO, Pt::ZERO);
    builder.finish().fragments
}

fn assign<T: Clone>(names: &mut Names<T>, name: &Arc<str>, value: &T, is_at_start: bool) {
    match names.get_mut(name) {
        Some(assigned) => assigned.last = value.clone(),
        None => {
            let assigned = Assigned { first: value.clone(), last: value.clone(), is_at_start };
            names.insert(name.clone(), assigned);
        }
    }
}

/// What parts the notes from the text: margin, rule and padding of the note area.
pub fn separator_height(note_area: &ComputedStyle) -> Pt {
    note_area.margin.block_start.resolve(Pt::ZERO).unwrap_or_default()
        + note_area.border.block_start.width
        + note_area.padding.block_start.resolve(Pt::ZERO)
}

/// A frame that is open on this page.
struct OpenFrame {
    frame: u32,
    /// Where its upper edge on this page is.
    top: Pt,
    /// Index of the fragment kept free for its background.
    slot: usize,
    /// It began on an earlier page.
    continues: bool,
}

/// A stretch of a galley and how it is read.
struct Reading<'a> {
    galley: &'a Galley,
    items: Range<usize>,
    /// Frames open before it.
    open: &'a [u32],
    /// Of the galley's inline start.
    x: Pt,
    ratio: f32,
    keeps_glue: bool,
    /// Frames cut by the end or the beginning keep their edges.
    clones_edges: bool,
    /// Whether it is the text proper of a chapter, whose floats may have moved.
    is_text: bool,
}

impl<'a> PageBuilder<'a> {
    fn new(
        plan: &'a PagePlan,
        galleys: &'a [Arc<Galley>],
        variants: &'a Variants,
        style: Arc<PageStyle>,
        area: Rect,
    ) -> PageBuilder<'a> {
        PageBuilder {
            index: 0,
            style,
            area,
            plan,
            galleys,
            variants,
            direction: Direction::LeftToRight,
            chapter: 0,
            fragments: Vec::new(),
            positions: BTreeMap::new(),
            strings: BTreeMap::new(),
            elements: BTreeMap::new(),
            has_text: false,
            sides: Vec::new(),
        }
    }

    /// Floats from earlier pages; returns where the text begins.
    fn floats(&mut self, mut y: Pt) -> Pt {
        for &(chapter, item) in &self.plan.floats {
            let Some(galley) = self.galleys.get(chapter) else { continue };
            self.begin(chapter, galley);
            if let Item::Float(float) = &galley.items[item] {
                self.whole(&float.galley, Pt::ZERO, y);
                y += float.height + float.gap;
            }
        }
        y
    }

    fn text(&mut self, mut y: Pt) {
        let plan = self.plan;
        for piece in &plan.pieces {
            let galley: &'a Galley = &self.galleys[piece.chapter];
            self.begin(piece.chapter, galley);
            y = self.piece(piece, galley, y);
        }
    }

    fn begin(&mut self, chapter: usize, galley: &Galley) {
        self.chapter = chapter;
        self.direction = galley.direction;
    }

    fn piece(&mut self, piece: &'a Piece, galley: &'a Galley, y: Pt) -> Pt {
        let reading = Reading {
            galley,
            items: piece.items.clone(),
            open: &piece.open,
            x: Pt::ZERO,
            ratio: self.plan.ratio,
            keeps_glue: piece.keeps_glue || !self.plan.floats.is_empty(),
            clones_edges: true,
            is_text: true,
        };
        self.read(&reading, y)
    }

    /// A galley that no page divides.
    fn whole(&mut self, galley: &Galley, x: Pt, y: Pt) -> Pt {
        self.stretch(galley, 0..galley.items.len(), x, y)
    }

    /// Items of a galley from its beginning on.
    fn stretch(&mut self, galley: &Galley, items: Range<usize>, x: Pt, y: Pt) -> Pt {
        let reading =
            Reading { galley, items, open: &[], x, ratio: 0.0, keeps_glue: true, clones_edges: true, is_text: false };
        self.read(&reading, y)
    }

    /// Puts items one below the other; returns where they end.
    fn read(&mut self, reading: &Reading, mut y: Pt) -> Pt {
        let galley = reading.galley;
        let mut open: Vec<OpenFrame> = Vec::new();
        // What is open within columns belongs to each of them.
        let columns = self.columns_from(reading, reading.items.start);
        let last = columns.and_then(|columns| reading.open.iter().position(|&id| id == columns.frame));
        for &id in &reading.open[..last.map_or(reading.open.len(), |last| last + 1)] {
            open.push(self.open_frame(id, y, true));
            let frame = &galley.frames[id as usize];
            if reading.clones_edges {
                y += frame.reopened_edge();
                for part in &frame.header {
                    self.repeated(part, reading.x, y);
                    y += part.height;
                }
            }
        }
        let mut has_content = reading.keeps_glue;
        let mut index = reading.items.start;
        while index < reading.items.end {
            if let Some(columns) = self.columns_from(reading, index) {
                y = self.columns(reading, columns, y);
                has_content = true;
                index = columns.items.end;
                continue;
            }
            if let Some((variant, end)) = self.variant(reading, index) {
                for item in variant {
                    y = self.item(reading, item, None, &mut open, &mut has_content, y);
                }
                index = end;
                continue;
            }
            y = self.item(reading, &galley.items[index], Some(index), &mut open, &mut has_content, y);
            index += 1;
        }
        while let Some(closing) = open.pop() {
            let frame = &galley.frames[closing.frame as usize];
            if reading.clones_edges {
                y += frame.cut_edge();
            }
            self.close_frame(&closing, frame, reading.x, y, true);
        }
        y
    }

    /// The columns that begin at an item.
    fn columns_from(&self, reading: &Reading, index: usize) -> Option<&'a PlacedColumns> {
        let mut columns = self.plan.columns.iter().filter(|_| reading.is_text);
        columns.find(|columns| columns.chapter == self.chapter && columns.items.start == index)
    }

    /// Adds what stands beside the text and at its foot.
    pub fn finish(mut self) -> BuiltPage {
        self.beside();
        let style = self.style.clone();
        self.foot(&style);
        // Those of notes.
        self.beside();
        let PageBuilder { fragments, positions, strings, elements, .. } = self;
        BuiltPage { style, fragments, positions, strings, elements }
    }

    /// Floats beside the text, as much of them as the sheet holds.
    fn beside(&mut self) {
        for placed in std::mem::take(&mut self.sides) {
            self.begin(placed.chapter, &self.galleys[placed.chapter]);
            let galley = &placed.side.galley;
            let mut bottom = placed.y;
            let ends_on_sheet = |item: &&Item| {
                bottom += galley.item_height(item);
                !placed.side.is_marginal || bottom <= self.style.size.height
            };
            let end = galley.items.iter().take_while(ends_on_sheet).count();
            self.stretch(galley, 0..end, placed.x + placed.side.origin, placed.y);
        }
    }

    /// Columns side by side, with rules between those that have content; returns where the highest ends.
    fn columns(&mut self, reading: &Reading, columns: &PlacedColumns, y: Pt) -> Pt {
        let galley = reading.galley;
        let frame = &galley.frames[columns.frame as usize];
        let Some(FrameColumns { count, width, gap, rule, is_reversed }) = frame.columns else { return y };
        let place = |at: usize| if is_reversed { usize::from(count) - 1 - at } else { at };
        let mut bottom = y;
        let mut start = columns.items.start;
        let ends = columns.starts.iter().copied().chain([columns.items.end]);
        for (at, end) in ends.enumerate() {
            let open = galley.open_at(start);
            let own = open.iter().position(|&id| id == columns.frame).map_or(open.len(), |at| at + 1);
            let column = Reading {
                galley,
                items: start..end,
                open: &open[own..],
                x: reading.x + (width + gap) * place(at) as f32,
                ratio: 0.0,
                keeps_glue: at == 0 && columns.keeps_glue,
                clones_edges: true,
                is_text: false,
            };
            bottom = bottom.max(self.read(&column, y));
            start = end;
        }
        if rule.width > Pt::ZERO {
            for at in 1..=columns.starts.len() {
                let middle = reading.x + frame.x + (width + gap) * (place(at).max(place(at - 1))) as f32 - gap / 2.0;
                let rect = Rect::new(Point::new(middle - rule.width / 2.0, y), Size::new(rule.width, bottom - y));
                let rule =
                    Fragment { source: Source::Decoration, kind: FragmentKind::Rule { rect, color: rule.color } };
                let rule = self.placed(&rule, Pt::ZERO, Pt::ZERO);
                self.fragments.push(rule);
            }
        }
        bottom
    }

    /// What stands in for the paragraph that begins at an item, and the item after it.
    fn variant(&self, reading: &Reading, index: usize) -> Option<(&'a [Item], usize)> {
        if !reading.is_text || self.plan.flexed.is_empty() {
            return None;
        }
        self.plan.flexed.iter().filter(|flexed| flexed.chapter == self.chapter).find_map(|flexed| {
            let paragraph = &reading.galley.paragraphs[flexed.paragraph];
            let variant = self.variants.get(flexed)?;
            (paragraph.items.start == index).then_some((&**variant, paragraph.items.end))
        })
    }

    fn item(
        &mut self,
        reading: &Reading,
        item: &Item,
        index: Option<usize>,
        open: &mut Vec<OpenFrame>,
        has_content: &mut bool,
        y: Pt,
    ) -> Pt {
        match item {
            Item::Line(line) => {
                self.place(&line.fragments, reading.x, y);
                *has_content = true;
                y + line.height
            }
            Item::Row(part) => {
                self.row(part, reading.x, y);
                *has_content = true;
                y + part.height
            }
            Item::Glue(glue) => y + if *has_content { glue.at(reading.ratio) } else { Pt::ZERO },
            Item::Float(float) => {
                let key = index.map(|index| (self.chapter, index));
                if reading.is_text && key.is_some_and(|key| self.plan.moved.contains(&key)) {
                    return y;
                }
                *has_content = true;
                self.whole(&float.galley, reading.x, y + float.above) + float.below
            }
            Item::Side(side) => {
                let vanished = if *has_content { Pt::ZERO } else { side.margin };
                self.sides.push(PlacedSide {
                    side: side.clone(),
                    x: reading.x,
                    y: y + side.offset - vanished,
                    chapter: self.chapter,
                });
                y
            }
            Item::Mark(mark) => {
                self.mark(mark, y);
                y
            }
            Item::Penalty(_) | Item::ForcedBreak { .. } | Item::Insertion(_) => y,
            Item::Open(frame) => {
                open.push(self.open_frame(*frame, y, false));
                y + reading.galley.frames[*frame as usize].start_edge()
            }
            Item::Close(frame) => {
                let frame = &reading.galley.frames[*frame as usize];
                let y = y + frame.end_edge();
                if let Some(closing) = open.pop() {
                    self.close_frame(&closing, frame, reading.x, y, false);
                }
                y
            }
        }
    }

    fn mark(&mut self, mark: &Mark, y: Pt) {
        match mark {
            Mark::Anchor(node) => {
                let node = NodeRef { chapter: ChapterId(self.chapter as u32), node: *node };
                let position = Position { page: self.index, point: Point::new(self.area.origin.x, y) };
                self.positions.entry(node).or_insert(position);
            }
            Mark::String { name, value } => assign(&mut self.strings, name, value, !self.has_text),
            Mark::Element { name, element } => assign(&mut self.elements, name, element, !self.has_text),
        }
    }

    /// Puts fragments below a top.
    fn place(&mut self, fragments: &[Fragment], x: Pt, y: Pt) {
        self.has_text |= !fragments.is_empty();
        for fragment in fragments {
            if let Source::Node { node, .. } = &fragment.source {
                let position = Position { page: self.index, point: Point::new(self.area.origin.x, y) };
                self.positions.entry(*node).or_insert(position);
            }
            let fragment = self.placed(fragment, x, y);
            self.fragments.push(fragment);
        }
    }

    /// A fragment where it stands on the page: the inline axis becomes left and right.
    fn placed(&self, fragment: &Fragment, x: Pt, y: Pt) -> Fragment {
        let mut fragment = fragment.clone();
        fragment.shift(x, y);
        if self.direction == Direction::RightToLeft {
            fragment.mirror(self.area.size.width / 2.0);
        }
        fragment.shift(self.area.origin.x, Pt::ZERO);
        fragment
    }

    /// A table's head on a further page: paint without meaning.
    fn repeated(&mut self, part: &RowPart, x: Pt, y: Pt) {
        let first = self.fragments.len();
        let (positions, strings) = (std::mem::take(&mut self.positions), self.strings.clone());
        let elements = self.elements.clone();
        self.row(part, x, y);
        self.positions = positions;
        self.strings = strings;
        self.elements = elements;
        for fragment in &mut self.fragments[first..] {
            fragment.source = Source::Decoration;
        }
    }

    fn row(&mut self, part: &RowPart, x: Pt, y: Pt) {
        let cut = &part.row.parts[part.part];
        let is_last = part.part + 1 == part.row.parts.len();
        for (cell, items) in part.row.cells.iter().zip(&cut.cells) {
            // What hangs over the last part is a cell's that spans further rows.
            let height = if is_last { cell.height - cut.top } else { cut.height };
            self.cell_box(cell, part.part == 0, is_last, x, y, height);
            let reading = Reading {
                galley: &cell.galley,
                items: items.items.clone(),
                open: &items.open,
                x: x + cell.x,
                ratio: 0.0,
                keeps_glue: true,
                clones_edges: false,
                is_text: false,
            };
            self.read(&reading, y + items.top);
        }
    }

    /// Background and borders of a part of a cell; a cut side has no border.
    fn cell_box(&mut self, cell: &Cell, is_first: bool, is_last: bool, x: Pt, y: Pt, height: Pt) {
        let mut border = cell.border;
        if !is_first {
            border.block_start.width = Pt::ZERO;
        }
        if !is_last {
            border.block_end.width = Pt::ZERO;
        }
        if cell.background.is_transparent() && !border.any(Border::is_visible) {
            return;
        }
        let rect = Rect::new(Point::new(x + cell.x, y), Size::new(cell.width, height));
        let boxed = BoxFragment { rect, background: cell.background.clone(), border, radius: Pt::ZERO };
        let fragment = Fragment { source: Source::Decoration, kind: FragmentKind::Box(boxed) };
        let fragment = self.placed(&fragment, Pt::ZERO, Pt::ZERO);
        self.fragments.push(fragment);
    }

    /// Keeps a place for the background before what stands on it.
    fn open_frame(&mut self, frame: u32, top: Pt, continues: bool) -> OpenFrame {
        let slot = self.fragments.len();
        self.fragments.push(Fragment { source: Source::Decoration, kind: FragmentKind::Anchor(Point::default()) });
        OpenFrame { frame, top, slot, continues }
    }

    fn close_frame(&mut self, open: &OpenFrame, frame: &Frame, x: Pt, bottom: Pt, is_cut: bool) {
        let mut border = frame.border;
        if open.continues {
            border.block_start.width = Pt::ZERO;
        }
        if is_cut {
            border.block_end.width = Pt::ZERO;
        }
        let reopened = frame.reopened_rule.filter(|_| open.continues && frame.header.is_empty());
        let reopened = reopened.map(|rule| (rule, open.top - rule.width));
        let cut = frame.cut_rule.filter(|_| is_cut).map(|rule| (rule, bottom));
        for (rule, y) in reopened.into_iter().chain(cut) {
            let rect = Rect::new(Point::new(x + frame.x, y), Size::new(frame.width, rule.width));
            let rule = Fragment { source: Source::Decoration, kind: FragmentKind::Rule { rect, color: rule.color } };
            let rule = self.placed(&rule, Pt::ZERO, Pt::ZERO);
            self.fragments.push(rule);
        }
        if frame.background.is_transparent() && !border.any(Border::is_visible) {
            return;
        }
        let rect = Rect::new(Point::new(x + frame.x, open.top), Size::new(frame.width, bottom - open.top));
        let boxed = BoxFragment { rect, background: frame.background.clone(), border, radius: frame.radius };
        let boxed = Fragment { source: Source::Decoration, kind: FragmentKind::Box(boxed) };
        self.fragments[open.slot] = self.placed(&boxed, Pt::ZERO, Pt::ZERO);
    }

    /// Floats and notes at the foot of the page area.
    fn foot(&mut self, style: &PageStyle) {
        let plan = self.plan;
        let chapters =
            plan.notes.iter().map(|note| note.chapter).chain(plan.bottoms.iter().map(|(chapter, _)| *chapter));
        let Some(chapter) = chapters.into_iter().next() else { return };
        // A spread that is a line longer or shorter has its notes there too.
        let lead = self.galleys[chapter].lead;
        let depth = if plan.depth.abs() <= lead * 1.01 { plan.depth } else { Pt::ZERO };
        // The last line stands on the baseline of the text on the facing page.
        let descent = self.galleys[chapter].descent;
        let raised = self.last_descent().map_or(Pt::ZERO, |last| (descent - last).max(Pt::ZERO));
        let bottom = self.area.bottom() + depth - raised;
        let mut y = bottom - plan.notes_height;
        for &(chapter, item) in plan.bottoms.iter().rev() {
            let galley: &'a Galley = &self.galleys[chapter];
            self.begin(chapter, galley);
            if let Item::Float(float) = &galley.items[item] {
                y -= float.height;
                self.whole(&float.galley, Pt::ZERO, y);
                y -= float.gap;
            }
        }
        self.notes(style, bottom);
    }

    /// How much of the last line of the notes is below its baseline.
    fn last_descent(&self) -> Option<Pt> {
        let piece = self.plan.notes.last()?;
        let note = self.galleys[piece.chapter].notes.get(&piece.note)?;
        let below = |item: &Item| if let Item::Line(line) = item { Some(line.height - line.ascent) } else { None };
        note.items[piece.items.clone()].iter().rev().find_map(below)
    }

    /// Notes end at a height, below a rule.
    fn notes(&mut self, style: &PageStyle, bottom: Pt) {
        let plan = self.plan;
        let Some(first) = plan.notes.first() else { return };
        self.begin(first.chapter, &self.galleys[first.chapter]);
        let note_area = &style.footnote_area;
        let mut y = bottom - plan.notes_height + note_area.margin.block_start.resolve(Pt::ZERO).unwrap_or_default();
        let width = self.area.size.width;
        let rule = note_area.border.block_start;
        if rule.is_visible() {
            let length = note_area.width.resolve(width).unwrap_or(width).min(width);
            let rect = Rect::new(Point::new(Pt::ZERO, y), Size::new(length, rule.width));
            let rule = Fragment { source: Source::Decoration, kind: FragmentKind::Rule { rect, color: rule.color } };
            let rule = self.placed(&rule, Pt::ZERO, Pt::ZERO);
            self.fragments.push(rule);
        }
        y = bottom - plan.notes_height + separator_height(note_area);
        for piece in &plan.notes {
            self.note(piece, y);
            y += piece.height;
        }
    }

    fn note(&mut self, piece: &NotePiece, y: Pt) {
        let chapter: &'a Galley = &self.galleys[piece.chapter];
        let Some(note) = chapter.notes.get(&piece.note) else { return };
        self.begin(piece.chapter, chapter);
        if piece.items.start == 0 {
            self.mark(&Mark::Anchor(piece.note), y);
        }
        let open = note.open_at(piece.items.start);
        let reading = Reading {
            galley: note,
            items: piece.items.clone(),
            open: &open,
            x: Pt::ZERO,
            ratio: 0.0,
            keeps_glue: false,
            clones_edges: false,
            is_text: false,
        };
        self.read(&reading, y);
    }
}
