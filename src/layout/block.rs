//! Blocks: boxes stacked down the galley.
//!
//! In: block boxes and the measure. Out: the items of a [`Galley`]. Margins are collected as they come
//! and written once content follows (CSS 2.2, section 8.3.1), and so are breaks between boxes (CSS
//! Fragmentation 3, section 3.1): both meet between the same two lines. Which page a line falls on is
//! not known here.

use std::sync::Arc;

use super::box_tree::{BlockBox, BoxContent};
use super::chapter::ChapterLayout;
use super::galley::{AVOID, FORBIDDEN, Frame, Galley, GalleyItem, Line};
use super::line::{LineSpace, Lines, layout_lines};
use super::text_fragments::{TextLook, advance, missing, text_fragments};
use super::{Source as FragmentSource, table};
use crate::document::NodeId;
use crate::geom::{Point, Pt, Sides};
use crate::style::{AutoLength, BorderStyle, BreakBetween, BreakInside, ComputedStyle, Pseudo};

/// A page rather not end with a hyphenated line.
const HYPHENATED_COST: i32 = 60;
/// Share of the measure that is left for lines however deep boxes are nested.
pub const LEAST_MEASURE: f32 = 0.2;
/// Share of the page that edges of boxes nested in one another may take.
const MOST_EDGES: f32 = 0.3;
/// Frames nested deeper have no margins: together they would fill the page.
const MOST_FRAMES: u32 = 16;
/// Space between a list marker and its text, in em.
const MARKER_GAP: f32 = 0.5;

/// Sets boxes one below the other into a galley of the given measure. Boxes are not indented where less
/// than `least` would be left for lines.
pub fn layout_blocks(layout: &mut ChapterLayout, boxes: &[BlockBox], width: Pt, least: Pt) -> Galley {
    let mut flow = Flow { least, ..Flow::new(layout) };
    for block in boxes {
        flow.block(block, Pt::ZERO, width);
    }
    flow.finish()
}

/// The galley being filled.
pub struct Flow<'l, 'c> {
    pub layout: &'l mut ChapterLayout<'c>,
    galley: Galley,
    margin: CollapsedMargin,
    /// The strongest break asked for since the last content.
    pending_break: BreakBetween,
    anchors: Vec<NodeId>,
    strings: Vec<(Arc<str>, Arc<str>)>,
    markers: Vec<PendingMarker>,
    /// How many boxes with `break-inside: avoid` are open.
    keeping: u32,
    /// How many of them were open all the time since the last content: they alone keep a page from
    /// ending between it and what comes next.
    kept_between: u32,
    /// See [`Edges::new`].
    least: Pt,
    /// Height of the edges of all open frames.
    open_edges: Pt,
    open_frames: u32,
    /// A page may end before what comes next; written with it, since what comes may forbid it.
    owes_break: bool,
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
    /// Left edge of the item's content.
    x: Pt,
}

impl<'l, 'c> Flow<'l, 'c> {
    pub fn new(layout: &'l mut ChapterLayout<'c>) -> Flow<'l, 'c> {
        Flow {
            layout,
            galley: Galley::default(),
            margin: CollapsedMargin::default(),
            pending_break: BreakBetween::Auto,
            anchors: Vec::new(),
            strings: Vec::new(),
            markers: Vec::new(),
            keeping: 0,
            kept_between: 0,
            least: Pt::ZERO,
            open_edges: Pt::ZERO,
            open_frames: 0,
            owes_break: false,
        }
    }

    /// Writes what is still pending and returns the galley.
    pub fn finish(mut self) -> Galley {
        if !self.markers.is_empty() || !self.anchors.is_empty() || !self.strings.is_empty() {
            self.line(Line::default());
        }
        self.galley
    }

    /// One block box in a containing block from `x` on.
    pub fn block(&mut self, block: &BlockBox, x: Pt, containing: Pt) {
        let style = &block.style;
        let fitted = match &block.content {
            BoxContent::Table(table) => {
                let available = Edges::new(style, x, containing, None, self.least).content_width;
                Some(table::fit(self.layout, block, table, available))
            }
            BoxContent::Blocks(_) | BoxContent::Inline(_) => None,
        };
        let table_width = fitted.as_ref().map(|fitted| fitted.columns.total);
        let edges = Edges::new(style, x, containing, table_width, self.least);
        self.request_break(style.break_before);
        let is_deep = self.open_edges > self.layout.page_area.height * MOST_EDGES || self.open_frames > MOST_FRAMES;
        let between =
            |margin: AutoLength| if is_deep { Pt::ZERO } else { margin.resolve(containing).unwrap_or_default() };
        self.margin.add(between(style.margin.block_start));
        let caption = block.table_caption();
        if let Some(caption) = caption.filter(|caption| !caption.style.caption_side_bottom) {
            self.block(caption, x, containing);
            self.request_break(BreakBetween::Avoid);
        }
        if block.is_principal {
            self.note_page_settings(style);
            if self.layout.source.chapter.ids.contains_key(&block.node)
                || self.layout.source.chapter.title_node == block.node
            {
                self.anchors.push(block.node);
            }
            self.strings.extend(block.strings.iter().cloned());
        }
        let keeps = style.break_inside == BreakInside::Avoid;
        let frame = edges.is_framed(style).then(|| self.open_frame(block, &edges, containing));
        self.keeping += u32::from(keeps);
        if let Some(text) = &block.marker {
            let marker = self.layout.source.styles.pseudo(block.node, Pseudo::Marker).unwrap_or(style).clone();
            self.markers.push(PendingMarker {
                node: block.node,
                text: text.clone(),
                style: marker,
                x: edges.content_x,
            });
        }
        let content_start = self.galley.items.len();
        self.content(block, &edges, fitted.as_ref());
        if block.marker.is_some() && !self.markers.is_empty() {
            // An item without lines still shows its marker.
            let height = style.line_height;
            self.line(Line { height, ..Line::default() });
        }
        if let Some(height) = style.height.resolve(Pt::ZERO).filter(|_| block.is_principal) {
            self.fill_up(content_start, height);
        }
        self.keeping -= u32::from(keeps);
        self.kept_between = self.kept_between.min(self.keeping);
        if let Some(frame) = frame {
            self.close_frame(frame);
        }
        if let Some(caption) = caption.filter(|caption| caption.style.caption_side_bottom) {
            self.request_break(BreakBetween::Avoid);
            self.block(caption, x, containing);
        }
        self.margin.add(between(style.margin.block_end));
        self.request_break(style.break_after);
    }

    /// Makes what was set since an item as high as its box asks for (CSS 2.2, section 10.6.3); content that
    /// is higher stays.
    fn fill_up(&mut self, start: usize, height: Pt) {
        let set: Pt = self.galley.items[start..].iter().map(|item| self.galley.item_height(item)).sum();
        if height > set {
            self.flush();
            self.galley.items.push(GalleyItem::Line(Line { height: height - set, ..Line::default() }));
            self.owes_break = true;
        }
    }

    fn content(&mut self, block: &BlockBox, edges: &Edges, fitted: Option<&table::Fitted>) {
        match &block.content {
            BoxContent::Blocks(blocks) => {
                for child in blocks {
                    self.block(child, edges.content_x, edges.content_width);
                }
            }
            BoxContent::Inline(content) => {
                if content.text.is_empty() {
                    for (_, node) in &content.anchors {
                        self.anchors.push(*node);
                    }
                    return;
                }
                let space = LineSpace {
                    x: edges.content_x,
                    width: edges.content_width,
                    image_width: edges.content_width,
                    page_height: self.layout.page_area.height,
                };
                let lines = layout_lines(self.layout, content, &block.style, space);
                self.lines(lines, &block.style);
            }
            BoxContent::Table(_) => {
                if let Some(fitted) = fitted {
                    table::layout_table(self, block, fitted, edges.content_x);
                }
            }
        }
    }

    /// Lines with the page breaks allowed between them (CSS Fragmentation 3, section 3.3).
    fn lines(&mut self, lines: Lines, style: &ComputedStyle) {
        let count = lines.lines.len();
        let orphans = usize::from(style.orphans.max(1));
        let widows = usize::from(style.widows.max(1));
        let Lines { lines, first_baseline, ends_hyphenated } = lines;
        let mut ended_hyphenated = false;
        for (index, mut line) in lines.into_iter().enumerate() {
            if index > 0 {
                let cost = if index < orphans || count - index < widows {
                    FORBIDDEN
                } else if ended_hyphenated {
                    HYPHENATED_COST
                } else {
                    0
                };
                self.penalty(cost);
            }
            ended_hyphenated = ends_hyphenated[index];
            self.set_markers(&mut line, first_baseline);
            self.line(line);
        }
    }

    /// Writes a line after what is pending before it.
    pub fn line(&mut self, mut line: Line) {
        self.flush();
        if !self.markers.is_empty() {
            let baseline = line.height * 0.75;
            self.set_markers(&mut line, baseline);
        }
        line.anchors.splice(0..0, self.anchors.drain(..));
        line.strings.append(&mut self.strings);
        self.galley.items.push(GalleyItem::Line(line));
        self.owes_break = true;
    }

    /// A place where the page may end, between two lines of one box.
    pub fn penalty(&mut self, cost: i32) {
        self.kept_between = self.keeping;
        self.penalty_between(cost);
    }

    fn penalty_between(&mut self, cost: i32) {
        let cost = if self.kept_between > 0 { cost.max(AVOID) } else { cost };
        self.owes_break = false;
        self.galley.items.push(GalleyItem::Penalty(cost));
    }

    /// Writes pending break and margin.
    fn flush(&mut self) {
        let between = std::mem::replace(&mut self.pending_break, BreakBetween::Auto);
        if self.owes_break {
            match between {
                BreakBetween::Auto => self.penalty_between(0),
                BreakBetween::Avoid => self.penalty_between(FORBIDDEN),
                BreakBetween::Page | BreakBetween::Recto | BreakBetween::Verso => {
                    self.galley.items.push(GalleyItem::ForcedBreak(between));
                }
            }
        } else if between != BreakBetween::Auto && self.galley.items.is_empty() {
            self.galley.opens = Some(between);
        }
        let margin = self.margin.take();
        if margin != Pt::ZERO {
            self.galley.items.push(GalleyItem::Glue(margin));
        }
        // What follows directly, a frame's first line, is not parted from what was written here.
        self.owes_break = false;
        self.kept_between = self.keeping;
    }

    /// Of two breaks at the same place the stronger wins: forced, then avoided (CSS Fragmentation 3, section 4.2).
    pub fn request_break(&mut self, between: BreakBetween) {
        let rank = |between: BreakBetween| match between {
            BreakBetween::Auto => 0,
            BreakBetween::Avoid => 1,
            BreakBetween::Page => 2,
            BreakBetween::Recto | BreakBetween::Verso => 3,
        };
        if rank(between) > rank(self.pending_break) {
            self.pending_break = between;
        }
    }

    fn note_page_settings(&mut self, style: &ComputedStyle) {
        if self.galley.page_name.is_none() {
            self.galley.page_name = style.page.clone();
        }
        if let Some((_, value)) = style.counter_reset.iter().find(|(name, _)| name == "page") {
            self.galley.page_number = Some(*value);
        }
    }

    fn open_frame(&mut self, block: &BlockBox, edges: &Edges, containing: Pt) -> u32 {
        let style = &block.style;
        let padding = |value: crate::style::LengthPercentage| {
            let fits = self.open_edges <= self.layout.page_area.height * MOST_EDGES;
            if fits { value.resolve(containing) } else { Pt::ZERO }
        };
        self.push_frame(Frame {
            x: edges.border_x,
            width: edges.border_width,
            background: style.background_color,
            border: style.border,
            radius: style.border_radius,
            padding_start: padding(style.padding.block_start),
            padding_end: padding(style.padding.block_end),
            header: Vec::new(),
            is_weightless: false,
        })
    }

    /// Opens a frame after what is pending before it.
    pub fn push_frame(&mut self, frame: Frame) -> u32 {
        self.flush();
        let id = self.galley.frames.len() as u32;
        self.open_frames += 1;
        self.open_edges += frame.start_edge() + frame.end_edge();
        self.galley.frames.push(frame);
        self.galley.items.push(GalleyItem::Open(id));
        id
    }

    /// Closes a frame; margins of its last child stay within.
    pub fn close_frame(&mut self, frame: u32) {
        let margin = self.margin.take();
        if margin != Pt::ZERO {
            self.galley.items.push(GalleyItem::Glue(margin));
        }
        self.galley.items.push(GalleyItem::Close(frame));
        let closed = &self.galley.frames[frame as usize];
        self.open_frames -= 1;
        self.open_edges -= closed.start_edge() + closed.end_edge();
        self.owes_break = true;
    }

    /// Gives a frame the lines that head each further page.
    pub fn set_header(&mut self, frame: u32, header: Vec<Line>) {
        self.galley.frames[frame as usize].header = header;
    }

    /// Puts the markers that wait beside this line.
    fn set_markers(&mut self, line: &mut Line, baseline: Pt) {
        for marker in std::mem::take(&mut self.markers) {
            let style = self.layout.text_style(&marker.style);
            let runs = self.layout.shaper.shape(&marker.text, &[(0..marker.text.len(), style)]);
            for range in missing(&runs) {
                self.layout.report_missing_of(marker.node, &marker.text[range]);
            }
            let gap = marker.style.font_size * MARKER_GAP;
            // Where nothing is indented any more, the marker still stays on the page.
            let x = (marker.x - gap - advance(&runs)).max(Pt::ZERO);
            let node = self.layout.source.chapter.node_ref(marker.node);
            let source = FragmentSource::Generated { node, pseudo: Pseudo::Marker };
            let look = TextLook::of(&marker.style, source);
            let fragments = text_fragments(&marker.text, &runs, Point::new(x, baseline), &look);
            line.fragments.splice(0..0, fragments);
        }
    }
}

/// Used positions and widths of a block box along the inline axis (CSS 2.2, section 10.3.3).
pub struct Edges {
    pub border_x: Pt,
    pub border_width: Pt,
    pub content_x: Pt,
    pub content_width: Pt,
}

impl Edges {
    /// `shrunk` is the width of content that decides for itself where `width` is `auto`: a table's. `least`
    /// is the content width below which a box is not indented.
    pub fn new(style: &ComputedStyle, x: Pt, containing: Pt, shrunk: Option<Pt>, least: Pt) -> Edges {
        // Boxes nested so deep that no line has room are not indented any further.
        let length = |value: crate::style::LengthPercentage| value.resolve(containing);
        let margin = |value: AutoLength| value.resolve(containing).unwrap_or_default();
        let taken = length(style.padding.inline_start)
            + length(style.padding.inline_end)
            + margin(style.margin.inline_start)
            + margin(style.margin.inline_end);
        let has_room = containing - taken >= least;
        let indent = |length: Pt| if has_room { length } else { length.min(Pt::ZERO) };
        let padding = Sides {
            inline_start: indent(style.padding.inline_start.resolve(containing)),
            inline_end: indent(style.padding.inline_end.resolve(containing)),
            ..Sides::all(Pt::ZERO)
        };
        let inner = padding.inline_sum() + style.border.inline_start.width + style.border.inline_end.width;
        let start = style.margin.inline_start.resolve(containing).map(indent);
        let end = style.margin.inline_end.resolve(containing).map(indent);
        let available = containing - start.unwrap_or_default() - end.unwrap_or_default() - inner;
        let mut content_width = style.width.resolve(containing).or(shrunk).unwrap_or(available);
        if let Some(most) = style.max_width.resolve(containing) {
            content_width = content_width.min(most);
        }
        // Wider than its container it would leave the page.
        content_width = content_width.min(available.max(Pt::ZERO)).max(Pt::ZERO);
        let free = (available - content_width).max(Pt::ZERO);
        let offset = match (style.margin.inline_start, style.margin.inline_end) {
            (AutoLength::Auto, AutoLength::Auto) => free / 2.0,
            (AutoLength::Auto, AutoLength::Set(_)) => free,
            (AutoLength::Set(_), _) => start.unwrap_or_default(),
        };
        let border_x = x + offset;
        Edges {
            border_x,
            border_width: content_width + inner,
            content_x: border_x + style.border.inline_start.width + padding.inline_start,
            content_width,
        }
    }

    /// Whether the box shows at its block edges, so that margins do not collapse through them.
    fn is_framed(&self, style: &ComputedStyle) -> bool {
        let border = &style.border;
        let shows = |side: crate::style::Border| side.style != BorderStyle::None && side.width > Pt::ZERO;
        let padded = |value: crate::style::LengthPercentage| value.resolve(self.content_width) > Pt::ZERO;
        shows(border.block_start)
            || shows(border.block_end)
            || shows(border.inline_start)
            || shows(border.inline_end)
            || padded(style.padding.block_start)
            || padded(style.padding.block_end)
            || !style.background_color.is_transparent()
    }
}
