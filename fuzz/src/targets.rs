//! The targets. Each holds what must be true of all input: findings point into the text, trees have a depth that every
//! stage has the stack for, the same input gives the same output.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use bindery::config::{self, Config, Format, Input, Limits};
use bindery::diagnostic::Diagnostics;
use bindery::document::{BookFacts, Chapter, ChapterId, Document, Node};
use bindery::font::Fonts;
use bindery::html;
use bindery::markdown::{self, Dialect, MAX_DEPTH, Reading};
use bindery::pipeline::{self, Findings, Shared};
use bindery::project::feed;
use bindery::resource::{self, Resources};
use bindery::source::{Files, Loader, Text};
use bindery::style::{self, PageOptions, Sheet, Theme};
use bindery::{css, pdf, toc, transform};

/// Deeper than this no tree is; an element of Markdown has up to three nodes.
const MOST_LEVELS: usize = 3 * MAX_DEPTH;

/// More pixels than this only cost time: limits are told from the head of a file.
const MOST_PIXELS: u64 = 250_000;

/// Markdown to a tree, with all that is done to the tree.
pub fn markdown(data: &[u8]) {
    read(&String::from_utf8_lossy(data), &Reading::default());
}

/// The same in a dialect, which the first byte picks.
pub fn dialects(data: &[u8]) {
    let Some((pick, data)) = data.split_first() else { return };
    let names: Vec<&str> = Dialect::names().collect();
    let name = names[usize::from(*pick) % names.len()];
    let dialect = Dialect::named(name).expect("a dialect by its own name");
    read(&String::from_utf8_lossy(data), &Reading { dialect, ..Reading::default() });
}

fn read(text: &str, reading: &Reading) {
    let mut files = Files::default();
    let file = files.add("a.md", text);
    let mut diagnostics = Diagnostics::default();
    let text = Text::from_file(&files, file, 0);
    let chapter = markdown::parse_as(reading, &text, ChapterId(0), "a", "a.md", &mut diagnostics);
    settle(chapter, &files, diagnostics);
}

/// Takes a chapter through all passes over trees, and looks at what came out.
fn settle(chapter: Chapter, files: &Files, mut diagnostics: Diagnostics) -> Document {
    assert_places(files, &chapter);
    let document = Document { chapters: vec![Arc::new(chapter)], ..Document::default() };
    let document = transform::apply(document, &transform::Options::default(), &mut diagnostics);
    let contents = toc::build(&document, Some(3));
    let document = toc::fill(document, &contents);
    for chapter in &document.chapters {
        let depth = depth(Node::Body(chapter));
        assert!(depth <= MOST_LEVELS, "a tree {depth} deep");
    }
    assert_findings(files, &diagnostics);
    document
}

fn depth(node: Node<'_>) -> usize {
    let mut below = 0;
    node.for_each_child(&mut |child| below = below.max(depth(child)));
    below + 1
}

/// Every node says where it stands.
fn assert_places(files: &Files, chapter: &Chapter) {
    Node::Body(chapter).visit(&mut |node| {
        if let Some(span) = node.span() {
            let text = &files.get(span.file).text;
            let place = text.get(span.start as usize..span.end as usize);
            assert!(place.is_some(), "a node at {}..{} of {} bytes", span.start, span.end, text.len());
        }
    });
}

/// What is told can be shown: it points to characters, in a file that there is.
fn assert_findings(files: &Files, diagnostics: &Diagnostics) {
    for finding in diagnostics.iter() {
        if let Some(span) = finding.span {
            let text = &files.get(span.file).text;
            let place = text.get(span.start as usize..span.end as usize);
            assert!(place.is_some(), "{}: {}..{} of {} bytes", finding.message, span.start, span.end, text.len());
            files.line_column(span.file, span.start);
        }
    }
}

/// A document with one of most things that rules select.
const STYLED: &str = "# One {#a .b}\n\nWords *of* a **text** with `code`, a [link](#a), 3 $x^2$ and a note.[^1]\n\n\
    - item\n- [x] task\n\n1. first\n\n> quoted\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```rust\nlet x = 1;\n```\n\n\
    ::: {.box}\nwithin\n:::\n\n<ruby>a<rt>b</rt></ruby>\n\n[^1]: Below.\n";

/// A sheet over that document: syntax, cascade, pages, and what of it the EPUB gets.
pub fn css(data: &[u8]) {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    let fonts = FONTS.get_or_init(Fonts::bundled);
    let document = DOCUMENT.get_or_init(|| {
        let mut files = Files::default();
        let file = files.add("a.md", STYLED);
        let mut diagnostics = Diagnostics::default();
        let text = Text::from_file(&files, file, 0);
        let chapter = markdown::parse(&text, ChapterId(0), "a", "a.md", &mut diagnostics);
        settle(chapter, &files, diagnostics)
    });
    let mut files = Files::default();
    let text = String::from_utf8_lossy(data);
    let file = files.add("own.css", &text);
    let text = files.get(file).text.clone();
    css::parse_declarations(&text);
    css::imports(&text);
    css::font_families(&text);
    let own = Sheet { name: "own.css".to_owned(), file: Some(file), text, ..Sheet::default() };
    let of_program = |(name, text): &(&str, &str)| Sheet {
        name: (*name).to_owned(),
        text: (*text).into(),
        origin: style::Origin::Theme,
        ..Sheet::default()
    };
    let sheets: Vec<Sheet> = Theme::builtin("none").into_iter().flatten().map(of_program).chain([own]).collect();
    let mut diagnostics = Diagnostics::default();
    let theme = Theme::new(&sheets, PageOptions::default(), fonts, &mut diagnostics);
    style::dump(document, &theme, fonts);
    let mut facts = BookFacts::of_book(document);
    style::add_counters(document, &mut facts, &theme, fonts);
    // What the EPUB gets is a sheet again.
    for (name, text) in style::Portable::new(&sheets).for_book(document, &facts) {
        let again = Sheet { name, text, ..Sheet::default() };
        Theme::new(&[again], PageOptions::default(), fonts, &mut Diagnostics::default());
    }
    assert_findings(&files, &diagnostics);
}

/// The head of a text, and the same bytes as a file of options and as values.
pub fn front_matter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut files = Files::default();
    let file = files.add("a.md", &text);
    let mut diagnostics = Diagnostics::default();
    let (facts, body) = config::read(&files, file, "a.md", &mut diagnostics);
    let text = files.get(file).text.clone();
    assert!(text.is_char_boundary(body as usize), "prose begins at {body} of {} bytes", text.len());
    config::read_late(&files, file, "a.md", body, facts, &mut diagnostics).metadata();
    config::read_cascade(&files, file, "a.md", &mut diagnostics);
    assert_findings(&files, &diagnostics);
    if let Err(error) = Config::default().read_options(&text) {
        assert!(text.get(error.range).is_some(), "{}: its place is none", error.message);
    }
    for values in [config::value::parse_yaml(&text), config::value::parse_toml(&text), config::value::parse_json(&text)]
    {
        if let Err(error) = values {
            assert!(text.get(error.range).is_some(), "{}: its place is none", error.message);
        }
    }
}

/// A text of HTML.
pub fn html(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    html::tokenize(&text);
    let mut files = Files::default();
    let file = files.add("a.html", &text);
    let text = Text::from_file(&files, file, 0);
    let mut diagnostics = Diagnostics::default();
    let chapter = markdown::parse_html(&text, ChapterId(0), "a", "a.html", &mut diagnostics);
    settle(chapter, &files, diagnostics);
}

/// A drawing in both formats.
pub fn svg(data: &[u8]) {
    if resource::check(data) == Ok(resource::MediaType::Svg) {
        books(&[("a.md", b"![words](a.svg)\n"), ("a.svg", data)]);
    }
}

/// An image of pixels: its head, its pixels, and a book that shows it.
pub fn image(data: &[u8]) {
    let Ok(image) = resource::from_bytes("a.png", data.to_vec()) else { return };
    if image.media_type == resource::MediaType::Svg || image.size.pixels() > MOST_PIXELS {
        return;
    }
    let mut resources = Resources::default();
    resources.insert(image);
    pdf::Images::new(&resources, None, &pdf::Rasters::default());
    books(&[("a.md", b"![words](a.png)\n"), ("a.png", data)]);
}

/// A feed, and each of its articles as a text.
pub fn feeds(data: &[u8]) {
    feed::is_xml(data);
    let Some(kind) = feed::kind_of(data) else { return };
    let mut files = Files::default();
    let mut diagnostics = Diagnostics::default();
    let today = Some("2026-01-01");
    let Some(issue) = feed::read(kind, data, "feed.xml", today, &mut files, &mut diagnostics) else { return };
    assert_findings(&files, &diagnostics);
    for article in issue.articles {
        let mut diagnostics = Diagnostics::default();
        let mut chapter = markdown::parse_html(&article.text, ChapterId(0), "a", "a.html", &mut diagnostics);
        issue.permalinks.settle(&mut chapter, article.base.as_deref());
        settle(chapter, &files, diagnostics);
    }
}

/// A whole book. Lines `=== name` part the bytes into files, as in `tests/suite/`; without any they are one text.
pub fn book(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut files: Vec<(&str, &[u8])> = vec![("a.md", &[])];
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("=== ") {
            set_content(&mut files, &text[start..at]);
            start = at + line.len();
            files.push((name.trim(), &[]));
        }
        at += line.len();
    }
    set_content(&mut files, &text[start..]);
    if files[0].1.is_empty() && files.len() > 1 {
        files.remove(0);
    }
    books(&files);
}

fn set_content<'t>(files: &mut [(&'t str, &'t [u8])], text: &'t str) {
    if let Some((_, content)) = files.last_mut() {
        *content = text.as_bytes();
    }
}

/// Builds a book of files in memory in both formats, as of a stranger: nothing else is there to be read. One in eight is
/// built twice.
fn books(files: &[(&str, &[u8])]) {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    let shared = SHARED.get_or_init(Shared::default);
    let limits =
        Limits { pixels: MOST_PIXELS, includes: 100, included: 1 << 20, pages: Some(200), ..Limits::default() };
    let placed = files.iter().map(|(name, bytes)| (PathBuf::from("book").join(name), bytes.to_vec()));
    let loader = Loader::memory(placed).with_limits(limits);
    let (path, shown) = match files {
        [(name, _)] | [(name @ "a.md", _), ..] => (PathBuf::from("book").join(name), (*name).to_owned()),
        _ => (PathBuf::from("book"), "book".to_owned()),
    };
    let config = Config {
        inputs: vec![Input::Path { path, shown }],
        formats: [Format::Epub, Format::Pdf].into(),
        system_fonts: false,
        today: Some("2026-01-01".to_owned()),
        limits,
        ..Config::default()
    };
    let build = || {
        let mut findings = Findings::default();
        let built = pipeline::build_beside(shared, &config, &loader, &mut findings, &mut |_| {});
        assert_findings(&findings.files, &findings.diagnostics);
        built.map(|built| built.outputs)
    };
    let first = build();
    let sum = files.iter().flat_map(|(_, bytes)| bytes.iter()).fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    if sum.is_multiple_of(8) {
        assert!(first == build(), "a second build gives other bytes");
    }
}
