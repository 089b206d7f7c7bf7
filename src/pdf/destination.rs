//! Where links, outline and names lead (PDF 32000-1, 12.3.2; ISO 32000-2, 12.3.2.3).
//!
//! In: nodes, their positions, in PDF 2.0 the structure tree. Out: places on pages; beside them, in PDF 2.0, the structure
//! elements that stand there; and the tree of named destinations.
//!
//! A name is the id that the EPUB has at the same place, so that one address leads there in both: `book.pdf#nameddest=ID`.
//! An id need be unique in its chapter only. Of several the first keeps it; the others are called by their chapter's file
//! in the EPUB as well: `NAME/ID`.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId};

use super::file::{File, rounded};
use super::metadata::text_string;
use super::structure::Tree;
use super::tag::Plan;
use crate::document::element::html_id;
use crate::document::{Document, NodeId, NodeRef};
use crate::layout::Pages;

/// How far above a target the view begins, in points, so that its first line does not touch the edge.
const HEADROOM: f32 = 6.0;

/// What destinations are made from.
pub(super) struct Destinations<'a> {
    pub(super) pages: &'a Pages,
    pub(super) page_ids: &'a [ObjectId],
    /// The structure, where destinations tell of it.
    pub(super) structure: Option<(&'a Plan, &'a Tree)>,
}

impl Destinations<'_> {
    /// Says in a link or an entry of the outline where it leads.
    pub(super) fn set(&self, dictionary: &mut Dictionary, node: NodeRef) {
        let Some(place) = place(self.pages, self.page_ids, node) else { return };
        match self.element(node) {
            None => dictionary.set("Dest", place),
            Some(element) => dictionary.set("A", go_to(place, element)),
        }
    }

    /// The action of a link.
    pub(super) fn action(&self, node: NodeRef) -> Option<Dictionary> {
        Some(go_to(place(self.pages, self.page_ids, node)?, self.element(node)?))
    }

    fn element(&self, node: NodeRef) -> Option<ObjectId> {
        let (plan, tree) = self.structure?;
        tree.target(plan, node)
    }

    /// The named destinations; `None` where nothing has a name.
    pub(super) fn names(&self, file: &mut File, document: &Document) -> Option<ObjectId> {
        let mut names: BTreeMap<String, NodeRef> = BTreeMap::new();
        for chapter in &document.chapters {
            let notes = chapter.notes.iter().flat_map(|note| std::iter::once(note.id).chain(note.references.clone()));
            let mut nodes: Vec<NodeId> = chapter.ids.keys().copied().chain(notes).collect();
            nodes.sort_unstable();
            nodes.dedup();
            for node in nodes {
                let node_ref = chapter.node_ref(node);
                let Some(id) = html_id(chapter, node).filter(|_| self.pages.positions.contains_key(&node_ref)) else {
                    continue;
                };
                let name = if names.contains_key(&*id) { format!("{}/{id}", chapter.name) } else { id.into_owned() };
                names.entry(name).or_insert(node_ref);
            }
        }
        let mut entries = Vec::with_capacity(names.len());
        for (name, node) in names {
            let Some(place) = place(self.pages, self.page_ids, node) else { continue };
            let value = match self.element(node) {
                None => place,
                Some(element) => {
                    let mut both = Dictionary::new();
                    both.set("SD", at_element(&place, element));
                    both.set("D", place);
                    both.into()
                }
            };
            entries.push((text_string(&name), value));
        }
        (!entries.is_empty()).then(|| name_tree(file, entries))
    }
}

/// The place where a node begins, as an explicit destination.
pub(super) fn place(pages: &Pages, page_ids: &[ObjectId], node: NodeRef) -> Option<Object> {
    let position = pages.positions.get(&node)?;
    let page = position.page as usize;
    let (id, size) = (*page_ids.get(page)?, pages.pages.get(page)?.size);
    let top = (size.height.0 - position.point.y.0 + HEADROOM).min(size.height.0);
    let left = position.point.x.0.max(0.0);
    Some(Object::Array(vec![id.into(), "XYZ".into(), rounded(left).into(), rounded(top).into(), Object::Null]))
}

/// Readers that know no structure destinations go to the place on the page.
fn go_to(place: Object, element: ObjectId) -> Dictionary {
    let mut action = Dictionary::new();
    action.set("S", "GoTo");
    action.set("SD", at_element(&place, element));
    action.set("D", place);
    action
}

/// The same place, told by the structure element that is there.
fn at_element(place: &Object, element: ObjectId) -> Object {
    let mut place = place.as_array().cloned().unwrap_or_default();
    if let Some(page) = place.first_mut() {
        *page = element.into();
    }
    Object::Array(place)
}

/// A name tree of two levels (7.9.6); names come in any order.
pub(super) fn name_tree(file: &mut File, mut entries: Vec<(Object, Object)>) -> ObjectId {
    const LEAF: usize = 64;
    let bytes = |name: &Object| name.as_str().map(<[u8]>::to_vec).unwrap_or_default();
    entries.sort_by_cached_key(|(name, _)| bytes(name));
    let mut kids: Vec<Object> = Vec::new();
    for entries in entries.chunks(LEAF) {
        let mut leaf = Dictionary::new();
        if let ([first, ..], [.., last]) = (entries, entries) {
            leaf.set("Limits", vec![first.0.clone(), last.0.clone()]);
        }
        let names: Vec<Object> = entries.iter().flat_map(|(name, value)| [name.clone(), value.clone()]).collect();
        leaf.set("Names", names);
        kids.push(file.add(leaf).into());
    }
    let mut tree = Dictionary::new();
    tree.set("Kids", kids);
    file.add(tree)
}
