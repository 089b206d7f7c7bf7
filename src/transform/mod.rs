//! Document in, document out: one pass per file.

use crate::diagnostic::Diagnostics;
use crate::document::Document;

/// What the user decides about the tree.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether there is a contents page; `None` leaves it to the document: a book has one, an article none.
    pub toc: Option<bool>,
    /// Whether straight quotes, `--` and `...` become typographic ones.
    pub smart: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { toc: None, smart: true }
    }
}

/// Runs every pass over the document.
pub fn apply(document: Document, _options: &Options, _diagnostics: &mut Diagnostics) -> Document {
    document
}
