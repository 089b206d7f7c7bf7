//! Strings to glyphs: itemization, shaping, line-break opportunities, hyphenation.
//!
//! In: a paragraph's text and which [`TextStyle`] each stretch of it has. Out: [`ShapedRun`]s of glyphs in
//! logical order, with advances in points; byte offsets at which a line may break. Knows fonts, not CSS;
//! where lines do break is decided by `paragraph`.

mod bidi;
mod cluster;
mod east_asian;
mod face_choice;
mod hyphenate;
mod itemize;
mod segment;
mod shape;

pub use bidi::{Directions, base_level};
pub use east_asian::{Gap, SpacingClass, gap, spacing_class};
pub use hyphenate::{HyphenLimits, hyphenation_points};
pub use segment::{Tie, is_opening, line_break_opportunities, tie};
pub use shape::{ShapedGlyph, ShapedRun, Shaper, TextStyleId};

use std::sync::Arc;

use crate::font::FontFeature;
use crate::geom::Pt;
use crate::lang::Lang;

/// The order from left to right of stretches of text with these embedding levels (UAX #9, rule L2).
pub fn visual_order(levels: &[u8]) -> Vec<usize> {
    let levels: Vec<unicode_bidi::Level> = levels
        .iter()
        .map(|&level| unicode_bidi::Level::new(level).unwrap_or_else(|_| unicode_bidi::Level::ltr()))
        .collect();
    unicode_bidi::BidiInfo::reorder_visual(&levels)
}

/// What shaping depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct TextStyle {
    /// Family names in order of preference.
    pub families: Arc<[String]>,
    pub weight: u16,
    pub italic: bool,
    pub size: Pt,
    pub features: Arc<[FontFeature]>,
    /// Added after each cluster; any but zero turns ligatures off (CSS Text 3, section 8.2).
    pub letter_spacing: Pt,
    /// Added to each space.
    pub word_spacing: Pt,
    /// Whether full-width punctuation is set without the space it has of its own; layout then puts it where it is
    /// wanted (CSS Text 4, `text-spacing-trim`).
    pub trims_punctuation: bool,
    pub lang: Lang,
}

/// U+00AD, a place where a word may be hyphenated; it has no glyph of its own.
pub const SOFT_HYPHEN: char = '\u{ad}';
/// U+FFFC, stands in the text for an image or another object set by layout.
pub const OBJECT: char = '\u{fffc}';

#[cfg(test)]
mod tests {
    use super::visual_order;

    #[test]
    fn what_runs_backward_is_turned_around() {
        assert_eq!(visual_order(&[0, 0]), [0, 1]);
        assert_eq!(visual_order(&[0, 1, 2, 1, 0]), [0, 3, 2, 1, 4]);
    }
}
