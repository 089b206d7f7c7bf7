//! Why no PDF could be made.

use std::fmt;

/// Why no PDF could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A face cannot be subset.
    Font { face: String, reason: String },
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Font { face, reason } => write!(formatter, "the font `{face}` cannot be embedded: {reason}"),
        }
    }
}

impl std::error::Error for Error {}
