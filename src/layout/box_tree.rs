//! From nodes to boxes: which nodes make blocks, which stand in lines, which make no box at all.
//!
//! In: a chapter and its styles. Out: [`BlockBox`]es (CSS 2.2, section 9.2): block containers hold either
//! blocks or one inline formatting context, loose text between blocks gets an anonymous box. Sizes and
//! positions are not known here.

use std::sync::Arc;

use super::inline_content::{Decoration, InlineBuilder, InlineContent, InlineObject, Ruby};
use super::{PageNumbers, counter_text};
use crate::document::{
    Block, BlockKind, BookFacts, Chapter, ImageSource, Inline, InlineKind, List, ListItem, Node, NodeId, Note,
    RowGroupKind, Target,
};
use crate::geom::Pt;
use crate::resource::Resources;
use crate::style::{
    BorderStyle, ComputedStyle, ContentPart, CounterStyle, Display, Float, Pseudo, StyleMap, VerticalAlign,
};

/// What the boxes of a chapter are made from.
pub struct Source<'a> {
    pub facts: &'a BookFacts,
    pub chapter: &'a Chapter,
    pub styles: &'a StyleMap,
    pub resources: &'a Resources,
    /// Where other nodes stand, from the last pass over all pages.
    pub page_numbers: &'a PageNumbers,
}

/// A block-level box.
#[derive(Clone, Debug)]
pub struct BlockBox {
    pub node: NodeId,
    pub style: Arc<ComputedStyle>,
    pub content: BoxContent,
    /// A list item's bullet or number, set outside its box.
    pub marker: Option<Marker>,
    /// Links lead to it.
    pub is_target: bool,
    /// It stands for a node, and is not an anonymous wrapper.
    pub is_principal: bool,
    /// Named strings set where it begins (`string-set`).
    pub strings: Vec<(Arc<str>, Arc<str>)>,
}

/// A list item's marker.
#[derive(Clone, Debug)]
pub struct Marker {
    pub text: String,
    pub style: Arc<ComputedStyle>,
}

impl BlockBox {
    /// The caption, where it is a table with one.
    pub fn table_caption(&self) -> Option<&BlockBox> {
        match &self.content {
            BoxContent::Table(table) => table.caption.as_deref(),
            BoxContent::Blocks(_) | BoxContent::Inline(_) => None,
        }
    }
}

#[derive(Clone, Debug)]
pub enum BoxContent {
    Blocks(Vec<BlockBox>),
    Inline(Arc<InlineContent>),
    Table(TableBox),
}

#[derive(Clone, Debug, Default)]
pub struct TableBox {
    /// Above the rows, or below by `caption-side`.
    pub caption: Option<Box<BlockBox>>,
    pub rows: Vec<RowBox>,
    pub columns: usize,
}

#[derive(Clone, Debug)]
pub struct RowBox {
    pub style: Arc<ComputedStyle>,
    pub is_head: bool,
    pub cells: Vec<CellBox>,
}

#[derive(Clone, Debug)]
pub struct CellBox {
    pub content: BlockBox,
    /// The first column it covers.
    pub column: usize,
    pub column_span: usize,
    pub row_span: usize,
}

/// The boxes of a chapter.
pub struct BoxTree {
    pub root: Vec<BlockBox>,
    /// Notes that go to the foot of the page.
    pub notes: Vec<(NodeId, BlockBox)>,
    pub shows_page_numbers: bool,
}

/// Builds the boxes of a chapter.
pub fn build(source: &Source) -> BoxTree {
    let mut builder = Builder { source, notes: Vec::new(), shows_page_numbers: false, inside_marker: None };
    let body = Node::Body(source.chapter);
    let root = match builder.style(body) {
        Some(style) => match builder.contents(body, &style) {
            BoxContent::Blocks(blocks) => blocks,
            BoxContent::Inline(_) | BoxContent::Table(_) => Vec::new(),
        },
        None => Vec::new(),
    };
    BoxTree { root, notes: builder.notes, shows_page_numbers: builder.shows_page_numbers }
}

struct Builder<'a> {
    source: &'a Source<'a>,
    notes: Vec<(NodeId, BlockBox)>,
    shows_page_numbers: bool,
    /// The marker of the list item whose content comes next, where it is set inside.
    inside_marker: Option<String>,
}

/// Blocks and loose inline content of one block container, in order.
#[derive(Default)]
struct Contents {
    blocks: Vec<BlockBox>,
    inline: InlineBuilder,
}

impl<'a> Builder<'a> {
    fn style(&self, node: Node) -> Option<Arc<ComputedStyle>> {
        self.source.styles.get(node.id()).cloned()
    }

    /// What stands in a block container: blocks, or lines.
    fn contents(&mut self, node: Node<'a>, style: &Arc<ComputedStyle>) -> BoxContent {
        let mut contents = Contents::default();
        if let Some(marker) = self.inside_marker.take() {
            let text = format!("{marker} ");
            contents.inline.generated_text(node.id(), Pseudo::Marker, &text, style, Decoration::default());
        }
        self.pseudo(node.id(), Pseudo::Before, node, Decoration::default(), &mut contents.inline);
        if let Some(text) = node.text() {
            contents.inline.node_text(node.id(), text, style, Decoration::default());
        }
        node.for_each_child(&mut |child| self.child(child, style, &mut contents));
        self.pseudo(node.id(), Pseudo::After, node, Decoration::default(), &mut contents.inline);
        if contents.blocks.is_empty() {
            return BoxContent::Inline(Arc::new(contents.inline.finish()));
        }
        close_anonymous(&mut contents, node.id(), style);
        BoxContent::Blocks(contents.blocks)
    }

    fn child(&mut self, child: Node<'a>, parent: &Arc<ComputedStyle>, contents: &mut Contents) {
        if let Node::Block(Block { kind: BlockKind::Plain(_), .. }) = child {
            child.for_each_child(&mut |inner| self.child(inner, parent, contents));
            return;
        }
        if let Node::Inline(inline) = child {
            self.inline_or_block(inline, parent, contents);
            return;
        }
        let Some(style) = self.style(child) else {
            return;
        };
        if let Node::Note(note) = child
            && self.goes_to_the_foot(note)
        {
            let content = self.contents(child, &style);
            let note_box = self.principal(note.id, style, content);
            self.notes.push((note.id, note_box));
            return;
        }
        match style.display {
            Display::None => self.hidden(child, &mut contents.inline),
            Display::Inline | Display::InlineBlock => {
                // A block node set `display: inline` is run into the lines around it; so is the `code` of a `pre`.
                if let Some(text) = child.text() {
                    contents.inline.node_text(child.id(), text, &style, Decoration::default());
                }
                child.for_each_child(&mut |inner| self.child(inner, &style, contents));
            }
            Display::Block
            | Display::ListItem
            | Display::Table
            | Display::TableCaption
            | Display::TableHeaderGroup
            | Display::TableRowGroup
            | Display::TableRow
            | Display::TableCell => {
                close_anonymous(contents, child.id(), parent);
                let block = self.block(child, style);
                contents.blocks.push(block);
            }
        }
    }

    /// What is not shown is still a place to which the contents and links lead: the one of what comes next.
    fn hidden(&self, node: Node<'a>, into: &mut InlineBuilder) {
        let chapter = self.source.chapter;
        node.visit(&mut |hidden| {
            if chapter.ids.contains_key(&hidden.id()) || chapter.title_node == hidden.id() {
                into.anchor(hidden.id());
            }
        });
    }

    fn goes_to_the_foot(&self, note: &Note) -> bool {
        !note.references.is_empty() && self.style(Node::Note(note)).is_some_and(|style| style.float == Float::Footnote)
    }

    fn block(&mut self, node: Node<'a>, style: Arc<ComputedStyle>) -> BlockBox {
        let content = if let Node::Block(Block { kind: BlockKind::Table(_), .. }) = node
            && style.display == Display::Table
        {
            BoxContent::Table(self.table(node))
        } else if let Node::Block(Block { kind: BlockKind::List(list), .. }) = node {
            BoxContent::Blocks(self.list_items(list))
        } else {
            self.contents(node, &style)
        };
        let strings = self.string_set(node, &style);
        BlockBox { strings, ..self.principal(node.id(), style, content) }
    }

    fn principal(&self, node: NodeId, style: Arc<ComputedStyle>, content: BoxContent) -> BlockBox {
        let chapter = self.source.chapter;
        let is_target = chapter.ids.contains_key(&node) || chapter.title_node == node;
        BlockBox { is_target, ..principal(node, style, content) }
    }

    /// List items with their markers.
    fn list_items(&mut self, list: &'a List) -> Vec<BlockBox> {
        let mut items = Vec::with_capacity(list.items.len());
        for (index, item) in list.items.iter().enumerate() {
            let node = Node::ListItem(item);
            let Some(style) = self.style(node).filter(|style| style.display != Display::None) else { continue };
            let number = list.start.unwrap_or(1) as i64 + index as i64;
            let marker = (style.display == Display::ListItem && !begins_with_task_marker(item))
                .then(|| marker_text(style.list_style_type, number))
                .flatten();
            // A marker set inside is the item's first text (CSS Lists 3, section 3.5).
            let is_inside = style.list_style_inside;
            if is_inside {
                self.inside_marker.clone_from(&marker);
            }
            let block = self.block(node, style);
            self.inside_marker = None;
            let own = self.source.styles.pseudo(item.id, Pseudo::Marker).cloned();
            let style = own.unwrap_or_else(|| block.style.clone());
            let marker = marker.filter(|_| !is_inside).map(|text| Marker { text, style });
            items.push(BlockBox { marker, ..block });
        }
        items
    }

    fn string_set(&self, node: Node, style: &ComputedStyle) -> Vec<(Arc<str>, Arc<str>)> {
        style
            .string_set
            .iter()
            .map(|(name, parts)| {
                let text: String = parts
                    .iter()
                    .map(|part| match part {
                        ContentPart::Text(text) => text.clone(),
                        ContentPart::ElementText => element_text(node),
                        ContentPart::Attribute(_)
                        | ContentPart::Counter { .. }
                        | ContentPart::TargetPage { .. }
                        | ContentPart::Leader(_)
                        | ContentPart::NamedString(_)
                        | ContentPart::Image(_) => String::new(),
                    })
                    .collect();
                (Arc::from(name.as_str()), Arc::from(text.trim()))
            })
            .collect()
    }

    /// An inline node: text in the line, or a block where its style says so.
    fn inline_or_block(&mut self, inline: &'a Inline, parent: &Arc<ComputedStyle>, contents: &mut Contents) {
        let node = Node::Inline(inline);
        if let Some(style) = self.style(node)
            && matches!(style.display, Display::Block | Display::ListItem)
            && !matches!(inline.kind, InlineKind::HardBreak)
        {
            close_anonymous(contents, inline.id, parent);
            let content = if let InlineKind::Image(_) = inline.kind {
                let mut line = InlineBuilder::default();
                self.inline(inline, &style, Decoration::default(), &mut line);
                BoxContent::Inline(Arc::new(line.finish()))
            } else {
                self.contents(node, &style)
            };
            contents.blocks.push(self.principal(inline.id, style, content));
            return;
        }
        self.inline(inline, parent, Decoration::default(), &mut contents.inline);
    }

    fn inline(&mut self, inline: &'a Inline, parent: &Arc<ComputedStyle>, outer: Decoration, into: &mut InlineBuilder) {
        let node = Node::Inline(inline);
        let style = self.style(node).unwrap_or_else(|| parent.clone());
        if style.display == Display::None {
            self.hidden(node, into);
            return;
        }
        let is_element = self.source.styles.get(inline.id).is_some();
        let decoration = if is_element { decorate(outer, &style, parent) } else { outer };
        if self.source.chapter.ids.contains_key(&inline.id) {
            into.settle();
            into.anchor(inline.id);
        }
        let paints = is_element && paints_or_takes_room(&style);
        if paints {
            into.settle();
        }
        let start = into.offset();
        if is_element {
            self.pseudo(inline.id, Pseudo::Before, node, decoration, into);
        }
        match &inline.kind {
            InlineKind::HardBreak => into.line_break(inline.id, &style),
            InlineKind::Image(image) => {
                let found = match &image.source {
                    ImageSource::Local(path) => self.source.resources.get(path).is_some(),
                    ImageSource::Remote(_) => false,
                };
                if found {
                    let object =
                        InlineObject::Image { node: inline.id, image: image.as_ref().clone(), style: style.clone() };
                    into.object(inline.id, object, &style, decoration);
                } else {
                    into.node_text(inline.id, &image.alt, &style, decoration);
                }
            }
            InlineKind::Ruby(content) => self.ruby(inline.id, content, &style, decoration, into),
            InlineKind::NoteReference { note, .. } => {
                into.node_text(inline.id, node.text().unwrap_or_default(), &style, decoration);
                into.note(*note);
            }
            InlineKind::Text(_)
            | InlineKind::SoftBreak
            | InlineKind::Code(_)
            | InlineKind::Math { .. }
            | InlineKind::NoteBacklink { .. }
            | InlineKind::TaskMarker { .. } => {
                into.node_text(inline.id, node.text().unwrap_or_default(), &style, decoration);
            }
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content)
            | InlineKind::Superscript(content)
            | InlineKind::Subscript(content)
            | InlineKind::Keyboard(content)
            | InlineKind::Span(content)
            | InlineKind::Phrase { content, .. }
            | InlineKind::RubyText(content)
            | InlineKind::Link { content, .. } => {
                for child in content {
                    self.inline(child, &style, decoration, into);
                }
            }
            InlineKind::Anchor => {}
        }
        if is_element {
            self.pseudo(inline.id, Pseudo::After, node, decoration, into);
        }
        if paints {
            let end = into.offset();
            into.inline_box(start..end, style);
        }
    }

    /// Each base with its reading is an object of the line; a base without one runs on as text.
    fn ruby(
        &mut self,
        id: NodeId,
        content: &'a [Inline],
        style: &Arc<ComputedStyle>,
        decoration: Decoration,
        into: &mut InlineBuilder,
    ) {
        let is_reading = |inline: &Inline| matches!(inline.kind, InlineKind::RubyText(_));
        for pair in content.split_inclusive(is_reading) {
            let (base, reading) = match pair {
                [base @ .., reading] if is_reading(reading) && !base.is_empty() => (base, reading),
                _ => {
                    pair.iter().for_each(|inline| self.inline(inline, style, decoration, into));
                    continue;
                }
            };
            let over_style = self.style(Node::Inline(reading)).unwrap_or_else(|| style.clone());
            let mut line = InlineBuilder::default();
            base.iter().for_each(|inline| self.inline(inline, style, decoration, &mut line));
            let mut over = InlineBuilder::default();
            self.inline(reading, style, Decoration::default(), &mut over);
            let (base, over) = (line.finish(), over.finish());
            base.anchors.iter().for_each(|(_, node)| into.anchor(*node));
            let notes = base.notes.clone();
            let ruby = Ruby { base, style: style.clone(), over, over_style };
            into.object(id, InlineObject::Ruby(Box::new(ruby)), style, decoration);
            notes.iter().for_each(|(_, node)| into.note(*node));
        }
    }

    /// Generated content (CSS Content 3).
    fn pseudo(&mut self, id: NodeId, pseudo: Pseudo, node: Node, decoration: Decoration, into: &mut InlineBuilder) {
        let Some(style) = self.source.styles.pseudo(id, pseudo).cloned() else {
            return;
        };
        let Some(content) = style.content.clone() else {
            return;
        };
        if style.display == Display::None {
            return;
        }
        let decoration = match self.source.styles.get(id) {
            Some(parent) => decorate(decoration, &style, parent),
            None => decoration,
        };
        for part in content.iter() {
            match part {
                ContentPart::Text(text) => into.generated_text(id, pseudo, text, &style, decoration),
                ContentPart::Attribute(name) => {
                    let element = crate::document::element::element(self.source.facts, self.source.chapter, node);
                    if let Some(value) = element.as_ref().and_then(|element| element.attribute(name)) {
                        into.generated_text(id, pseudo, value, &style, decoration);
                    }
                }
                ContentPart::ElementText => into.generated_text(id, pseudo, &element_text(node), &style, decoration),
                ContentPart::Leader(pattern) => {
                    let object = InlineObject::Leader { pattern: Arc::from(pattern.as_str()) };
                    into.object(id, object, &style, decoration);
                }
                ContentPart::TargetPage { style: numbering } => {
                    self.shows_page_numbers = true;
                    let text = self.target_page(node, *numbering);
                    into.generated_text(id, pseudo, &text, &style, decoration);
                }
                // Counters of the flow are the tree's numbers, strings and images belong to margin boxes.
                ContentPart::Counter { .. } | ContentPart::NamedString(_) | ContentPart::Image(_) => {}
            }
        }
    }

    fn target_page(&self, node: Node, numbering: CounterStyle) -> String {
        let Node::Inline(Inline { kind: InlineKind::Link { target: Target::Node(target), .. }, .. }) = node else {
            return String::new();
        };
        match self.source.page_numbers.get(target) {
            // `decimal` is what `target-counter()` says by default: then the page's own numbering is meant.
            Some((number, own)) => {
                counter_text(*number, if numbering == CounterStyle::Decimal { *own } else { numbering })
            }
            // Room for a number while none is known; after that, what is shown nowhere has none.
            None if self.source.page_numbers.is_empty() => "000".to_owned(),
            None => String::new(),
        }
    }

    fn table(&mut self, node: Node<'a>) -> TableBox {
        let mut table = TableBox::default();
        // Columns still covered from above by a cell that spans rows: rows left.
        let mut covered: Vec<usize> = Vec::new();
        let mut children = Vec::new();
        node.for_each_child(&mut |child| children.push(child));
        for child in children {
            let Some(style) = self.style(child) else { continue };
            if style.display == Display::None {
                continue;
            }
            if let Node::RowGroup(group) = child {
                for row in &group.rows {
                    let Some(row_style) = self.style(Node::Row(row)) else { continue };
                    let mut cells = Vec::new();
                    let mut column = 0;
                    for cell in &row.cells {
                        let Some(cell_style) = self.style(Node::Cell(cell)) else { continue };
                        while covered.get(column).is_some_and(|&rows| rows > 0) {
                            column += 1;
                        }
                        let span = (cell.column_span.max(1) as usize).min(MOST_COLUMNS);
                        let row_span = cell.row_span.max(1) as usize;
                        if covered.len() < column + span {
                            covered.resize(column + span, 0);
                        }
                        covered[column..column + span].fill(row_span);
                        let content = self.block(Node::Cell(cell), cell_style);
                        cells.push(CellBox { content, column, column_span: span, row_span });
                        column += span;
                        table.columns = table.columns.max(column);
                    }
                    covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
                    table.rows.push(RowBox { style: row_style, is_head: group.kind == RowGroupKind::Head, cells });
                }
            } else if let Node::TableCaption(_) = child {
                table.caption = Some(Box::new(self.block(child, style)));
            }
        }
        table
    }
}

/// More columns than any page could hold: a `colspan` beyond is a mistake or an attack.
const MOST_COLUMNS: usize = 1_000;

fn principal(node: NodeId, style: Arc<ComputedStyle>, content: BoxContent) -> BlockBox {
    BlockBox { node, style, content, marker: None, is_target: false, is_principal: true, strings: Vec::new() }
}

/// Loose inline content before a block gets an anonymous box (CSS 2.2, section 9.2.1.1).
fn close_anonymous(contents: &mut Contents, node: NodeId, parent: &Arc<ComputedStyle>) {
    if contents.inline.is_empty() {
        contents.inline = InlineBuilder::default();
        return;
    }
    let content = BoxContent::Inline(Arc::new(contents.inline.finish()));
    let style = Arc::new(anonymous(parent));
    contents.blocks.push(BlockBox { is_principal: false, ..principal(node, style, content) });
}

/// The style of an anonymous block box: inherited values of its parent, initial ones for the rest.
fn anonymous(parent: &ComputedStyle) -> ComputedStyle {
    let initial = ComputedStyle::initial();
    ComputedStyle {
        display: Display::Block,
        underline: initial.underline,
        line_through: initial.line_through,
        vertical_align: initial.vertical_align,
        margin: initial.margin,
        padding: initial.padding,
        border: initial.border,
        border_radius: initial.border_radius,
        background_color: initial.background_color,
        width: initial.width,
        height: initial.height,
        max_width: initial.max_width,
        max_height: initial.max_height,
        break_before: initial.break_before,
        break_after: initial.break_after,
        break_inside: initial.break_inside,
        float: initial.float,
        string_set: initial.string_set,
        counter_reset: initial.counter_reset,
        counter_increment: initial.counter_increment,
        content: initial.content,
        ..parent.clone()
    }
}

fn begins_with_task_marker(item: &ListItem) -> bool {
    let Some(Block { kind: BlockKind::Paragraph(content) | BlockKind::Plain(content), .. }) = item.content.first()
    else {
        return false;
    };
    content.first().is_some_and(|inline| matches!(inline.kind, InlineKind::TaskMarker { .. }))
}

/// A list item's marker with its suffix (CSS Counter Styles 3, section 6).
fn marker_text(style: CounterStyle, number: i64) -> Option<String> {
    match style {
        CounterStyle::None => None,
        CounterStyle::Disc => Some("\u{2022}".to_owned()),
        CounterStyle::Circle => Some("\u{25e6}".to_owned()),
        CounterStyle::Square => Some("\u{25aa}".to_owned()),
        CounterStyle::Decimal
        | CounterStyle::LowerRoman
        | CounterStyle::UpperRoman
        | CounterStyle::LowerAlpha
        | CounterStyle::UpperAlpha => {
            Some(format!("{}.", counter_text(number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32, style)))
        }
    }
}

fn decorate(outer: Decoration, style: &ComputedStyle, parent: &ComputedStyle) -> Decoration {
    // CSS 2.2, section 10.8.1 leaves the amounts of sub and super to the program; these are what most fonts ask for.
    const SUPER: f32 = 0.34;
    const SUB: f32 = -0.16;
    let shift = match style.vertical_align {
        VerticalAlign::Super => parent.font_size * SUPER,
        VerticalAlign::Sub => parent.font_size * SUB,
        VerticalAlign::Length(length) => length,
        VerticalAlign::Baseline | VerticalAlign::Top | VerticalAlign::Middle | VerticalAlign::Bottom => Pt::ZERO,
    };
    Decoration {
        shift: outer.shift + shift,
        underline: if style.underline { Some(style.color) } else { outer.underline },
        line_through: if style.line_through { Some(style.color) } else { outer.line_through },
    }
}

fn paints_or_takes_room(style: &ComputedStyle) -> bool {
    let border = &style.border;
    let has_border = [border.block_start, border.inline_end, border.block_end, border.inline_start]
        .iter()
        .any(|side| side.style != BorderStyle::None && side.width > Pt::ZERO);
    let length = |value: crate::style::LengthPercentage| value.resolve(Pt::ZERO) > Pt::ZERO;
    let margin = |value: crate::style::AutoLength| value.resolve(Pt::ZERO).is_some_and(|length| length != Pt::ZERO);
    has_border
        || !style.background_color.is_transparent()
        || length(style.padding.inline_start)
        || length(style.padding.inline_end)
        || margin(style.margin.inline_start)
        || margin(style.margin.inline_end)
}

/// The text of a node and all below it, white space collapsed; marks of notes left out.
fn element_text(node: Node) -> String {
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
    if let Some(text) = node.text() {
        into.push_str(text);
    }
    node.for_each_child(&mut |child| collect_text(child, into));
}
