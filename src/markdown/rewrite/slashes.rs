//! Blocks between lines of slashes, `/// note | Title`, as Python-Markdown's extensions write them.
//!
//! In: a line that opens or closes one. Out: a container, with what the options say that are indented below the line
//! (<https://facelessuser.github.io/pymdown-extensions/extensions/blocks/>).

use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind};
use super::Pass;
use super::container::{self, Line};
use super::division::{fold, named};
use crate::document::{Attributes, Division};

/// Whether a line may be one.
pub(super) fn begins(text: &str) -> bool {
    text.starts_with("///")
}

impl<'t> Pass<'t, '_> {
    pub(super) fn slashes(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if !begins(text) || !self.reads(Form::Admonitions) {
            return None;
        }
        let slashes = &text[..text.len() - text.trim_start_matches('/').len()];
        let rest = text[slashes.len()..].trim();
        if rest.is_empty() {
            return self.close_container(
                line,
                |container| matches!(container, container::Container::Tag { name, .. } if name == slashes),
            );
        }
        let (name, title) = rest.split_once('|').unwrap_or((rest, ""));
        let (name, title) = (name.trim(), title.trim());
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_name || !text[slashes.len()..].starts_with(' ') {
            return None;
        }
        self.line_with(slashes, line.next, |text| text == slashes)?;
        let (mut next, mut kind, mut is_open) = (line.next, None, false);
        while let Some(below) = self.peek(next).filter(|below| below.indent >= 4) {
            let Some((key, value)) = self.text_of(&below).split_once(':') else { break };
            match key.trim() {
                "type" => kind = Some(value.trim().to_owned()),
                "open" => is_open = value.trim().eq_ignore_ascii_case("true"),
                "attrs" | "new" | "select" | "markdown" => {}
                _ => break,
            }
            next = below.next;
        }
        // One that is not known stands as text, and is told as such.
        let container = opened(name, title, kind.as_deref(), is_open)?;
        let opened = line.start..line.end;
        self.open(line, container, container::Container::Tag { name: slashes.to_owned(), opened });
        self.skip_to(next);
        Some(next)
    }
}

/// What a name opens, with its title and the kind that an option names; nothing for an unknown one.
fn opened(name: &str, title: &str, kind: Option<&str>, is_open: bool) -> Option<Container> {
    let plain = |class: &str, title: &str| Container {
        kind: ContainerKind::Division(Division::Plain),
        attributes: Attributes::class(class),
        title: Some(title.to_owned()).filter(|title| !title.is_empty()),
    };
    match name {
        "tab" => Some(plain("tab", title)),
        "caption" | "figure-caption" | "table-caption" => Some(plain("caption", "")),
        // What follows the bar is an element and its classes.
        "html" => Some(plain(&title.split('.').skip(1).collect::<Vec<_>>().join(" "), "")),
        "definition" => Some(plain("definition", "")),
        _ => {
            let of_kind = if matches!(name, "admonition" | "details") { kind.unwrap_or("note") } else { name };
            let mut opening = named(of_kind, title);
            if name == "details" {
                fold(&mut opening.container, is_open);
            }
            (!opening.is_unknown).then_some(opening.container)
        }
    }
}
