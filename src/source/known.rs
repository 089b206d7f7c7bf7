//! What the builds of one run know of the file system: which paths are files, which folders.
//!
//! Articles of a folder ask the same hundreds of questions of the folders that hold them, mostly for the files of other
//! tools. Each is asked once a run, so all builds of a run see one state.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What lies at a path, links followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A pipe, a device, or nothing that can be seen.
    Other,
}

impl Kind {
    /// What lies there now.
    pub(super) fn of(path: &Path) -> Kind {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => Kind::File,
            Ok(metadata) if metadata.is_dir() => Kind::Folder,
            Ok(_) | Err(_) => Kind::Other,
        }
    }
}

/// The kinds of the paths that were asked for.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<HashMap<PathBuf, Kind>>);

impl Known {
    /// What is known of a path, else what `ask` says.
    pub(super) fn kind(&self, path: &Path, ask: impl FnOnce() -> Kind) -> Kind {
        // A thread that panicked has left whole entries.
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(path).copied();
        found.unwrap_or_else(|| {
            let kind = ask();
            // Two threads may ask at once: the first answer holds.
            *known().entry(path.to_owned()).or_insert(kind)
        })
    }
}
