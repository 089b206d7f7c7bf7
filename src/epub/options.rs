//! What the EPUB is made of beside the tree: decisions of the build, style sheets, the pages of a paper edition.

use std::collections::{BTreeMap, BTreeSet};
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

/// Makes the fonts of a book from the characters that it shows, each with its bytes.
pub type MakeFonts<'s> = &'s (dyn Fn(&Shown) -> Vec<Vec<u8>> + Sync);

/// The characters that a book shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub all: BTreeSet<char>,
    /// Those of formulas.
    pub in_formulas: BTreeSet<char>,
}

/// What the book is dressed in.
#[derive(Clone, Copy, Default)]
pub struct Styles<'s> {
    /// Names and CSS texts in the order of the cascade.
    pub sheets: &'s [(String, Arc<str>)],
    /// The fonts that the sheets name.
    pub fonts: &'s [FontFile],
    /// Their bytes, in their order; where it is `None` there are no fonts.
    pub make_fonts: Option<MakeFonts<'s>>,
}
