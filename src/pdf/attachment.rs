//! Embedded files (ISO 32000-2, 7.11.4).
//!
//! In: the bytes and their type. Out: file specifications, which say how a file belongs to what it is associated with.

use super::object::{File, Name, Ref, TextStr};

/// Embeds a file that says the same as what it is associated with in another form; the number of its specification.
pub(super) fn write(file: &mut File, name: &str, media_type: &str, description: &str, content: &[u8]) -> Ref {
    let stream = file.add_compressed(content, |stream| {
        stream.pair("Type", Name("EmbeddedFile")).pair("Subtype", Name(media_type));
        stream.insert("Params").dict().pair("Size", content.len());
    });
    file.add_dict(|specification| {
        specification.pair("Type", Name("Filespec")).pair("F", TextStr(name)).pair("UF", TextStr(name));
        // Asked for by ISO 14289-2, 8.14.1.
        specification.pair("Desc", TextStr(description)).pair("AFRelationship", Name("Supplement"));
        specification.insert("EF").dict().pair("F", stream).pair("UF", stream);
    })
}
