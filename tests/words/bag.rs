//! Words as a multiset, so that two texts can be compared whatever their order on the page.

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

/// How often each word occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bag(BTreeMap<String, i64>);

/// What one bag has and the other lacks.
#[derive(Debug, Default)]
pub struct Difference {
    pub missing: BTreeMap<String, i64>,
    pub extra: BTreeMap<String, i64>,
}

impl Bag {
    /// The words of a text, parted by white space, in the form in which all formats can agree on them.
    pub fn of(text: &str) -> Bag {
        let mut bag = Bag::default();
        for word in normalize(text).split_whitespace() {
            // Marks of one letter are one whatever their order, which shaping may change (Unicode, section 3.11).
            *bag.0.entry(word.nfd().collect()).or_default() += 1;
        }
        bag
    }

    pub fn len(&self) -> i64 {
        self.0.values().sum()
    }

    pub fn add(&mut self, other: &Bag) {
        for (word, count) in &other.0 {
            *self.0.entry(word.clone()).or_default() += count;
        }
    }

    /// Takes words away; where there are too few, `Err` names them.
    pub fn remove(&mut self, other: &Bag) -> Result<(), Vec<String>> {
        let mut absent = Vec::new();
        for (word, count) in &other.0 {
            let own = self.0.entry(word.clone()).or_default();
            if *own < *count {
                absent.push(word.clone());
            }
            *own -= count;
        }
        self.0.retain(|_, count| *count > 0);
        if absent.is_empty() { Ok(()) } else { Err(absent) }
    }

    /// What `other` lacks of this bag, and what it has beyond it.
    pub fn difference(&self, other: &Bag) -> Difference {
        let mut difference = Difference::default();
        for word in self.0.keys().chain(other.0.keys()) {
            let (own, theirs) = (self.count(word), other.count(word));
            if own > theirs {
                difference.missing.insert(word.clone(), own - theirs);
            } else if theirs > own {
                difference.extra.insert(word.clone(), theirs - own);
            }
        }
        difference
    }

    fn count(&self, word: &str) -> i64 {
        self.0.get(word).copied().unwrap_or_default()
    }
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty()
    }

    /// A few of the words on each side, for people.
    pub fn describe(&self) -> String {
        let mut text = String::new();
        for (name, words) in [("missing", &self.missing), ("extra", &self.extra)] {
            if !words.is_empty() {
                let total: i64 = words.values().sum();
                let few: Vec<String> = words.iter().take(12).map(|(word, count)| format!("{word:?}×{count}")).collect();
                let _ = write!(text, " {name} {total}: {}", few.join(" "));
            }
        }
        text
    }
}

/// Typography changes characters and no words: quotes, dashes and ellipses are brought to their typed form,
/// and marks without a shape of their own (soft hyphens, joiners, variation selectors) are dropped. Of writing that
/// has no spaces each character is a word, since line ends in it show or not.
fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => out.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' => out.push('"'),
            '-' | '\u{2010}'..='\u{2015}' => {
                if !out.ends_with('-') {
                    out.push('-');
                }
            }
            '\u{2026}' => out.push_str("..."),
            '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' => out.extend([' ', character, ' ']),
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' => {}
            other => out.push(other),
        }
    }
    out
}

#[test]
fn bags_tell_what_differs() {
    let difference = Bag::of("a b b “c”—d…").difference(&Bag::of("b a \"c\"--d... e"));
    assert_eq!(difference.missing.into_iter().collect::<Vec<_>>(), [("b".to_owned(), 1)]);
    assert_eq!(difference.extra.into_iter().collect::<Vec<_>>(), [("e".to_owned(), 1)]);
}
