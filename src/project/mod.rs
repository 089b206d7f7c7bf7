//! Projects of other tools: which folder is one, what it says of its book, which texts it has, in which order.
//!
//! In: a folder. Out: an [`Outline`], one form for all: entries in order, metadata, the places where links and images
//! are looked for, what was left out. Each tool has a module, which reads the tool's own files by the tool's rules and
//! runs nothing of it; `folder` reads a folder that no tool's file orders, `entry` holds the form that all share,
//! `reader` the way to the files; `inclusion` brings the text of other files into a text; `feed` reads feeds, whose entries are texts. What the texts say is `markdown`'s business.

mod bindery;
mod bookdown;
mod docsify;
mod docusaurus;
mod eleventy;
pub mod entry;
pub mod feed;
pub mod folder;
mod gitbook;
pub mod glob;
pub mod inclusion;
mod leanpub;
mod links;
mod literal;
pub mod mdbook;
mod mkdocs;
mod obsidian;
pub mod other_text;
mod pages;
pub mod profile;
mod quarto;
pub mod reader;
mod site;
pub mod variables;

pub use bindery::MANIFEST;
pub use entry::{Entry, EntryKind};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::{Cascade, FrontMatter};
use crate::markdown::HiddenLines;
use crate::source::Loader;
use folder::LeftOut;
use reader::Reader;

/// A tool whose projects are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    Bindery,
    MdBook,
    GitBook,
    Quarto,
    Bookdown,
    MkDocs,
    Leanpub,
    Docsify,
    Docusaurus,
    Zola,
    Hugo,
    Jekyll,
    Pelican,
    Eleventy,
    Obsidian,
}

/// Everything that a project says of its book before a text is read.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    pub entries: Vec<Entry>,
    pub front_matter: FrontMatter,
    pub places: Places,
    /// The lines of listings that are not shown.
    pub hidden_lines: HiddenLines,
    /// Whether `{{#include}}` and its kin are carried out.
    pub has_includes: bool,
    /// What stands for `{{ book.name }}`.
    pub variables: BTreeMap<String, String>,
    pub left_out: LeftOut,
    /// What folders, by their book paths, say of the texts in them that are silent; the deepest first.
    pub cascades: Vec<(String, Cascade)>,
}

impl Outline {
    /// What a text says, and where it is silent, its folders.
    pub fn with_cascades(&self, path: &str, own: FrontMatter) -> FrontMatter {
        let is_section = matches!(crate::source::name::stem(path), "_index");
        let holds = |folder: &str, cascade: &Cascade| {
            let below = if folder.is_empty() { Some(path) } else { path.strip_prefix(folder) };
            let below = below.filter(|below| folder.is_empty() || below.starts_with('/'));
            let page = path.strip_prefix(self.places.root.as_str()).unwrap_or(path).trim_start_matches('/');
            let page = page.rsplit_once('.').map_or(page, |(page, _)| page).to_lowercase();
            let page = format!("/{}", page.trim_end_matches("/index").trim_end_matches("/_index"));
            let is_meant = match cascade.kind.as_deref() {
                None => true,
                Some(kind) => (kind == "section") == is_section,
            };
            below.is_some() && is_meant && cascade.path.as_ref().is_none_or(|pattern| is_below(pattern, &page))
        };
        let cascades = self.cascades.iter().filter(|(folder, cascade)| holds(folder, cascade));
        cascades.fold(own, |own, (_, cascade)| own.or(cascade.facts.clone()))
    }
}

/// Whether a page is one of Hugo's pattern, `/posts/**`, `{/a,/a/**}`.
fn is_below(pattern: &str, page: &str) -> bool {
    let inner = pattern.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inner.unwrap_or(pattern).split(',').any(|pattern| {
        let pattern = format!("/{}", pattern.trim().trim_start_matches('/'));
        glob::matches(&pattern, page)
    })
}

/// Where the files of a project lead one another; all book paths.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The folder that is the root of the tool's site.
    pub root: String,
    /// Whether the site's first page is its index as well.
    pub has_index: bool,
    /// The address on the web that the project names.
    pub base_url: Option<String>,
    /// Pages that were, or that the site makes, and where they are.
    pub redirects: BTreeMap<String, String>,
    /// Folders that images are looked for in, after the folder of the text.
    pub image_folders: Vec<String>,
    /// Folders that included files are looked for in, beside the folder of the text.
    pub include_folders: Vec<String>,
    /// Files that are found by their name alone, in lower case, wherever they lie.
    pub by_name: BTreeMap<String, String>,
    /// Whether the tool makes one text of all files, so that `#id` leads to wherever it stands.
    pub shares_ids: bool,
}

/// Files that stand for the project they lie in, where they are named.
const FILES: [&str; 23] = [
    bindery::MANIFEST,
    mdbook::MANIFEST,
    mdbook::SUMMARY,
    "book.json",
    gitbook::SCRIPT,
    ".gitbook.yaml",
    ".gitbook.yml",
    "_quarto.yml",
    "_quarto.yaml",
    bookdown::MANIFEST,
    "mkdocs.yml",
    "mkdocs.yaml",
    leanpub::BOOK,
    docsify::SIDEBAR,
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "hugo.toml",
    "_config.yml",
    eleventy::MANIFESTS[0],
    eleventy::MANIFESTS[1],
    eleventy::MANIFESTS[2],
    eleventy::MANIFESTS[3],
    eleventy::MANIFESTS[4],
];

/// How far above a text its site is looked for.
const MOST_LEVELS: usize = 8;

/// A project and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub tool: Tool,
    pub folder: PathBuf,
}

impl Tool {
    /// The tool's name.
    pub fn name(self) -> &'static str {
        match self {
            Tool::Bindery => "bindery",
            Tool::MdBook => "mdBook",
            Tool::GitBook => "GitBook",
            Tool::Quarto => "Quarto",
            Tool::Bookdown => "Bookdown",
            Tool::MkDocs => "MkDocs",
            Tool::Leanpub => "Leanpub",
            Tool::Docsify => "Docsify",
            Tool::Docusaurus => "Docusaurus",
            Tool::Zola => "Zola",
            Tool::Hugo => "Hugo",
            Tool::Jekyll => "Jekyll",
            Tool::Pelican => "Pelican",
            Tool::Eleventy => "Eleventy",
            Tool::Obsidian => "Obsidian",
        }
    }
}

impl Project {
    /// The project that a path stands for: its folder, or the file in it that says what the book is.
    pub fn at(path: &Path, loader: &Loader) -> Option<Project> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_named = FILES.contains(&name) && loader.is_file(path);
        // A book of many files asks for each of them.
        if !is_named && !loader.is_folder(path) {
            return None;
        }
        let mut folder = if is_named { path.parent().unwrap_or(Path::new("")) } else { path };
        if let Some(above) = folder.parent().filter(|_| loader.is_folder(folder)) {
            let has_summary = loader.is_file(&folder.join(mdbook::SUMMARY));
            let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let is_of_above = match Tool::of(above, loader) {
                // The texts of an mdBook project, whose manifest lies above them.
                Some(Tool::MdBook) => has_summary && loader.is_file(&above.join(mdbook::MANIFEST)),
                Some(Tool::Zola | Tool::Hugo | Tool::Pelican) => name == "content",
                Some(Tool::Jekyll) => name == "_posts",
                Some(Tool::Leanpub) => name == leanpub::MANUSCRIPT,
                Some(_) | None => false,
            };
            if is_of_above {
                folder = above;
            }
        }
        let tool = Tool::of(folder, loader)?;
        Some(Project { tool, folder: folder.to_owned() })
    }

    /// The site around a folder of some of its texts, whose images lie beside them.
    pub fn around(folder: &Path, loader: &Loader) -> Option<Project> {
        for folder in folder.ancestors().take(MOST_LEVELS) {
            let tool = Tool::of(folder, loader);
            if let Some(tool @ (Tool::Zola | Tool::Hugo | Tool::Jekyll | Tool::Pelican | Tool::MkDocs)) = tool {
                return Some(Project { tool, folder: folder.to_owned() });
            }
            // Another tool's project, or the end of a repository.
            if tool.is_some() || loader.is_folder(&folder.join(".git")) {
                break;
            }
        }
        None
    }

    /// The usual folder of a site's texts, seen from the site's.
    pub fn folder_of_texts(&self, loader: &Loader) -> String {
        let name = if self.tool == Tool::MkDocs { "docs" } else { "content" };
        let is_there = self.tool != Tool::Jekyll && loader.is_folder(&self.folder.join(name));
        if is_there { name.to_owned() } else { String::new() }
    }

    /// Reads it; `base` is its folder's book path. `None` where its own files cannot be read.
    pub fn read(&self, reader: &mut Reader, base: &str) -> Option<Outline> {
        match self.tool {
            Tool::Bindery => bindery::read(reader, base),
            Tool::MdBook => mdbook::read(reader, base),
            Tool::GitBook => gitbook::read(reader, base),
            Tool::Quarto => quarto::read(reader, base),
            Tool::Bookdown => bookdown::read(reader, base),
            Tool::MkDocs => mkdocs::read(reader, base),
            Tool::Leanpub => leanpub::read(reader, base),
            Tool::Docsify => docsify::read(reader, base),
            Tool::Docusaurus => docusaurus::read(reader, base),
            Tool::Zola | Tool::Hugo | Tool::Jekyll | Tool::Pelican => site::read(self.tool, reader, base),
            Tool::Eleventy => eleventy::read(reader, base),
            Tool::Obsidian => Some(obsidian::read(reader, base)),
        }
    }
}

impl Tool {
    /// The tool that a folder is a project of.
    fn of(folder: &Path, loader: &Loader) -> Option<Tool> {
        let has = |path: &str| loader.is_file(&folder.join(path));
        let has_one = |paths: &[&str]| paths.iter().any(|path| has(path));
        let has_folder = |path: &str| loader.is_folder(&folder.join(path));
        // Reading a file that is not there lists its folder, for a name of other case.
        let text = |path: &str| {
            let path = Some(folder.join(path)).filter(|path| loader.is_file(path))?;
            String::from_utf8(loader.read(&path, reader::MAX_TEXT_BYTES).ok()?).ok()
        };
        let is_bookdown = || text(bookdown::INDEX).is_some_and(|text| bookdown::is_index(&text));
        // What a tool needs to build its book goes before what others may have left in the folder.
        if has(bindery::MANIFEST) {
            return Some(Tool::Bindery);
        }
        if has_one(&[mdbook::MANIFEST, "src/SUMMARY.md"]) {
            return Some(Tool::MdBook);
        }
        if has_one(&quarto::MANIFESTS) {
            return Some(Tool::Quarto);
        }
        if has(bookdown::MANIFEST) || is_bookdown() {
            return Some(Tool::Bookdown);
        }
        if has_one(&mkdocs::MANIFESTS) {
            return Some(Tool::MkDocs);
        }
        if has_one(&[leanpub::BOOK, "manuscript/Book.txt"]) {
            return Some(Tool::Leanpub);
        }
        let is_script = || text(gitbook::SCRIPT).is_some_and(|text| gitbook::is_settings(&text));
        if has(mdbook::SUMMARY) || has_one(&gitbook::MANIFESTS) || has(gitbook::SCRIPT) && is_script() {
            return Some(Tool::GitBook);
        }
        if has_one(&docusaurus::MANIFESTS) {
            return Some(Tool::Docusaurus);
        }
        if has_one(&[docsify::SIDEBAR, "docs/_sidebar.md"]) {
            return Some(Tool::Docsify);
        }
        if let Some(tool) = site::tool(&text, &has_folder) {
            return Some(tool);
        }
        if has_one(&eleventy::MANIFESTS) {
            return Some(Tool::Eleventy);
        }
        has_folder(obsidian::SETTINGS).then_some(Tool::Obsidian)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_are_known_by_their_files() {
        let loader = Loader::memory([
            ("/a/book.toml", ""),
            ("/b/SUMMARY.md", ""),
            ("/c/src/SUMMARY.md", ""),
            ("/d/x.md", ""),
            ("/d/sub/book.toml", ""),
        ]);
        let at = |path: &str| {
            let project = Project::at(Path::new(path), &loader)?;
            Some((project.folder.to_str()?.to_owned(), project.tool))
        };
        for path in ["/a", "/a/book.toml"] {
            assert_eq!(at(path), Some(("/a".to_owned(), Tool::MdBook)), "{path}");
        }
        for path in ["/b", "/b/SUMMARY.md"] {
            assert_eq!(at(path), Some(("/b".to_owned(), Tool::GitBook)), "{path}");
        }
        assert_eq!(at("/c"), Some(("/c".to_owned(), Tool::MdBook)));
        assert_eq!(at("/d"), None);
        assert_eq!(at("/d/x.md"), None);
    }
}
