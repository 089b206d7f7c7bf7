//! The total-fit search: of all ways to break a paragraph, the one with the fewest demerits.
//!
//! In: items and measure. Out: a [`Setting`]. Nodes are made in the order of their places, so the active ones are
//! the end of one list; at each break the oldest of them leave when the line from them is too wide, and the rest
//! is left alone from the first one that is too near. So a break looks at the few nodes that can reach it, however
//! many are active.

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
/// Widths are sums of single-precision numbers: a hair too wide is not overfull.
const ROUNDING: f64 = 0.01;

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

#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    width: f64,
    give: f64,
    stretch: f64,
    shrink: f64,
}

impl Totals {
    fn add(&mut self, item: &Item) {
        match *item {
            Item::Box { width, give, .. } => {
                self.width += f64::from(width);
                self.give += f64::from(give);
            }
            Item::Glue { width, stretch, shrink } => {
                self.width += f64::from(width);
                self.stretch += f64::from(stretch);
                self.shrink += f64::from(shrink);
            }
            Item::Penalty { .. } => {}
        }
    }
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
            let line = Line::new(&from, place, self.measure);
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
    fn try_line(&mut self, index: usize, line: &Line, place: &Place) {
        let from = self.nodes[index];
        if place.is_flagged && from.flagged >= self.measure.most_flagged {
            return;
        }
        let (ratio, expansion) = line.adjustment();
        let fitness = fitness_class(ratio);
        let demerits = from.demerits + self.demerits(line, ratio, expansion, fitness, &from, place);
        let node =
            Node { fitness, ratio: ratio as f32, expansion: expansion as f32, ..self.node(index, place, demerits) };
        let by_lines = self.measure.seeks_flex;
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
            let of_same_length = |other: &&Node| !self.measure.seeks_flex || other.line == node.line;
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
    fn demerits(&self, line: &Line, ratio: f64, expansion: f64, fitness: u8, from: &Node, place: &Place) -> f64 {
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

/// Section 4: glue and penalties after a break vanish up to the next box or forced break. What the first box lets
/// hang counts as vanished too.
fn totals_after(items: &[Item], from: usize, mut totals: Totals) -> Totals {
    for (offset, item) in items[from..].iter().enumerate() {
        match *item {
            Item::Box { hang, .. } => {
                totals.width += f64::from(hang.start);
                break;
            }
            Item::Glue { .. } => totals.add(item),
            Item::Penalty { cost, .. } if cost <= FORCED && offset > 0 => break,
            Item::Penalty { .. } => {}
        }
    }
    totals
}

/// How far a line that begins after the break at an item hangs at its start.
fn start_hang(items: &[Item], from: usize) -> f32 {
    for (offset, item) in items[from..].iter().enumerate() {
        match *item {
            Item::Box { hang, .. } => return hang.start,
            Item::Penalty { cost, .. } if cost <= FORCED && offset > 0 => return 0.0,
            Item::Glue { .. } | Item::Penalty { .. } => {}
        }
    }
    0.0
}

/// How far a line that ends at an item hangs there.
fn end_hang(items: &[Item], at: usize) -> f32 {
    if let Item::Penalty { width, hang, .. } = items[at]
        && width > 0.0
    {
        return hang;
    }
    for item in items[..at].iter().rev() {
        match *item {
            Item::Box { hang, .. } => return hang.end,
            Item::Glue { stretch, .. } if stretch < FILL => return 0.0,
            Item::Glue { .. } | Item::Penalty { .. } => {}
        }
    }
    0.0
}

/// A candidate line.
struct Line {
    /// Its natural width.
    width: f64,
    /// What is left of its measure; below zero where it is too wide.
    space: f64,
    give: f64,
    stretch: f64,
    shrink: f64,
}

impl Line {
    fn new(from: &Node, place: &Place, measure: &Measure) -> Line {
        let width = place.totals.width - from.totals.width + place.added;
        Line {
            width,
            space: measure.line(from.line as usize) - width,
            give: place.totals.give - from.totals.give,
            stretch: place.totals.stretch - from.totals.stretch + f64::from(measure.ragged),
            shrink: place.totals.shrink - from.totals.shrink,
        }
    }

    /// How far it sticks out with all shrink used.
    fn excess(&self) -> f64 {
        -self.space - self.give - self.shrink
    }

    /// What is left for glue to fill when boxes have given what they can.
    fn lack(&self) -> f64 {
        self.space - self.give
    }

    /// The adjustment ratio of its glue (section 2) and the expansion of its boxes. Boxes give first: a line set a
    /// little wider is less seen than its spaces. A line that is filled up at its end needs neither.
    fn adjustment(&self) -> (f64, f64) {
        let is_filled = self.stretch >= f64::from(FILL) && self.space > 0.0;
        let given = if is_filled { 0.0 } else { self.space.clamp(-self.give, self.give) };
        let expansion = if given == 0.0 { 0.0 } else { given / self.give };
        let left = self.space - given;
        let ratio = if left.abs() <= ROUNDING {
            0.0
        } else if left > 0.0 {
            if self.stretch > 0.0 { (left / self.stretch).min(f64::from(LOOSEST)) } else { f64::from(LOOSEST) }
        } else if self.shrink > 0.0 {
            (left / self.shrink).max(-1.0)
        } else {
            0.0
        };
        (ratio, expansion)
    }
}

const NORMAL: u8 = 1;

/// Section 3: tight, normal, loose, very loose.
fn fitness_class(ratio: f64) -> u8 {
    if ratio < -0.5 {
        0
    } else if ratio <= 0.5 {
        NORMAL
    } else if ratio <= 1.0 {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: Item = Item::Glue { width: 1.0, stretch: 0.5, shrink: 0.3 };
    const END: [Item; 2] = [Item::fill(0.0), Item::penalty(FORCED)];
    const HYPHEN: Item = Item::Penalty { width: 0.5, hang: 0.0, cost: 50, is_flagged: true };

    fn measure(width: f32) -> Measure {
        Measure::new(width, 2.0)
    }

    /// Words of the given widths, spaces between, and the end of a paragraph.
    fn paragraph(words: &[f32]) -> Vec<Item> {
        let mut items = Vec::new();
        for (index, &width) in words.iter().enumerate() {
            if index > 0 {
                items.push(SPACE);
            }
            items.push(Item::rigid(width));
        }
        items.extend(END);
        items
    }

    /// Many words of different widths, which give by a fiftieth.
    fn prose(words: usize) -> Vec<Item> {
        let mut items = Vec::new();
        for index in 0..words {
            if index > 0 {
                items.push(SPACE);
            }
            let width = 2.0 + (index * 7 % 5) as f32 * 0.5;
            items.push(Item::Box { width, give: width / 50.0, hang: Hang::default() });
        }
        items.extend(END);
        items
    }

    fn breaks(items: &[Item], measure: &Measure) -> Vec<Break> {
        total_fit(items, measure).map(|setting| setting.breaks).unwrap_or_default()
    }

    #[test]
    fn one_line_is_one_line() {
        let breaks = breaks(&paragraph(&[3.0, 3.0]), &measure(20.0));
        assert_eq!(breaks.len(), 1);
        assert!(!breaks[0].is_overfull);
    }

    #[test]
    fn looks_ahead_where_first_fit_does_not() {
        // First fit fills the first line of 10 with 3, 3 and 2, and leaves the 5 alone before the 8.
        let words = [3.0, 3.0, 2.0, 5.0, 8.0];
        let breaks = breaks(&paragraph(&words), &Measure::new(10.0, 10.0));
        assert_eq!(breaks.iter().map(|line| line.item).collect::<Vec<_>>(), [3, 7, 10], "{breaks:?}");
    }

    #[test]
    fn every_break_lies_within_tolerance_where_possible() {
        let breaks = breaks(&prose(400), &measure(40.0));
        assert!(!breaks.is_empty());
        assert!(breaks.iter().all(|line| line.ratio >= -1.0 && line.ratio <= 2.0), "{breaks:?}");
    }

    #[test]
    fn nothing_within_the_tolerance_is_none() {
        assert_eq!(total_fit(&paragraph(&[6.0, 6.0, 6.0]), &measure(10.0)), None);
        assert_eq!(total_fit(&paragraph(&[12.0]), &measure(10.0)), None);
    }

    #[test]
    fn a_word_too_wide_overfills_its_own_line_only() {
        let breaks = total_fit_at_last(&paragraph(&[3.0, 50.0, 3.0, 3.0]), &measure(20.0)).breaks;
        assert_eq!(breaks.iter().filter(|line| line.is_overfull).count(), 1, "{breaks:?}");
        assert!(breaks.len() >= 2);
    }

    #[test]
    fn a_loose_line_is_better_than_an_overfull_one() {
        let breaks = total_fit_at_last(&paragraph(&[6.0, 6.0, 6.0]), &measure(10.0)).breaks;
        assert_eq!(breaks.len(), 3);
        assert!(breaks.iter().all(|line| !line.is_overfull), "{breaks:?}");
    }

    #[test]
    fn forced_breaks_are_taken_and_empty_lines_stay() {
        let letter = Item::rigid(1.0);
        let breaks = breaks(&[letter, END[0], END[1], letter, END[0], END[1]], &measure(20.0));
        assert_eq!(breaks.iter().map(|line| line.item).collect::<Vec<_>>(), [2, 5]);
    }

    /// Words of two parts of 2, with a hyphen between, and spaces wide enough to do without.
    fn hyphenated(words: usize) -> Vec<Item> {
        let mut items = Vec::new();
        for index in 0..words {
            if index > 0 {
                items.push(Item::Glue { width: 1.0, stretch: 1.0, shrink: 0.6 });
            }
            items.extend([Item::rigid(2.0), HYPHEN, Item::rigid(2.0)]);
        }
        items.extend(END);
        items
    }

    fn flags(items: &[Item], breaks: &[Break]) -> Vec<bool> {
        breaks.iter().map(|line| matches!(items[line.item], Item::Penalty { is_flagged: true, .. })).collect()
    }

    #[test]
    fn two_hyphens_in_a_row_are_avoided() {
        let items = hyphenated(60);
        let flags = flags(&items, &breaks(&items, &measure(31.0)));
        assert!(!flags.windows(2).any(|pair| pair[0] && pair[1]), "{flags:?}");
    }

    #[test]
    fn no_more_hyphens_follow_one_another_than_are_allowed() {
        // Every line but the last is full only with a hyphen.
        let mut items = Vec::new();
        for _ in 0..6 {
            items.extend([Item::rigid(9.5), HYPHEN]);
        }
        items.push(Item::rigid(3.0));
        items.extend(END);
        let most = |most_flagged| Measure { most_flagged, ..Measure::new(10.0, 2.0) };
        assert_eq!(breaks(&items, &most(6)).len(), 7);
        assert_eq!(total_fit(&items, &most(2)), None);
    }

    #[test]
    fn boxes_give_before_glue_stretches() {
        let word = Item::Box { width: 4.0, give: 0.5, hang: Hang::default() };
        let items = [word, SPACE, word, Item::penalty(0), word, END[0], END[1]];
        // 9 of 9.5: half of what the two words can give.
        let first = breaks(&items, &measure(9.5))[0];
        assert_eq!((first.ratio, first.expansion), (0.0, 0.5));
        // 9 of 10.25: all of it, and half of what the space can.
        let first = breaks(&items, &measure(10.25))[0];
        assert_eq!((first.ratio, first.expansion), (0.5, 1.0));
        // The last line is filled up, whatever its words can give.
        let last = *breaks(&items, &measure(9.5)).last().unwrap();
        assert_eq!(last.expansion, 0.0);
    }

    #[test]
    fn what_hangs_takes_no_room() {
        let quote = Item::Box { width: 4.0, give: 0.0, hang: Hang { start: 0.5, end: 0.75 } };
        let items = [quote, SPACE, quote, SPACE, quote, SPACE, quote, END[0], END[1]];
        let first = breaks(&items, &measure(7.75))[0];
        assert_eq!((first.item, first.ratio, first.hang), (3, 0.0, Hang { start: 0.5, end: 0.75 }));
        // A hyphen hangs in place of the box before it.
        let hyphen = Item::Penalty { width: 1.0, hang: 0.5, cost: 50, is_flagged: true };
        let first = breaks(&[quote, SPACE, quote, hyphen, quote, END[0], END[1]], &measure(9.0))[0];
        assert_eq!((first.item, first.ratio, first.hang), (3, 0.0, Hang { start: 0.5, end: 0.5 }));
    }

    #[test]
    fn a_last_line_is_not_too_short() {
        // How many items the last line has, of a text of so many words.
        let last = |words: usize, least_last: f32| {
            let items = prose(words);
            let breaks = breaks(&items, &Measure { least_last, ..measure(40.0) });
            items.len() - breaks[breaks.len() - 2].item
        };
        const ONE_WORD: usize = 4;
        let words = (90..130).find(|&words| last(words, 0.0) == ONE_WORD).unwrap();
        assert!(last(words, 5.0) > ONE_WORD);
    }

    #[test]
    fn one_line_more_or_less_is_what_it_was_said_to_be() {
        let items = prose(300);
        let flexible = |looseness| Measure { looseness, seeks_flex: true, ..measure(83.0) };
        let best = total_fit(&items, &flexible(0)).unwrap();
        let shorter = total_fit(&items, &flexible(-1)).unwrap();
        let longer = total_fit(&items, &flexible(1)).unwrap();
        assert_eq!(shorter.breaks.len() + 1, best.breaks.len());
        assert_eq!(longer.breaks.len(), best.breaks.len() + 1);
        assert!(best.flex.shorter.is_some_and(|demerits| demerits > 0.0), "{:?}", best.flex);
        assert!(best.flex.longer.is_some_and(|demerits| demerits > 0.0), "{:?}", best.flex);
        assert_eq!(best.breaks, breaks(&items, &measure(83.0)));
        // A line of one word is never two.
        let short = total_fit(&paragraph(&[3.0]), &Measure { seeks_flex: true, ..measure(20.0) }).unwrap();
        assert_eq!(short.flex, Flex::default());
    }
}
