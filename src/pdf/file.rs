//! The file around the objects: header, object streams, cross-reference stream (PDF 32000-1, 7.5).
//!
//! In: objects one by one. Out: the bytes of the file. An object is written the moment it is handed
//! over and not kept: streams go straight to the file, all else is packed into object streams. lopdf's
//! own `save` would hold the whole book as objects beside the bytes, and serializes each packed object
//! three times; here lopdf gives the object model and its notation. What the objects mean is not known here.

use std::io::Write;

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use crate::deflate::Deflater;
use crate::hash::Fnv128;

/// Objects in one object stream: enough to compress well, few enough for a reader to unpack for one of them.
const MEMBERS: usize = 128;

/// Compression of everything. On the pages and structure of 60 articles: level 4 takes 15% less time for 4% more bytes,
/// level 6 13% more time for 1% fewer, level 9 twice as much for 2% fewer.
pub(super) const LEVEL: i32 = 5;

/// Where an object is.
#[derive(Clone, Copy)]
enum Place {
    /// Reserved and never written.
    Free,
    Offset(u32),
    Packed {
        stream: u32,
        index: u16,
    },
}

/// A PDF file as it grows.
pub(super) struct File {
    bytes: Vec<u8>,
    /// By object number; number 0 is the head of the free list.
    places: Vec<Place>,
    /// Numbers and offsets of the objects in `packed`.
    members: Vec<(u32, usize)>,
    packed: Vec<u8>,
    deflater: Deflater,
}

impl File {
    /// A file with nothing but its header.
    pub(super) fn new(version: &str) -> File {
        // The comment with bytes above 127 is asked for by PDF/A-2, 6.1.2.
        let mut bytes = format!("%PDF-{version}\n%").into_bytes();
        bytes.extend_from_slice(b"\xE2\xE3\xCF\xD3\n");
        File {
            bytes,
            places: vec![Place::Free],
            members: Vec::new(),
            packed: Vec::new(),
            deflater: Deflater::new(LEVEL),
        }
    }

    /// A number for an object that is written later.
    pub(super) fn reserve(&mut self) -> ObjectId {
        self.places.push(Place::Free);
        (self.places.len() as u32 - 1, 0)
    }

    /// Writes an object under a new number.
    pub(super) fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = self.reserve();
        self.put(id, object);
        id
    }

    /// Writes an object under its reserved number.
    pub(super) fn put(&mut self, id: ObjectId, object: impl Into<Object>) {
        match object.into() {
            Object::Stream(stream) => self.put_stream(id, stream.dict, &stream.content),
            other => self.pack(id, |into| write_object(into, &other)),
        }
    }

    /// Writes an object under its reserved number that has been put in PDF's notation.
    pub(super) fn put_written(&mut self, id: ObjectId, object: &Notation) {
        self.pack(id, |into| into.extend_from_slice(&object.0));
    }

    fn pack(&mut self, id: ObjectId, write: impl FnOnce(&mut Vec<u8>)) {
        self.members.push((id.0, self.packed.len()));
        write(&mut self.packed);
        self.packed.push(b'\n');
        if self.members.len() == MEMBERS {
            self.flush();
        }
    }

    /// Writes a stream under a new number, its content as it is.
    pub(super) fn add_stream(&mut self, dictionary: Dictionary, content: &[u8]) -> ObjectId {
        let id = self.reserve();
        self.put_stream(id, dictionary, content);
        id
    }

    /// Writes a stream under a new number, compressed.
    pub(super) fn add_compressed(&mut self, mut dictionary: Dictionary, content: &[u8]) -> ObjectId {
        dictionary.set("Filter", "FlateDecode");
        let content = self.deflater.zlib(content);
        self.add_stream(dictionary, &content)
    }

    fn put_stream(&mut self, id: ObjectId, mut dictionary: Dictionary, content: &[u8]) {
        dictionary.set("Length", content.len() as i64);
        self.places[id.0 as usize] = Place::Offset(self.bytes.len() as u32);
        push(&mut self.bytes, format_args!("{} 0 obj\n", id.0));
        write_object(&mut self.bytes, &Object::Dictionary(dictionary));
        self.bytes.extend_from_slice(b"\nstream\n");
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    /// Writes the packed objects as an object stream (7.5.7).
    fn flush(&mut self) {
        if self.members.is_empty() {
            return;
        }
        let stream = self.reserve();
        let mut content = Vec::with_capacity(self.packed.len() + self.members.len() * 10);
        for (index, (number, offset)) in self.members.iter().enumerate() {
            self.places[*number as usize] = Place::Packed { stream: stream.0, index: index as u16 };
            push(&mut content, format_args!("{number} {offset} "));
        }
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "ObjStm");
        dictionary.set("N", self.members.len() as i64);
        dictionary.set("First", content.len() as i64);
        content.append(&mut self.packed);
        self.members.clear();
        dictionary.set("Filter", "FlateDecode");
        let content = self.deflater.zlib(&content);
        self.put_stream(stream, dictionary, &content);
    }

    /// The finished file. Of its two identifiers (14.4) the first is a hash of what stays the same when the text is edited,
    /// the second of all that comes before it.
    pub(super) fn finish(mut self, root: ObjectId, info: Option<ObjectId>, permanent: &str) -> Vec<u8> {
        self.flush();
        let identifier = |bytes: &[u8]| Object::String(hash(bytes).to_be_bytes().to_vec(), StringFormat::Hexadecimal);
        let identifiers = vec![identifier(permanent.as_bytes()), identifier(&self.bytes)];
        let start = self.bytes.len();
        let id = self.reserve();
        self.places[id.0 as usize] = Place::Offset(start as u32);

        let mut table = Vec::with_capacity(self.places.len() * 7);
        for (number, place) in self.places.iter().enumerate() {
            let (kind, second, third) = match *place {
                Place::Free => (0, 0, if number == 0 { u16::MAX } else { 0 }),
                Place::Offset(offset) => (1, offset, 0),
                Place::Packed { stream, index } => (2, stream, index),
            };
            table.push(kind);
            table.extend_from_slice(&second.to_be_bytes());
            table.extend_from_slice(&third.to_be_bytes());
        }
        let mut trailer = Dictionary::new();
        trailer.set("Type", "XRef");
        trailer.set("Size", self.places.len() as i64);
        trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
        trailer.set("Root", root);
        if let Some(info) = info {
            trailer.set("Info", info);
        }
        trailer.set("ID", identifiers);
        trailer.set("Filter", "FlateDecode");
        let table = self.deflater.zlib(&table);
        self.put_stream(id, trailer, &table);
        push(&mut self.bytes, format_args!("startxref\n{start}\n%%EOF\n"));
        self.bytes
    }
}

/// An object in PDF's notation (7.3), written part by part: to make a dictionary of lopdf's and write that takes three
/// times as long, and of structure elements a book has a hundred thousand.
#[derive(Default)]
pub(super) struct Notation(Vec<u8>);

impl Notation {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn open_dictionary(&mut self) {
        self.0.extend_from_slice(b"<<");
    }

    pub(super) fn close_dictionary(&mut self) {
        self.0.extend_from_slice(b">>");
    }

    pub(super) fn open_array(&mut self) {
        self.0.push(b'[');
    }

    pub(super) fn close_array(&mut self) {
        self.0.push(b']');
    }

    /// A name, or a key of a dictionary.
    pub(super) fn name(&mut self, name: &str) {
        write_name(&mut self.0, name.as_bytes());
    }

    pub(super) fn integer(&mut self, value: impl Into<i64>) {
        push(&mut self.0, format_args!(" {}", value.into()));
    }

    pub(super) fn reference(&mut self, (number, generation): ObjectId) {
        push(&mut self.0, format_args!(" {number} {generation} R"));
    }

    pub(super) fn null(&mut self) {
        self.0.extend_from_slice(b" null");
    }

    pub(super) fn object(&mut self, object: &Object) {
        write_separator(&mut self.0, object);
        write_object(&mut self.0, object);
    }

    /// What was written elsewhere.
    pub(super) fn written(&mut self, other: &Notation) {
        self.0.extend_from_slice(&other.0);
    }
}

fn push(into: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // A vector takes every byte.
    let _ = into.write_fmt(text);
}

/// An object in PDF's notation (7.3).
fn write_object(into: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => into.extend_from_slice(b"null"),
        Object::Boolean(value) => into.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => push(into, format_args!("{value}")),
        // Rust writes floats without exponent, as PDF wants them.
        Object::Real(value) => push(into, format_args!("{value}")),
        Object::Name(name) => write_name(into, name),
        Object::String(bytes, StringFormat::Literal) => write_literal(into, bytes),
        Object::String(bytes, StringFormat::Hexadecimal) => {
            into.push(b'<');
            for byte in bytes {
                push(into, format_args!("{byte:02X}"));
            }
            into.push(b'>');
        }
        Object::Array(items) => {
            into.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    write_separator(into, item);
                }
                write_object(into, item);
            }
            into.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(into, dictionary),
        // A stream is never direct; `put` has taken it apart.
        Object::Stream(stream) => write_dictionary(into, &stream.dict),
        Object::Reference((number, generation)) => {
            push(into, format_args!("{number} {generation} R"));
        }
    }
}

fn write_dictionary(into: &mut Vec<u8>, dictionary: &Dictionary) {
    into.extend_from_slice(b"<<");
    for (key, value) in dictionary {
        write_name(into, key);
        write_separator(into, value);
        write_object(into, value);
    }
    into.extend_from_slice(b">>");
}

/// A space where the object would run into what stands before it.
fn write_separator(into: &mut Vec<u8>, object: &Object) {
    if matches!(object, Object::Null | Object::Boolean(_) | Object::Integer(_) | Object::Real(_) | Object::Reference(_))
    {
        into.push(b' ');
    }
}

fn write_name(into: &mut Vec<u8>, name: &[u8]) {
    into.push(b'/');
    for &byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&byte) {
            into.push(byte);
        } else {
            push(into, format_args!("#{byte:02X}"));
        }
    }
}

fn write_literal(into: &mut Vec<u8>, bytes: &[u8]) {
    into.push(b'(');
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => into.extend_from_slice(&[b'\\', byte]),
            b'\r' => into.extend_from_slice(b"\\r"),
            _ => into.push(byte),
        }
    }
    into.push(b')');
}

/// Bytes as they stand within a literal string (7.3.4.2), in ASCII.
pub(super) fn literal(bytes: &[u8]) -> String {
    let mut literal = String::with_capacity(bytes.len() + 2);
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => literal.extend(['\\', char::from(byte)]),
            // A carriage return as it is would be read as a line feed.
            b'\r' => literal.push_str("\\r"),
            0x80.. => literal.push_str(&format!("\\{byte:03o}")),
            _ => literal.push(char::from(byte)),
        }
    }
    literal
}

/// A number with three decimals at most: a thousandth of a point is finer than any press.
pub(super) fn rounded(value: f32) -> f32 {
    let rounded = (f64::from(value) * 1000.0).round() / 1000.0;
    // Negative zero would be written as `-0`.
    if rounded == 0.0 { 0.0 } else { rounded as f32 }
}

/// The bytes in zlib's format, for `FlateDecode`.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    Deflater::new(LEVEL).zlib(bytes)
}

/// What names a file or the tag of a font.
pub(super) fn hash(bytes: &[u8]) -> u128 {
    let mut hash = Fnv128::default();
    hash.bytes(bytes);
    hash.finish()
}
