//! How fast code is taken apart: megabytes a second for each language of `tests/suite/highlight/`, its case repeated.
//!
//! `cargo run --release --example highlight`

use std::fs;
use std::path::Path;
use std::time::Instant;

use bindery::highlight::{Highlighter, Named};

/// Bytes of text for each language.
const LENGTH: usize = 2_000_000;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/highlight");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the suite").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let highlighter = Highlighter::default();
    for file in files {
        let text = fs::read_to_string(&file).expect("a text");
        for case in text.split("--- ").filter(|case| case.contains(" code ---\n")) {
            let Some((name, code)) = case.split_once(" code ---\n") else { continue };
            let Named::Language(language) = highlighter.language(name) else { continue };
            let code = code.repeat(LENGTH / code.len());
            highlighter.tokens(&language, case);
            let start = Instant::now();
            let count = highlighter.tokens(&language, &code).len();
            let speed = code.len() as f64 / 1e6 / start.elapsed().as_secs_f64();
            println!("{name:12} {speed:7.1} MB/s {count:8} tokens");
        }
    }
}
