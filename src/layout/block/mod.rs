//! Blocks: boxes stacked down the galley.
//!
//! In: block boxes and the measure. Out: the items of a [`Galley`]. Margins are collected as they come
//! and written once content follows (CSS 2.2, section 8.3.1), and so are breaks between boxes (CSS
//! Fragmentation 3, section 3.1): both meet between the same two lines. Which page a line falls on is
//! not known here.

mod breaks;
mod edges;

use std::sync::Arc;

pub use breaks::inner_items;
pub use edges::Edges;

use super::box_tree::{BlockBox, BoxContent, Marker};
use super::chapter::ChapterLayout;
use super::galley::{AVOID, FORBIDDEN, FloatPlace, Frame, Galley, Glue, Item, Line, Mark, Paragraph, Penalty, RowPart};
use super::inline_content::InlineContent;
use super::line::{Flex, LineSpace, Lines, layout_lines};
use super::text_fragments::{TextLook, advance, missing, text_fragments};
use super::{Source as FragmentSource, table};
use crate::document::NodeId;
use crate::geom::{Direction, Point, Pt};
use crate::style::{
    AutoLength, BoxDecorationBreak, BreakBetween, BreakInside, ComputedStyle, Float, LengthPercentage, Pseudo,
};
use crate::text::Directions;

/// Share of the measure that is left for lines however deep boxes are nested.
pub const LEAST_MEASURE: f32 = 0.2;
/// Share of the page that edges of boxes nested in one another may take.
const MOST_EDGES: f32 = 0.3;
/// Frames nested deeper have no margins: together they would fill the page.
const MOST_FRAMES: u32 = 16;
/// Space between a list marker and its text, in em.
const MARKER_GAP: f32 = 0.5;
/// How far the space between blocks stretches and shrinks to fill a page, of its size. More is seen as a gap.
const MARGIN_STRETCH: f32 = 0.5;
const MARGIN_SHRINK: f32 = 0.2;
/// Sums of single-precision heights: a step too much is not taken for a hair.
const STEP_ROUNDING: f32 = 0.001;
/// What parts a lead-in that ends with a colon from what it announces.
const COLON_COST: i32 = 1_500_000;

/// Sets boxes one below the other into a galley of the given measure. Boxes are not indented where less
/// than `least` would be left for lines.
pub fn layout_blocks(layout: &mut ChapterLayout, boxes: &[BlockBox], width: Pt, least: Pt) -> Galley {
    let mut flow = Flow { least, ..Flow::new(layout) };
    flow.blocks(boxes, Pt::ZERO, width);
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
}

/// What stands between the last content and the next, and is written with the next.
#[derive(Default)]
struct Pending {
    margin: CollapsedMargin,
    /// What boxes are to take more, to be as high as whole steps (CSS Rhythmic Sizing 1, section 2).
    step: Pt,
    /// The strongest break asked for.
    between: Option<BreakBetween>,
    /// What a break costs beside that.
    cost: i32,
    marks: Vec<Mark>,
    /// A page may end before what comes next; written with it, since what comes may forbid it.
    owes_break: bool,
    /// How many boxes with `break-inside: avoid` were open all the time since the last content: they alone keep a
    /// page from ending between it and what comes next.
    kept_between: u32,
}

/// Adjoining margins: the greatest positive and the least negative count.
#[derive(Clone, Copy, Default)]
struct CollapsedMargin {
    positive: Pt,
    negative: Pt,
}

impl CollapsedMargin {
    fn add(&mut self, margin: Pt) {
        self.positive = self.positive.max(margin);
        self.negative = self.negative.min(margin);
    }

    fn take(&mut self) -> Pt {
        let CollapsedMargin { positive, negative } = std::mem::take(self);
        positive + negative
    }
}

/// A list marker that waits for the first line of its item.
struct PendingMarker {
    node: NodeId,
    text: String,
    style: Arc<ComputedStyle>,
    /// Inline start and width of the item's content.
    x: Pt,
    width: Pt,
    /// Of the item.
    direction: Direction,
}

impl<'l, 'c> Flow<'l, 'c> {
    pub fn new(layout: &'l mut ChapterLayout<'c>) -> Flow<'l, 'c> {
        Flow {
            layout,
            galley: Galley::default(),
            pending: Pending::default(),
            markers: Vec::new(),
            keeping: 0,
            least: Pt::ZERO,
            open_edges: Pt::ZERO,
            open_frames: 0,
            page_name: None,
            has_content: false,
            is_nested: false,
        }
    }

    /// Writes what is still pending and returns the galley.
    pub fn finish(mut self) -> Galley {
        if !self.markers.is_empty() || !self.pending.marks.is_empty() {
            self.line(Line::default());
        }
        self.galley
    }

    /// Boxes one below the other.
    fn blocks(&mut self, blocks: &[BlockBox], x: Pt, containing: Pt) {
        for (index, block) in blocks.iter().enumerate() {
            let before = self.galley.items.len();
            // What keeps with its neighbor, such as a figure with a caption below, does not leave it.
            let is_tied = blocks.get(index + 1).is_some_and(|next| next.style.break_before == BreakBetween::Avoid);
            self.block(block, x, containing, is_tied);
            if announces(block, &blocks[index + 1..]) {
                let lines = self.galley.items[before..].iter().filter(|item| matches!(item, Item::Line(_))).count();
                self.request_cost(if lines > 1 { COLON_COST } else { AVOID });
            }
        }
    }

    /// One block box in a containing block from `x` on. One that asks for another kind of page begins a new one, and
    /// stands in that page's area.
    fn block(&mut self, block: &BlockBox, x: Pt, containing: Pt, is_tied: bool) {
        let outer = self.layout.page_area;
        let (mut x, mut containing) = (x, containing);
        if block.style.page != self.page_name && !self.is_nested {
            self.turn_to_page(&block.style.page);
            if self.layout.page_area != outer {
                (x, containing) = (Pt::ZERO, self.layout.page_area.width);
            }
        }
        match block.style.float {
            Float::Top | Float::Bottom | Float::Page if self.may_float(block, is_tied) => {
                self.float(block, x, containing);
            }
            Float::None | Float::Footnote | Float::Top | Float::Bottom | Float::Page => {
                self.block_in_place(block, x, containing);
            }
        }
    }

    /// Whether a box may leave its place: not within something that no page divides, nor where it keeps with what stands
    /// before or after it.
    fn may_float(&self, block: &BlockBox, is_tied: bool) -> bool {
        let keeps = is_tied
            || block.style.break_after == BreakBetween::Avoid
            || block.style.break_before == BreakBetween::Avoid
            || self.pending.between == Some(BreakBetween::Avoid);
        block.is_principal && !self.is_nested && !keeps
    }

    /// What follows stands on pages of another kind (CSS Paged Media 3, section 6).
    fn turn_to_page(&mut self, name: &Option<Arc<str>>) {
        if self.has_content {
            self.request_break(BreakBetween::Page);
        }
        self.page_name.clone_from(name);
        if let Some(page_size) = self.layout.page_size {
            self.layout.page_area = page_size(name);
        }
    }

    /// A box that may move to a later page, with what parts it from the text around it.
    fn float(&mut self, block: &BlockBox, x: Pt, containing: Pt) {
        self.request_break(block.style.break_before);
        let margin = |value: AutoLength| value.resolve(containing).unwrap_or_default().max(Pt::ZERO);
        let (above, below) = (margin(block.style.margin.block_start), margin(block.style.margin.block_end));
        let mut inner =
            Flow { least: self.least, is_nested: true, page_name: self.page_name.clone(), ..Flow::new(self.layout) };
        inner.block_in_place(block, x, containing);
        inner.pending.margin.take();
        let mut galley = inner.finish();
        // Its own outer margins stand in the float.
        if matches!(galley.items.first(), Some(Item::Glue(_))) {
            galley.items.remove(0);
        }
        let height = galley.height();
        // A margin that waits stands below the float.
        let below_here = (below - self.pending.margin.positive).max(Pt::ZERO);
        let waiting = std::mem::take(&mut self.pending.margin);
        self.flush();
        self.pending.margin = waiting;
        let mut notes = Vec::new();
        collect_insertions(&galley, 0..galley.items.len(), &mut notes);
        let place = match block.style.float {
            Float::Bottom => FloatPlace::Bottom,
            Float::Page => FloatPlace::Page,
            Float::None | Float::Footnote | Float::Top => FloatPlace::Top,
        };
        let gap = above.max(below);
        let galley = Arc::new(galley);
        let float = super::galley::Float { galley, height, above, below: below_here, gap, place };
        self.galley.items.push(Item::Float(float));
        notes.into_iter().for_each(|note| self.insertion(note));
        self.has_content = true;
        self.pending.owes_break = true;
        self.request_break(block.style.break_after);
    }

    fn block_in_place(&mut self, block: &BlockBox, x: Pt, containing: Pt) {
        let style = &block.style;
        let fitted = match &block.content {
            BoxContent::Table(table) => {
                let available = Edges::new(style, self.layout.direction, x, containing, None, self.least).content_width;
                Some(table::fit(self.layout, block, table, available))
            }
            BoxContent::Blocks(_) | BoxContent::Inline(_) => None,
        };
        let table_width = fitted.as_ref().map(|fitted| fitted.columns.total);
        let root = self.layout.direction;
        let edges = Edges::new(style, root, x, containing, table_width, self.least);
        self.request_break(style.break_before);
        let is_deep = self.open_edges > self.layout.page_area.height * MOST_EDGES || self.open_frames > MOST_FRAMES;
        let between =
            |margin: AutoLength| if is_deep { Pt::ZERO } else { margin.resolve(containing).unwrap_or_default() };
        self.pending.margin.add(between(style.margin.block_start));
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
            let string =
                |(name, value): &(Arc<str>, Arc<str>)| Mark::String { name: name.clone(), value: value.clone() };
            self.pending.marks.extend(block.strings.iter().map(string));
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
        self.content(block, &edges, fitted.as_ref());
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
        self.pending.margin.add(between(style.margin.block_end));
        self.request_break(style.break_after);
    }

    /// Makes what was set since an item as high as its box asks for (CSS 2.2, section 10.6.3); content that
    /// is higher stays.
    fn fill_up(&mut self, start: usize, height: Pt) {
        let set: Pt = self.galley.items[start..].iter().map(|item| self.galley.item_height(item)).sum();
        if height > set {
            let height = height - set;
            self.line(Line { height, ascent: height, ..Line::default() });
        }
    }

    /// Height of what was set since an item, without the space before it.
    fn height_from(&self, start: usize) -> Pt {
        let is_between = |item: &&Item| matches!(item, Item::Glue(_) | Item::Penalty(_) | Item::Mark(_));
        let items = self.galley.items[start.min(self.galley.items.len())..].iter().skip_while(is_between);
        items.map(|item| self.galley.item_height(item)).sum()
    }

    fn content(&mut self, block: &BlockBox, edges: &Edges, fitted: Option<&table::Fitted>) {
        match &block.content {
            BoxContent::Blocks(blocks) => {
                let (x, width) = self.beside_markers(block, blocks, edges);
                self.blocks(blocks, x, width);
            }
            BoxContent::Inline(content) => {
                if content.text.is_empty() {
                    self.pending.marks.extend(content.anchors.iter().map(|(_, node)| Mark::Anchor(*node)));
                    return;
                }
                let space = LineSpace {
                    x: edges.content_x,
                    width: edges.content_width,
                    image_width: edges.content_width,
                    page_height: self.layout.page_area.height,
                    looseness: 0,
                    direction: self.layout.direction,
                };
                let lines = layout_lines(self.layout, content, &block.style, space);
                self.paragraph(lines, content, &block.style, space);
            }
            BoxContent::Table(_) => {
                if let Some(fitted) = fitted {
                    table::layout_table(self, block, fitted, edges.content_x);
                }
            }
        }
    }

    /// Where the items of a list begin, and their width: further in than the list's padding where a marker is wider
    /// than that, so that no number runs into its text.
    fn beside_markers(&mut self, list: &BlockBox, items: &[BlockBox], edges: &Edges) -> (Pt, Pt) {
        let mut widest = Pt::ZERO;
        for Marker { text, style } in items.iter().filter_map(|item| item.marker.as_ref()) {
            let id = self.layout.text_style(style);
            widest = widest.max(Pt(self.layout.text_width(text, id)) + style.font_size * MARKER_GAP);
        }
        let room = edges.content_x - edges.border_x;
        let further = (widest - room).max(Pt::ZERO);
        if widest == Pt::ZERO || further == Pt::ZERO || edges.content_width - further < self.least {
            return (edges.content_x, edges.content_width);
        }
        let starts_here = list.style.direction == self.layout.direction;
        (edges.content_x + if starts_here { further } else { Pt::ZERO }, edges.content_width - further)
    }

    /// Lines of a paragraph; one that can be set in a line more or less is noted for the page stage.
    fn paragraph(&mut self, lines: Lines, content: &Arc<InlineContent>, style: &Arc<ComputedStyle>, space: LineSpace) {
        // A marker stands in the first line, and a line of another setting has none.
        let flex = if self.markers.is_empty() { lines.flex } else { Flex::default() };
        let inner = inner_items(lines, style);
        let mut start = None;
        for item in inner {
            match item {
                Item::Line(line) => {
                    self.line(line);
                    start.get_or_insert(self.galley.items.len() - 1);
                }
                Item::Penalty(penalty) => self.penalty(penalty),
                Item::Insertion(note) => self.insertion(note),
                other => self.galley.items.push(other),
            }
        }
        if let Some(start) = start
            && flex.is_possible()
            && self.keeping == 0
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

    /// Writes a line after what is pending before it.
    pub fn line(&mut self, mut line: Line) {
        self.flush();
        if !self.markers.is_empty() {
            self.set_markers(&mut line);
        }
        self.galley.items.push(Item::Line(line));
        self.pending.owes_break = true;
    }

    /// Space that no page stretches: between a table's rows (CSS 2.2, section 17.6.1).
    pub fn space(&mut self, size: Pt) {
        if size > Pt::ZERO {
            self.galley.items.push(Item::Glue(Glue::rigid(size)));
        }
    }

    /// Writes a part of a table's row below some space and what is pending before it, with the notes that its cells
    /// refer to.
    pub fn row(&mut self, part: RowPart, above: Pt) {
        self.flush();
        self.space(above);
        let mut notes = Vec::new();
        for (cell, cut) in part.row.cells.iter().zip(&part.row.parts[part.part].cells) {
            collect_insertions(&cell.galley, cut.items.clone(), &mut notes);
        }
        self.galley.items.push(Item::Row(part));
        self.pending.owes_break = true;
        notes.into_iter().for_each(|note| self.insertion(note));
    }

    fn insertion(&mut self, note: NodeId) {
        self.galley.items.push(Item::Insertion(note));
    }

    /// A place where the page may end, between two lines of one box.
    pub fn penalty(&mut self, penalty: Penalty) {
        self.pending.kept_between = self.keeping;
        self.penalty_between(penalty);
    }

    fn penalty_between(&mut self, penalty: Penalty) {
        let cost = if self.pending.kept_between > 0 { penalty.cost.max(AVOID) } else { penalty.cost };
        self.pending.owes_break = false;
        self.galley.items.push(Item::Penalty(Penalty { cost, ..penalty }));
    }

    /// Writes pending break, margin and marks.
    fn flush(&mut self) {
        let between = self.pending.between.take();
        let cost = std::mem::take(&mut self.pending.cost);
        if self.pending.owes_break {
            match between.unwrap_or(BreakBetween::Auto) {
                BreakBetween::Auto => self.penalty_between(Penalty::at(cost)),
                BreakBetween::Avoid => self.penalty_between(Penalty::at(FORBIDDEN)),
                between @ (BreakBetween::Page | BreakBetween::Recto | BreakBetween::Verso) => {
                    let page_name = self.page_name.clone();
                    self.galley.items.push(Item::ForcedBreak { between, page_name });
                }
            }
        } else if self.galley.items.is_empty() && between.is_some() {
            self.galley.opens = between;
        }
        if !self.has_content {
            self.galley.page_name.clone_from(&self.page_name);
            self.has_content = true;
        }
        let margin = self.pending.margin.take();
        let step = std::mem::take(&mut self.pending.step);
        if margin + step != Pt::ZERO {
            let glue = self.between_blocks(margin);
            self.galley.items.push(Item::Glue(Glue { size: glue.size + step, ..glue }));
        }
        let marks = std::mem::take(&mut self.pending.marks);
        self.galley.items.extend(marks.into_iter().map(Item::Mark));
        // What follows directly, a frame's first line, is not parted from what was written here.
        self.pending.owes_break = false;
        self.pending.kept_between = self.keeping;
    }

    /// A margin with what it may give to fill its page: of a deep one no more than of one line.
    fn between_blocks(&self, size: Pt) -> Glue {
        let flexible = size.min(self.layout.lead).max(Pt::ZERO);
        Glue { size, stretch: flexible * MARGIN_STRETCH, shrink: flexible * MARGIN_SHRINK }
    }

    /// Of two breaks at the same place the stronger wins: forced, then avoided (CSS Fragmentation 3, section 4.2).
    pub fn request_break(&mut self, between: BreakBetween) {
        let rank = |between: BreakBetween| match between {
            BreakBetween::Auto => 0,
            BreakBetween::Avoid => 1,
            BreakBetween::Page => 2,
            BreakBetween::Recto | BreakBetween::Verso => 3,
        };
        if rank(between) > self.pending.between.map_or(0, rank) {
            self.pending.between = Some(between);
        }
    }

    /// What a page break before what comes next costs at least.
    pub fn request_cost(&mut self, cost: i32) {
        self.pending.cost = self.pending.cost.max(cost);
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
            background: style.background_color,
            border: edges.border,
            radius: style.border_radius,
            padding_start: padding(style.padding.block_start),
            padding_end: padding(style.padding.block_end),
            header: Vec::new(),
            cut_rule: None,
            is_weightless: false,
            is_sliced: style.box_decoration_break == BoxDecorationBreak::Slice,
        })
    }

    /// Opens a frame after what is pending before it.
    pub fn push_frame(&mut self, frame: Frame) -> u32 {
        self.flush();
        let id = self.galley.frames.len() as u32;
        self.open_frames += 1;
        self.open_edges += frame.start_edge() + frame.end_edge();
        self.galley.frames.push(frame);
        self.galley.items.push(Item::Open(id));
        id
    }

    /// Closes a frame; margins of its last child stay within.
    pub fn close_frame(&mut self, frame: u32) {
        let margin = self.pending.margin.take();
        if margin != Pt::ZERO {
            self.galley.items.push(Item::Glue(self.between_blocks(margin)));
        }
        self.galley.items.push(Item::Close(frame));
        let closed = &self.galley.frames[frame as usize];
        self.open_frames -= 1;
        self.open_edges -= closed.start_edge() + closed.end_edge();
        self.pending.owes_break = true;
    }

    /// Gives a frame the row parts that head each further page.
    pub fn set_header(&mut self, frame: u32, header: Vec<RowPart>) {
        self.galley.frames[frame as usize].header = header;
    }

    /// Puts the markers that wait beside this line.
    fn set_markers(&mut self, line: &mut Line) {
        let root = self.layout.direction;
        for marker in std::mem::take(&mut self.markers) {
            let style = self.layout.text_style(&marker.style);
            let directions = Directions { base: Some(marker.style.direction), isolates: Vec::new() };
            let runs = self.layout.shaper.shape_along(&marker.text, &[(0..marker.text.len(), style)], &directions);
            for range in missing(&runs) {
                self.layout.report_missing_of(marker.node, &marker.text[range]);
            }
            let width = advance(&runs);
            let gap = marker.style.font_size * MARKER_GAP;
            let x = match marker.direction == root {
                // Where nothing is indented any more, the marker still stays on the page.
                true => (marker.x - gap - width).max(Pt::ZERO),
                false => marker.x + marker.width + gap,
            };
            let node = self.layout.node_ref(marker.node);
            let source = FragmentSource::Generated { node, pseudo: Pseudo::Marker };
            let look = TextLook::of(&marker.style, source);
            let mut fragments = text_fragments(&marker.text, &runs, Point::new(Pt::ZERO, line.ascent), &look);
            for fragment in &mut fragments {
                if root == Direction::RightToLeft {
                    fragment.mirror(width / 2.0);
                }
                fragment.shift(x, Pt::ZERO);
            }
            line.fragments.splice(0..0, fragments);
        }
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
        BoxContent::Blocks(_) | BoxContent::Table(_) => false,
    };
    let is_label = |block: &&BlockBox| is_prose(block) && block.style.break_after == BreakBetween::Avoid;
    let announced = next.iter().find(|block| !is_label(block));
    content.text.trim_end().ends_with([':', '\u{ff1a}']) && announced.is_some_and(|block| !is_prose(block))
}

/// The notes that a range of items and the cells in it refer to.
fn collect_insertions(galley: &Galley, range: std::ops::Range<usize>, into: &mut Vec<NodeId>) {
    for item in &galley.items[range] {
        match item {
            Item::Insertion(note) => into.push(*note),
            Item::Line(_)
            | Item::Row(_)
            | Item::Glue(_)
            | Item::Penalty(_)
            | Item::ForcedBreak { .. }
            | Item::Float(_)
            | Item::Mark(_)
            | Item::Open(_)
            | Item::Close(_) => {}
        }
    }
}
