//! Blocks: boxes stacked down the galley.
//!
//! In: block boxes and the measure. Out: the items of a [`Galley`]. Margins are collected as they come
//! and written once content follows (CSS 2.2, section 8.3.1), and so are breaks between boxes (CSS
//! Fragmentation 3, section 3.1): both meet between the same two lines. Which page a line falls on is
//! not known here.

mod breaks;
mod columns;
mod edges;
mod float;
mod kept;
mod marker;
mod pending;
mod side;

use std::sync::Arc;

pub use breaks::inner_items;
pub use edges::{BLEED, Bounds, Edges};

use super::background::Background;
use super::boxes::{BlockBox, BoxContent, Marker};
use super::chapter::ChapterLayout;
use super::formula::{DisplayLine, set_display};
use super::galley::{AVOID, Frame, Galley, Item, Line, Mark, Paragraph, Penalty, RunningElement};
use super::inline_content::{InlineContent, NamedString};
use super::line::{Beside, Flex, LineSpace, layout_lines};
use super::replaced::{ImageBounds, image_box};
use super::table;
use crate::document::{Formula, NodeId};
use crate::geom::Pt;
use crate::style::{
    AutoLength, BoxDecorationBreak, BreakBetween, BreakInside, Clear, Columns, ComputedStyle, Display, Float,
    LengthPercentage, Width,
};
use marker::PendingMarker;
use pending::Pending;

/// Share of the measure that is left for lines however deep boxes are nested.
pub const LEAST_MEASURE: f32 = 0.2;
/// Share of the page that edges of boxes nested in one another may take.
const MOST_EDGES: f32 = 0.3;
/// Frames nested deeper have no margins: together they would fill the page.
const MOST_FRAMES: u32 = 16;
/// Sums of single-precision heights: a step too much is not taken for a hair.
const STEP_ROUNDING: f32 = 0.001;
/// A break between two lines of a displayed formula.
const DISPLAY_COST: i32 = 400_000;
/// What parts a lead-in that ends with a colon from what it announces.
const COLON_COST: i32 = 1_500_000;

/// Sets boxes one below the other into a galley of the given measure. Boxes are not indented where less
/// than `least` would be left for lines.
pub fn layout_blocks(layout: &mut ChapterLayout, boxes: &[BlockBox], width: Pt, least: Pt) -> Galley {
    let mut flow = Flow { least, ..Flow::new(layout) };
    flow.blocks(boxes, Pt::ZERO, width);
    flow.finish()
}

/// A whole chapter, in columns where its body has some.
pub fn layout_chapter(
    layout: &mut ChapterLayout,
    boxes: &[BlockBox],
    width: Pt,
    least: Pt,
    root: &ComputedStyle,
) -> Galley {
    let mut flow = Flow { least, may_have_columns: true, ..Flow::new(layout) };
    flow.in_columns(boxes, Pt::ZERO, width, root);
    flow.finish()
}

/// The same within something that no page divides: a cell.
pub fn layout_nested(layout: &mut ChapterLayout, boxes: &[BlockBox], width: Pt) -> Galley {
    let mut flow = Flow { is_nested: true, ..Flow::new(layout) };
    flow.blocks(boxes, Pt::ZERO, width);
    flow.finish()
}

/// The galley being filled.
pub struct Flow<'l, 'c> {
    pub layout: &'l mut ChapterLayout<'c>,
    galley: Galley,
    pending: Pending,
    markers: Vec<PendingMarker>,
    /// Floats that what comes next may stand beside.
    sides: Vec<side::OpenSide>,
    /// The item at which floats began to stand beside what is set, where some are open.
    run_start: usize,
    /// How many boxes with `break-inside: avoid` are open.
    keeping: u32,
    /// See [`Edges::new`].
    least: Pt,
    /// Height of the edges of all open frames.
    open_edges: Pt,
    open_frames: u32,
    /// The kind of page that what comes next stands on.
    page_name: Option<Arc<str>>,
    /// Something stands in the galley.
    has_content: bool,
    /// It is set within something that a page does not divide: a cell, a float.
    is_nested: bool,
    /// Boxes may ask for columns: not in notes, nor within what is nested or stands in columns itself.
    may_have_columns: bool,
    /// What is set stands in columns, all of them as wide as this one.
    column: Option<Bounds>,
    /// The columns of a box around the one that is being set, in which something spans them all.
    columns_around: Option<Columns>,
    /// How tall an image may be beside what keeps with it, where something does.
    image_room: Option<Pt>,
}

impl<'l, 'c> Flow<'l, 'c> {
    pub fn new(layout: &'l mut ChapterLayout<'c>) -> Flow<'l, 'c> {
        Flow {
            layout,
            galley: Galley::default(),
            pending: Pending::default(),
            markers: Vec::new(),
            sides: Vec::new(),
            run_start: 0,
            keeping: 0,
            least: Pt::ZERO,
            open_edges: Pt::ZERO,
            open_frames: 0,
            page_name: None,
            has_content: false,
            is_nested: false,
            may_have_columns: false,
            column: None,
            columns_around: None,
            image_room: None,
        }
    }

    /// Writes what is still pending and returns the galley.
    pub fn finish(mut self) -> Galley {
        if !self.markers.is_empty() || !self.pending.marks.is_empty() {
            self.line(Line::default());
        }
        self.clear(Clear::Both);
        self.galley
    }

    /// Boxes one below the other.
    fn blocks(&mut self, blocks: &[BlockBox], x: Pt, containing: Pt) {
        for (index, block) in blocks.iter().enumerate() {
            let before = self.galley.items.len();
            // What keeps with its neighbor, such as a figure with a caption below, does not leave it.
            let is_tied = blocks.get(index + 1).is_some_and(|next| next.style.break_before == BreakBetween::Avoid);
            let outer_room = self.image_room;
            self.image_room = outer_room.or_else(|| self.room_of_image(blocks, index, x, containing));
            self.block(block, x, containing, is_tied || is_announced(blocks, index));
            self.image_room = outer_room;
            if announces(block, &blocks[index + 1..]) {
                let lines = self.galley.items[before..].iter().filter(|item| matches!(item, Item::Line(_))).count();
                self.request_cost(if lines > 1 { COLON_COST } else { AVOID });
            }
        }
    }

    /// One block box in a containing block from `x` on. One that asks for another kind of page begins a new one, and
    /// stands in that page's area.
    fn block(&mut self, block: &BlockBox, x: Pt, containing: Pt, is_tied: bool) {
        if let Some(running) = self.running_mark(block) {
            if let BoxContent::Inline(content) = &block.content {
                self.pending.marks.extend(marks_of(content));
            }
            self.pending.marks.extend(string_marks(&block.strings));
            self.pending.marks.push(running);
            return;
        }
        let (x, containing) = self.page_of(block, x, containing);
        match block.style.float {
            // What is nothing but a float to a side stands beside the text, where the box around it would not.
            Float::Top | Float::Bottom | Float::Page if self.may_float(block, is_tied) && !is_around_a_float(block) => {
                self.float(block, x, containing);
            }
            Float::InlineStart | Float::InlineEnd => self.side_float(block, x, containing),
            Float::None | Float::Footnote | Float::Top | Float::Bottom | Float::Page | Float::Left | Float::Right => {
                self.block_in_place(block, x, containing);
            }
        }
    }

    /// What a box sets for margin boxes, where it stands in none of the text itself.
    fn running_mark(&self, block: &BlockBox) -> Option<Mark> {
        let (element, name) = (block.running.as_ref()?, block.style.running.as_ref()?);
        let node = self.layout.node_ref(block.node);
        let element = RunningElement { node, block: element.clone(), shows_page: element.shows_page() };
        Some(Mark::Element { name: name.clone(), element: Arc::new(element) })
    }

    /// The place of a block, which is another where it asks for another kind of page.
    fn page_of(&mut self, block: &BlockBox, x: Pt, containing: Pt) -> (Pt, Pt) {
        let outer = self.layout.page_area;
        if block.style.page != self.page_name && !self.is_nested && self.column.is_none() {
            self.turn_to_page(&block.style.page);
            if self.layout.page_area != outer {
                return (Pt::ZERO, self.layout.page_area.width);
            }
        }
        (x, containing)
    }

    /// What boxes keep within, but for what may bleed off the sheet.
    fn bounds(&self) -> Option<Bounds> {
        let is_on_page = !self.is_nested && self.layout.page_size.is_some();
        let page =
            || Bounds { start: Pt::ZERO, end: self.layout.page_area.width, gap: self.layout.page_margin + BLEED };
        self.column.or_else(|| is_on_page.then(page))
    }

    /// What follows stands on pages of another kind (CSS Paged Media 3, section 6).
    fn turn_to_page(&mut self, name: &Option<Arc<str>>) {
        if self.has_content {
            self.request_break(BreakBetween::Page);
        }
        self.page_name.clone_from(name);
        if let Some(page_size) = self.layout.page_size {
            let room = page_size(name);
            (self.layout.page_area, self.layout.page_margin) = (room.area, room.beside);
        }
    }

    fn block_in_place(&mut self, block: &BlockBox, x: Pt, containing: Pt) {
        let style = &block.style;
        let fitted = match &block.content {
            BoxContent::Table(table) => {
                let edges = Edges::new(style, self.layout.direction, x, containing, None, self.least, self.bounds());
                Some(table::fit(self.layout, block, table, edges.content_width))
            }
            BoxContent::Blocks(_) | BoxContent::Inline(_) | BoxContent::Formula(..) => None,
        };
        let table_width = fitted.as_ref().map(|fitted| fitted.columns.total);
        let root = self.layout.direction;
        let shrunk = table_width.or_else(|| self.image_block_width(block, containing));
        let of_content = if shrunk.is_none() { self.content_width(block, containing) } else { None };
        let shrunk = shrunk.or(of_content);
        let edges = Edges::new(style, root, x, containing, shrunk, self.least, self.bounds());
        self.clear(if self.stands_clear(block, &edges) { Clear::Both } else { style.clear });
        self.request_break(style.break_before);
        let is_deep = self.open_edges > self.layout.page_area.height * MOST_EDGES || self.open_frames > MOST_FRAMES;
        let between =
            |margin: AutoLength| if is_deep { Pt::ZERO } else { margin.resolve(containing).unwrap_or_default() };
        self.margin_above(between(style.margin.block_start));
        let caption = block.table_caption();
        if let Some(caption) = caption.filter(|caption| !caption.style.caption_side_bottom) {
            self.block(caption, x, containing, true);
            self.request_break(BreakBetween::Avoid);
        }
        if block.is_principal {
            self.note_page_settings(style);
            if block.is_target {
                self.pending.marks.push(Mark::Anchor(block.node));
            }
            self.pending.marks.extend(string_marks(&block.strings));
        }
        let keeps = style.break_inside == BreakInside::Avoid;
        let box_start = self.galley.items.len();
        let frame = edges.is_framed(style).then(|| self.open_frame(block, &edges, containing));
        self.keeping += u32::from(keeps);
        if let Some(Marker { text, style }) = &block.marker {
            let (text, style) = (text.clone(), style.clone());
            let (x, width) = (edges.content_x, edges.content_width);
            self.markers.push(PendingMarker {
                node: block.node,
                text,
                style,
                x,
                width,
                direction: block.style.direction,
            });
        }
        let content_start = self.galley.items.len();
        // Indents are part of a width that content decides.
        let least = if of_content.is_some() { Pt::ZERO } else { self.least };
        let outer_least = std::mem::replace(&mut self.least, least);
        self.content(block, &edges, containing, fitted.as_ref());
        self.least = outer_least;
        if block.marker.is_some() && !self.markers.is_empty() {
            // An item without lines still shows its marker.
            let height = style.line_height;
            self.line(Line { height, ascent: height * UNKNOWN_ASCENT, ..Line::default() });
        }
        if let Some(height) = style.height.resolve(Pt::ZERO).filter(|_| block.is_principal) {
            self.fill_up(content_start, height);
        }
        self.keeping -= u32::from(keeps);
        self.pending.kept_between = self.pending.kept_between.min(self.keeping);
        if let Some(frame) = frame {
            self.close_frame(frame);
        }
        if let Some(step) = style.block_step_size.filter(|step| *step > Pt::ZERO && block.is_principal) {
            let margins = between(style.margin.block_start) + between(style.margin.block_end);
            let height = self.height_from(box_start) + margins;
            self.pending.step += Pt((height.0 / step.0 - STEP_ROUNDING).ceil() * step.0) - height;
        }
        if let Some(caption) = caption.filter(|caption| caption.style.caption_side_bottom) {
            self.request_break(BreakBetween::Avoid);
            self.block(caption, x, containing, true);
        }
        self.margin_below(between(style.margin.block_end));
        self.request_break(style.break_after);
    }

    /// Makes what was set since an item as high as its box asks for (CSS 2.2, section 10.6.3); content that
    /// is higher stays.
    fn fill_up(&mut self, start: usize, height: Pt) {
        let set = self.height_from(start);
        if height > set {
            let height = height - set;
            // The last margin stands in that room.
            self.pending.margin.take();
            self.line(Line { height, ascent: height, ..Line::default() });
        }
    }

    /// Height of what was set since an item, without the space before it that has collapsed with the box's own.
    fn height_from(&self, start: usize) -> Pt {
        let is_between = |item: &&Item| matches!(item, Item::Glue(_) | Item::Penalty(_) | Item::Mark(_));
        let items = self.galley.items[start.min(self.galley.items.len())..].iter().skip_while(is_between);
        items.map(|item| self.galley.item_height(item)).sum()
    }

    /// Whether a box stands below floats rather than beside them: what has edges, code and tables.
    fn stands_clear(&self, block: &BlockBox, edges: &Edges) -> bool {
        if self.sides.is_empty() {
            return false;
        }
        let style = &block.style;
        let is_wide = match &block.content {
            BoxContent::Table(_) => true,
            BoxContent::Inline(_) => !style.white_space.collapses() || block.image().is_some(),
            BoxContent::Blocks(_) | BoxContent::Formula(..) => false,
        };
        is_wide || edges.is_framed(style) || style.columns.used(edges.content_width).is_some()
    }

    /// How wide a box is that is nothing but an image.
    pub(super) fn image_block_width(&self, block: &BlockBox, containing: Pt) -> Option<Pt> {
        let (image, style) = block.image()?;
        let bounds = self.image_bounds(block, containing);
        Some(image_box(image, style, self.layout.resources, bounds).width())
    }

    /// How wide a box is whose content decides it; what is displayed as a table and has no rows is such a box too.
    fn content_width(&mut self, block: &BlockBox, containing: Pt) -> Option<Pt> {
        let style = &block.style;
        let is_sized = match style.width {
            Width::Auto => style.display == Display::Table,
            Width::MinContent | Width::MaxContent | Width::FitContent => true,
            Width::Set(_) => false,
        };
        if !is_sized || !block.is_principal {
            return None;
        }
        let (least, greatest) = table::content_widths(self.layout, block);
        Some(match style.width {
            Width::MinContent => least,
            Width::MaxContent => greatest,
            Width::Auto | Width::FitContent | Width::Set(_) => greatest.min(containing).max(least),
        })
    }

    /// What an image may fill that is a block.
    fn image_bounds(&self, block: &BlockBox, containing: Pt) -> ImageBounds {
        let margin = |value: AutoLength| value.resolve(containing).unwrap_or_default();
        let outer = &block.style.margin;
        let room = containing - margin(outer.inline_start) - margin(outer.inline_end);
        ImageBounds { width: room, height: self.image_height(), page_height: self.layout.page_area.height }
    }

    fn content(&mut self, block: &BlockBox, edges: &Edges, containing: Pt, fitted: Option<&table::Fitted>) {
        match &block.content {
            BoxContent::Blocks(blocks) => {
                let (x, width) = self.beside_markers(block, blocks, edges);
                self.in_columns(blocks, x, width, &block.style);
            }
            BoxContent::Inline(content) => self.lines(block, content, edges, containing),
            BoxContent::Formula(node, formula) => self.formula(*node, formula, &block.style, edges),
            BoxContent::Table(_) => {
                if let Some(fitted) = fitted {
                    table::layout_table(self, block, fitted, edges.content_x);
                }
            }
        }
    }

    /// The lines of a block, with the floats that stand in them.
    fn lines(&mut self, block: &BlockBox, content: &Arc<InlineContent>, edges: &Edges, containing: Pt) {
        let columns = self.open_columns(&block.style, edges.content_x, edges.content_width);
        let width = columns.map_or(edges.content_width, |(_, width)| width);
        let in_lines = self.inline_floats(block, edges.content_x, width);
        if content.text.is_empty() {
            self.pending.marks.extend(marks_of(content));
            for item in in_lines.into_iter().flatten() {
                self.inner_item(item, false);
            }
            return self.close_columns(columns);
        }
        let beside = self.beside(&block.style, edges.content_x, width);
        let space = LineSpace {
            x: edges.content_x,
            width,
            image_width: if block.image().is_some() { containing } else { width - beside.start.1 - beside.end.1 },
            image_height: self.image_height(),
            page_height: self.layout.page_area.height,
            beside,
            looseness: 0,
            direction: self.layout.direction,
        };
        let lines = layout_lines(self.layout, content, &block.style, space);
        let is_free = beside == Beside::default() && in_lines.iter().all(Option::is_none);
        let flex = if is_free { lines.flex } else { Flex::default() };
        let items = inner_items(lines, &block.style, &in_lines);
        self.paragraph(items, flex, content, &block.style, space);
        self.close_columns(columns);
    }

    /// The lines of a displayed formula.
    fn formula(&mut self, node: NodeId, formula: &Formula, style: &Arc<ComputedStyle>, edges: &Edges) {
        let (x, width) = (edges.content_x, edges.content_width);
        let mut gap = None;
        let mut lines = set_display(self.layout, formula, node, style, x, width);
        if let Some(step) = style.block_step_size.filter(|step| *step > Pt::ZERO) {
            let count = lines.len();
            let between: Pt = lines.iter().take(count.saturating_sub(1)).map(|line| line.gap).sum();
            let height = lines.iter().map(|line| line.line.height).sum::<Pt>() + between;
            let rest = Pt((height.0 / step.0 - STEP_ROUNDING).ceil() * step.0) - height;
            if let Some(first) = lines.first_mut() {
                first.drop_by(rest / 2.0);
            }
            if let Some(last) = lines.last_mut() {
                last.line.height += rest / 2.0;
            }
        }
        for DisplayLine { line, gap: below } in lines {
            if let Some(gap) = gap.replace(below) {
                self.penalty(Penalty::at(DISPLAY_COST));
                self.space(gap);
            }
            self.line(line);
        }
    }

    /// Lines of a paragraph; one that can be set in a line more or less is noted for the page stage.
    fn paragraph(
        &mut self,
        inner: Vec<Item>,
        flex: Flex,
        content: &Arc<InlineContent>,
        style: &Arc<ComputedStyle>,
        space: LineSpace,
    ) {
        // A marker stands in the first line, and a line of another setting has none.
        let flex = if self.markers.is_empty() { flex } else { Flex::default() };
        let mut start = None;
        for item in inner {
            let is_line = matches!(item, Item::Line(_));
            self.inner_item(item, start.is_some());
            if is_line {
                start.get_or_insert(self.galley.items.len() - 1);
            }
        }
        if let Some(start) = start
            && flex.is_possible()
            && self.keeping == 0
            && self.column.is_none()
        {
            let items = start..self.galley.items.len();
            self.galley.paragraphs.push(Paragraph {
                items,
                flex,
                content: content.clone(),
                style: style.clone(),
                space,
            });
        }
    }

    /// What stands within a paragraph, or in the place of one.
    fn inner_item(&mut self, item: Item, after_line: bool) {
        match item {
            Item::Line(line) => self.line(line),
            Item::Penalty(penalty) => self.penalty(penalty),
            Item::Insertion(note) => self.insertion(note),
            Item::Side(side) => {
                self.flush();
                self.push_side(side);
            }
            // A break that is asked for comes before what begins in the first line.
            Item::Mark(mark) if !after_line => self.pending.marks.push(mark),
            other => self.galley.items.push(other),
        }
    }

    fn note_page_settings(&mut self, style: &ComputedStyle) {
        if let Some((_, value)) = style.counter_reset.iter().find(|(name, _)| name == "page") {
            self.galley.page_number = Some(*value);
        }
    }

    fn open_frame(&mut self, block: &BlockBox, edges: &Edges, containing: Pt) -> u32 {
        let style = &block.style;
        let padding = |value: LengthPercentage| {
            let fits = self.open_edges <= self.layout.page_area.height * MOST_EDGES;
            if fits { value.resolve(containing) } else { Pt::ZERO }
        };
        self.push_frame(Frame {
            x: edges.border_x,
            width: edges.border_width,
            background: Background::of(style, self.layout.resources),
            border: edges.border,
            radius: style.border_radius,
            padding_start: padding(style.padding.block_start),
            padding_end: padding(style.padding.block_end),
            header: Vec::new(),
            cut_rule: None,
            reopened_rule: None,
            columns: None,
            is_weightless: false,
            is_sliced: style.box_decoration_break == BoxDecorationBreak::Slice,
        })
    }
}

/// Whether a box holds what floats to a side and nothing else.
fn is_around_a_float(block: &BlockBox) -> bool {
    match &block.content {
        BoxContent::Inline(content) => content.text.trim().is_empty() && !block.floats.is_empty(),
        BoxContent::Blocks(blocks) => !blocks.is_empty() && blocks.iter().all(is_around_a_float),
        BoxContent::Table(_) | BoxContent::Formula(..) => false,
    }
}

/// The baseline of a line without text, of its height.
const UNKNOWN_ASCENT: f32 = 0.75;

/// Whether a block says with a colon at its end that what comes next, which is no paragraph, is what it speaks of. A
/// label between the two, which keeps with what follows it, belongs to that.
fn announces(block: &BlockBox, next: &[BlockBox]) -> bool {
    let BoxContent::Inline(content) = &block.content else { return false };
    let is_prose = |block: &BlockBox| match &block.content {
        BoxContent::Inline(content) => block.style.white_space.collapses() && content.objects.is_empty(),
        BoxContent::Blocks(_) | BoxContent::Table(_) | BoxContent::Formula(..) => false,
    };
    let is_label = |block: &&BlockBox| is_prose(block) && block.style.break_after == BreakBetween::Avoid;
    let announced = next.iter().find(|block| !is_label(block));
    content.text.trim_end().ends_with([':', '\u{ff1a}']) && announced.is_some_and(|block| !is_prose(block))
}

/// Whether the block before says that this one comes next.
fn is_announced(blocks: &[BlockBox], index: usize) -> bool {
    index > 0 && announces(&blocks[index - 1], &blocks[index..])
}

/// The marks of lines that are empty.
fn marks_of(content: &InlineContent) -> impl Iterator<Item = Mark> {
    let anchors = content.anchors.iter().map(|(_, node)| Mark::Anchor(*node));
    anchors.chain(string_marks(content.strings.iter().map(|(_, string)| string)))
}

fn string_marks<'a>(strings: impl IntoIterator<Item = &'a NamedString>) -> impl Iterator<Item = Mark> {
    strings.into_iter().map(|(name, value)| Mark::String { name: name.clone(), value: value.clone() })
}
