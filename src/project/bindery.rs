//! bindery's own: `bindery.toml` says what the book is and which texts it has.
//!
//! In: the project's folder. Out: an [`Outline`]. `[book]` takes the keys of front matter; `[content]` lists front
//! matter, chapters with their parts, and back matter, or names a `summary`; without it the folder's texts are taken as
//! they stand. `[toc]` and `[style]` are those of the file of options; so are `[findings]`, `[limits]` and `[links]`, which
//! the configuration takes over (`Config::read_project`). A key that is not known is an error of the file's
//! author: it is reported with the nearest one.

use super::entry::{Node, entries};
use super::folder;
use super::links;
use super::reader::{Listed, Reader, joined, name_of, span};
use super::{Entry, Outline, Places};
use crate::config::value::{self, Entry as Pair, ParseError, Value, ValueKind};
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::document::Matter;
use crate::source::{FileId, Limits};

pub const MANIFEST: &str = "bindery.toml";

/// Tables with the keys of those that are not front matter's.
const TABLES: &[(&str, &[&str])] = &[
    ("book", &[]),
    ("content", &["front", "chapters", "back", "summary"]),
    ("toc", &["show", "depth"]),
    ("style", &["theme", "css", "page-size"]),
    ("links", &["urls", "allow", "base-url"]),
    // Taken over by the configuration, before the book is read.
    ("findings", &["allow", "warn", "deny"]),
    ("limits", &Limits::NAMES),
    ("stores", &["for"]),
    // Read by `profile`.
    ("output", &[]),
];

/// Reads the project in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let manifest = joined(base, MANIFEST);
    let (file, value) = values(reader, base)?;
    let mut facts: Vec<Pair> = Vec::new();
    let mut content = None;
    for table in value.entries().iter().filter(|table| table.key != "output") {
        let Some((name, keys)) = TABLES.iter().find(|(name, _)| *name == table.key) else {
            unknown(reader, file, table, TABLES.iter().map(|(name, _)| *name));
            continue;
        };
        for pair in table.value.entries() {
            if !keys.is_empty() && !keys.contains(&pair.key.as_str()) {
                unknown(reader, file, pair, keys.iter().copied());
                continue;
            }
            let key = match (*name, pair.key.as_str()) {
                ("content" | "findings" | "limits" | "stores", _) | ("links", "allow" | "base-url") => continue,
                ("toc", "show") => "toc",
                ("toc", "depth") => "toc-depth",
                ("links", "urls") => "link-urls",
                (_, key) => key,
            };
            facts.push(Pair { key: key.to_owned(), ..pair.clone() });
        }
        if *name == "content" {
            content = Some(&table.value);
        }
    }
    let front_matter = reader.facts_as_written(&manifest, file, facts);
    let mut listed = Listed::new(&manifest);
    let found = match content {
        Some(content) => {
            let mut list = List { reader: &mut *reader, listed: &mut listed, file, manifest: &manifest };
            list.content(content)
        }
        None => {
            let folder::Found { nodes, left_out } = folder::walk(reader, base);
            return Some(Outline { entries: entries(nodes), front_matter, left_out, ..Outline::default() });
        }
    };
    let left_out = folder::unlisted(reader, base, |text| listed.has(text) || name_of(text) == "SUMMARY.md");
    let image_folders = ["images", "assets", "resources"].map(|name| joined(base, name)).to_vec();
    let places = Places { root: base.to_owned(), image_folders, ..Places::default() };
    Some(Outline { entries: found, front_matter, places, left_out, ..Outline::default() })
}

/// What the manifest says. One that cannot be parsed says not even what the book is: that is an error, and nothing is built.
pub(super) fn values(reader: &mut Reader, base: &str) -> Option<(FileId, Value)> {
    let file = reader.read(&joined(base, MANIFEST), None)?;
    match value::parse_toml(&reader.text(file)) {
        Ok(value) => Some((file, value)),
        Err(ParseError { message, range, hint }) => {
            let message = format!("`{MANIFEST}` is not valid TOML: {message}");
            let mut finding = Diagnostic::new(Code::BrokenSummary, message).at(span(file, &range));
            finding.severity = Severity::Error;
            reader
                .diagnostics
                .push(finding.hint(hint.unwrap_or("a value that is a text stands in quotes: `key = \"text\"`")));
            None
        }
    }
}

fn unknown<'k>(reader: &mut Reader, file: FileId, pair: &Pair, known: impl Iterator<Item = &'k str> + Clone) {
    let hint = match nearest(&pair.key, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    let message = format!("unknown key `{}` in `{MANIFEST}`", pair.key);
    reader.warn(Code::UnknownKey, message, Some(span(file, &pair.key_range)), Some(&hint));
}

/// The texts of `[content]` as they are read.
struct List<'r, 'a> {
    reader: &'r mut Reader<'a>,
    listed: &'r mut Listed,
    file: FileId,
    manifest: &'r str,
}

impl List<'_, '_> {
    fn content(&mut self, content: &Value) -> Vec<Entry> {
        let of = |key: &str| content.entries().iter().find(|pair| pair.key == key).map(|pair| &pair.value);
        let mut all = Vec::new();
        if let Some(front) = of("front") {
            let nodes = self.nodes(front);
            all.extend(entries(nodes).into_iter().map(|entry| Entry { matter: Matter::Front, ..entry }));
        }
        if let Some(summary) = of("summary").and_then(Value::as_text) {
            all.extend(self.summary(summary));
        }
        if let Some(chapters) = of("chapters") {
            let nodes = self.nodes(chapters);
            all.extend(entries(nodes));
        }
        if let Some(back) = of("back") {
            let nodes = self.nodes(back);
            all.extend(entries(nodes).into_iter().map(|entry| Entry { matter: Matter::Back, ..entry }));
        }
        all
    }

    /// A list of paths and of `{ part = "…", chapters = […] }`, `{ title = "…", path = "…" }`.
    fn nodes(&mut self, value: &Value) -> Vec<Node> {
        value.items().iter().filter_map(|item| self.node(item)).collect()
    }

    fn node(&mut self, item: &Value) -> Option<Node> {
        let place = Some(span(self.file, &item.range));
        let (title, path, is_part, children) = match &item.kind {
            ValueKind::Scalar(path) => (None, Some(path.clone()), false, Vec::new()),
            ValueKind::Map(pairs) => {
                const KEYS: [&str; 4] = ["part", "title", "path", "chapters"];
                for pair in pairs.iter().filter(|pair| !KEYS.contains(&pair.key.as_str())) {
                    unknown(self.reader, self.file, pair, KEYS.into_iter());
                }
                let of = |keys: &[&str]| pairs.iter().find(|pair| keys.contains(&pair.key.as_str()));
                let text = |keys: &[&str]| of(keys).and_then(|pair| pair.value.as_text()).map(str::to_owned);
                let children = of(&["chapters"]).map(|pair| self.nodes(&pair.value)).unwrap_or_default();
                (text(&["part", "title"]), text(&["path"]), of(&["part"]).is_some(), children)
            }
            ValueKind::Null | ValueKind::List(_) => {
                let message = "a chapter is a path, or a table of `part` and `chapters`";
                self.reader.warn(Code::InvalidValue, message, place, None);
                return None;
            }
        };
        let path = match path {
            Some(written) => Some(self.listed.chapter(self.reader, self.manifest, &written, place)?),
            None => None,
        };
        Some(Node { title, path, is_part, span: place, children, ..Node::default() })
    }

    /// The chapters of a `SUMMARY.md`, as a list of links.
    fn summary(&mut self, written: &str) -> Vec<Entry> {
        let Some(path) = crate::url::join(self.manifest, written) else { return Vec::new() };
        let Some(file) = self.reader.read(&path, None) else { return Vec::new() };
        entries(links::nodes(self.reader, self.listed, &path, file, &|_, address| Some(address.to_owned())))
    }
}
