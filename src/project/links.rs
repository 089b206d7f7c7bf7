//! A navigation that is a Markdown file of links: GitBook's `SUMMARY.md`, Docsify's `_sidebar.md`.
//!
//! In: the file. Out: its [`Node`]s. Items of lists are chapters, as deep as the lists nest; an item without a link and a
//! heading below the first level head what follows them. One that has nothing below it is a line of the contents, as a
//! link without an address is, and is told. Links to the web, and to an anchor of a file that is listed above, are no
//! chapters.

use std::collections::BTreeSet;

use super::entry::{MAX_DEPTH, Node};
use super::reader::{Listed, Reader};
use crate::diagnostic::Code;
use crate::markdown::{Link, Mark, MarkKind, summary};
use crate::source::{FileId, Span};
use crate::url;

/// What an address in the file means to the tool: a path seen from the file; `None` where it is no page of its own.
pub type Rewrite<'r> = &'r dyn Fn(&Reader, &str) -> Option<String>;

/// Reads the file of a book path.
pub fn nodes(reader: &mut Reader, listed: &mut Listed, path: &str, file: FileId, rewrite: Rewrite) -> Vec<Node> {
    let text = reader.text(file);
    let mut reading =
        Reading { reader, listed, path, rewrite, nodes: Vec::new(), in_part: false, words: BTreeSet::new() };
    let mut headings = BTreeSet::new();
    for Mark { range, kind } in summary(&text) {
        let span = Span { file, start: range.start as u32, end: range.end as u32 };
        match kind {
            MarkKind::Title(_) | MarkKind::Separator => {}
            MarkKind::Heading(title) => {
                headings.insert(span.start);
                reading.nodes.push(Node { title: Some(title), span: Some(span), ..Node::default() });
                reading.in_part = true;
            }
            MarkKind::Link(link) => reading.link(0, link, span),
            MarkKind::Item { depth, link: Some(link) } => reading.link(depth, link, span),
            MarkKind::Item { depth, link: None } => reading.words(depth, &text[range], span),
            MarkKind::Stray(link) => reading.link(0, link, span),
        }
    }
    let Reading { mut nodes, words, reader, .. } = reading;
    // A list of words alone is no navigation.
    if !nodes.iter().any(has_text) {
        return Vec::new();
    }
    nodes.retain(|node| {
        let is_heading = node.span.is_some_and(|span| headings.contains(&span.start));
        let is_kept = node.path.is_some() || !node.children.is_empty() || !is_heading;
        if let Some(title) = node.title.as_deref().filter(|_| !is_kept) {
            reader.note(Code::MissingChapter, format!("`{title}` heads no chapter and is left out"), node.span);
        }
        is_kept
    });
    tell_idle(reader, &nodes, &words);
    nodes
}

fn has_text(node: &Node) -> bool {
    node.path.is_some() || node.children.iter().any(has_text)
}

/// Tells of words that name no text and head none.
fn tell_idle(reader: &mut Reader, nodes: &[Node], words: &BTreeSet<u32>) {
    for Node { title, path, span, children, .. } in nodes {
        let is_words = span.is_some_and(|span| words.contains(&span.start));
        if let Some(title) = title.as_deref().filter(|_| path.is_none() && children.is_empty() && is_words) {
            let message = format!("`{title}` names no text and has none below it: it stands in the contents alone");
            reader.note(Code::MissingChapter, message, *span);
        }
        tell_idle(reader, children, words);
    }
}

struct Reading<'n, 'r> {
    reader: &'n mut Reader<'r>,
    listed: &'n mut Listed,
    path: &'n str,
    rewrite: Rewrite<'n>,
    nodes: Vec<Node>,
    /// Whether the last node of the first level is a heading's, which takes what follows.
    in_part: bool,
    /// Where items stand that are words without a link.
    words: BTreeSet<u32>,
}

impl Reading<'_, '_> {
    fn link(&mut self, depth: usize, link: Link, span: Span) {
        let title = Some(link.text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|title| !title.is_empty());
        let address = link.address.trim();
        if address.is_empty() {
            return self.put(depth, Node { title, span: Some(span), ..Node::default() });
        }
        if url::scheme(address).is_some() || address.starts_with("//") {
            let message = format!("`{address}` lies on the web and is no chapter");
            return self.reader.note(Code::BrokenSummary, message, Some(span));
        }
        let Some(written) = (self.rewrite)(self.reader, address) else { return };
        let (file, anchor) = written.split_once('#').map_or((written.as_str(), None), |(file, at)| (file, Some(at)));
        let file = url::decode(file);
        let is_listed = url::join(self.path, &file).is_some_and(|path| self.listed.has(&path));
        if anchor.is_some() && is_listed {
            return;
        }
        let path = self.listed.chapter(self.reader, self.path, &file, Some(span));
        if path.is_some() {
            self.put(depth, Node { title, path, span: Some(span), ..Node::default() });
        }
    }

    /// An item that begins with no link: it heads others, or its link was written as CommonMark has none.
    fn words(&mut self, depth: usize, item: &str, span: Span) {
        let line = item.lines().next().unwrap_or_default();
        let words = line.trim_start_matches(|c: char| c.is_ascii_digit() || " \t-*+.)".contains(c));
        let words = words.trim_matches(|c: char| c.is_whitespace() || "*_`:".contains(c));
        let link = words.strip_prefix('[').and_then(|rest| rest.split_once("](")).and_then(|(text, rest)| {
            Some(Link { text: text.to_owned(), address: rest.rsplit_once(')')?.0.replace(' ', "%20") })
        });
        match link {
            Some(link) => self.link(depth, link, span),
            None if words.is_empty() => {}
            None => {
                self.words.insert(span.start);
                let title = Some(words.trim_matches(['[', ']']).to_owned());
                self.put(depth, Node { title, span: Some(span), ..Node::default() });
            }
        }
    }

    fn put(&mut self, depth: usize, node: Node) {
        let mut nodes = &mut self.nodes;
        let below = depth.min(MAX_DEPTH.into()) + usize::from(self.in_part);
        for _ in 0..below {
            if nodes.is_empty() {
                break;
            }
            let last = nodes.len() - 1;
            nodes = &mut nodes[last].children;
        }
        nodes.push(node);
    }
}
