//! Markdown between the tags of raw HTML, where CommonMark has none up to a blank line.
//!
//! In: tags and text of a block of raw HTML. Out: inlines where its author says `markdown="span"`, or `markdown="1"` in
//! what holds no blocks (`rewrite/html` parts what holds them); elsewhere a finding, since marks are shown as typed
//! (<https://python-markdown.github.io/extensions/md_in_html/>).

use std::ops::Range;

use super::build::Builder;
use super::dialect::{Dialect, Form};
use super::frame::{Frame, FrameKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::html::{InlineTag, Token};

impl Builder<'_> {
    /// Follows the element that says `markdown="span"`, or says that its content is Markdown and holds no blocks.
    pub(super) fn note_markdown(&mut self, token: &Token) {
        let reads = self.reads(Form::MarkdownAttribute);
        let markdown = &mut self.raw_state_mut().markdown;
        match (token, &mut *markdown) {
            (Token::Open(tag), Some((name, depth))) if tag.name == *name => *depth += 1,
            (Token::Close(name), Some((open, depth))) if name == open => {
                *depth -= 1;
                if *depth == 0 {
                    *markdown = None;
                }
            }
            (Token::Open(tag), None) if reads => {
                let is_on = |value: &str| matches!(value.trim(), "" | "1" | "block" | "span");
                if tag.attribute("markdown").is_some_and(is_on) {
                    *markdown = Some((tag.name.clone(), 1));
                }
            }
            _ => {}
        }
    }

    pub(super) fn text_as_markdown(&mut self, text: &str, range: Range<usize>) {
        if text.trim().is_empty() || self.frames().iter().any(is_code) {
            return self.html_text(text, range);
        }
        self.begin_line(&range);
        if text.starts_with(char::is_whitespace) && (self.has_run() || !self.top().inlines.is_empty()) {
            self.part_words(&range);
        }
        self.flush_text();
        self.unplaced_markdown(text.trim(), range.clone());
        if text.ends_with(char::is_whitespace) {
            self.push_run(" ", range);
        }
    }

    /// Tells of Markdown between tags, where CommonMark has none up to a blank line.
    pub(super) fn note_unread_markdown(&mut self, text: &str, place: &Range<usize>) {
        let is_pair = |mark: &str| {
            let mut parts = text.splitn(3, mark);
            let inner = parts.next().and(parts.next()).filter(|_| parts.next().is_some()).unwrap_or_default();
            inner.starts_with(char::is_alphanumeric) && inner.ends_with(|c: char| !c.is_whitespace())
        };
        let is_link = || text.find("](").is_some_and(|at| text[..at].contains('[') && text[at..].contains(')'));
        // An entity is meant as the sign it stands for.
        let typed = self.source().get(place.clone()).unwrap_or_default();
        if !typed.contains(['*', '`', ']']) || !(is_pair("**") || is_pair("`") || is_link()) {
            return;
        }
        if self.dialect() == Dialect::COMMON_MARK || self.frames().iter().any(is_code) {
            return;
        }
        let message = "Markdown between tags of raw HTML is shown as typed";
        let hint = "put a blank line after the tag and one before its end, or write `markdown=\"1\"` into it";
        let finding = Diagnostic::new(Code::ForeignMarkup, message).hint(hint);
        if self.foreign().is_first("Markdown in raw HTML") {
            let start = place.start + typed.len() - typed.trim_start().len();
            self.report(finding, start..place.end);
        }
    }
}

fn is_code(frame: &Frame) -> bool {
    matches!(frame.kind, FrameKind::Preformatted { .. } | FrameKind::Tag { tag: InlineTag::Code, .. })
}
