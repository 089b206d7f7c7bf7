//! The one form that every tool's navigation takes: entries in order.
//!
//! In: a tree of [`Node`]s, as a tool's navigation file or a folder nests them; mdBook's summary makes its entries
//! itself. Out: [`Entry`]s: chapters with their depth, titles of parts, and lines of the contents that have no text.

use crate::document::Matter;
use crate::source::Span;

/// The deepest that chapters may nest; those below stand beside one another. Real books stay below five.
pub const MAX_DEPTH: u8 = 9;

/// A line of the contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: EntryKind,
    /// The title by which the navigation lists it; else the text gives its own. Parts and lines without a text always
    /// have one.
    pub title: Option<String>,
    /// `4.2`, where the tool numbers its chapters.
    pub number: Option<String>,
    /// How deep below the first level, from 0.
    pub depth: u8,
    pub matter: Matter,
    /// Where the navigation names it; nowhere for a file that was found by itself.
    pub span: Option<Span>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A chapter's text, by its book path.
    Chapter(String),
    /// A chapter, or a heading of some, that has no text.
    Draft,
    /// The title of a part, whose chapters follow.
    Part,
}

impl Entry {
    /// A chapter of the body.
    pub fn chapter(path: impl Into<String>) -> Entry {
        let kind = EntryKind::Chapter(path.into());
        Entry { kind, title: None, number: None, depth: 0, matter: Matter::Body, span: None }
    }
}

/// A line of a navigation with the lines below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    pub title: Option<String>,
    /// Book path of its text; one without a text is a heading of others.
    pub path: Option<String>,
    pub span: Option<Span>,
    pub children: Vec<Node>,
}

/// The lines in order.
///
/// A line of the first level that only heads others is a part, if all lines after it are such as well: what follows a
/// part belongs to it. Elsewhere it is a line without a text.
pub fn entries(nodes: Vec<Node>) -> Vec<Entry> {
    let is_group = |node: &Node| node.path.is_none() && !node.children.is_empty();
    let chapters_end = nodes.iter().rposition(|node| !is_group(node)).map_or(0, |last| last + 1);
    let mut entries = Vec::new();
    for (index, node) in nodes.into_iter().enumerate() {
        let Node { title, span, children, .. } = &node;
        match title {
            Some(title) if index >= chapters_end => {
                let title = Some(title.clone());
                let part = Entry { kind: EntryKind::Part, title, span: *span, ..Entry::chapter("") };
                entries.push(part);
                children.iter().cloned().for_each(|child| push(child, 0, &mut entries));
            }
            Some(_) | None => push(node, 0, &mut entries),
        }
    }
    entries
}

fn push(node: Node, depth: u8, entries: &mut Vec<Entry>) {
    let Node { title, path, span, children } = node;
    let kind = match (path, &title) {
        (Some(path), _) => Some(EntryKind::Chapter(path)),
        (None, Some(_)) => Some(EntryKind::Draft),
        (None, None) => None,
    };
    let below = if kind.is_some() { depth.saturating_add(1).min(MAX_DEPTH) } else { depth };
    entries.extend(kind.map(|kind| Entry { kind, title, depth, span, ..Entry::chapter("") }));
    children.into_iter().for_each(|child| push(child, below, entries));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, children: Vec<Node>) -> Node {
        let (title, path) = match name.ends_with(".md") {
            true => (None, Some(name.to_owned())),
            false => (Some(name.to_owned()), None),
        };
        Node { title, path, span: None, children }
    }

    fn shown(nodes: Vec<Node>) -> Vec<String> {
        let shown = |entry: Entry| match entry.kind {
            EntryKind::Chapter(path) => format!("{} {path}", entry.depth),
            EntryKind::Draft => format!("{} ({})", entry.depth, entry.title.unwrap_or_default()),
            EntryKind::Part => format!("# {}", entry.title.unwrap_or_default()),
        };
        entries(nodes).into_iter().map(shown).collect()
    }

    #[test]
    fn groups_are_parts_where_nothing_stands_after_them() {
        let group = |name: &str| node(name, vec![node("x.md", vec![node("y.md", Vec::new())])]);
        assert_eq!(
            shown(vec![node("a.md", Vec::new()), group("One"), group("Two")]),
            ["0 a.md", "# One", "0 x.md", "1 y.md", "# Two", "0 x.md", "1 y.md"]
        );
        assert_eq!(
            shown(vec![group("One"), node("a.md", Vec::new()), group("Two")]),
            ["0 (One)", "1 x.md", "2 y.md", "0 a.md", "# Two", "0 x.md", "1 y.md"]
        );
    }
}
