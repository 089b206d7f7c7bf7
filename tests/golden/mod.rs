//! Golden cases: sections of text files in `tests/suite/`, and what is expected of each in `tests/ref/`.
//!
//! A section begins with `--- name stage ---` and ends where the next begins. `UPDATE=1 cargo test` writes the
//! references anew; a reference without a case fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A case by its name, unique in its stage.
pub struct Case {
    pub name: String,
    pub text: String,
}

/// The cases of a stage in the text files of a folder of `tests/suite/`, by file.
pub fn suite(folder: &str, stage: &str) -> Vec<(PathBuf, Vec<Case>)> {
    let read = |file: PathBuf| (file.clone(), cases(&fs::read_to_string(&file).unwrap(), stage));
    text_files(&tests().join("suite").join(folder)).into_iter().map(read).collect()
}

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

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn text_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

fn cases(text: &str, stage: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let end = format!(" {stage} ---");
    for line in text.split_inclusive('\n') {
        let header = line.trim_end().strip_prefix("--- ").and_then(|line| line.strip_suffix(&end));
        match (header, cases.last_mut()) {
            (Some(name), _) => cases.push(Case { name: name.to_owned(), text: String::new() }),
            (None, Some(case)) => case.text.push_str(line),
            (None, None) => assert!(line.trim().is_empty(), "text before the first case: {line}"),
        }
    }
    for case in &mut cases {
        case.text = case.text.trim_end().to_owned() + "\n";
    }
    cases
}
