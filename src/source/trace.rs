//! What a build asked of the world, and what it was answered: with the same answers it would be the same build.
//!
//! In: the questions that go through a recording [`Loader`]. Out: a [`Trace`], which can be asked again at another time
//! (`Build Systems à la Carte`, section 4.2.2, "verifying traces"). What a text does not find is a question as well.
//!
//! [`Loader`]: super::Loader

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// Something that a build asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Question {
    /// The bytes of a file, of at most as many.
    Read(PathBuf, u64),
    /// The same of a file that must lie in a folder.
    ReadWithin(PathBuf, PathBuf, u64),
    IsFile(PathBuf),
    IsFolder(PathBuf),
    IsLink(PathBuf),
    List(PathBuf),
    /// What lies at an address of the web.
    Fetch(String),
    /// Which fonts this machine has.
    Fonts,
    /// Whether a day, `YYYY-MM-DD`, is after that of the build.
    IsAhead(String),
    /// Which day it is.
    Today,
}

impl Question {
    /// The same about other paths.
    pub fn with_paths(self, other: impl Fn(PathBuf) -> PathBuf) -> Question {
        match self {
            Question::Read(path, limit) => Question::Read(other(path), limit),
            Question::ReadWithin(root, path, limit) => Question::ReadWithin(other(root), other(path), limit),
            Question::IsFile(path) => Question::IsFile(other(path)),
            Question::IsFolder(path) => Question::IsFolder(other(path)),
            Question::IsLink(path) => Question::IsLink(other(path)),
            Question::List(path) => Question::List(other(path)),
            Question::Fetch(_) | Question::Fonts | Question::IsAhead(_) | Question::Today => self,
        }
    }

    /// The file whose bytes were asked for.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Question::Read(path, _) | Question::ReadWithin(_, path, _) => Some(path),
            Question::IsFile(_)
            | Question::IsFolder(_)
            | Question::IsLink(_)
            | Question::List(_)
            | Question::Fetch(_)
            | Question::Fonts
            | Question::IsAhead(_)
            | Question::Today => None,
        }
    }
}

/// What was answered, as a hash; equal answers have equal hashes.
pub type Answer = String;

/// Questions with their answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    pub asked: BTreeMap<Question, Answer>,
    /// Whether something was read that can be read only once, such as a pipe.
    pub is_unrepeatable: bool,
}

/// Where a loader writes down what it is asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Record(Arc<Mutex<Trace>>);

impl Record {
    pub(super) fn add(&self, question: Question, answer: impl FnOnce() -> Answer) {
        let answer = answer();
        self.with(|trace| trace.asked.insert(question, answer));
    }

    pub(super) fn is_unrepeatable(&self) {
        self.with(|trace| trace.is_unrepeatable = true);
    }

    pub(super) fn trace(&self) -> Trace {
        self.with(|trace| trace.clone())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Trace) -> T) -> T {
        // A thread that panicked has left whole entries.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
