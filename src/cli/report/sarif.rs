//! Findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format).

use bindery::diagnostic::Code;
use bindery::hash::fnv64;
use bindery::url::encode_text;
use serde_json::{Value, json};

use super::entry::{Entry, Place, severity_name};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run.
pub fn log(entries: &[Entry], is_success: bool) -> Value {
    let rules: Vec<Value> = Code::ALL.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = entries.iter().map(result).collect();
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
        "help": { "text": help },
        "defaultConfiguration": { "level": severity_name(code.severity()) },
    })
}

fn result(entry: &Entry) -> Value {
    let index = Code::ALL.iter().position(|code| *code == entry.code).unwrap_or_default();
    let mut result = json!({
        "ruleId": entry.code.name(),
        "ruleIndex": index,
        "level": severity_name(entry.severity),
        "message": { "text": entry.text() },
    });
    if let Some(Place { file, line, column, end_line, end_column }) = &entry.place {
        result["locations"] = json!([{
            "physicalLocation": {
                "artifactLocation": { "uri": encode_text(file.trim_start_matches("./")) },
                "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
            },
        }]);
        // What moves up and down the file stays the same finding.
        let print = fnv64(&[entry.code.name(), file, &entry.message].join("\n"));
        result["partialFingerprints"] = json!({ "bindery/v1": format!("{print:016x}") });
    }
    result
}
