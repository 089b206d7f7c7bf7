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

use super::fill::{Aside, Ending, ROUNDING, Room, endings};
use super::flow::Flow;
use crate::style::PageSide;

/// Two facing pages that end at different depths, by the square of the difference in lines: the first thing one sees of
/// a spread. Pages that differ by more than a line and a half are unequal, whatever the difference.
const UNEQUAL_COST: f64 = 1_000_000.0;
const MOST_UNEQUAL: f64 = 1.5;
/// A page that ends above the foot of its spread, by the square of the lines that are missing, up to what is less than
/// to break what is to be kept together.
const SHORT_COST: f64 = 60_000.0;
const MOST_SHORT: f64 = 3_000_000.0;
/// A spread that is a line shorter or longer than the page area.
const DEPTH_COST: f64 = 8_000.0;
/// The same where notes stand at the foot, whose place is seen.
const FOOT_COST: f64 = 60_000.0;
/// A paragraph in a line more or less than it wants, and the share of its demerits.
const LOOSE_COST: f64 = 12_000.0;
const LOOSE_SHARE: f64 = 24.0;
/// Space between blocks stretched or shrunk as far as it should, by the cube of the ratio; and how much further it goes
/// where it must.
const STRETCH_COST: f64 = 4_000.0;
const MOST_STRETCH: f32 = 2.0;
/// The last page of a chapter with fewer lines than this.
const THIN_COST: f64 = 500_000.0;
const LEAST_LINES: f32 = 5.0;
/// A page that ends within a word: the reader turns the leaf of a recto.
const HYPHEN_RECTO_COST: f64 = 500_000.0;
const HYPHEN_VERSO_COST: f64 = 5_000.0;
/// A page too many, so that of equal ways the shorter wins.
const PAGE_COST: f64 = 100.0;
/// Ways that cost so much more than the best way to the same place are given up.
const HOPELESS: f64 = 4_000_000.0;
/// So many ways to one place are followed, the cheapest.
const MOST_WAYS: usize = 7;
/// Places to end a page that cost more than this are not worth filling it for.
const DEAR: f64 = 100_000.0;
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
    pub flexed: Lines,
    pub notes_height: f32,
    /// Floats at its top: entries.
    pub floats: Vec<usize>,
    pub overfull: Option<usize>,
    /// Its notes and floats, and what goes on on the next page.
    pub aside: Arc<Aside>,
}

/// Paragraphs of the flow with the lines they gain or lose.
pub type Lines = [Option<(u32, i32)>; 2];

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

/// Endings that do not depend on how a page came about: of pages within the flow, after which nothing is carried over.
/// Searches from both sides share them.
#[derive(Default)]
pub struct Memo {
    plain: Arc<Aside>,
    endings: BTreeMap<usize, (Room, Arc<[Ending]>)>,
}

impl Memo {
    fn endings(&mut self, flow: &Flow, at: usize, aside: &Aside, room: Room) -> Arc<[Ending]> {
        let is_plain = at > 0 && aside.carry.is_empty();
        if is_plain
            && let Some((of, known)) = self.endings.get(&at)
            && *of == room
        {
            return known.clone();
        }
        let found: Arc<[Ending]> = endings(flow, at, at == 0, &aside.carry, room, &self.plain).into();
        if is_plain {
            self.endings.insert(at, (room, found.clone()));
        }
        found
    }
}

/// The cheapest ways to set a flow that begins on a side: by the side of the page after the last, recto first.
pub fn best_breaks(flow: &Flow, rooms: &Rooms, begins: PageSide, memo: &mut Memo) -> [Option<Solution>; 2] {
    let root =
        Node { at: 0, side: begins, facing: None, aside: memo.plain.clone(), cost: 0.0, previous: None, page: None };
    let mut search = Search { flow, rooms, memo, nodes: vec![root], open: BTreeMap::new(), done: [None, None] };
    search.open.insert(0, vec![0]);
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
    /// Of the page before: what it carries over.
    aside: Arc<Aside>,
    cost: f64,
    previous: Option<u32>,
    /// The page that ends here.
    page: Option<Choice>,
}

/// A page as the search keeps it.
#[derive(Clone, Copy, Debug)]
struct Choice {
    start: usize,
    notes_height: f32,
    overfull: Option<usize>,
    set: Set,
}

struct Search<'f> {
    flow: &'f Flow<'f>,
    rooms: &'f Rooms,
    memo: &'f mut Memo,
    nodes: Vec<Node>,
    /// Nodes that pages are still to follow, by their entry: the cheapest of each state, cheapest first.
    open: BTreeMap<usize, Vec<u32>>,
    /// The cheapest node at the end, by the side of the next page.
    done: [Option<u32>; 2],
}

impl Search<'_> {
    /// Tries each next page of the nodes at one entry.
    fn go_on(&mut self, at: usize, group: Vec<u32>) {
        let least = group.first().map_or(0.0, |&node| self.cost(node));
        for node in group {
            if self.cost(node) > least + HOPELESS {
                break;
            }
            let Node { side, ref aside, .. } = self.nodes[node as usize];
            let aside = aside.clone();
            let room = self.rooms.get(side, at == 0);
            let found = self.memo.endings(self.flow, at, &aside, room);
            self.follow(node, &found, room);
        }
    }

    fn cost(&self, node: u32) -> f64 {
        self.nodes[node as usize].cost
    }

    /// What a way to an entry must cost less than to be followed.
    fn most(&self, at: usize) -> f64 {
        let Some(group) = self.open.get(&at) else { return f64::INFINITY };
        group.get(MOST_WAYS - 1).map_or(f64::INFINITY, |&last| self.cost(last))
    }

    /// Adds a node for each way to end the next page after a node.
    fn follow(&mut self, node: u32, endings: &[Ending], room: Room) {
        let Node { at, side, facing, cost, .. } = self.nodes[node as usize];
        let lead = self.rooms.lead;
        let longer = if room.extra > 0.0 { Some(lead) } else { None };
        let of_facing = facing.filter(|facing| (facing.abs() > SAME_DEPTH) && (facing.abs() - lead).abs() > SAME_DEPTH);
        let targets = [Some(0.0), Some(-lead), longer, of_facing];
        // A page far from full serves only where the others are dear.
        let is_near = |ending: &&Ending| ending.height + ending.foot >= room.nearly_full || ending.is_last;
        let cheapest = endings.iter().filter(is_near).map(|ending| ending.cost).fold(f64::INFINITY, f64::min);
        let mut has_way = false;
        for ending in endings.iter().filter(|ending| cheapest > DEAR || is_near(ending)) {
            if ending.is_last {
                has_way |= self.finish(node, ending, room);
                continue;
            }
            // Whatever it takes to set the page comes on top of that.
            let most = self.most(ending.end);
            if cost + PAGE_COST + ending.cost >= most {
                has_way = true;
                continue;
            }
            for target in targets.into_iter().flatten() {
                // Notes follow a spread that is a line longer or shorter, and no other.
                if ending.foot > 0.0 && target.abs() > lead + SAME_DEPTH {
                    continue;
                }
                // What does not reach a depth of its own is as it is for the page area.
                let Some(set) = self.set(ending, room, target) else { continue };
                if target != 0.0 && (set.depth - target).abs() > SAME_DEPTH && Some(target) != of_facing {
                    continue;
                }
                has_way = true;
                let total = cost + self.page_cost(ending, &set, side, facing);
                self.add(node, ending, set, at, total, (side == PageSide::Verso).then_some(set.depth));
            }
        }
        if !has_way && let Some(ending) = endings.first() {
            self.give_in(node, ending);
        }
    }

    /// Ends the page where it is least too long, since it cannot be set at all.
    fn give_in(&mut self, node: u32, ending: &Ending) {
        let Node { at, cost, .. } = self.nodes[node as usize];
        let cost = cost + ending.cost + f64::from(crate::layout::galley::FORBIDDEN);
        if ending.is_last && ending.aside.carry.is_empty() {
            self.end_with(node, ending, Set::default(), cost);
        } else {
            self.add(node, ending, Set::default(), at, cost, None);
        }
    }

    /// The last page may end anywhere above the foot of the one it faces; one of few lines is thin. Notes and floats
    /// that are left get pages of their own.
    fn finish(&mut self, node: u32, ending: &Ending, room: Room) -> bool {
        let Node { at, facing, cost, ref aside, .. } = self.nodes[node as usize];
        let lead = self.rooms.lead;
        let is_rest = at == self.flow.entries.len() && !aside.carry.is_empty();
        let over = ending.height + ending.foot - room.height;
        let set = if over <= ROUNDING || ending.overfull.is_some() {
            Some(Set::default())
        } else {
            // It must fit by shrinking, by lines lost, or on a longer page.
            let targets = [0.0, if room.extra > 0.0 { lead } else { 0.0 }];
            targets.iter().find_map(|&target| self.set(ending, room, target))
        };
        let Some(set) = set else { return false };
        let mut total = cost + ending.cost + set.cost + PAGE_COST;
        total += DEPTH_COST * f64::from(set.depth.max(0.0) / lead).powi(2);
        if let Some(facing) = facing {
            let depth = if over <= ROUNDING { over } else { set.depth };
            total += unequal_cost(f64::from((depth - facing).max(0.0)), f64::from(lead));
        }
        if !ending.aside.carry.is_empty() {
            self.add(node, ending, set, at, total, None);
            return true;
        }
        let lines = ending.content / lead;
        if at > 0 && !is_rest && lines + ROUNDING < LEAST_LINES {
            total += THIN_COST * (1.0 + 0.1 * f64::from(LEAST_LINES - lines));
        }
        self.end_with(node, ending, set, total);
        true
    }

    /// Keeps the cheapest node at the end.
    fn end_with(&mut self, previous: u32, ending: &Ending, set: Set, cost: f64) {
        let Node { at, side, .. } = self.nodes[previous as usize];
        let side = other(side);
        let slot = usize::from(side == PageSide::Verso);
        if self.done[slot].is_none_or(|done| cost < self.nodes[done as usize].cost) {
            self.done[slot] = Some(self.nodes.len() as u32);
            self.nodes.push(self.node(previous, ending, set, at, cost, side, None));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a node, named at the two places of use")]
    fn node(
        &self,
        previous: u32,
        ending: &Ending,
        set: Set,
        start: usize,
        cost: f64,
        side: PageSide,
        facing: Option<f32>,
    ) -> Node {
        let page = Choice { start, notes_height: ending.notes_height, overfull: ending.overfull, set };
        let aside = ending.aside.clone();
        Node { at: ending.end, side, facing, aside, cost, previous: Some(previous), page: Some(page) }
    }

    /// How a page comes nearest to a depth beyond its area: by stretching, by shrinking, by lines more or less.
    fn set(&self, ending: &Ending, room: Room, depth: f32) -> Option<Set> {
        let available = room.height + depth - ending.foot;
        // What is seen to end a page is its last baseline, or the edge of a frame.
        let missing = available - room.descent - (ending.height - ending.descent);
        let overlap = (available - ending.height).max(-ROUNDING);
        if ending.overfull.is_some() {
            return Some(Set { depth: -missing.max(0.0), ..Set::default() });
        }
        let mut best: Option<(f64, Set)> = None;
        for lines in [0i32, 1, -1, 2, -2] {
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
            let gap = f64::from(short.abs() / self.rooms.lead);
            let price = cost + short_cost(gap);
            if best.as_ref().is_none_or(|(least, _)| price < *least) {
                // What stands at the foot ends the page: text that is short of it leaves a gap above it.
                let set = match ending.foot > 0.0 {
                    true => Set { ratio, depth, flexed, cost: cost + depth_cost(gap) },
                    false => Set { ratio, depth: depth - short, flexed, cost },
                };
                best = Some((price, set));
            }
            if price <= LOOSE_COST {
                break;
            }
        }
        best.map(|(_, set)| set)
    }

    /// So many lines more or less: which paragraphs, at what cost, how much height.
    fn flexed(&self, ending: &Ending, lines: i32) -> Option<(Lines, f64, f32)> {
        let of = if lines > 0 { &ending.longer } else { &ending.shorter };
        let mut flexed = [None; 2];
        let (mut cost, mut gained) = (0.0, 0.0);
        for (paragraph, flexed) in of.iter().zip(&mut flexed).take(lines.unsigned_abs() as usize) {
            let (index, demerits) = (*paragraph)?;
            *flexed = Some((index, lines.signum()));
            cost += LOOSE_COST + LOOSE_SHARE * f64::from(demerits.max(0.0));
            gained += self.flow.paragraphs[index as usize].line * lines.signum() as f32;
        }
        Some((flexed, cost, gained))
    }

    fn page_cost(&self, ending: &Ending, set: &Set, side: PageSide, facing: Option<f32>) -> f64 {
        let lead = f64::from(self.rooms.lead.max(1.0));
        let depth = f64::from(set.depth) / lead;
        let mut cost = PAGE_COST + ending.cost + set.cost;
        cost += depth_cost(-depth);
        if ending.foot > 0.0 && depth != 0.0 {
            cost += FOOT_COST;
        }
        if let Some(facing) = facing {
            cost += unequal_cost(f64::from((facing - set.depth).abs()), lead);
        }
        if ending.is_hyphenated {
            cost += match side {
                PageSide::Recto => HYPHEN_RECTO_COST,
                PageSide::Verso => HYPHEN_VERSO_COST,
            };
        }
        cost
    }

    /// Keeps a node after another unless a third leads to the same state for less, or enough others are cheaper.
    fn add(&mut self, previous: u32, ending: &Ending, set: Set, start: usize, cost: f64, facing: Option<f32>) {
        if cost >= self.most(ending.end) {
            return;
        }
        let side = other(self.nodes[previous as usize].side);
        let is_same = |old: &Node| {
            old.side == side
                && match (old.facing, facing) {
                    (None, None) => true,
                    (Some(old), Some(new)) => (old - new).abs() < SAME_DEPTH,
                    (None, Some(_)) | (Some(_), None) => false,
                }
                && (Arc::ptr_eq(&old.aside, &ending.aside) || old.aside.carry == ending.aside.carry)
        };
        let group = self.open.get(&ending.end).map_or(&[][..], Vec::as_slice);
        let known = group.iter().position(|&old| is_same(&self.nodes[old as usize]));
        if known.is_some_and(|known| self.cost(group[known]) <= cost) {
            return;
        }
        let place = group.partition_point(|&old| self.cost(old) <= cost);
        let node = self.node(previous, ending, set, start, cost, side, facing);
        let group = self.open.entry(ending.end).or_default();
        // No page follows those in the group yet, so that the place of one that is given up serves again.
        let given_up = match known {
            Some(known) => Some(group.remove(known)),
            None if group.len() == MOST_WAYS => group.pop(),
            None => None,
        };
        let index = match given_up {
            Some(index) => {
                self.nodes[index as usize] = node;
                index
            }
            None => {
                self.nodes.push(node);
                self.nodes.len() as u32 - 1
            }
        };
        group.insert(place, index);
    }

    fn solution(&self, last: u32) -> Solution {
        let mut pages = Vec::new();
        let mut next = Some(last);
        while let Some(index) = next {
            let node = &self.nodes[index as usize];
            if let (Some(page), Some(previous)) = (&node.page, node.previous) {
                pages.push(page_choice(node, page, &self.nodes[previous as usize].aside));
            }
            next = node.previous;
        }
        pages.reverse();
        Solution { pages, cost: self.nodes[last as usize].cost }
    }
}

fn other(side: PageSide) -> PageSide {
    match side {
        PageSide::Recto => PageSide::Verso,
        PageSide::Verso => PageSide::Recto,
    }
}

/// Facing pages that end so many points from one another.
fn unequal_cost(difference: f64, lead: f64) -> f64 {
    if difference <= f64::from(SAME_DEPTH) { 0.0 } else { UNEQUAL_COST * (difference / lead).min(MOST_UNEQUAL).powi(2) }
}

/// A page so many lines short, or longer.
fn depth_cost(lines: f64) -> f64 {
    if lines > 1.01 { short_cost(lines) } else { DEPTH_COST * lines * lines }
}

fn short_cost(lines: f64) -> f64 {
    (SHORT_COST * lines * lines).min(MOST_SHORT)
}

/// How a page is set.
#[derive(Clone, Copy, Debug, Default)]
struct Set {
    ratio: f32,
    /// Where its text ends, below the foot of the page area.
    depth: f32,
    flexed: Lines,
    /// Of stretching and of lines more or less.
    cost: f64,
}

fn page_choice(node: &Node, page: &Choice, before: &Aside) -> PageChoice {
    let Aside { carry, bottoms, .. } = &*node.aside;
    let is_at_top = |float: &usize| !carry.floats.contains(float) && !bottoms.contains(float);
    PageChoice {
        start: page.start,
        end: node.at,
        ratio: page.set.ratio,
        depth: page.set.depth,
        flexed: page.set.flexed,
        notes_height: page.notes_height,
        floats: before.carry.floats.iter().copied().filter(is_at_top).collect(),
        overfull: page.overfull,
        aside: node.aside.clone(),
    }
}
