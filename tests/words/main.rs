//! No word is lost: those of an independent parse of the Markdown equal those of the tree, of the EPUB and
//! of the PDF, as multisets, over the samples and the corpora in `../shared/corpora` where they are present.
//!
//! The tree's written words are compared with the source's; what the EPUB and the PDF show, with what the
//! tree shows. What the program adds is accounted for by itself: the title block by the metadata, the
//! contents by the table of contents. Whatever else differs stands in `exceptions.toml` with its reason.

mod bag;
mod build;
mod clusters;
mod epub;
mod exceptions;
mod pdf;
mod project;
mod source;
mod tree;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bindery::document::{ChapterRole, Metadata};
use rayon::prelude::*;

use bag::Bag;
use build::{Book, build, has_written_title};
use exceptions::Exceptions;
use tree::Take;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the corpora; `None`, and a word about it, where there is none.
fn corpora() -> Option<PathBuf> {
    let folder = std::env::var_os("BINDERY_CORPORA").map_or(root().join("../shared/corpora"), PathBuf::from);
    if folder.join("moby-dick/order.txt").is_file() {
        return Some(folder);
    }
    // Not by `eprintln!`, which a passing test swallows.
    let _ = writeln!(io::stderr(), "skipped: no corpora in {}", folder.display());
    None
}

/// Markdown files below a folder, sorted.
fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            files.extend(markdown_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Checks a book, and gives a line for each thing that does not agree. `name` is its name in the exceptions.
fn check(name: &str, inputs: &[PathBuf], exceptions: &Exceptions) -> Vec<String> {
    let texts: Vec<String> =
        inputs.iter().map(|input| fs::read_to_string(input).expect("inputs are UTF-8").replace("\r\n", "\n")).collect();
    check_texts(name, inputs, &texts, exceptions)
}

/// The same with the texts that the inputs stand for.
fn check_texts(name: &str, inputs: &[PathBuf], texts: &[String], exceptions: &Exceptions) -> Vec<String> {
    let book = build(inputs);
    let mut findings = Vec::new();
    let mut compare = |stage: &str, expected: &Bag, found: &Bag| {
        let mut difference = expected.difference(found);
        exceptions.excuse(name, stage, &mut difference);
        if !difference.is_empty() {
            findings.push(format!("{name}: {stage}:{}", difference.describe()));
        }
    };

    let mut written = Bag::default();
    for text in texts {
        written.add(&Bag::of(&source::text(text)));
    }
    assert!(written.len() > 5, "{name}: the independent parse found {} words", written.len());
    compare("tree", &written, &in_tree(&book, Take::Written, &[ChapterRole::Text]));
    let title_block = in_tree(&book, Take::TitleBlock, &[ChapterRole::Text]);
    if title_block.len() > 0 {
        compare("title block", &title_block_words(&book), &title_block);
    }
    let title_page = in_tree(&book, Take::Shown, &[ChapterRole::TitlePage]);
    if title_page.len() > 0 {
        compare("title page", &title_page_words(&book), &title_page);
    }

    let shown = in_tree(&book, Take::Shown, &SHOWN);
    let epub = epub::read(&book.epub);
    compare("epub", &shown, &Bag::of(&epub.text));
    let pdf = pdf::read(&book.pdf);
    let mut in_flow = in_tree(&book, Take::InFlow, &SHOWN);
    in_flow.add(&contents_heading(&book));
    compare("pdf", &in_flow, &Bag::of(&pdf.text));
    let marks = in_tree(&book, Take::NoteMarks, &[ChapterRole::Text]);
    compare("pdf note marks", &marks, &Bag::of(&pdf.note_marks.replace('.', " ")));
    let contents = contents_words(&book);
    let mut navigation = Bag::of(&epub.contents);
    // Where no contents page carries it, the list has a heading of its own.
    let heading = Bag::of(&book.document.metadata.lang.words().contents);
    if navigation.remove(&heading).is_err() {
        navigation = Bag::of(&epub.contents);
    }
    compare("epub contents", &contents, &navigation);
    if book.document.chapters.iter().any(|chapter| chapter.role == ChapterRole::Contents) {
        compare("pdf contents", &contents, &without_folios(&contents, &pdf.contents));
    }
    findings.extend(epub.findings.iter().map(|finding| format!("{name}: epub: {finding}")));
    findings.extend(pdf.findings.iter().take(5).map(|finding| format!("{name}: pdf: {finding}")));
    findings
}

/// The chapters whose words are shown, but for the contents, which are compared by themselves.
const SHOWN: [ChapterRole; 3] = [ChapterRole::Text, ChapterRole::TitlePage, ChapterRole::Part];

/// The words of the tree's chapters of some roles.
fn in_tree(book: &Book, take: Take, roles: &[ChapterRole]) -> Bag {
    let mut bag = Bag::default();
    for chapter in book.document.chapters.iter().filter(|chapter| roles.contains(&chapter.role)) {
        bag.add(&Bag::of(&tree::text(chapter, take)));
    }
    bag
}

/// What metadata put above the text of articles, alone or in an issue.
fn title_block_words(book: &Book) -> Bag {
    let mut bag = Bag::default();
    for chapter in book.document.chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text) {
        let metadata = match &chapter.article {
            Some(article) => article,
            None if book.is_article() => &book.document.metadata,
            None => continue,
        };
        let words = chapter.lang.as_ref().unwrap_or(&book.document.metadata.lang).words();
        let names: Vec<&str> = authors(metadata).collect();
        let byline = if names.is_empty() { String::new() } else { words.byline(&names) };
        let date = metadata.date.as_ref().map(|date| words.date(date)).unwrap_or_default();
        let title = metadata.title.as_ref().filter(|_| !has_written_title(chapter));
        let texts = [&metadata.subtitle, &metadata.description].into_iter().flatten().chain(title);
        let texts: Vec<&str> = texts.map(String::as_str).chain([byline.as_str(), &date]).collect();
        bag.add(&Bag::of(&texts.join(" ")));
    }
    bag
}

/// What the metadata put on a book's title page.
fn title_page_words(book: &Book) -> Bag {
    let metadata = &book.document.metadata;
    let date = metadata.date.as_ref().map(|date| metadata.lang.words().date(date));
    let texts = [&metadata.title, &metadata.subtitle, &metadata.publisher, &date];
    let texts: Vec<&str> = texts.into_iter().flatten().map(String::as_str).chain(authors(metadata)).collect();
    Bag::of(&texts.join(" "))
}

fn authors(metadata: &Metadata) -> impl Iterator<Item = &str> {
    metadata.creators.iter().filter(|creator| creator.role == "aut").map(|creator| creator.name.as_str())
}

/// The heading of the printed contents page, whose entries are compared by themselves.
fn contents_heading(book: &Book) -> Bag {
    let chapters = book.document.chapters.iter().filter(|chapter| chapter.role == ChapterRole::Contents);
    Bag::of(&chapters.map(|chapter| chapter.title.as_str()).collect::<Vec<_>>().join(" "))
}

fn contents_words(book: &Book) -> Bag {
    fn collect(entries: &[bindery::toc::TocEntry], text: &mut String) {
        for entry in entries {
            text.extend([" ", entry.number.as_deref().unwrap_or_default(), " ", &entry.title]);
            collect(&entry.children, text);
        }
    }
    let mut text = String::new();
    collect(&book.toc.entries, &mut text);
    Bag::of(&text)
}

/// A printed contents page without its page numbers: words beyond the expected that are numbers.
fn without_folios(expected: &Bag, contents: &str) -> Bag {
    let found = Bag::of(contents);
    let mut beyond = Bag::default();
    for (word, count) in expected.difference(&found).extra {
        let is_folio = word.bytes().all(|byte| byte.is_ascii_digit() || b"ivxlc".contains(&byte));
        if is_folio {
            beyond.add(&Bag::of(&vec![word; count as usize].join(" ")));
        }
    }
    let mut found = found;
    found.remove(&beyond).expect("they were found there");
    found
}

fn report(findings: Vec<String>) {
    assert!(findings.is_empty(), "words differ:\n  {}\n", findings.join("\n  "));
}

#[test]
fn no_word_of_the_samples_is_lost() {
    let exceptions = Exceptions::read();
    let mut findings = Vec::new();
    for entry in fs::read_dir(root().join("samples")).expect("there are samples") {
        let path = entry.expect("the folder can be read").path();
        let name = format!("samples/{}", path.file_name().expect("it has a name").to_string_lossy());
        // The source is read here as plain CommonMark without formulas, and sheets of themes set words in capitals.
        if path.ends_with("themes")
            || path.ends_with("the-vibrating-string.md")
            // Words of diagrams are in drawings.
            || path.ends_with("diagrams.md")
        {
            continue;
        }
        if path.extension().is_some_and(|extension| extension == "md") {
            findings.extend(check(&name, &[path], &exceptions));
        } else if path.is_dir() && !markdown_files(&path).is_empty() {
            findings.extend(check(&name, &markdown_files(&path), &exceptions));
        }
    }
    report(findings);
}

#[test]
fn numbers_of_lines_of_code_are_no_words() {
    let book = build(&[root().join("tests/suite/epub/code.md")]);
    let (pdf, epub) = (pdf::read(&book.pdf), epub::read(&book.epub));
    assert!(pdf.findings.is_empty(), "{:?}", pdf.findings);
    for text in [&pdf.text, &epub.text] {
        // The code whose first line is the 98th, with a line that is turned over.
        assert!(text.contains("def price(title):") && text.contains("return 1.5 * len(title)"), "{text}");
        for sign in ["98", "101", "103", "\u{21a9}"] {
            assert!(!text.contains(sign), "{sign}: {text}");
        }
    }
}

#[test]
fn no_word_of_the_novel_is_lost() {
    let Some(corpora) = corpora() else { return };
    let folder = corpora.join("moby-dick");
    let order = fs::read_to_string(folder.join("order.txt")).expect("the order can be read");
    let inputs: Vec<PathBuf> = order.lines().map(|line| folder.join(line)).collect();
    assert_eq!(inputs.len(), 139);
    report(check("moby-dick", &inputs, &Exceptions::read()));
}

#[test]
fn no_word_of_the_articles_is_lost() {
    let Some(corpora) = corpora() else { return };
    let articles = markdown_files(&corpora.join("articles"));
    assert_eq!(articles.len(), 162);
    let exceptions = Exceptions::read();
    let findings = articles
        .par_iter()
        .flat_map(|article| {
            let name = article.strip_prefix(&corpora).expect("below the corpora").to_string_lossy().replace('\\', "/");
            check(&name, std::slice::from_ref(article), &exceptions)
        })
        .collect();
    report(findings);
}

#[test]
fn no_word_of_the_mdbook_projects_is_lost() {
    let Some(corpora) = corpora() else { return };
    let exceptions = Exceptions::read();
    let findings = ["rust-book", "book-ja"].par_iter().flat_map(|name| {
        let folder = corpora.join(name);
        let texts = project::texts(&folder);
        assert!(texts.len() > 100, "{name} has {} chapters", texts.len());
        check_texts(name, &[folder], &texts, &exceptions)
    });
    report(findings.collect());
}

#[test]
fn no_word_of_an_issue_of_all_articles_is_lost() {
    let Some(corpora) = corpora() else { return };
    let articles = markdown_files(&corpora.join("articles"));
    report(check("issue", &articles, &Exceptions::read()));
}
