//! Findings for people, in cargo's look, or for programs; these go to standard error. Reports go to files of their own.
//!
//! In: the findings of a build and how it ended. `entry` is a finding with its place in words, `root` where readers of
//! repositories count paths from; `github`, `gitlab`, `sarif`, `junit` and `markdown` write what their readers expect.

mod entry;
mod github;
mod gitlab;
mod junit;
mod markdown;
mod root;
mod sarif;
mod table;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::PathBuf;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};
use bindery::conformance::Report;
use bindery::diagnostic::{Code, Diagnostic, Severity};
use bindery::pipeline::Findings;
use bindery::source::{Files, Span};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::args::{MessageFormat, ReportFormat};
use super::batch::Shard;
use super::conformance;
use super::output::{self, Target};
pub use entry::{Entry, Place, from_here, severity_name};
use root::Root;
pub use table::table;

/// How many findings of one kind are told in full; `--verbose` tells all.
const MOST_OF_A_KIND: usize = 10;

/// Notes are no faults: one of a kind is enough.
const MOST_NOTES_OF_A_KIND: usize = 1;

/// The JSON schema of a report; its version is that of the field `version`.
pub const SCHEMA: &str = include_str!("schema.json");

/// How wide an excerpt may be.
const TERMINAL_WIDTH: usize = 120;

/// Tells people or programs what happened.
pub struct Reporter {
    pub format: MessageFormat,
    pub is_quiet: bool,
    pub is_verbose: bool,
    pub is_colored: bool,
    /// Warnings stop the build.
    pub is_strict: bool,
    /// Nothing is to be written.
    pub is_check: bool,
    /// Files to which the outcome is written, and how.
    pub reports: Vec<(PathBuf, ReportFormat)>,
    /// Which part of a batch this is.
    pub shard: Option<Shard>,
    /// What is told of the book's conformance, once it is built.
    pub conformance: RefCell<Option<Report>>,
    /// What was found so far, for the reports.
    pub entries: RefCell<Vec<Entry>>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    pub path: String,
    /// The text that it was made from, where it is one of a batch.
    #[serde(default)]
    pub input: Option<String>,
    pub pages: Option<usize>,
    pub bytes: usize,
    #[serde(default)]
    pub sha256: String,
    /// How long its text took, in milliseconds; both formats are made at the same time.
    #[serde(default)]
    pub milliseconds: u64,
    /// How many findings its text has.
    #[serde(default)]
    pub findings: usize,
    /// Whether it was built by an earlier run.
    #[serde(default)]
    pub is_cached: bool,
}

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub is_success: bool,
    pub counts: Counts,
    pub outputs: Vec<Output>,
    /// The texts of a batch of which nothing was written.
    pub failed: Vec<String>,
    /// Why a batch ended before all its texts were built.
    pub stopped: Option<String>,
}

/// How many findings of a code were told, and how many were not.
pub type Told = BTreeMap<Code, (usize, usize)>;

/// How many findings there were of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
}

impl Reporter {
    /// For what is told before the command line is read.
    pub fn plain(is_colored: bool) -> Reporter {
        Reporter {
            format: MessageFormat::Human,
            is_quiet: false,
            is_verbose: false,
            is_colored,
            is_strict: false,
            is_check: false,
            reports: Vec::new(),
            shard: None,
            conformance: RefCell::default(),
            entries: RefCell::default(),
        }
    }

    /// Tells all findings, sorted by place.
    pub fn findings(&self, findings: &Findings) -> Counts {
        let mut told = Told::new();
        let counts = self.findings_after(findings, &mut told);
        self.left_out(&told);
        counts
    }

    /// The same after others; what is too much is counted in `told`.
    pub fn findings_after(&self, findings: &Findings, told: &mut Told) -> Counts {
        let mut sorted: Vec<&Diagnostic> = findings.diagnostics.iter().collect();
        sorted.sort_by_key(|diagnostic| diagnostic.span.map_or((1, 0, 0), |span| (0, span.file.0, span.start)));
        let entries: Vec<Entry> = sorted.iter().map(|diagnostic| Entry::of(diagnostic, &findings.files)).collect();
        let mut out = String::new();
        for (diagnostic, entry) in sorted.iter().zip(&entries) {
            if self.format == MessageFormat::Json {
                let _ = writeln!(out, "{}", json_line(entry));
                continue;
            }
            if !self.format.is_for_people() {
                continue;
            }
            if self.is_quiet && diagnostic.severity != Severity::Error {
                continue;
            }
            let most = match diagnostic.severity {
                // Who asks for a store wants its advice.
                Severity::Note if diagnostic.code == Code::StoreAdvice => MOST_OF_A_KIND,
                Severity::Note => MOST_NOTES_OF_A_KIND,
                Severity::Warning => MOST_OF_A_KIND,
                Severity::Error => usize::MAX,
            };
            let (shown, left_out) = told.entry(diagnostic.code).or_default();
            if *shown < most || self.is_verbose {
                *shown += 1;
                match self.format {
                    MessageFormat::Short => out.push_str(&short(entry)),
                    MessageFormat::Github => {
                        let text = self.human(diagnostic, &findings.files);
                        out.push_str(&format!("{}\n\n", github::without_commands(&text)));
                    }
                    MessageFormat::Human | MessageFormat::Json | MessageFormat::Sarif | MessageFormat::Gitlab => {
                        out.push_str(&format!("{}\n\n", self.human(diagnostic, &findings.files)))
                    }
                }
            } else {
                *left_out += 1;
            }
        }
        if self.format == MessageFormat::Github {
            out.push_str(&github::lines(&entries, &Root::of_workspace()));
        }
        tell(&out);
        self.entries.borrow_mut().extend(entries);
        let count = |severity| sorted.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        Counts { errors: count(Severity::Error), warnings: count(Severity::Warning) }
    }

    /// Tells how many findings were not told.
    pub fn left_out(&self, told: &Told) {
        let mut out = String::new();
        for (code, (_, left_out)) in told.iter().filter(|(_, (_, left_out))| *left_out > 0) {
            out.push_str(&self.line(code.severity(), &format!("{left_out} more of `{}`; `-v` shows all", code.name())));
            out.push('\n');
        }
        tell(&out);
    }

    /// A finding with the line it is about.
    fn human(&self, diagnostic: &Diagnostic, files: &Files) -> String {
        let title = level(diagnostic.severity).primary_title(&diagnostic.message).id(diagnostic.code.name());
        let mut elements: Vec<Element<'_>> = Vec::new();
        let excerpt = diagnostic.span.map(|span| Excerpt::of(files, span));
        if let Some(excerpt) = &excerpt {
            elements.push(excerpt.snippet().into());
        }
        elements.extend(diagnostic.hints.iter().map(|hint| Level::HELP.message(hint.as_str()).into()));
        let group = [title.elements(elements)];
        self.renderer().render(&group)
    }

    fn renderer(&self) -> Renderer {
        let renderer = if self.is_colored { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(DecorStyle::Ascii).term_width(TERMINAL_WIDTH)
    }

    fn line(&self, severity: Severity, message: &str) -> String {
        let no_elements: [Element<'_>; 0] = [];
        self.renderer().render(&[level(severity).primary_title(message).elements(no_elements)])
    }

    /// An error that is no finding about a text: usage, input and output, the end of a failed build.
    pub fn error(&self, message: &str, hint: Option<&str>) {
        if self.format == MessageFormat::Json {
            let line = json!({ "reason": "error", "message": message, "hints": hint.into_iter().collect::<Vec<_>>() });
            return tell(&format!("{line}\n"));
        }
        let elements: Vec<Element<'_>> = hint.into_iter().map(|hint| Level::HELP.message(hint).into()).collect();
        tell(&format!("{}\n", self.renderer().render(&[Level::ERROR.primary_title(message).elements(elements)])));
    }

    /// A word about the command line that is no fault.
    pub fn note(&self, message: &str) {
        if self.format == MessageFormat::Json {
            return tell(&format!("{}\n", json!({ "reason": "note", "message": message })));
        }
        if !self.is_quiet {
            tell(&format!("{}\n", self.line(Severity::Note, message)));
        }
    }

    /// A fault in a file of options, with its place.
    pub fn option_error(&self, files: &Files, span: Span, message: &str, hint: Option<&str>) {
        if self.format == MessageFormat::Json {
            let place = files.line_column(span.file, span.start);
            let path = &files.get(span.file).path;
            return self.error(&format!("{path}:{}:{}: {message}", place.line, place.column), hint);
        }
        let excerpt = Excerpt::of(files, span);
        let mut elements: Vec<Element<'_>> = vec![excerpt.snippet().into()];
        elements.extend(hint.map(|hint| Level::HELP.message(hint).into()));
        tell(&format!("{}\n", self.renderer().render(&[Level::ERROR.primary_title(message).elements(elements)])));
    }

    /// What was done, a verb and its object, as cargo tells it.
    pub fn done(&self, verb: &str, object: &str) {
        if !self.format.is_for_people() || self.is_quiet {
            return;
        }
        // Bold and bright green, cargo's color for what went well.
        let (on, off) = if self.is_colored { ("\x1b[1m\x1b[92m", "\x1b[0m") } else { ("", "") };
        tell(&format!("{on}{verb:>12}{off} {object}\n"));
    }

    /// Tells programs how it ended, and writes the reports; `false` where one cannot be written.
    pub fn finished(&self, outcome: &Outcome) -> bool {
        let entries = self.entries.borrow();
        let mut is_written = true;
        let mut print = |format| {
            if let Err(error) = print(&self.report(format, &entries, outcome)) {
                self.error(&format!("cannot write standard output: {error}"), None);
                is_written = false;
            }
        };
        match self.format {
            MessageFormat::Json => {
                let paths: Vec<&str> = outcome.outputs.iter().map(|output| output.path.as_str()).collect();
                let line = json!({
                    "reason": "finished",
                    "success": outcome.is_success,
                    "errors": outcome.counts.errors,
                    "warnings": outcome.counts.warnings,
                    "outputs": paths,
                });
                tell(&format!("{line}\n"));
            }
            MessageFormat::Sarif => print(ReportFormat::Sarif),
            MessageFormat::Gitlab => print(ReportFormat::Gitlab),
            MessageFormat::Human | MessageFormat::Short | MessageFormat::Github => {}
        }
        for (path, format) in &self.reports {
            if format.is_of_conformance() && self.conformance.borrow().is_none() {
                self.note(&format!("`{}` is not written: there is no book that it would tell of", path.display()));
                continue;
            }
            let text = self.report(*format, &entries, outcome);
            if let Err(failure) = output::write(&[(Target::File(path.clone()), text.as_bytes())]) {
                self.error(&format!("cannot write {}: {}", failure.target, failure.error), None);
                is_written = false;
            }
        }
        is_written
    }

    fn report(&self, format: ReportFormat, entries: &[Entry], outcome: &Outcome) -> String {
        let pretty = |value: serde_json::Value| serde_json::to_string_pretty(&value).unwrap_or_default() + "\n";
        let Outcome { is_success, counts, outputs, failed, stopped } = outcome;
        match format {
            ReportFormat::Json => pretty(json!({
                "version": 1,
                "tool": { "name": "bindery", "version": env!("CARGO_PKG_VERSION") },
                "success": is_success,
                "errors": counts.errors,
                "warnings": counts.warnings,
                "findings": entries,
                "outputs": outputs,
                "failed": failed,
                "shard": self.shard.map(|shard| shard.to_string()),
                "stopped": stopped,
            })),
            ReportFormat::Sarif => pretty(sarif::log(entries, *is_success, &Root::of_repository())),
            ReportFormat::Gitlab => pretty(gitlab::report(entries, &Root::of_repository())),
            ReportFormat::Junit => junit::report(entries, self.is_strict),
            ReportFormat::Markdown => markdown::page(entries, outcome, self.is_check),
            ReportFormat::Conformance | ReportFormat::ConformancePage => {
                self.conformance.borrow().as_ref().map(|report| conformance::text(report, format)).unwrap_or_default()
            }
        }
    }

    /// Tells programs of a file that was written.
    pub fn output(&self, output: &Output) {
        if self.format == MessageFormat::Json {
            let mut line = json!(output);
            line["reason"] = json!("output");
            tell(&format!("{line}\n"));
        }
    }

    /// Lines for people, such as a table.
    pub fn lines(&self, text: &str) {
        if self.format.is_for_people() && !self.is_quiet {
            tell(text);
        }
    }
}

/// A reader of standard output who has seen enough is no reason to fail.
fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// A closed standard error is no reason to fail.
fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    }
}

fn json_line(entry: &Entry) -> serde_json::Value {
    let Entry { code, severity, message, place, hints } = entry;
    json!({
        "reason": "finding",
        "code": code.name(),
        "severity": severity,
        "message": message,
        "place": place,
        "hints": hints,
    })
}

/// `a.md:3:1: warning[dead-link]: …`, as compilers write it for editors.
fn short(entry: &Entry) -> String {
    let place = entry.place_in_words().map(|place| format!("{place}: ")).unwrap_or_default();
    let (severity, code) = (severity_name(entry.severity), entry.code.name());
    format!("{place}{severity}[{code}]: {}\n", entry.message)
}

/// The line of a place. Where it is long, the renderer cuts it to what fits.
struct Excerpt<'a> {
    path: &'a str,
    line: usize,
    text: &'a str,
    /// The bytes of `text` that are meant.
    range: Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn of(files: &'a Files, span: Span) -> Excerpt<'a> {
        let file = files.get(span.file);
        let text: &str = &file.text;
        let at = text.floor_char_boundary(span.start as usize);
        let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let end = text.floor_char_boundary((span.end as usize).clamp(at, line_end));
        Excerpt {
            path: &file.path,
            line: files.line_column(span.file, span.start).line as usize,
            text: &text[line_start..line_end],
            range: at - line_start..end - line_start,
        }
    }

    fn snippet(&self) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let annotation = AnnotationKind::Primary.span(self.range.clone());
        Snippet::source(self.text).path(self.path).line_start(self.line).annotation(annotation)
    }
}
