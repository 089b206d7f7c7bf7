//! Pictures that were fetched, one file each, so that the next build asks nobody and is the same; and links that were
//! reached, an empty file each.
//!
//! A file is called by the hash of its address, and its first line is the address: two addresses of one hash are two
//! pictures, of which the later is kept. A picture is kept until its file is deleted.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::hash::Fnv128;
use crate::staging;

/// A folder of pictures.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
}

impl Cache {
    pub(super) fn new(folder: PathBuf) -> Cache {
        Cache { folder }
    }

    /// The picture of an address, of at most `limit` bytes.
    pub(super) fn find(&self, address: &str, limit: u64) -> Option<Vec<u8>> {
        let head = head(address);
        let most = limit + head.len() as u64;
        let mut bytes = Vec::new();
        fs::File::open(self.place(address)).ok()?.take(most + 1).read_to_end(&mut bytes).ok()?;
        if bytes.len() as u64 > most || !bytes.starts_with(head.as_bytes()) {
            return None;
        }
        bytes.drain(..head.len());
        Some(bytes)
    }

    /// Keeps a picture: whole or not at all, whoever else writes it at the same time.
    pub(super) fn keep(&self, address: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        staging::write(&self.place(address), &[head(address).as_bytes(), bytes])
    }

    /// Whether something was kept for an address after a moment.
    pub(super) fn is_fresh(&self, address: &str, since: SystemTime) -> bool {
        let changed = fs::metadata(self.place(address)).and_then(|metadata| metadata.modified());
        changed.is_ok_and(|changed| changed > since) && self.find(address, 0).is_some()
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn place(&self, address: &str) -> PathBuf {
        let mut hash = Fnv128::default();
        hash.field(address);
        self.folder.join(format!("{:032x}", hash.finish()))
    }
}

fn head(address: &str) -> String {
    format!("{address}\n")
}
