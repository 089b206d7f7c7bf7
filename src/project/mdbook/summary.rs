//! The chapters that a `SUMMARY.md` lists, in order, with parts, numbers and drafts.
//!
//! In: the text. Out: [`Entry`]s. mdBook's grammar (<https://rust-lang.github.io/mdBook/format/summary.html>): a title,
//! which says nothing; links before the first list, which are front matter; lists of numbered chapters, each under the
//! title of a part or under none; links after the last list, which are back matter. Numbers count on through all parts.
//! What mdBook would refuse or silently leave out is reported.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::Matter;
use crate::markdown::{Link, Mark, MarkKind, summary};
use crate::project::entry::{Entry, EntryKind, MAX_DEPTH};
use crate::source::{FileId, Span};
use crate::url;

/// Where in the grammar the reading is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing that counts was met; a title here is the summary's own.
    Start,
    Prefix,
    /// In the lists; right after the title of a part or within.
    Numbered,
    /// After a link that follows the lists.
    Suffix,
}

/// Reads a summary.
pub fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    let mut reader = Reader { file, diagnostics, state: State::Start, numbers: Vec::new(), files: BTreeMap::new() };
    let mut entries = Vec::new();
    for mark in summary(text) {
        entries.extend(reader.mark(mark));
    }
    if !entries.iter().any(|entry| matches!(entry.kind, EntryKind::Chapter(_))) {
        let message = "the summary lists no chapter";
        let hint = "write `- [Title](file.md)` for each chapter";
        diagnostics.push(Diagnostic::new(Code::BrokenSummary, message).at(Span { file, start: 0, end: 0 }).hint(hint));
    }
    entries
}

struct Reader<'a> {
    file: FileId,
    diagnostics: &'a mut Diagnostics,
    state: State,
    /// The number of the last chapter at each depth.
    numbers: Vec<u32>,
    /// The files listed so far.
    files: BTreeMap<String, Span>,
}

impl Reader<'_> {
    fn mark(&mut self, mark: Mark) -> Option<Entry> {
        let Mark { range, kind } = mark;
        let span = Span { file: self.file, start: range.start as u32, end: range.end as u32 };
        match kind {
            MarkKind::Separator => {
                if self.state == State::Start {
                    self.state = State::Prefix;
                }
                None
            }
            MarkKind::Title(_) if self.state == State::Start => {
                self.state = State::Prefix;
                None
            }
            MarkKind::Title(title) => {
                self.check_order(span, "a part");
                self.state = State::Numbered;
                Some(Entry { kind: EntryKind::Part(None), title: Some(title), span: Some(span), ..Entry::chapter("") })
            }
            MarkKind::Link(link) => {
                let matter = match self.state {
                    State::Start | State::Prefix => {
                        self.state = State::Prefix;
                        Matter::Front
                    }
                    State::Numbered | State::Suffix => {
                        self.state = State::Suffix;
                        Matter::Back
                    }
                };
                self.entry(link, None, 0, matter, span)
            }
            MarkKind::Item { depth, link: Some(link) } => {
                self.check_order(span, "a list");
                self.state = State::Numbered;
                let depth = depth.min(MAX_DEPTH.into());
                self.numbers.resize(depth + 1, 0);
                self.numbers[depth] += 1;
                let number = self.numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
                self.entry(link, Some(number), depth, Matter::Body, span)
            }
            MarkKind::Heading(_) => None,
            MarkKind::Item { link: None, .. } => {
                let hint = "write `- [Title](file.md)`, or `- [Title]()` for a chapter to come";
                self.report(span, "a list item of the summary must begin with a link to a chapter", hint);
                None
            }
            MarkKind::Stray(link) => {
                let message =
                    format!("`{}` is the second link of a list item, and only the first is a chapter", link.text);
                let mut diagnostic = Diagnostic::new(Code::BrokenSummary, message).at(span);
                diagnostic.severity = Severity::Warning;
                self.diagnostics.push(diagnostic.hint("give each chapter an item of its own"));
                None
            }
        }
    }

    /// Nothing numbered comes after a suffix chapter.
    fn check_order(&mut self, span: Span, what: &str) {
        if self.state == State::Suffix {
            let message = format!("{what} cannot follow a chapter that stands after the numbered ones");
            self.report(span, &message, "put chapters without a number before the first list or after the last");
        }
    }

    fn entry(&mut self, link: Link, number: Option<String>, depth: usize, matter: Matter, span: Span) -> Option<Entry> {
        let Link { text, address } = link;
        let depth = depth.min(MAX_DEPTH.into()) as u8;
        let title = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
        let entry = |kind| Entry { kind, title, number, depth, matter, span: Some(span), ..Entry::chapter("") };
        if address.trim().is_empty() {
            return Some(entry(EntryKind::Draft));
        }
        if url::scheme(&address).is_some() || address.starts_with("//") {
            self.report(span, &format!("`{address}` lies on the web and is no chapter"), "name a file of the book");
            return None;
        }
        let path = url::decode(&address);
        if let Some(first) = self.files.get(&path) {
            let first = *first;
            let message = format!("`{path}` is listed twice");
            self.report(span, &message, "list each file once; a chapter stands in one place of the book");
            let note = Diagnostic::new(Code::BrokenSummary, format!("`{path}` is first listed here")).at(first);
            self.diagnostics.push(Diagnostic { severity: Severity::Note, ..note });
            return None;
        }
        self.files.insert(path.clone(), span);
        Some(entry(EntryKind::Chapter(path)))
    }

    /// What mdBook would refuse; the rest of the summary stands.
    fn report(&mut self, span: Span, message: &str, hint: &str) {
        let finding = Diagnostic::new(Code::BrokenSummary, message).at(span).hint(hint);
        self.diagnostics.push(Diagnostic { severity: Severity::Warning, ..finding });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Vec<String>, Vec<String>) {
        let mut diagnostics = Diagnostics::default();
        let entries = read(text, FileId(0), &mut diagnostics);
        let shown = entries.iter().map(|entry| {
            let kind = match &entry.kind {
                EntryKind::Chapter(path) => path.as_str(),
                EntryKind::Draft => "draft",
                EntryKind::Part(_) => "part",
            };
            let number = entry.number.as_deref().unwrap_or("-");
            let title = entry.title.as_deref().unwrap_or_default();
            format!("{:?} {} {number} {title} <{kind}>", entry.matter, entry.depth)
        });
        let found = diagnostics.iter().map(|found| found.message.clone()).collect();
        (shown.collect(), found)
    }

    #[test]
    fn the_grammar_is_mdbooks() {
        let text = "# Summary\n\n[Preface](pre.md)\n\n---\n\n# One\n\n- [A](a.md)\n  - [AA](a/a.md)\n  - [AB]()\n    - \
                    [ABA](a/b%20a.md)\n\n---\n\n- [B](b.md)\n\n# Two\n\n* [C](c.md)\n  * [CA](ca.md)\n\n[End](end.md)\n\n\
                    [Later]()\n";
        let (entries, found) = read_text(text);
        assert_eq!(
            entries,
            [
                "Front 0 - Preface <pre.md>",
                "Body 0 - One <part>",
                "Body 0 1 A <a.md>",
                "Body 1 1.1 AA <a/a.md>",
                "Body 1 1.2 AB <draft>",
                "Body 2 1.2.1 ABA <a/b a.md>",
                "Body 0 2 B <b.md>",
                "Body 0 - Two <part>",
                "Body 0 3 C <c.md>",
                "Body 1 3.1 CA <ca.md>",
                "Back 0 - End <end.md>",
                "Back 0 - Later <draft>",
            ]
        );
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_title_may_be_missing_and_comments_say_nothing() {
        let (entries, found) =
            read_text("<!--\n# No\n- [X](x.md)\n-->\n\n- [A](a.md)\n<!-- - [Y](y.md) -->\n- [B](b.md)\n");
        assert_eq!(entries, ["Body 0 1 A <a.md>", "Body 0 2 B <b.md>"]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn what_mdbook_refuses_is_reported() {
        let cases = [
            ("- [A](a.md)\n\n[B](b.md)\n\n- [C](c.md)\n", "a list cannot follow"),
            ("- [A](a.md)\n\n[B](b.md)\n\n# P\n\n- [C](c.md)\n", "a part cannot follow"),
            ("- A\n- [B](b.md)\n", "must begin with a link"),
            ("- [A](a.md)\n- [B](a.md)\n", "`a.md` is listed twice"),
            ("- [A](https://a.b/)\n- [B](b.md)\n", "lies on the web"),
            ("- [A](a.md) [B](b.md)\n", "second link"),
            ("words\n", "lists no chapter"),
        ];
        for (text, expected) in cases {
            let (_, found) = read_text(text);
            assert!(found.iter().any(|message| message.contains(expected)), "{text}: {found:?}");
        }
    }
}
