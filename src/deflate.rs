//! Bytes made smaller: DEFLATE (RFC 1951), bare as archives want it or in zlib's format (RFC 1950) as PDF wants it.

use libdeflater::{CompressionLvl, Compressor};

/// A compressor that is used again and again, since its tables take longer to make than a page to compress.
pub struct Deflater {
    compressor: Compressor,
    /// Where it writes: as much as any input was found to need.
    buffer: Vec<u8>,
}

impl Deflater {
    /// `level` is 1, the quickest, to 12, the smallest.
    pub fn new(level: i32) -> Deflater {
        Deflater { compressor: Compressor::new(CompressionLvl::new(level).unwrap_or_default()), buffer: Vec::new() }
    }

    pub fn deflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        let most = self.compressor.deflate_compress_bound(bytes.len());
        self.grow(most);
        // It fails only where there is too little space.
        let length = self.compressor.deflate_compress(bytes, &mut self.buffer).unwrap_or_default();
        self.buffer[..length].to_vec()
    }

    pub fn zlib(&mut self, bytes: &[u8]) -> Vec<u8> {
        let most = self.compressor.zlib_compress_bound(bytes.len());
        self.grow(most);
        let length = self.compressor.zlib_compress(bytes, &mut self.buffer).unwrap_or_default();
        self.buffer[..length].to_vec()
    }

    fn grow(&mut self, most: usize) {
        if self.buffer.len() < most {
            self.buffer.resize(most, 0);
        }
    }
}

/// The checksum that archives have of each file (RFC 1952, section 8).
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = libdeflater::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::{DeflateDecoder, ZlibDecoder};

    use super::*;

    #[test]
    fn what_is_compressed_can_be_read() {
        let mut deflater = Deflater::new(6);
        for text in [&b""[..], b"a", &b"what is said twice ".repeat(500), &[0xff; 70_000]] {
            let (mut bare, mut wrapped) = (Vec::new(), Vec::new());
            DeflateDecoder::new(deflater.deflate(text).as_slice()).read_to_end(&mut bare).expect("DEFLATE");
            ZlibDecoder::new(deflater.zlib(text).as_slice()).read_to_end(&mut wrapped).expect("zlib");
            assert!(bare == text && wrapped == text);
        }
    }

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
