//! Admonitions with an indented body: `!!! note "Title"`, `??? note`, and the tabs written so.
//!
//! In: a line of three marks and a kind. Out: an alert, or details where it folds, around the lines indented by four
//! (<https://python-markdown.github.io/extensions/admonition/>,
//! <https://facelessuser.github.io/pymdown-extensions/extensions/details/> and `…/tabbed/`).

use super::super::callout::{self, Named};
use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind};
use super::Pass;
use super::container::{self, Line};
use super::division::fold;
use crate::document::{AlertKind, Attributes, Division};

/// How far a body is indented.
const INDENT: usize = 4;

impl<'t> Pass<'t, '_> {
    pub(super) fn admonition(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !self.reads(Form::Admonitions) {
            return None;
        }
        let container = if let Some(rest) = text.strip_prefix("!!!") {
            admonition(rest, None)?
        } else if let Some(rest) = text.strip_prefix("???+") {
            admonition(rest, Some(true))?
        } else if let Some(rest) = text.strip_prefix("???") {
            admonition(rest, Some(false))?
        } else {
            let rest = text.strip_prefix("===")?.trim_start_matches(['!', '+']);
            let title = quoted(rest.trim())?.0;
            let kind = ContainerKind::Division(Division::Plain);
            Container { kind, attributes: Attributes::class("tab"), title: Some(title) }
        };
        if !self.has_body(line.next) {
            return None;
        }
        let opened = line.start..line.end;
        self.open(line, container, container::Container::Body { indent: line.indent + INDENT, opened });
        Some(line.next)
    }

    /// Whether the next line of text is indented.
    fn has_body(&self, start: usize) -> bool {
        let mut at = start;
        while let Some(line) = self.peek(at) {
            if line.start < line.end && !self.text_of(&line).is_empty() {
                return line.indent >= INDENT;
            }
            at = line.next;
        }
        false
    }
}

/// What follows the marks: a kind, further classes, a title in quotes. An empty title is none.
fn admonition(rest: &str, folds: Option<bool>) -> Option<Container> {
    let rest = rest.trim();
    let at = rest.find('"').unwrap_or(rest.len());
    let title = if at < rest.len() { Some(quoted(&rest[at..])?.0) } else { None };
    let is_word = |word: &&str| {
        word.starts_with(char::is_alphabetic) && word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let words: Vec<&str> = rest[..at].split_whitespace().collect();
    if words.is_empty() && title.is_none() || !words.iter().all(is_word) {
        return None;
    }
    let name = words.first().copied().unwrap_or("note");
    let mut attributes = Attributes::default();
    words
        .iter()
        .skip(1)
        .filter(|word| **word != "inline" && **word != "end")
        .for_each(|word| attributes.add_class(*word));
    let Named { kind, title: own } = callout::named(name).unwrap_or_else(|| {
        attributes.add_class(name);
        Named { kind: AlertKind::Note, title: Some(callout::titled(name)) }
    });
    let title = match title {
        Some(title) if title.is_empty() => {
            attributes.add_class("untitled");
            None
        }
        title => title.or(own),
    };
    let mut container = Container { kind: ContainerKind::Alert(kind), attributes, title };
    if let Some(is_open) = folds {
        fold(&mut container, is_open);
    }
    Some(container)
}

/// The text between quotes, and how much it takes.
pub(super) fn quoted(text: &str) -> Option<(String, usize)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = &text[1..];
    let mut value = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => value.extend(chars.next().map(|(_, c)| c)),
            c if c == quote => return Some((value, at + 2)),
            c => value.push(c),
        }
    }
    None
}
