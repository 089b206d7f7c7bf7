//! Boxes before, immutable fragments after.

mod fragment;

pub use fragment::{
    BoxFragment, Fragment, FragmentKind, Glyph, GlyphRun, ImageFragment, Page, Pages, Position, Source,
};
