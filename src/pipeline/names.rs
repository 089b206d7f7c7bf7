//! The names of content documents.
//!
//! In: paths of texts. Out: stems in the letters that every store and system takes, each given once.

use std::collections::{BTreeMap, BTreeSet};

/// Names of content documents given away, without regard to case, and for each stem the last number after it, so that
/// a stem asked for a thousand times costs no thousand tries.
#[derive(Default)]
pub struct Names {
    taken: BTreeSet<String>,
    counts: BTreeMap<String, usize>,
}

impl Names {
    /// A file's stem in the letters that every store and system takes, unique.
    pub fn of(&mut self, path: &str) -> String {
        let file_name = path.rsplit('/').next().unwrap_or_default();
        let stem = match file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem) {
            // A folder's article is called by the folder.
            "index" => path.rsplit('/').nth(1).unwrap_or("index"),
            stem => stem,
        };
        let mut safe = String::new();
        for character in stem.chars() {
            match character {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => safe.push(character),
                _ if safe.ends_with('-') || safe.is_empty() => {}
                _ => safe.push('-'),
            }
        }
        let safe = safe.trim_end_matches('-');
        let stem = if safe.is_empty() { "chapter" } else { safe };
        if self.taken.insert(stem.to_lowercase()) {
            return stem.to_owned();
        }
        let count = self.counts.entry(stem.to_lowercase()).or_insert(1);
        loop {
            *count += 1;
            let name = format!("{stem}-{count}");
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
        }
    }
}
