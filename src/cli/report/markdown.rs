//! The outcome of a build as a page of Markdown, for the summary of a job.

use std::fmt::Write;

use bindery::diagnostic::Severity;

use super::entry::{Entry, severity_name};
use super::table::time;
use super::{Counts, Outcome, Output};

/// The page: what was written, then the findings, errors first.
pub fn page(entries: &[Entry], outcome: &Outcome, is_check: bool) -> String {
    let Outcome { is_success, counts, outputs, failed, stopped } = outcome;
    let mut out = String::new();
    // A string takes every text.
    let head = match (is_check, is_success, outputs.is_empty()) {
        (true, true, _) => "Checked",
        (true, false, _) => "Checked, and not in order",
        (false, true, _) => "Bound",
        (false, false, true) => "Nothing was written",
        (false, false, false) => "Bound in part",
    };
    let _ = writeln!(out, "## {head}\n");
    if let Some(stopped) = stopped {
        let _ = writeln!(out, "- **Stopped**: {}\n", cell(stopped));
    }
    for text in failed {
        let _ = writeln!(out, "- **Failed**: {}", cell(text));
    }
    if !failed.is_empty() {
        out.push('\n');
    }
    if !outputs.is_empty() {
        out.push_str("| output | pages | bytes | time | findings | SHA-256 |\n");
        out.push_str("| --- | ---: | ---: | ---: | ---: | --- |\n");
        for output in outputs {
            let Output { path, pages, bytes, findings, sha256, .. } = output;
            let pages = pages.map(|pages| pages.to_string()).unwrap_or_default();
            let time = time(output);
            let _ = writeln!(out, "| {} | {pages} | {bytes} | {time} | {findings} | `{sha256}` |", cell(path));
        }
        out.push('\n');
    }
    let Counts { errors, warnings } = *counts;
    let _ = writeln!(out, "{errors} errors, {warnings} warnings.");
    if entries.is_empty() {
        return out;
    }
    out.push_str("\n| severity | code | place | what |\n| --- | --- | --- | --- |\n");
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        for entry in entries.iter().filter(|entry| entry.severity == severity) {
            let place = entry.place_in_words().unwrap_or_default();
            let (name, code) = (severity_name(severity), entry.code.name());
            let text = cell(&entry.text().replace("\nhelp: ", "; "));
            let _ = writeln!(out, "| {name} | `{code}` | {} | {text} |", cell(&place));
        }
    }
    out
}

/// Text of a cell: what would be markup is text, also where a name or a message holds it.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '!' | '#' | '$' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}
