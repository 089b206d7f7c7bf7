//! Files and places in them.
//!
//! In: paths. Out: [`Files`], the texts that were read, without byte order mark and with `\n` as the
//! only line end; [`Text`], a chapter's text spliced from them, whose every byte knows its origin;
//! [`Span`], a place in a file. [`Loader`] is the only door to the file system, and to the web and
//! to programs that draw, where the program opens it; `name` reads the names of files, `scan` takes quick looks. What a text means is not known here.
//!
//! ```
//! use bindery::source::{Files, LineColumn, Text};
//!
//! let mut files = Files::default();
//! let file = files.add("a.md", "# One\r\n\r\nText.\r\n");
//! let text = Text::from_file(&files, file, 0);
//! assert_eq!(text.as_str(), "# One\n\nText.\n");
//! let place = text.span(7, 11);
//! assert_eq!(files.line_column(place.file, place.start), LineColumn { line: 3, column: 1 });
//! ```

mod illustrator;
mod known;
mod limits;
mod loader;
pub mod name;
mod path;
mod scan;
mod text;
mod trace;
mod web;

pub use illustrator::Illustrator;
pub use limits::{DEEPEST, Limits, size, size_in_words};
pub use loader::{LoadError, Loader};
pub use path::normal;
pub use scan::{bits, has_pair};
pub use text::{Segment, Text};
pub use trace::{Answer, Question, Trace};
pub use web::{FetchError, Fetched, Reach, Web};

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
    /// Where each line begins, in bytes.
    line_starts: Arc<[u32]>,
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
        let after_ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        let line_starts = std::iter::once(0).chain(after_ends).collect();
        let id = FileId(self.files.len() as u32);
        self.files.push(SourceFile { path: path.into(), text, line_starts });
        id
    }

    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// Line and column of a byte offset.
    pub fn line_column(&self, id: FileId, offset: u32) -> LineColumn {
        let SourceFile { text, line_starts, .. } = self.get(id);
        let offset = text.floor_char_boundary(offset as usize);
        let line = line_starts.partition_point(|&start| start as usize <= offset);
        let line_start = line_starts[line - 1] as usize;
        LineColumn { line: line as u32, column: text[line_start..offset].chars().count() as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters() {
        let mut files = Files::default();
        let id = files.add("a.md", "\u{feff}é\r\n\r\nab");
        assert_eq!(&*files.get(id).text, "é\n\nab");
        for (offset, line, column) in [(0, 1, 1), (1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 3, 1), (5, 3, 2), (99, 3, 3)] {
            assert_eq!(files.line_column(id, offset), LineColumn { line, column }, "{offset}");
        }
    }
}
