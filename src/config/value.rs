//! YAML, TOML and JSON as one tree of values, each with its place in the file.
//!
//! In: the text between the fences of a front matter block. Out: a [`Value`] with byte ranges, or where
//! and why the text cannot be parsed. Scalars keep their spelling: `1.10` stays `1.10`, `No` stays `No`.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use toml::de::{DeTable, DeValue};

/// A value and where it stands, in bytes from the start of the text parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub range: Range<usize>,
    pub kind: ValueKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind {
    /// A key without a value.
    Null,
    /// Text, number, truth value or date, as spelt.
    Scalar(String),
    List(Vec<Value>),
    /// In the order of the file.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_range: Range<usize>,
    pub value: Value,
}

/// Why a text is no YAML, TOML or JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub message: String,
    pub range: Range<usize>,
    /// What to do, where that is known.
    pub hint: Option<&'static str>,
}

/// What to do about a tab (YAML 1.2.2, section 6.1: "tab characters must not be used in indentation").
const TAB: &str = "indent with spaces: YAML takes no tabs there";

impl Value {
    /// Text with no place of its own: `-M key=value`.
    pub fn scalar(text: impl Into<String>) -> Value {
        Value { range: 0..0, kind: ValueKind::Scalar(text.into()) }
    }

    /// The text of a scalar.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            ValueKind::Scalar(text) => Some(text),
            ValueKind::Null | ValueKind::List(_) | ValueKind::Map(_) => None,
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            ValueKind::Map(entries) => entries,
            ValueKind::Null | ValueKind::Scalar(_) | ValueKind::List(_) => &[],
        }
    }

    /// The items of a list; a lone value is a list of one, null an empty one.
    pub fn items(&self) -> &[Value] {
        match &self.kind {
            ValueKind::Null => &[],
            ValueKind::List(items) => items,
            ValueKind::Scalar(_) | ValueKind::Map(_) => std::slice::from_ref(self),
        }
    }
}

/// Parses TOML.
pub fn parse_toml(text: &str) -> Result<Value, ParseError> {
    let table = DeTable::parse(text).map_err(|error| {
        let range = error.span().unwrap_or_default();
        ParseError { message: error.message().to_owned(), range, hint: None }
    })?;
    let range = table.span();
    Ok(Value { range, kind: ValueKind::Map(toml_entries(table.into_inner())) })
}

fn toml_entries(table: DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, value)| {
            let range = value.span();
            let value = Value { range, kind: toml_kind(value.into_inner()) };
            Entry { key_range: key.span(), key: key.into_inner().into_owned(), value }
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_range.start);
    entries
}

fn toml_kind(value: DeValue<'_>) -> ValueKind {
    match value {
        DeValue::String(text) => ValueKind::Scalar(text.into_owned()),
        DeValue::Integer(number) => ValueKind::Scalar(number.to_string()),
        DeValue::Float(number) => ValueKind::Scalar(number.to_string()),
        DeValue::Boolean(value) => ValueKind::Scalar(value.to_string()),
        DeValue::Datetime(date) => ValueKind::Scalar(date.to_string()),
        DeValue::Array(items) => ValueKind::List(
            items.into_iter().map(|item| Value { range: item.span(), kind: toml_kind(item.into_inner()) }).collect(),
        ),
        DeValue::Table(table) => ValueKind::Map(toml_entries(table)),
    }
}

/// Parses JSON.
pub fn parse_json(text: &str) -> Result<Value, ParseError> {
    parse_yaml(&json_as_yaml(text))
}

/// JSON is YAML (YAML 1.2.2, section 1.2) but for tabs between its tokens; every byte keeps its place.
fn json_as_yaml(text: &str) -> String {
    let mut is_quoted = false;
    let mut is_escaped = false;
    let blank = |character: char| {
        match character {
            '"' if !is_escaped => is_quoted = !is_quoted,
            '\t' if !is_quoted => return ' ',
            _ => {}
        }
        is_escaped = is_quoted && character == '\\' && !is_escaped;
        character
    };
    text.chars().map(blank).collect()
}

/// The deepest a front matter may nest. Known keys need three levels.
const MAX_YAML_DEPTH: usize = 32;

/// The most values a front matter may hold, aliases expanded: a bomb of aliases ends here.
const MAX_YAML_NODES: usize = 20_000;

/// Parses YAML, one document.
pub fn parse_yaml(text: &str) -> Result<Value, ParseError> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_YAML_DEPTH,
            flow_nesting_limit: MAX_YAML_DEPTH,
            max_nodes: MAX_YAML_NODES,
            max_events: 4 * MAX_YAML_NODES,
            max_aliases: 100,
            max_anchors: 100,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MAX_YAML_NODES },
    };
    let spanned: YamlNode =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| yaml_error(text, &error))?;
    match tab_before_key(text) {
        Some(at) => Err(tab_error(at)),
        None => Ok(yaml_value(text, spanned)),
    }
}

/// A tab that indents a key or an item: the library lets some pass, and takes the line for more of the value above.
fn tab_before_key(text: &str) -> Option<usize> {
    if !text.starts_with('\t') && !text.contains("\n\t") {
        return None;
    }
    let mut start = 0;
    // Between brackets and braces tabs are blanks like others (YAML 1.2.2, section 6.2).
    let mut in_flow = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        let key = words.split(':').next().unwrap_or_default();
        let is_key = key.len() < words.len() && !key.is_empty() && !key.contains([' ', '"', '\'', '[', '{']);
        if line.starts_with('\t') && !in_flow && (is_key || words.starts_with("- ")) {
            return Some(start);
        }
        in_flow = words.ends_with(['{', '[', ',']) || words.is_empty() && in_flow;
        start += line.len();
    }
    None
}

fn tab_error(at: usize) -> ParseError {
    ParseError { message: "a tab indents the line".to_owned(), range: at..at + 1, hint: Some(TAB) }
}

fn yaml_error(text: &str, error: &serde_saphyr::Error) -> ParseError {
    let options = serde_saphyr::RenderOptions::new(&serde_saphyr::UserMessageFormatter);
    let message = error.without_snippet().render_with_options(options);
    // The place is told by the range; the library writes it into the sentence as well.
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let range = error.location().map_or(text.len()..text.len(), |location| byte_range(text, &location));
    // Of a value that a tab ends, the place is the value's.
    let until = if message.contains("tab") { text.len() } else { range.end };
    match tab_of_indentation(text, until) {
        Some(at) => tab_error(at),
        None => ParseError { message, range, hint: None },
    }
}

/// The first tab among the blanks that a line begins with, up to the line of a place: what is wrong with a text that
/// cannot be parsed there.
fn tab_of_indentation(text: &str, until: usize) -> Option<usize> {
    let mut start = 0;
    while start <= until.min(text.len()) {
        let line = text[start..].lines().next().unwrap_or_default();
        let blanks = &line[..line.len() - line.trim_start().len()];
        match blanks.find('\t') {
            Some(at) if blanks.len() < line.len() => return Some(start + at),
            Some(_) | None => start += line.len() + 1,
        }
    }
    None
}

/// The bytes of a place. Errors of the scanner count characters only.
fn byte_range(text: &str, location: &serde_saphyr::Location) -> Range<usize> {
    let span = location.span();
    if let (Some(start), Some(length)) = (span.byte_offset(), span.byte_len()) {
        return start as usize..(start + length) as usize;
    }
    let at_character = |index: u64| text.char_indices().nth(index as usize).map_or(text.len(), |(at, _)| at);
    at_character(span.offset())..at_character(span.offset() + span.len())
}

type YamlNode = serde_saphyr::Spanned<YamlKind>;

/// What serde hands over. Numbers and truth values are read again from the text, to keep their spelling.
enum YamlKind {
    Null,
    Text(String),
    /// A number or truth value as the library writes it.
    Plain(String),
    List(Vec<YamlNode>),
    Map(Vec<(serde_saphyr::Spanned<String>, YamlNode)>),
}

fn yaml_value(text: &str, node: YamlNode) -> Value {
    let range = byte_range(text, &node.referenced);
    let kind = match node.value {
        YamlKind::Null => ValueKind::Null,
        YamlKind::Text(text) => ValueKind::Scalar(text),
        YamlKind::Plain(plain) => {
            let spelt = text.get(byte_range(text, &node.defined)).map(str::trim);
            ValueKind::Scalar(spelt.filter(|spelt| !spelt.is_empty()).map_or(plain, str::to_owned))
        }
        YamlKind::List(items) => ValueKind::List(items.into_iter().map(|item| yaml_value(text, item)).collect()),
        YamlKind::Map(entries) => ValueKind::Map(
            entries
                .into_iter()
                .map(|(key, value)| Entry {
                    key_range: byte_range(text, &key.referenced),
                    key: key.value,
                    value: yaml_value(text, value),
                })
                .collect(),
        ),
    };
    Value { range, kind }
}

impl<'de> Deserialize<'de> for YamlKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<YamlKind, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = YamlKind;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<YamlKind, E> {
        Ok(YamlKind::Null)
    }

    fn visit_none<E>(self) -> Result<YamlKind, E> {
        Ok(YamlKind::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<YamlKind, E> {
        Ok(YamlKind::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<YamlKind, E> {
        Ok(YamlKind::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<YamlKind, E> {
        Ok(YamlKind::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<YamlKind, E> {
        Ok(YamlKind::Plain(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<YamlKind, E> {
        Ok(YamlKind::Plain(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<YamlKind, E> {
        Ok(YamlKind::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<YamlKind, E> {
        Ok(YamlKind::Plain(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<YamlKind, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(YamlKind::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<YamlKind, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(YamlKind::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
        value.entries().iter().find(|entry| entry.key == key)?.value.as_text()
    }

    #[test]
    fn spelling_is_kept() {
        let yaml =
            parse_yaml("v: 1.10\nn: No\nd: 2024-07-20\nz: 007\nt: \"a: b\"\nb: 123456789012345678901234567890\n");
        let yaml = yaml.unwrap();
        for (key, spelt) in [
            ("v", "1.10"),
            ("n", "No"),
            ("d", "2024-07-20"),
            ("z", "007"),
            ("t", "a: b"),
            ("b", "123456789012345678901234567890"),
        ] {
            assert_eq!(text(&yaml, key), Some(spelt));
        }
        let toml = parse_toml("b = 1.10\na = 2024-07-20\n[x]\ny = true\n").unwrap();
        assert_eq!(text(&toml, "b"), Some("1.10"));
        assert_eq!(text(&toml, "a"), Some("2024-07-20"));
        assert_eq!(text(&toml.entries()[2].value, "y"), Some("true"));
        assert_eq!(toml.entries()[0].key, "b", "entries keep the order of the file");
    }

    #[test]
    fn errors_have_their_place_in_bytes() {
        let text = "título: é\nb: c: d\n";
        let error = parse_yaml(text).unwrap_err();
        assert_eq!(&text[error.range.clone()], ":");
        assert_eq!(error.range.start, text.rfind(':').unwrap());
        assert!(!error.message.contains("line"), "{}", error.message);
        assert_eq!(parse_toml("a = 1\nb = [2\n").unwrap_err().range.start, 12);
    }

    #[test]
    fn tabs_that_indent_are_told_where_they_stand() {
        for (text, at) in [
            ("a:\n\tb: 1\n", 3),
            ("\ta: 1\n", 0),
            ("a: 1\n\tb: 2\n", 5),
            ("a:\n  - b\n\t- c\n", 9),
            ("é: 1\nb:\n\t- c\n", 9),
        ] {
            let error = parse_yaml(text).unwrap_err();
            assert_eq!((error.range, error.hint), (at..at + 1, Some(TAB)), "{text:?}");
        }
        assert!(parse_yaml("a:\tb\nc: \"x\ty\"\n").is_ok(), "within a line they are spaces");
        assert!(parse_yaml("a: [b,\n\tc: d]\n").is_ok(), "and between brackets");
        assert_eq!(parse_yaml("a: b\n \t\nc: d: e\n").unwrap_err().hint, None);
    }

    #[test]
    fn bombs_end_at_the_budget() {
        let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
        for (name, below) in ["b", "c", "d", "e", "f", "g", "h"].iter().zip(["a", "b", "c", "d", "e", "f", "g"]) {
            bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{below}"); 10].join(",")));
        }
        assert!(parse_yaml(&bomb).is_err());
        assert!(parse_yaml(&format!("a: {}", "[".repeat(10_000))).is_err());
        assert!(parse_toml(&format!("a = {}", "[".repeat(10_000))).is_err());
    }
}
