//! What an EPUB of ours tells of the text it was made from.
//!
//! In: the bytes of an archive. Out: a [`Trace`], equal for two builds of one text, whatever was edited between them.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// The most bytes of a package document that are read.
const MAX_PACKAGE_BYTES: u64 = 4 * 1024 * 1024;

/// The marks of a text in its EPUB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The content document of an only text, which has its name from the text's file. A book may get another first chapter
    /// at any time.
    only: Option<String>,
    /// The date of publication.
    date: Option<String>,
}

/// Reads the marks; `None` where the bytes are no EPUB that we could have made.
pub fn trace(bytes: &[u8]) -> Option<Trace> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let package = archive.file_names().find(|name| name.ends_with(".opf"))?.to_owned();
    let mut text = String::new();
    archive.by_name(&package).ok()?.take(MAX_PACKAGE_BYTES).read_to_string(&mut text).ok()?;
    let between = |text: &str, open: &str, close: &str| {
        let start = text.find(open)? + open.len();
        Some(text[start..start + text[start..].find(close)?].to_owned())
    };
    let spine = text.find("<spine").map_or("", |at| &text[at..]);
    // Pages that the program makes have the same names in every book.
    let is_made =
        |id: &str| ["cover", "title-page", "copyright-page", "contents", "nav"].iter().any(|name| id.contains(name));
    let ids = spine.split("idref=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let ids: Vec<&str> = ids.filter(|id| !is_made(id)).collect();
    let only = if let [id] = ids[..] { Some(id.to_owned()) } else { None };
    let date = between(&text, "<dc:date", "</dc:date>").and_then(|date| Some(date.split_once('>')?.1.to_owned()));
    Some(Trace { only, date })
}
