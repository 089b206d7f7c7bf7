//! Filling one page: from a place in a flow, every place where the page could end.
//!
//! In: a flow, a place, what the page before left over, and the room. Out: [`Ending`]s in order, with what each would
//! put on the page: height, what can stretch, notes at the foot, floats that move on. Which is best is not known here.

use std::sync::Arc;

use super::columns::balance;
use super::flow::{Entry, Flow, FlowColumns, FlowNote, OpenFrame};
use crate::layout::galley::{COLUMN_BREAK, FORBIDDEN, FloatPlace, Galley, Item};

/// Sums of single-precision heights: a hair too much is not too much.
pub const ROUNDING: f32 = 0.05;
/// A note is split only if this much of it fits on its own page, in points; otherwise its line moves on.
const LEAST_NOTE_PART: f32 = 20.0;
/// Share of a page that notes carried over from the last one may take.
const MOST_CARRIED: f32 = 0.7;
/// A note goes on on the next page.
const NOTE_SPLIT_COST: f64 = 20_000.0;
/// A float moves to the next page: it stands further from what refers to it.
const FLOAT_COST: f64 = 5_000.0;
/// So many floats may wait for the next pages; without an end every way to break a row of figures would carry all of them.
const MOST_WAITING: usize = 12;
/// Paragraphs in which one page gains or loses a line at most.
const MOST_FLEXED: usize = 2;

/// What a page leaves to the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carry {
    pub notes: Vec<NoteRest>,
    /// Entries of floats.
    pub floats: Vec<usize>,
}

impl Carry {
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.floats.is_empty()
    }
}

/// A note from an item on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoteRest {
    /// Index in [`Flow::notes`].
    pub note: u32,
    pub from: usize,
}

/// Items of a note on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotePart {
    pub note: u32,
    pub from: usize,
    pub to: usize,
    pub height: f32,
}

/// A paragraph that gains or loses a line: its index in the flow, and the demerits.
pub type Flexed = (u32, f32);

/// What of a page is not its running text.
#[derive(Clone, Debug, Default)]
pub struct Aside {
    pub notes: Vec<NotePart>,
    pub carry: Carry,
    /// Floats of this page's text that do not stand where they are met: their entries.
    pub moved: Vec<usize>,
    /// Floats at its bottom, above the notes.
    pub bottoms: Vec<usize>,
}

/// A place where a page could end.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The entry the next page begins with.
    pub end: usize,
    /// Of the text with the edges of frames that are cut.
    pub height: f32,
    /// How much of it is below the last baseline; nothing where a frame ends the page.
    pub descent: f32,
    pub stretch: f32,
    pub shrink: f32,
    /// What notes take at the foot.
    pub notes_height: f32,
    /// What notes and floats take at the foot.
    pub foot: f32,
    /// The cost of the place, of split notes and of floats that move.
    pub cost: f64,
    pub is_hyphenated: bool,
    /// Height of the lines and the like on the page, without what parts them.
    pub content: f32,
    /// The flow is at its end.
    pub is_last: bool,
    /// What has no room on the page and stands there all the same.
    pub overfull: Option<usize>,
    pub longer: [Option<Flexed>; MOST_FLEXED],
    pub shorter: [Option<Flexed>; MOST_FLEXED],
    pub aside: Arc<Aside>,
}

/// The room of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub height: f32,
    /// How much of a line of text is below its baseline: pages end on the same baseline.
    pub descent: f32,
    /// A page with so much on it is nearly full.
    pub nearly_full: f32,
    /// How much longer than that its text may become.
    pub extra: f32,
    /// Height that parts notes from the text.
    pub separator: f32,
}

/// Fills a page and tells the places where it could end: all where it is nearly full, of those before, the last and
/// the cheapest. There is always one. `plain` is an empty [`Aside`], shared by all pages without notes and floats.
pub fn endings(
    flow: &Flow,
    start: usize,
    keeps_glue: bool,
    carry: &Carry,
    room: Room,
    plain: &Arc<Aside>,
) -> Vec<Ending> {
    let mut page = Filling::new(flow, start, keeps_glue, carry, room, plain);
    // What was carried over may fill the page by itself.
    let carried = (page.solids > 0 || page.notes_height + page.bottom > 0.0).then(|| page.ending(start, 0.0, false));
    page.run(start);
    if page.endings.is_empty() {
        match carried {
            Some(ending) => page.endings.push(ending),
            None => page.force(start),
        }
    }
    page.endings
}

struct Filling<'f> {
    flow: &'f Flow<'f>,
    room: Room,
    height: f32,
    /// Below the last baseline.
    descent: f32,
    stretch: f32,
    shrink: f32,
    open: Vec<OpenFrame>,
    /// Lower edges of the open frames.
    closing: f32,
    notes_height: f32,
    aside: Arc<Aside>,
    /// Height of the floats at the bottom.
    bottom: f32,
    cost: f64,
    solids: usize,
    content: f32,
    drops_glue: bool,
    /// A note had to be split: no further line goes on this page.
    is_full: bool,
    /// What could lose or gain a line.
    longer: [Option<Flexed>; MOST_FLEXED],
    shorter: [Option<Flexed>; MOST_FLEXED],
    paragraph: usize,
    endings: Vec<Ending>,
    /// The last place that is forbidden, in case there is no other.
    forbidden: Option<Ending>,
    overfull: Option<usize>,
    /// The entry that had no room.
    stopped: usize,
}

impl<'f> Filling<'f> {
    fn new(
        flow: &'f Flow<'f>,
        start: usize,
        keeps_glue: bool,
        carry: &Carry,
        room: Room,
        plain: &Arc<Aside>,
    ) -> Filling<'f> {
        let open = flow.open_on_page(start);
        let mut page = Filling {
            flow,
            room,
            height: 0.0,
            descent: 0.0,
            stretch: 0.0,
            shrink: 0.0,
            closing: open.iter().map(|frame| frame.cut).sum(),
            open,
            notes_height: 0.0,
            aside: plain.clone(),
            bottom: 0.0,
            cost: 0.0,
            solids: 0,
            content: 0.0,
            drops_glue: !keeps_glue,
            is_full: false,
            longer: [None; MOST_FLEXED],
            shorter: [None; MOST_FLEXED],
            paragraph: flow.paragraphs.partition_point(|paragraph| paragraph.start < start),
            endings: Vec::new(),
            forbidden: None,
            overfull: None,
            stopped: flow.entries.len(),
        };
        page.place_carried(carry, start == flow.entries.len());
        page.height += page.open.iter().map(|frame| frame.again).sum::<f32>();
        page
    }

    /// Floats at the top of the page and notes at its foot, from the page before. Where no text is left, the notes have
    /// the page to themselves, and at least a line of them stands on it, however tall.
    fn place_carried(&mut self, carry: &Carry, is_at_end: bool) {
        if carry.is_empty() {
            return;
        }
        let mut rest = Carry::default();
        for &float in &carry.floats {
            let Entry::Float { moved, place, .. } = self.flow.entries[float] else { continue };
            let used = self.height + self.bottom;
            let fits = used == 0.0 || used + moved <= self.room.height + ROUNDING && !self.is_full;
            match place {
                FloatPlace::Bottom if rest.floats.is_empty() && fits => {
                    self.bottom += moved;
                    Arc::make_mut(&mut self.aside).bottoms.push(float);
                }
                FloatPlace::Top if rest.floats.is_empty() && fits => {
                    self.put(moved);
                }
                FloatPlace::Page if rest.floats.is_empty() && used == 0.0 => {
                    self.put(moved);
                    self.is_full = true;
                }
                FloatPlace::Top | FloatPlace::Bottom | FloatPlace::Page => {
                    self.cost += FLOAT_COST;
                    rest.floats.push(float);
                }
            }
        }
        let mut placed = Vec::new();
        for &note in &carry.notes {
            if !rest.notes.is_empty() {
                rest.notes.push(note);
                continue;
            }
            let galley = self.flow.notes[note.note as usize].galley;
            let used = self.notes_height.max(self.room.separator);
            let most = if is_at_end { self.room.height } else { self.room.height * MOST_CARRIED };
            let (mut to, mut height) = split(galley, note.from, most - self.height - self.bottom - used);
            if is_at_end && to == note.from && placed.is_empty() && self.height + self.bottom == 0.0 {
                (to, height) = first_line(galley, note.from);
            }
            if to > note.from {
                self.notes_height = used + height;
                placed.push(NotePart { note: note.note, from: note.from, to, height });
            }
            if to < galley.items.len() {
                self.cost += NOTE_SPLIT_COST;
                rest.notes.push(NoteRest { note: note.note, from: to });
            }
        }
        let aside = Arc::make_mut(&mut self.aside);
        aside.notes = placed;
        aside.carry = rest;
    }

    /// Goes on until nothing more has room.
    fn run(&mut self, start: usize) {
        let flow = self.flow;
        let mut ends = flow.parts.iter().map(|part| part.start).filter(|&end| end > start).peekable();
        let mut next = start;
        if let Some(columns) = flow.columns_at(start) {
            if !self.columns(&columns, start, false) {
                return;
            }
            next = columns.close;
        }
        while next < flow.entries.len() {
            let index = next;
            next += 1;
            // No float stands in another chapter.
            if ends.next_if_eq(&index).is_some() && !self.aside.carry.floats.is_empty() {
                return;
            }
            self.flex_until(index);
            match self.flow.entries[index] {
                Entry::Solid { height, descent } => {
                    if self.is_full || !self.has_room(height) {
                        self.stopped = index;
                        return;
                    }
                    self.put(height);
                    self.descent = descent;
                }
                Entry::Glue { size, stretch, shrink } => {
                    if self.solids > 0 || !self.drops_glue {
                        self.height += size;
                        self.stretch += stretch;
                        self.shrink += shrink;
                    }
                }
                Entry::Penalty(penalty) => {
                    let ending = || self.ending(index + 1, f64::from(penalty.cost), penalty.is_hyphenated);
                    if self.solids == 0 {
                    } else if penalty.cost >= FORBIDDEN {
                        if self.endings.is_empty() {
                            self.forbidden = Some(ending());
                        }
                    } else {
                        let ending = ending();
                        self.offer(ending);
                    }
                }
                Entry::Note(note) => {
                    if !self.note(note) {
                        return;
                    }
                }
                Entry::Float { here, moved, place } => {
                    // A page takes few of those that wait: more text before them would only move them further away.
                    if self.aside.carry.floats.len() >= MOST_WAITING && !self.endings.is_empty() {
                        self.stopped = index;
                        return;
                    }
                    self.float(index, here, moved, place);
                }
                Entry::Open(frame) => {
                    self.height += frame.start;
                    self.closing += frame.cut;
                    self.open.push(frame);
                    if let Some(columns) = flow.columns_at(next).filter(|columns| columns.open == index) {
                        if !self.columns(&columns, next, true) {
                            return;
                        }
                        next = columns.close;
                    }
                }
                Entry::Close => {
                    if let Some(frame) = self.open.pop() {
                        self.height += frame.end;
                        self.closing -= frame.cut;
                        if frame.end > 0.0 {
                            self.descent = 0.0;
                        }
                    }
                }
                Entry::Nothing => {}
            }
        }
        self.flex_until(self.flow.entries.len());
        let end = self.flow.entries.len();
        let mut ending = self.ending(end, 0.0, false);
        ending.is_last = true;
        self.endings.push(ending);
    }

    /// Fills columns from an entry on, as long as they have room side by side; `false` where the page must end within them.
    /// Far from the foot their height is taken for their content's by the number of columns: they are never higher than
    /// that and the highest piece that none of them divides, or than what stands between two forced breaks.
    fn columns(&mut self, columns: &FlowColumns, from: usize, keeps_glue: bool) -> bool {
        let flow = self.flow;
        let top = self.height;
        let since = columns.open + 1;
        let count = f32::from(columns.count);
        let mut open = flow.open_since(from, since);
        let mut content: f32 = open.iter().map(|frame| frame.again).sum();
        let mut has_content = keeps_glue;
        let end = columns.close.min(flow.entries.len());
        // Where the piece in hand began, the highest before it, where the last forced break was, and how many there were.
        let (mut piece, mut highest, mut forced, mut breaks) = (content, 0.0f32, 0.0, 0u16);
        for index in from..end {
            match flow.entries[index] {
                Entry::Solid { height, .. } | Entry::Float { here: height, .. } => {
                    self.height = top + (content + height) / count;
                    if self.is_full || self.solids > 0 && !self.has_room(0.0) {
                        self.stopped = index;
                        return false;
                    }
                    content += height;
                    self.content += height / count;
                    self.solids += 1;
                    has_content = true;
                }
                Entry::Glue { size, .. } => content += if has_content { size } else { 0.0 },
                Entry::Note(note) => {
                    if !self.note(note) {
                        return false;
                    }
                }
                Entry::Penalty(penalty) if self.solids > 0 => {
                    highest = highest.max(content - piece);
                    let free = columns.count.saturating_sub(breaks).max(1);
                    let most = (content / count).max((content - forced) / f32::from(free)) + highest;
                    if penalty.cost < FORBIDDEN {
                        piece = content;
                    }
                    if penalty.cost == COLUMN_BREAK {
                        (forced, breaks) = (content, breaks + 1);
                    }
                    let is_near = top + most + self.notes_height + self.bottom >= self.room.nearly_full;
                    if is_near {
                        let balanced = balance(flow, from..index + 1, since, columns.count, keeps_glue);
                        (self.height, self.descent) = (top + balanced.height, balanced.descent);
                        if !self.has_room(0.0) && (!self.endings.is_empty() || self.forbidden.is_some()) {
                            self.stopped = index;
                            return false;
                        }
                    }
                    if penalty.cost >= FORBIDDEN {
                        if self.endings.is_empty() {
                            self.forbidden =
                                Some(self.ending(index + 1, f64::from(penalty.cost), penalty.is_hyphenated));
                        }
                    } else {
                        let cost = f64::from(penalty.cost.max(0));
                        let ending = self.ending(index + 1, cost, penalty.is_hyphenated);
                        // Of the same height, columns with more in them are better.
                        let is_fuller = |last: &Ending| {
                            last.end > from && last.cost >= cost && (last.height - ending.height).abs() <= ROUNDING
                        };
                        if self.endings.last().is_some_and(is_fuller) {
                            self.endings.pop();
                        }
                        self.offer(ending);
                    }
                }
                Entry::Open(frame) => {
                    content += frame.start;
                    open.push(frame);
                }
                Entry::Close => content += open.pop().map_or(0.0, |frame| frame.end),
                Entry::Penalty(_) | Entry::Nothing => {}
            }
        }
        let balanced = balance(flow, from..end, since, columns.count, keeps_glue);
        (self.height, self.descent) = (top + balanced.height, balanced.descent);
        self.stopped = end;
        self.has_room(0.0) || self.endings.is_empty() && self.forbidden.is_none()
    }

    /// Keeps an ending; of those of pages far from full only the last and the cheapest before it.
    fn offer(&mut self, ending: Ending) {
        if let [.., before, last] = self.endings.as_mut_slice()
            && last.height + last.foot < self.room.nearly_full
        {
            if last.cost <= before.cost {
                std::mem::swap(before, last);
            }
            *last = ending;
            return;
        }
        self.endings.push(ending);
    }

    /// The least that is on the page when all that can shrink has, and paragraphs have lost their lines.
    fn has_room(&self, more: f32) -> bool {
        let lost: f32 = self.shorter.iter().flatten().map(|&(index, _)| self.line_of(index)).sum();
        let least = self.height - self.shrink - lost + more + self.closing + self.notes_height + self.bottom;
        least <= self.room.height + self.room.extra + ROUNDING
    }

    fn line_of(&self, paragraph: u32) -> f32 {
        self.flow.paragraphs[paragraph as usize].line
    }

    fn put(&mut self, height: f32) {
        self.height += height;
        self.descent = 0.0;
        self.solids += 1;
        self.content += height;
    }

    /// Paragraphs that end before an entry and began on this page can lose or gain a line.
    fn flex_until(&mut self, index: usize) {
        while let Some(paragraph) = self.flow.paragraphs.get(self.paragraph)
            && paragraph.end <= index
        {
            let at = self.paragraph as u32;
            if let Some(demerits) = paragraph.flex.longer {
                keep_least(&mut self.longer, (at, demerits));
            }
            if let Some(demerits) = paragraph.flex.shorter {
                keep_least(&mut self.shorter, (at, demerits));
            }
            self.paragraph += 1;
        }
    }

    /// Puts a note at the foot, whole or in part; `false` where the line before it cannot stand here.
    fn note(&mut self, note: u32) -> bool {
        let FlowNote { galley, height, .. } = self.flow.notes[note as usize];
        if !self.aside.carry.notes.is_empty() {
            Arc::make_mut(&mut self.aside).carry.notes.push(NoteRest { note, from: 0 });
            return true;
        }
        let start = self.notes_height.max(self.room.separator);
        let free = self.room.height - (self.height - self.shrink) - self.closing - self.bottom - start;
        if height <= free + ROUNDING {
            Arc::make_mut(&mut self.aside).notes.push(NotePart { note, from: 0, to: galley.items.len(), height });
            self.notes_height = start + height;
            return true;
        }
        let (to, part) = split(galley, 0, free);
        if part < LEAST_NOTE_PART {
            if !self.endings.is_empty() || self.forbidden.is_some() {
                return false;
            }
            // The page cannot end before this line: the note goes on the next page, whole.
            Arc::make_mut(&mut self.aside).carry.notes.push(NoteRest { note, from: 0 });
            self.cost += NOTE_SPLIT_COST;
            self.is_full = true;
            return true;
        }
        Arc::make_mut(&mut self.aside).notes.push(NotePart { note, from: 0, to, height: part });
        self.notes_height = start + part;
        Arc::make_mut(&mut self.aside).carry.notes.push(NoteRest { note, from: to });
        self.cost += NOTE_SPLIT_COST;
        self.is_full = true;
        true
    }

    /// A float stands where it is met, or at the bottom, if there is room and none waits before it; else it moves on.
    fn float(&mut self, index: usize, here: f32, moved: f32, place: FloatPlace) {
        let is_next = self.aside.carry.floats.is_empty() && !self.is_full;
        match place {
            FloatPlace::Top if is_next && (self.has_room(here) || self.solids == 0) => return self.put(here),
            FloatPlace::Bottom if is_next && self.has_room(moved) => return self.put_at_bottom(index, moved),
            FloatPlace::Top | FloatPlace::Bottom | FloatPlace::Page => {}
        }
        if place != FloatPlace::Page {
            self.cost += FLOAT_COST;
        }
        Arc::make_mut(&mut self.aside).carry.floats.push(index);
        Arc::make_mut(&mut self.aside).moved.push(index);
    }

    fn put_at_bottom(&mut self, index: usize, height: f32) {
        self.bottom += height;
        Arc::make_mut(&mut self.aside).bottoms.push(index);
        Arc::make_mut(&mut self.aside).moved.push(index);
    }

    fn ending(&self, end: usize, cost: f64, is_hyphenated: bool) -> Ending {
        Ending {
            end,
            height: self.height + self.closing,
            descent: if self.closing > 0.0 { 0.0 } else { self.descent },
            stretch: self.stretch,
            shrink: self.shrink,
            notes_height: self.notes_height,
            foot: self.notes_height + self.bottom,
            cost: self.cost + cost,
            is_hyphenated,
            content: self.content,
            is_last: false,
            overfull: self.overfull,
            longer: self.longer,
            shorter: self.shorter,
            aside: self.aside.clone(),
        }
    }

    /// Ends the page at a place that is forbidden, since no other is there; or puts on it what is taller than any
    /// page.
    fn force(&mut self, start: usize) {
        if let Some(ending) = self.forbidden.take() {
            self.endings.push(ending);
            return;
        }
        let is_solid = |index: &usize| matches!(self.flow.entries[*index], Entry::Solid { .. } | Entry::Float { .. });
        let Some(first) = (start..self.flow.entries.len()).find(is_solid) else { return };
        if self.solids > 0 {
            // Nothing but kept lines: the page ends before the first that has no room.
            self.end_at_last_line();
            return;
        }
        if let Entry::Solid { height, .. } = self.flow.entries[first] {
            self.put(height);
        }
        self.overfull = Some(first);
        let mut end = first + 1;
        while let Some(entry) = self.flow.entries.get(end) {
            match *entry {
                Entry::Note(note) => Arc::make_mut(&mut self.aside).carry.notes.push(NoteRest { note, from: 0 }),
                Entry::Close => {
                    self.open.pop();
                }
                Entry::Penalty(_) => {
                    end += 1;
                    break;
                }
                Entry::Nothing | Entry::Glue { .. } => {}
                Entry::Solid { .. } | Entry::Float { .. } | Entry::Open(_) => break,
            }
            end += 1;
        }
        let mut ending = self.ending(end, f64::from(FORBIDDEN), false);
        ending.is_last = end == self.flow.entries.len();
        self.endings.push(ending);
    }

    /// Ends the page before what had no room.
    fn end_at_last_line(&mut self) {
        let mut ending = self.ending(self.stopped, f64::from(FORBIDDEN), false);
        ending.is_last = self.stopped == self.flow.entries.len();
        self.endings.push(ending);
    }
}

/// Keeps the paragraphs with the least demerits, in order.
fn keep_least(kept: &mut [Option<Flexed>; MOST_FLEXED], new: Flexed) {
    let at = kept.iter().position(|old| old.is_none_or(|(_, demerits)| new.1 < demerits));
    if let Some(at) = at {
        kept[at..].rotate_right(1);
        kept[at] = Some(new);
    }
}

/// How much of a note from an item on fits into a height: the item after the last that does, and the height.
fn split(note: &Galley, start: usize, room: f32) -> (usize, f32) {
    let mut height = 0.0;
    let mut last = (start, 0.0);
    let mut has_content = false;
    for (offset, item) in note.items[start..].iter().enumerate() {
        match item {
            Item::Penalty(penalty) if penalty.cost < FORBIDDEN && has_content => last = (start + offset + 1, height),
            Item::ForcedBreak { .. } if has_content => last = (start + offset + 1, height),
            Item::Penalty(_) | Item::ForcedBreak { .. } | Item::Insertion(_) | Item::Side(_) | Item::Mark(_) => {}
            Item::Glue(_) if !has_content => {}
            Item::Line(_) | Item::Row(_) | Item::Float(_) | Item::Glue(_) | Item::Open(_) | Item::Close(_) => {
                height += note.item_height(item).0;
                has_content |= matches!(item, Item::Line(_) | Item::Row(_) | Item::Float(_));
                if height > room + ROUNDING {
                    return last;
                }
            }
        }
    }
    (note.items.len(), height)
}

/// The first line of a note from an item on, however tall: the item after it, and the height up to there.
fn first_line(note: &Galley, start: usize) -> (usize, f32) {
    let rest = &note.items[start..];
    let is_solid = |item: &Item| matches!(item, Item::Line(_) | Item::Row(_) | Item::Float(_));
    let length = rest.iter().position(is_solid).map_or(rest.len(), |index| index + 1);
    (start + length, rest[..length].iter().map(|item| note.item_height(item).0).sum())
}
