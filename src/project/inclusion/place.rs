//! Which file a name means, by the rules of the tool that wrote it.
//!
//! In: a name and the book path of the text that it stands in. Out: the book path of the file, or why there is none. A
//! note is found by its name wherever it lies (<https://help.obsidian.md/links>); other files are seen from the text,
//! from the folders that the project names, or from its root.

use std::collections::BTreeMap;

use super::super::Places;
use super::super::folder;
use super::super::reader::{Reader, folder_of, joined};
use crate::diagnostic::nearest;
use crate::source::name::{is_markdown, natural, stem};
use crate::url;

/// What is known of a file that is sought.
pub(super) enum Sought {
    Found(String),
    /// Where it could lie.
    Missing(Vec<String>),
    /// How many folders above the book's.
    Outside(usize),
    Web,
}

/// Seen from the text, else from the project's root.
pub(super) fn beside(name: &str, path: &str, places: &Places, is_file: impl Fn(&str) -> bool) -> Sought {
    let root = format!("{}/", places.root);
    let below = name.trim_start_matches('/');
    let mut candidates = Vec::new();
    if !name.starts_with('/') {
        candidates.push(url::join(path, name));
    }
    candidates.push(url::join(&root, below));
    candidates.extend(of_folders(places, below));
    candidates.push(url::join("", below));
    first(candidates, name, path, is_file)
}

/// In a folder `_includes`, the text's own or one above it; else as any other file.
pub(super) fn template(name: &str, path: &str, places: &Places, is_file: impl Fn(&str) -> bool) -> Sought {
    let mut folder = folder_of(path);
    let mut candidates: Vec<Option<String>> = Vec::new();
    loop {
        candidates.push(url::join(&format!("{}/", joined(folder, "_includes")), name.trim_start_matches('/')));
        if folder.is_empty() {
            break;
        }
        folder = folder_of(folder);
    }
    let mut templates: Vec<String> = candidates.into_iter().flatten().collect();
    if let Some(found) = templates.iter().find(|path| is_file(path)) {
        return Sought::Found(found.clone());
    }
    match beside(name, path, places, is_file) {
        Sought::Missing(others) => {
            templates.extend(others);
            Sought::Missing(templates)
        }
        sought => sought,
    }
}

/// In the folders that the project names, from its root, else seen from the text.
pub(super) fn snippet(name: &str, path: &str, places: &Places, is_file: impl Fn(&str) -> bool) -> Sought {
    let below = name.trim_start_matches('/');
    let mut candidates = of_folders(places, below);
    candidates.push(url::join("", below));
    candidates.push(url::join(&format!("{}/", places.root), below));
    candidates.push(url::join(path, name));
    first(candidates, name, path, is_file)
}

fn of_folders(places: &Places, name: &str) -> Vec<Option<String>> {
    places.include_folders.iter().map(|folder| url::join(&format!("{folder}/"), name)).collect()
}

fn first(candidates: Vec<Option<String>>, name: &str, path: &str, is_file: impl Fn(&str) -> bool) -> Sought {
    if name.contains("://") {
        return Sought::Web;
    }
    let inside: Vec<String> = candidates.into_iter().flatten().collect();
    if let Some(found) = inside.iter().find(|path| is_file(path)) {
        return Sought::Found(found.clone());
    }
    match url::join(path, name).is_some() {
        true => Sought::Missing(inside),
        false => {
            let leaving = url::leaving(path, name);
            Sought::Outside(leaving.split('/').take_while(|part| *part == "..").count())
        }
    }
}

/// The folder some levels above the book's, as its author would write it.
pub(super) fn above(shown_root: &str, levels: usize) -> String {
    let ups = "/..".repeat(levels);
    let is_absolute = shown_root.starts_with('/');
    let path = url::normal(&format!("{shown_root}{ups}"));
    match (is_absolute, path.is_empty()) {
        (true, _) => format!("/{}", path.trim_start_matches("../")),
        (false, true) => ".".to_owned(),
        (false, false) => path,
    }
}

/// The nearest name of a file in the folder where one was sought.
pub(super) fn near(reader: &Reader, path: &str) -> Option<String> {
    let folder = folder_of(path);
    let paths = reader.loader.list(&reader.place(folder)).ok()?;
    let names = paths.iter().filter_map(|path| path.file_name()?.to_str());
    nearest(path.rsplit('/').next()?, names).map(str::to_owned)
}

/// The notes of a vault by their names without ending, in lower case.
pub(super) struct Names {
    root: String,
    by_name: BTreeMap<String, Vec<String>>,
}

impl Names {
    /// The notes in a folder, to every depth.
    pub fn of(reader: &Reader, root: &str) -> Names {
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in folder::texts(reader, root) {
            by_name.entry(stem(&path).to_lowercase()).or_default().push(path);
        }
        for paths in by_name.values_mut() {
            let depth = |path: &String| path.matches('/').count();
            paths.sort_by(|a, b| depth(a).cmp(&depth(b)).then_with(|| natural(a, b)));
        }
        Names { root: root.to_owned(), by_name }
    }

    /// The note of a name: by its path, else the highest of all that have it.
    pub fn find(&self, name: &str, path: &str, is_file: impl Fn(&str) -> bool) -> Option<String> {
        let name = name.trim_start_matches('/');
        let written = if is_markdown(name) { name.to_owned() } else { format!("{name}.md") };
        let as_path = || {
            let candidates = [url::join(&format!("{}/", self.root), &written), url::join(path, &written)];
            candidates.into_iter().flatten().find(|path| is_file(path))
        };
        if name.contains('/')
            && let Some(found) = as_path()
        {
            return Some(found);
        }
        let bare = written.rsplit_once('.').map_or(written.as_str(), |(bare, _)| bare).to_lowercase();
        let last = bare.rsplit('/').next().unwrap_or_default();
        let is_it = |path: &&String| {
            let path = path.rsplit_once('.').map_or(path.as_str(), |(bare, _)| bare).to_lowercase();
            path == bare || path.strip_suffix(&bare).is_some_and(|rest| rest.ends_with('/'))
        };
        let named = self.by_name.get(last).and_then(|paths| paths.iter().find(is_it));
        named.cloned().or_else(as_path)
    }

    /// The nearest name.
    pub fn near(&self, name: &str, hints: &mut usize) -> Option<String> {
        *hints = hints.checked_sub(1)?;
        let name = stem(name).to_lowercase();
        let near = nearest(&name, self.by_name.keys().map(String::as_str))?;
        self.by_name.get(near)?.first().map(|path| stem(path).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_above_is_named_as_its_author_would() {
        for (root, levels, expected) in
            [("", 1, ".."), ("book", 1, "."), ("a/b", 1, "a"), ("..", 1, "../.."), ("/a/b", 1, "/a"), ("a", 2, "..")]
        {
            assert_eq!(above(root, levels), expected, "{root} {levels}");
        }
    }
}
