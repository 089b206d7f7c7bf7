//! The reports of a batch's parts as one.
//!
//! In: reports as JSON. Out: one, in every form that `--report` names. An output that two parts wrote differently is an
//! error, since one of them is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bindery::diagnostic::{Code, Severity};
use bindery::hash::sha256;
use serde::Deserialize;

use super::report::{Entry, Outcome, Output, Place};

/// The version of the schema that is read.
const VERSION: u64 = 1;

/// What is read of a report.
#[derive(Deserialize)]
struct Report {
    version: u64,
    success: bool,
    errors: usize,
    warnings: usize,
    findings: Vec<Finding>,
    outputs: Vec<Output>,
    #[serde(default)]
    failed: Vec<String>,
}

#[derive(Deserialize)]
struct Finding {
    code: String,
    severity: String,
    message: String,
    place: Option<Place>,
    hints: Vec<String>,
}

/// What the reports say together.
pub struct Merged {
    pub entries: Vec<Entry>,
    pub outcome: Outcome,
    /// Outputs that two parts wrote, each with other bytes.
    pub lost: Vec<String>,
}

/// Reads and joins reports; else says what is wrong with which.
pub fn merge(paths: &[PathBuf]) -> Result<Merged, String> {
    let mut entries = Vec::new();
    let mut outcome = Outcome { is_success: true, ..Outcome::default() };
    let mut outputs: BTreeMap<String, Output> = BTreeMap::new();
    let mut lost = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        let text = fs::read(path).map_err(|error| format!("cannot read the report `{}`: {error}", path.display()))?;
        // The same report twice says nothing more.
        if !seen.insert(sha256(&text)) {
            continue;
        }
        let report = read(path, &text)?;
        outcome.is_success &= report.success;
        outcome.counts.errors += report.errors;
        outcome.counts.warnings += report.warnings;
        outcome.failed.extend(report.failed);
        for finding in report.findings {
            entries.push(entry(finding).ok_or_else(|| unknown(path))?);
        }
        for output in report.outputs {
            match outputs.get(&output.path) {
                Some(other) if other.sha256 != output.sha256 => lost.push(output.path),
                Some(_) => {}
                None => drop(outputs.insert(output.path.clone(), output)),
            }
        }
    }
    outcome.outputs = outputs.into_values().collect();
    outcome.is_success &= lost.is_empty();
    Ok(Merged { entries, outcome, lost })
}

fn read(path: &Path, text: &[u8]) -> Result<Report, String> {
    let report: Report = serde_json::from_slice(text)
        .map_err(|error| format!("`{}` is no report of bindery as JSON: {error}", path.display()))?;
    if report.version == VERSION { Ok(report) } else { Err(unknown(path)) }
}

fn unknown(path: &Path) -> String {
    format!("`{}` is a report of another version of bindery", path.display())
}

fn entry(finding: Finding) -> Option<Entry> {
    let Finding { code, severity, message, place, hints } = finding;
    let severity = match severity.as_str() {
        "note" => Severity::Note,
        "warning" => Severity::Warning,
        "error" => Severity::Error,
        _ => return None,
    };
    Some(Entry { code: Code::named(&code)?, severity, message, place, hints })
}
