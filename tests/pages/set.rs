//! Setting a book in memory, and an index of its nodes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bindery::config::{Config, Format, Input};
use bindery::diagnostic::Code;
use bindery::document::{BlockKind, Chapter, Node, NodeRef};
use bindery::layout::{Fragment, Page, Source};
use bindery::pipeline::{self, Findings, LaidOut};
use bindery::source::Loader;

/// A book on its pages.
pub struct Set {
    pub name: String,
    pub laid: LaidOut,
    pub findings: Findings,
    pub places: BTreeMap<NodeRef, Place>,
}

/// Where in the tree a node stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The nearest block, itself included.
    pub block: NodeRef,
    pub kind: Kind,
    pub is_in_note: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Heading,
    Paragraph,
    Other,
}

/// The configuration of a PDF of these files, with the bundled fonts only.
pub fn config(inputs: &[PathBuf]) -> Config {
    let inputs = inputs.iter().map(|path| Input::Path { path: path.clone(), shown: path.display().to_string() });
    Config { inputs: inputs.collect(), formats: [Format::Pdf].into(), system_fonts: false, ..Config::default() }
}

/// Sets files.
pub fn set(name: &str, config: &Config, loader: &Loader) -> Set {
    let mut findings = Findings::default();
    let laid = pipeline::lay_out(config, loader, &mut findings).expect("the book can be laid out");
    let mut places = BTreeMap::new();
    for chapter in &laid.book.document.chapters {
        let root = Place { block: chapter.node_ref(Chapter::SECTION), kind: Kind::Other, is_in_note: false };
        index(chapter, Node::Body(chapter), root, &mut places);
    }
    Set { name: name.to_owned(), laid, findings, places }
}

fn index(chapter: &Chapter, node: Node<'_>, mut place: Place, places: &mut BTreeMap<NodeRef, Place>) {
    match node {
        Node::Block(block) => {
            place.block = chapter.node_ref(block.id);
            place.kind = match block.kind {
                BlockKind::Heading { .. } => Kind::Heading,
                BlockKind::Paragraph(_) | BlockKind::Plain(_) => Kind::Paragraph,
                _ => Kind::Other,
            };
        }
        Node::Note(_) => place.is_in_note = true,
        _ => {}
    }
    places.insert(chapter.node_ref(node.id()), place);
    node.for_each_child(&mut |child| index(chapter, child, place, places));
}

impl Set {
    /// Whether layout said that something has no room.
    pub fn is_overfull(&self) -> bool {
        self.has(Code::Overfull)
    }

    pub fn has(&self, code: Code) -> bool {
        self.findings.diagnostics.iter().any(|diagnostic| diagnostic.code == code)
    }

    /// The fragments of the text proper with their places: no notes, no pagination.
    pub fn flow<'a>(&'a self, page: &'a Page) -> impl DoubleEndedIterator<Item = (&'a Fragment, NodeRef, Place)> {
        page.fragments.iter().filter_map(|fragment| {
            let node = node_of(fragment)?;
            let place = *self.places.get(&node)?;
            (!place.is_in_note).then_some((fragment, node, place))
        })
    }
}

/// The node a fragment shows.
pub fn node_of(fragment: &Fragment) -> Option<NodeRef> {
    match &fragment.source {
        Source::Node { node, .. } | Source::Generated { node, .. } => Some(*node),
        Source::Pagination | Source::Decoration => None,
    }
}
