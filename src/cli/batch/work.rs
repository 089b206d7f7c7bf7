//! Jobs done by a few more threads than there are cores, told in their order.
//!
//! In: [`Job`]s. Out: [`Done`]s, one after another as they stand in the batch. Each thread holds one book at a time, so a
//! batch needs no more memory than that many books. Outputs are written by the thread that built them; a text that fails,
//! be it by a fault of the program, fails alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use bindery::config::{Config, Format};
use bindery::diagnostic::Severity;
use bindery::pipeline::{Built, Error, Findings};
use bindery::source::{Files, normal};

use super::super::absolute;
use super::super::building::{Building, Failure, Made};
use super::super::configure::{self, Usage};
use super::super::name::{Facts, Pattern};
use super::super::output::{self, Target};
use super::super::watch::{Reason, Stop};

/// Threads beyond the cores: some wait for their turn or for the disk, and the cores are to have work meanwhile. Of two cores
/// 600 articles take 86 % without, 94 % with two more and 95 % with six, in 5 % less time. They build in the one pool, so
/// no more books are held.
const WAITING: usize = 6;

/// How often it looks whether to end.
const GLANCE: Duration = Duration::from_millis(20);

/// One text of a batch, or several that become one book.
pub struct Job {
    /// How it is called in messages.
    pub shown: String,
    pub config: Config,
    /// Where its outputs go.
    pub places: Vec<(Format, Pattern)>,
    pub stem: String,
    pub path: String,
}

impl Job {
    /// The files that an output becomes.
    fn outputs(&self, built: &Built, format: Format) -> Vec<PathBuf> {
        let facts = self.facts(built);
        self.places.iter().filter(|(named, _)| *named == format).map(|(_, pattern)| pattern.fill(&facts)).collect()
    }

    fn facts(&self, built: &Built) -> Facts {
        Facts {
            slug: output::slug(&built.title),
            date: built.date.clone(),
            stem: self.stem.clone(),
            path: self.path.clone(),
        }
    }
}

/// What became of a job.
pub struct Done {
    pub findings: Findings,
    pub outcome: Outcome,
    pub time: Duration,
    pub is_cached: bool,
    /// Why it could not be kept for the next build.
    pub unkept: Option<String>,
}

/// What is told of a batch.
pub enum Event {
    /// A job by its number is done.
    Done(usize, Box<Done>),
    /// No more of them are to be done.
    Stopped(Reason),
}

pub enum Outcome {
    Written(Vec<Written>),
    /// It could be written, which was not asked for.
    Checked,
    /// A draft.
    Unpublished,
    /// It has errors, which the findings tell.
    Errors,
    /// It has warnings, and none are wanted.
    Warnings,
    /// It could not be written, or the program is at fault.
    Failed {
        message: String,
        hint: Option<String>,
    },
    /// The command line is wrong.
    Usage {
        message: String,
        hint: Option<String>,
    },
}

/// An output.
pub struct Written {
    pub path: PathBuf,
    pub pages: Option<usize>,
    pub bytes: usize,
    pub sha256: String,
}

/// How jobs are done.
pub struct Workers<'w> {
    pub building: &'w Building<'w>,
    /// The texts that places of configurations point into.
    pub files: &'w Files,
    pub is_strict: bool,
    /// Nothing is written.
    pub is_check: bool,
    pub turns: Turns,
}

/// Names of outputs are given in the order of the jobs, however quick each is: of two that ask for one name the first in
/// the batch has it, and the other writes nothing. Where all names are known before, and no two are the same, none waits.
pub struct Turns {
    has_waiting: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Whose turn it is.
    next: usize,
    taken: BTreeSet<PathBuf>,
    /// Who waits for which turn: to wake them all at each would keep a core busy.
    waiting: BTreeMap<usize, Thread>,
    /// Folders of outputs by their names, links followed.
    folders: BTreeMap<PathBuf, PathBuf>,
}

impl Turns {
    pub fn of(jobs: &[Job]) -> Turns {
        let mut state = State::default();
        let mut is_free = |job: &Job, pattern: &Pattern| {
            let facts = Facts { stem: job.stem.clone(), path: job.path.clone(), ..Facts::default() };
            let name = state.whole(&pattern.fill(&facts));
            !pattern.asks_the_book() && state.taken.insert(name)
        };
        let are_free = jobs.iter().all(|job| job.places.iter().all(|(_, pattern)| is_free(job, pattern)));
        Turns { has_waiting: !are_free, state: Mutex::default() }
    }

    /// Waits for the turn of a job and passes it on; gives the first of its names that is taken. Every job has to ask, or
    /// those after it wait for ever.
    fn claim<'p>(&self, index: usize, names: &[&'p Path]) -> Option<&'p Path> {
        if !self.has_waiting {
            return None;
        }
        let lock = || self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = lock();
        while state.next != index {
            state.waiting.insert(index, thread::current());
            drop(state);
            thread::park();
            state = lock();
        }
        let wholes: Vec<PathBuf> = names.iter().map(|path| state.whole(path)).collect();
        let taken = names.iter().zip(&wholes).find(|(_, whole)| state.taken.contains(*whole)).map(|(path, _)| *path);
        if taken.is_none() {
            state.taken.extend(wholes);
        }
        state.next += 1;
        let next = state.next;
        if let Some(thread) = state.waiting.remove(&next) {
            thread.unpark();
        }
        taken
    }
}

impl State {
    /// A path by which equal ones are known, though they be written otherwise or be links.
    fn whole(&mut self, path: &Path) -> PathBuf {
        let path = normal(&absolute(path));
        let is_link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
        if is_link && let Ok(file) = fs::canonicalize(&path) {
            return file;
        }
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return path };
        let real = |folder: &Path| fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        self.folders.entry(folder.to_owned()).or_insert_with(|| real(folder)).join(name)
    }
}

impl Workers<'_> {
    /// Does all jobs, and hands over each as soon as those before it are done. Where something asks for an end, all that are
    /// done are handed over, and then that.
    pub fn run(&self, jobs: &[Job], stop: &Stop, mut tell: impl FnMut(Event)) {
        let next = AtomicUsize::new(0);
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..(rayon::current_num_threads() + WAITING).min(jobs.len()) {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(job) = jobs.get(index) else { break };
                        let done = self.one(index, job);
                        if sender.send((index, Box::new(done))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let mut waiting = BTreeMap::new();
            let mut told = 0;
            loop {
                let received = receiver.recv_timeout(GLANCE);
                let is_over = matches!(received, Err(RecvTimeoutError::Disconnected));
                waiting.extend(received);
                while let Some(done) = waiting.remove(&told) {
                    tell(Event::Done(told, done));
                    told += 1;
                }
                if is_over {
                    break;
                }
                if let Some(reason) = stop.reason() {
                    waiting.extend(receiver.try_iter());
                    std::mem::take(&mut waiting).into_iter().for_each(|(index, done)| tell(Event::Done(index, done)));
                    tell(Event::Stopped(reason));
                }
            }
        });
    }

    fn one(&self, index: usize, job: &Job) -> Done {
        let started = Instant::now();
        let mut findings = Findings { files: self.files.clone(), ..Findings::default() };
        let places = |built: &Built, format| job.outputs(built, format);
        let make = || self.building.make(&job.config, &mut findings, &places, &mut |_| {});
        let made = panic::catch_unwind(AssertUnwindSafe(make));
        let has = |severity| findings.diagnostics.iter().any(|diagnostic| diagnostic.severity == severity);
        let (mut is_cached, mut unkept) = (false, None);
        let outcome = match made {
            Err(_) => Outcome::Failed {
                message: "bindery stopped at a fault of its own".to_owned(),
                hint: Some("please report it with the text that brings it about".to_owned()),
            },
            Ok(Err(failure)) => of_failure(&failure),
            Ok(Ok(_)) if has(Severity::Error) => Outcome::Errors,
            Ok(Ok(_)) if self.is_strict && has(Severity::Warning) => Outcome::Warnings,
            Ok(Ok(made)) if self.is_check => {
                is_cached = made.is_cached;
                Outcome::Checked
            }
            Ok(Ok(mut made)) => {
                (is_cached, unkept) = (made.is_cached, made.unkept.take());
                let outcome = self.write(index, job, &made);
                return Done { findings, outcome, time: started.elapsed(), is_cached, unkept };
            }
        };
        self.turns.claim(index, &[]);
        Done { findings, outcome, time: started.elapsed(), is_cached, unkept }
    }

    fn write(&self, index: usize, job: &Job, made: &Made) -> Outcome {
        let built = &made.built;
        let facts = job.facts(built);
        let mut outputs: Vec<(PathBuf, Format, usize)> = Vec::new();
        for (format, pattern) in &job.places {
            if let Some(length) = made.length(*format) {
                outputs.push((pattern.fill(&facts), *format, length));
            }
        }
        let names: Vec<&Path> = outputs.iter().map(|(path, ..)| path.as_path()).collect();
        if let Some(path) = self.turns.claim(index, &names) {
            return taken(path);
        }
        for (path, _, _) in &outputs {
            if made.read.iter().any(|file| output::is_same_file(file, path)) {
                let message = configure::overwrites(path);
                return Outcome::Usage { message, hint: Some("give the output another name".to_owned()) };
            }
            if let Err(Usage::Message { message, hint }) = configure::refuse_link(path, self.building.loader) {
                return Outcome::Usage { message, hint };
            }
        }
        // What is there already stays, with its time.
        let mut pairs: Vec<(Target, &[u8])> = Vec::new();
        for (path, format, _) in &outputs {
            let Some(bytes) = built.outputs.get(format).filter(|bytes| !is_there(path, bytes)) else { continue };
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
                && let Err(error) = fs::create_dir_all(folder)
            {
                let message = format!("cannot make the folder `{}`: {error}", folder.display());
                return Outcome::Failed { message, hint: None };
            }
            pairs.push((Target::File(path.clone()), bytes));
        }
        if let Err(failure) = output::write(&pairs) {
            let message = format!("cannot write {}: {}", failure.target, failure.error);
            return Outcome::Failed { message, hint: Some("previous output is intact".to_owned()) };
        }
        let written = outputs.into_iter().map(|(path, format, bytes)| Written {
            path,
            pages: built.pages.filter(|_| format == Format::Pdf),
            bytes,
            sha256: made.hash(format),
        });
        Outcome::Written(written.collect())
    }
}

/// What is told of a name that an earlier text of the batch has.
fn taken(path: &Path) -> Outcome {
    let message = format!("another text before it has the name `{}`", path.display());
    Outcome::Failed { message, hint: Some("`{path}` in the name of outputs tells texts apart".to_owned()) }
}

fn of_failure(failure: &Failure) -> Outcome {
    match failure {
        Failure::Build(Error::Unpublished) => Outcome::Unpublished,
        Failure::Build(Error::Stopped) => Outcome::Errors,
        Failure::Build(error @ Error::UnknownTheme { .. }) => Outcome::Usage { message: error.to_string(), hint: None },
        Failure::Build(error @ Error::NoInput) => Outcome::Failed { message: error.to_string(), hint: None },
        Failure::Build(error @ (Error::Epub(_) | Error::Pdf(_))) => {
            Outcome::Failed { message: error.to_string(), hint: Some("previous output is intact".to_owned()) }
        }
        Failure::Differs(format) => {
            let (message, hint) = differs(*format);
            Outcome::Failed { message, hint: Some(hint) }
        }
    }
}

/// What is told where a second build gave other bytes.
pub fn differs(format: Format) -> (String, String) {
    let message = format!("a second build gives another {}; nothing was written", format.name().to_uppercase());
    (message, "this is not your text's fault; please report it with the text that brings it about".to_owned())
}

fn is_there(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|there| there == bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(name: &str, pattern: &str) -> Job {
        let pattern = Pattern::parse(pattern).unwrap();
        Job {
            shown: name.to_owned(),
            config: Config::default(),
            places: vec![(Format::Epub, pattern)],
            stem: name.to_owned(),
            path: name.to_owned(),
        }
    }

    #[test]
    fn none_waits_where_all_names_are_known() {
        let of = |pattern: &str| Turns::of(&["a", "b"].map(|name| job(name, pattern)));
        // The second would wait for ever.
        assert_eq!(of("dist/{path}.epub").claim(1, &[Path::new("dist/b.epub")]), None);
        assert!(of("dist/{slug}.epub").has_waiting && of("dist/one.epub").has_waiting);
        let turns = of("dist/{date}.epub");
        let name = Path::new("dist/undated.epub");
        assert_eq!((turns.claim(0, &[name]), turns.claim(1, &[name])), (None, Some(name)));
    }
}
