//! The examples of the CommonMark specification: Markdown to the tree, the tree to HTML by its HTML face.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bindery::diagnostic::Diagnostics;
use bindery::document::element::element;
use bindery::document::walk::Node;
use bindery::document::{BlockKind, BookFacts, Chapter, ChapterId, Document, InlineKind, Target};
use bindery::markdown::{Dialect, Reading, parse_as};
use bindery::source::{Files, Text};
use pulldown_cmark::{Event, Parser};

struct Example {
    number: usize,
    markdown: String,
    html: String,
}

#[test]
fn the_specification_holds() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commonmark/spec.txt")).unwrap();
    let examples = examples(&text);
    assert_eq!(examples.len(), 652);
    let mut failures = Vec::new();
    let mut raw = 0;
    for example in &examples {
        let html = render(&example.markdown);
        if html == example.html {
            continue;
        }
        if holds_raw_html(&example.markdown) {
            raw += 1;
            continue;
        }
        failures.push(format!(
            "example {}\n{}\n-- expected\n{}\n-- found\n{html}",
            example.number, example.markdown, example.html
        ));
    }
    assert!(failures.is_empty(), "{} of {} fail:\n{}", failures.len(), examples.len(), failures.join("\n\n"));
    // The exceptions are counted, so that none slips in unseen.
    assert_eq!(raw, RAW_HTML_EXAMPLES);
}

/// Examples whose HTML holds raw HTML of the author's, which the tree keeps by its own rules.
const RAW_HTML_EXAMPLES: usize = 70;

fn examples(text: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == "<!-- END TESTS -->" {
            break;
        }
        if line != format!("{fence} example") {
            continue;
        }
        let mut part = |end: &str| -> String {
            lines
                .by_ref()
                .take_while(|line| *line != end)
                .map(|line| format!("{}\n", line.replace('→', "\t")))
                .collect()
        };
        let (markdown, html) = (part("."), part(&fence));
        examples.push(Example { number: examples.len() + 1, markdown, html });
    }
    examples
}

/// Whether an example holds raw HTML, by an independent reading.
fn holds_raw_html(markdown: &str) -> bool {
    Parser::new(markdown).any(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_)))
}

fn render(markdown: &str) -> String {
    let mut files = Files::default();
    let file = files.add("example.md", markdown);
    let text = Text::from_file(&files, file, 0);
    let mut diagnostics = Diagnostics::default();
    let reading = Reading { dialect: Dialect::COMMON_MARK, ..Reading::default() };
    let mut chapter = parse_as(&reading, &text, ChapterId(0), "example", "example.md", &mut diagnostics);
    for block in &mut chapter.blocks {
        lead_out(block);
    }
    let document = Document { chapters: vec![Arc::new(chapter)], ..Document::default() };
    let chapter = &document.chapters[0];
    let facts = BookFacts::of(&document, chapter);
    let mut writer = Writer { facts: &facts, chapter, html: String::new() };
    Node::Section(writer.chapter).for_each_child(&mut |node| writer.node(node));
    writer.html
}

/// The examples' links lead out of the book.
fn lead_out(block: &mut bindery::document::Block) {
    match &mut block.kind {
        BlockKind::Paragraph(content) | BlockKind::Plain(content) | BlockKind::Heading { content, .. } => {
            content.iter_mut().for_each(lead_inline_out);
        }
        BlockKind::BlockQuote(content) => content.iter_mut().for_each(lead_out),
        BlockKind::List(list) => list.items.iter_mut().flat_map(|item| &mut item.content).for_each(lead_out),
        _ => {}
    }
}

fn lead_inline_out(inline: &mut bindery::document::Inline) {
    if let InlineKind::Link { target, .. } = &mut inline.kind
        && let Target::Unresolved(address) = target
    {
        *target = Target::External(std::mem::take(address));
    }
    inline.kind.children_mut().into_iter().flatten().for_each(lead_inline_out);
}

/// HTML as the reference renderer lays it out: a block begins on a line of its own.
struct Writer<'a> {
    facts: &'a BookFacts,
    chapter: &'a Chapter,
    html: String,
}

impl<'a> Writer<'a> {
    fn fresh_line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    fn node(&mut self, node: Node<'a>) {
        let Some(element) = element(self.facts, self.chapter, node) else {
            if let Some(text) = node.text() {
                self.escape(text);
            }
            // The text of a tight item has no element; a block after it begins a line.
            return node.for_each_child(&mut |child| self.node(child));
        };
        let is_block = !matches!(node, Node::Inline(_) | Node::CodeText(_) | Node::Formula(_));
        if is_block {
            self.fresh_line();
        }
        self.html.push('<');
        self.html.push_str(element.name);
        for (name, value) in &element.attributes {
            if *name == "data-language" {
                continue;
            }
            self.html.push_str(&format!(" {name}=\""));
            self.escape(value);
            self.html.push('"');
        }
        if element.is_void() {
            self.html.push_str(" />");
            if element.name != "img" {
                self.html.push('\n');
            }
            return;
        }
        self.html.push('>');
        let is_container = matches!(element.name, "blockquote" | "ul" | "ol");
        let (begins_with_block, ends_with_block) = ends(node);
        if is_container || element.name == "li" && begins_with_block {
            self.html.push('\n');
        }
        if let Node::Block(block) = node
            && let BlockKind::CodeBlock(code) = &block.kind
        {
            // The language is an attribute of our `pre`, and a class of the reference renderer's `code`.
            self.html.push_str("<code");
            if let Some(language) = &code.language {
                self.html.push_str(" class=\"language-");
                self.escape(language);
                self.html.push('"');
            }
            self.html.push('>');
            self.escape(&code.text());
            self.html.push_str("</code>");
        } else {
            if let Some(text) = node.text() {
                self.escape(text);
            }
            node.for_each_child(&mut |child| self.node(child));
            if is_container || element.name == "li" && ends_with_block {
                self.fresh_line();
            }
        }
        self.html.push_str(&format!("</{}>", element.name));
        if is_block {
            self.html.push('\n');
        }
    }

    fn escape(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                character => self.html.push(character),
            }
        }
    }
}

/// Whether the first and the last child of a node are blocks with an element, as opposed to a tight item's text.
fn ends(node: Node<'_>) -> (bool, bool) {
    let mut children = Vec::new();
    node.for_each_child(&mut |child| {
        children.push(!matches!(child, Node::Block(block) if matches!(block.kind, BlockKind::Plain(_))));
    });
    (children.first() == Some(&true), children.last() == Some(&true))
}
