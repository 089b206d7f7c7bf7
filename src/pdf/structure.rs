//! The structure tree in the file (PDF 32000-1, 14.7).
//!
//! In: the plan, and for each page which marked content shows which part of which node. Out: structure
//! elements, the parent tree from content and annotations back to them, and the identifiers of notes.
//! Elements that no page shows anything of are left out, but for the cells of a table that is shown.

use std::collections::BTreeMap;

use super::attachment;
use super::object::{self, Dict, File, Items, Name, Ref, Str, TextStr};
use super::tag::{Attribute, Element, ElementId, Kid, NONE, Plan, Role, Slot};
use crate::config::PdfStandard;
use crate::document::{Chapter, NodeRef};

/// What was painted, as far as the structure tells of it.
pub(super) struct Painted {
    /// The objects of the pages.
    pub(super) pages: Vec<Ref>,
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
    pub(super) id: Ref,
    pub(super) element: ElementId,
    pub(super) page: usize,
}

/// The tree in the file.
pub(super) struct Tree {
    pub(super) root: Ref,
    /// The number of each element that stands.
    ids: Vec<Option<Ref>>,
    /// The formulas that were associated with their elements.
    pub(super) formulas: Vec<Ref>,
}

impl Tree {
    /// The element that shows a node, or what the node stands in.
    pub(super) fn target(&self, plan: &Plan, node: NodeRef) -> Option<Ref> {
        let chapter = NodeRef { node: Chapter::SECTION, ..node };
        let element = plan.element_of(node).or_else(|| plan.element_of(chapter));
        standing(plan, &self.ids, element.unwrap_or(0))
    }
}

/// The element or the nearest one around it that stands.
fn standing(plan: &Plan, ids: &[Option<Ref>], mut element: ElementId) -> Option<Ref> {
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
    let mut writer = Writer { plan, painted, marks, annotations, root, namespace, ids: Vec::new() };
    writer.number(file);
    let mut kids = Items::default();
    let mut formulas = Vec::new();
    for element in 0..plan.elements.len() as ElementId {
        writer.element(element, file, &mut kids, &mut formulas);
    }
    writer.root(file);
    Tree { root, ids: writer.ids, formulas }
}

struct Writer<'a> {
    plan: &'a Plan,
    painted: &'a Painted,
    /// Sorted: node, part of it, page, identifier.
    marks: Vec<(NodeRef, Slot, u32, u32)>,
    annotations: BTreeMap<ElementId, Vec<Annotation>>,
    root: Ref,
    /// That of PDF 2.0, where it is written (ISO 32000-2, 14.7.4).
    namespace: Option<Ref>,
    /// The number of each element that is written.
    ids: Vec<Option<Ref>>,
}

impl Writer<'_> {
    /// Decides which elements stand, and numbers them.
    fn number(&mut self, file: &mut File) {
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
            let id = stands.then(|| file.reserve());
            self.ids.push(id);
        }
    }

    fn marks_of(&self, node: NodeRef, slot: Slot) -> &[(NodeRef, Slot, u32, u32)] {
        let start = self.marks.partition_point(|mark| (mark.0, mark.1) < (node, slot));
        let length = self.marks[start..].partition_point(|mark| (mark.0, mark.1) == (node, slot));
        &self.marks[start..start + length]
    }

    /// Writes an element; `kids` is room to write in.
    fn element(&self, index: ElementId, file: &mut File, kids: &mut Items, formulas: &mut Vec<Ref>) {
        let Some(id) = self.ids[index as usize] else { return };
        let element = &self.plan.elements[index as usize];
        kids.clear();
        let own_page = self.kids(index, element, kids);
        let formula = self.namespace.and_then(|_| formula(file, element, formulas.len() + 1));
        formulas.extend(formula);
        file.put_dict(id, |dict| {
            match self.namespace {
                None => {
                    dict.pair("S", Name(element.role.name()));
                }
                Some(namespace) => {
                    let (name, is_in_2) = element.role.name_in_2();
                    dict.pair("S", Name(name)).optional("NS", is_in_2.then_some(namespace));
                }
            }
            let parent = if element.parent == NONE { None } else { self.ids[element.parent as usize] };
            dict.pair("P", parent.unwrap_or(self.root));
            dict.optional("Pg", own_page.map(|page| self.painted.pages[page as usize]));
            if !kids.is_empty() {
                dict.insert("K").one_or_more(kids);
            }
            dict.optional("Alt", element.alt.as_ref().map(TextStr));
            dict.optional("E", element.expansion.as_ref().map(TextStr));
            dict.optional("Lang", element.lang.as_ref().map(TextStr));
            dict.optional("ID", element.note.map(|note| Str(note_id(note))));
            if self.namespace.is_some() {
                self.references(element, dict);
            }
            if let Some(formula) = formula {
                let mut files = Items::default();
                files.push().primitive(formula);
                dict.insert("AF").array().items(&files);
            }
            self.write_attributes(index, element, dict);
        });
    }

    /// What the element refers to: notes their references and these the notes, entries of the contents what they name
    /// (ISO 14289-2, 8.2.5.8 and 8.2.5.14).
    fn references(&self, element: &Element, dict: &mut Dict<'_>) {
        let is_note = element.note.is_some();
        let found = |node: &NodeRef| {
            let target = self.plan.element_of(*node)?;
            // A reference that is not shown refers to nothing, and nothing to it.
            if is_note { self.ids[target as usize] } else { standing(self.plan, &self.ids, target) }
        };
        let mut targets: Vec<Ref> = element.refers.iter().filter_map(found).collect();
        targets.sort_unstable();
        targets.dedup();
        if targets.is_empty() && element.role == Role::Toci {
            // An entry that leads nowhere is one of a chapter to come.
            targets.extend(self.ids.first().copied().flatten());
        }
        if !targets.is_empty() {
            let mut items = Items::default();
            targets.into_iter().for_each(|target| items.push().primitive(target));
            dict.insert("Ref").array().items(&items);
        }
    }

    /// Writes an element's children. Out: the page that its content is on.
    fn kids(&self, index: ElementId, element: &Element, kids: &mut Items) -> Option<u32> {
        let mut own_page = None;
        for kid in &element.kids {
            match *kid {
                Kid::Element(kid) => {
                    if let Some(id) = self.ids[kid as usize] {
                        kids.push().primitive(id);
                    }
                }
                Kid::Content(node, slot) => {
                    for &(_, _, page, identifier) in self.marks_of(node, slot) {
                        if *own_page.get_or_insert(page) == page {
                            kids.push().primitive(identifier);
                        } else {
                            // Marked content on another page than the element's (14.7.4.2).
                            let page = self.painted.pages[page as usize];
                            let mut reference = kids.push().dict();
                            reference.pair("Type", Name("MCR")).pair("Pg", page).pair("MCID", identifier);
                        }
                    }
                }
            }
        }
        for annotation in self.annotations.get(&index).into_iter().flatten() {
            let page = self.painted.pages[annotation.page];
            kids.push().dict().pair("Type", Name("OBJR")).pair("Obj", annotation.id).pair("Pg", page);
        }
        own_page
    }

    fn write_attributes(&self, index: ElementId, element: &Element, dict: &mut Dict<'_>) {
        match &element.attribute {
            Some(Attribute::ListNumbering(numbering)) => {
                let name = if self.namespace.is_some() { numbering.name_in_2() } else { numbering.name() };
                attributes(dict, "List").pair("ListNumbering", Name(name));
            }
            Some(Attribute::Cell { scope, columns, rows }) => {
                let mut cell = attributes(dict, "Table");
                cell.optional("Scope", scope.map(Name));
                cell.optional("ColSpan", Some(*columns).filter(|&columns| columns > 1));
                cell.optional("RowSpan", Some(*rows).filter(|&rows| rows > 1));
            }
            None if self.namespace.is_some() && element.role == Role::Note => {
                // How it is set is the style's; it belongs to one place in the text.
                attributes(dict, "FENote").pair("NoteType", Name("Footnote"));
            }
            None => {
                if let Some(rect) = self.painted.figures.get(&index).filter(|_| element.role == Role::Figure) {
                    attributes(dict, "Layout").array("BBox", *rect);
                }
            }
        }
    }

    fn root(&self, file: &mut File) {
        if let Some(namespace) = self.namespace {
            file.put_dict(namespace, |dict| {
                dict.pair("Type", Name("Namespace")).pair("NS", TextStr("http://iso.org/pdf2/ssn"));
            });
        }
        // What belongs to the marked content of each page, in the order of its identifiers, then what to the annotations.
        let mut parents: Vec<(usize, Option<Ref>)> = Vec::new();
        let mut list = Items::default();
        for (page, marks) in self.painted.marks.iter().enumerate().filter(|(_, marks)| !marks.is_empty()) {
            list.clear();
            marks.iter().for_each(|mark| list.push().primitive(self.ids[mark.element as usize]));
            let id = file.reserve();
            file.put(id, |object| object.array().items(&list));
            parents.push((page, Some(id)));
        }
        let first = self.painted.marks.len();
        for (key, annotation) in (first..).zip(&self.painted.annotations) {
            parents.push((key, self.ids[annotation.element as usize]));
        }
        let parents = object::number_tree(file, &parents, |object, parent| object.primitive(*parent));
        let notes = self.note_names(file);
        let document = self.ids.first().copied().flatten().unwrap_or(self.root);
        file.put_dict(self.root, |root| {
            root.pair("Type", Name("StructTreeRoot")).pair("K", document);
            if let Some(namespace) = self.namespace {
                root.array("Namespaces", [namespace]);
            }
            root.pair("ParentTree", parents);
            root.pair("ParentTreeNextKey", first + self.painted.annotations.len()).optional("IDTree", notes);
        });
    }

    fn note_names(&self, file: &mut File) -> Option<Ref> {
        let elements = self.plan.elements.iter().zip(&self.ids);
        let notes: Vec<(Vec<u8>, Ref)> =
            elements.filter_map(|(element, id)| Some((note_id(element.note?), (*id)?))).collect();
        (!notes.is_empty()).then(|| object::name_tree(file, notes, usize::MAX, |object, id| object.primitive(*id)))
    }
}

/// An attribute object that is open (14.7.5).
fn attributes<'d>(dict: &'d mut Dict<'_>, owner: &str) -> Dict<'d> {
    let mut attributes = dict.insert("A").dict();
    attributes.pair("O", Name(owner));
    attributes
}

/// A formula as MathML, associated with its element (ISO 32000-2, 14.13.7).
fn formula(file: &mut File, element: &Element, number: usize) -> Option<Ref> {
    let (markup, display) = element.math.as_ref()?;
    let display = if *display { " display=\"block\"" } else { "" };
    let content = format!("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"{display}>{markup}</math>");
    let name = format!("formula-{number}.mml");
    let description = element.alt.as_deref().unwrap_or(&name);
    Some(attachment::write(file, &name, "application/mathml+xml", description, content.as_bytes()))
}

/// A note's identifier, unique in the book (ISO 14289-1, 7.9).
fn note_id(note: NodeRef) -> Vec<u8> {
    format!("note-{}-{}", note.chapter.0, note.node.0).into_bytes()
}
