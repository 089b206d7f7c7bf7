//! The habits of the house, held by a test: heads, names, sizes, arms, and documents that tell the truth.

mod code;

use std::collections::BTreeSet;
use std::fs;

use code::{SourceFile, assert_none, close_of, root, sources, without_tests, words};

/// A file that grows beyond this does two things.
const MOST_LINES: usize = 700;
/// A module head tells what comes in and goes out; longer is a document, and belongs in one.
const MOST_HEAD_LINES: usize = 15;
/// Names that say nothing about their subject.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "manager"];

#[test]
fn every_module_has_a_head() {
    let mut findings = Vec::new();
    for file in sources("src") {
        let lines = file.text.lines().take_while(|line| line.starts_with("//!"));
        // An example at its end is code.
        let mut head: Vec<&str> = lines.take_while(|line| *line != "//! ```").collect();
        head.pop_if(|line| *line == "//!");
        let head = head.len();
        let included = file.path == "src/lib.rs" && file.text.starts_with("#![doc = include_str!(");
        if head == 0 && !included && !file.is_test() {
            findings.push(format!("{}: no `//!` head", file.path));
        } else if head > MOST_HEAD_LINES {
            findings.push(format!("{}: a head of {head} lines, at most {MOST_HEAD_LINES}", file.path));
        }
    }
    assert_none(&findings, "a module head says what comes in, what goes out and what the module leaves alone");
}

#[test]
fn no_file_does_two_things() {
    let mut findings = Vec::new();
    for file in sources("src") {
        let lines = file.text.lines().count();
        if lines > MOST_LINES {
            findings.push(format!("{}: {lines} lines, at most {MOST_LINES}: split it by subject", file.path));
        }
        if let Some(name) = file.module.iter().find(|name| EMPTY_NAMES.contains(&name.as_str())) {
            findings.push(format!("{}: `{name}` is no subject", file.path));
        }
    }
    assert_none(&findings, "a file has one subject, and is named for it");
}

#[test]
fn nothing_is_imported_by_the_handful() {
    let mut findings = Vec::new();
    for file in sources("src") {
        for (at, _) in file.code.match_indices("::*") {
            let line_start = file.code[..at].rfind('\n').map_or(0, |start| start + 1);
            let line = file.code[line_start..at].trim();
            // A module's tests see the whole of their module, and rayon's traits have no names worth reading.
            let in_tests = file.is_test() || without_tests(&file.code)[at..].starts_with("   ");
            if !(line == "use super" && in_tests) && line != "use rayon::prelude" {
                findings.push(format!("{}: glob import", file.place(at)));
            }
        }
    }
    assert_none(&findings, "imports name what they import");
}

#[test]
fn no_work_is_left_lying() {
    const MARKS: [&str; 3] = ["todo!", "unimplemented!", "dbg!"];
    const WORDS: [&str; 4] = ["TODO", "FIXME", "XXX", "HACK"];
    let mut findings = Vec::new();
    for file in sources("src").iter().chain(&sources("tests")) {
        if file.path == "tests/tidy.rs" {
            continue;
        }
        for mark in MARKS {
            findings.extend(file.code.match_indices(mark).map(|(at, _)| format!("{}: `{mark}`", file.place(at))));
        }
        for word in WORDS {
            findings.extend(words(&file.text, word).map(|at| format!("{}: `{word}`", file.place(at))));
        }
    }
    assert_none(&findings, "what is not done is not written, or stands in a tracker");
}

#[test]
fn documents_do_not_state_progress() {
    let mut findings = Vec::new();
    for (name, text) in documents() {
        for phrase in ["not yet", "so far", "for now", "in the future", "will be added", "currently"] {
            findings.extend(text.to_lowercase().match_indices(phrase).map(|(at, _)| {
                format!("{name}:{}: \"{phrase}\"", text[..at.min(text.len())].matches('\n').count() + 1)
            }));
        }
    }
    assert_none(&findings, "documents say what is, never how far it has come");
}

/// The documents for people, by name.
fn documents() -> Vec<(&'static str, String)> {
    ["README.md", "ARCHITECTURE.md"]
        .into_iter()
        .map(|name| (name, fs::read_to_string(root().join(name)).unwrap_or_else(|_| panic!("{name} is missing"))))
        .collect()
}

#[test]
fn every_path_in_a_document_exists() {
    let mut findings = Vec::new();
    for (name, text) in documents() {
        for (number, path) in named_paths(&text) {
            let exists = root().join(&path).exists() || root().join("src").join(&path).exists();
            if !exists && !is_left_out_of_crate(&path) {
                findings.push(format!("{name}:{number}: `{path}` does not exist"));
            }
        }
    }
    assert_none(&findings, "a path named in a document exists, from the root or from src/");
}

/// Whether the tests run in the crate as it is published, which has not all of the repository.
fn is_left_out_of_crate(path: &str) -> bool {
    root().join("Cargo.toml.orig").exists() && ["fuzz/", ".ci/"].iter().any(|folder| path.starts_with(folder))
}

/// What in a document looks like a path of the repository: in code spans with a slash or a known ending,
/// and the targets of relative links.
fn named_paths(text: &str) -> BTreeSet<(usize, String)> {
    let mut paths = BTreeSet::new();
    let mut in_fence = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            in_fence = !in_fence;
            continue;
        }
        if in_fence {
            continue;
        }
        for code in line.split('`').skip(1).step_by(2) {
            let endings = [".rs", ".md", ".toml", ".css", ".sh", "/"];
            let is_path = endings.iter().any(|ending| code.ends_with(ending))
                && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
            // A file name without a folder is taken for the reader's own.
            if is_path && (code.contains('/') || code.ends_with(".rs")) {
                paths.insert((index + 1, code.to_owned()));
            }
        }
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains(':') {
                paths.insert((index + 1, target.to_owned()));
            }
        }
    }
    paths
}

#[test]
fn our_own_enums_are_matched_in_full() {
    let files = sources("src");
    let ours: BTreeSet<String> = files.iter().flat_map(own_enums).collect();
    assert!(ours.contains("BlockKind") && ours.contains("InlineKind"), "the tree's enums were not found");
    let mut findings = Vec::new();
    for file in &files {
        let program = without_tests(&file.code);
        for at in words(&program, "match").filter(|_| !file.is_test()) {
            let patterns = arm_patterns(&program, at);
            let wild = patterns.iter().any(|pattern| pattern == "_" || pattern.starts_with("_ if "));
            let own = patterns.iter().find_map(|pattern| {
                let path = pattern.trim_start_matches(['&', '|', ' ']);
                let end = path.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(path.len());
                path[..end].rsplit("::").skip(1).find(|segment| ours.contains(*segment)).map(str::to_owned)
            });
            if wild && let Some(own) = own {
                findings.push(format!("{}: `_ =>` in a match on `{own}`", file.place(at)));
            }
        }
    }
    assert_none(&findings, "a new kind stops the build until every match handles it");
}

/// The enums of the tree and of the layers' contracts: what is public in them.
fn own_enums(file: &SourceFile) -> Vec<String> {
    let contracts = ["document", "layout", "style", "toc", "resource"];
    if !contracts.contains(&file.top()) {
        return Vec::new();
    }
    file.code
        .match_indices("pub enum ")
        .map(|(at, mark)| {
            file.code[at + mark.len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        })
        .collect()
}

/// The patterns of a match's arms, guards included.
fn arm_patterns(code: &str, at: usize) -> Vec<String> {
    let mut depth = 0;
    let open = code[at..].char_indices().find_map(|(index, character)| match character {
        '(' | '[' => {
            depth += 1;
            None
        }
        ')' | ']' => {
            depth -= 1;
            None
        }
        '{' if depth == 0 => Some(at + index),
        _ => None,
    });
    let Some(open) = open else { return Vec::new() };
    let body = &code[open + 1..close_of(code, open).saturating_sub(1).max(open + 1)];
    let mut patterns = Vec::new();
    let mut rest = body;
    while let Some(arrow) = at_top(rest, "=>") {
        patterns.push(rest[..arrow].split_whitespace().collect::<Vec<_>>().join(" "));
        let expression = rest[arrow + 2..].trim_start();
        rest = match expression.starts_with('{') {
            true => expression[close_of(expression, 0)..].trim_start().trim_start_matches(','),
            false => at_top(expression, ",").map_or("", |comma| &expression[comma + 1..]),
        };
    }
    patterns
}

/// Where `mark` stands outside of every bracket.
fn at_top(text: &str, mark: &str) -> Option<usize> {
    let mut depth = 0;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth -= 1,
            _ if depth == 0 && text[index..].starts_with(mark) => return Some(index),
            _ => {}
        }
    }
    None
}

#[test]
fn the_scanner_sees_what_the_compiler_sees() {
    let code = code::blank("let a = \"crate::x\"; // crate::y\nlet b: &'a str = r#\"\"crate::z\"#; '\"'; crate::w");
    assert_eq!(code::heads_after(&code, "crate").len(), 1);
    let nested = "use crate::{a, b::{c, d}, e}; use super::super::f::g;";
    let heads: Vec<String> = code::heads_after(nested, "crate").into_iter().map(|(_, head)| head).collect();
    assert_eq!(heads, ["a", "b", "e"]);
    assert_eq!(code::heads_after(nested, "super::super")[0].1, "f");
    let arms = arm_patterns("match (a, b) { X::Y { c } | X::Z => {} _ if d => f(|_| 1), _ => match g { _ => 2 } }", 0);
    assert_eq!(arms, ["X::Y { c } | X::Z", "_ if d", "_"]);
}
