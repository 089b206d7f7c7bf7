//! Going through the tree: every node as one [`Node`], and its children in document order.
//!
//! Writers, the cascade, the box tree and the structure tree all go through [`Node::for_each_child`],
//! so that they see the same nodes in the same order.

use std::borrow::Cow;

use super::{
    Alignment, Attributes, Block, BlockKind, Caption, Cell, Chapter, CodeBlock, DefinitionDetails, DefinitionTerm,
    Formula, Inline, InlineKind, ListItem, Math, MathBlock, NodeId, Note, Row, RowGroup, Summary,
};

use crate::source::Span;

/// Any node of a chapter. Each is one element, except text, soft breaks and [`BlockKind::Plain`], which are none.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    Html(&'a Chapter),
    Body(&'a Chapter),
    /// The `section` of the chapter's text.
    Section(&'a Chapter),
    /// The `section` of the chapter's notes; only where there are any.
    Notes(&'a Chapter),
    Note(&'a Note),
    Block(&'a Block),
    ListItem(&'a ListItem),
    DefinitionTerm(&'a DefinitionTerm),
    DefinitionDetails(&'a DefinitionDetails),
    /// The `code` within a `pre`.
    CodeText(&'a CodeBlock),
    /// The `math` of a displayed formula, or the `code` of its source.
    Formula(&'a MathBlock),
    /// `figcaption` of a figure.
    FigureCaption(&'a Caption),
    /// `caption` of a table.
    TableCaption(&'a Caption),
    RowGroup(&'a RowGroup),
    Row(&'a Row),
    Cell(&'a Cell),
    Summary(&'a Summary),
    Inline(&'a Inline),
}

impl<'a> Node<'a> {
    /// The formula that it is, if that was read.
    pub fn formula(self) -> Option<&'a Formula> {
        if let Node::Inline(Inline { kind: InlineKind::Math(math), .. }) = self {
            return math.formula.as_deref();
        }
        if let Node::Formula(block) = self { block.math.formula.as_deref() } else { None }
    }

    pub fn id(self) -> NodeId {
        match self {
            Node::Html(_) => Chapter::HTML,
            Node::Body(_) => Chapter::BODY,
            Node::Section(_) => Chapter::SECTION,
            Node::Notes(_) => Chapter::NOTES,
            Node::Note(note) => note.id,
            Node::Block(block) => block.id,
            Node::ListItem(item) => item.id,
            Node::DefinitionTerm(term) => term.id,
            Node::DefinitionDetails(details) => details.id,
            Node::CodeText(code) => code.code,
            Node::Formula(block) => block.inner,
            Node::FigureCaption(caption) | Node::TableCaption(caption) => caption.id,
            Node::RowGroup(group) => group.id,
            Node::Row(row) => row.id,
            Node::Cell(cell) => cell.id,
            Node::Summary(summary) => summary.id,
            Node::Inline(inline) => inline.id,
        }
    }

    /// What its author or a transform says of it.
    pub fn attributes(self) -> Option<&'a Attributes> {
        match self {
            Node::Note(note) => Some(&note.attributes),
            Node::Block(block) => Some(&block.attributes),
            Node::ListItem(item) => Some(&item.attributes),
            Node::DefinitionTerm(term) => Some(&term.attributes),
            Node::DefinitionDetails(details) => Some(&details.attributes),
            Node::FigureCaption(caption) | Node::TableCaption(caption) => Some(&caption.attributes),
            Node::RowGroup(group) => Some(&group.attributes),
            Node::Row(row) => Some(&row.attributes),
            Node::Cell(cell) => Some(&cell.attributes),
            Node::Summary(summary) => Some(&summary.attributes),
            Node::Inline(inline) => Some(&inline.attributes),
            Node::Html(_)
            | Node::Body(_)
            | Node::Section(_)
            | Node::Notes(_)
            | Node::CodeText(_)
            | Node::Formula(_) => None,
        }
    }

    /// Its place in the files.
    pub fn span(self) -> Option<Span> {
        match self {
            Node::Block(block) => Some(block.span),
            Node::Inline(inline) => Some(inline.span),
            Node::ListItem(item) => Some(item.span),
            Node::Row(row) => Some(row.span),
            Node::Cell(cell) => Some(cell.span),
            Node::Note(note) => Some(note.span),
            Node::DefinitionTerm(term) => Some(term.span),
            Node::DefinitionDetails(details) => Some(details.span),
            Node::FigureCaption(caption) | Node::TableCaption(caption) => Some(caption.span),
            Node::Summary(summary) => Some(summary.span),
            Node::Html(_)
            | Node::Body(_)
            | Node::Section(_)
            | Node::Notes(_)
            | Node::CodeText(_)
            | Node::Formula(_)
            | Node::RowGroup(_) => None,
        }
    }

    /// Calls `visit` for each child, in document order.
    #[inline]
    pub fn for_each_child(self, visit: &mut dyn FnMut(Node<'a>)) {
        // Most nodes are words, and have none.
        if !matches!(self, Node::Inline(inline) if inline.kind.children().is_empty()) {
            self.for_each_of_children(visit);
        }
    }

    fn for_each_of_children(self, visit: &mut dyn FnMut(Node<'a>)) {
        match self {
            Node::Html(chapter) => visit(Node::Body(chapter)),
            Node::Body(chapter) => {
                visit(Node::Section(chapter));
                if !chapter.notes.is_empty() {
                    visit(Node::Notes(chapter));
                }
            }
            Node::Section(chapter) => blocks(&chapter.blocks, visit),
            Node::Notes(chapter) => chapter.notes.iter().for_each(|note| visit(Node::Note(note))),
            Node::Note(note) => blocks(&note.content, visit),
            Node::Block(block) => block_children(block, visit),
            Node::ListItem(item) => blocks(&item.content, visit),
            Node::DefinitionTerm(term) => inlines(&term.content, visit),
            Node::DefinitionDetails(details) => blocks(&details.content, visit),
            Node::CodeText(code) => inlines(&code.content, visit),
            Node::Formula(_) => {}
            Node::FigureCaption(caption) | Node::TableCaption(caption) => blocks(&caption.content, visit),
            Node::RowGroup(group) => group.rows.iter().for_each(|row| visit(Node::Row(row))),
            Node::Row(row) => row.cells.iter().for_each(|cell| visit(Node::Cell(cell))),
            Node::Cell(cell) => blocks(&cell.content, visit),
            Node::Summary(summary) => inlines(&summary.content, visit),
            Node::Inline(inline) => inlines(inline.kind.children(), visit),
        }
    }

    /// Calls `visit` for the node and all below it, parents first.
    pub fn visit(self, visit: &mut dyn FnMut(Node<'a>)) {
        visit(self);
        match self {
            Node::Inline(inline) => visit_inlines(inline.kind.children(), visit),
            Node::Block(Block { kind: BlockKind::Paragraph(content) | BlockKind::Plain(content), .. }) => {
                visit_inlines(content, visit);
            }
            node => node.for_each_of_children(&mut |child| child.visit(visit)),
        }
    }

    /// The text a node itself holds, as opposed to its children's.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Node::Inline(inline) => inline.kind.text(),
            Node::Formula(block) => Some(&block.math.source),
            Node::CodeText(_)
            | Node::Html(_)
            | Node::Body(_)
            | Node::Section(_)
            | Node::Notes(_)
            | Node::Note(_)
            | Node::Block(_)
            | Node::ListItem(_)
            | Node::DefinitionTerm(_)
            | Node::DefinitionDetails(_)
            | Node::FigureCaption(_)
            | Node::TableCaption(_)
            | Node::RowGroup(_)
            | Node::Row(_)
            | Node::Cell(_)
            | Node::Summary(_) => None,
        }
    }
}

/// The text of a node and all below it, white space collapsed; marks of notes left out.
pub fn element_text(node: Node) -> String {
    let mut text = String::new();
    collect_text(node, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn collect_text(node: Node, into: &mut String) {
    if let Node::Inline(inline) = node {
        let is_mark = matches!(inline.kind, InlineKind::NoteReference { .. } | InlineKind::NoteBacklink { .. });
        if is_mark || inline.is_number() {
            return;
        }
        if matches!(inline.kind, InlineKind::HardBreak) {
            into.push(' ');
        }
    }
    if let Node::Inline(Inline { kind: InlineKind::Math(math), .. }) = node {
        into.push_str(&math.plain());
    } else if let Some(text) = node.text() {
        into.push_str(text);
    }
    node.for_each_child(&mut |child| collect_text(child, into));
}

fn blocks<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(Node<'a>)) {
    blocks.iter().for_each(|block| visit(Node::Block(block)));
}

fn inlines<'a>(inlines: &'a [Inline], visit: &mut dyn FnMut(Node<'a>)) {
    inlines.iter().for_each(|inline| visit(Node::Inline(inline)));
}

/// Most nodes are words in paragraphs: they are gone through without a call for each list.
fn visit_inlines<'a>(inlines: &'a [Inline], visit: &mut dyn FnMut(Node<'a>)) {
    for inline in inlines {
        visit(Node::Inline(inline));
        let children = inline.kind.children();
        if !children.is_empty() {
            visit_inlines(children, visit);
        }
    }
}

fn block_children<'a>(block: &'a Block, visit: &mut dyn FnMut(Node<'a>)) {
    match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Plain(content) | BlockKind::Heading { content, .. } => {
            inlines(content, visit)
        }
        BlockKind::ThematicBreak => {}
        BlockKind::BlockQuote(content) | BlockKind::Division { content, .. } => blocks(content, visit),
        BlockKind::Alert(alert) => blocks(&alert.content, visit),
        BlockKind::List(list) => list.items.iter().for_each(|item| visit(Node::ListItem(item))),
        BlockKind::DefinitionList(groups) => {
            for group in groups {
                group.terms.iter().for_each(|term| visit(Node::DefinitionTerm(term)));
                group.details.iter().for_each(|details| visit(Node::DefinitionDetails(details)));
            }
        }
        BlockKind::CodeBlock(code) => visit(Node::CodeText(code)),
        BlockKind::Math(block) => visit(Node::Formula(block)),
        BlockKind::Table(table) => {
            if let Some(caption) = &table.caption {
                visit(Node::TableCaption(caption));
            }
            table.groups.iter().for_each(|group| visit(Node::RowGroup(group)));
        }
        BlockKind::Figure { content, caption } => {
            blocks(content, visit);
            if let Some(caption) = caption {
                visit(Node::FigureCaption(caption));
            }
        }
        BlockKind::Details(details) => {
            if let Some(summary) = &details.summary {
                visit(Node::Summary(summary));
            }
            blocks(&details.content, visit);
        }
    }
}

impl InlineKind {
    /// The text it itself holds.
    pub fn text(&self) -> Option<&str> {
        match self {
            InlineKind::Text(text) | InlineKind::Code(text) | InlineKind::Token { text, .. } => Some(text),
            InlineKind::Math(math) => Some(&math.source),
            InlineKind::SoftBreak => Some("\n"),
            InlineKind::NoteReference { mark, .. } | InlineKind::NoteBacklink { mark, .. } => Some(mark),
            InlineKind::TaskMarker { checked } => Some(if *checked { "\u{2611}" } else { "\u{2610}" }),
            InlineKind::HardBreak
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
            | InlineKind::Anchor => None,
        }
    }

    /// The inlines it holds.
    pub fn children(&self) -> &[Inline] {
        match self {
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content)
            | InlineKind::Superscript(content)
            | InlineKind::Subscript(content)
            | InlineKind::Keyboard(content)
            | InlineKind::Span(content)
            | InlineKind::Phrase { content, .. }
            | InlineKind::Ruby(content)
            | InlineKind::RubyText(content)
            | InlineKind::Link { content, .. } => content,
            InlineKind::Text(_)
            | InlineKind::SoftBreak
            | InlineKind::HardBreak
            | InlineKind::Code(_)
            | InlineKind::Token { .. }
            | InlineKind::Image(_)
            | InlineKind::Math(_)
            | InlineKind::NoteReference { .. }
            | InlineKind::NoteBacklink { .. }
            | InlineKind::TaskMarker { .. }
            | InlineKind::Anchor => &[],
        }
    }

    /// The same, to be changed.
    pub fn children_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self {
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content)
            | InlineKind::Superscript(content)
            | InlineKind::Subscript(content)
            | InlineKind::Keyboard(content)
            | InlineKind::Span(content)
            | InlineKind::Phrase { content, .. }
            | InlineKind::Ruby(content)
            | InlineKind::RubyText(content)
            | InlineKind::Link { content, .. } => Some(content),
            InlineKind::Text(_)
            | InlineKind::SoftBreak
            | InlineKind::HardBreak
            | InlineKind::Code(_)
            | InlineKind::Token { .. }
            | InlineKind::Image(_)
            | InlineKind::Math(_)
            | InlineKind::NoteReference { .. }
            | InlineKind::NoteBacklink { .. }
            | InlineKind::TaskMarker { .. }
            | InlineKind::Anchor => None,
        }
    }
}

impl Chapter {
    /// Calls `visit` for every list of blocks, parents first: the chapter's own, those in its blocks, its notes'.
    pub fn for_each_blocks_mut(&mut self, visit: &mut dyn FnMut(&mut Vec<Block>)) {
        blocks_mut(&mut self.blocks, visit);
        for note in &mut self.notes {
            blocks_mut(&mut note.content, visit);
        }
    }

    /// The same as [`Chapter::for_each_inlines_mut`] without those in a `pre`.
    pub fn for_each_prose_mut(&mut self, visit: &mut dyn FnMut(&mut Vec<Inline>)) {
        prose_mut(&mut self.blocks, visit);
        for note in &mut self.notes {
            prose_mut(&mut note.content, visit);
        }
    }

    /// Calls `visit` for every list of inlines that a block holds, in document order; not for those in inlines.
    pub fn for_each_inlines_mut(&mut self, visit: &mut dyn FnMut(&mut Vec<Inline>)) {
        inlines_mut(&mut self.blocks, visit);
        for note in &mut self.notes {
            inlines_mut(&mut note.content, visit);
        }
    }
}

/// Calls `visit` for a list of blocks and every one below it.
pub fn blocks_mut(blocks: &mut Vec<Block>, visit: &mut dyn FnMut(&mut Vec<Block>)) {
    visit(blocks);
    for block in blocks {
        block.kind.for_each_content_mut(&mut |content| match content {
            ContentMut::Blocks(blocks) => blocks_mut(blocks, visit),
            ContentMut::Inlines(_) | ContentMut::Preformatted(_) => {}
        });
    }
}

/// Calls `visit` for every list of inlines that the blocks hold, in document order.
pub fn inlines_mut(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        block.kind.for_each_content_mut(&mut |content| match content {
            ContentMut::Blocks(blocks) => inlines_mut(blocks, visit),
            ContentMut::Inlines(inlines) | ContentMut::Preformatted(inlines) => visit(inlines),
        });
    }
}

/// The same without those whose text stands as it was typed.
fn prose_mut(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        block.kind.for_each_content_mut(&mut |content| match content {
            ContentMut::Blocks(blocks) => prose_mut(blocks, visit),
            ContentMut::Inlines(inlines) => visit(inlines),
            ContentMut::Preformatted(_) => {}
        });
    }
}

/// What a block holds, to be changed.
pub enum ContentMut<'a> {
    Blocks(&'a mut Vec<Block>),
    Inlines(&'a mut Vec<Inline>),
    /// Inlines whose text stands as it was typed.
    Preformatted(&'a mut Vec<Inline>),
}

impl BlockKind {
    /// Calls `visit` for each list of blocks or inlines right below, in document order.
    pub fn for_each_content_mut(&mut self, visit: &mut dyn FnMut(ContentMut<'_>)) {
        match self {
            BlockKind::Paragraph(content) | BlockKind::Plain(content) | BlockKind::Heading { content, .. } => {
                visit(ContentMut::Inlines(content))
            }
            BlockKind::CodeBlock(code) => visit(ContentMut::Preformatted(&mut code.content)),
            BlockKind::Details(details) => {
                if let Some(summary) = &mut details.summary {
                    visit(ContentMut::Inlines(&mut summary.content));
                }
                visit(ContentMut::Blocks(&mut details.content));
            }
            BlockKind::BlockQuote(content) | BlockKind::Division { content, .. } => visit(ContentMut::Blocks(content)),
            BlockKind::Alert(alert) => visit(ContentMut::Blocks(&mut alert.content)),
            BlockKind::List(list) => {
                list.items.iter_mut().for_each(|item| visit(ContentMut::Blocks(&mut item.content)));
            }
            BlockKind::DefinitionList(groups) => {
                for group in groups {
                    group.terms.iter_mut().for_each(|term| visit(ContentMut::Inlines(&mut term.content)));
                    group.details.iter_mut().for_each(|details| visit(ContentMut::Blocks(&mut details.content)));
                }
            }
            BlockKind::Table(table) => {
                if let Some(caption) = &mut table.caption {
                    visit(ContentMut::Blocks(&mut caption.content));
                }
                let rows = table.groups.iter_mut().flat_map(|group| &mut group.rows);
                rows.flat_map(|row| &mut row.cells).for_each(|cell| visit(ContentMut::Blocks(&mut cell.content)));
            }
            BlockKind::Figure { content, caption } => {
                visit(ContentMut::Blocks(content));
                if let Some(caption) = caption {
                    visit(ContentMut::Blocks(&mut caption.content));
                }
            }
            BlockKind::ThematicBreak | BlockKind::Math(_) => {}
        }
    }
}

/// Calls `visit` for each inline and all below it, parents first.
pub fn each_inline_mut(inlines: &mut [Inline], visit: &mut dyn FnMut(&mut Inline)) {
    for inline in inlines {
        visit(inline);
        if let Some(children) = inline.kind.children_mut() {
            each_inline_mut(children, visit);
        }
    }
}

/// The words of inlines without markup: alternative text for images, nothing for marks of notes and
/// readings over the line.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    collect_plain_text(inlines, &|math| math.plain(), &mut text);
    text
}

/// The same with formulas as they were typed, of which names for links are made.
pub fn typed_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    collect_plain_text(inlines, &|math| Cow::Borrowed(&*math.source), &mut text);
    text
}

fn collect_plain_text<'a>(inlines: &'a [Inline], formula: &dyn Fn(&'a Math) -> Cow<'a, str>, into: &mut String) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) | InlineKind::Token { text, .. } => into.push_str(text),
            InlineKind::Math(math) => into.push_str(&formula(math)),
            InlineKind::SoftBreak | InlineKind::HardBreak => into.push(' '),
            InlineKind::Image(image) => into.push_str(&image.alt),
            InlineKind::NoteReference { .. }
            | InlineKind::NoteBacklink { .. }
            | InlineKind::TaskMarker { .. }
            | InlineKind::RubyText(_)
            | InlineKind::Anchor => {}
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content)
            | InlineKind::Superscript(content)
            | InlineKind::Subscript(content)
            | InlineKind::Keyboard(content)
            | InlineKind::Span(content)
            | InlineKind::Phrase { content, .. }
            | InlineKind::Ruby(content)
            | InlineKind::Link { content, .. } => collect_plain_text(content, formula, into),
        }
    }
}

impl Alignment {
    /// The class that carries it to both formats.
    pub fn class(self) -> &'static str {
        match self {
            Alignment::Left => "align-left",
            Alignment::Center => "align-center",
            Alignment::Right => "align-right",
        }
    }
}
