//! The total-fit search: of all ways to break a paragraph, the one with the fewest demerits.

use super::{Break, FORBIDDEN, FORCED, Item, Measure};

/// Demerits for every line, so that fewer lines win when all else is equal (TeX's `\linepenalty`).
const LINE_DEMERITS: f64 = 10.0;
/// Two lines in a row that end in a hyphen (section 3: α; the value is plain TeX's `\doublehyphendemerits`).
const DOUBLE_FLAG_DEMERITS: f64 = 10_000.0;
/// The last line but one ends in a hyphen (plain TeX's `\finalhyphendemerits`).
const FINAL_FLAG_DEMERITS: f64 = 5_000.0;
/// A tight line beside a loose one (section 3: γ; plain TeX's `\adjdemerits`).
const FITNESS_DEMERITS: f64 = 10_000.0;
/// What an overfull line costs per point it sticks out, so that the search prefers the least.
const OVERFULL_DEMERITS: f64 = 1.0e9;
/// The greatest adjustment ratio: that of a line which nothing can stretch, such as a single word. A tolerance as
/// great takes every line that is not overfull.
const LOOSEST: f64 = 1.0e4;
/// Nodes kept for one line end: 4 fitness classes (section 3).
const FITNESS_CLASSES: usize = 4;

/// A feasible way to have broken the paragraph up to an item (section 4: "active node").
#[derive(Clone, Copy)]
struct Node {
    /// The item broken at.
    item: usize,
    /// How many lines end here.
    line: usize,
    fitness: usize,
    is_flagged: bool,
    /// Totals of width, stretch and shrink after the break.
    totals: Totals,
    demerits: f64,
    /// Of the line that ends here.
    ratio: f64,
    is_overfull: bool,
    previous: Option<usize>,
}

#[derive(Clone, Copy, Default)]
struct Totals {
    width: f64,
    stretch: f64,
    shrink: f64,
}

/// Finds the breaks with the fewest demerits. The items must end with a forced break. Always returns
/// lines for all items: where nothing keeps within the measure, some are marked overfull.
pub fn total_fit(items: &[Item], measure: &Measure) -> Vec<Break> {
    let mut search = Search {
        items,
        measure,
        nodes: vec![Node {
            item: 0,
            line: 0,
            fitness: 1,
            is_flagged: false,
            totals: Totals::default(),
            demerits: 0.0,
            ratio: 0.0,
            is_overfull: false,
            previous: None,
        }],
        active: vec![0],
    };
    search.run();
    search.best_breaks()
}

struct Search<'a> {
    items: &'a [Item],
    measure: &'a Measure,
    /// All nodes ever made; `previous` points into it.
    nodes: Vec<Node>,
    /// Those a next line may start from.
    active: Vec<usize>,
}

impl Search<'_> {
    /// Section 4's main loop: goes through the items, tries each legal break from each active node.
    fn run(&mut self) {
        let mut totals = Totals::default();
        for (index, item) in self.items.iter().enumerate() {
            match *item {
                Item::Box { width } => totals.width += f64::from(width),
                Item::Glue { width, stretch, shrink } => {
                    if index > 0 && matches!(self.items[index - 1], Item::Box { .. }) {
                        self.try_break(index, totals, 0.0, 0, false);
                    }
                    totals.width += f64::from(width);
                    totals.stretch += f64::from(stretch);
                    totals.shrink += f64::from(shrink);
                }
                Item::Penalty { width, cost, flagged } => {
                    if cost < FORBIDDEN {
                        self.try_break(index, totals, f64::from(width), cost, flagged);
                    }
                }
            }
        }
    }

    fn try_break(&mut self, index: usize, totals: Totals, penalty_width: f64, cost: i32, flagged: bool) {
        let forced = cost <= FORCED;
        let mut best: [Option<Node>; FITNESS_CLASSES] = [None; FITNESS_CLASSES];
        let mut least_overfull: Option<Node> = None;
        let mut kept = Vec::with_capacity(self.active.len());
        for &active in &self.active {
            let from = self.nodes[active];
            let line = Line::new(&from, totals, penalty_width, self.measure);
            let is_overfull = line.ratio < -1.0;
            if is_overfull {
                // Section 4: this node can end no later line either; remember it in case it is the last.
                let demerits = from.demerits + OVERFULL_DEMERITS * (1.0 + line.excess);
                if least_overfull.is_none_or(|node| demerits < node.demerits) {
                    least_overfull =
                        Some(self.node(index, active, &from, 0, flagged, demerits, -1.0, line.excess > 0.01));
                }
            } else if line.ratio <= f64::from(self.measure.tolerance) || forced {
                let fitness = fitness_class(line.ratio);
                let demerits = from.demerits + self.demerits(&line, &from, cost, flagged, fitness, index);
                if best[fitness].is_none_or(|node| demerits < node.demerits) {
                    best[fitness] =
                        Some(self.node(index, active, &from, fitness, flagged, demerits, line.ratio, false));
                }
            }
            if !is_overfull && !forced {
                kept.push(active);
            }
        }
        let found = best.iter().any(Option::is_some);
        if !found && kept.is_empty() {
            // Nothing else is left: the least overfull line, or the loosest, keeps the search alive.
            best[0] = least_overfull;
        }
        let after = self.totals_after(index, totals);
        for mut node in best.into_iter().flatten() {
            node.totals = after;
            kept.push(self.nodes.len());
            self.nodes.push(node);
        }
        self.active = kept;
    }

    /// Section 3: demerits of one line.
    fn demerits(&self, line: &Line, from: &Node, cost: i32, flagged: bool, fitness: usize, index: usize) -> f64 {
        let badness = 100.0 * line.ratio.abs().powi(3);
        let base = LINE_DEMERITS + badness.min(1.0e6);
        let cost = f64::from(cost);
        let mut demerits = if cost >= 0.0 {
            (base + cost).powi(2)
        } else if cost > f64::from(FORCED) {
            base.powi(2) - cost.powi(2)
        } else {
            base.powi(2)
        };
        if flagged && from.is_flagged {
            demerits += DOUBLE_FLAG_DEMERITS;
        }
        if from.is_flagged && index + 1 == self.items.len() {
            demerits += FINAL_FLAG_DEMERITS;
        }
        if fitness.abs_diff(from.fitness) > 1 {
            demerits += FITNESS_DEMERITS;
        }
        demerits
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a node, named at the two places of use")]
    fn node(
        &self,
        item: usize,
        previous: usize,
        from: &Node,
        fitness: usize,
        is_flagged: bool,
        demerits: f64,
        ratio: f64,
        is_overfull: bool,
    ) -> Node {
        Node {
            item,
            line: from.line + 1,
            fitness,
            is_flagged,
            totals: Totals::default(),
            demerits,
            ratio,
            is_overfull,
            previous: Some(previous),
        }
    }

    /// Section 4: glue and penalties after a break vanish up to the next box or forced break.
    fn totals_after(&self, index: usize, mut totals: Totals) -> Totals {
        for (offset, item) in self.items[index..].iter().enumerate() {
            match *item {
                Item::Box { .. } => break,
                Item::Glue { width, stretch, shrink } => {
                    totals.width += f64::from(width);
                    totals.stretch += f64::from(stretch);
                    totals.shrink += f64::from(shrink);
                }
                Item::Penalty { cost, .. } if cost <= FORCED && offset > 0 => break,
                Item::Penalty { .. } => {}
            }
        }
        totals
    }

    fn best_breaks(&self) -> Vec<Break> {
        let mut breaks = Vec::new();
        let best =
            self.active.iter().copied().min_by(|&a, &b| self.nodes[a].demerits.total_cmp(&self.nodes[b].demerits));
        let mut next = best;
        while let Some(index) = next {
            let node = &self.nodes[index];
            if node.previous.is_some() {
                breaks.push(Break { item: node.item, ratio: node.ratio as f32, is_overfull: node.is_overfull });
            }
            next = node.previous;
        }
        breaks.reverse();
        breaks
    }
}

/// A candidate line.
struct Line {
    ratio: f64,
    /// How far it sticks out with all shrink used.
    excess: f64,
}

impl Line {
    /// Section 2: the adjustment ratio of the line from a node to here.
    fn new(from: &Node, totals: Totals, penalty_width: f64, measure: &Measure) -> Line {
        let width = totals.width - from.totals.width + penalty_width;
        let stretch = totals.stretch - from.totals.stretch + f64::from(measure.ragged);
        let shrink = totals.shrink - from.totals.shrink;
        let space = measure.line(from.line) - width;
        // Sums of single-precision widths: a hair too wide is not overfull.
        const ROUNDING: f64 = 0.001;
        let ratio = if space.abs() <= ROUNDING {
            0.0
        } else if space > 0.0 {
            if stretch > 0.0 { (space / stretch).min(LOOSEST) } else { LOOSEST }
        } else if shrink > 0.0 {
            space / shrink
        } else {
            f64::NEG_INFINITY
        };
        Line { ratio, excess: -(space + shrink) }
    }
}

/// Section 3: tight, normal, loose, very loose.
fn fitness_class(ratio: f64) -> usize {
    if ratio < -0.5 {
        0
    } else if ratio <= 0.5 {
        1
    } else if ratio <= 1.0 {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::super::FILL;
    use super::*;

    const SPACE: Item = Item::Glue { width: 1.0, stretch: 0.5, shrink: 0.3 };
    const END: [Item; 2] = [
        Item::Glue { width: 0.0, stretch: FILL, shrink: 0.0 },
        Item::Penalty { width: 0.0, cost: FORCED, flagged: false },
    ];

    fn measure(width: f32) -> Measure {
        Measure { first: width, rest: width, ragged: 0.0, tolerance: 2.0 }
    }

    /// Words of the given widths, spaces between, and the end of a paragraph.
    fn paragraph(words: &[f32]) -> Vec<Item> {
        let mut items = Vec::new();
        for (index, &width) in words.iter().enumerate() {
            if index > 0 {
                items.push(SPACE);
            }
            items.push(Item::Box { width });
        }
        items.extend(END);
        items
    }

    #[test]
    fn one_line_is_one_line() {
        let breaks = total_fit(&paragraph(&[3.0, 3.0]), &measure(20.0));
        assert_eq!(breaks.len(), 1);
        assert!(!breaks[0].is_overfull);
    }

    #[test]
    fn looks_ahead_where_first_fit_does_not() {
        // First fit takes 4+1+4 on the first line of 10 and leaves a lone 2 before the wide 9.
        let words = [4.0, 3.0, 2.0, 9.0];
        let breaks = total_fit(&paragraph(&words), &Measure { tolerance: 10.0, ..measure(10.0) });
        let worst = breaks[..breaks.len() - 1].iter().map(|line| line.ratio.abs()).fold(0.0, f32::max);
        assert!(worst <= 10.0, "{breaks:?}");
    }

    #[test]
    fn every_break_lies_within_tolerance_where_possible() {
        let words: Vec<f32> = (0..400).map(|index| 2.0 + (index * 7 % 5) as f32 * 0.5).collect();
        let breaks = total_fit(&paragraph(&words), &measure(40.0));
        assert!(breaks.iter().all(|line| line.ratio >= -1.0 && line.ratio <= 2.0), "{breaks:?}");
    }

    #[test]
    fn a_word_too_wide_overfills_its_own_line_only() {
        let breaks = total_fit(&paragraph(&[3.0, 50.0, 3.0, 3.0]), &measure(20.0));
        assert_eq!(breaks.iter().filter(|line| line.is_overfull).count(), 1, "{breaks:?}");
        assert!(breaks.len() >= 2);
    }

    #[test]
    fn a_loose_line_is_better_than_an_overfull_one() {
        let breaks = total_fit(&paragraph(&[6.0, 6.0, 6.0]), &Measure { tolerance: LOOSEST as f32, ..measure(10.0) });
        assert_eq!(breaks.len(), 3);
        assert!(breaks.iter().all(|line| !line.is_overfull), "{breaks:?}");
    }

    #[test]
    fn forced_breaks_are_taken_and_empty_lines_stay() {
        let forced = Item::Penalty { width: 0.0, cost: FORCED, flagged: false };
        let fill = Item::Glue { width: 0.0, stretch: FILL, shrink: 0.0 };
        let letter = Item::Box { width: 1.0 };
        let breaks = total_fit(&[letter, fill, forced, letter, fill, forced], &measure(20.0));
        assert_eq!(breaks.iter().map(|line| line.item).collect::<Vec<_>>(), [2, 5]);
    }

    #[test]
    fn two_hyphens_in_a_row_are_avoided() {
        let hyphen = Item::Penalty { width: 0.5, cost: 50, flagged: true };
        let mut items = Vec::new();
        for index in 0..60 {
            if index > 0 {
                items.push(SPACE);
            }
            items.extend([Item::Box { width: 2.0 }, hyphen, Item::Box { width: 2.0 }]);
        }
        items.extend(END);
        let breaks = total_fit(&items, &measure(31.0));
        let flagged: Vec<bool> =
            breaks.iter().map(|line| matches!(items[line.item], Item::Penalty { flagged: true, .. })).collect();
        assert!(!flagged.windows(2).any(|pair| pair[0] && pair[1]), "{flagged:?}");
    }
}
