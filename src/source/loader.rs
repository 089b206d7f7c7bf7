//! The only door to the file system, and its twin in memory for tests; and to the web, where the program opens it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::illustrator::Illustrator;
use super::known::{Kind, Known};
use super::limits::Limits;
use super::path::normal;
use super::trace::{Answer, Question, Record, Trace};
use super::web::{FetchError, Fetched, Web};
use crate::hash::sha256;

/// Reads files, from disk or from memory; and pictures from the web, where it was given a way there.
#[derive(Clone, Debug)]
pub struct Loader {
    store: Store,
    /// The only folder that is read, its links followed.
    confinement: Option<Arc<Path>>,
    limits: Limits,
    web: Option<Arc<dyn Web>>,
    links: Option<Arc<dyn Web>>,
    illustrator: Option<Arc<dyn Illustrator>>,
    record: Option<Record>,
    known: Option<Arc<Known>>,
    /// A file of which others stand for its bytes.
    replaced: Option<Arc<(PathBuf, Vec<u8>)>>,
}

#[derive(Clone, Debug)]
enum Store {
    Disk,
    Memory(BTreeMap<PathBuf, Vec<u8>>),
}

/// Why a file could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    NotFound,
    /// The file is there under a name of other case; carries that name.
    OtherCase(String),
    /// A link of that name leads to no file.
    DeadLink,
    IsFolder,
    /// It lies out of the book's folder, where a link leads, or where the loader is confined to that folder.
    Outside,
    TooLarge {
        bytes: u64,
        limit: u64,
    },
    Io(String),
}

impl fmt::Display for LoadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::NotFound => write!(formatter, "no such file"),
            LoadError::OtherCase(name) => write!(formatter, "no such file, but there is `{name}`"),
            LoadError::DeadLink => write!(formatter, "it is a link that leads nowhere"),
            LoadError::IsFolder => write!(formatter, "it is a folder"),
            LoadError::Outside => write!(formatter, "it lies outside the book's folder, by itself or by a link"),
            LoadError::TooLarge { bytes, limit } => write!(formatter, "it has {bytes} bytes, the limit is {limit}"),
            LoadError::Io(reason) => write!(formatter, "{reason}"),
        }
    }
}

impl std::error::Error for LoadError {}

impl Loader {
    /// Reads from disk.
    pub fn disk() -> Loader {
        Loader {
            store: Store::Disk,
            confinement: None,
            limits: Limits::default(),
            web: None,
            links: None,
            illustrator: None,
            record: None,
            known: None,
            replaced: None,
        }
    }

    /// Reads from a map of paths to contents.
    pub fn memory<P: Into<PathBuf>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Loader {
        let files = files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect();
        Loader {
            store: Store::Memory(files),
            confinement: None,
            limits: Limits::default(),
            web: None,
            links: None,
            illustrator: None,
            record: None,
            known: None,
            replaced: None,
        }
    }

    /// The same for nothing but a folder of the disk, whatever asks: what lies elsewhere, or is reached by a link that leads
    /// out, is [`LoadError::Outside`], and no answer tells whether it is there. The folder may be a link itself.
    ///
    /// A hard link cannot be told from a file. Who can write to the folder during the build can put a link into it between
    /// the question and the reading.
    pub fn confined(self, folder: &Path) -> Result<Loader, LoadError> {
        let folder = fs::canonicalize(folder).map_err(|error| load_error(&error))?;
        Ok(Loader { confinement: Some(folder.into()), ..self })
    }

    /// The same within limits.
    pub fn with_limits(self, limits: Limits) -> Loader {
        Loader { limits, ..self }
    }

    /// What a book may have at most.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether nothing is read but one folder.
    pub fn is_confined(&self) -> bool {
        self.confinement.is_some()
    }

    /// Whether a path is refused since it leads out of the folder to which this loader is confined.
    fn refuses(&self, path: &Path) -> bool {
        self.confinement.as_ref().is_some_and(|folder| escapes(folder, path))
    }

    /// Whether an absolute path runs through the folder to which this loader is confined, and leads out of it: a link there,
    /// maybe a stranger's, leads elsewhere. A path that never comes into the folder is the user's own, and so is what
    /// steps out of it by `..`.
    pub fn leads_out(&self, path: &Path) -> bool {
        let Some(confinement) = &self.confinement else { return false };
        let written = normal(path);
        let enters =
            written.ancestors().any(|above| fs::canonicalize(above).is_ok_and(|real| real.starts_with(confinement)));
        enters && (escapes(confinement, &written) || escapes(confinement, path))
    }

    /// The same with a way to the web.
    pub fn with_web(self, web: Arc<dyn Web>) -> Loader {
        Loader { web: Some(web), ..self }
    }

    /// The same, which asks the web where links lead.
    pub fn with_links(self, links: Arc<dyn Web>) -> Loader {
        Loader { links: Some(links), ..self }
    }

    /// The way to ask where links lead, where they are asked for. What is answered is not written down: a build that asks
    /// is not kept.
    pub fn links(&self) -> Option<&dyn Web> {
        self.links.as_deref()
    }

    /// The same with programs that draw diagrams.
    pub fn with_illustrator(self, illustrator: Arc<dyn Illustrator>) -> Loader {
        Loader { illustrator: Some(illustrator), ..self }
    }

    /// The programs that draw diagrams, where there are any.
    pub fn illustrator(&self) -> Option<&dyn Illustrator> {
        self.illustrator.as_deref()
    }

    /// The same, which asks the disk only once what lies at a path; for the builds of one run.
    pub fn remembering(&self) -> Loader {
        Loader { known: Some(Arc::default()), ..self.clone() }
    }

    /// The same, but for a file that holds other bytes than on disk, such as the part of it that a build depends on.
    pub fn with_replaced(self, path: &Path, bytes: Vec<u8>) -> Loader {
        Loader { replaced: Some(Arc::new((path.to_owned(), bytes))), ..self }
    }

    /// The same, which writes down what it is asked from now on.
    pub fn recording(&self) -> Loader {
        Loader { record: Some(Record::default()), ..self.clone() }
    }

    /// What was asked since [`Loader::recording`]; `None` where nothing is written down.
    pub fn trace(&self) -> Option<Trace> {
        self.record.as_ref().map(Record::trace)
    }

    /// What a question of the file system or the web is answered now; `None` for those that others answer.
    pub fn answer(&self, question: &Question) -> Option<Answer> {
        Some(match question {
            Question::Read(path, limit) => of_bytes(&self.read_file(path, *limit)),
            Question::ReadWithin(root, path, limit) => of_bytes(&self.read_file_within(root, path, *limit)),
            Question::IsFile(path) => of_truth(self.has_file(path)),
            Question::IsFolder(path) => of_truth(self.has_folder(path)),
            Question::IsLink(path) => of_truth(self.has_link(path)),
            Question::List(path) => of_names(&self.names(path)),
            Question::Fetch(address) => {
                of_fetched(self.web.as_ref()?.fetch(std::slice::from_ref(address)).found.first()?)
            }
            Question::Fonts | Question::IsAhead(_) | Question::Today => return None,
        })
    }

    /// Writes down that the build depends on the fonts of this machine.
    pub fn ask_for_fonts(&self) {
        self.note(|| Question::Fonts, Answer::new);
    }

    /// Writes down that the build depends on whether a day is after that of the build.
    pub fn ask_for_day(&self, day: &str, is_ahead: bool) {
        self.note(|| Question::IsAhead(day.to_owned()), || of_truth(is_ahead));
    }

    /// Writes down that the build depends on its day.
    pub fn ask_for_today(&self, today: &str) {
        self.note(|| Question::Today, || today.to_owned());
    }

    /// What lies at addresses of `http` and `https`, each given once; `None` without a way to the web.
    pub fn fetch(&self, addresses: &[String]) -> Option<Fetched> {
        let fetched = self.web.as_ref().map(|web| web.fetch(addresses))?;
        for (address, found) in addresses.iter().zip(&fetched.found) {
            self.note(|| Question::Fetch(address.clone()), || of_fetched(found));
        }
        Some(fetched)
    }

    fn note(&self, question: impl FnOnce() -> Question, answer: impl FnOnce() -> Answer) {
        if let Some(record) = &self.record {
            record.add(question(), answer);
        }
    }

    /// A file's bytes, no more than `limit` of them unless the limits say otherwise. Case must match, so that a book built on one
    /// system builds on all.
    pub fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
        let bytes = self.read_file(path, limit);
        self.note(|| Question::Read(path.to_owned(), limit), || of_bytes(&bytes));
        bytes
    }

    fn read_file(&self, path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
        let limit = self.limits.file_size.unwrap_or(limit);
        match &self.store {
            Store::Disk if self.refuses(path) => Err(LoadError::Outside),
            Store::Disk => match self.replaced.as_deref() {
                Some((replaced, bytes)) if replaced == path => Ok(bytes.clone()),
                Some(_) | None => read_from_disk(path, limit),
            },
            Store::Memory(files) => match files.get(path) {
                Some(bytes) if bytes.len() as u64 > limit => {
                    Err(LoadError::TooLarge { bytes: bytes.len() as u64, limit })
                }
                Some(bytes) => Ok(bytes.clone()),
                None => Err(LoadError::NotFound),
            },
        }
    }

    /// The bytes of a file that a text names, or that a walk through a folder found: it must lie in the folder `root`,
    /// where links lead as well. A book from elsewhere could else take any file of the reader's machine into itself.
    pub fn read_within(&self, root: &Path, path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
        let bytes = self.read_file_within(root, path, limit);
        self.note(|| Question::ReadWithin(root.to_owned(), path.to_owned(), limit), || of_bytes(&bytes));
        bytes
    }

    fn read_file_within(&self, root: &Path, path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
        match &self.store {
            Store::Disk if leads_out(root, path) => Err(LoadError::Outside),
            Store::Disk | Store::Memory(_) => self.read_file(path, limit),
        }
    }

    /// The bytes of a file that the user named, which may be a pipe as well (`<(command)`).
    pub fn read_input(&self, path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
        match &self.store {
            // A pipe of the user's lies in no folder, and one in the folder could be waited for without end.
            Store::Disk if self.confinement.is_none() && is_stream(path) => {
                if let Some(record) = &self.record {
                    record.is_unrepeatable();
                }
                read_stream(path, self.limits.file_size.unwrap_or(limit))
            }
            Store::Disk | Store::Memory(_) => self.read(path, limit),
        }
    }

    /// Whether the path is a file.
    pub fn is_file(&self, path: &Path) -> bool {
        let is = self.has_file(path);
        self.note(|| Question::IsFile(path.to_owned()), || of_truth(is));
        is
    }

    fn has_file(&self, path: &Path) -> bool {
        match &self.store {
            Store::Disk => self.kind(path) == Kind::File,
            Store::Memory(files) => files.contains_key(path),
        }
    }

    /// Whether the path is a folder.
    pub fn is_folder(&self, path: &Path) -> bool {
        let is = self.has_folder(path);
        self.note(|| Question::IsFolder(path.to_owned()), || of_truth(is));
        is
    }

    fn has_folder(&self, path: &Path) -> bool {
        match &self.store {
            Store::Disk => self.kind(path) == Kind::Folder,
            Store::Memory(files) => below(files, path).next().is_some(),
        }
    }

    /// What lies at a path of the disk, as far as this loader may see.
    fn kind(&self, path: &Path) -> Kind {
        let ask = || if self.refuses(path) { Kind::Other } else { Kind::of(path) };
        self.known.as_ref().map_or_else(ask, |known| known.kind(path, ask))
    }

    /// Whether the path is a link to somewhere else, which may lead in a circle.
    pub fn is_link(&self, path: &Path) -> bool {
        let is = self.has_link(path);
        self.note(|| Question::IsLink(path.to_owned()), || of_truth(is));
        is
    }

    fn has_link(&self, path: &Path) -> bool {
        match &self.store {
            Store::Disk => path.is_symlink(),
            Store::Memory(_) => false,
        }
    }

    /// The files and folders right in a folder, sorted by name.
    pub fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
        let names = self.names(folder);
        self.note(|| Question::List(folder.to_owned()), || of_names(&names));
        names
    }

    fn names(&self, folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
        let mut paths: Vec<PathBuf> = match &self.store {
            Store::Disk if self.refuses(folder) => return Err(LoadError::Outside),
            Store::Disk => {
                let entries = fs::read_dir(folder).map_err(|error| load_error(&error))?;
                let paths = entries.map(|entry| entry.map(|entry| entry.path()));
                paths.collect::<Result<_, _>>().map_err(|error| load_error(&error))?
            }
            Store::Memory(files) => {
                let names = below(files, folder).filter_map(|path| path.strip_prefix(folder).ok()?.components().next());
                names.map(|name| folder.join(name)).collect()
            }
        };
        paths.sort();
        paths.dedup();
        Ok(paths)
    }
}

fn of_bytes(bytes: &Result<Vec<u8>, LoadError>) -> Answer {
    bytes.as_ref().map_or_else(LoadError::to_string, |bytes| sha256(bytes))
}

fn of_names(names: &Result<Vec<PathBuf>, LoadError>) -> Answer {
    let of = |names: &Vec<PathBuf>| {
        let names: Vec<_> = names.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy())).collect();
        sha256(names.join("\0").as_bytes())
    };
    names.as_ref().map_or_else(LoadError::to_string, of)
}

fn of_fetched(found: &Result<Vec<u8>, FetchError>) -> Answer {
    found.as_ref().map_or_else(FetchError::to_string, |bytes| sha256(bytes))
}

fn of_truth(is: bool) -> Answer {
    if is { "yes" } else { "no" }.to_owned()
}

/// The files in a folder to every depth, which stand side by side in the order of paths.
fn below<'f>(files: &'f BTreeMap<PathBuf, Vec<u8>>, folder: &Path) -> impl Iterator<Item = &'f PathBuf> {
    let folder = folder.to_owned();
    let from = (Bound::Excluded(folder.clone()), Bound::Unbounded);
    files.range(from).map(|(path, _)| path).take_while(move |path| path.starts_with(&folder))
}

fn read_from_disk(path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if path.is_symlink() => LoadError::DeadLink,
        io::ErrorKind::NotFound => sibling_of_other_case(path).map_or(LoadError::NotFound, LoadError::OtherCase),
        _ => load_error(&error),
    })?;
    if metadata.is_dir() {
        return Err(LoadError::IsFolder);
    }
    if !metadata.is_file() {
        // Reading a pipe or a device that a text names could wait for ever.
        return Err(LoadError::Io("it is no regular file".to_owned()));
    }
    if metadata.len() > limit {
        return Err(LoadError::TooLarge { bytes: metadata.len(), limit });
    }
    fs::read(path).map_err(|error| load_error(&error))
}

/// Whether a path that is there does not lie in a folder once all links are followed. The folder may be a link itself.
fn leads_out(folder: &Path, path: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match (fs::canonicalize(folder), fs::canonicalize(path)) {
        (Ok(folder), Ok(path)) => !path.starts_with(folder),
        // What is not there is told when it is read.
        (Ok(_) | Err(_), Ok(_) | Err(_)) => false,
    }
}

/// Whether a path leads out of a folder, or into the data of its version control: `.git/config` may hold passwords. Of a
/// file that is not there, the deepest folder that is tells it; a link that leads nowhere counts as leading out.
fn escapes(folder: &Path, path: &Path) -> bool {
    let mut is_there = true;
    for above in path.ancestors() {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        if let Ok(real) = fs::canonicalize(above) {
            let Ok(below) = real.strip_prefix(folder) else { return true };
            // That a folder is one of Git's may be asked, not what is in it.
            let mut parts = below.components().rev();
            if is_there {
                parts.next();
            }
            return parts.any(|part| part.as_os_str() == ".git");
        }
        if above.is_symlink() {
            return true;
        }
        is_there = false;
    }
    true
}

fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

fn read_stream(path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
    let mut bytes = Vec::new();
    let stream = fs::File::open(path).map_err(|error| load_error(&error))?;
    stream.take(limit + 1).read_to_end(&mut bytes).map_err(|error| load_error(&error))?;
    match bytes.len() as u64 {
        length if length > limit => Err(LoadError::TooLarge { bytes: length, limit }),
        _ => Ok(bytes),
    }
}

fn sibling_of_other_case(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|candidate| candidate.to_lowercase() == name)
        .collect();
    names.sort();
    names.into_iter().next()
}

fn load_error(error: &io::Error) -> LoadError {
    match error.kind() {
        io::ErrorKind::NotFound => LoadError::NotFound,
        _ => LoadError::Io(error.to_string()),
    }
}
