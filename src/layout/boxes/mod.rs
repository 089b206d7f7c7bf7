//! From nodes to boxes: which nodes make blocks, which stand in lines, which make no box at all.
//!
//! In: a chapter and its styles. Out: [`BlockBox`]es (CSS 2.2, section 9.2): block containers hold either
//! blocks or one inline formatting context, loose text between blocks gets an anonymous box. Sizes and
//! positions are not known here. `inline` does what stands in lines, `table` rows and cells, `generated` what style
//! sheets write.

mod generated;
mod inline;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::PageNumbers;
use super::counter::marker_text;
use super::inline_content::{
    Decoration, FirstLine, InlineBuilder, InlineContent, InlineObject, NamedString, PageCounter,
};
use crate::document::{
    Block, BlockKind, BookFacts, Chapter, Formula, Image, Inline, InlineKind, List, ListItem, Node, NodeId, Note,
};
use crate::resource::Resources;
use crate::style::{ComputedStyle, CounterStyle, Counts, Display, Float, Pseudo, StyleMap};

/// What the boxes of a chapter are made from.
pub struct Source<'a> {
    pub facts: &'a BookFacts,
    pub chapter: &'a Chapter,
    pub styles: &'a StyleMap,
    pub counts: &'a Counts,
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
    pub strings: Vec<NamedString>,
    /// What floats to a side from within its lines.
    pub floats: Vec<BlockBox>,
    /// What it sets for margin boxes where it begins (`position: running()`): then it shows nothing itself.
    pub running: Option<Arc<BlockBox>>,
}

/// A list item's marker.
#[derive(Clone, Debug)]
pub struct Marker {
    pub text: String,
    pub style: Arc<ComputedStyle>,
}

impl BlockBox {
    /// The image, where it is nothing else.
    pub fn image(&self) -> Option<(&Image, &Arc<ComputedStyle>)> {
        let BoxContent::Inline(content) = &self.content else { return None };
        match &content.objects[..] {
            [(_, InlineObject::Image { node, image, style })] if *node == self.node && self.is_principal => {
                Some((image, style))
            }
            _ => None,
        }
    }

    /// Whether it says what only the page knows on which it is shown.
    pub fn shows_page(&self) -> bool {
        match &self.content {
            BoxContent::Blocks(blocks) => blocks.iter().any(BlockBox::shows_page),
            BoxContent::Inline(content) => !content.page_counters.is_empty(),
            BoxContent::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells).map(|cell| &cell.content);
                table.caption.as_deref().into_iter().chain(cells).any(BlockBox::shows_page)
            }
            BoxContent::Formula(..) => false,
        }
    }

    /// The same on a page: numbers as they are written there.
    pub fn on_page(&self, written: &dyn Fn(&PageCounter) -> String) -> BlockBox {
        let mut copy = self.clone();
        copy.fill_page_counters(written);
        copy
    }

    fn fill_page_counters(&mut self, written: &dyn Fn(&PageCounter) -> String) {
        match &mut self.content {
            BoxContent::Blocks(blocks) => blocks.iter_mut().for_each(|block| block.fill_page_counters(written)),
            BoxContent::Inline(content) if content.page_counters.is_empty() => {}
            BoxContent::Inline(content) => Arc::make_mut(content).fill_page_counters(written),
            BoxContent::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells).map(|cell| &mut cell.content);
                let caption = table.caption.as_deref_mut().into_iter();
                caption.chain(cells).for_each(|block| block.fill_page_counters(written));
            }
            BoxContent::Formula(..) => {}
        }
    }

    /// The caption, where it is a table with one.
    pub fn table_caption(&self) -> Option<&BlockBox> {
        match &self.content {
            BoxContent::Table(table) => table.caption.as_deref(),
            BoxContent::Blocks(_) | BoxContent::Inline(_) | BoxContent::Formula(..) => None,
        }
    }
}

#[derive(Clone, Debug)]
pub enum BoxContent {
    Blocks(Vec<BlockBox>),
    Inline(Arc<InlineContent>),
    Table(TableBox),
    /// A displayed formula of a node.
    Formula(NodeId, Arc<Formula>),
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
    /// How the items of lists are marked, by the list's node.
    pub list_styles: BTreeMap<NodeId, CounterStyle>,
}

/// Builds the boxes of a chapter.
pub fn build(source: &Source) -> BoxTree {
    let mut builder = Builder {
        source,
        notes: Vec::new(),
        shows_page_numbers: false,
        list_styles: BTreeMap::new(),
        inside_marker: None,
        floats: Vec::new(),
        is_running: false,
    };
    let body = Node::Body(source.chapter);
    let root = match builder.style(body) {
        Some(style) => match builder.contents(body, &style) {
            BoxContent::Blocks(blocks) => blocks,
            BoxContent::Inline(_) | BoxContent::Table(_) | BoxContent::Formula(..) => Vec::new(),
        },
        None => Vec::new(),
    };
    let Builder { notes, shows_page_numbers, list_styles, .. } = builder;
    BoxTree { root, notes, shows_page_numbers, list_styles }
}

struct Builder<'a> {
    source: &'a Source<'a>,
    notes: Vec<(NodeId, BlockBox)>,
    shows_page_numbers: bool,
    list_styles: BTreeMap<NodeId, CounterStyle>,
    /// The marker of the list item whose content comes next, where it is set inside.
    inside_marker: Option<String>,
    /// What floats from the lines being built.
    floats: Vec<BlockBox>,
    /// What is being built stands in margin boxes.
    is_running: bool,
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

    /// What stands in a block container: blocks, lines, or a formula.
    fn contents(&mut self, node: Node<'a>, style: &Arc<ComputedStyle>) -> BoxContent {
        if let Some(formula) = displayed(node) {
            return BoxContent::Formula(node.id(), formula.clone());
        }
        let mut contents = Contents::default();
        let outer_floats = std::mem::take(&mut self.floats);
        if let Some(marker) = self.inside_marker.take() {
            let text = format!("{marker} ");
            contents.inline.generated_text(node.id(), Pseudo::Marker, &text, style, Decoration::default());
        }
        self.pseudo_of_block(Pseudo::Before, node, style, &mut contents);
        if let Some(text) = node.text() {
            contents.inline.node_text(node.id(), text, style, Decoration::default());
        }
        node.for_each_child(&mut |child| self.child(child, style, &mut contents));
        self.pseudo_of_block(Pseudo::After, node, style, &mut contents);
        let mut content = if contents.blocks.is_empty() && self.floats.is_empty() {
            BoxContent::Inline(Arc::new(contents.inline.finish()))
        } else {
            self.close_anonymous(&mut contents, node.id(), style);
            BoxContent::Blocks(contents.blocks)
        };
        self.floats = outer_floats;
        if let Some(first) = self.source.styles.pseudo(node.id(), Pseudo::FirstLetter) {
            first_lines(&mut content, &|content| {
                let stands_beside =
                    first.initial_letter.is_some() || matches!(first.float, Float::InlineStart | Float::InlineEnd);
                content.set_first_letter(first, stands_beside);
            });
        }
        if let Some(first) = self.source.styles.pseudo(node.id(), Pseudo::FirstLine) {
            let first = FirstLine { style: first.clone(), base: style.clone() };
            first_lines(&mut content, &|content| content.first_line = Some(first.clone()));
        }
        content
    }

    /// What `::before` and `::after` put into a block: text in its lines, or a block where their style says so.
    fn pseudo_of_block(
        &mut self,
        pseudo: Pseudo,
        node: Node<'a>,
        parent: &Arc<ComputedStyle>,
        contents: &mut Contents,
    ) {
        let id = node.id();
        let own = self.source.styles.pseudo(id, pseudo).cloned();
        let Some(style) = own.filter(|style| matches!(style.display, Display::Block | Display::ListItem)) else {
            return self.pseudo(id, pseudo, node, Decoration::default(), &mut contents.inline);
        };
        self.close_anonymous(contents, id, parent);
        let mut line = InlineBuilder::default();
        self.pseudo(id, pseudo, node, Decoration::default(), &mut line);
        let content = BoxContent::Inline(Arc::new(line.finish()));
        contents.blocks.push(BlockBox { is_principal: false, ..principal(id, style, content) });
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
        if style.running.is_some() && !self.is_running && style.display != Display::None {
            self.close_anonymous(contents, child.id(), parent);
            let block = self.running(child, &style, |builder| builder.block(child, style.clone()));
            contents.blocks.push(block);
            return;
        }
        match style.display {
            Display::None => self.hidden(child, &mut contents.inline),
            Display::Inline | Display::InlineBlock if displayed(child).is_none() => {
                // A block node set `display: inline` is run into the lines around it; so is the `code` of a `pre`.
                if let Some(text) = child.text() {
                    contents.inline.node_text(child.id(), text, &style, Decoration::default());
                }
                child.for_each_child(&mut |inner| self.child(inner, &style, contents));
            }
            // A displayed formula is a block, whatever a sheet says.
            Display::Inline
            | Display::InlineBlock
            | Display::Block
            | Display::ListItem
            | Display::Table
            | Display::TableCaption
            | Display::TableHeaderGroup
            | Display::TableRowGroup
            | Display::TableRow
            | Display::TableCell => {
                self.close_anonymous(contents, child.id(), parent);
                let block = self.block(child, style);
                contents.blocks.push(block);
            }
        }
    }

    /// A box that shows nothing where it stands, and what it sets for margin boxes. Links to what is in it lead here.
    fn running(
        &mut self,
        node: Node<'a>,
        style: &Arc<ComputedStyle>,
        build: impl FnOnce(&mut Builder<'a>) -> BlockBox,
    ) -> BlockBox {
        let outer = std::mem::replace(&mut self.is_running, true);
        let element = build(self);
        self.is_running = outer;
        let mut line = InlineBuilder::default();
        self.hidden(node, &mut line);
        let strings = element.strings.clone();
        let content = BoxContent::Inline(Arc::new(line.finish()));
        let running = Some(Arc::new(BlockBox { strings: Vec::new(), is_target: false, ..element }));
        BlockBox { strings, running, ..principal(node.id(), style.clone(), content) }
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
        } else if let Node::Block(Block { kind: BlockKind::List(list), attributes, .. }) = node {
            BoxContent::Blocks(self.list_items(node.id(), list, attributes.get("reversed").is_some()))
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

    /// Loose inline content before a block gets an anonymous box (CSS 2.2, section 9.2.1.1), and so do lines with
    /// floats in them.
    fn close_anonymous(&mut self, contents: &mut Contents, node: NodeId, parent: &Arc<ComputedStyle>) {
        if contents.inline.is_empty() {
            contents.inline = InlineBuilder::default();
            return;
        }
        let content = BoxContent::Inline(Arc::new(contents.inline.finish()));
        let floats = std::mem::take(&mut self.floats);
        let anonymous = principal(node, Arc::new(anonymous(parent)), content);
        contents.blocks.push(BlockBox { is_principal: false, floats, ..anonymous });
    }

    /// List items with their markers.
    fn list_items(&mut self, id: NodeId, list: &'a List, is_reversed: bool) -> Vec<BlockBox> {
        let mut items = Vec::with_capacity(list.items.len());
        // HTML, 4.4.5 and 4.4.8: an item's own value counts for those after it.
        let step = if is_reversed { -1 } else { 1 };
        let mut next = list.first_number(is_reversed);
        for item in &list.items {
            let number = item.attributes.get("value").and_then(|value| value.trim().parse().ok()).unwrap_or(next);
            next = number + step;
            let node = Node::ListItem(item);
            let Some(style) = self.style(node).filter(|style| style.display != Display::None) else { continue };
            let own = self.source.styles.pseudo(item.id, Pseudo::Marker).cloned();
            let marker = (style.display == Display::ListItem && !begins_with_task_marker(item))
                .then(|| match own.as_ref().filter(|own| own.content.is_some()) {
                    Some(own) => Some(self.generated(item.id, Pseudo::Marker, node, own)),
                    None => marker_text(&style.list_style_type, number),
                })
                .flatten();
            if marker.is_some() {
                self.list_styles.entry(id).or_insert_with(|| style.list_style_type.clone());
            }
            // A marker set inside is the item's first text (CSS Lists 3, section 3.5).
            let is_inside = style.list_style_inside;
            if is_inside {
                self.inside_marker.clone_from(&marker);
            }
            let block = self.block(node, style);
            self.inside_marker = None;
            let style = own.unwrap_or_else(|| block.style.clone());
            let marker = marker.filter(|_| !is_inside).map(|text| Marker { text, style });
            items.push(BlockBox { marker, ..block });
        }
        items
    }
}

/// Changes the lines that a block begins with, be they a block's within it.
fn first_lines(content: &mut BoxContent, change: &dyn Fn(&mut InlineContent)) {
    match content {
        BoxContent::Inline(content) => change(Arc::make_mut(content)),
        BoxContent::Blocks(blocks) => {
            if let Some(first) = blocks.first_mut() {
                first_lines(&mut first.content, change);
            }
        }
        BoxContent::Table(_) | BoxContent::Formula(..) => {}
    }
}

fn principal(node: NodeId, style: Arc<ComputedStyle>, content: BoxContent) -> BlockBox {
    BlockBox {
        node,
        style,
        content,
        marker: None,
        is_target: false,
        is_principal: true,
        strings: Vec::new(),
        floats: Vec::new(),
        running: None,
    }
}

/// The style of an anonymous box: inherited values of its parent, initial ones for the rest.
pub fn anonymous(parent: &ComputedStyle) -> ComputedStyle {
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
        background: initial.background,
        width: initial.width,
        height: initial.height,
        max_width: initial.max_width,
        max_height: initial.max_height,
        break_before: initial.break_before,
        break_after: initial.break_after,
        break_inside: initial.break_inside,
        float: initial.float,
        clear: initial.clear,
        running: initial.running,
        string_set: initial.string_set,
        counter_reset: initial.counter_reset,
        counter_increment: initial.counter_increment,
        counter_set: initial.counter_set,
        content: initial.content,
        ..parent.clone()
    }
}

/// The formula that a node displays.
fn displayed(node: Node<'_>) -> Option<&Arc<Formula>> {
    let math = if let Node::Inline(Inline { kind: InlineKind::Math(math), .. }) = node {
        math
    } else if let Node::Formula(block) = node {
        &block.math
    } else {
        return None;
    };
    math.formula.as_ref().filter(|formula| formula.display)
}

fn begins_with_task_marker(item: &ListItem) -> bool {
    let Some(Block { kind: BlockKind::Paragraph(content) | BlockKind::Plain(content), .. }) = item.content.first()
    else {
        return false;
    };
    content.first().is_some_and(|inline| matches!(inline.kind, InlineKind::TaskMarker { .. }))
}
