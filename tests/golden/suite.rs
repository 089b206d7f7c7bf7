//! The cases in the text files of `tests/suite/`.

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

pub fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

pub fn text_files(folder: &Path) -> Vec<PathBuf> {
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
