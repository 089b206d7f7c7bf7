//! Metadata at the head of a file that no fence surrounds.
//!
//! In: the text of a file. Out: its keys and values with their places, and where the prose begins. pandoc's title block
//! (<https://pandoc.org/MANUAL.html#extension-pandoc_title_block>) and the lines `Key: value` of MultiMarkdown and
//! Pelican (<https://fletcher.github.io/MultiMarkdown-6/syntax/metadata.html>) are known. Prose is never swallowed: the
//! first key must be one that such files begin with, and all lines up to the blank one must be keys.

use std::ops::Range;

use super::value::{Entry, Value, ValueKind};

/// Keys with which a file of prose does not begin, and one with metadata does.
const FIRST: [&str; 10] =
    ["author", "authors", "category", "date", "lang", "language", "slug", "subtitle", "tags", "title"];

/// The entries at the head of a file and where its prose begins.
pub(super) fn find(text: &str) -> Option<(Vec<Entry>, usize)> {
    if text.starts_with('%') { title_block(text) } else { header_lines(text) }
}

/// The lines up to the first that `goes_on` does not want, without their ends.
fn lines(text: &str, goes_on: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        if !goes_on(&text[start..end]) {
            break;
        }
        lines.push(start..end);
        start = end + 1;
    }
    lines
}

fn entry(key: &str, place: Range<usize>, value: ValueKind) -> Entry {
    Entry { key: key.to_owned(), key_range: place.clone(), value: Value { range: place, kind: value } }
}

fn title_block(text: &str) -> Option<(Vec<Entry>, usize)> {
    let is_part = |line: &str| line == "%" || line.starts_with("% ");
    let lines = lines(text, |line| is_part(line) || line.starts_with([' ', '\t']) && !line.trim().is_empty());
    // Title, authors and date, each on lines of its own.
    let mut parts: Vec<(Range<usize>, Vec<&str>)> = Vec::new();
    for line in &lines {
        let words = text[line.clone()].trim_start_matches('%').trim();
        match parts.last_mut() {
            Some((place, part)) if !is_part(&text[line.clone()]) => {
                part.push(words);
                place.end = line.end;
            }
            Some(_) | None => parts.push((line.clone(), vec![words])),
        }
    }
    if parts.is_empty() || parts.len() > 3 || !is_part(&text[lines[0].clone()]) {
        return None;
    }
    let mut entries = Vec::new();
    for (index, (place, words)) in parts.into_iter().enumerate() {
        let value = words.join(" ").trim().to_owned();
        if value.is_empty() {
            continue;
        }
        entries.push(match index {
            0 => entry("title", place, ValueKind::Scalar(value)),
            1 => {
                let names =
                    words.iter().flat_map(|line| line.split(';')).map(str::trim).filter(|name| !name.is_empty());
                let items = names.map(|name| Value { range: place.clone(), kind: ValueKind::Scalar(name.to_owned()) });
                let items = items.collect();
                entry("author", place, ValueKind::List(items))
            }
            _ => entry("date", place, ValueKind::Scalar(value)),
        });
    }
    let body = lines.last().map_or(0, |last| text.len().min(last.end + 1));
    (!entries.is_empty()).then_some((entries, body))
}

fn header_lines(text: &str) -> Option<(Vec<Entry>, usize)> {
    let (first, _) = key(text.lines().next()?)?;
    if !FIRST.contains(&first.to_ascii_lowercase().as_str()) {
        return None;
    }
    let lines = lines(text, |line| !line.trim().is_empty());
    let mut entries: Vec<Entry> = Vec::new();
    for line in &lines {
        let words = &text[line.clone()];
        match (key(words), entries.last_mut()) {
            (Some((key, value)), _) => entries.push(entry(key, line.clone(), ValueKind::Scalar(value.to_owned()))),
            // A value goes on in an indented line.
            (None, Some(last)) if words.starts_with([' ', '\t']) => {
                if let ValueKind::Scalar(value) = &mut last.value.kind {
                    value.push(' ');
                    value.push_str(words.trim());
                }
            }
            (None, _) => return None,
        }
    }
    // One line and no more may be prose: "Title: what a word."
    let is_alone = entries.len() == 1 && !first.eq_ignore_ascii_case("title");
    let body = lines.last().map_or(0, |last| text.len().min(last.end + 1));
    (!is_alone && body < text.len()).then_some((entries, body))
}

/// The key and value of a line.
fn key(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.trim_end().split_once(':')?;
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.split(' ').count() <= 3
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b' '));
    (is_key && (value.is_empty() || value.starts_with([' ', '\t']))).then(|| (key, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let (entries, body) = find(text)?;
        let mut out = String::new();
        for entry in entries {
            let values: Vec<&str> = entry.value.items().iter().filter_map(Value::as_text).collect();
            out.push_str(&format!("{}={};", entry.key, values.join("+")));
        }
        Some(format!("{out}{}", &text[body..]))
    }

    #[test]
    fn heads_without_fences_are_read() {
        assert_eq!(shown("% A\n  b\n% C; D\n% 2024\n\nx"), Some("title=A b;author=C+D;date=2024;\nx".to_owned()));
        assert_eq!(shown("%\n% C\nx"), Some("author=C;x".to_owned()));
        assert_eq!(shown("Title: A\nDate: 2024\nTags: a, b\n\nx"), Some("Title=A;Date=2024;Tags=a, b;\nx".to_owned()));
        assert_eq!(shown("Title: A\n  b\n\nx"), Some("Title=A b;\nx".to_owned()));
    }

    #[test]
    fn prose_stays_prose() {
        for prose in
            ["Note: a\n\nb", "Title: a\nand prose\n\nb", "Date: today\n\nb", "%%x%%\n", "100% a", "", "Title: a"]
        {
            assert_eq!(shown(prose), None, "{prose:?}");
        }
    }
}
