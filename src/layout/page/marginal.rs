//! Notes in the margin of a page: none stands on another, and all that have room end on the page.
//!
//! In: pages with their text, and what floats beside it. Out: the place of each that stands in a margin; `arrange` knows
//! them as plain sizes, in the order of the text.

use std::ops::Range;

use super::builder::PageBuilder;
use crate::document::NodeRef;
use crate::geom::Pt;
use crate::layout::Source;
use crate::layout::galley::{Item, Side};

/// Less is a rounding error of sums of heights.
const HAIR: Pt = Pt(0.05);

/// No margin holds more notes; each is compared with those before it, and far more may wait for room.
const MOST_IN_MARGIN: usize = 100;

/// A float beside the text.
pub struct PlacedSide {
    pub side: Side,
    /// Of its galley's inline start, and of its top.
    pub x: Pt,
    pub y: Pt,
    pub chapter: usize,
}

impl PlacedSide {
    fn in_margin(&self) -> MarginNote {
        let x = self.x + self.side.x;
        MarginNote { x: x..x + self.side.width, y: self.y, height: self.side.height }
    }

    /// The node of its first text.
    fn node(&self) -> Option<NodeRef> {
        let lines = self.side.galley.items.iter().filter_map(|item| {
            let Item::Line(line) = item else { return None };
            Some(line)
        });
        lines.flat_map(|line| &line.fragments).find_map(|fragment| match &fragment.source {
            Source::Node { node, .. } => Some(*node),
            Source::Generated { .. } | Source::Pagination | Source::Decoration => None,
        })
    }
}

/// A box in the margin.
#[derive(Clone, Debug)]
struct MarginNote {
    /// From its inline start to its end.
    x: Range<Pt>,
    /// Where it would stand by itself.
    y: Pt,
    height: Pt,
}

impl MarginNote {
    /// Whether one would stand on the other at the same height.
    fn meets(&self, other: &MarginNote) -> bool {
        self.x.start < other.x.end && other.x.start < self.x.end
    }
}

/// Gives what stands in the margins its place. What has no room beside its text goes on in the margin of the next page,
/// if that is of the same text and as wide; else it stands below the others, and is cut where the sheet ends. Those
/// are returned.
pub fn arrange_margins(pages: &mut [PageBuilder]) -> Vec<NodeRef> {
    let mut cut = Vec::new();
    let mut waiting: Vec<PlacedSide> = Vec::new();
    for index in 0..pages.len() {
        let next = pages.get(index + 1).map(|next| (next.area.size.width, next.plan));
        let page = &mut pages[index];
        let (area, top) = (page.area, page.area.origin.y);
        let bottom = area.bottom() + page.plan.depth.max(Pt::ZERO);
        let carried = waiting.drain(..).map(|side| PlacedSide { y: top, ..side });
        let all: Vec<PlacedSide> = carried.chain(page.sides.drain(..)).collect();
        let notes: Vec<MarginNote> =
            all.iter().filter(|placed| placed.side.is_marginal).map(PlacedSide::in_margin).collect();
        let mut places = arrange(&notes[..notes.len().min(MOST_IN_MARGIN)], top, bottom);
        places.resize(notes.len(), None);
        let mut at = 0;
        for side in all {
            if !side.side.is_marginal {
                page.sides.push(side);
                continue;
            }
            let goes_on = next.is_some_and(|(width, plan)| {
                width == area.size.width && plan.pieces.iter().any(|piece| piece.chapter == side.chapter)
            });
            match places[at] {
                Some(y) => page.sides.push(PlacedSide { y, ..side }),
                None if goes_on => waiting.push(side),
                None => {
                    let above = (at.saturating_sub(MOST_IN_MARGIN)..at).filter(|&above| notes[above].meets(&notes[at]));
                    let y = above.filter_map(|above| Some(places[above]? + notes[above].height)).fold(top, Pt::max);
                    places[at] = Some(y);
                    if y + side.side.height > page.style.size.height {
                        cut.extend(side.node());
                    }
                    page.sides.push(PlacedSide { y, ..side });
                }
            }
            at += 1;
        }
    }
    cut
}

/// Places notes between top and bottom, each as near to its own place as the others let it; those above give way to
/// what would end below the bottom. `None` is for those that have no room below the ones before them: of notes that
/// would meet, none overtakes another. One that has the margin to itself is placed, however tall.
fn arrange(notes: &[MarginNote], top: Pt, bottom: Pt) -> Vec<Option<Pt>> {
    // How much of the page a note and those above it take at least.
    let mut taken: Vec<Option<Pt>> = Vec::with_capacity(notes.len());
    let mut places: Vec<Option<Pt>> = Vec::with_capacity(notes.len());
    for (index, note) in notes.iter().enumerate() {
        let above = || (0..index).filter(|&above| notes[above].meets(note));
        let (mut height, mut place, mut has_room) = (note.height, note.y.max(top), true);
        for at in above() {
            match (taken[at], places[at]) {
                (Some(taken), Some(y)) => {
                    height = height.max(taken + note.height);
                    place = place.max(y + notes[at].height);
                }
                _ => has_room = false,
            }
        }
        has_room &= height <= bottom - top + HAIR || above().next().is_none();
        taken.push(has_room.then_some(height));
        places.push(has_room.then_some(place));
    }
    for index in (0..notes.len()).rev() {
        let below = (index + 1..notes.len()).filter(|&below| notes[below].meets(&notes[index]));
        let end = below.filter_map(|below| places[below]).fold(bottom, Pt::min);
        places[index] = places[index].map(|y| y.min(end - notes[index].height).max(top));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(y: f32, height: f32) -> MarginNote {
        MarginNote { x: Pt(100.0)..Pt(150.0), y: Pt(y), height: Pt(height) }
    }

    fn places(notes: &[MarginNote]) -> Vec<Option<f32>> {
        arrange(notes, Pt(10.0), Pt(110.0)).into_iter().map(|y| y.map(|y| y.0)).collect()
    }

    #[test]
    fn notes_move_down_and_up_for_each_other() {
        assert_eq!(places(&[note(10.0, 30.0), note(20.0, 30.0)]), [Some(10.0), Some(40.0)]);
        assert_eq!(places(&[note(60.0, 30.0), note(100.0, 40.0)]), [Some(40.0), Some(70.0)]);
    }

    #[test]
    fn what_has_no_room_is_told_and_nothing_overtakes_it() {
        assert_eq!(
            places(&[note(10.0, 60.0), note(50.0, 40.0), note(60.0, 1.0), note(70.0, 1.0)]),
            [Some(10.0), Some(70.0), None, None]
        );
    }

    #[test]
    fn notes_of_two_margins_leave_each_other_alone() {
        let other = MarginNote { x: Pt(-60.0)..Pt(-10.0), ..note(50.0, 90.0) };
        assert_eq!(places(&[note(10.0, 90.0), other]), [Some(10.0), Some(20.0)]);
    }

    #[test]
    fn a_note_taller_than_the_page_is_placed_alone() {
        assert_eq!(places(&[note(50.0, 120.0), note(60.0, 5.0)]), [Some(10.0), None]);
    }
}
