//! The words that may differ, file by file, each with its reason.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::bag::{Bag, Difference};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    #[serde(default)]
    exception: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    file: String,
    stage: String,
    /// Words that are expected and not found, parted by white space.
    #[serde(default)]
    missing: String,
    /// Words that are found and not expected.
    #[serde(default)]
    extra: String,
    reason: String,
}

impl Exceptions {
    pub fn read() -> Exceptions {
        let exceptions: Exceptions = toml::from_str(include_str!("exceptions.toml")).expect("exceptions.toml is sound");
        assert!(exceptions.exception.iter().all(|exception| exception.reason.len() > 20), "an exception has a reason");
        exceptions
    }

    /// Takes what is excused from a difference. An exception that excuses nothing comes back as a difference.
    pub fn excuse(&self, file: &str, stage: &str, difference: &mut Difference) {
        for exception in self.exception.iter().filter(|exception| exception.file == file && exception.stage == stage) {
            take(&mut difference.missing, &exception.missing);
            take(&mut difference.extra, &exception.extra);
        }
    }
}

fn take(words: &mut BTreeMap<String, i64>, excused: &str) {
    for (word, count) in Bag::of(excused).difference(&Bag::default()).missing {
        let left = words.entry(word.clone()).or_default();
        *left -= count;
        if *left == 0 {
            words.remove(&word);
        }
    }
}
