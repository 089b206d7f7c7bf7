//! An EPUB taken apart.

use std::io::{Cursor, Read};

use zip::{CompressionMethod, DateTime, ZipArchive};

/// A file of the archive.
pub struct Entry {
    pub name: String,
    pub is_stored: bool,
    pub has_date: bool,
    pub bytes: Vec<u8>,
}

pub fn open(epub: &[u8]) -> Vec<Entry> {
    let mut archive = ZipArchive::new(Cursor::new(epub)).expect("a ZIP archive");
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).expect("an entry");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("its content");
            Entry {
                name: file.name().to_owned(),
                is_stored: file.compression() == CompressionMethod::Stored,
                has_date: file.last_modified() != Some(DateTime::default()),
                bytes,
            }
        })
        .collect()
}

/// The text of a file in the package's folder.
pub fn text(epub: &[u8], name: &str) -> String {
    let path = format!("OEBPS/{name}");
    let entry = open(epub).into_iter().find(|entry| entry.name == path);
    let entry = entry.unwrap_or_else(|| panic!("there is no {name}"));
    String::from_utf8(entry.bytes).expect("UTF-8")
}
