//! From the inputs to a list of texts: which project, which folder, which files, in which order.
//!
//! In: the configuration and a [`Loader`]. Out: [`Gathered`]: every text with what its project's navigation says of it,
//! and the folder that is the book's. One input that is another tool's project is `project`'s business; else folders
//! stand for all texts in them, and files for themselves; a feed stands for its entries. No other text is read here.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{Error, Findings};
use crate::config::{Config, Input};
use crate::diagnostic::{Code, Diagnostic};
use crate::project::entry::entries;
use crate::project::feed::{self, Article, Permalinks};
use crate::project::folder::{self, Found};
use crate::project::other_text;
use crate::project::reader::{MAX_TEXT_BYTES, Reader, joined};
use crate::project::{Entry, Outline, Project};
use crate::source::name::{ending, is_markdown, is_plain_text};
use crate::source::{Loader, normal};

/// What is to be read.
pub struct Gathered {
    pub sources: Vec<Source>,
    /// What the project says beside its entries, which are in `sources`.
    pub outline: Outline,
    /// The book's folder, and the same as the user wrote it.
    pub root: PathBuf,
    pub shown_root: String,
    /// The folder by whose name a book without a title is called.
    pub folder: PathBuf,
    pub is_project: bool,
    /// The pages of a feed's entries.
    pub permalinks: Permalinks,
    /// Which findings tell what is left out, and the folder that they name.
    pub left_out: (Range<usize>, String),
}

/// A line of the contents with its text.
pub struct Source {
    pub entry: Entry,
    /// How the user would write its path.
    pub shown: String,
    /// What standard input gave.
    pub bytes: Option<Arc<[u8]>>,
    /// What a feed gave.
    pub article: Option<Box<Article>>,
    /// Whether the user named it, and no folder or navigation.
    pub is_named: bool,
}

/// Lists all texts.
pub fn gather(config: &Config, loader: &Loader, findings: &mut Findings) -> Result<Gathered, Error> {
    if let [Input::Path { path, shown }] = config.inputs.as_slice()
        && let Some(project) = Project::at(&normal(path), loader)
    {
        return of_project(&project, shown, config, loader, findings);
    }
    if let [input] = config.inputs.as_slice()
        && let Some((kind, bytes)) = feed_in(input, loader)
    {
        return of_feed(kind, &bytes, input, config, findings);
    }
    let common = common_folder(config, loader);
    // Texts of a site name its files, which lie beside the folder of the texts.
    let site = match config.root {
        Some(_) => None,
        None => Project::around(&common, loader),
    };
    let of_site = site.as_ref().map(|site| site.folder.clone());
    let root = config.root.as_deref().map(normal).or(of_site).unwrap_or_else(|| common.clone());
    let mut sources = Vec::new();
    for input in &config.inputs {
        match input {
            // The name makes a book path; nothing is read from it.
            Input::Bytes { bytes, shown } => sources.push(Source {
                entry: Entry::chapter("stdin.md"),
                shown: shown.clone(),
                bytes: Some(bytes.clone()),
                article: None,
                is_named: true,
            }),
            Input::Path { path, shown } => {
                let Some(found) = of_path(&normal(path), shown, &root, loader, findings) else { continue };
                sources.extend(found);
            }
        }
    }
    if sources.is_empty() {
        return Err(if findings.diagnostics.has_errors() { Error::Stopped } else { Error::NoInput });
    }
    tell_doubled(&sources, findings);
    let folder = match config.inputs.as_slice() {
        [Input::Path { path, .. }] => normal(path),
        _ => common,
    };
    let shown_root = shown_root(config, &root);
    let mut outline = Outline::default();
    outline.places.image_folders = generic_image_folders("");
    // Files that were named one by one are one text, as they are for pandoc.
    outline.places.shares_ids = site.is_none() && sources.len() > 1 && sources.iter().all(|source| source.is_named);
    outline.places.root = site.map(|site| site.folder_of_texts(loader)).unwrap_or_default();
    let left_out = (0..0, String::new());
    let permalinks = Permalinks::default();
    Ok(Gathered { sources, outline, root, shown_root, folder, is_project: false, permalinks, left_out })
}

/// Tells of texts that inputs name more than once.
fn tell_doubled(sources: &[Source], findings: &mut Findings) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.bytes.is_none()) {
        let Some(path) = source.entry.path() else { continue };
        let count = seen.entry(path).or_default();
        *count += 1;
        if *count == 2 {
            let message = format!("`{}` is named more than once, and bound as often", source.shown);
            findings.diagnostics.push(Diagnostic::new(Code::DoubledInput, message).hint("name it once"));
        }
    }
}

/// The texts of one input that is no project; `None` where that was reported.
fn of_path(path: &Path, shown: &str, root: &Path, loader: &Loader, findings: &mut Findings) -> Option<Vec<Source>> {
    let refusal = |code, message: String, hint: &str| {
        let mut finding = Diagnostic::new(code, message);
        finding.hints.extend(Some(hint).filter(|hint| !hint.is_empty()).map(str::to_owned));
        Some(finding)
    };
    let mut refuse = |code, message, hint| {
        findings.diagnostics.extend(refusal(code, message, hint));
        None
    };
    if let Some(project) = Project::at(path, loader) {
        let tool = project.tool.name();
        let message = format!("`{shown}` is a project of {tool}, which cannot be bound together with other texts");
        return refuse(Code::UnreadableFile, message, "build it alone, or name its files one by one");
    }
    let input = Input::Path { path: path.to_owned(), shown: shown.to_owned() };
    if feed_in(&input, loader).is_some() {
        let message =
            format!("`{shown}` is a feed, an issue of its own that cannot be bound together with other texts");
        return refuse(Code::UnreadableFile, message, "build it alone");
    }
    let Some(book_path) = book_path(path, root) else {
        let message = format!("`{shown}` lies outside the book's folder");
        return refuse(Code::OutsideBook, message, "name a folder that holds all inputs with `--root`");
    };
    if !loader.is_folder(path) {
        if let Some((message, hint)) = no_markdown(path, shown, loader) {
            findings.diagnostics.push(Diagnostic::new(Code::UnreadableFile, message).hint(hint));
            return None;
        }
        let entry = Entry::chapter(book_path);
        return Some(vec![Source { entry, shown: shown.to_owned(), bytes: None, article: None, is_named: true }]);
    }
    let shown = shown.trim_end_matches('/');
    let reader =
        Reader { loader, root, shown_root: "", files: &mut findings.files, diagnostics: &mut findings.diagnostics };
    if let Err(error) = loader.list(path) {
        let message = format!("cannot read the folder `{shown}`: {error}");
        findings.diagnostics.extend(refusal(Code::UnreadableFile, message, ""));
        return None;
    }
    let Found { nodes, left_out } = folder::walk(&reader, &book_path);
    findings.diagnostics.extend(left_out.report(shown));
    if nodes.is_empty() {
        let message = format!("the folder `{shown}` holds no Markdown file");
        let hint = "files whose names end in `.md`, `.markdown`, `.qmd`, `.Rmd`, `.mdx` and the like are read";
        findings.diagnostics.extend(refusal(Code::EmptyInput, message, hint));
        return None;
    }
    let below = |path: &str| path.strip_prefix(&book_path).unwrap_or(path).trim_start_matches('/').to_owned();
    let source = |entry: Entry| {
        let shown = match entry.path() {
            Some(path) if shown == "." => below(path),
            Some(path) => joined(shown, &below(path)),
            None => String::new(),
        };
        Source { entry, shown, bytes: None, article: None, is_named: false }
    };
    Some(entries(nodes).into_iter().map(source).collect())
}

/// Why a file that was named is no text to read, and what to do.
fn no_markdown(path: &Path, shown: &str, loader: &Loader) -> Option<(String, String)> {
    if let Some((language, hint)) = other_text::refusal(shown).filter(|_| loader.is_file(path)) {
        return Some((format!("`{shown}` is {language}; bindery reads Markdown"), hint));
    }
    // YAML between fences is front matter, which a first text may consist of.
    let is_fenced = || {
        let bytes = loader.read_input(path, MAX_TEXT_BYTES).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.trim_start_matches('\u{feff}').trim().lines();
        lines.next() == Some("---") && lines.any(|line| matches!(line.trim_end(), "---" | "..."))
    };
    let is_xml = || feed::is_xml(&loader.read_input(path, MAX_TEXT_BYTES).unwrap_or_default());
    if matches!(ending(shown).as_str(), "xml" | "rss" | "atom" | "rdf" | "opml") && loader.is_file(path) && is_xml() {
        let hint = "of XML, feeds are read: RSS, Atom";
        return Some((format!("`{shown}` is XML, and no feed"), hint.to_owned()));
    }
    let is_facts = matches!(ending(shown).as_str(), "yaml" | "yml" | "toml" | "json");
    let is_named = is_facts && loader.is_file(path) && !is_fenced();
    is_named.then(|| {
        // Sites export their posts so.
        let posts = if ending(shown) == "json" { "; posts are to be saved as Markdown" } else { "" };
        let hint = format!("`--metadata-file {shown}` reads facts of the book{posts}");
        (format!("`{shown}` holds facts, and no Markdown"), hint)
    })
}

/// The texts of a project; `shown` is how the user wrote its path.
fn of_project(
    project: &Project,
    shown: &str,
    config: &Config,
    loader: &Loader,
    findings: &mut Findings,
) -> Result<Gathered, Error> {
    let root = config.root.as_deref().map_or_else(|| project.folder.clone(), normal);
    let Some(base) = book_path(&project.folder, &root) else {
        let message = format!("`{shown}` lies outside the book's folder");
        let hint = "name a folder that holds the project with `--root`";
        findings.diagnostics.push(Diagnostic::new(Code::OutsideBook, message).hint(hint));
        return Err(Error::Stopped);
    };
    let shown_folder = shown_folder(shown, project);
    let shown_root = if root == project.folder { shown_folder.clone() } else { shown_root(config, &root) };
    let mut reader = Reader {
        loader,
        root: &root,
        shown_root: &shown_root,
        files: &mut findings.files,
        diagnostics: &mut findings.diagnostics,
    };
    let mut outline = project.read(&mut reader, &base).ok_or(Error::Stopped)?;
    outline.places.image_folders.extend(generic_image_folders(&base));
    let shown_folder = if shown_folder.is_empty() { "." } else { &shown_folder };
    let first = findings.diagnostics.count();
    findings.diagnostics.extend(outline.left_out.report(shown_folder));
    let left_out = (first..findings.diagnostics.count(), shown_folder.to_owned());
    let source = |entry: Entry| {
        let shown = entry.path().map(|path| joined(&shown_root, path)).unwrap_or_default();
        Source { entry, shown, bytes: None, article: None, is_named: false }
    };
    let sources: Vec<Source> = std::mem::take(&mut outline.entries).into_iter().map(source).collect();
    let folder = project.folder.clone();
    let permalinks = Permalinks::default();
    Ok(Gathered { sources, outline, root, shown_root, folder, is_project: true, permalinks, left_out })
}

/// What an input holds where that is a feed. A file that is called a text is one.
fn feed_in(input: &Input, loader: &Loader) -> Option<(feed::Kind, Arc<[u8]>)> {
    let bytes = match input {
        Input::Bytes { bytes, .. } => bytes.clone(),
        Input::Path { shown, .. } if is_markdown(shown) || is_plain_text(shown) => return None,
        Input::Path { path, .. } if !loader.is_file(path) => return None,
        Input::Path { path, .. } => loader.read(path, MAX_TEXT_BYTES).ok()?.into(),
    };
    Some((feed::kind_of(&bytes)?, bytes))
}

/// The entries of a feed as texts.
fn of_feed(
    kind: feed::Kind,
    bytes: &[u8],
    input: &Input,
    config: &Config,
    findings: &mut Findings,
) -> Result<Gathered, Error> {
    let (path, shown) = match input {
        Input::Path { path, shown } => (normal(path), shown.as_str()),
        Input::Bytes { shown, .. } => (PathBuf::new(), shown.as_str()),
    };
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let root = config.root.as_deref().map_or_else(|| folder.clone(), normal);
    let shown_root = shown_root(config, &root);
    let (files, diagnostics) = (&mut findings.files, &mut findings.diagnostics);
    let issue = feed::read(kind, bytes, shown, config.today.as_deref(), files, diagnostics).ok_or(Error::Stopped)?;
    let sources = issue.articles.into_iter().map(|article| Source {
        entry: article.entry.clone(),
        shown: shown.to_owned(),
        bytes: None,
        article: Some(Box::new(article)),
        is_named: false,
    });
    let sources: Vec<Source> = sources.collect();
    let outline = Outline { front_matter: issue.front_matter, ..Outline::default() };
    let permalinks = issue.permalinks;
    let left_out = (0..0, String::new());
    Ok(Gathered { sources, outline, root, shown_root, folder, is_project: true, permalinks, left_out })
}

/// Where sites and texts keep their images, whatever the tool.
fn generic_image_folders(base: &str) -> Vec<String> {
    ["static", "public", "assets", "images", "img", "resources", "docs", "src"].map(|name| joined(base, name)).into()
}

/// The project's folder as the user wrote it, where they may have named a file in it.
fn shown_folder(shown: &str, project: &Project) -> String {
    let shown = shown.trim_end_matches('/');
    let name = project.folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (folder, last) = shown.rsplit_once('/').unwrap_or(("", shown));
    let is_folder = last == name || matches!(last, "." | "..");
    let folder = if is_folder || !last.contains('.') { shown } else { folder };
    if folder == "." { String::new() } else { folder.to_owned() }
}

/// The book's folder as the user would write it, from how they wrote the inputs.
fn shown_root(config: &Config, root: &Path) -> String {
    let of_input = |input: &Input| {
        let Input::Path { path, shown } = input else { return None };
        let below = normal(path).strip_prefix(root).ok()?.components().count();
        let mut parts: Vec<&str> = shown.trim_end_matches('/').split('/').collect();
        for _ in 0..below {
            parts.pop()?;
        }
        Some(parts.join("/"))
    };
    let shown = config.inputs.iter().find_map(of_input).unwrap_or_default();
    if shown == "." { String::new() } else { shown }
}

/// The deepest folder that holds all inputs.
fn common_folder(config: &Config, loader: &Loader) -> PathBuf {
    let mut folders = config.inputs.iter().filter_map(|input| match input {
        Input::Path { path, .. } if loader.is_folder(path) => Some(normal(path)),
        Input::Path { path, .. } => Some(normal(path).parent().unwrap_or(Path::new("")).to_owned()),
        Input::Bytes { .. } => None,
    });
    let Some(first) = folders.next() else { return PathBuf::new() };
    folders.fold(first, |common, folder| {
        common
            .components()
            .zip(folder.components())
            .take_while(|(a, b)| a == b)
            .map(|(component, _)| component)
            .collect()
    })
}

/// A path seen from the book's folder, with `/`.
pub fn book_path(path: &Path, root: &Path) -> Option<String> {
    let below = if path.is_absolute() || !root.is_absolute() { path.strip_prefix(root).ok()? } else { path };
    let parts: Option<Vec<String>> = below
        .components()
        .map(|component| match component {
            Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
            Component::ParentDir | Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
        })
        .collect();
    Some(parts?.join("/"))
}
