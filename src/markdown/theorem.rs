//! Theorems and their kin, as bookdown, Quarto and MyST write them.
//!
//! In: the classes and the id of a division, or a name in a fence's braces. Out: the words above it. No number is made
//! (<https://bookdown.org/yihui/bookdown/markdown-extensions-by-bookdown.html#theorems>,
//! <https://quarto.org/docs/authoring/cross-references.html#theorems-and-proofs>).

use super::callout::titled;
use crate::document::{Attributes, Block, BlockKind, Inline, InlineKind, NodeId};

/// A kind of statement: its name, how ids begin that are of it, whether its name alone makes one: others are words that
/// any division may be called by.
struct Kind {
    name: &'static str,
    prefix: &'static str,
    is_certain: bool,
}

const KINDS: [Kind; 13] = [
    Kind { name: "theorem", prefix: "thm", is_certain: true },
    Kind { name: "lemma", prefix: "lem", is_certain: true },
    Kind { name: "corollary", prefix: "cor", is_certain: true },
    Kind { name: "proposition", prefix: "prp", is_certain: true },
    Kind { name: "conjecture", prefix: "cnj", is_certain: true },
    Kind { name: "proof", prefix: "", is_certain: true },
    Kind { name: "definition", prefix: "def", is_certain: false },
    Kind { name: "example", prefix: "exm", is_certain: false },
    Kind { name: "exercise", prefix: "exr", is_certain: false },
    Kind { name: "hypothesis", prefix: "hyp", is_certain: false },
    Kind { name: "solution", prefix: "sol", is_certain: false },
    Kind { name: "remark", prefix: "rem", is_certain: false },
    Kind { name: "algorithm", prefix: "alg", is_certain: false },
];

/// The name of the kind that a division is of.
pub fn of_division(attributes: &Attributes) -> Option<&'static str> {
    let prefix = attributes.id().and_then(|id| id.split_once('-')).map_or("", |(prefix, _)| prefix);
    let by_id = KINDS.iter().find(|kind| !kind.prefix.is_empty() && kind.prefix == prefix);
    let has_name = attributes.get("data-name").is_some();
    let by_class = || KINDS.iter().find(|kind| attributes.has_class(kind.name) && (kind.is_certain || has_name));
    by_id.or_else(by_class).map(|kind| kind.name)
}

/// The kind that a fence or directive names.
pub fn named(name: &str) -> Option<&'static str> {
    KINDS.iter().find(|kind| kind.name == name).map(|kind| kind.name)
}

/// The words above one, as Markdown.
pub fn title(kind: &str, name: Option<&str>) -> String {
    match name.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => format!("{} ({name})", titled(kind)),
        None => titled(kind),
    }
}

/// Takes Quarto's heading at the head of one for its name, which stands after the kind's in the title before it.
pub fn name_by_heading(blocks: &mut Vec<Block>, mut fresh: impl FnMut() -> NodeId) {
    let [
        Block { kind: BlockKind::Paragraph(title), attributes, .. },
        Block { kind: BlockKind::Heading { content, .. }, .. },
        ..,
    ] = blocks.as_mut_slice()
    else {
        return;
    };
    if !attributes.has_class("title") {
        return;
    }
    let span = content.first().map(|inline| inline.span).unwrap_or_default();
    let mut text = |text: &str| Inline {
        id: fresh(),
        span,
        attributes: Attributes::default(),
        kind: InlineKind::Text(text.into()),
    };
    title.push(text(" ("));
    title.append(content);
    title.push(text(")"));
    blocks.remove(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_class_id_or_name() {
        let of = |class: &str, id: &str| {
            let mut attributes = Attributes::class(class);
            attributes.set_id(id);
            of_division(&attributes)
        };
        assert_eq!(of("theorem", "x"), Some("theorem"));
        assert_eq!(of("", "thm-line"), Some("theorem"));
        assert_eq!(of("example", "x"), None, "any division may be called so");
        assert_eq!(of("example", "exm-one"), Some("example"));
        assert_eq!(title("lemma", Some("Of Zorn")), "Lemma (Of Zorn)");
    }
}
