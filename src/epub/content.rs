//! Content documents: a chapter's nodes as XHTML.
//!
//! In: a chapter and what the book knows of it. Out: one document, or several where a long chapter is cut, written from the first node to the last
//! through `element_within` and `for_each_child`, and the printed pages that begin in it. Names and attributes are those
//! of the HTML face; what only this file can know is mended here: images that are not in the archive.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::book::{Book, Page};
use super::cut::{Cuts, Inside, Place, Rank, TEXT_STEP};
use super::formula::FormulaDrawing;
use super::shape::Shape;
use super::table::{self, Fit};
use super::xml::{declare_vocabulary, push_attribute, push_head, push_html_attribute, push_text};
use crate::document::element::{Element, Within, element_within, html_id};
use crate::document::{
    Block, BlockKind, BookFacts, Chapter, Image, ImageSource, Inline, InlineKind, ListItem, Node, NodeId, Target,
};
use crate::lang::is_ideographic;
use crate::math;
use crate::source::Span;
use crate::style::{Surface, legible, style_for_epub};
use crate::url;

/// A chapter's content documents.
pub(super) struct ContentDocuments {
    /// One, or several where the chapter is cut.
    pub xhtml: Vec<String>,
    pub pages: Vec<Page>,
    /// Where it could be cut, if it is not.
    pub places: Vec<Place>,
    /// The nodes that something leads to, each with the bytes before it.
    pub nodes: Vec<(NodeId, usize)>,
}

/// Writes a chapter.
pub(super) fn write(book: &Book<'_>, chapter: &Chapter) -> ContentDocuments {
    let index = chapter.id.0 as usize;
    let mut writer = Writer {
        book,
        chapter,
        out: String::with_capacity(4096),
        targets: &book.targets[index],
        breaks: &book.breaks[index],
        due: Vec::new(),
        pages: Vec::new(),
        marked: BTreeSet::new(),
        is_name: false,
        within: Within::default(),
        surface: Surface::default(),
        is_paged: true,
        inside: Inside::default(),
        depth: 0,
        cuts: book.cuts[index].as_ref(),
        places: Vec::new(),
        place_count: 0,
        nodes: Vec::new(),
        open: Vec::new(),
        finished: Vec::new(),
    };
    writer.head();
    writer.node(Node::Body(chapter));
    writer.out.push_str("</html>\n");
    let Writer { out, pages, places, nodes, mut finished, .. } = writer;
    finished.push(out);
    finished.iter_mut().for_each(declare_vocabulary);
    ContentDocuments { xhtml: finished, pages, places, nodes }
}

/// An element that is open, in a chapter that is cut.
struct Open {
    name: &'static str,
    /// The tag that opens it again.
    tag: String,
    /// The number of the next item of an ordered list.
    next_item: Option<i64>,
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
    marked: BTreeSet<usize>,
    /// Whether marks have to wait: what is read as a name holds none.
    is_name: bool,
    within: Within,
    /// The colors that the authors of `style` attributes gave the current place.
    surface: Surface,
    /// Whether marks of pages may be written: not in notes, which the paper sets elsewhere, nor in the contents.
    is_paged: bool,
    inside: Inside,
    /// How many elements are open.
    depth: u8,
    /// Where the chapter is cut.
    cuts: Option<&'a Cuts>,
    places: Vec<Place>,
    /// How many places were met.
    place_count: usize,
    nodes: Vec<(NodeId, usize)>,
    /// The open elements, kept where the chapter is cut.
    open: Vec<Open>,
    /// The documents before the current one.
    finished: Vec<String>,
}

/// A displayed formula with more bytes of words than these may be wider than a phone.
const WIDE_FORMULA: usize = 40;
/// One within a line.
const WIDE_INLINE_FORMULA: usize = 120;

/// The elements around the blocks of a chapter: `body` and `section`.
const DEPTH_OF_BLOCKS: u8 = 2;

impl<'a> Writer<'a> {
    fn facts(&self) -> &'a BookFacts {
        &self.book.facts[self.chapter.id.0 as usize]
    }

    /// Writes the beginning of a document.
    fn head(&mut self) {
        let lang = self.chapter.lang.as_ref().unwrap_or(&self.book.document.metadata.lang);
        let title = self.chapter.page_title.as_deref().unwrap_or(&self.chapter.title);
        let title = Some(title).filter(|title| !title.trim().is_empty()).unwrap_or(self.book.title());
        push_head(&mut self.out, lang, title, &self.book.sheets, "");
    }

    /// A place where the chapter could be cut, and is if it stands in the plan.
    fn place(&mut self, rank: Option<Rank>) {
        let Some(rank) = rank else { return };
        match self.cuts {
            None => self.places.push(Place { offset: self.out.len(), rank }),
            Some(cuts) if cuts.at.get(self.finished.len()) == Some(&self.place_count) => self.cut(),
            Some(_) => {}
        }
        self.place_count += 1;
    }

    /// Ends a document and begins the next with the same elements open.
    fn cut(&mut self) {
        for open in self.open.iter().rev() {
            self.out.push_str("</");
            self.out.push_str(open.name);
            self.out.push('>');
        }
        self.out.push_str("\n</html>\n");
        self.finished.push(std::mem::take(&mut self.out));
        self.head();
        for (index, open) in self.open.iter().enumerate() {
            self.out.push_str(&open.tag);
            if let Some(next) = open.next_item {
                // An item that goes on keeps its number.
                let number = next - i64::from(self.open.get(index + 1).is_some_and(|below| below.name == "li"));
                push_attribute(&mut self.out, "start", &number.to_string());
            }
            self.out.push('>');
            match open.name {
                // What must stand first in it stands in the document before.
                "details" => self.out.push_str("<summary></summary>"),
                "dl" if self.open.get(index + 1).is_some_and(|below| below.name == "dd") => {
                    self.out.push_str("<dt></dt>");
                }
                _ => {}
            }
        }
    }

    /// The name of the current document.
    fn document_name(&self) -> &'a str {
        let names = self.cuts.map_or(&[][..], |cuts| &cuts.names);
        let further = self.finished.len().checked_sub(1).and_then(|part| names.get(part));
        further.map_or(&self.chapter.name, |name| name)
    }

    /// Where a link leads, if one of the two documents is cut from a longer one.
    fn address_in_parts(&self, node: Node<'a>) -> Option<String> {
        let Node::Inline(inline) = node else { return None };
        let target = if let InlineKind::Link { target: Target::Node(target), .. } = &inline.kind {
            *target
        } else if let InlineKind::NoteReference { note: node, .. } | InlineKind::NoteBacklink { reference: node, .. } =
            &inline.kind
        {
            self.chapter.node_ref(*node)
        } else {
            return None;
        };
        let is_cut = self.cuts.is_some() || self.book.cuts.get(target.chapter.0 as usize)?.is_some();
        let address = is_cut.then(|| self.book.address(target)).flatten()?;
        match address.strip_prefix(self.document_name()).and_then(|rest| rest.strip_prefix(".xhtml#")) {
            Some(id) => Some(format!("#{id}")),
            None => Some(address),
        }
    }

    fn node(&mut self, node: Node<'a>) {
        if !is_empty_heading(node) && !is_draft(node) {
            self.place(self.inside.before(node, self.depth.saturating_sub(DEPTH_OF_BLOCKS)));
            let inside = self.inside;
            self.inside = inside.below(node);
            self.element(node);
            self.inside = inside;
        }
    }

    fn element(&mut self, node: Node<'a>) {
        if let Node::Inline(Inline { kind: InlineKind::Image(image), .. }) = node {
            return self.image(node, image);
        }
        let shape = Shape::of(node);
        let was_paged = self.is_paged;
        self.is_paged &= shape.is_paged;
        let breaks = self.breaks_at(node.id());
        match element_within(self.facts(), self.chapter, node, self.within) {
            Some(mut element) => {
                let (within, surface) = (self.within, self.surface);
                let fit = self.fit(node);
                self.within = within.below(&element);
                if let (Some(drawing), Some(formula)) = (self.drawing(node), node.formula()) {
                    drawing.stand_for(formula, &mut element);
                } else if let (Some(formula), true) = (node.formula(), within.is_name()) {
                    // Names are made of words; only where a formula is read by itself is its markup heard.
                    element.set("aria-label", &*formula.words);
                }
                // The keyboard reaches what may be scrolled (WCAG 2.2, 2.1.1).
                if let Node::Block(Block { kind: BlockKind::Math(block), .. }) = node
                    && block.math.formula.as_ref().is_some_and(|formula| formula.words.len() > WIDE_FORMULA)
                {
                    element = element.with("tabindex", "0");
                } else if let Node::Inline(inline) = node
                    && let InlineKind::Math(math) = &inline.kind
                    && math.formula.as_ref().is_some_and(|formula| formula.words.len() > WIDE_INLINE_FORMULA)
                    && self.drawing(node).is_none()
                {
                    element = element.class("wide-formula");
                }
                let was_name = self.is_name;
                self.mark_before(node, element.name);
                element.classes.extend(fit.class());
                if fit == Fit::Scrolled {
                    self.begin_scrolled(node);
                }
                self.is_name |= is_name(element.name);
                self.keep_style(&mut element);
                if let Some(address) = self.address_in_parts(node)
                    && let Some((_, href)) = element.attributes.iter_mut().find(|(name, _)| *name == "href")
                {
                    *href = address.into();
                }
                self.start(node.id(), &element);
                if element.is_void() {
                    self.out.truncate(self.out.len() - 1);
                    self.out.push_str("/>");
                } else {
                    if shape.holds_lines {
                        self.out.push('\n');
                    }
                    self.enter(&element);
                    self.content(node, breaks);
                    self.leave();
                    self.out.push_str("</");
                    self.out.push_str(element.name);
                    self.out.push('>');
                }
                if fit == Fit::Scrolled {
                    self.leave();
                    self.out.push_str("\n</div>");
                }
                self.is_name = was_name;
                if holds_names(element.name) {
                    self.mark_pages();
                }
                (self.within, self.surface) = (within, surface);
            }
            None => self.content(node, breaks),
        }
        if shape.is_line {
            self.out.push('\n');
        }
        self.is_paged = was_paged;
    }

    /// How a node fits a narrow screen, if it is a table; one in another is as wide as that lets it be.
    fn fit(&self, node: Node<'a>) -> Fit {
        if let Node::Block(Block { kind: BlockKind::Table(table), .. }) = node
            && !self.within.is_table()
        {
            return table::fit(table);
        }
        Fit::Whole
    }

    /// Opens the box in which a table is scrolled, which is called like it. The keyboard reaches it (WCAG 2.2, 2.1.1).
    fn begin_scrolled(&mut self, node: Node<'a>) {
        let mut scroll = Element::plain("div").class("table-scroll").with("role", "group").with("tabindex", "0");
        if let Node::Block(Block { kind: BlockKind::Table(table), .. }) = node
            && let Some(caption) = &table.caption
            && let Some(id) = self.id(caption.id)
        {
            scroll = scroll.with("aria-labelledby", id);
        }
        self.out.push('<');
        self.out.push_str(scroll.name);
        self.classes(&scroll.classes);
        for (name, value) in &scroll.attributes {
            self.attribute(name, value);
        }
        self.out.push_str(">\n");
        self.enter(&scroll);
    }

    /// The drawing that stands for a formula.
    fn drawing(&self, node: Node<'_>) -> Option<&'a FormulaDrawing> {
        self.book.formulas.get(&self.chapter.node_ref(node.id()))
    }

    /// Takes note of an element that is open, which a cut closes and opens again.
    fn enter(&mut self, element: &Element<'_>) {
        self.depth = self.depth.saturating_add(1);
        if self.cuts.is_none() {
            return;
        }
        if element.name == "li"
            && let Some(next) = self.open.last_mut().and_then(|list| list.next_item.as_mut())
        {
            *next += 1;
        }
        let mut tag = format!("<{}", element.name);
        if !element.classes.is_empty() {
            push_attribute(&mut tag, "class", &element.classes.join(" "));
        }
        // An id stands once, and what names one must stand beside it.
        let is_kept = |name: &str| !matches!(name, "id" | "start" | "aria-labelledby" | "aria-describedby" | "headers");
        for (name, value) in element.attributes.iter().filter(|(name, _)| is_kept(name)) {
            if *name != "style" || !value.is_empty() {
                push_html_attribute(&mut tag, name, value);
            }
        }
        let start = || element.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
        let next_item = (element.name == "ol").then(start);
        self.open.push(Open { name: element.name, tag, next_item });
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.open.pop();
    }

    /// Writes what a node holds: its text, its children, a formula's markup.
    fn content(&mut self, node: Node<'a>, breaks: &'a [(NodeId, u32, usize)]) {
        if let Some(formula) = node.formula() {
            // Pages begin before it: their marks are no part of it.
            self.due.extend(breaks.iter().map(|&(_, _, page)| page));
            return match self.drawing(node) {
                Some(drawing) => drawing.write(&mut self.out),
                None => math::write_mathml(&mut self.out, formula),
            };
        }
        let Some(text) = node.text() else {
            self.due.extend(breaks.iter().map(|&(_, _, page)| page));
            if let Some(verse) = self.verse(node) {
                return self.lines(verse);
            }
            node.for_each_child(&mut |child| self.node(child));
            return;
        };
        let mut written = 0;
        for &(_, offset, page) in breaks {
            let offset = text.floor_char_boundary((offset as usize).clamp(written, text.len()));
            let offset = word_start(text, offset).max(written);
            self.text(&text[written..offset]);
            written = offset;
            self.due.push(page);
            self.mark_pages();
        }
        self.mark_pages();
        self.text(&text[written..]);
        node.for_each_child(&mut |child| self.node(child));
    }

    /// The content of a paragraph whose lines its author broke, in verse or a quotation.
    fn verse(&self, node: Node<'a>) -> Option<&'a [Inline]> {
        let Node::Block(Block { kind: BlockKind::Paragraph(content), .. }) = node else { return None };
        (self.within.is_verse() && content.iter().any(is_line_end)).then_some(content)
    }

    /// Writes each line as an element of its own, whose turnover a style sheet can hang.
    fn lines(&mut self, content: &'a [Inline]) {
        let line = Element::plain("span").class("line");
        let mut rest = content;
        while !rest.is_empty() {
            let length = rest.iter().position(is_line_end).unwrap_or(rest.len());
            let (inlines, after) = rest.split_at(length);
            if !inlines.is_empty() {
                self.mark_pages();
                self.out.push_str("<span class=\"line\">");
                self.enter(&line);
                inlines.iter().for_each(|inline| self.node(Node::Inline(inline)));
                self.leave();
                self.out.push_str("</span>");
            }
            let (end, after) = after.split_at(after.len().min(1));
            end.iter().for_each(|inline| self.node(Node::Inline(inline)));
            rest = after;
        }
    }

    /// Writes text; a long one could be cut after white space, or where it has none, anywhere.
    fn text(&mut self, mut text: &str) {
        while text.len() > TEXT_STEP {
            let step = text.floor_char_boundary(TEXT_STEP);
            let space = text[..step].rfind(char::is_whitespace);
            let end = space.map_or(step, |at| text.ceil_char_boundary(at + 1));
            push_text(&mut self.out, &text[..end]);
            text = &text[end..];
            self.place(self.inside.in_text());
        }
        push_text(&mut self.out, text);
    }

    fn breaks_at(&self, node: NodeId) -> &'a [(NodeId, u32, usize)] {
        let start = self.breaks.partition_point(|&(at, _, _)| at < node);
        let end = start + self.breaks[start..].partition_point(|&(at, _, _)| at == node);
        match self.is_paged {
            true => &self.breaks[start..end],
            false => &[],
        }
    }

    /// Writes the marks of pages that begin in an element before it, where they would be read as a part of its name, and
    /// before a block that a page begins with.
    fn mark_before(&mut self, node: Node<'a>, name: &str) {
        if !self.is_paged || self.breaks.is_empty() {
            return;
        }
        let mut pages = Vec::new();
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "a" => {
                node.visit(&mut |node| pages.extend(self.breaks_at(node.id()).iter().map(|&(_, _, page)| page)));
            }
            "ul" | "ol" | "dl" | "figure" | "details" => {
                self.begins_page(node, &mut pages);
            }
            _ => return,
        }
        self.due.extend(pages);
        self.mark_pages();
    }

    /// Adds the pages that begin with the first text or image in a node. Whether there is one.
    fn begins_page(&self, node: Node<'a>, pages: &mut Vec<usize>) -> bool {
        let at_start = self.breaks_at(node.id()).iter().filter(|&&(_, offset, _)| offset == 0);
        pages.extend(at_start.map(|&(_, _, page)| page));
        let is_image = matches!(node, Node::Inline(Inline { kind: InlineKind::Image(_), .. }));
        let mut has_found = is_image || node.formula().is_some() || node.text().is_some_and(|text| !text.is_empty());
        node.for_each_child(&mut |child| has_found = has_found || self.begins_page(child, pages));
        has_found
    }

    /// Writes the marks of pages that are due (EPUB Accessibility 1.1, section 3.2; DPUB-ARIA, `doc-pagebreak`).
    fn mark_pages(&mut self) {
        if !self.is_paged || self.is_name {
            return;
        }
        for index in std::mem::take(&mut self.due) {
            if !self.marked.insert(index) {
                continue;
            }
            let label = self.book.page_labels[index];
            let id = format!("{}{}", self.book.page_ids, index + 1);
            self.out.push_str("<span epub:type=\"pagebreak\" role=\"doc-pagebreak\"");
            push_attribute(&mut self.out, "id", &id);
            push_attribute(&mut self.out, "aria-label", label);
            self.out.push_str("></span>");
            let href = format!("{}.xhtml#{id}", self.document_name());
            self.pages.push(Page { href, label: label.to_owned() });
        }
    }

    fn start(&mut self, node: NodeId, element: &Element<'_>) {
        let id = self.id(node);
        if let Some(label) = self.book.own_pages.get(&self.chapter.node_ref(node))
            && let Some(id) = &id
        {
            self.pages.push(Page { href: format!("{}.xhtml#{id}", self.document_name()), label: label.clone() });
        }
        if id.is_some() && self.cuts.is_none() {
            self.nodes.push((node, self.out.len()));
        }
        self.out.push('<');
        self.out.push_str(element.name);
        if let Some(id) = id {
            push_attribute(&mut self.out, "id", &id);
        }
        self.classes(&element.classes);
        for (name, value) in &element.attributes {
            // Heads of a table that is cut may stand in another document.
            if *name != "headers" || self.cuts.is_none() {
                self.attribute(name, value);
            }
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
            let id = self.id(node.id());
            if id.is_some() && self.cuts.is_none() {
                self.nodes.push((node.id(), self.out.len()));
            }
            self.out.push_str("<img");
            if let Some(id) = id {
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

fn is_line_end(inline: &Inline) -> bool {
    matches!(inline.kind, InlineKind::HardBreak)
}

/// Whether an element is read as the name of what it stands in.
fn is_name(element: &str) -> bool {
    matches!(element, "dt" | "summary" | "figcaption" | "caption")
}

/// Whether an element holds such names; marks that waited stand after it at the latest.
fn holds_names(element: &str) -> bool {
    matches!(element, "dl" | "details" | "figure")
}

/// Where the word begins that a place is within; the place itself where words have no spaces between them.
fn word_start(text: &str, place: usize) -> usize {
    const LONGEST_WORD: usize = 64;
    let is_of_word = |c: char| (c.is_alphanumeric() && !is_ideographic(c)) || matches!(c, '\'' | '\u{2019}' | '\u{ad}');
    if !text[place..].starts_with(is_of_word) {
        return place;
    }
    let word = text[..place].trim_end_matches(is_of_word).len();
    if place - word > LONGEST_WORD { place } else { word }
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
