//! The heads of files: which block says something of the text, and where the prose begins.
//!
//! In: a file. Out: what its blocks of front matter say, further ones and those in the midst of the text as well.

use std::ops::Range;

use super::super::date;
use super::super::fence::{self, Block, Fault, Head, Language, Unfenced};
use super::super::lines;
use super::super::value::{self, Value, ValueKind};
use super::{FrontMatter, Reader};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Files, Span};

/// Reads the head of a file; `path` is its book path. Also tells where the prose begins.
pub fn read(files: &Files, file: FileId, path: &str, diagnostics: &mut Diagnostics) -> (FrontMatter, u32) {
    let text = &files.get(file).text;
    let (mut front_matter, mut body) = match fence::find(text) {
        Head::Prose => {
            let start = fence::past_comments(text);
            match lines::find(&text[start..]).filter(|_| start == 0 || !text[start..].starts_with('%')) {
                Some((entries, body)) => {
                    let place = Some((file, start));
                    let mut reader = Reader { place, path, diagnostics, found: FrontMatter::default() };
                    reader.book(&Value { range: 0..body, kind: ValueKind::Map(entries) });
                    (reader.found, (start + body) as u32)
                }
                None => (FrontMatter::default(), 0),
            }
        }
        Head::Unfenced(unfenced) => {
            diagnostics.push(told(files, file, &unfenced));
            (FrontMatter::default(), 0)
        }
        Head::FrontMatter(Block { content, language, body }) => {
            match block(files, file, path, content, language, diagnostics) {
                Some(found) => (found, body as u32),
                None => (FrontMatter::default(), 0),
            }
        }
    };
    // Further blocks right after the first: of a key given twice the last holds, as pandoc has it.
    while body > 0
        && let Some(further) = fence::further(text, body as usize)
    {
        let Block { content, language, body: next } = further;
        let Some(found) = block(files, file, path, content, language, diagnostics) else { break };
        front_matter = found.or(front_matter);
        body = next as u32;
    }
    if front_matter.date.is_none() {
        front_matter.date = date::of_name(path);
    }
    (front_matter, body)
}

/// What a block says; `None` where prose is in it, which a thematic break ends, and it was never closed.
fn block(
    files: &Files,
    file: FileId,
    path: &str,
    content: Range<usize>,
    language: Language,
    diagnostics: &mut Diagnostics,
) -> Option<FrontMatter> {
    let start = content.start;
    let mut reader = Reader { place: Some((file, start)), path, diagnostics, found: FrontMatter::default() };
    let text = &files.get(file).text;
    let content = &text[content];
    let value = match language {
        Language::Yaml => value::parse_yaml(content),
        Language::Toml => value::parse_toml(content),
        Language::Json => value::parse_json(content),
    };
    match value {
        Ok(value) => reader.book(&value),
        Err(error) => {
            let prose =
                fence::prose_within(content).filter(|at| language == Language::Yaml && *at <= error.range.start);
            if prose.is_some() && start > 0 {
                let opening = text[..start - 1].rfind('\n').map_or(0, |end| end + 1)..start - 1;
                diagnostics.push(told(files, file, &Unfenced { language, opening, fault: Fault::Unclosed }));
                return None;
            }
            reader.broken(&error, language);
        }
    }
    Some(reader.found)
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
        front_matter = found.unwrap_or_default().or(front_matter);
    }
    front_matter
}

fn told(files: &Files, file: FileId, unfenced: &Unfenced) -> Diagnostic {
    let Unfenced { language, opening, fault } = unfenced;
    let text = &files.get(file).text;
    let opened = text[opening.clone()].trim();
    let (fence, severity) = match language {
        // It may be a thematic break and prose after all.
        Language::Yaml => ("---", Severity::Warning),
        Language::Toml => ("+++", Severity::Error),
        Language::Json => ("}", Severity::Error),
    };
    let fence = if opened == ";;;" { opened } else { fence };
    let (message, severity, hint) = match fault {
        Fault::Unclosed => (
            format!("the front matter is opened by `{opened}` and never closed"),
            severity,
            format!("put a line `{fence}` after its last key"),
        ),
        Fault::NearlyClosed(line) => {
            let number = files.line_column(file, line.start as u32).line;
            let written = text[line.clone()].trim_end();
            (
                format!("the front matter is opened by `{opened}`, and line {number}, `{written}`, does not close it"),
                severity,
                format!("write `{fence}` there, at the beginning of the line"),
            )
        }
        Fault::Indented => (
            format!("spaces stand before `{opened}`, so that it opens no front matter"),
            Severity::Warning,
            format!("begin the line with `{opened}`; what follows is shown as text"),
        ),
    };
    let place = Span { file, start: opening.start as u32, end: opening.end as u32 };
    let mut diagnostic = Diagnostic::new(Code::BrokenFrontMatter, message).at(place).hint(hint);
    diagnostic.severity = severity;
    diagnostic
}
