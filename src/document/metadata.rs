//! What is said about the book: the front matter and `-M` in typed form.

use serde::Serialize;

use super::Matter;
use crate::lang::Lang;
use crate::source::Span;

/// Facts about the book. Dates are as given, normalized to `YYYY`, `YYYY-MM` or `YYYY-MM-DD` where they can be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Metadata {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub creators: Vec<Creator>,
    pub date: Option<String>,
    /// When the text was last changed.
    pub modified: Option<String>,
    pub series: Option<Series>,
    pub lang: Lang,
    /// Description or summary; set as the standfirst.
    pub description: Option<String>,
    pub keywords: Vec<String>,
    pub publisher: Option<String>,
    pub rights: Option<String>,
    /// An ISBN, UUID, DOI or URL; made from the content where none is given.
    pub identifier: Option<String>,
    /// Book path of the cover image.
    pub cover: Option<String>,
    /// There is to be none, not even a drawn one.
    pub without_cover: bool,
    pub cover_alt: Option<String>,
    /// Where `cover` was written.
    pub cover_span: Option<Span>,
}

/// A series that the book belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Series {
    pub name: String,
    /// Its place in the series, `2` or `2.5`.
    pub position: Option<String>,
}

/// A person or body with a part in the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Creator {
    pub name: String,
    /// A MARC relator code: `aut`, `edt`, `trl`, `ill`.
    pub role: &'static str,
    /// The form to sort by, `Melville, Herman`.
    pub file_as: Option<String>,
}

/// A chapter that is announced and has no text so far: a line of the contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// How many chapters and parts of the text stand before it.
    pub position: usize,
    pub matter: Matter,
    /// Nesting below the first level.
    pub depth: u8,
    pub number: Option<String>,
    pub title: String,
}
