//! Layout: styled nodes to pages. Boxes before, immutable fragments after.
//!
//! In: the document, the theme, the fonts and the images. Phases: each chapter by itself, and in
//! parallel, becomes boxes (`boxes`), lines (`line`) and a galley (`block`, `table`); then `page` chooses
//! the page breaks of the whole book; chapters that show page numbers are set again until the numbers
//! stand still; last, lines move to their pages. Out: [`Pages`]. Coordinates are flow-relative until a
//! page is put together. What a fragment means in PDF is not known here.
//!
//! ```
//! use std::path::PathBuf;
//!
//! use bindery::config::{Config, Format, Input};
//! use bindery::pipeline::{self, Findings};
//! use bindery::source::Loader;
//!
//! let loader = Loader::memory([("one.md", "# One\n\nText.\n")]);
//! let inputs = vec![Input::Path { path: PathBuf::from("one.md"), shown: "one.md".to_owned() }];
//! let config = Config { inputs, formats: [Format::Pdf].into(), system_fonts: false, ..Config::default() };
//! let laid_out = pipeline::lay_out(&config, &loader, &mut Findings::default()).expect("pages");
//! assert_eq!(laid_out.pages.pages.len(), 1);
//! ```

mod background;
mod block;
mod boxes;
mod chapter;
mod counter;
mod dump;
mod formula;
mod formula_breaks;
mod formula_drawing;
mod fragment;
mod galley;
mod inline_content;
mod line;
mod page;
mod replaced;
mod report;
mod session;
mod table;
mod text_fragments;

pub use background::{Background, BackgroundImage};
pub use counter::counter_text;
pub use dump::dump;
pub use formula_drawing::{EM as DRAWING_EM, FormulaDrawing, draw_formulas};
pub use fragment::{
    BoxFragment, Fragment, FragmentKind, Glyph, GlyphRun, ImageFragment, Page, Pages, Position, Source,
};

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::document::{Document, NodeRef};
use crate::font::Fonts;
use crate::resource::Resources;
use crate::style::{CounterStyle, Theme};
pub use session::Session;

/// The page number of nodes, and how the pages there are numbered.
pub type PageNumbers = BTreeMap<NodeRef, (i32, CounterStyle)>;

/// Sets a document on pages.
pub fn layout(
    document: &Document,
    theme: &Theme,
    fonts: &Fonts,
    resources: &Resources,
    diagnostics: &mut Diagnostics,
) -> Pages {
    Session::default().layout(document, theme, fonts, resources, diagnostics)
}
