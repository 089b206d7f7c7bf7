//! What a PDF is made to, beside the book.

use crate::config::PdfStandard;

/// What the file cannot know from the book.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// When the file counts as made, `YYYY-MM-DDThh:mm:ssZ`.
    pub made: Option<String>,
    /// The title of a book whose metadata have none, since PDF/UA asks for one: the file's name.
    pub title: String,
    /// Which standards it is made for.
    pub standard: PdfStandard,
}
