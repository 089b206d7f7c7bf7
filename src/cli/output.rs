//! Where outputs go: all of them whole, or none.
//!
//! In: bytes and targets. Files are staged, then streams are written, and only when nothing was refused are the files put in
//! their places.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bindery::staging::{Staged, put_in_place};

/// Where bytes go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Stdout,
    File(PathBuf),
}

impl Target {
    /// How it is called.
    pub fn name(&self) -> String {
        match self {
            Target::Stdout => "standard output".to_owned(),
            Target::File(path) => path.display().to_string(),
        }
    }
}

/// Why a target could not be written.
#[derive(Debug)]
pub struct WriteError {
    pub target: String,
    pub error: io::Error,
}

/// Writes all targets.
pub fn write(outputs: &[(Target, &[u8])]) -> Result<(), WriteError> {
    let mut staged = Vec::new();
    for (target, bytes) in outputs {
        if let Target::File(path) = target {
            staged.push(Staged::write(path, &[bytes]).map_err(|error| failed(path, error))?);
        }
    }
    for (target, bytes) in outputs {
        if *target == Target::Stdout {
            let mut stdout = io::stdout().lock();
            let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
            written.map_err(|error| WriteError { target: "standard output".to_owned(), error })?;
        }
    }
    put_in_place(staged).map_err(|(path, error)| failed(&path, error))
}

/// Whether two paths are one file, by whatever names: links of both kinds are the file that they lead to.
#[cfg(unix)]
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(a), Ok(b)) = (fs::metadata(a), fs::metadata(b)) else { return false };
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Whether two paths are one file, by whatever names.
#[cfg(not(unix))]
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    let (Ok(a), Ok(b)) = (fs::canonicalize(a), fs::canonicalize(b)) else { return false };
    a == b
}

fn failed(path: &Path, error: io::Error) -> WriteError {
    WriteError { target: format!("`{}`", path.display()), error }
}

/// A title as the stem of a file's name: letters and digits, words joined by `-`.
pub fn slug(title: &str) -> String {
    /// File systems allow 255 bytes; this many characters stay below it in any script.
    const MOST_CHARACTERS: usize = 60;
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        // An apostrophe does not part words: `don't` is `dont`.
        if matches!(character, '\'' | '\u{2019}') {
            continue;
        }
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let cut: String = slug.chars().take(MOST_CHARACTERS).collect();
    let whole_words = match cut.rsplit_once('-') {
        Some((words, _)) if cut.len() < slug.len() && !slug[cut.len()..].starts_with('-') => words,
        _ => cut.as_str(),
    };
    let slug = whole_words.trim_matches('-');
    if slug.is_empty() { "untitled".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for (title, expected) in [
            ("Announcing Rust 1.94.1", "announcing-rust-1-94-1"),
            ("  Don\u{2019}t — “panic”!  ", "dont-panic"),
            ("吾輩は猫である", "吾輩は猫である"),
            ("../../etc/passwd", "etc-passwd"),
            ("…", "untitled"),
            ("", "untitled"),
        ] {
            assert_eq!(slug(title), expected);
        }
        let long = slug(&"word ".repeat(100));
        assert!(long.chars().count() <= 60 && long.ends_with("word"));
    }
}
