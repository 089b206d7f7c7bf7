//! Input that was made to hurt, through the whole program to a PDF in memory: no panic, no hang, nothing beyond the
//! page, no word lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use bindery::config::{Config, Format};
use bindery::diagnostic::Code;
use bindery::geom::{Pt, Size};
use bindery::layout::{FragmentKind, Page};
use bindery::pipeline::{self, Findings};
use bindery::source::Loader;

use crate::measure::{lost, outside};
use crate::set::{Set, config, set};

/// Far beyond what any of these takes without optimization.
const LIMIT: Duration = Duration::from_secs(20);

const TALL: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="300" height="5000"><rect width="300" height="5000"/></svg>"#;
const SMALL: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>"#;

/// Lays a text out, checks its pages, and writes the PDF.
#[track_caller]
fn build(name: &str, markdown: &str) -> Set {
    build_with(name, markdown, |_| {})
}

#[track_caller]
fn build_with(name: &str, markdown: &str, change: impl Fn(&mut Config)) -> Set {
    let set = build_whole(name, markdown, change);
    let faults = outside(&set);
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[..faults.len().min(12)].join("\n"));
    set
}

/// The same, whether or not everything stays on the page.
#[track_caller]
fn build_whole(name: &str, markdown: &str, change: impl Fn(&mut Config)) -> Set {
    let loader = Loader::memory([
        (PathBuf::from("book/text.md"), markdown),
        (PathBuf::from("book/tall.svg"), TALL),
        (PathBuf::from("book/small.svg"), SMALL),
        (
            PathBuf::from("book/small.css"),
            "@page { margin: 2mm } h1, header.title-block { font-size: 1em; margin: 0; padding: 0; border: none }",
        ),
    ]);
    let mut config = config(&[PathBuf::from("book/text.md")]);
    change(&mut config);
    let start = Instant::now();
    let set = set(name, &config, &loader);
    let took = start.elapsed();
    assert!(took < LIMIT, "{name}: {took:?} to lay out");
    let built = pipeline::build(&config, &loader, &mut Findings::default(), &mut |_| {}).expect("a PDF is made");
    assert!(built.outputs[&Format::Pdf].starts_with(b"%PDF"));
    let took = start.elapsed();
    assert!(took < 2 * LIMIT, "{name}: {took:?} to a PDF");
    let faults = lost(&set);
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[..faults.len().min(12)].join("\n"));
    set
}

fn words(count: usize) -> String {
    (0..count).map(|n| format!("word{n} ")).collect()
}

fn pages(set: &Set) -> usize {
    set.laid.pages.pages.len()
}

#[test]
fn a_note_longer_than_a_page() {
    let set = build("long note", &format!("Text.[^1] And more text.\n\n[^1]: {}\n", words(4_000)));
    assert!(pages(&set) > 3);
}

#[test]
fn ten_thousand_notes() {
    let text: String = (0..10_000).map(|n| format!("Word.[^{n}] ")).collect();
    let notes: String = (0..10_000).map(|n| format!("[^{n}]: Note {n}.\n\n")).collect();
    build("many notes", &format!("{text}\n\n{notes}"));
}

#[test]
fn a_long_token() {
    build("long token", &"x".repeat(200_000));
    build("long token in code", &format!("```\n{}\n```\n", "x".repeat(200_000)));
    build("long address", &format!("See https://example.org/{} for more.\n", "path/".repeat(400)));
}

#[test]
fn a_long_token_in_a_heading_and_in_an_item() {
    build("long heading", &format!("# {}\n\nText.\n", "x".repeat(300)));
    build("long item", &format!("- {}\n- b\n\n> {}\n", "x".repeat(300), "y".repeat(300)));
}

const NESTING: [&str; 4] = ["> ", "- ", "1. ", "> - "];

#[test]
fn deep_nesting_keeps_its_words() {
    for mark in NESTING {
        build_whole(mark, &format!("{}deep words", mark.repeat(10_000)), |_| {});
    }
}

#[test]
fn deep_nesting_stays_on_the_page() {
    for mark in NESTING {
        build(mark, &format!("{}deep words", mark.repeat(10_000)));
    }
}

#[test]
fn a_long_table() {
    let rows: String = (0..5_000).map(|n| format!("| row {n} | value {n} |\n")).collect();
    let set = build("long table", &format!("| a | b |\n| - | - |\n{rows}"));
    assert!(pages(&set) > 50);
}

#[test]
fn a_wide_table() {
    let row = |text: &str| format!("|{}\n", format!(" {text} |").repeat(10));
    let markdown = row("Heading") + &row("---") + &row("some words in a cell") + &row("123,456.78");
    build_with("wide table", &markdown, |config| config.theme = Some("book".to_owned()));
}

/// Sizes of type on the pages, in tenths of a point.
fn sizes(set: &Set) -> BTreeSet<i32> {
    let fragments = set.laid.pages.pages.iter().flat_map(|page| &page.fragments);
    fragments
        .filter_map(|fragment| match &fragment.kind {
            FragmentKind::Glyphs(run) => Some((run.size.0 * 10.0).round() as i32),
            _ => None,
        })
        .collect()
}

#[test]
fn a_table_a_little_too_wide_is_set_smaller() {
    let row = |text: &str| format!("|{}\n", format!(" {text} |").repeat(8));
    let table = row("Heading") + &row("---") + &row("considerably");
    let narrow = row("a") + &row("---") + &row("b");
    // It goes on into the margin.
    let set = build_whole("wide table", &table, |_| {});
    assert!(!set.is_overfull());
    let least = |set: &Set| sizes(set).first().copied().unwrap_or_default();
    assert!(least(&set) < least(&build("narrow table", &narrow)), "{:?}", sizes(&set));
    let set = build("too wide table", &table.replace("considerably", "incomprehensibilities"));
    assert!(set.is_overfull());
}

#[test]
fn a_long_token_in_a_cell() {
    build("token in a cell", &format!("| a | b |\n| - | - |\n| {} | short words |\n", "x".repeat(300)));
}

#[test]
fn a_row_taller_than_a_page() {
    build("tall row", &format!("| a | b |\n| - | - |\n| {} | short words |\n", words(2_000)));
}

#[test]
fn a_figure_taller_than_the_page() {
    let set = build("tall figure", "Text before.\n\n![A tall image](tall.svg \"And its caption.\")\n\nText after.\n");
    assert!(!set.is_overfull());
}

#[test]
fn images_where_few_expect_them() {
    build("image in a heading", "# A ![small](small.svg) heading\n\nText.\n");
    build("tall image in a line", "Text ![tall](tall.svg) text.\n");
    build("image in a cell", "| a | b |\n| - | - |\n| ![tall](tall.svg) | words |\n");
    build("image in a note", "Text.[^1]\n\n[^1]: An image ![tall](tall.svg) here.\n");
}

#[test]
fn a_note_in_a_cell() {
    build("note in a cell", "| a | b |\n| - | - |\n| c[^1] | d |\n\n[^1]: The note of the cell.\n");
}

#[test]
fn next_to_nothing() {
    build("heading", "# Only a heading\n");
    build("code", "```rust\nfn main() {}\n```\n");
    build("break", "---\n\n***\n");
    let set = build("image", "![Words instead of an image](missing.png)\n");
    assert!(set.has(Code::MissingImage));
}

#[test]
fn a_page_that_hardly_holds_a_line() {
    let side = Pt::from_mm(20.0);
    let text = format!(
        "# A heading\n\n{}\n\n- item\n\n| a | b |\n|-|-|\n| c | d |\n\nNote.[^1]\n\n[^1]: A note.\n",
        words(50)
    );
    build_whole("small page", &text, |config| config.page_size = Some(Size::new(side, side)));
    build_with("small page with small type", &text, |config| {
        config.page_size = Some(Size::new(side, side));
        config.css = vec![PathBuf::from("book/small.css")];
    });
}

#[test]
fn scripts_from_right_to_left() {
    let set = build("right to left", "שלום עולם, זה טקסט.\n\nمرحبا بالعالم، هذا نص.\n\nWords with עברית within.\n");
    assert!(set.has(Code::MissingGlyph));
}

#[test]
fn characters_that_no_face_has() {
    let set = build("boxes", &"日本語の文章がここにあります。".repeat(40));
    assert!(set.has(Code::MissingGlyph));
    let boxes = set.laid.pages.pages.iter().flat_map(|page| &page.fragments);
    assert!(boxes.filter(|fragment| matches!(fragment.kind, FragmentKind::MissingGlyph { .. })).count() >= 400);
}

#[test]
fn a_writing_that_no_face_has_is_told_once_with_its_package() {
    let set = build_with("Japanese", "日本語の文章です。\n\n漢字と「かな」。\n", |config| {
        config.system_fonts = false
    });
    let found: Vec<_> = set.findings.diagnostics.iter().filter(|found| found.code == Code::MissingGlyph).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].message.contains("Japanese"), "{found:?}");
    assert!(found[0].hints.iter().any(|hint| hint.contains("fonts-noto-cjk")), "{found:?}");
    assert!(found[0].span.is_some());
}

#[test]
fn japanese_lines_end_at_the_margin() {
    let css = "@page { size: 240pt 200pt; margin: 20pt } p { font-size: 10pt; line-height: 15pt; text-align: justify; \
               text-indent: 0; margin: 0 }";
    let text = "いろはにほへと「ちりぬる」、を。わかよたれそつねならむうゐのおくやまけふこえて\n";
    let loader = Loader::memory([("b/a.md", text), ("b/a.css", css)]);
    let mut config = config(&[PathBuf::from("b/a.md")]);
    config.metadata = vec![("lang".to_owned(), "ja".to_owned()), ("title".to_owned(), "x".to_owned())];
    config.css = vec![PathBuf::from("b/a.css")];
    let set = set("japanese", &config, &loader);
    let right = |page: &Page| {
        let edges = page.fragments.iter().filter_map(|fragment| match &fragment.kind {
            FragmentKind::MissingGlyph { rect, .. } => Some((rect.bottom().0.round() as i32, rect.right().0)),
            _ => None,
        });
        let mut lines: BTreeMap<i32, f32> = BTreeMap::new();
        edges.for_each(|(line, edge)| {
            let most = lines.entry(line).or_insert(0.0);
            *most = most.max(edge);
        });
        lines.into_values().collect::<Vec<f32>>()
    };
    let edges: Vec<f32> = set.laid.pages.pages.iter().flat_map(right).collect();
    assert!(edges.len() >= 2, "{edges:?}");
    // All but the last line end at the margin, the box of their last character a little before.
    for edge in &edges[..edges.len() - 1] {
        assert!((edge - 220.0).abs() < 2.0, "{edges:?}");
    }
}

#[test]
fn line_ends_and_controls() {
    build(
        "controls",
        "# A\r\n\r\nLine one\r\nline two\u{0}nul \u{1b}[31mred\u{7f} \u{8}back \u{c}feed\r\n\r\n```\r\na\tb\r\n```\r\n",
    );
    build("invisible", "a\u{200b}b\u{200d}c\u{feff}d\u{2028}e\u{2029}f\u{85}g\u{ad}h\u{202e}i\u{2066}j\n");
}
