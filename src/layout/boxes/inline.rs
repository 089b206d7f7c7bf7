//! Inline nodes: their text, their objects and the boxes around them, in the line of the block they stand in.

use std::sync::Arc;

use super::super::formula_breaks::segments;
use super::super::inline_content::{Decoration, FormulaPart, InlineBuilder, InlineObject, Ruby};
use super::{BlockBox, BoxContent, Builder, Contents, displayed};
use crate::document::{ImageSource, Inline, InlineKind, Node, NodeId};
use crate::geom::Pt;
use crate::style::{Border, ComputedStyle, Display, Float, Pseudo, VerticalAlign};

impl<'a> Builder<'a> {
    /// An inline node: text in the line, or a block where its style says so.
    pub(super) fn inline_or_block(&mut self, inline: &'a Inline, parent: &Arc<ComputedStyle>, contents: &mut Contents) {
        if let Some(style) = self.style(Node::Inline(inline))
            && (matches!(style.display, Display::Block | Display::ListItem)
                || displayed(Node::Inline(inline)).is_some())
            && !self.leaves_the_line(&style)
            && !matches!(inline.kind, InlineKind::HardBreak)
        {
            self.close_anonymous(contents, inline.id, parent);
            let strings = self.string_set(Node::Inline(inline), &style);
            let block = self.block_of_inline(inline, style);
            contents.blocks.push(BlockBox { strings, ..block });
            return;
        }
        self.inline(inline, parent, Decoration::default(), &mut contents.inline);
    }

    /// A block of its own made of an inline node. An image keeps its edges and its size, the block around it has its
    /// margins.
    fn block_of_inline(&mut self, inline: &'a Inline, style: Arc<ComputedStyle>) -> BlockBox {
        if !matches!(inline.kind, InlineKind::Image(_)) {
            let mut content = self.contents(Node::Inline(inline), &style);
            if let BoxContent::Inline(line) = &mut content {
                Arc::make_mut(line).end_with_space(inline.id);
            }
            return self.principal(inline.id, style, content);
        }
        let initial = ComputedStyle::initial();
        let outer = ComputedStyle {
            padding: initial.padding,
            border: initial.border,
            border_radius: initial.border_radius,
            background_color: initial.background_color,
            background: initial.background,
            width: initial.width,
            height: initial.height,
            max_width: initial.max_width,
            max_height: initial.max_height,
            ..style.as_ref().clone()
        };
        let inner = Arc::new(ComputedStyle { margin: initial.margin, ..style.as_ref().clone() });
        let mut line = InlineBuilder::default();
        self.inline_in(inline, inner, true, Decoration::default(), &mut line);
        let content = BoxContent::Inline(Arc::new(line.finish()));
        self.principal(inline.id, Arc::new(outer), content)
    }

    pub(super) fn inline(
        &mut self,
        inline: &'a Inline,
        parent: &Arc<ComputedStyle>,
        outer: Decoration,
        into: &mut InlineBuilder,
    ) {
        let node = Node::Inline(inline);
        let style = self.style(node).unwrap_or_else(|| parent.clone());
        if style.display == Display::None {
            self.hidden(node, into);
            return;
        }
        let is_element = self.source.styles.get(inline.id).is_some();
        if is_element && !style.string_set.is_empty() {
            let strings = self.string_set(node, &style);
            into.strings(strings);
        }
        if is_element && self.leaves_the_line(&style) {
            into.float();
            let block = match style.running.is_some() && !self.is_running {
                true => self.running(node, &style, |builder| builder.block_of_inline(inline, style.clone())),
                false => self.block_of_inline(inline, style),
            };
            self.floats.push(block);
            return;
        }
        let decoration = if is_element { decorate(outer, &style, parent) } else { outer };
        self.inline_in(inline, style, is_element, decoration, into);
    }

    /// An inline node in its style.
    fn inline_in(
        &mut self,
        inline: &'a Inline,
        style: Arc<ComputedStyle>,
        is_element: bool,
        decoration: Decoration,
        into: &mut InlineBuilder,
    ) {
        let node = Node::Inline(inline);
        if self.source.chapter.ids.contains_key(&inline.id) {
            into.settle();
            into.anchor(inline.id);
        }
        // An image has its edges around itself.
        let paints = is_element && !matches!(inline.kind, InlineKind::Image(_)) && paints_or_takes_room(&style);
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
            InlineKind::Math(math) if math.formula.is_some() => {
                let Some(formula) = &math.formula else { return };
                let parts = segments(&formula.content);
                for segment in parts {
                    let object = InlineObject::Formula(Box::new(FormulaPart {
                        node: inline.id,
                        formula: formula.clone(),
                        segment,
                        style: style.clone(),
                    }));
                    into.object(inline.id, object, &style, decoration);
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
            | InlineKind::Token { .. }
            | InlineKind::Math(_)
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

    /// Whether it stands beside the text, or in the margin boxes of pages; what is there already stays where it is.
    fn leaves_the_line(&self, style: &ComputedStyle) -> bool {
        style.running.is_some() && !self.is_running || matches!(style.float, Float::InlineStart | Float::InlineEnd)
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
}

pub(super) fn decorate(outer: Decoration, style: &ComputedStyle, parent: &ComputedStyle) -> Decoration {
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

pub(super) fn paints_or_takes_room(style: &ComputedStyle) -> bool {
    let length = |value: crate::style::LengthPercentage| value.resolve(Pt::ZERO) > Pt::ZERO;
    let margin = |value: crate::style::AutoLength| value.resolve(Pt::ZERO).is_some_and(|length| length != Pt::ZERO);
    style.border.any(Border::is_visible)
        || !style.background_color.is_transparent()
        || style.background.image.is_some()
        || length(style.padding.inline_start)
        || length(style.padding.inline_end)
        || margin(style.margin.inline_start)
        || margin(style.margin.inline_end)
}
