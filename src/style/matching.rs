//! Selector matching: the elements of a chapter as the `selectors` crate asks for them, and rules by
//! the name their rightmost part has.
//!
//! In: a chapter, and the selectors of a theme. Out: for an element, the declaration blocks that meet
//! it, weakest first. What the blocks declare is not looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode, SelectorCaches,
};
use selectors::matching::{ElementSelectorFlags, matches_selector};
use selectors::parser::Component;
use selectors::{Element as SelectorElement, OpaqueElement};

use super::Pseudo;
use super::layer::LayerId;
use crate::css::{Name, PseudoClass, PseudoElement, Selector, Selectors};
use crate::document::element::{Element, Within, element_within};
use crate::document::{BookFacts, Chapter, Node, NodeId};

/// The elements of a chapter with their links, in document order.
pub(super) struct Tree<'a> {
    pub elements: Vec<TreeElement<'a>>,
}

/// An element and its place among the others; numbers are indices of [`Tree::elements`].
pub(super) struct TreeElement<'a> {
    pub node: NodeId,
    pub element: Element<'a>,
    pub parent: Option<usize>,
    previous: Option<usize>,
    next: Option<usize>,
    first_child: Option<usize>,
    last_child: Option<usize>,
    has_text: bool,
}

impl<'a> Tree<'a> {
    pub fn new(facts: &'a BookFacts, chapter: &'a Chapter) -> Tree<'a> {
        let mut tree = Tree { elements: Vec::with_capacity(chapter.next_node as usize / 2) };
        tree.add(facts, chapter, Node::Html(chapter), None, Within::default());
        tree
    }

    fn add(
        &mut self,
        facts: &'a BookFacts,
        chapter: &'a Chapter,
        node: Node<'a>,
        parent: Option<usize>,
        within: Within,
    ) {
        let (parent, within) = match element_within(facts, chapter, node, within) {
            Some(element) => {
                let within = within.below(&element);
                (Some(self.push(node.id(), element, parent)), within)
            }
            None => (parent, within),
        };
        if let (Some(parent), Some(_)) = (parent, node.text()) {
            self.elements[parent].has_text = true;
        }
        node.for_each_child(&mut |child| self.add(facts, chapter, child, parent, within));
    }

    fn push(&mut self, node: NodeId, element: Element<'a>, parent: Option<usize>) -> usize {
        let at = self.elements.len();
        let previous = parent.and_then(|parent| self.elements[parent].last_child.replace(at));
        match (previous, parent) {
            (Some(previous), _) => self.elements[previous].next = Some(at),
            (None, Some(parent)) => self.elements[parent].first_child = Some(at),
            (None, None) => {}
        }
        self.elements.push(TreeElement {
            node,
            element,
            parent,
            previous,
            next: None,
            first_child: None,
            last_child: None,
            has_text: false,
        });
        at
    }

    /// The language tag that is in force at an element.
    pub fn lang(&self, at: usize) -> Option<&str> {
        let mut at = Some(at);
        while let Some(index) = at {
            let element = &self.elements[index];
            if let Some(lang) = own_lang(&element.element) {
                return Some(lang);
            }
            at = element.parent;
        }
        None
    }
}

impl Tree<'_> {
    /// The direction that is in force at an element, by its markup.
    fn direction(&self, at: usize) -> &str {
        let mut at = Some(at);
        while let Some(index) = at {
            let element = &self.elements[index];
            if let Some(direction @ ("ltr" | "rtl")) = element.element.attribute("dir") {
                return direction;
            }
            at = element.parent;
        }
        "ltr"
    }
}

/// The language an element declares.
pub(super) fn own_lang<'e>(element: &'e Element) -> Option<&'e str> {
    element.attribute("lang").or_else(|| element.attribute("xml:lang"))
}

/// An element as the matcher sees it.
#[derive(Clone, Copy)]
struct Candidate<'t, 'a> {
    tree: &'t Tree<'a>,
    at: usize,
}

impl<'t, 'a> Candidate<'t, 'a> {
    fn get(&self) -> &'t TreeElement<'a> {
        &self.tree.elements[self.at]
    }

    fn go(&self, to: Option<usize>) -> Option<Self> {
        to.map(|at| Candidate { tree: self.tree, at })
    }
}

impl fmt::Debug for Candidate<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{}> {}", self.get().element.name, self.at)
    }
}

impl SelectorElement for Candidate<'_, '_> {
    type Impl = Selectors;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(self.get())
    }

    fn parent_element(&self) -> Option<Self> {
        self.go(self.get().parent)
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.go(self.get().previous)
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.go(self.get().next)
    }

    fn first_element_child(&self) -> Option<Self> {
        self.go(self.get().first_child)
    }

    fn is_html_element_in_html_document(&self) -> bool {
        true
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.get().element.name == name
    }

    fn has_namespace(&self, _: &str) -> bool {
        true
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.get().element.name == other.get().element.name
    }

    fn attr_matches(
        &self,
        _: &NamespaceConstraint<&Name>,
        name: &Name,
        operation: &AttrSelectorOperation<&Name>,
    ) -> bool {
        let element = &self.get().element;
        match name.as_str() {
            "id" => element.id.is_some_and(|id| operation.eval_str(id)),
            "class" => !element.classes.is_empty() && operation.eval_str(&element.classes.join(" ")),
            name => element.attribute(name).is_some_and(|value| operation.eval_str(value)),
        }
    }

    fn match_non_ts_pseudo_class(&self, class: &PseudoClass, _: &mut MatchingContext<Selectors>) -> bool {
        match class {
            PseudoClass::Link(_) => self.is_link(),
            PseudoClass::Lang(ranges) => {
                self.tree.lang(self.at).is_some_and(|lang| PseudoClass::lang_matches(ranges, lang))
            }
            PseudoClass::Dir(direction) => self.tree.direction(self.at) == direction.as_str(),
            PseudoClass::Never(_) | PseudoClass::Vendor(_) => false,
        }
    }

    fn match_pseudo_element(&self, _: &PseudoElement, _: &mut MatchingContext<Selectors>) -> bool {
        false
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        let element = &self.get().element;
        element.name == "a" && element.attribute("href").is_some()
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &Name, case: CaseSensitivity) -> bool {
        self.get().element.id.is_some_and(|own| case.eq(own.as_bytes(), id.as_str().as_bytes()))
    }

    fn has_class(&self, class: &Name, case: CaseSensitivity) -> bool {
        self.get().element.classes.iter().any(|own| case.eq(own.as_bytes(), class.as_str().as_bytes()))
    }

    fn has_custom_state(&self, _: &Name) -> bool {
        false
    }

    fn imported_part(&self, _: &Name) -> Option<Name> {
        None
    }

    fn is_part(&self, _: &Name) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        let element = self.get();
        element.first_child.is_none() && !element.has_text
    }

    fn is_root(&self) -> bool {
        self.get().parent.is_none()
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}

/// A selector and the declaration block behind it.
struct Target {
    selector: Selector,
    /// Before [`RuleIndex::rank`], the number of its layer; then the layer's rank.
    rank: u32,
    specificity: u32,
    /// Index of the block; blocks are in cascade order.
    block: usize,
}

/// A block that meets an element, in the order of the cascade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Met {
    /// Of its layer.
    pub rank: u32,
    pub specificity: u32,
    pub block: usize,
}

/// Selectors by the name that their rightmost part asks for, so that an element meets few of them.
#[derive(Default)]
struct Buckets {
    by_id: BTreeMap<Name, Vec<Target>>,
    by_class: BTreeMap<Name, Vec<Target>>,
    by_name: BTreeMap<Name, Vec<Target>>,
    others: Vec<Target>,
}

impl Buckets {
    fn is_empty(&self) -> bool {
        self.by_id.is_empty() && self.by_class.is_empty() && self.by_name.is_empty() && self.others.is_empty()
    }
}

/// All selectors of a theme.
#[derive(Default)]
pub(super) struct RuleIndex {
    elements: Buckets,
    before: Buckets,
    after: Buckets,
    marker: Buckets,
    first_letter: Buckets,
    first_line: Buckets,
}

impl RuleIndex {
    /// Adds a selector of a block. Blocks are added in cascade order.
    pub fn add(&mut self, selector: &Selector, block: usize, layer: LayerId) {
        let mut parts = selector.iter();
        let buckets = match selector.pseudo_element() {
            None => &mut self.elements,
            Some(pseudo) => {
                // In the order of matching, the pseudo-element comes first, then the element it belongs to.
                parts.by_ref().for_each(drop);
                parts.next_sequence();
                match pseudo {
                    PseudoElement::Before => &mut self.before,
                    PseudoElement::After => &mut self.after,
                    PseudoElement::Marker => &mut self.marker,
                    PseudoElement::FirstLetter => &mut self.first_letter,
                    PseudoElement::FirstLine => &mut self.first_line,
                    PseudoElement::Never(_) => return,
                }
            }
        };
        let (mut id, mut class, mut name) = (None, None, None);
        for part in parts {
            match part {
                Component::ID(value) => id = Some(value.clone()),
                Component::Class(value) => class = Some(value.clone()),
                Component::LocalName(value) => name = Some(value.lower_name.clone()),
                _ => {}
            }
        }
        let bucket = match (id, class, name) {
            (Some(id), _, _) => buckets.by_id.entry(id).or_default(),
            (None, Some(class), _) => buckets.by_class.entry(class).or_default(),
            (None, None, Some(name)) => buckets.by_name.entry(name).or_default(),
            (None, None, None) => &mut buckets.others,
        };
        let rank = layer as u32;
        bucket.push(Target { selector: selector.clone(), rank, specificity: selector.specificity(), block });
    }

    /// Puts the ranks of layers in their place, once all of them are known.
    pub fn rank(&mut self, ranks: &[u32]) {
        let RuleIndex { elements, before, after, marker, first_letter, first_line } = self;
        for buckets in [elements, before, after, marker, first_letter, first_line] {
            let Buckets { by_id, by_class, by_name, others } = buckets;
            let lists = by_id.values_mut().chain(by_class.values_mut()).chain(by_name.values_mut()).chain([others]);
            lists.flatten().for_each(|target| target.rank = ranks[target.rank as usize]);
        }
    }

    /// The blocks that meet an element or its pseudo-element, weakest first.
    pub fn matches(&self, tree: &Tree, at: usize, pseudo: Option<Pseudo>, caches: &mut SelectorCaches) -> Vec<usize> {
        self.met(tree, at, pseudo, caches).into_iter().map(|met| met.block).collect()
    }

    /// The same, with what makes each as strong as it is.
    pub fn met(&self, tree: &Tree, at: usize, pseudo: Option<Pseudo>, caches: &mut SelectorCaches) -> Vec<Met> {
        let buckets = match pseudo {
            None => &self.elements,
            Some(Pseudo::Before) => &self.before,
            Some(Pseudo::After) => &self.after,
            Some(Pseudo::Marker) => &self.marker,
            Some(Pseudo::FirstLetter) => &self.first_letter,
            Some(Pseudo::FirstLine) => &self.first_line,
        };
        if buckets.is_empty() {
            return Vec::new();
        }
        let mode = if pseudo.is_some() { MatchingMode::ForStatelessPseudoElement } else { MatchingMode::Normal };
        let mut context = MatchingContext::new(
            mode,
            None,
            caches,
            QuirksMode::NoQuirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        let candidate = Candidate { tree, at };
        let mut met: Vec<Met> = Vec::new();
        let mut meet = |targets: &[Target]| {
            for &Target { ref selector, rank, specificity, block } in targets {
                if matches_selector(selector, 0, None, candidate, &mut context) {
                    met.push(Met { rank, specificity, block });
                }
            }
        };
        let element = &candidate.get().element;
        let lists = element.id.and_then(|id| buckets.by_id.get(id));
        let lists = lists.into_iter().chain(element.classes.iter().filter_map(|class| buckets.by_class.get(*class)));
        lists.chain(buckets.by_name.get(element.name)).for_each(|targets| meet(targets));
        meet(&buckets.others);
        met.sort_unstable();
        // A block is as strong as the strongest of its selectors that match (Selectors 4, section 17).
        let mut seen = BTreeSet::new();
        met.reverse();
        met.retain(|met| seen.insert(met.block));
        met.reverse();
        met
    }
}
