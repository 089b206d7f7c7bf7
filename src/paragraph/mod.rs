//! Where a paragraph's lines end: boxes, glue and penalties in, breakpoints out.
//!
//! The total-fit method of Donald E. Knuth and Michael F. Plass, "Breaking Paragraphs into Lines",
//! Software: Practice and Experience 11 (1981), 1119–1184; section numbers in comments are theirs. Pure
//! arithmetic: fonts, hyphenation patterns and CSS are not known here, so it is tested without them.
//!
//! Departures from the paper: boxes give a little too, and stand into the margin with part of what they hold at
//! their ends (Hàn Thế Thành, "Micro-typographic extensions to the TeX typesetting system", 2000); a ragged margin
//! is a stretch given to every line instead of glue around each break; and where no breaks keep within the
//! tolerance, the least bad overfull line is taken and the search goes on, as TeX does, instead of giving up.

mod candidate;
mod first_fit;
#[cfg(test)]
mod tests;
mod total_fit;

pub use first_fit::first_fit;
pub use total_fit::{total_fit, total_fit_at_last};

/// A break here is forced (section 1: "p = −∞").
pub const FORCED: i32 = -10_000;
/// No break is allowed here (section 1: "p = ∞").
pub const FORBIDDEN: i32 = 10_000;
/// Stretch that outweighs all other glue of a line, for `leader()` and for the end of a paragraph.
pub const FILL: f32 = 100_000.0;

/// The greatest adjustment ratio: that of a line which nothing can stretch, such as a single word. As a tolerance it
/// takes every line that keeps within the measure.
pub const LOOSEST: f32 = 1.0e4;

/// What a paragraph is made of (section 1). Widths are in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Item {
    /// Something to be typeset, never broken.
    Box {
        width: f32,
        /// How much wider or narrower it can be set.
        give: f32,
        hang: Hang,
    },
    /// Space that stretches and shrinks; a line may end before it when a box precedes, and then it vanishes.
    Glue { width: f32, stretch: f32, shrink: f32 },
    /// A place where the line may end at a cost; `width` is added only if it does (the hyphen's), and `hang` of it
    /// stands in the margin. Two flagged breaks in a row cost extra.
    Penalty { width: f32, hang: f32, cost: i32, is_flagged: bool },
}

/// How far a box stands into the margin where a line begins or ends with it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hang {
    pub start: f32,
    pub end: f32,
}

impl Item {
    /// A box of one width.
    pub const fn rigid(width: f32) -> Item {
        Item::Box { width, give: 0.0, hang: Hang { start: 0.0, end: 0.0 } }
    }

    /// A place where a line may end at a cost without any mark.
    pub const fn penalty(cost: i32) -> Item {
        Item::Penalty { width: 0.0, hang: 0.0, cost, is_flagged: false }
    }

    /// Glue that takes whatever room is left.
    pub const fn fill(width: f32) -> Item {
        Item::Glue { width, stretch: FILL, shrink: 0.0 }
    }
}

/// A line's end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// The item the line ends at: the glue or penalty.
    pub item: usize,
    /// How far glue is set: 1 is all its stretch, −1 all its shrink (section 2: the adjustment ratio).
    pub ratio: f32,
    /// How far boxes are set: 1 is as wide as they can be, −1 as narrow.
    pub expansion: f32,
    /// How far the line stands into the margins.
    pub hang: Hang,
    /// The line is wider than its measure with all shrink used.
    pub is_overfull: bool,
}

/// A paragraph's line ends, and what it could do instead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setting {
    pub breaks: Vec<Break>,
    pub flex: Flex,
}

/// The demerits that one line less or more than the best would add, where the measure allows it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flex {
    pub shorter: Option<f32>,
    pub longer: Option<f32>,
}

impl Flex {
    /// Whether there is any choice.
    pub fn is_possible(&self) -> bool {
        self.shorter.is_some() || self.longer.is_some()
    }
}

/// Lines that have less room than the others: beside a float, or an initial letter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Narrow {
    /// The first of them, and the first after them.
    pub from: u16,
    pub to: u16,
    /// How much narrower they are.
    pub less: f32,
}

impl Narrow {
    fn at(&self, line: usize) -> f32 {
        if (usize::from(self.from)..usize::from(self.to)).contains(&line) { self.less } else { 0.0 }
    }
}

/// The space lines have and how strict to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// The first line's width, after the indent.
    pub first: f32,
    /// All other lines' width.
    pub rest: f32,
    pub narrow: [Narrow; 3],
    /// Stretch granted to each line's end where the margin is ragged; 0 justifies.
    pub ragged: f32,
    /// The greatest adjustment ratio wanted (section 3: ρ).
    pub tolerance: f32,
    /// How many flagged breaks may follow one another.
    pub most_flagged: u16,
    /// A last line shorter than this costs extra.
    pub least_last: f32,
    /// How many lines more, or less, than the best setting has (section 4: "looseness").
    pub looseness: i32,
    /// Whether settings of other lengths are looked for at all; a looseness needs it.
    pub seeks_flex: bool,
}

impl Measure {
    /// Justified lines of one width.
    pub const fn new(width: f32, tolerance: f32) -> Measure {
        Measure {
            first: width,
            rest: width,
            narrow: [Narrow { from: 0, to: 0, less: 0.0 }; 3],
            ragged: 0.0,
            tolerance,
            most_flagged: u16::MAX,
            least_last: 0.0,
            looseness: 0,
            seeks_flex: false,
        }
    }

    fn line(&self, index: usize) -> f64 {
        let width = if index == 0 { self.first } else { self.rest };
        f64::from(width - self.narrow.iter().map(|narrow| narrow.at(index)).sum::<f32>())
    }

    /// The first line from which on all are of one width.
    fn first_even(&self) -> u32 {
        u32::from(self.narrow.iter().filter(|narrow| narrow.less > 0.0).map(|narrow| narrow.to).max().unwrap_or(0))
    }
}
