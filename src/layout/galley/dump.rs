//! A galley as text, for `--dump galley` and for tests: one line for each item.

use std::fmt::Write;

use super::{Galley, Item, Mark};
use crate::geom::Pt;
use crate::layout::{Fragment, FragmentKind};

/// What stands in a galley, from the top down. Cells and notes are indented below their row, or at the end.
pub fn dump(galley: &Galley) -> String {
    let mut text = String::new();
    write_galley(galley, 0, &mut text);
    text
}

fn write_galley(galley: &Galley, depth: usize, into: &mut String) {
    for item in &galley.items {
        write_item(galley, item, depth, into);
    }
    for (node, note) in &galley.notes {
        let _ = writeln!(into, "{}note {}", "  ".repeat(depth), node.0);
        write_galley(note, depth + 1, into);
    }
}

fn write_item(galley: &Galley, item: &Item, depth: usize, into: &mut String) {
    into.push_str(&"  ".repeat(depth));
    let _ = match item {
        Item::Line(line) => {
            writeln!(into, "line {} baseline {} {:?}", number(line.height), number(line.ascent), words(&line.fragments))
        }
        Item::Row(part) => {
            let count = part.row.parts.len();
            let _ = writeln!(into, "row {} part {} of {count}", number(part.height), part.part + 1);
            if part.part == 0 {
                for cell in &part.row.cells {
                    let indent = "  ".repeat(depth + 1);
                    let _ = writeln!(into, "{indent}cell {} {}", number(cell.x), number(cell.width));
                    write_galley(&cell.galley, depth + 2, into);
                }
            }
            Ok(())
        }
        Item::Glue(glue) => {
            writeln!(into, "glue {} plus {} minus {}", number(glue.size), number(glue.stretch), number(glue.shrink))
        }
        Item::Penalty(penalty) => {
            writeln!(into, "penalty {}{}", penalty.cost, if penalty.is_hyphenated { " hyphenated" } else { "" })
        }
        Item::ForcedBreak { between, page_name } => {
            writeln!(into, "break {between:?} {}", page_name.as_deref().unwrap_or("auto"))
        }
        Item::Insertion(node) => writeln!(into, "insertion {}", node.0),
        Item::Float(float) => {
            let _ = writeln!(into, "float {}", number(float.height));
            write_galley(&float.galley, depth + 1, into);
            Ok(())
        }
        Item::Side(side) => {
            let (x, width, height) = (number(side.x), number(side.width), number(side.height));
            let _ = writeln!(into, "side {x} {width} {height} below {}", number(side.offset));
            write_galley(&side.galley, depth + 1, into);
            Ok(())
        }
        Item::Mark(Mark::Anchor(node)) => writeln!(into, "anchor {}", node.0),
        Item::Mark(Mark::String { name, value }) => writeln!(into, "string {name} {value:?}"),
        Item::Mark(Mark::Element { name, .. }) => writeln!(into, "element {name}"),
        Item::Open(frame) => {
            let frame = &galley.frames[*frame as usize];
            writeln!(into, "open {} {} {}", number(frame.x), number(frame.width), number(frame.start_edge()))
        }
        Item::Close(frame) => writeln!(into, "close {}", number(galley.frames[*frame as usize].end_edge())),
    };
}

fn words(fragments: &[Fragment]) -> String {
    let text = |fragment: &Fragment| match &fragment.kind {
        FragmentKind::Glyphs(run) => run.text.to_string(),
        FragmentKind::Image(image) => format!("[{}]", image.path),
        FragmentKind::MissingGlyph { .. } => "\u{fffd}".to_owned(),
        FragmentKind::Box(_) | FragmentKind::Rule { .. } | FragmentKind::Anchor(_) => String::new(),
    };
    fragments.iter().map(text).collect()
}

fn number(length: Pt) -> String {
    format!("{:.2}", length.0)
}
