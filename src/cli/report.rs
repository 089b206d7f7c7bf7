//! Findings for people, in cargo's look, or for programs, as JSON lines. Both go to standard error.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};
use bindery::diagnostic::{Code, Diagnostic, Severity};
use bindery::pipeline::Findings;
use bindery::source::{Files, Span};
use serde_json::json;

use super::args::MessageFormat;

/// How many findings of one kind are told in full; `--verbose` tells all.
const MOST_OF_A_KIND: usize = 10;

/// Notes are no faults: one of a kind is enough.
const MOST_NOTES_OF_A_KIND: usize = 1;

/// How wide an excerpt may be.
const TERMINAL_WIDTH: usize = 120;

/// Tells people or programs what happened.
pub struct Reporter {
    pub format: MessageFormat,
    pub is_quiet: bool,
    pub is_verbose: bool,
    pub is_colored: bool,
}

/// How many findings there were of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
}

impl Reporter {
    /// For what is told before the command line is read.
    pub fn plain(is_colored: bool) -> Reporter {
        Reporter { format: MessageFormat::Human, is_quiet: false, is_verbose: false, is_colored }
    }

    /// Tells all findings, sorted by place.
    pub fn findings(&self, findings: &Findings) -> Counts {
        let mut sorted: Vec<&Diagnostic> = findings.diagnostics.iter().collect();
        sorted.sort_by_key(|diagnostic| diagnostic.span.map_or((1, 0, 0), |span| (0, span.file.0, span.start)));
        let mut out = String::new();
        let mut told: BTreeMap<Code, (usize, usize)> = BTreeMap::new();
        for diagnostic in &sorted {
            if self.format == MessageFormat::Json {
                let _ = writeln!(out, "{}", json_line(diagnostic, &findings.files));
                continue;
            }
            if self.is_quiet && diagnostic.severity != Severity::Error {
                continue;
            }
            let most = match diagnostic.severity {
                Severity::Note => MOST_NOTES_OF_A_KIND,
                Severity::Warning => MOST_OF_A_KIND,
                Severity::Error => usize::MAX,
            };
            let (shown, left_out) = told.entry(diagnostic.code).or_default();
            if *shown < most || self.is_verbose {
                *shown += 1;
                out.push_str(&self.human(diagnostic, &findings.files));
                out.push_str("\n\n");
            } else {
                *left_out += 1;
            }
        }
        for (code, (_, left_out)) in told.iter().filter(|(_, (_, left_out))| *left_out > 0) {
            out.push_str(&self.line(code.severity(), &format!("{left_out} more of `{}`; `-v` shows all", code.name())));
            out.push('\n');
        }
        tell(&out);
        let count = |severity| sorted.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        Counts { errors: count(Severity::Error), warnings: count(Severity::Warning) }
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
        if self.format == MessageFormat::Json || self.is_quiet {
            return;
        }
        // Bold and bright green, cargo's color for what went well.
        let (on, off) = if self.is_colored { ("\x1b[1m\x1b[92m", "\x1b[0m") } else { ("", "") };
        tell(&format!("{on}{verb:>12}{off} {object}\n"));
    }

    /// The last line for programs.
    pub fn finished(&self, is_success: bool, counts: Counts, outputs: &[String]) {
        if self.format == MessageFormat::Json {
            let line = json!({
                "reason": "finished",
                "success": is_success,
                "errors": counts.errors,
                "warnings": counts.warnings,
                "outputs": outputs,
            });
            tell(&format!("{line}\n"));
        }
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

fn json_line(diagnostic: &Diagnostic, files: &Files) -> serde_json::Value {
    let place = diagnostic.span.map(|span| {
        let start = files.line_column(span.file, span.start);
        let end = files.line_column(span.file, span.end);
        json!({
            "file": files.get(span.file).path,
            "line": start.line,
            "column": start.column,
            "end_line": end.line,
            "end_column": end.column,
        })
    });
    json!({
        "reason": "finding",
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "place": place,
        "hints": diagnostic.hints,
    })
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
