//! What must hold on pages, over the samples, the corpora in `../shared/corpora` where they are present, and input
//! that was made to hurt: nothing leaves the page, no word is lost, lines stay with what they belong to.

mod bad_input;
mod books;
mod measure;
mod operators;
mod set;
mod themes;
