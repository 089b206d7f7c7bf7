//! Notes in the margin of a page: none stands on another, and all that have room end on the page.
//!
//! In: boxes as plain sizes, in the order of the text. Out: the place of each, or that it has no room.

use std::ops::Range;

use crate::geom::Pt;

/// Less is a rounding error of sums of heights.
const HAIR: Pt = Pt(0.05);

/// A box in the margin.
#[derive(Clone, Debug)]
pub struct MarginNote {
    /// From its inline start to its end.
    pub x: Range<Pt>,
    /// Where it would stand by itself.
    pub y: Pt,
    pub height: Pt,
}

impl MarginNote {
    /// Whether one would stand on the other at the same height.
    pub fn meets(&self, other: &MarginNote) -> bool {
        self.x.start < other.x.end && other.x.start < self.x.end
    }
}

/// Places notes between top and bottom, each as near to its own place as the others let it; those above give way to
/// what would end below the bottom. `None` is for those that have no room below the ones before them: of notes that
/// would meet, none overtakes another. One that has the margin to itself is placed, however tall.
pub fn arrange(notes: &[MarginNote], top: Pt, bottom: Pt) -> Vec<Option<Pt>> {
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
