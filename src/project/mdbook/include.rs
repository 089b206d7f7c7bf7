//! `{{#include …}}` and its kin, expanded before Markdown is parsed.
//!
//! In: a chapter's text. Out: the text with other files spliced in, whose every byte still knows its origin, and the
//! title that `{{#title}}` gave. mdBook's rules (<https://rust-lang.github.io/mdBook/format/mdbook.html>) hold: paths
//! are seen from the file with the directive; lines or an anchor select a part; what is included may include; a
//! backslash keeps a directive as text. Where we differ: of `rustdoc_include` only the selected lines are taken, since
//! paper has nothing to unfold, and lines that mark anchors never show. What cannot be had is reported, and the
//! directive stays as written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{FileId, Files, Limits, Loader, Span, Text, size_in_words};
use crate::url;

/// mdBook's limit of includes within includes.
const MAX_DEPTH: usize = 10;

/// The most bytes a directive may have; a longer one is text.
const MAX_DIRECTIVE_BYTES: usize = 1024;

/// The most bytes an included file may have.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Expands the texts of one book, and keeps what was read for the next chapter.
pub struct Includes<'a> {
    loader: &'a Loader,
    /// The book's folder, which no path may leave, and how the user wrote it.
    root: &'a Path,
    shown_root: &'a str,
    read: BTreeMap<String, Result<Source, String>>,
    bytes: usize,
    directives: usize,
    is_limit_reported: bool,
    /// Directives that were reported; what is included often is wrong once.
    reported: BTreeSet<Span>,
}

/// A chapter's text with all files in it.
pub struct Expanded {
    pub text: Text,
    /// What `{{#title}}` says.
    pub title: Option<String>,
}

/// A file to include from.
#[derive(Clone)]
struct Source {
    file: FileId,
    /// Where each line begins, and where the last one ends.
    lines: Arc<[usize]>,
    /// The lines that begin or end an anchor, in order.
    marks: Arc<[Mark]>,
}

/// A line that begins or ends an anchor.
struct Mark {
    line: usize,
    name: String,
    is_end: bool,
}

/// A directive in a text.
struct Directive<'t> {
    /// From its braces, or the backslash before them, to its end.
    range: Range<usize>,
    kind: Kind<'t>,
}

enum Kind<'t> {
    /// Text that shows a directive: all but the backslash stays.
    Escaped,
    Include {
        path: &'t str,
        part: Part<'t>,
        /// Whether all parts of that name are meant, as rustdoc shows them, or the first.
        all: bool,
    },
    Playground {
        path: &'t str,
        attributes: Vec<&'t str>,
    },
    Title(&'t str),
    /// No directive of mdBook's, which another program may know.
    Unknown(&'t str),
}

/// Which lines of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'t> {
    /// From a line, counted from 0, up to another.
    Lines(usize, Option<usize>),
    Anchor(&'t str),
}

/// A place to read directives from.
#[derive(Clone, Copy)]
struct Place<'p> {
    file: FileId,
    /// Its book path.
    path: &'p str,
}

impl<'a> Includes<'a> {
    pub fn new(loader: &'a Loader, root: &'a Path, shown_root: &'a str) -> Includes<'a> {
        Includes {
            loader,
            root,
            shown_root,
            read: BTreeMap::new(),
            bytes: 0,
            directives: 0,
            is_limit_reported: false,
            reported: BTreeSet::new(),
        }
    }

    /// A file's text from byte `body` on, with all it includes. `path` is its book path.
    pub fn expand(
        &mut self,
        file: FileId,
        path: &str,
        body: u32,
        files: &mut Files,
        diagnostics: &mut Diagnostics,
    ) -> Expanded {
        let source = files.get(file).text.clone();
        if !source[body as usize..].contains("{{") {
            return Expanded { text: Text::from_file(files, file, body), title: None };
        }
        let mut splice = Splice { text: Text::default(), line: 0, title: None };
        let mut run = Run { includes: self, files, diagnostics, splice: &mut splice, open: Vec::new() };
        run.slice(Place { file, path }, body as usize..source.len(), &source);
        Expanded { text: splice.text, title: splice.title }
    }
}

/// The text as it grows.
struct Splice {
    text: Text,
    /// Where its last line begins.
    line: usize,
    title: Option<String>,
}

impl Splice {
    fn push(&mut self, content: &str, file: FileId, start: usize) {
        if let Some(end) = content.rfind('\n') {
            self.line = self.text.as_str().len() + end + 1;
        }
        self.text.push(content, file, start as u32);
    }

    /// What the lines of an include are to begin with, after the first: the indentation and the quote marks of the
    /// line with the directive, so that a list item or a quote holds all of them.
    fn prefix(&self) -> &str {
        let line = &self.text.as_str()[self.line..];
        let end = line.find(|c: char| !matches!(c, ' ' | '\t' | '>')).unwrap_or(line.len());
        if end == line.len() { line } else { "" }
    }
}

/// The expansion of one chapter.
struct Run<'r, 'a> {
    includes: &'r mut Includes<'a>,
    files: &'r mut Files,
    diagnostics: &'r mut Diagnostics,
    splice: &'r mut Splice,
    /// What is being included, outermost first: files and the stretches of them.
    open: Vec<(FileId, Vec<Range<usize>>)>,
}

impl Run<'_, '_> {
    /// Appends a stretch of a file with its directives carried out.
    fn slice(&mut self, place: Place<'_>, range: Range<usize>, source: &str) {
        let mut from = range.start;
        let mut at = range.start;
        while let Some(directive) = find(source, at..range.end) {
            at = directive.range.end;
            let written = directive.range.clone();
            let span = Span { file: place.file, start: written.start as u32, end: written.end as u32 };
            match directive.kind {
                Kind::Escaped => {
                    self.splice.push(&source[from..written.start], place.file, from);
                    from = written.start + 1;
                }
                Kind::Unknown(name) => self.report_unknown(name, span),
                Kind::Title(title) => {
                    self.splice.push(&source[from..written.start], place.file, from);
                    self.splice.title = Some(title.split_whitespace().collect::<Vec<_>>().join(" "));
                    from = written.end;
                }
                Kind::Include { path, part, all } => {
                    self.splice.push(&source[from..written.start], place.file, from);
                    from = written.start;
                    if let Some((found, path)) = self.source(place, path, span)
                        && let Some(ranges) = self.select(&found, &path, part, all, span)
                        && self.may_open(&found, &path, &ranges, span)
                    {
                        self.include(&found, &path, ranges, span);
                        from = written.end;
                    }
                }
                Kind::Playground { path, attributes } => {
                    self.splice.push(&source[from..written.start], place.file, from);
                    from = written.start;
                    if let Some((found, path)) = self.source(place, path, span)
                        && let Some(ranges) = self.select(&found, &path, Part::Lines(0, None), false, span)
                        && self.may_open(&found, &path, &ranges, span)
                    {
                        self.playground(&found, &path, ranges, &attributes, span);
                        from = written.end;
                    }
                }
            }
        }
        self.splice.push(&source[from..range.end], place.file, from);
    }

    /// The file that a directive names, and its book path.
    fn source(&mut self, place: Place<'_>, path: &str, span: Span) -> Option<(Source, String)> {
        self.includes.directives += 1;
        let Limits { includes, included, .. } = *self.includes.loader.limits();
        if self.includes.directives > includes || self.includes.bytes > included {
            if !std::mem::replace(&mut self.includes.is_limit_reported, true) {
                let included = size_in_words(included);
                let message =
                    format!("includes add more than {included} or {includes} files to the book; the rest is left out");
                let hint = "do files include one another many times?";
                let option = "`--limit included=SIZE` and `--limit includes=NUMBER` allow more";
                let finding = Diagnostic::new(Code::BrokenInclude, message).at(span);
                self.diagnostics.push(finding.hint(hint).hint(option));
            }
            return None;
        }
        let Some(path) = url::join(place.path, path) else {
            let message = format!("`{path}` lies outside the book's folder and is not included");
            self.report(message, Some("name a folder that holds both with `--root`".to_owned()), span);
            return None;
        };
        if !self.includes.read.contains_key(&path) {
            let source = self.read(&path);
            self.includes.read.insert(path.clone(), source);
        }
        match &self.includes.read[&path] {
            Ok(source) => Some((source.clone(), path)),
            Err(message) => {
                self.report(message.clone(), None, span);
                None
            }
        }
    }

    fn read(&mut self, path: &str) -> Result<Source, String> {
        let bytes =
            self.includes.loader.read_within(self.includes.root, &self.includes.root.join(path), MAX_FILE_BYTES);
        let bytes = bytes.map_err(|error| format!("cannot include `{path}`: {error}"))?;
        let text = String::from_utf8(bytes).map_err(|_| format!("cannot include `{path}`: it is not UTF-8"))?;
        let shown = match self.includes.shown_root {
            "" => path.to_owned(),
            root => format!("{root}/{path}"),
        };
        let file = self.files.add(shown, &text);
        let text = &self.files.get(file).text;
        let mut lines = vec![0];
        lines.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).filter(|&at| at < text.len()));
        let mut with_anchors: Vec<usize> = memchr::memmem::find_iter(text.as_bytes(), b"ANCHOR")
            .map(|at| lines.partition_point(|&start| start <= at) - 1)
            .collect();
        with_anchors.dedup();
        let marks = with_anchors.into_iter().filter_map(|line| {
            let content = text[lines[line]..].lines().next().unwrap_or_default();
            let is_end = anchor(content, "ANCHOR_END:");
            let (name, is_end) = match is_end {
                Some(name) => (name, true),
                None => (anchor(content, "ANCHOR:")?, false),
            };
            Some(Mark { line, name: name.to_owned(), is_end })
        });
        let marks = marks.collect();
        lines.push(text.len());
        Ok(Source { file, lines: lines.into(), marks })
    }

    /// The stretches of a file that a directive asks for, without lines that mark anchors.
    fn select(
        &mut self,
        source: &Source,
        path: &str,
        part: Part<'_>,
        all: bool,
        span: Span,
    ) -> Option<Vec<Range<usize>>> {
        let count = source.lines.len() - 1;
        let mut parts: Vec<Range<usize>> = Vec::new();
        match part {
            Part::Lines(start, end) => {
                if start > 0 && start >= count {
                    let lines = if count == 1 { "one line".to_owned() } else { format!("{count} lines") };
                    let message = format!("cannot include line {} of `{path}`, which has {lines}", start + 1);
                    self.report(message, None, span);
                    return None;
                }
                parts.push(start..end.unwrap_or(count).clamp(start, count));
            }
            Part::Anchor(name) => {
                let mut begin = None;
                for mark in source.marks.iter().filter(|mark| mark.name == name) {
                    match (begin, mark.is_end) {
                        (None, false) => begin = Some(mark.line + 1),
                        (Some(start), true) => {
                            parts.push(start..mark.line);
                            begin = None;
                            if !all {
                                break;
                            }
                        }
                        (None, true) | (Some(_), false) => {}
                    }
                }
                parts.extend(begin.map(|start| start..count));
                if parts.is_empty() {
                    let message = format!("there is no anchor `{name}` in `{path}`");
                    let near = nearest(name, source.marks.iter().map(|mark| mark.name.as_str()));
                    self.report(message, near.map(|near| format!("did you mean `{near}`?")), span);
                    return None;
                }
            }
        }
        let mut ranges = Vec::new();
        let mut push = |lines: Range<usize>| {
            if !lines.is_empty() {
                ranges.push(source.lines[lines.start]..source.lines[lines.end]);
            }
        };
        for part in parts {
            let mut from = part.start;
            let first = source.marks.partition_point(|mark| mark.line < part.start);
            for mark in source.marks[first..].iter().take_while(|mark| mark.line < part.end) {
                push(from..mark.line);
                from = mark.line + 1;
            }
            push(from..part.end);
        }
        Some(ranges)
    }

    /// Whether stretches of a file may be included here: not within themselves, and not too deep.
    fn may_open(&mut self, source: &Source, path: &str, ranges: &[Range<usize>], span: Span) -> bool {
        let message = if self.open.iter().any(|(file, open)| *file == source.file && open == ranges) {
            format!("`{path}` includes itself")
        } else if self.open.len() >= MAX_DEPTH {
            format!("files include one another more than {MAX_DEPTH} deep; `{path}` is left out")
        } else {
            return true;
        };
        self.report(message, None, span);
        false
    }

    /// Appends stretches of a file, which end without a line feed, as mdBook has them.
    fn include(&mut self, source: &Source, path: &str, ranges: Vec<Range<usize>>, span: Span) {
        let text = self.files.get(source.file).text.clone();
        let place = Place { file: source.file, path };
        self.open.push((source.file, ranges.clone()));
        let prefix = self.splice.prefix().to_owned();
        let last = ranges.len().saturating_sub(1);
        for (index, range) in ranges.iter().enumerate() {
            let mut range = range.clone();
            self.includes.bytes += range.len();
            if index == last && text[range.clone()].ends_with('\n') {
                range.end -= 1;
            }
            if prefix.is_empty() {
                self.slice(place, range, &text);
                continue;
            }
            // Line by line; the line feed before a line belongs to the line above.
            let mut from = range.start;
            while from < range.end {
                let end = text[from..range.end].find('\n').map_or(range.end, |at| from + at + 1);
                if from > range.start || index > 0 {
                    self.includes.bytes += prefix.len();
                    self.splice.line = self.splice.text.as_str().len();
                    self.splice.text.push_generated(&prefix, span);
                }
                self.slice(place, from..end, &text);
                from = end;
            }
        }
        self.open.pop();
    }

    /// Appends a whole file as a Rust listing.
    fn playground(&mut self, source: &Source, path: &str, ranges: Vec<Range<usize>>, attributes: &[&str], span: Span) {
        let text = self.files.get(source.file).text.clone();
        let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
        let info: Vec<&str> = std::iter::once("rust").chain(attributes.iter().copied()).collect();
        let prefix = self.splice.prefix().to_owned();
        let opening = format!("{fence}{}\n{prefix}", info.join(","));
        self.splice.text.push_generated(&opening, span);
        self.splice.line = self.splice.text.as_str().len() - prefix.len();
        self.include(source, path, ranges, span);
        self.splice.text.push_generated(&format!("\n{prefix}"), span);
        self.splice.line = self.splice.text.as_str().len() - prefix.len();
        self.splice.text.push_generated(&fence, span);
    }

    /// A directive that is nearly one of mdBook's is told of; others are other programs' business.
    fn report_unknown(&mut self, name: &str, span: Span) {
        if let Some(near) = nearest(name, KNOWN.iter().copied()) {
            let message = format!("unknown directive `#{name}`, which stays as written");
            self.report(message, Some(format!("did you mean `#{near}`?")), span);
        }
    }

    fn report(&mut self, message: String, hint: Option<String>, span: Span) {
        if self.includes.reported.insert(span) {
            let mut diagnostic = Diagnostic::new(Code::BrokenInclude, message).at(span);
            diagnostic.hints.extend(hint);
            self.diagnostics.push(diagnostic);
        }
    }
}

const KNOWN: [&str; 4] = ["include", "rustdoc_include", "playground", "title"];

/// The next directive that begins in a range.
fn find(text: &str, range: Range<usize>) -> Option<Directive<'_>> {
    let mut at = range.start;
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[at..range.end], b"{{") {
        let start = at + found;
        at = start + 2;
        let inner = text[at..range.end].trim_start();
        let Some(inner) = inner.strip_prefix('#') else { continue };
        let length = inner.bytes().take(MAX_DIRECTIVE_BYTES).position(|byte| byte == b'}');
        let Some(length) = length.filter(|&end| inner[end..].starts_with("}}")) else { continue };
        let end = range.end - inner.len() + length + 2;
        if text[range.start..start].ends_with('\\') && text[at..].starts_with('#') {
            return Some(Directive { range: start - 1..end, kind: Kind::Escaped });
        }
        let (name, rest) = inner[..length].split_at(inner.find(|c| !is_word(c)).unwrap_or(length).min(length));
        if name.is_empty() || !rest.starts_with(char::is_whitespace) || rest.trim().is_empty() {
            continue;
        }
        return Some(Directive { range: start..end, kind: kind(name, rest.trim()) });
    }
    None
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn kind<'t>(name: &'t str, rest: &'t str) -> Kind<'t> {
    let mut words = rest.split_whitespace();
    let first = words.next().unwrap_or_default();
    let (path, part) = first.split_once(':').map_or((first, None), |(path, part)| (path, Some(part)));
    match name {
        "include" => Kind::Include { path, part: part_of(part), all: false },
        "rustdoc_include" => Kind::Include { path, part: part_of(part), all: true },
        // The old name.
        "playground" | "playpen" => Kind::Playground { path: first, attributes: words.collect() },
        "title" => Kind::Title(rest),
        name => Kind::Unknown(name),
    }
}

/// `2`, `2:`, `:10`, `2:10` or the name of an anchor. Lines count from 1, the second number is the last line.
fn part_of(text: Option<&str>) -> Part<'_> {
    let mut parts = text.unwrap_or_default().splitn(3, ':');
    let first = parts.next().unwrap_or_default();
    let last = parts.next();
    match (first.parse::<usize>(), last.map(str::parse::<usize>)) {
        (Ok(start), None) => Part::Lines(start.saturating_sub(1), Some(start.max(1))),
        (Ok(start), Some(end)) => Part::Lines(start.saturating_sub(1), end.ok()),
        (Err(_), _) if !first.is_empty() => Part::Anchor(first),
        (Err(_), end) => Part::Lines(0, end.and_then(Result::ok)),
    }
}

/// The name after a word that marks an anchor, wherever it stands in the line.
fn anchor<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    line.match_indices(word).find_map(|(at, _)| {
        let rest = line[at + word.len()..].trim_start();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}

fn longest_run(text: &str, character: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for other in text.chars() {
        run = if other == character { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests;
