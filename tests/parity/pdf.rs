//! Reads a PDF by its structure tree: headings, links in their order, languages, and the outline.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{Reading, nested};

pub fn read(bytes: &[u8]) -> Reading {
    let file = Document::load_mem(bytes).expect("a PDF");
    let pages: BTreeMap<ObjectId, usize> = file.page_iter().zip(1..).collect();
    let catalog = file.catalog().expect("a catalog");
    let mut walk = Walk { file: &file, pages, levels: Vec::new(), reading: Reading::default() };
    let lang = catalog.get(b"Lang").and_then(lopdf::decode_text_string).expect("a language");
    walk.elements(walk.dictionary(catalog, b"StructTreeRoot"), &lang, false);
    if catalog.has(b"Outlines") {
        walk.outline(walk.dictionary(catalog, b"Outlines"), 1);
    }
    walk.reading.headings = nested(walk.levels);
    walk.reading
}

struct Walk<'a> {
    file: &'a Document,
    pages: BTreeMap<ObjectId, usize>,
    levels: Vec<u8>,
    reading: Reading,
}

impl<'a> Walk<'a> {
    fn dictionary(&self, dictionary: &'a Dictionary, key: &[u8]) -> &'a Dictionary {
        dictionary.get_deref(key, self.file).and_then(Object::as_dict).expect("a dictionary")
    }

    fn elements(&mut self, element: &'a Dictionary, around: &String, is_label: bool) {
        let own = element.get(b"Lang").and_then(lopdf::decode_text_string).ok();
        if let Some(own) = own.as_ref().filter(|own| *own != around) {
            *self.reading.constructs.entry(super::language(own)).or_default() += 1;
        }
        let around = own.as_ref().unwrap_or(around);
        let mut link = None;
        for kid in self.kids(element) {
            let Ok(kid) = kid.as_dict() else { continue };
            if let Ok(role) = kid.get(b"S").and_then(Object::as_name) {
                self.construct(role, kid);
                if let [b'H', level @ b'1'..=b'6'] = role {
                    self.levels.push(level - b'0');
                }
                self.elements(kid, around, is_label || role == b"Lbl");
            } else if kid.has(b"Obj") && link.is_none() {
                // One link has an annotation for each of its lines.
                link = Some(self.link(self.dictionary(kid, b"Obj")));
            }
        }
        // From its label a note leads back.
        let place = link.iter().map(|(_, target)| target).find(|target| target.starts_with('#') && !is_label);
        self.reading.anchors.extend(place.cloned());
        self.reading.links.extend(link);
    }

    fn construct(&mut self, role: &[u8], element: &'a Dictionary) {
        let name = match role {
            b"LI" => Some("item".to_owned()),
            b"TH" | b"TD" => {
                let attributes = element.get_deref(b"A", self.file).and_then(Object::as_dict).ok();
                let span = |key: &[u8]| {
                    attributes.and_then(|attributes| attributes.get(key).and_then(Object::as_i64).ok()).unwrap_or(1)
                };
                let scope = attributes.and_then(|attributes| attributes.get(b"Scope").and_then(Object::as_name).ok());
                let scope = String::from_utf8_lossy(scope.unwrap_or_default()).to_lowercase();
                super::cell(role == b"TH", span(b"ColSpan") as u32, span(b"RowSpan") as u32, &scope)
            }
            _ => None,
        };
        if let Some(name) = name {
            *self.reading.constructs.entry(name).or_default() += 1;
        }
    }

    fn kids(&self, element: &'a Dictionary) -> Vec<&'a Object> {
        let kids = match element.get_deref(b"K", self.file) {
            Err(_) => Vec::new(),
            Ok(Object::Array(kids)) => kids.iter().collect(),
            Ok(kid) => vec![kid],
        };
        kids.into_iter().map(|kid| self.file.dereference(kid).expect("the kid is there").1).collect()
    }

    fn link(&self, annotation: &'a Dictionary) -> (String, String) {
        let text = annotation.get(b"Contents").and_then(lopdf::decode_text_string).expect("contents");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if annotation.has(b"Dest") {
            return (text, self.place(annotation));
        }
        let address = self.dictionary(annotation, b"A").get(b"URI").and_then(Object::as_str).expect("an address");
        (text, String::from_utf8_lossy(address).into_owned())
    }

    /// Page and place on it, as the destination has them.
    fn place(&self, from: &'a Dictionary) -> String {
        let destination = from.get_deref(b"Dest", self.file).and_then(Object::as_array).expect("a destination");
        let page = self.pages[&destination[0].as_reference().expect("a page")];
        format!("#{page} {:?} {:?}", destination[2], destination[3])
    }

    fn outline(&mut self, parent: &'a Dictionary, depth: usize) {
        let mut next = parent.get_deref(b"First", self.file).and_then(Object::as_dict).ok();
        while let Some(item) = next {
            let title = item.get(b"Title").and_then(lopdf::decode_text_string).expect("a title");
            self.reading.contents.push((depth, title, self.place(item)));
            self.outline(item, depth + 1);
            next = item.get_deref(b"Next", self.file).and_then(Object::as_dict).ok();
        }
    }
}
