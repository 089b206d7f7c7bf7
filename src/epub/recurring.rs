//! What the books of a run have in common: most have the sheets of one theme, which are two thirds of all that an article
//! has to compress.

use std::sync::Arc;

use crate::memo::Memo;

/// A file as the archive holds it.
#[derive(Debug)]
pub(super) struct Packed {
    /// `None` where the file is stored as it is.
    pub deflated: Option<Vec<u8>>,
    pub crc: u32,
}

impl Packed {
    /// What the archive holds of a file.
    pub(super) fn bytes<'b>(&'b self, stored: &'b [u8]) -> &'b [u8] {
        self.deflated.as_deref().unwrap_or(stored)
    }

    /// How much memory it takes.
    pub(super) fn size(&self) -> usize {
        self.deflated.as_ref().map_or(0, Vec::len)
    }
}

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

    pub(super) fn packed(&self, bytes: &Arc<[u8]>, make: impl FnOnce() -> Arc<Packed>) -> Arc<Packed> {
        self.packed.get_or_make(Arc::clone(bytes), |packed| bytes.len() + packed.size(), make)
    }
}
