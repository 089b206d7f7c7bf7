//! What the EPUB is made of beside the tree: decisions of the build, style sheets, the pages of a paper edition.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::formula::FormulaDrawing;
use super::recurring::Recurring;
use crate::document::{BookFacts, NodeRef};
use crate::resource::FontFile;

/// What a build decides about its EPUB.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// When the book was last changed, `YYYY-MM-DDThh:mm:ssZ` (EPUB 3.3, section 5.5.5.2).
    pub modified: String,
    /// The facts of all chapters with the counters of the theme; where empty, the document's.
    pub facts: Vec<BookFacts>,
    /// A drawn cover, PNG, for a book that names none.
    pub drawn_cover: Option<Arc<[u8]>>,
    /// Drawings that stand for formulas, by the nodes that these are; MathML for all others.
    pub formulas: BTreeMap<NodeRef, FormulaDrawing>,
    /// What other books of the run have.
    pub recurring: Arc<Recurring>,
}

/// Where the pages of a paper edition begin, in reading order.
#[derive(Clone, Debug, Default)]
pub struct PageBreaks {
    pub breaks: Vec<PageBreak>,
}

/// The beginning of a printed page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageBreak {
    /// The node that holds the page's first text, or that is its first image.
    pub node: NodeRef,
    /// Where in the node's text the page begins, in bytes.
    pub offset: u32,
    /// The page number as printed.
    pub label: String,
}

/// What the book is dressed in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Styles<'s> {
    /// Names and CSS texts in the order of the cascade.
    pub sheets: &'s [(String, Arc<str>)],
    /// The fonts that the sheets bring along.
    pub fonts: &'s [FontFile],
}
