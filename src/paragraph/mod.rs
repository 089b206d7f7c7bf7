//! Where a paragraph's lines end: boxes, glue and penalties in, breakpoints out.
//!
//! The total-fit method of Donald E. Knuth and Michael F. Plass, "Breaking Paragraphs into Lines",
//! Software: Practice and Experience 11 (1981), 1119–1184; section numbers in comments are theirs. Pure
//! arithmetic: fonts, hyphenation patterns and CSS are not known here, so it is tested without them.
//!
//! Departures from the paper: a ragged margin is a stretch given to every line instead of glue around
//! each break; and where no breaks keep within the tolerance, the least bad overfull line is taken and
//! the search goes on, as TeX does, instead of giving up.

mod first_fit;
mod total_fit;

pub use first_fit::first_fit;
pub use total_fit::total_fit;

/// A break here is forced (section 1: "p = −∞").
pub const FORCED: i32 = -10_000;
/// No break is allowed here (section 1: "p = ∞").
pub const FORBIDDEN: i32 = 10_000;
/// Stretch that outweighs all other glue of a line, for `leader()` and for the end of a paragraph.
pub const FILL: f32 = 100_000.0;

/// What a paragraph is made of (section 1). Widths are in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Item {
    /// Something to be typeset, never broken.
    Box { width: f32 },
    /// Space that stretches and shrinks; a line may end before it when a box precedes, and then it vanishes.
    Glue { width: f32, stretch: f32, shrink: f32 },
    /// A place where the line may end at a cost; `width` is added only if it does (the hyphen's). Two
    /// flagged breaks in a row cost extra.
    Penalty { width: f32, cost: i32, flagged: bool },
}

/// A line's end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// The item the line ends at: the glue or penalty.
    pub item: usize,
    /// How far glue is set: 1 is all its stretch, −1 all its shrink (section 2: the adjustment ratio).
    pub ratio: f32,
    /// The line is wider than its measure with all shrink used.
    pub is_overfull: bool,
}

/// The space lines have and how strict to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// The first line's width, after the indent.
    pub first: f32,
    /// All other lines' width.
    pub rest: f32,
    /// Stretch granted to each line's end where the margin is ragged; 0 justifies.
    pub ragged: f32,
    /// The greatest adjustment ratio wanted (section 3: ρ).
    pub tolerance: f32,
}

impl Measure {
    fn line(&self, index: usize) -> f64 {
        f64::from(if index == 0 { self.first } else { self.rest })
    }
}
