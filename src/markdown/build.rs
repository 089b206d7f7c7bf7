//! Blocks from events: a stack of frames, each a node under construction.
//!
//! Events nest properly, so a start opens a frame and its end closes the topmost. Containers beyond the
//! depth limit open none: their content falls to the frame that is open. Inlines are the business of
//! `inline`, raw HTML that of `raw`.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};

use super::frame::{CellFacts, Frame, FrameKind};
use super::inline::TextRun;
use super::listing::Fence;
use super::prepare::Prepared;
use super::raw::RawState;
use super::{Dialect, HiddenLines, MAX_DEPTH, Reading, table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{
    Alert, AlertKind, Alignment, Attributes, Block, BlockKind, Caption, Chapter, CodeBlock, DefinitionDetails,
    DefinitionGroup, DefinitionTerm, Details as Disclosure, Inline, InlineKind, List, ListItem, NodeId, Note, Row,
    RowGroup, RowGroupKind, Summary, Table,
};
use crate::source::Text;

/// Makes the chapter of the parser's events.
pub struct Builder<'a> {
    pub(super) dialect: Dialect,
    hidden_lines: &'a HiddenLines,
    pub(super) text: &'a Text,
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) chapter: Chapter,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// What is open, outermost first; the chapter itself is always there.
    pub(super) frames: Vec<Frame>,
    /// How many of the frames count as nesting.
    pub(super) depth: usize,
    /// How many containers are open that got no frame; they are always the innermost.
    pub(super) flattened: usize,
    /// How many links are open.
    pub(super) links: usize,
    /// Text that has no node of its own so far.
    pub(super) run: Option<TextRun>,
    /// Empty link targets that stood in a paragraph of their own; they go to the next text.
    pub(super) anchors: Vec<Inline>,
    /// What raw HTML leaves behind for what follows.
    pub(super) raw: RawState,
    is_depth_reported: bool,
    is_math_reported: bool,
}

impl<'a> Builder<'a> {
    pub fn new(
        reading: &'a Reading,
        text: &'a Text,
        prepared: &'a Prepared<'a>,
        chapter: Chapter,
        diagnostics: &'a mut Diagnostics,
    ) -> Builder<'a> {
        let root = Frame {
            id: Chapter::SECTION,
            range: 0..text.as_str().len(),
            attributes: Attributes::default(),
            kind: FrameKind::Root,
            blocks: Vec::new(),
            inlines: Vec::new(),
            raw: None,
        };
        Builder {
            dialect: reading.dialect,
            hidden_lines: &reading.hidden_lines,
            text,
            prepared,
            chapter,
            diagnostics,
            frames: vec![root],
            depth: 0,
            flattened: 0,
            links: 0,
            run: None,
            anchors: Vec::new(),
            raw: RawState::default(),
            is_depth_reported: false,
            is_math_reported: false,
        }
    }

    /// Takes one event.
    pub fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.top().kind {
                FrameKind::Code { text: code, .. } => code.push_str(&text),
                // The space before a block of raw HTML.
                FrameKind::Html { .. } => self.html_line(&text, range),
                _ => self.text_event(&text, range),
            },
            Event::Code(code) => {
                let code = self.prepared.restore(&code).into();
                self.push_leaf(InlineKind::Code(code), range);
            }
            Event::InlineMath(source) => self.math(&source, false, range),
            Event::DisplayMath(source) => self.math(&source, true, range),
            Event::Html(html) => self.html_line(&html, range),
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::FootnoteReference(label) => {
                let label = self.prepared.restore(&label).into();
                self.push_leaf(InlineKind::NoteReference { note: Chapter::NOTES, mark: "".into(), label }, range);
            }
            Event::SoftBreak if self.is_between_blocks() => {}
            Event::SoftBreak => self.push_leaf(InlineKind::SoftBreak, range),
            Event::HardBreak => self.push_leaf(InlineKind::HardBreak, range),
            Event::Rule => {
                self.end_unmarked();
                self.begin_block();
                let id = self.chapter.fresh_id();
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

    /// Markdown that stands in an attribute: what it has beside inlines gives them up.
    pub(super) fn inline_markdown(&mut self, source: &str, place: impl Fn(Range<usize>) -> Range<usize>) {
        let in_block = std::mem::replace(&mut self.raw.in_block, false);
        let id = self.chapter.fresh_id();
        self.open_as(id, FrameKind::Term, place(0..source.len()));
        for (event, range) in Parser::new_ext(source, super::options(self.dialect)).into_offset_iter() {
            if !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) {
                self.event(event, place(range));
            }
        }
        self.end_unmarked();
        let mut content = self.pop().inlines;
        trim(&mut content);
        self.top().inlines.append(&mut content);
        self.raw.in_block = in_block;
    }

    /// Ends the chapter.
    pub fn finish(mut self) -> Chapter {
        self.end_unmarked();
        self.close_raw_blocks();
        self.report_lost_tags();
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
                self.open(FrameKind::Heading { level: level as u8 }, range);
                let attributes = heading_attributes(self.prepared, id, classes, attrs);
                self.top().attributes = attributes;
                return;
            }
            Tag::BlockQuote(None) => FrameKind::Quote,
            Tag::BlockQuote(Some(kind)) => FrameKind::Alert(alert_kind(kind)),
            Tag::CodeBlock(kind) => {
                let fence = match &kind {
                    CodeBlockKind::Indented => Fence::default(),
                    CodeBlockKind::Fenced(info) => Fence::parse(&self.prepared.restore(info)),
                };
                self.end_unmarked();
                self.begin_block();
                let id = self.chapter.fresh_id();
                let code = self.chapter.fresh_id();
                self.open_as(id, FrameKind::Code { fence, text: String::new(), code }, range);
                return;
            }
            Tag::HtmlBlock => FrameKind::Html { source: String::new(), lines: Vec::new() },
            Tag::List(start) => FrameKind::List { start, items: Vec::new() },
            Tag::Item => FrameKind::Item,
            Tag::FootnoteDefinition(label) => FrameKind::Note { label: self.prepared.restore(&label).into_owned() },
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
            Tag::Strikethrough => FrameKind::Strikethrough,
            Tag::Link { link_type, dest_url, title, .. } => {
                let address = self.prepared.restore(&dest_url);
                let address = match link_type {
                    pulldown_cmark::LinkType::Email => format!("mailto:{address}"),
                    _ => address.into_owned(),
                };
                let title = (!title.is_empty()).then(|| self.prepared.restore(&title).into());
                FrameKind::Link { address, title }
            }
            Tag::Image { dest_url, title, .. } => {
                let title = (!title.is_empty()).then(|| self.prepared.restore(&title).into_owned());
                FrameKind::Image { address: self.prepared.restore(&dest_url).into_owned(), title }
            }
            // Their options are off.
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => return,
        };
        self.open(kind, range);
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
        if is_flattenable(&kind) && (self.flattened > 0 || is_nesting(&kind) && self.depth >= MAX_DEPTH) {
            self.flattened += 1;
            self.report_depth(range);
            return;
        }
        let id = self.chapter.fresh_id();
        self.open_as(id, kind, range);
    }

    pub(super) fn open_as(&mut self, id: NodeId, kind: FrameKind, range: Range<usize>) {
        self.depth += usize::from(is_nesting(&kind));
        self.links += usize::from(kind.is_link());
        self.frames.push(Frame {
            id,
            range,
            attributes: Attributes::default(),
            kind,
            blocks: Vec::new(),
            inlines: Vec::new(),
            raw: None,
        });
    }

    /// Takes the topmost frame off.
    pub(super) fn pop(&mut self) -> Frame {
        let frame = self.frames.pop().expect("ends follow starts");
        self.depth -= usize::from(is_nesting(&frame.kind) || frame.raw.is_some());
        self.links -= usize::from(frame.kind.is_link());
        self.raw.forget(self.frames.len(), frame.kind.is_inline());
        frame
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Superscript | TagEnd::Subscript | TagEnd::MetadataBlock(_) => return,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {
                if self.flattened > 0 {
                    self.flattened -= 1;
                    return;
                }
                self.close_inline();
                return;
            }
            TagEnd::Image => {
                self.close_inline();
                return;
            }
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
        let id = self.chapter.fresh_id();
        self.push_block(id, range, Attributes::default(), BlockKind::Plain(content));
    }

    pub(super) fn close_block(&mut self, frame: Frame) {
        let Frame { id, range, attributes, kind, blocks, mut inlines, raw } = frame;
        let span = self.text.span(range.start, range.end);
        let is_raw = raw.is_some();
        if is_raw && !matches!(kind, FrameKind::Preformatted { .. }) {
            trim(&mut inlines);
        }
        let kind = match kind {
            FrameKind::Paragraph => return self.close_paragraph(id, range, attributes, inlines),
            FrameKind::Heading { level } => BlockKind::Heading { level, content: inlines },
            FrameKind::Quote => BlockKind::BlockQuote(blocks),
            FrameKind::Alert(kind) => BlockKind::Alert(Alert { kind, content: blocks }),
            FrameKind::List { start, items } => {
                let is_loose =
                    |item: &ListItem| item.content.iter().any(|block| matches!(block.kind, BlockKind::Paragraph(_)));
                BlockKind::List(List { start, tight: !items.iter().any(is_loose), items })
            }
            FrameKind::Item => {
                if let FrameKind::List { items, .. } = &mut self.top().kind {
                    items.push(ListItem { id, span, attributes, content: blocks });
                }
                return;
            }
            FrameKind::DefinitionList(groups) => BlockKind::DefinitionList(self.paired(groups)),
            FrameKind::Term => {
                // Each line is a term of its own, as in PHP Markdown Extra.
                let lines = inlines.split(|inline| !is_raw && matches!(inline.kind, InlineKind::SoftBreak));
                let mut terms = Vec::new();
                for line in lines {
                    let id = if terms.is_empty() { id } else { self.chapter.fresh_id() };
                    let span = line.first().map_or(span, |inline| inline.span);
                    let attributes = attributes.clone();
                    terms.push(DefinitionTerm { id, span, attributes, content: line.to_vec() });
                }
                if let FrameKind::DefinitionList(groups) = &mut self.top().kind {
                    match groups.last_mut() {
                        Some(group) if group.details.is_empty() => group.terms.extend(terms),
                        Some(_) | None => groups.push(DefinitionGroup { terms, details: Vec::new() }),
                    }
                }
                return;
            }
            FrameKind::Details => {
                if let FrameKind::DefinitionList(groups) = &mut self.top().kind {
                    let details = DefinitionDetails { id, span, attributes, content: blocks };
                    match groups.last_mut() {
                        Some(group) => group.details.push(details),
                        None => groups.push(DefinitionGroup { terms: Vec::new(), details: vec![details] }),
                    }
                }
                return;
            }
            FrameKind::Note { label } => {
                let note = Note { id, span, attributes, label, number: 0, content: blocks, references: Vec::new() };
                self.chapter.notes.push(note);
                return;
            }
            FrameKind::Code { fence, text, code } => {
                let text = self.prepared.restore(&text);
                let text: Box<str> = self.hidden_lines.without(&fence, &text).into();
                let language = fence.language;
                if self.dialect == Dialect::Extended && language.as_deref() == Some("math") {
                    self.report_math(range.clone());
                    BlockKind::Math(CodeBlock { code, language: None, text: formula(&text) })
                } else {
                    BlockKind::CodeBlock(CodeBlock { code, language, text })
                }
            }
            FrameKind::Table { caption, groups, .. } if is_raw => table::finish(caption, groups),
            FrameKind::Table { alignments, caption, mut groups } => {
                // A head without a word is Markdown's way to write a table that has none.
                groups.retain(|group| {
                    group.kind != RowGroupKind::Head
                        || group.rows.iter().flat_map(|row| &row.cells).any(|cell| !cell.content.is_empty())
                });
                BlockKind::Table(Table { caption, groups, columns: alignments.len() as u32 })
            }
            FrameKind::Row { cells, .. } => {
                self.close_row(Row { id, span, attributes, cells });
                return;
            }
            FrameKind::Cell(facts) => return self.close_cell(id, range, attributes, facts, blocks),
            FrameKind::RowGroup { kind, rows } => return self.close_group(RowGroup { id, attributes, kind, rows }),
            FrameKind::Html { source, lines } => return self.html_block(&source, &lines, range),
            FrameKind::Division(kind) => BlockKind::Division { kind, content: blocks },
            FrameKind::Disclosure { is_open, summary } => {
                BlockKind::Details(Disclosure { is_open, summary, content: blocks })
            }
            FrameKind::Figure { caption } => BlockKind::Figure { content: blocks, caption },
            FrameKind::Preformatted { language } => self.preformatted(language, inlines),
            FrameKind::Summary => {
                let summary = Summary { id, span, attributes, content: inlines };
                if let FrameKind::Disclosure { summary: place, .. } = &mut self.top().kind {
                    *place = Some(summary);
                }
                return;
            }
            FrameKind::FigureCaption | FrameKind::TableCaption => {
                let blocks = self.without_tables(blocks, matches!(kind, FrameKind::TableCaption));
                let caption = Caption { id, span, attributes, content: blocks };
                let parent = &mut self.top().kind;
                if let FrameKind::Figure { caption: place } | FrameKind::Table { caption: place, .. } = parent
                    && !caption.content.is_empty()
                {
                    *place = Some(caption);
                }
                return;
            }
            FrameKind::Root
            | FrameKind::Emphasis
            | FrameKind::Strong
            | FrameKind::Strikethrough
            | FrameKind::Link { .. }
            | FrameKind::Image { .. }
            | FrameKind::Tag { .. } => return,
        };
        if is_raw && is_empty(&kind) {
            return self.keep_id(id, range, attributes);
        }
        self.push_block(id, range, attributes, kind);
    }

    pub(super) fn close_paragraph(
        &mut self,
        id: NodeId,
        range: Range<usize>,
        attributes: Attributes,
        mut content: Vec<Inline>,
    ) {
        if content.iter().all(is_blank) {
            return self.keep_id(id, range, attributes);
        }
        if content.iter().all(|inline| is_blank(inline) || matches!(inline.kind, InlineKind::Anchor)) {
            content.retain(|inline| !is_blank(inline));
            self.anchors.append(&mut content);
            return;
        }
        let kind = match content.as_slice() {
            [Inline { id, kind: InlineKind::Math { display: true, source }, .. }] => {
                BlockKind::Math(CodeBlock { code: *id, language: None, text: formula(source) })
            }
            _ => BlockKind::Paragraph(content),
        };
        self.push_block(id, range, attributes, kind);
    }

    /// An element without content shows nothing, but a link may lead to it.
    fn keep_id(&mut self, id: NodeId, range: Range<usize>, attributes: Attributes) {
        if let Some(name) = attributes.id() {
            let mut attributes = Attributes::default();
            attributes.set_id(name);
            let span = self.text.span(range.start, range.end);
            self.anchors.push(Inline { id, span, attributes, kind: InlineKind::Anchor });
        }
    }

    pub(super) fn push_block(&mut self, id: NodeId, range: Range<usize>, attributes: Attributes, mut kind: BlockKind) {
        if self.raw.is_hidden() {
            return;
        }
        if self.top().kind.holds_inlines() {
            return self.push_as_inlines(kind);
        }
        if !self.anchors.is_empty() {
            match &mut kind {
                BlockKind::Paragraph(content) | BlockKind::Plain(content) | BlockKind::Heading { content, .. } => {
                    content.splice(0..0, self.anchors.drain(..));
                }
                BlockKind::ThematicBreak
                | BlockKind::BlockQuote(_)
                | BlockKind::Alert(_)
                | BlockKind::List(_)
                | BlockKind::DefinitionList(_)
                | BlockKind::CodeBlock(_)
                | BlockKind::Table(_)
                | BlockKind::Figure { .. }
                | BlockKind::Division { .. }
                | BlockKind::Preformatted(_)
                | BlockKind::Details(_)
                | BlockKind::Math(_) => self.push_anchors(),
            }
        }
        let span = self.text.span(range.start, range.end);
        self.top().blocks.push(Block { id, span, attributes, kind });
    }

    fn push_anchors(&mut self) {
        let id = self.chapter.fresh_id();
        let content = std::mem::take(&mut self.anchors);
        let span = content[0].span;
        let kind = BlockKind::Plain(content);
        self.top().blocks.push(Block { id, span, attributes: Attributes::default(), kind });
    }

    pub(super) fn report_depth(&mut self, range: Range<usize>) {
        if !std::mem::replace(&mut self.is_depth_reported, true) {
            let message = format!("nesting deeper than {MAX_DEPTH} levels was flattened");
            self.report(Diagnostic::new(Code::TooDeep, message), range);
        }
    }

    pub(super) fn report_math(&mut self, range: Range<usize>) {
        if !std::mem::replace(&mut self.is_math_reported, true) {
            self.report(Diagnostic::new(Code::MathSource, "formulas are shown as their TeX source"), range);
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, range: Range<usize>) {
        self.diagnostics.push(diagnostic.at(self.text.span(range.start, range.end)));
    }
}

/// Whether it shows nothing: white space only.
pub(super) fn is_blank(inline: &Inline) -> bool {
    match &inline.kind {
        InlineKind::Text(text) => text.trim_matches([' ', '\t', '\n']).is_empty(),
        InlineKind::SoftBreak => true,
        InlineKind::HardBreak
        | InlineKind::Code(_)
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
        | InlineKind::Math { .. }
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

/// Whether a block of raw HTML came to nothing.
fn is_empty(kind: &BlockKind) -> bool {
    match kind {
        BlockKind::Heading { content, .. } | BlockKind::Preformatted(content) => content.is_empty(),
        BlockKind::BlockQuote(content) | BlockKind::Division { content, .. } => content.is_empty(),
        BlockKind::List(list) => list.items.is_empty(),
        BlockKind::DefinitionList(groups) => groups.is_empty(),
        BlockKind::CodeBlock(code) => code.text.trim().is_empty(),
        BlockKind::Table(table) => table.groups.is_empty(),
        BlockKind::Figure { content, caption } => content.is_empty() && caption.is_none(),
        BlockKind::Details(details) => details.content.is_empty() && details.summary.is_none(),
        BlockKind::Paragraph(_)
        | BlockKind::Plain(_)
        | BlockKind::ThematicBreak
        | BlockKind::Alert(_)
        | BlockKind::Math(_) => false,
    }
}

/// Whether it adds to the depth that is limited. An item goes with its list, a term with its.
pub(super) fn is_nesting(kind: &FrameKind) -> bool {
    match kind {
        FrameKind::Quote
        | FrameKind::Alert(_)
        | FrameKind::List { .. }
        | FrameKind::DefinitionList(_)
        | FrameKind::Emphasis
        | FrameKind::Strong
        | FrameKind::Strikethrough
        | FrameKind::Link { .. }
        | FrameKind::Tag { .. } => true,
        FrameKind::Root
        | FrameKind::Paragraph
        | FrameKind::Heading { .. }
        | FrameKind::Item
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
        | FrameKind::Html { .. }
        | FrameKind::Image { .. } => false,
    }
}

fn is_flattenable(kind: &FrameKind) -> bool {
    is_nesting(kind) || matches!(kind, FrameKind::Item | FrameKind::Term | FrameKind::Details)
}

fn heading_attributes(
    prepared: &Prepared<'_>,
    id: Option<CowStr<'_>>,
    classes: Vec<CowStr<'_>>,
    pairs: Vec<(CowStr<'_>, Option<CowStr<'_>>)>,
) -> Attributes {
    let mut attributes = Attributes::default();
    if let Some(id) = id.filter(|id| !id.is_empty()) {
        attributes.set_id(prepared.restore(&id));
    }
    for class in &classes {
        attributes.add_class(prepared.restore(class));
    }
    // Of the others only those that XHTML allows on a heading may pass.
    for (name, value) in pairs {
        if matches!(&*name, "lang" | "dir" | "title") {
            attributes.set(&*name, prepared.restore(value.as_deref().unwrap_or_default()));
        }
    }
    attributes
}

/// A displayed formula without the line feeds beside its dollars, and with one at its end as code has.
fn formula(source: &str) -> Box<str> {
    format!("{}\n", source.trim_matches('\n')).into()
}

fn alert_kind(kind: BlockQuoteKind) -> AlertKind {
    match kind {
        BlockQuoteKind::Note => AlertKind::Note,
        BlockQuoteKind::Tip => AlertKind::Tip,
        BlockQuoteKind::Important => AlertKind::Important,
        BlockQuoteKind::Warning => AlertKind::Warning,
        BlockQuoteKind::Caution => AlertKind::Caution,
    }
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Option<Alignment> {
    match alignment {
        pulldown_cmark::Alignment::None => None,
        pulldown_cmark::Alignment::Left => Some(Alignment::Left),
        pulldown_cmark::Alignment::Center => Some(Alignment::Center),
        pulldown_cmark::Alignment::Right => Some(Alignment::Right),
    }
}
