//! The blocks of PyMdown: `/// note | Title`, options as indented lines, and `///` at the end.
//!
//! In: a line of three slashes or more and a name. Out: an alert, details, a division
//! (<https://facelessuser.github.io/pymdown-extensions/extensions/blocks/>). A name that is not known opens nothing, since
//! three slashes are a comment in many languages.

use super::super::callout;
use super::super::dialect::Form;
use super::super::marker::ContainerKind;
use super::Pass;
use super::container::{self, Line};
use super::division::{Opening, fold, named};
use crate::document::{Attributes, Division};

/// What parts a block from others, by which it is closed as well.
const MARK: u8 = b'/';

/// How far options are indented.
const INDENT: usize = 4;

impl<'t> Pass<'t, '_> {
    pub(super) fn slashed_block(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        let length = text.bytes().take_while(|byte| *byte == MARK).count();
        let rest = &text[length..];
        if length < 3 || !self.reads(Form::Admonitions) {
            return None;
        }
        if rest.is_empty() {
            return self.close_container(line, |container| {
                matches!(container, container::Container::Fence { mark: MARK, length: open, .. } if *open == length)
            });
        }
        let (name, argument) = rest.strip_prefix(' ')?.split_once('|').unwrap_or((&rest[1..], ""));
        let (name, argument) = (name.trim(), argument.trim());
        let (options, next) = self.options_of_block(line.next);
        let mut opening = opening(name, argument, &options)?;
        if options.get("open").is_some_and(|open| open.eq_ignore_ascii_case("true"))
            && let ContainerKind::Details { is_open } = &mut opening.container.kind
        {
            *is_open = true;
        }
        let end = "/".repeat(length);
        self.line_with(&end, next, |text| text == end)?;
        let opened = line.start..line.end;
        self.open(line, opening.container, container::Container::Fence { mark: MARK, length, opened });
        self.skip_to(next);
        Some(next)
    }

    /// The options below a block's first line, and where they end.
    fn options_of_block(&self, start: usize) -> (Attributes, usize) {
        let mut options = Attributes::default();
        let mut at = start;
        while let Some(line) = self.peek(at).filter(|line| line.indent >= INDENT) {
            let Some((key, value)) = self.text_of(&line).split_once(':') else { break };
            options.set(key.trim(), value.trim().trim_matches(['"', '\'']));
            at = line.next;
        }
        (options, at)
    }
}

/// What a name opens, if it is known.
fn opening(name: &str, argument: &str, options: &Attributes) -> Option<Opening> {
    let kind = options.get("type").and_then(callout::named);
    if name == "html" {
        // A selector: a tag with its classes and its id.
        let mut attributes = Attributes::default();
        let selector = argument.split('[').next().unwrap_or_default();
        for part in selector.split_inclusive(['.', '#']).collect::<Vec<_>>().windows(2) {
            let name = part[1].trim_end_matches(['.', '#']);
            if part[0].ends_with('#') { attributes.set_id(name) } else { attributes.add_class(name) }
        }
        return Some(Opening::new(ContainerKind::Division(Division::Plain), attributes, None));
    }
    let mut opening = named(name, argument);
    if opening.is_unknown || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return None;
    }
    if let Some(kind) = kind {
        let title = opening.container.title.take();
        let is_details = matches!(opening.container.kind, ContainerKind::Details { .. });
        opening = named(options.get("type").unwrap_or_default(), argument);
        opening.container.title = title.filter(|_| !argument.is_empty()).or(kind.title);
        if is_details {
            fold(&mut opening.container, false);
        }
    }
    Some(opening)
}
