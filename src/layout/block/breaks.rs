//! What page breaks within a paragraph cost.
//!
//! In: lines. Out: galley items: the lines, the notes and anchors of each, and between them penalties (CSS
//! Fragmentation 3, section 3.3).

use crate::layout::galley::{FORBIDDEN, Glue, Item, Mark, Penalty};
use crate::layout::line::Lines;
use crate::layout::{Fragment, FragmentKind};
use crate::style::ComputedStyle;

/// A break within a stanza, rather than between two.
const STANZA_COST: i32 = 150_000;
/// A listing of so many lines stays whole.
const SHORT_LISTING: usize = 10;
const SHORT_LISTING_COST: i32 = 250_000;
/// A break within a longer listing; at an empty line it costs nothing.
const LISTING_COST: i32 = 30_000;

/// The lines of a paragraph with what a page break between two of them costs (CSS Fragmentation 3, section 3.3), and
/// the notes that each refers to. `in_lines` is what the paragraph's lines hold beside text, where it stands with the
/// line that it is written in.
pub fn inner_items(lines: Lines, style: &ComputedStyle, in_lines: &[Option<Item>]) -> Vec<Item> {
    let count = lines.lines.len();
    let orphans = usize::from(style.orphans.max(1)).max(lines.kept);
    let widows = usize::from(style.widows.max(1));
    let is_code = !style.white_space.collapses();
    // Empty lines of code leave no ink: they are not counted as lines beside which another stands.
    let inked: Vec<usize> = lines
        .lines
        .iter()
        .scan(0, |sum, line| {
            *sum += usize::from(!is_code || !line.line.fragments.iter().all(is_blank));
            Some(*sum)
        })
        .collect();
    let total = inked.last().copied().unwrap_or_default();
    let mut items = Vec::with_capacity(count * 2);
    let mut ended_hyphenated = false;
    let mut ended_forced = false;
    // An empty line of code is space, which a page neither begins nor ends with.
    let mut after_gap = false;
    for (index, set) in lines.lines.into_iter().enumerate() {
        let is_gap = is_code && index > 0 && index + 1 < count && set.line.fragments.iter().all(is_blank);
        if index > 0 && !std::mem::replace(&mut after_gap, is_gap) {
            let before = inked[index - 1];
            let cost = if before < orphans || total - before < widows {
                FORBIDDEN
            } else if is_code {
                match (is_gap, total <= SHORT_LISTING) {
                    (_, true) => SHORT_LISTING_COST,
                    (true, false) => 0,
                    (false, false) => LISTING_COST,
                }
            } else if ended_forced {
                STANZA_COST
            } else {
                0
            };
            items.push(Item::Penalty(Penalty { cost, is_hyphenated: ended_hyphenated }));
        }
        ended_hyphenated = set.ends_hyphenated;
        ended_forced = set.ends_forced;
        items.extend(set.anchors.into_iter().map(|node| Item::Mark(Mark::Anchor(node))));
        items.extend(set.strings.into_iter().map(|(name, value)| Item::Mark(Mark::String { name, value })));
        items.extend(set.floats.filter_map(|float| in_lines.get(float)?.clone()));
        match is_gap {
            true => items.push(Item::Glue(Glue::rigid(set.line.height))),
            false => items.push(Item::Line(set.line)),
        }
        items.extend(set.notes.into_iter().map(Item::Insertion));
    }
    items
}

/// Whether a fragment leaves no ink.
fn is_blank(fragment: &Fragment) -> bool {
    match &fragment.kind {
        FragmentKind::Glyphs(run) => run.text.trim().is_empty(),
        FragmentKind::Anchor(_) => true,
        FragmentKind::Box(_)
        | FragmentKind::Image(_)
        | FragmentKind::Rule { .. }
        | FragmentKind::MissingGlyph { .. } => false,
    }
}
