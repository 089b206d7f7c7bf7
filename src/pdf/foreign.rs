//! PDFs that other writers made, as lopdf reads them: no other module knows it.
//!
//! In: a file of any origin, one of svg2pdf's, what printpdf made of operators. Out: what the file says of itself; its
//! first page, whose objects come into ours; content streams. Nothing is judged here.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat};

use super::object::{File, HexStr, Name, Notation, Null, Obj, Ref, Str};

/// The content streams of a document's pages, uncompressed.
pub(super) fn contents(document: &lopdf::Document) -> impl Iterator<Item = Vec<u8>> {
    document.page_iter().map(|page| document.get_page_content(page))
}

/// The information dictionary of a file (14.3.3).
#[derive(Default)]
pub(super) struct Information {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) keywords: Option<String>,
    pub(super) created: Option<String>,
    pub(super) modified: Option<String>,
}

/// Reads what a file says of itself; `None` where the bytes are no PDF that can be read.
pub(super) fn information(bytes: &[u8]) -> Option<Information> {
    let found = lopdf::Document::load_metadata_mem(bytes).ok()?;
    // Its strings are cipher text.
    if found.encrypted && found.title.is_none() {
        return None;
    }
    Some(Information {
        title: found.title,
        author: found.author,
        subject: found.subject,
        keywords: found.keywords,
        created: found.creation_date,
        modified: found.modification_date,
    })
}

/// The first page of a file.
pub(super) struct ForeignPage {
    source: lopdf::Document,
    page: Dictionary,
    content: Stream,
}

impl ForeignPage {
    /// Reads a file whose first page has one content stream.
    pub(super) fn read(bytes: &[u8]) -> Result<ForeignPage, String> {
        let source = lopdf::Document::load_mem(bytes).map_err(|error| error.to_string())?;
        let unexpected = |error: lopdf::Error| error.to_string();
        let page = source.page_iter().next().ok_or("it has no page")?;
        let page = source.get_dictionary(page).map_err(unexpected)?.clone();
        let content = page.get(b"Contents").and_then(Object::as_reference).map_err(unexpected)?;
        let content = source.get_object(content).and_then(Object::as_stream).map_err(unexpected)?.clone();
        Ok(ForeignPage { source, page, content })
    }

    /// Its operators as they stand in the file, and the filter by which they are read.
    pub(super) fn content(&self) -> (&[u8], Option<Notation>) {
        let filter = self.content.dict.get(b"Filter").ok();
        let filter = filter.map(|filter| Notation::of(|object| self.write(filter, object, &mut |_| None)));
        (&self.content.content, filter)
    }

    /// The values of entries of the page, and in our file all that they refer to.
    pub(super) fn import<'k>(&self, keys: &[&'k str], file: &mut File) -> Vec<(&'k str, Notation)> {
        let mut numbers = BTreeMap::new();
        let found = keys.iter().filter_map(|&key| Some((key, self.page.get(key.as_bytes()).ok()?)));
        found.map(|(key, value)| (key, self.import_value(value, &mut numbers, file))).collect()
    }

    fn import_value(&self, value: &Object, numbers: &mut BTreeMap<ObjectId, Ref>, file: &mut File) -> Notation {
        Notation::of(|object| self.write(value, object, &mut |old| Some(self.import_object(old, numbers, file))))
    }

    /// An object with all it refers to, under numbers of our file.
    fn import_object(&self, old: ObjectId, numbers: &mut BTreeMap<ObjectId, Ref>, file: &mut File) -> Ref {
        if let Some(&new) = numbers.get(&old) {
            return new;
        }
        let new = file.reserve();
        numbers.insert(old, new);
        match self.source.get_object(old).unwrap_or(&Object::Null) {
            Object::Stream(stream) => {
                let entries: Vec<(&[u8], Notation)> =
                    sorted(&stream.dict).map(|(key, value)| (key, self.import_value(value, numbers, file))).collect();
                file.put_stream(new, &stream.content, |dict| {
                    entries.iter().for_each(|(key, value)| dict.insert(key).written(value));
                });
            }
            value => {
                let value = self.import_value(value, numbers, file);
                file.put(new, |object| object.written(&value));
            }
        }
        new
    }

    /// Writes a value; `number` tells the number in our file of what it refers to.
    fn write(&self, value: &Object, object: Obj<'_>, number: &mut dyn FnMut(ObjectId) -> Option<Ref>) {
        match value {
            // A stream is never a part of another object.
            Object::Null | Object::Stream(_) => object.primitive(Null),
            Object::Boolean(value) => object.primitive(*value),
            Object::Integer(value) => object.primitive(*value),
            Object::Real(value) => object.primitive(*value),
            Object::Name(name) => object.primitive(Name(name)),
            Object::String(bytes, StringFormat::Literal) => object.primitive(Str(bytes)),
            Object::String(bytes, StringFormat::Hexadecimal) => object.primitive(HexStr(bytes)),
            Object::Array(items) => {
                let mut array = object.array();
                items.iter().for_each(|item| self.write(item, array.push(), number));
            }
            Object::Dictionary(dictionary) => {
                let mut dict = object.dict();
                sorted(dictionary).for_each(|(key, value)| self.write(value, dict.insert(key), number));
            }
            Object::Reference(old) => object.primitive(number(*old)),
        }
    }
}

/// svg2pdf writes names of resources in the order of a hash map, which differs from run to run.
fn sorted(dictionary: &Dictionary) -> impl Iterator<Item = (&[u8], &Object)> {
    let mut entries: Vec<(&[u8], &Object)> = dictionary.iter().map(|(key, value)| (key.as_slice(), value)).collect();
    entries.sort_unstable_by_key(|entry| entry.0);
    entries.into_iter()
}
