//! Which subroutines outlines of PostScript call (Adobe Technical Note 5177, "The Type 2 Charstring Format").
//!
//! A call takes its number from the stack, and the length of a mask depends on the stems said before it, so outlines are
//! followed as they are drawn. Arithmetic, which no font of today has, is not: such a font is left whole.

use std::collections::BTreeSet;

use super::sfnt::u16_at;

/// The subroutines that an outline may call.
pub(super) struct Subroutines<'s> {
    pub global: &'s [&'s [u8]],
    pub local: &'s [&'s [u8]],
}

/// Those that were called.
#[derive(Clone, Default)]
pub(super) struct Calls {
    pub global: BTreeSet<usize>,
    pub local: BTreeSet<usize>,
    steps: u32,
}

/// How deep subroutines may call one another (section 4.7).
const DEEPEST: u8 = 10;

/// How many operators and numbers all outlines may have: those of the great East Asian families have some millions.
const MOST_STEPS: u32 = 1 << 27;

impl Calls {
    /// Adds what an outline calls; `None` where it cannot be followed.
    pub fn add(&mut self, outline: &[u8], subroutines: &Subroutines) -> Option<()> {
        let mut walk = Walk { calls: self, subroutines, stack: Vec::new(), stems: 0, is_over: false };
        walk.run(outline, 0)
    }
}

struct Walk<'w> {
    calls: &'w mut Calls,
    subroutines: &'w Subroutines<'w>,
    /// The numbers on the stack: those that are not whole are never asked for.
    stack: Vec<i32>,
    stems: usize,
    is_over: bool,
}

impl Walk<'_> {
    fn run(&mut self, outline: &[u8], depth: u8) -> Option<()> {
        let mut at = 0;
        while let Some(&first) = outline.get(at) {
            self.calls.steps += 1;
            if self.calls.steps > MOST_STEPS {
                return None;
            }
            at += 1;
            match first {
                // Stems, with and without masks.
                1 | 3 | 18 | 23 => self.take_stems(),
                19 | 20 => {
                    self.take_stems();
                    at += self.stems.div_ceil(8);
                }
                // Subroutines.
                10 | 29 => {
                    let list = if first == 10 { self.subroutines.local } else { self.subroutines.global };
                    let number = usize::try_from(self.stack.pop()? + bias(list.len())).ok()?;
                    let called = list.get(number)?;
                    let calls = if first == 10 { &mut self.calls.local } else { &mut self.calls.global };
                    calls.insert(number);
                    if depth == DEEPEST {
                        return None;
                    }
                    self.run(called, depth + 1)?;
                    if self.is_over {
                        return Some(());
                    }
                }
                11 => return Some(()),
                14 => {
                    // With four numbers it stands for two other glyphs (appendix C), by their names.
                    self.is_over = true;
                    return (self.stack.len() < 4).then_some(());
                }
                // Lines, curves and moves.
                4..=8 | 21 | 22 | 24..=27 | 30 | 31 => self.stack.clear(),
                // The four kinds of flex.
                12 if outline.get(at).is_some_and(|second| (34..=37).contains(second)) => {
                    self.stack.clear();
                    at += 1;
                }
                28 => {
                    self.stack.push(i32::from(u16_at(outline, at)? as i16));
                    at += 2;
                }
                32..=246 => self.stack.push(i32::from(first) - 139),
                247..=254 => {
                    let second = i32::from(*outline.get(at)?);
                    self.stack.push(match first {
                        247..=250 => (i32::from(first) - 247) * 256 + second + 108,
                        _ => -(i32::from(first) - 251) * 256 - second - 108,
                    });
                    at += 1;
                }
                255 => {
                    self.stack.push(i32::from(u16_at(outline, at)? as i16));
                    at += 4;
                }
                0 | 2 | 9 | 12 | 13 | 15..=17 => return None,
            }
        }
        Some(())
    }

    fn take_stems(&mut self) {
        self.stems += self.stack.len() / 2;
        self.stack.clear();
    }
}

/// What is added to the number of a subroutine (section 4.7).
fn bias(count: usize) -> i32 {
    match count {
        0..1240 => 107,
        1240..33900 => 1131,
        _ => 32768,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of what an outline calls among two subroutines of each kind.
    fn called(outline: &[u8], local: [&[u8]; 2]) -> Option<(Vec<usize>, Vec<usize>)> {
        let global: [&[u8]; 2] = [&[11], &[139, 139, 1, 11]];
        let mut calls = Calls::default();
        calls.add(outline, &Subroutines { global: &global, local: &local })?;
        Some((calls.global.into_iter().collect(), calls.local.into_iter().collect()))
    }

    #[test]
    fn calls_within_calls_and_behind_masks_are_found() {
        // Minus 107 and minus 106 are the first and the second.
        assert_eq!(called(&[32, 10, 14], [&[33, 29, 11], &[11]]), Some((vec![1], vec![0])));
        // The stems that a subroutine says make a mask of one byte, which looks like the end.
        assert_eq!(called(&[33, 29, 19, 14, 33, 10, 14], [&[11], &[11]]), Some((vec![1], vec![1])));
        assert_eq!(called(&[33, 10], [&[11], &[14]]), Some((vec![], vec![1])));
    }

    #[test]
    fn what_cannot_be_followed_is_told() {
        let idle: [&[u8]; 2] = [&[11], &[11]];
        assert_eq!(called(&[139, 139, 139, 139, 14], idle), None, "an accented letter made of two");
        assert_eq!(called(&[139, 139, 12, 10, 14], idle), None, "a sum");
        assert_eq!(called(&[200, 10, 14], idle), None, "no such subroutine");
        assert_eq!(called(&[10], idle), None, "no number");
        assert_eq!(called(&[32, 10], [&[32, 10], &[11]]), None, "one that calls itself");
    }
}
