//! The order of operators in content streams (PDF 32000-1, 8.2, figure 9).

use std::path::{Path, PathBuf};

use bindery::config::{Config, Format};
use bindery::pipeline::{self, Findings};
use bindery::source::Loader;
use lopdf::Document;

use crate::set::config;

/// Operators that a text object may not hold: paths, images, and the graphics state saved, restored or transformed.
const OUTSIDE_TEXT: [&str; 19] =
    ["m", "l", "c", "v", "y", "h", "re", "S", "s", "f", "F", "f*", "B", "b", "n", "q", "Q", "cm", "Do"];

/// Operators that stand in a text object or out of one against the rules, by page.
fn misplaced(pdf: &[u8]) -> Vec<String> {
    let document = Document::load_mem(pdf).expect("the PDF can be read");
    let mut found = Vec::new();
    for (number, page) in document.get_pages() {
        let content = document.get_and_decode_page_content(page).expect("the page can be read");
        let mut in_text = false;
        for operation in &content.operations {
            let operator = operation.operator.as_str();
            match operator {
                "BT" if !in_text => in_text = true,
                "ET" if in_text => in_text = false,
                "BT" | "ET" => found.push(format!("page {number}: `{operator}` out of order")),
                "TJ" | "Tj" | "Td" if !in_text => found.push(format!("page {number}: `{operator}` outside of text")),
                _ if in_text && OUTSIDE_TEXT.contains(&operator) => {
                    found.push(format!("page {number}: `{operator}` within text"));
                }
                _ => {}
            }
        }
    }
    found
}

fn pdf(config: &Config, loader: &Loader) -> Vec<u8> {
    let mut built = pipeline::build(config, loader, &mut Findings::default(), &mut |_| {}).expect("a PDF is made");
    built.outputs.remove(&Format::Pdf).expect("it was asked for")
}

#[test]
fn operators_stand_where_they_may() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/the-making-of-a-page");
    assert_eq!(misplaced(&pdf(&config(&[sample]), &Loader::disk())), [""; 0]);
    // The repeated head of a table is text and borders by turns, all of it decoration.
    let rows = "| ~~struck~~ | `code` <kbd>key</kbd> |\n".repeat(100);
    let text = format!("| a | b |\n| - | - |\n{rows}\n[A link](https://example.org/) \u{5d0} *words*\n");
    let loader = Loader::memory([("b/table.md", text)]);
    assert_eq!(misplaced(&pdf(&config(&[PathBuf::from("b/table.md")]), &loader)), [""; 0]);
}

/// Readers find words and the spaces between them where glyphs follow one another from left to right, in every script.
#[test]
fn glyphs_stand_from_left_to_right() {
    let text = "---\nlang: he\n---\n\nבשפות אחרות קוראים לו *sourdough* או 50 גרם, **מילה מודגשת** ושָׁלוֹם.\n";
    let loader = Loader::memory([("b/text.md", text)]);
    let pdf = pdf(&config(&[PathBuf::from("b/text.md")]), &loader);
    let document = Document::load_mem(&pdf).expect("the PDF can be read");
    let mut most = 0.0_f32;
    let mut edges = 0;
    for (_, page) in document.get_pages() {
        let content = document.get_and_decode_page_content(page).expect("the page can be read");
        for operation in &content.operations {
            let parts = operation.operands.iter().filter_map(|operand| operand.as_array().ok()).flatten();
            most = parts.filter_map(|part| part.as_float().ok()).fold(most, f32::max);
            let properties = operation.operands.get(1).and_then(|operand| operand.as_dict().ok());
            let text = properties.and_then(|properties| properties.get(b"ActualText").ok()?.as_str().ok());
            edges += usize::from(text == Some(b"\xFE\xFF\0 "));
        }
    }
    // In thousandths of an em; a word read from right to left would take a whole em for each letter.
    assert!(most < 400.0, "the pen goes back by {most}");
    assert!(edges >= 4, "{edges} spaces stand by themselves where runs go back");
}
