//! Jekyll's pages, collections and posts.
//!
//! In: the site's folder and its settings. Out: its texts: the pages of all folders, each folder a level, then the
//! collections, then the posts, the newest first. A page is a text with front matter
//! (<https://jekyllrb.com/docs/pages/>); of names that begin with `_`, `.` or `#` or end with `~`, and of those in
//! `exclude`, only what `include` names is read (<https://jekyllrb.com/docs/configuration/options/>).

use std::collections::BTreeMap;

use super::super::entry::Node;
use super::super::folder::{self, Found};
use super::super::glob;
use super::super::reader::{Reader, below, folder_of, joined, name_of};
use super::{MAX_SECTIONS, Page, Settings, collect};
use crate::config::value::Value;
use crate::config::{self, Cascade};
use crate::diagnostic::Diagnostics;
use crate::source::FileId;
use crate::source::name::{in_words, is_markdown, natural, stem};

/// What Jekyll excludes by itself.
const EXCLUDED: [&str; 8] = [
    ".sass-cache/",
    ".jekyll-cache/",
    "gemfiles/",
    "node_modules/",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
];

/// The texts of the site in a folder, and the addresses of its posts.
pub fn nodes(reader: &Reader, base: &str, settings: &Settings, redirects: &mut BTreeMap<String, String>) -> Vec<Node> {
    let mut site = Site { reader, base, settings, posts: Vec::new() };
    let mut nodes = site.pages(base, 0).into_nodes();
    let collections = joined(base, &settings.collections_folder);
    for name in &settings.collections {
        let Found { nodes: mut found, .. } = folder::walk(reader, &joined(&collections, &format!("_{name}")));
        let weight = |node: &Node| node.path.as_deref().and_then(|path| reader.peek_head(path).0.weight);
        found.sort_by_cached_key(|node| weight(node).unwrap_or(i64::MAX));
        nodes.extend(found);
    }
    let mut posts = site.posts;
    // Where the folder of collections is no page's.
    if !posts.iter().any(|post| post.node.path.as_ref().is_some_and(|path| path.starts_with(&collections))) {
        for folder in ["_posts", "_drafts"] {
            collect(reader, &joined(&collections, folder), &mut posts, 0);
        }
    }
    posts.sort_by(|a, b| a.by_date(b));
    for post in &posts {
        let Some(path) = &post.node.path else { continue };
        if let (Some(date), Some(name)) = (&post.head.date, post.name.get(11..)) {
            let day = date.replace('-', "/");
            let to = format!("/{}", path.strip_prefix(base).unwrap_or(path).trim_start_matches('/'));
            // The two usual forms (<https://jekyllrb.com/docs/permalinks/>).
            for page in
                [format!("/{day}/{name}.html"), format!("/{day}/{name}"), format!("/{name}"), format!("/{name}.html")]
            {
                redirects.entry(page).or_insert_with(|| to.clone());
            }
        }
    }
    nodes.extend(posts.into_iter().map(|page| page.node));
    nodes
}

struct Site<'s, 'r> {
    reader: &'s Reader<'r>,
    base: &'s str,
    settings: &'s Settings,
    posts: Vec<Page>,
}

/// What a folder holds, in order: its index, then pages and the folders below it by weight, which is that of a folder's
/// index; where nothing has one, the pages come first.
#[derive(Default)]
struct Branch {
    index: Option<String>,
    pages: Vec<(i64, Node)>,
    folders: Vec<(i64, Node)>,
}

impl Site<'_, '_> {
    fn pages(&mut self, folder: &str, depth: usize) -> Branch {
        let mut branch = Branch::default();
        let paths = self.reader.loader.list(&self.reader.place(folder)).unwrap_or_default();
        let mut names: Vec<&str> = paths.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        names.sort_by(|a, b| natural(a, b));
        for name in names {
            let path = joined(folder, name);
            let is_folder = self.reader.is_folder(&path);
            // Posts lie in every folder.
            if is_folder && (name == "_posts" || name == "_drafts" && folder == self.base) {
                collect(self.reader, &path, &mut self.posts, 0);
            } else if !self.reads(&path, name, is_folder) || self.reader.loader.is_link(&self.reader.place(&path)) {
                continue;
            } else if is_folder {
                if depth < MAX_SECTIONS {
                    let mut below = self.pages(&path, depth + 1);
                    // A folder that is read against the rule is no level.
                    if name.starts_with('_') {
                        branch.folders.extend(below.into_nodes().into_iter().map(|node| (i64::MAX, node)));
                        continue;
                    }
                    let index = below.index.take();
                    let children = below.into_nodes();
                    let title = if index.is_some() { None } else { Some(in_words(name)) };
                    if index.is_some() || !children.is_empty() {
                        let weight = index.as_deref().map_or(i64::MAX, |index| self.weight(index));
                        branch.folders.push((weight, Node { title, path: index, children, ..Node::default() }));
                    }
                }
            } else if is_markdown(name) && self.has_front_matter(&path) {
                match stem(name) {
                    "index" if branch.index.is_none() => branch.index = Some(path),
                    _ => {
                        branch.pages.push((self.weight(&path), Node::text(path)));
                    }
                }
            }
        }
        branch
    }

    /// A page's place among its neighbors, `nav_order` in the theme Just the Docs.
    fn weight(&self, path: &str) -> i64 {
        self.reader.peek_head(path).0.weight.unwrap_or(i64::MAX)
    }

    fn has_front_matter(&self, path: &str) -> bool {
        self.reader.peek(path).is_some_and(|text| text.starts_with("---"))
    }

    /// Whether Jekyll reads a file or goes into a folder.
    fn reads(&self, path: &str, name: &str, is_folder: bool) -> bool {
        let below = path.strip_prefix(self.base).unwrap_or(path).trim_start_matches('/');
        let is_named = |pattern: &str| {
            let own = pattern.trim_start_matches('/');
            // As Jekyll has it, a beginning of the path is enough.
            !own.is_empty() && (glob::matches(own.trim_end_matches('/'), below) || below.starts_with(own))
                || is_folder && own.strip_suffix('/') == Some(below)
        };
        if self.settings.include.iter().any(|pattern| is_named(pattern) || glob::matches(pattern, name)) {
            return true;
        }
        let is_special = name.starts_with(['.', '_', '#']) || name.ends_with('~');
        let is_excluded = || {
            let own = self.settings.exclude.iter().map(String::as_str);
            own.chain(EXCLUDED).any(is_named)
        };
        !is_special && !is_excluded()
    }
}

impl Branch {
    fn into_nodes(self) -> Vec<Node> {
        let mut nodes: Vec<(i64, Node)> = self.pages.into_iter().chain(self.folders).collect();
        nodes.sort_by_key(|(weight, _)| *weight);
        self.index.map(Node::text).into_iter().chain(nodes.into_iter().map(|(_, node)| node)).collect()
    }
}

/// What the settings say of texts that are silent, by their folder and kind
/// (<https://jekyllrb.com/docs/configuration/front-matter-defaults/>). Pages have no folder of their own, and what is
/// said of them as a kind is how they look.
pub fn default_of(item: &Value, path: &str, file: FileId) -> Option<Cascade> {
    let of = |keys: &[&str]| below(item, keys).and_then(Value::as_text).unwrap_or_default().to_lowercase();
    let (folder, kind) = (of(&["scope", "path"]), of(&["scope", "type"]));
    let kind = match kind.as_str() {
        "" => String::new(),
        "pages" | "page" => return None,
        kind => format!("/**/_{kind}"),
    };
    let folder = match folder.trim_matches('/') {
        "" => String::new(),
        folder => format!("/{folder}"),
    };
    // Most of it is for layouts.
    let facts = config::from_value(below(item, &["values"])?, path, file, &mut Diagnostics::default());
    Some(Cascade { facts, path: Some(format!("{folder}{kind}/**")), kind: None })
}

/// Whether a text is the site's furniture, or what others include.
pub fn is_furniture(path: &str) -> bool {
    let folder = folder_of(path);
    name_of(path) == "404.md" || folder.split('/').any(|name| matches!(name, "_layouts" | "_sass" | "_plugins"))
}
