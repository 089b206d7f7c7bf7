//! Generated content: what `content` and `string-set` say, as text (CSS Content 3; CSS Generated Content for Paged
//! Media 3).

use std::sync::Arc;

use super::super::counter::counter_text;
use super::super::inline_content::{Decoration, InlineBuilder, InlineObject};
use super::Builder;
use super::inline::decorate;
use crate::document::element::element;
use crate::document::{Inline, InlineKind, Node, NodeId, Target};
use crate::style::{ComputedStyle, ContentPart, CounterStyle, Display, Pseudo};

impl Builder<'_> {
    /// Generated content (CSS Content 3).
    pub(super) fn pseudo(
        &mut self,
        id: NodeId,
        pseudo: Pseudo,
        node: Node,
        decoration: Decoration,
        into: &mut InlineBuilder,
    ) {
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
                    let element = element(self.source.facts, self.source.chapter, node);
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

    pub(super) fn string_set(&self, node: Node, style: &ComputedStyle) -> Vec<(Arc<str>, Arc<str>)> {
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
