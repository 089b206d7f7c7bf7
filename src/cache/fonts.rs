//! The fonts of this machine as one hash: another font, or another version of one, may give other pages.

use std::fs;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use crate::hash::sha256;

/// How deep folders of fonts are; links may lead in circles.
const MOST_LEVELS: usize = 8;

/// All files of the folders by path, size and time, which is quicker than to read them; one of the paths may be a file.
pub(super) fn fingerprint(paths: &[PathBuf]) -> String {
    let mut lines = Vec::new();
    paths.iter().for_each(|path| add(path.clone(), 0, &mut lines));
    lines.sort();
    sha256(lines.join("\n").as_bytes())
}

fn add(path: PathBuf, level: usize, lines: &mut Vec<String>) {
    let Ok(metadata) = fs::metadata(&path) else { return };
    if !metadata.is_dir() {
        let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        lines.push(format!("{} {} {}", path.display(), metadata.len(), time.as_nanos()));
    } else if level <= MOST_LEVELS
        && let Ok(entries) = fs::read_dir(path)
    {
        entries.filter_map(Result::ok).for_each(|entry| add(entry.path(), level + 1, lines));
    }
}
