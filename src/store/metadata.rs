//! Rules of what the book says of itself, and of the whole file.

use super::picture::megabytes;
use super::{Demand, Facts, Fault, fault, head};

/// A fault of the whole book, told where its facts would stand.
fn of_book(facts: &Facts<'_>, demands: &[&Demand], what: &str, hint: &str) -> Vec<Fault> {
    vec![fault(head(facts.document), what.to_owned(), demands, hint)]
}

pub(super) fn has_title(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let hint = "write `title: …` in the front matter";
    match &facts.document.metadata.title {
        Some(_) if facts.is_title_given => Vec::new(),
        Some(title) => of_book(facts, demands, &format!("the book has no title; `{title}` is taken"), hint),
        None => of_book(facts, demands, "the book has no title", hint),
    }
}

pub(super) fn has_author(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    match facts.document.metadata.creators.is_empty() {
        false => Vec::new(),
        true => of_book(facts, demands, "the book names no author", "write `author: …` in the front matter"),
    }
}

pub(super) fn has_language(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let hint = "write `lang: en`, or what it is, in the front matter";
    let what = format!("the book does not say its language; `{}` is taken", facts.document.metadata.lang.tag());
    if facts.is_language_given { Vec::new() } else { of_book(facts, demands, &what, hint) }
}

pub(super) fn has_isbn(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let metadata = &facts.document.metadata;
    let is_isbn = |text: &String| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let is_urn = text.to_ascii_lowercase().contains("isbn");
        let is_bare = text.chars().all(|character| matches!(character, '0'..='9' | '-' | ' ' | 'X'));
        (is_urn || is_bare) && matches!(digits, 9 | 10 | 13)
    };
    match metadata.edition.isbn.is_some() || metadata.identifier.as_ref().is_some_and(is_isbn) {
        true => Vec::new(),
        false => of_book(facts, demands, "the book has no ISBN", "write `isbn: …` once you have one for this edition"),
    }
}

pub(super) fn has_description(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    match facts.document.metadata.description {
        Some(_) => Vec::new(),
        None => of_book(facts, demands, "the book has no description", "write `description: …` in the front matter"),
    }
}

/// Limits: the most bytes.
pub(super) fn file_is_small(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let Some(bytes) = facts.epub_bytes else { return Vec::new() };
    let broken: Vec<&Demand> = demands.iter().filter(|demand| bytes > demand.limits[0]).copied().collect();
    let hint = "pictures take most of it: `--image-quality 70` makes them smaller, and so does leaving some out";
    match broken.is_empty() {
        true => Vec::new(),
        false => vec![fault(None, format!("the EPUB has {} MB", megabytes(bytes)), &broken, hint)],
    }
}

/// Limits: the least pages.
pub(super) fn book_is_long(facts: &Facts<'_>, demands: &[&Demand]) -> Vec<Fault> {
    let Some(pages) = facts.pages.map(|pages| pages as u64) else { return Vec::new() };
    let broken: Vec<&Demand> = demands.iter().filter(|demand| pages < demand.limits[0]).copied().collect();
    let count = if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
    let hint = "bind it with other texts";
    if broken.is_empty() { Vec::new() } else { vec![fault(None, format!("the book has {count}"), &broken, hint)] }
}
