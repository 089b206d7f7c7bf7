//! Findings as a report of code quality for GitLab (GitLab documentation, "Code Quality report format").

use std::collections::BTreeMap;

use bindery::diagnostic::Severity;
use bindery::hash::fnv64;
use serde_json::{Value, json};

use super::entry::Entry;
use super::root::Root;

/// The report. Each finding needs a file: those of the whole book are at the first line of the first text.
pub fn report(entries: &[Entry], root: &Root) -> Value {
    let first_file = root.first_file(entries);
    let mut known: BTreeMap<u64, u32> = BTreeMap::new();
    let issues = entries.iter().map(|entry| {
        let place = entry.place.as_ref().map(|place| (root.path_or_same(&place.file), place.line));
        let (path, line) = place.unwrap_or_else(|| (first_file.clone(), 1));
        let print = fnv64(&[entry.code.name(), &path, &entry.message].join("\n"));
        // Of several that are the same, each is told apart.
        let count = known.entry(print).or_default();
        *count += 1;
        let severity = match entry.severity {
            Severity::Note => "info",
            Severity::Warning => "minor",
            Severity::Error => "critical",
        };
        json!({
            "description": entry.text(),
            "check_name": entry.code.name(),
            "fingerprint": format!("{print:016x}{count:04x}"),
            "severity": severity,
            "location": { "path": path, "lines": { "begin": line } },
        })
    });
    Value::Array(issues.collect())
}
