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
    /// Where its text begins, in bytes of its file, after lines that only its tool reads.
    pub from: u32,
    /// Whether it ends the part before it, and stands beside the parts.
    pub ends_part: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A chapter's text, by its book path.
    Chapter(String),
    /// A chapter, or a heading of some, that has no text.
    Draft,
    /// A part, whose chapters follow; its page may have a text, by its book path.
    Part(Option<String>),
}

impl Entry {
    /// A chapter of the body.
    pub fn chapter(path: impl Into<String>) -> Entry {
        let kind = EntryKind::Chapter(path.into());
        let ends_part = false;
        Entry { kind, title: None, number: None, depth: 0, matter: Matter::Body, span: None, from: 0, ends_part }
    }

    /// The book path of its text.
    pub fn path(&self) -> Option<&str> {
        match &self.kind {
            EntryKind::Chapter(path) | EntryKind::Part(Some(path)) => Some(path),
            EntryKind::Draft | EntryKind::Part(None) => None,
        }
    }
}

/// A line of a navigation with the lines below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    pub title: Option<String>,
    /// Book path of its text; one without a text is a heading of others.
    pub path: Option<String>,
    pub number: Option<String>,
    pub matter: Matter,
    /// Whether the tool says that it is a part.
    pub is_part: bool,
    pub span: Option<Span>,
    pub from: u32,
    pub children: Vec<Node>,
}

impl Node {
    /// A chapter's text.
    pub fn text(path: impl Into<String>) -> Node {
        Node { path: Some(path.into()), ..Node::default() }
    }

    /// A heading of others.
    pub fn group(title: impl Into<String>, children: Vec<Node>) -> Node {
        Node { title: Some(title.into()), children, ..Node::default() }
    }

    fn heads_others(&self) -> bool {
        self.is_part || self.path.is_none() && !self.children.is_empty()
    }
}

/// The lines in order. A line of the first level that only heads others is a part; one with a text stands beside the
/// parts.
pub fn entries(nodes: Vec<Node>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for mut node in nodes {
        if node.heads_others() && (node.title.is_some() || node.path.is_some()) {
            let children = std::mem::take(&mut node.children);
            let kind = EntryKind::Part(node.path.take());
            let Node { title, span, from, .. } = node;
            entries.push(Entry { kind, title, span, from, ..Entry::chapter("") });
            children.into_iter().for_each(|child| push(child, 0, &mut entries));
        } else {
            let first = entries.len();
            push(node, 0, &mut entries);
            entries[first..].iter_mut().take(1).for_each(|entry| entry.ends_part = true);
        }
    }
    entries
}

fn push(node: Node, depth: u8, entries: &mut Vec<Entry>) {
    let Node { title, path, number, matter, span, from, children, .. } = node;
    let kind = match (path, &title) {
        (Some(path), _) => Some(EntryKind::Chapter(path)),
        (None, Some(_)) => Some(EntryKind::Draft),
        (None, None) => None,
    };
    let below = if kind.is_some() { depth.saturating_add(1).min(MAX_DEPTH) } else { depth };
    entries.extend(kind.map(|kind| Entry { kind, title, number, depth, matter, span, from, ends_part: false }));
    for mut child in children {
        if matter != Matter::Body {
            child.matter = matter;
        }
        push(child, below, entries);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, children: Vec<Node>) -> Node {
        match name.ends_with(".md") {
            true => Node { children, ..Node::text(name) },
            false => Node::group(name, children),
        }
    }

    fn shown(nodes: Vec<Node>) -> Vec<String> {
        let shown = |entry: Entry| match entry.kind {
            EntryKind::Chapter(path) => format!("{} {path}", entry.depth),
            EntryKind::Draft => format!("{} ({})", entry.depth, entry.title.unwrap_or_default()),
            EntryKind::Part(_) => format!("# {}", entry.title.unwrap_or_default()),
        };
        entries(nodes).into_iter().map(shown).collect()
    }

    #[test]
    fn groups_are_parts_and_chapters_stand_beside_them() {
        let group = |name: &str| node(name, vec![node("x.md", vec![node("y.md", Vec::new())])]);
        let nodes = || vec![node("a.md", Vec::new()), group("One"), node("b.md", Vec::new()), group("Two")];
        assert_eq!(shown(nodes()), ["0 a.md", "# One", "0 x.md", "1 y.md", "0 b.md", "# Two", "0 x.md", "1 y.md"]);
        let ends: Vec<bool> = entries(nodes()).iter().map(|entry| entry.ends_part).collect();
        assert_eq!(ends, [true, false, false, false, true, false, false, false]);
    }
}
