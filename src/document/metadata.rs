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
    /// An ISBN, UUID, DOI or URL; made from title, authors and language where none is given.
    pub identifier: Option<String>,
    /// What a publisher says of this edition.
    pub edition: Edition,
    /// The newest day that the texts name, theirs or of their last change.
    pub newest: Option<String>,
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
    /// Whether it is a set that is complete, such as the volumes of one work (EPUB 3.3, D.3.2: `collection-type`).
    pub is_set: bool,
}

/// What a publisher says of a book and of this edition of it, for catalogs and stores.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Edition {
    /// The ISBN of the files, as written.
    pub isbn: Option<String>,
    /// The ISBN of the printed edition, whose pages the book may name.
    pub print_isbn: Option<String>,
    /// The ISBN of the PDF, where it has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pdf_isbn: Option<String>,
    pub doi: Option<String>,
    /// What else the book was made from.
    pub source: Option<String>,
    /// `Second edition`.
    pub name: Option<String>,
    /// Further titles, by their type.
    pub titles: Vec<(TitleKind, String)>,
    pub subjects: Vec<Subject>,
    pub accessibility: Statement,
    /// There is to be no copyright page.
    pub without_copyright_page: bool,
}

impl Edition {
    /// What the other says where this one is silent.
    pub fn or(self, other: Edition) -> Edition {
        fn list<T>(own: Vec<T>, other: Vec<T>) -> Vec<T> {
            if own.is_empty() { other } else { own }
        }
        let (own, others) = (self.accessibility, other.accessibility);
        Edition {
            isbn: self.isbn.or(other.isbn),
            print_isbn: self.print_isbn.or(other.print_isbn),
            pdf_isbn: self.pdf_isbn.or(other.pdf_isbn),
            doi: self.doi.or(other.doi),
            source: self.source.or(other.source),
            name: self.name.or(other.name),
            titles: list(self.titles, other.titles),
            subjects: list(self.subjects, other.subjects),
            accessibility: Statement {
                conforms_to: list(own.conforms_to, others.conforms_to),
                certified_by: own.certified_by.or(others.certified_by),
                credential: own.credential.or(others.credential),
                report: own.report.or(others.report),
                summary: own.summary.or(others.summary),
                hazards: list(own.hazards, others.hazards),
            },
            without_copyright_page: self.without_copyright_page || other.without_copyright_page,
        }
    }

    /// What tells the edition from all others, as a URN or a DOI.
    pub fn identifier(&self) -> Option<String> {
        let isbn = self.isbn.as_deref().map(isbn_urn);
        isbn.or_else(|| self.doi.as_deref().map(|doi| format!("doi:{doi}")))
    }
}

/// An ISBN as a URN, with its digits alone (RFC 8254, section 4.6).
pub fn isbn_urn(isbn: &str) -> String {
    let digits = isbn.chars().filter(char::is_ascii_alphanumeric);
    format!("urn:isbn:{}", digits.map(|digit| digit.to_ascii_uppercase()).collect::<String>())
}

/// What a title is, other than the main one and the subtitle (EPUB 3.3, D.3.10: `title-type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TitleKind {
    Short,
    Collection,
    Edition,
    Expanded,
}

impl TitleKind {
    pub const ALL: [TitleKind; 4] = [TitleKind::Short, TitleKind::Collection, TitleKind::Edition, TitleKind::Expanded];

    /// Its name in the EPUB's vocabulary, which is pandoc's as well.
    pub fn name(self) -> &'static str {
        match self {
            TitleKind::Short => "short",
            TitleKind::Collection => "collection",
            TitleKind::Edition => "edition",
            TitleKind::Expanded => "expanded",
        }
    }
}

/// A subject by the code of a scheme (EPUB 3.3, D.3.1 and D.3.9: `authority` and `term`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// In words; the code where there are none.
    pub text: String,
    /// `BISAC`, `Thema`, or the address of a scheme.
    pub authority: String,
    pub term: String,
}

/// What the author states of the book's accessibility, which no program can tell (EPUB Accessibility 1.1, section 4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Standards that the book was found to conform to.
    pub conforms_to: Vec<String>,
    /// Who evaluated it.
    pub certified_by: Option<String>,
    /// What makes them able to.
    pub credential: Option<String>,
    /// The address of their report.
    pub report: Option<String>,
    /// The summary, where it is not to be the program's.
    pub summary: Option<String>,
    /// What may harm a reader, in words of Schema.org; where there are none, the program tells what it knows.
    pub hazards: Vec<String>,
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
