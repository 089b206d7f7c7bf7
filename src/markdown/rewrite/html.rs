//! Raw HTML whose content its author wants to be read as Markdown: `<div markdown="1">`.
//!
//! In: a line that begins with such a tag. Out: the same with blank lines around what the tag holds, which make it
//! Markdown; what holds no blocks is the builder's business
//! (<https://python-markdown.github.io/extensions/md_in_html/>, <https://kramdown.gettalong.org/syntax.html#html-blocks>).

use super::super::dialect::Form;
use super::Pass;
use super::container::{Leaf, Line};
use crate::html::{self, Token};

/// Elements that hold blocks.
const HOLDERS: [&str; 17] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "details",
    "div",
    "fieldset",
    "figure",
    "footer",
    "form",
    "header",
    "hgroup",
    "main",
    "nav",
    "section",
];

impl<'t> Pass<'t, '_> {
    pub(super) fn html_with_markdown(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !self.reads(Form::MarkdownAttribute) || !text.contains("markdown") {
            return None;
        }
        let length = tag_end(text)?;
        let (Token::Open(tag), _) = html::tokenize(&text[..length]).into_iter().next()? else { return None };
        let is_on = tag.attribute("markdown").is_some_and(|value| matches!(value.trim(), "" | "1" | "block"));
        if !is_on || !HOLDERS.contains(&tag.name.as_str()) {
            return None;
        }
        let place = line.start..line.end;
        let start = line.start + line.indent_bytes(self.source);
        let prefix = self.prefix(self.stack.len());
        let parted = format!("\n{}\n{prefix}", prefix.trim_end());
        self.copy_to(start + length);
        let rest = text[length..].trim();
        self.leaf = Leaf::None;
        if rest.is_empty() {
            self.write(&format!("\n{}\n", prefix.trim_end()), place);
            self.skip_to(line.next);
            return Some(line.next);
        }
        self.write(&parted, place.clone());
        self.skip_to(start + length);
        let end_tag = format!("</{}>", tag.name);
        if let Some(inner) = rest.strip_suffix(&end_tag) {
            let end = start + length + (text.len() - length - rest.len()) + inner.len();
            self.copy_to(end);
            self.write(&parted, place.clone());
            self.copy_to(line.end);
            self.write(&format!("\n{}", prefix.trim_end()), place);
            return Some(line.next);
        }
        let inner = self.behind(start + length, line);
        Some(self.line(&inner).unwrap_or(line.next))
    }
}

/// Where the tag ends that text begins with.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            (None, _) => {}
        }
    }
    None
}
