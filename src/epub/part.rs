//! The files of the book, as all that make them hand them to the package.

use std::sync::Arc;

use super::xml::XHTML;

/// A file of the book within the package's folder.
pub(super) struct Part {
    pub href: String,
    pub media_type: &'static str,
    pub role: Role,
    pub bytes: Arc<[u8]>,
}

impl Part {
    /// Whether it is a content document with formulas (EPUB 3.3, appendix D.4, `mathml`).
    pub(super) fn has_math(&self) -> bool {
        self.holds(b"<math ")
    }

    /// Whether it is a content document with drawings of its own (EPUB 3.3, appendix D.4, `svg`).
    pub(super) fn has_svg(&self) -> bool {
        self.holds(b"<svg ")
    }

    fn holds(&self, tag: &[u8]) -> bool {
        self.media_type == XHTML && memchr::memmem::find(&self.bytes, tag).is_some()
    }
}

/// What a file is in the package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Chapter,
    /// The navigation document where it is also a page of the book.
    Contents,
    /// The navigation document where it is for reading systems alone.
    Navigation,
    /// The page that shows the cover.
    Cover,
    CoverImage,
    /// Style sheets and images.
    Resource,
}
