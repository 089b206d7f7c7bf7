//! Writing XML: characters that may stand in it, tags, and file names that are safe in the archive.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::document::element::{body, html};
use crate::lang::Lang;

/// The media type of content documents.
pub(super) const XHTML: &str = "application/xhtml+xml";

/// Writes text with markup escaped and without characters that XML 1.0 does not know (section 2.2).
pub(super) fn push_text(out: &mut String, text: &str) {
    push_escaped(out, text, false);
}

/// Writes an attribute's value; white space other than spaces is kept by reference.
pub(super) fn push_value(out: &mut String, value: &str) {
    push_escaped(out, value, true);
}

/// Writes ` name="value"`.
pub(super) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_value(out, value);
    out.push('"');
}

/// Writes an attribute of the HTML face; a language stands twice.
pub(super) fn push_html_attribute(out: &mut String, name: &str, value: &str) {
    push_attribute(out, name, value);
    if name == "lang" {
        push_attribute(out, "xml:lang", value);
    }
}

fn push_escaped(out: &mut String, text: &str, in_attribute: bool) {
    let bytes = text.as_bytes();
    let mut written = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let (replacement, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if in_attribute => ("&quot;", 1),
            b'\t' if in_attribute => ("&#9;", 1),
            b'\n' if in_attribute => ("&#10;", 1),
            b'\r' => ("&#13;", 1),
            b'\t' | b'\n' => continue,
            0..=0x1f | 0x7f => ("", 1),
            // U+0080 to U+009F: XML allows them, HTML does not (HTML Living Standard, 13.1.4).
            0xc2 if matches!(bytes.get(at + 1), Some(0x80..=0x9f)) => ("", 2),
            0xef if matches!(bytes.get(at + 1..at + 3), Some([0xbf, 0xbe | 0xbf])) => ("", 3),
            _ => continue,
        };
        out.push_str(&text[written..at]);
        out.push_str(replacement);
        written = at + length;
    }
    out.push_str(&text[written..]);
}

/// Text fit for XML, not escaped.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter(|&character| {
            !matches!(character, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
        })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The most letters of a file's name before its ending and number: a name has at most 255 bytes (EPUB 3.3, section
/// 4.2.3), and a web address may be longer.
const LONGEST_STEM: usize = 200;

/// Gives every file of the archive a name of its own: ASCII letters, digits, `-` and `_` before the ending.
/// Names that differ in case alone count as equal (EPUB 3.3, section 4.1.5).
pub(super) struct FileNames {
    taken: BTreeSet<String>,
}

impl FileNames {
    /// Begins with the chapters, whose names are given.
    pub(super) fn new<'a>(chapters: impl Iterator<Item = &'a str>) -> FileNames {
        let mut taken: BTreeSet<String> = chapters.map(|name| format!("{}.xhtml", name.to_ascii_lowercase())).collect();
        taken.insert("content.opf".to_owned());
        taken.insert("toc.ncx".to_owned());
        FileNames { taken }
    }

    /// A free name like `wanted`, which may begin with a folder.
    pub(super) fn take(&mut self, wanted: &str, extension: &str) -> String {
        let (folder, stem) = match wanted.rsplit_once('/') {
            Some((folder, stem)) => (format!("{folder}/"), stem),
            None => (String::new(), wanted),
        };
        let mut safe = String::new();
        for character in stem.chars() {
            match character {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => safe.push(character),
                _ if safe.ends_with('-') || safe.is_empty() => {}
                _ => safe.push('-'),
            }
        }
        safe.truncate(LONGEST_STEM);
        let safe = match safe.trim_end_matches('-') {
            "" => "file",
            safe => safe,
        };
        let mut name = format!("{folder}{safe}.{extension}");
        let mut count = 1;
        while !self.taken.insert(name.to_ascii_lowercase()) {
            count += 1;
            name.clear();
            let _ = write!(name, "{folder}{safe}-{count}.{extension}");
        }
        name
    }
}

/// The `<body>` of a document that has no nodes.
pub(super) fn push_body(out: &mut String, lang: &Lang) {
    out.push_str("<body");
    body(lang).attributes.iter().for_each(|(name, value)| push_html_attribute(out, name, value));
    out.push_str(">\n");
}

const ROOT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html \
    xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\"";

/// Says where the words of a type are defined that are not EPUB's own, in a document that has any (EPUB 3.3, section D.1.4).
pub(super) fn declare_vocabulary(document: &mut String) {
    if memchr::memmem::find(document.as_bytes(), b"z3998:").is_some() && document.starts_with(ROOT) {
        document.insert_str(ROOT.len(), " epub:prefix=\"z3998: http://www.daisy.org/z3998/2012/vocab/structure/\"");
    }
}

/// The beginning of a content document, up to and with `</head>`.
pub(super) fn push_head(out: &mut String, lang: &Lang, title: &str, sheets: &[String], style: &str) {
    out.push_str(ROOT);
    html(lang).attributes.iter().for_each(|(name, value)| push_html_attribute(out, name, value));
    out.push_str(">\n<head>\n<title>");
    push_text(out, &clean(title));
    out.push_str("</title>\n");
    for sheet in sheets {
        out.push_str("<link rel=\"stylesheet\" type=\"text/css\"");
        push_attribute(out, "href", sheet);
        out.push_str("/>\n");
    }
    if !style.is_empty() {
        out.push_str("<style>\n");
        push_text(out, style);
        out.push_str("</style>\n");
    }
    out.push_str("</head>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_xml_characters_are_written() {
        let mut out = String::new();
        push_text(&mut out, "a<b>&\"\u{0}\u{b}\u{85}\u{7f}é\u{fffe}\u{ffff}\u{fffd}\r\n\t");
        assert_eq!(out, "a&lt;b&gt;&amp;\"é\u{fffd}&#13;\n\t");
        out.clear();
        push_value(&mut out, "\"a\tb\n");
        assert_eq!(out, "&quot;a&#9;b&#10;");
    }

    #[test]
    fn file_names_are_safe_and_unique() {
        let mut names = FileNames::new(["Cover"].into_iter());
        assert_eq!(names.take("cover", "xhtml"), "cover-2.xhtml");
        assert_eq!(names.take("images/a b", "png"), "images/a-b.png");
        assert_eq!(names.take("images/A-b", "png"), "images/A-b-2.png");
        assert_eq!(names.take("images/../ü", "png"), "images/../file.png");
    }
}
