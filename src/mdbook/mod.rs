//! mdBook projects as they are: which folder is one, what it says of the book, which chapters it has.
//!
//! In: a path. Out: a [`Project`] with its manifest and the entries of its summary; [`Includes`] splices other files
//! into the texts. Nothing of mdBook is run: preprocessors, backends and themes are passed over. What the texts say is
//! `markdown`'s business.
//!
//! - `manifest` reads `book.toml`;
//! - `summary` reads `SUMMARY.md`;
//! - `include` carries out `{{#include}}` and its kin.

mod include;
mod manifest;
mod summary;

pub use include::{Expanded, Includes};
pub use manifest::Manifest;
pub use summary::{Entry, EntryKind};

use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Files, Loader};

/// The name of the manifest.
const MANIFEST: &str = "book.toml";

/// The name of the file that lists the chapters.
const SUMMARY: &str = "SUMMARY.md";

/// The folder of the texts where the manifest names none.
const SRC: &str = "src";

/// Where a project lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The folder of the manifest.
    pub folder: PathBuf,
    pub has_manifest: bool,
    /// The folder of the texts, as seen from `folder`; a manifest may say otherwise.
    pub src: String,
}

impl Project {
    /// The project that a path stands for: a folder with `book.toml`, or with `SUMMARY.md` in it or in its `src`; or
    /// one of these files.
    pub fn at(path: &Path, loader: &Loader) -> Option<Project> {
        let project = |folder: &Path, has_manifest, src: &str| {
            Some(Project { folder: folder.to_owned(), has_manifest, src: src.to_owned() })
        };
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let folder = path.parent().unwrap_or(Path::new(""));
        match name {
            MANIFEST if loader.is_file(path) => return project(folder, true, SRC),
            SUMMARY if loader.is_file(path) => return project(folder, false, ""),
            _ => {}
        }
        if loader.is_file(&path.join(MANIFEST)) {
            project(path, true, SRC)
        } else if loader.is_file(&path.join(SUMMARY)) {
            project(path, false, "")
        } else if loader.is_file(&path.join(SRC).join(SUMMARY)) {
            project(path, false, SRC)
        } else {
            None
        }
    }

    /// The path of the manifest, seen from the project's folder.
    pub fn manifest(&self) -> Option<&'static str> {
        self.has_manifest.then_some(MANIFEST)
    }

    /// The path of the summary, seen from the project's folder.
    pub fn summary(&self) -> String {
        match self.src.trim_matches('/') {
            "" | "." => SUMMARY.to_owned(),
            src => format!("{src}/{SUMMARY}"),
        }
    }
}

/// Reads a `book.toml`.
pub fn read_manifest(files: &Files, file: FileId, diagnostics: &mut Diagnostics) -> Manifest {
    manifest::read(files, file, diagnostics)
}

/// Reads a `SUMMARY.md`.
pub fn read_summary(files: &Files, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    summary::read(&files.get(file).text, file, diagnostics)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_are_known_by_their_files() {
        let loader = Loader::memory([
            ("/a/book.toml", ""),
            ("/b/SUMMARY.md", ""),
            ("/c/src/SUMMARY.md", ""),
            ("/d/x.md", ""),
            ("/d/sub/book.toml", ""),
        ]);
        let at = |path: &str| {
            let project = Project::at(Path::new(path), &loader)?;
            Some((project.folder.to_str()?.to_owned(), project.has_manifest, project.summary()))
        };
        for path in ["/a", "/a/book.toml"] {
            assert_eq!(at(path), Some(("/a".to_owned(), true, "src/SUMMARY.md".to_owned())), "{path}");
        }
        assert_eq!(at("/b"), Some(("/b".to_owned(), false, "SUMMARY.md".to_owned())));
        assert_eq!(at("/b/SUMMARY.md"), at("/b"));
        assert_eq!(at("/c"), Some(("/c".to_owned(), false, "src/SUMMARY.md".to_owned())));
        assert_eq!(at("/d"), None);
        assert_eq!(at("/d/x.md"), None);
    }
}
