//! Lines filled one after the other, each as far as it goes: for code, where a reader expects a line
//! to break only where it must.

use super::{Break, FORBIDDEN, FORCED, Hang, Item, Measure};

/// Breaks at the last opportunity that fits; where none does with its mark, at the first that fits without, and the mark
/// stands out a little. An item too wide for any line overfills it.
pub fn first_fit(items: &[Item], measure: &Measure) -> Vec<Break> {
    let mut breaks: Vec<Break> = Vec::new();
    let mut width = 0.0;
    let mut last: Option<(usize, f64)> = None;
    let mut markless: Option<(usize, f64)> = None;
    let mut has_box = false;
    let mut index = 0;
    while index < items.len() {
        let limit = measure.line(breaks.len()) + f64::from(f32::EPSILON) * 1000.0;
        let mut forced = false;
        match items[index] {
            Item::Box { width: w, .. } => {
                width += f64::from(w);
                has_box = true;
            }
            Item::Glue { width: w, .. } => {
                let fits = width <= limit || last.is_none();
                if has_box && matches!(items[index - 1], Item::Box { .. }) && fits {
                    last = Some((index, width));
                }
                width += f64::from(w);
            }
            Item::Penalty { width: w, cost, .. } => {
                forced = cost <= FORCED;
                // What has no room anywhere ends at the first place there is.
                let fits = width + f64::from(w) <= limit || last.is_none() && has_box && width > limit;
                if forced || cost < FORBIDDEN && fits {
                    last = Some((index, width));
                } else if cost < FORBIDDEN && has_box && width <= limit {
                    markless = markless.or(Some((index, width)));
                }
            }
        }
        let overfull = width > limit && has_box && !matches!(items[index], Item::Glue { .. });
        if overfull {
            last = last.or(markless);
        }
        if let Some((at, broken_width)) = last
            && (forced || overfull)
        {
            // A forced break too far out waits until the line was broken where it still fit.
            let is_overfull = broken_width > limit;
            breaks.push(Break { item: at, ratio: 0.0, expansion: 0.0, hang: Hang::default(), is_overfull });
            index = next_line_start(items, at, forced && at == index);
            width = 0.0;
            last = None;
            markless = None;
            has_box = false;
            continue;
        }
        index += 1;
    }
    breaks
}

fn next_line_start(items: &[Item], at: usize, forced: bool) -> usize {
    let mut index = at + 1;
    if forced {
        return index;
    }
    while matches!(items.get(index), Some(Item::Glue { .. })) {
        index += 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURE: Measure = Measure::new(10.0, 2.0);
    const LETTER: Item = Item::rigid(3.0);
    const SPACE: Item = Item::Glue { width: 1.0, stretch: 0.0, shrink: 0.0 };
    const ANYWHERE: Item = Item::Penalty { width: 1.0, hang: 0.0, cost: 500, is_flagged: false };
    const END: Item = Item::penalty(FORCED);

    fn places(items: &[Item]) -> Vec<usize> {
        first_fit(items, &MEASURE).iter().map(|line| line.item).collect()
    }

    #[test]
    fn breaks_at_the_last_space_that_fits() {
        assert_eq!(places(&[LETTER, SPACE, LETTER, SPACE, LETTER, END]), [3, 5]);
    }

    #[test]
    fn breaks_within_a_word_only_where_the_mark_fits() {
        // Three letters fill 9 of 10; the mark's 1 still fits.
        assert_eq!(places(&[LETTER, ANYWHERE, LETTER, ANYWHERE, LETTER, ANYWHERE, LETTER, END]), [5, 7]);
    }

    #[test]
    fn a_break_that_fits_but_for_its_mark_is_better_than_none() {
        let word = Item::rigid(9.5);
        let space = [Item::Penalty { width: 1.0, hang: 0.0, cost: 0, is_flagged: false }, SPACE];
        let [mark, space] = space;
        let items = [word, mark, space, LETTER, ANYWHERE, LETTER, ANYWHERE, LETTER, ANYWHERE, LETTER, END];
        assert_eq!(places(&items), [1, 8, 10]);
        assert!(first_fit(&items, &MEASURE).iter().all(|line| !line.is_overfull));
        // One that fits with its mark is better still.
        assert_eq!(places(&[LETTER, mark, space, Item::rigid(5.5), mark, space, LETTER, END]), [1, 7]);
    }

    #[test]
    fn keeps_an_empty_line() {
        assert_eq!(places(&[END, LETTER, END]), [0, 2]);
    }

    #[test]
    fn an_unbreakable_box_overfills_and_ends() {
        let wide = Item::rigid(30.0);
        let breaks = first_fit(&[wide, END, LETTER, END], &MEASURE);
        assert_eq!(breaks.len(), 2);
        assert!(breaks[0].is_overfull);
    }

    #[test]
    fn a_box_too_wide_takes_no_other_with_it() {
        let wide = Item::rigid(14.0);
        assert_eq!(places(&[LETTER, SPACE, wide, ANYWHERE, LETTER, SPACE, wide, SPACE, LETTER, END]), [1, 3, 5, 7, 9]);
    }
}
