//! Changes that an editor marks: `{++added++}`, `{--gone--}`, `{~~old~>new~~}`, `{==marked==}`, `{>>a comment<<}`.
//!
//! In: the text, and where such a mark stands. Out: what is inserted, deleted or marked, with what Markdown stands in it; a
//! comment is left out as every comment is (<https://github.com/CriticMarkup/CriticMarkup-toolkit>,
//! <https://fletcher.github.io/MultiMarkdown-6/syntax/critic.html>). One that its paragraph does not close is text.

use std::ops::Range;

use super::build::Builder;
use super::frame::{FrameKind, InlineForm};
use crate::document::{Inline, InlineKind, Phrase};

/// A change that holds Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Insertion,
    Deletion,
    Mark,
}

/// All that marks may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Of(Change),
    Substitution,
    Comment,
}

/// How many kinds there are.
pub(super) const KINDS: usize = 5;

/// How long the marks are at either end.
pub(super) const LENGTH: usize = 3;

impl Change {
    /// The marks that open it, and what of those that close it stands before the brace.
    pub fn marks(self) -> (&'static str, &'static str) {
        match self {
            Change::Insertion => ("{++", "++"),
            Change::Deletion => ("{--", "--"),
            Change::Mark => ("{==", "=="),
        }
    }

    /// What it is in the tree.
    pub fn node(self, content: Vec<Inline>) -> InlineKind {
        match self {
            Change::Insertion => InlineKind::Phrase { phrase: Phrase::Insertion, content },
            Change::Deletion => InlineKind::Strikethrough(content),
            Change::Mark => InlineKind::Phrase { phrase: Phrase::Mark, content },
        }
    }
}

impl Kind {
    /// What text begins with.
    pub fn of(text: &str) -> Option<Kind> {
        match text.as_bytes() {
            [b'{', b'+', b'+', ..] => Some(Kind::Of(Change::Insertion)),
            [b'{', b'-', b'-', ..] => Some(Kind::Of(Change::Deletion)),
            [b'{', b'=', b'=', ..] => Some(Kind::Of(Change::Mark)),
            [b'{', b'~', b'~', ..] => Some(Kind::Substitution),
            [b'{', b'>', b'>', ..] => Some(Kind::Comment),
            _ => None,
        }
    }

    pub fn end(self) -> &'static str {
        match self {
            Kind::Of(Change::Insertion) => "++}",
            Kind::Of(Change::Deletion) => "--}",
            Kind::Of(Change::Mark) => "==}",
            Kind::Substitution => "~~}",
            Kind::Comment => "<<}",
        }
    }

    /// Its number, below [`KINDS`].
    pub fn index(self) -> usize {
        match self {
            Kind::Of(Change::Insertion) => 0,
            Kind::Of(Change::Deletion) => 1,
            Kind::Of(Change::Mark) => 2,
            Kind::Substitution => 3,
            Kind::Comment => 4,
        }
    }
}

impl<'a> Builder<'a> {
    /// Takes the change whose marks stand at the end of `range`, or opens it; gives where reading goes on.
    pub(super) fn change(&mut self, kind: Kind, before: &str, range: &Range<usize>) -> Option<usize> {
        let place = range.end;
        let end = self.change_end(kind, place)?;
        let source = self.source();
        let inner = &source[place + LENGTH..end];
        match kind {
            Kind::Of(change) => {
                // The brace is where it closes.
                let brace = end + LENGTH - 1;
                self.open_form(InlineForm::Change(change), brace, before, range, LENGTH)
            }
            Kind::Comment => {
                // A comment between words leaves one space.
                let is_apart = source[end + LENGTH..].starts_with(|c: char| c.is_whitespace() || ".,;:!?".contains(c));
                self.push_before(if is_apart { before.trim_end_matches(' ') } else { before }, range);
                Some(end + LENGTH)
            }
            Kind::Substitution => {
                let arrow = inner.find("~>")?;
                if self.is_full() {
                    return None;
                }
                self.push_before(before, range);
                let start = place + LENGTH;
                self.changed(Change::Deletion, start..start + arrow);
                self.changed(Change::Insertion, start + arrow + 2..end);
                Some(end + LENGTH)
            }
        }
    }

    /// Pushes a part of the text as inserted or deleted.
    fn changed(&mut self, change: Change, range: Range<usize>) {
        let text = &self.source()[range.clone()];
        if text.is_empty() {
            return;
        }
        self.open(FrameKind::Form { form: InlineForm::Change(change), end: usize::MAX }, range.clone());
        let words = text.trim();
        // Space at the ends is what is changed, as often as not.
        let lead = text.len() - text.trim_start().len();
        if lead > 0 {
            self.push_run(" ", range.start..range.start + lead);
        }
        if !words.is_empty() {
            self.flush_text();
            self.inline_markdown(words, range.start + lead);
        }
        if !words.is_empty() && text.ends_with(char::is_whitespace) {
            self.push_run(" ", range.clone());
        }
        self.flush_text();
        let frame = self.pop();
        self.close_inline_frame(frame);
    }
}
