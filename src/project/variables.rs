//! `{{ book.name }}`: GitBook's variables in a text.
//!
//! In: a text of a file and what the names stand for. Out: the text with the values in their places, whose every byte
//! still knows its origin. A name that the project does not give stays as written.

use std::collections::BTreeMap;

use memchr::memmem;

use crate::source::{FileId, Files, Span, Text};

/// The most bytes between the braces; what is longer is no name.
const MAX_NAME_BYTES: usize = 200;

/// A file's text from byte `body` on.
pub fn fill(files: &Files, file: FileId, body: u32, variables: &BTreeMap<String, String>) -> Text {
    let source = &files.get(file).text;
    let mut text = Text::default();
    let mut from = body as usize;
    let mut at = from;
    while let Some(open) = memmem::find(&source.as_bytes()[at..], b"{{").map(|open| at + open) {
        at = open + 2;
        let end = source.floor_char_boundary(source.len().min(at + MAX_NAME_BYTES));
        let Some(close) = source[at..end].find("}}").map(|close| at + close) else { continue };
        let Some(value) = variables.get(source[at..close].trim()) else { continue };
        at = close + 2;
        text.push(&source[from..open], file, from as u32);
        text.push_generated(value, Span { file, start: open as u32, end: at as u32 });
        from = at;
    }
    text.push(&source[from..], file, from as u32);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_filled_in() {
        let mut files = Files::default();
        let file = files.add("a.md", "x\n{{ book.url }}, {{book.no}} {{ book.url}}{{");
        let variables = BTreeMap::from([("book.url".to_owned(), "example.org".to_owned())]);
        let text = fill(&files, file, 2, &variables);
        assert_eq!(text.as_str(), "example.org, {{book.no}} example.org{{");
        assert_eq!(text.span(0, 3), Span { file, start: 2, end: 16 });
    }
}
