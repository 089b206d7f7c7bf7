//! Choosing the page breaks.
//!
//! Each page is filled as far as it goes, notes included; of the places where it may end, the one with
//! the least cost is taken, where cost is the penalty of the place plus what the empty rest of the page
//! is worth. Nothing is moved or copied here, so that the whole book can be planned again when page
//! numbers in the text have changed their widths.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{NotePiece, PagePlan, Piece};
use crate::document::{ChapterId, NodeRef};
use crate::geom::Pt;
use crate::layout::PageNumbers;
use crate::layout::galley::{FORBIDDEN, Galley, GalleyItem, Line};
use crate::style::{BreakBetween, ComputedStyle, PageContext, PageSide, Theme};

/// What a page left empty costs. Less than [`super::super::galley::AVOID`]: what is to be kept together is
/// kept together, whatever space it leaves.
const EMPTY_PAGE_COST: f32 = 1_000.0;
/// A note is split only if this much of it fits on its own page, in points; otherwise its line moves on.
const LEAST_NOTE_PART: Pt = Pt(20.0);
/// Share of a page that notes carried over from the last one may take.
const MOST_CARRIED: f32 = 0.7;

/// All pages, planned.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub pages: Vec<PagePlan>,
    /// Lines taller than a page: chapter and item.
    pub overfull: Vec<(usize, usize)>,
}

impl Plan {
    /// The page number of every node that begins in a line.
    pub fn page_numbers(&self, galleys: &[Galley], theme: &Theme) -> PageNumbers {
        let mut numbers = BTreeMap::new();
        for page in &self.pages {
            let numbering = theme.page(&page.context).numbering;
            for piece in &page.pieces {
                for item in &galleys[piece.chapter].items[piece.items.clone()] {
                    if let GalleyItem::Line(line) = item {
                        for &node in &line.anchors {
                            let node = NodeRef { chapter: ChapterId(piece.chapter as u32), node };
                            numbers.entry(node).or_insert((page.number, numbering));
                        }
                    }
                }
            }
        }
        numbers
    }
}

/// Plans the pages of a book.
pub fn plan(galleys: &[Galley], theme: &Theme) -> Plan {
    let mut planner =
        Planner { galleys, theme, plan: Plan::default(), used: Pt::ZERO, carried: Vec::new(), next_number: 1 };
    for chapter in 0..galleys.len() {
        planner.chapter(chapter);
    }
    planner.rest_of_notes();
    planner.plan
}

struct Planner<'a> {
    galleys: &'a [Galley],
    theme: &'a Theme,
    plan: Plan,
    /// Height used on the last page by text.
    used: Pt,
    /// Notes, or rests of notes, that found no room on their page.
    carried: Vec<NotePiece>,
    next_number: i32,
}

/// How a page was filled.
struct Filled {
    /// The item the next page begins with.
    end: usize,
    used: Pt,
    notes: NotesState,
    cause: Cause,
}

enum Cause {
    Full,
    Forced(BreakBetween),
    /// The chapter is at its end.
    End,
}

/// Notes on the page being filled.
#[derive(Clone, Default)]
struct NotesState {
    pieces: Vec<NotePiece>,
    height: Pt,
    carried: Vec<NotePiece>,
}

impl<'a> Planner<'a> {
    fn chapter(&mut self, chapter: usize) {
        let galley = &self.galleys[chapter];
        let opens = galley.opens.unwrap_or(BreakBetween::Auto);
        let continues = matches!(opens, BreakBetween::Auto | BreakBetween::Avoid) && self.may_continue(galley);
        if !continues {
            self.open_page(chapter, opens, true);
        }
        let mut start = 0;
        let mut keeps_glue = true;
        let mut open = Vec::new();
        while start < galley.items.len() {
            let filled = self.fill(chapter, start, &open, keeps_glue);
            self.take(chapter, start..filled.end, open.clone(), keeps_glue, &filled);
            follow_frames(&mut open, &galley.items[start..filled.end]);
            start = filled.end;
            keeps_glue = false;
            match filled.cause {
                Cause::End => break,
                Cause::Full => self.open_page(chapter, BreakBetween::Page, false),
                Cause::Forced(side) => {
                    self.open_page(chapter, side, false);
                    keeps_glue = true;
                }
            }
        }
    }

    /// A chapter without a forced break goes on below the last one, if it is set on the same kind of page.
    fn may_continue(&self, galley: &Galley) -> bool {
        self.plan.pages.last().is_some_and(|page| page.context.name == galley.page_name) && galley.page_number.is_none()
    }

    /// Begins a page, after a blank one where the side asks for it.
    fn open_page(&mut self, chapter: usize, opens: BreakBetween, is_first: bool) {
        let galley = &self.galleys[chapter];
        let wanted = match opens {
            BreakBetween::Recto => Some(PageSide::Recto),
            BreakBetween::Verso => Some(PageSide::Verso),
            BreakBetween::Auto | BreakBetween::Avoid | BreakBetween::Page => None,
        };
        if wanted.is_some_and(|side| side != self.next_side()) {
            let name = self.plan.pages.last().and_then(|page| page.context.name.clone());
            self.push_page(PageContext { name, side: self.next_side(), is_first: false, is_blank: true });
        }
        if is_first && let Some(number) = galley.page_number {
            self.next_number = number;
        }
        let context = PageContext { name: galley.page_name.clone(), side: self.next_side(), is_first, is_blank: false };
        self.push_page(context);
    }

    fn next_side(&self) -> PageSide {
        if self.plan.pages.len().is_multiple_of(2) { PageSide::Recto } else { PageSide::Verso }
    }

    fn push_page(&mut self, context: PageContext) {
        let number = self.next_number;
        self.next_number += 1;
        self.used = Pt::ZERO;
        self.plan.pages.push(PagePlan {
            context,
            number,
            pieces: Vec::new(),
            notes: Vec::new(),
            notes_height: Pt::ZERO,
        });
    }

    fn take(&mut self, chapter: usize, items: Range<usize>, open: Vec<u32>, keeps_glue: bool, filled: &Filled) {
        let top = self.used;
        self.used = filled.used;
        self.carried.clone_from(&filled.notes.carried);
        let Some(page) = self.plan.pages.last_mut() else { return };
        page.pieces.push(Piece { chapter, items, open, top, keeps_glue });
        page.notes.clone_from(&filled.notes.pieces);
        page.notes_height = filled.notes.height;
    }

    /// Notes that are left when the text is at its end get pages of their own.
    fn rest_of_notes(&mut self) {
        while let Some(first) = self.carried.first() {
            let name = self.galleys[first.chapter].page_name.clone();
            self.push_page(PageContext { name, side: self.next_side(), is_first: false, is_blank: false });
            let page_style = self.last_style();
            let room = page_style.0;
            let notes = self.place_carried(room, &page_style.1, true);
            self.carried = notes.carried;
            if let Some(page) = self.plan.pages.last_mut() {
                page.notes = notes.pieces;
                page.notes_height = notes.height;
            }
        }
    }

    /// Height of the page area of the last page, and the style of its note area.
    fn last_style(&self) -> (Pt, std::sync::Arc<ComputedStyle>) {
        let Some(page) = self.plan.pages.last() else {
            return (Pt::ZERO, std::sync::Arc::new(ComputedStyle::initial()));
        };
        let style = self.theme.page(&page.context);
        (style.size.height - style.margin.block_sum(), style.footnote_area.clone())
    }

    fn fill(&mut self, chapter: usize, start: usize, open: &[u32], keeps_glue: bool) -> Filled {
        let galley = &self.galleys[chapter];
        let (room, note_area) = self.last_style();
        let notes = match self.plan.pages.last() {
            Some(page) if !page.pieces.is_empty() => {
                NotesState { pieces: page.notes.clone(), height: page.notes_height, carried: self.carried.clone() }
            }
            _ => self.place_carried(room * MOST_CARRIED, &note_area, false),
        };
        let mut page = PageFill {
            galley,
            chapter,
            room,
            separator: separator_height(&note_area),
            used: self.used,
            open: open.to_vec(),
            notes,
            has_content: false,
            drops_glue: !keeps_glue,
            best: None,
            is_full: false,
        };
        if start == 0 && self.used > Pt::ZERO {
            // Below another chapter: the page may end before this one begins.
            page.end_here(0, 0.0);
        }
        for &frame in open {
            let frame = &galley.frames[frame as usize];
            page.used += frame.start_edge() + frame.header_height();
        }
        for index in start..galley.items.len() {
            match &galley.items[index] {
                GalleyItem::Line(line) => {
                    if !page.line(line) {
                        if page.has_content || self.used > Pt::ZERO {
                            return page.break_before(index);
                        }
                        self.plan.overfull.push((chapter, index));
                        page.force(line);
                    }
                }
                GalleyItem::Glue(size) => page.glue(*size),
                GalleyItem::Penalty(cost) => page.candidate(index, *cost),
                GalleyItem::ForcedBreak(side) => {
                    return Filled { end: index + 1, used: page.used, notes: page.notes, cause: Cause::Forced(*side) };
                }
                GalleyItem::Open(frame) => {
                    page.used += galley.frames[*frame as usize].start_edge();
                    page.open.push(*frame);
                }
                GalleyItem::Close(frame) => {
                    page.used += galley.frames[*frame as usize].end_edge();
                    page.open.pop();
                }
            }
        }
        Filled { end: galley.items.len(), used: page.used, notes: page.notes, cause: Cause::End }
    }

    /// Puts what was carried over at the foot of a new page; at least one line of it where `must_place`, although it
    /// be taller than the page.
    fn place_carried(&mut self, room: Pt, note_area: &ComputedStyle, must_place: bool) -> NotesState {
        let mut state = NotesState::default();
        for piece in std::mem::take(&mut self.carried) {
            if !state.carried.is_empty() {
                state.carried.push(piece);
                continue;
            }
            let note = &self.galleys[piece.chapter].notes[&piece.note];
            let used = state.height.max(separator_height(note_area));
            let (mut end, mut height) = split(note, piece.items.start, room - used);
            if end == piece.items.start && must_place && state.pieces.is_empty() {
                (end, height) = first_line(note, piece.items.start);
            }
            if end > piece.items.start {
                state.height = used + height;
                state.pieces.push(NotePiece { items: piece.items.start..end, height, ..piece.clone() });
            }
            if end < note.items.len() {
                let items = end..note.items.len();
                state.carried.push(NotePiece { items, height: Pt::ZERO, ..piece });
            }
        }
        state
    }
}

/// A page while it is filled.
struct PageFill<'a> {
    galley: &'a Galley,
    chapter: usize,
    room: Pt,
    separator: Pt,
    used: Pt,
    open: Vec<u32>,
    notes: NotesState,
    has_content: bool,
    drops_glue: bool,
    best: Option<Candidate>,
    /// A note had to be split: no further line goes on this page.
    is_full: bool,
}

#[derive(Clone)]
struct Candidate {
    /// The item the next page would begin with.
    end: usize,
    cost: f32,
    used: Pt,
    notes: NotesState,
}

impl PageFill<'_> {
    /// Lower edges of the frames that would be cut here.
    fn closing(&self) -> Pt {
        self.open.iter().map(|&frame| self.galley.frames[frame as usize].end_edge()).sum()
    }

    fn glue(&mut self, size: Pt) {
        if self.has_content || !self.drops_glue {
            self.used += size;
        }
    }

    /// Puts a line on the page if it and its notes have room.
    fn line(&mut self, line: &Line) -> bool {
        // Sums of single-precision heights: a hair too much is not too much.
        const ROUNDING: Pt = Pt(0.05);
        let below = self.used + line.height + self.closing();
        if self.is_full || below + self.notes.height > self.room + ROUNDING {
            return false;
        }
        let mut notes = self.notes.clone();
        let mut is_full = false;
        for &id in &line.notes {
            let Some(note) = self.galley.notes.get(&id) else { continue };
            if !notes.carried.is_empty() {
                notes.carried.push(NotePiece {
                    chapter: self.chapter,
                    note: id,
                    items: 0..note.items.len(),
                    height: Pt::ZERO,
                });
                continue;
            }
            let start = notes.height.max(self.separator);
            let height = note.height();
            let free = self.room - below - start;
            if height <= free + ROUNDING {
                notes.pieces.push(NotePiece { chapter: self.chapter, note: id, items: 0..note.items.len(), height });
                notes.height = start + height;
                continue;
            }
            let (end, part) = split(note, 0, free);
            if part < LEAST_NOTE_PART {
                return false;
            }
            notes.pieces.push(NotePiece { chapter: self.chapter, note: id, items: 0..end, height: part });
            notes.height = start + part;
            notes.carried.push(NotePiece {
                chapter: self.chapter,
                note: id,
                items: end..note.items.len(),
                height: Pt::ZERO,
            });
            is_full = true;
        }
        self.notes = notes;
        self.is_full = is_full;
        self.used += line.height;
        self.has_content = true;
        true
    }

    /// Puts a line on the page although it is taller than any.
    fn force(&mut self, line: &Line) {
        self.used += line.height;
        self.has_content = true;
        self.is_full = true;
        for &id in &line.notes {
            if let Some(note) = self.galley.notes.get(&id) {
                let items = 0..note.items.len();
                self.notes.carried.push(NotePiece { chapter: self.chapter, note: id, items, height: Pt::ZERO });
            }
        }
    }

    fn candidate(&mut self, index: usize, cost: i32) {
        if self.has_content {
            self.end_here(index + 1, cost as f32);
        }
    }

    /// The page may end here, at a cost.
    fn end_here(&mut self, end: usize, cost: f32) {
        let empty = (self.room - self.used - self.notes.height).max(Pt::ZERO) / self.room.max(Pt(1.0));
        let cost = cost + EMPTY_PAGE_COST * empty;
        if self.best.as_ref().is_none_or(|best| cost <= best.cost) {
            self.best = Some(Candidate { end, cost, used: self.used, notes: self.notes.clone() });
        }
    }

    /// Ends the page at the best place before an item that has no room.
    fn break_before(self, index: usize) -> Filled {
        match self.best {
            Some(best) => Filled { end: best.end, used: best.used, notes: best.notes, cause: Cause::Full },
            None => Filled { end: index, used: self.used, notes: self.notes, cause: Cause::Full },
        }
    }
}

/// How much of a note from an item on fits into a height: the item after the last that does, and the height.
fn split(note: &Galley, start: usize, room: Pt) -> (usize, Pt) {
    let mut height = Pt::ZERO;
    let mut last = (start, Pt::ZERO);
    let mut has_content = false;
    for (offset, item) in note.items[start..].iter().enumerate() {
        match item {
            GalleyItem::Penalty(cost) if *cost < FORBIDDEN && has_content => last = (start + offset + 1, height),
            GalleyItem::ForcedBreak(_) if has_content => last = (start + offset + 1, height),
            GalleyItem::Penalty(_) | GalleyItem::ForcedBreak(_) => {}
            GalleyItem::Glue(_) if !has_content => {}
            GalleyItem::Line(_) | GalleyItem::Glue(_) | GalleyItem::Open(_) | GalleyItem::Close(_) => {
                height += note.item_height(item);
                has_content |= matches!(item, GalleyItem::Line(_));
                if height > room {
                    return last;
                }
            }
        }
    }
    (note.items.len(), height)
}

/// The first line of a note from an item on: the item after it, and the height up to there.
fn first_line(note: &Galley, start: usize) -> (usize, Pt) {
    let rest = &note.items[start..];
    let length = rest.iter().position(|item| matches!(item, GalleyItem::Line(_))).map_or(rest.len(), |index| index + 1);
    (start + length, rest[..length].iter().map(|item| note.item_height(item)).sum())
}

/// What parts the notes from the text: margin, rule and padding of the note area.
pub(super) fn separator_height(note_area: &ComputedStyle) -> Pt {
    note_area.margin.block_start.resolve(Pt::ZERO).unwrap_or_default()
        + note_area.border.block_start.width
        + note_area.padding.block_start.resolve(Pt::ZERO)
}

/// Opens and closes frames as items do.
fn follow_frames(open: &mut Vec<u32>, items: &[GalleyItem]) {
    for item in items {
        match item {
            GalleyItem::Open(frame) => open.push(*frame),
            GalleyItem::Close(_) => {
                open.pop();
            }
            GalleyItem::Line(_) | GalleyItem::Glue(_) | GalleyItem::Penalty(_) | GalleyItem::ForcedBreak(_) => {}
        }
    }
}
