//! The report of conformance: what a machine checked of a book, what its making brings along, what a person must judge.
//!
//! In: a [`Survey`] of the book, with all that was found before anything was allowed, and the outputs. Out: a [`Report`]:
//! a line for each criterion of EPUB Accessibility 1.1, WCAG 2.2 (A and AA), PDF/UA and the stores, with its status; as a
//! page by `html`. What was not checked is never said to hold.

mod criterion;
mod html;
mod pdf;
mod survey;
mod wcag;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Files, Span};
use crate::store;

pub use criterion::{Criterion, Group};
pub use html::page;
pub use survey::{Made, Survey};

/// How a criterion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A machine found that it is broken.
    Fails,
    /// A machine found that a store advises otherwise; it takes the book.
    Advised,
    /// A person must judge; what a machine can tell holds.
    Judge,
    /// A machine checked this book, and it holds.
    Holds,
    /// It holds of all books that are made so.
    Made,
    /// The book has nothing that it is about.
    Absent,
}

impl Status {
    pub const ALL: [Status; 6] =
        [Status::Fails, Status::Advised, Status::Judge, Status::Holds, Status::Made, Status::Absent];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Status::Fails => "checked: fails",
            Status::Advised => "checked: against advice",
            Status::Judge => "a person must judge",
            Status::Holds => "checked: holds",
            Status::Made => "by construction",
            Status::Absent => "does not apply",
        }
    }

    /// The name in JSON and in the page's classes.
    pub fn name(self) -> &'static str {
        match self {
            Status::Fails => "fails",
            Status::Advised => "advised",
            Status::Judge => "judge",
            Status::Holds => "holds",
            Status::Made => "made",
            Status::Absent => "absent",
        }
    }
}

/// A file that the report is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Output {
    pub format: &'static str,
    /// Where it was written; none where nothing was.
    pub path: Option<String>,
    pub bytes: usize,
    pub sha256: String,
    pub pages: Option<usize>,
}

/// What was found at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: &'static str,
    pub message: String,
    pub file: Option<String>,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

/// A criterion, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    pub id: String,
    pub title: String,
    /// `A` and `AA` of WCAG; the names of stores.
    pub level: String,
    pub status: Status,
    /// What a machine looked at, if it did.
    pub checked: Option<String>,
    /// What the making brings along.
    pub made: Option<String>,
    /// What a person must judge.
    pub judged: Option<String>,
    pub findings: Vec<Finding>,
    pub sources: Vec<Reference>,
}

/// Where a criterion is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    pub title: String,
    pub link: &'static str,
    /// Its version, or the day on which it was read.
    pub date: &'static str,
    /// Whether it was read in the store's own words.
    pub is_read: bool,
}

/// The lines of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    pub name: &'static str,
    pub about: String,
    pub lines: Vec<Line>,
}

/// The whole report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    pub version: u32,
    pub tool: String,
    pub title: String,
    pub authors: Vec<String>,
    pub language: String,
    /// As the book says it; the EPUB has one that was made where it says none.
    pub identifier: Option<String>,
    /// What the publisher says of its conformance; nothing here confirms it.
    pub claims: Vec<String>,
    pub outputs: Vec<Output>,
    /// How many lines have each status.
    pub counts: BTreeMap<&'static str, usize>,
    pub parts: Vec<Part>,
}

/// Makes the report. `shown` is how a file is called.
pub fn report(survey: &Survey, files: &Files, outputs: Vec<Output>, shown: &dyn Fn(&str) -> String) -> Report {
    let place = |span: Option<Span>| {
        let at = span.map(|span| files.line_column(span.file, span.start));
        let file = span.map(|span| shown(&files.get(span.file).path));
        (file, at.map(|at| at.line), at.map(|at| at.column))
    };
    let of_diagnostic = |Diagnostic { code, message, span, .. }: &Diagnostic| {
        let (file, line, column) = place(*span);
        Finding { code: code.name(), message: message.clone(), file, line, column }
    };
    let line = |criterion: &Criterion| {
        let is_broken_by = |code: Code| criterion.codes.contains(&code);
        let found = survey.found.iter().filter(|finding| is_broken_by(finding.code)).map(of_diagnostic);
        let findings: Vec<Finding> = if (criterion.applies)(survey) { found.collect() } else { Vec::new() };
        let judged = criterion.judged.filter(|_| (criterion.is_open)(survey));
        let status = match () {
            () if !(criterion.applies)(survey) => Status::Absent,
            () if !findings.is_empty() => Status::Fails,
            () if judged.is_some() => Status::Judge,
            () if criterion.checked.is_some() => Status::Holds,
            () => Status::Made,
        };
        let applies = status != Status::Absent;
        let owned = |text: Option<&str>| text.filter(|_| applies).map(str::to_owned);
        Line {
            id: criterion.id.to_owned(),
            title: criterion.title.to_owned(),
            level: criterion.level.to_owned(),
            status,
            checked: owned(criterion.checked),
            made: if applies { owned(criterion.made) } else { Some(criterion.absent.to_owned()) },
            judged: owned(judged),
            findings,
            sources: Vec::new(),
        }
    };
    let mut parts: Vec<Part> = Vec::new();
    for group in Group::ALL.into_iter().filter(|group| group.is_told(survey)) {
        let lines = group.criteria().iter().map(line).collect();
        parts.push(Part { name: group.name(), about: group.about(survey), lines });
    }
    if !survey.asked.is_empty() {
        parts.push(of_stores(survey, &place));
    }
    let mut counts: BTreeMap<&'static str, usize> = Status::ALL.iter().map(|status| (status.name(), 0)).collect();
    for line in parts.iter().flat_map(|part| &part.lines) {
        *counts.entry(line.status.name()).or_default() += 1;
    }
    Report {
        version: 1,
        tool: format!("bindery {}", env!("CARGO_PKG_VERSION")),
        title: survey.title.clone(),
        authors: survey.authors.clone(),
        language: survey.language.clone(),
        identifier: survey.identifier.clone(),
        claims: survey.claims.clone(),
        outputs,
        counts,
        parts,
    }
}

/// Why a store's rule does not apply.
const NOTHING: &str = "The book has nothing that it is about, or no file that it could be checked on.";

type Placed = (Option<String>, Option<u32>, Option<u32>);

/// The rules of the stores that were asked for.
fn of_stores(survey: &Survey, place: &dyn Fn(Option<Span>) -> Placed) -> Part {
    let names = |stores: &mut dyn Iterator<Item = crate::config::Store>| {
        stores.map(|store| store.name()).collect::<Vec<_>>().join(", ")
    };
    let reference = |source: &store::Source| Reference {
        title: format!("{}, {}", source.document, source.section),
        link: source.link,
        date: source.date,
        is_read: source.is_read,
    };
    let mut lines: Vec<Line> = Vec::new();
    for outcome in &survey.stores {
        let findings = outcome.faults.iter().map(|fault| {
            let (file, line, column) = place(fault.place);
            Finding { code: outcome.rule.code.name(), message: fault.message.clone(), file, line, column }
        });
        let says = outcome.demands.iter().map(|demand| format!("{} {}", demand.store.name(), demand.words));
        let mut sources: Vec<Reference> = outcome.demands.iter().map(|demand| reference(demand.source)).collect();
        sources.dedup();
        let status = match () {
            () if !outcome.faults.is_empty() && outcome.rule.code == Code::StoreAdvice => Status::Advised,
            () if !outcome.faults.is_empty() => Status::Fails,
            () if outcome.is_checked => Status::Holds,
            () => Status::Absent,
        };
        lines.push(Line {
            id: outcome.rule.id.to_owned(),
            title: outcome.rule.title.to_owned(),
            level: names(&mut outcome.demands.iter().map(|demand| demand.store)),
            status,
            checked: Some(says.collect::<Vec<_>>().join("; ")),
            made: (status == Status::Absent).then(|| NOTHING.to_owned()),
            judged: None,
            findings: findings.collect(),
            sources,
        });
    }
    let plain = |id: &str, title: &str, stores: &[crate::config::Store], source: &store::Source, status: Status| {
        let asked: Vec<crate::config::Store> =
            stores.iter().copied().filter(|store| survey.asked.contains(store)).collect();
        (!asked.is_empty()).then(|| Line {
            id: id.to_owned(),
            title: title.to_owned(),
            level: names(&mut asked.into_iter()),
            status,
            checked: None,
            made: None,
            judged: None,
            findings: Vec::new(),
            sources: vec![reference(source)],
        })
    };
    lines.extend(
        store::MADE.iter().filter_map(|made| plain(made.id, made.title, made.stores, made.source, Status::Made)),
    );
    let judged = store::JUDGED.iter();
    lines.extend(judged.filter_map(|rule| plain(rule.id, rule.title, rule.stores, rule.source, Status::Judge)));
    let about = "Limits of the stores that were asked for. Each has its source with the date of the document, or of the \
                 day on which it was read; what is told by others than the store says so.";
    Part { name: "Stores", about: about.to_owned(), lines }
}
