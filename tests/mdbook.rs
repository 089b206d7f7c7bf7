//! Projects: `tests/suite/{mdbook,project}/` in, `tests/ref/{mdbook,project}/` out, and the links of whole books.
//!
//! A case is a section `--- name project ---`, a small book whose files begin with `=== path`; its reference tells the
//! tree, the contents and every finding. The books of the corpora, where they are present, must have exactly the unresolved links that were reviewed, and all others must
//! lead into the book. `UPDATE=1 cargo test --test mdbook` rewrites the references.

mod golden;

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use bindery::config::{Config, Format, Input};
use bindery::diagnostic::Code;
use bindery::document::{self, ChapterRole, Inline, InlineKind, Node, Target};
use bindery::pipeline::{self, Book, Findings};
use bindery::source::Loader;
use bindery::toc::TocEntry;
use pulldown_cmark::{Event, Options, Parser, Tag};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn corpus(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("BINDERY_CORPORA").map_or(root().join("../shared/corpora"), PathBuf::from).join(name);
    if !folder.is_dir() {
        eprintln!("skipped: there is no {}", folder.display());
    }
    folder.is_dir().then_some(folder)
}

/// A case's files.
fn files(text: &str) -> Loader {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("=== "), files.last_mut()) {
            (Some(path), _) => files.push((Path::new("/project").join(path.trim_end()), String::new())),
            (None, Some((_, content))) => content.push_str(line),
            (None, None) => panic!("text before the first file: {line}"),
        }
    }
    Loader::memory(files)
}

fn read(folder: &Path, loader: &Loader, base_url: Option<&str>) -> (Book, Findings) {
    let name = folder.file_name().and_then(|name| name.to_str()).filter(|name| name.contains('.'));
    let shown = name.unwrap_or(".");
    let config = Config {
        inputs: vec![Input::Path { path: folder.to_owned(), shown: shown.to_owned() }],
        base_url: base_url.map(str::to_owned),
        ..Config::default()
    };
    let mut findings = Findings::default();
    let book = pipeline::read(&config, loader, &mut findings).expect("the project can be read");
    (book, findings)
}

/// The findings, each with its place and its advice.
fn told(findings: &Findings, is_told: impl Fn(Code) -> bool) -> String {
    let mut out = String::new();
    for finding in findings.diagnostics.iter().filter(|finding| is_told(finding.code)) {
        if let Some(span) = finding.span {
            let at = findings.files.line_column(span.file, span.start);
            out += &format!("{}:{}:{} ", findings.files.get(span.file).path, at.line, at.column);
        }
        out += &format!("{}: {}", finding.code.name(), finding.message);
        finding.hints.iter().for_each(|hint| out += &format!(" ({hint})"));
        out.push('\n');
    }
    out
}

fn contents(entries: &[TocEntry], depth: usize, out: &mut String) {
    for entry in entries {
        let number = entry.number.as_ref().map(|number| format!("{number} ")).unwrap_or_default();
        let draft = if entry.target.is_none() { " (draft)" } else { "" };
        *out += &format!("{:1$}{number}{2}{draft}\n", "", depth * 2, entry.title);
        contents(&entry.children, depth + 1, out);
    }
}

#[test]
fn projects_are_read_as_their_references() {
    for module in ["mdbook", "project"] {
        let mut references = golden::References::new(module);
        read_suite(module, &mut references);
        references.finish();
    }
}

fn read_suite(module: &str, references: &mut golden::References) {
    for case in golden::suite(module, "project").into_iter().flat_map(|(_, cases)| cases) {
        // A file that is all of the case stands for itself.
        let mut paths = case.text.lines().filter_map(|line| line.strip_prefix("=== "));
        let only = paths.next().filter(|path| paths.next().is_none() && path.starts_with("feed"));
        let input = Path::new("/project").join(only.unwrap_or_default());
        let (book, findings) = read(&input, &files(&case.text), None);
        let mut out = document::dump(&book.document);
        out.push_str("-- contents\n");
        contents(&book.toc.entries, 0, &mut out);
        out.push_str("-- findings\n");
        out.push_str(&told(&findings, |_| true));
        references.check(&case.name, &out);
    }
}

#[test]
fn a_base_address_makes_links_to_what_lies_beside_the_book() {
    let (_, cases) = golden::suite("mdbook", "project").swap_remove(0);
    let loader = files(&cases[0].text);
    let (book, findings) = read(Path::new("/project"), &loader, Some("https://a.b/books/everything/"));
    let tree = document::dump(&book.document);
    for address in
        ["https://a.b/books/std/vec.html", "https://a.b/std/vec.html", "https://a.b/books/everything/box.svg"]
    {
        assert!(tree.contains(&format!("link to <{address}>")), "{address}");
    }
    assert_eq!(told(&findings, |code| code == Code::SiteLink), "");
}

#[test]
fn parts_numbers_and_drafts_reach_both_formats() {
    let (_, cases) = golden::suite("mdbook", "project").swap_remove(0);
    let config = Config {
        inputs: vec![Input::Path { path: "/project".into(), shown: ".".to_owned() }],
        formats: [Format::Epub, Format::Pdf].into(),
        system_fonts: false,
        ..Config::default()
    };
    let built =
        pipeline::build(&config, &files(&cases[0].text), &mut Findings::default(), &mut |_| {}).expect("a book");

    let mut archive = zip::ZipArchive::new(Cursor::new(&built.outputs[&Format::Epub])).expect("an archive");
    let mut file = |name: &str| {
        let mut text = String::new();
        archive.by_name(&format!("OEBPS/{name}")).expect(name).read_to_string(&mut text).expect("UTF-8");
        text
    };
    let first = file("first.xhtml");
    assert!(first.contains("<span class=\"number\">") && first.contains("1</span> The First Chapter</h1>"), "{first}");
    assert!(file("nested.xhtml").contains("class=\"chapter body depth-2\""));
    assert!(file("part.xhtml").contains("epub:type=\"part\" role=\"doc-part\""));
    assert!(file("preface.xhtml").contains("<title>Preface of Everything</title>"));
    let contents = file("contents.xhtml");
    assert!(!contents.contains("To Be Written"), "EPUB knows no entry that leads nowhere: {contents}");
    let draft = "<span class=\"draft\"><span class=\"toc-number\">3</span> Announced</span>";
    assert!(contents.contains(draft) && contents.contains("below.xhtml"), "{contents}");
    let ncx = file("toc.ncx");
    assert!(ncx.contains("<text>1.1.1 Nested</text>") && !ncx.contains("Announced"), "{ncx}");

    let pdf = lopdf::Document::load_mem(&built.outputs[&Format::Pdf]).expect("a PDF");
    let outline: Vec<(String, bool)> = pdf
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|dictionary| dictionary.has(b"Title") && dictionary.has(b"Parent"))
        .map(|item| {
            let title = item.get(b"Title").and_then(lopdf::decode_text_string).expect("a title");
            (title, item.has(b"Dest"))
        })
        .collect();
    for entry in
        [("The First Part", true), ("1.1.1 Nested", true), ("1.2 To Be Written", false), ("3 Announced", false)]
    {
        assert!(outline.contains(&(entry.0.to_owned(), entry.1)), "{entry:?} in {outline:?}");
    }
}

#[test]
fn links_that_lead_nowhere_are_the_reviewed_ones() {
    let books = ["rust-book", "book-ja"].map(|name| (name, corpus(name)));
    if books.iter().any(|(_, folder)| folder.is_none()) {
        return;
    }
    let mut references = golden::References::new("links");
    for (name, folder) in books {
        let (_, findings) = read(&folder.unwrap(), &Loader::disk(), None);
        let is_link = |code| matches!(code, Code::DeadLink | Code::FileLink | Code::SiteLink | Code::UnsafeLink);
        let told = told(&findings, is_link);
        // The advice is the same for each.
        let lines = told.lines().map(|line| line.split(" (").next().unwrap_or_default());
        references.check(name, &lines.map(|line| format!("{line}\n")).collect::<String>());
    }
    references.finish();
}

/// Links within the book as the texts have them: relative addresses that do not leave the folder of the texts.
fn written_links(folder: &Path, book: &Book) -> usize {
    let texts = book.document.chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text);
    let mut count = 0;
    for chapter in texts {
        let text = fs::read_to_string(folder.join(&chapter.path)).expect("a chapter can be read");
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
        count += Parser::new_ext(&text, options)
            .filter(|event| match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    !dest_url.contains(':') && !dest_url.starts_with("../") && !dest_url.starts_with('/')
                }
                _ => false,
            })
            .count();
    }
    count
}

fn links_into_the_book(book: &Book) -> usize {
    let mut count = 0;
    for chapter in book.document.chapters.iter().filter(|chapter| chapter.role == ChapterRole::Text) {
        Node::Body(chapter).visit(&mut |node| {
            let is_link =
                matches!(node, Node::Inline(Inline { kind: InlineKind::Link { target: Target::Node(_), .. }, .. }));
            count += usize::from(is_link);
        });
    }
    count
}

#[test]
fn every_link_into_the_rust_book_leads_there() {
    let Some(folder) = corpus("rust-book") else { return };
    let (book, findings) = read(&folder, &Loader::disk(), Some("https://doc.rust-lang.org/book/"));
    assert_eq!(written_links(&folder, &book), 182);
    assert_eq!(links_into_the_book(&book), 182);
    // With the address all others work as well.
    assert_eq!(told(&findings, |code| matches!(code, Code::DeadLink | Code::FileLink | Code::SiteLink)), "");
    let tree = document::dump(&book.document);
    assert!(tree.contains("link to <https://doc.rust-lang.org/std/io/struct.Stdin.html#method.read_line>"));
}
