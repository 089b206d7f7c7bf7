//! Catalogs over books that were built, so that readers can subscribe to them.
//!
//! In: the bytes of EPUBs and PDFs with their names. Out: a [`Catalog`] in one order, written by `opds1` as an acquisition
//! feed of OPDS Catalog 1.2, by `opds2` as a feed of OPDS 2.0, by `rss` as RSS 2.0 with enclosures. An EPUB and a PDF of the
//! same stem in the same folder are two formats of one publication, of which the EPUB speaks. No clock is asked: the
//! catalog is as old as its newest book.

mod opds1;
mod opds2;
mod rss;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::config::{Format, date};
use crate::source::name;
use crate::{epub, pdf, url};

pub use opds1::opds1;
pub use opds2::opds2;
pub use rss::rss;

/// The names of the catalogs.
pub const OPDS1: &str = "opds.xml";
pub const OPDS2: &str = "opds.json";
pub const RSS: &str = "feed.xml";

/// The program by the name under which the catalogs know it.
const GENERATOR: &str = "bindery";

/// Whether a catalog of a name that is there was made here, and may be replaced.
pub fn is_own(name: &str, bytes: &[u8]) -> bool {
    let mark = if name == OPDS2 { "application/opds+json" } else { "<generator>bindery</generator>" };
    memchr::memmem::find(bytes, mark.as_bytes()).is_some()
}

/// The folder of the covers.
pub const COVERS: &str = "covers";

/// How a link to a book that everyone may have is called (OPDS Catalog 1.2, section 5.2.1).
const OPEN_ACCESS: &str = "http://opds-spec.org/acquisition/open-access";

/// Books and where they lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    pub title: String,
    /// The address of the folder, with a slash at its end.
    pub base_url: String,
    /// The newest first.
    pub publications: Vec<Publication>,
}

/// A book in one or two formats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// An IRI (RFC 4287, section 4.2.6), unique in the catalog.
    pub id: String,
    pub title: String,
    pub authors: Vec<String>,
    pub contributors: Vec<String>,
    pub languages: Vec<String>,
    /// The day of publication, or less of it.
    pub date: Option<String>,
    /// `YYYY-MM-DDThh:mm:ssZ`.
    pub modified: String,
    pub description: Option<String>,
    pub subjects: Vec<String>,
    pub publisher: Option<String>,
    pub rights: Option<String>,
    pub cover: Option<Cover>,
    /// The EPUB first.
    pub files: Vec<BookFile>,
}

/// A file of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookFile {
    /// As seen from the catalog's folder, with `/`.
    pub path: String,
    pub format: Format,
    pub bytes: u64,
}

/// The picture of a book, which goes into a file beside the catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    pub path: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Format {
    /// The media type.
    fn media_type(self) -> &'static str {
        match self {
            Format::Epub => "application/epub+zip",
            Format::Pdf => "application/pdf",
        }
    }
}

/// The format that a file's name tells.
pub fn format_of(path: &str) -> Option<Format> {
    match name::ending(path).as_str() {
        "epub" => Some(Format::Epub),
        "pdf" => Some(Format::Pdf),
        _ => None,
    }
}

impl Catalog {
    /// An empty catalog of a folder that lies at an address.
    pub fn new(title: &str, base_url: &str) -> Catalog {
        let base_url = format!("{}/", base_url.trim_end_matches('/'));
        Catalog { title: title.to_owned(), base_url, publications: Vec::new() }
    }

    /// Adds a file by its path, as seen from the catalog's folder. Whether it could be read.
    pub fn add(&mut self, path: &str, format: Format, bytes: &[u8]) -> bool {
        let Some(mut publication) = Publication::of(path, format, bytes) else { return false };
        let is_twin = |other: &&mut Publication| {
            other.files.iter().all(|file| stem(&file.path) == stem(path) && file.format != format)
        };
        match self.publications.iter_mut().find(is_twin) {
            Some(twin) if format == Format::Epub => {
                publication.files.append(&mut twin.files);
                *twin = publication;
            }
            Some(twin) => twin.files.append(&mut publication.files),
            None => self.publications.push(publication),
        }
        true
    }

    /// Puts the books in order, once all are added, and gives each an id of its own.
    pub fn settle(&mut self) {
        self.publications
            .sort_by_cached_key(|book| (Reverse(book.moment()), book.title.clone(), book.path().to_owned()));
        let mut ids = BTreeSet::new();
        for index in 0..self.publications.len() {
            let book = &self.publications[index];
            let is_iri = |id: &str| url::scheme(id).is_some() && !id.contains(char::is_whitespace);
            let is_isbn = |id: &str| matches!(id.len(), 10 | 13) && id.bytes().all(|b| b.is_ascii_digit() || b == b'X');
            let id = match book.id.as_str() {
                id if is_iri(id) => id.to_owned(),
                id if is_isbn(&id.replace('-', "")) => format!("urn:isbn:{}", id.replace('-', "")),
                _ => self.address(book.path()),
            };
            let id = if ids.insert(id.clone()) { id } else { self.address(book.path()) };
            ids.insert(id.clone());
            self.publications[index].id = id;
        }
    }

    /// When anything in it changed last.
    fn updated(&self) -> &str {
        let newest = self.publications.iter().map(|book| book.modified.as_str()).max();
        newest.unwrap_or(date::FIXED)
    }

    /// The address of a file.
    fn address(&self, path: &str) -> String {
        format!("{}{}", self.base_url, url::encode_text(path))
    }
}

impl Publication {
    fn of(path: &str, format: Format, bytes: &[u8]) -> Option<Publication> {
        let file = BookFile { path: path.to_owned(), format, bytes: bytes.len() as u64 };
        let files = vec![file];
        let title = |title: Option<String>| title.unwrap_or_else(|| name::in_words(name::stem(path)));
        match format {
            Format::Epub => {
                let found = epub::describe(bytes)?;
                let cover = found.cover.map(|cover| {
                    let ending = cover.media_type.trim_start_matches("image/").replace("jpeg", "jpg");
                    let stem = stem(path);
                    Cover {
                        path: format!("{COVERS}/{stem}.{ending}"),
                        media_type: cover.media_type,
                        bytes: cover.bytes,
                    }
                });
                let of_day = found.date.as_deref().and_then(date::beginning);
                Some(Publication {
                    id: found.identifier.unwrap_or_default(),
                    title: title(found.title),
                    authors: found.authors,
                    contributors: found.contributors,
                    languages: found.languages,
                    modified: found.modified.or(of_day).unwrap_or_else(|| date::FIXED.to_owned()),
                    date: found.date,
                    description: found.description,
                    subjects: found.subjects,
                    publisher: found.publisher,
                    rights: found.rights,
                    cover,
                    files,
                })
            }
            Format::Pdf => {
                let found = pdf::describe(bytes)?;
                let made = found.created.as_deref().and_then(|created| created.get(..10)).map(str::to_owned);
                let published = found.published.as_deref().and_then(date::beginning);
                let day = found.published.or(made);
                Some(Publication {
                    title: title(found.title),
                    authors: found.author.into_iter().collect(),
                    // Its own dates are those of its build.
                    modified: published.or(found.modified).or(found.created).unwrap_or_else(|| date::FIXED.to_owned()),
                    date: day,
                    description: found.subject,
                    subjects: found.keywords,
                    files,
                    ..Publication::default()
                })
            }
        }
    }

    /// When it was published, as far as is known.
    fn moment(&self) -> String {
        self.date.as_deref().and_then(date::beginning).unwrap_or_else(|| self.modified.clone())
    }

    /// The path of its first file.
    fn path(&self) -> &str {
        self.files.first().map_or("", |file| &file.path)
    }
}

/// A path without its ending.
fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

/// Text as XML: marks escaped, and what XML 1.0 does not allow (section 2.2) replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            character => out.push(character),
        }
    }
    out
}

/// An element on a line of its own.
fn element(out: &mut String, indent: &str, name: &str, text: &str) {
    out.push_str(&format!("{indent}<{name}>{}</{name}>\n", escaped(text)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(path: &str, title: &str, date: &str, id: &str) -> Publication {
        let format = format_of(path).unwrap();
        Publication {
            id: id.to_owned(),
            title: title.to_owned(),
            date: Some(date.to_owned()),
            modified: format!("{date}T00:00:00Z"),
            files: vec![BookFile { path: path.to_owned(), format, bytes: 1 }],
            ..Publication::default()
        }
    }

    #[test]
    fn books_are_in_one_order_with_ids_of_their_own() {
        let mut catalog = Catalog::new("News", "https://a.b/x");
        catalog.publications = vec![
            book("old.epub", "Old", "2024-01-01", "urn:x:1"),
            book("z.epub", "Z", "2024-02-01", "978-3-16-148410-0"),
            book("a b.epub", "A", "2024-02-01", "no iri"),
            book("twin.epub", "Twin", "2023-01-01", "urn:x:1"),
        ];
        catalog.settle();
        let found: Vec<&str> = catalog.publications.iter().map(|book| book.id.as_str()).collect();
        assert_eq!(found, ["https://a.b/x/a%20b.epub", "urn:isbn:9783161484100", "urn:x:1", "https://a.b/x/twin.epub"]);
        assert_eq!(catalog.updated(), "2024-02-01T00:00:00Z");
        assert!(!catalog.add("x.epub", Format::Epub, b"none") && !catalog.add("x.pdf", Format::Pdf, b"none"));
    }

    #[test]
    fn nothing_breaks_the_markup() {
        assert_eq!(escaped("<a & \"b\">\u{1}\n"), "&lt;a &amp; &quot;b&quot;&gt;\u{fffd} ");
    }
}
