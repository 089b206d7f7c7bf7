//! What an EPUB says of itself, whoever made it.
//!
//! In: the bytes of an archive. Out: a [`Description`]: the metadata of its package document (EPUB 3.3, section 5.5; EPUB 2
//! says most of it in the same elements), and its cover where that is a picture of pixels. Only these files are unpacked,
//! and no more than their limits of them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::config::date;
use crate::url;

/// The most bytes of a package document that are read.
const MAX_PACKAGE_BYTES: u64 = 4 * 1024 * 1024;

/// The most bytes of a cover; stores take half as much.
const MAX_COVER_BYTES: u64 = 20 * 1024 * 1024;

/// What an EPUB says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub contributors: Vec<String>,
    pub languages: Vec<String>,
    /// The day of publication, or less of it.
    pub date: Option<String>,
    /// `YYYY-MM-DDThh:mm:ssZ`.
    pub modified: Option<String>,
    pub identifier: Option<String>,
    pub description: Option<String>,
    pub subjects: Vec<String>,
    pub publisher: Option<String>,
    pub rights: Option<String>,
    pub cover: Option<CoverImage>,
}

/// A cover of pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverImage {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Media types of pictures that every reader shows, and what their files begin with.
const PICTURES: [(&str, &[u8]); 4] =
    [("image/jpeg", b"\xff\xd8\xff"), ("image/png", b"\x89PNG"), ("image/gif", b"GIF8"), ("image/webp", b"RIFF")];

/// Reads the description; `None` where the bytes are no EPUB.
pub fn describe(bytes: &[u8]) -> Option<Description> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let container = text(&mut archive, "META-INF/container.xml")?;
    let path = rootfile(&container)?;
    let package = Package::read(&text(&mut archive, &path)?);
    let mut description = package.description();
    description.cover = package.cover(&path).and_then(|cover| {
        let mut bytes = Vec::new();
        let file = archive.by_name(&cover).ok()?;
        file.take(MAX_COVER_BYTES + 1).read_to_end(&mut bytes).ok()?;
        let (media_type, _) = PICTURES.iter().find(|(_, beginning)| bytes.starts_with(beginning))?;
        (bytes.len() as u64 <= MAX_COVER_BYTES).then_some(CoverImage { media_type, bytes })
    });
    Some(description)
}

fn text(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.take(MAX_PACKAGE_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The path of the package document (EPUB OCF 3.3, section 4.2.6.3.1).
fn rootfile(container: &str) -> Option<String> {
    let mut reader = Reader::from_str(container);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == "rootfile" => {
                return attributes(&start).remove("full-path");
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn attributes(start: &BytesStart) -> BTreeMap<String, String> {
    let all = start.html_attributes().flatten();
    all.map(|attribute| {
        let key: &str = attribute.key.as_ref();
        (key.to_owned(), unescaped(&attribute.value))
    })
    .collect()
}

fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

/// An element of the metadata.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

/// The parts of a package document that describe the book.
#[derive(Default)]
struct Package {
    identifier: Option<String>,
    metadata: Vec<Element>,
    items: Vec<BTreeMap<String, String>>,
}

impl Package {
    /// Reads what is there, up to where it breaks off.
    fn read(text: &str) -> Package {
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        let mut package = Package::default();
        let mut open: Option<Element> = None;
        let element = |start: &BytesStart| Element {
            name: start.local_name().as_ref().to_owned(),
            attributes: attributes(start),
            text: String::new(),
        };
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(start) => match start.local_name().as_ref() {
                    "package" => package.identifier = attributes(&start).remove("unique-identifier"),
                    "metadata" | "manifest" | "dc-metadata" | "x-metadata" => {}
                    "item" => package.items.push(attributes(&start)),
                    _ => open = open.or(Some(element(&start))),
                },
                Event::Empty(start) if start.local_name().as_ref() == "item" => package.items.push(attributes(&start)),
                Event::Empty(start) => package.metadata.push(element(&start)),
                Event::Text(text) => open.iter_mut().for_each(|open| open.text.push_str(&text)),
                Event::CData(text) => open.iter_mut().for_each(|open| open.text.push_str(&text)),
                Event::GeneralRef(name) => {
                    let text = unescaped(&format!("&{};", &*name));
                    open.iter_mut().for_each(|open| open.text.push_str(&text));
                }
                Event::End(end) if open.as_ref().is_some_and(|open| open.name == end.local_name().as_ref()) => {
                    package.metadata.extend(open.take());
                }
                // What is read after it is no metadata, and may be long.
                Event::End(end) if end.local_name().as_ref() == "manifest" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        package
    }

    fn description(&self) -> Description {
        let texts = |name: &str| {
            let found = self.metadata.iter().filter(|element| element.name == name);
            found.map(|element| on_one_line(&element.text)).filter(|text| !text.is_empty()).collect::<Vec<_>>()
        };
        let first = |name: &str| texts(name).into_iter().next();
        let own =
            |element: &&Element| self.identifier.is_some() && element.attributes.get("id") == self.identifier.as_ref();
        let identifier = self.metadata.iter().filter(|element| element.name == "identifier").find(own);
        let modified = self
            .metadata
            .iter()
            .find(|element| element.attributes.get("property").is_some_and(|property| property == "dcterms:modified"));
        let modified = modified.and_then(|element| date::of_feed(&element.text));
        Description {
            title: self.main_title().or_else(|| first("title")),
            authors: texts("creator"),
            contributors: texts("contributor"),
            languages: texts("language"),
            date: first("date").and_then(|date| date::normalize(&date)),
            modified: modified.map(|(_, seconds)| date::from_epoch(seconds)),
            identifier: identifier.map(|element| on_one_line(&element.text)).or_else(|| first("identifier")),
            description: first("description"),
            subjects: texts("subject"),
            publisher: first("publisher"),
            rights: first("rights"),
            cover: None,
        }
    }

    /// The title that is said to be the main one (EPUB 3.3, D.3.13).
    fn main_title(&self) -> Option<String> {
        let is_main = |element: &&Element| {
            element.attributes.get("property").is_some_and(|property| property == "title-type")
                && element.text.trim() == "main"
        };
        let refined = self.metadata.iter().find(is_main)?.attributes.get("refines")?.trim_start_matches('#');
        let title = self
            .metadata
            .iter()
            .find(|element| element.name == "title" && element.attributes.get("id").is_some_and(|id| id == refined))?;
        Some(on_one_line(&title.text)).filter(|title| !title.is_empty())
    }

    /// The path of the cover in the archive: by its property, or, in EPUB 2, by the item that a `meta` names.
    fn cover(&self, package: &str) -> Option<String> {
        let is_cover = |item: &&BTreeMap<String, String>| {
            item.get("properties").is_some_and(|all| all.split_whitespace().any(|one| one == "cover-image"))
        };
        let named =
            self.metadata.iter().find(|element| element.attributes.get("name").is_some_and(|name| name == "cover"));
        let named = named.and_then(|element| element.attributes.get("content"));
        let of_name = || self.items.iter().find(|item| named.is_some() && item.get("id") == named);
        let item = self.items.iter().find(is_cover).or_else(of_name)?;
        url::join(package, &url::decode(item.get("href")?))
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_documents_of_both_versions_are_read() {
        let package = Package::read(
            "<package unique-identifier='b'><metadata><dc:identifier id='a'>x</dc:identifier>\
            <dc:identifier id='b'>urn:isbn:1</dc:identifier><dc:title id='s'>Sub</dc:title><dc:title id='t'>A &amp; B</dc:title>\
            <meta refines='#t' property='title-type'>main</meta><dc:creator>Ann</dc:creator><dc:date>2024-05-01T10:00:00Z</dc:date>\
            <meta property='dcterms:modified'>2024-05-02T10:00:00Z</meta><meta name='cover' content='c'/></metadata>\
            <manifest><item id='c' href='im%20g/c.jpg'/></manifest><spine><itemref idref='x'/></spine></package>",
        );
        let found = package.description();
        assert_eq!(found.title.as_deref(), Some("A & B"));
        assert_eq!(found.identifier.as_deref(), Some("urn:isbn:1"));
        assert_eq!(
            (found.date.as_deref(), found.modified.as_deref()),
            (Some("2024-05-01"), Some("2024-05-02T10:00:00Z"))
        );
        assert_eq!(package.cover("OEBPS/content.opf").as_deref(), Some("OEBPS/im g/c.jpg"));
        assert_eq!(describe(b"no zip"), None);
    }
}
