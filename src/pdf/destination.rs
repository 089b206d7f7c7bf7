//! Where links, outline and names lead (PDF 32000-1, 12.3.2; ISO 32000-2, 12.3.2.3).
//!
//! In: nodes, their positions, in PDF 2.0 the structure tree. Out: places on pages; beside them, in PDF 2.0, the structure
//! elements that stand there; and the tree of named destinations.
//!
//! A name is the id that the EPUB has at the same place, so that one address leads there in both: `book.pdf#nameddest=ID`.
//! An id need be unique in its chapter only. Of several the first keeps it; the others are called by their chapter's file
//! in the EPUB as well: `NAME/ID`.

use std::collections::BTreeMap;

use super::object::{self, Dict, File, LEAF, Name, Null, Obj, Ref, TextStr, rounded};
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
    pub(super) page_ids: &'a [Ref],
    /// The structure, where destinations tell of it.
    pub(super) structure: Option<(&'a Plan, &'a Tree)>,
}

impl Destinations<'_> {
    /// Says in an entry of the outline where it leads.
    pub(super) fn set(&self, dict: &mut Dict<'_>, node: NodeRef) {
        match self.of(node) {
            None => {}
            Some(Destination { place, element: None }) => place.write(dict.insert("Dest")),
            Some(Destination { place, element: Some(element) }) => go_to(&mut dict.insert("A").dict(), place, element),
        }
    }

    /// Writes the action of a link that leads to an element; nothing in it where that does not stand.
    pub(super) fn write_action(&self, action: &mut Dict<'_>, node: NodeRef) {
        if let Some(Destination { place, element: Some(element) }) = self.of(node) {
            go_to(action, place, element);
        }
    }

    fn of(&self, node: NodeRef) -> Option<Destination> {
        let place = Place::of(node, self.pages, self.page_ids)?;
        Some(Destination { place, element: self.element(node) })
    }

    fn element(&self, node: NodeRef) -> Option<Ref> {
        let (plan, tree) = self.structure?;
        tree.target(plan, node)
    }

    /// The named destinations; `None` where nothing has a name.
    pub(super) fn names(&self, file: &mut File, document: &Document) -> Option<Ref> {
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
        let entries: Vec<(Vec<u8>, Destination)> =
            names.into_iter().filter_map(|(name, node)| Some((TextStr(name).bytes(), self.of(node)?))).collect();
        (!entries.is_empty()).then(|| {
            object::name_tree(file, entries, LEAF, |object, destination| match *destination {
                Destination { place, element: None } => place.write(object),
                Destination { place, element: Some(element) } => both(&mut object.dict(), place, element),
            })
        })
    }
}

/// A place, and the structure element that stands there.
struct Destination {
    place: Place,
    element: Option<Ref>,
}

/// A place on a page, an explicit destination.
#[derive(Clone, Copy)]
pub(super) struct Place {
    page: Ref,
    left: f32,
    top: f32,
}

impl Place {
    /// Where a node begins.
    pub(super) fn of(node: NodeRef, pages: &Pages, page_ids: &[Ref]) -> Option<Place> {
        let position = pages.positions.get(&node)?;
        let index = position.page as usize;
        let (page, size) = (*page_ids.get(index)?, pages.pages.get(index)?.size);
        let top = (size.height.0 - position.point.y.0 + HEADROOM).min(size.height.0);
        let left = position.point.x.0.max(0.0);
        Some(Place { page, left: rounded(left), top: rounded(top) })
    }

    /// Writes it.
    pub(super) fn write(self, object: Obj<'_>) {
        let mut place = object.array();
        place.push().primitive(self.page);
        place.push().primitive(Name("XYZ"));
        place.push().primitive(self.left);
        place.push().primitive(self.top);
        place.push().primitive(Null);
    }
}

/// The entries of an action.
fn go_to(action: &mut Dict<'_>, place: Place, element: Ref) {
    action.pair("S", Name("GoTo"));
    both(action, place, element);
}

/// Readers that know no structure destinations go to the place on the page.
fn both(dict: &mut Dict<'_>, place: Place, element: Ref) {
    // The same place, told by the structure element that is there.
    Place { page: element, ..place }.write(dict.insert("SD"));
    place.write(dict.insert("D"));
}
