//! Blocks from events: a stack of frames, each a node under construction.
//!
//! Events nest properly, so a start opens a frame and its end closes the topmost. Containers beyond the
//! depth limit open none: their content falls to the frame that is open. Inlines are the business of
//! `inline`, raw HTML that of `raw`.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::frame::{Frame, FrameKind};
use super::inline::TextRun;
use super::listing::Fence;
use super::prepare::Prepared;
use super::{Dialect, HiddenLines, MAX_DEPTH, Reading};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{
    Alert, AlertKind, Alignment, Attributes, Block, BlockKind, Cell, Chapter, CodeBlock, DefinitionDetails,
    DefinitionGroup, DefinitionTerm, Inline, InlineKind, List, ListItem, NodeId, Note, Row, RowGroup, RowGroupKind,
    Table,
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
    anchors: Vec<Inline>,
    /// Raw tags reported, by name and line.
    pub(super) reported_tags: BTreeSet<(String, usize)>,
    /// Where lines begin; found when the first raw tag asks.
    pub(super) line_starts: Option<Vec<usize>>,
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
            reported_tags: BTreeSet::new(),
            line_starts: None,
            is_depth_reported: false,
            is_math_reported: false,
        }
    }

    /// Takes one event.
    pub fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                if let FrameKind::Code { text: code, .. } = &mut self.top().kind {
                    code.push_str(&text);
                } else {
                    self.text_event(&text, range);
                }
            }
            Event::Code(code) => {
                let code = self.prepared.restore(&code).into();
                self.push_leaf(InlineKind::Code(code), range);
            }
            Event::InlineMath(source) => self.math(&source, false, range),
            Event::DisplayMath(source) => self.math(&source, true, range),
            Event::Html(html) => {
                if let FrameKind::Html(source) = &mut self.top().kind {
                    source.push_str(&html);
                } else {
                    self.inline_html(&html, range);
                }
            }
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::FootnoteReference(label) => {
                let label = self.prepared.restore(&label).into();
                self.push_leaf(InlineKind::NoteReference { note: Chapter::NOTES, mark: "".into(), label }, range);
            }
            Event::SoftBreak => self.push_leaf(InlineKind::SoftBreak, range),
            Event::HardBreak => self.push_leaf(InlineKind::HardBreak, range),
            Event::Rule => {
                self.end_unmarked();
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

    /// Ends the chapter.
    pub fn finish(mut self) -> Chapter {
        self.end_unmarked();
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
                let id = self.chapter.fresh_id();
                let code = self.chapter.fresh_id();
                self.open_as(id, FrameKind::Code { fence, text: String::new(), code }, range);
                return;
            }
            Tag::HtmlBlock => FrameKind::Html(String::new()),
            Tag::List(start) => FrameKind::List { start, items: Vec::new() },
            Tag::Item => FrameKind::Item,
            Tag::FootnoteDefinition(label) => FrameKind::Note { label: self.prepared.restore(&label).into_owned() },
            Tag::DefinitionList => FrameKind::DefinitionList(Vec::new()),
            Tag::DefinitionListTitle => FrameKind::Term,
            Tag::DefinitionListDefinition => FrameKind::Details,
            Tag::Table(alignments) => {
                let alignments = alignments.into_iter().map(alignment).collect();
                FrameKind::Table { alignments, groups: Vec::new() }
            }
            Tag::TableHead => {
                self.open_group(RowGroupKind::Head);
                FrameKind::Row { is_head: true, cells: Vec::new() }
            }
            Tag::TableRow => {
                self.open_group(RowGroupKind::Body);
                FrameKind::Row { is_head: false, cells: Vec::new() }
            }
            Tag::TableCell => FrameKind::Cell,
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
            self.flush_text();
        } else {
            self.end_unmarked();
        }
        if is_flattenable(&kind) && (self.flattened > 0 || is_nesting(&kind) && self.depth >= MAX_DEPTH) {
            self.flattened += 1;
            self.report_depth(range);
            return;
        }
        let id = self.chapter.fresh_id();
        self.open_as(id, kind, range);
    }

    fn open_as(&mut self, id: NodeId, kind: FrameKind, range: Range<usize>) {
        self.depth += usize::from(is_nesting(&kind));
        self.links += usize::from(kind.is_link());
        self.frames.push(Frame {
            id,
            range,
            attributes: Attributes::default(),
            kind,
            blocks: Vec::new(),
            inlines: Vec::new(),
        });
    }

    /// Takes the topmost frame off.
    pub(super) fn pop(&mut self) -> Frame {
        let frame = self.frames.pop().expect("ends follow starts");
        self.depth -= usize::from(is_nesting(&frame.kind));
        self.links -= usize::from(frame.kind.is_link());
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
            }
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell => self.end_unmarked(),
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
        let content = std::mem::take(&mut frame.inlines);
        if content.iter().all(is_blank) {
            return;
        }
        let range = frame.range.clone();
        let id = self.chapter.fresh_id();
        self.push_block(id, range, Attributes::default(), BlockKind::Plain(content));
    }

    fn close_block(&mut self, frame: Frame) {
        let Frame { id, range, attributes, kind, blocks, inlines } = frame;
        let span = self.text.span(range.start, range.end);
        let kind = match kind {
            FrameKind::Paragraph => return self.close_paragraph(id, range, inlines),
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
            FrameKind::DefinitionList(groups) => BlockKind::DefinitionList(groups),
            FrameKind::Term => {
                // Each line is a term of its own, as in PHP Markdown Extra.
                let lines = inlines.split(|inline| matches!(inline.kind, InlineKind::SoftBreak));
                let mut terms = Vec::new();
                for line in lines {
                    let id = if terms.is_empty() { id } else { self.chapter.fresh_id() };
                    let span = line.first().map_or(span, |inline| inline.span);
                    let attributes = Attributes::default();
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
            FrameKind::Table { alignments, mut groups } => {
                // A head without a word is Markdown's way to write a table that has none.
                groups.retain(|group| {
                    group.kind != RowGroupKind::Head
                        || group.rows.iter().flat_map(|row| &row.cells).any(|cell| !cell.content.is_empty())
                });
                BlockKind::Table(Table { caption: None, groups, columns: alignments.len() as u32 })
            }
            FrameKind::Row { cells, .. } => {
                if let FrameKind::Table { groups, .. } = &mut self.top().kind
                    && let Some(group) = groups.last_mut()
                {
                    group.rows.push(Row { id, span, attributes, cells });
                }
                return;
            }
            FrameKind::Cell => return self.close_cell(id, range, blocks),
            FrameKind::Html(source) => return self.html_block(&source, range),
            FrameKind::Root
            | FrameKind::Emphasis
            | FrameKind::Strong
            | FrameKind::Strikethrough
            | FrameKind::Link { .. }
            | FrameKind::Image { .. }
            | FrameKind::Tag { .. } => return,
        };
        self.push_block(id, range, attributes, kind);
    }

    pub(super) fn close_paragraph(&mut self, id: NodeId, range: Range<usize>, mut content: Vec<Inline>) {
        if content.iter().all(is_blank) {
            return;
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
        self.push_block(id, range, Attributes::default(), kind);
    }

    fn close_cell(&mut self, id: NodeId, range: Range<usize>, content: Vec<Block>) {
        let span = self.text.span(range.start, range.end);
        let row = self.frames.len() - 1;
        let FrameKind::Row { is_head, cells } = &self.frames[row].kind else {
            return;
        };
        let (is_header, column) = (*is_head, cells.len());
        let alignment = match row.checked_sub(1).map(|table| &self.frames[table].kind) {
            Some(FrameKind::Table { alignments, .. }) => alignments.get(column).copied().flatten(),
            Some(_) | None => None,
        };
        let attributes = Attributes::default();
        let cell = Cell { id, span, attributes, is_header, column_span: 1, row_span: 1, alignment, content };
        if let FrameKind::Row { cells, .. } = &mut self.frames[row].kind {
            cells.push(cell);
        }
    }

    /// Begins a group of rows where the last one is of the other sort.
    fn open_group(&mut self, kind: RowGroupKind) {
        let id = self.chapter.fresh_id();
        if let FrameKind::Table { groups, .. } = &mut self.top().kind
            && groups.last().is_none_or(|group| group.kind != kind)
        {
            groups.push(RowGroup { id, attributes: Attributes::default(), kind, rows: Vec::new() });
        }
    }

    pub(super) fn push_block(&mut self, id: NodeId, range: Range<usize>, attributes: Attributes, mut kind: BlockKind) {
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

    fn report_depth(&mut self, range: Range<usize>) {
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

/// Whether it adds to the depth that is limited. An item goes with its list, a term with its.
fn is_nesting(kind: &FrameKind) -> bool {
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
        | FrameKind::Row { .. }
        | FrameKind::Cell
        | FrameKind::Html(_)
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
