//! What stores ask of a book, and where a book breaks it.
//!
//! In: [`Facts`] of a book as its EPUB carries it, plain values all of them, and the stores that are asked for. Out: an
//! [`Outcome`] for each rule of the table (`rule`): what is wrong, where, and for which of the stores. One fault is told
//! once, with all stores that it concerns. What the EPUB is made right by itself is `made`, and what a machine cannot
//! tell `judged`. Nothing of how an EPUB is written is known here.

mod cover;
mod metadata;
mod picture;
mod rule;
mod source;
mod text;

use std::collections::BTreeSet;

use crate::config::Store;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::resource::MediaType;
use crate::source::Span;
use crate::toc::Toc;

pub use rule::{JUDGED, Judged, MADE, Made, RULES, Rule};
pub use source::Source;

/// A book as its EPUB carries it.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub document: &'a Document,
    pub toc: &'a Toc,
    pub pictures: &'a [Picture],
    pub cover: CoverKind,
    /// The author named the book, and no heading stands for its title.
    pub is_title_given: bool,
    /// Whether the book says its language, which is else guessed, or English.
    pub is_language_given: bool,
    /// The bytes of the EPUB, where it was made.
    pub epub_bytes: Option<u64>,
    /// The pages of the PDF, where it was made.
    pub pages: Option<usize>,
    /// The grounds that the user's style sheets paint.
    pub grounds: &'a [Span],
}

/// A picture as the EPUB carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its name for messages.
    pub shown: String,
    /// Where the book names it first; nowhere for one that only the command line does.
    pub place: Option<Span>,
    pub is_cover: bool,
    pub media_type: MediaType,
    /// Width and height as seen.
    pub size: (u32, u32),
    pub bytes: u64,
    pub moves: bool,
    /// Whether its colors are those of inks.
    pub has_inks: bool,
    pub is_transparent: bool,
}

/// Where the cover comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoverKind {
    /// The book is to have none.
    Absent,
    /// It was drawn from title and authors: as stores want it.
    #[default]
    Drawn,
    Given,
}

/// What a store says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    pub store: Store,
    /// The limit; what it counts is the rule's.
    pub limits: [u64; 2],
    /// The same in words, after the store's name: "takes 650 MB at most".
    pub words: &'static str,
    pub source: &'static Source,
}

/// What is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub stores: Vec<Store>,
    pub place: Option<Span>,
    pub message: String,
    pub hint: String,
}

/// What came of a rule.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub rule: &'static Rule,
    /// What the stores say that were asked for.
    pub demands: Vec<&'static Demand>,
    pub faults: Vec<Fault>,
    /// Whether what the rule is about could be looked at: a book without an EPUB has no size.
    pub is_checked: bool,
}

/// Holds a book against the rules of stores; rules that concern none of them are left out.
pub fn check(facts: &Facts<'_>, stores: &BTreeSet<Store>) -> Vec<Outcome> {
    let outcomes = RULES.iter().filter_map(|rule| {
        let demands: Vec<&Demand> = rule.demands.iter().filter(|demand| stores.contains(&demand.store)).collect();
        if demands.is_empty() {
            return None;
        }
        let faults = (rule.check)(facts, &demands);
        Some(Outcome { rule, demands, is_checked: (rule.is_checked)(facts), faults })
    });
    outcomes.collect()
}

/// Tells what is wrong.
pub fn report(outcomes: &[Outcome], diagnostics: &mut Diagnostics) {
    for Outcome { rule, faults, .. } in outcomes {
        diagnostics.extend(faults.iter().map(|fault| {
            let finding = Diagnostic::new(rule.code, fault.message.clone()).hint(fault.hint.clone());
            Diagnostic { span: fault.place, ..finding }
        }));
    }
}

/// A fault with what the stores say that it concerns: "the cover has …; KDP takes …, Apple Books wants …".
fn fault(place: Option<Span>, what: String, broken: &[&Demand], hint: impl Into<String>) -> Fault {
    let words: Vec<String> = broken.iter().map(|demand| format!("{} {}", demand.store.name(), demand.words)).collect();
    let stores = broken.iter().map(|demand| demand.store).collect();
    Fault { stores, place, message: format!("{what}; {}", words.join(", ")), hint: hint.into() }
}

/// The same of one thing that is said of several: the first has the place.
fn fault_of_several(
    places: &[Option<Span>],
    what: impl Fn(&str) -> String,
    broken: &[&Demand],
    hint: &str,
) -> Vec<Fault> {
    let Some(first) = places.first() else { return Vec::new() };
    let others = match places.len() - 1 {
        0 => String::new(),
        1 => ", and so is another".to_owned(),
        others => format!(", and so are {others} others"),
    };
    vec![fault(*first, what(&others), broken, hint)]
}

/// The beginning of the first text, where facts about the book stand or would stand.
fn head(document: &Document) -> Option<Span> {
    use crate::document::{ChapterRole, Node};
    let text = document.chapters.iter().find(|chapter| chapter.role == ChapterRole::Text)?;
    let mut file = None;
    Node::Body(text).visit(&mut |node| {
        // What the program wrote has no place.
        file = file.or(node.span().filter(|span| *span != Span::default()).map(|span| span.file));
    });
    Some(Span { file: file?, start: 0, end: 0 })
}
