//! Raw HTML while the tree is built: opens and closes inlines by the table in `html`, drops the rest.
//!
//! A tag opens a frame like Markdown's own, so Markdown may stand in it. Its end tag closes it where both
//! stand in the same inline content; a tag left open is dropped with what it meant, its text stays.

use std::ops::Range;

use super::MAX_DEPTH;
use super::build::{Builder, is_blank};
use super::frame::FrameKind;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Inline, InlineKind, NodeId};
use crate::html::{self, InlineTag, Meaning, Tag, Token};

impl Builder<'_> {
    /// One tag, comment or declaration within a line.
    pub(super) fn inline_html(&mut self, source: &str, range: Range<usize>) {
        for token in html::tokenize(source) {
            match token {
                Token::Text { text, .. } => self.push_run(&text, range.clone()),
                Token::Open { tag, .. } => match html::meaning(&tag.name) {
                    Meaning::Inline(inline) => self.open_tag(tag, inline, range.clone()),
                    Meaning::Boundary | Meaning::Unknown => {
                        self.report_tag(&tag.name, range.clone());
                        self.part_words(&range);
                    }
                    Meaning::Hidden | Meaning::Dropped => self.report_tag(&tag.name, range.clone()),
                },
                Token::Close { name, .. } => match html::meaning(&name) {
                    Meaning::Inline(_) => self.close_tag(&name, &range),
                    Meaning::Boundary | Meaning::Unknown => self.part_words(&range),
                    Meaning::Hidden | Meaning::Dropped => {}
                },
                Token::Comment => {}
                Token::Declaration { .. } => self.report_tag("!doctype", range.clone()),
            }
        }
    }

    /// A block of raw HTML: its text as paragraphs, divided where its blocks are.
    pub(super) fn html_block(&mut self, source: &str, range: Range<usize>) {
        let line_ends: Vec<usize> = source.match_indices('\n').map(|(at, _)| at).collect();
        let place = |line: u32| {
            let line = (line as usize).min(line_ends.len());
            let start = line.checked_sub(1).map_or(0, |before| line_ends[before] + 1);
            let end = line_ends.get(line).copied().unwrap_or(source.len());
            range.start + start.min(range.len())..range.start + end.min(range.len())
        };
        let mut paragraph = None;
        let mut hidden: Option<String> = None;
        for token in html::tokenize(source) {
            match token {
                Token::Text { .. } if hidden.is_some() => {}
                Token::Text { text, line } => self.html_text(&text, &mut paragraph, place(line)),
                Token::Open { tag, line } => match html::meaning(&tag.name) {
                    Meaning::Inline(inline) => {
                        self.open_html_paragraph(&mut paragraph, place(line));
                        self.open_tag(tag, inline, place(line));
                    }
                    Meaning::Boundary => {
                        self.report_tag(&tag.name, place(line));
                        self.close_html_paragraph(&mut paragraph);
                    }
                    Meaning::Hidden => {
                        self.report_tag(&tag.name, place(line));
                        hidden = Some(tag.name);
                    }
                    Meaning::Dropped => self.report_tag(&tag.name, place(line)),
                    Meaning::Unknown => {
                        self.report_tag(&tag.name, place(line));
                        self.part_words(&place(line));
                    }
                },
                Token::Close { name, line } => match html::meaning(&name) {
                    Meaning::Inline(_) => self.close_tag(&name, &place(line)),
                    Meaning::Boundary => self.close_html_paragraph(&mut paragraph),
                    Meaning::Hidden => hidden = hidden.filter(|open| *open != name),
                    Meaning::Unknown => self.part_words(&place(line)),
                    Meaning::Dropped => {}
                },
                Token::Comment => {}
                Token::Declaration { line } => self.report_tag("!doctype", place(line)),
            }
        }
        self.close_html_paragraph(&mut paragraph);
    }

    /// Text between block tags; its line feeds and runs of spaces are one space each.
    fn html_text(&mut self, text: &str, paragraph: &mut Option<NodeId>, place: Range<usize>) {
        let text = self.prepared.restore(text);
        if paragraph.is_none() && text.trim().is_empty() {
            return;
        }
        let is_start = paragraph.is_none();
        self.open_html_paragraph(paragraph, place.clone());
        let is_space = |c: char| c.is_ascii_whitespace();
        if text.starts_with(is_space) && !is_start {
            self.part_words(&place);
        }
        let mut is_first = true;
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            if !is_first {
                self.push_run(" ", place.clone());
            }
            self.push_run(word, place.clone());
            is_first = false;
        }
        if !is_first && text.ends_with(is_space) {
            self.push_run(" ", place);
        }
    }

    fn open_html_paragraph(&mut self, paragraph: &mut Option<NodeId>, place: Range<usize>) {
        if paragraph.is_none() {
            self.open(FrameKind::Paragraph, place);
            *paragraph = Some(self.top().id);
        }
    }

    fn close_html_paragraph(&mut self, paragraph: &mut Option<NodeId>) {
        if paragraph.take().is_some() {
            self.trim_run();
            self.end_unmarked();
            let frame = self.pop();
            let mut content = frame.inlines;
            let is_empty = |inline: &Inline| matches!(inline.kind, InlineKind::HardBreak) || is_blank(inline);
            let end = content.iter().rposition(|inline| !is_empty(inline)).map_or(0, |last| last + 1);
            content.truncate(end);
            let start = content.iter().position(|inline| !is_empty(inline)).unwrap_or(0);
            content.drain(..start);
            self.close_paragraph(frame.id, frame.range, content);
        }
    }

    /// Where a dropped tag stood between two words, a space keeps them apart.
    fn part_words(&mut self, range: &Range<usize>) {
        if self.is_within_word() || self.run.is_none() && !self.top().inlines.is_empty() {
            self.push_run(" ", range.clone());
        }
    }

    fn open_tag(&mut self, tag: Tag, inline: InlineTag, range: Range<usize>) {
        if inline == InlineTag::Break {
            return self.push_leaf(InlineKind::HardBreak, range);
        }
        if inline == InlineTag::Image {
            return self.image_tag(&tag, range);
        }
        let address = tag.attribute("href").filter(|_| inline == InlineTag::Anchor).map(str::to_owned);
        let is_nested_link = address.is_some() && self.links > 0;
        if is_nested_link || self.flattened > 0 || self.depth >= MAX_DEPTH {
            return self.report_tag(&tag.name, range);
        }
        let attributes = html::attributes(&tag);
        self.open(FrameKind::Tag { name: tag.name, tag: inline, address }, range);
        self.top().attributes = attributes;
    }

    /// `<img>` is an image as Markdown's is.
    fn image_tag(&mut self, tag: &Tag, range: Range<usize>) {
        let Some(address) = tag.attribute("src") else {
            self.report_tag(&tag.name, range.clone());
            return self.push_run(tag.attribute("alt").unwrap_or_default(), range);
        };
        let (address, title) = (address.to_owned(), tag.attribute("title").map(str::to_owned));
        self.open(FrameKind::Image { address, title }, range.clone());
        if let Some(alt) = tag.attribute("alt") {
            self.push_run(alt, range);
        }
        self.close_inline();
    }

    fn close_tag(&mut self, name: &str, range: &Range<usize>) {
        self.flush_text();
        let Some(above) = self.frames.iter().rev().map_while(|frame| frame.kind.tag()).position(|open| open == name)
        else {
            return;
        };
        for _ in 0..above {
            self.drop_unclosed_tag();
        }
        let mut frame = self.pop();
        frame.range.end = range.end;
        self.close_inline_frame(frame);
    }

    /// Drops the raw tags that nothing closed, before what holds them closes.
    pub(super) fn drop_unclosed_tags(&mut self) {
        while matches!(self.top().kind, FrameKind::Tag { .. }) {
            self.drop_unclosed_tag();
        }
    }

    fn drop_unclosed_tag(&mut self) {
        let frame = self.pop();
        if let FrameKind::Tag { name, tag, .. } = &frame.kind {
            // `<a id>` needs no end to be a place to lead to.
            if *tag == InlineTag::Anchor && frame.attributes.id().is_some() {
                let span = self.text.span(frame.range.start, frame.range.end);
                let (id, attributes) = (frame.id, frame.attributes.clone());
                let kind = InlineKind::Anchor;
                self.top().inlines.push(Inline { id, span, attributes, kind });
            } else {
                let name = name.clone();
                self.report_tag(&name, frame.range.clone());
            }
        }
        self.push_inlines(frame.inlines);
    }

    /// One diagnostic for each kind of tag and line.
    fn report_tag(&mut self, name: &str, range: Range<usize>) {
        let source = self.prepared.text();
        let starts = self.line_starts.get_or_insert_with(|| source.match_indices('\n').map(|(at, _)| at + 1).collect());
        let line = starts.partition_point(|&start| start <= range.start);
        if !self.reported_tags.insert((name.to_owned(), line)) {
            return;
        }
        let message = format!("raw HTML `<{name}>` dropped");
        let hint = match html::meaning(name) {
            Meaning::Hidden => "scripts and style sheets have no place in the text of a book",
            Meaning::Inline(InlineTag::Image) => "it has no `src`; its alternative text is kept",
            Meaning::Inline(_) => "it has no end where it could close; its text is kept",
            Meaning::Boundary | Meaning::Dropped => "its text is kept; say it in Markdown where that has words for it",
            Meaning::Unknown => "its text is kept; to show the tag itself, write it as code: `` `<tag>` ``",
        };
        self.report(Diagnostic::new(Code::RawHtml, message).hint(hint), range);
    }
}
