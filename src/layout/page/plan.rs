//! All pages of a book, planned: which stretch of which galley stands on which page.
//!
//! In: the galleys of all chapters and the areas of pages. Phases: cut the book into stretches at forced breaks; find
//! for each the best breaks, for both sides it may begin on, in parallel; chain the cheapest; number the pages. Out: a
//! [`Plan`]. Galleys are only read, so that a book can be planned again when page numbers in the text have changed
//! their widths.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::area::Areas;
use super::columns::balance;
use super::fill::Room;
use super::flow::{Flow, FlowColumns};
use super::search::{Memo, PageChoice, Rooms, Solution, best_breaks};
use super::{Flexed, NotePiece, PagePlan, Piece, PlacedColumns};
use crate::geom::Pt;
use crate::layout::galley::{Galley, Item};
use crate::style::{BreakBetween, PageContext, PageSide};

/// A blank page, so that a chapter opens on the other side.
const BLANK_COST: f64 = 20_000.0;
/// A spread may be a line longer where so many lines are free below the page area.
const LINES_BELOW: f32 = 2.5;
/// A page that has room for fewer lines is nearly full.
const LINES_FROM_FULL: f32 = 3.6;

/// All pages, planned.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub pages: Vec<PagePlan>,
    /// What is taller than a page: chapter and item.
    pub overfull: Vec<(usize, usize)>,
}

impl Plan {
    /// Paragraphs that gain or lose a line, by chapter and index, each once.
    pub fn flexed(&self) -> Vec<Flexed> {
        let mut flexed: Vec<Flexed> = self.pages.iter().flat_map(|page| &page.flexed).copied().collect();
        flexed.sort();
        flexed
    }
}

/// Breaks that were found before, by the galleys they were found for.
#[derive(Default)]
pub struct KnownBreaks {
    known: Vec<Known>,
}

/// Items of a galley.
type KnownPart = (Arc<Galley>, Range<usize>);

struct Known {
    galleys: Vec<KnownPart>,
    name: Option<Arc<str>>,
    opens: BreakBetween,
    is_first: bool,
    solved: Arc<Solved>,
    /// The last plans asked for it.
    is_used: bool,
}

impl KnownBreaks {
    /// Forgets the breaks that were not asked for since the last call.
    pub fn forget_unused(&mut self) {
        self.known.retain(|known| known.is_used);
        self.known.iter_mut().for_each(|known| known.is_used = false);
    }

    fn index(&self) -> BTreeMap<(usize, usize), usize> {
        let key =
            |known: &Known| known.galleys.first().map(|(galley, items)| (Arc::as_ptr(galley) as usize, items.start));
        self.known.iter().enumerate().filter_map(|(index, known)| Some((key(known)?, index))).collect()
    }
}

impl Known {
    fn is_of(&self, stretch: &Stretch, galleys: &[Arc<Galley>]) -> bool {
        let is_same = |(known, part): (&KnownPart, &(usize, Range<usize>))| {
            Arc::ptr_eq(&known.0, &galleys[part.0]) && known.1 == part.1
        };
        self.galleys.len() == stretch.parts.len()
            && self.galleys.iter().zip(&stretch.parts).all(is_same)
            && self.name == stretch.name
            && self.opens == stretch.opens
            && self.is_first == stretch.is_first
    }
}

/// Plans the pages of a book; of stretches that are known, the breaks are taken from there.
pub fn plan(galleys: &[Arc<Galley>], areas: &Areas, breaks: &mut KnownBreaks) -> Plan {
    let stretches = stretches(galleys);
    let index = breaks.index();
    let find = |stretch: &Stretch| {
        let (chapter, items) = stretch.parts.first()?;
        let at = *index.get(&(Arc::as_ptr(&galleys[*chapter]) as usize, items.start))?;
        breaks.known[at].is_of(stretch, galleys).then_some(at)
    };
    let found: Vec<(Option<usize>, Arc<Solved>)> = stretches
        .par_iter()
        .map(|stretch| match find(stretch) {
            Some(at) => (Some(at), breaks.known[at].solved.clone()),
            None => (None, Arc::new(solve(stretch, galleys, areas))),
        })
        .collect();
    for ((at, solved), stretch) in found.iter().zip(&stretches) {
        match at {
            Some(at) => breaks.known[*at].is_used = true,
            None => breaks.known.push(Known {
                galleys: stretch
                    .parts
                    .iter()
                    .map(|(chapter, items)| (galleys[*chapter].clone(), items.clone()))
                    .collect(),
                name: stretch.name.clone(),
                opens: stretch.opens,
                is_first: stretch.is_first,
                solved: solved.clone(),
                is_used: true,
            }),
        }
    }
    let solved: Vec<Arc<Solved>> = found.into_iter().map(|(_, solved)| solved).collect();
    let sides = chain(&stretches, &solved);
    let mut planner = Planner { galleys, plan: Plan::default(), next_number: 1 };
    for ((stretch, solved), (begins, ends)) in stretches.iter().zip(&solved).zip(sides) {
        planner.stretch(stretch, solved, begins, ends);
    }
    planner.plan
}

/// What is set without a forced break.
struct Stretch {
    opens: BreakBetween,
    name: Option<Arc<str>>,
    /// A chapter opens on its first page.
    is_first: bool,
    number: Option<i32>,
    /// Chapters with the items of their galleys.
    parts: Vec<(usize, Range<usize>)>,
}

/// Cuts the book at forced breaks. A chapter without one goes on below the last, if it is set on the same kind of page.
fn stretches(galleys: &[Arc<Galley>]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (chapter, galley) in galleys.iter().enumerate() {
        let opens = galley.opens.unwrap_or(BreakBetween::Auto);
        let is_free = matches!(opens, BreakBetween::Auto | BreakBetween::Avoid);
        let mut start = 0;
        let mut next = Some((opens, galley.page_name.clone(), true));
        let mut continues = is_free && galley.page_number.is_none();
        for (index, item) in galley.items.iter().enumerate() {
            if let Item::ForcedBreak { between, page_name } = item {
                push(&mut stretches, chapter, start..index, next.take(), continues, galley.page_number);
                start = index + 1;
                next = Some((*between, page_name.clone(), false));
                continues = false;
            }
        }
        push(&mut stretches, chapter, start..galley.items.len(), next, continues, galley.page_number);
    }
    stretches
}

fn push(
    stretches: &mut Vec<Stretch>,
    chapter: usize,
    items: Range<usize>,
    begins: Option<(BreakBetween, Option<Arc<str>>, bool)>,
    continues: bool,
    number: Option<i32>,
) {
    let Some((opens, name, is_first)) = begins else { return };
    match stretches.last_mut().filter(|last| continues && last.name == name) {
        Some(last) => last.parts.push((chapter, items)),
        None => {
            let number = number.filter(|_| is_first);
            stretches.push(Stretch { opens, name, is_first, number, parts: vec![(chapter, items)] });
        }
    }
}

/// The best pages of a stretch by the side it begins on, recto first, and of the next one.
type Solved = [[Option<Solution>; 2]; 2];

fn solve(stretch: &Stretch, galleys: &[Arc<Galley>], areas: &Areas) -> Solved {
    let flow = flow(stretch, galleys);
    let rooms = rooms(stretch, galleys, areas);
    let mut memo = Memo::default();
    let mut from = |side| best_breaks(&flow, &rooms, side, &mut memo);
    match stretch.opens {
        BreakBetween::Recto => [from(PageSide::Recto), [None, None]],
        BreakBetween::Verso => [[None, None], from(PageSide::Verso)],
        BreakBetween::Auto | BreakBetween::Avoid | BreakBetween::Column | BreakBetween::Page => {
            [from(PageSide::Recto), from(PageSide::Verso)]
        }
    }
}

fn flow<'g>(stretch: &Stretch, galleys: &'g [Arc<Galley>]) -> Flow<'g> {
    let mut flow = Flow::default();
    for (chapter, items) in &stretch.parts {
        flow.append(*chapter, &galleys[*chapter], items.clone());
    }
    flow
}

fn rooms(stretch: &Stretch, galleys: &[Arc<Galley>], areas: &Areas) -> Rooms {
    let first = stretch.parts.first().map(|(chapter, _)| &galleys[*chapter]);
    let lead = first.map_or(Pt::ZERO, |galley| galley.lead).max(Pt(1.0));
    let descent = first.map_or(0.0, |galley| galley.descent.0);
    let room = |side, is_first| {
        let area = areas.get(&stretch.name, side, is_first);
        let extra = if area.below >= lead * LINES_BELOW { lead.0 } else { 0.0 };
        Room {
            height: area.height.0,
            nearly_full: area.height.0 - lead.0 * LINES_FROM_FULL,
            descent,
            extra,
            separator: area.separator.0,
        }
    };
    let both = |is_first| [room(PageSide::Recto, is_first), room(PageSide::Verso, is_first)];
    Rooms { lead: lead.0, first: both(stretch.is_first), rest: both(false) }
}

/// For each stretch, the side it begins on and the side the next page after it has, so that the whole book costs least.
fn chain(stretches: &[Stretch], solved: &[Arc<Solved>]) -> Vec<(PageSide, PageSide)> {
    const SIDES: [PageSide; 2] = [PageSide::Recto, PageSide::Verso];
    // By the side of the next page: the cost, and how it came about, stretch by stretch.
    let mut best: [Option<f64>; 2] = [Some(0.0), None];
    let mut steps: Vec<[Option<(usize, usize)>; 2]> = Vec::with_capacity(stretches.len());
    for (stretch, solved) in stretches.iter().zip(solved) {
        let mut next: [Option<f64>; 2] = [None, None];
        let mut step: [Option<(usize, usize)>; 2] = [None, None];
        for (before, cost) in best.iter().enumerate().filter_map(|(side, cost)| Some((side, (*cost)?))) {
            let begins = match stretch.opens {
                BreakBetween::Recto => 0,
                BreakBetween::Verso => 1,
                BreakBetween::Auto | BreakBetween::Avoid | BreakBetween::Column | BreakBetween::Page => before,
            };
            let blank = if begins == before { 0.0 } else { BLANK_COST };
            for (ends, solution) in solved[begins].iter().enumerate() {
                let Some(solution) = solution else { continue };
                let total = cost + blank + solution.cost;
                if next[ends].is_none_or(|cost| total < cost) {
                    next[ends] = Some(total);
                    step[ends] = Some((before, begins));
                }
            }
        }
        best = next;
        steps.push(step);
    }
    let mut ends = if best[1].unwrap_or(f64::INFINITY) < best[0].unwrap_or(f64::INFINITY) { 1 } else { 0 };
    let mut sides = Vec::with_capacity(stretches.len());
    for step in steps.iter().rev() {
        let Some((before, begins)) = step[ends] else { break };
        sides.push((SIDES[begins], SIDES[ends]));
        ends = before;
    }
    sides.reverse();
    sides
}

struct Planner<'a> {
    galleys: &'a [Arc<Galley>],
    plan: Plan,
    next_number: i32,
}

impl Planner<'_> {
    fn stretch(&mut self, stretch: &Stretch, solved: &Solved, begins: PageSide, ends: PageSide) {
        let index = |side| usize::from(side == PageSide::Verso);
        let Some(solution) = &solved[index(begins)][index(ends)] else { return };
        if begins != self.next_side() {
            let name = self.plan.pages.last().and_then(|page| page.context.name.clone());
            self.push_page(PageContext { name, side: self.next_side(), is_first: false, is_blank: true, nth: 0 });
        }
        if let Some(number) = stretch.number {
            self.next_number = number;
        }
        let flow = flow(stretch, self.galleys);
        for (page, choice) in solution.pages.iter().enumerate() {
            let is_first = stretch.is_first && page == 0;
            let side = self.next_side();
            self.push_page(PageContext { name: stretch.name.clone(), side, is_first, is_blank: false, nth: 0 });
            self.fill(&flow, choice, page == 0);
        }
    }

    fn next_side(&self) -> PageSide {
        if self.plan.pages.len().is_multiple_of(2) { PageSide::Recto } else { PageSide::Verso }
    }

    fn push_page(&mut self, context: PageContext) {
        let number = self.next_number;
        self.next_number += 1;
        self.plan.pages.push(PagePlan { number, ..PagePlan::new(context) });
    }

    fn fill(&mut self, flow: &Flow, choice: &PageChoice, keeps_glue: bool) {
        let open: Vec<u32> = flow.open_at(choice.start).iter().map(|frame| frame.frame).collect();
        let pieces = flow.pieces(choice.start..choice.end).enumerate().map(|(index, (chapter, items))| Piece {
            chapter,
            items,
            open: if index == 0 { open.clone() } else { Vec::new() },
            keeps_glue: keeps_glue || index > 0,
        });
        let Some(page) = self.plan.pages.last_mut() else { return };
        page.pieces = pieces.collect();
        page.ratio = choice.ratio;
        page.depth = Pt(choice.depth);
        page.floats = choice.floats.iter().map(|&entry| flow.item(entry)).collect();
        page.moved = choice.aside.moved.iter().map(|&entry| flow.item(entry)).collect();
        page.columns = placed_columns(flow, choice);
        page.bottoms = choice.aside.bottoms.iter().map(|&entry| flow.item(entry)).collect();
        page.flexed = choice
            .flexed
            .iter()
            .flatten()
            .map(|&(paragraph, lines)| {
                let paragraph = flow.paragraphs[paragraph as usize];
                Flexed { chapter: paragraph.chapter, paragraph: paragraph.index, lines }
            })
            .collect();
        page.notes =
            choice.aside.notes.iter().map(|part| piece(flow, part.note, part.from..part.to, part.height)).collect();
        page.notes_height = Pt(choice.notes_height);
        if let Some(entry) = choice.overfull {
            self.plan.overfull.push(flow.item(entry));
        }
    }
}

/// The columns of a page: each begins where the page does or where its frame opens.
fn placed_columns(flow: &Flow, choice: &PageChoice) -> Vec<PlacedColumns> {
    let first = flow.columns.partition_point(|columns| columns.close <= choice.start);
    let on_page = flow.columns[first..].iter().take_while(|columns| columns.open + 1 < choice.end);
    let placed = |columns: &FlowColumns| {
        let entries = choice.start.max(columns.open + 1)..columns.close.min(choice.end);
        let keeps_glue = columns.open >= choice.start;
        let balanced = balance(flow, entries.clone(), columns.open + 1, columns.count, keeps_glue);
        let (chapter, start) = flow.item(entries.start);
        let item = |entry: usize| start + entry - entries.start;
        let starts = balanced.starts.iter().map(|&entry| item(entry)).collect();
        PlacedColumns { chapter, items: start..item(entries.end), frame: columns.frame, starts, keeps_glue }
    };
    on_page.map(placed).filter(|placed| !placed.items.is_empty()).collect()
}

fn piece(flow: &Flow, note: u32, items: Range<usize>, height: f32) -> NotePiece {
    let note = flow.notes[note as usize];
    NotePiece { chapter: note.chapter, note: note.node, items, height: Pt(height) }
}

/// Says of each page which `:nth()` selectors meet it: its place is known once all pages are.
pub fn mark_nth(plan: &mut Plan, theme: &crate::style::Theme) {
    let mut run = 0;
    let mut before: Option<Option<Arc<str>>> = None;
    for (index, page) in plan.pages.iter_mut().enumerate() {
        let name = page.context.name.clone();
        run = if before.as_ref() == Some(&name) { run + 1 } else { 1 };
        page.context.nth = theme.nth_pages(name.as_deref(), index + 1, run);
        before = Some(name);
    }
}

/// The page number of every node that begins in the text.
pub fn page_numbers<T: Clone>(
    plan: &Plan,
    galleys: &[Arc<Galley>],
    number: impl Fn(&PagePlan) -> T,
) -> BTreeMap<(usize, crate::document::NodeId), T> {
    let mut numbers = BTreeMap::new();
    for page in &plan.pages {
        let value = number(page);
        let mut add = |chapter: usize, items: Range<usize>| {
            galleys[chapter].for_each_anchor(items, &mut |node| {
                numbers.entry((chapter, node)).or_insert_with(|| value.clone());
            });
        };
        page.floats.iter().for_each(|&(chapter, item)| add(chapter, item..item + 1));
        for piece in &page.pieces {
            // What a float holds is where the float is, not where it is met.
            let moved =
                page.moved.iter().filter(|(chapter, item)| *chapter == piece.chapter && piece.items.contains(item));
            let mut start = piece.items.start;
            for &(chapter, item) in moved {
                add(chapter, start..item);
                start = item + 1;
            }
            add(piece.chapter, start..piece.items.end);
        }
        page.bottoms.iter().for_each(|&(chapter, item)| add(chapter, item..item + 1));
    }
    numbers
}
