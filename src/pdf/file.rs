//! The file around the objects: header, object streams, cross-reference stream (PDF 32000-1, 7.5).
//!
//! In: objects one by one. Out: the bytes of the file. An object is written the moment it is handed
//! over and not kept: streams go straight to the file, all else is packed into object streams. lopdf's
//! own `save` would hold the whole book as objects beside the bytes, and serializes each packed object
//! three times; here lopdf gives the object model and its notation. What the objects mean is not known here.

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use crate::hash::Fnv128;

/// Objects in one object stream: enough to compress well, few enough for a reader to unpack for one of them.
const MEMBERS: usize = 128;

/// Compression of everything. On a novel of 667 pages: level 2 takes 15% less time in all for 10% more
/// bytes, level 9 half as much again for 1% fewer, level 6 is like this one.
pub(super) const LEVEL: u32 = 5;

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
    pub(super) fn new() -> File {
        // The comment with bytes above 127 is asked for by PDF/A-2, 6.1.2.
        File {
            bytes: b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(),
            places: vec![Place::Free],
            members: Vec::new(),
            packed: Vec::new(),
            deflater: Deflater::new(),
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
            other => {
                self.members.push((id.0, self.packed.len()));
                write_object(&mut self.packed, &other);
                self.packed.push(b'\n');
                if self.members.len() == MEMBERS {
                    self.flush();
                }
            }
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
        let content = self.deflater.deflate(content);
        self.add_stream(dictionary, &content)
    }

    fn put_stream(&mut self, id: ObjectId, mut dictionary: Dictionary, content: &[u8]) {
        dictionary.set("Length", content.len() as i64);
        self.places[id.0 as usize] = Place::Offset(self.bytes.len() as u32);
        self.bytes.extend_from_slice(format!("{} 0 obj\n", id.0).as_bytes());
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
            content.extend_from_slice(format!("{number} {offset} ").as_bytes());
        }
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "ObjStm");
        dictionary.set("N", self.members.len() as i64);
        dictionary.set("First", content.len() as i64);
        content.append(&mut self.packed);
        self.members.clear();
        dictionary.set("Filter", "FlateDecode");
        let content = self.deflater.deflate(&content);
        self.put_stream(stream, dictionary, &content);
    }

    /// The finished file. Of its two identifiers (14.4) the first is a hash of what stays the same when the text is edited,
    /// the second of all that comes before it.
    pub(super) fn finish(mut self, root: ObjectId, info: ObjectId, permanent: &str) -> Vec<u8> {
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
        trailer.set("Info", info);
        trailer.set("ID", identifiers);
        trailer.set("Filter", "FlateDecode");
        let table = self.deflater.deflate(&table);
        self.put_stream(id, trailer, &table);
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        self.bytes
    }
}

/// An object in PDF's notation (7.3).
fn write_object(into: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => into.extend_from_slice(b"null"),
        Object::Boolean(value) => into.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => into.extend_from_slice(value.to_string().as_bytes()),
        // Rust writes floats without exponent, as PDF wants them.
        Object::Real(value) => into.extend_from_slice(value.to_string().as_bytes()),
        Object::Name(name) => write_name(into, name),
        Object::String(bytes, StringFormat::Literal) => write_literal(into, bytes),
        Object::String(bytes, StringFormat::Hexadecimal) => {
            into.push(b'<');
            for byte in bytes {
                into.extend_from_slice(format!("{byte:02X}").as_bytes());
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
            into.extend_from_slice(format!("{number} {generation} R").as_bytes());
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
            into.extend_from_slice(format!("#{byte:02X}").as_bytes());
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
    Deflater::new().deflate(bytes)
}

/// A compressor that is used again and again, since its tables take longer to make than a page to compress.
pub(super) struct Deflater(Compress);

impl Deflater {
    pub(super) fn new() -> Deflater {
        Deflater(Compress::new(Compression::new(LEVEL), true))
    }

    pub(super) fn deflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        if self.0.total_out() > 0 {
            self.0.reset();
        }
        let mut compressed = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let rest = &bytes[self.0.total_in() as usize..];
            match self.0.compress_vec(rest, &mut compressed, FlushCompress::Finish) {
                Ok(Status::Ok | Status::BufError) => compressed.reserve(bytes.len() / 2 + 64),
                // The errors of `compress` are those of a wrong call.
                Ok(Status::StreamEnd) | Err(_) => break,
            }
        }
        compressed.shrink_to_fit();
        compressed
    }
}

/// What names a file or the tag of a font.
pub(super) fn hash(bytes: &[u8]) -> u128 {
    let mut hash = Fnv128::default();
    hash.bytes(bytes);
    hash.finish()
}
