//! MkDocs: `mkdocs.yml`.
//!
//! In: the project's folder. Out: an [`Outline`]: the pages of `nav` with their titles and sections, else all of
//! `docs_dir` by name with the index first (<https://www.mkdocs.org/user-guide/configuration/>). Plugins, hooks and themes
//! are named and not run.

use super::entry::{Node, entries};
use super::folder::{self, Found};
use super::reader::{Language, Listed, Reader, below, joined, span};
use super::{Outline, Places, pages};
use crate::config::FrontMatter;
use crate::config::value::{Value, ValueKind};
use crate::diagnostic::Code;
use crate::source::FileId;
use crate::source::name::is_markdown;
use crate::url;

/// The names of the file that says what the project is.
pub const MANIFESTS: [&str; 2] = ["mkdocs.yml", "mkdocs.yaml"];

/// How many files of settings may inherit from one another.
const MOST_LAYERS: usize = 10;

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

/// `!ENV [NAME, 'value']` without the environment, which is not asked
/// (<https://www.mkdocs.org/user-guide/configuration/#environment-variables>).
fn without_environment(value: &Value) -> &Value {
    match &value.kind {
        ValueKind::List(items) => items.last().unwrap_or(value),
        ValueKind::Null | ValueKind::Scalar(_) | ValueKind::Map(_) => value,
    }
}

/// Reads the project in a folder, by its book path.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let path = reader.first_file(base, &MANIFESTS)?;
    let layers = layers(reader, &path)?;
    let find = |keys: &[&str]| layers.iter().find_map(|(file, value)| Some((*file, below(value, keys)?)));
    let text = |keys: &[&str]| find(keys).and_then(|(_, value)| value.as_text());
    let mut front_matter = FrontMatter::default();
    for (file, value) in &layers {
        let pairs = [
            ("title", below(value, &["site_name"]).map(without_environment)),
            ("author", below(value, &["site_author"]).map(without_environment)),
            ("description", below(value, &["site_description"]).map(without_environment)),
            ("lang", below(value, &["theme", "language"])),
            (
                "rights",
                below(value, &["copyright"]).filter(|rights| !rights.as_text().unwrap_or_default().contains('<')),
            ),
        ];
        front_matter = front_matter.or(reader.facts(&path, *file, &pairs));
    }
    let docs_dir = text(&["docs_dir"]).unwrap_or("docs");
    let Some(docs) = url::join(&path, docs_dir) else {
        let message = format!("the folder `{docs_dir}` of the texts lies outside the book's folder");
        reader.warn(Code::OutsideBook, message, None, Some("name a folder that holds both with `--root`"));
        return None;
    };
    let mut has_pages = false;
    let (plugins_file, plugins) =
        find(&["plugins"]).map_or((layers[0].0, &[][..]), |(file, list)| (file, list.items()));
    // A list of names, of maps with the options of each, or one map of all.
    let plugins = plugins.iter().flat_map(|plugin| {
        let of_map = plugin.entries().iter().map(|entry| (entry.key.as_str(), &entry.key_range));
        plugin.as_text().map(|name| (name, &plugin.range)).into_iter().chain(of_map)
    });
    for (name, range) in plugins {
        let bare = name.rsplit('/').next().unwrap_or(name);
        if bare == "awesome-pages" {
            has_pages = true;
        } else if !bare.is_empty() && !WITHOUT_TEXT.contains(&bare) {
            let message = format!("the plugin `{name}` is not run: what it would have made of the text is missing");
            reader.note(Code::Preprocessor, message, Some(span(plugins_file, range)));
        }
    }
    let nav = find(&["nav"]).or_else(|| find(&["pages"]));
    let file = nav.map_or(layers[0].0, |(file, _)| file);
    let mut reading = Reading { listed: Listed::new(&path), from: joined(&docs, "mkdocs.yml"), file };
    let mut nodes = Vec::new();
    if let Some((_, nav)) = nav {
        nodes = reading.nodes(reader, nav.items());
    } else if has_pages {
        nodes = pages::nodes(reader, &docs, &mut reading.listed);
    }
    let mut left_out = folder::unlisted(reader, &docs, |text| reading.listed.has(text));
    if nodes.is_empty() {
        Found { nodes, left_out } = folder::walk(reader, &docs);
    }
    let image_folders = vec![joined(&docs, "assets"), joined(&docs, "images"), joined(&docs, "img")];
    let extensions = find(&["markdown_extensions"]).map_or(&[][..], |(_, list)| list.items());
    let include_folders = snippet_folders(extensions, &path);
    let base_url = text(&["site_url"]).and_then(|address| crate::config::base_url(address).ok());
    let places = Places { root: docs, has_index: true, base_url, image_folders, include_folders, ..Places::default() };
    Some(Outline { entries: entries(nodes), front_matter, places, left_out, ..Outline::default() })
}

/// The settings, and after them those that they inherit from
/// (<https://www.mkdocs.org/user-guide/configuration/#configuration-inheritance>); what stands first holds.
fn layers(reader: &mut Reader, path: &str) -> Option<Vec<(FileId, Value)>> {
    let mut layers = vec![reader.values(path, Language::Yaml)?];
    let mut seen = vec![path.to_owned()];
    loop {
        let (file, value) = &layers[layers.len() - 1];
        let Some(written) = below(value, &["INHERIT"]) else { break };
        let place = Some(span(*file, &written.range));
        let Some(named) = written.as_text().map(str::to_owned) else {
            reader.warn(Code::BrokenSummary, "`INHERIT` takes the name of one file", place, None);
            break;
        };
        let Some(next) = url::join(&seen[seen.len() - 1], &named) else {
            let message = format!("`{named}` lies outside the book's folder, and what it says is missing");
            reader.warn(Code::OutsideBook, message, place, Some("name a folder that holds both with `--root`"));
            break;
        };
        if seen.contains(&next) {
            reader.warn(Code::BrokenSummary, format!("`{named}` inherits from itself"), place, None);
            break;
        }
        if seen.len() >= MOST_LAYERS {
            let message = format!("`{named}` is not read: settings inherit {MOST_LAYERS} files deep at most");
            reader.warn(Code::BrokenSummary, message, place, None);
            break;
        }
        if !reader.is_file(&next) {
            let message = format!("there is no `{next}` to inherit from");
            reader.warn(Code::BrokenSummary, message, place, None);
            break;
        }
        let Some(layer) = reader.values(&next, Language::Yaml) else { break };
        layers.push(layer);
        seen.push(next);
    }
    Some(layers)
}

/// The folders that snippets are looked for in, the project's own where none is named
/// (<https://facelessuser.github.io/pymdown-extensions/extensions/snippets/#options>).
fn snippet_folders(extensions: &[Value], path: &str) -> Vec<String> {
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
                            ValueKind::Map(_) | ValueKind::Null => {
                                let place = Some(span(self.file, &entry.key_range));
                                reader.warn(Code::BrokenSummary, format!("`{}` names no page", entry.key), place, None);
                            }
                        }
                    }
                }
                ValueKind::List(below) => nodes.extend(self.nodes(reader, below)),
                ValueKind::Null => {
                    let place = Some(span(self.file, &item.range));
                    reader.warn(Code::BrokenSummary, "the item of `nav` names no page", place, None);
                }
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
            if self.listed.has(&folder) {
                let message = format!("`{written}` is listed twice, and stands where it is listed first");
                reader.warn(Code::BrokenSummary, message, place, None);
                return None;
            }
            self.listed.note(&folder);
            let nodes = unlisted(folder::walk(reader, &folder).nodes, &mut self.listed);
            let title = title.or_else(|| Some(crate::source::name::in_words(super::reader::name_of(&folder))));
            return Some(Node { title, children: nodes, span: place, ..Node::default() });
        }
        let path = self.listed.chapter(reader, &self.from, written, place)?;
        Some(Node { title, path: Some(path), span: place, ..Node::default() })
    }
}

/// The texts of a folder that are not listed by themselves, which take note.
fn unlisted(mut nodes: Vec<Node>, listed: &mut Listed) -> Vec<Node> {
    for node in &mut nodes {
        node.path = node.path.take().filter(|path| !listed.has(path));
        node.path.iter().for_each(|path| listed.note(path));
        node.children = unlisted(std::mem::take(&mut node.children), listed);
    }
    nodes.retain(|node| node.path.is_some() || !node.children.is_empty());
    nodes
}
