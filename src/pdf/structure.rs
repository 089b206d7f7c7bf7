//! The structure tree in the file (PDF 32000-1, 14.7).
//!
//! In: the plan, and for each page which marked content shows which part of which node. Out: structure
//! elements, the parent tree from content and annotations back to them, and the identifiers of notes.
//! Elements that no page shows anything of are left out, but for the cells of a table that is shown.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use super::attachment;
use super::file::{File, Notation};
use super::metadata::text_string;
use super::tag::{Attribute, Element, ElementId, Kid, NONE, Plan, Role, Slot};
use crate::config::PdfStandard;
use crate::document::{Chapter, NodeRef};

/// What was painted, as far as the structure tells of it.
pub(super) struct Painted {
    /// The objects of the pages.
    pub(super) pages: Vec<ObjectId>,
    /// By page and marked-content identifier: element, and the part of a node at which it begins.
    pub(super) marks: Vec<Vec<super::paint::Mark>>,
    /// Figures with their pages and rectangles.
    pub(super) figures: BTreeMap<ElementId, [f32; 4]>,
    /// Annotations in the order of their keys in the parent tree, which follow those of the pages.
    pub(super) annotations: Vec<Annotation>,
}

/// An annotation that belongs to an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Annotation {
    pub(super) id: ObjectId,
    pub(super) element: ElementId,
    pub(super) page: usize,
}

/// The tree in the file.
pub(super) struct Tree {
    pub(super) root: ObjectId,
    /// The number of each element that stands.
    ids: Vec<Option<ObjectId>>,
    /// The formulas that were associated with their elements.
    pub(super) formulas: Vec<ObjectId>,
}

impl Tree {
    /// The element that shows a node, or what the node stands in.
    pub(super) fn target(&self, plan: &Plan, node: NodeRef) -> Option<ObjectId> {
        let chapter = NodeRef { node: Chapter::SECTION, ..node };
        let element = plan.element_of(node).or_else(|| plan.element_of(chapter));
        standing(plan, &self.ids, element.unwrap_or(0))
    }
}

/// The element or the nearest one around it that stands.
fn standing(plan: &Plan, ids: &[Option<ObjectId>], mut element: ElementId) -> Option<ObjectId> {
    loop {
        if let Some(id) = ids.get(element as usize).copied().flatten() {
            return Some(id);
        }
        element = plan.elements.get(element as usize).map(|element| element.parent).filter(|&parent| parent != NONE)?;
    }
}

/// Writes the tree.
pub(super) fn write(file: &mut File, plan: &Plan, painted: &Painted, standard: PdfStandard) -> Tree {
    let mut marks: Vec<(NodeRef, Slot, u32, u32)> = Vec::new();
    for (page, on_page) in (0..).zip(&painted.marks) {
        marks.extend((0..).zip(on_page).map(|(identifier, mark)| (mark.node, mark.slot, page, identifier)));
    }
    marks.sort_unstable();
    let mut annotations: BTreeMap<ElementId, Vec<Annotation>> = BTreeMap::new();
    for annotation in &painted.annotations {
        annotations.entry(annotation.element).or_default().push(*annotation);
    }
    let root = file.reserve();
    let namespace = (standard == PdfStandard::V2_0).then(|| file.reserve());
    let mut writer =
        Writer { file, plan, painted, marks, annotations, root, namespace, ids: Vec::new(), formulas: Vec::new() };
    writer.number();
    let (mut out, mut kids) = (Notation::default(), Notation::default());
    for element in 0..plan.elements.len() as ElementId {
        writer.element(element, &mut out, &mut kids);
    }
    writer.root();
    Tree { root, ids: writer.ids, formulas: writer.formulas }
}

struct Writer<'a> {
    file: &'a mut File,
    plan: &'a Plan,
    painted: &'a Painted,
    /// Sorted: node, part of it, page, identifier.
    marks: Vec<(NodeRef, Slot, u32, u32)>,
    annotations: BTreeMap<ElementId, Vec<Annotation>>,
    root: ObjectId,
    /// That of PDF 2.0, where it is written (ISO 32000-2, 14.7.4).
    namespace: Option<ObjectId>,
    /// The number of each element that is written.
    ids: Vec<Option<ObjectId>>,
    formulas: Vec<ObjectId>,
}

impl Writer<'_> {
    /// Decides which elements stand, and numbers them.
    fn number(&mut self) {
        let elements = &self.plan.elements;
        let mut shown = vec![false; elements.len()];
        // Children come after their parents, so backwards each is known before its parent.
        for (index, element) in elements.iter().enumerate().rev() {
            shown[index] = self.annotations.contains_key(&(index as ElementId))
                || element.kids.iter().any(|kid| match *kid {
                    Kid::Element(kid) => shown[kid as usize],
                    Kid::Content(node, slot) => !self.marks_of(node, slot).is_empty(),
                });
        }
        // A book without any content still has its root element.
        if let Some(document) = shown.first_mut() {
            *document = true;
        }
        for (index, element) in elements.iter().enumerate() {
            let parent_stands = element.parent == NONE || self.ids[element.parent as usize].is_some();
            let stands = parent_stands && (shown[index] || element.role.is_grid());
            let id = stands.then(|| self.file.reserve());
            self.ids.push(id);
        }
    }

    fn marks_of(&self, node: NodeRef, slot: Slot) -> &[(NodeRef, Slot, u32, u32)] {
        let start = self.marks.partition_point(|mark| (mark.0, mark.1) < (node, slot));
        let length = self.marks[start..].partition_point(|mark| (mark.0, mark.1) == (node, slot));
        &self.marks[start..start + length]
    }

    /// Writes an element; `out` and `kids` are room to write in.
    fn element(&mut self, index: ElementId, out: &mut Notation, kids: &mut Notation) {
        let Some(id) = self.ids[index as usize] else { return };
        let element = &self.plan.elements[index as usize];
        out.clear();
        kids.clear();
        let (own_page, count) = self.kids(index, element, kids);
        out.open_dictionary();
        out.name("S");
        match self.namespace {
            None => out.name(element.role.name()),
            Some(namespace) => {
                let (name, is_in_2) = element.role.name_in_2();
                out.name(name);
                if is_in_2 {
                    out.name("NS");
                    out.reference(namespace);
                }
            }
        }
        let parent = if element.parent == NONE { None } else { self.ids[element.parent as usize] };
        out.name("P");
        out.reference(parent.unwrap_or(self.root));
        if let Some(page) = own_page {
            out.name("Pg");
            out.reference(self.painted.pages[page as usize]);
        }
        if count > 0 {
            out.name("K");
            let is_array = count > 1;
            if is_array {
                out.open_array();
            }
            out.written(kids);
            if is_array {
                out.close_array();
            }
        }
        for (key, text) in [("Alt", &element.alt), ("E", &element.expansion), ("Lang", &element.lang)] {
            if let Some(text) = text {
                out.name(key);
                out.object(&text_string(text));
            }
        }
        if let Some(note) = element.note {
            out.name("ID");
            out.object(&note_id(note));
        }
        if self.namespace.is_some() {
            self.references(element, out);
            self.formula(element, out);
        }
        self.attributes(index, element, out);
        out.close_dictionary();
        self.file.put_written(id, out);
    }

    /// What the element refers to: notes their references and these the notes, entries of the contents what they name
    /// (ISO 14289-2, 8.2.5.8 and 8.2.5.14).
    fn references(&self, element: &Element, out: &mut Notation) {
        let is_note = element.note.is_some();
        let found = |node: &NodeRef| {
            let target = self.plan.element_of(*node)?;
            // A reference that is not shown refers to nothing, and nothing to it.
            if is_note { self.ids[target as usize] } else { standing(self.plan, &self.ids, target) }
        };
        let mut targets: Vec<ObjectId> = element.refers.iter().filter_map(found).collect();
        targets.sort_unstable();
        targets.dedup();
        if targets.is_empty() && element.role == Role::Toci {
            // An entry that leads nowhere is one of a chapter to come.
            targets.extend(self.ids.first().copied().flatten());
        }
        if !targets.is_empty() {
            out.name("Ref");
            out.open_array();
            targets.into_iter().for_each(|target| out.reference(target));
            out.close_array();
        }
    }

    /// A formula as MathML, associated with its element (ISO 32000-2, 14.13.7).
    fn formula(&mut self, element: &Element, out: &mut Notation) {
        let Some((markup, display)) = &element.math else { return };
        let display = if *display { " display=\"block\"" } else { "" };
        let content = format!("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"{display}>{markup}</math>");
        let name = format!("formula-{}.mml", self.formulas.len() + 1);
        let description = element.alt.as_deref().unwrap_or(&name);
        let id = attachment::write(self.file, &name, "application/mathml+xml", description, content.as_bytes());
        self.formulas.push(id);
        out.name("AF");
        out.open_array();
        out.reference(id);
        out.close_array();
    }

    /// Writes an element's children. Out: the page that its content is on, and how many there are.
    fn kids(&self, index: ElementId, element: &Element, out: &mut Notation) -> (Option<u32>, usize) {
        let mut own_page = None;
        let mut count = 0;
        for kid in &element.kids {
            match *kid {
                Kid::Element(kid) => {
                    if let Some(id) = self.ids[kid as usize] {
                        out.reference(id);
                        count += 1;
                    }
                }
                Kid::Content(node, slot) => {
                    for &(_, _, page, identifier) in self.marks_of(node, slot) {
                        if *own_page.get_or_insert(page) == page {
                            out.integer(identifier);
                        } else {
                            self.content_elsewhere(page, identifier, out);
                        }
                        count += 1;
                    }
                }
            }
        }
        for annotation in self.annotations.get(&index).into_iter().flatten() {
            out.open_dictionary();
            out.name("Type");
            out.name("OBJR");
            out.name("Obj");
            out.reference(annotation.id);
            out.name("Pg");
            out.reference(self.painted.pages[annotation.page]);
            out.close_dictionary();
            count += 1;
        }
        (own_page, count)
    }

    /// Marked content on another page than the element's (14.7.4.2).
    fn content_elsewhere(&self, page: u32, identifier: u32, out: &mut Notation) {
        out.open_dictionary();
        out.name("Type");
        out.name("MCR");
        out.name("Pg");
        out.reference(self.painted.pages[page as usize]);
        out.name("MCID");
        out.integer(identifier);
        out.close_dictionary();
    }

    fn attributes(&self, index: ElementId, element: &Element, out: &mut Notation) {
        let mut open = |owner: &str| {
            out.name("A");
            out.open_dictionary();
            out.name("O");
            out.name(owner);
        };
        match &element.attribute {
            Some(Attribute::ListNumbering(numbering)) => {
                open("List");
                out.name("ListNumbering");
                out.name(if self.namespace.is_some() { numbering.name_in_2() } else { numbering.name() });
            }
            Some(Attribute::Cell { scope, columns, rows }) => {
                open("Table");
                if let Some(scope) = scope {
                    out.name("Scope");
                    out.name(scope);
                }
                for (key, span) in [("ColSpan", *columns), ("RowSpan", *rows)] {
                    if span > 1 {
                        out.name(key);
                        out.integer(span);
                    }
                }
            }
            None if self.namespace.is_some() && element.role == Role::Note => {
                // How it is set is the style's; it belongs to one place in the text.
                open("FENote");
                out.name("NoteType");
                out.name("Footnote");
            }
            None => {
                let rect = self.painted.figures.get(&index).filter(|_| element.role == Role::Figure);
                let Some(rect) = rect else { return };
                open("Layout");
                out.name("BBox");
                out.object(&Object::Array(rect.map(Object::from).to_vec()));
            }
        }
        out.close_dictionary();
    }

    fn root(&mut self) {
        let document = self.ids.first().copied().flatten().unwrap_or(self.root);
        let mut root = Dictionary::new();
        root.set("Type", "StructTreeRoot");
        root.set("K", document);
        if let Some(namespace) = self.namespace {
            let mut dictionary = Dictionary::new();
            dictionary.set("Type", "Namespace");
            dictionary.set("NS", text_string("http://iso.org/pdf2/ssn"));
            self.file.put(namespace, dictionary);
            root.set("Namespaces", vec![namespace.into()]);
        }
        let mut parents = Vec::new();
        let mut list = Notation::default();
        for (page, marks) in self.painted.marks.iter().enumerate().filter(|(_, marks)| !marks.is_empty()) {
            list.clear();
            list.open_array();
            for mark in marks {
                match self.ids[mark.element as usize] {
                    Some(id) => list.reference(id),
                    None => list.null(),
                }
            }
            list.close_array();
            let id = self.file.reserve();
            self.file.put_written(id, &list);
            parents.push((page as i64, id.into()));
        }
        let first = self.painted.marks.len() as i64;
        for (key, annotation) in (first..).zip(&self.painted.annotations) {
            parents.push((key, self.ids[annotation.element as usize].map_or(Object::Null, Object::from)));
        }
        let parents = number_tree(self.file, parents);
        root.set("ParentTree", parents);
        root.set("ParentTreeNextKey", first + self.painted.annotations.len() as i64);
        if let Some(names) = self.note_names() {
            root.set("IDTree", names);
        }
        self.file.put(self.root, root);
    }

    fn note_names(&mut self) -> Option<ObjectId> {
        let mut notes = BTreeMap::new();
        for (element, id) in self.plan.elements.iter().zip(&self.ids) {
            if let (Some(note), Some(id)) = (element.note, id) {
                notes.insert(note_id_bytes(note), *id);
            }
        }
        let (first, last) = (notes.keys().next()?.clone(), notes.keys().next_back()?.clone());
        let string = |bytes: Vec<u8>| Object::String(bytes, StringFormat::Literal);
        let mut leaf = Dictionary::new();
        leaf.set("Limits", vec![string(first), string(last)]);
        let names: Vec<Object> = notes.into_iter().flat_map(|(name, id)| [string(name), id.into()]).collect();
        leaf.set("Names", names);
        let leaf = self.file.add(leaf);
        let mut tree = Dictionary::new();
        tree.set("Kids", vec![leaf.into()]);
        Some(self.file.add(tree))
    }
}

/// A note's identifier, unique in the book (ISO 14289-1, 7.9).
fn note_id(note: NodeRef) -> Object {
    Object::String(note_id_bytes(note), StringFormat::Literal)
}

fn note_id_bytes(note: NodeRef) -> Vec<u8> {
    format!("note-{}-{}", note.chapter.0, note.node.0).into_bytes()
}

/// A number tree of two levels (7.9.7); keys come sorted.
fn number_tree(file: &mut File, entries: Vec<(i64, Object)>) -> ObjectId {
    const LEAF: usize = 64;
    let mut kids = Vec::new();
    let mut entries = entries.into_iter().peekable();
    while let Some(&(first, _)) = entries.peek() {
        let mut last = first;
        let mut numbers = Vec::new();
        for (key, value) in entries.by_ref().take(LEAF) {
            last = key;
            numbers.extend([key.into(), value]);
        }
        let mut leaf = Dictionary::new();
        leaf.set("Limits", vec![first.into(), last.into()]);
        leaf.set("Nums", numbers);
        kids.push(file.add(leaf).into());
    }
    let mut tree = Dictionary::new();
    if kids.is_empty() {
        tree.set("Nums", Vec::<Object>::new());
    } else {
        tree.set("Kids", kids);
    }
    file.add(tree)
}
