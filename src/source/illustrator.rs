//! Programs that draw diagrams, which the library does not run: the program may hand one over with the [`Loader`].
//!
//! [`Loader`]: super::Loader

use std::fmt;

/// Draws diagrams by programs of the author's.
pub trait Illustrator: fmt::Debug + Send + Sync {
    /// The names of fences that it draws, in small letters.
    fn names(&self) -> Vec<String>;

    /// The pictures of diagrams, each by its name and its source and given once, in their order; or why there is none,
    /// said of the diagram: "`mmdc` ended with status 1".
    fn draw(&self, diagrams: &[(String, String)]) -> Vec<Result<Vec<u8>, String>>;
}
