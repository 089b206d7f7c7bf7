//! Generated content: what `content` and `string-set` say, as text (CSS Content 3; CSS Generated Content for Paged
//! Media 3).

use std::sync::Arc;

use super::super::counter::counter_text;
use super::super::inline_content::{Decoration, InlineBuilder, InlineObject, PageCounter};
use super::inline::{decorate, paints_or_takes_room};
use super::{Builder, anonymous};
use crate::document::element::element;
use crate::document::walk::element_text;
use crate::document::{Image, ImageSource, Inline, InlineKind, Node, NodeId, NodeRef, Target, TargetFacts};
use crate::style::{ComputedStyle, ContentPart, CounterStyle, Display, Pseudo, QuoteMark, open_quotes_after};

/// What a part of `content` comes to.
enum Generated {
    Text(String),
    PageCounter(PageCounter),
    Object(InlineObject),
}

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
        if style.display == Display::None {
            return;
        }
        let decoration = match self.source.styles.get(id) {
            Some(parent) => decorate(decoration, &style, parent),
            None => decoration,
        };
        let is_inline = matches!(style.display, Display::Inline | Display::InlineBlock);
        let paints = is_inline && paints_or_takes_room(&style);
        if paints {
            into.settle();
        }
        let start = into.offset();
        for part in self.parts(id, pseudo, node, &style) {
            match part {
                Generated::Text(text) => into.generated_text(id, pseudo, &text, &style, decoration),
                Generated::PageCounter(counter) => into.page_counter(id, pseudo, counter, &style, decoration),
                Generated::Object(object) => into.object(id, object, &style, decoration),
            }
        }
        if paints {
            let end = into.offset();
            into.inline_box(start..end, style);
        }
    }

    /// The same as text alone, for a marker.
    pub(super) fn generated(&mut self, id: NodeId, pseudo: Pseudo, node: Node, style: &Arc<ComputedStyle>) -> String {
        let text = |part| match part {
            Generated::Text(text) => Some(text),
            Generated::Object(_) | Generated::PageCounter(_) => None,
        };
        self.parts(id, pseudo, node, style).into_iter().filter_map(text).collect()
    }

    fn parts(&mut self, id: NodeId, pseudo: Pseudo, node: Node, style: &Arc<ComputedStyle>) -> Vec<Generated> {
        let mut open_quotes = self.source.counts.open_quotes(id, pseudo);
        let content = style.content.clone();
        let mut parts = Vec::new();
        for part in content.iter().flat_map(|parts| parts.iter()) {
            parts.push(match part {
                ContentPart::Leader(pattern) => {
                    Generated::Object(InlineObject::Leader { pattern: Arc::from(pattern.as_str()) })
                }
                ContentPart::Image(path) => {
                    if self.source.resources.get(path).is_none() {
                        continue;
                    }
                    let image = Image { source: ImageSource::Local(path.clone()), alt: String::new(), title: None };
                    Generated::Object(InlineObject::Image { node: id, image, style: Arc::new(anonymous(style)) })
                }
                ContentPart::Quote(mark) => {
                    let text = quotation_mark(style, *mark, open_quotes);
                    open_quotes = open_quotes_after(open_quotes, *mark);
                    Generated::Text(text)
                }
                ContentPart::TargetPage { style: numbering } => {
                    self.shows_page_numbers = true;
                    Generated::Text(self.target_page(node, numbering))
                }
                ContentPart::Counter { name, style } if self.is_running && name == "page" => {
                    Generated::PageCounter(PageCounter::Page(style.clone()))
                }
                ContentPart::Counter { name, style } if self.is_running && name == "pages" => {
                    Generated::PageCounter(PageCounter::Pages(style.clone()))
                }
                part => Generated::Text(self.text_part(part, id, Some(pseudo), node)),
            });
        }
        parts
    }

    /// A part that is text wherever it stands.
    fn text_part(&self, part: &ContentPart, id: NodeId, pseudo: Option<Pseudo>, node: Node) -> String {
        let counters = |values: &[i32], separator: &str, style: &CounterStyle| {
            values.iter().map(|value| counter_text(*value, style)).collect::<Vec<_>>().join(separator)
        };
        match part {
            ContentPart::Text(text) => text.clone(),
            ContentPart::ElementText => element_text(node),
            ContentPart::Attribute(name) => {
                let element = element(self.source.facts, self.source.chapter, node);
                element.as_ref().and_then(|element| element.attribute(name)).unwrap_or_default().to_owned()
            }
            ContentPart::Counter { name, style } => {
                let values = self.source.counts.values(id, pseudo, name);
                counters(&values[values.len() - 1..], "", style)
            }
            ContentPart::Counters { name, separator, style } => {
                counters(self.source.counts.values(id, pseudo, name), separator, style)
            }
            ContentPart::TargetCounter { name, separator, style } => {
                let values = self.target(node).and_then(|target| target.counters.get(name));
                let values = values.map_or(&[0][..], Vec::as_slice);
                match separator {
                    Some(separator) => counters(values, separator, style),
                    None => counters(&values[values.len().saturating_sub(1)..], "", style),
                }
            }
            ContentPart::TargetText { first_letter } => {
                let text = self.target(node).map_or("", |target| target.text.as_str());
                match first_letter {
                    true => text.chars().take(1).collect(),
                    false => text.to_owned(),
                }
            }
            // Strings and running elements belong to margin boxes.
            ContentPart::NamedString { .. }
            | ContentPart::Element { .. }
            | ContentPart::Image(_)
            | ContentPart::Leader(_)
            | ContentPart::Quote(_)
            | ContentPart::TargetPage { .. } => String::new(),
        }
    }

    fn target(&self, node: Node) -> Option<&TargetFacts> {
        self.source.facts.targets.get(&link_target(node)?)
    }

    fn target_page(&self, node: Node, numbering: &CounterStyle) -> String {
        let Some(target) = link_target(node) else { return String::new() };
        match self.source.page_numbers.get(&target) {
            // `decimal` is what `target-counter()` says by default: then the page's own numbering is meant.
            Some((number, own)) => {
                counter_text(*number, if *numbering == CounterStyle::Decimal { own } else { numbering })
            }
            // Room for a number while none is known; after that, what is shown nowhere has none.
            None if self.source.page_numbers.is_empty() => "000".to_owned(),
            None => String::new(),
        }
    }

    pub(super) fn string_set(&self, node: Node, style: &ComputedStyle) -> Vec<(Arc<str>, Arc<str>)> {
        let value = |parts: &[ContentPart]| -> String {
            parts.iter().map(|part| self.text_part(part, node.id(), None, node)).collect()
        };
        let sets = style.string_set.iter();
        sets.map(|(name, parts)| (Arc::from(name.as_str()), Arc::from(value(parts).trim()))).collect()
    }
}

fn link_target(node: Node) -> Option<NodeRef> {
    if let Node::Inline(Inline { kind: InlineKind::Link { target: Target::Node(target), .. }, .. }) = node {
        return Some(*target);
    }
    None
}

/// The mark for a depth (CSS Content 3, section 3): that of the style, else of the language.
fn quotation_mark(style: &ComputedStyle, mark: QuoteMark, open: usize) -> String {
    let depth = match mark {
        QuoteMark::Open => open,
        // Nothing is open that could be closed.
        QuoteMark::Close if open == 0 => return String::new(),
        QuoteMark::Close => open - 1,
        QuoteMark::NoOpen | QuoteMark::NoClose => return String::new(),
    };
    let is_open = mark == QuoteMark::Open;
    match &style.quotes {
        Some(pairs) => match pairs.get(depth).or(pairs.last()) {
            Some((open, close)) => if is_open { open } else { close }.clone(),
            None => String::new(),
        },
        None => {
            let words = style.lang.words();
            words.quotes[depth.min(1) * 2 + usize::from(!is_open)].clone()
        }
    }
}
