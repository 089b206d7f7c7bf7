//! The texts of an mdBook project by a reading of its own: the files that the summary lists, with what they include,
//! without the lines that are hidden.
//!
//! In: a project's folder. Out: Markdown, one text for each chapter. Nothing of the program is used, and of mdBook's
//! syntax only what the corpora have is known.

use std::fs;
use std::path::{Path, PathBuf};

/// The chapters' texts in the order of the summary.
pub fn texts(folder: &Path) -> Vec<String> {
    let src = folder.join("src");
    let summary = without_comments(&read(&src.join("SUMMARY.md")));
    let mut texts = Vec::new();
    for line in summary.lines() {
        let Some((_, rest)) = line.split_once("](") else { continue };
        let path = src.join(rest.split(')').next().expect("a link is closed"));
        texts.push(without_hidden_lines(&expanded(&read(&path), &path)));
    }
    texts
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).replace("\r\n", "\n")
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    out + rest
}

/// Includes carried out.
fn expanded(text: &str, path: &Path) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, directive)) = rest.split_once("{{#") {
        let (inner, after) = directive.split_once("}}").expect("a directive is closed");
        out.push_str(before);
        rest = after;
        let mut words = inner.split_whitespace();
        match words.next() {
            Some("include" | "rustdoc_include") => {
                let target = words.next().expect("an include names a file");
                let (file, part) = target.split_once(':').unwrap_or((target, ""));
                let file: PathBuf = path.parent().expect("a file is in a folder").join(file);
                out.push_str(&selected(&expanded(&read(&file), &file), part));
            }
            _ => panic!("{}: {{{{#{inner}}}}}", path.display()),
        }
    }
    out + rest
}

/// The lines of a part, without those that mark anchors.
fn selected(text: &str, part: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let is_mark = |line: &&str| line.contains("ANCHOR:") || line.contains("ANCHOR_END:");
    if let Ok(first) = part.split(':').next().unwrap_or_default().parse::<usize>() {
        let last = part.split_once(':').map_or(first, |(_, last)| last.parse().unwrap_or(lines.len()));
        lines = lines[first - 1..last.min(lines.len())].to_vec();
    } else if !part.is_empty() {
        let named = |line: &str, mark: &str| {
            line.split_once(mark).is_some_and(|(_, name)| name.split_whitespace().next() == Some(part))
        };
        let mut is_in = false;
        lines.retain(|line| {
            is_in = (is_in || named(line, "ANCHOR:")) && !named(line, "ANCHOR_END:");
            is_in
        });
    }
    lines.retain(|line| !is_mark(line));
    lines.join("\n")
}

/// Rust's listings without the lines that only a compiler needs.
fn without_hidden_lines(text: &str) -> String {
    let mut out = String::new();
    // The fence of the listing that is open, and whether it is Rust's.
    let mut fence: Option<(String, bool)> = None;
    for line in text.lines() {
        let content = line.trim_start_matches([' ', '>']);
        let mark: String = content.chars().take_while(|&c| c == '`').collect();
        match &fence {
            None if mark.len() >= 3 => {
                let language = content[mark.len()..].split([',', ' ']).next().unwrap_or_default();
                fence = Some((mark, language == "rust"));
            }
            Some((open, _)) if mark.len() >= open.len() && content.trim_end() == mark => fence = None,
            Some((_, true)) if content == "#" || content.starts_with("# ") => continue,
            Some((_, true)) if content.starts_with("##") => {
                out.push_str(&line.replacen("##", "#", 1));
                out.push('\n');
                continue;
            }
            Some(_) | None => {}
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}
