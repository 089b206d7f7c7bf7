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

/// An element whose author says whether its text is Markdown.
pub(super) struct Marked {
    name: String,
    /// How many of its name are open.
    depth: u32,
    pub is_on: bool,
}

impl Builder<'_> {
    /// Follows the element that says `markdown="span"`, or says that its content is Markdown and holds no blocks.
    pub(super) fn note_markdown(&mut self, token: &Token) {
        let reads = self.reads(Form::MarkdownAttribute);
        let markdown = &mut self.raw_state_mut().markdown;
        match (token, &mut *markdown) {
            (Token::Open(tag), Some(Marked { name, depth, .. })) if tag.name == *name => *depth += 1,
            (Token::Close(name), Some(Marked { name: open, depth, .. })) if name == open => {
                *depth -= 1;
                if *depth == 0 {
                    *markdown = None;
                }
            }
            (Token::Open(tag), None) if reads => {
                let is_on = match tag.attribute("markdown").map(str::trim) {
                    Some("" | "1" | "block" | "span") => true,
                    // Its author wants what it holds to be shown.
                    Some("0") => false,
                    Some(_) | None => return,
                };
                *markdown = Some(Marked { name: tag.name.clone(), depth: 1, is_on });
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
        // What the parser takes for a block of raw HTML may be a text of no tag, `<div` at its end: it is read once.
        self.set_marked(false);
        let source = self.source();
        match source.get(range.clone()).filter(|typed| *typed == text) {
            Some(typed) => {
                let start = range.start + typed.len() - typed.trim_start().len();
                self.inline_markdown(typed.trim(), start);
            }
            // Entities stand in it.
            None => self.unplaced_markdown(text.trim(), range.clone()),
        }
        self.set_marked(true);
        if text.ends_with(char::is_whitespace) {
            self.push_run(" ", range);
        }
    }

    /// Whether the text of the marked element is read as Markdown from here on.
    fn set_marked(&mut self, is_on: bool) {
        if let Some(marked) = &mut self.raw_state_mut().markdown {
            marked.is_on = is_on;
        }
    }

    /// Tells of Markdown between tags, where CommonMark has none up to a blank line.
    pub(super) fn note_unread_markdown(&mut self, place: &Range<usize>) {
        if self.raw_state().markdown.is_some() {
            return;
        }
        // An entity is meant as the sign it stands for.
        let typed = self.source().get(place.clone()).unwrap_or_default();
        if !typed.contains(['*', '`', ']', '_', '~', '#', '-', '+']) || !holds_markdown(typed) {
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

/// Whether a text holds marks that Markdown would read, each with what closes it.
fn holds_markdown(text: &str) -> bool {
    let is_pair = |mark: &str| {
        let mut parts = text.splitn(3, mark);
        let inner = parts.next().and(parts.next()).filter(|_| parts.next().is_some()).unwrap_or_default();
        inner.starts_with(char::is_alphanumeric) && inner.ends_with(|c: char| !c.is_whitespace())
    };
    let is_link = || text.find("](").is_some_and(|at| text[..at].contains('[') && text[at..].contains(')'));
    ["**", "__", "`", "~~"].into_iter().any(is_pair)
        || is_link()
        || ['*', '_'].into_iter().any(|mark| holds_emphasis(text, mark))
        || holds_blocks(text)
}

/// Whether a word begins after a mark, which no word stands before, and another ends before the next.
fn holds_emphasis(text: &str, mark: char) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut is_open = false;
    for (at, _) in text.match_indices(mark) {
        let (before, after) = (text[..at].chars().next_back(), text[at + 1..].chars().next());
        if is_open && !before.is_none_or(char::is_whitespace) && !is_word(after) {
            return true;
        }
        is_open = is_open || is_word(after) && !is_word(before);
    }
    false
}

/// Whether a line of a text is a heading, or two are items of a list.
fn holds_blocks(text: &str) -> bool {
    let marks = |line: &str, mark: char| {
        let line = line.trim_start();
        let count = line.len() - line.trim_start_matches(mark).len();
        let words = &line[count..];
        if words.starts_with(' ') && !words.trim().is_empty() { count } else { 0 }
    };
    let items = |mark: char| text.lines().filter(|line| marks(line, mark) == 1).nth(1).is_some();
    text.lines().any(|line| (1..=6).contains(&marks(line, '#'))) || ['-', '*', '+'].into_iter().any(items)
}

fn is_code(frame: &Frame) -> bool {
    matches!(frame.kind, FrameKind::Preformatted { .. } | FrameKind::Tag { tag: InlineTag::Code, .. })
}

#[cfg(test)]
mod tests {
    use super::holds_markdown;

    #[test]
    fn markdown_is_told_from_signs() {
        for text in ["*x*", "a _b c_.", "**b**", "~~c~~", "`d`", "\n# Title\n", "- a\n- b", "![i](u)", "(*x*)"] {
            assert!(holds_markdown(text), "{text}");
        }
        for text in
            ["2 * 3 * 4", "snake_case_name", "5*3*2", "a * b", "# ", "- a dash", "f(*args, **kwargs)", "C#\nF#", "*"]
        {
            assert!(!holds_markdown(text), "{text}");
        }
    }
}
