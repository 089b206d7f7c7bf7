//! Text of other files spliced into a text: notes, includes, snippets, templates, code.
//!
//! In: a chapter's text and what it asks for, which `markdown` finds. Out: the text with all of that in its place, whose
//! every byte still knows its origin, and the places of what could not be had, which stand as typed. `place` decides
//! which file a name means. A part that would hold the place that asks for it is a circle, and is not brought in.

mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use super::Places;
use super::reader::{MAX_TEXT_BYTES, Reader, folder_of, joined};
use crate::config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::markdown::{
    Dialect, HeadingPlace as Place, Inclusion, InclusionKind as Kind, Part, Parts, inclusions, may_include,
};
use crate::source::name::is_markdown;
use crate::source::{FileId, Files, Limits, LoadError, Loader, Span, Text, size_in_words};

use place::{Names, Sought};

/// How deep files may bring one another in.
const MAX_DEPTH: usize = 10;

/// The lowest level of headings.
const LOWEST: usize = 6;

/// How many unknown names are compared with the known ones, since that costs time for each.
const MOST_HINTS: usize = 50;

/// Brings other files into the texts of a book. Each file is read once.
pub struct Splicer<'a> {
    loader: &'a Loader,
    root: &'a Path,
    shown_root: &'a str,
    places: &'a Places,
    files: &'a mut Files,
    diagnostics: &'a mut Diagnostics,
    /// By book path.
    read: BTreeMap<String, Result<Source, String>>,
    /// The notes by their names; made when first asked for.
    names: Option<Names>,
    bytes: usize,
    times: usize,
    hints: usize,
    is_limit_reported: bool,
    told: Vec<Span>,
    /// What was told, so that a text which many bring in tells it once.
    reported: BTreeSet<(Span, String)>,
    brought: BTreeSet<String>,
}

/// A file that is brought in.
struct Source {
    file: FileId,
    /// Where its text begins, after its front matter.
    body: usize,
    /// Its parts; made when first asked for.
    parts: Option<Parts>,
}

/// A text with all that it asks for, and the places in it of which all was told.
pub struct Spliced {
    pub text: Text,
    pub told: Vec<Span>,
}

/// A file that is not there.
struct Missing {
    path: String,
    error: LoadError,
    near: Option<String>,
}

/// A place that asked for a part, from outermost to innermost.
#[derive(Clone, Copy)]
struct Open {
    file: FileId,
    at: u32,
}

impl<'a> Splicer<'a> {
    pub fn new(reader: Reader<'a>, places: &'a Places) -> Splicer<'a> {
        let Reader { loader, root, shown_root, files, diagnostics } = reader;
        Splicer {
            loader,
            root,
            shown_root,
            places,
            files,
            diagnostics,
            read: BTreeMap::new(),
            names: None,
            bytes: 0,
            times: 0,
            hints: MOST_HINTS,
            is_limit_reported: false,
            told: Vec::new(),
            reported: BTreeSet::new(),
            brought: BTreeSet::new(),
        }
    }

    /// The book paths of all files of which something was brought in.
    pub fn brought(self) -> BTreeSet<String> {
        self.brought
    }

    /// Takes note of a chapter that is read already.
    pub fn know(&mut self, path: &str, file: FileId) {
        let source = Source { file, body: self.body(path, file), parts: None };
        self.read.entry(path.to_owned()).or_insert(Ok(source));
    }

    /// A chapter's text with all that it asks for; `None` where it asks for nothing. `path` is its book path.
    pub fn splice(&mut self, text: &Text, path: &str, dialect: Dialect) -> Option<Spliced> {
        if !may_include(text.as_str(), dialect) {
            return None;
        }
        let spliced = self.expand(text, path, dialect, &mut Vec::new())?;
        let mut told = std::mem::take(&mut self.told);
        told.sort_unstable();
        Some(Spliced { text: spliced, told })
    }

    fn expand(&mut self, text: &Text, path: &str, dialect: Dialect, open: &mut Vec<Open>) -> Option<Text> {
        let asked = inclusions(text.as_str(), dialect);
        if asked.found.is_empty() && (asked.open_fence.is_none() || open.is_empty()) {
            return None;
        }
        let mut out = Text::default();
        let mut from = 0;
        for inclusion in &asked.found {
            let range = inclusion.range.clone();
            let span = text.span(range.start, range.end);
            if inclusion.kind == Kind::Escape {
                out.append(text, from..range.start);
                self.told.push(Span { end: span.end + 1, ..span });
                from = range.end;
                continue;
            }
            let Some(mut brought) = self.bring(inclusion, path, span, dialect, open) else { continue };
            match &inclusion.kind {
                Kind::Code { language, title } => {
                    // Attributes before it may name the language.
                    let before = text.as_str()[..range.start].trim_end_matches([' ', '>']).strip_suffix('\n');
                    let line = before.and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
                    let is_named = line.starts_with('{') && line.contains("lang");
                    let language = if is_named { "" } else { language };
                    brought = as_code(&brought, language, title.as_deref(), span);
                }
                Kind::Embed => brought = below_heading(&brought, inclusion.level, span),
                Kind::Shortcode
                | Kind::Template
                | Kind::Beside
                | Kind::Snippet
                | Kind::Perhaps
                | Kind::Child
                | Kind::Escape => {}
            }
            let (before, after) = inclusion.blank;
            out.append(text, from..range.start);
            let blank = format!("\n{}", inclusion.prefix);
            if before {
                out.push_generated(&blank, span);
                // The line before it ends, and a blank one follows.
                if is_within(text.as_str(), range.start) {
                    out.push_generated(&blank, span);
                }
            }
            indent(&mut out, &brought, &inclusion.prefix, span);
            if after {
                out.push_generated(&blank, span);
                if !text.as_str()[range.end..].starts_with('\n') {
                    out.push_generated(&blank, span);
                }
            }
            from = range.end;
        }
        out.append(text, from..text.as_str().len());
        if let Some(fence) = asked.open_fence.filter(|_| !open.is_empty()) {
            // What is left open in a file ends with it.
            let end = text.as_str().len();
            let mark = if text.as_str().ends_with('\n') { fence } else { format!("\n{fence}") };
            out.push_generated(&mark, text.span(end.saturating_sub(1), end));
        }
        Some(out)
    }

    /// The texts that an inclusion asks for, one after another.
    fn bring(
        &mut self,
        inclusion: &Inclusion,
        path: &str,
        span: Span,
        dialect: Dialect,
        open: &mut Vec<Open>,
    ) -> Option<Text> {
        let mut out = Text::default();
        open.push(Open { file: span.file, at: span.start });
        let mut is_whole = true;
        for (index, (name, part)) in inclusion.files.iter().enumerate() {
            let found = self.find(inclusion, name, path, span).and_then(|path| {
                let text = self.part(&path, part, inclusion, span, open)?;
                Some((path, text))
            });
            let Some((path, text)) = found else {
                is_whole = false;
                break;
            };
            let text = with_parameters(text, inclusion, span);
            let is_text = !inclusion.in_code && !matches!(inclusion.kind, Kind::Code { .. });
            let text = match is_text && may_include(text.as_str(), dialect) {
                true => self.expand(&text, &path, dialect, open).unwrap_or(text),
                // What is left open is closed all the same.
                false if is_text && (text.as_str().contains("```") || text.as_str().contains("~~~")) => {
                    self.expand(&text, &path, dialect, open).unwrap_or(text)
                }
                false => text,
            };
            if index > 0 {
                out.push_generated("\n\n", span);
            }
            push_trimmed(&mut out, &text);
        }
        open.pop();
        if !is_whole {
            return None;
        }
        Some(out)
    }

    /// The book path of the file that a name means; what cannot be had is told.
    fn find(&mut self, inclusion: &Inclusion, name: &str, path: &str, span: Span) -> Option<String> {
        self.times += 1;
        let Limits { includes, included, .. } = *self.loader.limits();
        if self.times > includes || self.bytes > included {
            self.told.push(span);
            if !std::mem::replace(&mut self.is_limit_reported, true) {
                let included = size_in_words(included);
                let message =
                    format!("files bring more than {included} or {includes} texts into the book; the rest is left out");
                let hint = "do files include one another many times?";
                let option = "`--limit included=SIZE` and `--limit includes=NUMBER` allow more";
                let finding = Diagnostic::new(Code::BrokenInclude, message).at(span);
                self.diagnostics.push(finding.hint(hint).hint(option));
            }
            return None;
        }
        let (read, loader, root) = (&self.read, self.loader, self.root);
        let is_file = |path: &str| read.contains_key(path) || loader.is_file(&root.join(path));
        let sought = match inclusion.kind {
            Kind::Embed if name.is_empty() => Sought::Found(path.to_owned()),
            Kind::Embed => {
                let reader = Reader {
                    loader,
                    root,
                    shown_root: self.shown_root,
                    files: self.files,
                    diagnostics: self.diagnostics,
                };
                let names = self.names.get_or_insert_with(|| Names::of(&reader, &self.places.root));
                match names.find(name, path, is_file) {
                    Some(path) => Sought::Found(path),
                    None => {
                        let near = names.near(name, &mut self.hints);
                        return self.fail(format!("there is no note `{name}` to embed"), near.map(near_hint), span);
                    }
                }
            }
            Kind::Shortcode | Kind::Code { .. } | Kind::Perhaps | Kind::Child | Kind::Beside => {
                place::beside(name, path, self.places, is_file)
            }
            Kind::Template => place::template(name, path, self.places, is_file),
            Kind::Snippet => place::snippet(name, path, self.places, is_file),
            Kind::Escape => return None,
        };
        match sought {
            Sought::Found(path) => Some(path),
            // Another program's variable; and code that shows how something is included.
            Sought::Missing(_) | Sought::Web | Sought::Outside(_)
                if inclusion.kind == Kind::Perhaps
                    || inclusion.in_code && matches!(inclusion.kind, Kind::Shortcode) =>
            {
                None
            }
            Sought::Missing(places) => {
                let Missing { path, error, near } = self.missing(&places);
                self.fail(format!("cannot include `{path}`: {error}"), near.map(near_hint), span)
            }
            Sought::Web => {
                let hint = "save the file beside the text: nothing is fetched from the web".to_owned();
                self.fail(format!("`{name}` lies on the web and is not included"), Some(hint), span)
            }
            Sought::Outside(levels) => {
                let root = place::above(self.shown_root, levels);
                let message = format!("`{name}` lies outside the book's folder and is not included");
                self.fail(message, Some(format!("`--root {root}` names a folder that holds both")), span)
            }
        }
    }

    /// What is told of a file that lies at none of some places: the first whose folder is there.
    fn missing(&mut self, places: &[String]) -> Missing {
        let reader = Reader {
            loader: self.loader,
            root: self.root,
            shown_root: self.shown_root,
            files: self.files,
            diagnostics: self.diagnostics,
        };
        let has_folder = |path: &&String| reader.is_folder(folder_of(path));
        let path = places.iter().find(has_folder).or(places.first()).cloned().unwrap_or_default();
        let error = match reader.loader.read_within(reader.root, &reader.place(&path), MAX_TEXT_BYTES) {
            Err(error) => error,
            Ok(_) => LoadError::NotFound,
        };
        let mut near = None;
        if error == LoadError::NotFound
            && let Some(hints) = self.hints.checked_sub(1)
        {
            self.hints = hints;
            near = places.iter().find_map(|path| place::near(&reader, path));
        }
        Missing { path, error, near }
    }

    /// A part of a file as a text.
    fn part(&mut self, path: &str, part: &Part, inclusion: &Inclusion, span: Span, open: &[Open]) -> Option<Text> {
        if !self.read.contains_key(path) {
            let source = self.load(path);
            self.read.insert(path.to_owned(), source);
        }
        let (file, whole) = match &self.read[path] {
            Ok(source) => (source.file, source.body),
            Err(message) => return self.fail(message.clone(), None, span),
        };
        let text = self.files.get(file).text.clone();
        // Code begins with the first byte of its file.
        let is_code = inclusion.in_code || matches!(inclusion.kind, Kind::Code { .. });
        let body = if is_code { 0 } else { whole };
        if matches!(part, Part::Between(..)) {
            // Its marks are looked for each time.
            self.bytes += text.len();
        }
        let ranges = match self.read.get_mut(path) {
            Some(Ok(source)) => {
                let parts = source.parts.get_or_insert_with(|| Parts::of(&text, whole));
                parts.ranges(&text, body, part).ok_or_else(|| {
                    let wanted = wanted(part);
                    let mut near = None;
                    if self.hints > 0
                        && let Some(name) = &wanted
                    {
                        self.hints -= 1;
                        near = nearest(&name.to_lowercase(), parts.names(part)).map(str::to_owned);
                    }
                    (wanted, near)
                })
            }
            Some(Err(_)) | None => return None,
        };
        let ranges: Vec<Range<usize>> = match ranges {
            Ok(ranges) => ranges,
            Err((wanted, near)) => {
                let what = match part {
                    Part::Heading(_) => "heading",
                    Part::Block(_) => "block",
                    Part::Section(_) => "section",
                    Part::Whole | Part::Lines(_) | Part::Between(..) => "part",
                };
                let name = wanted.map(|name| format!(" `{name}`")).unwrap_or_default();
                let message = match matches!(part, Part::Lines(_)) {
                    true => format!("`{path}` has no such lines"),
                    false => format!("there is no {what}{name} in `{path}`"),
                };
                return self.fail(message, near.map(near_hint), span);
            }
        };
        let holds = |at: u32| ranges.iter().any(|range| range.contains(&(at as usize)));
        if open.iter().any(|open| open.file == file && holds(open.at)) {
            let message = format!("`{path}` includes itself");
            return self.fail(message, Some("what stands here is within what it asks for".to_owned()), span);
        }
        if open.len() > MAX_DEPTH {
            let message = format!("files include one another more than {MAX_DEPTH} deep; `{path}` is left out");
            return self.fail(message, None, span);
        }
        self.brought.insert(path.to_owned());
        let mut out = Text::default();
        for range in ranges {
            self.bytes += range.len();
            out.push(&text[range.clone()], file, range.start as u32);
        }
        Some(out)
    }

    fn load(&mut self, path: &str) -> Result<Source, String> {
        let bytes = self.loader.read_within(self.root, &self.root.join(path), MAX_TEXT_BYTES);
        let bytes = bytes.map_err(|error| format!("cannot include `{path}`: {error}"))?;
        let text = String::from_utf8(bytes).map_err(|_| format!("cannot include `{path}`: it is not UTF-8"))?;
        let file = self.files.add(joined(self.shown_root, path), &text);
        Ok(Source { file, body: self.body(path, file), parts: None })
    }

    /// Where a file's text begins, after front matter between marks.
    fn body(&self, path: &str, file: FileId) -> usize {
        let text = &self.files.get(file).text;
        let is_marked = text.starts_with("---") || text.starts_with("+++");
        if !is_marked || !(is_markdown(path) || path.ends_with(".html")) {
            return 0;
        }
        config::read(self.files, file, path, &mut Diagnostics::default()).1 as usize
    }

    /// Tells what cannot be had, and that all was told of its place.
    fn fail<T>(&mut self, message: String, hint: Option<String>, span: Span) -> Option<T> {
        self.told.push(span);
        if self.reported.insert((span, message.clone())) {
            let mut finding = Diagnostic::new(Code::BrokenInclude, message).at(span);
            finding.hints.extend(hint);
            self.diagnostics.push(finding);
        }
        None
    }
}

fn near_hint(near: String) -> String {
    format!("did you mean `{near}`?")
}

/// The name of a part.
fn wanted(part: &Part) -> Option<String> {
    match part {
        Part::Heading(names) => Some(names.join(" › ")),
        Part::Block(name) | Part::Section(name) => Some(name.clone()),
        Part::Between(start, end) => start.clone().or_else(|| end.clone()),
        Part::Whole | Part::Lines(_) => None,
    }
}

/// Whether words stand before a place in its line.
fn is_within(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    !line.trim_matches([' ', '\t', '>']).is_empty()
}

/// Appends a text whose lines after the first begin with a prefix.
fn indent(out: &mut Text, text: &Text, prefix: &str, span: Span) {
    let source = text.as_str();
    if prefix.is_empty() {
        return out.append(text, 0..source.len());
    }
    let mut at = 0;
    while at < source.len() {
        let end = source[at..].find('\n').map_or(source.len(), |length| at + length + 1);
        if at > 0 {
            out.push_generated(prefix, span);
        }
        out.append(text, at..end);
        at = end;
    }
}

/// Appends a text without the lines that are blank at its ends.
fn push_trimmed(out: &mut Text, text: &Text) {
    let source = text.as_str();
    let end = source.trim_end_matches(['\n', ' ', '\t']).len();
    let blank = source[..end].len() - source[..end].trim_start_matches([' ', '\t', '\n']).len();
    let start = source[..blank].rfind('\n').map_or(0, |at| at + 1);
    out.append(text, start..end);
}

/// A text whose headings stand below one of a level, since a note that is embedded begins no chapter.
fn below_heading(text: &Text, level: usize, span: Span) -> Text {
    let source = text.as_str();
    let parts = Parts::of(source, 0);
    let Some(highest) = parts.levels().map(|(level, _)| level).min().filter(|highest| *highest <= level) else {
        return text.clone();
    };
    let mut out = Text::default();
    let mut from = 0;
    for (own, place) in parts.levels() {
        let lower = (own + level + 1 - highest).min(LOWEST);
        match place {
            Place::Marks(at) => {
                out.append(text, from..at);
                out.push_generated(&"#".repeat(lower - own), span);
                from = at;
            }
            // A line under words knows two levels only.
            Place::Underline { start, line } => {
                out.append(text, from..start);
                out.push_generated(&format!("{} ", "#".repeat(lower)), span);
                out.append(text, start..line.start);
                from = line.end;
            }
        }
    }
    out.append(text, from..source.len());
    out
}

/// A text as a fence of code.
fn as_code(text: &Text, language: &str, title: Option<&str>, span: Span) -> Text {
    let (mut longest, mut run) = (2, 0);
    for c in text.as_str().chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let info = match title {
        Some(title) if language.is_empty() => format!("{{caption=\"{title}\"}}"),
        Some(title) => format!("{{.{language} caption=\"{title}\"}}"),
        None => language.to_owned(),
    };
    let mut out = Text::default();
    out.push_generated(&format!("{fence}{info}\n"), span);
    out.append(text, 0..text.as_str().len());
    out.push_generated(&format!("\n{fence}"), span);
    out
}

/// A template with what it was given: `{{ include.name }}` (<https://jekyllrb.com/docs/includes/>); filters change the
/// form only.
fn with_parameters(text: Text, inclusion: &Inclusion, span: Span) -> Text {
    if inclusion.kind != Kind::Template || !text.as_str().contains("include.") {
        return text;
    }
    let source = text.as_str();
    let mut out = Text::default();
    let (mut from, mut at) = (0, 0);
    while let Some(start) = source[at..].find("{{").map(|found| at + found) {
        at = start + 2;
        let Some(end) = source[at..].lines().next().and_then(|line| line.find("}}")).map(|end| at + end) else {
            continue;
        };
        let Some(name) = source[at..end].trim().strip_prefix("include.") else { continue };
        let name = name.split('|').next().unwrap_or_default().trim();
        let value = inclusion.parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        out.append(&text, from..start);
        out.push_generated(value.map_or("", |(_, value)| value), span);
        from = end + 2;
        at = from;
    }
    out.append(&text, from..source.len());
    out
}
