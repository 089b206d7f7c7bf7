//! Findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format).

use bindery::diagnostic::Code;
use bindery::hash::fnv64;
use bindery::url::encode_text;
use serde_json::{Value, json};

use super::entry::{Entry, Place, severity_name};
use super::root::Root;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run.
pub fn log(entries: &[Entry], is_success: bool, root: &Root) -> Value {
    let first_file = root.first_file(entries);
    let rules: Vec<Value> = Code::ALL.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = entries.iter().map(|entry| result(entry, &first_file, root)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "bindery", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": is_success }],
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    let explanation = code.explanation();
    let help = format!("{}\n\n{}", explanation.cause, explanation.cure);
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.meaning() },
        "fullDescription": { "text": explanation.cause },
        "help": { "text": help },
        "defaultConfiguration": { "level": severity_name(code.severity()) },
    })
}

fn result(entry: &Entry, first_file: &str, root: &Root) -> Value {
    let index = Code::ALL.iter().position(|code| *code == entry.code).unwrap_or_default();
    // GitHub refuses a log in which one result has no place.
    let whole = Place { file: String::new(), line: 1, column: 1, end_line: 1, end_column: 1 };
    let Place { file, line, column, end_line, end_column } = entry.place.as_ref().unwrap_or(&whole);
    let (path, is_below) = match entry.place {
        Some(_) => (root.path_or_same(file), root.path(file).is_some()),
        None => (first_file.to_owned(), true),
    };
    let mut artifact = json!({ "uri": encode_text(&path) });
    if is_below {
        artifact["uriBaseId"] = json!("%SRCROOT%");
    }
    // What moves up and down the file stays the same finding.
    let print = fnv64(&[entry.code.name(), &path, &entry.message].join("\n"));
    json!({
        "ruleId": entry.code.name(),
        "ruleIndex": index,
        "level": severity_name(entry.severity),
        "message": { "text": entry.text() },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": artifact,
                "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
            },
        }],
        "partialFingerprints": { "bindery/v1": format!("{print:016x}") },
    })
}
