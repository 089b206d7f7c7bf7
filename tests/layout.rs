//! Golden cases of layout, one file for each CSS property: `tests/suite/layout/<property>.txt` in,
//! `tests/ref/layout/` out.
//!
//! A case is a section `--- name layout ---`: a `<style>` block, then Markdown; `=== other.md` begins another
//! chapter. Beneath the case's style lies `tests/suite/layout/base.css`: blocks are blocks, lines are 10 pt
//! high, pages 200 by 120 pt. The same text without the property's declarations must come out otherwise, so that
//! no case is empty. `UPDATE=1 cargo test --test layout` rewrites the references.

mod golden;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use bindery::diagnostic::{Code, Diagnostics};
use bindery::document::{BlockKind, Caption, Chapter, ChapterId, Document};
use bindery::font::Fonts;
use bindery::source::{Files, Loader, Text};
use bindery::style::{PageOptions, Sheet, Theme, property};
use bindery::{layout, markdown, resource, toc, transform};

/// An image of 40 by 20 CSS pixels, 30 by 15 pt.
const IMAGE: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>"#;

/// Before a text whose first paragraph is the caption of the table after it.
const CAPTION: &str = "@caption\n";

/// Cases that change no page, each with its reason; one that does must leave the list.
const WITHOUT_EFFECT: &[(&str, &str)] = &[
    ("counter-reset-own", "a counter is made where it is first incremented"),
    ("float-taller-than-page", "what no page has room for is divided where it stands"),
    ("float-tied", "what keeps with its caption stays where it is"),
    ("float-too-tall", "a float as high as its page stands where it is"),
    ("float-top", "a float that has room stands where it is referred to"),
    ("overflow-wrap", "whatever is wider than the line is cut, so that nothing leaves the page"),
    ("white-space-pre-over-pages", "the sheet beneath every case sets it too"),
    ("word-wrap", "whatever is wider than the line is cut, so that nothing leaves the page"),
];

#[test]
fn pages_are_as_their_references() {
    let base = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/layout/base.css")).unwrap();
    let mut references = golden::References::new("layout");
    let mut wrong = Vec::new();
    for (file, cases) in golden::suite("layout", "layout") {
        let property = file.file_stem().unwrap().to_str().unwrap().to_owned();
        for case in cases {
            let (css, text) = parts(&case.text);
            let found = pages(&base, css, text);
            references.check(&case.name, &found);
            let without = without(css, &property);
            assert!(without != css, "the case `{}` does not use `{property}`", case.name);
            let has_effect = pages(&base, &without, text) != found;
            let is_excused = WITHOUT_EFFECT.iter().any(|(name, _)| *name == case.name);
            if has_effect == is_excused {
                wrong.push(case.name);
            }
        }
    }
    references.finish();
    assert!(wrong.is_empty(), "an effect on the pages is missing, or not expected: {wrong:?}");
}

/// The sheets of `samples/themes`, each with all that a designer asks for.
#[test]
fn the_pages_of_designers_are_as_their_references() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/themes");
    let entries = fs::read_dir(&folder).expect("there are themes").map(|entry| entry.expect("it can be read").path());
    let mut texts: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    texts.sort();
    assert!(texts.len() >= 5, "{texts:?}");
    let mut references = golden::References::new("themes");
    for text in texts {
        let run = Command::new(env!("CARGO_BIN_EXE_bindery"))
            .arg(&text)
            .args(["--no-system-fonts", "--dump", "layout", "-q"])
            .output()
            .expect("the program runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let name = text.file_stem().expect("it has a name").to_string_lossy();
        references.check(&name, &String::from_utf8(run.stdout).expect("UTF-8"));
    }
    references.finish();
}

#[test]
fn every_property_has_its_place_and_a_case() {
    let cases: BTreeMap<String, usize> = golden::suite("layout", "layout")
        .into_iter()
        .map(|(file, cases)| (file.file_stem().unwrap().to_str().unwrap().to_owned(), cases.len()))
        .collect();
    let properties = property::all();
    let mut names = BTreeSet::new();
    for property in &properties {
        assert!(names.insert(property.name), "`{}` stands in the table twice", property.name);
        assert!(!property.section.is_empty(), "`{}` names no section", property.name);
        assert!(!property.specification.title.is_empty(), "`{}` names no specification", property.name);
        let count = cases.get(property.name).copied().unwrap_or_default();
        assert!(count > 0, "`{}` has no case in tests/suite/layout/", property.name);
    }
    let unknown: Vec<&String> = cases.keys().filter(|name| !names.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "cases of properties that are not in the table: {unknown:?}");
}

/// Style and Markdown of a case.
/// What designers write: with effect on the pages and no finding, or with exactly one finding.
const WRITTEN: &[(&str, Comes)] = &[
    ("p { margin: 0 auto; max-width: 20ch }", Comes::True),
    ("h1 { font-size: clamp(1.5rem, 5vw, 2rem) }", Comes::True),
    ("p { line-height: calc(1em * 1.5) }", Comes::True),
    ("p { text-indent: max(1em, 12pt) }", Comes::True),
    ("h1 { color: oklch(40% 0.2 20) }", Comes::True),
    ("h1 { color: color-mix(in oklab, red 30%, black) }", Comes::True),
    ("h1 { color: light-dark(navy, white) }", Comes::True),
    (":root { --ink: #333 } p { color: var(--ink) }", Comes::True),
    ("p { color: var(--nothing) }", Comes::Finding),
    ("p { & em { color: red } }", Comes::True),
    ("p { &:first-of-type { text-indent: 2em } }", Comes::True),
    ("blockquote { @media print { margin-left: 3em } }", Comes::True),
    ("@layer base, own; @layer own { p { color: red } } @layer base { section p { color: blue } }", Comes::True),
    ("@media (min-width: 100pt) { p { color: red } }", Comes::True),
    ("@media print and (orientation: landscape) { p { color: red } }", Comes::True),
    ("@media (prefers-color-scheme: light) { p { color: red } }", Comes::True),
    ("@supports (break-inside: avoid) { p { color: red } }", Comes::True),
    ("@supports not (display: grid) { p { color: red } }", Comes::True),
    ("@page { margin: 15pt 20pt }", Comes::True),
    ("@page :nth(2) { @bottom-center { content: 'two' } }", Comes::True),
    ("@page :nth(2n+1) { @top-left { content: counter(page) } }", Comes::True),
    ("@page { @bottom-right { content: counter(page) ' / ' counter(pages) } }", Comes::True),
    ("@page { background: ivory; border: 1pt solid gray }", Comes::True),
    ("@page :first { @top-center { content: 'first' } }", Comes::True),
    ("h1 { position: running(head) } @page { @top-center { content: element(head) } }", Comes::True),
    ("@page { @top-center { content: element(head) 'x' } }", Comes::Finding),
    ("p { position: relative }", Comes::Nothing),
    ("blockquote { width: fit-content; margin: 0 auto }", Comes::True),
    ("blockquote { display: table; margin: 0 auto }", Comes::True),
    ("em { initial-letter: 2 }", Comes::Finding),
    ("h1::after { content: string(title) }", Comes::Finding),
    ("p { content: 'x' }", Comes::Finding),
    ("p { position: absolute }", Comes::Finding),
    ("@page { @top-middle { content: 'x' } }", Comes::Finding),
    ("@page :nonsense { margin: 1pt }", Comes::Finding),
    (":is(h1, h2) { color: red }", Comes::True),
    (":where(p, li) { color: red }", Comes::True),
    ("p:not(:first-child) { color: red }", Comes::True),
    ("p:has(em) { color: red }", Comes::True),
    ("p:nth-child(2 of p) { color: red }", Comes::True),
    ("a[href^='HTTP' i] { color: red }", Comes::True),
    (":lang(en) { color: red }", Comes::True),
    ("p:dir(ltr) { color: red }", Comes::True),
    ("li:last-child { color: red }", Comes::True),
    ("p:hover { color: red }", Comes::Nothing),
    ("p::selection { color: red }", Comes::Nothing),
    ("ul { list-style-type: '→ ' }", Comes::True),
    ("ul { list-style: inside '– ' }", Comes::True),
    ("@counter-style c { system: cyclic; symbols: '*' '+' } ul { list-style-type: c }", Comes::True),
    ("ol { list-style-type: lower-greek }", Comes::True),
    ("ol { list-style-type: klingon }", Comes::Both),
    ("p { display: grid }", Comes::Finding),
    ("p { cursor: pointer }", Comes::Finding),
    ("p { colr: red }", Comes::Finding),
    ("p { color: redd }", Comes::Finding),
    ("p { width: 100px; width: 12xy }", Comes::Both),
    ("p { margin-left: 1e40pt }", Comes::Finding),
    ("p { -webkit-hyphens: auto }", Comes::Nothing),
    ("@scope (p) { em { color: red } }", Comes::Finding),
    ("@container (width > 1pt) { em { color: red } }", Comes::Finding),
    ("@keyframes x { to { color: red } }", Comes::Finding),
    ("p::cue { color: red }", Comes::Finding),
    ("p { color: red !important } section p { color: blue }", Comes::True),
    ("html { all: unset; display: block }", Comes::True),
    ("p { font-weight: calc(300 + 400) }", Comes::True),
    ("p { color: red", Comes::True),
    ("p { color red; text-indent: 1em }", Comes::Both),
    ("} p { color: red }", Comes::Finding),
];

/// What comes of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comes {
    /// An effect.
    True,
    Finding,
    Both,
    /// What a page never is in, or a vendor's own: nothing needs to be said.
    Nothing,
}

/// The text under [`WRITTEN`].
const TEXT: &str = "# Head\n\nOne *two* three four five six seven eight nine ten.\n\nEleven [twelve](http://x.org/) \
     thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty one two three four five six seven eight \
     nine ten eleven twelve thirteen fourteen fifteen.\n\n> Quoted\n\n- one\n- two\n\n1. first\n2. second\n";

#[test]
fn what_designers_write_has_an_effect_or_one_finding() {
    let base = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/layout/base.css")).unwrap();
    let parts = |css: &str| {
        let dump = pages(&base, css, TEXT);
        let is_finding = |line: &&str| Code::ALL.iter().any(|code| line.starts_with(&format!("{}: ", code.name())));
        let (findings, shown): (Vec<&str>, Vec<&str>) = dump.lines().partition(is_finding);
        (shown.join("\n"), findings.into_iter().map(str::to_owned).collect::<Vec<String>>())
    };
    let (plain, none) = parts("");
    assert_eq!(none, [""; 0]);
    let mut wrong = Vec::new();
    for (css, expected) in WRITTEN {
        let (shown, findings) = parts(css);
        let comes = match (shown != plain, findings.len()) {
            (true, 0) => Some(Comes::True),
            (false, 1) => Some(Comes::Finding),
            (true, 1) => Some(Comes::Both),
            (false, 0) => Some(Comes::Nothing),
            (true | false, _) => None,
        };
        if comes != Some(*expected) {
            wrong.push(format!("{css}: {comes:?}, not {expected:?}: {findings:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn parts(text: &str) -> (&str, &str) {
    let text = text.trim_start().strip_prefix("<style>").expect("a case begins with its style");
    let (css, text) = text.split_once("</style>").expect("the style ends");
    (css, text.trim_start())
}

/// A style sheet without the declarations of a property.
fn without(css: &str, property: &str) -> String {
    let mut rest = String::new();
    for piece in css.split_inclusive([';', '{', '}']) {
        let ends_rule = piece.ends_with('}');
        let is_declaration = !piece.ends_with('{')
            && piece.split_once(':').is_some_and(|(name, _)| name.trim().eq_ignore_ascii_case(property));
        match (is_declaration, ends_rule) {
            (true, true) => rest.push('}'),
            (true, false) => {}
            (false, true | false) => rest.push_str(piece),
        }
    }
    rest
}

/// Makes the first paragraph the caption of the table after it: Markdown has no words for that.
fn give_caption(chapter: &mut Chapter) {
    let content = chapter.blocks.remove(0);
    let id = chapter.fresh_id();
    let span = content.span;
    let BlockKind::Table(table) = &mut chapter.blocks[0].kind else { panic!("a table follows `{CAPTION}`") };
    table.caption = Some(Caption { id, span, attributes: Default::default(), content: vec![content] });
}

/// The dump of the pages, and what was found on the way.
fn pages(base: &str, css: &str, text: &str) -> String {
    let mut files = Files::default();
    let mut diagnostics = Diagnostics::default();
    let mut document = Document::default();
    let has_caption = text.starts_with(CAPTION);
    for (index, content) in text.trim_start_matches(CAPTION).split("=== other.md\n").enumerate() {
        let name = format!("chapter-{index}");
        let file = files.add(format!("{name}.md"), content);
        let text = Text::from_file(&files, file, 0);
        let id = ChapterId(index as u32);
        let mut chapter = markdown::parse(&text, id, &name, &format!("{name}.md"), &mut diagnostics);
        if has_caption {
            give_caption(&mut chapter);
        }
        document.chapters.push(Arc::new(chapter));
    }
    let document = transform::apply(document, &transform::Options::default(), &mut diagnostics);
    let contents = toc::build(&document, Some(3));
    let document = toc::fill(document, &contents);
    let loader = Loader::memory([("image.svg", IMAGE)]);
    let resources = resource::load(&document, &loader, Path::new(""), None, &mut diagnostics);
    let sheet = |name: &str, text: &str| Sheet { name: name.to_owned(), text: text.into(), ..Sheet::default() };
    let fonts = Fonts::bundled();
    let pages = PageOptions { lang: document.metadata.lang.clone(), ..PageOptions::default() };
    let theme = Theme::new(&[sheet("base.css", base), sheet("case.css", css)], pages, &fonts, &mut diagnostics);
    let pages = layout::layout(&document, &theme, &fonts, &resources, &mut diagnostics);
    let mut dump = layout::dump(&pages);
    // Most cases have no title, and none is about titles.
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.code != Code::GuessedTitle) {
        let _ = writeln!(dump, "{}: {}", diagnostic.code.name(), diagnostic.message);
    }
    dump
}
