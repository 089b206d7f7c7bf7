//! How wide the boxes along a side of a page are, and how high across it (CSS Paged Media 3, section 5.3).
//!
//! In: what boxes ask for, as plain lengths along one axis, and the room of the side. Out: where each stands. Whether
//! that axis is a width or a height is not known here.

use crate::geom::Pt;

/// The least space between two boxes that share a side too short for both: less, and their texts read as one. The
/// standard leaves none.
const GAP: Pt = Pt(12.0);
/// The most of a side that such spaces take together.
const MOST_GAP: f32 = 0.1;

/// What a box along a side asks for: lengths with its margins, border and padding.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extent {
    /// Where its size is set.
    pub set: Option<Pt>,
    /// Where its size has a bound.
    pub most: Option<Pt>,
    /// Min-content: its widest piece.
    pub least: Pt,
    /// Max-content: all in one line.
    pub greatest: Pt,
}

/// A place along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stretch {
    pub start: Pt,
    pub size: Pt,
}

/// Where the first, the middle and the last box of a side stand; the middle one is centered always (section 5.3.2).
pub fn along(room: Pt, boxes: [Option<Extent>; 3]) -> [Stretch; 3] {
    let mut boxes = boxes;
    let mut sizes = shares(room, &boxes);
    // A box beyond its bound is set to it, and all are shared out again (section 5.3.2.4).
    let mut is_bound = false;
    for (asked, size) in boxes.iter_mut().zip(sizes) {
        if let Some(asked) = asked
            && let Some(most) = asked.most
            && size > most
        {
            asked.set = Some(most);
            is_bound = true;
        }
    }
    if is_bound {
        sizes = shares(room, &boxes);
    }
    let [first, middle, last] = sizes;
    [
        Stretch { start: Pt::ZERO, size: first },
        Stretch { start: (room - middle) / 2.0, size: middle },
        Stretch { start: room - last, size: last },
    ]
}

fn shares(room: Pt, boxes: &[Option<Extent>; 3]) -> [Pt; 3] {
    let of = |index: usize| boxes[index].unwrap_or_default();
    let (first, middle, last) = (of(0), of(1), of(2));
    let outer = [boxes[0], boxes[2]];
    if boxes[1].is_none() {
        let (first, last) = match outer {
            [Some(first), Some(last)] => two(room, first, last, GAP),
            [Some(first), None] => (first.set.unwrap_or(room), Pt::ZERO),
            [None, Some(last)] => (Pt::ZERO, last.set.unwrap_or(room)),
            [None, None] => (Pt::ZERO, Pt::ZERO),
        };
        return [first, Pt::ZERO, last];
    }
    // The middle box shares the side with one that stands for twice the wider of the two others.
    let are_set = outer.iter().flatten().all(|asked| asked.set.is_some());
    let both = Extent {
        set: (are_set && outer.iter().any(Option::is_some))
            .then(|| first.set.unwrap_or_default().max(last.set.unwrap_or_default()) * 2.0),
        most: None,
        least: outer_least(&first).max(outer_least(&last)) * 2.0,
        greatest: outer_greatest(&first).max(outer_greatest(&last)) * 2.0,
    };
    let gap = if outer.iter().any(Option::is_some) { GAP * 2.0 } else { Pt::ZERO };
    let (middle, beside) = match (middle.set, both.greatest > Pt::ZERO || both.set.is_some()) {
        (Some(set), _) => (set, two(room, middle, both, gap).1),
        (None, true) => two(room, middle, both, gap),
        (None, false) => (room, Pt::ZERO),
    };
    let beside = match both.set {
        Some(_) => room - middle,
        None => beside,
    };
    let side = (beside / 2.0).max(Pt::ZERO);
    [
        boxes[0].map_or(Pt::ZERO, |asked| asked.set.unwrap_or(side)),
        middle,
        boxes[2].map_or(Pt::ZERO, |asked| asked.set.unwrap_or(side)),
    ]
}

fn outer_least(asked: &Extent) -> Pt {
    asked.set.unwrap_or(asked.least)
}

fn outer_greatest(asked: &Extent) -> Pt {
    asked.set.unwrap_or(asked.greatest)
}

/// Two boxes that share a side (section 5.3.2.2): what is free, or lacking, is shared in proportion to what they ask.
fn two(room: Pt, one: Extent, other: Extent, gap: Pt) -> (Pt, Pt) {
    match (one.set, other.set) {
        (Some(one), Some(other)) => return (one, other),
        (Some(one), None) => return (one, (room - one).max(Pt::ZERO)),
        (None, Some(other)) => return ((room - other).max(Pt::ZERO), other),
        (None, None) => {}
    }
    let greatest = one.greatest + other.greatest;
    let needed = if one.greatest > Pt::ZERO && other.greatest > Pt::ZERO { gap.min(room * MOST_GAP) } else { Pt::ZERO };
    if greatest + needed <= room {
        return shared(room, (one.greatest, one.greatest), (other.greatest, other.greatest));
    }
    let room = room - needed;
    if one.least + other.least <= room {
        return shared(room, (one.least, one.greatest - one.least), (other.least, other.greatest - other.least));
    }
    shared(room, (one.least, one.least), (other.least, other.least))
}

/// Two sizes that make up the room: each has a basis and a share in what is left.
fn shared(room: Pt, one: (Pt, Pt), other: (Pt, Pt)) -> (Pt, Pt) {
    let factors = one.1 + other.1;
    let part = if factors > Pt::ZERO { one.1 / factors } else { 0.5 };
    let size = one.0 + (room - one.0 - other.0) * part;
    (size, room - size)
}

/// A box across its side: it fills it but for its margins, or has the size that is set (section 5.3.3). `None` is an
/// `auto` margin. Where all is set, the margin at the sheet's edge gives way; the start is at the edge where
/// `starts_at_edge`.
pub fn across(room: Pt, margins: (Option<Pt>, Option<Pt>), size: Option<Pt>, starts_at_edge: bool) -> Stretch {
    let (start, end) = (margins.0.unwrap_or_default(), margins.1.unwrap_or_default());
    let Some(size) = size else {
        return Stretch { start, size: (room - start - end).max(Pt::ZERO) };
    };
    let free = room - size - start - end;
    let start = match margins {
        (None, None) => free / 2.0,
        (None, Some(_)) => free,
        (Some(start), None) => start,
        (Some(start), Some(_)) if starts_at_edge => start + free,
        (Some(start), Some(_)) => start,
    };
    Stretch { start, size }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Pt = Pt(300.0);

    fn text(least: f32, greatest: f32) -> Option<Extent> {
        Some(Extent { least: Pt(least), greatest: Pt(greatest), ..Extent::default() })
    }

    fn set(size: f32) -> Option<Extent> {
        Some(Extent { set: Some(Pt(size)), ..Extent::default() })
    }

    fn sizes(boxes: [Option<Extent>; 3]) -> [f32; 3] {
        along(ROOM, boxes).map(|stretch| stretch.size.0)
    }

    #[test]
    fn a_box_alone_has_the_whole_side() {
        assert_eq!(sizes([text(10.0, 50.0), None, None]), [300.0, 0.0, 0.0]);
        assert_eq!(sizes([None, text(10.0, 50.0), None]), [0.0, 300.0, 0.0]);
        assert_eq!(sizes([None, None, set(40.0)]), [0.0, 0.0, 40.0]);
        assert_eq!(along(ROOM, [None, None, set(40.0)])[2].start, Pt(260.0));
        assert_eq!(along(ROOM, [None, set(40.0), None])[1], Stretch { start: Pt(130.0), size: Pt(40.0) });
    }

    #[test]
    fn what_is_free_is_shared_in_proportion() {
        assert_eq!(sizes([text(10.0, 50.0), None, text(10.0, 100.0)]), [100.0, 0.0, 200.0]);
        assert_eq!(sizes([text(0.0, 0.0), None, text(0.0, 0.0)]), [150.0, 0.0, 150.0]);
        assert_eq!(sizes([set(40.0), None, text(10.0, 100.0)]), [40.0, 0.0, 260.0]);
    }

    #[test]
    fn a_folio_keeps_its_width_beside_a_long_head() {
        assert_eq!(sizes([text(20.0, 20.0), None, text(40.0, 900.0)]), [20.0, 0.0, 268.0]);
        assert_eq!(along(ROOM, [text(20.0, 20.0), None, text(40.0, 900.0)])[2].start, Pt(32.0));
    }

    #[test]
    fn words_too_long_for_both_give_way_in_proportion() {
        assert_eq!(sizes([text(100.0, 200.0), None, text(300.0, 900.0)]), [72.0, 0.0, 216.0]);
    }

    #[test]
    fn the_middle_box_stays_centered() {
        let [first, middle, last] = along(ROOM, [text(20.0, 20.0), text(50.0, 100.0), None]);
        assert!((middle.start + middle.size / 2.0 - ROOM / 2.0).abs() < Pt(0.001), "{middle:?}");
        assert!(first.size >= Pt(20.0) && last.size == Pt::ZERO);
        let [first, middle, _] = along(ROOM, [text(20.0, 20.0), text(50.0, 900.0), None]);
        assert_eq!((first.size, middle.size), (Pt(20.0), Pt(236.0)));
        assert_eq!(sizes([set(30.0), text(50.0, 100.0), set(60.0)]), [30.0, 180.0, 60.0]);
        assert_eq!(sizes([text(10.0, 10.0), set(100.0), text(10.0, 30.0)]), [100.0, 100.0, 100.0]);
    }

    #[test]
    fn a_bound_is_kept_and_leaves_more_to_the_other() {
        let bound = Extent { most: Some(Pt(60.0)), least: Pt(10.0), greatest: Pt(100.0), ..Extent::default() };
        assert_eq!(sizes([Some(bound), None, text(10.0, 100.0)]), [60.0, 0.0, 240.0]);
    }

    #[test]
    fn across_its_side_a_box_fills_it_or_stands_by_the_text() {
        let zero = Some(Pt::ZERO);
        let at = |start: f32, size: f32| Stretch { start: Pt(start), size: Pt(size) };
        assert_eq!(across(Pt(50.0), (zero, zero), None, true), at(0.0, 50.0));
        assert_eq!(across(Pt(50.0), (Some(Pt(5.0)), None), None, true), at(5.0, 45.0));
        assert_eq!(across(Pt(50.0), (None, None), Some(Pt(20.0)), true), at(15.0, 20.0));
        assert_eq!(across(Pt(50.0), (zero, Some(Pt(4.0))), Some(Pt(20.0)), true), at(26.0, 20.0));
        assert_eq!(across(Pt(50.0), (Some(Pt(4.0)), zero), Some(Pt(20.0)), false), at(4.0, 20.0));
    }
}
