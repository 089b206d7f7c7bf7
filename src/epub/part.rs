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
        self.media_type == XHTML && memchr::memmem::find(&self.bytes, b"<math ").is_some()
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
