//! Raw HTML's blocks while the tree is built: tags open frames that hold Markdown's blocks.
//!
//! A start tag opens a frame like Markdown's own; its end tag closes it wherever it stands in the same
//! container of Markdown's (a list item, a quotation, the chapter), and the container closes what is left
//! open. What HTML implies is implied here: an item ends the item before it, a cell asks for a row, a
//! paragraph ends where a block begins (HTML Living Standard, 13.1.2.4 and 13.2.6). Departures: text that
//! stands in a table and in no cell gets a cell of its own instead of moving out of the table; where only
//! a line may stand, in a heading or a summary, blocks give their inlines to it.

use std::ops::Range;

use super::build::{Builder, is_blank, trim};
use super::frame::{CellFacts, Frame, FrameKind, RawTag};
use crate::document::walk::ContentMut;
use crate::document::{
    Attributes, BlockKind, CodeBlock, DefinitionDetails, DefinitionGroup, DefinitionTerm, Division, Inline, InlineKind,
    RowGroupKind,
};
use crate::html::{self, BlockTag, Tag};
use crate::source::Span;

/// Whether a frame is of a kind.
type IsKind = fn(&FrameKind) -> bool;

impl Builder<'_> {
    /// The start tag of a block.
    pub(super) fn open_block_tag(&mut self, tag: &Tag, block: BlockTag, range: Range<usize>) {
        if self.is_within_markdown_line() {
            self.report_dropped(&tag.name, range.clone());
            return self.part_words(&range);
        }
        self.leave_line();
        self.end_implied(block);
        if self.top().kind.holds_inlines() {
            return self.part_words(&range);
        }
        // A pair of a list of definitions may stand in a `div` (HTML Living Standard, 4.4.9), which says no more.
        if tag.name == "div"
            && matches!(&self.top().kind, FrameKind::DefinitionList(_))
            && self.top().raw.as_ref().is_some_and(|raw| !raw.is_implied)
        {
            self.raw_state_mut().is_in_pair = true;
            let id = self.fresh_id();
            return self.keep_id(id, range, html::attributes(tag));
        }
        let Some(kind) = self.prepare(tag, block, &range) else { return };
        if self.is_full() {
            return self.report_depth(range);
        }
        let mut attributes = html::attributes(tag);
        if block == BlockTag::Listing {
            listing_attributes(tag, &mut attributes);
        }
        self.open_raw(kind, RawTag { name: tag.name.as_str().into(), is_implied: false }, range.clone());
        self.top().attributes = attributes;
        if block == BlockTag::Listing {
            self.words_of(tag, "caption", (FrameKind::FigureCaption, "figcaption"), range);
        } else if block == BlockTag::Details {
            // Docusaurus' component says it so.
            self.words_of(tag, "summary", (FrameKind::Summary, "summary"), range);
        }
    }

    fn is_closed_page_mark(&self, tag: &Tag, range: &Range<usize>) -> bool {
        html::attributes(tag).is_page_mark() && self.source()[range.clone()].ends_with("/>")
    }

    /// The frame that a tag opens, after what must be open around it is; `None` where it opens none.
    fn prepare(&mut self, tag: &Tag, block: BlockTag, range: &Range<usize>) -> Option<FrameKind> {
        match block {
            // XHTML's way to write a mark of a page, which HTML would take for one that is left open.
            BlockTag::Division(_) if self.is_closed_page_mark(tag, range) => {
                self.make_room(range);
                let id = self.fresh_id();
                self.keep_id(id, range.clone(), html::attributes(tag));
                return None;
            }
            BlockTag::Item => {
                if !matches!(self.top().kind, FrameKind::List { .. }) {
                    self.make_room(range);
                    self.open_implied(FrameKind::List { start: None, items: Vec::new() }, "ul", range);
                }
            }
            BlockTag::DefinitionTerm | BlockTag::DefinitionDetails => {
                if !matches!(self.top().kind, FrameKind::DefinitionList(_)) {
                    self.make_room(range);
                    self.open_implied(FrameKind::DefinitionList(Vec::new()), "dl", range);
                }
            }
            BlockTag::RowGroup(_) | BlockTag::Row | BlockTag::Cell { .. } => self.open_grid(block, range),
            BlockTag::Column => return None,
            BlockTag::Caption => {
                if !matches!(self.top().kind, FrameKind::Table { caption: None, .. }) {
                    self.make_room(range);
                    return Some(FrameKind::Division(Division::Plain));
                }
            }
            BlockTag::Summary => {
                if !matches!(self.top().kind, FrameKind::Disclosure { summary: None, .. }) {
                    self.make_room(range);
                    return Some(FrameKind::Paragraph);
                }
            }
            BlockTag::FigureCaption => {
                if !matches!(self.top().kind, FrameKind::Figure { caption: None }) {
                    self.make_room(range);
                    return Some(FrameKind::Division(Division::Plain));
                }
            }
            BlockTag::Rule => {
                self.make_room(range);
                let (id, attributes) = (self.fresh_id(), html::attributes(tag));
                if attributes.is_page_mark() {
                    self.keep_id(id, range.clone(), attributes);
                    return None;
                }
                self.push_block(id, range.clone(), attributes, BlockKind::ThematicBreak);
                return None;
            }
            BlockTag::DefinitionList
            | BlockTag::Details
            | BlockTag::Division(_)
            | BlockTag::Figure
            | BlockTag::Heading(_)
            | BlockTag::List { .. }
            | BlockTag::Listing
            | BlockTag::Paragraph
            | BlockTag::Preformatted
            | BlockTag::Quote
            | BlockTag::Table => self.make_room(range),
        }
        Some(frame_kind(tag, block))
    }

    fn open_implied(&mut self, kind: FrameKind, name: &str, range: &Range<usize>) {
        self.open_raw(kind, RawTag { name: name.into(), is_implied: true }, range.clone());
    }

    /// Opens what a row or cell stands in.
    fn open_grid(&mut self, block: BlockTag, range: &Range<usize>) {
        let table = || FrameKind::Table { alignments: Vec::new(), caption: None, groups: Vec::new() };
        let is_in = |builder: &mut Self, cell: bool| match &builder.top().kind {
            FrameKind::Row { .. } => cell && builder.top().raw.is_some(),
            FrameKind::RowGroup { .. } => true,
            FrameKind::Table { .. } => builder.top().raw.is_some(),
            _ => false,
        };
        if !is_in(self, matches!(block, BlockTag::Cell { .. })) {
            self.make_room(range);
            self.open_implied(table(), "table", range);
        }
        if matches!(block, BlockTag::RowGroup(_)) {
            return;
        }
        if matches!(self.top().kind, FrameKind::Table { .. }) {
            let kind = FrameKind::RowGroup { kind: RowGroupKind::Body, rows: Vec::new() };
            self.open_implied(kind, "tbody", range);
        }
        if matches!(block, BlockTag::Cell { .. }) && matches!(self.top().kind, FrameKind::RowGroup { .. }) {
            self.open_implied(FrameKind::Row { is_head: false, cells: Vec::new() }, "tr", range);
        }
    }

    /// Makes the open frame one that blocks and text may stand in: an item for a list, a cell for a table.
    pub(super) fn make_room(&mut self, range: &Range<usize>) {
        if self.is_flattening() {
            return;
        }
        let top = self.top();
        let Some(raw) = &top.raw else { return };
        match &top.kind {
            // A list that only stray items asked for ends with them.
            FrameKind::List { .. } if raw.is_implied => {
                self.close_top();
                self.make_room(range);
            }
            FrameKind::List { .. } => self.open_implied(FrameKind::Item, "li", range),
            FrameKind::DefinitionList(_) if raw.is_implied => {
                self.close_top();
                self.make_room(range);
            }
            FrameKind::DefinitionList(_) => self.open_implied(FrameKind::Details, "dd", range),
            FrameKind::Table { .. } | FrameKind::RowGroup { .. } | FrameKind::Row { .. } => {
                if raw.is_implied {
                    self.close_top();
                    return self.make_room(range);
                }
                self.open_grid(BlockTag::Cell { is_header: false }, range);
                self.open_implied(FrameKind::Cell(CellFacts::default()), "td", range);
            }
            FrameKind::Root
            | FrameKind::Paragraph
            | FrameKind::Heading { .. }
            | FrameKind::Quote
            | FrameKind::Alert(_)
            | FrameKind::Item
            | FrameKind::Term
            | FrameKind::Details
            | FrameKind::Note { .. }
            | FrameKind::Code { .. }
            | FrameKind::TableCaption
            | FrameKind::Cell(_)
            | FrameKind::Division(_)
            | FrameKind::Disclosure { .. }
            | FrameKind::Summary
            | FrameKind::Figure { .. }
            | FrameKind::FigureCaption
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

    /// Before loose text or an inline: room for it, a paragraph where its place wants one, and the raw tags
    /// that enclose several blocks.
    pub(super) fn begin_line(&mut self, range: &Range<usize>) {
        let is_loose = self.raw_state().is_split || self.raw_state().in_block || self.top().raw.is_some();
        if is_loose && !self.top().kind.holds_inlines() {
            self.make_room(range);
            if self.top().kind.wants_paragraphs() && self.top().inlines.is_empty() && !self.has_run() {
                self.open_implied(FrameKind::Paragraph, "p", range);
            }
        }
        if !self.raw_state().active.is_empty() {
            self.reopen_tags(range);
        }
    }

    /// Before a block of Markdown's: room for it, and the end of what holds lines only.
    pub(super) fn begin_block(&mut self) {
        loop {
            let range = self.top().range.clone();
            let top = self.top();
            let Some(raw) = &top.raw else { return };
            let is_blank = top.inlines.iter().all(is_blank);
            match &top.kind {
                // `<p align="center">` around a block of Markdown means what `<div>` says.
                FrameKind::Paragraph if is_blank && !raw.is_implied && !top.attributes.is_empty() => {
                    top.kind = FrameKind::Division(Division::Plain);
                    return;
                }
                FrameKind::Paragraph => self.close_top(),
                FrameKind::Heading { .. } | FrameKind::Summary | FrameKind::Term if !is_blank => {
                    let name = raw.name.clone();
                    self.report_unclosed(&name, range);
                    self.close_top();
                }
                _ => return self.make_room(&range),
            }
        }
    }

    /// Ends the line before a block of raw HTML: its paragraph, and the raw tags in it, which go on in the next.
    pub(super) fn leave_line(&mut self) {
        self.trim_run();
        self.flush_text();
        self.suspend_tags(true);
        if !matches!(self.top().kind, FrameKind::Paragraph) {
            return self.end_unmarked();
        }
        // Markdown's own goes on after the block, as another.
        self.raw_state_mut().is_split |= self.top().raw.is_none();
        let mut frame = self.pop();
        trim(&mut frame.inlines);
        self.close_block(frame);
    }

    /// The end of a paragraph of Markdown's that a block of raw HTML cut.
    pub(super) fn end_split_paragraph(&mut self) {
        self.end_unmarked();
        if matches!(&self.top().raw, Some(raw) if raw.is_implied && &*raw.name == "p") {
            self.close_top();
        }
        self.raw_state_mut().is_split = false;
        self.raw_state_mut().active.retain(|tag| tag.spans_blocks);
    }

    /// Closes what a start tag ends without saying so.
    fn end_implied(&mut self, block: BlockTag) {
        use FrameKind as Kind;
        let (ends, stops): (IsKind, IsKind) = match block {
            BlockTag::Item => (
                |kind| matches!(kind, Kind::Item),
                |kind| !matches!(kind, Kind::Division(Division::Plain) | Kind::Paragraph | Kind::Heading { .. }),
            ),
            BlockTag::DefinitionTerm | BlockTag::DefinitionDetails => (
                |kind| matches!(kind, Kind::Term | Kind::Details),
                |kind| !matches!(kind, Kind::Division(Division::Plain) | Kind::Paragraph | Kind::Heading { .. }),
            ),
            BlockTag::Cell { .. } => (
                |kind| matches!(kind, Kind::Cell(_) | Kind::TableCaption),
                |kind| matches!(kind, Kind::Table { .. } | Kind::Row { .. }),
            ),
            BlockTag::Row => (
                |kind| matches!(kind, Kind::Row { .. } | Kind::TableCaption),
                |kind| matches!(kind, Kind::Table { .. } | Kind::RowGroup { .. }),
            ),
            BlockTag::RowGroup(_) | BlockTag::Caption | BlockTag::Column => (
                |kind| matches!(kind, Kind::RowGroup { .. } | Kind::TableCaption),
                |kind| matches!(kind, Kind::Table { .. }),
            ),
            BlockTag::Heading(_) => (|kind| matches!(kind, Kind::Heading { .. }), |_| true),
            BlockTag::DefinitionList
            | BlockTag::Details
            | BlockTag::Division(_)
            | BlockTag::Figure
            | BlockTag::FigureCaption
            | BlockTag::List { .. }
            | BlockTag::Listing
            | BlockTag::Paragraph
            | BlockTag::Preformatted
            | BlockTag::Quote
            | BlockTag::Rule
            | BlockTag::Summary
            | BlockTag::Table => return,
        };
        let raw = self.frames().iter().enumerate().rev().take_while(|(_, frame)| frame.raw.is_some());
        let mut found = None;
        for (index, frame) in raw {
            if ends(&frame.kind) {
                found = Some(index);
                break;
            }
            if stops(&frame.kind) {
                break;
            }
        }
        if let Some(index) = found {
            self.close_down_to(index, None);
        }
    }

    /// The end tag of a block.
    pub(super) fn close_block_tag(&mut self, name: &str, block: BlockTag, range: &Range<usize>) {
        if self.is_within_markdown_line() {
            return self.part_words(range);
        }
        if name == "div" && std::mem::take(&mut self.raw_state_mut().is_in_pair) {
            let ends = |frame: &Frame| matches!(&frame.raw, Some(raw) if &*raw.name == "div") || frame.raw.is_none();
            let list = |frame: &Frame| matches!(frame.kind, FrameKind::DefinitionList(_));
            let index = self.frames().iter().rposition(|frame| ends(frame) || list(frame));
            if let Some(index) = index.filter(|&index| list(&self.frames()[index])) {
                self.leave_line();
                return self.close_down_to(index + 1, Some(range.end));
            }
            // Another `div` within the pair.
            self.raw_state_mut().is_in_pair = true;
        }
        let Some(index) = self.open_frame(name, block) else {
            if self.top().kind.holds_inlines() {
                self.part_words(range);
            }
            return;
        };
        self.leave_line();
        self.close_down_to(index, Some(range.end));
    }

    /// The frame that an end tag closes.
    fn open_frame(&self, name: &str, block: BlockTag) -> Option<usize> {
        let is_heading = matches!(block, BlockTag::Heading(_));
        for (index, frame) in self.frames().iter().enumerate().rev() {
            match (&frame.raw, &frame.kind) {
                (Some(raw), kind) => {
                    let is_it = &*raw.name == name || is_heading && matches!(kind, FrameKind::Heading { .. });
                    if is_it && !raw.is_implied {
                        return Some(index);
                    }
                    let is_wall = match kind {
                        FrameKind::Table { .. } => true,
                        FrameKind::Cell(_) | FrameKind::TableCaption => !is_of_table(block),
                        FrameKind::List { .. } => block == BlockTag::Item,
                        _ => false,
                    };
                    if is_wall {
                        return None;
                    }
                }
                (None, FrameKind::Tag { .. } | FrameKind::Paragraph) => {}
                (None, _) => return None,
            }
        }
        None
    }

    /// Closes frames from the top to the one at `index`, which an end tag at `end` closes, if one does.
    pub(super) fn close_down_to(&mut self, index: usize, end: Option<usize>) {
        while self.frames().len() > index {
            let is_last = self.frames().len() == index + 1;
            if let Some(end) = end {
                self.top().range.end = end;
            }
            if !is_last {
                self.report_if_unclosed();
            }
            self.close_top();
        }
    }

    /// Closes the topmost frame, a raw block.
    pub(super) fn close_top(&mut self) {
        self.end_unmarked();
        let frame = self.pop();
        self.close_block(frame);
    }

    /// Closes the raw blocks that are open within a container of Markdown's, before it ends.
    pub(super) fn close_raw_blocks(&mut self) {
        while self.top().raw.is_some() {
            self.report_if_unclosed();
            self.close_top();
        }
    }

    /// Ends the line at a tag that is no more than its edge.
    pub(super) fn cut(&mut self, range: &Range<usize>) {
        if self.is_within_markdown_line() {
            return self.part_words(range);
        }
        self.leave_line();
        if self.top().kind.holds_inlines() {
            self.part_words(range);
        }
    }

    /// A caption or title that stands in an attribute of a tag, as Markdown.
    pub(super) fn words_of(&mut self, tag: &Tag, name: &str, (kind, element): (FrameKind, &str), range: Range<usize>) {
        let Some(source) = tag.attribute(name).map(str::to_owned) else { return };
        self.open_implied(kind, element, &range);
        let text = self.source();
        match text[range.clone()].find(source.as_str()).map(|at| range.start + at) {
            Some(start) => self.inline_markdown(&text[start..start + source.len()], start),
            // Entities stand in it.
            None => self.unplaced_markdown(&source, range),
        }
        self.close_top();
    }

    /// After a block of raw HTML: text of its own ends, and tags that are open go on in the next block.
    pub(super) fn end_html_block(&mut self) {
        self.trim_run();
        self.flush_text();
        self.suspend_tags(false);
        let top = self.top();
        if matches!((&top.kind, &top.raw), (FrameKind::Paragraph, Some(raw)) if raw.is_implied) {
            self.close_top();
        }
    }

    fn report_if_unclosed(&mut self) {
        let top = self.top();
        let Some(raw) = &top.raw else { return };
        // HTML lets these end by themselves.
        const OPTIONAL: [&str; 10] = ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot"];
        if !raw.is_implied && !raw.is_form() && !OPTIONAL.contains(&&*raw.name) {
            let (name, range) = (raw.name.clone(), top.range.clone());
            self.report_unclosed(&name, range);
        }
    }

    /// Whether Markdown's emphasis, link or heading is open, which no block may cut.
    pub(super) fn is_within_markdown_line(&self) -> bool {
        for frame in self.frames().iter().rev() {
            match (&frame.raw, &frame.kind) {
                (None, FrameKind::Tag { .. }) => {}
                (None, FrameKind::Paragraph) | (Some(_), _) => return false,
                (None, kind) => return kind.holds_inlines(),
            }
        }
        false
    }

    /// A block that stands where only a line may gives its inlines to it.
    pub(super) fn push_as_inlines(&mut self, kind: BlockKind) {
        let mut inlines = Vec::new();
        collect_inlines(kind, &mut inlines);
        let is_preformatted = matches!(self.top().kind, FrameKind::Preformatted { .. });
        if !self.top().inlines.is_empty() {
            let place = self.top().range.clone();
            let ends_line = matches!(self.top().inlines.last(), Some(Inline { kind: InlineKind::Text(text), .. })
                if text.ends_with('\n'));
            let between = match (is_preformatted, ends_line) {
                (true, true) => "\n",
                (true, false) => "\n\n",
                (false, _) => " ",
            };
            self.push_run(between, place);
            self.flush_text();
        }
        self.push_inlines(inlines);
    }

    /// A list of definitions in which each group has a term and something said of it, as HTML wants (4.4.9).
    pub(super) fn paired(&mut self, mut groups: Vec<DefinitionGroup>) -> Vec<DefinitionGroup> {
        for group in &mut groups {
            let (attributes, span) = (Attributes::default(), Span::default());
            if group.terms.is_empty() {
                let id = self.fresh_id();
                group.terms.push(DefinitionTerm { id, span, attributes, content: Vec::new() });
            } else if group.details.is_empty() {
                let id = self.fresh_id();
                group.details.push(DefinitionDetails { id, span, attributes, content: Vec::new() });
            }
        }
        groups
    }

    /// A `pre`: its text in one piece where it is text alone, else with its markup.
    pub(super) fn preformatted(
        &mut self,
        language: Option<String>,
        content: Vec<Inline>,
        range: &Range<usize>,
    ) -> BlockKind {
        let code = self.fresh_id();
        let is_text = |inline: &Inline| matches!(inline.kind, InlineKind::Text(_) | InlineKind::SoftBreak);
        if !content.iter().all(is_text) {
            return BlockKind::CodeBlock(CodeBlock { code, language, lines: None, content });
        }
        let text: String = content.iter().filter_map(|inline| inline.kind.text()).collect();
        let mut text = text.trim_end().to_owned();
        if !text.is_empty() {
            text.push('\n');
        }
        BlockKind::CodeBlock(self.code_block(code, language, text.into(), range))
    }
}

fn is_of_table(block: BlockTag) -> bool {
    matches!(block, BlockTag::Table | BlockTag::RowGroup(_) | BlockTag::Row | BlockTag::Cell { .. } | BlockTag::Caption)
}

/// The frame of a tag.
fn frame_kind(tag: &Tag, block: BlockTag) -> FrameKind {
    let number = |name: &str| tag.attribute(name).and_then(|value| value.trim().parse::<u32>().ok());
    match block {
        BlockTag::Caption => FrameKind::TableCaption,
        BlockTag::Cell { is_header } => FrameKind::Cell(CellFacts {
            is_header,
            columns: number("colspan").unwrap_or(1),
            // `rowspan="0"` reaches to the end of the group.
            rows: number("rowspan").map_or(1, |rows| if rows == 0 { u32::MAX } else { rows }),
            alignment: html::alignment(tag),
        }),
        BlockTag::DefinitionDetails => FrameKind::Details,
        BlockTag::DefinitionList => FrameKind::DefinitionList(Vec::new()),
        BlockTag::DefinitionTerm => FrameKind::Term,
        BlockTag::Details => FrameKind::Disclosure { is_open: tag.attribute("open").is_some(), summary: None },
        BlockTag::Division(division) => FrameKind::Division(division),
        BlockTag::Figure | BlockTag::Listing => FrameKind::Figure { caption: None },
        BlockTag::FigureCaption => FrameKind::FigureCaption,
        BlockTag::Heading(level) => FrameKind::Heading { level },
        BlockTag::Item => FrameKind::Item,
        BlockTag::List { is_ordered } => {
            let start = tag.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
            FrameKind::List { start: is_ordered.then_some(start), items: Vec::new() }
        }
        BlockTag::Paragraph | BlockTag::Rule | BlockTag::Column => FrameKind::Paragraph,
        BlockTag::Preformatted => {
            let named = tag.attribute("lang").filter(|lang| !lang.is_empty()).map(str::to_owned);
            FrameKind::Preformatted { language: named.or_else(|| language(tag)) }
        }
        BlockTag::Quote => FrameKind::Quote,
        BlockTag::Row => FrameKind::Row { is_head: false, cells: Vec::new() },
        BlockTag::RowGroup(kind) => FrameKind::RowGroup { kind, rows: Vec::new() },
        BlockTag::Summary => FrameKind::Summary,
        BlockTag::Table => FrameKind::Table { alignments: Vec::new(), caption: None, groups: Vec::new() },
    }
}

/// The language that a class names: `language-rust`, `lang-rust`.
pub(super) fn language(tag: &Tag) -> Option<String> {
    let mut classes = tag.attribute("class")?.split_whitespace();
    let name = classes.find_map(|class| class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-")))?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// What a listing is known by; `transform/listing` says it in words.
fn listing_attributes(tag: &Tag, attributes: &mut Attributes) {
    attributes.add_class("listing");
    if let Some(number) = tag.attribute("number").map(str::trim).filter(|number| !number.is_empty()) {
        if attributes.id().is_none() {
            attributes.set_id(format!("listing-{number}"));
        }
        attributes.set("number", number);
    }
    if let Some(name) = tag.attribute("file-name").map(str::trim).filter(|name| !name.is_empty()) {
        attributes.set("file-name", name);
    }
}

/// All inlines of a block, in order.
pub(super) fn collect_inlines(kind: BlockKind, into: &mut Vec<Inline>) {
    let mut kind = kind;
    match &mut kind {
        BlockKind::CodeBlock(code) if !code.is_plain() => into.append(&mut code.content),
        BlockKind::CodeBlock(code) => into.push(Inline {
            id: code.code,
            span: Default::default(),
            attributes: Attributes::default(),
            kind: InlineKind::Code(code.text().trim_end().into()),
        }),
        BlockKind::Math(block) => into.push(Inline {
            id: block.inner,
            span: Default::default(),
            attributes: Attributes::default(),
            kind: InlineKind::Math(Box::new(block.math.clone())),
        }),
        BlockKind::Paragraph(_)
        | BlockKind::Plain(_)
        | BlockKind::Heading { .. }
        | BlockKind::ThematicBreak
        | BlockKind::BlockQuote(_)
        | BlockKind::Alert(_)
        | BlockKind::List(_)
        | BlockKind::DefinitionList(_)
        | BlockKind::Table(_)
        | BlockKind::Figure { .. }
        | BlockKind::Division { .. }
        | BlockKind::Details(_) => kind.for_each_content_mut(&mut |content| match content {
            ContentMut::Blocks(blocks) => {
                blocks.drain(..).for_each(|block| {
                    if !into.is_empty() {
                        // The words of two blocks stay two; the block's own id is free.
                        let (attributes, kind) = (Attributes::default(), InlineKind::Text(" ".into()));
                        into.push(Inline { id: block.id, span: block.span, attributes, kind });
                    }
                    collect_inlines(block.kind, into);
                });
            }
            ContentMut::Inlines(inlines) | ContentMut::Preformatted(inlines) => into.append(inlines),
        }),
    }
}
