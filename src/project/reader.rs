//! How the readers of projects meet the book's folder.
//!
//! In: a [`Loader`] and where the book lies. Out: texts added to the files of the build, and values of YAML, TOML and
//! JSON; what cannot be had is reported where it is named. All paths are book paths: seen from the book's folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::literal;
use crate::config::value::{self, Entry as Pair, ParseError, Value, ValueKind};
use crate::config::{self, FrontMatter};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Files, LoadError, Loader, Span, name, normalize};
use crate::url;

/// The most bytes a text may have; places in it are counted in 32 bits, and a long novel has 3 MB.
pub const MAX_TEXT_BYTES: u64 = 64 * 1024 * 1024;

/// Reads files of the book's folder.
pub struct Reader<'a> {
    pub loader: &'a Loader,
    /// The book's folder.
    pub root: &'a Path,
    /// The same as the user wrote it.
    pub shown_root: &'a str,
    pub files: &'a mut Files,
    pub diagnostics: &'a mut Diagnostics,
}

/// The languages that files of projects are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Yaml,
    Toml,
    Json,
    /// Of which is read what is written out in full.
    JavaScript,
}

impl Reader<'_> {
    /// Where a book path lies.
    pub fn place(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.root.to_owned() } else { self.root.join(path) }
    }

    /// A book path as the user would write it.
    pub fn shown(&self, path: &str) -> String {
        match joined(self.shown_root, path) {
            shown if shown.is_empty() => ".".to_owned(),
            shown => shown,
        }
    }

    pub fn is_file(&self, path: &str) -> bool {
        self.loader.is_file(&self.place(path))
    }

    pub fn is_folder(&self, path: &str) -> bool {
        self.loader.is_folder(&self.place(path))
    }

    /// The first of some names in a folder that is a file, as a book path.
    pub fn first_file(&self, folder: &str, names: &[&str]) -> Option<String> {
        names.iter().map(|name| joined(folder, name)).find(|path| self.is_file(path))
    }

    /// Reads a text; `named` is the place that names it. One that cannot be read is reported.
    pub fn read(&mut self, path: &str, named: Option<Span>) -> Option<FileId> {
        let shown = self.shown(path);
        match self.loader.read_within(self.root, &self.place(path), MAX_TEXT_BYTES) {
            Ok(bytes) => add_text(&shown, bytes, self.files, self.diagnostics),
            Err(error) => {
                let mut diagnostic = unreadable(&shown, &error);
                diagnostic.span = named;
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// A text that is looked into and read later; nothing is reported.
    pub fn peek(&self, path: &str) -> Option<String> {
        let bytes = self.loader.read_within(self.root, &self.place(path), MAX_TEXT_BYTES).ok()?;
        Some(normalize(&String::from_utf8(bytes).ok()?).into_owned())
    }

    /// What a text's front matter says, and where its prose begins; nothing is reported.
    pub fn peek_head(&self, path: &str) -> (FrontMatter, u32) {
        let Some(text) = self.peek(path) else { return (FrontMatter::default(), 0) };
        let mut files = Files::default();
        let file = files.add(path, &text);
        config::read(&files, file, path, &mut Diagnostics::default())
    }

    pub fn text(&self, file: FileId) -> Arc<str> {
        self.files.get(file).text.clone()
    }

    /// Reads a file of values; one that cannot be parsed is reported, and says nothing.
    pub fn values(&mut self, path: &str, language: Language) -> Option<(FileId, Value)> {
        let file = self.read(path, None)?;
        let text = self.text(file);
        let (parsed, name) = match language {
            Language::Yaml => (value::parse_yaml(&text), "YAML"),
            Language::Toml => (value::parse_toml(&text), "TOML"),
            Language::Json => (value::parse_json(&text), "JSON"),
            Language::JavaScript => {
                let exported = literal::exported(&text).value;
                (Ok(exported.unwrap_or(Value { range: 0..0, kind: ValueKind::Null })), "JavaScript")
            }
        };
        match parsed {
            Ok(value) => Some((file, value)),
            Err(ParseError { message, range, hint }) => {
                let message = format!("`{}` is not valid {name}: {message}", name_of(path));
                self.warn(Code::BrokenSummary, message, Some(span(file, &range)), hint);
                Some((file, Value { range: 0..0, kind: ValueKind::Null }))
            }
        }
    }

    /// A finding that leaves the rest of the project standing.
    pub fn warn(&mut self, code: Code, message: impl Into<String>, place: Option<Span>, hint: Option<&str>) {
        let mut diagnostic = Diagnostic::new(code, message);
        diagnostic.severity = diagnostic.severity.min(Severity::Warning);
        diagnostic.span = place;
        diagnostic.hints.extend(hint.map(str::to_owned));
        self.diagnostics.push(diagnostic);
    }

    /// A finding that is no fault.
    pub fn note(&mut self, code: Code, message: impl Into<String>, place: Option<Span>) {
        let mut diagnostic = Diagnostic::new(code, message);
        diagnostic.severity = Severity::Note;
        diagnostic.span = place;
        self.diagnostics.push(diagnostic);
    }

    /// What some pairs of a file say of the book, by the names that front matter gives them.
    /// `path` is the file's, from which the paths in it are seen.
    pub fn facts(&mut self, path: &str, file: FileId, pairs: &[(&str, Option<&Value>)]) -> FrontMatter {
        let entries = pairs.iter().filter_map(|(key, value)| {
            let value = (*value)?.clone();
            Some(Pair { key: (*key).to_owned(), key_range: value.range.clone(), value })
        });
        self.facts_as_written(path, file, entries.collect())
    }

    /// The same of pairs whose keys are those of front matter as they stand in the file.
    pub fn facts_as_written(&mut self, path: &str, file: FileId, pairs: Vec<Pair>) -> FrontMatter {
        let facts = Value { range: 0..0, kind: ValueKind::Map(pairs) };
        config::from_value(&facts, path, file, self.diagnostics)
    }
}

/// The value of a key, by a path of keys.
pub fn below<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    keys.iter()
        .try_fold(value, |value, key| value.entries().iter().find(|entry| entry.key == *key).map(|entry| &entry.value))
}

/// A place in a file.
pub fn span(file: FileId, range: &std::ops::Range<usize>) -> Span {
    Span { file, start: range.start as u32, end: range.end as u32 }
}

/// A path below a folder.
pub fn joined(folder: &str, path: &str) -> String {
    match (folder.trim_end_matches('/'), path) {
        ("" | ".", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

/// The folder of a book path.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of a file without its folder.
pub fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The chapters that a navigation file lists, each checked as it comes.
pub struct Listed {
    /// The book path of the navigation file.
    navigation: String,
    seen: BTreeMap<String, Option<Span>>,
}

impl Listed {
    pub fn new(navigation: &str) -> Listed {
        Listed { navigation: navigation.to_owned(), seen: BTreeMap::new() }
    }

    /// Whether the navigation listed the file.
    pub fn has(&self, path: &str) -> bool {
        self.seen.contains_key(path)
    }

    /// Takes note of a text that the navigation brings in by its folder.
    pub fn note(&mut self, path: &str) {
        self.seen.entry(path.to_owned()).or_default();
    }

    /// The book path of a chapter, seen from `from`; where it can be none, that is reported.
    pub fn chapter(&mut self, reader: &mut Reader, from: &str, written: &str, place: Option<Span>) -> Option<String> {
        let written = written.trim();
        let refused = match url::join(from, &written.replace('\\', "/")) {
            None => Err((
                Code::OutsideBook,
                format!("`{written}` lies outside the book's folder and is left out"),
                "name a folder that holds all chapters with `--root`",
            )),
            Some(path) if path == self.navigation => {
                let message = format!("`{}` lists itself", name_of(&path));
                Err((Code::BrokenSummary, message, "list the book's texts only"))
            }
            Some(path) if self.seen.contains_key(&path) => Err((
                Code::BrokenSummary,
                format!("`{path}` is listed twice, and stands where it is listed first"),
                "list each file once; a chapter stands in one place of the book",
            )),
            Some(path) if !is_text(&path) && reader.is_file(&path) => Err((
                Code::MissingChapter,
                format!("`{path}` is listed as a chapter and is no Markdown"),
                "it is left out; only Markdown and plain text are read",
            )),
            Some(path) => Ok(path),
        };
        let path = match refused {
            Ok(path) => path,
            Err((code, message, hint)) => {
                reader.warn(code, message, place, Some(hint));
                return None;
            }
        };
        self.seen.insert(path.clone(), place);
        Some(path)
    }
}

fn is_text(path: &str) -> bool {
    name::is_markdown(path) || name::is_plain_text(path)
}

/// Why an input, a chapter or a style sheet could not be read.
pub fn unreadable(shown: &str, error: &LoadError) -> Diagnostic {
    let code = if *error == LoadError::Outside { Code::OutsideBook } else { Code::UnreadableFile };
    let diagnostic = Diagnostic::new(code, format!("cannot read `{shown}`: {error}"));
    match error {
        LoadError::OtherCase(name) => {
            diagnostic.hint(format!("did you mean `{name}`? Upper and lower case must match"))
        }
        LoadError::TooLarge { .. } => {
            diagnostic.hint("split it into several files, or allow more: `--limit file-size=SIZE`")
        }
        LoadError::Outside => {
            diagnostic.hint("copy the file into the folder, or name a folder that holds both with `--root`")
        }
        LoadError::NotFound | LoadError::DeadLink | LoadError::IsFolder | LoadError::Io(_) => diagnostic,
    }
}

/// Adds a text to the files; where it is not UTF-8, the first wrong byte is reported.
pub fn add_text(shown: &str, bytes: Vec<u8>, files: &mut Files, diagnostics: &mut Diagnostics) -> Option<FileId> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(files.add(shown, &text)),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let before = normalize(std::str::from_utf8(&bytes[..at]).unwrap_or_default()).len() as u32;
    let hint = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "it looks like UTF-16: save it as UTF-8",
        bytes if bytes.contains(&0) => "it looks like no text at all",
        _ => "it looks like Windows-1252 or Latin-1: save it as UTF-8, or run `iconv -f WINDOWS-1252 -t UTF-8`",
    };
    let message = format!("`{shown}` is not UTF-8: byte 0x{:02X} stands where no character can", bytes[at]);
    let file = files.add(shown, &String::from_utf8_lossy(bytes));
    let place = Span { file, start: before, end: before + 1 };
    diagnostics.push(Diagnostic::new(Code::InvalidUtf8, message).at(place).hint(hint));
    None
}
