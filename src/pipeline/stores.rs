//! The book as stores and the report of conformance look at it.
//!
//! In: a book, and the outputs that were made of it. Out: the findings of the stores that the configuration names, and,
//! where a report is asked for, a [`Survey`]: plain values, of which the report is made once all findings are told.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Book, Built};
use crate::config::{Config, Format, PdfStandard};
use crate::conformance::{Made, Survey};
use crate::css::{Rule, parse_declarations};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{ChapterRole, Document, Node};
use crate::picture::{self, Look};
use crate::source::Span;
use crate::store::{self, CoverKind, Facts, Picture};
use crate::style::{Sheet, paints_ground};
use crate::{epub, url};

/// Tells what the stores refuse, and surveys the book where a report is asked for.
pub(super) fn look(book: &Book, config: &Config, built: &Built, diagnostics: &mut Diagnostics) -> Option<Box<Survey>> {
    if config.stores.is_empty() && !config.surveys {
        return None;
    }
    let (document, metadata) = (&book.document, &book.document.metadata);
    let pictures: Vec<Picture> = if config.stores.is_empty() { Vec::new() } else { pictures(book, config) };
    let is_given = metadata.cover.as_ref().is_some_and(|path| book.resources.get(path).is_some());
    let mut grounds = grounds(&book.sheets);
    grounds.extend(grounds_in_text(document));
    // Of a chapter without a title the place is told, of a book there is none.
    let is_alone = document.chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text).count() == 1;
    let is_guessed = |finding: &Diagnostic| finding.code == Code::GuessedTitle && (finding.span.is_none() || is_alone);
    let is_title_given = !diagnostics.iter().any(is_guessed);
    let facts = Facts {
        document,
        toc: &book.toc,
        pictures: &pictures,
        cover: match is_given {
            true => CoverKind::Given,
            false if metadata.without_cover => CoverKind::Absent,
            false => CoverKind::Drawn,
        },
        is_title_given,
        is_language_given: book.front_matter.lang.is_some(),
        epub_bytes: built.outputs.get(&Format::Epub).map(|bytes| bytes.len() as u64),
        pages: built.pages,
        grounds: &grounds,
    };
    let has_epub = config.formats.contains(&Format::Epub);
    let asked = if has_epub { config.stores.clone() } else { BTreeSet::new() };
    if !config.stores.is_empty() && !has_epub {
        let message = "the rules of stores are about e-books, and none is made: nothing was held against them";
        let hint = "make an EPUB as well; what printers ask of a PDF is not checked";
        diagnostics.push(Diagnostic::new(Code::StoreAdvice, message).hint(hint));
    }
    let outcomes = store::check(&facts, &asked);
    if !asked.is_empty() {
        // Of a small cover the stores that were asked for say more than all stores together.
        let others: Vec<Diagnostic> =
            diagnostics.iter().filter(|finding| finding.code != Code::SmallCover).cloned().collect();
        *diagnostics = Diagnostics::default();
        diagnostics.extend(others);
    }
    store::report(&outcomes, diagnostics);
    let made = Made {
        has_epub,
        has_pdf: config.formats.contains(&Format::Pdf),
        has_page_list: built.pages.is_some(),
        pdf: match config.pdf {
            PdfStandard::V1_7 => Some("PDF/UA-1 and PDF/A-2a"),
            PdfStandard::V2_0 => Some("PDF/UA-2, PDF/A-4 and Well-Tagged PDF"),
            PdfStandard::Plain => None,
        },
        has_own_styles: book.sheets.iter().any(|sheet| sheet.file.is_some() || !sheet.said.is_empty()),
        has_cover: !metadata.without_cover,
        moves: book.resources.iter().any(|image| image.may_move)
            || epub::may_move(book.sheets.iter().map(|sheet| &*sheet.text)),
    };
    config.surveys.then(|| Box::new(Survey::of(document, super::title(document), made, outcomes, asked)))
}

/// The pictures as the EPUB carries them.
fn pictures(book: &Book, config: &Config) -> Vec<Picture> {
    let cover = book.document.metadata.cover.as_deref();
    let of = |image: &crate::resource::Resource| {
        let is_cover = cover == Some(image.path.as_str());
        let Look { moves, has_inks, is_transparent } = picture::look(image);
        let size = match image.orientation {
            5..=8 => (image.stored.height, image.stored.width),
            _ => (image.stored.width, image.stored.height),
        };
        let shown = match &config.cover {
            Some(path) if is_cover => path.file_name().map_or(path.as_path(), Path::new).display().to_string(),
            Some(_) | None => url::brief(&image.path).into_owned(),
        };
        let place = image.place.filter(|span| *span != Span::default());
        let (media_type, bytes) = (image.media_type, image.bytes.len() as u64);
        Picture { shown, place, is_cover, media_type, size, bytes, moves, has_inks, is_transparent }
    };
    book.resources.iter().map(of).collect()
}

/// Where the user's own sheets paint grounds, whatever is shown; what they do on paper alone, or under a condition, is no
/// matter.
fn grounds(sheets: &[Sheet]) -> Vec<Span> {
    let mut places = Vec::new();
    for sheet in sheets {
        if let Some(file) = sheet.file {
            let mut add = |at: &std::ops::Range<u32>| places.push(Span { file, start: at.start, end: at.end });
            painted(&sheet.parse().0.rules, &mut add);
        }
        let imported: Vec<Sheet> = sheet.imports.values().cloned().collect();
        places.extend(grounds(&imported));
    }
    places
}

/// Where `style` attributes paint them.
fn grounds_in_text(document: &Document) -> Vec<Span> {
    let mut places = Vec::new();
    for chapter in &document.chapters {
        Node::Body(chapter).visit(&mut |node| {
            let Some(style) = node.attributes().and_then(|attributes| attributes.get("style")) else { return };
            let paints = parse_declarations(style).iter().any(|said| paints_ground(&said.name, &said.value));
            places.extend(node.span().filter(|span| paints && *span != Span::default()));
        });
    }
    places
}

fn painted(rules: &[Rule], add: &mut dyn FnMut(&std::ops::Range<u32>)) {
    for rule in rules {
        match rule {
            Rule::Style(rule) => {
                for declaration in &rule.declarations {
                    if paints_ground(&declaration.name, &declaration.value) {
                        add(&declaration.at);
                    }
                }
            }
            Rule::Layer(_, rules) => painted(rules, add),
            Rule::Media(..)
            | Rule::Supports(..)
            | Rule::Page(_)
            | Rule::FontFace(_)
            | Rule::CounterStyle { .. }
            | Rule::Layers(_)
            | Rule::Import(_)
            | Rule::Other(_) => {}
        }
    }
}
