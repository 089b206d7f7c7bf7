//! Raw HTML while the tree is built: its text, and its tags within lines, by the table in `html`.
//!
//! An inline tag opens a frame like Markdown's own, so Markdown may stand in it. Its end tag closes it where
//! both stand in the same inline content; a tag left open is dropped with what it meant, its text stays.
//! One that stands in a block of raw HTML may enclose the blocks that follow: it is closed at the end of
//! each line and opened again in the next (HTML Living Standard, 13.2.4.3, active formatting elements).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::build::{Builder, breaks_page};
use super::element::language;
use super::embedded::Begun;
use super::frame::{Frame, FrameKind};
use super::markdown_in_html::Marked;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Attributes, BlockKind, Division, Inline, InlineKind};
use crate::html::{self, InlineTag, Meaning, Tag, Token};
use crate::url;

/// What raw HTML leaves behind for what follows.
#[derive(Default)]
pub(super) struct RawState {
    /// A block of raw HTML is being read.
    pub in_block: bool,
    /// A block of raw HTML cut the paragraph of Markdown's that is open: its frame is closed.
    pub is_split: bool,
    /// A `div` is open around a pair of a list of definitions; it has no frame.
    pub is_in_pair: bool,
    /// Inline tags that enclose several blocks and wait for the next line, outermost first.
    pub active: Vec<ActiveTag>,
    /// Those of them whose place ended before they did.
    pub lost: Vec<(String, Range<usize>)>,
    hidden: Option<Hidden>,
    /// The element whose author says whether its text is Markdown.
    pub markdown: Option<Marked>,
    /// Findings made, by what was found and the tag's name: once in a chapter is enough.
    reported: BTreeSet<(Finding, String)>,
    /// Where the last end tag of a name stands in the text.
    last_ends: BTreeMap<String, Option<usize>>,
}

/// An inline tag between two lines.
pub(super) struct ActiveTag {
    name: String,
    tag: InlineTag,
    address: Option<String>,
    attributes: Attributes,
    range: Range<usize>,
    pub spans_blocks: bool,
    /// How many frames are open where it was opened; with fewer it ends.
    base: usize,
}

/// More tags than this are not carried from line to line: each costs a node in each.
const MOST_ACTIVE: usize = 8;

/// An element whose content is no prose.
struct Hidden {
    name: String,
    /// How many elements of the same name are open.
    depth: u32,
    /// How many frames are open around it; with fewer it ends.
    base: usize,
    /// What it becomes as a whole, if anything.
    embedded: Option<Begun>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Finding {
    Dropped,
    Hidden,
    Media,
    Form,
    Unclosed,
    Literal,
    Comment,
}

impl RawState {
    pub fn is_hidden(&self) -> bool {
        self.hidden.is_some()
    }

    /// A frame was closed; so many are open.
    pub fn forget(&mut self, frames: usize, is_inline: bool) {
        if self.hidden.as_ref().is_some_and(|hidden| hidden.base > frames) {
            self.hidden = None;
        }
        if !is_inline && !self.active.is_empty() {
            let (kept, lost): (Vec<_>, Vec<_>) = self.active.drain(..).partition(|tag| tag.base <= frames);
            self.active = kept;
            self.lost.extend(lost.into_iter().map(|tag| (tag.name, tag.range)));
        }
    }
}

impl Builder<'_> {
    /// One tag, comment or declaration within a line.
    pub(super) fn inline_html(&mut self, source: &str, range: Range<usize>) {
        let source = &*self.put_back(source);
        for (token, place) in html::tokenize(source) {
            let place = match source.len() == range.len() {
                true => range.start + place.start..range.start + place.end,
                false => range.clone(),
            };
            self.html_token(token, place);
        }
    }

    /// A line of a block of raw HTML.
    pub(super) fn html_line(&mut self, line: &str, range: Range<usize>) {
        let line = &*self.put_back(line);
        if let FrameKind::Html { source, lines } = &mut self.top().kind {
            lines.push((source.len(), range.start));
            source.push_str(line);
        } else {
            self.inline_html(line, range);
        }
    }

    /// A block of raw HTML; `lines` tells where each of its lines stands in it and in the text.
    pub(super) fn html_block(&mut self, source: &str, lines: &[(usize, usize)], range: Range<usize>) {
        let place = |at: usize| match lines[..lines.partition_point(|&(start, _)| start <= at)].last() {
            Some(&(start, in_text)) => (in_text + at - start).min(range.end.max(in_text)),
            None => range.start,
        };
        self.raw_state_mut().in_block = true;
        for (token, part) in html::tokenize(source) {
            // Words that stand otherwise in the text have its place, in which theirs may fall within a character.
            let start = self.source().floor_char_boundary(place(part.start));
            // The end is that of its last byte, since the next line may begin elsewhere.
            let end = place(part.end.saturating_sub(1).max(part.start)) + usize::from(part.end > part.start);
            let end = self.source().ceil_char_boundary(end.max(start).min(range.end.max(start)));
            self.html_token(token, start..end);
        }
        self.end_html_block();
        self.raw_state_mut().in_block = false;
    }

    fn html_token(&mut self, mut token: Token, range: Range<usize>) {
        if let Token::Open(tag) = &mut token {
            for (_, value) in &mut tag.attributes {
                if let Cow::Owned(restored) = self.restore(value) {
                    *value = restored;
                }
            }
        }
        if let Some(hidden) = &mut self.raw_state_mut().hidden {
            match token {
                Token::Open(tag) if tag.name == hidden.name => hidden.depth += 1,
                Token::Close(name) if name == hidden.name => hidden.depth -= 1,
                Token::Text(_) | Token::Open(_) | Token::Close(_) | Token::Comment { .. } | Token::Declaration(_) => {}
            }
            if hidden.depth == 0
                && let Some(Hidden { embedded: Some(begun), .. }) = self.raw_state_mut().hidden.take()
            {
                self.embedded(begun, range.end);
            }
            return;
        }
        self.note_markdown(&token);
        match token {
            Token::Text(text)
                if self.raw_state().in_block
                    && self.raw_state().markdown.as_ref().is_some_and(|marked| marked.is_on) =>
            {
                self.text_as_markdown(&text, range);
            }
            Token::Text(text) if self.raw_state().in_block => self.html_text(&text, range),
            Token::Text(text) => self.push_run(&text, range),
            Token::Open(tag) => self.open_tag(tag, range),
            Token::Close(name) => self.end_tag(&name, &range),
            Token::Comment { is_closed: true } => {}
            Token::Comment { is_closed: false } => {
                let finding = Diagnostic::new(Code::RawHtml, "a comment never ends: what follows it is hidden");
                self.report_once(Finding::Comment, "", finding.hint("end it with `-->`"), range);
            }
            Token::Declaration(what) => self.report_dropped(what, range),
        }
    }

    /// Text between tags; its line feeds and runs of spaces are one space each, unless they are preformatted.
    pub(super) fn html_text(&mut self, text: &str, place: Range<usize>) {
        let text = self.restore(text).into_owned();
        self.note_unread_markdown(&place);
        let is_preformatted = self
            .frames()
            .iter()
            .rev()
            .find(|frame| !frame.kind.is_inline())
            .is_some_and(|frame| matches!(frame.kind, FrameKind::Preformatted { .. }));
        if is_preformatted {
            let is_first = !self.has_run() && self.top().inlines.is_empty();
            // A line feed right after the tag is not part of the text (13.2.6.4.7).
            let text = if is_first { text.strip_prefix('\n').unwrap_or(&text) } else { &text };
            return self.push_run(text, place);
        }
        let is_space = |c: char| c.is_ascii_whitespace();
        let is_line = self.top().kind.holds_inlines();
        let is_start = !self.has_run() && self.top().inlines.is_empty();
        if text.trim_matches(is_space).is_empty() && is_start && !self.top().kind.is_inline() {
            return;
        }
        if !is_line || !self.raw_state().active.is_empty() {
            self.begin_line(&place);
        }
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

    /// Where a dropped tag stood between two words, a space keeps them apart.
    pub(super) fn part_words(&mut self, range: &Range<usize>) {
        if self.is_within_word() || !self.has_run() && !self.top().inlines.is_empty() {
            self.push_run(" ", range.clone());
        }
    }

    fn open_tag(&mut self, tag: Tag, range: Range<usize>) {
        if self.is_closed_component(&tag.name, &range) {
            if tag.attribute("src").is_some() {
                return self.image_tag(&tag, range);
            }
            self.report_dropped(&tag.name, range.clone());
            self.part_words(&range);
            return self.words_of_component(&tag, range);
        }
        match html::meaning(&tag.name) {
            Meaning::Inline(inline) => self.open_inline_tag(tag, inline, range),
            Meaning::Block(block) => self.open_block_tag(&tag, block, range),
            Meaning::Boundary { is_form } => {
                if is_form {
                    self.report_form(&tag.name, range.clone());
                }
                self.cut(&range);
            }
            Meaning::Embedded(embedded) if self.embedded_ends(embedded, range.end) => {
                let name = tag.name.clone();
                self.hide(&name, &range, Some(Begun { what: embedded, tag, start: range.start }));
            }
            Meaning::Embedded(_) => self.report_unclosed(&tag.name, range),
            Meaning::Hidden => {
                let is_form = matches!(tag.name.as_str(), "datalist" | "select" | "textarea");
                let message = format!("raw HTML `<{}>` dropped with its content", tag.name);
                let hint = match is_form {
                    true => "a form cannot be filled in within a book",
                    false => "scripts and style sheets have no place in the text of a book",
                };
                let finding = Diagnostic::new(Code::RawHtml, message).hint(hint);
                self.report_once(Finding::Hidden, &tag.name, finding, range.clone());
                self.part_words(&range);
                self.hide(&tag.name, &range, None);
            }
            Meaning::Media => self.media(&tag, range),
            Meaning::Gauge => self.gauge(&tag, range),
            Meaning::Silent => {
                // A `source` without a player around it stands in a `picture`, beside an `img`.
                if tag.name == "source" && tag.attribute("src").is_some() {
                    self.media(&tag, range);
                }
            }
            Meaning::Void => self.report_dropped(&tag.name, range),
            Meaning::Unknown => self.open_unknown(tag, range),
        }
    }

    fn end_tag(&mut self, name: &str, range: &Range<usize>) {
        match html::meaning(name) {
            Meaning::Inline(_) => self.close_tag(name, range),
            Meaning::Block(block) => self.close_block_tag(name, block, range),
            Meaning::Boundary { .. } => self.cut(range),
            Meaning::Unknown => {
                if !self.close_if_open(name, range) {
                    self.part_words(range);
                }
            }
            Meaning::Media => self.part_words(range),
            Meaning::Hidden | Meaning::Embedded(_) | Meaning::Gauge | Meaning::Silent | Meaning::Void => {}
        }
    }

    /// Whether the tag of this name is closed by an end tag farther down the text.
    pub(super) fn is_closed_later(&mut self, name: &str, from: usize) -> bool {
        let text = self.source();
        let last = self.raw_state_mut().last_ends.entry(name.to_owned()).or_insert_with(|| {
            text.rmatch_indices("</").map(|(at, _)| at).find(|at| {
                text.as_bytes()[at + 2..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
            })
        });
        last.is_some_and(|last| last >= from)
    }

    /// Hides an element up to its end tag; one that never ends hides nothing, since no prose may be lost.
    fn hide(&mut self, name: &str, range: &Range<usize>, embedded: Option<Begun>) {
        if self.is_closed_later(name, range.end) {
            self.flush_text();
            let base = self.frames().len();
            self.raw_state_mut().hidden = Some(Hidden { name: name.to_owned(), depth: 1, base, embedded });
        }
    }

    /// A link to what paper cannot play or show.
    fn media(&mut self, tag: &Tag, range: Range<usize>) {
        if tag.name != "source" {
            let message = format!("raw HTML `<{}>` cannot be shown in a book", tag.name);
            let hint = "a link stands for it where it lies on the web, and what it holds for those who cannot play it";
            self.report_once(
                Finding::Media,
                &tag.name,
                Diagnostic::new(Code::RawHtml, message).hint(hint),
                range.clone(),
            );
        }
        let address = tag.attribute("src").or(tag.attribute("data")).map(str::trim).unwrap_or_default();
        let is_web = matches!(url::scheme(address).as_deref(), Some("http" | "https")) || address.starts_with("//");
        if !is_web || self.is_in_link() {
            return self.part_words(&range);
        }
        self.begin_line(&range);
        self.part_words(&range);
        // A bare address in text becomes a link.
        let address = if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
        self.push_link(&address, range.clone());
        self.part_words(&range);
    }

    /// A progress bar or meter as a percentage (HTML Living Standard, 4.10.13 and 4.10.14).
    fn gauge(&mut self, tag: &Tag, range: Range<usize>) {
        let number = |name: &str| tag.attribute(name)?.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let (least, most) = match tag.name.as_str() {
            "meter" => (number("min").unwrap_or(0.0), number("max").unwrap_or(1.0)),
            _ => (0.0, number("max").unwrap_or(1.0)),
        };
        let Some(value) = number("value").filter(|_| most > least) else { return };
        let percent = ((value - least) / (most - least)).clamp(0.0, 1.0) * 100.0;
        let mut attributes = html::attributes(tag);
        attributes.add_class(tag.name.as_str());
        self.begin_line(&range);
        self.part_words(&range);
        self.open(tag_frame(tag.name.clone(), InlineTag::Span), range.clone());
        if matches!(self.top().kind, FrameKind::Tag { .. }) && !self.is_flattening() {
            self.top().attributes = attributes;
            self.push_run(&format!("{percent:.0}\u{a0}%"), range.clone());
            self.flush_text();
            let frame = self.pop();
            self.close_inline_frame(frame);
        }
        self.hide(&tag.name, &range, None);
    }

    /// A tag that is not HTML: a component of some site, or `Vec<T>` typed without marks of code.
    fn open_unknown(&mut self, tag: Tag, range: Range<usize>) {
        let is_line = !self.raw_state().in_block || self.is_within_word();
        let is_bare =
            tag.attributes.iter().all(|(_, value)| value.is_empty()) && !self.source()[range.clone()].ends_with("/>");
        if !is_line || !is_bare {
            self.report_dropped(&tag.name, range.clone());
            self.part_words(&range);
            return self.words_of_component(&tag, range);
        }
        if self.is_full() {
            return self.push_literally(&tag.name, range);
        }
        self.begin_line(&range);
        self.open(tag_frame(tag.name, InlineTag::Unknown), range);
    }

    /// A tag that nothing closes is no tag: text as typed.
    fn push_literally(&mut self, name: &str, range: Range<usize>) {
        let typed = self.source()[range.clone()].trim_matches(['<', '>']).split_whitespace().next();
        let message = format!("`<{}>` is no HTML, and is shown as text", typed.unwrap_or(name));
        let finding = Diagnostic::new(Code::RawHtml, message).hint("write it as code: `` `<tag>` ``");
        self.report_once(Finding::Literal, name, finding, range.clone());
        let text = self.restore(&self.source()[range.clone()]).into_owned();
        self.push_run(&text, range);
    }

    fn open_inline_tag(&mut self, tag: Tag, inline: InlineTag, range: Range<usize>) {
        match inline {
            InlineTag::Break if !self.is_within_markdown_line() && breaks_page(&html::attributes(&tag)) => {
                self.leave_line();
                let id = self.fresh_id();
                let kind = BlockKind::Division { kind: Division::Plain, content: Vec::new() };
                return self.push_block(id, range, html::attributes(&tag), kind);
            }
            InlineTag::Break => return self.push_leaf(InlineKind::HardBreak, range),
            InlineTag::Image => return self.image_tag(&tag, range),
            InlineTag::Check => return self.check(&tag, range),
            InlineTag::RubyText | InlineTag::RubyParenthesis | InlineTag::RubyBase => {
                self.end_ruby_part();
                let is_in_ruby = matches!(self.top().kind, FrameKind::Tag { tag: InlineTag::Ruby, .. });
                if !is_in_ruby {
                    return;
                }
            }
            InlineTag::Code => {
                if let Some(language) = language(&tag)
                    && let FrameKind::Preformatted { language: named @ None } = &mut self.top().kind
                {
                    *named = Some(language);
                }
            }
            InlineTag::Anchor
            | InlineTag::Emphasis
            | InlineTag::Keyboard
            | InlineTag::Phrase(_)
            | InlineTag::Ruby
            | InlineTag::Span
            | InlineTag::Strikethrough
            | InlineTag::Strong
            | InlineTag::Subscript
            | InlineTag::Superscript
            | InlineTag::Unknown => {}
        }
        self.begin_line(&range);
        let address = tag.attribute("href").filter(|_| inline == InlineTag::Anchor).map(str::to_owned);
        let is_nested_link = address.is_some() && self.is_in_link();
        if is_nested_link || self.is_full() {
            return self.report_dropped(&tag.name, range);
        }
        let attributes = html::attributes(&tag);
        // Code in a `pre` is the `pre`'s: what it looks like goes there.
        if inline == InlineTag::Code && matches!(self.top().kind, FrameKind::Preformatted { .. }) {
            let own = self.top().attributes.get("style").unwrap_or_default().to_owned();
            if let Some(style) = attributes.get("style") {
                let both = if own.is_empty() { style.to_owned() } else { format!("{own}; {style}") };
                self.top().attributes.set("style", both);
            }
        }
        // XHTML's way to write a mark of a page, which HTML would take for one that is left open.
        if attributes.is_page_mark() && self.source()[range.clone()].ends_with("/>") {
            return self.push_attributed(InlineKind::Anchor, range, attributes);
        }
        let spans_blocks = self.raw_state().in_block;
        self.open(FrameKind::Tag { name: tag.name, tag: inline, address, spans_blocks, base: None }, range);
        self.top().attributes = attributes;
    }

    /// `<img>` is an image as Markdown's is.
    pub(super) fn image_tag(&mut self, tag: &Tag, range: Range<usize>) {
        self.begin_line(&range);
        let alt = tag.attribute("alt").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(address) = tag.attribute("src").map(str::trim).filter(|address| !address.is_empty()) else {
            self.report_dropped(&tag.name, range.clone());
            return self.push_run(&alt, range);
        };
        self.flush_text();
        let id = self.fresh_id();
        let mut attributes = html::attributes(tag);
        let title = attributes.take("title");
        self.image(id, range, attributes, address, title, alt);
    }

    /// A check box is shown as a task's; no other field of a form is.
    fn check(&mut self, tag: &Tag, range: Range<usize>) {
        if tag.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) {
            let checked = tag.attribute("checked").is_some();
            return self.push_leaf(InlineKind::TaskMarker { checked }, range);
        }
        self.report_form(&tag.name, range);
    }

    /// `rt`, `rp` and `rb` end where the next of them begins.
    fn end_ruby_part(&mut self) {
        let part = [InlineTag::RubyText, InlineTag::RubyParenthesis, InlineTag::RubyBase];
        if let FrameKind::Tag { tag, .. } = &self.top().kind
            && part.contains(tag)
        {
            self.flush_text();
            let frame = self.pop();
            self.close_inline_frame(frame);
        }
    }

    fn close_tag(&mut self, name: &str, range: &Range<usize>) {
        if !self.close_if_open(name, range) {
            // It may wait for the next line.
            if let Some(index) = self.raw_state().active.iter().rposition(|tag| tag.name == name) {
                self.raw_state_mut().active.remove(index);
            }
        }
    }

    /// Closes the tag of this name if it is open in this line.
    fn close_if_open(&mut self, name: &str, range: &Range<usize>) -> bool {
        let is_it = |frame: &Frame| matches!(&frame.kind, FrameKind::Tag { name: open, .. } if open == name);
        let mut tags = self.frames().iter().rev().take_while(|frame| matches!(frame.kind, FrameKind::Tag { .. }));
        if !tags.any(is_it) {
            return false;
        }
        self.flush_text();
        if name == "ruby" {
            self.end_ruby_part();
        }
        while !is_it(self.top()) {
            self.drop_unclosed_tag();
        }
        let mut frame = self.pop();
        frame.range.end = range.end;
        self.close_inline_frame(frame);
        true
    }

    /// Closes the raw tags that are open at the end of a line. Those in `all`, or else those of a block of raw
    /// HTML, go on in the next line.
    pub(super) fn suspend_tags(&mut self, all: bool) {
        let mut suspended = Vec::new();
        let free = MOST_ACTIVE.saturating_sub(self.raw_state().active.len());
        loop {
            let (name, tag, address, spans_blocks, base) = match &self.top().kind {
                FrameKind::Form { end, .. } if *end != usize::MAX => {
                    self.drop_form();
                    continue;
                }
                FrameKind::Tag { name, tag, address, spans_blocks, base } => (name, tag, address, spans_blocks, base),
                _ => break,
            };
            let goes_on = (all || *spans_blocks)
                && suspended.len() < free
                && !matches!(
                    tag,
                    InlineTag::Unknown
                        | InlineTag::Ruby
                        | InlineTag::RubyBase
                        | InlineTag::RubyParenthesis
                        | InlineTag::RubyText
                );
            if !goes_on || *tag == InlineTag::Anchor && address.is_none() {
                self.drop_unclosed_tag();
                continue;
            }
            let (name, tag, address, spans_blocks) = (name.clone(), *tag, address.clone(), *spans_blocks);
            let base = *base;
            let frame = self.pop();
            let (attributes, range) = (frame.attributes.clone().without_id(), frame.range.clone());
            let base = base.unwrap_or(usize::MAX);
            suspended.push(ActiveTag { name, tag, address, attributes, range, spans_blocks, base });
            if !frame.inlines.is_empty() {
                self.close_inline_frame(frame);
            }
        }
        // A paragraph that ends by itself is not where the tag was opened.
        let is_passing =
            matches!(self.top().kind, FrameKind::Paragraph) && self.top().raw.as_ref().is_none_or(|raw| raw.is_implied);
        let base = self.frames().len() - usize::from(is_passing);
        for mut tag in suspended.into_iter().rev() {
            tag.base = tag.base.min(base);
            self.raw_state_mut().active.push(tag);
        }
    }

    /// Opens again the tags that go on in this line.
    pub(super) fn reopen_tags(&mut self, place: &Range<usize>) {
        for tag in std::mem::take(&mut self.raw_state_mut().active) {
            let is_nested_link = tag.address.is_some() && self.is_in_link();
            if is_nested_link || self.is_full() {
                continue;
            }
            let ActiveTag { name, tag, address, attributes, range, spans_blocks, base } = tag;
            let range = if spans_blocks { range } else { place.clone() };
            let base = Some(base);
            self.open(FrameKind::Tag { name, tag, address, spans_blocks, base }, range);
            self.top().attributes = attributes;
        }
    }

    /// Drops the raw tags that nothing closed, before what holds them closes.
    pub(super) fn drop_unclosed_tags(&mut self) {
        self.suspend_tags(false);
    }

    /// Drops the topmost inline that is no event's.
    pub(super) fn drop_unclosed(&mut self) {
        match self.top().kind {
            FrameKind::Form { .. } => self.drop_form(),
            _ => self.drop_unclosed_tag(),
        }
    }

    fn drop_unclosed_tag(&mut self) {
        let frame = self.pop();
        let Frame { id, range, attributes, kind, inlines, .. } = frame;
        let FrameKind::Tag { name, tag, address, spans_blocks, base } = kind else { return };
        match tag {
            // `<a id>` needs no end to be a place to lead to.
            InlineTag::Anchor if attributes.id().is_some() => {
                let span = self.span(&range);
                let (mut anchor, kind) = (Attributes::default(), InlineKind::Anchor);
                anchor.set_id(attributes.id().unwrap_or_default());
                self.top().inlines.push(Inline { id, span, attributes: anchor, kind });
            }
            InlineTag::Unknown => {
                self.push_literally(&name, range);
                self.flush_text();
            }
            // Its parts mean nothing without it.
            InlineTag::Ruby | InlineTag::RubyText | InlineTag::RubyBase => {
                let kind = FrameKind::Tag { name, tag, address, spans_blocks, base };
                let blocks = Vec::new();
                return self.close_inline_frame(Frame { id, range, attributes, kind, blocks, inlines, raw: None });
            }
            InlineTag::Code
            | InlineTag::Emphasis
            | InlineTag::Keyboard
            | InlineTag::Phrase(_)
            | InlineTag::RubyParenthesis
            | InlineTag::Span
            | InlineTag::Strikethrough
            | InlineTag::Strong
            | InlineTag::Subscript
            | InlineTag::Superscript
            | InlineTag::Anchor
            | InlineTag::Break
            | InlineTag::Check
            | InlineTag::Image => self.report_unclosed(&name, range),
        }
        self.push_inlines(inlines);
    }

    fn report_form(&mut self, name: &str, range: Range<usize>) {
        let message = format!("raw HTML `<{name}>` dropped");
        let finding = Diagnostic::new(Code::RawHtml, message).hint("a form cannot be filled in within a book");
        self.report_once(Finding::Form, name, finding, range);
    }

    pub(super) fn report_dropped(&mut self, name: &str, range: Range<usize>) {
        let may_be_component = html::meaning(name) == Meaning::Unknown || self.is_closed_component(name, &range);
        if may_be_component && self.is_component(&range) {
            return;
        }
        let typed = match name {
            "?" => "<?…?>".to_owned(),
            "![CDATA[" => "<![CDATA[…]]>".to_owned(),
            name => format!("<{name}>"),
        };
        let message = format!("raw HTML `{typed}` dropped");
        let hint = match html::meaning(name) {
            Meaning::Inline(InlineTag::Image) => "it has no `src`; its alternative text is kept",
            Meaning::Unknown if name.starts_with(['!', '?']) => "it has no place in the text of a book",
            Meaning::Unknown => "its text is kept; to show the tag itself, write it as code: `` `<tag>` ``",
            Meaning::Void => "it says nothing to readers",
            Meaning::Inline(_)
            | Meaning::Block(_)
            | Meaning::Boundary { .. }
            | Meaning::Hidden
            | Meaning::Embedded(_)
            | Meaning::Media
            | Meaning::Gauge
            | Meaning::Silent => "it cannot stand here; its text is kept",
        };
        self.report_once(Finding::Dropped, name, Diagnostic::new(Code::RawHtml, message).hint(hint), range);
    }

    pub(super) fn report_unclosed(&mut self, name: &str, range: Range<usize>) {
        let message = format!("raw HTML `<{name}>` has no end");
        let finding =
            Diagnostic::new(Code::RawHtml, message).hint(format!("close it where its content ends: `</{name}>`"));
        self.report_once(Finding::Unclosed, name, finding, range);
    }

    /// Reports the tags that were carried from line to line and met no end.
    pub(super) fn report_lost_tags(&mut self) {
        let left = std::mem::take(&mut self.raw_state_mut().active).into_iter().map(|tag| (tag.name, tag.range));
        let lost: Vec<_> = std::mem::take(&mut self.raw_state_mut().lost).into_iter().chain(left).collect();
        lost.into_iter().for_each(|(name, range)| self.report_unclosed(&name, range));
    }

    /// One diagnostic for each kind of finding and tag in a chapter.
    fn report_once(&mut self, kind: Finding, name: &str, finding: Diagnostic, range: Range<usize>) {
        if self.raw_state_mut().reported.insert((kind, name.to_owned())) {
            self.report(finding, range);
        }
    }
}

fn tag_frame(name: String, tag: InlineTag) -> FrameKind {
    FrameKind::Tag { name, tag, address: None, spans_blocks: false, base: None }
}
