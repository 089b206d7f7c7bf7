//! Definitions of references that hold more than CommonMark has: `[pic]: my pic.png {width=50%}`.
//!
//! In: a line of that form. Out: the same without attributes, its address between `<` and `>` where it has spaces; the
//! attributes by label, for what refers to it (<https://pandoc.org/MANUAL.html#extension-link_attributes>).

use std::collections::BTreeMap;

use super::super::attribute;
use super::super::dialect::Form;
use super::super::loose_link;
use super::Pass;
use super::container::{Leaf, Line};
use crate::document::Attributes;

/// The attributes of references by their label.
#[derive(Default)]
pub struct References {
    by_label: BTreeMap<String, Attributes>,
}

impl References {
    /// What was said of a label where it was defined.
    pub fn get(&self, label: &str) -> Option<&Attributes> {
        if self.by_label.is_empty() { None } else { self.by_label.get(&folded(label)) }
    }
}

/// A label as labels are compared (CommonMark 0.31, 4.7).
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl<'t> Pass<'t, '_> {
    pub(super) fn reference(&mut self, line: &Line, text: &'t str) -> Option<usize> {
        if self.leaf == Leaf::Paragraph {
            return None;
        }
        let (label, rest) = text.strip_prefix('[')?.split_once("]:")?;
        if label.trim().is_empty() || label.starts_with('^') || label.contains(['[', ']']) {
            return None;
        }
        let (rest, mut attributes) = match self.reads(Form::Attributes) {
            true => with_attributes(rest.trim()),
            false => (rest.trim(), Attributes::default()),
        };
        // A size is an image's, and what refers to the label may be one.
        let loose = match self.reads(Form::SpacedAddresses) {
            true => loose_link::destination(&format!("({rest})"), true, false),
            false => None,
        };
        let definition = match loose {
            Some(to) => {
                attribute::merge(&mut attributes, &to.size);
                let title = to.title.map(|title| format!(" \"{}\"", title.replace('"', "\\\""))).unwrap_or_default();
                format!("[{label}]: <{}>{title}", to.address)
            }
            None if attributes.is_empty() => return None,
            None => format!("[{label}]: {rest}"),
        };
        self.copy_to(line.start + line.indent_bytes(self.source));
        self.write(&definition, line.start..line.end);
        self.skip_to(line.end);
        // Of two definitions the first holds.
        self.references.by_label.entry(folded(label)).or_insert(attributes);
        self.leaf = Leaf::None;
        Some(line.next)
    }
}

/// What stands before the attributes at the end of a text, and they.
fn with_attributes(text: &str) -> (&str, Attributes) {
    let found = text.ends_with('}').then(|| text.rfind('{')).flatten().filter(|at| *at > 0);
    let block = found.and_then(|at| Some((at, attribute::parse(&text[at..])?)));
    match block {
        Some((at, block)) if at + block.length == text.len() => (text[..at].trim_end(), block.attributes),
        Some(_) | None => (text, Attributes::default()),
    }
}

/// Whether a line may be such a definition.
pub(super) fn may_be(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("]:") else { return false };
    let rest = rest.trim();
    rest.ends_with('}')
        || rest.split_once([' ', '\t']).is_some_and(|(_, rest)| !rest.trim_start().starts_with(['"', '\'', '(']))
}
