//! mdBook projects: what `book.toml` says of the book, which chapters `SUMMARY.md` lists.
//!
//! In: the project's folder. Out: an [`Outline`]; [`Includes`] splices other files into the texts. Nothing of mdBook is
//! run: preprocessors, backends and themes are named and passed over.
//!
//! - `manifest` reads `book.toml`;
//! - `summary` reads `SUMMARY.md`;
//! - `include` carries out `{{#include}}` and its kin.

mod include;
mod manifest;
mod summary;

pub use include::{Expanded, Includes};

use super::entry::EntryKind;
use super::folder;
use super::reader::{Listed, Reader, folder_of, joined};
use super::{Outline, Places};
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::HiddenLines;
use crate::url;
use manifest::Manifest;

/// The name of the manifest.
pub const MANIFEST: &str = "book.toml";

/// The name of the file that lists the chapters.
pub const SUMMARY: &str = "SUMMARY.md";

/// The folder of the texts where the manifest names none.
pub const SRC: &str = "src";

/// Reads the project in a folder, by its book path; `None` where it has no summary that can be read.
pub fn read(reader: &mut Reader, base: &str) -> Option<Outline> {
    let mut manifest = Manifest::default();
    let path = joined(base, MANIFEST);
    if reader.is_file(&path) {
        let file = reader.read(&path, None)?;
        manifest = manifest::read(reader.files, file, reader.diagnostics);
    }
    let src = manifest.src.as_deref().unwrap_or(SRC);
    let Some(summary_path) = url::join(&path, &joined(src.trim_matches('/'), SUMMARY)) else {
        let message = format!("the folder `{src}` of the texts lies outside the book's folder");
        let hint = "name a folder that holds both with `--root`";
        reader.diagnostics.push(Diagnostic::new(Code::OutsideBook, message).hint(hint));
        return None;
    };
    let summary = reader.read(&summary_path, None)?;
    let text = reader.text(summary);
    let mut listed = Listed::new(&summary_path);
    let mut entries = summary::read(&text, summary, reader.diagnostics);
    entries.retain_mut(|entry| match &mut entry.kind {
        EntryKind::Chapter(path) => match listed.chapter(reader, &summary_path, path, entry.span) {
            Some(found) => {
                *path = found;
                true
            }
            None => false,
        },
        EntryKind::Draft | EntryKind::Part(_) => true,
    });
    if manifest.hides_numbers {
        entries.iter_mut().for_each(|entry| entry.number = None);
    }
    let src = folder_of(&summary_path).to_owned();
    let left_out = folder::unlisted(reader, &src, |path| listed.has(path) || path == summary_path);
    Some(Outline {
        entries,
        front_matter: manifest.front_matter,
        places: Places { root: src, has_index: true, redirects: manifest.redirects, ..Places::default() },
        hidden_lines: HiddenLines { is_on: true, prefixes: manifest.hidden_lines },
        has_includes: true,
        left_out,
        ..Outline::default()
    })
}
