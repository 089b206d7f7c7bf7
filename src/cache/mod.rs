//! Outputs that were built before, kept on disk, so that nothing is built twice.
//!
//! In: a [`Key`], which holds the program and its options, and a [`Loader`]. Out: a [`Kept`] where every question that the
//! build once asked is answered as it was then: texts, images, sheets, what was looked for and not found, the fonts of
//! this machine where they count. Such a build would give the same bytes. An entry is one file, written whole or not at
//! all, so that runs may share a folder and anyone may delete it at any time; what is damaged is no entry.

mod entry;
mod fonts;

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use crate::config::{Config, Format};
use crate::hash::sha256;
use crate::pipeline::{self, Built, Findings};
use crate::source::{Answer, Loader, Question, Trace};
use crate::staging;

/// How many digits name a key, and an entry of it.
const KEY: usize = 64;
const ENTRY: usize = 32;

/// How many builds of one key are kept, so that branches of a repository that take turns find theirs.
const MOST_OF_A_KEY: usize = 8;

/// A folder of what was built.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// The most bytes that its files may have together.
    limit: u64,
    world: World,
    /// What was answered in this run, paths seen from here: articles ask the same of the folders that hold them.
    answers: Mutex<HashMap<Question, Option<Answer>>>,
    /// The fonts of this machine, which take longest to ask for.
    fonts: OnceLock<Answer>,
    /// Whether something was kept in this run.
    has_grown: AtomicBool,
}

/// What a build may depend on beside files and addresses.
#[derive(Clone, Debug)]
pub struct World {
    /// The folder from which paths are seen: entries hold for the same texts elsewhere.
    pub here: PathBuf,
    /// The day of the build, `YYYY-MM-DD`.
    pub today: Option<String>,
    /// The time, by which entries are found that were not used for long.
    pub now: SystemTime,
    /// Where this machine keeps its fonts.
    pub font_folders: Vec<PathBuf>,
}

/// What was kept of a build.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Without the outputs that are in their places.
    pub built: Built,
    /// The lengths of those.
    pub in_place: BTreeMap<Format, usize>,
    pub findings: Findings,
    /// The SHA-256 of each output, by format.
    pub hashes: BTreeMap<Format, String>,
    /// The files that were read.
    pub read: Vec<PathBuf>,
}

/// The files that an output of a build is to become; none where it is wanted as bytes.
pub type Places<'p> = dyn Fn(&Built, Format) -> Vec<PathBuf> + 'p;

/// Everything that a build depends on before it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// What the outputs depend on.
    made_by: String,
    /// The same with the files in which it was written, and where: what findings with a place there depend on.
    told_by: String,
    /// How many of the files of a build's findings are those.
    files: usize,
}

impl Key {
    /// `before` is what is known before the build: texts that the configuration's places point into. Of a project's
    /// `bindery.toml` an output depends on what the configuration took from it, and not on what it says of others.
    pub fn new(config: &Config, loader: &Loader, before: &Findings, here: &Path) -> Key {
        // Where the texts lie does not matter, and the day is asked for where it counts.
        let config = Config { today: None, ..config.clone().with_paths(&|path| below(path, here)) };
        // The folder's name may become a title.
        let name = here.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let common = format!("{} {} {name:?}", env!("BINDERY_BUILD"), loader.is_confined());
        let mut written = format!("{config:?} {:?}", before.diagnostics);
        for file in before.files.iter() {
            written.push_str(&format!(" {:?} {:?}", file.path, file.text));
        }
        let told_by = sha256(format!("{common} {written}").as_bytes());
        // What was found before is told again with what is kept; a comment may have kept a finding from being told.
        let is_told = !before.diagnostics.is_empty() || before.files.iter().any(|file| pipeline::allows(&file.text));
        let made_by = match is_told {
            true => told_by.clone(),
            false => sha256(format!("{common} {:?}", config.without_places()).as_bytes()),
        };
        Key { made_by, told_by, files: before.files.iter().count() }
    }

    /// What an entry hangs on beside its questions: where a finding is told at a place of the configuration, on the files
    /// that hold it.
    fn of_findings(&self, findings: &Findings) -> Option<String> {
        let mut spans = findings.diagnostics.iter().filter_map(|diagnostic| diagnostic.span);
        spans.any(|span| (span.file.0 as usize) < self.files).then(|| self.told_by.clone())
    }
}

impl Cache {
    /// `folder` is made where it is missing, once something is kept.
    pub fn new(folder: PathBuf, limit: u64, world: World) -> Cache {
        Cache {
            folder,
            limit,
            world,
            answers: Mutex::default(),
            fonts: OnceLock::new(),
            has_grown: AtomicBool::new(false),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What was kept of a build that would be the same now. Outputs that are in all of their `places` already are not read.
    pub fn find(&self, key: &Key, loader: &Loader, places: &Places) -> Option<Kept> {
        self.files_of(key).into_iter().find_map(|(_, path)| {
            let mut file = File::open(&path).ok()?;
            let head = entry::Head::read(&mut file)?;
            let is_told = head.told_by.as_ref().is_none_or(|told_by| *told_by == key.told_by);
            if !is_told || !self.are_answered(&head.asked, loader) {
                return None;
            }
            let kept = head.kept(&mut file, &self.world.here, places)?;
            // What is used is kept longer; a folder that cannot be written serves all the same.
            let _ = File::options().append(true).open(&path).and_then(|file| file.set_modified(self.world.now));
            Some(kept)
        })
    }

    /// Keeps what was built, with all that it asked for.
    pub fn keep(&self, key: &Key, trace: &Trace, kept: &Kept) -> io::Result<()> {
        if trace.is_unrepeatable {
            return Ok(());
        }
        let mut asked = Vec::new();
        for (question, answer) in &trace.asked {
            let answer = match question {
                Question::Fonts => self.world_answers(question).unwrap_or_default(),
                _ => answer.clone(),
            };
            asked.push((question.clone().with_paths(|path| below(&path, &self.world.here)), answer));
        }
        let told_by = key.of_findings(&kept.findings);
        let name = sha256(format!("{asked:?} {told_by:?}").as_bytes());
        let bytes = entry::bytes(&asked, told_by, kept, &self.world.here)?;
        let folder = self.folder_of(key);
        fs::create_dir_all(&folder)?;
        let place = folder.join(&name[..ENTRY]);
        // To a pipe it would be written without end.
        if fs::symlink_metadata(&place).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(io::Error::other(format!("`{}` is no file", place.display())));
        }
        staging::write(&place, &[&bytes])?;
        self.has_grown.store(true, Ordering::Relaxed);
        for (_, path) in self.files_of(key).into_iter().skip(MOST_OF_A_KEY) {
            let _ = fs::remove_file(path);
        }
        Ok(())
    }

    /// Whether something was kept in this run.
    pub fn has_grown(&self) -> bool {
        self.has_grown.load(Ordering::Relaxed)
    }

    /// Deletes what was not used for longest, until the rest is within the limit.
    pub fn trim(&self) {
        // The folder may be one in which others keep theirs.
        let mut files = Vec::new();
        for folder in folders(&self.folder, 2).iter().flat_map(|folder| folders(folder, KEY)) {
            files.extend(files_in(&folder).into_iter().filter(|(_, path)| is_hex(path, ENTRY)));
        }
        let mut sum: u64 = files.iter().filter_map(|(_, path)| Some(fs::metadata(path).ok()?.len())).sum();
        files.sort();
        for (_, path) in files {
            if sum <= self.limit {
                break;
            }
            let length = fs::metadata(&path).map_or(0, |metadata| metadata.len());
            if fs::remove_file(&path).is_ok() {
                sum -= length.min(sum);
            }
            // Where another run has just put something into it, it stays.
            let _ = path.parent().map(fs::remove_dir);
        }
    }

    /// Whether questions, their paths seen from here, are answered as they were. Most of them were asked for another text:
    /// those are looked up all at once.
    fn are_answered(&self, asked: &[(Question, Answer)], loader: &Loader) -> bool {
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut is_same, mut unknown) = (true, Vec::new());
        let known = answers();
        for (question, answer) in asked {
            match known.get(question) {
                Some(found) => is_same &= found.as_ref() == Some(answer),
                None => unknown.push((question, answer)),
            }
        }
        drop(known);
        is_same
            && unknown.into_iter().all(|(question, answer)| {
                let here = question.clone().with_paths(|path| self.world.here.join(path));
                let found = loader.answer(&here).or_else(|| self.world_answers(&here));
                let is_same = found.as_ref() == Some(answer);
                answers().insert(question.clone(), found);
                is_same
            })
    }

    fn world_answers(&self, question: &Question) -> Option<Answer> {
        match question {
            Question::Fonts => Some(self.fonts.get_or_init(|| fonts::fingerprint(&self.world.font_folders)).clone()),
            Question::IsAhead(day) => {
                Some(if day.as_str() > self.world.today.as_deref()? { "yes" } else { "no" }.to_owned())
            }
            Question::Today => self.world.today.clone(),
            Question::Read(..)
            | Question::ReadWithin(..)
            | Question::IsFile(_)
            | Question::IsFolder(_)
            | Question::IsLink(_)
            | Question::List(_)
            | Question::Fetch(_) => None,
        }
    }

    fn folder_of(&self, key: &Key) -> PathBuf {
        self.folder.join(&key.made_by[..2]).join(&key.made_by)
    }

    /// The entries of a key, the one that was used last before the others.
    fn files_of(&self, key: &Key) -> Vec<(SystemTime, PathBuf)> {
        let mut files = files_in(&self.folder_of(key));
        files.sort();
        files.reverse();
        files
    }
}

/// A path as seen from a folder, where it lies in it.
fn below(path: &Path, here: &Path) -> PathBuf {
    path.strip_prefix(here).map_or_else(|_| path.to_owned(), |below| Path::new(".").join(below))
}

fn files_in(folder: &Path) -> Vec<(SystemTime, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let files = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        Some((entry.metadata().ok().filter(fs::Metadata::is_file)?.modified().ok()?, entry.path()))
    });
    files.collect()
}

/// The folders in a folder whose names are as many digits; links are none.
fn folders(folder: &Path, digits: usize) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let entries = entries.filter_map(Result::ok);
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path());
    folders.filter(|path| is_hex(path, digits)).collect()
}

/// Whether a name is as many hexadecimal digits.
fn is_hex(path: &Path, digits: usize) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.len() == digits && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}
