//! Running heads and folios: the margin boxes of `@page` (CSS Paged Media 3, section 4).
//!
//! In: a page's style, its number and named strings. Each box is a small flow: `content` says what stands in it,
//! `extent` how much room it has, and its lines are set as any paragraph's. Out: fragments on the sheet, all
//! artifacts. What stands in the page area is not known here.

mod content;
mod extent;
mod place;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::builder::fragments_of;
use crate::document::{ChapterId, NodeRef};
use crate::geom::{Direction, Point, Pt, Rect, Sides, Size};
use crate::lang::Lang;
use crate::layout::block::layout_nested;
use crate::layout::chapter::{ChapterLayout, Root};
use crate::layout::galley::RunningElement;
use crate::layout::line::{Beside, LineSpace, intrinsic_widths, layout_lines};
use crate::layout::replaced::tallest_image;
use crate::layout::table::content_widths;
use crate::layout::{Background, BoxFragment, Fragment, FragmentKind, Source};
use crate::resource::Resources;
use crate::style::{Border, ComputedStyle, ContentPart, MarginBox, Occurrence, PageStyle, VerticalAlign};
use crate::text::Shaper;
use content::{Part, inline_content, parts, shortened, text_len};
use extent::{Extent, Stretch, across, along};
use place::{Axis, Place, Position, Side, place};

/// Lengths that differ by less are the same: what rounding adds up to over a line.
const ROUNDING: Pt = Pt(0.01);

/// No letter is wider than this, of the font size.
const WIDEST_LETTER: f32 = 2.0;

/// What the margin boxes of one page are made of.
pub struct MarginBoxes<'a> {
    pub style: &'a Arc<PageStyle>,
    pub number: i32,
    pub page_count: usize,
    pub string: &'a dyn Fn(&str, Occurrence) -> Option<Arc<str>>,
    pub element: &'a dyn Fn(&str, Occurrence) -> Option<Arc<RunningElement>>,
}

/// Sets the margin boxes of one page after the other. What it set for one page serves for others that say the same.
pub struct MarginSetter<'r> {
    layout: ChapterLayout<'r>,
    known: HashMap<Key, Known>,
    /// Images that the styles name and the book has not.
    pub missing_images: BTreeSet<Arc<str>>,
    /// Running elements that are taller than a box that shows them.
    pub too_tall: BTreeSet<NodeRef>,
    /// Names of running elements that boxes ask for.
    pub asked: BTreeSet<String>,
    /// Running elements by names that no box asks for.
    pub never_shown: BTreeMap<Arc<str>, NodeRef>,
    /// Names that no element has.
    pub never_set: BTreeSet<String>,
}

/// The address of a style, and what a box of it says.
type Key = (usize, Vec<Part>);

/// What is known of a box's content.
struct Known {
    /// Keeps the style's address from another.
    style: Arc<ComputedStyle>,
    /// Min-content and max-content width.
    widths: Option<(Pt, Pt)>,
    flows: Vec<(Size, Arc<Flow>)>,
}

/// Lines of a box, from the top left of its content box.
#[derive(Default)]
struct Flow {
    fragments: Vec<Fragment>,
    height: Pt,
    lines: usize,
}

/// A box with its value put in, and what stands around its content.
struct Boxed {
    place: Place,
    style: Arc<ComputedStyle>,
    key: Key,
    is_repeated: bool,
    /// Physical; percentages are of the room of its side.
    padding: Sides<Pt>,
    border: Sides<Border>,
    margin: Sides<Option<Pt>>,
    /// The room of its side or corner.
    room: Rect,
    page: Arc<PageStyle>,
}

impl<'r> MarginSetter<'r> {
    pub fn new(lang: &'r Lang, resources: &'r Resources, shaper: Shaper) -> MarginSetter<'r> {
        let layout = ChapterLayout::new(ChapterId(0), lang, resources, shaper, &Root::default());
        MarginSetter {
            layout,
            known: HashMap::new(),
            missing_images: BTreeSet::new(),
            too_tall: BTreeSet::new(),
            asked: BTreeSet::new(),
            never_shown: BTreeMap::new(),
            never_set: BTreeSet::new(),
        }
    }

    /// Sets the boxes of a page.
    pub fn set(&mut self, page: &MarginBoxes, fragments: &mut Vec<Fragment>) {
        let boxes: Vec<Boxed> =
            page.style.margin_boxes.iter().map(|(name, style)| self.boxed(*name, style, page)).collect();
        for side in Side::ALL {
            let of = |position| {
                let is_here = |boxed: &&Boxed| boxed.place == Place::Along(side, position);
                boxes.iter().find(is_here)
            };
            let row = [of(Position::Start), of(Position::Middle), of(Position::End)];
            let room = side.axis().length(side.room(page.style).size);
            let is_alone = row.iter().flatten().count() == 1;
            let asked = row.map(|boxed| boxed.map(|boxed| self.asked(boxed, side.axis(), is_alone)));
            for (boxed, stretch) in row.iter().zip(along(room, asked)) {
                if let Some(boxed) = boxed {
                    self.paint(boxed, side.axis(), stretch, page.style, fragments);
                }
            }
        }
        for boxed in &boxes {
            if matches!(boxed.place, Place::Corner { .. }) {
                let width = boxed.across(Axis::Width, boxed.place.starts_at_edge_of(Axis::Width));
                self.paint(boxed, Axis::Width, width, page.style, fragments);
            }
        }
    }

    fn boxed(&mut self, name: MarginBox, style: &Arc<ComputedStyle>, page: &MarginBoxes) -> Boxed {
        let place = place(name);
        for part in style.content.iter().flat_map(|parts| parts.iter()) {
            if let ContentPart::Element { name, .. } = part
                && !self.asked.contains(name)
            {
                self.asked.insert(name.clone());
            }
        }
        let room = place.room(page.style);
        let (mut parts, is_repeated) = parts(style, page);
        parts.retain(|part| match part {
            Part::Text(_) | Part::Element(_) => true,
            Part::Image(path) => {
                let is_here = self.layout.resources.get(path).is_some();
                if !is_here {
                    self.missing_images.insert(path.clone());
                }
                is_here
            }
        });
        let base = room.size.width;
        Boxed {
            place,
            style: style.clone(),
            key: (Arc::as_ptr(style) as usize, parts),
            is_repeated,
            padding: physical(style.padding.map(|side| side.resolve(base)), style.direction),
            border: physical(style.border, style.direction),
            margin: physical(style.margin.map(|side| side.resolve(base)), style.direction),
            room,
            page: page.style.clone(),
        }
    }

    /// What a box asks for along its side; one that is alone has all of it, whatever it says.
    fn asked(&mut self, boxed: &Boxed, axis: Axis, is_alone: bool) -> Extent {
        let around = boxed.around(axis);
        let (set, most) = boxed.sizes(axis);
        let (set, most) = (set.map(|size| size + around), most.map(|size| size + around));
        if is_alone || set.is_some() {
            return Extent { set, most, least: around, greatest: around };
        }
        let (least, greatest) = match axis {
            Axis::Width => self.widths(boxed),
            Axis::Height => {
                let width = boxed.across(Axis::Width, boxed.place.starts_at_edge_of(Axis::Width)).size
                    - boxed.framing(Axis::Width);
                let height = self.flow(boxed, Size::new(width, boxed.room.size.height - around)).height;
                (height, height)
            }
        };
        Extent { set, most, least: least + around, greatest: greatest + around }
    }

    /// Min-content and max-content width. A line that is not to be broken is cut at a word where it must, so that its
    /// widest word is the least it needs.
    fn widths(&mut self, boxed: &Boxed) -> (Pt, Pt) {
        if boxed.key.1.is_empty() {
            return (Pt::ZERO, Pt::ZERO);
        }
        if let Some(widths) = self.known.get(&boxed.key).and_then(|known| known.widths) {
            return widths;
        }
        self.layout.page_area = boxed.room.size;
        let widths = match boxed.element() {
            Some(element) => content_widths(&mut self.layout, &element.block),
            None => {
                let content = inline_content(&boxed.key.1, &boxed.style);
                intrinsic_widths(&mut self.layout, &content, &boxed.style, boxed.room.size.height)
            }
        };
        if boxed.is_repeated {
            self.known(boxed).widths = Some(widths);
        }
        widths
    }

    fn known(&mut self, boxed: &Boxed) -> &mut Known {
        let known = Known { style: boxed.style.clone(), widths: None, flows: Vec::new() };
        let known = self.known.entry(boxed.key.clone()).or_insert(known);
        debug_assert!(Arc::ptr_eq(&known.style, &boxed.style));
        known
    }

    /// The lines of a box in its content box; cut at a word where they do not fit.
    fn flow(&mut self, boxed: &Boxed, room: Size) -> Arc<Flow> {
        if boxed.key.1.is_empty() {
            return Arc::new(Flow::default());
        }
        let known = self.known.get(&boxed.key).and_then(|known| known.flows.iter().find(|(size, _)| *size == room));
        if let Some((_, flow)) = known {
            return flow.clone();
        }
        let flow = Arc::new(match boxed.element() {
            Some(element) => self.element(boxed, element, room),
            None => self.fitted(boxed, room),
        });
        if boxed.is_repeated {
            self.known(boxed).flows.push((room, flow.clone()));
        }
        flow
    }

    fn fitted(&mut self, boxed: &Boxed, room: Size) -> Flow {
        let all = &boxed.key.1;
        let mut share = match self.whole(boxed, all, room) {
            Ok(flow) => return flow,
            Err(share) => share,
        };
        let mut kept = text_len(all);
        // Far too long a head is first cut to what could fit, so that no word is tried in vain.
        while let Some((shorter, left)) = shortened(all, (kept as f32 * share.clamp(0.0, 0.95)) as usize + 1) {
            match self.whole(boxed, &shorter, room) {
                Ok(flow) => return flow,
                Err(less) => share = less,
            }
            kept = left;
        }
        match boxed.style.white_space.wraps() {
            // No word is left to cut, and the line setter broke the one there is.
            true => self.lines(boxed, all, room).first(boxed.style.line_height, room.height),
            false => Flow::default(),
        }
    }

    /// The lines of some parts, or the share of them that there is room for.
    fn whole(&mut self, boxed: &Boxed, parts: &[Part], room: Size) -> Result<Flow, f32> {
        // A short one fits in any case, and folios are told here page by page.
        let widest = (boxed.style.font_size * WIDEST_LETTER + boxed.style.letter_spacing) * text_len(parts) as f32;
        if !boxed.style.white_space.wraps() && (widest > room.width || text_len(parts) == 0) {
            let content = inline_content(parts, &boxed.style);
            let (_, width) = intrinsic_widths(&mut self.layout, &content, &boxed.style, room.height);
            if width > room.width + ROUNDING {
                return Err(room.width / width);
            }
        }
        let flow = self.lines(boxed, parts, room);
        match flow.lines > 1 && flow.height > room.height + ROUNDING {
            true => Err(room.height / flow.height),
            false => Ok(flow),
        }
    }

    /// A running element, set at the width of the box.
    fn element(&mut self, boxed: &Boxed, element: &RunningElement, room: Size) -> Flow {
        self.layout.page_area = room;
        let own = element.block.style.direction;
        let direction = std::mem::replace(&mut self.layout.direction, own);
        let galley = layout_nested(&mut self.layout, std::slice::from_ref(&element.block), room.width);
        self.layout.direction = direction;
        let (height, lines) = (galley.height(), galley.items.len());
        if height > room.height + ROUNDING {
            self.too_tall.insert(element.node);
        }
        let mut fragments = fragments_of(galley, room.width, &boxed.page);
        for fragment in &mut fragments {
            if own == Direction::RightToLeft {
                fragment.mirror(room.width / 2.0);
            }
            fragment.source = Source::Pagination;
        }
        Flow { fragments, height, lines }
    }

    fn lines(&mut self, boxed: &Boxed, parts: &[Part], room: Size) -> Flow {
        self.layout.page_area = room;
        let style = &boxed.style;
        let space = LineSpace {
            x: Pt::ZERO,
            width: room.width,
            image_width: room.width,
            image_height: tallest_image(room.height),
            page_height: room.height,
            beside: Beside::default(),
            looseness: 0,
            direction: style.direction,
        };
        let content = inline_content(parts, style);
        let set = layout_lines(&mut self.layout, &content, style, space);
        let mut flow = Flow::default();
        for line in set.lines {
            for mut fragment in line.line.fragments {
                fragment.shift(Pt::ZERO, flow.height);
                if style.direction == Direction::RightToLeft {
                    fragment.mirror(room.width / 2.0);
                }
                fragment.source = Source::Pagination;
                flow.fragments.push(fragment);
            }
            flow.height += line.line.height;
            flow.lines += 1;
        }
        flow
    }

    /// Puts a box where it stands along its side, or a corner's along the sheet's.
    fn paint(&mut self, boxed: &Boxed, axis: Axis, stretch: Stretch, page: &PageStyle, fragments: &mut Vec<Fragment>) {
        let margin = boxed.margin.map(Option::unwrap_or_default);
        let other = boxed.across(axis.other(), boxed.place.starts_at_edge_of(axis.other()));
        let (start, end) = axis.pair(margin);
        let main = match boxed.place {
            Place::Along(..) => {
                Stretch { start: stretch.start + start, size: (stretch.size - start - end).max(Pt::ZERO) }
            }
            Place::Corner { .. } => stretch,
        };
        let (width, height) = match axis {
            Axis::Width => (main, other),
            Axis::Height => (other, main),
        };
        let origin = boxed.room.origin + Point::new(width.start, height.start);
        let rect = Rect::new(origin, Size::new(width.size, height.size));
        boxed.frame(rect, self.layout.resources, fragments);
        let size = Size::new(
            (rect.size.width - boxed.framing(Axis::Width)).max(Pt::ZERO),
            rect.size.height - boxed.framing(Axis::Height),
        );
        let flow = self.flow(boxed, size);
        let free = size.height - flow.height;
        let lower = match boxed.style.vertical_align {
            VerticalAlign::Top => Pt::ZERO,
            VerticalAlign::Bottom => free,
            VerticalAlign::Middle
            | VerticalAlign::Baseline
            | VerticalAlign::Sub
            | VerticalAlign::Super
            | VerticalAlign::Length(_) => free / 2.0,
        };
        let x = origin.x + boxed.border.inline_start.width + boxed.padding.inline_start;
        let y = origin.y + boxed.border.block_start.width + boxed.padding.block_start + lower;
        // Padding meant for a larger page pushes nothing off a small one.
        let x = x.min(page.size.width - size.width).max(Pt::ZERO);
        let y = y.min(page.size.height - flow.height).max(Pt::ZERO);
        fragments.extend(flow.fragments.iter().map(|fragment| {
            let mut fragment = fragment.clone();
            fragment.shift(x, y);
            fragment
        }));
    }
}

impl Flow {
    /// As many lines as there is room for, at least one.
    fn first(self, line_height: Pt, room: Pt) -> Flow {
        let lines = ((room / line_height) as usize).clamp(1, self.lines.max(1));
        let height = line_height * lines as f32;
        let is_shown = |fragment: &Fragment| match &fragment.kind {
            FragmentKind::Glyphs(run) => run.origin.y < height,
            FragmentKind::Box(BoxFragment { rect, .. })
            | FragmentKind::Rule { rect, .. }
            | FragmentKind::MissingGlyph { rect, .. } => rect.origin.y < height,
            FragmentKind::Image(image) => image.rect.origin.y < height,
            FragmentKind::Anchor(_) => false,
        };
        let fragments = self.fragments.into_iter().filter(is_shown).collect();
        Flow { fragments, height, lines }
    }
}

impl Boxed {
    /// The running element, where it shows one.
    fn element(&self) -> Option<&RunningElement> {
        match &self.key.1[..] {
            [Part::Element(element)] => Some(&element.0),
            [] | [Part::Text(_) | Part::Image(_), ..] | [Part::Element(_), ..] => None,
        }
    }

    /// Border and padding along an axis.
    fn framing(&self, axis: Axis) -> Pt {
        let (start, end) = axis.pair(self.padding);
        let (before, after) = axis.pair(self.border);
        start + end + before.width + after.width
    }

    /// Margin, border and padding along an axis.
    fn around(&self, axis: Axis) -> Pt {
        let (start, end) = axis.pair(self.margin);
        self.framing(axis) + start.unwrap_or_default() + end.unwrap_or_default()
    }

    /// What is set for the size of its content, and the bound of it. More than the room there is would leave the sheet.
    fn sizes(&self, axis: Axis) -> (Option<Pt>, Option<Pt>) {
        let (style, room) = (&self.style, axis.length(self.room.size));
        let (set, most) = match axis {
            Axis::Width => (style.width.resolve(room), style.max_width.resolve(room)),
            Axis::Height => (style.height.resolve(room), style.max_height.resolve(room)),
        };
        let widest = (room - self.around(axis)).max(Pt::ZERO);
        (set.map(|size| size.min(widest)), most)
    }

    /// The border box across the side.
    fn across(&self, axis: Axis, starts_at_edge: bool) -> Stretch {
        let room = axis.length(self.room.size);
        let margins = axis.pair(self.margin);
        let framing = self.framing(axis);
        let (set, most) = self.sizes(axis);
        let fill = across(room, margins, None, starts_at_edge);
        let bound = most.map(|most| most + framing).filter(|most| fill.size > *most);
        let size = match set {
            Some(set) => Some(set.min(most.unwrap_or(set)) + framing),
            None => bound,
        };
        match size {
            Some(_) => across(room, margins, size, starts_at_edge),
            None => fill,
        }
    }

    /// Background and borders.
    fn frame(&self, rect: Rect, resources: &Resources, fragments: &mut Vec<Fragment>) {
        let style = &self.style;
        let background = Background::of(style, resources);
        if background.is_transparent() && !self.border.any(Border::is_visible) {
            return;
        }
        let boxed = BoxFragment { rect, background, border: self.border, radius: style.border_radius };
        fragments.push(Fragment { source: Source::Pagination, kind: FragmentKind::Box(boxed) });
    }
}

/// Flow-relative sides as they stand on paper: `inline_start` is left.
fn physical<T: Copy>(sides: Sides<T>, direction: Direction) -> Sides<T> {
    match direction {
        Direction::LeftToRight => sides,
        Direction::RightToLeft => sides.swapped(),
    }
}
