//! Ways to break a paragraph, in plain numbers.

use super::{Break, FORCED, Flex, Hang, Item, Measure, total_fit, total_fit_at_last};

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
