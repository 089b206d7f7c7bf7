//! A finding with its place in words, as all forms of reports have it.

use std::path::Path;

use bindery::diagnostic::{Code, Diagnostic, Severity};
use bindery::source::Files;
use serde::{Deserialize, Serialize};

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    pub place: Option<Place>,
    pub hints: Vec<String>,
}

/// Lines and columns count from one, columns in characters; the end is behind the last character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

impl Entry {
    pub fn of(diagnostic: &Diagnostic, files: &Files) -> Entry {
        let place = diagnostic.span.map(|span| {
            let (start, end) = (files.line_column(span.file, span.start), files.line_column(span.file, span.end));
            let file = from_here(&files.get(span.file).path);
            Place { file, line: start.line, column: start.column, end_line: end.line, end_column: end.column }
        });
        let Diagnostic { code, severity, message, hints, .. } = diagnostic.clone();
        Entry { code, severity, message, place, hints }
    }

    /// The message, and below it the hints.
    pub fn text(&self) -> String {
        let mut text = self.message.clone();
        for hint in &self.hints {
            text.push_str("\nhelp: ");
            text.push_str(hint);
        }
        text
    }

    /// `a.md:3:1`, or nothing for what concerns the whole.
    pub fn place_in_words(&self) -> Option<String> {
        self.place.as_ref().map(|Place { file, line, column, .. }| format!("{file}:{line}:{column}"))
    }
}

/// A path from the folder in which this runs, where it lies there: readers of reports know none from the root.
pub fn from_here(path: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let below = Path::new(path).strip_prefix(&here);
    below.map_or_else(|_| path.to_owned(), |below| below.to_string_lossy().replace('\\', "/"))
}

/// The name of a severity.
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
