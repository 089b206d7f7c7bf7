//! Why an EPUB cannot be written.

use std::fmt;

/// Why no EPUB could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The package document's skeleton could not be made or read.
    Package(String),
    /// The archive could not be put together.
    Container(String),
    /// [`super::Options::modified`] is no date and time of the required form.
    Modified(String),
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Package(reason) => write!(formatter, "cannot make the EPUB's package document: {reason}"),
            Error::Container(reason) => write!(formatter, "cannot put the EPUB archive together: {reason}"),
            Error::Modified(date) => {
                write!(formatter, "`{date}` is no modification date of the form YYYY-MM-DDThh:mm:ssZ")
            }
        }
    }
}

impl std::error::Error for Error {}
