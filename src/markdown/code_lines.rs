//! What fences of all tools say of the lines of their code: numbers, where these begin, lines to mark.
//!
//! In: an info string after its language, the attributes of the block, the text. Out: [`CodeLines`], and the text without
//! the comments that mark its lines. Known are pandoc's `numberLines` and `startFrom`, Hugo's and Zola's `linenos`,
//! `linenostart` and `hl_lines`, Docusaurus' and VitePress' `{1,4-6}`, `showLineNumbers` and `// highlight-next-line`,
//! VitePress' `// [!code ++]`, MkDocs' `linenums`, Sphinx' `emphasize-lines`, Leanpub's `line-numbers`, Expressive Code's
//! `ins={2}` and `del={3}`, Quarto's `code-line-numbers`.

use std::ops::RangeInclusive;

use crate::document::{Attributes, CodeLines, LineMark};

/// More ranges of lines are not read.
const MOST_RANGES: usize = 1000;

/// A longer info string says nothing of lines, nor does a line with more marks at its end.
const LONGEST: usize = 2000;
const MOST_MARKS: usize = 4;

/// What a key of a fence is about.
enum Meaning {
    /// Lines are numbered, unless the value says no; a number is that of the first line.
    Numbers,
    /// The number of the first line.
    First,
    Mark(LineMark),
    /// Numbers where the value is a truth, else lines to mark.
    NumbersOrMark,
}

/// The keys of all tools, in small letters and without what joins their words.
const KEYS: &[(&str, Meaning)] = &[
    ("codelinenumbers", Meaning::NumbersOrMark),
    ("del", Meaning::Mark(LineMark::Deleted)),
    ("emphasizelines", Meaning::Mark(LineMark::Emphasized)),
    ("firstline", Meaning::First),
    ("firstlinenumber", Meaning::First),
    ("firstnumber", Meaning::First),
    ("highlightlines", Meaning::Mark(LineMark::Emphasized)),
    ("hllines", Meaning::Mark(LineMark::Emphasized)),
    ("ins", Meaning::Mark(LineMark::Inserted)),
    ("linenos", Meaning::Numbers),
    ("linenostart", Meaning::First),
    ("linenumbers", Meaning::Numbers),
    ("linenums", Meaning::Numbers),
    ("mark", Meaning::Mark(LineMark::Emphasized)),
    ("marklines", Meaning::Mark(LineMark::Emphasized)),
    ("numberlines", Meaning::Numbers),
    ("showlinenumbers", Meaning::Numbers),
    ("startfrom", Meaning::First),
    ("startinglinenumber", Meaning::First),
    ("startline", Meaning::First),
    ("startlinenumber", Meaning::First),
];

fn meaning(key: &str) -> Option<&'static Meaning> {
    let plain: String = key.chars().filter(|c| !"-_:".contains(*c)).flat_map(char::to_lowercase).collect();
    KEYS.iter().find(|(known, _)| *known == plain).map(|(_, meaning)| meaning)
}

/// What an info string says of the lines.
pub fn of_info(info: &str) -> CodeLines {
    let mut lines = CodeLines::default();
    let mut rest = if info.len() > LONGEST { "" } else { info };
    while let Some(first) = rest.chars().next() {
        if first == '{'
            && let Some(end) = rest.find('}')
            && let Some(ranges) = ranges(&rest[1..end])
        {
            mark(&mut lines, ranges, LineMark::Emphasized);
            rest = &rest[end + 1..];
            continue;
        }
        if !first.is_ascii_alphabetic() {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        // Markua's colon.
        let (value, after) = match after.strip_prefix('=').or_else(|| after.strip_prefix(": ")) {
            Some(after) => value(after),
            None => (None, after),
        };
        say(&mut lines, key, value.as_deref());
        rest = after;
    }
    lines
}

/// Takes what attributes say of the lines out of them, and adds it.
pub fn take(attributes: &mut Attributes, lines: &mut CodeLines) {
    for class in attributes.classes().to_vec() {
        say(lines, &class, None);
    }
    let pairs: Vec<(String, String)> = attributes.pairs().to_vec();
    for (name, value) in pairs {
        let Some(key) = name.strip_prefix("data-").filter(|key| meaning(key).is_some()) else { continue };
        attributes.take(&name);
        say(lines, key, Some(&value).filter(|value| !value.is_empty()).map(String::as_str));
    }
}

/// A value, and what follows it: in quotes, in brackets or braces, or to the next space or comma; of numbers, as far as
/// they go.
fn value(text: &str) -> (Option<String>, &str) {
    let close = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => quote,
        Some('[') => ']',
        Some('{') => '}',
        Some(_) | None => {
            let is_number = |c: char| c.is_ascii_digit() || " ,-".contains(c);
            let numbers = text.find(|c: char| !is_number(c)).unwrap_or(text.len());
            let numbers = text[..numbers].trim_end_matches([' ', ',']);
            let word = text.split([' ', '\t', ',', '}']).next().unwrap_or_default();
            // `hl_lines=1 3-5`, but not `linenostart=20 x`, where a word goes on after a number.
            let value = if numbers.len() >= word.len() { numbers } else { word };
            return (Some(value.to_owned()), &text[value.len()..]);
        }
    };
    match text[1..].find(close) {
        Some(end) => (Some(text[1..=end].to_owned()), &text[end + 2..]),
        None => (None, ""),
    }
}

fn say(lines: &mut CodeLines, key: &str, value: Option<&str>) {
    let Some(meaning) = meaning(key) else { return };
    let is_no = value.is_some_and(|value| matches!(value, "false" | "no" | "off" | "none"));
    let number = value.and_then(|value| value.trim().parse::<u32>().ok());
    let is_word = value.is_none_or(|value| matches!(value, "true" | "yes" | "on" | "table" | "inline"));
    match meaning {
        Meaning::Numbers | Meaning::NumbersOrMark if is_no => {}
        Meaning::NumbersOrMark if !is_word => {
            let found = value.and_then(ranges).unwrap_or_default();
            mark(lines, found, LineMark::Emphasized);
        }
        Meaning::Numbers | Meaning::NumbersOrMark => {
            lines.is_numbered = true;
            lines.first_number = number.or(lines.first_number);
        }
        Meaning::First => lines.first_number = number.or(lines.first_number),
        Meaning::Mark(kind) => mark(lines, value.and_then(ranges).unwrap_or_default(), *kind),
    }
}

fn mark(lines: &mut CodeLines, ranges: Vec<RangeInclusive<u32>>, mark: LineMark) {
    for range in ranges {
        // A fence and its attributes say the same.
        if !lines.marks.contains(&(range.clone(), mark)) && lines.marks.len() < MOST_RANGES {
            lines.marks.push((range, mark));
        }
    }
}

/// `1,4-6`, `2 4..6`, `8,"15-17"`; `None` where anything else stands there.
fn ranges(text: &str) -> Option<Vec<RangeInclusive<u32>>> {
    let mut found = Vec::new();
    let parts = text.split([',', ' ', '"', '\'']).filter(|part| !part.is_empty());
    for part in parts.take(MOST_RANGES) {
        let (first, last) = match part.split_once("..").or_else(|| part.split_once('-')) {
            Some((first, last)) => (first, last.trim_start_matches(['.', '='])),
            None => (part, part),
        };
        found.push(first.trim().parse().ok()?..=last.trim().parse().ok()?);
    }
    (!found.is_empty()).then_some(found)
}

/// The text without the comments that mark its lines, which come to be marks.
pub fn without_comments(text: &str, lines: &mut CodeLines) -> Option<String> {
    if !text.contains("highlight-") && !text.contains("[!code ") {
        return None;
    }
    let mut shown = String::with_capacity(text.len());
    let mut number = 1;
    let mut open: Option<u32> = None;
    let mut is_next = false;
    let mut has_marks = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let said = comment(content.trim());
        match said {
            Some("highlight-next-line") => is_next = true,
            Some("highlight-start") => open = open.or(Some(number)),
            Some("highlight-end") => {
                if let Some(first) = open.take().filter(|first| *first < number) {
                    lines.marks.push((first..=number - 1, LineMark::Emphasized));
                }
            }
            Some(_) | None => {
                let (content, marks) = trailing(content);
                for (kind, count) in marks {
                    has_marks = true;
                    lines.marks.push((number..=number.saturating_add(count - 1), kind));
                }
                if std::mem::take(&mut is_next) {
                    lines.marks.push((number..=number, LineMark::Emphasized));
                }
                shown.push_str(content);
                shown.push_str(if line.ends_with('\n') { "\n" } else { "" });
                number += 1;
                continue;
            }
        }
        has_marks = true;
    }
    if let Some(first) = open.filter(|first| *first < number) {
        lines.marks.push((first..=number - 1, LineMark::Emphasized));
    }
    has_marks.then_some(shown)
}

/// How comments of a line begin and end.
const COMMENTS: [(&str, &str); 9] = [
    ("{/*", "*/}"),
    ("/*", "*/"),
    ("<!--", "-->"),
    ("//", ""),
    ("#", ""),
    ("--", ""),
    ("%", ""),
    (";", ""),
    ("\"", ""),
];

/// What a comment says that fills a line.
fn comment(line: &str) -> Option<&str> {
    let inner = |(open, close): &(&str, &str)| line.strip_prefix(open)?.strip_suffix(close).map(str::trim);
    COMMENTS.iter().find_map(inner)
}

/// A line without the comments at its end that mark it, `// [!code ++]` and `// highlight-line`; what they say, and of how
/// many lines.
fn trailing(line: &str) -> (&str, Vec<(LineMark, u32)>) {
    let mut marks = Vec::new();
    let mut rest = line;
    while marks.len() < MOST_MARKS {
        let said = |(open, close): &(&str, &str)| {
            let at = rest.rfind("[!code ").or_else(|| rest.rfind("highlight-line"))?;
            let before = rest[..at].trim_end().strip_suffix(open)?;
            let said = rest[at..].trim_end().strip_suffix(close)?.trim_end();
            let said = if said == "highlight-line" { "hl" } else { said.strip_prefix("[!code ")?.strip_suffix(']')? };
            Some((before, said))
        };
        let Some((before, said)) = COMMENTS.iter().find_map(said) else { break };
        let (name, count) = said.split_once(':').unwrap_or((said, "1"));
        let kind = match name {
            "++" => LineMark::Inserted,
            "--" => LineMark::Deleted,
            "hl" | "highlight" | "focus" | "warning" | "error" => LineMark::Emphasized,
            _ => break,
        };
        marks.push((kind, count.parse().unwrap_or(1).max(1)));
        rest = before.trim_end();
    }
    (rest, marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &CodeLines) -> String {
        let mark = |(range, mark): &(RangeInclusive<u32>, LineMark)| {
            let sign = match mark {
                LineMark::Emphasized => "",
                LineMark::Inserted => "+",
                LineMark::Deleted => "-",
            };
            format!(" {sign}{}..{}", range.start(), range.end())
        };
        let number = lines.first_number.unwrap_or(1).to_string();
        let number = if lines.is_numbered { number } else { String::new() };
        format!("{number}{}", lines.marks.iter().map(mark).collect::<String>())
    }

    #[test]
    fn every_tool_has_its_own_words_for_lines() {
        for (info, expected) in [
            // pandoc
            ("{.python .numberLines startFrom=\"100\"}", "100"),
            ("{.python .numberLines}", "1"),
            // Hugo, Zola
            ("go {linenos=table,hl_lines=[8,\"15-17\"],linenostart=199}", "199 8..8 15..17"),
            ("go {linenos=inline hl_lines=\"2 4-6\"}", "1 2..2 4..6"),
            ("rust,linenos,hl_lines=1 3-5,linenostart=20,name=mod.rs", "20 1..1 3..5"),
            ("go {linenos=false}", ""),
            // Docusaurus, VitePress, Gatsby
            ("jsx {1,4-6} showLineNumbers title=\"x\"", "1 1..1 4..6"),
            ("js{2}", " 2..2"),
            ("js showLineNumbers=5", "5"),
            ("ts:no-line-numbers {1}", " 1..1"),
            ("ts:line-numbers=2 {1}", "2 1..1"),
            ("js ins={2-3} del={1} {5}", " +2..3 -1..1 5..5"),
            // MkDocs
            ("py title=\"a 1.py\" linenums=\"10\" hl_lines=\"2 3\"", "10 2..2 3..3"),
            ("{ .py linenums=\"1\" hl_lines=\"2-4\" }", "1 2..4"),
            // Sphinx, Leanpub, Quarto
            ("{.py linenos lineno-start=5 emphasize-lines=\"1,3-5\"}", "5 1..1 3..5"),
            ("{line-numbers: true}", "1"),
            ("{.r code-line-numbers=\"2,4\"}", " 2..2 4..4"),
            ("{.r code-line-numbers=\"true\"}", "1"),
            // Other words.
            ("rust,ignore,should_panic", ""),
            ("js {a} {} title={1}", ""),
            ("", ""),
            ("py hl_lines=\"1", ""),
        ] {
            assert_eq!(told(&of_info(info)), expected, "{info}");
        }
    }

    #[test]
    fn comments_mark_lines_and_are_not_shown() {
        for (text, shown, expected) in [
            ("a\n// highlight-next-line\nb\nc\n", "a\nb\nc\n", " 2..2"),
            ("# highlight-start\na\nb\n# highlight-end\nc\n", "a\nb\nc\n", " 1..2"),
            ("<!-- highlight-start -->\na\nb", "a\nb", " 1..2"),
            ("{/* highlight-next-line */}\na\n", "a\n", " 1..1"),
            ("a // [!code ++]\nb /* [!code --] */\nc # [!code hl:2]\nd\n", "a\nb\nc\nd\n", " +1..1 -2..2 3..4"),
            ("a(); // highlight-line\n", "a();\n", " 1..1"),
            ("a // [!code other]\n", "a // [!code other]\n", ""),
            ("a highlight-start b\n", "a highlight-start b\n", ""),
        ] {
            let mut lines = CodeLines::default();
            let without = without_comments(text, &mut lines);
            assert_eq!(without.as_deref().unwrap_or(text), shown, "{text}");
            assert_eq!(told(&lines), expected, "{text}");
        }
    }
}
