//! Computed styles as text, for `--dump style` and for tests.
//!
//! First the elements, each with the number of its style; then the styles, each once, with the fields
//! that differ from the initial values. So the dump of a novel stays readable.

use std::fmt::Write;

use super::{ComputedStyle, Pseudo, StyleMap, Theme, cascade};
use crate::document::element::{Within, element_within};
use crate::document::{BookFacts, Chapter, Document, Node};
use crate::font::Fonts;

/// The styles of all chapters.
pub fn dump(document: &Document, theme: &Theme, fonts: &Fonts) -> String {
    let mut dump = Dump { text: String::new(), styles: Vec::new() };
    for chapter in &document.chapters {
        let facts = BookFacts::of(document, chapter);
        let map = cascade(&facts, chapter, theme, fonts);
        let _ = writeln!(dump.text, "chapter `{}`", chapter.name);
        dump.node(&Source { facts: &facts, chapter, map: &map }, Node::Html(chapter), 1, Within::default());
    }
    let initial = fields(&ComputedStyle::initial());
    for (index, style) in dump.styles.iter().enumerate() {
        let _ = writeln!(dump.text, "\nstyle {}", index + 1);
        for field in fields(style).iter().filter(|field| !initial.contains(field)) {
            let _ = writeln!(dump.text, "  {field}");
        }
    }
    dump.text
}

struct Source<'a> {
    facts: &'a BookFacts,
    chapter: &'a Chapter,
    map: &'a StyleMap,
}

struct Dump {
    text: String,
    styles: Vec<ComputedStyle>,
}

impl Dump {
    fn node(&mut self, source: &Source<'_>, node: Node<'_>, depth: usize, within: Within) {
        let Source { facts, chapter, map } = *source;
        let (mut below, mut within) = (depth, within);
        if let (Some(element), Some(style)) = (element_within(facts, chapter, node, within), map.get(node.id())) {
            within = within.below(&element);
            let mut name = element.name.to_owned();
            element.classes.iter().for_each(|class| name.extend([".", class]));
            self.line(&name, style, depth);
            below += 1;
            const PSEUDOS: [(Pseudo, &str); 5] = [
                (Pseudo::Marker, "::marker"),
                (Pseudo::FirstLetter, "::first-letter"),
                (Pseudo::FirstLine, "::first-line"),
                (Pseudo::Before, "::before"),
                (Pseudo::After, "::after"),
            ];
            for (pseudo, name) in PSEUDOS {
                if let Some(style) = map.pseudo(node.id(), pseudo) {
                    self.line(name, style, below);
                }
            }
        }
        node.for_each_child(&mut |child| self.node(source, child, below, within));
    }

    fn line(&mut self, name: &str, style: &ComputedStyle, depth: usize) {
        let index = self.styles.iter().position(|known| known == style).unwrap_or_else(|| {
            self.styles.push(style.clone());
            self.styles.len() - 1
        });
        let _ = writeln!(self.text, "{:indent$}{name} {}", "", index + 1, indent = depth * 2);
    }
}

/// The fields of a style, `name: value`, each on one line.
fn fields(style: &ComputedStyle) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for line in format!("{style:#?}").lines() {
        match (line.strip_prefix("    "), fields.last_mut()) {
            (Some(line), Some(field)) if line.starts_with([' ', '}', ']', ')']) => {
                let is_open = field.ends_with(['(', '[']);
                field.push_str(if is_open { "" } else { " " });
                field.push_str(line.trim());
            }
            (Some(line), _) => fields.push(line.to_owned()),
            (None, _) => {}
        }
    }
    fields.iter().map(|field| field.trim_end_matches(',').replace(", )", ")").replace(", ]", "]")).collect()
}
