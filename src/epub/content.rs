//! Content documents: a chapter's nodes as XHTML.
//!
//! In: a chapter and what the book knows of it. Out: one document, written from the first node to the last
//! through `element_within` and `for_each_child`, and the printed pages that begin in it. Names and attributes are those
//! of the HTML face; what only this file can know is mended here: images that are not in the archive.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::book::{Book, Page};
use super::xml::{push_attribute, push_head, push_html_attribute, push_text};
use crate::document::element::{Element, Within, element_within, html_id};
use crate::document::{
    Block, BlockKind, BookFacts, Chapter, Division, Image, ImageSource, Inline, InlineKind, ListItem, Node, NodeId,
};
use crate::source::Span;
use crate::style::{Surface, legible, style_for_epub};
use crate::url;

/// A chapter's content document.
pub(super) struct ContentDocument {
    pub xhtml: String,
    pub pages: Vec<Page>,
}

/// Writes a chapter.
pub(super) fn write(book: &Book<'_>, chapter: &Chapter) -> ContentDocument {
    let index = chapter.id.0 as usize;
    let lang = chapter.lang.as_ref().unwrap_or(&book.document.metadata.lang);
    let mut writer = Writer {
        book,
        chapter,
        out: String::with_capacity(4096),
        targets: &book.targets[index],
        breaks: &book.breaks[index],
        due: Vec::new(),
        pages: Vec::new(),
        within: Within::default(),
        surface: Surface::default(),
        is_paged: true,
    };
    let title = chapter.page_title.as_deref().unwrap_or(&chapter.title);
    let title = Some(title).filter(|title| !title.trim().is_empty()).unwrap_or(book.title());
    push_head(&mut writer.out, lang, title, &book.sheets, "");
    writer.node(Node::Body(chapter));
    writer.out.push_str("</html>\n");
    ContentDocument { xhtml: writer.out, pages: writer.pages }
}

struct Writer<'a> {
    book: &'a Book<'a>,
    chapter: &'a Chapter,
    out: String,
    /// The nodes that something leads to.
    targets: &'a BTreeSet<NodeId>,
    /// The printed pages that begin in this chapter, sorted by node.
    breaks: &'a [(NodeId, u32, usize)],
    /// Pages that begin at a node already met, waiting for a place where a mark may stand.
    due: Vec<usize>,
    /// Pages whose mark was written.
    pages: Vec<Page>,
    within: Within,
    /// The colors that the authors of `style` attributes gave the current place.
    surface: Surface,
    /// Whether marks of pages may be written: not in notes, which the paper sets elsewhere, nor in the contents.
    is_paged: bool,
}

impl<'a> Writer<'a> {
    fn facts(&self) -> &'a BookFacts {
        &self.book.facts[self.chapter.id.0 as usize]
    }

    fn node(&mut self, node: Node<'a>) {
        if let Node::Inline(Inline { kind: InlineKind::Image(image), .. }) = node {
            return self.image(node, image);
        }
        if is_empty_heading(node) || is_draft(node) {
            return;
        }
        let shape = Shape::of(node);
        let was_paged = self.is_paged;
        self.is_paged &= shape.is_paged;
        let breaks = self.breaks_at(node.id());
        match element_within(self.facts(), self.chapter, node, self.within) {
            Some(mut element) => {
                let (within, surface) = (self.within, self.surface);
                self.within = within.below(&element);
                self.keep_style(&mut element);
                self.start(node.id(), &element);
                if element.is_void() {
                    self.out.truncate(self.out.len() - 1);
                    self.out.push_str("/>");
                } else {
                    if shape.holds_lines {
                        self.out.push('\n');
                    }
                    self.inside(node, breaks);
                    self.out.push_str("</");
                    self.out.push_str(element.name);
                    self.out.push('>');
                }
                (self.within, self.surface) = (within, surface);
            }
            None => self.inside(node, breaks),
        }
        if shape.is_line {
            self.out.push('\n');
        }
        self.is_paged = was_paged;
    }

    /// Writes what a node holds: its text, its children.
    fn inside(&mut self, node: Node<'a>, breaks: &'a [(NodeId, u32, usize)]) {
        let Some(text) = node.text() else {
            self.due.extend(breaks.iter().map(|&(_, _, page)| page));
            node.for_each_child(&mut |child| self.node(child));
            return;
        };
        let mut written = 0;
        for &(_, offset, page) in breaks {
            let mut offset = (offset as usize).clamp(written, text.len());
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            push_text(&mut self.out, &text[written..offset]);
            written = offset;
            self.due.push(page);
            self.mark_pages();
        }
        self.mark_pages();
        push_text(&mut self.out, &text[written..]);
        node.for_each_child(&mut |child| self.node(child));
    }

    fn breaks_at(&self, node: NodeId) -> &'a [(NodeId, u32, usize)] {
        let start = self.breaks.partition_point(|&(at, _, _)| at < node);
        let end = start + self.breaks[start..].partition_point(|&(at, _, _)| at == node);
        match self.is_paged {
            true => &self.breaks[start..end],
            false => &[],
        }
    }

    /// Writes the marks of pages that are due (EPUB Accessibility 1.1, section 3.2; DPUB-ARIA, `doc-pagebreak`).
    fn mark_pages(&mut self) {
        if !self.is_paged {
            return;
        }
        for index in std::mem::take(&mut self.due) {
            let label = self.book.page_labels[index];
            // A full stop stands in no id made from a heading.
            let id = format!("page.{}", index + 1);
            self.out.push_str("<span epub:type=\"pagebreak\" role=\"doc-pagebreak\"");
            push_attribute(&mut self.out, "id", &id);
            push_attribute(&mut self.out, "aria-label", label);
            self.out.push_str("></span>");
            self.pages.push(Page { href: format!("{}.xhtml#{id}", self.chapter.name), label: label.to_owned() });
        }
    }

    fn start(&mut self, node: NodeId, element: &Element<'_>) {
        self.out.push('<');
        self.out.push_str(element.name);
        if let Some(id) = self.id(node) {
            push_attribute(&mut self.out, "id", &id);
        }
        self.classes(&element.classes);
        for (name, value) in &element.attributes {
            self.attribute(name, value);
        }
        self.out.push('>');
    }

    /// The id of a node that something leads to, or that its author named.
    fn id(&self, node: NodeId) -> Option<Cow<'a, str>> {
        let is_wanted = self.targets.contains(&node) || self.chapter.ids.contains_key(&node);
        is_wanted.then(|| html_id(self.chapter, node)).flatten()
    }

    fn classes(&mut self, classes: &[&str]) {
        if !classes.is_empty() {
            push_attribute(&mut self.out, "class", &classes.join(" "));
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if name != "style" || !value.is_empty() {
            push_html_attribute(&mut self.out, name, value);
        }
    }

    /// What an element's `style` attribute may say here.
    fn keep_style(&mut self, element: &mut Element<'a>) {
        if let Some((_, style)) = element.attributes.iter_mut().find(|(name, _)| *name == "style") {
            let kept = style_for_epub(style, &self.book.variables);
            let (kept, surface) = legible(kept, self.surface);
            *style = kept.into();
            self.surface = surface;
        }
    }

    /// Writes an image's `style` attribute.
    fn style(&mut self, text: &str) {
        let style = style_for_epub(text, &self.book.variables);
        if !style.is_empty() {
            push_attribute(&mut self.out, "style", &style);
        }
    }

    fn image(&mut self, node: Node<'a>, image: &'a Image) {
        self.due.extend(self.breaks_at(node.id()).iter().map(|&(_, _, page)| page));
        self.mark_pages();
        let Some(mut element) = element_within(self.facts(), self.chapter, node, self.within) else { return };
        let file = match &image.source {
            ImageSource::Local(path) => self.book.images.get(path),
            ImageSource::Remote(_) => None,
        };
        if let Some(file) = file {
            self.out.push_str("<img");
            if let Some(id) = self.id(node.id()) {
                push_attribute(&mut self.out, "id", &id);
            }
            self.classes(&element.classes);
            let width = element.attribute("width").and_then(Width::parse);
            // The size depends on the file; it is written below.
            let is_size = |name: &str| matches!(name, "style" | "width" | "height");
            for (name, value) in element.attributes.iter().filter(|(name, _)| !is_size(name)) {
                let value = if *name == "src" { &file.href } else { value.as_ref() };
                self.attribute(name, value);
            }
            self.size(width, element.attribute("style").unwrap_or_default(), file.size());
            self.out.push_str("/>");
            return;
        }
        element.name = "span";
        element.classes.push(match &image.source {
            ImageSource::Local(_) => "missing-image",
            ImageSource::Remote(_) => "remote-image",
        });
        element.attributes.retain(|(name, _)| !matches!(*name, "src" | "alt" | "width" | "height"));
        self.start(node.id(), &element);
        match &image.source {
            ImageSource::Remote(address) => {
                let text = if image.alt.trim().is_empty() { address } else { &image.alt };
                match url::absolute(address) {
                    Ok(address) if !self.within.is_link() => {
                        self.out.push_str("<a");
                        push_attribute(&mut self.out, "href", &address);
                        self.out.push('>');
                        push_text(&mut self.out, text);
                        self.out.push_str("</a>");
                    }
                    Ok(_) | Err(_) => push_text(&mut self.out, text),
                }
            }
            ImageSource::Local(_) => push_text(&mut self.out, &image.alt),
        }
        self.out.push_str("</span>");
    }

    /// Writes an image's size, so that text stands still while it loads.
    fn size(&mut self, width: Option<Width>, style: &str, (stored_width, stored_height): (u32, u32)) {
        match width {
            Some(Width::Css(width)) => return self.style(&format!("width: {width}; {style}")),
            Some(Width::Pixels(width)) => {
                push_attribute(&mut self.out, "width", &width.to_string());
                let height = (u64::from(stored_height) * u64::from(width)).checked_div(stored_width.into());
                if let Some(height) = height.filter(|&height| height > 0) {
                    push_attribute(&mut self.out, "height", &height.to_string());
                }
            }
            None if stored_width > 0 && stored_height > 0 => {
                push_attribute(&mut self.out, "width", &stored_width.to_string());
                push_attribute(&mut self.out, "height", &stored_height.to_string());
            }
            None => {}
        }
        self.style(style);
    }
}

/// A heading without words, which would lead screen readers' lists of headings to nothing (WCAG 2.1, 2.4.6).
fn is_empty_heading(node: Node<'_>) -> bool {
    matches!(node, Node::Block(block) if matches!(&block.kind, BlockKind::Heading { content, .. } if content.is_empty()))
}

/// The width an author gave an image.
enum Width {
    Pixels(u32),
    /// A CSS length or percentage.
    Css(String),
}

impl Width {
    fn parse(value: &str) -> Option<Width> {
        let value = value.trim();
        let digits = value.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (number, unit) = value.split_at(digits);
        let amount: f32 = number.parse().ok().filter(|&amount| amount > 0.0)?;
        match unit {
            "" | "px" => Some(Width::Pixels(amount.round().max(1.0) as u32)),
            "%" | "em" | "rem" | "ex" | "ch" | "in" | "cm" | "mm" | "pt" | "pc" => {
                Some(Width::Css(format!("{amount}{unit}")))
            }
            _ => None,
        }
    }
}

/// How a node stands in the file.
struct Shape {
    /// Ends with a line feed, since no text stands beside it.
    is_line: bool,
    /// Begins with a line feed, since it holds such nodes.
    holds_lines: bool,
    is_paged: bool,
}

impl Shape {
    fn of(node: Node<'_>) -> Shape {
        let shape = |is_line, holds_lines| Shape { is_line, holds_lines, is_paged: true };
        match node {
            Node::Notes(_) => Shape { is_line: true, holds_lines: true, is_paged: false },
            Node::Html(_)
            | Node::Body(_)
            | Node::Section(_)
            | Node::Note(_)
            | Node::RowGroup(_)
            | Node::Row(_)
            | Node::FigureCaption(_)
            | Node::TableCaption(_)
            | Node::DefinitionDetails(_) => shape(true, true),
            Node::DefinitionTerm(_) | Node::Summary(_) => shape(true, false),
            Node::ListItem(item) => shape(true, !begins_plain(&item.content)),
            Node::Cell(cell) => shape(true, !begins_plain(&cell.content) && !cell.content.is_empty()),
            Node::CodeText(_) | Node::Inline(_) => shape(false, false),
            Node::Block(block) => match &block.kind {
                BlockKind::Paragraph(_)
                | BlockKind::Heading { .. }
                | BlockKind::ThematicBreak
                | BlockKind::CodeBlock(_)
                | BlockKind::Preformatted(_)
                | BlockKind::Math(_) => shape(true, false),
                BlockKind::Plain(_) => shape(false, false),
                BlockKind::Division { kind: Division::Contents, .. } => {
                    Shape { is_line: true, holds_lines: true, is_paged: false }
                }
                BlockKind::BlockQuote(_)
                | BlockKind::Alert(_)
                | BlockKind::List(_)
                | BlockKind::DefinitionList(_)
                | BlockKind::Table(_)
                | BlockKind::Figure { .. }
                | BlockKind::Details(_)
                | BlockKind::Division {
                    kind:
                        Division::Plain
                        | Division::Section
                        | Division::Article
                        | Division::Aside
                        | Division::Header
                        | Division::Footer,
                    ..
                } => shape(true, true),
            },
        }
    }
}

fn begins_plain(content: &[crate::document::Block]) -> bool {
    content.first().is_none_or(|block| matches!(block.kind, BlockKind::Plain(_)))
}

/// Whether it is a line of the contents that leads nowhere and has none below it that leads anywhere, or a list of such
/// lines; EPUB 3.3, section 7.3, allows neither.
fn is_draft(node: Node<'_>) -> bool {
    if let Node::Block(Block { kind: BlockKind::List(list), .. }) = node {
        return list.items.iter().all(|item| is_draft(Node::ListItem(item)));
    }
    let Node::ListItem(ListItem { span, content, .. }) = node else { return false };
    let Some((Block { kind: BlockKind::Plain(line), .. }, below)) = content.split_first() else { return false };
    let is_unlinked = matches!(line.as_slice(), [Inline { kind: InlineKind::Span(_), attributes, .. }]
        if attributes.has_class("draft"));
    is_unlinked && *span == Span::default() && below.iter().all(|block| is_draft(Node::Block(block)))
}
