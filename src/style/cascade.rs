//! The cascade: from a chapter's nodes and a theme's rules to computed styles.
//!
//! In: a document, one of its chapters, a theme, fonts for font-relative units. Out: a [`StyleMap`]. A
//! pure function of its arguments, so that chapters may run in parallel. Elements that meet the same
//! rules below the same style share one [`ComputedStyle`]: a novel's paragraphs have a handful.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use selectors::context::SelectorCaches;

use super::attribute::{self, StyleAttribute};
use super::declaration::{Entry, compile};
use super::inheritable::Style;
use super::matching::{Tree, own_lang};
use super::property::Environment;
use super::resolve::{Group, compute, groups};
use super::{ComputedStyle, Display, Pseudo, Theme};
use crate::document::element::Element;
use crate::document::{BookFacts, Chapter, NodeId};
use crate::font::Fonts;
use crate::lang::Lang;

/// The computed style of every element of a chapter.
#[derive(Clone, Debug, Default)]
pub struct StyleMap {
    styles: Vec<Option<Arc<ComputedStyle>>>,
    pseudos: BTreeMap<(NodeId, Pseudo), Arc<ComputedStyle>>,
}

impl StyleMap {
    /// A node's style; `None` for nodes that are no element: text, soft breaks, plain blocks.
    pub fn get(&self, node: NodeId) -> Option<&Arc<ComputedStyle>> {
        self.styles.get(node.0 as usize)?.as_ref()
    }

    /// The style of a generated box; `None` where there is none. Every list item has a marker's style.
    pub fn pseudo(&self, node: NodeId, pseudo: Pseudo) -> Option<&Arc<ComputedStyle>> {
        self.pseudos.get(&(node, pseudo))
    }
}

/// Gives every element of a chapter its computed style.
pub fn cascade(facts: &BookFacts, chapter: &Chapter, theme: &Theme, fonts: &Fonts) -> StyleMap {
    let tree = Tree::new(facts, chapter);
    let mut interner = Interner::new(theme, fonts);
    let mut map = StyleMap { styles: vec![None; chapter.next_node as usize], pseudos: BTreeMap::new() };
    let mut caches = SelectorCaches::default();
    let mut of_element: Vec<usize> = Vec::with_capacity(tree.elements.len());
    for (at, element) in tree.elements.iter().enumerate() {
        let parent = element.parent.map(|parent| of_element[parent]);
        let mut blocks = |pseudo| theme.rules.matches(&tree, at, pseudo, &mut caches);
        let style = interner.style(parent, Case::of(&element.element, blocks(None)));
        for pseudo in Pseudo::ALL {
            let blocks = blocks(pseudo.into());
            if pseudo == Pseudo::Marker && interner.computed(style).display == Display::ListItem || !blocks.is_empty() {
                let generated = interner.style(Some(style), Case { blocks, ..Case::default() });
                let computed = interner.computed(generated);
                let is_there = match pseudo {
                    Pseudo::Before | Pseudo::After => computed.content.is_some() && computed.display != Display::None,
                    Pseudo::Marker | Pseudo::FirstLetter | Pseudo::FirstLine => true,
                };
                if is_there {
                    map.pseudos.insert((element.node, pseudo), computed.clone());
                }
            }
        }
        if let Some(slot) = map.styles.get_mut(element.node.0 as usize) {
            *slot = Some(interner.computed(style).clone());
        }
        of_element.push(style);
    }
    map
}

/// The styles of a chapter's root and of its body.
pub(super) fn root_styles(facts: &BookFacts, chapter: &Chapter, theme: &Theme, fonts: &Fonts) -> [Style; 2] {
    let tree = Tree::new(facts, chapter);
    let mut interner = Interner::new(theme, fonts);
    let mut parent = None;
    let mut styles = [theme.initial.clone(), theme.initial.clone()];
    for (at, (element, style)) in tree.elements.iter().zip(&mut styles).enumerate() {
        let blocks = theme.rules.matches(&tree, at, None, &mut SelectorCaches::default());
        let own = interner.style(parent, Case::of(&element.element, blocks));
        *style = interner.styles[own].0.clone();
        parent = Some(own);
    }
    styles
}

/// All that a style depends on beside its parent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Case {
    /// Blocks of the theme, weakest first.
    blocks: Vec<usize>,
    lang: Option<Lang>,
    /// Attributes that are presentational hints, as CSS.
    hints: Vec<(&'static str, String)>,
    /// Its `style` attribute.
    attribute: Option<String>,
}

impl Case {
    fn of(element: &Element, blocks: Vec<usize>) -> Case {
        Case {
            blocks,
            lang: own_lang(element).and_then(Lang::parse),
            hints: hints(element),
            attribute: element.attribute("style").map(str::to_owned),
        }
    }
}

/// The attributes that are presentational hints (HTML Living Standard, 15.3.1 and 15.4.3), weaker than any rule: an
/// element's direction, an image's size. Beside HTML's pixels and percentages, lengths with a CSS unit are understood.
fn hints(element: &Element) -> Vec<(&'static str, String)> {
    let direction = element.attribute("dir").map(|direction| ("direction", direction.to_owned()));
    let size = |name: &'static str| {
        let value = element.attribute(name).filter(|_| element.name == "img")?.trim();
        let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        Some((name, if is_number { format!("{value}px") } else { value.to_owned() }))
    };
    direction.into_iter().chain(["width", "height"].into_iter().filter_map(size)).collect()
}

/// Makes each style once.
struct Interner<'t> {
    theme: &'t Theme,
    fonts: &'t Fonts,
    styles: Vec<(Style, Arc<ComputedStyle>)>,
    known: HashMap<(Option<usize>, Case), usize>,
    /// `style` attributes by their text.
    attributes: HashMap<String, Arc<StyleAttribute>>,
}

impl<'t> Interner<'t> {
    fn new(theme: &'t Theme, fonts: &'t Fonts) -> Interner<'t> {
        Interner { theme, fonts, styles: Vec::new(), known: HashMap::new(), attributes: HashMap::new() }
    }

    fn computed(&self, style: usize) -> &Arc<ComputedStyle> {
        &self.styles[style].1
    }

    /// The index of the style of a case below a parent.
    fn style(&mut self, parent: Option<usize>, case: Case) -> usize {
        let key = (parent, case);
        if let Some(&style) = self.known.get(&key) {
            return style;
        }
        let case = &key.1;
        let parent_style = parent.map_or(&self.theme.initial, |parent| &self.styles[parent].0);
        let hints: Vec<Entry> =
            case.hints.iter().filter_map(|(name, value)| compile(name, value).ok()).flatten().collect();
        let attribute = case.attribute.as_ref().map(|text| {
            let read = || Arc::new(attribute::read(text));
            self.attributes.entry(text.clone()).or_insert_with(read).clone()
        });
        let attribute = attribute.unwrap_or_default();
        let blocks = case.blocks.iter().map(|&block| &self.theme.blocks[block]);
        let mut groups = vec![Group::below_rules(&hints)];
        groups.extend(self::groups(self.theme.author_rank, blocks, Some(&attribute)));
        // The root's own sizes are not known while it is made; `rem` is of the initial one there (CSS Values 4, 6.1.1).
        let root = self.styles.first().map_or(&self.theme.initial.computed, |root| &*root.1);
        let Theme { viewport, counter_styles, .. } = self.theme;
        let environment = Environment::of_root(self.fonts, root, *viewport, self.theme.progression(), counter_styles);
        let style = compute(parent_style, &groups, case.lang.as_ref(), parent.is_none(), &environment);
        let computed = Arc::new(style.computed.clone());
        self.styles.push((style, computed));
        let index = self.styles.len() - 1;
        self.known.insert(key, index);
        index
    }
}
