//! Putting pages together: lines move from the galleys to their places, frames get their extent.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::margin_box::{MarginBoxes, set_margin_boxes};
use super::plan::separator_height;
use super::{NotePiece, PagePlan, Piece, Plan};
use crate::document::{ChapterId, NodeRef};
use crate::font::Fonts;
use crate::geom::{Point, Pt, Rect, Size};
use crate::layout::galley::{Frame, Galley, GalleyItem, Line};
use crate::layout::{BoxFragment, Fragment, FragmentKind, Page, Pages, Position, Source};
use crate::style::{BorderStyle, PageStyle, Theme};
use crate::text::Shaper;

/// Makes the pages of a plan; takes the lines out of the galleys.
pub fn assemble(plan: &Plan, mut galleys: Vec<Galley>, theme: &Theme, fonts: &Fonts) -> Pages {
    let mut pages = Pages::default();
    let mut strings: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
    let mut shaper = Shaper::new(fonts);
    let page_count = plan.pages.len();
    for page_plan in &plan.pages {
        let style = theme.page(&page_plan.context);
        let mut builder = PageBuilder {
            index: pages.pages.len() as u32,
            style: &style,
            fragments: Vec::new(),
            positions: &mut pages.positions,
            first_strings: BTreeMap::new(),
            last_strings: BTreeMap::new(),
        };
        builder.text(page_plan, &mut galleys);
        builder.notes(page_plan, &mut galleys);
        let PageBuilder { mut fragments, first_strings, last_strings, .. } = builder;
        let heads = MarginBoxes {
            style: &style,
            number: page_plan.number,
            page_count,
            // `string()` is the first assignment on the page, else what the last page left (CSS GCPM 3, section 1.1.2).
            string: &|name| first_strings.get(name).or_else(|| strings.get(name)).cloned(),
        };
        set_margin_boxes(&heads, &mut shaper, &mut fragments);
        strings.extend(last_strings);
        pages.pages.push(Page {
            size: style.size,
            side: page_plan.context.side,
            number: page_plan.number,
            numbering: style.numbering,
            fragments,
        });
    }
    pages
}

struct PageBuilder<'a> {
    index: u32,
    style: &'a PageStyle,
    fragments: Vec<Fragment>,
    positions: &'a mut BTreeMap<NodeRef, Position>,
    first_strings: BTreeMap<Arc<str>, Arc<str>>,
    last_strings: BTreeMap<Arc<str>, Arc<str>>,
}

/// A frame that is open on this page.
struct OpenFrame {
    frame: u32,
    /// Where its upper edge on this page is.
    top: Pt,
    /// Index of the fragment kept free for its ground.
    slot: usize,
    /// It began on an earlier page.
    continues: bool,
}

impl PageBuilder<'_> {
    fn text(&mut self, plan: &PagePlan, galleys: &mut [Galley]) {
        for piece in &plan.pieces {
            self.piece(piece, &mut galleys[piece.chapter]);
        }
    }

    fn piece(&mut self, piece: &Piece, galley: &mut Galley) {
        let mut y = self.style.margin.block_start + piece.top;
        let mut open: Vec<OpenFrame> = Vec::new();
        for &id in &piece.open {
            open.push(self.open_frame(id, y, true));
            let frame = &galley.frames[id as usize];
            y += frame.start_edge();
            for line in &frame.header {
                self.line(line.clone(), piece.chapter, y);
                y += line.height;
            }
        }
        let mut has_content = false;
        for index in piece.items.clone() {
            match &mut galley.items[index] {
                GalleyItem::Line(line) => {
                    let height = line.height;
                    self.line(std::mem::take(line), piece.chapter, y);
                    y += height;
                    has_content = true;
                }
                GalleyItem::Glue(size) => {
                    if has_content || piece.keeps_glue {
                        y += *size;
                    }
                }
                GalleyItem::Penalty(_) | GalleyItem::ForcedBreak(_) => {}
                GalleyItem::Open(frame) => {
                    open.push(self.open_frame(*frame, y, false));
                    y += galley.frames[*frame as usize].start_edge();
                }
                GalleyItem::Close(frame) => {
                    let frame = &galley.frames[*frame as usize];
                    y += frame.end_edge();
                    if let Some(closing) = open.pop() {
                        self.close_frame(&closing, frame, y, false);
                    }
                }
            }
        }
        while let Some(closing) = open.pop() {
            let frame = &galley.frames[closing.frame as usize];
            y += frame.end_edge();
            self.close_frame(&closing, frame, y, true);
        }
    }

    fn line(&mut self, line: Line, chapter: usize, y: Pt) {
        let x = self.style.margin.inline_start;
        let chapter = ChapterId(chapter as u32);
        for node in line.anchors {
            let position = Position { page: self.index, point: Point::new(x, y) };
            self.positions.entry(NodeRef { chapter, node }).or_insert(position);
        }
        for (name, value) in line.strings {
            self.first_strings.entry(name.clone()).or_insert_with(|| value.clone());
            self.last_strings.insert(name, value);
        }
        for mut fragment in line.fragments {
            fragment.shift(x, y);
            if let Source::Node { node, .. } = &fragment.source {
                let position = Position { page: self.index, point: Point::new(x, y) };
                self.positions.entry(*node).or_insert(position);
            }
            self.fragments.push(fragment);
        }
    }

    /// Keeps a place for the ground before what stands on it.
    fn open_frame(&mut self, frame: u32, top: Pt, continues: bool) -> OpenFrame {
        let slot = self.fragments.len();
        self.fragments.push(Fragment { source: Source::Decoration, kind: FragmentKind::Anchor(Point::default()) });
        OpenFrame { frame, top, slot, continues }
    }

    fn close_frame(&mut self, open: &OpenFrame, frame: &Frame, bottom: Pt, is_cut: bool) {
        let mut border = frame.border;
        if open.continues {
            border.block_start.width = Pt::ZERO;
        }
        if is_cut {
            border.block_end.width = Pt::ZERO;
        }
        let shows = !frame.background.is_transparent()
            || [border.block_start, border.block_end, border.inline_start, border.inline_end]
                .iter()
                .any(|side| side.width > Pt::ZERO && side.style != BorderStyle::None);
        if !shows {
            return;
        }
        let origin = Point::new(self.style.margin.inline_start + frame.x, open.top);
        let rect = Rect::new(origin, Size::new(frame.width, bottom - open.top));
        let ground = BoxFragment { rect, background: frame.background, border, radius: frame.radius };
        self.fragments[open.slot].kind = FragmentKind::Box(ground);
    }

    /// Notes stand at the foot of the page area, below a rule.
    fn notes(&mut self, plan: &PagePlan, galleys: &mut [Galley]) {
        if plan.notes.is_empty() {
            return;
        }
        let area = &self.style.footnote_area;
        let bottom = self.style.size.height - self.style.margin.block_end;
        let mut y = bottom - plan.notes_height + area.margin.block_start.resolve(Pt::ZERO).unwrap_or_default();
        let width = self.style.size.width - self.style.margin.inline_sum();
        let rule = area.border.block_start;
        if rule.width > Pt::ZERO && rule.style != BorderStyle::None {
            let length = area.width.resolve(width).unwrap_or(width).min(width);
            let rect = Rect::new(Point::new(self.style.margin.inline_start, y), Size::new(length, rule.width));
            self.fragments
                .push(Fragment { source: Source::Decoration, kind: FragmentKind::Rule { rect, color: rule.color } });
        }
        y = bottom - plan.notes_height + separator_height(area);
        for piece in &plan.notes {
            self.note(piece, galleys, y);
            y += piece.height;
        }
    }

    fn note(&mut self, piece: &NotePiece, galleys: &mut [Galley], y: Pt) {
        let Some(note) = galleys[piece.chapter].notes.get_mut(&piece.note) else { return };
        if piece.items.start == 0 {
            let node = NodeRef { chapter: ChapterId(piece.chapter as u32), node: piece.note };
            let point = Point::new(self.style.margin.inline_start, y);
            self.positions.entry(node).or_insert(Position { page: self.index, point });
        }
        let mut stretch = std::mem::take(note);
        let part = Piece {
            chapter: piece.chapter,
            items: piece.items.clone(),
            open: Vec::new(),
            top: y - self.style.margin.block_start,
            keeps_glue: false,
        };
        self.piece(&part, &mut stretch);
        if let Some(note) = galleys[piece.chapter].notes.get_mut(&piece.note) {
            *note = stretch;
        }
    }
}
