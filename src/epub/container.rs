//! The archive: files in, bytes of an OCF ZIP container out (EPUB 3.3, section 4.2).
//!
//! `mimetype` comes first and is stored; the other entries are compressed in parallel and joined without
//! being compressed again. No entry carries a date, so that equal files give equal bytes. ZIP64 is used where an
//! entry or the archive needs it.

use std::io::{Cursor, Write};
use std::sync::Arc;

use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::Error;
use super::recurring::Recurring;

/// A file of the archive.
pub(super) struct File {
    /// The path within the archive.
    pub path: String,
    pub bytes: Arc<[u8]>,
    /// Whether compression can make it smaller: raster images are compressed already.
    pub is_compressible: bool,
    /// Whether other books of a run are likely to hold the same.
    pub is_recurring: bool,
}

/// The level beyond which novels shrink by less than a percent while the time doubles.
const LEVEL: i64 = 6;

/// From here on an entry needs ZIP64 sizes; some slack for what compression may add.
const LARGE: usize = 0xffff_0000;

/// Joins the files in their order.
pub(super) fn write(files: Vec<File>, recurring: &Recurring) -> Result<Vec<u8>, Error> {
    let make = |file: &File| entry(file).map(Arc::new);
    let entry = |file: &File| if file.is_recurring { recurring.entry(file, || make(file)) } else { make(file) };
    let entries: Vec<Arc<Vec<u8>>> = files.par_iter().map(entry).collect::<Result<_, _>>()?;
    let size = entries.iter().map(|entry| entry.len()).sum::<usize>() + 1024;
    let mut archive = ZipWriter::new(Cursor::new(Vec::with_capacity(size)));
    archive.start_file("mimetype", options(false, 0)).map_err(error)?;
    archive.write_all(b"application/epub+zip").map_err(|reason| Error::Container(reason.to_string()))?;
    for entry in entries {
        let mut single = ZipArchive::new(Cursor::new(entry.as_slice())).map_err(error)?;
        archive.raw_copy_file(single.by_index_raw(0).map_err(error)?).map_err(error)?;
    }
    Ok(archive.finish().map_err(error)?.into_inner())
}

/// An archive of one file.
fn entry(file: &File) -> Result<Vec<u8>, Error> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::with_capacity(file.bytes.len() / 2 + 256)));
    archive.start_file(file.path.as_str(), options(file.is_compressible, file.bytes.len())).map_err(error)?;
    archive.write_all(&file.bytes).map_err(|reason| Error::Container(reason.to_string()))?;
    Ok(archive.finish().map_err(error)?.into_inner())
}

fn options(is_compressible: bool, size: usize) -> SimpleFileOptions {
    // Without an explicit time the crate would ask the clock.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default()).large_file(size > LARGE);
    match is_compressible {
        true => options.compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL)),
        false => options.compression_method(CompressionMethod::Stored),
    }
}

fn error(reason: zip::result::ZipError) -> Error {
    Error::Container(reason.to_string())
}
