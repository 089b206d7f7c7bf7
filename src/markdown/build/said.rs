//! What the parser says of headings, alerts and columns, in the words of the tree.
//!
//! In: its enums and strings. Out: ours, with the attributes that XHTML allows.

use pulldown_cmark::{BlockQuoteKind, CowStr};

use super::super::attribute;
use super::super::prepare::Prepared;
use crate::document::{AlertKind, Alignment, Attributes};

/// Whether the braces at the end of a heading's words hold pandoc's short form of "no number", of which the parser tells
/// nothing.
pub(super) fn is_unnumbered(typed: &str) -> bool {
    // The line below may be what makes it a heading.
    let block = typed.lines().rev().take(2).find_map(|line| line.trim_end().strip_suffix('}')?.rsplit_once('{'));
    block.is_some_and(|(before, inner)| !before.ends_with('\\') && inner.split_whitespace().any(|word| word == "-"))
}

pub(super) fn heading_attributes(
    prepared: &Prepared<'_>,
    id: Option<CowStr<'_>>,
    classes: Vec<CowStr<'_>>,
    pairs: Vec<(CowStr<'_>, Option<CowStr<'_>>)>,
    typed: Option<&str>,
) -> Attributes {
    let has_braces = id.is_some() || !classes.is_empty() || !pairs.is_empty();
    if let Some(attributes) = typed.filter(|_| has_braces).and_then(|typed| braces(prepared, typed)) {
        return attributes;
    }
    let mut attributes = Attributes::default();
    if let Some(id) = id.filter(|id| !id.is_empty()) {
        attributes.set_id(prepared.restore(&id));
    }
    for class in &classes {
        attributes.add_class(prepared.restore(class));
    }
    // Of the others only those that XHTML allows on a heading may pass.
    for (name, value) in pairs {
        if matches!(&*name, "lang" | "dir" | "title") {
            attributes.set(&*name, prepared.restore(value.as_deref().unwrap_or_default()));
        }
    }
    attributes
}

/// What the braces say that a heading's words end with: the parser cuts values in quotes at their spaces.
fn braces(prepared: &Prepared<'_>, typed: &str) -> Option<Attributes> {
    let line = typed.lines().rev().take(2).map(str::trim_end).find(|line| line.ends_with('}'))?;
    let start = line.rfind('{').filter(|start| !line[..*start].ends_with('\\'))?;
    let braces = prepared.restore(&line[start..]);
    attribute::parse(&braces).filter(|block| block.length == braces.len()).map(|block| block.attributes)
}

pub(super) fn alert_kind(kind: BlockQuoteKind) -> AlertKind {
    match kind {
        BlockQuoteKind::Note => AlertKind::Note,
        BlockQuoteKind::Tip => AlertKind::Tip,
        BlockQuoteKind::Important => AlertKind::Important,
        BlockQuoteKind::Warning => AlertKind::Warning,
        BlockQuoteKind::Caution => AlertKind::Caution,
    }
}

pub(super) fn alignment(alignment: pulldown_cmark::Alignment) -> Option<Alignment> {
    match alignment {
        pulldown_cmark::Alignment::None => None,
        pulldown_cmark::Alignment::Left => Some(Alignment::Left),
        pulldown_cmark::Alignment::Center => Some(Alignment::Center),
        pulldown_cmark::Alignment::Right => Some(Alignment::Right),
    }
}
