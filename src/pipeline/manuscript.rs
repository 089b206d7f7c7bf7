//! From the inputs to chapters: which files, which folder, what they say of the book.
//!
//! In: the configuration and a [`Loader`]. Out: a [`Manuscript`], the untransformed document with its metadata,
//! and the folder that is the book's. A folder stands for its texts in the order of their names; an mdBook
//! project is `project`'s business. Front matter is cut off; chapters are parsed in parallel. What cannot be read is
//! reported, and the rest is read all the same, so that one run tells everything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::{Error, Findings, project, reading};
use crate::config::{self, Config, FrontMatter, Input};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Chapter, ChapterId, Creator, Document, Matter, Metadata};
use crate::markdown::{self, HiddenLines, Reading};
use crate::mdbook::Project;
use crate::source::{FileId, LoadError, Loader, Span, Text, normalize};
use crate::transform::Site;

/// The most bytes a text may have; places in it are counted in 32 bits, and a long novel has 3 MB.
const MAX_TEXT_BYTES: u64 = 64 * 1024 * 1024;

/// The most authors that an issue of many articles has on its title page.
const MOST_AUTHORS: usize = 4;

/// The text of a book before any transform.
pub struct Manuscript {
    pub document: Document,
    /// What `-M` and front matter say, the former before the latter.
    pub front_matter: FrontMatter,
    /// The book's folder.
    pub root: PathBuf,
    pub is_book: bool,
    /// What is known of the book's web site.
    pub site: Site,
}

/// A text file with its front matter cut off.
pub struct Part {
    /// The path below the book's folder, with `/`.
    pub path: String,
    /// The safe and unique stem of the chapter's content document.
    pub name: String,
    pub text: Text,
    pub front_matter: FrontMatter,
    /// How a summary lists it.
    pub listing: Option<Listing>,
}

/// What a summary says of a chapter.
pub struct Listing {
    pub title: String,
    pub number: Option<String>,
    pub depth: u8,
    pub matter: Matter,
    /// A title for its page alone.
    pub page_title: Option<String>,
}

/// A text to be read.
struct Source {
    path: PathBuf,
    shown: String,
    /// What standard input gave.
    bytes: Option<Arc<[u8]>>,
}

/// Reads all inputs.
pub fn read(config: &Config, loader: &Loader, findings: &mut Findings) -> Result<Manuscript, Error> {
    if let [Input::Path { path, shown }] = config.inputs.as_slice()
        && let Some(project) = Project::at(&normal(path), loader)
    {
        return project::read(project, shown, config, loader, findings);
    }
    let sources = sources(config, loader, &mut findings.diagnostics);
    if sources.is_empty() {
        return Err(if findings.diagnostics.has_errors() { Error::Stopped } else { Error::NoInput });
    }
    let root = config.root.as_deref().map_or_else(|| common_folder(&sources), normal);
    let mut names = Names::default();
    let mut parts: Vec<Part> = Vec::new();
    for source in &sources {
        let Some(path) = book_path(&source.path, &root) else {
            let message = format!("`{}` lies outside the book's folder", source.shown);
            let hint = "name a folder that holds all inputs with `--root`";
            findings.diagnostics.push(Diagnostic::new(Code::OutsideBook, message).hint(hint));
            continue;
        };
        let Some(file) = read_text(source, loader, findings) else { continue };
        let (front_matter, body) = config::read(&findings.files, file, &path, &mut findings.diagnostics);
        let text = Text::from_file(&findings.files, file, body);
        let name = names.of(&path);
        parts.push(Part { path, name, text, front_matter, listing: None });
    }
    if parts.is_empty() {
        return Err(Error::Stopped);
    }

    let book = front_matter_of_book(&mut parts);
    let mut front_matter = config::from_pairs(&config.metadata, &mut findings.diagnostics).or(book);
    let is_book = parts.len() > 1;
    if is_book && front_matter.title.is_none() {
        front_matter.title = folder_name(config, &root);
    }
    let mut document = Document { metadata: front_matter.metadata(), ..Document::default() };
    let reading = reading::of_book(config, &front_matter, HiddenLines::default(), &mut findings.diagnostics);
    let chapters = parse(&parts, config, &reading, &document, findings);
    document.chapters = chapters.into_iter().map(Arc::new).collect();
    Ok(Manuscript { document, front_matter, root, is_book, site: Site::default() })
}

/// The inputs with folders replaced by their files.
fn sources(config: &Config, loader: &Loader, diagnostics: &mut Diagnostics) -> Vec<Source> {
    let mut sources = Vec::new();
    for input in &config.inputs {
        match input {
            // The name makes a book path; nothing is read from it.
            Input::Bytes { bytes, shown } => {
                sources.push(Source { path: "stdin.md".into(), shown: shown.clone(), bytes: Some(bytes.clone()) });
            }
            Input::Path { path, shown } if Project::at(&normal(path), loader).is_some() => {
                let message =
                    format!("`{shown}` is an mdBook project, which cannot be bound together with other texts");
                let hint = "build it alone, or name its files one by one";
                diagnostics.push(Diagnostic::new(Code::UnreadableFile, message).hint(hint));
            }
            Input::Path { path, shown } if loader.is_folder(path) => match files_of_folder(path, loader) {
                Ok(files) if files.is_empty() => {
                    let message = format!("the folder `{shown}` holds no Markdown file");
                    let hint = "files whose names end in `.md` are read";
                    diagnostics.push(Diagnostic::new(Code::UnreadableFile, message).hint(hint));
                }
                Ok(files) => sources.extend(files.into_iter().map(|file| {
                    let name = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().replace('\\', "/");
                    let shown = match shown.trim_end_matches('/') {
                        "." => name,
                        folder => format!("{folder}/{name}"),
                    };
                    Source { path: file, shown, bytes: None }
                })),
                Err(error) => {
                    let message = format!("cannot read the folder `{shown}`: {error}");
                    diagnostics.push(Diagnostic::new(Code::UnreadableFile, message));
                }
            },
            Input::Path { path, shown } => {
                sources.push(Source { path: path.clone(), shown: shown.clone(), bytes: None });
            }
        }
    }
    sources.iter_mut().for_each(|source| source.path = normal(&source.path));
    sources
}

/// The Markdown files of a folder, and of each folder in it the `index.md`: an article with its images.
fn files_of_folder(folder: &Path, loader: &Loader) -> Result<Vec<PathBuf>, LoadError> {
    let text = |path: PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
        let index = path.join("index.md");
        if matches!(ending.as_str(), "md" | "markdown") && loader.is_file(&path) {
            Some(path)
        } else {
            loader.is_file(&index).then_some(index)
        }
    };
    Ok(loader.list(folder)?.into_iter().filter_map(text).collect())
}

/// A path without `.` and, where a folder stands before it, `..`.
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            Component::ParentDir if normal.has_root() => {}
            Component::ParentDir | Component::Normal(_) | Component::RootDir | Component::Prefix(_) => {
                normal.push(component);
            }
        }
    }
    normal
}

/// The deepest folder that holds all sources.
fn common_folder(sources: &[Source]) -> PathBuf {
    let mut folders = sources
        .iter()
        .filter(|source| source.bytes.is_none())
        .map(|source| source.path.parent().unwrap_or(Path::new("")).to_owned());
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

/// Reads a text and adds it to the files; what cannot be read is reported.
fn read_text(source: &Source, loader: &Loader, findings: &mut Findings) -> Option<FileId> {
    let bytes = match &source.bytes {
        Some(bytes) => Ok(bytes.to_vec()),
        None => loader.read_input(&source.path, MAX_TEXT_BYTES),
    };
    match bytes {
        Ok(bytes) => add_text(&source.shown, bytes, findings),
        Err(error) => {
            findings.diagnostics.push(unreadable(&source.shown, &error));
            None
        }
    }
}

/// Reads a text that a file of the book names, at a place.
pub fn read_named(
    path: &Path,
    shown: &str,
    place: Option<Span>,
    loader: &Loader,
    findings: &mut Findings,
) -> Option<FileId> {
    match loader.read(path, MAX_TEXT_BYTES) {
        Ok(bytes) => add_text(shown, bytes, findings),
        Err(error) => {
            let mut diagnostic = unreadable(shown, &error);
            diagnostic.span = place;
            findings.diagnostics.push(diagnostic);
            None
        }
    }
}

/// Why an input or a style sheet could not be read.
pub fn unreadable(shown: &str, error: &LoadError) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::UnreadableFile, format!("cannot read `{shown}`: {error}"));
    match error {
        LoadError::OtherCase(name) => {
            diagnostic.hint(format!("did you mean `{name}`? Upper and lower case must match"))
        }
        LoadError::TooLarge { .. } => diagnostic.hint("split it into several files"),
        LoadError::NotFound | LoadError::IsFolder | LoadError::Io(_) => diagnostic,
    }
}

/// Adds a text to the files; where it is not UTF-8, the first wrong byte is reported.
pub fn add_text(shown: &str, bytes: Vec<u8>, findings: &mut Findings) -> Option<FileId> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(findings.files.add(shown, &text)),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let before = normalize(std::str::from_utf8(&bytes[..at]).unwrap_or_default()).len() as u32;
    let hint = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "it looks like UTF-16: save it as UTF-8",
        bytes if bytes.contains(&0) => "it looks like no text at all",
        _ => "it looks like Windows-1252 or Latin-1: save it as UTF-8, or run `iconv -f WINDOWS-1252 -t UTF-8`",
    };
    let message = format!("`{shown}` is not UTF-8: byte 0x{:02X} stands where no character can", bytes[at]);
    let file = findings.files.add(shown, &String::from_utf8_lossy(bytes));
    let span = Span { file, start: before, end: before + 1 };
    findings.diagnostics.push(Diagnostic::new(Code::InvalidUtf8, message).at(span).hint(hint));
    None
}

/// Names of content documents given away, without regard to case, and for each stem the last number after it, so that
/// a stem asked for a thousand times costs no thousand tries.
#[derive(Default)]
pub struct Names {
    taken: BTreeSet<String>,
    counts: BTreeMap<String, usize>,
}

impl Names {
    /// A file's stem in the letters that every store and system takes, unique.
    pub fn of(&mut self, path: &str) -> String {
        let file_name = path.rsplit('/').next().unwrap_or_default();
        let stem = match file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem) {
            // A folder's article is called by the folder.
            "index" => path.rsplit('/').nth(1).unwrap_or("index"),
            stem => stem,
        };
        let mut safe = String::new();
        for character in stem.chars() {
            match character {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => safe.push(character),
                _ if safe.ends_with('-') || safe.is_empty() => {}
                _ => safe.push('-'),
            }
        }
        let safe = safe.trim_end_matches('-');
        let stem = if safe.is_empty() { "chapter" } else { safe };
        if self.taken.insert(stem.to_lowercase()) {
            return stem.to_owned();
        }
        let count = self.counts.entry(stem.to_lowercase()).or_insert(1);
        loop {
            *count += 1;
            let name = format!("{stem}-{count}");
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
        }
    }
}

/// What the files say of the book as a whole.
///
/// One file speaks for itself. Of several, the first speaks for the book where no other file has a title of its
/// own; a first file of front matter only is no chapter. Otherwise the files are articles of one issue, whose
/// authors, keywords and first language are the issue's; many authors are its contributors, each named above the
/// article, and not on the cover.
fn front_matter_of_book(parts: &mut Vec<Part>) -> FrontMatter {
    let rest_is_titled = parts[1..].iter().any(|part| part.front_matter.title.is_some());
    let is_empty = |part: &Part| part.text.as_str().trim().is_empty();
    if !rest_is_titled || (parts.len() > 1 && is_empty(&parts[0])) {
        let book = std::mem::take(&mut parts[0].front_matter);
        if parts.len() > 1 && is_empty(&parts[0]) {
            parts.remove(0);
        }
        return book;
    }
    let mut book = FrontMatter::default();
    for part in parts {
        let own = &part.front_matter;
        book.lang = book.lang.or_else(|| own.lang.clone());
        let creators = own.creators.iter().filter(|creator| !book.creators.contains(creator));
        let creators: Vec<Creator> = creators.cloned().collect();
        book.creators.extend(creators);
        let keywords = own.keywords.iter().filter(|word| !book.keywords.contains(word));
        let keywords: Vec<String> = keywords.cloned().collect();
        book.keywords.extend(keywords);
        book.css.extend(own.css.iter().filter(|css| !book.css.contains(css)).cloned().collect::<Vec<_>>());
    }
    if book.creators.iter().filter(|creator| creator.role == "aut").count() > MOST_AUTHORS {
        book.creators.iter_mut().filter(|creator| creator.role == "aut").for_each(|creator| creator.role = "ctb");
    }
    book
}

/// A book without a title is called by its folder.
fn folder_name(config: &Config, root: &Path) -> Option<String> {
    let folder = match config.inputs.as_slice() {
        [Input::Path { path, .. }] => normal(path),
        _ => root.to_owned(),
    };
    folder.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// Parses the texts, in parallel.
pub fn parse(
    parts: &[Part],
    config: &Config,
    reading: &Reading,
    book: &Document,
    findings: &mut Findings,
) -> Vec<Chapter> {
    let is_book = parts.len() > 1 || parts.iter().any(|part| part.listing.is_some());
    let (chapters, found): (Vec<Chapter>, Vec<Diagnostics>) = parts
        .par_iter()
        .enumerate()
        .map(|(index, part)| {
            let mut found = Diagnostics::default();
            let id = ChapterId(index as u32);
            let reading = reading::of_text(reading, config, &part.front_matter, &mut found);
            let mut chapter = markdown::parse_as(&reading, &part.text, id, &part.name, &part.path, &mut found);
            chapter.title = part.front_matter.title.clone().unwrap_or_default();
            chapter.lang = part.front_matter.lang.clone().filter(|lang| *lang != book.metadata.lang);
            if is_book && part.front_matter.tells_of_an_article() {
                let lang = chapter.lang.as_ref().unwrap_or(&book.metadata.lang).clone();
                chapter.article = Some(Box::new(Metadata { lang, ..part.front_matter.metadata() }));
            }
            if let Some(Listing { title, number, depth, matter, page_title }) = &part.listing {
                chapter.listed = Some(title.clone());
                chapter.number.clone_from(number);
                chapter.depth = *depth;
                chapter.matter = *matter;
                chapter.page_title.clone_from(page_title);
            }
            (chapter, found)
        })
        .unzip();
    found.into_iter().for_each(|found| findings.diagnostics.append(found));
    chapters
}
