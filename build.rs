//! Names the build after its sources: what a program keeps on disk is used by the same program alone.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

fn main() {
    let mut hasher = DefaultHasher::new();
    for name in ["src", "styles", "fonts", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={name}");
        add(Path::new(name), &mut hasher);
    }
    println!("cargo::rustc-env=BINDERY_BUILD={:016x}", hasher.finish());
}

/// A file, or all files of a folder in the order of their names; what is not there adds nothing.
fn add(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        paths.iter().for_each(|path| add(path, hasher));
    } else if let Ok(bytes) = fs::read(path) {
        // Checkouts differ in their separators.
        path.to_string_lossy().replace('\\', "/").hash(hasher);
        bytes.hash(hasher);
    }
}
