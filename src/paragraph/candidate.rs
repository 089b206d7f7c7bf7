//! A line that might be: what it holds between two breaks, and how far that must give to fill the measure.
//!
//! In: running totals of the items at two breaks. Out: the adjustment ratio of its glue and the expansion of its boxes.
//! What a ratio costs is the search's to say.

use super::{FILL, FORCED, Item, LOOSEST};

/// Widths are sums of single-precision numbers: a hair too wide is not overfull.
pub(super) const ROUNDING: f64 = 0.01;

/// Sums over the items up to a place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub width: f64,
    pub give: f64,
    pub stretch: f64,
    pub shrink: f64,
}

impl Totals {
    pub fn add(&mut self, item: &Item) {
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

/// A candidate line.
pub(super) struct Candidate {
    /// Its natural width.
    pub width: f64,
    /// What is left of its measure; below zero where it is too wide.
    space: f64,
    give: f64,
    pub stretch: f64,
    shrink: f64,
}

impl Candidate {
    /// From the totals after one break to those at another, in a line of this width.
    pub fn new(from: &Totals, to: &Totals, added: f64, measure: f64, ragged: f32) -> Candidate {
        let width = to.width - from.width + added;
        Candidate {
            width,
            space: measure - width,
            give: to.give - from.give,
            stretch: to.stretch - from.stretch + f64::from(ragged),
            shrink: to.shrink - from.shrink,
        }
    }

    /// How far it sticks out with all shrink used.
    pub fn excess(&self) -> f64 {
        -self.space - self.give - self.shrink
    }

    /// What is left for glue to fill when boxes have given what they can.
    pub fn lack(&self) -> f64 {
        self.space - self.give
    }

    /// The adjustment ratio of its glue (section 2) and the expansion of its boxes. Boxes give first: a line set a
    /// little wider is less seen than its spaces. A line that is filled up at its end needs neither.
    pub fn adjustment(&self) -> (f64, f64) {
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

pub(super) const NORMAL: u8 = 1;

/// Section 3: tight, normal, loose, very loose.
pub(super) fn fitness_class(ratio: f64) -> u8 {
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

/// Section 4: glue and penalties after a break vanish up to the next box or forced break. What the first box lets
/// hang counts as vanished too.
pub(super) fn totals_after(items: &[Item], from: usize, mut totals: Totals) -> Totals {
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
pub(super) fn start_hang(items: &[Item], from: usize) -> f32 {
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
pub(super) fn end_hang(items: &[Item], at: usize) -> f32 {
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
