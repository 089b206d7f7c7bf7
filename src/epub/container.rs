//! The archive: files in, bytes of an OCF ZIP container out (EPUB 3.3, section 4.2).
//!
//! `mimetype` comes first and is stored; the other entries are compressed in parallel. No entry carries a date, so that
//! equal files give equal bytes. The crate `zip`, which reads archives here, takes no entry that is compressed
//! already, and its own compressor takes twice the time. In: PKWARE's APPNOTE.TXT 6.3.10.

use std::sync::Arc;

use rayon::prelude::*;

use super::error::Error;
use super::recurring::{Packed, Recurring};
use crate::deflate::{Deflater, crc32};

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

/// As small as zlib makes them at its usual level: 600 newsletters have 43.9 MB.
const LEVEL: i32 = 6;

/// The only time that the format can tell which needs no clock: the first (APPNOTE 4.4.6).
const FIRST_OF_JANUARY_1980: u16 = 1 << 5 | 1;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// A name in UTF-8 (APPNOTE, appendix D).
const IS_UTF_8: u16 = 1 << 11;
/// The version that a reader must know (APPNOTE 4.4.3).
const VERSION: u16 = 20;
/// Made by such a version, on Unix; a regular file that all may read.
const MADE_BY: u16 = 3 << 8 | VERSION;
const MODE: u32 = 0o100_644 << 16;
/// Of the local header of a file and its entry in the directory, without the name.
const HEADER: usize = 30;
const ENTRY: usize = 46;
const END: usize = 22;

/// Joins the files in their order.
pub(super) fn write(files: &[File], recurring: &Recurring) -> Result<Vec<u8>, Error> {
    let mimetype = File {
        path: "mimetype".to_owned(),
        bytes: b"application/epub+zip".as_slice().into(),
        is_compressible: false,
        is_recurring: false,
    };
    let make = |deflater: &mut Deflater, file: &File| match file.is_recurring {
        true => recurring.packed(&file.bytes, || Arc::new(pack(deflater, file))),
        false => Arc::new(pack(deflater, file)),
    };
    let mut packed = vec![Arc::new(Packed { deflated: None, crc: crc32(&mimetype.bytes) })];
    packed.par_extend(files.par_iter().map_init(|| Deflater::new(LEVEL), make));
    let files = || [&mimetype].into_iter().chain(files).zip(&packed);
    let lengths = files().map(|(file, packed)| HEADER + ENTRY + 2 * file.path.len() + packed.bytes(&file.bytes).len());
    let mut archive = Vec::with_capacity(lengths.sum::<usize>() + END);
    let mut directory = Vec::new();
    for (file, packed) in files() {
        let offset = small(archive.len())?;
        // What the local header and the directory both tell (APPNOTE 4.3.7 and 4.3.12).
        let mut facts = Vec::with_capacity(HEADER);
        let content = packed.bytes(&file.bytes);
        let flags = if file.path.is_ascii() { 0 } else { IS_UTF_8 };
        let method = if packed.deflated.is_some() { DEFLATED } else { STORED };
        for number in [VERSION, flags, method, 0, FIRST_OF_JANUARY_1980] {
            facts.extend(number.to_le_bytes());
        }
        for number in [packed.crc, small(content.len())?, small(file.bytes.len())?] {
            facts.extend(number.to_le_bytes());
        }
        let name = u16::try_from(file.path.len()).map_err(|_| too_large())?;
        // The length of the name, and of further fields.
        facts.extend([name, 0].iter().flat_map(|number| number.to_le_bytes()));

        archive.extend(b"PK\x03\x04");
        archive.extend(&facts);
        archive.extend(file.path.as_bytes());
        archive.extend(content);

        directory.extend(b"PK\x01\x02");
        directory.extend(MADE_BY.to_le_bytes());
        directory.extend(&facts);
        // No comment, on the first disk, not known to be text.
        directory.extend([0; 6]);
        directory.extend(MODE.to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(file.path.as_bytes());
    }
    let (offset, length) = (small(archive.len())?, small(directory.len())?);
    let count = u16::try_from(packed.len()).ok().filter(|count| *count < u16::MAX).ok_or_else(too_large)?;
    archive.extend(directory);
    // The end of the directory (APPNOTE 4.3.16).
    archive.extend(b"PK\x05\x06");
    archive.extend([0, 0, count, count].iter().flat_map(|number| number.to_le_bytes()));
    archive.extend([length, offset].iter().flat_map(|number| number.to_le_bytes()));
    archive.extend([0; 2]);
    Ok(archive)
}

fn pack(deflater: &mut Deflater, file: &File) -> Packed {
    let deflated = file.is_compressible.then(|| deflater.deflate(&file.bytes));
    Packed { deflated: deflated.filter(|deflated| deflated.len() < file.bytes.len()), crc: crc32(&file.bytes) }
}

/// A length or offset. Those of 4 GB and more would need ZIP64, which reading systems on small devices do not know
/// and no store takes: the largest book of KDP has 650 MB.
fn small(number: usize) -> Result<u32, Error> {
    u32::try_from(number).ok().filter(|number| *number < u32::MAX).ok_or_else(too_large)
}

fn too_large() -> Error {
    Error::Container("it would have 4 GB, or 65,535 files; make several books of it".to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use zip::{CompressionMethod, ZipArchive};

    use super::*;

    fn file(path: &str, bytes: &[u8], is_compressible: bool) -> File {
        File { path: path.to_owned(), bytes: bytes.into(), is_compressible, is_recurring: false }
    }

    #[test]
    fn an_archive_holds_its_files() {
        let text = "read and read again ".repeat(100);
        let files = [
            file("OEBPS/a.xhtml", text.as_bytes(), true),
            file("OEBPS/ж/猫.png", &[0; 100], false),
            file("OEBPS/b", b"b", true),
            file("OEBPS/c", b"", true),
        ];
        let bytes = write(&files, &Recurring::default()).expect("small");
        // EPUB 3.3, section 4.2.3: what tells the kind of file stands at its beginning.
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
        let mut archive = ZipArchive::new(Cursor::new(&bytes)).expect("an archive");
        let mut read = |index| {
            let mut entry = archive.by_index(index).expect("an entry");
            let (name, method) = (entry.name().to_owned(), entry.compression());
            assert_eq!(entry.unix_mode(), Some(0o100_644));
            assert!(entry.extra_data().is_none_or(<[u8]>::is_empty));
            let mut bytes = Vec::new();
            // It compares the checksum as well.
            entry.read_to_end(&mut bytes).expect("whole");
            (name, method, bytes)
        };
        assert_eq!(read(0), ("mimetype".to_owned(), CompressionMethod::Stored, b"application/epub+zip".to_vec()));
        for (index, (file, method)) in files.iter().zip([DEFLATED, STORED, STORED, STORED]).enumerate() {
            let method = if method == DEFLATED { CompressionMethod::Deflated } else { CompressionMethod::Stored };
            assert_eq!(read(index + 1), (file.path.clone(), method, file.bytes.to_vec()));
        }
        assert_eq!(archive.len(), 5);
    }

    #[test]
    fn what_an_archive_cannot_hold_is_told() {
        let files: Vec<File> = (0..u16::MAX).map(|number| file(&number.to_string(), b"", false)).collect();
        assert!(matches!(write(&files, &Recurring::default()), Err(Error::Container(_))));
        assert!(write(&files[2..], &Recurring::default()).is_ok());
        assert!(write(&[file(&"a".repeat(70_000), b"", false)], &Recurring::default()).is_err());
    }
}
