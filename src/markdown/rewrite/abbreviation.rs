//! Abbreviations: `*[HTML]: Hyper Text Markup Language` says what a word means wherever it stands.
//!
//! In: lines of that form, which are left out; later the text of a node. Out: where the words stand in it
//! (<https://michelf.ca/projects/php-markdown/extra/#abbr>).

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::dialect::Form;
use super::Pass;
use super::container::{Leaf, Line};

/// What the abbreviations of a chapter mean, by their first letter.
#[derive(Default)]
pub struct Abbreviations {
    by_first: BTreeMap<char, Vec<(String, String)>>,
}

impl Abbreviations {
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    fn add(&mut self, word: &str, meaning: &str) {
        let Some(first) = word.chars().next() else { return };
        let words = self.by_first.entry(first).or_default();
        if !words.iter().any(|(known, _)| known == word) {
            words.push((word.to_owned(), meaning.to_owned()));
            // Of two that fit the longer is meant.
            words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
    }

    /// Where abbreviations stand in a text as whole words, and what they mean.
    pub fn find<'s>(&'s self, text: &'s str) -> impl Iterator<Item = (Range<usize>, &'s str)> {
        let mut from = 0;
        let mut before: Option<char> = None;
        std::iter::from_fn(move || {
            while from < text.len() {
                let rest = &text[from..];
                let c = rest.chars().next()?;
                let is_start = !before.is_some_and(char::is_alphanumeric);
                let found = self.by_first.get(&c).filter(|_| is_start).and_then(|words| {
                    words.iter().find(|(word, _)| {
                        rest.strip_prefix(word.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
                    })
                });
                if let Some((word, meaning)) = found {
                    let range = from..from + word.len();
                    before = word.chars().next_back();
                    from = range.end;
                    return Some((range, meaning.as_str()));
                }
                before = Some(c);
                from += c.len_utf8();
            }
            None
        })
    }
}

impl<'t> Pass<'t, '_> {
    pub(super) fn abbreviation(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !self.reads(Form::Abbreviations) || self.leaf == Leaf::Paragraph && !self.after_blank {
            return None;
        }
        let (word, meaning) = text.strip_prefix("*[")?.split_once("]:")?;
        if word.is_empty() || word.contains(['[', ']']) {
            return None;
        }
        self.abbreviations.add(word.trim(), meaning.trim());
        self.replace(line, []);
        Some(line.next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_found() {
        let mut known = Abbreviations::default();
        known.add("HTML", "a");
        known.add("HTML 5", "b");
        let text = "XHTML, HTML and HTML 5, HTMLs; HTML";
        let found: Vec<_> = known.find(text).map(|(range, meaning)| (&text[range], meaning)).collect();
        assert_eq!(found, [("HTML", "a"), ("HTML 5", "b"), ("HTML", "a")]);
    }
}
