//! The end of a block: a frame becomes a node, or a part of the node that it stands in.
//!
//! In: a frame that was taken off. Out: a block pushed to the frame below; or an item, a term, a row, a caption handed
//! to the list or table below. What shows nothing leaves its id behind, as a place to lead to.

use std::ops::Range;

use super::super::attribute;
use super::super::chunk::{self, Chunk};
use super::super::dialect::{Dialect, Form};
use super::super::frame::{Frame, FrameKind};
use super::super::listing::Fence;
use super::super::rewrite::tex_breaks_page;
use super::super::{callout, code_lines, docsify, marker, table, wiki_link};
use super::{Builder, is_blank, trim};
use crate::diagnostic::{Code, Diagnostic};
use crate::diagram;
use crate::document::{
    Alert, Attributes, Block, BlockKind, Caption, CodeBlock, CodeLines, DefinitionDetails, DefinitionGroup,
    DefinitionTerm, Details as Disclosure, Division, Inline, InlineKind, List, ListItem, Math, MathBlock, NodeId, Note,
    Row, RowGroup, RowGroupKind, Summary, Table,
};

impl Builder<'_> {
    /// Makes of a frame what it stands for.
    pub(in super::super) fn close_block(&mut self, mut frame: Frame) {
        if frame.raw.is_some() && !matches!(frame.kind, FrameKind::Preformatted { .. }) {
            trim(&mut frame.inlines);
        }
        match frame.kind {
            FrameKind::Item
            | FrameKind::Term
            | FrameKind::Details
            | FrameKind::Note { .. }
            | FrameKind::Row { .. }
            | FrameKind::RowGroup { .. }
            | FrameKind::Cell(_)
            | FrameKind::Summary
            | FrameKind::FigureCaption
            | FrameKind::TableCaption => self.close_part(frame),
            FrameKind::Paragraph => self.close_paragraph(frame),
            FrameKind::Html { source, lines } => self.html_block(&source, &lines, frame.range),
            FrameKind::Code { fence, text, code } => {
                self.close_code(frame.id, frame.range, frame.attributes, fence, &text, code);
            }
            FrameKind::Heading { .. }
            | FrameKind::Quote
            | FrameKind::Alert(_)
            | FrameKind::List { .. }
            | FrameKind::DefinitionList(_)
            | FrameKind::Table { .. }
            | FrameKind::Division(_)
            | FrameKind::Disclosure { .. }
            | FrameKind::Figure { .. }
            | FrameKind::Preformatted { .. } => self.close_whole(frame),
            FrameKind::Root
            | FrameKind::Emphasis
            | FrameKind::Strong
            | FrameKind::Strikethrough
            | FrameKind::Link { .. }
            | FrameKind::Image { .. }
            | FrameKind::Form { .. }
            | FrameKind::Tag { .. } => {}
        }
    }

    /// A block that stands by itself.
    fn close_whole(&mut self, frame: Frame) {
        let Frame { id, range, mut attributes, kind, blocks, inlines, raw } = frame;
        let is_raw = raw.is_some();
        let kind = match kind {
            // A heading without words parts scenes, in the books of those who type it.
            FrameKind::Heading { .. }
                if self.reads(Form::SceneBreaks)
                    && !is_raw
                    && attributes.is_empty()
                    && inlines.iter().all(is_blank) =>
            {
                BlockKind::ThematicBreak
            }
            FrameKind::Heading { level } => {
                let mut content = inlines;
                if self.reads(Form::Tips)
                    && let Some(id) = docsify::take_id(&mut content)
                {
                    attributes.set_id(id);
                }
                BlockKind::Heading { level, content }
            }
            FrameKind::Quote if self.reads(Form::Callouts) && !is_raw => {
                callout::of_quote(self, &mut attributes, blocks)
            }
            FrameKind::Quote => BlockKind::BlockQuote(blocks),
            FrameKind::Alert(kind) => BlockKind::Alert(Alert { kind, content: blocks }),
            FrameKind::List { start, items } => {
                let is_loose =
                    |item: &ListItem| item.content.iter().any(|block| matches!(block.kind, BlockKind::Paragraph(_)));
                BlockKind::List(List { start, tight: !items.iter().any(is_loose), items })
            }
            FrameKind::DefinitionList(groups) => BlockKind::DefinitionList(self.paired(groups)),
            FrameKind::Table { caption, groups, .. } if is_raw => {
                table::finish(caption.or_else(|| self.take_caption()), groups)
            }
            FrameKind::Table { alignments, caption, mut groups } => {
                // A head without a word is Markdown's way to write a table that has none.
                groups.retain(|group| {
                    group.kind != RowGroupKind::Head
                        || group.rows.iter().flat_map(|row| &row.cells).any(|cell| !cell.content.is_empty())
                });
                let caption = caption.or_else(|| self.take_caption());
                BlockKind::Table(Table { caption, groups, columns: alignments.len() as u32 })
            }
            FrameKind::Division(kind) => BlockKind::Division { kind, content: blocks },
            FrameKind::Disclosure { is_open, summary } => {
                BlockKind::Details(Disclosure { is_open, summary, content: blocks })
            }
            FrameKind::Figure { caption } => BlockKind::Figure { content: blocks, caption },
            FrameKind::Preformatted { language } => self.preformatted(language, inlines, &range),
            FrameKind::Root
            | FrameKind::Paragraph
            | FrameKind::Item
            | FrameKind::Term
            | FrameKind::Details
            | FrameKind::Note { .. }
            | FrameKind::Code { .. }
            | FrameKind::RowGroup { .. }
            | FrameKind::TableCaption
            | FrameKind::Row { .. }
            | FrameKind::Cell(_)
            | FrameKind::Summary
            | FrameKind::FigureCaption
            | FrameKind::Html { .. }
            | FrameKind::Emphasis
            | FrameKind::Strong
            | FrameKind::Strikethrough
            | FrameKind::Link { .. }
            | FrameKind::Image { .. }
            | FrameKind::Form { .. }
            | FrameKind::Tag { .. } => return,
        };
        if is_raw && is_empty(&kind) && !breaks_page(&attributes) {
            return self.keep_id(id, range, attributes);
        }
        self.push_block(id, range, attributes, kind);
    }

    /// A part of the list, table, figure that is open below.
    fn close_part(&mut self, frame: Frame) {
        let Frame { id, range, mut attributes, kind, mut blocks, inlines, raw } = frame;
        if self.is_left_out(&attributes, &range) {
            return;
        }
        let span = self.span(&range);
        match kind {
            FrameKind::Item => {
                if self.reads(Form::BlockIds)
                    && let Some(Block { kind: BlockKind::Plain(content), .. }) = blocks.first_mut()
                    && let Some(name) = take_block_id(content)
                {
                    attributes.set_id(name);
                }
                if let FrameKind::List { items, .. } = &mut self.top().kind {
                    items.push(ListItem { id, span, attributes, content: blocks });
                }
            }
            FrameKind::Term => self.close_term(id, range, attributes, inlines, raw.is_some()),
            FrameKind::Details => {
                if let FrameKind::DefinitionList(groups) = &mut self.top().kind {
                    let details = DefinitionDetails { id, span, attributes, content: blocks };
                    match groups.last_mut() {
                        Some(group) => group.details.push(details),
                        None => groups.push(DefinitionGroup { terms: Vec::new(), details: vec![details] }),
                    }
                }
            }
            FrameKind::Note { label } => {
                self.push_note(Note {
                    id,
                    span,
                    attributes,
                    label,
                    number: 0,
                    content: blocks,
                    references: Vec::new(),
                });
            }
            FrameKind::Row { is_head, mut cells } => {
                if !is_head && raw.is_none() {
                    self.keep_extra_cells(&mut cells, &range);
                }
                self.close_row(Row { id, span, attributes, cells });
            }
            FrameKind::RowGroup { kind, rows } => self.close_group(RowGroup { id, attributes, kind, rows }),
            FrameKind::Cell(facts) => self.close_cell(id, range, attributes, facts, blocks),
            FrameKind::Summary => {
                let summary = Summary { id, span, attributes, content: inlines };
                if let FrameKind::Disclosure { summary: place, .. } = &mut self.top().kind {
                    *place = Some(summary);
                }
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
            }
            FrameKind::Root
            | FrameKind::Paragraph
            | FrameKind::Heading { .. }
            | FrameKind::Quote
            | FrameKind::Alert(_)
            | FrameKind::List { .. }
            | FrameKind::DefinitionList(_)
            | FrameKind::Code { .. }
            | FrameKind::Table { .. }
            | FrameKind::Division(_)
            | FrameKind::Disclosure { .. }
            | FrameKind::Figure { .. }
            | FrameKind::Preformatted { .. }
            | FrameKind::Html { .. }
            | FrameKind::Emphasis
            | FrameKind::Strong
            | FrameKind::Strikethrough
            | FrameKind::Link { .. }
            | FrameKind::Image { .. }
            | FrameKind::Form { .. }
            | FrameKind::Tag { .. } => {}
        }
    }

    /// The number that an item is typed with, where it is so far from its turn that it must be meant: a year at the head
    /// of a line. Markdown counts on from the first number whatever the others are.
    pub(super) fn number_out_of_turn(&self, range: &Range<usize>) -> Option<u64> {
        const FAR: u64 = 10;
        /// How far back a number out of turn is looked for.
        const MOST_ITEMS: usize = 100;
        let FrameKind::List { start: Some(start), items } = &self.frames.last()?.kind else { return None };
        let source = self.source().get(range.clone())?.trim_start();
        let digits = source.bytes().take_while(u8::is_ascii_digit).count();
        let typed: u64 = source[..digits].parse().ok()?;
        if items.is_empty() || typed <= 1 || typed == *start || self.dialect == Dialect::COMMON_MARK {
            return None;
        }
        let plain = start + items.len() as u64;
        if typed.abs_diff(plain) <= FAR {
            return None;
        }
        let is_meant = |item: &ListItem| item.attributes.get("value")?.parse::<u64>().ok();
        let near = items.iter().rev().zip(1..).take(MOST_ITEMS);
        let turn = near.into_iter().find_map(|(item, distance)| Some(is_meant(item)? + distance)).unwrap_or(plain);
        (typed.abs_diff(turn) > FAR).then_some(typed)
    }

    fn close_term(
        &mut self,
        id: NodeId,
        range: Range<usize>,
        attributes: Attributes,
        inlines: Vec<Inline>,
        is_raw: bool,
    ) {
        let span = self.span(&range);
        // Each line is a term of its own, as in PHP Markdown Extra.
        let lines = inlines.split(|inline| !is_raw && matches!(inline.kind, InlineKind::SoftBreak));
        let mut terms = Vec::new();
        for line in lines {
            let id = if terms.is_empty() { id } else { self.fresh_id() };
            let span = line.first().map_or(span, |inline| inline.span);
            terms.push(DefinitionTerm { id, span, attributes: attributes.clone(), content: line.to_vec() });
        }
        if let FrameKind::DefinitionList(groups) = &mut self.top().kind {
            match groups.last_mut() {
                Some(group) if group.details.is_empty() => group.terms.extend(terms),
                Some(_) | None => groups.push(DefinitionGroup { terms, details: Vec::new() }),
            }
        }
    }

    /// A block of code; one with a caption or a file's name is a listing.
    fn close_code(
        &mut self,
        id: NodeId,
        range: Range<usize>,
        mut attributes: Attributes,
        fence: Fence,
        text: &str,
        code: NodeId,
    ) {
        self.report_open_fence(&range);
        let text = self.restore(text);
        let mut text: Box<str> = self.hidden_lines().without(&fence, &text).into();
        if self.reads(Form::Math) && fence.language.as_deref() == Some("math") {
            let source = formula(&text);
            let lines = self.formula_lines(&source, &range);
            let math = MathBlock { inner: code, math: Math::new(source, true, lines) };
            return self.push_block(id, range, attributes, BlockKind::Math(math));
        }
        let is_tex = matches!(fence.raw_format.as_deref(), Some("latex" | "tex"));
        if is_tex && self.reads(Form::PageBreaks) && tex_breaks_page(&text) {
            return self.page_break(range);
        }
        let place = self.span(&range);
        let mut is_idle = false;
        if fence.is_chunk() && self.dialect != Dialect::COMMON_MARK {
            let chunk = Chunk::read(&fence.info, &text, self.execution);
            self.execution = chunk::defaults(&text).or(self.execution);
            // Of a diagram the drawing is in the book, not its source.
            let is_diagram = fence.language.as_deref().and_then(diagram::language).is_some();
            if chunk.is_left_out || chunk.is_hidden && !is_diagram {
                return self.report_hidden_code(&fence, &chunk, range);
            }
            text = text[chunk.options..].into();
            is_idle = chunk.is_idle;
            if let (true, Some(label)) = (is_diagram && attributes.id().is_none(), &chunk.label) {
                attributes.set_id(label);
            }
            if let (true, Some(alt)) = (is_diagram, &chunk.alt) {
                attributes.set("fig-alt", alt);
            }
            if let Some(caption) = chunk.caption {
                attribute::set(&mut attributes, "caption", &caption);
            }
        }
        if !is_idle && !self.foreign().is_told(place) {
            self.report_unrun_code(&fence, &range);
        }
        let caption = ["caption", "cap", "fig-cap", "data-lst-cap"].into_iter().find_map(|name| attributes.take(name));
        let name =
            ["data-filename", "data-file", "data-name", "title"].into_iter().find_map(|name| attributes.take(name));
        // Markua names the language so.
        // The name of a directive is none of a language.
        let is_directive = fence.is_run && !fence.is_chunk() && self.dialect != Dialect::COMMON_MARK;
        let language = fence.language.filter(|_| !is_directive).or_else(|| attributes.take("lang"));
        let mut lines = CodeLines::default();
        if self.reads(Form::CodeLines) {
            lines = fence.lines;
            code_lines::take(&mut attributes, &mut lines);
            text = code_lines::without_comments(&text, &mut lines).map_or(text, String::into_boxed_str);
        }
        let mut block = self.code_block(code, language, text, &range);
        block.lines = (!lines.is_empty()).then(|| Box::new(lines));
        let kind = BlockKind::CodeBlock(block);
        if caption.is_none() && name.is_none() {
            return self.push_block(id, range, attributes, kind);
        }
        let span = self.span(&range);
        let figure = self.fresh_id();
        attributes.add_class("listing");
        name.into_iter().for_each(|name| attributes.set("file-name", name));
        let caption = caption.map(|caption| self.caption_of(&caption, &range));
        let content = vec![Block { id, span, attributes: Attributes::default(), kind }];
        self.push_block(figure, range, attributes, BlockKind::Figure { content, caption });
    }

    /// A block of code of one piece.
    pub(in super::super) fn code_block(
        &mut self,
        code: NodeId,
        language: Option<String>,
        text: Box<str>,
        range: &Range<usize>,
    ) -> CodeBlock {
        let (id, span) = (self.fresh_id(), self.span(range));
        let piece = Inline { id, span, attributes: Attributes::default(), kind: InlineKind::Text(text) };
        CodeBlock { code, language, lines: None, content: vec![piece] }
    }

    /// A block that shows nothing and after which a page begins.
    pub(in super::super) fn page_break(&mut self, range: Range<usize>) {
        let id = self.fresh_id();
        let kind = BlockKind::Division { kind: Division::Plain, content: Vec::new() };
        self.push_block(id, range, Attributes::class("page-break"), kind);
    }

    /// A caption that an attribute gives.
    fn caption_of(&mut self, words: &str, range: &Range<usize>) -> Caption {
        let id = self.fresh_id();
        // What gathers the words is taken apart again.
        self.open_as(id, FrameKind::Summary, range.clone());
        self.unplaced_markdown(words, range.clone());
        let content = self.pop().inlines;
        let (span, attributes) = (self.span(range), Attributes::default());
        let block =
            Block { id: self.fresh_id(), span, attributes: attributes.clone(), kind: BlockKind::Plain(content) };
        Caption { id, span, attributes, content: vec![block] }
    }

    fn close_paragraph(&mut self, frame: Frame) {
        let Frame { id, range, mut attributes, inlines: mut content, .. } = frame;
        if content.iter().all(is_blank) {
            if breaks_page(&attributes) {
                let kind = BlockKind::Division { kind: Division::Plain, content: Vec::new() };
                return self.push_block(id, range, attributes, kind);
            }
            return self.keep_id(id, range, attributes);
        }
        if content.iter().all(|inline| is_blank(inline) || matches!(inline.kind, InlineKind::Anchor)) {
            content.retain(|inline| !is_blank(inline));
            self.anchors.append(&mut content);
            return;
        }
        if self.is_foreign_paragraph(&content, &range) {
            return;
        }
        self.report_hash(&range);
        // pandoc's way to ask for room: a line that holds a space alone (<https://pandoc.org/MANUAL.html#backslash-escapes>).
        if let [Inline { kind: InlineKind::Text(text), .. }] = content.as_mut_slice()
            && &**text == "\\"
            && self.reads(Form::EscapedSpaces)
            && self.source()[range.start..].starts_with("\\ ")
        {
            *text = "\u{a0}".into();
        }
        self.report_broken_table(&range);
        self.report_lone_alert(&content, &range);
        if self.reads(Form::BlockIds)
            && let Some(name) = take_block_id(&mut content)
        {
            if content.is_empty() {
                return self.name_last_block(&name, range);
            }
            self.report_block_id(&name, &range);
            attributes.set_id(name);
        }
        if let [Inline { id: inner, attributes: of_formula, kind: InlineKind::Math(math), .. }] = content.as_slice()
            && math.display
        {
            let source = formula(&math.source);
            let lines = self.formula_lines(&source, &range);
            let kind = BlockKind::Math(MathBlock { inner: *inner, math: Math::new(source, true, lines) });
            super::attribute::merge(&mut attributes, of_formula);
            return self.push_block(id, range, attributes, kind);
        }
        let caption = self.caption_with_notes(&mut content);
        let paragraph_attributes = &mut attributes;
        if let [Inline { attributes: own, kind: InlineKind::Image(image), .. }] = content.as_mut_slice() {
            marker::give_to_picture(paragraph_attributes, own, image);
            // pandoc's implicit figure: its alternative text is its caption. One that is named as a figure is one.
            let is_figure = self.reads(Form::ImplicitFigures) || own.id().is_some_and(marker::is_figure);
            if is_figure && caption.is_none() && image.title.is_none() && !image.alt.trim().is_empty() {
                image.title = Some(image.alt.clone());
            }
        }
        if caption.is_some() {
            let (image, span) = (self.fresh_id(), self.span(&range));
            let content = BlockKind::Plain(content);
            let content = vec![Block { id: image, span, attributes: Attributes::default(), kind: content }];
            return self.push_block(id, range, attributes, BlockKind::Figure { content, caption });
        }
        self.push_block(id, range, attributes, BlockKind::Paragraph(content));
    }

    /// An element without content shows nothing, but a link may lead to it, and a page of a printed edition begin there.
    pub(in super::super) fn keep_id(&mut self, id: NodeId, range: Range<usize>, attributes: Attributes) {
        if attributes.is_page_mark() {
            let span = self.span(&range);
            return self.anchors.push(Inline { id, span, attributes, kind: InlineKind::Anchor });
        }
        if let Some(name) = attributes.id() {
            let mut attributes = Attributes::default();
            attributes.set_id(name);
            let span = self.span(&range);
            self.anchors.push(Inline { id, span, attributes, kind: InlineKind::Anchor });
        }
    }

    pub(in super::super) fn push_note(&mut self, note: Note) {
        self.chapter.notes.push(note);
    }

    /// Whether an element is one that its author hides, which no format of a book has; that is told once.
    pub(in super::super) fn is_left_out(&mut self, attributes: &Attributes, range: &Range<usize>) -> bool {
        if attributes.get("hidden").is_none() {
            return false;
        }
        let is_told = attributes.has_class("content-hidden") || attributes.has_class("content-visible");
        let message = "what is `hidden` is left out";
        if !is_told && self.foreign().is_first(message) {
            let finding = Diagnostic::new(Code::ForeignMarkup, message);
            self.report(finding.hint("take the attribute out to show it"), range.clone());
        }
        true
    }

    pub(in super::super) fn push_block(
        &mut self,
        id: NodeId,
        range: Range<usize>,
        attributes: Attributes,
        mut kind: BlockKind,
    ) {
        if self.raw.is_hidden() || self.is_left_out(&attributes, &range) {
            return;
        }
        self.chapter.may_have_formulas |= matches!(kind, BlockKind::Math(_));
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
                | BlockKind::Details(_)
                | BlockKind::Math(_) => self.push_anchors(),
            }
        }
        let span = self.span(&range);
        self.top().blocks.push(Block { id, span, attributes, kind });
    }

    pub(super) fn push_anchors(&mut self) {
        let id = self.fresh_id();
        let content = std::mem::take(&mut self.anchors);
        let span = content[0].span;
        let kind = BlockKind::Plain(content);
        self.top().blocks.push(Block { id, span, attributes: Attributes::default(), kind });
    }
}

/// Obsidian's `^id` at the end of a block (<https://help.obsidian.md/links#Link+to+a+block+in+a+note>), cut off.
fn take_block_id(content: &mut Vec<Inline>) -> Option<String> {
    let Some(Inline { kind: InlineKind::Text(text), .. }) = content.last_mut() else { return None };
    let at = text.rfind('^')?;
    let (before, name) = (&text[..at], &text[at + 1..]);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_name || !(before.is_empty() || before.ends_with([' ', '\n'])) {
        return None;
    }
    let name = wiki_link::block_id(name);
    let before = before.trim_end().to_owned();
    if before.is_empty() {
        content.pop();
        trim(content);
    } else {
        *text = before.into();
    }
    Some(name)
}

/// Whether the author breaks the page with an element that may hold nothing: by CSS Fragmentation 3, 3.1 and 3.4, or
/// by one of the classes that Markdown editors print by.
pub(in super::super) fn breaks_page(attributes: &Attributes) -> bool {
    const CLASSES: [&str; 6] = ["pagebreak", "page-break", "page_break", "newpage", "new-page", "pb"];
    if attributes.classes().iter().any(|class| CLASSES.contains(&class.as_str())) {
        return true;
    }
    let Some(style) = attributes.get("style") else { return false };
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(name, value)| {
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
        let name = name.strip_prefix("page-").unwrap_or(&name);
        matches!(name, "break-after" | "break-before")
            && matches!(value.as_str(), "always" | "all" | "page" | "left" | "right" | "recto" | "verso")
    })
}

/// Whether a block of raw HTML came to nothing.
fn is_empty(kind: &BlockKind) -> bool {
    match kind {
        BlockKind::Heading { content, .. } => content.is_empty(),
        BlockKind::BlockQuote(content) | BlockKind::Division { content, .. } => content.is_empty(),
        BlockKind::List(list) => list.items.is_empty(),
        BlockKind::DefinitionList(groups) => groups.is_empty(),
        BlockKind::CodeBlock(code) => code.is_plain() && code.text().trim().is_empty(),
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

/// A displayed formula without the line feeds beside its dollars, and with one at its end as code has.
fn formula(source: &str) -> Box<str> {
    format!("{}\n", source.trim_matches('\n')).into()
}
