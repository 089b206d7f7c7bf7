//! What the books of a run have in common: most have the sheets of one theme, which are two thirds of all that an article
//! has to compress.

use std::sync::Arc;

use super::container::{File, Packed};
use crate::memo::Memo;

/// Files as the archive holds them, made once for equal input.
#[derive(Debug)]
pub struct Recurring {
    /// By the text of a sheet that names no file: what reading systems get of it.
    sheets: Memo<Arc<str>, Arc<[u8]>>,
    packed: Memo<Arc<[u8]>, Arc<Packed>>,
}

impl Default for Recurring {
    fn default() -> Recurring {
        const ROOM: usize = 4 << 20;
        Recurring { sheets: Memo::new(ROOM), packed: Memo::new(ROOM) }
    }
}

impl Recurring {
    pub(super) fn sheet(&self, css: &Arc<str>, make: impl FnOnce() -> String) -> Arc<[u8]> {
        let make = || Arc::from(make().into_bytes());
        // What an address becomes is another thing in each book.
        if memchr::memmem::find(&css.as_bytes().to_ascii_lowercase(), b"url(").is_some() {
            return make();
        }
        self.sheets.get_or_make(Arc::clone(css), |sheet| css.len() + sheet.len(), make)
    }

    pub(super) fn packed(&self, file: &File, make: impl FnOnce() -> Arc<Packed>) -> Arc<Packed> {
        self.packed.get_or_make(Arc::clone(&file.bytes), |packed| file.bytes.len() + packed.size(), make)
    }
}
