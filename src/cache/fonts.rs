//! The fonts of this machine as one hash: another font, or another version of one, may give other pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::hash::sha256;

/// How deep folders of fonts are; links may lead in circles.
const MOST_LEVELS: usize = 8;

/// All files of the folders by path, size and time, which is quicker than to read them; one of the paths may be a file.
pub(super) fn fingerprint(paths: &[PathBuf]) -> String {
    let mut lines = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => add(path, 0, &mut lines),
            false => lines.extend(line(path)),
        }
    }
    lines.sort();
    sha256(lines.join("\n").as_bytes())
}

fn add(folder: &Path, level: usize, lines: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        match path.is_dir() {
            true if level < MOST_LEVELS => add(&path, level + 1, lines),
            true => {}
            false => lines.extend(line(&path)),
        }
    }
}

fn line(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    Some(format!("{} {} {}", path.display(), metadata.len(), time.as_nanos()))
}
