//! Counters of a chapter (CSS Lists 3, section 4): what `counter()` and `counters()` say where they stand.
//!
//! In: a chapter, its styles, and the counters that stand when it begins. Out: [`Counts`]: the values for each element
//! and generated box whose content asks for them, and those that stand at the chapter's end. A book is one flow:
//! what `html` and `body` reset is reset where the book begins, and goes on from chapter to chapter.

use std::collections::BTreeMap;

use super::{ComputedStyle, ContentPart, Display, Pseudo, QuoteMark, StyleMap, Theme, cascade};
use crate::document::walk::element_text;
use crate::document::{Block, BlockKind, BookFacts, Chapter, Document, ListItem, Node, NodeId, NodeRef, TargetFacts};
use crate::font::Fonts;

/// The counter that lists have of themselves (CSS Lists 3, section 4.6).
const LIST_ITEM: &str = "list-item";

/// A counter's values at a place, from the outermost to the innermost.
type Values = Vec<i32>;

/// The counters of a chapter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    shown: BTreeMap<(NodeId, Option<Pseudo>), BTreeMap<String, Values>>,
    /// At the elements that links may lead to; empty unless asked for.
    targets: BTreeMap<NodeId, BTreeMap<String, Values>>,
    /// How many quotations are open where a generated box begins.
    quotes: BTreeMap<(NodeId, Pseudo), usize>,
    /// The book's counters at the end of the chapter.
    end: BTreeMap<String, i32>,
}

impl Counts {
    /// The values that a name has for an element's own content (`None`) or a generated box; 0 where there is none.
    pub fn values(&self, node: NodeId, pseudo: Option<Pseudo>, name: &str) -> &[i32] {
        self.shown.get(&(node, pseudo)).and_then(|names| names.get(name)).map_or(&[0], Vec::as_slice)
    }

    /// How many quotations are open where a generated box begins.
    pub fn open_quotes(&self, node: NodeId, pseudo: Pseudo) -> usize {
        self.quotes.get(&(node, pseudo)).copied().unwrap_or_default()
    }
}

/// Puts into the facts of each chapter the counters that stand at its beginning and what generated content says of its
/// links' targets. Costs nothing where the theme asks for neither.
pub fn add_counters(document: &Document, facts: &mut [BookFacts], theme: &Theme, fonts: &Fonts) {
    let (has_counters, asks_for_targets) = (theme.has_counters(), theme.asks_for_targets());
    if !has_counters && !asks_for_targets {
        return;
    }
    let mut start = BTreeMap::new();
    let mut counts = Vec::with_capacity(document.chapters.len());
    for (chapter, facts) in document.chapters.iter().zip(facts.iter_mut()) {
        facts.counters.clone_from(&start);
        if has_counters {
            let counted = count(chapter, &cascade(facts, chapter, theme, fonts), &start, asks_for_targets);
            start.clone_from(&counted.end);
            counts.push(counted);
        }
    }
    if !asks_for_targets {
        return;
    }
    let mut targets: BTreeMap<NodeRef, TargetFacts> = BTreeMap::new();
    for target in facts.iter().flat_map(BookFacts::link_targets) {
        targets.entry(target).or_default();
    }
    for (index, chapter) in document.chapters.iter().enumerate() {
        Node::Body(chapter).visit(&mut |node| {
            let place = NodeRef { chapter: chapter.id, node: node.id() };
            if let Some(target) = targets.get_mut(&place) {
                target.text = element_text(node);
                let counters = counts.get(index).and_then(|counts| counts.targets.get(&node.id()));
                target.counters = counters.cloned().unwrap_or_default();
            }
        });
    }
    for facts in facts {
        let own = facts.link_targets().filter_map(|target| Some((target, targets.get(&target)?.clone()))).collect();
        facts.targets = own;
    }
}

/// Counts through a chapter; `targets` says whether values at all ids are kept.
pub fn count(chapter: &Chapter, styles: &StyleMap, start: &BTreeMap<String, i32>, targets: bool) -> Counts {
    let counters = start.iter().map(|(name, value)| (name.clone(), vec![(0, *value)])).collect();
    let mut walk = Walk {
        chapter,
        styles,
        counters,
        steps: Vec::new(),
        open_quotes: 0,
        keeps_targets: targets,
        counts: Counts::default(),
    };
    walk.element(Node::Html(chapter), 0);
    walk.counts
}

/// How many quotations are open after a mark.
pub fn open_quotes_after(open: usize, mark: QuoteMark) -> usize {
    match mark {
        QuoteMark::Open | QuoteMark::NoOpen => open + 1,
        QuoteMark::Close | QuoteMark::NoClose => open.saturating_sub(1),
    }
}

struct Walk<'a> {
    chapter: &'a Chapter,
    styles: &'a StyleMap,
    /// By name, each with the depth of the element that made it; the innermost last.
    counters: BTreeMap<String, Vec<(usize, i32)>>,
    /// What each item of the open lists adds to the one before.
    steps: Vec<i32>,
    open_quotes: usize,
    keeps_targets: bool,
    counts: Counts,
}

/// `html` and `body`: what stands there is the book's.
const BOOK_DEPTH: usize = 1;

impl Walk<'_> {
    fn element(&mut self, node: Node, depth: usize) {
        let Some(style) = self.styles.get(node.id()).cloned() else {
            self.children(node, depth);
            return;
        };
        if style.display == Display::None {
            return;
        }
        self.list_item(node, depth);
        self.apply(&style, depth);
        self.show(node.id(), None, &style);
        if self.keeps_targets && self.chapter.ids.contains_key(&node.id()) {
            self.counts.targets.insert(node.id(), self.all());
        }
        for pseudo in [Pseudo::Marker, Pseudo::Before] {
            self.pseudo(node.id(), pseudo, depth + 1);
        }
        self.children(node, depth + 1);
        if let Node::Block(Block { kind: BlockKind::List(_), .. }) = node {
            self.steps.pop();
        }
        self.pseudo(node.id(), Pseudo::After, depth + 1);
        if depth == BOOK_DEPTH {
            let end = self.counters.iter().filter_map(|(name, values)| {
                values.first().filter(|(depth, _)| *depth <= BOOK_DEPTH).map(|(_, value)| (name.clone(), *value))
            });
            self.counts.end = end.collect();
        }
        // What the children made is theirs and their siblings'.
        for values in self.counters.values_mut() {
            while values.pop_if(|(own, _)| *own > depth).is_some() {}
        }
    }

    fn children(&mut self, node: Node, depth: usize) {
        node.for_each_child(&mut |child| self.element(child, depth));
    }

    fn pseudo(&mut self, node: NodeId, pseudo: Pseudo, depth: usize) {
        if let Some(style) = self.styles.pseudo(node, pseudo).cloned() {
            self.apply(&style, depth);
            self.show(node, Some(pseudo), &style);
            for part in style.content.iter().flat_map(|parts| parts.iter()) {
                let ContentPart::Quote(mark) = part else { continue };
                self.counts.quotes.entry((node, pseudo)).or_insert(self.open_quotes);
                self.open_quotes = open_quotes_after(self.open_quotes, *mark);
            }
        }
    }

    /// `counter-reset`, then `counter-increment`, then `counter-set` (section 4.4).
    fn apply(&mut self, style: &ComputedStyle, depth: usize) {
        for (name, value) in style.counter_reset.iter() {
            // What the book's own elements reset goes on from the chapter before.
            if depth <= BOOK_DEPTH && self.counters.get(name).is_some_and(|values| !values.is_empty()) {
                continue;
            }
            self.reset(name, *value, depth);
        }
        for (name, value) in style.counter_increment.iter() {
            let counter = self.innermost(name, depth);
            *counter = counter.saturating_add(*value);
        }
        for (name, value) in style.counter_set.iter() {
            *self.innermost(name, depth) = *value;
        }
    }

    /// A new counter; one of an earlier sibling is replaced (section 4.5).
    fn reset(&mut self, name: &str, value: i32, depth: usize) {
        let values = self.counters.entry(name.to_owned()).or_default();
        values.pop_if(|(own, _)| *own == depth);
        values.push((depth, value));
    }

    fn innermost(&mut self, name: &str, depth: usize) -> &mut i32 {
        let values = self.counters.entry(name.to_owned()).or_default();
        if values.is_empty() {
            values.push((depth, 0));
        }
        let last = values.len() - 1;
        &mut values[last].1
    }

    /// Lists count their items without being asked.
    fn list_item(&mut self, node: Node, depth: usize) {
        if let Node::Block(Block { kind: BlockKind::List(list), attributes, .. }) = node {
            let is_reversed = attributes.get("reversed").is_some();
            let step = if is_reversed { -1 } else { 1 };
            let first = list.first_number(is_reversed).clamp(i64::from(i32::MIN) + 1, i64::from(i32::MAX) - 1) as i32;
            self.reset(LIST_ITEM, first - step, depth);
            self.steps.push(step);
            return;
        }
        if let Node::ListItem(ListItem { attributes, .. }) = node {
            let value = attributes.get("value").and_then(|value| value.trim().parse().ok());
            let step = self.steps.last().copied().unwrap_or(1);
            let counter = self.innermost(LIST_ITEM, depth);
            *counter = value.unwrap_or(counter.saturating_add(step));
        }
    }

    fn show(&mut self, node: NodeId, pseudo: Option<Pseudo>, style: &ComputedStyle) {
        let content = style.content.iter().flat_map(|parts| parts.iter());
        let sets = style.string_set.iter().flat_map(|(_, parts)| parts);
        for part in content.chain(sets) {
            if let ContentPart::Counter { name, .. } | ContentPart::Counters { name, .. } = part {
                let values = self.values(name);
                self.counts.shown.entry((node, pseudo)).or_default().insert(name.clone(), values);
            }
        }
    }

    fn values(&self, name: &str) -> Values {
        match self.counters.get(name) {
            Some(values) if !values.is_empty() => values.iter().map(|(_, value)| *value).collect(),
            Some(_) | None => vec![0],
        }
    }

    fn all(&self) -> BTreeMap<String, Values> {
        self.counters.keys().map(|name| (name.clone(), self.values(name))).collect()
    }
}
