//! The report of conformance: asked for, made of what was built, and written beside the book or where `--report` says.
//!
//! In: what was built, and what was found. Out: a [`Report`] as a page and as JSON.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bindery::config::{Format, Store};
use bindery::conformance::{self, Output, Report};
use bindery::pipeline::Findings;
use bindery::source::Loader;
use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::args::{Args, ReportFormat};
use super::building::Made;
use super::command::Command;
use super::configure::{self, Destination, Usage};
use super::output::Target;
use super::report::{Reporter, from_here};

/// The JSON schema of the report; its version is that of the field `version`.
pub const SCHEMA: &str = include_str!("conformance.schema.json");

/// A store, or all of them, by the name users give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreName {
    One(Store),
    All,
}

impl StoreName {
    pub fn stores(self) -> Vec<Store> {
        match self {
            StoreName::One(store) => vec![store],
            StoreName::All => Store::ALL.to_vec(),
        }
    }
}

impl ValueEnum for StoreName {
    fn value_variants<'a>() -> &'a [StoreName] {
        const {
            &[
                StoreName::One(Store::Kdp),
                StoreName::One(Store::Apple),
                StoreName::One(Store::Kobo),
                StoreName::One(Store::Google),
                StoreName::One(Store::Ingram),
                StoreName::All,
            ]
        }
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            // Authors of Kindle books say Amazon, and mean its store.
            StoreName::One(Store::Kdp) => PossibleValue::new("kdp").aliases(["amazon", "kindle"]),
            StoreName::One(Store::Ingram) => PossibleValue::new("ingram").alias("ingramspark"),
            StoreName::One(store @ (Store::Apple | Store::Kobo | Store::Google)) => PossibleValue::new(store.id()),
            StoreName::All => PossibleValue::new("all"),
        })
    }
}

/// Whether a report is asked for.
pub fn is_wanted(args: &Args) -> bool {
    args.conformance || args.report.iter().any(|(_, format)| format.is_of_conformance())
}

/// Refuses what a report cannot be made of.
pub fn refuse(command: Command, args: &Args, destinations: &[Destination], is_batch: bool) -> Result<(), Usage> {
    if !is_wanted(args) {
        return Ok(());
    }
    if is_batch {
        let hint = "build it without `--each` and `[[output]]`: `bindery book.md -o book.epub --conformance`";
        return Err(Usage::new("a report of conformance is of one book", Some(hint)));
    }
    if args.conformance && command == Command::Check {
        let hint = "`--report book.html` and `--report book.conformance.json` write the report alone";
        return Err(Usage::new("`check` writes no book that the report could lie beside", Some(hint)));
    }
    if args.conformance && !destinations.is_empty() && destinations.iter().all(Destination::is_stdout) {
        let hint = "name the report: `--report book.html`, `--report book.conformance.json`";
        return Err(Usage::new("a book on standard output has no place that the report could lie beside", Some(hint)));
    }
    Ok(())
}

/// The report of what was built; `paths` is where it is written.
pub fn report(made: &Made, findings: &Findings, paths: &BTreeMap<Format, String>) -> Option<Report> {
    let survey = made.built.survey.as_ref()?;
    let outputs = made.built.outputs.iter().map(|(format, bytes)| Output {
        format: match format {
            Format::Epub => "EPUB",
            Format::Pdf => "PDF",
        },
        path: paths.get(format).cloned(),
        bytes: bytes.len(),
        sha256: made.hash(*format),
        pages: made.built.pages.filter(|_| *format == Format::Pdf),
    });
    Some(conformance::report(survey, &findings.files, outputs.collect(), &from_here))
}

/// The report in one of its forms.
pub fn text(report: &Report, format: ReportFormat) -> String {
    match format {
        ReportFormat::ConformancePage => conformance::page(report),
        ReportFormat::Conformance
        | ReportFormat::Json
        | ReportFormat::Sarif
        | ReportFormat::Gitlab
        | ReportFormat::Junit
        | ReportFormat::Markdown => serde_json::to_string_pretty(report).unwrap_or_default() + "\n",
    }
}

/// The pages that `--conformance` writes beside the first file of the book. Refuses what a stranger's link would lead
/// elsewhere.
pub fn pages(
    outputs: &[(Format, Target, &[u8])],
    args: &Args,
    loader: &Loader,
    reporter: &Reporter,
) -> Result<Vec<(PathBuf, String)>, Usage> {
    let first = outputs.iter().find_map(|(_, target, _)| match target {
        Target::File(path) => Some(path),
        Target::Stdout => None,
    });
    let report = reporter.conformance.borrow();
    let (Some(path), Some(report), true) = (first, report.as_ref(), args.conformance) else { return Ok(Vec::new()) };
    let pages = beside(path);
    pages.iter().try_for_each(|(path, _)| configure::refuse_link(path, loader))?;
    Ok(pages.into_iter().map(|(path, format)| (path, text(report, format))).collect())
}

/// Where the report lies beside a book: `book.conformance.html`, `book.conformance.json`.
fn beside(book: &Path) -> [(PathBuf, ReportFormat); 2] {
    [
        (book.with_extension("conformance.html"), ReportFormat::ConformancePage),
        (book.with_extension("conformance.json"), ReportFormat::Conformance),
    ]
}
