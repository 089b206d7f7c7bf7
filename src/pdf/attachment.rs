//! Embedded files (ISO 32000-2, 7.11.4).
//!
//! In: the bytes and their type. Out: file specifications, which say how a file belongs to what it is associated with.

use lopdf::{Dictionary, ObjectId};

use super::file::File;
use super::metadata::text_string;

/// Embeds a file that says the same as what it is associated with in another form; the number of its specification.
pub(super) fn write(file: &mut File, name: &str, media_type: &str, description: &str, content: &[u8]) -> ObjectId {
    let mut parameters = Dictionary::new();
    parameters.set("Size", content.len() as i64);
    let mut stream = Dictionary::new();
    stream.set("Type", "EmbeddedFile");
    stream.set("Subtype", media_type);
    stream.set("Params", parameters);
    let stream = file.add_compressed(stream, content);
    let mut embedded = Dictionary::new();
    embedded.set("F", stream);
    embedded.set("UF", stream);
    let mut specification = Dictionary::new();
    specification.set("Type", "Filespec");
    specification.set("F", text_string(name));
    specification.set("UF", text_string(name));
    // Asked for by ISO 14289-2, 8.14.1.
    specification.set("Desc", text_string(description));
    specification.set("AFRelationship", "Supplement");
    specification.set("EF", embedded);
    file.add(specification)
}
