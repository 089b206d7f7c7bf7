//! The best page breaks over a whole stretch of pages.
//!
//! Michael F. Plass, "Optimal Pagination Techniques for Automatic Typesetting Systems" (Stanford, 1981): pages are
//! chosen as Knuth and Plass choose lines, by the least sum of costs over all ways to break. The spread is what a
//! reader sees, so that what a left page looks like is part of the state: how deep it ended. Both pages of a spread
//! may be a line shorter or longer than the page area, and paragraphs may be set in a line more or less.
//!
//! In: a flow, the rooms of its pages, the side it begins on. Out: for each side the next stretch may begin on, the
//! pages that lead there. Pure arithmetic: neither fonts nor themes are known.
//!
//! Departures from the paper: no float is placed before what refers to it; footnotes split only where they must.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fill::{Carry, Ending, Flexed, NotePart, ROUNDING, Room, endings};
use super::flow::Flow;
use crate::style::PageSide;

/// Two facing pages that end at different depths, by the square of the difference in lines: the first thing one sees of
/// a spread. Pages that differ by more than a line and a half are unequal, whatever the difference.
const UNEQUAL_COST: f64 = 1_000_000.0;
const MOST_UNEQUAL: f64 = 1.5;
/// A page that ends above the foot of its spread, by the square of the lines that are missing, up to what is less than
/// to break what is to be kept together.
const SHORT_COST: f64 = 20_000.0;
const MOST_SHORT: f64 = 3_000_000.0;
/// A spread that is a line shorter or longer than the page area.
const DEPTH_COST: f64 = 8_000.0;
/// A paragraph in a line more or less than it wants, and the share of its demerits.
const LOOSE_COST: f64 = 2_000.0;
const LOOSE_SHARE: f64 = 0.5;
/// Space between blocks stretched or shrunk as far as it should, by the cube of the ratio; and how much further it goes
/// where it must.
const STRETCH_COST: f64 = 4_000.0;
const MOST_STRETCH: f32 = 2.0;
/// The last page of a chapter with fewer lines than this.
const THIN_COST: f64 = 500_000.0;
const LEAST_LINES: usize = 5;
/// A page that ends within a word: the reader turns the leaf of a recto.
const HYPHEN_RECTO_COST: f64 = 60_000.0;
const HYPHEN_VERSO_COST: f64 = 5_000.0;
/// A page too many, so that of equal ways the shorter wins.
const PAGE_COST: f64 = 100.0;
/// Ways that cost so much more than the best way to the same place are given up.
const HOPELESS: f64 = 8_000_000.0;
/// Depths closer than this, in points, are one.
const SAME_DEPTH: f32 = 0.9;

/// The pages of a stretch.
#[derive(Clone, Debug)]
pub struct Solution {
    pub pages: Vec<PageChoice>,
    pub cost: f64,
}

/// One page, chosen.
#[derive(Clone, Debug)]
pub struct PageChoice {
    pub start: usize,
    pub end: usize,
    /// How far glue is set: 1 is all its stretch, −1 all its shrink.
    pub ratio: f32,
    /// How much longer than the page area it may be; negative where it is shorter. In points.
    pub depth: f32,
    /// Paragraphs of the flow with the lines they gain or lose.
    pub flexed: Vec<(u32, i32)>,
    pub notes: Arc<Vec<NotePart>>,
    pub notes_height: f32,
    /// Floats at its top: entries.
    pub floats: Vec<usize>,
    /// Floats of its text that do not stand where they are met: entries.
    pub moved: Arc<Vec<usize>>,
    /// Floats at its bottom: entries.
    pub bottoms: Arc<Vec<usize>>,
    pub overfull: Option<usize>,
    /// What goes on on the next page.
    pub rest: Arc<Carry>,
}

/// The rooms of a stretch.
#[derive(Clone, Copy, Debug)]
pub struct Rooms {
    /// The distance of lines, in points.
    pub lead: f32,
    /// The first page, where a chapter opens: recto, verso.
    pub first: [Room; 2],
    pub rest: [Room; 2],
}

impl Rooms {
    fn get(&self, side: PageSide, is_first: bool) -> Room {
        let rooms = if is_first { &self.first } else { &self.rest };
        match side {
            PageSide::Recto => rooms[0],
            PageSide::Verso => rooms[1],
        }
    }
}

/// The cheapest ways to set a flow that begins on a side: by the side of the page after the last, recto first.
pub fn best_breaks(flow: &Flow, rooms: &Rooms, begins: PageSide) -> [Option<Solution>; 2] {
    let mut search = Search { flow, rooms, nodes: Vec::new(), open: BTreeMap::new(), done: [None, None] };
    let root = Node { at: 0, side: begins, facing: None, carry: Arc::default(), cost: 0.0, previous: None, page: None };
    search.open.insert(0, vec![0]);
    search.nodes.push(root);
    while let Some((at, group)) = search.open.pop_first() {
        search.go_on(at, group);
    }
    search.done.map(|last| last.map(|last| search.solution(last)))
}

/// A way to have set the flow up to an entry.
struct Node {
    at: usize,
    /// The side of the next page.
    side: PageSide,
    /// How deep the verso ended that the next page faces.
    facing: Option<f32>,
    carry: Arc<Carry>,
    cost: f64,
    previous: Option<u32>,
    page: Option<PageChoice>,
}

struct Search<'f> {
    flow: &'f Flow<'f>,
    rooms: &'f Rooms,
    nodes: Vec<Node>,
    /// Nodes that pages are still to follow, by their entry.
    open: BTreeMap<usize, Vec<u32>>,
    /// The cheapest node at the end, by the side of the next page.
    done: [Option<u32>; 2],
}

impl Search<'_> {
    /// Tries each next page of the nodes at one entry.
    fn go_on(&mut self, at: usize, group: Vec<u32>) {
        let least = group.iter().map(|&node| self.nodes[node as usize].cost).fold(f64::INFINITY, f64::min);
        let mut filled: Vec<(PageSide, Arc<Carry>, Arc<Vec<Ending>>)> = Vec::new();
        for node in group {
            let Node { side, cost, ref carry, .. } = self.nodes[node as usize];
            if cost > least + HOPELESS {
                continue;
            }
            let known = filled.iter().find(|(of, left, _)| *of == side && *left == *carry);
            let found = match known {
                Some((_, _, endings)) => endings.clone(),
                None => {
                    let is_first = at == 0;
                    let room = self.rooms.get(side, is_first);
                    let found = Arc::new(endings(self.flow, at, is_first, carry, room));
                    filled.push((side, carry.clone(), found.clone()));
                    found
                }
            };
            self.follow(node, &found);
        }
    }

    /// Adds a node for each way to end the next page after a node.
    fn follow(&mut self, node: u32, endings: &[Ending]) {
        let Node { at, side, facing, cost, .. } = self.nodes[node as usize];
        let room = self.rooms.get(side, at == 0);
        let carried = self.nodes[node as usize].carry.clone();
        let mut targets = vec![0.0, -self.rooms.lead];
        if room.extra > 0.0 {
            targets.push(self.rooms.lead);
        }
        if let Some(facing) = facing
            && !targets.iter().any(|target: &f32| (target - facing).abs() < SAME_DEPTH)
        {
            targets.push(facing);
        }
        // A page that stays far from full serves only where no other does.
        let enough = room.height * 0.75;
        let fullest = endings.iter().rposition(|ending| ending.height + ending.foot >= enough);
        let first = match fullest {
            Some(_) => endings.iter().position(|ending| ending.height + ending.foot >= enough).unwrap_or(0),
            None => 0,
        };
        // Cheap places before the full part are kept as well, the last few of them.
        let mut has_way = false;
        let earlier = endings[..first].iter().rev().filter(|ending| ending.cost < 1_000.0).take(2);
        for ending in earlier.chain(&endings[first..]) {
            if ending.is_last {
                has_way |= self.finish(node, ending, room, &carried);
                continue;
            }
            let mut ways: Vec<(f64, Set)> = Vec::with_capacity(targets.len());
            for &target in &targets {
                if let Some(set) = self.set(ending, room, target) {
                    ways.push((self.page_cost(ending, &set, side, facing), set));
                }
            }
            has_way |= !ways.is_empty();
            for (page_cost, set) in ways {
                let next = if side == PageSide::Recto { PageSide::Verso } else { PageSide::Recto };
                let facing = (side == PageSide::Verso).then_some(set.depth);
                let new = Node {
                    at: ending.end,
                    side: next,
                    facing,
                    carry: ending.carry.clone(),
                    cost: cost + page_cost,
                    previous: Some(node),
                    page: None,
                };
                self.add(new, ending, &set, at, &carried);
            }
        }
        if !has_way && let Some(ending) = endings.first() {
            self.give_in(node, ending, &carried);
        }
    }

    /// Ends the page where it is least too long, since it cannot be set at all.
    fn give_in(&mut self, node: u32, ending: &Ending, carried: &Arc<Carry>) {
        let Node { at, side, cost, .. } = self.nodes[node as usize];
        let set = Set { ratio: 0.0, depth: 0.0, flexed: Vec::new(), cost: 0.0 };
        let next = if side == PageSide::Recto { PageSide::Verso } else { PageSide::Recto };
        let carry = ending.carry.clone();
        let cost = cost + ending.cost + f64::from(crate::layout::galley::FORBIDDEN);
        let mut new = Node { at: ending.end, side: next, facing: None, carry, cost, previous: Some(node), page: None };
        if !ending.is_last {
            self.add(new, ending, &set, at, carried);
            return;
        }
        new.page = Some(choice(ending, &set, at, carried));
        self.end_with(new);
    }

    /// Keeps the cheapest node at the end.
    fn end_with(&mut self, new: Node) {
        let slot = usize::from(new.side == PageSide::Verso);
        if self.done[slot].is_none_or(|done| new.cost < self.nodes[done as usize].cost) {
            self.done[slot] = Some(self.nodes.len() as u32);
            self.nodes.push(new);
        }
    }

    /// The last page may end anywhere above the foot; one of few lines is thin.
    fn finish(&mut self, node: u32, ending: &Ending, room: Room, carried: &Arc<Carry>) -> bool {
        let Node { at, side, cost, .. } = self.nodes[node as usize];
        let over = ending.height + ending.foot - room.height;
        let set = if over <= ROUNDING {
            Some(Set { ratio: 0.0, depth: 0.0, flexed: Vec::new(), cost: 0.0 })
        } else {
            // It must fit by shrinking, by lines lost, or on a longer page.
            let targets = [0.0, if room.extra > 0.0 { self.rooms.lead } else { 0.0 }];
            targets.iter().find_map(|&target| self.set(ending, room, target))
        };
        let set = match set {
            Some(set) => set,
            None if ending.overfull.is_some() => Set { ratio: 0.0, depth: 0.0, flexed: Vec::new(), cost: 0.0 },
            None => return false,
        };
        let is_thin = ending.solids < LEAST_LINES && at > 0;
        let thin = if is_thin { THIN_COST * (1.0 + 0.1 * (LEAST_LINES - ending.solids) as f64) } else { 0.0 };
        let total = cost + ending.cost + set.cost + thin + PAGE_COST;
        let next = if side == PageSide::Recto { PageSide::Verso } else { PageSide::Recto };
        let page = Some(choice(ending, &set, at, carried));
        let carry = ending.carry.clone();
        self.end_with(Node {
            at: ending.end,
            side: next,
            facing: None,
            carry,
            cost: total,
            previous: Some(node),
            page,
        });
        true
    }

    /// How a page comes nearest to a depth beyond its area: by stretching, by shrinking, by lines more or less.
    fn set(&self, ending: &Ending, room: Room, depth: f32) -> Option<Set> {
        let available = room.height + depth - ending.foot;
        // What is seen to end a page is its last baseline, or the edge of a frame.
        let missing = available - room.descent - (ending.height - ending.descent);
        let overlap = (available - ending.height).max(-ROUNDING);
        if ending.overfull.is_some() {
            return Some(Set { ratio: 0.0, depth: -missing.max(0.0), flexed: Vec::new(), cost: 0.0 });
        }
        let mut best: Option<Set> = None;
        for lines in -2i32..=2 {
            let Some((flexed, cost, gained)) = self.flexed(ending, lines) else { continue };
            let left = missing - gained;
            let (ratio, short) = if left.abs() <= ROUNDING {
                (0.0, 0.0)
            } else if left > 0.0 {
                if ending.stretch * MOST_STRETCH >= left { (left / ending.stretch, 0.0) } else { (0.0, left) }
            } else if ending.shrink >= -left {
                (left / ending.shrink, 0.0)
            } else if overlap >= gained {
                (0.0, left)
            } else {
                continue;
            };
            let cost = cost + STRETCH_COST * f64::from(ratio.abs()).powi(3);
            let way = Set { ratio, depth: depth - short, flexed, cost };
            let price = |set: &Set| set.cost + short_cost(f64::from((depth - set.depth).abs() / self.rooms.lead));
            if best.as_ref().is_none_or(|best| price(&way) < price(best)) {
                best = Some(way);
            }
        }
        best
    }

    /// So many lines more or less: which paragraphs, at what cost, how much height.
    fn flexed(&self, ending: &Ending, lines: i32) -> Option<(Vec<(u32, i32)>, f64, f32)> {
        let of: &[Option<Flexed>] = if lines > 0 { &ending.longer } else { &ending.shorter };
        let count = lines.unsigned_abs() as usize;
        let mut flexed = Vec::new();
        let (mut cost, mut gained) = (0.0, 0.0);
        for paragraph in of.iter().take(count) {
            let (index, demerits) = (*paragraph)?;
            flexed.push((index, lines.signum()));
            cost += LOOSE_COST + LOOSE_SHARE * f64::from(demerits.max(0.0));
            gained += self.flow.paragraphs[index as usize].line * lines.signum() as f32;
        }
        Some((flexed, cost, gained))
    }

    fn page_cost(&self, ending: &Ending, set: &Set, side: PageSide, facing: Option<f32>) -> f64 {
        let lead = f64::from(self.rooms.lead.max(1.0));
        let depth = f64::from(set.depth) / lead;
        let mut cost = PAGE_COST + ending.cost + set.cost;
        cost += if depth < -1.01 { short_cost(-depth) } else { DEPTH_COST * depth * depth };
        if let Some(facing) = facing {
            let difference = (f64::from(facing) / lead - depth).abs();
            if f64::from(SAME_DEPTH) < difference * lead {
                cost += UNEQUAL_COST * difference.min(MOST_UNEQUAL).powi(2);
            }
        }
        if ending.is_hyphenated {
            cost += match side {
                PageSide::Recto => HYPHEN_RECTO_COST,
                PageSide::Verso => HYPHEN_VERSO_COST,
            };
        }
        cost
    }

    /// Keeps a node unless another leads to the same state for less.
    fn add(&mut self, mut new: Node, ending: &Ending, set: &Set, start: usize, carried: &Arc<Carry>) {
        let group = self.open.entry(new.at).or_default();
        let is_same = |old: &Node| {
            old.side == new.side
                && match (old.facing, new.facing) {
                    (None, None) => true,
                    (Some(old), Some(new)) => (old - new).abs() < SAME_DEPTH,
                    (None, Some(_)) | (Some(_), None) => false,
                }
                && old.carry == new.carry
        };
        match group.iter().position(|&old| is_same(&self.nodes[old as usize])) {
            Some(position) => {
                let old = group[position];
                if new.cost < self.nodes[old as usize].cost {
                    new.page = Some(choice(ending, set, start, carried));
                    self.nodes[old as usize] = new;
                }
            }
            None => {
                new.page = Some(choice(ending, set, start, carried));
                group.push(self.nodes.len() as u32);
                self.nodes.push(new);
            }
        }
    }

    fn solution(&self, last: u32) -> Solution {
        let mut pages = Vec::new();
        let mut next = Some(last);
        while let Some(index) = next {
            let node = &self.nodes[index as usize];
            pages.extend(node.page.clone());
            next = node.previous;
        }
        pages.reverse();
        Solution { pages, cost: self.nodes[last as usize].cost }
    }
}

fn short_cost(lines: f64) -> f64 {
    (SHORT_COST * lines * lines).min(MOST_SHORT)
}

/// How a page is set.
struct Set {
    ratio: f32,
    /// Where its text ends, below the foot of the page area.
    depth: f32,
    flexed: Vec<(u32, i32)>,
    /// Of stretching and of lines more or less.
    cost: f64,
}

fn choice(ending: &Ending, set: &Set, start: usize, carried: &Carry) -> PageChoice {
    let is_at_top = |float: &usize| !ending.carry.floats.contains(float) && !ending.bottoms.contains(float);
    let floats = carried.floats.iter().copied().filter(is_at_top).collect();
    PageChoice {
        start,
        end: ending.end,
        ratio: set.ratio,
        depth: set.depth,
        flexed: set.flexed.clone(),
        notes: ending.notes.clone(),
        notes_height: ending.notes_height,
        floats,
        moved: ending.moved.clone(),
        bottoms: ending.bottoms.clone(),
        overfull: ending.overfull,
        rest: ending.carry.clone(),
    }
}
