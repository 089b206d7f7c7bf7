//! The way to the web, which the library does not have: the program may hand one over with the [`Loader`], for pictures
//! or for links.
//!
//! [`Loader`]: super::Loader

use std::fmt;

/// Gets what lies on the web.
pub trait Web: fmt::Debug + Send + Sync {
    /// Gets what lies at the addresses. Each is whole, of `http` or `https`, and given once.
    fn fetch(&self, addresses: &[String]) -> Fetched;

    /// Whether something lies at each of the addresses, in their order; what it is does not matter.
    fn reach(&self, addresses: &[String]) -> Vec<Reach>;
}

/// What a server says of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    Reached,
    /// It does not answer programs, or not without a name: readers may find something there.
    Untold(FetchError),
    Unreached(FetchError),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// What lies at each of the addresses, in their order.
    pub found: Vec<Result<Vec<u8>, FetchError>>,
    /// Why not all of it is kept for the next build, said of the fetched pictures.
    pub unkept: Option<FetchError>,
}

/// Why something on the web could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError {
    /// What is said of its address: "cannot be fetched: the server answers 404".
    pub reason: String,
    /// What to do about it, one sentence.
    pub hint: Option<String>,
}

impl FetchError {
    pub fn new(reason: impl Into<String>) -> FetchError {
        FetchError { reason: reason.into(), hint: None }
    }

    /// The same, with advice.
    pub fn hint(mut self, hint: impl Into<String>) -> FetchError {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.reason)
    }
}

impl std::error::Error for FetchError {}
