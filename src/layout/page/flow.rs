//! What is set on pages without a forced break between: stretches of galleys, one after the other, as heights.
//!
//! In: galleys. Out: a [`Flow`] of [`Entry`]s, one for each item, so that a place in it is a place in a galley. Between
//! two galleys a page may end. Fragments are not seen here.

use std::ops::Range;

use crate::document::NodeId;
use crate::layout::galley::{FORBIDDEN, FloatPlace, Galley, Item, Penalty};
use crate::paragraph::Flex;

/// An item as page breaking sees it. Lengths in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entry {
    /// Content that is never divided, and how much of it is below its baseline.
    Solid {
        height: f32,
        descent: f32,
    },
    Glue {
        size: f32,
        stretch: f32,
        shrink: f32,
    },
    Penalty(Penalty),
    /// A note for the foot; index in [`Flow::notes`].
    Note(u32),
    /// What may move to a later page: its height here, and there.
    Float {
        here: f32,
        moved: f32,
        place: FloatPlace,
    },
    /// A frame opens.
    Open(OpenFrame),
    Close,
    /// A mark: takes no room.
    Nothing,
}

/// A note by its chapter and node.
#[derive(Clone, Copy, Debug)]
pub struct FlowNote<'a> {
    pub chapter: usize,
    pub node: NodeId,
    pub galley: &'a Galley,
    /// With nothing broken.
    pub height: f32,
}

/// A paragraph that can be set in a line more or less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowParagraph {
    /// Entries from the first line to after the last.
    pub start: usize,
    pub end: usize,
    pub flex: Flex,
    /// Height of a line of it.
    pub line: f32,
    pub chapter: usize,
    /// Index in the galley's paragraphs.
    pub index: usize,
}

/// A frame by its index in the galley, and what it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenFrame {
    pub frame: u32,
    /// Above, where it opens, and below, where it closes.
    pub start: f32,
    pub end: f32,
    /// Above with its repeated head, where it goes on on a further page.
    pub again: f32,
    /// Below, where a page cuts it.
    pub cut: f32,
}

/// Columns side by side.
#[derive(Clone, Copy, Debug)]
pub struct FlowColumns {
    /// The entries where their frame opens and closes.
    pub open: usize,
    pub close: usize,
    pub frame: u32,
    pub count: u16,
}

/// Places to end a page, no more than a page needs. What has hardly any height (lines in a font of no size) would have a
/// page full of thousands, and the search tries each from each.
#[derive(Default)]
struct Places {
    /// How far down the stretch is, and where the last step of it began.
    height: f32,
    step: f32,
    /// The places within the step, and the cheapest of them.
    count: usize,
    least: i32,
}

impl Places {
    /// The height of a step, in points: less than any line that can be read.
    const STEP: f32 = 4.0;
    /// A line has one or two.
    const MOST: usize = 8;

    fn go_down(&mut self, height: f32) {
        self.height += height;
        if (self.height - self.step).abs() >= Places::STEP {
            *self = Places { height: self.height, step: self.height, ..Places::default() };
        }
    }

    /// Whether a place is one too many.
    fn are_too_dense_for(&mut self, penalty: &Penalty) -> bool {
        if penalty.cost >= FORBIDDEN {
            return false;
        }
        self.count += 1;
        let is_cheaper = self.count == 1 || penalty.cost < self.least;
        if is_cheaper {
            self.least = penalty.cost;
        }
        !is_cheaper && self.count > Places::MOST
    }
}

/// A stretch of one galley.
#[derive(Clone, Debug)]
pub struct FlowPart {
    pub chapter: usize,
    pub items: Range<usize>,
    /// The entry of the first item.
    pub start: usize,
}

/// Entries of one stretch of pages.
#[derive(Clone, Debug, Default)]
pub struct Flow<'a> {
    pub entries: Vec<Entry>,
    /// For each entry, the frame open before it that opened last: its entry.
    enclosing: Vec<Option<u32>>,
    pub notes: Vec<FlowNote<'a>>,
    pub paragraphs: Vec<FlowParagraph>,
    /// In order; none stand in one another.
    pub columns: Vec<FlowColumns>,
    pub parts: Vec<FlowPart>,
}

impl<'a> Flow<'a> {
    /// Goes on with a stretch of a chapter's galley.
    pub fn append(&mut self, chapter: usize, galley: &'a Galley, items: Range<usize>) {
        if !self.parts.is_empty() {
            self.entries.push(Entry::Penalty(Penalty::at(0)));
            self.enclosing.push(None);
        }
        let start = self.entries.len();
        let mut innermost = None;
        let mut places = Places::default();
        for item in &galley.items[items.clone()] {
            self.enclosing.push(innermost);
            let mut entry = self.entry(chapter, galley, item);
            places.go_down(galley.item_height(item).0);
            if let Entry::Penalty(penalty) = &entry
                && places.are_too_dense_for(penalty)
            {
                entry = Entry::Nothing;
            }
            match entry {
                Entry::Open(frame) => {
                    innermost = Some(self.entries.len() as u32);
                    if let Some(columns) = galley.frames[frame.frame as usize].columns {
                        let (open, close) = (self.entries.len(), usize::MAX);
                        self.columns.push(FlowColumns { open, close, frame: frame.frame, count: columns.count });
                    }
                }
                Entry::Close => {
                    let at = self.entries.len();
                    if let Some(columns) = self.columns.last_mut()
                        && innermost == Some(columns.open as u32)
                    {
                        columns.close = at;
                    }
                    innermost = innermost.and_then(|open| self.enclosing[open as usize]);
                }
                Entry::Solid { .. }
                | Entry::Glue { .. }
                | Entry::Penalty(_)
                | Entry::Note(_)
                | Entry::Float { .. }
                | Entry::Nothing => {}
            }
            self.entries.push(entry);
        }
        let first = galley.paragraphs.partition_point(|paragraph| paragraph.items.start < items.start);
        for (index, paragraph) in galley.paragraphs.iter().enumerate().skip(first) {
            if paragraph.items.end > items.end {
                break;
            }
            let Item::Line(line) = &galley.items[paragraph.items.start] else { continue };
            let line = line.height.0;
            let at = |item: usize| start + item - items.start;
            self.paragraphs.push(FlowParagraph {
                start: at(paragraph.items.start),
                end: at(paragraph.items.end),
                flex: paragraph.flex,
                line,
                chapter,
                index,
            });
        }
        self.parts.push(FlowPart { chapter, items, start });
    }

    fn entry(&mut self, chapter: usize, galley: &'a Galley, item: &Item) -> Entry {
        match item {
            Item::Line(line) => Entry::Solid { height: line.height.0, descent: (line.height - line.ascent).0 },
            Item::Row(part) => Entry::Solid { height: part.height.0, descent: 0.0 },
            Item::Glue(glue) => Entry::Glue { size: glue.size.0, stretch: glue.stretch.0, shrink: glue.shrink.0 },
            Item::Penalty(penalty) => Entry::Penalty(*penalty),
            Item::Insertion(node) => match galley.notes.get(node) {
                Some(note) => {
                    self.notes.push(FlowNote { chapter, node: *node, galley: note, height: note.height().0 });
                    Entry::Note(self.notes.len() as u32 - 1)
                }
                None => Entry::Nothing,
            },
            Item::Float(float) => {
                Entry::Float { here: float.height_here().0, moved: (float.height + float.gap).0, place: float.place }
            }
            Item::Side(_) | Item::Mark(_) | Item::ForcedBreak { .. } => Entry::Nothing,
            Item::Open(id) => {
                let frame = &galley.frames[*id as usize];
                Entry::Open(OpenFrame {
                    frame: *id,
                    start: frame.start_edge().0,
                    end: frame.end_edge().0,
                    again: (frame.reopened_edge() + frame.header_height()).0,
                    cut: frame.cut_edge().0,
                })
            }
            Item::Close(_) => Entry::Close,
        }
    }

    /// The frames that are open at an entry, outermost first.
    pub fn open_at(&self, at: usize) -> Vec<OpenFrame> {
        self.open_since(at, 0)
    }

    /// Of these, those that opened at an entry or after it.
    pub fn open_since(&self, at: usize, since: usize) -> Vec<OpenFrame> {
        let mut open = Vec::new();
        let mut next = self.enclosing.get(at).copied().flatten();
        while let Some(index) = next.filter(|&index| index as usize >= since) {
            if let Entry::Open(frame) = self.entries[index as usize] {
                open.push(frame);
            }
            next = self.enclosing[index as usize];
        }
        open.reverse();
        open
    }

    /// The frames that are open on a page that begins at an entry: those of columns belong to the columns.
    pub fn open_on_page(&self, at: usize) -> Vec<OpenFrame> {
        let mut open = self.open_at(at);
        if let Some(columns) = self.columns_at(at)
            && let Some(last) = open.iter().position(|frame| frame.frame == columns.frame)
        {
            open.truncate(last + 1);
        }
        open
    }

    /// The columns that an entry stands in, from their first entry to where they close.
    pub fn columns_at(&self, at: usize) -> Option<FlowColumns> {
        let index = self.columns.partition_point(|columns| columns.close < at);
        self.columns.get(index).copied().filter(|columns| columns.open < at)
    }

    /// The chapter and item of an entry.
    pub fn item(&self, at: usize) -> (usize, usize) {
        let part = &self.parts[self.parts.partition_point(|part| part.start <= at).saturating_sub(1)];
        (part.chapter, part.items.start + at - part.start)
    }

    /// The stretches of galleys between two entries.
    pub fn pieces(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
        self.parts.iter().filter_map(move |part| {
            let length = part.items.len();
            let from = range.start.clamp(part.start, part.start + length) - part.start;
            let to = range.end.clamp(part.start, part.start + length) - part.start;
            (from < to).then(|| (part.chapter, part.items.start + from..part.items.start + to))
        })
    }
}
