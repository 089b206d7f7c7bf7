//! Forms within a line that the parser does not know: spans, marks, superscripts, notes in place, comments, emoji.
//!
//! In: a text event, and the source behind it. Out: frames that open and close at marks within text. The closing mark
//! is looked for before anything opens, so that prose stays prose; where it turns out to stand in code or in a link,
//! what was opened is text as typed after all. What an attribute block says after a link, an image, code or a formula
//! is found here too, and what was read so is skipped when the parser comes to it.

mod closing;

use std::ops::Range;

use pulldown_cmark::Event;

use super::attribute;
use super::audience;
use super::bracket_math;
use super::build::Builder;
use super::change;
use super::cjk;
use super::comment;
use super::dialect::{Dialect, Form};
use super::emoji;
use super::frame::{Frame, FrameKind, InlineForm};
use super::loose_link::{self, Destination};
use super::note::NotedCaption;
use super::raised;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Attributes, Block, BlockKind, Chapter, Inline, InlineKind, Note, Phrase};
use crate::source::bits;

/// What forms leave behind for what follows.
#[derive(Default)]
pub(super) struct SpanState {
    /// What is read already ends here.
    skip: usize,
    /// How many elements are open within it.
    skipped: usize,
    /// Where brackets close that end a span or a note, by where they open; made when first asked for.
    brackets: Option<Vec<(usize, usize)>>,
    /// The paragraph asked for last.
    paragraph: Range<usize>,
    /// Up to here no mark, and no comment or change of a kind, closes.
    no_mark: usize,
    no_comment: [usize; comment::KINDS],
    no_change: [usize; change::KINDS],
    /// From where to where a mark was found to close.
    mark: Range<usize>,
    /// From where to where a change of a kind was found to close.
    change: [Range<usize>; change::KINDS],
    /// Up to here no bracket has parentheses behind it.
    no_link: usize,
    notes: usize,
    /// Where the last name of an emoji ended.
    emoji_end: usize,
    /// What stood in the brackets of the last image that held a note.
    pub caption: Option<NotedCaption>,
}

impl SpanState {
    /// Another text is read in between.
    pub fn suspend(&mut self) -> SpanState {
        let notes = self.notes;
        std::mem::replace(self, SpanState { notes, ..SpanState::default() })
    }

    pub fn resume(&mut self, outer: SpanState) {
        let notes = self.notes;
        *self = SpanState { notes, ..outer };
    }

    /// Where text begins that was not read, from `start` on.
    pub fn unread(&self, start: usize) -> usize {
        self.skip.max(start)
    }
}

/// Bytes at which a form may begin or end.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'[' | b']' | b'^' | b'~' | b'=' | b':' | b'%' | b'!' | b'\\' | b'{' | b'}')
}

const MARKS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_mark(byte as u8) as u8;
        byte += 1;
    }
    table
};

impl<'a> Builder<'a> {
    /// Whether an event lies within what is read already.
    pub(super) fn is_skipped(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
        let spans = self.spans();
        if spans.skipped > 0 {
            match event {
                Event::Start(_) => spans.skipped += 1,
                Event::End(_) => spans.skipped -= 1,
                _ => {}
            }
            return true;
        }
        if range.start >= spans.skip || range.end > spans.skip || matches!(event, Event::End(_)) {
            return false;
        }
        if matches!(event, Event::Start(_)) {
            spans.skipped = 1;
        }
        true
    }

    /// The attribute block that stands at a place, which counts as read then.
    pub(super) fn attributes_after(&mut self, end: usize) -> Attributes {
        if !self.reads(Form::Attributes) && !self.reads(Form::AttributeLines) {
            return Attributes::default();
        }
        let rest = self.source().get(end..).unwrap_or_default();
        if !rest.starts_with('{') {
            return Attributes::default();
        }
        match attribute::parse(rest).filter(|block| !block.attributes.is_empty()) {
            Some(block) => {
                self.spans().skip = end + block.length;
                block.attributes
            }
            None => Attributes::default(),
        }
    }

    /// Code that pandoc's `{=format}` means for a format: HTML is read as such, TeX that breaks the page does, the rest is
    /// code with a finding (<https://pandoc.org/MANUAL.html#extension-raw_attribute>). Whether it was taken.
    pub(super) fn raw_code(&mut self, code: &str, range: &Range<usize>) -> bool {
        let rest = self.source().get(range.end..).unwrap_or_default();
        let Some(inner) = rest.strip_prefix("{=").filter(|_| self.reads(Form::Attributes)) else { return false };
        let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if length == 0 || !inner[length..].starts_with('}') {
            return false;
        }
        self.spans().skip = range.end + length + 3;
        if matches!(&inner[..length], "html" | "html5") {
            self.inline_html(code, range.clone());
            return true;
        }
        self.report_raw_output(&inner[..length], range.clone());
        false
    }

    /// Text with what forms stand in it.
    pub(super) fn text_with_forms(&mut self, text: &str, range: Range<usize>) {
        let has_forms = self.dialect() != Dialect::COMMON_MARK && range.len() == text.len();
        let is_escaped = has_forms && self.source()[..range.start].ends_with('\\');
        let mut from = 0;
        if is_escaped && let Some(end) = self.bracket_math(range.start - 1) {
            from = end.min(range.end) - range.start;
        }
        if !has_forms || from == 0 && bits(text, &MARKS) == 0 {
            return self.push_run(text, range);
        }
        let mut at = from;
        while let Some(next) = text.get(at..).and_then(|rest| rest.bytes().position(is_mark)) {
            at += next;
            let place = range.start + at;
            let before = Range { start: range.start + from, end: place };
            let closed = if at == 0 && is_escaped { None } else { self.close_form_at(place, &text[from..at], &before) };
            let end = match closed {
                Some(end) => Some(end),
                None if at == 0 && is_escaped => None,
                None => self.open_form_at(&text[from..at], &before),
            };
            match end {
                // The text up to here is pushed.
                Some(end) => {
                    self.spans().skip = self.spans().unread(end);
                    at = end.max(place + 1) - range.start;
                    from = at;
                }
                None => at += 1,
            }
        }
        if let Some(rest) = text.get(from..)
            && !rest.is_empty()
        {
            self.push_run(rest, range.start + from..range.end);
        }
    }

    /// Closes the form whose mark stands at a place; gives where reading goes on.
    fn close_form_at(&mut self, place: usize, before: &str, range: &Range<usize>) -> Option<usize> {
        let frames = self.frames().iter().rev();
        // What an event opened, an event closes.
        let is_own = |frame: &&Frame| match frame.kind {
            FrameKind::Form { end, .. } => end != usize::MAX,
            FrameKind::Tag { .. } => true,
            _ => false,
        };
        let open = frames.take_while(is_own);
        let is_it = |frame: &Frame| matches!(frame.kind, FrameKind::Form { end, .. } if end == place);
        if !open.into_iter().any(is_it) {
            return None;
        }
        if !before.is_empty() {
            self.push_run(before, range.clone());
        }
        let change = self.frames().iter().rev().find_map(|frame| match &frame.kind {
            FrameKind::Form { form: InlineForm::Change(change), end } if *end == place => Some(*change),
            _ => None,
        });
        if let Some(change) = change {
            self.take_from_run(change.marks().1);
        }
        self.flush_text();
        while !is_it(self.top()) {
            self.drop_unclosed();
        }
        let mut frame = self.pop();
        let end = match &frame.kind {
            FrameKind::Form { form: InlineForm::Mark, .. } => place + 2,
            FrameKind::Form { form: InlineForm::Link(to) | InlineForm::Image(to), .. } => place + 1 + to.length,
            FrameKind::Form { form: InlineForm::Span(_), .. } => {
                place + 1 + attribute::parse(&self.source()[place + 1..]).map_or(0, |block| block.length)
            }
            _ => place + 1,
        };
        frame.range.end = end;
        let is_link = matches!(frame.kind, FrameKind::Form { form: InlineForm::Link(_) | InlineForm::Image(_), .. });
        if is_link {
            let own = self.attributes_after(end);
            attribute::merge(&mut frame.attributes, &own);
        }
        // The image was in a link, which its note has ended.
        if is_link && self.source()[end..].starts_with("](") {
            self.tell_linked_note(end..end + 2);
        }
        self.close_inline_frame(frame);
        Some(self.spans().unread(end))
    }

    /// Opens the form whose mark stands at the end of `range`, or takes the whole form; gives where reading goes on.
    fn open_form_at(&mut self, before: &str, range: &Range<usize>) -> Option<usize> {
        let place = range.end;
        let source = self.source();
        let rest = &source[place..];
        let last = source[..place].chars().next_back();
        let is_within_word = last.is_some_and(char::is_alphanumeric);
        match rest.as_bytes() {
            [b'[', b'^', ..] if let Some(label) = self.note_label(rest) => {
                let end = place + label.len() + 3;
                self.push_before(before, range);
                let label = self.restore(label).into();
                let kind = InlineKind::NoteReference { note: Chapter::NOTES, mark: "".into(), label };
                self.push_leaf(kind, place..end);
                Some(end)
            }
            [b'[', b'[', ..] | [b'!', b'[', b'[', ..]
                if self.reads(Form::WikiLinks)
                    && !is_within_word
                    && let Some(link) = super::wiki_link::parse(rest) =>
            {
                self.push_before(before, range);
                self.wiki_link(&link, place..place + link.length);
                Some(place + link.length)
            }
            [b'[', _, b']', b' ', ..]
                if self.reads(Form::TaskStates)
                    && let Some(end) = self.task_state(before, place) =>
            {
                Some(end)
            }
            [b'[', ..] | [b'!', b'[', ..]
                if (self.reads(Form::SpacedAddresses) || rest.starts_with('!') && self.reads(Form::Notes))
                    && let Some((end, form)) = self.loose_link(place) =>
            {
                let mark = if rest.starts_with('!') { 2 } else { 1 };
                self.open_form(form, end, before, range, mark)
            }
            [b'[', ..] if self.reads(Form::Spans) => {
                let end = self.bracket(place)?;
                let block = attribute::parse(&source[end + 1..]).filter(|block| !block.attributes.is_empty())?;
                self.open_form(InlineForm::Span(block.attributes), end, before, range, 1)
            }
            [b'^', b'[', ..] if self.reads(Form::InlineNotes) => {
                let end = self.bracket(place + 1)?;
                self.open_form(InlineForm::Note, end, before, range, 2)
            }
            [b'^', ..] if self.reads(Form::Superscript) => {
                let end = place + raised::raised(rest, '^', last, self.dialect().is_auto())?;
                self.open_form(InlineForm::Superscript, end, before, range, 1)
            }
            // Within words, where the parser sees none of GitHub's tildes.
            [b'~', second, ..] if *second != b'~' && last != Some('~') && self.reads(Form::Subscript) => {
                let end = place + raised::raised(rest, '~', last, self.dialect().is_auto())?;
                self.open_form(InlineForm::Subscript, end, before, range, 1)
            }
            [b'=', b'=', third, ..]
                if self.reads(Form::Mark) && !is_within_word && !is_space(*third) && !matches!(third, b'=' | b'}') =>
            {
                let end = self.mark_end(place)?;
                self.open_form(InlineForm::Mark, end, before, range, 2)
            }
            // `C:\ ` is a path.
            [b'\\', b' ', next, ..]
                if self.reads(Form::EscapedSpaces)
                    && !is_space(*next)
                    && last.is_some_and(|c| c.is_alphanumeric() || c == '.') =>
            {
                self.push_before(before, range);
                self.push_run("\u{a0}", place..place + 2);
                Some(place + 2)
            }
            [b'%', b'%', ..] if self.reads(Form::Comments) && last.is_none_or(char::is_whitespace) => {
                let end = self.comment_end(place)?;
                self.report_comment(place..end);
                self.push_before(before.trim_end_matches(' '), range);
                Some(end)
            }
            [b'{', ..]
                if self.reads(Form::Changes)
                    && let Some(kind) = change::Kind::of(rest) =>
            {
                self.change(kind, before, range)
            }
            // Markua's words for an index (<https://leanpub.com/markua/read#index-entries>).
            [b'{', b'i', b':', ..] if self.reads(Form::Asides) => {
                let block = attribute::parse(rest)?;
                let place = place..place + block.length;
                if self.foreign().is_first("an index entry") {
                    let finding =
                        Diagnostic::new(Code::ForeignMarkup, "an entry of an index is left out: none is made");
                    self.report(finding.hint("make the index by hand, of links"), place.clone());
                }
                self.push_before(before, range);
                Some(place.end)
            }
            [b':', ..] if self.reads(Form::Emoji) && !is_within_word => {
                let (emoji, length) = emoji::emoji(rest)?;
                let follows_emoji = self.spans().emoji_end == place && place > 0;
                if self.is_in_code() || !follows_emoji && emoji::is_of_program(&source[..place], &rest[length..]) {
                    return None;
                }
                self.spans().emoji_end = place + length;
                self.push_before(before, range);
                self.push_run(emoji, place..place + length);
                Some(place + length)
            }
            _ => None,
        }
    }

    pub(super) fn push_before(&mut self, before: &str, range: &Range<usize>) {
        if !before.is_empty() {
            self.push_run(before, range.clone());
        }
    }

    pub(super) fn open_form(
        &mut self,
        form: InlineForm,
        end: usize,
        before: &str,
        range: &Range<usize>,
        mark: usize,
    ) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        self.push_before(before, range);
        self.open(FrameKind::Form { form, end }, range.end..end);
        Some(range.end + mark)
    }

    /// What stands between single tildes, by pandoc's rule (<https://pandoc.org/MANUAL.html#superscripts-and-subscripts>):
    /// without white space it is set below, else it is gone as on GitHub.
    pub(super) fn tildes(&self, range: &Range<usize>) -> FrameKind {
        let text = self.source().get(range.clone()).unwrap_or_default();
        let parts = |c: char| c.is_whitespace() || self.dialect().is_auto() && cjk::is_cjk(c);
        let is_sub = self.reads(Form::Subscript) && !text.starts_with("~~") && !text.contains(parts);
        match is_sub {
            true => FrameKind::Form { form: InlineForm::Subscript, end: usize::MAX },
            false => FrameKind::Strikethrough,
        }
    }

    /// Closes what a form opened, as what it is.
    pub(super) fn close_form(&mut self, frame: Frame, form: InlineForm) {
        let Frame { id, range, mut attributes, inlines: content, blocks, raw, .. } = frame;
        let kind = match form {
            InlineForm::Span(own) => {
                attribute::merge(&mut attributes, &own);
                if let Some(told) = audience::resolve(&mut attributes)
                    && self.foreign().is_first(told.message())
                {
                    let finding = Diagnostic::new(Code::ForeignMarkup, told.message()).hint(told.hint());
                    self.report(finding, range.clone());
                }
                if self.is_left_out(&attributes, &range) {
                    return;
                }
                match span_kind(&mut attributes) {
                    Some(phrase) => InlineKind::Phrase { phrase, content },
                    None if content.is_empty() && attributes.is_page_mark() => InlineKind::Anchor,
                    None => InlineKind::Span(content),
                }
            }
            InlineForm::Link(to) => {
                let Destination { address, title, .. } = to;
                let kind = FrameKind::Link { address, title: title.map(Into::into) };
                return self.close_inline_frame(Frame { id, range, attributes, kind, inlines: content, blocks, raw });
            }
            InlineForm::Image(to) => {
                let Destination { address, title, size, .. } = to;
                attribute::merge(&mut attributes, &size);
                let kind = FrameKind::Image { address, title };
                return self.close_inline_frame(Frame { id, range, attributes, kind, inlines: content, blocks, raw });
            }
            InlineForm::Superscript => InlineKind::Superscript(content),
            InlineForm::Subscript => InlineKind::Subscript(content),
            InlineForm::Mark => InlineKind::Phrase { phrase: Phrase::Mark, content },
            InlineForm::Change(change) => change.node(content),
            InlineForm::Note => {
                self.spans().notes += 1;
                // No label of an author's begins so.
                let label = format!("^{}", self.spans().notes);
                let span = self.span(&range);
                let block = Block {
                    id: self.fresh_id(),
                    span,
                    attributes: Attributes::default(),
                    kind: BlockKind::Paragraph(content),
                };
                let note = Note {
                    id: self.fresh_id(),
                    span,
                    attributes: Attributes::default(),
                    label: label.clone(),
                    number: 0,
                    content: vec![block],
                    references: Vec::new(),
                };
                self.push_note(note);
                InlineKind::NoteReference { note: Chapter::NOTES, mark: "".into(), label: label.into() }
            }
        };
        let span = self.span(&range);
        self.top().inlines.push(Inline { id, span, attributes, kind });
    }

    /// A form that nothing closed is its mark as typed, and what stood in it.
    pub(super) fn drop_form(&mut self) {
        let frame = self.pop();
        let FrameKind::Form { form, .. } = &frame.kind else { return };
        let mark = match form {
            InlineForm::Span(_) | InlineForm::Link(_) => "[",
            InlineForm::Image(_) => "![",
            InlineForm::Superscript => "^",
            InlineForm::Subscript => "~",
            InlineForm::Mark => "==",
            InlineForm::Note => "^[",
            InlineForm::Change(change) => change.marks().0,
        };
        let start = frame.range.start;
        self.push_run(mark, start..start + mark.len());
        self.flush_text();
        self.push_inlines(frame.inlines);
    }

    /// Takes the formula whose first backslash stands at a place; gives where reading goes on.
    fn bracket_math(&mut self, place: usize) -> Option<usize> {
        let source = self.source();
        // Before a backslash it is one of its kind.
        let is_whole = !source[..place].ends_with('\\') && self.reads(Form::BracketMath);
        let formula = bracket_math::parse(&source[place..]).filter(|_| is_whole)?;
        let end = place + formula.length;
        self.math(formula.source, formula.is_display, place..end);
        self.spans().skip = self.spans().unread(end);
        Some(end)
    }

    /// A link or an image whose address the parser could not read, and where its bracket closes.
    fn loose_link(&mut self, place: usize) -> Option<(usize, InlineForm)> {
        let source = self.source();
        let is_image = source[place..].starts_with('!');
        let open = place + usize::from(is_image);
        // Brackets are many, and those with parentheses behind them few.
        if self.spans().no_link > open {
            return None;
        }
        let limit = self.paragraph_end(place);
        let Some(next) = memchr::memmem::find(&source.as_bytes()[open..limit], b"](") else {
            self.spans().no_link = limit;
            return None;
        };
        let end = open + loose_link::closing(&source[open..]).filter(|end| *end >= next)?;
        // A note within its brackets keeps the parser from an image.
        let holds_note = is_image && source[open..end].contains("[^");
        if !holds_note && !self.reads(Form::SpacedAddresses) {
            return None;
        }
        let to = loose_link::destination(&source[end + 1..], is_image, holds_note)?;
        if !is_image && self.is_in_link() {
            return None;
        }
        Some((end, if is_image { InlineForm::Image(to) } else { InlineForm::Link(to) }))
    }
}

/// The phrase that pandoc's classes name (<https://pandoc.org/MANUAL.html#extension-bracketed_spans>); a class that
/// says no more than the phrase goes.
fn span_kind(attributes: &mut Attributes) -> Option<Phrase> {
    const PHRASES: [(&str, Phrase); 6] = [
        ("mark", Phrase::Mark),
        ("underline", Phrase::Unarticulated),
        ("ul", Phrase::Unarticulated),
        ("kbd", Phrase::Sample),
        ("small", Phrase::Small),
        ("abbr", Phrase::Abbreviation),
    ];
    let (_, phrase) = PHRASES.iter().find(|(class, _)| attributes.has_class(class))?;
    Some(*phrase)
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}
