//! Both formats say the same: the same headings, the same contents, the same links to the same places.
//!
//! Each book is built once to both formats by the library; the files are then read on their own, the EPUB
//! as XML and the PDF by its structure tree, and what they hold is compared.

mod epub;
mod faces;
mod pdf;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bindery::config::{Config, Format, Input};
use bindery::pipeline::{self, Findings};
use bindery::source::Loader;

/// What a reader can follow, and what he finds his way by.
#[derive(Default)]
pub struct Reading {
    /// Depths of the headings, in order; each is at most one below the one above it.
    pub headings: Vec<usize>,
    /// The table of contents: depth, title, and where it leads.
    pub contents: Vec<(usize, String, String)>,
    /// What acts beside links, counted: items of lists, cells that head, stretch or span, by what they say of themselves.
    pub constructs: BTreeMap<String, usize>,
    /// Links in order: text, and where they lead. Places in the book are written `#…`, in the file's own way.
    pub links: Vec<(String, String)>,
    /// The places of the book that links lead to. Places of one line are one place on paper: where notes lead back to,
    /// many to a line, is left out.
    pub anchors: BTreeSet<String>,
    /// How many of them text parts from one another: places that stand before one word may be one place on paper.
    pub parted: usize,
    /// Where links lead that there is not.
    pub lost: Vec<String>,
}

/// A language that begins in the midst of another, as it is counted.
pub fn language(lang: &String) -> String {
    format!("language {lang}")
}

fn build(inputs: &[PathBuf]) -> (Reading, Reading) {
    let inputs = inputs.iter().map(|path| Input::Path { path: path.clone(), shown: path.display().to_string() });
    let config = Config {
        inputs: inputs.collect(),
        formats: [Format::Epub, Format::Pdf].into(),
        system_fonts: false,
        ..Config::default()
    };
    let built = pipeline::build(&config, &Loader::disk(), &mut Findings::default(), &mut |_| {}).expect("a book");
    (epub::read(&built.outputs[&Format::Epub]), pdf::read(&built.outputs[&Format::Pdf]))
}

/// A cell by what it says of itself; `None` for one that says nothing, of which a row may have more in a PDF.
pub fn cell(is_header: bool, columns: u32, rows: u32, scope: &str) -> Option<String> {
    let name = if is_header { format!("head of a {scope}") } else { "cell".to_owned() };
    (is_header || columns > 1 || rows > 1).then(|| format!("{name} {columns}x{rows}"))
}

/// A heading counts as one level below the heading it stands under, whatever levels were skipped.
pub fn nested(levels: impl IntoIterator<Item = u8>) -> Vec<usize> {
    let mut open: Vec<u8> = Vec::new();
    let mut depths = Vec::new();
    for level in levels {
        while open.last().is_some_and(|&above| above >= level) {
            open.pop();
        }
        open.push(level);
        depths.push(open.len());
    }
    depths
}

fn check(name: &str, inputs: &[PathBuf]) -> Vec<String> {
    let (epub, pdf) = build(inputs);
    let mut findings = Vec::new();
    if epub.headings != pdf.headings {
        findings.push(format!("{name}: headings\n  EPUB {:?}\n  PDF  {:?}", epub.headings, pdf.headings));
    }
    let titles = |reading: &Reading| -> Vec<(usize, String)> {
        reading.contents.iter().map(|(depth, title, _)| (*depth, title.clone())).collect()
    };
    if titles(&epub) != titles(&pdf) {
        findings.push(format!("{name}: contents\n  EPUB {:?}\n  PDF  {:?}", titles(&epub), titles(&pdf)));
    }
    if epub.constructs != pdf.constructs {
        findings.push(format!("{name}: constructs\n  EPUB {:?}\n  PDF  {:?}", epub.constructs, pdf.constructs));
    }
    let (in_epub, in_pdf) = (epub.anchors.len(), pdf.anchors.len());
    if !(epub.parted..=in_epub).contains(&in_pdf) {
        findings.push(format!("{name}: places that links lead to: EPUB {in_epub}, PDF {in_pdf}"));
    }
    findings.extend(
        epub.lost.iter().map(|target| format!("{name}: a link of the EPUB leads to {target}, which is nowhere")),
    );
    let is_inside = |(_, target): &&(String, String)| target.starts_with('#');
    let outward = |reading: &Reading| {
        let mut links: Vec<(String, String)> = reading.links.iter().filter(|link| !is_inside(link)).cloned().collect();
        links.sort();
        links
    };
    compare(name, "links out of the book", &outward(&epub), &outward(&pdf), &mut findings);

    let texts = |reading: &Reading| {
        let mut texts: Vec<(String, String)> =
            reading.links.iter().filter(is_inside).map(|(text, _)| (text.clone(), String::new())).collect();
        texts.sort();
        texts
    };
    compare(name, "links within the book", &texts(&epub), &texts(&pdf), &mut findings);
    findings.extend(places_differ(name, &epub, &pdf));
    findings
}

fn compare(name: &str, what: &str, epub: &[(String, String)], pdf: &[(String, String)], findings: &mut Vec<String>) {
    let mut counts: BTreeMap<&(String, String), i32> = BTreeMap::new();
    epub.iter().for_each(|link| *counts.entry(link).or_default() += 1);
    pdf.iter().for_each(|link| *counts.entry(link).or_default() -= 1);
    for ((text, target), count) in counts.into_iter().filter(|(_, count)| *count != 0) {
        let format = if count > 0 { "EPUB" } else { "PDF" };
        findings.push(format!("{name}: {what}: only in the {format}: {text:?} to {target}"));
    }
}

/// Links of one text that lead to one place in one format lead to one place in the other.
fn places_differ(name: &str, epub: &Reading, pdf: &Reading) -> Vec<String> {
    let place = |reading: &Reading, at: usize| reading.contents[at].2.clone();
    let mut findings = Vec::new();
    if epub.contents.len() != pdf.contents.len() {
        return findings;
    }
    // The contents tell which places of the two files are the same.
    let same: BTreeMap<String, String> = (0..epub.contents.len()).map(|at| (place(epub, at), place(pdf, at))).collect();
    let mut left: BTreeMap<(String, String), i32> = BTreeMap::new();
    for (text, target) in &epub.links {
        if let Some(there) = same.get(target) {
            *left.entry((text.clone(), there.clone())).or_default() += 1;
        }
    }
    for link in &pdf.links {
        if let Some(count) = left.get_mut(link) {
            *count -= 1;
        }
    }
    for ((text, target), _) in left.into_iter().filter(|(_, count)| *count > 0) {
        findings.push(format!("{name}: {text:?} leads to a heading in the EPUB, and not to {target} in the PDF"));
    }
    findings
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn assert_none(findings: Vec<String>) {
    assert!(findings.is_empty(), "{} differ:\n{}", findings.len(), findings.join("\n"));
}

#[test]
fn a_book_of_every_kind_of_node_is_the_same_in_both() {
    let folder = root().join("tests/suite/epub");
    assert_none(check("kinds", &[folder.join("kinds.md"), folder.join("other.md")]));
    assert_none(check("languages", &[folder.join("languages.md")]));
    assert_none(check("code", &[folder.join("code.md")]));
}

#[test]
fn the_samples_are_the_same_in_both() {
    assert_none(check("article", &[root().join("samples/kaspersky-leaves-us.md")]));
    assert_none(check("book", &[root().join("samples/the-making-of-a-page")]));
}

#[test]
fn texts_from_right_to_left_are_the_same_in_both() {
    let folder = root().join("tests/suite/rtl");
    let findings = ["hebrew.md", "persian.md", "garden"].map(|name| check(name, &[folder.join(name)]));
    assert_none(findings.concat());
}

#[test]
fn forms_of_the_dialects_are_the_same_in_both() {
    let mut findings = Vec::new();
    let files = std::fs::read_dir(root().join("tests/suite/dialects")).expect("the folder can be read");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("the folder can be read").path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
        findings.extend(check(&path.display().to_string(), std::slice::from_ref(&path)));
    }
    assert_none(findings);
}

#[test]
fn mdbook_projects_of_the_corpora_are_the_same_in_both() {
    let folder = std::env::var_os("BINDERY_CORPORA").map_or(root().join("../shared/corpora"), PathBuf::from);
    for name in ["rust-book", "book-ja"] {
        if !folder.join(name).is_dir() {
            eprintln!("skipped: no {name} in {}", folder.display());
            continue;
        }
        assert_none(check(name, &[folder.join(name)]));
    }
}

#[test]
fn articles_of_the_corpora_are_the_same_in_both() {
    let folder = std::env::var_os("BINDERY_CORPORA").map_or(root().join("../shared/corpora"), PathBuf::from);
    let names = ["Rust-1.31-and-rust-2018.md", "Rust-1.0@0.md", "Procedural-Macros-in-Rust-2018.md", "Next-year.md"];
    if !folder.join("articles").is_dir() {
        eprintln!("skipped: no corpora in {}", folder.display());
        return;
    }
    assert_none(names.iter().flat_map(|name| check(name, &[folder.join("articles").join(name)])).collect());
}
