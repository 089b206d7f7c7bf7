//! Reads a PDF again, and tells what it holds as text.

use std::collections::BTreeMap;
use std::fmt::Write;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// A PDF that was read.
pub struct Reading {
    pub file: Document,
}

impl Reading {
    pub fn new(bytes: &[u8]) -> Reading {
        Reading { file: Document::load_mem(bytes).expect("it is a PDF") }
    }

    pub fn catalog(&self) -> &Dictionary {
        self.file.catalog().expect("it has a catalog")
    }

    /// The object that a key leads to, by reference or directly.
    pub fn get<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let object = dictionary.get(key.as_bytes()).ok()?;
        self.file.dereference(object).ok().map(|(_, object)| object)
    }

    pub fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> &'a Dictionary {
        self.get(dictionary, key).and_then(|object| object.as_dict().ok()).unwrap_or_else(|| panic!("no {key}"))
    }

    pub fn pages(&self) -> Vec<&Dictionary> {
        self.file.page_iter().map(|id| self.file.get_dictionary(id).expect("a page is a dictionary")).collect()
    }

    pub fn annotations(&self) -> Vec<&Dictionary> {
        let mut annotations = Vec::new();
        for page in self.pages() {
            for annotation in self.get(page, "Annots").and_then(|list| list.as_array().ok()).into_iter().flatten() {
                let (_, annotation) = self.file.dereference(annotation).expect("the annotation is there");
                annotations.push(annotation.as_dict().expect("it is a dictionary"));
            }
        }
        annotations
    }

    pub fn text(object: &Object) -> String {
        lopdf::decode_text_string(object).expect("it is a text string")
    }

    /// Titles with their levels, and the pages they lead to, counted from 1.
    pub fn outline(&self) -> Vec<(usize, String, usize)> {
        let pages: BTreeMap<ObjectId, usize> = self.file.page_iter().zip(1..).collect();
        let mut entries = Vec::new();
        let mut open = vec![(0, self.dictionary(self.dictionary(self.catalog(), "Outlines"), "First"))];
        while let Some((level, item)) = open.pop() {
            let title = Reading::text(item.get(b"Title").expect("it has a title"));
            let destination = item.get(b"Dest").and_then(Object::as_array).expect("it leads somewhere");
            entries.push((level, title, pages[&destination[0].as_reference().expect("a page")]));
            for (key, level) in [("Next", level), ("First", level + 1)] {
                if item.has(key.as_bytes()) {
                    open.push((level, self.dictionary(item, key)));
                }
            }
        }
        entries
    }

    /// The entries of a number tree.
    pub fn numbers<'a>(&'a self, tree: &'a Dictionary) -> BTreeMap<i64, &'a Object> {
        let mut entries = BTreeMap::new();
        for kid in self.get(tree, "Kids").and_then(|kids| kids.as_array().ok()).into_iter().flatten() {
            let (_, kid) = self.file.dereference(kid).expect("the kid is there");
            entries.extend(self.numbers(kid.as_dict().expect("it is a dictionary")));
        }
        for pair in
            self.get(tree, "Nums").and_then(|nums| nums.as_array().ok()).into_iter().flat_map(|nums| nums.chunks(2))
        {
            entries.insert(pair[0].as_i64().expect("a number"), &pair[1]);
        }
        entries
    }

    /// The file as text: content streams as they are painted, and the structure tree.
    pub fn dump(&self) -> String {
        let mut dump = String::new();
        for (number, id) in (1..).zip(self.file.page_iter()) {
            let _ = writeln!(dump, "page {number}");
            let content = self.file.get_page_content(id);
            for line in String::from_utf8_lossy(&content).lines() {
                let _ = writeln!(dump, "  {}", line.escape_debug());
            }
        }
        let _ = writeln!(dump, "structure");
        let root = self.dictionary(self.catalog(), "StructTreeRoot");
        self.dump_element(self.dictionary(root, "K"), 1, &mut dump);
        for annotation in self.annotations() {
            let contents = Reading::text(annotation.get(b"Contents").expect("links have contents"));
            let _ = writeln!(dump, "link {:?} at {:?}", contents, annotation.get(b"Rect").expect("it is somewhere"));
        }
        dump
    }

    fn dump_element(&self, element: &Dictionary, depth: usize, dump: &mut String) {
        let role = String::from_utf8_lossy(element.get(b"S").and_then(Object::as_name).expect("it has a role"));
        let _ = write!(dump, "{}{role}", "  ".repeat(depth));
        for key in ["Alt", "Lang", "ID"] {
            if let Ok(value) = element.get(key.as_bytes()) {
                let _ = write!(dump, " {key}={:?}", Reading::text(value));
            }
        }
        let kids = match self.get(element, "K") {
            None => Vec::new(),
            Some(Object::Array(kids)) => kids.iter().collect(),
            Some(_) => element.get(b"K").into_iter().collect(),
        };
        let mut below = Vec::new();
        for kid in kids {
            match self.file.dereference(kid).expect("the kid is there").1 {
                Object::Integer(identifier) => {
                    let _ = write!(dump, " {identifier}");
                }
                Object::Dictionary(kid) if kid.has(b"S") => below.push(kid),
                Object::Dictionary(kid) => {
                    let kind = String::from_utf8_lossy(kid.get(b"Type").and_then(Object::as_name).expect("a type"));
                    let _ = write!(dump, " {kind}");
                }
                other => panic!("{other:?} is no kid"),
            }
        }
        dump.push('\n');
        for kid in below {
            self.dump_element(kid, depth + 1, dump);
        }
    }
}
