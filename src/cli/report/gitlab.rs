//! Findings as a report of code quality for GitLab (GitLab documentation, "Code Quality report format").

use std::collections::BTreeMap;

use bindery::diagnostic::Severity;
use bindery::hash::fnv64;
use serde_json::{Value, json};

use super::entry::Entry;

/// The report. Each finding needs a file: those of the whole book are at the first line of the first text.
pub fn report(entries: &[Entry], first_file: &str) -> Value {
    let mut known: BTreeMap<u64, u32> = BTreeMap::new();
    let issues = entries.iter().map(|entry| {
        let (path, line) = entry.place.as_ref().map_or((first_file, 1), |place| (&place.file, place.line));
        let print = fnv64(&[entry.code.name(), path, &entry.message].join("\n"));
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
            "location": { "path": path.trim_start_matches("./"), "lines": { "begin": line } },
        })
    });
    Value::Array(issues.collect())
}
