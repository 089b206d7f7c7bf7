//! How long a second build of a book sets its pages after one edited word, beside the first.
//!
//! `cargo run --release --example rebuild -- FOLDER FILE FROM TO`: builds the folder, puts TO in the place of the first
//! FROM of FILE, builds again in the same session, and prints both times and how many chapters were set.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bindery::config::{Config, Format, Input};
use bindery::pipeline::{self, Findings, Session};
use bindery::source::Loader;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, file, from, to] = arguments.as_slice() else {
        return Err("usage: rebuild FOLDER FILE FROM TO".into());
    };
    let mut files = Vec::new();
    collect(Path::new(folder), &mut files)?;
    let config = Config {
        inputs: vec![Input::Path { path: PathBuf::from(folder), shown: folder.clone() }],
        formats: [Format::Pdf].into(),
        ..Config::default()
    };
    let mut session = Session::default();
    let first = set(&mut session, &config, &Loader::memory(files.clone()))?;
    println!("first build: {} chapters set in {:.0} ms", session.set_chapters(), millis(first));
    let path = Path::new(folder).join(file);
    for (_, bytes) in files.iter_mut().filter(|(name, _)| *name == path) {
        *bytes = String::from_utf8_lossy(bytes).replacen(from.as_str(), to, 1).into_bytes();
    }
    let second = set(&mut session, &config, &Loader::memory(files))?;
    let share = 100.0 * second.as_secs_f64() / first.as_secs_f64();
    println!(
        "second build: {} chapters set in {:.0} ms, {share:.1} % of the first",
        session.set_chapters(),
        millis(second)
    );
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) -> Result<(), Box<dyn Error>> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            let bytes = std::fs::read(&path)?;
            files.push((path, bytes));
        }
    }
    Ok(())
}

/// The time that setting the pages takes, without reading and writing.
fn set(session: &mut Session, config: &Config, loader: &Loader) -> Result<Duration, Box<dyn Error>> {
    let mut findings = Findings::default();
    let book = pipeline::read(config, loader, &mut findings)?;
    let began = Instant::now();
    session.lay_out(&book, config, &mut findings.diagnostics);
    Ok(began.elapsed())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
