//! Names that links may use: ids of headings and of what the author named.
//!
//! In: a chapter. Out: `Chapter::ids`, unique in it, and [`Aliases`]: the ids that mdBook's versions would have given,
//! where they are others than ours, since links were written for one or the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::walk::{Node, each_inline_mut, typed_text};
use crate::document::{Block, BlockKind, Chapter, Inline, InlineKind, NodeId, Table};
use crate::source::Span;

/// Names beside the ids that lead to nodes.
pub type Aliases = BTreeMap<String, NodeId>;

/// Gives ids: those the author wrote first, then the headings' as GitHub makes them. An id given twice stays with the
/// first, to which links lead.
pub fn name(chapter: &mut Chapter, diagnostics: &mut Diagnostics) -> Aliases {
    let mut taken = Taken::default();
    let mut ids = BTreeMap::new();
    let mut doubled = BTreeSet::new();
    let mut headings = Vec::new();
    let mut counted = Counted::default();
    Node::Body(chapter).visit(&mut |node| {
        if let Some(written) = explicit_id(node) {
            let written = without_space(written);
            let own = apart(&written);
            if own != written {
                counted.aliases.insert(written.clone(), node.id());
            }
            let id = taken.unique(own.clone());
            // Those of a table's heads are named within the table.
            if id != own
                && !matches!(node, Node::Cell(_))
                && doubled.insert(written.clone())
                && let Some(span) = node.span().filter(|span| *span != Span::default())
            {
                let message = format!("the id `{written}` is given twice in this file");
                let finding = Diagnostic::new(Code::DoubledId, message).at(span);
                diagnostics.push(finding.hint("links lead to the first; give this place an id of its own"));
            }
            ids.insert(node.id(), id);
        } else if let Node::Block(Block { id, kind: BlockKind::Heading { content, .. }, .. }) = node {
            headings.push((*id, slug(&typed_text(content))));
            counted.add(*id, content);
        } else if let Node::DefinitionTerm(term) = node {
            counted.add(term.id, &term.content);
        }
    });
    for (id, slug) in headings {
        ids.insert(id, taken.unique(slug));
    }
    write_ids(chapter, &ids);
    chapter.ids = ids;
    counted.aliases.retain(|name, _| !taken.ids.contains(name));
    counted.aliases
}

/// The ids that mdBook gives headings and terms: 0.5 with quotes, dashes and ellipses made typographic first, as is
/// its default, 0.5 without, and 0.4, which lowers ASCII only and counts without looking whether a name is taken.
#[derive(Default)]
struct Counted {
    smart: Taken,
    plain: Taken,
    old: BTreeMap<String, usize>,
    aliases: Aliases,
}

impl Counted {
    fn add(&mut self, node: NodeId, content: &[Inline]) {
        let text = typed_text(content);
        let lower = mdbook_id(&text.to_lowercase());
        let smart = match text.contains("--") {
            true => mdbook_id(&without_dashes(content).to_lowercase()),
            false => lower.clone(),
        };
        let old = mdbook_id(&text.to_ascii_lowercase());
        let count = self.old.entry(old.clone()).or_default();
        let old = if *count == 0 { old } else { format!("{old}-{count}") };
        *count += 1;
        for name in [self.smart.unique(smart), self.plain.unique(lower), old] {
            self.aliases.entry(name).or_insert(node);
        }
    }
}

/// mdBook's way from a heading to an id, but for case: punctuation dropped, each white space to a hyphen.
fn mdbook_id(text: &str) -> String {
    let id: String = text
        .trim()
        .chars()
        .filter_map(|character| match character {
            '_' | '-' => Some(character),
            character if character.is_alphanumeric() => Some(character),
            character if character.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect();
    if id.is_empty() { "section".to_owned() } else { id }
}

/// The words without what becomes a dash, which no id keeps.
fn without_dashes(content: &[Inline]) -> String {
    let mut text = String::new();
    for inline in content {
        match &inline.kind {
            InlineKind::Text(words) => text.push_str(&words.replace("--", "\u{2013}").replace("\u{2013}-", "\u{2014}")),
            kind if kind.children().is_empty() => text.push_str(&typed_text(std::slice::from_ref(inline))),
            kind => text.push_str(&without_dashes(kind.children())),
        }
    }
    text
}

/// The id a node has of its own.
fn explicit_id(node: Node<'_>) -> Option<&str> {
    node.attributes()?.id().filter(|id| !id.trim().is_empty())
}

/// An id holds no white space (HTML Living Standard, 3.2.6).
/// An id as it stands in the book: one that looks like those made from the numbers of nodes is told from them.
fn apart(id: &str) -> String {
    let is_like_ours = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    if id.strip_prefix("n.").is_some_and(is_like_ours) { format!("{id}-") } else { id.to_owned() }
}

fn without_space(id: &str) -> String {
    id.split_whitespace().collect::<Vec<_>>().join("-")
}

/// GitHub's way from a heading to an id: lower case, punctuation dropped, spaces to hyphens.
pub(super) fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for character in title.trim().chars().flat_map(char::to_lowercase) {
        match character {
            ' ' | '-' => slug.push('-'),
            '_' => slug.push('_'),
            character if character.is_alphanumeric() || is_mark(character) => slug.push(character),
            _ => {}
        }
    }
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// Combining marks, which belong to the letters before them. General category M has no test in the
/// standard library; these are its blocks for the scripts that write vowels with it.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
        | '\u{900}'..='\u{d7f}' | '\u{e31}'..='\u{e4e}' | '\u{eb1}'..='\u{ece}' | '\u{f18}'..='\u{fbc}'
        | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20f0}'
        | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

/// Ids given away, and for each name how often it was asked for, so that a name given a thousand times costs
/// no thousand tries.
#[derive(Default)]
struct Taken {
    ids: BTreeSet<String>,
    counts: BTreeMap<String, usize>,
}

impl Taken {
    /// The id, with `-1`, `-2` … after it where it is taken.
    fn unique(&mut self, id: String) -> String {
        if self.ids.insert(id.clone()) {
            return id;
        }
        let count = self.counts.entry(id.clone()).or_default();
        loop {
            *count += 1;
            let free = format!("{id}-{count}");
            if self.ids.insert(free.clone()) {
                return free;
            }
        }
    }
}

/// Writes the ids to the nodes, where the HTML face reads them.
fn write_ids(chapter: &mut Chapter, ids: &BTreeMap<NodeId, String>) {
    chapter.for_each_blocks_mut(&mut |blocks| {
        for block in blocks {
            if let Some(id) = ids.get(&block.id) {
                block.attributes.set_id(id.as_str());
            }
            if let BlockKind::Table(table) = &mut block.kind {
                name_heads(table, ids);
            }
        }
    });
    chapter.for_each_inlines_mut(&mut |inlines| {
        each_inline_mut(inlines, &mut |inline| {
            if inline.attributes.id().is_some()
                && let Some(id) = ids.get(&inline.id)
            {
                inline.attributes.set_id(id.as_str());
            }
        });
    });
}

/// Writes the ids of a table's head cells to the cells that name them; a name of none goes (HTML Living Standard, 4.9.11).
fn name_heads(table: &mut Table, ids: &BTreeMap<NodeId, String>) {
    let cells = || table.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.cells);
    if !cells().any(|cell| cell.attributes.get("headers").is_some()) {
        return;
    }
    let mut heads: BTreeMap<String, String> = BTreeMap::new();
    for cell in cells().filter(|cell| cell.is_header) {
        if let (Some(written), Some(id)) = (cell.attributes.id(), ids.get(&cell.id)) {
            heads.entry(without_space(written)).or_insert_with(|| id.clone());
        }
    }
    for cell in table.groups.iter_mut().flat_map(|group| &mut group.rows).flat_map(|row| &mut row.cells) {
        if let Some(id) = ids.get(&cell.id).filter(|_| cell.attributes.id().is_some()) {
            cell.attributes.set_id(id.as_str());
        }
        let Some(named) = cell.attributes.take("headers") else { continue };
        let named: Vec<&str> = named.split_whitespace().filter_map(|name| Some(heads.get(name)?.as_str())).collect();
        if !named.is_empty() {
            cell.attributes.set("headers", named.join(" "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_githubs() {
        assert_eq!(slug("Hello, World!"), "hello-world");
        assert_eq!(slug("A -- b_c  d"), "a----b_c--d");
        assert_eq!(slug("Ünïcode Straße 日本語"), "ünïcode-straße-日本語");
        assert_eq!(slug("हिन्दी"), "हिन्दी");
        assert_eq!(slug("?!"), "section");
        let mut taken = Taken::default();
        let ids = ["a", "a", "a-1", "a"].map(|id| taken.unique(id.to_owned()));
        assert_eq!(ids, ["a", "a-1", "a-1-1", "a-2"]);
    }

    #[test]
    fn mdbooks_ids_lead_to_the_same_places() {
        let mut files = crate::source::Files::default();
        let text = "# A -- b `x--y`\n\n## Über Ö\n\n## A\tB\n\n## Same\n\n## Same\n\n## Same {#own}\n\n## Same-1\n\n## नि़\n\nTerm!\n: \
                    said\n";
        let file = files.add("a.md", text);
        let text = crate::source::Text::from_file(&files, file, 0);
        let mut found = crate::diagnostic::Diagnostics::default();
        let mut chapter = crate::markdown::parse(&text, crate::document::ChapterId(0), "a", "a.md", &mut found);
        let aliases = name(&mut chapter, &mut found);
        let names: Vec<&str> = aliases.keys().map(String::as_str).collect();
        assert_eq!(names, ["a--b-x--y", "a-b", "term", "Über-Ö", "नि"]);
        let ids: Vec<&str> = chapter.ids.values().map(String::as_str).collect();
        assert_eq!(ids, ["a----b-x--y", "über-ö", "ab", "same", "same-1", "own", "same-1-1", "नि़"]);
    }
}
