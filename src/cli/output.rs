//! Files are written whole or not at all.
//!
//! In: bytes and targets. All of them are first written to temporary files beside their targets; only when
//! every one is there are they renamed. A temporary file that is not renamed is removed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where bytes go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Stdout,
    File(PathBuf),
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
            staged.push(Staged::write(path, bytes).map_err(|error| failed(path, error))?);
        }
    }
    for (target, bytes) in outputs {
        if *target == Target::Stdout {
            let mut stdout = io::stdout().lock();
            let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
            written.map_err(|error| WriteError { target: "standard output".to_owned(), error })?;
        }
    }
    for file in staged {
        let target = file.target.clone();
        file.put_in_place().map_err(|error| failed(&target, error))?;
    }
    Ok(())
}

/// Whether two paths are one file, by whatever names.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    let (Ok(x), Ok(y)) = (fs::canonicalize(a), fs::canonicalize(b)) else { return false };
    x == y || is_same_node(&x, &y)
}

/// Whether two names are hard links of one file.
#[cfg(unix)]
fn is_same_node(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(a), Ok(b)) = (fs::metadata(a), fs::metadata(b)) else { return false };
    a.is_file() && (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_same_node(_: &Path, _: &Path) -> bool {
    false
}

fn failed(path: &Path, error: io::Error) -> WriteError {
    WriteError { target: format!("`{}`", path.display()), error }
}

/// A temporary file beside its target, removed when dropped; or bytes for a device, which cannot be replaced.
struct Staged {
    target: PathBuf,
    temporary: Option<PathBuf>,
    device_bytes: Vec<u8>,
}

impl Staged {
    fn write(target: &Path, bytes: &[u8]) -> io::Result<Staged> {
        // A link stays a link: what it leads to is replaced.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let present = fs::metadata(&target).ok();
        if present.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        if present.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            return Ok(Staged { target, temporary: None, device_bytes: bytes.to_owned() });
        }
        let (path, mut file) = create_beside(&target)?;
        let staged = Staged { target, temporary: Some(path.clone()), device_bytes: Vec::new() };
        file.write_all(bytes)?;
        if let Some(metadata) = present {
            if metadata.permissions().readonly() {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is write-protected"));
            }
            fs::set_permissions(&path, metadata.permissions())?;
        }
        Ok(staged)
    }

    fn put_in_place(mut self) -> io::Result<()> {
        match self.temporary.take() {
            Some(temporary) => fs::rename(&temporary, &self.target).inspect_err(|_| {
                let _ = fs::remove_file(&temporary);
            }),
            None => OpenOptions::new().write(true).open(&self.target)?.write_all(&self.device_bytes),
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            let _ = fs::remove_file(temporary);
        }
    }
}

/// A new hidden file in the target's folder, so that the rename stays on one file system.
fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let process = std::process::id();
    let mut attempt = 0;
    loop {
        let path = target.with_file_name(format!(".{name}.{process}-{attempt}.part"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            Err(error) => return Err(error),
        }
    }
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
