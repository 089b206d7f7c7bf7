//! Each rule of a store: a book in plain values that breaks it, and one that is just within.

use std::collections::BTreeSet;

use bindery::config::Store;
use bindery::document::{Creator, Document};
use bindery::resource::MediaType;
use bindery::source::Span;
use bindery::store::{CoverKind, Facts, Fault, JUDGED, MADE, Outcome, Picture, RULES, check};
use bindery::toc::{Toc, TocEntry};

/// A book in plain values.
#[derive(Clone)]
struct Book {
    document: Document,
    toc: Toc,
    pictures: Vec<Picture>,
    cover: CoverKind,
    is_title_given: bool,
    is_language_given: bool,
    epub_bytes: Option<u64>,
    pages: Option<usize>,
    grounds: Vec<Span>,
}

impl Book {
    /// One that breaks no rule.
    fn right() -> Book {
        let mut document = Document::default();
        let metadata = &mut document.metadata;
        metadata.title = Some("Sea".to_owned());
        metadata.description = Some("Of the sea.".to_owned());
        metadata.edition.isbn = Some("978-3-16-148410-0".to_owned());
        metadata.creators.push(Creator { name: "Ann".to_owned(), role: "aut", file_as: None });
        let picture = Picture {
            shown: "a.jpg".to_owned(),
            place: None,
            is_cover: false,
            media_type: MediaType::Jpeg,
            size: (1600, 1200),
            bytes: 500_000,
            moves: false,
            has_inks: false,
            is_transparent: false,
        };
        let cover = Picture { shown: "cover.jpg".to_owned(), is_cover: true, size: (1600, 2560), ..picture.clone() };
        Book {
            document,
            toc: levels(2),
            pictures: vec![cover, picture],
            cover: CoverKind::Given,
            is_title_given: true,
            is_language_given: true,
            epub_bytes: Some(1_000_000),
            pages: Some(100),
            grounds: Vec::new(),
        }
    }

    fn cover(&mut self) -> &mut Picture {
        &mut self.pictures[0]
    }

    fn picture(&mut self) -> &mut Picture {
        &mut self.pictures[1]
    }

    /// What stores refuse, with the rule.
    fn faults(&self, stores: &[Store]) -> Vec<(&'static str, Fault)> {
        let facts = Facts {
            document: &self.document,
            toc: &self.toc,
            pictures: &self.pictures,
            cover: self.cover,
            is_title_given: self.is_title_given,
            is_language_given: self.is_language_given,
            epub_bytes: self.epub_bytes,
            pages: self.pages,
            grounds: &self.grounds,
        };
        let outcomes = check(&facts, &stores.iter().copied().collect());
        let of = |outcome: Outcome| outcome.faults.into_iter().map(move |fault| (outcome.rule.id, fault));
        outcomes.into_iter().flat_map(of).collect()
    }
}

/// Contents of so many levels.
fn levels(levels: usize) -> Toc {
    let entry = |children| TocEntry { target: None, number: None, title: "A".to_owned(), lang: None, children };
    Toc { entries: (0..levels).fold(Vec::new(), |below, _| vec![entry(below)]) }
}

/// A rule, the stores that have it, a change that breaks it, and one that is just within.
type Case = (&'static str, &'static [Store], fn(&mut Book), fn(&mut Book));

const CASES: &[Case] = &[
    (
        "cover-present",
        &[Store::Google, Store::Ingram],
        |book| book.cover = CoverKind::Absent,
        |book| {
            book.cover = CoverKind::Drawn;
            book.pictures.remove(0);
        },
    ),
    ("cover-least", &[Store::Kdp], |book| book.cover().size = (625, 999), |book| book.cover().size = (625, 1000)),
    ("cover-least", &[Store::Kdp], |book| book.cover().size = (624, 1000), |book| book.cover().size = (640, 1024)),
    ("cover-least", &[Store::Apple], |book| book.cover().size = (1399, 2000), |book| book.cover().size = (1400, 2000)),
    ("cover-least", &[Store::Google], |book| book.cover().size = (639, 900), |book| book.cover().size = (640, 900)),
    ("cover-least", &[Store::Ingram], |book| book.cover().size = (1600, 2559), |book| book.cover().size = (1600, 2560)),
    ("cover-most", &[Store::Kdp], |book| book.cover().size = (6300, 10001), |book| book.cover().size = (6300, 10000)),
    ("cover-most", &[Store::Google], |book| book.cover().size = (4500, 7201), |book| book.cover().size = (4500, 7200)),
    (
        "cover-type",
        &[Store::Kdp, Store::Apple, Store::Google, Store::Ingram],
        |book| book.cover().media_type = MediaType::Svg,
        |book| book.cover().media_type = MediaType::Png,
    ),
    (
        "cover-type",
        &[Store::Kobo],
        |book| book.cover().media_type = MediaType::Gif,
        |book| book.cover().media_type = MediaType::Jpeg,
    ),
    (
        "cover-shape",
        &[Store::Kdp, Store::Kobo],
        |book| book.cover().size = (2560, 1600),
        |book| book.cover().size = (2000, 2001),
    ),
    (
        "picture-pixels",
        &[Store::Apple],
        |book| book.picture().size = (2000, 2801),
        |book| book.picture().size = (2000, 2800),
    ),
    (
        "picture-pixels",
        &[Store::Ingram],
        |book| book.picture().size = (2000, 1601),
        |book| book.picture().size = (2000, 1600),
    ),
    ("picture-bytes", &[Store::Kobo], |book| book.picture().bytes = 5_000_001, |book| book.picture().bytes = 5_000_000),
    (
        "picture-type",
        &[Store::Kdp, Store::Apple, Store::Google],
        |book| book.picture().media_type = MediaType::Webp,
        |book| book.picture().media_type = MediaType::Png,
    ),
    (
        "picture-type",
        &[Store::Kobo],
        |book| book.picture().media_type = MediaType::Tiff,
        |book| book.picture().media_type = MediaType::Webp,
    ),
    (
        "picture-gif",
        &[Store::Apple],
        |book| book.picture().media_type = MediaType::Gif,
        |book| book.picture().media_type = MediaType::Png,
    ),
    (
        "picture-still",
        &[Store::Kdp, Store::Google],
        |book| (book.picture().media_type, book.picture().moves) = (MediaType::Gif, true),
        |book| book.picture().media_type = MediaType::Gif,
    ),
    (
        "picture-inks",
        &[Store::Kdp, Store::Apple, Store::Kobo],
        |book| book.picture().has_inks = true,
        |book| book.picture().has_inks = false,
    ),
    (
        "picture-ground",
        &[Store::Kdp, Store::Kobo],
        |book| book.picture().is_transparent = true,
        |book| book.picture().is_transparent = false,
    ),
    (
        "drawing-size",
        &[Store::Google],
        |book| (book.picture().media_type, book.picture().size) = (MediaType::Svg, (3201, 10)),
        |book| (book.picture().media_type, book.picture().size) = (MediaType::Svg, (3200, 3200)),
    ),
    (
        "title",
        &[Store::Kdp, Store::Apple, Store::Google, Store::Ingram],
        |book| book.document.metadata.title = None,
        |_| {},
    ),
    (
        "author",
        &[Store::Kdp, Store::Apple, Store::Google, Store::Ingram],
        |book| book.document.metadata.creators.clear(),
        |_| {},
    ),
    ("language", &[Store::Kdp, Store::Google, Store::Ingram], |book| book.is_language_given = false, |_| {}),
    (
        "isbn",
        &[Store::Kobo, Store::Ingram],
        |book| {
            book.document.metadata.edition.isbn = None;
            book.document.metadata.identifier = Some("urn:uuid:12345678-1234-1234-1234-123456789012".to_owned());
        },
        |book| {
            book.document.metadata.edition.isbn = None;
            book.document.metadata.identifier = Some("urn:isbn:9783161484100".to_owned());
        },
    ),
    ("description", &[Store::Ingram], |book| book.document.metadata.description = None, |_| {}),
    (
        "file-size",
        &[Store::Kdp],
        |book| book.epub_bytes = Some(650_000_001),
        |book| book.epub_bytes = Some(650_000_000),
    ),
    ("file-size", &[Store::Kobo], |book| book.epub_bytes = Some(1_000_000_001), |book| book.epub_bytes = None),
    (
        "file-size",
        &[Store::Ingram],
        |book| book.epub_bytes = Some(100_000_001),
        |book| book.epub_bytes = Some(100_000_000),
    ),
    (
        "file-size",
        &[Store::Apple, Store::Google],
        |book| book.epub_bytes = Some(2_000_000_001),
        |book| book.epub_bytes = Some(2_000_000_000),
    ),
    ("pages", &[Store::Google], |book| book.pages = Some(3), |book| book.pages = Some(4)),
    ("contents-levels", &[Store::Kdp], |book| book.toc = levels(3), |book| book.toc = levels(2)),
    ("grounds", &[Store::Kobo], |book| book.grounds = vec![Span::default()], |_| {}),
];

#[test]
fn a_book_that_breaks_a_rule_is_told_of_it_alone_and_one_just_within_of_nothing() {
    assert_eq!(Book::right().faults(&Store::ALL), []);
    for (index, (rule, stores, breaks, keeps)) in CASES.iter().enumerate() {
        for store in *stores {
            let (mut wrong, mut right) = (Book::right(), Book::right());
            breaks(&mut wrong);
            keeps(&mut right);
            let found: Vec<&str> = wrong.faults(&[*store]).into_iter().map(|(id, _)| id).collect();
            assert!(found.contains(rule), "case {index}, {rule} of {store:?}: {found:?}");
            let found: Vec<_> = right.faults(&[*store]).into_iter().filter(|(id, _)| id == rule).collect();
            assert_eq!(found, [], "case {index}, {rule} of {store:?}");
        }
    }
}

#[test]
fn each_rule_of_each_store_has_a_case() {
    // Those of the text have theirs in `tests/cli/stores.rs`.
    let of_text = ["alternative-length", "links-to-shops", "table-columns", "table-nesting"];
    let all: BTreeSet<(&str, Store)> = RULES
        .iter()
        .filter(|rule| !of_text.contains(&rule.id))
        .flat_map(|rule| rule.demands.iter().map(|demand| (rule.id, demand.store)))
        .collect();
    let cases = CASES.iter().flat_map(|(rule, stores, ..)| stores.iter().map(|store| (*rule, *store)));
    assert_eq!(cases.collect::<BTreeSet<_>>(), all);
}

#[test]
fn one_fault_is_told_once_with_all_stores_that_it_concerns() {
    let mut book = Book::right();
    book.cover().size = (600, 900);
    let faults = book.faults(&Store::ALL);
    let [("cover-least", fault)] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!(
        fault.message,
        "the cover `cover.jpg` has 600 × 900 pixels; KDP takes 1000 × 625 at least, Apple Books wants 1400 on the shorter \
         side, Google Play Books takes 640 on each side at least, IngramSpark wants 2560 on the longer side and 1600 on the \
         other"
    );
    // What no store that was asked for refuses is not told.
    book.cover().size = (1000, 1600);
    assert_eq!(book.faults(&[Store::Kdp, Store::Kobo, Store::Google]), []);
    assert_eq!(book.faults(&[]), []);
}

#[test]
fn the_drawn_cover_breaks_no_rule() {
    let mut book = Book::right();
    book.cover = CoverKind::Drawn;
    book.pictures.clear();
    assert_eq!(book.faults(&Store::ALL), []);
}

#[test]
fn a_drawing_has_no_pixels_to_count() {
    let mut book = Book::right();
    (book.picture().media_type, book.picture().size) = (MediaType::Svg, (3000, 3000));
    assert_eq!(book.faults(&Store::ALL), []);
}

#[test]
fn every_rule_has_a_source_with_a_date_and_a_link() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len(), "a name is given twice");
    let sources = RULES.iter().flat_map(|rule| rule.demands.iter().map(|demand| demand.source));
    let others = MADE.iter().map(|made| made.source).chain(JUDGED.iter().map(|judged| judged.source));
    for source in sources.chain(others) {
        assert!(
            source.link.starts_with("https://") && !source.date.is_empty() && !source.section.is_empty(),
            "{source:?}"
        );
    }
}
