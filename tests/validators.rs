//! The samples and a page of badly nested HTML, as built by the program, satisfy the real validators: EPUBCheck, Ace, veraPDF, qpdf and more.
//!
//! `.ci/validate.sh` runs them. Where one is missing the test says that it was skipped, and fails if `CI` is
//! `true`: there `.ci/install.sh` has installed them all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What `.ci/validate.sh` exits with where a validator is missing.
const MISSING: i32 = 3;

#[path = "golden/suite.rs"]
mod golden;

/// The projects of the suite, written to disk.
fn projects(folder: &Path) -> Vec<(String, PathBuf)> {
    let _ = fs::remove_dir_all(folder);
    let mut projects = Vec::new();
    for case in golden::suite("project", "project").into_iter().flat_map(|(_, cases)| cases) {
        let root = folder.join(&case.name);
        let mut paths = Vec::new();
        for file in case.text.split("=== ").skip(1) {
            let (path, text) = file.split_once('\n').expect("a file has a name");
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
            fs::write(&path, text).expect("the file can be written");
            paths.push(path);
        }
        // A feed is one file.
        let is_feed = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == "feed");
        let input = match paths.as_slice() {
            [path] if is_feed(path) => path.clone(),
            _ => root,
        };
        projects.push((case.name, input));
    }
    projects
}

#[test]
fn the_samples_satisfy_the_validators() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("validators");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).expect("the folder can be made");
    let samples = fs::read_dir(root.join("samples")).expect("there are samples");
    let samples = samples.map(|entry| entry.expect("the folder can be read").path());
    let themes = fs::read_dir(root.join("samples/themes")).expect("there are themes");
    let themes = themes.map(|entry| entry.expect("the folder can be read").path());
    // Raw HTML that no validator would take as it is written, text from right to left, fonts of a style sheet.
    let texts =
        ["suite/epub/html.md", "suite/epub/code.md", "suite/rtl/hebrew.md", "suite/rtl/persian.md", "fonts/boxes.md"];
    let texts = texts.map(|text| root.join("tests").join(text));
    let dialects = fs::read_dir(root.join("tests/suite/dialects")).expect("there are texts");
    let dialects = dialects.map(|entry| entry.expect("the folder can be read").path());
    for input in samples.chain(themes).chain(texts).chain(dialects) {
        let name = input.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let is_book = input.join("01-the-page.md").is_file();
        if !is_book && input.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let status = Command::new(env!("CARGO_BIN_EXE_bindery"))
            .arg(&input)
            .args(["-q", "--no-system-fonts", "-o"])
            .arg(out.join(format!("{name}.epub")))
            .arg("-o")
            .arg(out.join(format!("{name}.pdf")))
            .status()
            .expect("the program can be run");
        assert!(status.success(), "{name}: {status}");
    }

    let status = Command::new(env!("CARGO_BIN_EXE_bindery"))
        .arg(root.join("samples/the-vibrating-string.md"))
        .args(["-q", "--no-system-fonts", "--math", "svg", "-o"])
        .arg(out.join("formulas-drawn.epub"))
        .status()
        .expect("the program can be run");
    assert!(status.success(), "formulas that are drawn: {status}");

    for (name, folder) in projects(&out.with_extension("projects")) {
        let status = Command::new(env!("CARGO_BIN_EXE_bindery"))
            .arg(&folder)
            .args(["-q", "--no-system-fonts", "-o"])
            .arg(out.join(format!("{name}.epub")))
            .arg("-o")
            .arg(out.join(format!("{name}.pdf")))
            .status()
            .expect("the program can be run");
        assert!(status.success(), "{name}: {status}");
    }

    let is_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    let script = root.join(".ci/validate.sh");
    let run = Command::new("bash").arg(script).arg("--ace").arg(&out).stdin(Stdio::null()).output();
    let skipped = match &run {
        Ok(output) if output.status.code() == Some(MISSING) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Ok(output) => {
            let findings = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{}:\n{findings}", output.status);
            return;
        }
        Err(error) => format!("bash: {error}"),
    };
    assert!(!is_ci, "a validator is missing: {skipped}");
    // Not by `eprintln!`, which a passing test swallows.
    let _ = writeln!(io::stderr(), "skipped: the samples were not validated: {}", skipped.trim());
}
