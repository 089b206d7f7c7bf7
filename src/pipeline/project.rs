//! From an mdBook project to chapters.
//!
//! In: where the project lies, the configuration, a [`Loader`]. Out: a [`Manuscript`]: the chapters that its summary
//! lists, in order, their includes expanded, with pages for parts and lines for drafts. The command line goes before
//! `book.toml`. The book's folder is the project's, so that texts may include listings from beside them.

use std::sync::Arc;

use super::manuscript::{self, Listing, Manuscript, Names, Part};
use super::{Error, Findings, reading};
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{
    Attributes, Block, BlockKind, Chapter, ChapterId, ChapterRole, Document, Draft, Inline, InlineKind,
};
use crate::markdown::HiddenLines;
use crate::mdbook::{self, Entry, EntryKind, Includes, Manifest, Project};
use crate::source::{Loader, Span};
use crate::transform::Site;
use crate::url;

/// What a line of the contents stands for, in order.
enum Item {
    /// Index of a text.
    Text(usize),
    Part {
        title: String,
        span: Span,
    },
}

/// Reads a project; `shown` is how the user wrote its path.
pub fn read(
    mut project: Project,
    shown: &str,
    config: &Config,
    loader: &Loader,
    findings: &mut Findings,
) -> Result<Manuscript, Error> {
    let root = config.root.as_deref().map_or_else(|| project.folder.clone(), manuscript::normal);
    let Some(folder) = manuscript::book_path(&project.folder, &root) else {
        let message = format!("`{shown}` lies outside the book's folder");
        let hint = "name a folder that holds the project with `--root`";
        findings.diagnostics.push(Diagnostic::new(Code::OutsideBook, message).hint(hint));
        return Err(Error::Stopped);
    };
    let shown_root = if root == project.folder { shown_folder(shown) } else { String::new() };
    let place = |path: &str| (root.join(path), joined(&shown_root, path));

    let mut manifest = Manifest::default();
    if let Some(name) = project.manifest() {
        let (path, shown) = place(&joined(&folder, name));
        let file = manuscript::read_named(&path, &shown, None, loader, findings).ok_or(Error::Stopped)?;
        manifest = mdbook::read_manifest(&findings.files, file, &mut findings.diagnostics);
        project.src = manifest.src.clone().unwrap_or(project.src);
    }
    let Some(summary_path) = url::join(&joined(&folder, "book.toml"), &project.summary()) else {
        let message = format!("the folder `{}` of the texts lies outside the book's folder", project.src);
        let hint = "name a folder that holds both with `--root`";
        findings.diagnostics.push(Diagnostic::new(Code::OutsideBook, message).hint(hint));
        return Err(Error::Stopped);
    };
    let (path, shown) = place(&summary_path);
    let summary = manuscript::read_named(&path, &shown, None, loader, findings).ok_or(Error::Stopped)?;
    let entries = mdbook::read_summary(&findings.files, summary, &mut findings.diagnostics);

    let mut parts = Vec::new();
    let mut items = Vec::new();
    let mut drafts = Vec::new();
    let mut names = Names::default();
    let mut includes = Includes::new(loader, &root, &shown_root);
    for entry in entries {
        let Entry { kind, title, number, depth, matter, span } = entry;
        let number = number.filter(|_| !manifest.hides_numbers);
        match kind {
            EntryKind::Part => items.push(Item::Part { title, span }),
            EntryKind::Draft => drafts.push(Draft { position: items.len(), matter, depth, number, title }),
            EntryKind::Chapter(path) => {
                let Some(path) = url::join(&summary_path, &path) else {
                    let message = format!("`{path}` lies outside the book's folder");
                    let hint = "name a folder that holds all chapters with `--root`";
                    findings.diagnostics.push(Diagnostic::new(Code::OutsideBook, message).at(span).hint(hint));
                    continue;
                };
                let (file_path, shown) = place(&path);
                let Some(file) = manuscript::read_named(&file_path, &shown, Some(span), loader, findings) else {
                    continue;
                };
                let diagnostics = &mut findings.diagnostics;
                let (front_matter, body) = config::read(&findings.files, file, &path, diagnostics);
                let expanded = includes.expand(file, &path, body, &mut findings.files, diagnostics);
                let listing = Listing { title, number, depth, matter, page_title: expanded.title };
                let name = names.of(&path);
                items.push(Item::Text(parts.len()));
                parts.push(Part { path, name, text: expanded.text, front_matter, listing: Some(listing) });
            }
        }
    }
    if parts.is_empty() {
        return Err(Error::Stopped);
    }

    let pairs = config::from_pairs(&config.metadata, &mut findings.diagnostics);
    let mut front_matter = pairs.or(manifest.front_matter);
    if front_matter.title.is_none() {
        front_matter.title = project.folder.file_name().map(|name| name.to_string_lossy().into_owned());
    }
    let mut document = Document { metadata: front_matter.metadata(), drafts, ..Document::default() };
    let hidden_lines = HiddenLines { is_on: true, prefixes: manifest.hidden_lines };
    let reading = reading::of_book(config, &front_matter, hidden_lines, &mut findings.diagnostics);
    let mut texts: Vec<Option<Chapter>> =
        manuscript::parse(&parts, config, &reading, &document, findings).into_iter().map(Some).collect();
    for item in items {
        let chapter = match item {
            Item::Text(index) => texts[index].take(),
            Item::Part { title, span } => Some(part_page(&title, span, &mut names)),
        };
        document.chapters.extend(chapter.map(Arc::new));
    }
    let site_root = summary_path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let site = Site { root: site_root.to_owned(), has_index: true, redirects: manifest.redirects, ..Site::default() };
    Ok(Manuscript { document, front_matter, root, is_book: true, site })
}

/// The page that opens a part.
fn part_page(title: &str, span: Span, names: &mut Names) -> Chapter {
    let name = names.of("part.md");
    let mut chapter = Chapter::new(ChapterId(0), ChapterRole::Part, name);
    chapter.title = title.to_owned();
    let attributes = Attributes::default();
    let text =
        Inline { id: chapter.fresh_id(), span, attributes: attributes.clone(), kind: InlineKind::Text(title.into()) };
    let kind = BlockKind::Heading { level: 1, content: vec![text] };
    let heading = Block { id: chapter.fresh_id(), span, attributes, kind };
    chapter.title_node = heading.id;
    chapter.blocks.push(heading);
    chapter
}

/// The project's folder as the user wrote it, where they may have named a file in it.
fn shown_folder(shown: &str) -> String {
    let shown = shown.trim_end_matches('/');
    let folder = match shown.rsplit_once('/') {
        Some((folder, "book.toml" | "SUMMARY.md")) => folder,
        None if matches!(shown, "book.toml" | "SUMMARY.md" | ".") => "",
        Some(_) | None => shown,
    };
    folder.to_owned()
}

fn joined(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}
