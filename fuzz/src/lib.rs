//! What is fuzzed: one function for each target, called by the programs of cargo-fuzz and by `smoke`, which needs neither
//! a nightly toolchain nor a sanitizer.
//!
//! A function gets any bytes. It fails by a panic: of the library's own, or of a property that it holds of all input.

use std::ffi::OsString;
use std::sync::OnceLock;

pub mod mutate;
pub mod seeds;
mod targets;

/// Something that reads input from strangers.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// How many cases a smoke run has: a few seconds' worth without optimization.
    pub smoke_cases: u64,
    /// The longest case; libFuzzer is given the same.
    pub most_bytes: usize,
}

/// All of them.
pub const TARGETS: [Target; 9] = [
    Target { name: "markdown", run: targets::markdown, smoke_cases: 1000, most_bytes: 4096 },
    Target { name: "dialects", run: targets::dialects, smoke_cases: 1000, most_bytes: 4096 },
    Target { name: "css", run: targets::css, smoke_cases: 80, most_bytes: 4096 },
    Target { name: "front_matter", run: targets::front_matter, smoke_cases: 1000, most_bytes: 4096 },
    Target { name: "html", run: targets::html, smoke_cases: 1000, most_bytes: 4096 },
    Target { name: "svg", run: targets::svg, smoke_cases: 24, most_bytes: 4096 },
    Target { name: "image", run: targets::image, smoke_cases: 24, most_bytes: 4096 },
    Target { name: "feeds", run: targets::feeds, smoke_cases: 1000, most_bytes: 8192 },
    Target { name: "book", run: targets::book, smoke_cases: 40, most_bytes: 8192 },
];

/// The target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Runs a target over one input. Where the environment's `FUZZ_CURRENT` names a file, the input is written there before: a stack
/// that overflows ends the process before libFuzzer can keep anything.
///
/// # Panics
///
/// Where the input is a find, and where there is no such target.
pub fn run(name: &str, data: &[u8]) {
    let target = target(name).expect("a target of that name");
    static CURRENT: OnceLock<Option<OsString>> = OnceLock::new();
    if let Some(file) = CURRENT.get_or_init(|| std::env::var_os("FUZZ_CURRENT")) {
        std::fs::write(file, data).expect("the file of FUZZ_CURRENT is written");
    }
    (target.run)(data);
}
