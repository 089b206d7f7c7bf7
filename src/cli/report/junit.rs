//! Findings as tests that failed, in the form of JUnit that schedulers read: a case for each finding, and one that passed
//! where there is none.

use std::fmt::Write;

use bindery::diagnostic::Severity;

use super::entry::{Entry, severity_name};

/// The report. Errors fail, warnings where they stop a build; all others pass with a word.
pub fn report(entries: &[Entry], is_strict: bool) -> String {
    let fails = |entry: &Entry| match entry.severity {
        Severity::Note => false,
        Severity::Warning => is_strict,
        Severity::Error => true,
    };
    let failures = entries.iter().filter(|entry| fails(entry)).count();
    let tests = entries.len().max(1);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // A string takes every text.
    let _ = writeln!(out, "<testsuites tests=\"{tests}\" failures=\"{failures}\">");
    let _ = writeln!(out, "  <testsuite name=\"bindery\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">");
    if entries.is_empty() {
        out.push_str("    <testcase classname=\"bindery\" name=\"nothing to report\"/>\n");
    }
    for entry in entries {
        let place = entry.place_in_words();
        let name = format!("{}: {}", place.as_deref().unwrap_or("the whole book"), entry.message);
        let file = entry.place.as_ref().map_or("bindery", |place| &place.file);
        let (class, name, text) = (escape(file), escape(&name), escape(&entry.text()));
        let _ = writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\">");
        let (code, severity) = (entry.code.name(), severity_name(entry.severity));
        let message = escape(&entry.message);
        let _ = match fails(entry) {
            true => writeln!(out, "      <failure message=\"{message}\" type=\"{code}\">{severity}: {text}</failure>"),
            false => writeln!(out, "      <system-out>{severity}[{code}]: {text}</system-out>"),
        };
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

/// Text of XML, and of its attributes; what XML cannot hold is left out (XML 1.0, section 2.2).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => escaped.push(character),
            _ => {}
        }
    }
    escaped
}
