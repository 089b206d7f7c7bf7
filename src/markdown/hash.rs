//! Lines that begin with `#` and are no headings: tags of Obsidian's, and headings typed without a space.
//!
//! In: a paragraph. Out: one finding for each of the two in a chapter; the text stands. A heading wants a space behind its
//! marks (CommonMark 0.31, 4.2); older tools want none. A tag within a line of prose is a word
//! (<https://help.obsidian.md/tags>).

use std::ops::Range;

use super::build::Builder;
use super::dialect::Dialect;
use super::foreign;
use crate::diagnostic::{Code, Diagnostic};

/// What a line may be meant as.
#[derive(Debug, PartialEq, Eq)]
enum Meant<'t> {
    Tags(Vec<&'t str>),
    /// Its marks, and its words.
    Heading(&'t str, &'t str),
}

/// What the first line of a paragraph may be meant as; a line that goes on in others is sooner prose.
fn meant(line: &str, goes_on: bool) -> Option<Meant<'_>> {
    /// More words than these are prose, in one line and where it goes on.
    const MOST_WORDS: [usize; 2] = [12, 5];
    let words: Vec<&str> = line.split_whitespace().collect();
    let name = |word: &'_ str| -> Option<usize> {
        let name = word.strip_prefix('#')?;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
        (name.chars().all(is_name) && name.contains(char::is_alphabetic)).then_some(name.len())
    };
    let title = line.trim_start_matches('#');
    let marks = &line[..line.len() - title.len()];
    let first = title.chars().next()?;
    // One tag alone has a small letter; with a capital it may be either, and is told as a heading.
    if words.iter().all(|word| name(word).is_some()) && (words.len() > 1 || first.is_lowercase()) {
        return Some(Meant::Tags(words.iter().map(|word| &word[1..]).collect()));
    }
    let is_first = match marks.len() {
        1 => first.is_alphabetic() && !first.is_lowercase(),
        2..=6 => first.is_alphanumeric(),
        _ => false,
    };
    let is_heading = is_first
        && words.len() <= MOST_WORDS[usize::from(goes_on)]
        && !line.ends_with(['.', ',', ';', ':', '\u{3002}', '\u{3001}'])
        && !words.iter().skip(1).any(|word| word.starts_with('#') && word.len() > word.matches('#').count());
    is_heading.then_some(Meant::Heading(marks, title))
}

impl Builder<'_> {
    /// Tells of a paragraph whose first line is tags, or looks like a heading.
    pub(super) fn report_hash(&mut self, range: &Range<usize>) {
        let text = self.source().get(range.clone()).unwrap_or_default();
        if !text.starts_with('#') || self.dialect() == Dialect::COMMON_MARK {
            return;
        }
        let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
        let line = line.trim_end();
        let (name, finding) = match meant(line, !rest.trim().is_empty()) {
            Some(Meant::Tags(tags)) => {
                let message = format!("`{}` is shown as text: a book has no tags", foreign::shortened(line));
                let hint = format!("leave it out, or say it in the front matter: `tags: [{}]`", tags.join(", "));
                ("tags", Diagnostic::new(Code::ForeignMarkup, message).hint(hint))
            }
            Some(Meant::Heading(marks, title)) => {
                let message = format!("`{}` is no heading, and is shown as text", foreign::shortened(line));
                let hint = format!("put a space behind its marks: `{marks} {}`", foreign::shortened(title));
                ("a heading without a space", Diagnostic::new(Code::ForeignMarkup, message).hint(hint))
            }
            None => return,
        };
        if self.foreign().is_first(name) {
            self.report(finding, range.start..range.start + line.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_headings_are_told_from_prose() {
        assert_eq!(meant("#book #to/read", false), Some(Meant::Tags(vec!["book", "to/read"])));
        assert_eq!(meant("#todo", false), Some(Meant::Tags(vec!["todo"])));
        for heading in ["#Heading", "##Two words", "###3. Third", "#\u{6a19}\u{984c}", "#Closed #"] {
            assert!(matches!(meant(heading, false), Some(Meant::Heading(..))), "{heading}");
        }
        for prose in
            ["#1 in the charts", "#rust is a tag.", "#Rust is what #we use", "#Ends as a sentence.", "####### x"]
        {
            assert_eq!(meant(prose, false), None, "{prose}");
        }
        assert_eq!(meant("#Rust is what all of us use", true), None);
    }
}
