//! The total-fit search: of all ways to break a paragraph, the one with the fewest demerits.
//!
//! In: items and measure. Out: a [`Setting`]. Nodes are made in the order of their places, so the active ones are
//! the end of one list; at each break the oldest of them leave when the line from them is too wide, and the rest
//! is left alone from the first one that is too near. So a break looks at the few nodes that can reach it, however
//! many are active.

use super::candidate::{Candidate, NORMAL, ROUNDING, Totals, end_hang, fitness_class, start_hang, totals_after};
use super::{Break, FILL, FORBIDDEN, FORCED, Flex, Hang, Item, LOOSEST, Measure, Setting};

// The costs were chosen by measuring: thirty and twenty chapters of a novel in 10.5-point type, lines of 4.25 inches,
// for the least spread of their spaces at no more hyphens than 2.6 in a hundred lines.

/// For every line, so that fewer lines win when all else is equal (plain TeX's `\linepenalty` is 10).
const LINE_COST: f64 = 20.0;
/// Two lines in a row that end in a hyphen (section 3: α; the value is plain TeX's `\doublehyphendemerits`).
const DOUBLE_FLAG_DEMERITS: f64 = 10_000.0;
/// The last line but one ends in a hyphen (plain TeX's `\finalhyphendemerits` is 5,000).
const FINAL_FLAG_DEMERITS: f64 = 3_000.0;
/// A last line that is shorter than it should be.
const SHORT_END_DEMERITS: f64 = 5_000.0;
/// A tight line beside a loose one (section 3: γ). Plain TeX has 10,000; where boxes give first, what is left to the
/// glue differs less from line to line, and the evenness of each line counts for more.
const FITNESS_DEMERITS: f64 = 1_000.0;
/// Badness of glue at its full stretch, and of boxes at theirs: an expansion by the whole of it is hardly seen.
const GLUE_BADNESS: f64 = 180.0;
const BOX_BADNESS: f64 = 25.0;
/// Shrunk glue is a little less seen than stretched glue of the same ratio.
const SHRUNK: f64 = 0.9;
/// No line is worse than this, so that sums stay exact.
const WORST: f64 = 1.0e6;
/// What an overfull line costs per point it sticks out, so that the search prefers the least.
const OVERFULL_DEMERITS: f64 = 1.0e9;

/// A feasible way to have broken the paragraph up to an item (section 4: "active node").
#[derive(Clone, Copy, Debug)]
struct Node {
    demerits: f64,
    /// Totals up to the first thing after the break that does not vanish.
    totals: Totals,
    /// The item broken at.
    item: u32,
    /// How many lines end here.
    line: u32,
    previous: u32,
    /// Lines in a row up to here that end at a flagged break.
    flagged: u16,
    fitness: u8,
    is_overfull: bool,
    /// Of the line that ends here.
    ratio: f32,
    expansion: f32,
}

/// A place where a line may end.
#[derive(Clone, Copy)]
struct Place {
    item: usize,
    totals: Totals,
    /// What the break adds to the line's width: the hyphen's, less what hangs.
    added: f64,
    cost: i32,
    is_flagged: bool,
}

/// Finds the breaks with the fewest demerits, or `None` where no breaks keep within measure and tolerance. The items
/// must end with a forced break.
pub fn total_fit(items: &[Item], measure: &Measure) -> Option<Setting> {
    let mut search = Search::new(items, measure, false);
    search.run().then(|| search.setting())
}

/// The same at any price: each line is as loose as it must be, and where none is left that keeps within the measure,
/// some are marked overfull. As many flagged breaks may follow one another as must.
pub fn total_fit_at_last(items: &[Item], measure: &Measure) -> Setting {
    let measure = Measure { tolerance: LOOSEST, most_flagged: u16::MAX, seeks_flex: false, looseness: 0, ..*measure };
    let mut search = Search::new(items, &measure, true);
    search.run();
    search.setting()
}

struct Search<'a> {
    items: &'a [Item],
    measure: &'a Measure,
    tolerance: f64,
    takes_overfull: bool,
    /// All nodes ever made, in the order of their places.
    nodes: Vec<Node>,
    /// The active ones are those from here on.
    active: usize,
    /// The best ways to the break at hand, one for each number of lines and fitness class.
    found: Vec<Node>,
}

impl<'a> Search<'a> {
    fn new(items: &'a [Item], measure: &'a Measure, takes_overfull: bool) -> Search<'a> {
        let start = Node {
            demerits: 0.0,
            totals: totals_after(items, 0, Totals::default()),
            item: 0,
            line: 0,
            previous: u32::MAX,
            flagged: 0,
            fitness: NORMAL,
            is_overfull: false,
            ratio: 0.0,
            expansion: 0.0,
        };
        Search {
            items,
            measure,
            tolerance: f64::from(measure.tolerance),
            takes_overfull,
            nodes: vec![start],
            active: 0,
            found: Vec::new(),
        }
    }

    /// Section 4's main loop: goes through the items, tries each legal break from each active node. Whether the end
    /// was reached.
    fn run(&mut self) -> bool {
        let mut totals = Totals::default();
        let mut hang = 0.0;
        for (index, item) in self.items.iter().enumerate() {
            let place = Place { item: index, totals, added: -hang, cost: 0, is_flagged: false };
            let mut lives = true;
            match *item {
                Item::Box { hang: own, .. } => hang = f64::from(own.end),
                Item::Glue { stretch, .. } => {
                    if index > 0 && matches!(self.items[index - 1], Item::Box { .. }) {
                        lives = self.try_break(&place);
                    }
                    if stretch < FILL {
                        hang = 0.0;
                    }
                }
                Item::Penalty { width, hang: own, cost, is_flagged } => {
                    if cost < FORBIDDEN {
                        let added = if width > 0.0 { f64::from(width - own) } else { -hang };
                        lives = self.try_break(&Place { added, cost, is_flagged, ..place });
                    }
                }
            }
            if !lives {
                return false;
            }
            totals.add(item);
        }
        true
    }

    /// Whether the search goes on after it.
    fn try_break(&mut self, place: &Place) -> bool {
        let is_forced = place.cost <= FORCED;
        let mut least_overfull: Option<Node> = None;
        self.found.clear();
        let mut index = self.active;
        while index < self.nodes.len() {
            let from = self.nodes[index];
            let line = Candidate::new(
                &from.totals,
                &place.totals,
                place.added,
                self.measure.line(from.line as usize),
                self.measure.ragged,
            );
            if line.excess() > ROUNDING {
                // Section 4: this node can end no later line either; remember it in case it is the last.
                if index == self.active {
                    self.active += 1;
                }
                let demerits = from.demerits + OVERFULL_DEMERITS * (1.0 + line.excess());
                if self.takes_overfull && least_overfull.is_none_or(|node| demerits < node.demerits) {
                    least_overfull = Some(Node { is_overfull: true, ratio: -1.0, ..self.node(index, place, demerits) });
                }
            } else if !is_forced && line.lack() > self.tolerance * line.stretch && self.measure.tolerance < LOOSEST {
                // So are all nodes after it.
                break;
            } else {
                self.try_line(index, &line, place);
            }
            index += 1;
        }
        if is_forced {
            self.active = self.nodes.len();
        }
        if self.found.is_empty() && self.active == self.nodes.len() {
            // Nothing else is left: the least overfull line keeps the search alive.
            let Some(node) = least_overfull else { return false };
            self.found.push(node);
        }
        self.keep(place);
        true
    }

    /// Keeps a line if it is the best of its class that ends here.
    fn try_line(&mut self, index: usize, line: &Candidate, place: &Place) {
        let from = self.nodes[index];
        if place.is_flagged && from.flagged >= self.measure.most_flagged {
            return;
        }
        let (ratio, expansion) = line.adjustment();
        let fitness = fitness_class(ratio);
        let demerits = from.demerits + self.demerits(line, ratio, expansion, fitness, &from, place);
        let node =
            Node { fitness, ratio: ratio as f32, expansion: expansion as f32, ..self.node(index, place, demerits) };
        // Where lines differ in width, which one it is matters for all that follow (section 4: "j₀").
        let by_lines = self.measure.seeks_flex || node.line < self.measure.first_even();
        let same = |other: &&mut Node| other.fitness == fitness && (!by_lines || other.line == node.line);
        match self.found.iter_mut().find(same) {
            Some(other) if other.demerits <= demerits => {}
            Some(other) => *other = node,
            None => self.found.push(node),
        }
    }

    fn node(&self, previous: usize, place: &Place, demerits: f64) -> Node {
        let from = &self.nodes[previous];
        Node {
            demerits,
            totals: Totals::default(),
            item: place.item as u32,
            line: from.line + 1,
            previous: previous as u32,
            flagged: if place.is_flagged { from.flagged.saturating_add(1) } else { 0 },
            fitness: 0,
            is_overfull: false,
            ratio: 0.0,
            expansion: 0.0,
        }
    }

    /// Makes nodes of what was found, but for those that can win no more: another class is better by more than the
    /// next line's fitness can cost, or the number of lines differs by more than a looseness of one.
    fn keep(&mut self, place: &Place) {
        let Some(best) = self.found.iter().min_by(|a, b| a.demerits.total_cmp(&b.demerits)).copied() else { return };
        let totals = totals_after(self.items, place.item, place.totals);
        for index in 0..self.found.len() {
            let node = self.found[index];
            let by_lines = self.measure.seeks_flex || node.line < self.measure.first_even();
            let of_same_length = |other: &&Node| !by_lines || other.line == node.line;
            let least =
                self.found.iter().filter(of_same_length).map(|other| other.demerits).fold(f64::INFINITY, f64::min);
            let is_beaten = node.demerits >= least + FITNESS_DEMERITS;
            let is_far = self.measure.seeks_flex && node.line.abs_diff(best.line) > 1;
            if !is_beaten && !is_far {
                self.nodes.push(Node { totals, ..node });
            }
        }
    }

    /// Section 3: demerits of one line.
    fn demerits(&self, line: &Candidate, ratio: f64, expansion: f64, fitness: u8, from: &Node, place: &Place) -> f64 {
        // The paper cubes the ratio; the less steep it is, the nearer the sum of squares comes to the spread of spaces,
        // and what is left of steepness keeps the worst lines in bounds.
        let size = ratio.abs();
        let glue = GLUE_BADNESS * size * size.sqrt() * if ratio < 0.0 { SHRUNK } else { 1.0 };
        let base = LINE_COST + (glue + BOX_BADNESS * expansion * expansion).min(WORST);
        let cost = f64::from(place.cost);
        let mut demerits = if cost >= 0.0 {
            (base + cost) * (base + cost)
        } else if cost > f64::from(FORCED) {
            base * base - cost * cost
        } else {
            base * base
        };
        if place.is_flagged && from.flagged > 0 {
            demerits += DOUBLE_FLAG_DEMERITS;
        }
        if place.item + 1 == self.items.len() {
            if from.flagged > 0 {
                demerits += FINAL_FLAG_DEMERITS;
            }
            if from.line > 0 && line.width < f64::from(self.measure.least_last) {
                demerits += SHORT_END_DEMERITS;
            }
        }
        if fitness.abs_diff(from.fitness) > 1 {
            demerits += FITNESS_DEMERITS;
        }
        demerits
    }

    fn setting(&self) -> Setting {
        let ends = self.nodes.get(self.active..).unwrap_or_default();
        let best = |lines: Option<i64>| {
            ends.iter()
                .filter(|node| lines.is_none_or(|lines| i64::from(node.line) == lines))
                .min_by(|a, b| a.demerits.total_cmp(&b.demerits))
        };
        let Some(first) = best(None) else { return Setting::default() };
        let lines = i64::from(first.line);
        let extra = |change: i64| best(Some(lines + change)).map(|node| (node.demerits - first.demerits) as f32);
        let flex = match self.measure.seeks_flex {
            true => Flex { shorter: extra(-1), longer: extra(1) },
            false => Flex::default(),
        };
        let chosen = best(Some(lines + i64::from(self.measure.looseness))).unwrap_or(first);
        let mut breaks = Vec::with_capacity(chosen.line as usize);
        let mut node = chosen;
        while let Some(previous) = self.nodes.get(node.previous as usize) {
            breaks.push(Break {
                item: node.item as usize,
                ratio: node.ratio,
                expansion: node.expansion,
                hang: Hang {
                    start: start_hang(self.items, previous.item as usize),
                    end: end_hang(self.items, node.item as usize),
                },
                is_overfull: node.is_overfull,
            });
            node = previous;
        }
        breaks.reverse();
        Setting { breaks, flex }
    }
}
