//! The navigation that `.pages` files give, as MkDocs' plugin awesome-pages reads them.
//!
//! In: the folder of the texts. Out: its [`Node`]s: of each folder the entries of its `nav` with their titles, `...` for
//! what is not named, else all of it by name with the index first; a folder's `title`; nothing of a folder with `hide`
//! (<https://github.com/lukasgeiter/mkdocs-awesome-pages-plugin>).

use std::collections::BTreeSet;

use super::entry::Node;
use super::folder;
use super::reader::{Language, Listed, Reader, below, joined, name_of, span};
use crate::config::value::{Value, ValueKind};
use crate::diagnostic::Code;
use crate::source::name::{in_words, is_markdown, natural, stem};
use crate::source::{FileId, Span};
use crate::url;

/// The name of the file that orders its folder.
const FILE: &str = ".pages";

/// The deepest that folders are walked.
const MOST_LEVELS: usize = 24;

/// What a folder's file says.
#[derive(Default)]
struct Pages {
    file: Option<FileId>,
    title: Option<String>,
    nav: Vec<Value>,
    is_hidden: bool,
    is_descending: bool,
}

/// The texts of a folder.
pub fn nodes(reader: &mut Reader, folder: &str, listed: &mut Listed) -> Vec<Node> {
    let pages = read(reader, folder);
    contents(reader, folder, &pages, listed, 0)
}

fn read(reader: &mut Reader, folder: &str) -> Pages {
    let path = joined(folder, FILE);
    if !reader.is_file(&path) {
        return Pages::default();
    }
    let Some((file, value)) = reader.values(&path, Language::Yaml) else { return Pages::default() };
    let text = |key: &str| below(&value, &[key]).and_then(Value::as_text);
    let nav = below(&value, &["nav"]).or_else(|| below(&value, &["arrange"])).map_or(&[][..], Value::items);
    Pages {
        file: Some(file),
        title: text("title").map(str::to_owned),
        nav: nav.to_vec(),
        is_hidden: text("hide") == Some("true"),
        is_descending: text("order") == Some("desc"),
    }
}

fn contents(reader: &mut Reader, folder: &str, pages: &Pages, listed: &mut Listed, depth: usize) -> Vec<Node> {
    listed.note(folder);
    let paths = reader.loader.list(&reader.place(folder)).unwrap_or_default();
    let mut names: Vec<String> = paths.iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect();
    names.retain(|name| !name.starts_with('.') && (is_markdown(name) || reader.is_folder(&joined(folder, name))));
    names.sort_by(|a, b| match pages.is_descending {
        true => natural(b, a),
        false => natural(a, b),
    });
    names.sort_by_key(|name| !folder::INDEX.contains(&stem(name).to_lowercase().as_str()));
    if pages.nav.is_empty() {
        return names.iter().filter_map(|name| entry(reader, folder, name, None, None, listed, depth)).collect();
    }
    let mut named = BTreeSet::new();
    note_named(&pages.nav, &mut named);
    names.retain(|name| !named.contains(name.as_str()));
    let mut nodes = Vec::new();
    for item in &pages.nav {
        nodes.extend(of_item(reader, folder, pages, item, &mut names, listed, depth));
    }
    nodes
}

/// The names that a navigation names, at any depth.
fn note_named<'v>(items: &'v [Value], named: &mut BTreeSet<&'v str>) {
    for item in items {
        match &item.kind {
            ValueKind::Scalar(name) => drop(named.insert(name.trim_end_matches('/'))),
            ValueKind::Map(entries) => {
                entries.iter().for_each(|entry| note_named(std::slice::from_ref(&entry.value), named));
            }
            ValueKind::List(below) => note_named(below, named),
            ValueKind::Null => {}
        }
    }
}

fn of_item(
    reader: &mut Reader,
    folder: &str,
    pages: &Pages,
    item: &Value,
    rest: &mut Vec<String>,
    listed: &mut Listed,
    depth: usize,
) -> Vec<Node> {
    let place = pages.file.map(|file| span(file, &item.range));
    match &item.kind {
        ValueKind::Scalar(name) if name.trim_start().starts_with("...") => std::mem::take(rest)
            .iter()
            .filter_map(|name| entry(reader, folder, name, None, None, listed, depth))
            .collect(),
        ValueKind::Scalar(name) => entry(reader, folder, name, None, place, listed, depth).into_iter().collect(),
        ValueKind::Map(entries) => {
            let mut nodes = Vec::new();
            for own in entries {
                match &own.value.kind {
                    ValueKind::Scalar(name) => {
                        nodes.extend(entry(reader, folder, name, Some(&own.key), place, listed, depth));
                    }
                    ValueKind::List(below) => {
                        let children: Vec<Node> = below
                            .iter()
                            .flat_map(|item| of_item(reader, folder, pages, item, rest, listed, depth))
                            .collect();
                        let title = Some(own.key.clone());
                        nodes.extend((!children.is_empty()).then_some(Node {
                            title,
                            children,
                            span: place,
                            ..Node::default()
                        }));
                    }
                    ValueKind::Map(_) | ValueKind::Null => {
                        reader.warn(Code::BrokenSummary, format!("`{}` names no text", own.key), place, None);
                    }
                }
            }
            nodes
        }
        ValueKind::List(_) | ValueKind::Null => {
            reader.warn(Code::BrokenSummary, "the item names no text", place, None);
            Vec::new()
        }
    }
}

/// A text or a folder of a name; `place` is where it is named, nowhere for one that was found by itself.
fn entry(
    reader: &mut Reader,
    folder: &str,
    name: &str,
    title: Option<&str>,
    place: Option<Span>,
    listed: &mut Listed,
    depth: usize,
) -> Option<Node> {
    if url::scheme(name).is_some() || name.starts_with("//") {
        reader.note(Code::BrokenSummary, format!("`{name}` lies on the web and is no chapter"), place);
        return None;
    }
    let title = title.map(str::to_owned);
    let path = url::join(&format!("{folder}/"), name);
    if place.is_none() && path.as_ref().is_some_and(|path| listed.has(path)) {
        return None;
    }
    let Some(path) = path.filter(|path| reader.is_folder(path)) else {
        let path = listed.chapter(reader, &format!("{folder}/"), name, place)?;
        return Some(Node { title, path: Some(path), span: place, ..Node::default() });
    };
    // A folder that names itself, or one above it, would have no end.
    if listed.has(&path) {
        let message = format!("`{name}` is listed twice, and stands where it is listed first");
        reader.warn(Code::BrokenSummary, message, place, None);
        return None;
    }
    if depth >= MOST_LEVELS || reader.loader.is_link(&reader.place(&path)) {
        return None;
    }
    let pages = read(reader, &path);
    if pages.is_hidden {
        return None;
    }
    let mut children = contents(reader, &path, &pages, listed, depth + 1);
    let is_index = |node: &Node| {
        let path = node.path.as_deref().unwrap_or_default();
        node.children.is_empty() && folder::INDEX.contains(&stem(path).to_lowercase().as_str())
    };
    // An index heads its folder, where it stands first.
    let index = children.first().is_some_and(is_index).then(|| children.remove(0)).and_then(|node| node.path);
    if index.is_none() && children.is_empty() {
        if place.is_some() {
            reader.note(Code::BrokenSummary, format!("`{name}` has no text that is not listed elsewhere"), place);
        }
        return None;
    }
    let title = title.or(pages.title).or_else(|| index.is_none().then(|| in_words(name_of(&path))));
    Some(Node { title, path: index, children, span: place, ..Node::default() })
}
