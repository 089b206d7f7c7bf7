//! Forms that were rewritten to lines of their own: what each of these lines does to the tree.
//!
//! In: a [`Marker`], met where the parser sees a thematic break. Out: frames opened and closed like those of raw HTML,
//! so that what a form holds is read as Markdown, and what all front ends mean by one thing is one kind of node; page
//! breaks, pictures, captions; attributes for the block before or after.

use std::ops::Range;

use super::attribute;
use super::build::Builder;
use super::callout;
use super::frame::{CellFacts, Frame, FrameKind, RawTag};
use super::theorem;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{
    AlertKind, Alignment, Attributes, Block, BlockKind, Caption, Division, Image, Inline, InlineKind, RowGroupKind,
    Summary, Table,
};

/// What a line of a form says.
#[derive(Clone, Debug, PartialEq)]
pub enum Marker {
    Open(Container),
    /// Closes what was opened last.
    Close,
    PageBreak,
    Picture(Picture),
    /// The caption of the table before or after, Markdown of one line.
    Caption {
        words: String,
        attributes: Attributes,
    },
    /// Attributes of the next block.
    Before(Attributes),
    /// Attributes of the block before.
    After(Attributes),
    /// Where another tool puts the contents; the list before stands in their place.
    Contents,
}

/// Something that holds blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    pub kind: ContainerKind,
    pub attributes: Attributes,
    /// Markdown of one line.
    pub title: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    Alert(AlertKind),
    /// Folded away under its title on a screen.
    Details {
        is_open: bool,
    },
    Division(Division),
    Quote,
    Table,
    RowGroup(RowGroupKind),
    Row,
    Cell {
        is_header: bool,
        alignment: Option<Alignment>,
        columns: u32,
        rows: u32,
    },
}

/// A picture with its caption, as a shortcode or directive names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub address: String,
    pub alt: String,
    pub caption: Option<String>,
    /// Where it leads.
    pub link: Option<String>,
    /// Of the picture itself: its size.
    pub attributes: Attributes,
    /// Of the figure around it.
    pub figure: Attributes,
}

/// What markers leave behind for what follows.
#[derive(Default)]
pub(super) struct MarkerState {
    /// How many containers are open that got no frame, since they lie too deep.
    skipped: usize,
    /// Attributes for the next block, and where they stand.
    pending: Option<(Attributes, Range<usize>)>,
    /// A caption for the next table.
    caption: Option<(Caption, Range<usize>)>,
}

/// The class of the line that says whose words are quoted.
const ATTRIBUTION: &str = "attribution";

impl<'a> Builder<'a> {
    /// Does what a line of a form says.
    pub(super) fn marker(&mut self, marker: &'a Marker, range: Range<usize>) {
        self.end_unmarked();
        match marker {
            Marker::Open(container) => self.open_container(container, range),
            Marker::Close => self.close_container(&range),
            Marker::PageBreak => {
                self.begin_block();
                self.page_break(range);
            }
            Marker::Picture(picture) => self.picture(picture, range),
            Marker::Caption { words, attributes } => {
                let caption = self.caption(words, &range);
                self.place_caption(caption, attributes, range);
            }
            Marker::Before(attributes) if attributes.is_empty() => {}
            Marker::Before(attributes) => match &mut self.marked().pending {
                Some((pending, _)) => attribute::merge(pending, attributes),
                pending @ None => *pending = Some((attributes.clone(), range)),
            },
            Marker::After(attributes) => self.name_last(attributes, range),
            Marker::Contents => {
                let is_list = |block: &Block| matches!(&block.kind, BlockKind::List(list) if list.items.len() == 1);
                self.top().blocks.pop_if(|block| is_list(block));
                self.report_contents_mark("{:toc}", range);
            }
        }
    }

    fn open_container(&mut self, container: &'a Container, range: Range<usize>) {
        if self.is_full() {
            self.marked().skipped += 1;
            return self.report_depth(range);
        }
        let kind = match container.kind {
            ContainerKind::Alert(kind) => FrameKind::Alert(kind),
            ContainerKind::Details { is_open } => FrameKind::Disclosure { is_open, summary: None },
            ContainerKind::Division(division) => FrameKind::Division(division),
            ContainerKind::Quote => FrameKind::Quote,
            ContainerKind::Table => FrameKind::Table { alignments: Vec::new(), caption: None, groups: Vec::new() },
            ContainerKind::RowGroup(kind) => FrameKind::RowGroup { kind, rows: Vec::new() },
            ContainerKind::Row => FrameKind::Row { is_head: false, cells: Vec::new() },
            ContainerKind::Cell { is_header, alignment, columns, rows } => {
                FrameKind::Cell(CellFacts { is_header, columns, rows, alignment })
            }
        };
        let is_part =
            matches!(container.kind, ContainerKind::RowGroup(_) | ContainerKind::Row | ContainerKind::Cell { .. });
        if !is_part {
            self.begin_block();
        }
        self.open_raw(kind, RawTag::form(), range.clone());
        attribute::merge(&mut self.top().attributes, &class_free(&container.attributes));
        if let Some(title) = &container.title {
            self.title(title, container.kind, range);
        }
    }

    /// The title of what was opened just now.
    fn title(&mut self, title: &'a str, kind: ContainerKind, range: Range<usize>) {
        let (frame, class) = match kind {
            ContainerKind::Details { .. } => (FrameKind::Summary, "alert-title"),
            ContainerKind::Alert(_) => (FrameKind::Paragraph, "alert-title"),
            ContainerKind::Quote => (FrameKind::Paragraph, ATTRIBUTION),
            ContainerKind::Division(_)
            | ContainerKind::Table
            | ContainerKind::RowGroup(_)
            | ContainerKind::Row
            | ContainerKind::Cell { .. } => (FrameKind::Paragraph, "title"),
        };
        let id = self.fresh_id();
        self.open_as(id, frame, range.clone());
        self.top().attributes.add_class(class);
        self.nested_markdown(title, range);
        let frame = self.pop();
        self.close_block(frame);
    }

    fn close_container(&mut self, range: &Range<usize>) {
        if self.marked().skipped > 0 {
            self.marked().skipped -= 1;
            return;
        }
        let is_form = |frame: &Frame| frame.raw.as_ref().is_some_and(RawTag::is_form);
        let count = self.frames().iter().rev().take_while(|frame| frame.raw.is_some()).position(is_form);
        let Some(count) = count else { return };
        let index = self.frames().len() - 1 - count;
        self.close_down_to(index + 1, None);
        self.end_unmarked();
        let frame = self.top();
        match &mut frame.kind {
            FrameKind::Cell(_) => loosen(&mut frame.blocks),
            FrameKind::Alert(_) => callout::title_of_heading(&mut frame.blocks),
            // Whose words they are is said where they open, and stands below them.
            FrameKind::Quote if frame.blocks.first().is_some_and(|block| block.attributes.has_class(ATTRIBUTION)) => {
                frame.blocks.rotate_left(1);
            }
            // Side by side, as many as there are, unless the author says how many.
            FrameKind::Division(Division::Plain) if frame.attributes.has_class("columns") => {
                let is_column = |block: &&Block| block.attributes.has_class("column");
                let count = frame.blocks.iter().filter(is_column).count();
                if count > 1 && frame.attributes.get("style").is_none() {
                    frame.attributes.set("style", format!("column-count: {count}"));
                }
            }
            FrameKind::Division(Division::Plain) if theorem::of_division(&frame.attributes).is_some() => {
                let mut blocks = std::mem::take(&mut frame.blocks);
                theorem::name_by_heading(&mut blocks, || self.fresh_id());
                self.top().blocks = blocks;
            }
            // Of a callout that folds, its heading is the title.
            FrameKind::Disclosure { summary: place @ None, .. } if frame.attributes.has_class("alert") => {
                if matches!(frame.blocks.first(), Some(Block { kind: BlockKind::Heading { .. }, .. })) {
                    let Block { id, span, kind, .. } = frame.blocks.remove(0);
                    if let BlockKind::Heading { content, .. } = kind {
                        let attributes = Attributes::class("alert-title");
                        *place = Some(Summary { id, span, attributes, content });
                    }
                }
            }
            // Quarto's table, whose caption stands after it.
            FrameKind::Division(Division::Plain) if frame.attributes.id().is_some_and(|id| id.starts_with("tbl-")) => {
                let is_bare = |block: &Block| matches!(&block.kind, BlockKind::Table(table) if table.caption.is_none());
                let count = frame.blocks.iter().filter(|block| is_bare(block)).count();
                if count == 1
                    && let Some(caption) = last_words(&mut frame.blocks)
                {
                    let id = self.fresh_id();
                    let caption =
                        Caption { id, span: caption.span, attributes: Attributes::default(), content: vec![caption] };
                    for block in &mut self.top().blocks {
                        if let BlockKind::Table(table @ Table { caption: None, .. }) = &mut block.kind {
                            table.caption = Some(caption);
                            break;
                        }
                    }
                }
            }
            FrameKind::Division(Division::Plain) if frame.attributes.id().is_some_and(is_figure) => {
                if let Some(caption) = last_words(&mut frame.blocks) {
                    let id = self.fresh_id();
                    let caption =
                        Caption { id, span: caption.span, attributes: Attributes::default(), content: vec![caption] };
                    self.top().kind = FrameKind::Figure { caption: Some(caption) };
                }
            }
            _ => {}
        }
        self.close_down_to(index, Some(range.end));
    }

    fn picture(&mut self, picture: &'a Picture, range: Range<usize>) {
        if self.is_full() {
            return self.report_depth(range);
        }
        self.begin_block();
        self.open_raw(FrameKind::Figure { caption: None }, RawTag::form(), range.clone());
        attribute::merge(&mut self.top().attributes, &picture.figure);
        let id = self.fresh_id();
        let (address, alt) = (picture.address.as_str(), picture.alt.clone());
        self.image(id, range.clone(), picture.attributes.clone(), address, None, alt);
        if let Some(address) = &picture.link {
            let id = self.fresh_id();
            let content = std::mem::take(&mut self.top().inlines);
            self.link(id, range.clone(), Attributes::default(), address, None, content);
        }
        if let Some(words) = &picture.caption {
            let made = self.caption(words, &range);
            if let FrameKind::Figure { caption } = &mut self.top().kind {
                *caption = Some(made);
            }
        }
        self.close_top();
    }

    /// A caption of Markdown that stands for its whole line.
    fn caption(&mut self, words: &'a str, range: &Range<usize>) -> Caption {
        let id = self.fresh_id();
        // What gathers the words is taken apart again.
        self.open_as(id, FrameKind::Summary, range.clone());
        self.nested_markdown(words, range.clone());
        let content = self.pop().inlines;
        let span = self.span(range);
        let block =
            Block { id: self.fresh_id(), span, attributes: Attributes::default(), kind: BlockKind::Plain(content) };
        Caption { id, span, attributes: Attributes::default(), content: vec![block] }
    }

    /// Gives a caption to the table before it, else to the next.
    fn place_caption(&mut self, caption: Caption, attributes: &Attributes, range: Range<usize>) {
        if let Some(Block { kind: BlockKind::Table(table @ Table { caption: None, .. }), attributes: own, .. }) =
            self.top().blocks.last_mut()
        {
            table.caption = Some(caption);
            return attribute::merge(own, attributes);
        }
        self.marked().caption = Some((caption, range.clone()));
        if !attributes.is_empty() {
            self.marked().pending = Some((attributes.clone(), range));
        }
    }

    /// The caption that stands before a table.
    pub(super) fn take_caption(&mut self) -> Option<Caption> {
        self.marked().caption.take().map(|(caption, _)| caption)
    }

    /// The attributes that stand before a block of this kind.
    pub(super) fn take_attributes(&mut self, kind: &FrameKind) -> Attributes {
        if self.marked().pending.is_none() || !kind.is_block() {
            return Attributes::default();
        }
        self.marked().pending.take().map(|(attributes, _)| attributes).unwrap_or_default()
    }

    /// Gives attributes to the block before, or to the item whose text stands before.
    fn name_last(&mut self, attributes: &Attributes, range: Range<usize>) {
        let top = self.top();
        let into = match top.blocks.last_mut() {
            Some(Block { kind: BlockKind::Plain(_), .. }) => Some(&mut top.attributes),
            Some(block) => Some(&mut block.attributes),
            None => None,
        };
        match into {
            Some(into) => attribute::merge(into, attributes),
            None => return self.report_idle_attributes(range),
        }
        if let Some(Block { kind: BlockKind::Paragraph(content), attributes, .. }) = self.top().blocks.last_mut()
            && let [Inline { attributes: own, kind: InlineKind::Image(image), .. }] = content.as_mut_slice()
        {
            give_to_picture(attributes, own, image);
        }
    }

    /// Names the block before, as Obsidian's `^id` on a line of its own does.
    pub(super) fn name_last_block(&mut self, name: &str, range: Range<usize>) {
        let mut attributes = Attributes::default();
        attributes.set_id(name);
        self.name_last(&attributes, range);
    }

    /// Reports attributes and captions that met no block.
    pub(super) fn report_lost_attributes(&mut self) {
        if let Some((_, range)) = self.marked().pending.take() {
            self.report_idle_attributes(range);
        }
        if let Some((caption, range)) = self.marked().caption.take() {
            let message = "a caption stands beside no table, and is a paragraph";
            self.report(Diagnostic::new(Code::ForeignMarkup, message).hint("put it right after the table"), range);
            for block in caption.content {
                let kind = match block.kind {
                    BlockKind::Plain(content) => BlockKind::Paragraph(content),
                    kind => kind,
                };
                self.top().blocks.push(Block { kind, ..block });
            }
        }
    }

    fn report_idle_attributes(&mut self, range: Range<usize>) {
        let message = "attributes that stand beside no block are left out";
        let hint = "put them on the line right after a block, or right before one";
        self.report(Diagnostic::new(Code::ForeignMarkup, message).hint(hint), range);
    }
}

/// Attributes without the class that the book's notes are known by.
fn class_free(attributes: &Attributes) -> Attributes {
    if !attributes.has_class("note") {
        return attributes.clone();
    }
    let mut free = Attributes::default();
    if let Some(id) = attributes.id() {
        free.set_id(id);
    }
    attributes.classes().iter().filter(|class| *class != "note").for_each(|class| free.add_class(class.as_str()));
    attributes.pairs().iter().for_each(|(name, value)| free.set(name.as_str(), value.as_str()));
    free
}

/// What stands beside a paragraph that is one picture, and can only be the picture's.
pub(super) fn give_to_picture(paragraph: &mut Attributes, own: &mut Attributes, image: &mut Image) {
    for name in ["width", "height"] {
        if let Some(value) = paragraph.take(name) {
            own.set(name, value);
        }
    }
    if let Some(words) = paragraph.take("alt") {
        image.title = super::inline::caption_beside(&mut image.alt, words, image.title.take());
    }
}

/// A paragraph that is all there is stands without one, as in a cell of a pipe table.
fn loosen(blocks: &mut [Block]) {
    if let [Block { kind, attributes, .. }] = blocks
        && attributes.is_empty()
        && let BlockKind::Paragraph(content) = kind
    {
        *kind = BlockKind::Plain(std::mem::take(content));
    }
}

/// Quarto's and pandoc-crossref's ids of figures.
pub(super) fn is_figure(id: &str) -> bool {
    id.starts_with("fig-") || id.starts_with("fig:")
}

/// The paragraph of words that ends a figure: its caption.
fn last_words(blocks: &mut Vec<Block>) -> Option<Block> {
    let is_words = |content: &[Inline]| {
        content.iter().any(|inline| !matches!(inline.kind, InlineKind::Image(_)) && !super::build::is_blank(inline))
    };
    let is_last = blocks.len() > 1
        && matches!(blocks.last(), Some(Block { kind: BlockKind::Paragraph(content), .. }) if is_words(content));
    let mut block = is_last.then(|| blocks.pop()).flatten()?;
    loosen(std::slice::from_mut(&mut block));
    Some(block)
}
