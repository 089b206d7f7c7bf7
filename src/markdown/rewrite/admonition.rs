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
use crate::diagnostic::Code;
use crate::document::{AlertKind, Attributes, Division};

/// How far a body is indented.
const INDENT: usize = 4;

impl<'t> Pass<'t, '_> {
    pub(super) fn admonition(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !self.reads(Form::Admonitions) {
            return None;
        }
        let (container, is_bare) = if let Some(rest) = text.strip_prefix("!!!") {
            admonition(rest, None)?
        } else if let Some(rest) = text.strip_prefix("???+") {
            admonition(rest, Some(true))?
        } else if let Some(rest) = text.strip_prefix("???") {
            admonition(rest, Some(false))?
        } else {
            let rest = text.strip_prefix("===")?.trim_start_matches(['!', '+']);
            let title = quoted(rest.trim())?.0;
            let kind = ContainerKind::Division(Division::Plain);
            (Container { kind, attributes: Attributes::class("tab"), title: Some(title) }, false)
        };
        if !self.has_body(line.next) {
            return None;
        }
        if is_bare && self.reported.insert("a title without quotes".to_owned()) {
            let title = super::foreign::shortened(container.title.as_deref().unwrap_or_default());
            let message = format!("`{title}` is read as the title of an admonition, though it stands in no quotes");
            let hint = format!("put it in quotes, as MkDocs wants a title: `\"{title}\"`");
            self.report(Code::ForeignMarkup, message, &hint, line.start..line.end);
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

/// Material's words for where an admonition stands and what is in it; they are classes
/// (<https://squidfunk.github.io/mkdocs-material/reference/admonitions/>).
const CLASSES: [&str; 3] = ["inline", "end", "annotate"];

/// What follows the marks: a kind, further classes, a title in quotes, and whether the title stands in none. An empty title
/// is none. Words that stand in no quotes are classes to Python-Markdown, which shows none of them.
fn admonition(rest: &str, folds: Option<bool>) -> Option<(Container, bool)> {
    let rest = rest.trim();
    let at = rest.find('"').unwrap_or(rest.len());
    let is_word = |word: &&str| {
        word.starts_with(char::is_alphabetic) && word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let mut words: Vec<&str> = rest[..at].split_whitespace().collect();
    let quoted = quoted(&rest[at..]).filter(|(_, length)| at + length == rest.len());
    if words.is_empty() && quoted.is_none() || !words.first().is_none_or(&is_word) {
        return None;
    }
    let mut title = match quoted {
        Some((quoted, _)) if words.iter().all(is_word) => Some((quoted, false)),
        _ => {
            let classes = words.iter().skip(1).take_while(|word| CLASSES.contains(word)).count();
            words.truncate(classes + 1);
            let typed =
                words.iter().fold(rest, |rest, word| rest.trim_start().strip_prefix(word).unwrap_or(rest)).trim();
            (!typed.is_empty()).then(|| (typed.to_owned(), true))
        }
    };
    let is_bare = title.as_ref().is_some_and(|(_, is_bare)| *is_bare);
    let name = words.first().copied().unwrap_or("note");
    let mut attributes = Attributes::default();
    words
        .iter()
        .skip(1)
        .filter(|word| **word != "inline" && **word != "end")
        .for_each(|word| attributes.add_class(*word));
    let Named { kind, title: own } = callout::named(name).unwrap_or_else(|| {
        attributes.add_class(name);
        // A name that is none may be the first word of the title.
        if let Some((title, true)) = &mut title {
            *title = format!("{name} {title}");
        }
        Named { kind: AlertKind::Note, title: Some(callout::titled(name)) }
    });
    let title = match title {
        Some((title, _)) if title.is_empty() => {
            attributes.add_class("untitled");
            None
        }
        title => title.map(|(title, _)| title).or(own),
    };
    let mut container = Container { kind: ContainerKind::Alert(kind), attributes, title };
    if let Some(is_open) = folds {
        fold(&mut container, is_open);
    }
    Some((container, is_bare))
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
