//! What `bindery explain` prints of findings, from the table of codes.

use std::fmt::Write;

use bindery::diagnostic::{Code, ExampleKind, Explanation};

use super::report::severity_name;

/// A line for each code.
pub fn all() -> String {
    let longest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let mut out = String::new();
    for code in Code::ALL {
        // A string takes every text.
        let _ = writeln!(out, "{:longest$}  {:7}  {}", code.name(), severity_name(code.severity()), code.meaning());
    }
    out.push_str(
        "\n`bindery explain CODE` tells more of one; `bindery explain css` what style sheets may say, `bindery explain \
        report` the JSON schema of reports.\n",
    );
    out
}

/// Cause, example and cure of a code.
pub fn one(code: Code) -> String {
    let Explanation { cause, example, cure } = code.explanation();
    let what = match example.kind {
        ExampleKind::Markdown => "For example this text:",
        ExampleKind::Css => "For example this style sheet, given by `-c`:",
        ExampleKind::Command => "For example this command:",
        ExampleKind::Files => "For example these files:",
    };
    let example: String = example.text.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect();
    let (name, severity, meaning) = (code.name(), severity_name(code.severity()), code.meaning());
    format!("{name} ({severity}): {meaning}\n\n{}\n\n{what}\n\n{example}\n{}\n", wrapped(cause), wrapped(cure))
}

/// A paragraph in lines of a terminal.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 88;
    let (mut out, mut width) = (String::new(), 0);
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            out.push('\n');
            width = 0;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
    }
    out
}
