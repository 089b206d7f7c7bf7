//! Elements for blocks: paragraphs, headings, lists, quotations, code, figures.

use super::{
    Attribute, Block, BlockKind, ElementId, Inline, InlineKind, Kid, NONE, Numbering, Planner, Role, Slot, plain_text,
};
use crate::document::{Caption, ChapterRole, CodeBlock, DefinitionGroup, Division, List, ListItem};

impl<'a> Planner<'a> {
    /// Blocks within an element that may also hold the notes they refer to.
    pub(super) fn blocks(&mut self, blocks: &'a [Block], parent: ElementId) {
        for block in blocks {
            self.block(block, parent);
            if parent != NONE && self.role(parent).takes_notes() {
                self.place_notes(parent);
            }
        }
    }

    fn block(&mut self, block: &'a Block, parent: ElementId) {
        match &block.kind {
            BlockKind::Paragraph(content) => {
                let element = match content.as_slice() {
                    // A figure's image needs no paragraph around it.
                    [Inline { kind: InlineKind::Image(_), .. }] if self.in_figure => parent,
                    _ => self.attributed(Role::P, block, parent),
                };
                self.around(block.id, element, |planner| planner.inlines(content, element, NONE));
            }
            BlockKind::Plain(content) => {
                let element = if self.role(parent).groups() { self.attributed(Role::P, block, parent) } else { parent };
                self.around(block.id, element, |planner| planner.inlines(content, element, NONE));
            }
            BlockKind::Heading { level, content } => {
                let role = if self.is_title(*level, content) {
                    Role::Title
                } else {
                    Role::Heading(self.heading_level(*level))
                };
                let element = self.attributed(role, block, parent);
                self.around(block.id, element, |planner| planner.inlines(content, element, NONE));
            }
            // A break between scenes is a sign for the eye; the paragraphs around it say the same.
            BlockKind::ThematicBreak => self.content(block.id, Slot::Content, NONE),
            BlockKind::BlockQuote(content) => self.group(Role::BlockQuote, block, content, parent),
            BlockKind::Alert(alert) => self.group(Role::Div, block, &alert.content, parent),
            BlockKind::Division { kind, content } => match kind {
                Division::Plain | Division::Aside | Division::Header | Division::Footer => {
                    self.group(Role::Div, block, content, parent);
                }
                Division::Section => self.group(Role::Sect, block, content, parent),
                Division::Article => self.group(Role::Art, block, content, parent),
                Division::Contents => {
                    let outer = std::mem::replace(&mut self.in_contents, true);
                    self.around(block.id, parent, |planner| planner.blocks(content, parent));
                    self.in_contents = outer;
                }
            },
            BlockKind::List(list) => self.list(block, list, parent),
            BlockKind::DefinitionList(groups) => self.definitions(block, groups, parent),
            BlockKind::CodeBlock(code) => self.code(block, code, parent),
            BlockKind::Math(inner) => {
                let element = self.attributed(Role::Formula, block, parent);
                self.set_words(element, &inner.math);
                self.around(block.id, element, |planner| planner.content(inner.inner, Slot::Content, element));
            }
            BlockKind::Details(details) => {
                let element = self.attributed(Role::Div, block, parent);
                self.around(block.id, element, |planner| {
                    if let Some(summary) = &details.summary {
                        let line = planner.element(Role::P, element);
                        planner.set_lang(line, &summary.attributes);
                        planner.around(summary.id, line, |planner| planner.inlines(&summary.content, line, NONE));
                        planner.place_notes(element);
                    }
                    planner.blocks(&details.content, element);
                });
            }
            BlockKind::Table(table) => self.table(block, table, parent),
            BlockKind::Figure { content, caption } => self.figure_block(block, content, caption.as_ref(), parent),
        }
    }

    pub(super) fn attributed(&mut self, role: Role, block: &Block, parent: ElementId) -> ElementId {
        let element = self.element(role, parent);
        self.set_lang(element, &block.attributes);
        element
    }

    /// Whether a heading is the title of the whole: PDF 2.0 tells it from the headings below it.
    fn is_title(&mut self, level: u8, content: &[Inline]) -> bool {
        let title = self.document.metadata.title.as_deref().unwrap_or_default().trim();
        if !self.is_2 || level != 1 || self.is_titled {
            return false;
        }
        self.is_titled = self.document.chapter(self.chapter).role == ChapterRole::TitlePage
            || !title.is_empty() && plain_text(content).trim() == title;
        self.is_titled
    }

    fn group(&mut self, role: Role, block: &'a Block, content: &'a [Block], parent: ElementId) {
        let element = self.attributed(role, block, parent);
        self.around(block.id, element, |planner| planner.blocks(content, element));
    }

    fn code(&mut self, block: &'a Block, code: &'a CodeBlock, parent: ElementId) {
        let element = self.attributed(Role::P, block, parent);
        self.around(block.id, element, |planner| {
            let inner = planner.element(Role::Code, element);
            planner.around(code.code, inner, |planner| planner.inlines(&code.content, inner, NONE));
        });
    }

    fn list(&mut self, block: &'a Block, list: &'a List, parent: ElementId) {
        let (outer, inner) = if self.in_contents { (Role::Toc, Role::Toci) } else { (Role::L, Role::LI) };
        let element = self.attributed(outer, block, parent);
        self.plan.places.insert(self.node_ref(block.id), element);
        if !self.in_contents {
            // Required where items have a `Lbl` (ISO 14289-1, 7.6).
            let style = self.pages.list_styles.get(&self.node_ref(block.id));
            let numbering = Numbering::of(style, list.start.is_some());
            self.get(element).attribute = Some(Attribute::ListNumbering(numbering));
        }
        for item in &list.items {
            self.list_item(item, inner, element);
        }
    }

    fn list_item(&mut self, item: &'a ListItem, role: Role, parent: ElementId) {
        let element = self.element(role, parent);
        self.set_lang(element, &item.attributes);
        let label = self.element(Role::Lbl, element);
        self.content(item.id, Slot::Marker, label);
        // An item of the contents holds its reference and the level below it directly.
        if role == Role::Toci
            && let Some(Block { kind: BlockKind::Plain(line), .. }) = item.content.first()
            && let Some(link) = line.first()
        {
            self.set_lang(element, &link.attributes);
        }
        let body = if role == Role::LI { self.element(Role::LBody, element) } else { element };
        self.around(item.id, body, |planner| planner.blocks(&item.content, body));
    }

    /// A group of terms is one item: its terms the label, what is said of them the body.
    fn definitions(&mut self, block: &'a Block, groups: &'a [DefinitionGroup], parent: ElementId) {
        let element = self.attributed(Role::L, block, parent);
        self.plan.places.insert(self.node_ref(block.id), element);
        self.get(element).attribute = Some(Attribute::ListNumbering(Numbering::Description));
        for group in groups {
            let item = self.element(Role::LI, element);
            let label = self.element(Role::Lbl, item);
            for term in &group.terms {
                let span = if group.terms.len() > 1 { self.element(Role::Span, label) } else { label };
                self.set_lang(span, &term.attributes);
                self.around(term.id, span, |planner| planner.inlines(&term.content, span, NONE));
            }
            let body = self.element(Role::LBody, item);
            for details in &group.details {
                let one = if group.details.len() > 1 { self.element(Role::Div, body) } else { body };
                self.set_lang(one, &details.attributes);
                self.around(details.id, one, |planner| planner.blocks(&details.content, one));
            }
            self.place_notes(body);
        }
    }

    /// A figure that is an image holds its caption (ISO 32000-2, 14.8.4.8.5); around anything else there is no `Figure`, since
    /// that is read by its alternative text.
    fn figure_block(
        &mut self,
        block: &'a Block,
        content: &'a [Block],
        caption: Option<&'a Caption>,
        parent: ElementId,
    ) {
        let is_image = match content {
            [Block { kind: BlockKind::Paragraph(content) | BlockKind::Plain(content), .. }] => {
                matches!(content.as_slice(), [Inline { kind: InlineKind::Image(_), .. }])
            }
            _ => false,
        };
        let role = if is_image { Role::Figure } else { Role::Div };
        let element = self.attributed(role, block, parent);
        let outer_figure = std::mem::replace(&mut self.whole_figure, is_image.then_some(element));
        let words = caption.map(|caption| block_text(&caption.content)).unwrap_or_default();
        let outer = (std::mem::replace(&mut self.caption_text, words), std::mem::replace(&mut self.in_figure, true));
        self.around(block.id, element, |planner| planner.blocks(content, element));
        (self.caption_text, self.in_figure) = outer;
        self.whole_figure = outer_figure;
        // An image that says nothing is an artifact, and what is around it no figure.
        if is_image && self.get(element).alt.is_none() {
            self.get(element).role = Role::Div;
        }
        if let Some(caption) = caption {
            // Its notes come after the whole: a caption is the first or the last that a figure holds (ISO 14289-2, 8.2.5.27).
            self.caption(caption, element);
            // A division is none of the elements that have captions, and what it holds counts as held by what is around it.
            if self.is_2
                && self.role(element) == Role::Div
                && let Some(&Kid::Element(last)) =
                    self.get(element).kids.iter().rev().find(|kid| matches!(kid, Kid::Element(_)))
                && self.role(last) == Role::Caption
            {
                let is_line = self.get(last).kids.iter().any(|kid| matches!(kid, Kid::Content(..)));
                self.get(last).role = if is_line { Role::P } else { Role::Div };
            }
        }
    }

    pub(super) fn caption(&mut self, caption: &'a Caption, parent: ElementId) {
        let element = self.element(Role::Caption, parent);
        self.set_lang(element, &caption.attributes);
        self.around(caption.id, element, |planner| planner.blocks(&caption.content, element));
    }
}

/// The words of blocks, for an image that has a caption and no description.
fn block_text(blocks: &[Block]) -> String {
    let mut words = Vec::new();
    for block in blocks {
        if let BlockKind::Paragraph(content) | BlockKind::Plain(content) = &block.kind {
            words.push(plain_text(content));
        }
    }
    words.join(" ")
}
