//! Blocks from events: a stack of frames, each a node under construction.
//!
//! Events nest properly, so a start opens a frame and its end closes the topmost. Containers beyond the
//! depth limit open none: their content falls to the frame that is open. Inlines are the business of
//! `inline`, raw HTML that of `raw`, forms that were rewritten before that of `marker`.
//!
//! The builder keeps its fields to itself: the other files open, close and push through its methods.

mod close;
mod said;

pub(super) use close::breaks_page;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::attribute;
use super::cjk;
use super::dialect::{Dialect, Form};
use super::dollar;
use super::foreign::Foreign;
use super::frame::{CellFacts, Frame, FrameKind, RawTag};
use super::heading_link::is_of_heading;
use super::inline::TextRun;
use super::listing::Fence;
use super::marker::{Marker, MarkerState};
use super::note;
use super::prepare::Prepared;
use super::raw::RawState;
use super::rewrite::{Abbreviations, References, Rewritten};
use super::span::SpanState;
use super::wiki_link;
use super::{HiddenLines, MAX_DEPTH, Reading};
use crate::config::Execution;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Attributes, BlockKind, Chapter, Inline, InlineKind, NodeId, RowGroupKind};
use crate::source::{Span, Text};

use said::{alert_kind, alignment, heading_attributes, is_unnumbered};

/// Makes the chapter of the parser's events.
pub struct Builder<'a> {
    dialect: Dialect,
    hidden_lines: &'a HiddenLines,
    /// What the text says of code that its tool runs.
    execution: Execution,
    text: &'a Text,
    prepared: &'a Prepared<'a>,
    /// Forms that were rewritten, by the place of the thematic break that stands for them.
    markers: &'a [(usize, Marker)],
    abbreviations: &'a Abbreviations,
    references: &'a References,
    /// Markdown that stands in no line of the text, such as a title in quotes, and the place that stands for its own.
    nested: Option<(&'a str, Range<usize>)>,
    /// Words are read by themselves, where the parser knows none of the text's definitions.
    is_apart: bool,
    /// The labels of the notes that the text defines, once one is asked for.
    labels: OnceCell<BTreeSet<&'a str>>,
    pub(super) chapter: Chapter,
    diagnostics: &'a mut Diagnostics,
    /// What is open, outermost first; the chapter itself is always there.
    frames: Vec<Frame>,
    /// How many of the frames count as nesting.
    depth: usize,
    /// How many containers are open that got no frame; they are always the innermost.
    flattened: usize,
    /// How many links are open.
    links: usize,
    /// Text that has no node of its own so far.
    run: Option<TextRun>,
    /// Empty link targets that stood in a paragraph of their own; they go to the next text.
    anchors: Vec<Inline>,
    /// What raw HTML leaves behind for what follows.
    raw: RawState,
    /// What markers leave behind for what follows.
    marked: MarkerState,
    /// What forms within lines leave behind for what follows.
    spans: SpanState,
    /// What looked like markup that is not read.
    foreign: Foreign<'a>,
    is_depth_reported: bool,
    /// How deep frames may nest.
    most_depth: usize,
}

impl<'a> Builder<'a> {
    pub fn new(
        reading: &'a Reading,
        rewritten: &'a Rewritten<'a>,
        prepared: &'a Prepared<'a>,
        chapter: Chapter,
        diagnostics: &'a mut Diagnostics,
    ) -> Builder<'a> {
        let root = Frame {
            id: Chapter::SECTION,
            range: 0..prepared.text().len(),
            attributes: Attributes::default(),
            kind: FrameKind::Root,
            blocks: Vec::new(),
            inlines: Vec::new(),
            raw: None,
        };
        Builder {
            dialect: reading.dialect,
            hidden_lines: &reading.hidden_lines,
            execution: reading.execution,
            text: &rewritten.text,
            prepared,
            markers: &rewritten.markers,
            abbreviations: &rewritten.abbreviations,
            references: &rewritten.references,
            nested: None,
            is_apart: false,
            labels: OnceCell::new(),
            chapter,
            diagnostics,
            frames: vec![root],
            depth: 0,
            flattened: 0,
            links: 0,
            run: None,
            anchors: Vec::new(),
            raw: RawState::default(),
            marked: MarkerState::default(),
            spans: SpanState::default(),
            foreign: Foreign::of_project(rewritten.text.as_str(), reading.hidden_lines.is_on, &reading.told),
            is_depth_reported: false,
            most_depth: reading.nesting.map_or(MAX_DEPTH, |most| most.min(MAX_DEPTH)),
        }
    }

    /// The text as it is typed, to which the ranges of events belong.
    pub(super) fn source(&self) -> &'a str {
        self.nested.as_ref().map_or(self.text.as_str(), |(source, _)| source)
    }

    /// A part of the text as the parser sees it, where what it would mistake is hidden.
    fn parsed(&self, range: &Range<usize>) -> Option<&'a str> {
        self.prepared.text().get(range.clone())
    }

    /// The place in the files of a range of the text.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let (text, range) = self.place(range);
        text.span(range.start, range.end)
    }

    /// The chapter, and a range of it; of what is nested all stands where that does.
    pub(super) fn place(&self, range: &Range<usize>) -> (&'a Text, Range<usize>) {
        (self.text, self.nested.as_ref().map_or(range, |(_, place)| place).clone())
    }

    /// A string of the parser as the author meant it.
    pub(super) fn restore<'s>(&self, string: &'s str) -> Cow<'s, str> {
        self.prepared.restore(string)
    }

    /// A string of the parser with the characters that others stand for, as long as it was.
    pub(super) fn put_back<'s>(&self, string: &'s str) -> Cow<'s, str> {
        self.prepared.put_back(string)
    }

    pub(super) fn reads(&self, form: Form) -> bool {
        self.dialect.reads(form)
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(super) fn hidden_lines(&self) -> &'a HiddenLines {
        self.hidden_lines
    }

    pub(super) fn abbreviations(&self) -> &'a Abbreviations {
        self.abbreviations
    }

    pub(super) fn fresh_id(&mut self) -> NodeId {
        self.chapter.fresh_id()
    }

    pub(super) fn frames(&self) -> &[Frame] {
        &self.frames
    }

    pub(super) fn frame_mut(&mut self, index: usize) -> &mut Frame {
        &mut self.frames[index]
    }

    /// Whether the containers that are opened get no frame.
    pub(super) fn is_flattening(&self) -> bool {
        self.flattened > 0
    }

    /// Whether nothing more may nest.
    pub(super) fn is_full(&self) -> bool {
        self.flattened > 0 || self.depth >= self.most_depth
    }

    pub(super) fn is_in_link(&self) -> bool {
        self.links > 0
    }

    /// Whether text is being gathered.
    pub(super) fn has_run(&self) -> bool {
        self.run.is_some()
    }

    pub(super) fn run(&mut self) -> &mut Option<TextRun> {
        &mut self.run
    }

    pub(super) fn raw_state(&self) -> &RawState {
        &self.raw
    }

    pub(super) fn raw_state_mut(&mut self) -> &mut RawState {
        &mut self.raw
    }

    pub(super) fn marked(&mut self) -> &mut MarkerState {
        &mut self.marked
    }

    pub(super) fn spans(&mut self) -> &mut SpanState {
        &mut self.spans
    }

    pub(super) fn foreign(&mut self) -> &mut Foreign<'a> {
        &mut self.foreign
    }

    /// What looks like markup that is not read, and where it is told.
    pub(super) fn foreign_and_findings(&mut self) -> (&mut Foreign<'a>, &mut Diagnostics) {
        (&mut self.foreign, self.diagnostics)
    }

    /// Whether the text that is read is written in no line of the chapter's.
    pub(super) fn is_nested(&self) -> bool {
        self.nested.is_some()
    }

    /// Whether words are read by themselves, where the parser knows none of the text's definitions.
    pub(super) fn is_apart(&self) -> bool {
        self.is_apart
    }

    /// Whether the text defines a note of this label.
    pub(super) fn defines_note(&self, label: &str) -> bool {
        self.labels.get_or_init(|| note::labels(self.text.as_str())).contains(label)
    }

    /// Takes one event.
    pub fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.is_skipped(&event, &range) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => match &mut self.top().kind {
                FrameKind::Code { text: code, .. } => code.push_str(&text),
                // The space before a block of raw HTML.
                FrameKind::Html { .. } => self.html_line(&text, range),
                _ => self.text_event(&text, range),
            },
            Event::Code(code) => {
                let code: Box<str> = self.restore(&code).into();
                if self.raw_code(&code, &range) {
                    return;
                }
                if self.role(&code, &range) {
                    return;
                }
                self.report_inline_run(&code, &range);
                let attributes = self.attributes_after(range.end);
                self.push_attributed(InlineKind::Code(code), range, attributes);
            }
            Event::InlineMath(source) => self.math(&source, false, range),
            Event::DisplayMath(source) => self.math(&source, true, range),
            Event::Html(html) => self.html_line(&html, range),
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::FootnoteReference(label) => {
                self.report_linked_note(&range);
                let label = self.restore(&label).into();
                self.push_leaf(InlineKind::NoteReference { note: Chapter::NOTES, mark: "".into(), label }, range);
            }
            Event::SoftBreak if self.is_between_blocks() => {}
            Event::SoftBreak if self.reads(Form::HardLineBreaks) => self.push_leaf(InlineKind::HardBreak, range),
            Event::SoftBreak => self.push_leaf(InlineKind::SoftBreak, range),
            Event::HardBreak => self.push_leaf(InlineKind::HardBreak, range),
            Event::Rule => {
                let index = self.markers.partition_point(|(at, _)| *at < range.start);
                if let Some((at, marker)) = self.markers.get(index)
                    && *at < range.end
                {
                    return self.marker(marker, range);
                }
                self.end_unmarked();
                self.begin_block();
                let id = self.fresh_id();
                self.push_block(id, range, Attributes::default(), BlockKind::ThematicBreak);
            }
            Event::TaskListMarker(checked) => {
                if let Some(item) = self.frames.iter_mut().rev().find(|frame| matches!(frame.kind, FrameKind::Item)) {
                    item.attributes.add_class("task");
                }
                self.push_leaf(InlineKind::TaskMarker { checked }, range.clone());
                self.push_run(" ", range);
            }
        }
    }

    /// Markdown of one line, at a place of the text.
    pub(super) fn inline_markdown(&mut self, source: &'a str, at: usize) {
        self.inlines_of(source, |part| at + part.start..at + part.end);
    }

    /// Markdown of one line that stands nowhere in the text; `place` stands for its own.
    pub(super) fn nested_markdown(&mut self, source: &'a str, place: Range<usize>) {
        let outer = self.nested.replace((source, place));
        let skip = self.spans.suspend();
        self.inlines_of(source, |part| part);
        self.spans.resume(skip);
        self.nested = outer;
    }

    /// Markdown of one line that is written otherwise in the text, such as an attribute with entities.
    pub(super) fn unplaced_markdown(&mut self, source: &str, place: Range<usize>) {
        self.inlines_of(source, |_| place.clone());
    }

    /// What Markdown has beside inlines gives them up.
    fn inlines_of(&mut self, source: &str, place: impl Fn(Range<usize>) -> Range<usize>) {
        let in_block = std::mem::replace(&mut self.raw.in_block, false);
        let was_apart = std::mem::replace(&mut self.is_apart, true);
        let id = self.fresh_id();
        self.open_as(id, FrameKind::Term, place(0..source.len()));
        let friendly = cjk::friendly(source).filter(|_| self.reads(Form::CjkEmphasis));
        let (parsed, stand_ins) =
            friendly.as_ref().map_or((source, None), |(text, found)| (text.as_str(), Some(found)));
        for (event, range) in Parser::new_ext(parsed, super::options(self.dialect)).into_offset_iter() {
            let event = match stand_ins {
                Some(stand_ins) => stand_ins.restored(event),
                None => event,
            };
            // One line is not worth a second reading.
            if matches!(event, Event::InlineMath(_)) && !dollar::none_of_a_formula(source, &range).is_empty() {
                self.push_run(&self.restore(&source[range.clone()]), place(range));
                continue;
            }
            if !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) {
                self.event(event, place(range));
            }
        }
        self.end_unmarked();
        let mut content = self.pop().inlines;
        trim(&mut content);
        self.top().inlines.append(&mut content);
        self.raw.in_block = in_block;
        self.is_apart = was_apart;
    }

    /// Ends the chapter.
    pub fn finish(mut self) -> Chapter {
        self.end_unmarked();
        self.close_raw_blocks();
        self.report_lost_tags();
        self.report_lost_attributes();
        if self.prepared.has_forbidden() {
            self.report_controls();
        }
        if !self.anchors.is_empty() {
            self.push_anchors();
        }
        if let Some(root) = self.frames.pop() {
            self.chapter.blocks = root.blocks;
        }
        self.chapter
    }

    pub(super) fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the chapter's own frame is closed by `finish` alone")
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let kind = match tag {
            Tag::Paragraph => FrameKind::Paragraph,
            Tag::Heading { level, id, classes, attrs } => {
                let typed = self.parsed(&range).filter(|_| self.reads(Form::HeadingAttributes));
                let is_unnumbered = typed.is_some_and(is_unnumbered);
                let mut attributes = heading_attributes(self.prepared, id, classes, attrs, typed);
                self.open(FrameKind::Heading { level: level as u8 }, range);
                if is_unnumbered {
                    attributes.add_class("unnumbered");
                }
                self.keep_label(&attributes);
                attribute::merge(&mut self.top().attributes, &attributes);
                return;
            }
            Tag::BlockQuote(None) => FrameKind::Quote,
            Tag::BlockQuote(Some(kind)) => FrameKind::Alert(alert_kind(kind)),
            Tag::CodeBlock(kind) => {
                let fence = match &kind {
                    CodeBlockKind::Indented => Fence::default(),
                    CodeBlockKind::Fenced(info) => Fence::parse(&self.restore(info)),
                };
                self.end_unmarked();
                self.begin_block();
                let id = self.fresh_id();
                let code = self.fresh_id();
                let attributes =
                    if self.reads(Form::Attributes) { fence.attributes.clone() } else { Attributes::default() };
                self.open_as(id, FrameKind::Code { fence, text: String::new(), code }, range);
                attribute::merge(&mut self.top().attributes, &attributes);
                return;
            }
            Tag::HtmlBlock => FrameKind::Html { source: String::new(), lines: Vec::new() },
            Tag::List(start) => FrameKind::List { start, items: Vec::new() },
            Tag::Item => {
                let number = self.number_out_of_turn(&range);
                self.open(FrameKind::Item, range);
                if let Some(number) = number
                    && matches!(self.top().kind, FrameKind::Item)
                {
                    self.top().attributes.set("value", number.to_string());
                }
                return;
            }
            Tag::FootnoteDefinition(label) => FrameKind::Note { label: self.restore(&label).into_owned() },
            Tag::DefinitionList => FrameKind::DefinitionList(Vec::new()),
            Tag::DefinitionListTitle => FrameKind::Term,
            Tag::DefinitionListDefinition => FrameKind::Details,
            Tag::Table(alignments) => {
                let alignments = alignments.into_iter().map(alignment).collect();
                FrameKind::Table { alignments, caption: None, groups: Vec::new() }
            }
            Tag::TableHead => {
                self.open_group(RowGroupKind::Head);
                FrameKind::Row { is_head: true, cells: Vec::new() }
            }
            Tag::TableRow => {
                self.open_group(RowGroupKind::Body);
                FrameKind::Row { is_head: false, cells: Vec::new() }
            }
            Tag::TableCell => FrameKind::Cell(CellFacts::default()),
            Tag::Emphasis => FrameKind::Emphasis,
            Tag::Strong => FrameKind::Strong,
            Tag::Strikethrough => self.tildes(&range),
            Tag::Link { link_type, dest_url, title, id } => {
                let address = self.restore(&dest_url);
                let address = match link_type {
                    pulldown_cmark::LinkType::Email => format!("mailto:{address}"),
                    _ => address.into_owned(),
                };
                let title = (!title.is_empty()).then(|| self.restore(&title).into());
                let label = self.restore(&id);
                return self.open_reference(
                    FrameKind::Link { address, title },
                    &label,
                    is_of_heading(link_type),
                    range,
                );
            }
            Tag::Image { dest_url, title, id, .. } => {
                let title = (!title.is_empty()).then(|| self.restore(&title).into_owned());
                let kind = FrameKind::Image { address: self.restore(&dest_url).into_owned(), title };
                let label = self.restore(&id);
                return self.open_reference(kind, &label, false, range);
            }
            // Their options are off.
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => return,
        };
        self.open(kind, range);
    }

    /// A label that stands before a heading with an id of its own leads to its first word.
    fn keep_label(&mut self, own: &Attributes) {
        let Some(own) = own.id() else { return };
        let Some(label) = self.top().attributes.id().filter(|label| *label != own).map(str::to_owned) else { return };
        let (id, span) = (self.fresh_id(), self.top().range.clone());
        let span = self.span(&span);
        self.top().attributes.set_id(own);
        let mut attributes = Attributes::default();
        attributes.set_id(label);
        self.top().inlines.push(Inline { id, span, attributes, kind: InlineKind::Anchor });
    }

    /// Opens a link or an image with what was said of its label where that was defined.
    fn open_reference(&mut self, kind: FrameKind, label: &str, names_heading: bool, range: Range<usize>) {
        self.open(kind, range);
        let references = self.references;
        let own = references.get(label).filter(|_| !label.is_empty());
        if (own.is_some() || names_heading)
            && matches!(self.top().kind, FrameKind::Link { .. } | FrameKind::Image { .. })
        {
            let attributes = &mut self.top().attributes;
            own.into_iter().for_each(|own| attribute::merge(attributes, own));
            if names_heading {
                attributes.add_class(wiki_link::CLASS);
            }
        }
    }

    /// Opens a frame, or flattens the container where it lies too deep.
    pub(super) fn open(&mut self, kind: FrameKind, range: Range<usize>) {
        let is_inline = kind.is_inline();
        if is_inline {
            self.begin_line(&range);
            self.flush_text();
        } else {
            self.end_unmarked();
            if !matches!(kind, FrameKind::Html { .. }) {
                self.begin_block();
            }
        }
        if kind.is_flattenable() && (self.flattened > 0 || kind.is_nesting() && self.depth >= self.most_depth) {
            self.flattened += 1;
            self.report_depth(range);
            return;
        }
        let id = self.fresh_id();
        self.open_as(id, kind, range);
    }

    pub(super) fn open_as(&mut self, id: NodeId, kind: FrameKind, range: Range<usize>) {
        self.depth += usize::from(kind.is_nesting());
        self.links += usize::from(kind.is_link());
        let attributes = self.take_attributes(&kind);
        self.frames.push(Frame { id, range, attributes, kind, blocks: Vec::new(), inlines: Vec::new(), raw: None });
    }

    /// Opens a block as a tag or a marker asks for it.
    pub(super) fn open_raw(&mut self, kind: FrameKind, tag: RawTag, range: Range<usize>) {
        let id = self.fresh_id();
        // Every such block counts as nesting; some kinds do in Markdown already.
        self.depth += usize::from(!kind.is_nesting());
        self.open_as(id, kind, range);
        self.top().raw = Some(tag);
    }

    /// Takes the topmost frame off.
    pub(super) fn pop(&mut self) -> Frame {
        let frame = self.frames.pop().expect("ends follow starts");
        self.depth -= usize::from(frame.kind.is_nesting() || frame.raw.is_some());
        self.links -= usize::from(frame.kind.is_link());
        self.raw.forget(self.frames.len(), frame.kind.is_inline());
        frame
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Superscript | TagEnd::Subscript | TagEnd::MetadataBlock(_) => return,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link if self.flattened > 0 => {
                self.flattened -= 1;
                return;
            }
            // kramdown and Python-Markdown know them here as well.
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                return self.close_inline(Some(range.end).filter(|_| self.reads(Form::AttributeLines)));
            }
            TagEnd::Link | TagEnd::Image => return self.close_inline(Some(range.end)),
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => {
                self.end_unmarked();
                if self.flattened > 0 {
                    self.flattened -= 1;
                    return;
                }
                self.close_raw_blocks();
            }
            TagEnd::Paragraph if self.raw.is_split => return self.end_split_paragraph(),
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell => {
                self.end_unmarked();
                self.close_raw_blocks();
            }
        }
        let frame = self.pop();
        self.close_block(frame);
    }

    /// Ends text, raw tags and the paragraph that Markdown leaves unmarked, before a block begins or ends.
    pub(super) fn end_unmarked(&mut self) {
        self.flush_text();
        self.drop_unclosed_tags();
        let frame = self.top();
        if frame.kind.holds_inlines() || frame.inlines.is_empty() {
            return;
        }
        let mut content = std::mem::take(&mut frame.inlines);
        if frame.raw.is_some() {
            trim(&mut content);
        }
        if content.iter().all(is_blank) {
            return;
        }
        let range = frame.range.clone();
        let id = self.fresh_id();
        // What lies too deep stands beside other words, and stays apart from them.
        let kind = if self.flattened > 0 { BlockKind::Paragraph(content) } else { BlockKind::Plain(content) };
        self.push_block(id, range, Attributes::default(), kind);
    }

    pub(super) fn report_depth(&mut self, range: Range<usize>) {
        if !std::mem::replace(&mut self.is_depth_reported, true) {
            let message = format!("nesting deeper than {} levels was flattened", self.most_depth);
            let finding = Diagnostic::new(Code::TooDeep, message);
            let finding = match self.most_depth < MAX_DEPTH {
                true => finding.hint("`--limit nesting=NUMBER` allows more"),
                false => finding,
            };
            self.report(finding, range);
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, range: Range<usize>) {
        let span = self.span(&range);
        self.diagnostics.push(diagnostic.at(span));
    }
}

/// Whether it shows nothing: white space only.
pub(super) fn is_blank(inline: &Inline) -> bool {
    match &inline.kind {
        InlineKind::Text(text) => text.trim_matches([' ', '\t', '\n']).is_empty(),
        InlineKind::SoftBreak => true,
        InlineKind::HardBreak
        | InlineKind::Code(_)
        | InlineKind::Token { .. }
        | InlineKind::Emphasis(_)
        | InlineKind::Strong(_)
        | InlineKind::Strikethrough(_)
        | InlineKind::Superscript(_)
        | InlineKind::Subscript(_)
        | InlineKind::Keyboard(_)
        | InlineKind::Span(_)
        | InlineKind::Phrase { .. }
        | InlineKind::Ruby(_)
        | InlineKind::RubyText(_)
        | InlineKind::Link { .. }
        | InlineKind::Image(_)
        | InlineKind::Math(_)
        | InlineKind::NoteReference { .. }
        | InlineKind::NoteBacklink { .. }
        | InlineKind::TaskMarker { .. }
        | InlineKind::Anchor => false,
    }
}

/// Drops white space and breaks of the line at both ends.
pub(super) fn trim(content: &mut Vec<Inline>) {
    let is_space = |inline: &Inline| matches!(inline.kind, InlineKind::HardBreak) || is_blank(inline);
    content.truncate(content.iter().rposition(|inline| !is_space(inline)).map_or(0, |last| last + 1));
    content.drain(..content.iter().position(|inline| !is_space(inline)).unwrap_or(0));
}
