//! Files and places in them.
//!
//! In: paths. Out: [`Files`], the texts that were read, without byte order mark and with `\n` as the
//! only line end; [`Text`], a chapter's text spliced from them, whose every byte knows its origin;
//! [`Span`], a place in a file. [`Loader`] is the only door to the file system. What a text means is not
//! known here.

mod loader;
mod text;

pub use loader::{LoadError, Loader};
pub use text::{Segment, Text};

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

/// Index of a file in [`Files`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FileId(pub u32);

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

/// A text file as it was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path as the user would write it, with `/`.
    pub path: String,
    pub text: Arc<str>,
}

/// A place for people: 1-based line and column, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}

/// All text files of a build, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: Vec<SourceFile>,
}

/// Text without a byte order mark, and with `\n` as the only line end.
pub fn normalize(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

impl Files {
    /// Adds a file; a byte order mark and carriage returns before line feeds are dropped.
    pub fn add(&mut self, path: impl Into<String>, text: &str) -> FileId {
        let text: Arc<str> = normalize(text).into();
        let id = FileId(self.files.len() as u32);
        self.files.push(SourceFile { path: path.into(), text });
        id
    }

    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Line and column of a byte offset.
    pub fn line_column(&self, id: FileId, offset: u32) -> LineColumn {
        let text = &self.get(id).text;
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        LineColumn {
            line: before.bytes().filter(|&byte| byte == b'\n').count() as u32 + 1,
            column: before[line_start..].chars().count() as u32 + 1,
        }
    }
}
