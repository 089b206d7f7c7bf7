//! The heads of files: which block says something of the text, and where the prose begins.
//!
//! In: a file. Out: what its blocks of front matter say, further ones and those in the midst of the text as well.

use std::ops::Range;

use super::super::date;
use super::super::fence::{self, Block, Head, Language};
use super::super::lines;
use super::super::value::{self, Value, ValueKind};
use super::{FrontMatter, Reader};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Files, Span};

/// Reads the head of a file; `path` is its book path. Also tells where the prose begins.
pub fn read(files: &Files, file: FileId, path: &str, diagnostics: &mut Diagnostics) -> (FrontMatter, u32) {
    let text = &files.get(file).text;
    let (mut front_matter, mut body) = match fence::find(text) {
        Head::Prose => match lines::find(text) {
            Some((entries, body)) => {
                let mut reader = Reader { place: Some((file, 0)), path, diagnostics, found: FrontMatter::default() };
                reader.book(&Value { range: 0..body, kind: ValueKind::Map(entries) });
                (reader.found, body as u32)
            }
            None => (FrontMatter::default(), 0),
        },
        Head::Unclosed(language) => {
            diagnostics.push(unclosed(file, language));
            (FrontMatter::default(), 0)
        }
        Head::FrontMatter(Block { content, language, body }) => {
            (block(files, file, path, content, language, diagnostics), body as u32)
        }
    };
    // Further blocks right after the first: of a key given twice the last holds, as pandoc has it.
    while body > 0
        && let Some(further) = fence::further(text, body as usize)
    {
        let Block { content, language, body: next } = further;
        front_matter = block(files, file, path, content, language, diagnostics).or(front_matter);
        body = next as u32;
    }
    if front_matter.date.is_none() {
        front_matter.date = date_of_name(path);
    }
    (front_matter, body)
}

/// What a block says.
fn block(
    files: &Files,
    file: FileId,
    path: &str,
    content: Range<usize>,
    language: Language,
    diagnostics: &mut Diagnostics,
) -> FrontMatter {
    let mut reader = Reader { place: Some((file, content.start)), path, diagnostics, found: FrontMatter::default() };
    let content = &files.get(file).text[content];
    let value = match language {
        Language::Yaml => value::parse_yaml(content),
        Language::Toml => value::parse_toml(content),
        Language::Json => value::parse_json(content),
    };
    match value {
        Ok(value) => reader.book(&value),
        Err(error) => reader.broken(&error, language),
    }
    reader.found
}

/// What blocks of YAML in the midst of a text say, from byte `body` on; of a key that is given again the last holds
/// (<https://pandoc.org/MANUAL.html#extension-yaml_metadata_block>).
pub fn read_late(
    files: &Files,
    file: FileId,
    path: &str,
    body: u32,
    front_matter: FrontMatter,
    diagnostics: &mut Diagnostics,
) -> FrontMatter {
    let text = &files.get(file).text;
    let mut front_matter = front_matter;
    for content in fence::late_blocks(text, body as usize) {
        let found = block(files, file, path, content, Language::Yaml, diagnostics);
        front_matter = found.or(front_matter);
    }
    front_matter
}

/// Jekyll's and Zola's file names begin with the date: `2014-12-12-name.md`.
fn date_of_name(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let (day, rest) = (name.get(..10)?, name.get(10..)?);
    let is_separated = rest.starts_with(['-', '_']);
    date::normalize(day).filter(|date| is_separated && date.len() == 10)
}

fn unclosed(file: FileId, language: Language) -> Diagnostic {
    let (fence, severity) = match language {
        // It may be a thematic break and prose after all.
        Language::Yaml => ("---", Severity::Warning),
        Language::Toml => ("+++", Severity::Error),
        Language::Json => ("}", Severity::Error),
    };
    let opened = if language == Language::Json { "{" } else { fence };
    let message = format!("the front matter is opened by `{opened}` and never closed");
    let mut diagnostic = Diagnostic::new(Code::BrokenFrontMatter, message)
        .at(Span { file, start: 0, end: opened.len() as u32 })
        .hint(format!("put a line `{fence}` after its last key"));
    diagnostic.severity = severity;
    diagnostic
}
