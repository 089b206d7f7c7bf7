//! The fonts of this machine as one hash: another font, or another version of one, may give other pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::hash::sha256;

/// How deep folders of fonts are; links may lead in circles.
const MOST_LEVELS: usize = 8;

/// All files of the folders by path, size and time, which is quicker than to read them.
pub(super) fn fingerprint(folders: &[PathBuf]) -> String {
    let mut lines = Vec::new();
    folders.iter().for_each(|folder| add(folder, 0, &mut lines));
    lines.sort();
    sha256(lines.join("\n").as_bytes())
}

fn add(folder: &Path, level: usize, lines: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() && level < MOST_LEVELS => add(&path, level + 1, lines),
            Ok(metadata) => {
                let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
                let seconds = time.map_or(0, |time| time.as_secs());
                lines.push(format!("{} {} {seconds}", path.display(), metadata.len()));
            }
            Err(_) => {}
        }
    }
}
