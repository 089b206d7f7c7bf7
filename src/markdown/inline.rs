//! Inlines from events: text is gathered to one node, whatever escapes and entities it was written with.

use std::ops::Range;

use super::attribute;
use super::autolink;
use super::build::Builder;
use super::dialect::{Dialect, Form};
use super::frame::{Frame, FrameKind};
use super::marks::Marks;
use super::role::{LABEL_CLASS, UNNAMED_CLASS};
use super::wiki_link;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::walk::plain_text;
use crate::document::{Attributes, Image, ImageSource, Inline, InlineKind, Math, NodeId, Phrase, Target};
use crate::html::InlineTag;
use crate::source::Span;
use crate::url;

/// Text that is being gathered.
pub struct TextRun {
    text: String,
    range: Range<usize>,
}

impl Builder<'_> {
    pub(super) fn text_event(&mut self, text: &str, range: Range<usize>) {
        let restored = self.restore(text);
        let mut text = &*restored;
        let mut range = range;
        let unread = self.spans().unread(range.start);
        if unread > range.start && range.len() == text.len() {
            text = text.get(unread - range.start..).unwrap_or_default();
            range.start = unread;
        }
        if self.raw_state().is_hidden() || text.trim().is_empty() && self.is_between_blocks() {
            return;
        }
        let frames = self.frames().len();
        self.begin_line(&range);
        if self.frames().len() > frames {
            // Space between a block and the words after it.
            let trimmed = text.trim_start_matches(' ');
            range.start += if range.len() == text.len() { text.len() - trimmed.len() } else { 0 };
            text = trimmed;
        }
        if self.reads(Form::Notes) {
            self.report_undefined_notes(&range);
            if let Some(literal) = self.literal_mark(text, &range) {
                self.push_literal(&text[..1], literal.clone());
                if text.len() == 1 {
                    return;
                }
                text = &text[1..];
                range.start = literal.end;
            }
        }
        self.text_with_forms(text, range);
    }

    /// The source of a text's first character where the author wrote a quote, period or hyphen as an escape
    /// or an entity: it stays as it is, so `transform/typography` must be able to tell it.
    fn literal_mark(&mut self, text: &str, range: &Range<usize>) -> Option<Range<usize>> {
        if !text.starts_with(['"', '\'', '.', '-']) {
            return None;
        }
        let source = self.source();
        if text.len() == 1 && range.len() > 1 && source[range.clone()].starts_with('&') {
            return Some(range.clone());
        }
        let is_read = self.run().as_ref().is_some_and(|run| run.range.end >= range.start);
        let is_escape = !is_read && source[..range.start].ends_with('\\');
        is_escape.then(|| range.start - 1..range.start + 1)
    }

    /// A character that typography leaves alone: a node of its own, whose place is longer than its text.
    fn push_literal(&mut self, text: &str, range: Range<usize>) {
        self.push_leaf(InlineKind::Text(text.into()), range);
    }

    /// Appends to the text that is being gathered.
    pub(super) fn push_run(&mut self, text: &str, range: Range<usize>) {
        match self.run() {
            Some(run) => {
                run.text.push_str(text);
                run.range.end = range.end;
            }
            run @ None => *run = Some(TextRun { text: text.to_owned(), range }),
        }
    }

    /// Whether what was read last is a block of raw HTML within a paragraph of Markdown's.
    pub(super) fn is_between_blocks(&self) -> bool {
        let Some(top) = self.frames().last() else { return false };
        let is_loose = self.raw_state().is_split || top.raw.is_some();
        is_loose && !top.kind.holds_inlines() && top.inlines.is_empty() && !self.has_run()
    }

    /// Whether the text so far ends within a word.
    pub(super) fn is_within_word(&mut self) -> bool {
        self.run().as_ref().is_some_and(|run| !run.text.ends_with([' ', '\n']))
    }

    /// Drops the space that text ends with.
    pub(super) fn trim_run(&mut self) {
        if let Some(run) = self.run() {
            run.text.truncate(run.text.trim_end_matches(' ').len());
        }
    }

    /// Takes away what the text gathered ends with. Whether it ended so.
    pub(super) fn take_from_run(&mut self, end: &str) -> bool {
        let Some(run) = self.run() else { return false };
        if !run.text.ends_with(end) {
            return false;
        }
        run.text.truncate(run.text.len() - end.len());
        run.range.end = run.range.end.saturating_sub(end.len()).max(run.range.start);
        true
    }

    /// Makes nodes of the text gathered, links of the bare addresses in it.
    pub(super) fn flush_text(&mut self) {
        let Some(TextRun { text, range }) = self.run().take() else {
            return;
        };
        if text.is_empty() {
            return;
        }
        let marks = Marks::of(&text);
        self.note_foreign(&text, &range, marks);
        if !marks.may_be_address() || !self.reads(Form::Autolinks) || self.is_in_link() {
            return self.push_words(&text, range);
        }
        let links = autolink::find(&text);
        if links.is_empty() {
            return self.push_words(&text, range);
        }
        // Places within the text are exact unless escapes or entities stand in it.
        let place = |part: &Range<usize>| match range.len() == text.len() {
            true => range.start + part.start..range.start + part.end,
            false => range.clone(),
        };
        let mut from = 0;
        for link in links {
            if from < link.range.start {
                let part = from..link.range.start;
                self.push_words(&text[part.clone()], place(&part));
            }
            let id = self.fresh_id();
            let span = place(&link.range);
            let child = self.node(InlineKind::Text(text[link.range.clone()].into()), span.clone());
            let target = Target::Unresolved(url::encode(&link.address).into());
            let kind = InlineKind::Link { target, title: None, content: vec![child] };
            let span = self.span(&span);
            self.top().inlines.push(Inline { id, span, attributes: Attributes::default(), kind });
            from = link.range.end;
        }
        if from < text.len() {
            let part = from..text.len();
            self.push_words(&text[part.clone()], place(&part));
        }
    }

    /// Text without links, its abbreviations spelled out.
    fn push_words(&mut self, text: &str, range: Range<usize>) {
        let abbreviations = self.abbreviations();
        if abbreviations.is_empty() {
            return self.push_node(InlineKind::Text(text.into()), range);
        }
        let place = |part: &Range<usize>| match range.len() == text.len() {
            true => range.start + part.start..range.start + part.end,
            false => range.clone(),
        };
        let mut from = 0;
        for (part, meaning) in abbreviations.find(text) {
            if from < part.start {
                let before = from..part.start;
                self.push_node(InlineKind::Text(text[before.clone()].into()), place(&before));
            }
            from = part.end;
            let child = self.node(InlineKind::Text(text[part.clone()].into()), place(&part));
            let mut node =
                self.node(InlineKind::Phrase { phrase: Phrase::Abbreviation, content: vec![child] }, place(&part));
            if !meaning.is_empty() {
                node.attributes.set("title", meaning);
            }
            self.top().inlines.push(node);
        }
        if from < text.len() {
            let rest = from..text.len();
            self.push_node(InlineKind::Text(text[rest.clone()].into()), place(&rest));
        }
    }

    /// Adds an inline that is not text.
    pub(super) fn push_leaf(&mut self, kind: InlineKind, range: Range<usize>) {
        if self.raw_state().is_hidden() {
            return;
        }
        self.begin_line(&range);
        self.flush_text();
        self.push_node(kind, range);
    }

    /// Adds an inline that is not text, with attributes.
    pub(super) fn push_attributed(&mut self, kind: InlineKind, range: Range<usize>, attributes: Attributes) {
        let count = self.top().inlines.len();
        self.push_leaf(kind, range);
        if !attributes.is_empty()
            && let Some(inline) = self.top().inlines.get_mut(count..).and_then(<[Inline]>::last_mut)
        {
            attribute::merge(&mut inline.attributes, &attributes);
        }
    }

    fn push_node(&mut self, kind: InlineKind, range: Range<usize>) {
        let node = self.node(kind, range);
        self.push_inlines([node]);
    }

    /// Adds inlines to what is open; text that meets text joins it.
    pub(super) fn push_inlines(&mut self, inlines: impl IntoIterator<Item = Inline>) {
        let open = &mut self.top().inlines;
        for inline in inlines {
            if let InlineKind::Text(text) = &inline.kind
                && let Some(Inline { span, kind: InlineKind::Text(before), .. }) = open.last_mut()
                && !is_literal(before, *span)
                && !is_literal(text, inline.span)
            {
                *before = format!("{before}{text}").into();
                span.end = span.end.max(inline.span.end);
            } else {
                open.push(inline);
            }
        }
    }

    /// What a link without words leads to and shows, as MyST has it (<https://mystmd.org/guide/cross-references>): an
    /// address of the web itself; the words of what it leads to within the book, which `transform/cross_reference` knows.
    fn words_for(
        &mut self,
        mut address: String,
        attributes: &mut Attributes,
        range: &Range<usize>,
    ) -> (String, Vec<Inline>) {
        let is_label = !address.is_empty() && !address.contains(['/', '.', '#', ':']);
        if is_label {
            address.insert(0, '#');
        }
        if address.len() < 2 {
            return (address, Vec::new());
        }
        if url::scheme(&address).is_none() {
            attributes.add_class(UNNAMED_CLASS);
            if address.starts_with('#') {
                attributes.add_class(LABEL_CLASS);
            }
        }
        let words = address.trim_start_matches('#').into();
        (address, vec![self.node(InlineKind::Text(words), range.clone())])
    }

    /// A link to an address that is its own text.
    pub(super) fn push_link(&mut self, address: &str, range: Range<usize>) {
        self.push_link_of(Attributes::default(), address, address, range);
    }

    /// A link of plain words.
    pub(super) fn push_link_of(&mut self, attributes: Attributes, address: &str, words: &str, range: Range<usize>) {
        self.flush_text();
        let id = self.fresh_id();
        let child = self.node(InlineKind::Text(words.into()), range.clone());
        self.link(id, range, attributes, address, None, vec![child]);
    }

    fn node(&mut self, kind: InlineKind, range: Range<usize>) -> Inline {
        let id = self.fresh_id();
        let span = self.span(&range);
        Inline { id, span, attributes: Attributes::default(), kind }
    }

    pub(super) fn math(&mut self, source: &str, display: bool, range: Range<usize>) {
        let text = self.source();
        let source = self.restore(source).into_owned();
        let lines = self.formula_lines(&source, &range);
        // Between a displayed formula and its label there may be spaces.
        let rest = text.get(range.end..).unwrap_or_default();
        let spaces = if display { rest.len() - rest.trim_start_matches(' ').len() } else { 0 };
        let attributes = self.attributes_after(range.end + spaces);
        self.chapter.may_have_formulas = true;
        self.push_attributed(InlineKind::Math(Box::new(Math::new(source, display, lines))), range, attributes);
    }

    /// Closes the topmost inline of Markdown, and the raw tags left open in it. Where it ends an attribute block may
    /// stand, for a link or an image.
    pub(super) fn close_inline(&mut self, end: Option<usize>) {
        self.flush_text();
        self.drop_unclosed_tags();
        let attributes = end.map(|end| self.attributes_after(end)).unwrap_or_default();
        let mut frame = self.pop();
        attribute::merge(&mut frame.attributes, &attributes);
        self.close_inline_frame(frame);
    }

    pub(super) fn close_inline_frame(&mut self, frame: Frame) {
        let Frame { id, range, attributes, kind, inlines: content, .. } = frame;
        if self.is_left_out(&attributes, &range) {
            return;
        }
        let kind = match kind {
            FrameKind::Emphasis => InlineKind::Emphasis(content),
            FrameKind::Strong => InlineKind::Strong(content),
            FrameKind::Strikethrough => InlineKind::Strikethrough(content),
            FrameKind::Form { form, .. } => {
                let frame = Frame {
                    id,
                    range,
                    attributes,
                    kind: FrameKind::Root,
                    blocks: Vec::new(),
                    inlines: content,
                    raw: None,
                };
                return self.close_form(frame, form);
            }
            FrameKind::Link { address, title } => {
                let mut attributes = attributes;
                let title = self.without_helpers(title.map(String::from), &mut attributes, &range);
                let (mut address, mut content) = (address, content);
                if content.is_empty() && self.dialect() != Dialect::COMMON_MARK {
                    (address, content) = self.words_for(address, &mut attributes, &range);
                }
                return self.link(id, range, attributes, &address, title.map(Into::into), content);
            }
            FrameKind::Image { address, title } => {
                let mut attributes = attributes;
                let mut title = self.without_helpers(title, &mut attributes, &range);
                let mut alt = plain_text(&content);
                if self.reads(Form::WikiLinks) {
                    alt = wiki_link::without_size(alt, &mut attributes);
                }
                // Quarto's and others' names for what Markdown's brackets and quotes say.
                if let Some(words) = attributes.take("fig-alt").or_else(|| attributes.take("alt")) {
                    title = caption_beside(&mut alt, words, title);
                }
                if let Some(words) = attributes.take("fig-cap").or_else(|| attributes.take("caption")) {
                    title = Some(words);
                }
                self.image(id, range, attributes, &address, title, alt);
                return self.keep_notes(id, content);
            }
            FrameKind::Tag { tag, address, name, .. } => match tag {
                InlineTag::Emphasis => InlineKind::Emphasis(content),
                InlineTag::Strong => InlineKind::Strong(content),
                InlineTag::Strikethrough => InlineKind::Strikethrough(content),
                InlineTag::Superscript => InlineKind::Superscript(content),
                InlineTag::Subscript => InlineKind::Subscript(content),
                InlineTag::Keyboard => InlineKind::Keyboard(content),
                InlineTag::Phrase(phrase) => InlineKind::Phrase { phrase, content },
                InlineTag::Code => return self.code(id, range, attributes, content),
                InlineTag::Anchor => match address {
                    Some(address) => return self.link(id, range, attributes, &address, None, content),
                    None => return self.anchor(id, range, attributes, content),
                },
                InlineTag::Ruby if content.iter().any(|inline| matches!(inline.kind, InlineKind::RubyText(_))) => {
                    InlineKind::Ruby(content)
                }
                InlineTag::RubyText => InlineKind::RubyText(content),
                InlineTag::RubyParenthesis => return,
                InlineTag::Ruby | InlineTag::RubyBase | InlineTag::Span if attributes.is_empty() => {
                    return self.push_inlines(content);
                }
                InlineTag::Span if content.is_empty() && attributes.is_page_mark() => InlineKind::Anchor,
                InlineTag::Ruby | InlineTag::RubyBase | InlineTag::Span => InlineKind::Span(content),
                InlineTag::Unknown => {
                    self.report_dropped(&name, range.clone());
                    self.part_words(&range);
                    self.flush_text();
                    self.push_inlines(content);
                    return self.part_words(&range);
                }
                // They hold nothing and open no frame.
                InlineTag::Break | InlineTag::Check | InlineTag::Image => return,
            },
            FrameKind::Root
            | FrameKind::Paragraph
            | FrameKind::Heading { .. }
            | FrameKind::Quote
            | FrameKind::Alert(_)
            | FrameKind::List { .. }
            | FrameKind::Item
            | FrameKind::DefinitionList(_)
            | FrameKind::Term
            | FrameKind::Details
            | FrameKind::Note { .. }
            | FrameKind::Code { .. }
            | FrameKind::Table { .. }
            | FrameKind::RowGroup { .. }
            | FrameKind::TableCaption
            | FrameKind::Row { .. }
            | FrameKind::Cell(_)
            | FrameKind::Division(_)
            | FrameKind::Disclosure { .. }
            | FrameKind::Summary
            | FrameKind::Figure { .. }
            | FrameKind::FigureCaption
            | FrameKind::Preformatted { .. }
            | FrameKind::Html { .. } => return,
        };
        if self.raw_state().is_hidden() {
            return;
        }
        let span = self.span(&range);
        self.top().inlines.push(Inline { id, span, attributes, kind });
    }

    pub(super) fn link(
        &mut self,
        id: NodeId,
        range: Range<usize>,
        attributes: Attributes,
        address: &str,
        title: Option<Box<str>>,
        content: Vec<Inline>,
    ) {
        if url::is_unsafe(address) {
            self.report_unsafe(address, "link", range.clone());
            return self.anchor(id, range, attributes, content);
        }
        if self.raw_state().is_hidden() {
            return;
        }
        let span = self.span(&range);
        let target = Target::Unresolved(url::encode(address).into());
        let kind = InlineKind::Link { target, title, content };
        self.top().inlines.push(Inline { id, span, attributes, kind });
    }

    pub(super) fn image(
        &mut self,
        id: NodeId,
        range: Range<usize>,
        attributes: Attributes,
        address: &str,
        title: Option<String>,
        alt: String,
    ) {
        if self.raw_state().is_hidden() {
            return;
        }
        // An image runs nothing: one within its own address is as good as a file.
        if url::is_unsafe(address) && url::scheme(address).as_deref() != Some("data") {
            self.report_unsafe(address, "image", range.clone());
            return self.push_run(&alt, range);
        }
        let image = Image { source: ImageSource::Local(url::encode(address)), alt, title };
        let span = self.span(&range);
        let kind = InlineKind::Image(Box::new(image));
        self.top().inlines.push(Inline { id, span, attributes, kind });
    }

    /// Text between `<code>` tags is code; what the tag says beside goes to it, or around it where there is more.
    fn code(&mut self, id: NodeId, range: Range<usize>, attributes: Attributes, content: Vec<Inline>) {
        if self.frames().iter().any(|frame| matches!(frame.kind, FrameKind::Preformatted { .. })) {
            return self.push_inlines(content);
        }
        let mut content = as_code(content);
        if attributes.is_empty() {
            return self.push_inlines(content);
        }
        if let [only] = content.as_mut_slice()
            && matches!(only.kind, InlineKind::Code(_))
        {
            only.attributes = attributes;
            return self.push_inlines(content);
        }
        let span = self.span(&range);
        self.top().inlines.push(Inline { id, span, attributes, kind: InlineKind::Span(content) });
    }

    /// An `a` that leads nowhere is a place to lead to, before the text in it.
    fn anchor(&mut self, id: NodeId, range: Range<usize>, attributes: Attributes, content: Vec<Inline>) {
        if attributes.id().is_some() || attributes.is_page_mark() {
            let span = self.span(&range);
            self.top().inlines.push(Inline { id, span, attributes, kind: InlineKind::Anchor });
        }
        self.push_inlines(content);
    }

    fn report_unsafe(&mut self, address: &str, what: &str, range: Range<usize>) {
        let scheme = url::scheme(address).unwrap_or_default();
        let message = format!("{what} with the scheme `{scheme}:` dropped");
        let hint = "no book may open such an address; its text is kept";
        self.report(Diagnostic::new(Code::UnsafeLink, message).hint(hint), range);
    }
}

/// Whether text is a mark that the author escaped: it stands alone, and its place is longer than itself.
fn is_literal(text: &str, span: Span) -> bool {
    matches!(text, "\"" | "'" | "." | "-") && span.end - span.start > 1
}

/// Gives a picture other words to be read in its place, and gives its caption: the words in its brackets then, as in
/// Quarto, or else the title in quotes.
pub(super) fn caption_beside(alt: &mut String, words: String, title: Option<String>) -> Option<String> {
    let typed = std::mem::replace(alt, words);
    let is_caption = !typed.trim().is_empty() && typed != *alt;
    if is_caption { Some(typed) } else { title }
}

/// What stands between `<code>` tags: text becomes code, and a link or an emphasis in it stays what it is.
fn as_code(content: Vec<Inline>) -> Vec<Inline> {
    let to_code = |mut inline: Inline| {
        if let InlineKind::Text(text) = &mut inline.kind {
            inline.kind = InlineKind::Code(std::mem::take(text));
        } else if let Some(children) = inline.kind.children_mut() {
            *children = as_code(std::mem::take(children));
        }
        inline
    };
    content.into_iter().map(to_code).collect()
}
