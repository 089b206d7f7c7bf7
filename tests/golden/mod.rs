//! Golden cases: sections of text files in `tests/suite/`, and what is expected of each in `tests/ref/`.
//!
//! A section begins with `--- name stage ---` and ends where the next begins. `UPDATE=1 cargo test` writes the
//! references anew; a reference without a case fails.

mod suite;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

pub use suite::suite;
use suite::{tests, text_files};

/// Compares what was found with the references of a folder of `tests/ref/`.
pub struct References {
    folder: PathBuf,
    update: bool,
    used: BTreeSet<PathBuf>,
    failures: Vec<String>,
}

impl References {
    pub fn new(folder: &str) -> References {
        let folder = tests().join("ref").join(folder);
        References { folder, update: std::env::var_os("UPDATE").is_some(), used: BTreeSet::new(), failures: Vec::new() }
    }

    pub fn check(&mut self, name: &str, found: &str) {
        let reference = self.folder.join(format!("{name}.txt"));
        assert!(self.used.insert(reference.clone()), "two cases are named `{name}`");
        if self.update {
            fs::create_dir_all(&self.folder).unwrap();
            fs::write(&reference, found).unwrap();
            return;
        }
        let expected = fs::read_to_string(&reference).unwrap_or_default();
        if found != expected {
            self.failures.push(format!("{name}\n-- expected\n{expected}-- found\n{found}"));
        }
    }

    /// Fails where a case differed or a reference was not used.
    pub fn finish(self) {
        assert!(self.failures.is_empty(), "{}", self.failures.join("\n"));
        let unused: Vec<PathBuf> =
            text_files(&self.folder).into_iter().filter(|file| !self.used.contains(file)).collect();
        assert!(unused.is_empty(), "references without a case: {unused:?}");
    }
}
