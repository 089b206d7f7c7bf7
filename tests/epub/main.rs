//! The EPUB as it is written: golden files of a book that holds every kind of node, and what must hold of any book.
//!
//! `tests/suite/epub/` in, `tests/ref/epub/` out; `UPDATE=1 cargo test --test epub` rewrites the references.

mod archive;

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bindery::diagnostic::Diagnostics;
use bindery::document::{ChapterId, Creator, Document, InlineKind, Metadata, Node};
use bindery::epub::{self, Options, PageBreak, PageBreaks, Styles};
use bindery::lang::Lang;
use bindery::resource::Resources;
use bindery::source::{Files, Text};
use bindery::toc::{self, Toc};
use bindery::{markdown, transform};

use archive::{open, text};

const DRAWING: &[u8] = br##"<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY s "http://www.w3.org/2000/svg">]>
<svg xmlns="&s;" width="10" height="5" onload="run()"><script>run()</script><rect width="10" height="5"/></svg>"##;

/// A picture of 40 by 20 pixels.
fn dot() -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    image::GrayImage::new(40, 20).write_to(&mut png, image::ImageFormat::Png).expect("a PNG");
    png.into_inner()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// A book of Markdown files, by name.
struct Book {
    document: Document,
    toc: Toc,
    resources: Resources,
}

impl Book {
    fn new(metadata: Metadata, sources: &[(&str, &str)]) -> Book {
        let mut files = Files::default();
        let mut diagnostics = Diagnostics::default();
        let mut document = Document { metadata, ..Document::default() };
        for (index, (name, source)) in sources.iter().enumerate() {
            let path = format!("{name}.md");
            let file = files.add(path.as_str(), source);
            let text = Text::from_file(&files, file, 0);
            let chapter = markdown::parse(&text, ChapterId(index as u32), name, &path, &mut diagnostics);
            document.chapters.push(Arc::new(chapter));
        }
        let document = transform::apply(document, &transform::Options::default(), &mut diagnostics);
        let toc = toc::build(&document, Some(3));
        let document = toc::fill(document, &toc);
        let resources = Resources::from_memory([("dot.png", dot().as_slice()), ("drawing.svg", DRAWING)]);
        Book { document, toc, resources }
    }

    fn write(&self, breaks: Option<&PageBreaks>, drawn_cover: Option<&[u8]>) -> Vec<u8> {
        let sheets = [("base".to_owned(), "p { margin: 0 }\n@page { size: A5 }\n".into())];
        let options = Options {
            modified: "2024-07-20T00:00:00Z".to_owned(),
            drawn_cover: drawn_cover.map(Arc::from),
            ..Options::default()
        };
        let found = &mut Diagnostics::default();
        let styles = Styles { sheets: &sheets, ..Styles::default() };
        epub::write(&self.document, &self.toc, styles, &self.resources, breaks, options, found).expect("an EPUB")
    }
}

fn sample() -> Book {
    let kinds = fs::read_to_string(folder("suite/epub/kinds.md")).expect("the sample");
    let other = fs::read_to_string(folder("suite/epub/other.md")).expect("the sample");
    let creator = |name: &str, role, file_as: Option<&str>| Creator {
        name: name.to_owned(),
        role,
        file_as: file_as.map(str::to_owned),
    };
    let metadata = Metadata {
        title: Some("A & B < C".to_owned()),
        subtitle: Some("With \"quotes\"".to_owned()),
        creators: vec![creator("Ann Onymous", "aut", Some("Onymous, Ann")), creator("Tess Lator", "trl", None)],
        date: Some("2024-07".to_owned()),
        description: Some("What it is <about>.".to_owned()),
        keywords: vec!["one".to_owned(), "two & three".to_owned()],
        publisher: Some("The Press".to_owned()),
        rights: Some("© nobody".to_owned()),
        ..Metadata::default()
    };
    Book::new(metadata, &[("kinds", &kinds), ("other", &other)])
}

/// Two pages begin in the first text chapter: one within a text, one at an image.
fn breaks(book: &Book) -> PageBreaks {
    let chapter = book.document.chapters.iter().find(|chapter| chapter.name == "kinds").expect("the chapter");
    let mut text = None;
    let mut image = None;
    Node::Section(chapter).visit(&mut |node| {
        if let Node::Inline(inline) = node {
            match &inline.kind {
                InlineKind::Text(words) if words.starts_with("A paragraph") => text = Some(inline.id),
                InlineKind::Image(found) if found.alt == "A drawing" => image = Some(inline.id),
                _ => {}
            }
        }
    });
    let page = |node, offset, label: &str| PageBreak { node: chapter.node_ref(node), offset, label: label.to_owned() };
    PageBreaks { breaks: vec![page(text.expect("the text"), 2, "1"), page(image.expect("the image"), 0, "2")] }
}

#[test]
fn files_are_as_their_references() {
    let book = sample();
    let epub = book.write(Some(&breaks(&book)), Some(b"JPEG"));
    let references = folder("ref/epub");
    let update = std::env::var_os("UPDATE").is_some();
    let mut used = BTreeSet::new();
    let mut failures = Vec::new();
    for entry in open(&epub) {
        let Some(name) = entry.name.strip_prefix("OEBPS/") else { continue };
        if entry.name.ends_with(".png") || entry.name.ends_with(".jpg") {
            continue;
        }
        let reference = references.join(name.replace('/', "-"));
        used.insert(reference.clone());
        let found = String::from_utf8(entry.bytes).expect("UTF-8");
        if update {
            fs::write(&reference, found).expect("the reference can be written");
        } else if fs::read_to_string(&reference).unwrap_or_default() != found {
            failures.push(format!("{name} is not as {}:\n{found}", reference.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let all = fs::read_dir(&references).expect("the references").map(|entry| entry.expect("a reference").path());
    let unused: Vec<PathBuf> = all.filter(|path| !used.contains(path)).collect();
    assert!(unused.is_empty(), "references without a file: {unused:?}");
}

#[test]
fn the_archive_is_an_ocf_container() {
    let epub = sample().write(None, Some(b"JPEG"));
    assert_eq!(&epub[30..58], b"mimetypeapplication/epub+zip", "readable without unpacking (OCF, section 4.3)");
    let entries = open(&epub);
    assert!(entries[0].name == "mimetype" && entries[0].is_stored);
    assert!(entries.iter().all(|entry| !entry.has_date), "no entry tells when it was made");
    let stored: Vec<&str> = entries[1..].iter().filter(|e| e.is_stored).map(|e| e.name.as_str()).collect();
    // Raster images are compressed already, and the sheet here is a few bytes.
    assert_eq!(stored, ["OEBPS/images/cover.png", "OEBPS/styles/base.css", "OEBPS/images/dot.png"]);
    let package = text(&epub, "content.opf");
    for entry in &entries[1..] {
        let href = entry.name.strip_prefix("OEBPS/").unwrap_or("");
        let is_listed = package.contains(&format!("href=\"{href}\""));
        assert!(is_listed || href.is_empty() || href == "content.opf", "{href} has no item");
    }
}

#[test]
fn equal_input_gives_equal_bytes_on_any_number_of_threads() {
    let book = sample();
    let write = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| book.write(Some(&breaks(&book)), Some(b"JPEG")))
    };
    let one = write(1);
    assert!(one == write(2) && one == write(5));
}

#[test]
fn an_article_keeps_its_navigation_out_of_the_text() {
    let book = Book::new(Metadata::default(), &[("nav", "# Navigation\n\nText, no headings below.")]);
    let epub = book.write(None, None);
    let package = text(&epub, "content.opf");
    assert!(package.contains("<item id=\"nav\" href=\"nav-2.xhtml\""), "{package}");
    assert_eq!(package.matches("<itemref").count(), 1);
    assert!(!package.contains("cover"), "no cover where none is given");
    let navigation = text(&epub, "nav-2.xhtml");
    assert!(navigation.contains("<li><a href=\"nav.xhtml"), "{navigation}");
    assert!(!navigation.contains("page-list") && !navigation.contains("epub:type=\"cover\""));
    assert!(!package.contains("pageNavigation") && !package.contains("alternativeText"));
}

#[test]
fn right_to_left_books_say_so() {
    let metadata = Metadata { lang: Lang::parse("ar").expect("a tag"), ..Metadata::default() };
    let second =
        "# ثان\n\nنص `code` <span lang=\"en\">words</span> <bdi>name</bdi> <q lang=\"fa\">نص</q>\n\n    code\n";
    let epub = Book::new(metadata, &[("a", "# كتاب\n\nنص"), ("b", second)]).write(None, None);
    assert!(text(&epub, "content.opf").contains("page-progression-direction=\"rtl\""));
    assert!(text(&epub, "toc.ncx").contains("dir=\"rtl\""));
    let (first, second) = (text(&epub, "a.xhtml"), text(&epub, "b.xhtml"));
    assert!(first.contains("lang=\"ar\" xml:lang=\"ar\" dir=\"rtl\""));
    for part in [
        "<body dir=\"rtl\" epub:type=\"bodymatter\">",
        "<code dir=\"ltr\">",
        "<pre dir=\"ltr\">",
        "<span lang=\"en\" xml:lang=\"en\" dir=\"ltr\">",
        "<bdi dir=\"ltr\">",
        "<q lang=\"fa\" xml:lang=\"fa\">",
    ] {
        assert!(second.contains(part), "no {part} in {second}");
    }
}

#[test]
fn what_xml_does_not_know_is_left_out() {
    let hostile = "# T\u{1}\u{b}itle\u{fffe}\n\nA\u{8}\u{7f}\u{85}B `\u{0}\u{c}` ]]> <?pi?> &#1; &#xD800; &amp;amp;\n";
    let mut metadata = Metadata { title: Some("T\u{2}\u{ffff}".to_owned()), ..Metadata::default() };
    metadata.keywords = vec!["\u{3}".to_owned(), "k\u{4}".to_owned()];
    let epub = Book::new(metadata, &[("a", hostile)]).write(None, None);
    for entry in open(&epub) {
        if [".xhtml", ".opf", ".ncx"].iter().any(|end| entry.name.ends_with(end)) {
            let text = String::from_utf8(entry.bytes).expect("UTF-8");
            let bad = text.chars().find(|&c| {
                matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
            });
            assert_eq!(bad, None, "{}", entry.name);
        }
    }
}

/// Every tag with every attribute that could do harm: none of them reaches the EPUB, whatever stands around.
#[test]
fn nothing_that_acts_reaches_a_reader() {
    const TAGS: [&str; 62] = [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "audio",
        "b",
        "base",
        "blockquote",
        "body",
        "br",
        "button",
        "canvas",
        "caption",
        "center",
        "code",
        "col",
        "dd",
        "details",
        "div",
        "dl",
        "embed",
        "figure",
        "font",
        "form",
        "h1",
        "hr",
        "html",
        "iframe",
        "img",
        "input",
        "kbd",
        "li",
        "link",
        "listing",
        "math",
        "meta",
        "meter",
        "object",
        "ol",
        "p",
        "pre",
        "progress",
        "q",
        "ruby",
        "script",
        "section",
        "select",
        "source",
        "span",
        "style",
        "summary",
        "svg",
        "table",
        "td",
        "template",
        "textarea",
        "tr",
        "u",
        "ul",
        "video",
        "x-custom",
    ];
    const ATTRIBUTES: [&str; 30] = [
        "onclick=harm()",
        "onload=harm()",
        "ONERROR=harm()",
        "onmouseover='harm()'",
        "onanything=harm()",
        "srcdoc='&lt;script>harm()&lt;/script>'",
        "href=javascript:harm()",
        "href=' java&#10;script:harm()'",
        "src=javascript:harm()",
        "src='data:text/html,harm'",
        "data=javascript:harm()",
        "action=javascript:harm()",
        "formaction=harm",
        "background=harm.png",
        "srcset=harm.png",
        "poster=harm.png",
        "ping=harm",
        "style='x:harm('",
        "style='background: url(harm)'",
        "style='width: expression(harm)'",
        "style='behavior: harm'",
        "style='-moz-binding: harm'",
        "style='position: fixed; top: 0'",
        "style='color: var(--harm)'",
        "target=harm",
        "contenteditable=harm",
        "autofocus=harm",
        "xlink:href=harm",
        "xmlns=harm",
        "epub:type=harm",
    ];
    let mut source = String::new();
    for tag in TAGS {
        for attribute in ATTRIBUTES {
            source.push_str(&format!(
                "<{tag} {attribute}>kept</{tag}>\n\nText <{tag} {attribute}>in a line</{tag}>.\n\n"
            ));
        }
    }
    let epub = Book::new(Metadata::default(), &[("a", &source)]).write(None, None);
    let text = text(&epub, "a.xhtml");
    if let Some(at) = text.find("harm") {
        panic!("…{}…", &text[at.saturating_sub(80)..(at + 20).min(text.len())]);
    }
    let body = &text[text.find("<body").expect("a body")..];
    for tag in
        ["base", "button", "embed", "form", "iframe", "input", "link", "meta", "object", "script", "style", "svg"]
    {
        assert!(!body.contains(&format!("<{tag}")), "<{tag}> reached the EPUB");
    }
    assert!(body.matches("kept").count() > 1_000);
}

#[test]
fn a_broken_modification_date_is_an_error_with_that_date() {
    let book = sample();
    let options = Options { modified: "yesterday".to_owned(), ..Options::default() };
    let found = &mut Diagnostics::default();
    let error = epub::write(&book.document, &book.toc, Styles::default(), &book.resources, None, options, found)
        .expect_err("no EPUB");
    assert!(error.to_string().contains("`yesterday`"), "{error}");
}

#[test]
fn marks_of_pages_have_ids_of_their_own() {
    let book = Book::new(Metadata::default(), &[("a", "<a id=\"page.1\"></a>x and [p]{#page..1}\n")]);
    let text = text(&book.write(Some(&pages_at(&book, &["x"])), None), "a.xhtml");
    for id in ["page.1", "page..1", "page...1"] {
        assert_eq!(text.matches(&format!("id=\"{id}\"")).count(), 1, "{id} in {text}");
    }
}

/// Pages of the only chapter that begin where words are met for the first time, numbered from 1.
fn pages_at(book: &Book, words: &[&str]) -> PageBreaks {
    let chapter = book.document.chapters.iter().find(|chapter| chapter.name == "a").expect("the chapter");
    let page = |(index, word): (usize, &&str)| {
        let mut found = None;
        Node::Section(chapter).visit(&mut |node| {
            if let Node::Inline(inline) = node
                && let InlineKind::Text(text) = &inline.kind
                && let Some(at) = text.find(word)
            {
                found.get_or_insert((inline.id, at as u32));
            }
        });
        let (node, offset) = found.expect(word);
        PageBreak { node: chapter.node_ref(node), offset, label: (index + 1).to_string() }
    };
    PageBreaks { breaks: words.iter().enumerate().map(page).collect() }
}

#[test]
fn marks_of_pages_are_part_of_no_name_and_of_no_word() {
    let source = "\
# Heading

Some forethought and [the link](#two-more) here.

- First
- second item

| head | b |
|------|---|
| cell | d |

Term
: Detail

## Two *more*

日本語の本
";
    let book = Book::new(Metadata::default(), &[("a", source)]);
    let words = ["Heading", "thought", "link", "First", "item", "head", "cell", "Term", "Two", "本語"];
    let text = text(&book.write(Some(&pages_at(&book, &words)), None), "a.xhtml");
    let mut shown = String::new();
    for piece in text[text.find("<section").expect("a section")..].split("<span epub:type=\"pagebreak\"") {
        match piece.split_once("></span>") {
            Some((attributes, rest)) if attributes.contains("doc-pagebreak") => {
                let label = attributes.split("aria-label=\"").nth(1).and_then(|rest| rest.split('"').next());
                shown.push_str(&format!("[{}]{rest}", label.expect("a label")));
            }
            Some(_) | None => shown.push_str(piece),
        }
    }
    for expected in [
        "[1]<h1",
        "Some [2]forethought",
        "[3]<a ",
        "[4]<ul>",
        "second [5]item",
        "[6][7]<table",
        "[8]<dl>",
        "[9]<h2",
        "日[10]本語",
    ] {
        assert!(shown.contains(expected), "{expected} in {shown}");
    }
}

/// A mark of a page may stand before a heading, which is then no first child.
#[test]
fn a_mark_of_a_page_takes_no_style_from_a_heading() {
    for name in ["article", "base", "book", "technical"] {
        let path = format!("{}/styles/{name}.css", env!("CARGO_MANIFEST_DIR"));
        let sheet = std::fs::read_to_string(path).expect("a sheet");
        // On paper there are no marks.
        let (shared, _) = sheet.split_once("@media print {").unwrap_or((&sheet, ""));
        for rule in shared.split('}').filter_map(|rule| rule.rsplit_once('{')) {
            for level in 1..=6 {
                let heading = format!("h{level}");
                let is_twin = !rule.0.contains(&format!("> {heading}:first-child"))
                    || rule.0.contains(&format!("[role=\"doc-pagebreak\"]:first-child + {heading}"));
                assert!(is_twin, "{name}.css: {}", rule.0);
            }
        }
    }
}
