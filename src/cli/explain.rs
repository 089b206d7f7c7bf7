//! What `bindery explain` prints of findings, from the table of codes.

use std::ffi::OsString;
use std::fmt::Write;

use bindery::diagnostic::{Code, ExampleKind, Explanation, nearest};
use bindery::style;

use super::report::{Reporter, SCHEMA, severity_name};
use super::{Exit, conformance, print, usage};

const HELP: &str = "\
bindery explain                all codes of findings, each with its meaning
bindery explain CODE           cause, example and cure of one, such as `dead-link`
bindery explain css            what style sheets may say
bindery explain report         the JSON schema of reports
bindery explain conformance    the JSON schema of reports of conformance
";

/// Prints what there is to know of a subject: what style sheets may say, a code, or all codes.
pub fn run(words: &[OsString], reporter: &Reporter) -> Exit {
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    match words.as_slice() {
        [] => print(&all(), reporter),
        [word] if matches!(word.as_str(), "--help" | "-h") => print(HELP, reporter),
        [word] if word == "css" => print(&style::css_manual(), reporter),
        [word] if word == "report" => print(SCHEMA, reporter),
        [word] if word == "conformance" => print(conformance::SCHEMA, reporter),
        [word] => match Code::named(word) {
            Some(code) => print(&one(code), reporter),
            None => {
                let message = format!("there is no finding `{word}`");
                let hint = match nearest(word, Code::ALL.iter().map(|code| code.name())) {
                    Some(near) => format!("did you mean `bindery explain {near}`?"),
                    None => {
                        "`bindery explain` lists all codes; `bindery explain css` what style sheets may say".to_owned()
                    }
                };
                usage(reporter, &message, Some(&hint))
            }
        },
        _ => usage(reporter, "`explain` wants one word", Some("`bindery explain` lists all codes")),
    }
}

/// A line for each code.
fn all() -> String {
    let longest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let mut out = String::new();
    for code in Code::ALL {
        // A string takes every text.
        let _ = writeln!(out, "{:longest$}  {:7}  {}", code.name(), severity_name(code.severity()), code.meaning());
    }
    out.push_str(
        "\n`bindery explain CODE` tells more of one; `bindery explain css` what style sheets may say, `bindery explain \
        report` the JSON schema of reports, `bindery explain conformance` that of reports of conformance.\n",
    );
    out
}

/// Cause, example and cure of a code.
fn one(code: Code) -> String {
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
