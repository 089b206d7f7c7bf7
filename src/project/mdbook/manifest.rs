//! What a `book.toml` says of the book.
//!
//! In: the file. Out: a [`Manifest`]. Of `[book]` all is read and a key that is not known is reported; of the output
//! for the web, what concerns the text: redirects, the marks of hidden lines, whether chapters show numbers. The rest is for mdBook itself and its
//! other backends, and passed over; preprocessors are named, since they are not run.

use std::collections::BTreeMap;

use super::MANIFEST;
use crate::config::value::{self, Entry, Value, ValueKind};
use crate::config::{self, FrontMatter};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::geom::Direction;
use crate::source::{FileId, Files, Span};

/// The facts of a `book.toml`.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    pub front_matter: FrontMatter,
    /// The folder of the texts, as seen from the file's own.
    pub src: Option<String>,
    /// `[output.html.redirect]`: old pages and the new ones.
    pub redirects: BTreeMap<String, String>,
    /// `[output.html] no-section-label`: whether chapters show no numbers.
    pub hides_numbers: bool,
    /// `[output.html.code.hidelines]`: by language, what marks a hidden line.
    pub hidden_lines: BTreeMap<String, String>,
}

/// Keys of `[book]` that say what front matter says.
const FACTS: [&str; 5] = ["title", "authors", "author", "description", "language"];

/// The others: where the texts are, what the language tells, and what old versions wrote.
const OTHERS: [&str; 3] = ["src", "text-direction", "multilingual"];

/// Tables beside `[book]`.
const TABLES: [&str; 5] = ["book", "build", "rust", "output", "preprocessor"];

/// Preprocessors that are carried out: they are mdBook's own.
const CARRIED_OUT: [&str; 2] = ["links", "index"];

/// Keys of `[output.html]` that change what a page shows, and what to do instead.
const WITHOUT_EFFECT: [(&str, &str); 3] = [
    ("additional-css", "style sheets for the web are not the book's; `-c FILE` takes one"),
    ("additional-js", "no script runs in a book"),
    ("theme", "a theme of pages for the web is not the book's; `--theme` and `-c` give it its look"),
];

/// Reads a `book.toml`; what cannot be understood is reported and left out.
pub fn read(files: &Files, file: FileId, diagnostics: &mut Diagnostics) -> Manifest {
    let mut manifest = Manifest::default();
    let text = files.get(file).text.clone();
    let span = |range: &std::ops::Range<usize>| Span { file, start: range.start as u32, end: range.end as u32 };
    let tables = match value::parse_toml(&text) {
        Ok(tables) => tables,
        Err(error) => {
            let message = format!("`book.toml` is not valid TOML: {}", error.message);
            diagnostics.push(Diagnostic::new(Code::BrokenSummary, message).at(span(&error.range)));
            return manifest;
        }
    };
    let mut unknown = |entry: &Entry, place: &str, known: &[&'static str]| {
        let message = format!("unknown key `{}` in {place}", entry.key);
        let mut diagnostic = Diagnostic::new(Code::UnknownKey, message).at(span(&entry.key_range));
        let near = nearest(&entry.key, known.iter().copied());
        diagnostic.hints.extend(near.map(|near| format!("did you mean `{near}`?")));
        diagnostics.push(diagnostic);
    };
    let mut facts = Vec::new();
    let mut direction = None;
    let mut invalid = Vec::new();
    let mut notes = Vec::new();
    for table in tables.entries() {
        match table.key.as_str() {
            "book" => {
                for entry in table.value.entries() {
                    match entry.key.as_str() {
                        key if FACTS.contains(&key) => facts.push(entry.clone()),
                        "text-direction" => match entry.value.as_text() {
                            Some("ltr") => direction = Some(Direction::LeftToRight),
                            Some("rtl") => direction = Some(Direction::RightToLeft),
                            Some(_) | None => {
                                let message = "`text-direction` must be `ltr` or `rtl`";
                                let diagnostic = Diagnostic::new(Code::InvalidValue, message);
                                invalid.push(diagnostic.at(span(&entry.value.range)));
                            }
                        },
                        "src" => manifest.src = entry.value.as_text().map(str::to_owned),
                        key if OTHERS.contains(&key) => {}
                        _ => unknown(entry, "`[book]`", &[&FACTS[..], &OTHERS].concat()),
                    }
                }
            }
            "preprocessor" => {
                let others = table.value.entries().iter().filter(|entry| !CARRIED_OUT.contains(&entry.key.as_str()));
                notes.extend(others.map(|entry| {
                    let name = &entry.key;
                    let message = format!("`{name}` is not run: what it would have made of the text is missing");
                    Diagnostic::new(Code::Preprocessor, message).at(span(&entry.key_range))
                }));
            }
            "output" => {
                let html = below(&table.value, "html");
                let without_effect = html.map_or(&[][..], Value::entries).iter().filter_map(|entry| {
                    let (_, advice) = WITHOUT_EFFECT.iter().find(|(key, _)| *key == entry.key)?;
                    let message = format!("`{}` has no effect here: {advice}", entry.key);
                    Some(Diagnostic::new(Code::ToolOption, message).at(span(&entry.key_range)))
                });
                notes.extend(without_effect);
                let label = html.and_then(|html| below(html, "no-section-label"));
                manifest.hides_numbers = label.and_then(Value::as_text) == Some("true");
                manifest.redirects = texts(html.and_then(|html| below(html, "redirect")));
                let code = html.and_then(|html| below(html, "code"));
                manifest.hidden_lines = texts(code.and_then(|code| below(code, "hidelines")));
            }
            name if TABLES.contains(&name) => {}
            _ => unknown(table, "`book.toml`", &TABLES),
        }
    }
    let facts = Value { range: 0..0, kind: ValueKind::Map(facts) };
    manifest.front_matter = config::from_value(&facts, MANIFEST, file, diagnostics);
    diagnostics.extend(invalid.into_iter().chain(notes));
    if let Some(direction) = direction {
        let lang = manifest.front_matter.lang.take().unwrap_or_default();
        manifest.front_matter.lang = Some(lang.in_direction(direction));
    }
    manifest
}

fn below<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

/// A table of texts.
fn texts(table: Option<&Value>) -> BTreeMap<String, String> {
    let entries = table.map_or(&[][..], Value::entries).iter();
    entries.filter_map(|entry| Some((entry.key.clone(), entry.value.as_text()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Manifest, Vec<String>) {
        let mut files = Files::default();
        let file = files.add("book.toml", text);
        let mut diagnostics = Diagnostics::default();
        let manifest = read(&files, file, &mut diagnostics);
        let shown = diagnostics.iter().map(|found| {
            let at = files.line_column(file, found.span.expect("it has a place").start);
            format!("{}:{} {} {}", at.line, at.column, found.message, found.hints.join(" "))
        });
        (manifest, shown.collect())
    }

    #[test]
    fn facts_and_what_concerns_the_text_are_read() {
        let (manifest, found) = read_text(
            "[book]\ntitle = \"T\"\nauthors = [\"A\", \"B\"]\ndescription = \"D\"\nlanguage = \"ja\"\nsrc = \"text\"\n\
             multilingual = false\n[build]\nx = 1\n[output.epub]\n[output.html]\nsite-url = \"/x/\"\nno-section-label = true\n\
             [output.html.redirect]\n\"/a.html\" = \"b.html\"\n[output.html.code.hidelines]\npython = \"~\"\n\
             [preprocessor.x]\ncommand = \"rm\"\n[rust]\nedition = \"2024\"\n",
        );
        assert_eq!(found, ["18:15 `x` is not run: what it would have made of the text is missing "]);
        assert_eq!(manifest.front_matter.title.as_deref(), Some("T"));
        assert_eq!(manifest.front_matter.creators.len(), 2);
        assert_eq!(manifest.front_matter.lang.as_ref().map(|lang| lang.tag()), Some("ja"));
        assert_eq!(manifest.src.as_deref(), Some("text"));
        assert_eq!(manifest.redirects["/a.html"], "b.html");
        assert_eq!(manifest.hidden_lines["python"], "~");
        assert!(manifest.hides_numbers);
        let (left, _) = read_text("[book]\nlanguage = \"he\"\ntext-direction = \"ltr\"\n");
        assert!(!left.front_matter.metadata().lang.direction().is_right_to_left());
        let (right, _) = read_text("[book]\ntext-direction = \"rtl\"\n");
        assert!(right.front_matter.metadata().lang.direction().is_right_to_left());
        assert!(read_text("[book]\ntext-direction = \"up\"\n").1[0].contains("must be `ltr` or `rtl`"));
        let (old, _) = read_text("[book]\nauthor = \"Ann\"\n");
        assert_eq!(old.front_matter.creators[0].name, "Ann");
    }

    #[test]
    fn unknown_keys_are_told_with_the_nearest_name() {
        let (_, found) = read_text("[book]\ntitel = \"T\"\n[outputs]\n");
        assert_eq!(
            found,
            [
                "2:1 unknown key `titel` in `[book]` did you mean `title`?",
                "3:2 unknown key `outputs` in `book.toml` did you mean `output`?"
            ]
        );
        assert!(read_text("[book\n").1[0].contains("not valid TOML"));
    }
}
