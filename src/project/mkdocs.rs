//! MkDocs: `mkdocs.yml`.
//!
//! In: the project's folder. Out: an [`Outline`]: the pages of `nav` with their titles and sections, else all of
//! `docs_dir` by name with the index first (<https://www.mkdocs.org/user-guide/configuration/>). Plugins, hooks and themes
//! are named and not run.

use super::entry::{Node, entries};
use super::folder::{self, Found};
use super::reader::{Language, Listed, Reader, below, joined, span};
use super::{Outline, Places};
use crate::config::value::{Value, ValueKind};
use crate::diagnostic::Code;
use crate::source::FileId;
use crate::source::name::is_markdown;
use crate::url;

/// The names of the file that says what the project is.
pub const MANIFESTS: [&str; 2] = ["mkdocs.yml", "mkdocs.yaml"];

/// Plugins that change nothing a book shows.
const WITHOUT_TEXT: [&str; 14] = [
    "search",
    "social",
    "minify",
    "redirects",
    "rss",
    "tags",
    "git-revision-date",
    "git-revision-date-localized",
    "git-authors",
    "git-committers",
    "optimize",
    "offline",
    "privacy",
    "autorefs",
];

/// Reads the project in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let path = reader.first_file(base, &MANIFESTS)?;
    let (file, value) = reader.values(&path, Language::Yaml)?;
    let text = |keys: &[&str]| below(&value, keys).and_then(Value::as_text);
    let pairs = [
        ("title", below(&value, &["site_name"])),
        ("author", below(&value, &["site_author"])),
        ("description", below(&value, &["site_description"])),
        ("lang", below(&value, &["theme", "language"])),
        ("rights", below(&value, &["copyright"]).filter(|rights| !rights.as_text().unwrap_or_default().contains('<'))),
    ];
    let front_matter = reader.facts(&path, file, &pairs);
    let docs_dir = text(&["docs_dir"]).unwrap_or("docs");
    let Some(docs) = url::join(&path, docs_dir) else {
        let message = format!("the folder `{docs_dir}` of the texts lies outside the book's folder");
        reader.warn(Code::OutsideBook, message, None, Some("name a folder that holds both with `--root`"));
        return None;
    };
    for plugin in below(&value, &["plugins"]).map_or(&[][..], Value::items) {
        let entry = plugin.entries().first();
        let name = plugin.as_text().or(entry.map(|entry| entry.key.as_str())).unwrap_or_default();
        let bare = name.rsplit('/').next().unwrap_or(name);
        if !bare.is_empty() && !WITHOUT_TEXT.contains(&bare) {
            let message = format!("the plugin `{name}` is not run: what it would have made of the text is missing");
            reader.note(Code::Preprocessor, message, Some(span(file, &plugin.range)));
        }
    }
    let mut reading = Reading { listed: Listed::new(&path), from: joined(&docs, "mkdocs.yml"), file };
    let mut nodes = Vec::new();
    if let Some(nav) = below(&value, &["nav"]).or_else(|| below(&value, &["pages"])) {
        nodes = reading.nodes(reader, nav.items());
    }
    let mut left_out = folder::unlisted(reader, &docs, |text| reading.listed.has(text));
    if nodes.is_empty() {
        Found { nodes, left_out } = folder::walk(reader, &docs);
    }
    let image_folders = vec![joined(&docs, "assets"), joined(&docs, "images"), joined(&docs, "img")];
    let include_folders = snippet_folders(&value, &path);
    let base_url = text(&["site_url"]).and_then(|address| crate::config::base_url(address).ok());
    let places = Places { root: docs, has_index: true, base_url, image_folders, include_folders, ..Places::default() };
    Some(Outline { entries: entries(nodes), front_matter, places, left_out, ..Outline::default() })
}

/// The folders that snippets are looked for in, the project's own where none is named
/// (<https://facelessuser.github.io/pymdown-extensions/extensions/snippets/#options>).
fn snippet_folders(value: &Value, path: &str) -> Vec<String> {
    let extensions = below(value, &["markdown_extensions"]).map_or(&[][..], Value::items);
    let named = extensions.iter().find_map(|item| below(item, &["pymdownx.snippets", "base_path"]));
    let written: Vec<&str> = match named {
        Some(named) if named.as_text().is_some() => named.as_text().into_iter().collect(),
        Some(named) => named.items().iter().filter_map(Value::as_text).collect(),
        None => Vec::new(),
    };
    let folders = written.into_iter().chain(["."]).filter_map(|folder| url::join(path, folder));
    folders.collect()
}

struct Reading {
    listed: Listed,
    /// A path beside the texts, from which the navigation names them.
    from: String,
    file: FileId,
}

impl Reading {
    fn nodes(&mut self, reader: &mut Reader, items: &[Value]) -> Vec<Node> {
        let mut nodes = Vec::new();
        for item in items {
            match &item.kind {
                ValueKind::Scalar(written) => nodes.extend(self.page(reader, None, written, item)),
                ValueKind::Map(entries) => {
                    for entry in entries {
                        let title = Some(entry.key.clone());
                        match &entry.value.kind {
                            ValueKind::Scalar(written) => nodes.extend(self.page(reader, title, written, &entry.value)),
                            ValueKind::List(below) => {
                                let children = self.nodes(reader, below);
                                let span = Some(span(self.file, &entry.key_range));
                                nodes.push(Node { title, children, span, ..Node::default() });
                            }
                            ValueKind::Map(_) | ValueKind::Null => {}
                        }
                    }
                }
                ValueKind::List(below) => nodes.extend(self.nodes(reader, below)),
                ValueKind::Null => {}
            }
        }
        nodes.retain(|node| node.path.is_some() || !node.children.is_empty());
        nodes
    }

    fn page(&mut self, reader: &mut Reader, title: Option<String>, written: &str, item: &Value) -> Option<Node> {
        let place = Some(span(self.file, &item.range));
        if url::scheme(written).is_some() || written.starts_with("//") {
            reader.note(Code::BrokenSummary, format!("`{written}` lies on the web and is no chapter"), place);
            return None;
        }
        // A folder stands for its pages, as plugins for navigation have it.
        let folder = url::join(&self.from, written).filter(|path| !is_markdown(path) && reader.is_folder(path));
        if let Some(folder) = folder {
            let Found { nodes, .. } = folder::walk(reader, &folder);
            note(&nodes, &mut self.listed);
            let title = title.or_else(|| Some(crate::source::name::in_words(super::reader::name_of(&folder))));
            return Some(Node { title, children: nodes, span: place, ..Node::default() });
        }
        let path = self.listed.chapter(reader, &self.from, written, place)?;
        Some(Node { title, path: Some(path), span: place, ..Node::default() })
    }
}

fn note(nodes: &[Node], listed: &mut Listed) {
    for node in nodes {
        node.path.iter().for_each(|path| listed.note(path));
        note(&node.children, listed);
    }
}
