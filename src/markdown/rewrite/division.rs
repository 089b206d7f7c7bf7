//! Lines of colons: pandoc's divisions, and the directives that MyST, Docusaurus and VuePress write so.
//!
//! In: a line of three colons or more. Out: a container opened or closed. What follows the colons says which: an
//! attribute block, a name, a name in braces (<https://pandoc.org/MANUAL.html#divs-and-spans>,
//! <https://docusaurus.io/docs/markdown-features/admonitions>,
//! <https://mystmd.org/guide/syntax-overview#directives>).

use std::ops::Range;

use super::super::attribute;
use super::super::audience;
use super::super::callout::{self, Named};
use super::super::dialect::Form;
use super::super::marker::{Container, ContainerKind, Marker};
use super::super::theorem;
use super::Pass;
use super::container::{self, Line};
use crate::diagnostic::Code;
use crate::document::{Attributes, Division};

/// What a name and its arguments open.
pub(super) struct Opening {
    pub container: Container,
    /// Whether the name means nothing here.
    pub is_unknown: bool,
}

impl Opening {
    pub fn new(kind: ContainerKind, attributes: Attributes, title: Option<String>) -> Opening {
        Opening { container: Container { kind, attributes, title }, is_unknown: false }
    }
}

impl<'t> Pass<'t, '_> {
    pub(super) fn division(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let colons = text.bytes().take_while(|byte| *byte == b':').count();
        if colons < 3 || !self.reads(Form::Divisions) {
            return None;
        }
        let glued = &text[colons..];
        let rest = glued.trim().trim_end_matches(':').trim_end();
        if rest.is_empty() {
            return self.close_container(line, |container| matches!(container, container::Container::Division { .. }));
        }
        if glued.starts_with(' ')
            && let Some(next) = self.identifier(line, rest)
        {
            return Some(next);
        }
        let (opening, is_directive) = opening(rest)?;
        let name = rest.trim_matches(['{', '}']);
        if crate::diagram::language(name).is_some()
            && let Some(next) = self.diagram(line, name, colons)
        {
            return Some(next);
        }
        let place = line.start..line.end;
        if opening.is_unknown && (is_directive || !glued.starts_with(' ')) {
            let typed = super::foreign::shortened(text);
            let message = format!("`{typed}` is a directive that is not known here: what it holds is read as Markdown");
            let name = opening.container.attributes.classes().first().cloned().unwrap_or_default();
            if self.reported.insert(name) {
                self.report(Code::ForeignMarkup, message, "say it in Markdown or HTML", place.clone());
            }
        }
        let next = if is_directive { self.options_end(line.next) } else { None };
        let mut container = match &next {
            Some((_, attributes)) => with_options(opening.container, attributes),
            None => opening.container,
        };
        if let Some(told) = audience::resolve(&mut container.attributes)
            && self.reported.insert(told.message().to_owned())
        {
            self.report(Code::ForeignMarkup, told.message(), told.hint(), place.clone());
        }
        self.open(line, container, container::Container::Division { opened: place });
        let next = next.map_or(line.next, |(next, _)| next);
        self.skip_to(next);
        Some(next)
    }

    /// Opens a container whose line this is.
    pub(super) fn open(&mut self, line: &Line, marker: Container, container: container::Container) {
        self.replace(line, [Marker::Open(marker)]);
        self.stack.push(container);
    }

    pub(super) fn report_foreign_layout(&mut self, message: &str, hint: &str, place: Range<usize>) {
        self.report(crate::diagnostic::Code::ForeignMarkup, message, hint, place);
    }

    /// mkdocstrings' `::: package.module`, which its plugin puts a manual in the place of, with the options indented below
    /// it (<https://mkdocstrings.github.io/usage/>). A division of that name is closed.
    fn identifier(&mut self, line: &Line, rest: &str) -> Option<usize> {
        let is_name = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        };
        let names: Vec<&str> = rest.split('.').collect();
        let options = |line: &Line| line.indent >= 4;
        // Those of others, such as mkdocs-click's, stand between colons.
        let is_field = |text: &str| text.strip_prefix(':').and_then(|rest| rest.split_once(':')).is_some();
        let is_option = |text: &str| {
            ["handler:", "options:", "rendering:", "selection:"].iter().any(|key| text.starts_with(key))
                || is_field(text)
        };
        let has_options = self.peek(line.next).is_some_and(|next| options(&next) && is_option(self.text_of(&next)));
        if !names.iter().all(|name| is_name(name)) || names.len() < 2 && !has_options {
            return None;
        }
        let mut next = line.next;
        while let Some(below) = self.peek(next) {
            let text = self.text_of(&below);
            if text.starts_with(":::") && text.trim_matches(':').is_empty() {
                return None;
            }
            if text.starts_with(":::") {
                break;
            }
            next = below.next;
        }
        let mut next = line.next;
        while let Some(below) = self.peek(next).filter(options) {
            next = below.next;
        }
        let message = format!("what `{rest}` stands for is missing: a plugin of MkDocs would make it of code");
        let hint = "say in Markdown what the book needs of it";
        self.report(Code::ForeignMarkup, message, hint, line.start..line.end);
        self.replace(line, []);
        self.skip_to(next);
        Some(next)
    }

    /// The options that follow a directive's line: `:key: value` each, or YAML between two lines of hyphens. Gives
    /// where they end.
    pub(super) fn options_end(&self, start: usize) -> Option<(usize, Attributes)> {
        let mut attributes = Attributes::default();
        let mut at = start;
        let mut in_yaml = false;
        let mut found = false;
        while let Some(line) = self.peek(at) {
            let text = self.text_of(&line);
            let option = if in_yaml {
                text.split_once(':')
            } else {
                text.strip_prefix(':').and_then(|rest| rest.split_once(':'))
            };
            match option {
                _ if text == "---" && (in_yaml || !found) => {
                    at = line.next;
                    if in_yaml {
                        return Some((at, attributes));
                    }
                    (in_yaml, found) = (true, true);
                    continue;
                }
                Some((key, value)) if is_key(key) => {
                    let value = value.trim().trim_matches(['"', '\'']);
                    let key = if key == "name" || key == "label" { "id" } else { key };
                    attribute::set(&mut attributes, key, value);
                    found = true;
                }
                _ if in_yaml && (text.starts_with('#') || text.starts_with("- ")) => {}
                _ => break,
            }
            at = line.next;
        }
        (found && !in_yaml).then_some((at, attributes))
    }
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A container with what its directive's options say.
pub(super) fn with_options(mut container: Container, options: &Attributes) -> Container {
    let mut options = options.clone();
    if let Some(title) = options.take("title") {
        container.title = Some(title);
    }
    attribute::merge(&mut container.attributes, &options);
    if container.attributes.has_class("dropdown") {
        fold(&mut container, false);
    }
    container
}

/// Makes an alert one that folds.
pub(super) fn fold(container: &mut Container, is_open: bool) {
    if let ContainerKind::Alert(kind) = container.kind {
        container.attributes.add_class("alert");
        container.attributes.add_class(callout::class(kind));
        container.kind = ContainerKind::Details { is_open };
    }
}

/// What follows the colons; also whether it is a directive's name, which options may follow.
fn opening(rest: &str) -> Option<(Opening, bool)> {
    if let Some(inner) = rest.strip_prefix('{') {
        if let Some(block) = attribute::parse(rest) {
            return (block.length == rest.len()).then(|| (of_attributes(block.attributes), false));
        }
        let (name, argument) = inner.split_once('}')?;
        return Some((named(name.trim(), argument.trim()), true));
    }
    let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(rest.len());
    let (name, mut argument) = rest.split_at(length);
    if name.is_empty() {
        return None;
    }
    let mut attributes = Attributes::default();
    let mut title = None;
    if let Some((label, after)) = argument.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        (title, argument) = (Some(label.to_owned()), after);
    }
    let argument = argument.trim();
    if let Some(at) = argument.find('{')
        && let Some(block) = attribute::parse(&argument[at..])
    {
        attributes = block.attributes;
    }
    // The title stands before the attributes, or after them in HackMD's.
    let (before, after) = argument.split_once('{').unwrap_or((argument, ""));
    let after = after.split_once('}').map_or("", |(_, after)| after).trim();
    let plain = if before.trim().is_empty() { after } else { before.trim() };
    let mut opening = named(name, title.as_deref().unwrap_or(plain));
    if let ContainerKind::Details { is_open } = &mut opening.container.kind {
        *is_open |= attributes.take("data-state").is_some_and(|state| state == "open");
    }
    attribute::merge(&mut opening.container.attributes, &attributes);
    Some((opening, false))
}

/// What a name with an argument means: an alert's with its title, `details`, `aside`.
pub(super) fn named(name: &str, argument: &str) -> Opening {
    let title = Some(argument.trim_matches('"').trim()).filter(|title| !title.is_empty()).map(str::to_owned);
    if let Some(Named { kind, title: own }) = callout::named(name) {
        let mut attributes = Attributes::default();
        callout::own_class(name).iter().for_each(|class| attributes.add_class(class));
        return Opening::new(ContainerKind::Alert(kind), attributes, title.or(own));
    }
    let division = |division, class: &str| {
        Opening::new(ContainerKind::Division(division), Attributes::class(class), title.clone())
    };
    // MyST's proofs are a domain of their own.
    if let Some(kind) = name.strip_prefix("prf:").and_then(theorem::named) {
        let mut attributes = Attributes::default();
        title.into_iter().for_each(|title| attributes.set("title", title));
        return statement(kind, attributes);
    }
    match name.to_ascii_lowercase().as_str() {
        "admonition" => {
            let mut opening =
                Opening::new(ContainerKind::Alert(crate::document::AlertKind::Note), Attributes::default(), title);
            opening.container.attributes.add_class("admonition");
            opening
        }
        "versionadded" | "versionchanged" | "deprecated" => {
            // `transform/alert` says it in the language of the text.
            let mut attributes = Attributes::class(&name.to_ascii_lowercase());
            title.iter().for_each(|version| attributes.set("data-version", version));
            Opening::new(ContainerKind::Alert(crate::document::AlertKind::Note), attributes, None)
        }
        "details" | "dropdown" | "spoiler" | "expand" | "collapse" => Opening::new(
            ContainerKind::Details { is_open: false },
            Attributes::default(),
            title.or_else(|| Some(callout::titled(name))),
        ),
        "aside" | "sidebar" | "margin" => division(Division::Aside, "aside"),
        "epigraph" | "pull-quote" | "quote" | "blockquote" | "highlights" => {
            Opening::new(ContainerKind::Quote, Attributes::class(name), title)
        }
        "div" | "container" | "rst-class" | "class" => {
            let mut attributes = Attributes::default();
            argument.split_whitespace().for_each(|class| attributes.add_class(class));
            Opening::new(ContainerKind::Division(Division::Plain), attributes, None)
        }
        // What stands behind it is how many columns a screen has room for
        // (<https://mystmd.org/guide/dropdowns-cards-and-tabs#grids>).
        "grid" | "card-carousel" => {
            Opening::new(ContainerKind::Division(Division::Plain), Attributes::class(name), None)
        }
        "tab" | "tab-item" | "tab-set" | "tabs" | "card" | "grid-item" | "grid-item-card" | "code-group" => {
            division(Division::Plain, name)
        }
        _ => Opening { is_unknown: true, ..division(Division::Plain, name) },
    }
}

/// A theorem or one of its kin, under its title.
pub(super) fn statement(kind: &str, mut attributes: Attributes) -> Opening {
    let name = attributes.take("data-name").or_else(|| attributes.take("title"));
    attributes.add_class(kind);
    let title = theorem::title(kind, name.as_deref());
    Opening::new(ContainerKind::Division(Division::Plain), attributes, Some(title))
}

/// A division of pandoc's, or what Quarto means by its classes
/// (<https://quarto.org/docs/authoring/callouts.html>).
fn of_attributes(mut attributes: Attributes) -> Opening {
    let kind = attributes.classes().iter().find_map(|class| callout::named(class.strip_prefix("callout-")?));
    if let (None, Some(name)) = (&kind, theorem::of_division(&attributes)) {
        return statement(name, attributes);
    }
    let Some(Named { kind, .. }) = kind else {
        let division = if attributes.has_class("aside") { Division::Aside } else { Division::Plain };
        // Quarto's captions of what a division holds.
        let title = ["data-lst-cap", "data-tbl-cap", "fig-cap"].into_iter().find_map(|name| attributes.take(name));
        return Opening::new(ContainerKind::Division(division), attributes, title);
    };
    let title = attributes.take("title");
    let folds = attributes.take("data-collapse");
    let mut opening = Opening::new(ContainerKind::Alert(kind), attributes, title);
    match folds.as_deref() {
        Some("true") => fold(&mut opening.container, false),
        Some(_) => fold(&mut opening.container, true),
        None => {}
    }
    opening
}
